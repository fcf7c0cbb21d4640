"""How often the suggestions are right, against codings: ranking and decisions, by group, with intervals by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def recall_at(Y: Labels, P: Floats, k: int) -> Floats:
    """For each unit with a label, whether one of its labels is among the ``k`` most probable.

    Returns
    -------
    ndarray of 0 and 1
        One value for each unit that has a label.

    Examples
    --------
    >>> recall_at(np.array([[1, 0], [0, 0], [0, 1]]), np.array([[0.9, 0.1], [0.5, 0.5], [0.8, 0.2]]), 1).tolist()
    [1.0, 0.0]
    """
    labelled = Y.sum(axis=1) > 0
    top = np.argsort(-P[labelled], axis=1, kind="stable")[:, :k]
    return np.take_along_axis(Y[labelled], top, axis=1).max(axis=1).astype(float) if labelled.any() else np.zeros(0)


def mean_average_precision(Y: Labels, P: Floats) -> float:
    """Average precision per competence (as scikit-learn computes it), averaged over those that occur.

    Examples
    --------
    >>> mean_average_precision(np.array([[1], [0], [1]]), np.array([[0.9], [0.8], [0.1]]))
    0.8333333333333333
    """
    from sklearn.metrics import average_precision_score

    seen = Y.sum(axis=0) > 0
    return float(average_precision_score(Y[:, seen], P[:, seen], average="macro")) if seen.any() else float("nan")


def micro_f1(Y: Labels, predicted: Labels) -> float:
    """F1 over all units and competences together.

    Examples
    --------
    >>> micro_f1(np.array([[1, 0], [0, 1]]), np.array([[1, 1], [0, 1]]))
    0.8
    """
    hits = int((Y & predicted).sum())
    total = int(Y.sum() + predicted.sum())
    return 2 * hits / total if total else float("nan")


def accuracy(
    Y: pd.DataFrame | Labels,
    P: pd.DataFrame | Floats,
    *,
    by: Sequence[str] | pd.Series | None = None,
    persons: Sequence[str] | pd.Series | None = None,
    resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    """Ranking quality of probabilities or similarities against labels.

    Parameters
    ----------
    Y : DataFrame or ndarray of 0 and 1, shape (n, k)
        As :func:`softskills.label_matrix` makes it.
    P : DataFrame or ndarray, shape (n, k)
        Probabilities, or any scores of which higher is more likely.
    by : sequence, optional
        Group of each unit (a language, a country); one row for each, and one for ``all``.
    persons : sequence, optional
        Who told each unit (or which story it is from). Intervals come from drawing persons, since
        units of one person are not independent; without it, units are drawn, which is too narrow.
    resamples : int
        Bootstrap draws for the intervals; 0 leaves them out.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        Columns ``group, units, labelled, R@1, R@1_low, R@1_high, R@3, mAP, prevalence``. ``R@k``: share
        of labelled units with a right label among the k highest; ``mAP``: mean average precision over
        the competences that occur; ``low`` and ``high``: percentile interval, 95 %; ``prevalence``:
        labels per unit and competence, the mAP of a ranking by chance.

    Examples
    --------
    >>> accuracy(np.eye(3, dtype=int), np.eye(3), resamples=0)[["group", "R@1", "mAP"]].values.tolist()
    [['all', 1.0, 1.0]]
    """
    if isinstance(P, pd.DataFrame) and isinstance(Y, pd.DataFrame):
        P = P[Y.columns]
    labels, P = np.asarray(Y, dtype=np.int64), np.asarray(P, dtype=np.float64)
    require_same_shape(labels, P, "P")
    require_answered(P)
    groups = (
        pd.Series("all", index=range(len(labels)))
        if by is None
        else pd.Series(list(by)).fillna("unknown").astype("str")
    )
    owners = np.arange(len(labels)) if persons is None else pd.factorize(pd.Series(list(persons)))[0]
    rows = [_row("all", labels, P, owners, resamples, seed)]
    if by is not None:
        for name in sorted(groups.unique()):
            mask = (groups == name).to_numpy()
            rows.append(_row(str(name), labels[mask], P[mask], owners[mask], resamples, seed))
    return pd.DataFrame(rows)


def require_same_shape(labels: Labels, values: NDArray[Any], name: str) -> None:
    """Refuse what is not about the same units and competences."""
    if values.shape != labels.shape:
        raise InputError(
            f"Y has shape {labels.shape} and {name} {values.shape}; they must be the same units × competences"
        )


def require_answered(P: Floats) -> None:
    """Refuse scores of units about which nothing was said."""
    if np.isnan(P).any():
        raise InputError(f"{int(np.isnan(P).any(axis=1).sum())} rows of P are NaN (unserved languages); leave them out")


def _row(name: str, Y: Labels, P: Floats, owners: NDArray[np.int64], resamples: int, seed: int) -> dict[str, object]:
    hits = recall_at(Y, P, 1)
    low, high = _interval(hits, owners[Y.sum(axis=1) > 0], resamples, seed)
    return {
        "group": name,
        "units": len(Y),
        "labelled": len(hits),
        "R@1": float(hits.mean()) if len(hits) else float("nan"),
        "R@1_low": low,
        "R@1_high": high,
        "R@3": float(recall_at(Y, P, 3).mean()) if len(hits) else float("nan"),
        "mAP": mean_average_precision(Y, P),
        "prevalence": float(Y.mean()) if len(Y) else float("nan"),
    }


def _interval(values: Floats, owners: NDArray[np.int64], resamples: int, seed: int) -> tuple[float, float]:
    """95 % percentile interval of a mean, drawing owners with replacement."""
    if not len(values) or not resamples:
        return float("nan"), float("nan")
    _, place = np.unique(owners, return_inverse=True)
    sums, counts = np.bincount(place, weights=values), np.bincount(place)
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(sums), size=(resamples, len(sums)))
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
