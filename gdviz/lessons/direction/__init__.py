"""Notebook 01: its exercises on directions, and the claims it settles."""

from gdviz.lessons.direction.exercises import EXERCISES

__all__ = ["EXERCISES"]
