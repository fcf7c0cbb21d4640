"""People's codings: joined to units by overlap, turned into a label matrix, moved to a new framework version."""

from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import TableError, did_you_mean

NONE = "NONE"
GOLD = "gold"
_NOTHING = np.zeros(0, dtype=np.int64)
_PAIRS = 1_000_000
_KEYS = ["narrative_id", "start", "end", "coder", "competence"]


def align_codings(codings: pd.DataFrame, units: pd.DataFrame, *, least: float = 0.5) -> pd.DataFrame:
    """Give codings the units of another segmentation, joined by overlapping offsets.

    Parameters
    ----------
    codings : DataFrame
        With ``narrative_id, start, end, coder, competence``.
    units : DataFrame
        As :func:`softskills.segment` gives it.
    least : float
        A coding also goes to further units of which it covers at least this share; it always goes
        to the unit it overlaps most.

    Returns
    -------
    DataFrame
        The codings with ``unit, start, end`` of the units. Codings that overlap no unit are not in
        it; they are counted in ``attrs["unmatched"]``.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"narrative_id": ["a", "a"], "unit": [1, 2], "start": [0, 10], "end": [9, 20]})
    >>> codings = pd.DataFrame({"narrative_id": ["a"], "start": [8], "end": [20], "coder": ["x"], "competence": ["A1"]})
    >>> align_codings(codings, units)[["unit", "start", "end"]].values.tolist()
    [[2, 10, 20]]
    """
    require_columns(codings, _KEYS, "codings")
    require_columns(units, ["narrative_id", "unit", "start", "end"], "units")
    empty = codings[["narrative_id", "start", "end", "competence"]].isna().any(axis=1)
    if empty.any():
        raise TableError(
            f"codings: row {int(np.argmax(empty)) + 2} has an empty narrative_id, start, end or competence"
        )
    coding, unit = _overlapping(codings, units, least)
    aligned = codings.iloc[coding].reset_index(drop=True)
    aligned = aligned.assign(
        narrative_id=aligned["narrative_id"].astype("str"),
        **{name: units[name].to_numpy()[unit] for name in ("unit", "start", "end")},
    )
    # Where several spans of a coder fall into one unit, "none" beside a competence says nothing.
    keys = [key for key in ("narrative_id", "unit", "coder", "round") if key in aligned]
    if len(aligned):
        seen = aligned.assign(_seen=aligned["competence"] != NONE).groupby(keys, dropna=False)["_seen"].transform("any")
        aligned = aligned[~((aligned["competence"] == NONE) & seen)]
        aligned = aligned.drop_duplicates([*keys, "competence"]).reset_index(drop=True)
    aligned.attrs = {"unmatched": len(codings) - len(np.unique(coding))}
    return aligned


def _overlapping(
    codings: pd.DataFrame, units: pd.DataFrame, least: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of codings and of units that belong together, in the order of both."""
    names = pd.concat([codings["narrative_id"].astype("str"), units["narrative_id"].astype("str")])
    codes, found = pd.factorize(names)
    told, place = codes[: len(codings)], codes[len(codings) :]
    order = np.argsort(place, kind="stable")  # units story by story
    count = np.bincount(place, minlength=len(found))
    first = np.cumsum(count) - count
    begin, end = (codings[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    unit_begin, unit_end = (units[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    pairs = [(_NOTHING, _NOTHING)]
    rows = np.flatnonzero(count[told] > 0)
    # Each coding beside each unit of its story, some stories at a time: a corpus has millions of such pairs.
    for part in np.split(rows, np.flatnonzero(np.diff(np.cumsum(count[told[rows]]) // _PAIRS)) + 1):
        if not len(part):
            continue
        sizes = count[told[part]]
        starts = np.cumsum(sizes) - sizes
        coding = np.repeat(part, sizes)
        unit = order[np.arange(sizes.sum()) - np.repeat(starts - first[told[part]], sizes)]
        overlap = np.minimum(end[coding], unit_end[unit]) - np.maximum(begin[coding], unit_begin[unit])
        greatest = np.flatnonzero(overlap == np.repeat(np.maximum.reduceat(overlap, starts), sizes))
        chosen = overlap >= least * (unit_end[unit] - unit_begin[unit])
        chosen[greatest[np.unique(coding[greatest], return_index=True)[1]]] = True  # of equals the first
        chosen &= overlap > 0
        pairs.append((coding[chosen], unit[chosen]))
    coding, unit = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return coding, unit


def label_matrix(
    units: pd.DataFrame, codings: pd.DataFrame, *, competences: Sequence[str] | None = None, coder: str | None = None
) -> pd.DataFrame:
    """Units × competences, 0 or 1: what ``fit``, ``predict`` and ``score`` speak.

    Parameters
    ----------
    units : DataFrame
        With ``narrative_id, unit, start, end``.
    codings : DataFrame
        Long form; aligned to the units by overlap.
    competences : sequence of str, optional
        Columns of the result; those that occur, sorted, where omitted.
    coder : str, optional
        Whose codings count. Where omitted: the adjudicated one (``gold``) for a unit that has it, else
        a competence counts where at least half of the unit's coders saw it.

    Returns
    -------
    DataFrame of int
        Index of ``units``. Units that nobody coded are all 0; ``attrs["uncoded"]`` counts them.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"narrative_id": ["a", "a"], "unit": [1, 2], "start": [0, 10], "end": [9, 20]})
    >>> codings = pd.DataFrame({"narrative_id": "a", "start": [0, 10], "end": [9, 20], "coder": "x", "competence": ["B1", "NONE"]})
    >>> label_matrix(units, codings, competences=["A1", "B1"]).values.tolist()
    [[0, 1], [0, 0]]
    """
    require_columns(codings, _KEYS, "codings")
    if coder is not None:
        coders = sorted(set(codings["coder"].dropna()))
        if coder not in coders:
            raise TableError(f"no codings by {coder!r}{did_you_mean(coder, coders)}; coders are {', '.join(coders)}")
        codings = codings[codings["coder"] == coder]
    aligned = align_codings(codings, units)
    if coder is None:
        gold = aligned["coder"] == GOLD
        settled = gold.groupby([aligned["narrative_id"], aligned["unit"]]).transform("any")
        aligned = aligned[gold | ~settled]
    columns = list(competences) if competences is not None else sorted(set(aligned["competence"]) - {NONE})
    unknown = sorted(set(aligned["competence"]) - set(columns) - {NONE})
    if unknown:
        raise TableError(
            f"codings name {unknown[0]!r}, which the framework does not have{did_you_mean(unknown[0], columns)}; "
            "move them to this version with migrate_codings, or load the framework they were made with"
        )
    votes = aligned.groupby(["narrative_id", "unit", "competence"], sort=False)["coder"].nunique()
    coders_of = aligned.groupby(["narrative_id", "unit"], sort=False)["coder"].nunique().to_dict()
    values = np.zeros((len(units), len(columns)), dtype=np.int64)
    place = {key: i for i, key in enumerate(zip(units["narrative_id"].astype("str"), units["unit"], strict=True))}
    column = {name: i for i, name in enumerate(columns)}
    for (narrative, unit, competence), count in cast("dict[tuple[str, int, str], int]", votes.to_dict()).items():
        if competence != NONE and 2 * count >= coders_of[narrative, unit]:
            values[place[narrative, unit], column[competence]] = 1
    matrix = pd.DataFrame(values, index=units.index, columns=columns)
    matrix.attrs["uncoded"] = len(units) - len(coders_of)
    return matrix


def migrate_codings(codings: pd.DataFrame, mapping: pd.DataFrame) -> pd.DataFrame:
    """Move codings from one version of a framework to the next.

    Parameters
    ----------
    codings : DataFrame
        With ``competence``.
    mapping : DataFrame
        Columns ``old, new``: one row per pair. Several rows with one ``old`` say that the competence
        was split; an empty ``new`` that it was dropped. What is not in it keeps its id.

    Returns
    -------
    DataFrame
        The codings with new ids and a column ``needs_review``: True where a competence was split
        (every candidate is given, a person must choose) or dropped (``competence`` is ``NONE``).

    Examples
    --------
    >>> import pandas as pd
    >>> codings = pd.DataFrame({"narrative_id": ["a", "b"], "competence": ["A1", "A2"]})
    >>> mapping = pd.DataFrame({"old": ["A1", "A2", "A2"], "new": ["A1a", "A2", "A4"]})
    >>> migrate_codings(codings, mapping).values.tolist()
    [['a', 'A1a', False], ['b', 'A2', True], ['b', 'A4', True]]
    """
    require_columns(codings, ["competence"], "codings")
    require_columns(mapping, ["old", "new"], "mapping")
    table = mapping[["old", "new"]].drop_duplicates()
    merged = codings.merge(table, left_on="competence", right_on="old", how="left", sort=False)
    candidates = table.groupby("old")["new"].size()
    mapped = merged["old"].notna()
    dropped = mapped & merged["new"].fillna("").eq("")
    split = merged["old"].map(candidates).fillna(0).gt(1)
    merged["competence"] = merged["new"].where(mapped & ~dropped, merged["competence"].where(~dropped, NONE))
    merged["needs_review"] = dropped | split
    return merged.drop(columns=["old", "new"])


def require_columns(table: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    """Raise a TableError that names the first missing column, the nearest one, and those that are there."""
    for column in columns:
        if column not in table.columns:
            hint = did_you_mean(column, map(str, table.columns))
            raise TableError(f"{name}: no column {column!r}{hint}; it has {', '.join(map(repr, table.columns))}")
