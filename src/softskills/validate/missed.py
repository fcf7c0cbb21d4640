"""What no competence covers: groups of sentences that are alike, as candidates for a competence that is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from softskills.errors import InputError
from softskills.experiences.codings import require_columns

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
LEAST_UNITS = 30
_MOST_UNITS = 5_000  # distances of all pairs are held at once
_COLUMNS = "cluster units stories narrative_id unit start end text".split()


def missed(
    units: pd.DataFrame,
    vectors: ArrayLike,
    *,
    size: int = 8,
    least: int = 3,
    most: int = 10,
    examples: int = 3,
    seed: int = 0,
) -> pd.DataFrame:
    """Group uncovered meaning units that say similar things in different stories.

    Parameters
    ----------
    units : DataFrame
        The units that show no competence: ``narrative_id, unit, start, end, text, language``.
    vectors : array, shape (n, d)
        One row per unit. Best of each unit by itself: a vector that is read within its story ties units to their story.
    size : int
        Units per group aimed at.
    least : int
        A group counts where at least so many stories have it.
    most : int
        Groups at most, those of most stories first.
    examples : int
        Sentences per group, nearest to its middle, each of another story.
    seed : int
        For the draw, where there are more than 5,000 units.

    Returns
    -------
    DataFrame
        ``cluster`` (1 is in most stories), ``units, stories`` of it, and a sentence per row: ``narrative_id, unit,
        start, end, text``. Empty with fewer than 30 units, or where no group is in enough stories.

    Raises
    ------
    InputError
        As many vectors as units are needed, without NaN.

    Notes
    -----
    Agglomerative clustering, average linkage, cosine distance, ``n / size`` groups. Before it, the mean vector of each
    language (with ten units or more) is taken off, so that groups are about content. Density clustering (HDBSCAN) left
    half to three quarters of the uncovered units of the partner samples out as noise. Most uncovered sentences are
    what stories need and no competence (weather, places, what others did): a group is something to read, not a
    finding, and how many there are says nothing.

    Examples
    --------
    >>> units = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(40)], "unit": 1, "start": 0, "end": 9})
    >>> units = units.assign(text=["I sang.", "It rained."] * 20, language="en")
    >>> missed(units, np.tile(np.eye(2), (20, 1)), size=20, examples=1)[["units", "text"]].values.tolist()
    [[20, 'I sang.'], [20, 'It rained.']]
    """
    require_columns(units, [*_COLUMNS[3:], "language"], "units")
    points = np.asarray(vectors, dtype=np.float64)
    if points.ndim != 2 or len(points) != len(units) or np.isnan(points).any():
        raise InputError(f"vectors have shape {points.shape} for {len(units)} units; give a row per unit, without NaN")
    if min(size, least, most, examples) < 1:
        raise InputError(f"size {size}, least {least}, most {most}, examples {examples}; each must be at least 1")
    readable = np.linalg.norm(points, axis=1) > 0  # a text of which an encoder knows no word has no direction
    units, points = units[readable].reset_index(drop=True), points[readable]
    if len(units) < LEAST_UNITS:
        return pd.DataFrame(columns=_COLUMNS)
    if len(units) > _MOST_UNITS:
        drawn = np.sort(np.random.default_rng(seed).choice(len(units), _MOST_UNITS, replace=False))
        units, points = units.iloc[drawn].reset_index(drop=True), points[drawn]
    points = without_language(points, units["language"])
    rows: list[dict[Any, Any]] = []
    for number, members in enumerate(_clusters(points, units["narrative_id"], size, least)[:most], start=1):
        middle = points[members].mean(axis=0)
        nearest = members[np.argsort(-(points[members] @ middle), kind="stable")]
        own = units.loc[nearest].drop_duplicates("narrative_id")
        facts = {"cluster": number, "units": len(members), "stories": len(own)}
        rows += [{**facts, **row} for row in own.head(examples)[_COLUMNS[3:]].to_dict("records")]
    return pd.DataFrame(rows, columns=_COLUMNS)


def without_language(points: Floats, languages: pd.Series) -> Floats:
    """Vectors less the mean of their language (of all, where it has fewer than ten units), at unit length."""
    centred = points - points.mean(axis=0)
    for code in languages.dropna().unique():
        own = (languages == code).to_numpy(dtype=bool)
        if own.sum() >= 10:
            centred[own] = points[own] - points[own].mean(axis=0)
    # A unit at the very mean has no direction: it keeps its own, since a cosine needs one.
    centred = np.where(np.linalg.norm(centred, axis=1, keepdims=True) > 1e-9, centred, points)
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True))


def _clusters(points: Floats, narratives: pd.Series, size: int, least: int) -> list[Codes]:
    """Members of each cluster in enough stories, those in most stories first."""
    from sklearn.cluster import AgglomerativeClustering

    count = max(2, round(len(points) / size))
    labels = AgglomerativeClustering(count, metric="cosine", linkage="average").fit_predict(points)
    members = [np.flatnonzero(labels == label) for label in range(count)]
    stories = [narratives.iloc[own].nunique() for own in members]
    order = sorted(range(count), key=lambda i: (-stories[i], -len(members[i]), int(members[i][0])))
    return [members[i] for i in order if stories[i] >= least]
