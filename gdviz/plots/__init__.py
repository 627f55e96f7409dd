"""Draw losses, runs, fields and layers: Axes in, Axes out.

Every function draws on the Axes it is given, or on a new figure, keeps the labels that are there,
and tells what it drew in a sentence made from the data. ``**kwargs`` go to the Matplotlib method
that draws the main lines, ``labels`` name the things in their order, ``bounds`` are by default
those of the loss.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, ["axes"])
