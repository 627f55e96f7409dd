"""What belongs to one notebook only: its exercises and the props of its scenes."""
