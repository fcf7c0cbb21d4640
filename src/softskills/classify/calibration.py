"""Scores to probabilities, and probabilities to decisions, both on narratives that were held out."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEW = 12
"""Below this many positive units a competence takes the calibration of all together."""
ENOUGH = 40
"""From this many positive units on a competence has thresholds of its own."""
SUPPORT = 10
"""Least number of held-out units above a threshold for a precision."""


def sigmoid(x: Floats) -> Floats:
    """Logistic function, safe for large values."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), dtype=np.float64)


def fit_sigmoid(scores: Floats, labels: NDArray[np.int64]) -> tuple[float, float]:
    """Fit ``P = sigmoid(slope * score + offset)`` (Platt 1999, with his smoothed targets).

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Scores of held-out units.
    labels : ndarray of 0 and 1, shape (n,)

    Returns
    -------
    slope, offset : float
        The slope is never negative: a score that says the opposite is set to say nothing.

    Notes
    -----
    Platt, J. (1999). Probabilistic outputs for support vector machines. Targets are
    ``(n_pos + 1) / (n_pos + 2)`` and ``1 / (n_neg + 2)``; Newton's method on the two parameters.

    Examples
    --------
    >>> slope, offset = fit_sigmoid(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1]))
    >>> slope > 0, abs(offset) < 1e-6
    (True, True)
    """
    positives = labels.sum()
    negatives = len(labels) - positives
    target = np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.column_stack([scores, np.ones_like(scores)])
    prevalence = (positives + 0.5) / (len(labels) + 1)
    theta = np.array([0.0, np.log(prevalence / (1 - prevalence))])
    ridge = np.diag([1e-9, 1e-9])
    for _ in range(100):
        p = sigmoid(design @ theta)
        gradient = design.T @ (p - target)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(hessian, gradient)
        theta = theta - np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-10:
            break
    slope, offset = float(theta[0]), float(theta[1])
    return (slope, offset) if slope > 0 else (0.0, float(np.log(prevalence / (1 - prevalence))))


def fit_calibration(scores: Floats, labels: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Slope and offset per competence; those with few positives take the common slope.

    Parameters
    ----------
    scores, labels : ndarray, shape (n, k)

    Returns
    -------
    slopes, offsets : ndarray, shape (k,)
    """
    count = scores.shape[1]
    common, base = fit_sigmoid(scores.ravel(), labels.ravel())
    slopes, offsets = np.full(count, common), np.full(count, base)
    for k in range(count):
        if labels[:, k].sum() >= FEW:
            slopes[k], offsets[k] = fit_sigmoid(scores[:, k], labels[:, k])
    return slopes, offsets


def threshold_for_precision(
    probabilities: Floats, labels: NDArray[np.int64], precision: float, *, support: int = 1
) -> float:
    """Lowest threshold from which on the units above it are right at least ``precision`` of the time.

    Parameters
    ----------
    probabilities, labels : ndarray, shape (n,)
    precision : float
    support : int
        Least number of units above the threshold; two lucky ones prove nothing.

    Returns
    -------
    float
        1.0 (nothing passes) where no threshold reaches it.

    Examples
    --------
    >>> threshold_for_precision(np.array([0.9, 0.8, 0.7, 0.1]), np.array([1, 1, 0, 0]), 0.8)
    0.8
    """
    order = np.argsort(-probabilities, kind="stable")
    p, y = probabilities[order], labels[order]
    above = np.arange(1, len(y) + 1)
    reached = (np.cumsum(y) / above >= precision) & (above >= support)
    # A threshold cannot part equal probabilities.
    last_of_equals = np.append(p[1:] != p[:-1], True)
    good = np.flatnonzero(reached & last_of_equals)
    return float(p[good[-1]]) if len(good) else 1.0


def threshold_for_balance(probabilities: Floats, labels: NDArray[np.int64]) -> float:
    """Threshold with the greatest F1, the harmonic mean of precision and recall.

    Examples
    --------
    >>> threshold_for_balance(np.array([0.9, 0.6, 0.5, 0.1]), np.array([1, 0, 1, 0]))
    0.5
    """
    order = np.argsort(-probabilities, kind="stable")
    p, y = probabilities[order], labels[order]
    hits = np.cumsum(y)
    f1 = 2 * hits / (np.arange(1, len(y) + 1) + max(int(y.sum()), 1))
    f1[~np.append(p[1:] != p[:-1], True)] = -1
    return float(p[int(np.argmax(f1))]) if y.any() else 1.0


def fit_thresholds(
    probabilities: Floats,
    labels: NDArray[np.int64],
    *,
    low: float = 0.5,
    high: float = 0.8,
    aim: str | float = "balance",
) -> tuple[Floats, Floats, Floats]:
    """Per competence: where "uncertain" begins, where "suggested" begins, and where a yes/no decision is made.

    Parameters
    ----------
    probabilities, labels : ndarray, shape (n, k)
        Of held-out narratives.
    low, high : float
        Precision from which on a unit is ``uncertain`` and ``suggested``.
    aim : "balance" or float
        The decision: greatest F1, or a precision.

    Returns
    -------
    low, high, decision : ndarray, shape (k,)
        A competence with fewer than 40 positive units takes the threshold of all competences
        together: one chosen on a few units is mostly noise. Where the units above a threshold show
        that it does not reach its precision for that competence, nothing passes (1.0).
    """
    lows = _for_precision(probabilities, labels, low)
    highs = _for_precision(probabilities, labels, high)
    if aim == "balance":
        common = threshold_for_balance(probabilities.ravel(), labels.ravel())
        decisions = np.array(
            [
                threshold_for_balance(p, y) if y.sum() >= ENOUGH else common
                for p, y in zip(probabilities.T, labels.T, strict=True)
            ]
        )
    else:
        decisions = _for_precision(probabilities, labels, float(aim))
    return np.minimum(lows, highs), highs, decisions


def _for_precision(probabilities: Floats, labels: NDArray[np.int64], precision: float) -> Floats:
    common = threshold_for_precision(probabilities.ravel(), labels.ravel(), precision, support=SUPPORT)
    chosen = []
    for p, y in zip(probabilities.T, labels.T, strict=True):
        own = threshold_for_precision(p, y, precision, support=SUPPORT) if y.sum() >= ENOUGH else 1.0
        if own == 1.0:
            above = p >= common
            broken = above.sum() >= SUPPORT and y[above].mean() < precision
            own = 1.0 if broken else common
        chosen.append(own)
    return np.array(chosen)
