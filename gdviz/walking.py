"""Take the points of an optimizer chunk by chunk, until the run is over or ends by itself."""

from itertools import islice

import numpy as np

from gdviz.checks import check_point, own_array, shorten
from gdviz.text import number, point

FLOAT = np.dtype(float)
MATH = ("math domain error", "expected a")  # so begins what math says, the second in newer Pythons
CHUNK = 64  # at least so many points between two looks at how the run is doing
LARGE = 1e100  # what comes after such numbers and is no number was too large before


def checked_start(loss, start):
    """Return a start as a float array where loss and gradient are finite."""
    start = check_point("start", start, loss.dim)
    with np.errstate(all="ignore"):
        value, gradient = evaluate(loss, start)
    if not (np.isfinite(value) and np.isfinite(gradient).all()):
        raise ValueError(
            "start must be where the loss and its gradient are finite. Got loss "
            f"{number(value)}, gradient {point(gradient)} at {point(start)}. "
            "Start elsewhere or check the function."
        )
    return start


class Record:
    """The points so far, what they cost, and why there will be no more."""

    def __init__(self, dim):
        self.points, self.gradients = np.empty((0, dim)), np.empty((0, dim))
        self.losses, self.asked, self.ended = np.empty(0), np.empty((0, 2), dtype=int), ""

    def add(self, points, losses, gradients, asked):
        self.points = np.concatenate([self.points, points])
        self.losses = np.concatenate([self.losses, losses])
        self.gradients = np.concatenate([self.gradients, gradients])
        self.asked = np.concatenate([self.asked, asked])

    def cut(self, end, why):
        self.points, self.losses = self.points[:end], self.losses[:end]
        self.gradients, self.asked, self.ended = self.gradients[:end], self.asked[:end], why


def walk(loss, optimizer, start, hyperparameters, steps, stop):
    """Collect points chunk by chunk until the steps are used up or the run ends by itself."""
    counted, record = _Counted(loss), Record(loss.dim)
    points_of = _checked_walk(optimizer(counted, start.copy(), **hyperparameters))
    while not record.ended and len(record.points) < steps + 1:
        room = steps + 1 - len(record.points)
        want = min(room, max(CHUNK, len(record.points) // 4))
        points, asked, ended = _take(points_of, want, counted)
        record.add(points, *evaluate(loss, points), asked)
        record.ended = ended
        _look(record, stop)
    _check_first(record.points, start)
    return record


def _check_first(points, start):
    if not len(points) or not np.array_equal(points[0], start):
        got = point(points[0]) if len(points) else "no finite point"
        raise ValueError(
            f"optimizer must yield the start first. Got {got} for {point(start)}. "
            "Write yield w before the step."
        )


def _checked_walk(walk):
    if not hasattr(walk, "__next__"):
        raise TypeError(
            f"optimizer must be a generator of points. Got {shorten(walk)}. "
            "Write yield w in its loop, before the step."
        )
    return walk


def _take(walk, n, counted):
    """Take the next n points, or those before the walk ends or its numbers overflow."""
    shape, asked, taken = (counted.dim,), [], 0
    points = np.empty((n, *shape))
    try:
        for w in islice(walk, n):
            if not _is_point(w, shape):
                raise _wrong_point(w, counted.dim)
            points[taken] = w
            asked += counted.values, counted.gradients
            taken += 1
        ended = "" if taken == n else "exhausted"
    except OverflowError:  # of plain Python numbers; numpy's become inf
        ended = "too large"
    except (ArithmeticError, ValueError) as error:
        if not _outside_its_domain(error):
            raise
        ended = "undefined"
    return points[:taken], np.array(asked, dtype=int).reshape(-1, 2) // counted.dim, ended


def _is_point(w, shape):
    if getattr(w, "dtype", None) is FLOAT:
        return w.shape == shape
    w = own_array(w)
    return w.dtype.kind in "fiu" and w.shape == shape


def _outside_its_domain(error):
    """Whether Python's numbers, or its math, have no answer: 1/0, the root or log of −1."""
    return isinstance(error, ArithmeticError) or str(error).startswith(MATH)


def _wrong_point(w, dim):
    return ValueError(
        f"optimizer must yield points of shape ({dim},), real numbers. "
        f"Got shape {own_array(w).shape}: {shorten(w)}. Yield w itself after each step."
    )


def evaluate(loss, points):
    """Return losses and gradients; inf where plain Python numbers overflow, NaN for 0/0."""
    try:
        return loss(points), loss.gradient(points)
    except (ArithmeticError, ValueError) as error:
        if not _outside_its_domain(error):
            raise
        if points.ndim == 1:
            value = np.inf if isinstance(error, OverflowError) else np.nan
            return value, np.full(points.shape, value)
    return tuple(
        np.array(parts) for parts in zip(*(evaluate(loss, w) for w in points), strict=True)
    )


def _look(record, stop):
    """Cut the record before the first number that is not finite, or at the stop."""
    rows = np.column_stack([record.points, record.losses, record.gradients])
    finite = np.isfinite(rows).all(axis=1)
    if not finite.all():
        first = int(np.argmin(finite))
        large = np.isinf(rows[first]).any() or np.abs(rows[first - 1]).max() > LARGE
        record.cut(first, "too large" if large else "undefined")
    if stop is not None:
        hits = np.flatnonzero(stop(record.points, record.losses, record.gradients))
        if hits.size:
            record.cut(int(hits[0]) + 1, "rule")


class _Counted:
    """A loss that counts what an optimizer asks; in everything else it is the loss itself.

    ``values`` and ``gradients`` are ``dim`` times as many as were asked for, because a batch of
    points is counted by its size. Of a loss over n examples each example counts.
    """

    def __init__(self, loss):
        self._loss, self._gradient = loss, loss.gradient
        self._examples = loss.examples or 1
        self.dim, self.values, self.gradients = loss.dim, 0, 0
        if loss.example_gradients is not None:
            self.example_gradients = self._example_gradients

    def __getattr__(self, name):
        return getattr(self._loss, name)

    def __repr__(self):
        return repr(self._loss)

    def __call__(self, w):
        self.values += self._examples * np.size(w)
        return self._loss(w)

    def gradient(self, w):
        self.gradients += self._examples * np.size(w)
        return self._gradient(w)

    def _example_gradients(self, w, index):
        self.gradients += self.dim * np.size(index)
        return self._loss.example_gradients(w, index)
