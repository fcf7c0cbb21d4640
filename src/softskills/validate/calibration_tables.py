"""Whether a probability means what it says, and what is gained by leaving the doubtful units to people."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify.proportions import wilson
from softskills.validate.coefficients import LEAST_UNITS
from softskills.validate.decisions import calibration_error, perfect_calibration_error
from softskills.validate.models import Scored

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

RELIABILITY_COLUMNS = "bin units probability share low high".split()
SUMMARY_COLUMNS = "units ECE ECE_perfect brier in_the_large slope expected found".split()
RISK_COLUMNS = "model coverage risk threshold".split()
_POINTS = 100


def first_choice(labels: Labels, scores: Floats) -> tuple[Floats, Floats]:
    """Probability of each unit's most probable competence, and 1 where it was coded, else 0."""
    top = scores.argmax(axis=1)
    rows = np.arange(len(scores))
    return scores[rows, top], labels[rows, top].astype(np.float64)


def reliability(probability: Floats, correct: Floats, *, bins: int = 10) -> pd.DataFrame:
    """What was said against what was found, in bins of equal mass.

    Parameters
    ----------
    probability, correct : ndarray, shape (n,)
        See :func:`first_choice`.
    bins : int
        Fewer where a bin would hold fewer than ten units.

    Returns
    -------
    DataFrame
        ``bin, units, probability`` (mean said), ``share`` (right), ``low, high`` (Wilson 1927, 95 %: of units as if
        each stood for itself, so with several units of a person too narrow). Empty with fewer than ten units.

    Notes
    -----
    Equal mass: Nixon et al. (2019). The diagram goes back to Murphy & Winkler (1977).

    Examples
    --------
    >>> table = reliability(np.repeat([0.2, 0.8], 10), np.array([1] * 2 + [0] * 8 + [1] * 9 + [0]))
    >>> table[["units", "probability", "share"]].round(2).values.tolist()
    [[10.0, 0.2, 0.2], [10.0, 0.8, 0.9]]
    """
    if len(probability) < LEAST_UNITS:
        return pd.DataFrame(columns=RELIABILITY_COLUMNS)
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, max(1, min(bins, len(order) // LEAST_UNITS)))
    units = np.array([len(part) for part in parts])
    right = np.array([correct[part].sum() for part in parts])
    low, high = wilson(right, units)
    said = [float(probability[part].mean()) for part in parts]
    table = {"bin": np.arange(1, len(parts) + 1), "units": units, "probability": said, "share": right / units}
    return pd.DataFrame(table | {"low": low, "high": high}, columns=RELIABILITY_COLUMNS)


def calibration_summary(labels: Labels, scores: Floats, *, seed: int = 0) -> pd.DataFrame:
    r"""One row of figures about probabilities.

    Returns
    -------
    DataFrame
        About the most probable competence of each unit: ``units, ECE`` (expected calibration error, ten bins of equal
        mass), ``ECE_perfect`` (what a perfectly calibrated model stays below in 95 of 100 such samples), ``brier``
        (mean squared difference; 0 is best), ``in_the_large`` (mean said less share right; above 0 says too much)
        and ``slope`` (:math:`b` in :math:`logit(right) = a + b\,logit(p)`; below 1: too extreme, above 1: too timid;
        empty where fewer than ten are right or wrong). About all competences: ``expected`` (sum of probabilities)
        and ``found`` (number of labels). Empty with fewer than ten units.

    Notes
    -----
    Naeini, Cooper & Hauskrecht 2015 (ECE); Brier 1950; Cox 1958 and Van Calster et al. 2019 (in the large, slope).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> P = rng.random((4000, 1))
    >>> table = calibration_summary((rng.random((4000, 1)) < P).astype(np.int64), P)
    >>> table[["in_the_large", "slope"]].round(1).abs().values.tolist()
    [[0.0, 1.0]]
    """
    if len(scores) < LEAST_UNITS:
        return pd.DataFrame(columns=SUMMARY_COLUMNS)
    said, right = first_choice(labels, scores)
    row = {
        "units": len(scores),
        "ECE": calibration_error(right, said),
        "ECE_perfect": perfect_calibration_error(said, seed=seed),
        "brier": float(((said - right) ** 2).mean()),
        "in_the_large": float(said.mean() - right.mean()),
        "slope": _slope(said, right),
        "expected": float(scores.sum()),
        "found": int(labels.sum()),
    }
    return pd.DataFrame([row], columns=SUMMARY_COLUMNS)


def _slope(said: Floats, right: Floats) -> float:
    """Logistic regression of right on the logit of what was said, by Newton's method."""
    if min(right.sum(), len(right) - right.sum()) < LEAST_UNITS or np.ptp(said) < 1e-9:
        return float("nan")
    p = np.clip(said, 1e-9, 1 - 1e-9)
    design = np.column_stack([np.ones(len(p)), np.log(p / (1 - p))])
    theta = np.array([0.0, 1.0])
    for _ in range(100):
        fitted = 0.5 * (1 + np.tanh(design @ theta / 2))
        hessian = (design * (fitted * (1 - fitted))[:, None]).T @ design + np.eye(2) * 1e-9
        step = np.linalg.solve(hessian, design.T @ (right - fitted))
        theta = theta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            return float(theta[1])
    return float("nan")


def risk_coverage(labels: Labels, models: list[Scored]) -> pd.DataFrame:
    """What share of first choices is wrong if only the most certain units are accepted.

    Returns
    -------
    DataFrame
        ``model, coverage, risk, threshold``. Units are ordered by the score of their most probable competence.
        ``coverage``: share of all units, labelled or not, with at least ``threshold``; ``risk``: share of these whose
        most probable competence was not coded. A unit without any label is thus an error once it is accepted: to
        see something where there is nothing is one. At coverage 1 the risk is 1 less the share of all units whose
        first choice is right. Units of equal score are accepted together; at least ten must be; at most 100 points.

    Notes
    -----
    El-Yaniv & Wiener 2010; Geifman & El-Yaniv 2017. Scores of different models have different scales: compare
    risks at the same coverage, never thresholds.

    Examples
    --------
    >>> scores = np.linspace(0.9, 0.1, 20)[:, None]
    >>> table = risk_coverage(np.array([[1]] * 15 + [[0]] * 5), [Scored("classifier", scores)])
    >>> table.iloc[[0, -1]][["coverage", "risk", "threshold"]].round(2).values.tolist()
    [[0.5, 0.0, 0.52], [1.0, 0.25, 0.1]]
    """
    tables = []
    for model in models:
        answered = model.answered
        said, right = first_choice(labels[answered], model.scores[answered])
        order = np.argsort(-said, kind="stable")
        accepted = np.arange(1, len(order) + 1)
        wrong = np.cumsum(1 - right[order])
        ends = np.flatnonzero(np.append(np.diff(said[order]) != 0, True) & (accepted >= LEAST_UNITS))
        if len(ends) > _POINTS:
            ends = ends[np.unique(np.linspace(0, len(ends) - 1, _POINTS).round().astype(np.int64))]
        columns = {"coverage": accepted[ends] / max(len(order), 1), "risk": wrong[ends] / accepted[ends]}
        tables.append(pd.DataFrame(columns | {"threshold": said[order][ends]}).assign(model=model.name))
    return pd.concat(tables, ignore_index=True)[RISK_COLUMNS]
