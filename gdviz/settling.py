"""Follow many starts of gradient descent at once, and drop each when its end is certain."""

import numpy as np

NONE, DIVERGED = -1, -2
PACE = 6  # steps between two looks at who has arrived
CHUNK = 16_384  # so many points and their gradients fit in a processor's cache
FAR = 1e6  # times the spread of the starts: from so far away nothing comes back


def settle(loss, starts, rates, minima, tolerance):
    """Say which minimum each start reaches, and after how many steps.

    Parameters
    ----------
    loss : Loss
    starts : ndarray, shape (n, dim)
    rates : ndarray, shape (steps,)
        The learning rate of each step.
    minima : ndarray, shape (m, dim)
    tolerance : float
        How near is there.

    Returns
    -------
    ends : ndarray of int, shape (n,)
        The index of a minimum, ``NONE`` or ``DIVERGED``.
    taken : ndarray, shape (n,)
        The first step from which on the point stays there; NaN where there is none.
    """
    ends, taken = np.full(len(starts), NONE, dtype=np.int16), np.full(len(starts), np.nan)
    holds = _holding(loss, rates, minima)
    here, w = np.arange(len(starts)), starts.copy(order="F")
    for k in range(0, len(rates), PACE):
        going = np.ones(len(here), dtype=bool)
        for begin in range(0, len(here), CHUNK):
            part = slice(begin, begin + CHUNK)
            path = _walk(loss, w[part], rates[k : k + PACE])
            gone, there, entry = _arrivals(path, minima, holds[k], tolerance)
            w[part] = path[-1]  # not sooner: the path begins with a view of w
            going[begin + gone] = False
            ends[here[begin + gone]], taken[here[begin + gone]] = there, k + entry
        left = np.flatnonzero(going)
        here, w = here[left], _some(w, left)
    ends[here] = _final(w, minima, tolerance, FAR * max(map(np.ptp, starts.T)))
    late = here[ends[here] >= 0]
    taken[late] = _entry(_walk(loss, starts[late], rates), minima[ends[late]], tolerance)
    return ends, taken


def _arrivals(path, minima, holds, tolerance):
    """Say which points of a short path are done for good, where they are, and since which step."""
    last = _squared(path[-1] - path[-2])
    # Two points within the tolerance are at most twice as far apart. Whoever came in by a longer
    # last step begins the next window inside.
    near = np.flatnonzero(last <= (2 * tolerance) ** 2)
    there = _nearest(_some(path[-1], near), minima, tolerance)
    sure = np.flatnonzero(holds[there] & (there != NONE))
    near, there = near[sure], there[sure]
    entry = _entry((_some(w, near) for w in path), minima[there], tolerance)
    lost = np.flatnonzero(~np.isfinite(last))
    nowhere = np.full(len(lost), np.nan)
    return (
        np.append(near, lost),
        np.append(there, np.full(len(lost), DIVERGED)),
        np.append(entry, nowhere),
    )


def _holding(loss, rates, minima):
    """Tell for each step which minima attract from then on, shape (steps, m)."""
    curvatures = np.linalg.eigvalsh(loss.hessian(minima))
    largest_to_come = np.maximum.accumulate(rates[::-1])[::-1]
    round_enough = curvatures[:, 0] > 1e-9 * curvatures[:, -1]
    return round_enough & (largest_to_come[:, None] * curvatures[:, -1] < 2)


def _walk(loss, w, rates):
    """Return the points at the beginning and after each step."""
    path = [w]
    for rate in rates:
        step = rate * _gradient(loss, path[-1])
        path.append(np.subtract(path[-1], step, out=step))
    return path


def _gradient(loss, w):
    """Return the gradients; NaN where plain Python numbers overflow."""
    try:
        return loss.gradient(w)
    except ArithmeticError:
        if len(w) == 1:
            return np.full(w.shape, np.nan)
    return np.concatenate([_gradient(loss, one[None]) for one in w])


def _some(w, index):
    """Some of the points, with each coordinate in one piece of memory as before."""
    return w if len(index) == len(w) else np.take(w.T, index, axis=1).T


def _squared(vectors):
    """Squared lengths of vectors made for this only; by columns, quicker than along short rows."""
    np.multiply(vectors, vectors, out=vectors)
    total, *others = vectors.T
    for column in others:
        total += column
    return total


def _nearest(w, minima, tolerance):
    """Return the index of the minimum within the tolerance, ``NONE`` where there is none."""
    found, least = np.full(len(w), NONE), np.full(len(w), tolerance**2)
    for index, minimum in enumerate(minima):
        apart = _squared(w - minimum)
        np.copyto(found, index, where=apart <= least)
        np.fmin(least, apart, out=least)
    return found


def _entry(path, targets, tolerance):
    """Return the first step from which on each point of a path stays at its target."""
    entry, targets = np.zeros(len(targets)), np.asfortranarray(targets)
    for k, w in enumerate(path, 1):
        np.copyto(entry, k, where=~(_squared(w - targets) <= tolerance**2))
    return entry


def _final(w, minima, tolerance, far):
    """Judge what has neither arrived nor overflowed by where it is at the end."""
    ends = _nearest(w, minima, tolerance)
    return np.where(_squared(w - minima[0]) > far**2, DIVERGED, ends)
