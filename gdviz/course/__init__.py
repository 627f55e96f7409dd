"""What belongs to the course: its exercises, guesses and claims, and the figures of one notebook.

One module for each notebook, named like it.
"""
