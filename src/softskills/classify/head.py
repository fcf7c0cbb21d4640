"""The trained head: one logistic regression per competence, calibrated, with thresholds. NumPy only when used."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify.calibration import Floats, fit_calibration, fit_thresholds, sigmoid
from softskills.encoding import Vectors
from softskills.errors import InputError

_FOLDS = 5


@dataclass(frozen=True)
class Head:
    """Weights, calibration and thresholds of ``k`` competences over vectors of ``d`` numbers.

    Attributes
    ----------
    weights : ndarray, shape (d, k)
    bias, slope, offset, low, high, decision, prevalence : ndarray, shape (k,)
        ``probability = sigmoid(slope * (x @ weights + bias) + offset)``; ``low`` and ``high`` bound
        what is ``uncertain``; ``decision`` is what ``predict`` goes by; ``prevalence`` is the share of
        training units with the competence, at which the probabilities hold.
    """

    classes: tuple[str, ...]
    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    low: Floats
    high: Floats
    decision: Floats
    prevalence: Floats

    @property
    def arrays(self) -> dict[str, Floats]:
        """All arrays by name, for saving."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "classes"}

    def scores(self, X: Vectors) -> Floats:
        """Uncalibrated scores, shape (n, k)."""
        return np.asarray(X.astype(np.float64) @ self.weights + self.bias, dtype=np.float64)

    def probabilities(self, X: Vectors) -> Floats:
        """Calibrated probabilities, shape (n, k); they hold at the training corpus's prevalence."""
        return sigmoid(self.slope * self.scores(X) + self.offset)


def fit_head(
    X: Vectors, Y: NDArray[np.int64], groups: Any, classes: tuple[str, ...], *, C: float, aim: str | float
) -> Head:
    """Train weights on all units; calibration and thresholds on scores of held-out groups.

    Parameters
    ----------
    X : ndarray, shape (n, d)
    Y : ndarray of 0 and 1, shape (n, k)
    groups : array-like, shape (n,)
        Narratives: units of one story never stand on both sides.
    classes : tuple of str
        Competences, k of them.
    C : float
        Inverse strength of the L2 penalty.
    aim : "balance" or float
        See :func:`softskills.classify.calibration.fit_thresholds`.
    """
    from sklearn.model_selection import GroupKFold

    held_out = np.full(Y.shape, np.nan)
    codes = pd.factorize(np.asarray(groups, dtype=object))[0]
    folds = min(_FOLDS, len(np.unique(codes)))
    if folds < 2:
        raise InputError("fit needs units of at least two narratives, to calibrate on one what was learned on another")
    for train, test in GroupKFold(folds).split(X, groups=codes):
        weights, bias = _fit_weights(X[train], Y[train], C)
        held_out[test] = X[test] @ weights + bias
    slope, offset = fit_calibration(held_out, Y)
    low, high, decision = fit_thresholds(sigmoid(slope * held_out + offset), Y, aim=aim)
    weights, bias = _fit_weights(X, Y, C)
    return Head(classes, weights, bias, slope, offset, low, high, decision, Y.mean(axis=0))


def _fit_weights(X: Vectors, Y: NDArray[np.int64], C: float) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((X.shape[1], Y.shape[1]))
    bias = np.zeros(Y.shape[1])
    for k in range(Y.shape[1]):
        positives = Y[:, k].sum()
        if 0 < positives < len(Y):
            model = LogisticRegression(C=C, max_iter=1000, class_weight="balanced").fit(X, Y[:, k])
            weights[:, k], bias[k] = model.coef_[0], model.intercept_[0]
        else:  # never or always seen: nothing to learn but that
            share = (positives + 0.5) / (len(Y) + 1)
            bias[k] = np.log(share / (1 - share))
    return weights, bias
