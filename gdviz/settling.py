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
    holds, targets = _holding(loss, rates, minima), np.ascontiguousarray(minima.T)
    here, w = np.arange(len(starts)), starts.T.copy()
    for k in range(0, len(rates), PACE):
        going = np.ones(len(here), dtype=bool)
        for part in _parts(len(here), CHUNK):
            path = _walk(loss, w[:, part], rates[k : k + PACE])
            held = holds[max(k - PACE, 0)]
            gone, there, entry = _arrivals(path, targets, holds[k], held, tolerance)
            w[:, part] = path[-1]
            going[part][gone] = False
            ends[here[part][gone]], taken[here[part][gone]] = there, k + entry
        left = np.flatnonzero(going)
        here, w = here[left], w.take(left, axis=1)
    ends[here] = _final(w, targets, tolerance, FAR * max(map(np.ptp, starts.T)))
    late = np.flatnonzero((ends >= 0) & np.isnan(taken))
    taken[late] = _since(loss, starts[late].T, rates, targets[:, ends[late]], tolerance)
    return ends, taken


def _parts(count, size):
    return [slice(begin, begin + size) for begin in range(0, count, size)]


def _arrivals(path, targets, holds, held, tolerance):
    """Say which points of a short path are done for good, where they are, and since which step.

    Since when is NaN for whom a minimum holds that did not hold, as ``held`` tells, in the path
    before: it may have been there all along.
    """
    last = _squared(np.subtract(*path[-2:]))
    # Two points within the tolerance are at most twice as far apart. Whoever came in by a longer
    # last step begins the next window inside.
    near = np.flatnonzero(last <= (2 * tolerance) ** 2)
    there = _nearest(path[-1].take(near, axis=1), targets, tolerance)
    sure = holds[there] & (there != NONE)
    near, there = near[sure], there[sure]
    entry = _entry(path.take(near, axis=2), targets[:, there], tolerance)
    entry = np.where((entry > 0) | held[there], entry, np.nan)
    lost = np.flatnonzero(~np.isfinite(last))
    return (
        np.append(near, lost),
        np.append(there, np.full(len(lost), DIVERGED)),
        np.append(entry, np.full(len(lost), np.nan)),
    )


def _holding(loss, rates, minima):
    """Tell for each step which minima attract from then on, shape (steps, m)."""
    curvatures = np.linalg.eigvalsh(loss.hessian(minima))
    largest_to_come = np.maximum.accumulate(rates[::-1])[::-1]
    round_enough = curvatures[:, 0] > 1e-9 * curvatures[:, -1]
    return round_enough & (largest_to_come[:, None] * curvatures[:, -1] < 2)


def _walk(loss, w, rates):
    """Return the points at the beginning and after each step, shape (steps + 1, dim, n)."""
    path = np.empty((len(rates) + 1, *w.shape))
    path[0] = w
    for k, rate in enumerate(rates):
        np.subtract(path[k], rate * _gradient(loss, path[k].T).T, out=path[k + 1])
    return path


def _gradient(loss, w):
    """Return the gradients; NaN where plain Python numbers overflow."""
    try:
        return loss.gradient(w)
    except ArithmeticError:
        if len(w) == 1:
            return np.full(w.shape, np.nan)
    return np.concatenate([_gradient(loss, one[None]) for one in w])


def _squared(vectors):
    """Squared lengths of vectors made for this only, whose coordinates are the rows."""
    np.multiply(vectors, vectors, out=vectors)
    return vectors.sum(axis=-2)


def _nearest(w, targets, tolerance):
    """Return the index of the minimum within the tolerance, ``NONE`` where there is none."""
    found, least = np.full(w.shape[1], NONE), np.full(w.shape[1], tolerance**2)
    for index, target in enumerate(targets.T):
        apart = _squared(w - target[:, None])
        np.copyto(found, index, where=apart <= least)
        np.fmin(least, apart, out=least)
    return found


def _entry(path, targets, tolerance):
    """Return the first step from which on each point of a path stays at its target."""
    outside = ~(_squared(path - targets) <= tolerance**2)
    return (outside * np.arange(1, len(path) + 1)[:, None]).max(axis=0)


def _since(loss, w, rates, targets, tolerance):
    """Walk again and return the first step from which on each point stays at its target."""
    since = np.zeros(w.shape[1])
    for k in range(0, len(rates), PACE):
        path = _walk(loss, w, rates[k : k + PACE])
        entry = _entry(path, targets, tolerance)
        np.copyto(since, k + entry, where=entry > 0)
        w = path[-1]
    return since


def _final(w, targets, tolerance, far):
    """Judge what has neither arrived nor overflowed by where it is at the end."""
    ends = _nearest(w, targets, tolerance)
    return np.where(_squared(w - targets[:, :1]) > far**2, DIVERGED, ends)
