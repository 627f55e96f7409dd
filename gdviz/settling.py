"""Follow many starts of gradient descent at once, and drop each when its end is certain."""

import numpy as np

NONE, DIVERGED = -1, -2
PACE = 6  # steps between two looks at who has arrived
LOOKS = 3  # before the chunks, which shrink as points arrive, are filled up again
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
    search = _Search(loss, starts.T, rates, minima, tolerance)
    search.run()
    return search.ends, search.taken


class _Search:
    def __init__(self, loss, starts, rates, minima, tolerance):
        self.loss, self.starts, self.rates, self.tolerance = loss, starts, rates, tolerance
        self.targets, self.holds = np.ascontiguousarray(minima.T), _holding(loss, rates, minima)
        self.ends = np.full(starts.shape[1], NONE, dtype=np.int16)
        self.taken = np.full(starts.shape[1], np.nan)

    def run(self):
        here, w = np.arange(len(self.ends)), self.starts
        for k in range(0, len(self.rates), LOOKS * PACE):
            left = [self._round(k, here[part], w[:, part]) for part in _parts(len(here), CHUNK)]
            here, w = (np.concatenate(pieces, axis=-1) for pieces in zip(*left, strict=True))
            if not len(here):
                break
        far = FAR * max(map(np.ptp, self.starts))
        self.ends[here] = _final(w, self.targets, self.tolerance, far)
        late = np.flatnonzero((self.ends >= 0) & np.isnan(self.taken))
        if len(late):
            self.taken[late] = self._count(late)

    def _round(self, begin, here, w):
        """Walk with a chunk for a few looks, and return who is left and where they are."""
        for k in range(begin, min(begin + LOOKS * PACE, len(self.rates)), PACE):
            path = _walk(self.loss, w, self.rates[k : k + PACE])
            left = self._look(k, here, path)
            here, w = here.take(left), path[-1].take(left, axis=1)
            if not len(here):
                return here, w
        finite = np.isfinite(w).all(axis=0)
        self.ends[here[~finite]] = DIVERGED
        return here[finite], w.compress(finite, axis=1)

    def _look(self, k, here, path):
        """Note which points of a short path have come to stay, and return the others."""
        there = _nearest(path[-1], self.targets, self.tolerance)
        stays = self.holds[k].take(there)
        arrived = np.flatnonzero(stays)
        there = there.take(arrived)
        targets = self.targets.take(there, axis=1)
        entry = _entry(path.take(arrived, axis=2), targets, self.tolerance)
        if k > 0:
            # Who is inside as a path begins was not sure to stay then, and came in before.
            entry[entry == 0] = np.nan
        self.ends[here.take(arrived)], self.taken[here.take(arrived)] = there, k + entry
        return np.flatnonzero(~stays)

    def _count(self, late):
        """Walk again and return the first step from which on each point stays at its end."""
        w, targets = self.starts[:, late], self.targets[:, self.ends[late]]
        since = np.zeros(len(late))
        for k in range(0, len(self.rates), PACE):
            path = _walk(self.loss, w, self.rates[k : k + PACE])
            entry = _entry(path, targets, self.tolerance)
            np.copyto(since, k + entry, where=entry > 0)
            w = path[-1]
        return since


def _parts(count, size):
    return [slice(begin, begin + size) for begin in range(0, count, size)]


def _holding(loss, rates, minima):
    """Tell for each step which minima attract from then on, shape (steps, m + 1).

    The last column is for ``NONE``, which holds nothing.
    """
    curvatures = np.linalg.eigvalsh(loss.hessian(minima))
    largest_to_come = np.maximum.accumulate(rates[::-1])[::-1]
    round_enough = curvatures[:, 0] > 1e-9 * curvatures[:, -1]
    holds = round_enough & (largest_to_come[:, None] * curvatures[:, -1] < 2)
    return np.pad(holds, ((0, 0), (0, 1)))


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
    total = vectors[..., 0, :]
    for coordinate in range(1, vectors.shape[-2]):
        total = total + vectors[..., coordinate, :]
    return total


def _nearest(w, targets, tolerance):
    """Return the index of the minimum within the tolerance, ``NONE`` where there is none."""
    found, least = np.full(w.shape[1], NONE, dtype=np.int16), np.full(w.shape[1], tolerance**2)
    for index, target in enumerate(targets.T):
        apart = _squared(w - target[:, None])
        np.copyto(found, index, where=apart <= least)
        np.fmin(least, apart, out=least)
    return found


def _entry(path, targets, tolerance):
    """Return the first step from which on each point of a path stays at its target."""
    entry = np.zeros(path.shape[-1])
    for step, outside in enumerate(_squared(path - targets) > tolerance**2, start=1):
        np.copyto(entry, step, where=outside)
    return entry


def _final(w, targets, tolerance, far):
    """Judge what has neither arrived nor overflowed by where it is at the end."""
    ends = _nearest(w, targets, tolerance)
    return np.where(_squared(w - targets[:, :1]) > far**2, DIVERGED, ends)
