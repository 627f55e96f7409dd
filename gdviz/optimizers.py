"""Optimizers: each is a generator of points.

An optimizer takes a loss, a start and its hyperparameters, and yields the start and then one
point after another, for ever. Its state is a local variable; its source is the text on the
blackboard. A learner's own generator has the same standing as these.

Common to all: ``loss`` is a Loss or a function of a point; ``w`` is the start, or a batch of
starts of shape (..., dim) where nothing else is said; ``learning_rate`` is α > 0 or a schedule
``k -> α``. They are those of torch and optax except where the docstring says how they differ.
"""

import functools
from itertools import chain, count, repeat

import numpy as np

from gdviz import checks
from gdviz.losses import as_loss

__all__ = [
    "adagrad",
    "adam",
    "backtracking",
    "gradient_descent",
    "momentum",
    "nesterov",
    "optimizer",
    "rates",
    "rmsprop",
    "stochastic_gradient_descent",
]

__getattr__ = checks.unknown_name("gd.optimizers", __all__)


def optimizer(generator):
    """Let an optimizer take a plain function and any start, and check them when it is called.

    The first point is asked for at once, so that the optimizer's own checks come at the call
    too. An optimizer need not have this decorator to work with :func:`gdviz.descend`.

    >>> @optimizer
    ... def slow(loss, w, learning_rate):
    ...     yield w
    ...     for rate in rates(learning_rate):
    ...         w = w - rate / 2 * loss.gradient(w)
    ...         yield w
    """

    @functools.wraps(generator)
    def walk(loss, w, *args, **hyperparameters):
        loss = as_loss(loss, w)
        w = checks.check_point("w", w, loss.dim, batch=True)
        points = generator(loss, w, *args, **hyperparameters)
        return chain([next(points)], points)

    return walk


def rates(learning_rate):
    """Return an iterator over the learning rates of step 0, 1, 2, … for a number or a schedule.

    For a batch of n starts an array of shape (n, 1) walks each at its own rate.

    >>> halving = rates(lambda k: 0.5**k)
    >>> next(halving), next(halving), next(halving)
    (1.0, 0.5, 0.25)
    """
    if not callable(learning_rate):
        return repeat(_each(learning_rate, advice="Try 0.1: the rule has a minus sign."))
    example = "for example lambda k: 0.1 / (k + 1)"
    checks.check_function("learning_rate", learning_rate, example, takes=1)
    return (_scheduled(learning_rate, k) for k in count())


def _scheduled(schedule, k):
    """Return what a schedule says of step k, if it is a finite number ≥ 0, or an array of them."""
    try:
        rate = schedule(k)
    except ArithmeticError as error:
        raise ValueError(
            f"learning_rate must be a number ≥ 0. Got {checks.shorten(error)} from the schedule at "
            f"step {k}. Steps count from 0: write 1 / (k + 1)."
        ) from None
    if isinstance(rate, float) and 0 <= rate < np.inf:
        return rate
    return _each(rate, closed="low", advice=f"The schedule returned it at step {k}.")


def _each(value, **more):
    """Return a learning rate as a float, or an array with one for each start, shape (n, 1)."""
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return np.vectorize(lambda one: _each(one, **more), otypes=[float])(value)
    return checks.check_number("learning_rate", value, 0, **more)


def _check_memory(eps=1.0, **shares):
    """Check what is added to a root, > 0, and each share that is kept in a step, in [0, 1)."""
    checks.check_number("eps", eps, 0, advice="Try 1e-8.")
    for name, value in shares.items():
        checks.check_number(name, value, 0, 1, closed="low", advice="Try 0.9.")


@optimizer
def gradient_descent(loss, w, learning_rate, normalize=False):
    """Step against the gradient, w ← w − α ∇L(w).

    With ``normalize=True`` steps have the length α: a gradient not 0 is divided by its norm.
    Cauchy (1847), "Méthode générale pour la résolution des systèmes d'équations simultanées".

    >>> walk = gd.gradient_descent(gd.losses.bowl(), (1, 0), learning_rate=0.25)
    >>> next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]))
    """
    checks.check_choice("normalize", normalize, [False, True])
    all_rates = rates(learning_rate)
    yield w
    for rate in all_rates:
        slope = loss.gradient(w)
        if normalize:
            norm = np.linalg.norm(slope, axis=-1, keepdims=True)
            slope = slope / np.where(norm > 0, norm, 1)
        w = w - rate * slope
        yield w


@optimizer
def backtracking(loss, w, learning_rate=1.0, shrink=0.5, share=1e-4):
    """Shorten each step until the loss falls by a share of what the slope promised.

    The step w − α ∇L(w) is taken when L(w − α ∇L(w)) ≤ L(w) − share·α·‖∇L(w)‖²; otherwise α is
    multiplied by ``shrink`` and tried again. Each step begins anew with ``learning_rate``. Both
    factors are in (0, 1). A step costs one gradient, one value, and one value for each α tried:
    see :func:`gdviz.counted`. From one start only.

    Armijo (1966), "Minimization of functions having Lipschitz continuous first partial
    derivatives". optax's ``scale_by_backtracking_linesearch`` shrinks by 0.8 and starts from
    the last α times 1.5; with ``increase_factor=inf`` and equal factors it is the same.

    >>> walk = gd.backtracking(gd.losses.bowl(), (3, 4), learning_rate=4)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([0., 0.]))
    """
    checks.check_point("w", w, loss.dim)
    checks.check_number("shrink", shrink, 0, 1, advice="Try 0.5.")
    checks.check_number("share", share, 0, 1, advice="Try 0.0001.")
    first_rates = rates(learning_rate)
    yield w
    for rate in first_rates:
        slope, here = loss.gradient(w), loss(w)
        while rate > 0 and not loss(w - rate * slope) <= here - share * rate * slope @ slope:
            rate *= shrink
        w = w - rate * slope
        yield w


@optimizer
def momentum(loss, w, learning_rate, beta=0.9):
    """Heavy ball: keep a fraction of the previous step, v ← β v − α ∇L(w), w ← w + v.

    β is in [0, 1); 0 is plain gradient descent. Polyak (1964), "Some methods of speeding up the
    convergence of iteration methods". torch and optax keep v ← β v + ∇L and step by −α v: the
    same points at a constant rate, while a schedule there rescales the whole memory and here only
    the new part.

    >>> walk = gd.momentum(gd.losses.bowl(), (1, 0), learning_rate=0.25, beta=0.5)
    >>> next(walk), next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]), array([0., 0.]))
    """
    _check_memory(beta=beta)
    all_rates, velocity = rates(learning_rate), 0.0
    yield w
    for rate in all_rates:
        velocity = beta * velocity - rate * loss.gradient(w)
        w = w + velocity
        yield w


@optimizer
def nesterov(loss, w, learning_rate, beta=0.9):
    """Momentum that asks for the gradient where it is about to be, v ← β v − α ∇L(w + β v).

    β is in [0, 1). Nesterov (1983), "A method for solving the convex programming problem with
    convergence rate O(1/k²)", in the form of Sutskever et al. (2013), "On the importance of
    initialization and momentum in deep learning". torch and optax (``nesterov=True``) yield the
    look-ahead points w + β v of the same walk.

    >>> walk = gd.nesterov(gd.losses.bowl(), (1, 0), learning_rate=0.25, beta=0.5)
    >>> next(walk), next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]), array([0.125, 0.   ]))
    """
    _check_memory(beta=beta)
    all_rates, velocity = rates(learning_rate), 0.0
    yield w
    for rate in all_rates:
        velocity = beta * velocity - rate * loss.gradient(w + beta * velocity)
        w = w + velocity
        yield w


@optimizer
def stochastic_gradient_descent(loss, w, learning_rate, batch_size=1, seed=0):
    """Step against the mean gradient of a few examples, all of them once in every epoch.

    Each epoch shuffles the n examples and cuts them into ⌈n/b⌉ batches of b = ``batch_size``, the
    last one as large as what is left; each batch makes one update w ← w − α · mean ∇ℓᵢ(w). The
    loss is a mean over examples, with ``example_gradients``, as from
    :func:`gdviz.losses.line_fit`. Schedules count updates, not epochs. The same ``seed``, an int
    or a numpy.random.Generator, shuffles the same way. From one start only.

    Robbins and Monro (1951), "A stochastic approximation method"; shuffling each epoch as in
    Bottou (2012), "Stochastic gradient descent tricks".

    >>> loss = gd.losses.line_fit([0, 1, 2], [1, 3, 5])
    >>> walk = gd.stochastic_gradient_descent(loss, (0, 0), learning_rate=0.1, batch_size=3)
    >>> next(walk), next(walk).round(3)
    (array([0., 0.]), array([0.867, 0.6  ]))
    """
    checks.check_point("w", w, loss.dim)
    if loss.example_gradients is None:
        raise TypeError(
            "loss must be a mean over examples with example_gradients, like "
            f"gd.losses.line_fit(x, y). Got {checks.shorten(loss)}."
        )
    n = loss.examples
    checks.check_count("batch_size", batch_size, 1, maximum=n, advice=f"There are {n} examples.")
    generator, rate = checks.check_seed("seed", seed), rates(learning_rate)
    while True:
        order = generator.permutation(n)
        for begin in range(0, n, batch_size):
            yield w
            batch = order[begin : begin + batch_size]
            w = w - next(rate) * loss.example_gradients(w, batch).mean(axis=0)


@optimizer
def adagrad(loss, w, learning_rate, eps=1e-10):
    """Divide each coordinate's step by the root of the sum of its squared slopes so far.

    s ← s + g², w ← w − α g / (√s + ε) with g = ∇L(w) and ε > 0, against division by zero. The
    first step has the length α in every coordinate whose slope is far above ε. Duchi, Hazan and
    Singer (2011), "Adaptive subgradient methods for online learning and stochastic optimization".
    As in torch; optax starts s at 0.1 and has ε inside the root.

    >>> walk = gd.adagrad(gd.losses.bowl(), (3, 4), learning_rate=0.5)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([2.5, 3.5]))
    """
    _check_memory(eps)
    all_rates, squares = rates(learning_rate), 0.0
    yield w
    for rate in all_rates:
        slope = loss.gradient(w)
        squares = squares + slope**2
        w = w - rate * slope / (np.sqrt(squares) + eps)
        yield w


@optimizer
def rmsprop(loss, w, learning_rate, decay=0.9, eps=1e-8):
    """Divide each coordinate's step by the root of a moving average of its squared slopes.

    s ← γ s + (1 − γ) g², w ← w − α g / (√s + ε) with g = ∇L(w), γ = ``decay`` in [0, 1) and
    ε > 0. Tieleman and Hinton (2012), "Neural Networks for Machine Learning", lecture 6.5. torch
    calls γ ``alpha``, with 0.99; optax has ε inside the root unless ``eps_in_sqrt=False``.

    >>> walk = gd.rmsprop(gd.losses.bowl(), (3, 4), learning_rate=0.1, decay=0.75)
    >>> next(walk), next(walk).round(6)
    (array([3., 4.]), array([2.8, 3.8]))
    """
    _check_memory(eps, decay=decay)
    all_rates, squares = rates(learning_rate), 0.0
    yield w
    for rate in all_rates:
        slope = loss.gradient(w)
        squares = decay * squares + (1 - decay) * slope**2
        w = w - rate * slope / (np.sqrt(squares) + eps)
        yield w


@optimizer
def adam(loss, w, learning_rate, b1=0.9, b2=0.999, eps=1e-8):
    """Momentum over RMSProp, each mean corrected for having started at zero.

    m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g²,
    w ← w − α m̂ / (√ŝ + ε) with m̂ = m / (1 − β₁ᵏ), ŝ = s / (1 − β₂ᵏ) in step k = 1, 2, ….

    β₁ and β₂ are in [0, 1), ε > 0. The first step has the length α in every coordinate whose
    slope is far above ε. Kingma and Ba (2015), "Adam: a method for stochastic optimization",
    algorithm 1.

    >>> walk = gd.adam(gd.losses.bowl(), (3, 4), learning_rate=0.1)
    >>> next(walk), next(walk).round(6)
    (array([3., 4.]), array([2.9, 3.9]))
    """
    _check_memory(eps, b1=b1, b2=b2)
    all_rates, mean, squares = rates(learning_rate), 0.0, 0.0
    yield w
    for k, rate in enumerate(all_rates, start=1):
        slope = loss.gradient(w)
        mean = b1 * mean + (1 - b1) * slope
        squares = b2 * squares + (1 - b2) * slope**2
        step = (mean / (1 - b1**k)) / (np.sqrt(squares / (1 - b2**k)) + eps)
        w = w - rate * step
        yield w
