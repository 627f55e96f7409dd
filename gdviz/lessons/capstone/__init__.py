"""Notebook 07: the tables of its report, the wall of verdicts, and its exercises."""

from gdviz.lessons.capstone.exercises import EXERCISES
from gdviz.lessons.capstone.scenes import confusion, deal, report_card
from gdviz.lessons.capstone.wall import draw_wall

__all__ = ["EXERCISES", "confusion", "deal", "draw_wall", "report_card"]
