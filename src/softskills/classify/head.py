"""The trained head: does the unit show anything, and if so, what; calibrated, with thresholds. NumPy only when used."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify.calibration import Floats, fit_calibration, fit_thresholds, sigmoid
from softskills.encoding import Vectors
from softskills.errors import InputError

Labels = NDArray[np.int64]
_FOLDS = 5
_ANY_C = 0.3  # of the small question "anything at all?", which needs a firmer hand than "what?"


@dataclass(frozen=True)
class Head:
    """Weights, calibration and thresholds of ``k`` competences over vectors of ``d`` numbers.

    ``score = log softmax(x @ weights + bias) + log sigmoid(x @ any_weights + any_bias)``, that is: which
    competence, if any, and whether any; ``probability = sigmoid(slope * score + offset)``.

    Attributes
    ----------
    weights : ndarray, shape (d, k)
    any_weights : ndarray, shape (d,)
    any_bias : ndarray, shape ()
    bias, slope, offset, low, high, decision, prevalence : ndarray, shape (k,)
        ``low`` and ``high`` bound what is ``uncertain``; ``decision`` is what ``predict`` goes by;
        ``prevalence`` is the share of training units with the competence, at which the
        probabilities hold.
    """

    classes: tuple[str, ...]
    weights: Floats
    any_weights: Floats
    any_bias: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    low: Floats
    high: Floats
    decision: Floats
    prevalence: Floats

    def __repr__(self) -> str:
        return f"<Head: {len(self.classes)} competences over {self.weights.shape[0]} dimensions>"

    @property
    def arrays(self) -> dict[str, Floats]:
        """All arrays by name, for saving."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "classes"}

    def probabilities(self, X: Vectors) -> Floats:
        """Calibrated probabilities, shape (n, k); they hold at the training corpus's prevalence."""
        scores = _scores(X, self.weights, self.bias, self.any_weights, self.any_bias)
        return sigmoid(self.slope * scores + self.offset)


def head_shapes(dimension: int, count: int) -> dict[str, tuple[int, ...]]:
    """Shape of each array of a head, to be checked before a file is believed."""
    shapes: dict[str, tuple[int, ...]] = {field.name: (count,) for field in fields(Head) if field.name != "classes"}
    return {**shapes, "weights": (dimension, count), "any_weights": (dimension,), "any_bias": ()}


def _scores(X: Vectors, weights: Floats, bias: Floats, any_weights: Floats, any_bias: Floats) -> Floats:
    wide = X.astype(np.float64)
    logits = wide @ weights + bias
    logits -= logits.max(axis=1, keepdims=True)
    log_softmax = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    log_any = -np.logaddexp(0, -(wide @ any_weights + any_bias))
    return np.asarray(log_softmax + log_any[:, None], dtype=np.float64)


@dataclass(frozen=True)
class Wording:
    """The framework's own wording as further examples: vectors, and the competence each belongs to."""

    vectors: Vectors
    owners: NDArray[np.int64]
    weight: float


def fit_head(
    X: Vectors,
    Y: Labels,
    groups: Any,
    classes: tuple[str, ...],
    *,
    C: float,
    aim: str | float,
    wording: Wording,
    development: NDArray[np.bool_] | None = None,
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
    wording : Wording
        Teaches which competence, not whether any; never part of calibration.
    development : ndarray of bool, shape (n,), optional
        Units on which to calibrate; weights are trained on the others. Where omitted, groups are held
        out in turn. An encoder that has itself learned from the other units is only calibrated so.
    """
    from threadpoolctl import threadpool_limits

    if not Y.any():
        raise InputError("Y has no label at all; fit needs units with a competence")
    with threadpool_limits(limits=1, user_api="blas"):  # more BLAS threads make these small problems six times slower
        if development is not None and development.any():
            X, Y, held = X[~development], Y[~development], (X[development], Y[development])
            weights = _fit_weights(X, Y, C, wording)
            held_out, truth = _scores(held[0], *weights), held[1]
        else:
            held_out, truth = _held_out_scores(X, Y, groups, C, wording), Y
            weights = _fit_weights(X, Y, C, wording)
    matrix, bias, any_weights, any_bias = weights
    slope, offset = fit_calibration(held_out, truth)
    low, high, decision = fit_thresholds(sigmoid(slope * held_out + offset), truth, aim=aim)
    return Head(classes, matrix, any_weights, any_bias, bias, slope, offset, low, high, decision, truth.mean(axis=0))


def recalibrate(head: Head, X: Vectors, Y: Labels, *, aim: str | float) -> Head:
    """The same weights, calibrated and with thresholds for the prevalence of another sample.

    Parameters
    ----------
    head : Head
    X : ndarray, shape (n, d)
    Y : ndarray of 0 and 1, shape (n, k)
        Columns as ``head.classes``.
    aim : "balance" or float
    """
    scores = _scores(X, head.weights, head.bias, head.any_weights, head.any_bias)
    slope, offset = fit_calibration(scores, Y)
    low, high, decision = fit_thresholds(sigmoid(slope * scores + offset), Y, aim=aim)
    return replace(head, slope=slope, offset=offset, low=low, high=high, decision=decision, prevalence=Y.mean(axis=0))


def _held_out_scores(X: Vectors, Y: Labels, groups: Any, C: float, wording: Wording) -> Floats:
    """Score of each unit by weights that were trained without its group."""
    from sklearn.model_selection import GroupKFold

    codes = pd.factorize(np.asarray(groups, dtype=object))[0]
    folds = min(_FOLDS, len(np.unique(codes)))
    if folds < 2:
        raise InputError("fit needs units of at least two narratives, to calibrate on one what was learned on another")
    scores = np.full(Y.shape, np.nan)
    for train, test in GroupKFold(folds).split(X, groups=codes):
        scores[test] = _scores(X[test], *_fit_weights(X[train], Y[train], C, wording))
    return scores


def _fit_weights(X: Vectors, Y: Labels, C: float, wording: Wording) -> tuple[Floats, Floats, Floats, Floats]:
    from sklearn.linear_model import LogisticRegression

    shows = Y.any(axis=1)
    if shows.all() or not shows.any():  # every unit, or none, shows something: nothing to tell apart
        any_weights = np.zeros(X.shape[1])
        any_bias = np.array(0.0 if shows.any() else -5.0)
    else:
        some = LogisticRegression(C=_ANY_C, max_iter=1000, class_weight="balanced").fit(X, shows)
        any_weights, any_bias = some.coef_[0], np.array(some.intercept_[0])

    # One row per label: a unit with two is seen twice, at half weight each.
    rows, labels = np.nonzero(Y)
    examples = np.concatenate([X[rows], wording.vectors])
    owners = np.concatenate([labels, wording.owners])
    weight = np.concatenate([1 / Y[rows].sum(axis=1), np.full(len(wording.owners), wording.weight)])
    keep = weight > 0
    examples, owners, weight = examples[keep], owners[keep], weight[keep]
    weights = np.zeros((X.shape[1], Y.shape[1]))
    bias = np.full(Y.shape[1], -10.0)  # a competence never seen stays improbable
    seen, counts = np.unique(owners, return_counts=True)
    if not len(seen):
        return weights, bias, any_weights, any_bias
    # Rare competences count more than their number, but not as much as frequent ones.
    weight = weight * np.sqrt(counts.mean() / counts)[np.searchsorted(seen, owners)]
    if len(seen) == 1:
        bias[seen] = 0.0
    else:
        which = LogisticRegression(C=C, max_iter=1000).fit(examples, owners, sample_weight=weight)
        # With two competences scikit-learn keeps one vector, for the second.
        coefficients = which.coef_ if len(seen) > 2 else np.vstack([-which.coef_[0] / 2, which.coef_[0] / 2])
        intercepts = (
            which.intercept_ if len(seen) > 2 else np.array([-which.intercept_[0] / 2, which.intercept_[0] / 2])
        )
        weights[:, seen], bias[seen] = coefficients.T, intercepts
    return weights, bias, any_weights, any_bias
