"""Can the language of a text be told from its scores: a trace that should not be there in parallel texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError
from softskills.validate.accuracy import require_answered
from softskills.validate.coefficients import LEAST_UNITS

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

FROM_SCORES_COLUMNS = "units groups languages balanced_accuracy low high chance p note".split()
_FOLDS = 5


def language_from_scores(
    P: pd.DataFrame | Floats,
    languages: Sequence[str] | pd.Series,
    groups: Sequence[object] | pd.Series,
    *,
    permutations: int = 100,
    resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    r"""How well the language (or country) can be told from the scores alone.

    Parameters
    ----------
    P : DataFrame or ndarray, shape (n, k)
        Scores of units or stories.
    languages : sequence of str, shape (n,)
        What is to be told.
    groups : sequence, shape (n,)
        What stays together in cross-validation: the story that the versions tell, or the person.
    permutations : int
        For p; 0 leaves it out.
    resamples, seed : int
        Bootstrap draws over groups for the interval (0 leaves it out), and the seed of everything random.

    Returns
    -------
    DataFrame
        One row: ``units, groups, languages`` (how many), ``balanced_accuracy`` (mean over the languages of the share
        told right, from five-fold cross-validation by group), ``low, high`` (95 %, the predictions as they are, groups
        drawn), ``chance`` (1 over the number of languages), ``p`` (share of permutations that do as well) and ``note``
        (empty figures: fewer than ten rows or five groups in a language).

    Notes
    -----
    A ridge classifier on standardised scores (probabilities as log odds), languages weighted equally. Labels are
    permuted within groups where a group has several languages, which is exact for parallel texts (Ojala & Garriga
    2010); else whole groups change their label. With parallel texts, more than chance means that the scores carry the
    language. Without, people who write in one language may simply tell of other things, and the figure says no more
    than that the groups differ.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> P = rng.random((80, 4)) + np.tile([[0, 0, 0, 0], [2, 0, 0, 0]], (40, 1))
    >>> table = language_from_scores(P, ["en", "nb"] * 40, np.arange(80) // 2)
    >>> table[["balanced_accuracy", "chance"]].values.tolist()
    [[1.0, 0.5]]
    """
    values, codes, places, names = _read(P, languages, groups)
    counts = pd.DataFrame({"language": codes, "group": places}).groupby("language")["group"].agg(["size", "nunique"])
    row: dict[str, object] = {
        "units": len(values),
        "groups": int(places.max()) + 1,
        "languages": len(names),
        "chance": 1 / len(names),
    }
    if counts["size"].min() < LEAST_UNITS or counts["nunique"].min() < _FOLDS:
        k = int(counts["nunique"].argmin() if counts["nunique"].min() < _FOLDS else counts["size"].argmin())
        few = f"only {counts['size'].iloc[k]} rows of {counts['nunique'].iloc[k]} groups in {names[k]}"
        row["note"] = f"{few}; at least {LEAST_UNITS} rows of {_FOLDS} groups are needed"
        return pd.DataFrame([row], columns=FROM_SCORES_COLUMNS)
    rng = np.random.default_rng(seed)
    folds = rng.permutation(np.arange(int(places.max()) + 1) % _FOLDS)[places]
    told = _told(values, codes, folds)
    row["balanced_accuracy"] = found = _recall(codes, told)
    if resamples:
        row["low"], row["high"] = _interval(codes, told, places, rng, resamples)
    if permutations:
        as_good = 0
        for _ in range(permutations):
            shuffled = _shuffle(codes, places, rng)
            as_good += _recall(shuffled, _told(values, shuffled, folds)) >= found - 1e-12
        row["p"] = (1 + as_good) / (1 + permutations)
    return pd.DataFrame([row | {"note": ""}], columns=FROM_SCORES_COLUMNS)


def _read(
    P: pd.DataFrame | Floats, languages: Sequence[str] | pd.Series, groups: Sequence[object] | pd.Series
) -> tuple[Floats, Codes, Codes, list[str]]:
    values = np.asarray(P, dtype=np.float64)
    if values.ndim != 2 or not len(values) == len(languages) == len(groups):
        raise InputError(
            f"P has shape {values.shape}, languages {len(languages)} values and groups {len(groups)}; they must have the "
            "same rows"
        )
    require_answered(values)
    codes, names = pd.factorize(pd.Series(list(languages), dtype="object").fillna("unknown").astype("str"), sort=True)
    if len(names) < 2:
        raise InputError(f"all rows are in {', '.join(names) or 'no language'}; telling languages apart needs two")
    if values.min() >= 0 and values.max() <= 1:
        clipped = np.clip(values, 1e-4, 1 - 1e-4)
        values = np.log(clipped / (1 - clipped))
    return values, codes.astype(np.int64), pd.factorize(pd.Series(list(groups)))[0].astype(np.int64), list(names)


def _told(values: Floats, codes: Codes, folds: Codes) -> Codes:
    """What a classifier says that has not seen the fold."""
    told = np.zeros_like(codes)
    for fold in range(_FOLDS):
        out = folds == fold
        middle, spread = values[~out].mean(axis=0), values[~out].std(axis=0)
        scaled = np.column_stack([(values - middle) / np.where(spread > 0, spread, 1), np.ones(len(values))])
        told[out] = (scaled[out] @ ridge(scaled[~out], codes[~out])).argmax(axis=1)
    return told


def ridge(X: Floats, codes: Codes) -> Floats:
    """Weights of a ridge classifier (penalty 1, classes weighted equally), shape (p, classes).

    scikit-learn's ``RidgeClassifier(class_weight="balanced")`` in closed form: hundreds of fits take a moment. The
    last column of ``X`` is the intercept and has no penalty.
    """
    counts = np.bincount(codes)
    weights = len(codes) / (np.count_nonzero(counts) * np.maximum(counts, 1))
    weighted = X * weights[codes][:, None]
    penalty = np.diag([1.0] * (X.shape[1] - 1) + [1e-9])
    return np.asarray(np.linalg.solve(X.T @ weighted + penalty, weighted.T @ (2.0 * np.eye(len(counts))[codes] - 1)))


def _recall(codes: Codes, told: Codes) -> float:
    """Share told right, averaged over the classes."""
    return float((np.bincount(codes, weights=(codes == told).astype(float)) / np.bincount(codes)).mean())


def _shuffle(codes: Codes, places: Codes, rng: np.random.Generator) -> Codes:
    """Labels exchanged within groups where some group has several, else between whole groups."""
    first = codes[np.unique(places, return_index=True)[1]]
    if (first[places] == codes).all():
        return rng.permutation(first)[places]
    order = np.lexsort((rng.random(len(codes)), places))
    shuffled = np.empty_like(codes)
    shuffled[np.argsort(places, kind="stable")] = codes[order]
    return shuffled


def _interval(
    codes: Codes, told: Codes, places: Codes, rng: np.random.Generator, resamples: int
) -> tuple[float, float]:
    count, names = int(places.max()) + 1, int(codes.max()) + 1
    right, total = np.zeros((count, names)), np.zeros((count, names))
    np.add.at(right, (places, codes), (told == codes).astype(float))
    np.add.at(total, (places, codes), 1.0)
    draws = rng.multinomial(count, np.full(count, 1 / count), resamples).astype(float)
    totals = draws @ total
    shares = (draws @ right) / np.where(totals > 0, totals, np.nan)
    low, high = np.nanpercentile(shares.mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
