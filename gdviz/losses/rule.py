"""How any function of a point is made to follow the shape rule, checked or trusted."""

import numpy as np

from gdviz.checks import check_point, own_array, shorten

FLOAT = np.dtype(float)
SLIPS = {  # what numpy says of them
    "read-only": "leave its argument as it is; it changed w in place. "
    "Write w = w - step instead of w -= step.",
    "converted to Python scalars": "compute with the coordinates of w, an array. "
    "Got w itself in a function of one number. Write w[0], or take the function from numpy.",
}


def _as_points(w, dim):
    try:
        points = np.asarray(w)
    except ValueError:  # rows of different lengths
        return check_point("w", w, dim)
    plain = points.dtype.kind in "fiu" and not isinstance(w, np.ma.MaskedArray)
    if not plain or points.shape[-1:] != (dim,):
        return check_point("w", w, dim)
    return np.asarray(points, dtype=float)


def converted(function, dim):
    """Take anything array-like; what is a float array already passes in a tenth of a µs."""
    last = (dim,)

    def call(w):
        if type(w) is not np.ndarray or w.dtype is not FLOAT or w.shape[-1:] != last:
            w = _as_points(w, dim)
        return function(w)

    return call


def guarded(function, name, dim, tail, vectorized):
    """Make a learner's function follow the shape rule, and never broadcast by accident.

    ``tail`` is the shape of the answer at one point.
    """

    def ask(w):
        answer = own_array(_read_only_call(function, name, w))
        if dim == 1 and tail == () and answer.shape == (1,) and w.ndim == 1:
            answer = answer.reshape(())
        return _checked_answer(name, answer, w.shape[:-1] + tail)

    def call(w):
        w = _as_points(w, dim)
        if w.ndim == 1:
            return ask(w)
        if vectorized:
            return ask(_unmistakable(w, dim))[: len(w)]
        answers = [ask(point) for point in w.reshape(-1, dim)]
        return np.array(answers, dtype=float).reshape(w.shape[:-1] + tail)

    return call


def guarded_examples(function, dim):
    """Make a learner's ``example_gradients`` return one gradient for each example."""

    def call(w, index):
        answer = own_array(
            _read_only_call(function, "example_gradients", _as_points(w, dim), index)
        )
        return _checked_answer("example_gradients", answer, (len(index), dim))

    return call


def _unmistakable(w, dim):
    """Add a point where there are as many as coordinates: w[0] for w[..., 0] would look right."""
    return np.concatenate([w, w[:1]]) if len(w) == dim else w


def _read_only_call(function, name, w, *index):
    """Call a function of the learner's, and explain the slips that numpy meets."""
    view = w.view()
    view.flags.writeable = False
    try:
        return function(view, *index)
    except (TypeError, ValueError) as error:
        for sign, slip in SLIPS.items():
            if sign in str(error):
                raise type(error)(f"{name} must {slip}") from None
        raise


def _checked_answer(name, answer, shape):
    if answer.shape == shape and answer.dtype.kind in "fiub":
        return answer
    if name == "function":
        raise TypeError(
            f"function must return one real number for each point, shape {shape}. "
            f"Got {shorten(answer[()])}. Check for a missing sum or return."
        )
    raise ValueError(
        f"{name} must return real numbers of shape {shape}. "
        f"Got shape {np.shape(answer)}: {shorten(answer)}. Give one for each coordinate."
    )


def central_difference(function, dim):
    """Slope of the chord over ±h; h balances the rounding and the bending error."""

    def gradient(w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps = h[..., None] * np.eye(dim)
        around = w[..., None, :]
        values = function(np.concatenate([around + steps, around - steps], axis=-2))
        return (values[..., :dim] - values[..., dim:]) / (2 * h)

    return gradient


def second_difference(loss, dim):
    """Central difference of the gradient, made symmetric."""

    def hessian(w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps = h[..., None] * np.eye(dim)
        around = w[..., None, :]
        rows = (loss.gradient(around + steps) - loss.gradient(around - steps)) / (2 * h[..., None])
        return (rows + rows.mT) / 2

    return hessian


def slopes(w, by_x, by_y):
    """Put ∂L/∂x and ∂L/∂y in an array like ``w``, for a point and for a batch."""
    answer = np.empty_like(w)
    columns = answer.T
    columns[0], columns[1] = by_x, by_y
    return answer


def matrix(w, xx, xy, yy):
    """Put the second derivatives in matrices of shape (..., 2, 2)."""
    answer = np.empty((*w.shape, 2))
    answer[..., 0, 0], answer[..., 1, 1] = np.transpose(xx), np.transpose(yy)
    answer[..., 0, 1] = answer[..., 1, 0] = np.transpose(xy)
    return answer
