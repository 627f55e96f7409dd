"""Optimizers: each is a generator of points.

An optimizer takes a loss, a start and its hyperparameters, and yields the start and then one
point after another, for ever. Its state is a local variable; its source is the text on the
blackboard. A learner's own generator has the same standing as these.

Examples
--------
>>> import gdviz as gd
>>> walk = gd.momentum(gd.losses.bowl(), (4, 2), learning_rate=0.25)
>>> next(walk), next(walk)
(array([4., 2.]), array([2., 1.]))
"""

import functools
import inspect
from itertools import count

import numpy as np

from gdviz.checks import (
    check_count,
    check_flag,
    check_function,
    check_number,
    check_point,
    shorten,
    unknown_name,
)
from gdviz.loss import as_loss
from gdviz.text import suggestion

__all__ = [
    "adagrad",
    "adam",
    "backtracking",
    "check_learning_rate",
    "check_names",
    "coordinate_search",
    "gradient_descent",
    "momentum",
    "nesterov",
    "optimizer",
    "random_search",
    "rates",
    "rmsprop",
    "stochastic_gradient_descent",
]

__getattr__ = unknown_name("gd.optimizers", __all__)


def rates(learning_rate, name="learning_rate"):
    """Yield the learning rate of step 0, 1, 2, … for a number or a schedule.

    Parameters
    ----------
    learning_rate : float or callable
        A positive number, or any ``k -> learning rate``. For a batch of n starts, an array of
        positive numbers of shape (n, 1) walks each at its own rate.
    name : str, optional
        What a message calls it.

    Yields
    ------
    float

    Raises
    ------
    TypeError, ValueError
        If the number is not a learning rate, or the schedule returns what is not a finite
        number ≥ 0.

    Examples
    --------
    >>> halving = rates(lambda k: 0.5**k)
    >>> next(halving), next(halving), next(halving)
    (1.0, 0.5, 0.25)
    """
    if not callable(learning_rate):
        learning_rate = check_learning_rate(learning_rate, name)
        while True:
            yield learning_rate
    try:
        for k in count():
            rate = learning_rate(k)
            yield rate if type(rate) is float and 0 <= rate < np.inf else _scheduled(rate, k, name)
    except (ArithmeticError, StopIteration) as error:
        raise _no_rate(name, error, k) from None


def _no_rate(name, error, k):
    first = k == 0 and isinstance(error, ZeroDivisionError)
    advice = "Steps count from 0: write 1 / (k + 1)." if first else "Return one for every step."
    return ValueError(
        f"{name} must be a number ≥ 0. Got {shorten(error)} from the schedule at step {k}. {advice}"
    )


def _scheduled(rate, k, name):
    where = f"The schedule returned it at step {k}"
    one_for_each_start = getattr(rate, "ndim", 0) > 1 and rate.dtype.kind in "fiu"
    if one_for_each_start:
        bad = ~((rate >= 0) & np.isfinite(rate))
        if not bad.any():
            return rate
        rate = rate[bad][0]
    if isinstance(rate, list | tuple) or getattr(rate, "ndim", 0):
        raise TypeError(
            f"{name} must be a number ≥ 0. Got {shorten(rate)}. {where}: "
            "return one number for each step."
        )
    below = isinstance(rate, int | float | np.number) and rate < 0
    climbs = "below 0 a step would climb. " if name == "learning_rate" else ""
    advice = f"{where}: {climbs}Return max(0, …)." if below else f"{where}."
    return check_number(name, rate, 0, closed="low", advice=advice)


def check_learning_rate(value, name="learning_rate"):
    """Return ``value`` as a float if it is a learning rate, a finite number above 0.

    Parameters
    ----------
    value : float or ndarray
        For a batch of n starts, an array of rates of shape (n, 1).
    name : str, optional
        What the message calls it.

    Raises
    ------
    TypeError, ValueError
        If it is not a finite number above 0.

    Examples
    --------
    >>> check_learning_rate(0)
    Traceback (most recent call last):
    ValueError: learning_rate must be a number > 0. Got 0.0. Try 0.1.
    """
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return np.vectorize(check_learning_rate, otypes=[float])(value, name)
    advice = "Try 0.1."
    if name == "learning_rate" and isinstance(value, int | float | np.number) and value < 0:
        advice = "A negative rate would climb: the minus sign is in the rule already. Try 0.1."
    return check_number(name, value, 0, advice=advice)


def given_rate(name, value, loss, w):
    """Return a learning rate or schedule if it suits a point, or a batch of points, ``w``.

    Examples
    --------
    >>> given_rate("learning_rate", np.array([[0.1], [0.2]]), None, np.ones((3, 2)))
    Traceback (most recent call last):
    ValueError: learning_rate must be a number > 0, or one for each start, shape (3, 1). Got \
shape (2, 1).
    """
    if callable(value):
        return check_function(name, value, "for example lambda k: 0.1 / (k + 1)", takes=1)
    column = (*w.shape[:-1], 1)
    if getattr(value, "ndim", 0) > 1 and not _stretches(value.shape, column):
        each = f", or one for each start, shape {column}" if w.ndim > 1 else ""
        raise ValueError(f"{name} must be a number > 0{each}. Got shape {value.shape}.")
    return check_learning_rate(value, name)


def _stretches(shape, column):
    """Whether numpy would stretch an array of one shape to another and no further."""
    try:
        return np.broadcast_shapes(shape, column) == column
    except ValueError:
        return False


def _between(low, high, closed, advice):
    return lambda name, value, *_: check_number(
        name, value, low, high, closed=closed, advice=advice
    )


def _batch_size(name, value, loss, w):
    if getattr(loss, "example_gradients", None) is None:
        raise TypeError(
            "loss must be a mean over examples with example_gradients, like "
            f"gd.losses.line_fit(x, y). Got {shorten(loss)}."
        )
    advice = f"There are {loss.examples} examples."
    return check_count(name, value, 1, maximum=loss.examples, advice=advice)


def _seed(name, value, *_):
    return value if isinstance(value, np.random.Generator) else check_count(name, value)


# What each hyperparameter may be, by its name: a new optimizer that uses these names is checked.
RANGES = {
    "learning_rate": given_rate,
    "step_length": given_rate,
    "normalize": lambda name, value, *_: check_flag(name, value),
    "beta": _between(0, 1, "low", "Try 0.9."),
    "b1": _between(0, 1, "low", "Try 0.9."),
    "b2": _between(0, 1, "low", "Try 0.999."),
    "decay": _between(0, 1, "low", "Try 0.9."),
    "eps": _between(0, np.inf, "", "Try 1e-8."),
    "shrink": _between(0, 1, "", "Try 0.5."),
    "share": _between(0, 1, "", "Try 0.0001."),
    "tries": lambda name, value, *_: check_count(name, value, 1),
    "batch_size": _batch_size,
    "seed": _seed,
}


def optimizer(generator=None, *, batch=True):
    """Check an optimizer's arguments when it is called, by the table ``RANGES``.

    Parameters
    ----------
    generator : generator function
        ``generator(loss, w, **hyperparameters)``. It need not have this decorator to work with
        :func:`gdviz.descend`.
    batch : bool, optional
        Whether it can walk from many starts at once, shape (..., dim).

    Returns
    -------
    callable
        With the same signature.

    Examples
    --------
    >>> @optimizer
    ... def follow_the_sign(loss, w, learning_rate=0.1):
    ...     yield w
    ...     for rate in rates(learning_rate):
    ...         w = w - rate * np.sign(loss.gradient(w))
    ...         yield w
    >>> follow_the_sign(lambda w: w[0] ** 2, 1, learning_rate=-0.1)
    Traceback (most recent call last):
    ValueError: learning_rate must be a number > 0. Got -0.1. A negative rate would climb: the \
minus sign is in the rule already. Try 0.1.
    """
    if generator is None:
        return functools.partial(optimizer, batch=batch)
    signature = inspect.signature(generator)

    @functools.wraps(generator)
    def checked(loss, w, *args, **hyperparameters):
        loss = as_loss(loss, w)
        dim = loss.dim if hasattr(loss, "dim") else max(1, np.size(w))
        w = check_point("w", w, dim, batch=batch)
        check_names(checked, hyperparameters, len(args))
        bound = signature.bind(loss, w, *args, **hyperparameters)
        bound.apply_defaults()
        for name, check in RANGES.items():
            if name in bound.arguments:
                bound.arguments[name] = check(name, bound.arguments[name], loss, w)
        return generator(*bound.args, **bound.kwargs)

    return checked


def check_names(optimizer, given, placed=0):
    """Refuse hyperparameters that an optimizer does not know, and name those it lacks.

    Parameters
    ----------
    optimizer : callable
        ``optimizer(loss, w, **hyperparameters)``.
    given : sequence of str
        The names given.
    placed : int, optional
        How many were given by their place instead.

    Raises
    ------
    TypeError
        With the name that was probably meant.

    Examples
    --------
    >>> def walk(loss, w, learning_rate): ...
    >>> check_names(walk, ["learning_rat"])
    Traceback (most recent call last):
    TypeError: walk takes learning_rate. Got 'learning_rat'. Did you mean 'learning_rate'?
    """
    parameters = list(inspect.signature(optimizer).parameters.values())[2:]
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return
    known = [p.name for p in parameters]
    for name in given:
        if name not in known:
            raise TypeError(
                f"{name_of(optimizer)} takes {', '.join(known) or 'no hyperparameters'}. "
                f"Got {name!r}. {suggestion(name, known)}"
            )
    for p in parameters[placed:]:
        if p.default is p.empty and p.name not in given:
            raise TypeError(
                f"{name_of(optimizer)} needs {p.name}. Got none. Add {p.name}=… to the call."
            )


def name_of(optimizer):
    """Return the name of an optimizer, also of one with some of its arguments filled in.

    Examples
    --------
    >>> def walk(loss, w, learning_rate): ...
    >>> name_of(functools.partial(walk, learning_rate=0.1))
    'walk'
    """
    while isinstance(optimizer, functools.partial):
        optimizer = optimizer.func
    return getattr(optimizer, "__name__", type(optimizer).__name__)


@optimizer
def gradient_descent(loss, w, learning_rate, normalize=False):
    """Step against the gradient, w ← w − α ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    normalize : bool, optional
        Divide the gradient by its norm: every step then has the length α.

    Yields
    ------
    ndarray, shape (..., dim)
        The start first, then the point after each step.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Cauchy (1847), "Méthode générale pour la résolution des systèmes d'équations simultanées".
    The same as torch's and optax's ``sgd`` without momentum.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = gradient_descent(bowl(), (1, 0), learning_rate=0.25)
    >>> next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]))
    """
    yield w
    for rate in rates(learning_rate):
        slope = loss.gradient(w)
        if normalize:
            slope = unit(slope)
        w = w - rate * slope
        yield w


def unit(vectors):
    """Divide vectors of shape (..., dim) by their norms; zero stays zero.

    Examples
    --------
    >>> print(unit(np.array([[3.0, 4.0], [0.0, 0.0]])))
    [[0.6 0.8]
     [0.  0. ]]
    """
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)


@optimizer(batch=False)
def backtracking(loss, w, learning_rate=1.0, shrink=0.5, share=1e-4):
    """Shorten each step until the loss falls by a share of what the slope promised.

    The step w − α ∇L(w) is taken when L(w − α ∇L(w)) ≤ L(w) − share·α·‖∇L(w)‖²; otherwise α is
    multiplied by ``shrink`` and tried again. Each step begins anew with ``learning_rate``.

    Parameters
    ----------
    loss : Loss
        A step costs one gradient, one value, and one value for each α tried:
        see :func:`gdviz.losses.counted`.
    w : array_like, shape (dim,)
        The start.
    learning_rate : float or callable
        The first α tried, or a schedule of them.
    shrink : float, optional
        In (0, 1).
    share : float, optional
        In (0, 1): how much of the promised fall must come true.

    Yields
    ------
    ndarray, shape (dim,)
        The start first; the loss never rises.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Armijo (1966), "Minimization of functions having Lipschitz continuous first partial
    derivatives". optax's ``scale_by_backtracking_linesearch`` shrinks by 0.8 and starts from
    the last α times 1.5; with ``increase_factor=inf`` and equal factors it is the same.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = backtracking(bowl(), (3, 4), learning_rate=4)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([0., 0.]))
    """
    yield w
    for rate in rates(learning_rate):
        slope, here = loss.gradient(w), loss(w)
        while rate > 0 and not loss(w - rate * slope) <= here - share * rate * slope @ slope:
            rate *= shrink
        w = w - rate * slope
        yield w


@optimizer
def momentum(loss, w, learning_rate, beta=0.9):
    """Heavy ball: keep a fraction of the previous step, v ← β v − α ∇L(w), w ← w + v.

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    beta : float, optional
        β in [0, 1): the fraction kept; 0 is plain gradient descent.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Polyak (1964), "Some methods of speeding up the convergence of iteration methods". torch and
    optax keep v ← β v + ∇L and step by −α v: the same points at a constant rate, while a
    schedule there rescales the whole memory and here only the new part.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = momentum(bowl(), (1, 0), learning_rate=0.25, beta=0.5)
    >>> next(walk), next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]), array([0., 0.]))
    """
    velocity = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        velocity = beta * velocity - rate * loss.gradient(w)
        w = w + velocity
        yield w


@optimizer
def nesterov(loss, w, learning_rate, beta=0.9):
    """Momentum that asks for the gradient where it is about to be, v ← β v − α ∇L(w + β v).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    beta : float, optional
        β in [0, 1).

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Nesterov (1983), "A method for solving the convex programming problem with convergence rate
    O(1/k²)", in the form of Sutskever et al. (2013), "On the importance of initialization and
    momentum in deep learning". torch and optax (``nesterov=True``) yield the look-ahead points
    w + β v of the same walk.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = nesterov(bowl(), (1, 0), learning_rate=0.25, beta=0.5)
    >>> next(walk), next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]), array([0.125, 0.   ]))
    """
    velocity = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        velocity = beta * velocity - rate * loss.gradient(w + beta * velocity)
        w = w + velocity
        yield w


@optimizer(batch=False)
def stochastic_gradient_descent(loss, w, learning_rate, batch_size=1, seed=0):
    """Step against the mean gradient of a few examples, all of them once in every epoch.

    Each epoch shuffles the n examples and cuts them into ⌈n/b⌉ batches of b, the last one as
    large as what is left; each batch makes one update w ← w − α · mean ∇ℓᵢ(w).

    Parameters
    ----------
    loss : Loss
        A mean over examples, with ``example_gradients``, as from
        :func:`gdviz.losses.line_fit`.
    w : array_like, shape (dim,)
        The start.
    learning_rate : float or callable
        α > 0, or a schedule by updates, not epochs.
    batch_size : int, optional
        b, from 1 to n; with n every update is one of plain gradient descent.
    seed : int or numpy.random.Generator, optional
        The same seed shuffles the same way.

    Yields
    ------
    ndarray, shape (dim,)
        The start first, then the point after each update.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be, or the loss has no examples.

    Notes
    -----
    Robbins and Monro (1951), "A stochastic approximation method"; shuffling each epoch as in
    Bottou (2012), "Stochastic gradient descent tricks".

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> walk = stochastic_gradient_descent(loss, (0, 0), learning_rate=0.1, batch_size=3)
    >>> next(walk), next(walk).round(3)
    (array([0., 0.]), array([0.867, 0.6  ]))
    """
    generator, rate = np.random.default_rng(seed), rates(learning_rate)
    while True:
        order = generator.permutation(loss.examples)
        for begin in range(0, loss.examples, batch_size):
            yield w
            batch = order[begin : begin + batch_size]
            w = w - next(rate) * loss.example_gradients(w, batch).mean(axis=0)


@optimizer
def adagrad(loss, w, learning_rate, eps=1e-10):
    """Divide each coordinate's step by the root of all its squared slopes so far.

    s ← s + g², w ← w − α g / (√s + ε) with g = ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``. The first step has the length α in every coordinate
        whose slope is far above ε.
    eps : float, optional
        ε > 0, against division by zero.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Duchi, Hazan and Singer (2011), "Adaptive subgradient methods for online learning and
    stochastic optimization". As in torch; optax starts s at 0.1 and has ε inside the root.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = adagrad(bowl(), (3, 4), learning_rate=0.5)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([2.5, 3.5]))
    """
    squares = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        slope = loss.gradient(w)
        squares = squares + slope**2
        w = w - rate * slope / (np.sqrt(squares) + eps)
        yield w


@optimizer
def rmsprop(loss, w, learning_rate, decay=0.9, eps=1e-8):
    """Divide each coordinate's step by the root of a fading mean of its squared slopes.

    s ← γ s + (1 − γ) g², w ← w − α g / (√s + ε) with g = ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    decay : float, optional
        γ in [0, 1): how much of the mean is kept each step.
    eps : float, optional
        ε > 0, against division by zero.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Tieleman and Hinton (2012), "Neural Networks for Machine Learning", lecture 6.5. torch calls
    γ ``alpha``, with 0.99; optax has ε inside the root unless ``eps_in_sqrt=False``.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = rmsprop(bowl(), (3, 4), learning_rate=0.1, decay=0.75)
    >>> next(walk), next(walk).round(6)
    (array([3., 4.]), array([2.8, 3.8]))
    """
    squares = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        slope = loss.gradient(w)
        squares = decay * squares + (1 - decay) * slope**2
        w = w - rate * slope / (np.sqrt(squares) + eps)
        yield w


@optimizer
def adam(loss, w, learning_rate, b1=0.9, b2=0.999, eps=1e-8):
    """Momentum over RMSProp, each mean corrected for having started at zero.

    m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g²,
    w ← w − α m̂ / (√ŝ + ε) with m̂ = m / (1 − β₁ᵏ), ŝ = s / (1 − β₂ᵏ) in step k = 1, 2, ….

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``. The first step has the length α in every coordinate
        whose slope is far above ε.
    b1, b2 : float, optional
        β₁ and β₂ in [0, 1): how much of the mean slope and of the mean square is kept.
    eps : float, optional
        ε > 0, against division by zero.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Kingma and Ba (2015), "Adam: a method for stochastic optimization", algorithm 1. The same as
    torch's and optax's with their defaults.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = adam(bowl(), (3, 4), learning_rate=0.1)
    >>> next(walk), next(walk).round(6)
    (array([3., 4.]), array([2.9, 3.9]))
    """
    mean, squares = np.zeros_like(w), np.zeros_like(w)
    yield w
    for k, rate in enumerate(rates(learning_rate), start=1):
        slope = loss.gradient(w)
        mean = b1 * mean + (1 - b1) * slope
        squares = b2 * squares + (1 - b2) * slope**2
        step = (mean / (1 - b1**k)) / (np.sqrt(squares / (1 - b2**k)) + eps)
        w = w - rate * step
        yield w


@optimizer(batch=False)
def random_search(loss, w, step_length, tries=1, seed=0):
    """Try some random directions and take the best step, if any goes down.

    Parameters
    ----------
    loss : Loss
        Only its values are used: ``tries`` + 1 of them each step.
    w : array_like, shape (dim,)
        The start.
    step_length : float or callable
        How far each try goes, above 0, or a schedule of lengths.
    tries : int, optional
        Directions tried each step, 1 or more, uniform on the sphere.
    seed : int or numpy.random.Generator, optional
        The same seed walks the same way.

    Yields
    ------
    ndarray, shape (dim,)
        The start first; the loss never rises.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Rastrigin (1963), "The convergence of the random search method in the extremal control of a
    many parameter system", there with one try.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = random_search(bowl(), (3, 4), step_length=0.5, tries=10)
    >>> bowl()(next(walk)) > bowl()(next(walk))
    True
    """
    generator = np.random.default_rng(seed)
    yield w
    for length in rates(step_length, name="step_length"):
        directions = generator.standard_normal((tries, w.size))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        w = min(w, *(w + length * directions), key=loss)
        yield w


@optimizer(batch=False)
def coordinate_search(loss, w, step_length, shrink=0.5):
    """Try one step forth and back along every axis, take the best; if none goes down, shrink.

    Parameters
    ----------
    loss : Loss
        Only its values are used: 2·dim + 1 of them each step.
    w : array_like, shape (dim,)
        The start.
    step_length : float or callable
        How far the first tries go, above 0, or a schedule of lengths.
    shrink : float, optional
        In (0, 1): the factor of the length each time that no axis leads down.

    Yields
    ------
    ndarray, shape (dim,)
        The start first; the loss never rises.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Known as compass search: Kolda, Lewis and Torczon (2003), "Optimization by direct search: new
    perspectives on some classical and modern methods".

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = coordinate_search(bowl(), (3, 4), step_length=1)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([3., 3.]))
    """
    axes, scale = np.eye(w.size), 1.0
    yield w
    for length in rates(step_length, name="step_length"):
        step = scale * length * axes
        best = min(w, *(w + step), *(w - step), key=loss)
        if best is w:
            scale *= shrink
        w = best
        yield w
