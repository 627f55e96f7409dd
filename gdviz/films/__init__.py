"""One background, many overlays: films that move without a kernel, and say what they show."""

from gdviz.films.film import Film, Frame, data_uri, paint, player, read_static
from gdviz.films.marks import Dots, Shape, Words
from gdviz.films.scene import Overlay, Scene, color_of, style_now

__all__ = [
    "Dots",
    "Film",
    "Frame",
    "Overlay",
    "Scene",
    "Shape",
    "Words",
    "color_of",
    "data_uri",
    "paint",
    "player",
    "read_static",
    "style_now",
]
