"""Derivatives by central differences, each with an estimate of its error.

A step h has two errors, as notebook 02 shows. *Truncation*: the curve bends on the way, which
costs about h². *Rounding*: values are known to some digits only, and a division by h magnifies
what is lost. Here the scatter of the values is measured first; then steps h and h/8 are compared.
If they differ by more than rounding explains, the step shrinks. If they agree but rounding still
hides the derivative, it grows.

Functions take batches of points, shape (..., dim); ``error`` has the shape of the derivative.
"""

import numpy as np

EPS = np.finfo(float).eps
USUAL = 2.0**-17  # the step of a slope, near the cube root of EPS
RATIO = 8.0  # of two steps that are compared
FINEST, WIDEST = -11, 18  # steps are the usual one times RATIO to powers between these
ENOUGH = 1e-6  # an error of this share of the derivative needs no other step
KINK = 1e-5  # beside level ground, a change of more than this share of the values is no rounding
UNMEASURED = "not measured: standardise, or give gd.Loss gradient and hessian, if there is no kink"


def by_differences(function):
    """Make the gradient of a function by central differences of a step that suits it.

    The usual step costs two values for each coordinate. It is used if the values do not look
    rounded, and if their relative change is from 5e-7 to 0.01 or a step eight times shorter gives
    the same gradient. Otherwise ``gradient_with_error`` chooses the step.
    """

    @np.errstate(all="ignore")
    def gradient(w):
        points = w.reshape(-1, w.shape[-1])
        h, ahead, behind = _beside(function, points, USUAL)
        found = (ahead - behind) / (2 * h)
        rise, size = np.abs(ahead - behind).max(axis=-1), np.abs(ahead).max(axis=-1)
        rounded = np.array(_rounded(ahead.tolist()))
        trusted = (5e-7 * size <= rise) & (rise <= 0.01 * size) & ~rounded
        if trusted.all():
            return found.reshape(w.shape)
        doubt = ~trusted & (np.isfinite(ahead) | np.isfinite(behind)).any(axis=-1)
        if (look := np.flatnonzero(doubt & ~rounded)).size:
            short, nearer, before = _beside(function, points[look], USUAL / RATIO)
            again = (nearer - before) / (2 * short)
            turn = np.abs(ahead[look] - nearer) / h[look]
            allowed = 1e-4 * np.maximum(np.abs(again), turn).max(axis=-1)
            doubt[look] = ~(np.abs(found[look] - again).max(axis=-1) < allowed)
        if doubt.any():
            found[doubt] = gradient_with_error(function, points[doubt])[0]
        return found.reshape(w.shape)

    return gradient


@np.errstate(all="ignore")
def gradient_with_error(function, w):
    """Return the gradient of a function of values, or the Hessian of one of gradients."""
    here, level, eps = (np.expand_dims(a, w.ndim - 1) for a in scatter(function, w))
    far = np.abs(w).reshape(w.shape + (1,) * (here.ndim - w.ndim))

    def rung(k):
        h, ahead, behind = _beside(function, w, USUAL * RATIO**k)
        h = h.reshape(far.shape)
        right, left = (ahead - here) / h, (here - behind) / h
        lost = np.maximum(level, 2 * eps * np.maximum(np.abs(ahead), np.abs(behind)))
        lost = lost + EPS * far * np.maximum(np.abs(right), np.abs(left))
        return (ahead - behind) / (2 * h), lost / h, right - left

    return _settle(rung, _natural if here.ndim > w.ndim else _felt)[:2]


@np.errstate(all="ignore")
def hessian_with_error(function, w):
    """Return the Hessian of a function of values, first its diagonal and then the rest.

    The steps for a mixed derivative are those that suit the curvatures of its two coordinates.
    """
    here, level, eps = (a[..., None] for a in scatter(function, w))

    def bend(k, i, j):
        h, around, steps = _rung(w, 2.0**-11 * RATIO**k)
        a, b, area = steps[..., i, :], steps[..., j, :], h[..., i] * h[..., j]
        corners = [around + a + b, around + a - b, around - a + b, around - a - b]
        values = np.stack([_values(function, each) for each in corners])
        far = np.maximum(np.abs(w / h)[..., i], np.abs(w / h)[..., j])
        change = np.abs(values - here).max(axis=0)
        lost = np.maximum(level, 2 * eps * np.abs(values).max(axis=0)) + EPS * far * change
        found = (values[0] - values[1] - values[2] + values[3]) / (4 * area)
        return found, lost / area, np.where(change == 0, 0.0, np.nan)

    each = np.arange(w.shape[-1])
    own, doubt, suits = _settle(lambda k: bend(k, each, each), lambda bend, _: np.abs(bend))
    straight = own == 0
    if straight.any():
        slope = np.abs(by_differences(function)(w)).max(axis=-1, keepdims=True)
        far = np.maximum(1.0, np.abs(w).max(axis=-1, keepdims=True))
        doubt[straight & (doubt * far <= ENOUGH * slope)] = 0
    answer = np.zeros((2, *w.shape, w.shape[-1]))
    answer[..., each, each] = own, doubt
    i, j = np.triu_indices(w.shape[-1], 1)
    if len(i):
        size = np.sqrt(np.abs(own[..., i] * own[..., j]))
        mixed = _settle(
            lambda k: bend(suits + k, i, j), lambda bend, _: np.fmax(np.abs(bend), size)
        )
        answer[..., i, j] = answer[..., j, i] = mixed[:2]
    return answer[0], answer[1]


def slope_error(function, w):
    """Return the norm of the error of the gradient at a point.

    An error far below what the slope changes over the usual step counts as 0: so near a minimum
    only the place of the minimum matters.
    """
    error = gradient_with_error(function, w)[1]
    h, ahead, behind = _beside(function, w, USUAL)
    turn = np.abs(ahead - 2 * _values(function, w) + behind) / h
    return np.linalg.norm(np.where(error <= 100 * ENOUGH * turn, 0, error))


def scatter(function, w):
    """Return the values, their rounding error, and their relative precision.

    Seven equidistant points start so close together that only rounding changes the values. They
    move apart until the values differ, as a function may compute in single precision. Third
    differences remove the smooth part and multiply independent errors by √20.
    """
    axis, way = w.ndim - 1, np.maximum(1.0, np.abs(w)) * np.linspace(1, 2, w.shape[-1])
    here, seen = _values(function, w), np.zeros(w.shape[:-1], dtype=int)
    least = level = 2 * EPS * np.abs(here)
    level_ground = np.zeros(level.shape, dtype=bool)
    for k in range(-50, 40, 4):
        looks = seen.reshape(seen.shape + (1,) * (level.ndim - seen.ndim))
        # By chance values may rise by even steps, which show no rounding: a few more looks.
        wanted = ~level_ground & ((looks < 2) | ((looks < 5) & (level == least)))
        if not wanted.any():
            break
        t = np.arange(-3, 4)[:, None] * 2.0**k
        values = _values(function, w[..., None, :] + t * way[..., None, :])
        third = np.abs(np.diff(values, 3, axis=axis)).max(axis=axis)
        # Where level ground ends, third differences grow with the step; those of rounding do not.
        ends = (k > -46) & (looks == 1) & (third > 5 * level)
        level_ground |= ends & (level > KINK * np.abs(values).max(axis=axis))
        if level.ndim > seen.ndim:  # gradients that were the same so far jump at a kink
            jumps = (k > -20) & (level == least) & (third > KINK * np.abs(values).max(axis=axis))
            level_ground |= wanted & jumps
        level = np.where(wanted & (third < np.inf), np.fmax(level, 2 * third), level)
        seen += np.ptp(values, axis=axis).reshape(*seen.shape, -1).max(axis=-1) > 0
    eps = np.fmax(EPS, np.fmin(level / np.abs(here), np.finfo(np.float32).eps) / 2)
    return here, np.where(level_ground, 0, level), np.where(level_ground, 0, eps)


def _values(function, points):
    return np.asarray(function(points), dtype=float)


def _rung(w, size):
    """Return a power of two for each coordinate, w with an axis for them, and them as vectors."""
    h = size * 2.0 ** (np.frexp(np.maximum(1.0, np.abs(w)))[1] - 1)
    return h, w[..., None, :], h[..., None] * np.eye(w.shape[-1])


def _beside(function, w, size):
    h, around, steps = _rung(w, size)
    return h, _values(function, around + steps), _values(function, around - steps)


def _rounded(rows):
    """Whether all values of each row fit into single precision, or into ten decimal digits."""
    return [all(v in (float(np.float32(v)), float(f"{v:.10g}")) for v in row) for row in rows]


def _felt(slopes, jump):
    """Return the size of a slope, or a share of what the slope changes over the step."""
    return np.maximum(np.abs(slopes), 100 * np.abs(jump))


def _natural(hessian, jump):
    """Return the size of a second derivative that the two curvatures beside it suggest."""
    roots = np.sqrt(np.abs(np.diagonal(hessian, axis1=-2, axis2=-1)))
    return np.maximum(np.abs(hessian), roots[..., None] * roots[..., None, :])


def _settle(rung, scale):
    """Try steps until the error is small or grows; return derivative, error and best power.

    ``rung(k)`` returns derivative, rounding error and the jump of the slope at w, for the step
    times RATIO to the power k. A jump stays while the step shrinks, a bend does not: at a kink
    every slope between the two sides is as good.
    """

    def kink(wide, fine):
        jump, more, less = wide[2], *fine[1:]
        return np.fmax(np.abs(RATIO * less - jump) / (RATIO - 1) - 5 * more, 0)

    def error(wide, fine):
        found = wide[1] + np.abs(wide[0] - fine[0]) + kink(wide, fine) / 2
        return np.where(np.isnan(found), np.inf, 1.5 * found)

    def agree(wide, fine):
        near = np.isfinite(wide[0]) & (np.abs(wide[0] - fine[0]) <= wide[1] + fine[1])
        return near & (kink(wide, fine) == 0)

    usual, fine = rung(0), rung(-1)
    suits = np.zeros(usual[0].shape, dtype=int)
    best, least = usual[0], error(usual, fine)
    agreed = agree(usual, fine)
    enough = (least < np.inf) & (least <= ENOUGH * scale(best, usual[2]))
    active, wide, sharp = ~agreed & ~enough, fine, kink(usual, fine) > 0
    for k in range(-2, FINEST, -1):
        if not active.any():
            break
        fine = rung(k)
        found = error(wide, fine)
        sizes = scale(best, usual[2]), scale(wide[0], wide[2])
        better = active & (found < np.inf) & ~(found * sizes[0] > least * sizes[1])
        better &= ~sharp | (found < least / 25)  # rounding that hides a kink is 1/20 of it
        sharp &= ~better
        suits = np.where(better, k + 1, suits)
        best, least = np.where(better, wide[0], best), np.where(better, found, least)
        active, wide = active & ~agree(wide, fine), fine
    active, fine, silent = agreed & ~enough, usual, (usual[0] == 0) & (usual[2] == 0)
    for k in range(1, WIDEST):
        if not active.any():
            break
        wide = rung(k)
        silent &= (wide[0] == 0) & (wide[2] == 0)
        found = error(wide, fine)
        active &= agree(wide, fine) & (wide[1] < 0.5 * fine[1])
        better = active & (found < least)
        suits = np.where(better, k, suits)
        best, least = np.where(better, wide[0], best), np.where(better, found, least)
        active &= ~(least <= ENOUGH * scale(best, wide[2]))
        fine = wide
    # What no step shows is 0 if no value ever changed; else rounding may hide it from all.
    level = active & (np.abs(best) <= least)
    least[level] = np.where(silent, 0.0, usual[1])[level]
    suits[level] = 0
    best[level | ((usual[0] == 0) & (np.abs(best) <= least))] = 0.0
    return best, least, suits
