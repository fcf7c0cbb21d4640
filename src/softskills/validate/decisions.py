"""How good the decisions are: suggested, uncertain, none; calibration of the probabilities; whole stories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def decision_shares(
    Y: Labels, suggested: NDArray[np.bool_], uncertain: NDArray[np.bool_], *, hard: Sequence[str] | None = None
) -> dict[str, float]:
    """What a reader meets: how often a suggestion is right, missing, or made where there is nothing.

    Parameters
    ----------
    Y : ndarray of 0 and 1, shape (n, k)
    suggested, uncertain : ndarray of bool, shape (n, k)
        Status of each unit and competence; no pair is both.
    hard : sequence of str, optional
        Why a unit that looks like evidence is none; empty elsewhere.

    Returns
    -------
    dict
        ``labelled_right``: share of labelled units with a right ``suggested``; ``unlabelled_suggested``:
        share of unlabelled units with any; ``units_uncertain``: share of all units with an
        ``uncertain`` and no ``suggested``; ``precision``: share of ``suggested`` pairs that are right;
        ``precision_uncertain``: of ``uncertain`` pairs; ``hard_suggested``: share of hard cases with a
        ``suggested`` (NaN without any).

    Examples
    --------
    >>> Y = np.array([[1, 0], [0, 0], [0, 1]])
    >>> sure = np.array([[True, False], [True, False], [False, False]])
    >>> decision_shares(Y, sure, np.zeros_like(sure))["labelled_right"]
    0.5
    """
    labelled = np.asarray(Y.any(axis=1))
    right = np.asarray((suggested & (Y == 1)).any(axis=1))
    any_suggested = np.asarray(suggested.any(axis=1))
    looks = np.zeros(len(Y), dtype=bool) if hard is None else np.array([bool(kind) for kind in hard])
    return {
        "labelled_right": _mean(right[labelled]),
        "unlabelled_suggested": _mean(any_suggested[~labelled]),
        "units_uncertain": _mean(np.asarray(uncertain.any(axis=1)) & ~any_suggested),
        "precision": _mean(Y[suggested] == 1),
        "precision_uncertain": _mean(Y[uncertain] == 1),
        "hard_suggested": _mean(any_suggested[looks & ~labelled]),
    }


def _mean(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def story_f1(Y: Labels, decided: NDArray[np.bool_], stories: Sequence[object]) -> float:
    """Macro-F1 of the set of competences of each story: F1 per competence over stories, averaged.

    Parameters
    ----------
    Y : ndarray of 0 and 1, shape (n, k)
    decided : ndarray of bool, shape (n, k)
    stories : sequence, shape (n,)

    Returns
    -------
    float
        Over the competences that some story has; one that is never decided counts 0.

    Examples
    --------
    >>> story_f1(np.array([[1, 0], [0, 0]]), np.array([[False, False], [True, False]]), ["a", "a"])
    1.0
    """
    codes = pd.factorize(pd.Series(list(stories)))[0]
    count = int(codes.max()) + 1 if len(codes) else 0
    truth, found = np.zeros((count, Y.shape[1]), dtype=bool), np.zeros((count, Y.shape[1]), dtype=bool)
    np.logical_or.at(truth, codes, Y.astype(bool))
    np.logical_or.at(found, codes, decided)
    hits, total = (truth & found).sum(axis=0), truth.sum(axis=0) + found.sum(axis=0)
    seen = truth.any(axis=0)
    return float((2 * hits[seen] / total[seen]).mean()) if seen.any() else float("nan")


def calibration_error(correct: Sequence[float] | Floats, probability: Floats, *, bins: int = 10) -> float:
    """Expected calibration error with bins of equal mass.

    Parameters
    ----------
    correct : sequence of 0 and 1
    probability : ndarray
        What was said of each.
    bins : int

    Returns
    -------
    float
        ``sum(n_b / n * |mean(correct) - mean(probability)|)`` over the bins.

    Notes
    -----
    Naeini, Cooper & Hauskrecht (2015); equal mass after Nixon et al. (2019). It is above zero also for a perfect
    model, by chance: see :func:`perfect_calibration_error`.

    Examples
    --------
    >>> calibration_error([1, 0, 1, 0], np.array([0.5, 0.5, 0.5, 0.5]), bins=1)
    0.0
    """
    right, said = np.asarray(correct, dtype=np.float64), np.asarray(probability, dtype=np.float64)
    if right.shape != said.shape:
        raise InputError(f"correct has shape {right.shape} and probability {said.shape}; they must be the same")
    if not len(said):
        return float("nan")
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    return float(sum(abs(right[part].mean() - said[part].mean()) * len(part) for part in parts) / len(order))


def perfect_calibration_error(probability: Floats, *, bins: int = 10, draws: int = 200, seed: int = 0) -> float:
    """95th percentile of the error that a perfectly calibrated model shows with these probabilities, by simulation.

    Examples
    --------
    >>> perfect_calibration_error(np.full(10_000, 0.5)) < 0.03
    True
    """
    rng = np.random.default_rng(seed)
    said = np.asarray(probability, dtype=np.float64)
    errors = [calibration_error((rng.random(len(said)) < said).astype(float), said, bins=bins) for _ in range(draws)]
    return float(np.percentile(errors, 95))


def brier_skill(Y: Labels, P: Floats, prevalence: Floats) -> Floats:
    """Brier skill per competence over saying its prevalence every time, shape (k,).

    ``1 - mean((y - p)²) / mean((y - prevalence)²)`` (Brier 1950; Murphy 1973): above 0 is better than the
    prevalence, 1 is perfect. NaN where the competence does not occur.

    Examples
    --------
    >>> brier_skill(np.array([[1], [0]]), np.array([[0.9], [0.1]]), np.array([0.5])).round(2).tolist()
    [0.96]
    """
    own, plain = ((Y - P) ** 2).mean(axis=0), ((Y - prevalence) ** 2).mean(axis=0)
    result = 1 - own / np.maximum(plain, 1e-12)
    return np.where(Y.any(axis=0), result, np.nan)


def confusions(Y: pd.DataFrame, P: Floats, *, most: int = 10) -> pd.DataFrame:
    """Which competence comes first where another one was coded.

    Parameters
    ----------
    Y : DataFrame of 0 and 1, shape (n, k)
    P : ndarray, shape (n, k)
    most : int

    Returns
    -------
    DataFrame
        Columns ``coded, first, count, share``: of the units coded so, how many have the other first.

    Examples
    --------
    >>> Y = pd.DataFrame({"A1": [1, 1], "A2": [0, 0]})
    >>> confusions(Y, np.array([[0.1, 0.9], [0.9, 0.1]])).values.tolist()
    [['A1', 'A2', 1, 0.5]]
    """
    names, values = list(Y.columns), Y.to_numpy()
    top = P.argmax(axis=1)
    rows = []
    for k, name in enumerate(names):
        coded = values[:, k] == 1
        wrong = coded & (values[np.arange(len(values)), top] == 0)
        for other, count in zip(*np.unique(top[wrong], return_counts=True), strict=True):
            rows.append({"coded": name, "first": names[other], "count": int(count), "share": count / coded.sum()})
    table = pd.DataFrame(rows, columns=["coded", "first", "count", "share"])
    return table.sort_values(["count", "coded"], ascending=[False, True], kind="stable", ignore_index=True).head(most)
