"""Read plots back: numbers as the course writes them, told sentences."""

import re

import numpy as np


def said(value, digits=3):
    """Write a number as a person of the course would, independently of gdviz.text."""
    whole = 10**digits <= abs(value) < 1e6
    return (f"{value:.0f}" if whole else f"{value:.{digits}g}").replace("-", "−")


def told(text, *values):
    """Whether a text holds each of these numbers, as whole numbers of their own."""
    found = re.findall(r"−?\d+(?:\.\d+)?(?:e[−+]\d+)?", text)
    return all(said(value) in found for value in values)


def arrows(ax):
    """Return tail and head of each arrow."""
    return np.array([[text.xyann, text.xy] for text in ax.texts if not text.get_text()])
