"""The same story in several languages: how far the scores are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError, TableError
from softskills.experiences.codings import NONE, require_columns
from softskills.validate.coefficients import LEAST_UNITS

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

PARALLEL_COLUMNS = """language other stories overlap overlap_low overlap_high correlation correlation_low correlation_high
    shift shift_low shift_high note""".split()
_SUGGESTIONS = {"narrative_id", "competence", "probability", "similarity"}


def story_scores(P: pd.DataFrame | Floats, units: pd.DataFrame, *, classes: Sequence[str]) -> pd.DataFrame:
    """Highest score of each competence in each story.

    Parameters
    ----------
    P : DataFrame or ndarray, shape (n, k)
        Probabilities of units.
    units : DataFrame
        With ``narrative_id``, in the same order.
    classes : sequence of str
        Names of the columns, as a classifier's ``classes_``.

    Returns
    -------
    DataFrame
        Index ``narrative_id`` in the order of the units, one column per competence.

    Examples
    --------
    >>> units = pd.DataFrame({"narrative_id": ["a", "a", "b"]})
    >>> story_scores(np.array([[0.1, 0.7], [0.5, 0.2], [0.3, 0.3]]), units, classes=["A1", "A2"]).values.tolist()
    [[0.5, 0.7], [0.3, 0.3]]
    """
    require_columns(units, ["narrative_id"], "units")
    values = np.asarray(P, dtype=np.float64)
    if values.shape != (len(units), len(classes)):
        raise InputError(f"P has shape {values.shape}, expected ({len(units)}, {len(classes)}): units × classes")
    table = pd.DataFrame(values, columns=list(classes))
    return table.groupby(units["narrative_id"].astype("str").to_numpy(), sort=False).max().rename_axis("narrative_id")


def parallel(
    scores: pd.DataFrame,
    stories: pd.DataFrame,
    *,
    same: str = "parallel",
    top: int = 3,
    resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    r"""How far the classifier says the same of the same story in two languages.

    Parameters
    ----------
    scores : DataFrame
        Of stories: index ``narrative_id``, one column per competence (see :func:`story_scores`); or suggestions as
        ``map`` returns them, in which what was not suggested counts as 0.
    stories : DataFrame
        With ``narrative_id``, ``language`` and ``same``.
    same : str
        Column that has one value for all versions of a story.
    top : int
        How many of the highest are compared.
    resamples, seed : int
        Bootstrap draws over stories for the intervals (0 leaves them out), and their seed.

    Returns
    -------
    DataFrame
        One row per pair of languages, means over the ``stories`` that have both, each with a 95 % percentile interval:

        - ``overlap``: Jaccard index of the two sets of the ``top`` highest, :math:`|A \cap B| / |A \cup B|`. Competences
          with score 0 are in no set; two empty sets are equal.
        - ``correlation``: Spearman's rank correlation over the competences (NaN for a story where all scores of a
          version are alike; such stories are left out, and the note counts them).
        - ``shift``: mean score in ``language`` less that in ``other``: one language is scored higher throughout.
        - ``note``: why figures are empty (fewer than ten stories), and what was left out.

    Raises
    ------
    TableError
        Missing columns, two versions of one story in one language, a story without scores.

    Notes
    -----
    There is no threshold. For comparison: by chance the 3 highest of 19 overlap .10 on average. A translation is never
    quite the same story (Harkness' TRAPD, 2003, is about just that), so 1 is not to be expected, and a low figure says
    that scores differ, not which language is right.

    Examples
    --------
    >>> ids = [f"{story}-{code}" for story in range(12) for code in ("en", "nb")]
    >>> stories = pd.DataFrame({"narrative_id": ids, "language": ["en", "nb"] * 12, "parallel": np.arange(24) // 2})
    >>> scores = pd.DataFrame([[0.8, 0.3, 0.1], [0.6, 0.2, 0.1]] * 12, index=ids, columns=["A1", "A2", "B1"])
    >>> parallel(scores, stories, top=1)[["language", "other", "stories", "overlap", "shift"]].round(2).values.tolist()
    [['en', 'nb', 12, 1.0, 0.1]]
    """
    if top < 1 or resamples < 0:
        raise InputError(f"top is {top} and resamples {resamples}; give 1 or more, and 0 or more")
    require_columns(stories, ["narrative_id", "language", same], "stories")
    table = _versions(stories, same)
    values = _story_table(scores, table)
    rows = []
    for language, other, pair in _language_pairs(table):
        a, b = values[pair[:, 0]], values[pair[:, 1]]
        row: dict[str, object] = {"language": language, "other": other, "stories": len(pair)}
        if len(pair) < LEAST_UNITS:
            few = f"only {len(pair)} stories in both languages; at least {LEAST_UNITS} are needed"
            rows.append(row | {"note": few})
            continue
        measures = {"overlap": _overlap(a, b, top), "correlation": _spearman(a, b), "shift": (a - b).mean(axis=1)}
        for name, figures in measures.items():
            row |= _mean(name, figures, resamples, seed)
        flat = int(np.isnan(measures["correlation"]).sum())
        row["note"] = f"no correlation for {flat} stories: all scores of a version are alike" if flat else ""
        rows.append(row)
    return pd.DataFrame(rows, columns=PARALLEL_COLUMNS)


def _versions(stories: pd.DataFrame, same: str) -> pd.DataFrame:
    known = stories[stories[same].notna() & stories["language"].notna()]
    table = pd.DataFrame(
        {
            name: known[column].astype("str")
            for name, column in {"narrative_id": "narrative_id", "language": "language", "same": same}.items()
        }
    ).reset_index(drop=True)
    twice = table.duplicated(["language", "same"])
    if twice.any():
        row = table[twice].iloc[0]
        raise TableError(
            f"stories: {same} {row['same']!r} has two versions in {row['language']} (one is {row['narrative_id']!r}); "
            "each story may have one per language"
        )
    if table["language"].nunique() < 2:
        raise TableError(f"stories: all with {same!r} are in one language; a comparison needs two")
    return table


def _story_table(scores: pd.DataFrame, table: pd.DataFrame) -> Floats:
    """Scores of the stories of ``table``, shape (stories, k)."""
    if set(scores.columns) >= _SUGGESTIONS:
        score = scores["probability"].where(scores["probability"].notna(), scores["similarity"])
        seen = scores["competence"].notna() & ~scores["competence"].isin(["", NONE])
        long = scores.assign(narrative_id=scores["narrative_id"].astype("str"), _score=score)
        wide = long[seen].pivot_table(index="narrative_id", columns="competence", values="_score", aggfunc="max")
        scores = wide.reindex(long["narrative_id"].drop_duplicates()).fillna(0.0)
        scores.loc[long.loc[long["competence"].fillna("").eq(""), "narrative_id"].unique()] = np.nan  # unserved
    missing = ~table["narrative_id"].isin(scores.index.astype("str"))
    if missing.any():
        raise TableError(
            f"scores: none for {table['narrative_id'][missing].iloc[0]!r}"
            + (f" and {int(missing.sum()) - 1} more stories" if missing.sum() > 1 else "")
            + "; the index must be narrative_id, see story_scores"
        )
    values = scores.set_axis(scores.index.astype("str")).loc[table["narrative_id"]].to_numpy(dtype=np.float64)
    if np.isnan(values).any():
        bad = table["narrative_id"][np.isnan(values).any(axis=1)].iloc[0]
        raise TableError(f"scores: {bad!r} has NaN (an unserved language?); leave the story out")
    return values


def _language_pairs(table: pd.DataFrame) -> Iterator[tuple[str, str, Codes]]:
    places = table.assign(place=range(len(table))).pivot(index="same", columns="language", values="place")
    for language, other in combinations(sorted(places.columns), 2):
        yield language, other, places[[language, other]].dropna().to_numpy(dtype=np.int64)


def _overlap(a: Floats, b: Floats, top: int) -> Floats:
    """Jaccard index of the highest; ties go to the first column, in both alike."""
    one, other = (_highest(values, top) for values in (a, b))
    either = (one | other).sum(axis=1)
    return np.where(either > 0, (one & other).sum(axis=1) / np.maximum(either, 1), 1.0)


def _highest(values: Floats, top: int) -> NDArray[np.bool_]:
    chosen = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(chosen, np.argsort(-values, axis=1, kind="stable")[:, :top], True, axis=1)
    return np.asarray(chosen & (values != 0))


def _spearman(a: Floats, b: Floats) -> Floats:
    from scipy import stats

    ranks = [stats.rankdata(values, axis=1) for values in (a, b)]
    x, y = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    spread = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    return np.where(spread > 0, (x * y).sum(axis=1) / np.where(spread > 0, spread, 1), np.nan)


def _mean(name: str, figures: Floats, resamples: int, seed: int) -> dict[str, object]:
    known = figures[~np.isnan(figures)]
    if len(known) < LEAST_UNITS or not resamples:
        return {name: float(known.mean()) if len(known) >= LEAST_UNITS else np.nan}
    means = known[np.random.default_rng(seed).integers(0, len(known), (resamples, len(known)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {name: float(known.mean()), f"{name}_low": float(low), f"{name}_high": float(high)}
