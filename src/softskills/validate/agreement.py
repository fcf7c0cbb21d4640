"""Do coders see the same thing: agreement by competence, with intervals by person, and what a coding meeting needs.

A coder *coded* a unit if he has any row for it; a unit he did not code is missing for him, never "no".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError, TableError, did_you_mean
from softskills.experiences.codings import GOLD, NONE
from softskills.validate.coefficients import (
    agreement_row,
    coder_pairs,
    draw_sample,
    masi_distance,
    mean_differences,
    nominal_figures,
    set_figures,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

_COLUMNS = """group competence units coders persons percent kappa alpha alpha_low alpha_high alpha_jaccard
    ac1 ac1_low ac1_high prevalence bias note""".split()


def agreement(
    codings: pd.DataFrame,
    experiences: pd.DataFrame | None = None,
    *,
    by: str | None = None,
    competences: Sequence[str] | None = None,
    resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    r"""How far coders agree, beyond what chance would give.

    Parameters
    ----------
    codings : DataFrame
        Long form: ``narrative_id, unit, coder, competence`` (``NONE`` where a coder saw none), also ``start, end,
        level, round``. Rows of the coder ``gold`` are left out. A unit coded in two rounds is two units: rounds are
        never compared with each other. Of several levels that a coder gave to one unit, the highest counts.
    experiences : DataFrame, optional
        With ``narrative_id``; its ``participant`` says who told each story.
    by : str, optional
        A column of the codings (``round``) or of the experiences (``country``, ``language``, ``theme``).
    competences : sequence of str, optional
        Which get a row; those that occur, sorted, where omitted. ``any`` and ``sets`` look at all in any case.
    resamples, seed : int
        Bootstrap draws for the intervals (0 leaves them out), and their seed.

    Returns
    -------
    DataFrame
        For ``all``, and each group where ``by`` is given, a row per competence (seen in the unit or not), ``any``
        (any competence or none), ``sets`` (whole sets of labels) and, where codings have levels, ``levels`` (units
        here: unit and competence, where at least two coders saw it and gave a level). Columns:

        - ``units``: coded by at least two; only they count, in every figure. ``coders, persons``: of these units.
        - ``percent``: observed agreement :math:`p_o`, the share of a unit's pairs of coders that agree, averaged.
        - ``kappa``: :math:`(p_o - p_e) / (1 - p_e)`. Two coders: Cohen's, :math:`p_e = \sum_k p_{1k} p_{2k}`. More:
          Fleiss', :math:`p_e = \sum_k \pi_k^2`, generalised to missing codings: :math:`\pi_k` is the share of a
          unit's coders who chose k, averaged over units. In ``sets``: of identical sets; not for ``levels``.
        - ``alpha``: Krippendorff's :math:`1 - D_o / D_e`, nominal; in ``levels`` ordinal; in ``sets`` with MASI
          distance, and ``alpha_jaccard`` with Jaccard distance.
        - ``ac1``: Gwet's, :math:`(p_o - p_e) / (1 - p_e)` with :math:`p_e = \sum_k \pi_k (1 - \pi_k) / (q - 1)`,
          q = 2 categories. Not for ``sets`` and ``levels``.
        - ``prevalence``: :math:`\pi` of "seen". ``bias``: with two coders, the share of units in which the first
          (in the alphabet) saw it, less that of the second.
        - ``low, high``: 95 % percentile interval, drawing persons (narratives where unknown) with replacement.
        - ``note``: why a figure is empty: fewer than two coders or ten units, no variation, and for intervals fewer
          than five persons, over 5 % of the draws without variation, or all draws alike (as with full agreement).

    Raises
    ------
    TableError
        Missing columns, empty cells in them, different offsets for one unit, levels that are not numbers.

    Notes
    -----
    Sources: Cohen 1960; Fleiss 1971; Krippendorff 2011, 2018; Gwet 2008, 2014; Passonneau 2006 (MASI: 1 - J·M, J the
    Jaccard index, M = 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, else 0; not squared;
    two empty sets are equal). Gwet (2014) lets units with one coder into :math:`\pi`; here, as with Krippendorff,
    they are out: units coded twice are often chosen for being rich or hard, and chance is that of the same units.

    Customary thresholds, none a law: alpha .800, or .667 for tentative conclusions (Krippendorff 2018); kappa .41
    moderate, .61 substantial, .81 almost perfect (Landis & Koch 1977, "clearly arbitrary" in their own words;
    disputed by Krippendorff, and by Artstein & Poesio 2008). With rare competences kappa and alpha can be low though
    percent is high (the paradox of Feinstein & Cicchetti 1990; Byrt, Bishop & Carlin 1993 give prevalence and bias
    beside it). AC1 was made against it (Gwet 2008), but rises with imbalance and is no substitute for kappa (Vach &
    Gerke 2023): read them together. Intervals from few persons are too narrow.

    Examples
    --------
    The paradox: two coders agree in 85 of 100 units, and kappa is .32 (Feinstein & Cicchetti 1990).

    >>> pairs = [("A1", "A1")] * 80 + [("A1", "NONE")] * 10 + [("NONE", "A1")] * 5 + [("NONE", "NONE")] * 5
    >>> rows = [(f"n{i}", 1, coder, seen) for i, pair in enumerate(pairs) for coder, seen in zip(["ana", "bo"], pair)]
    >>> codings = pd.DataFrame(rows, columns=["narrative_id", "unit", "coder", "competence"])
    >>> table = agreement(codings, resamples=0).set_index("competence")
    >>> table.loc["A1", ["percent", "kappa", "alpha", "ac1", "prevalence", "bias"]].astype(float).round(3).to_dict()
    {'percent': 0.85, 'kappa': 0.318, 'alpha': 0.318, 'ac1': 0.808, 'prevalence': 0.875, 'bias': 0.05}
    >>> agreement(codings[:8])["note"].iloc[0]
    'only 4 units coded by at least two coders; at least 10 are needed'
    """
    if resamples < 0:
        raise InputError(f"resamples is {resamples}; give 0 (no intervals) or more, such as 500")
    coded = _read(codings)
    persons, levels = _persons(coded.units, experiences), _levels(coded)
    names = [competences] if isinstance(competences, str) else coded.names if competences is None else competences
    columns = {name: np.array([name == seen for seen in coded.names], dtype=bool) for name in names}
    columns["any"] = np.ones(len(coded.names), dtype=bool)
    rows = []
    for group, chosen in _groups(coded, experiences, by):
        sample = draw_sample(coded.codes, persons, chosen, (resamples, seed))
        for name, which in columns.items():
            seen = np.asarray((coded.sets & which).any(axis=1))
            answers = np.where(sample.codes >= 0, seen[sample.codes], -1)
            rows.append(agreement_row(group, name, replace(sample, codes=answers), nominal_figures))
        rows.append(agreement_row(group, "sets", sample, set_figures, coded.sets))
        if levels is not None:
            places, codes = levels
            sample = draw_sample(codes, persons[places], chosen[places], (resamples, seed))
            rows.append(agreement_row(group, "levels", sample, nominal_figures, True))
    return pd.DataFrame(rows, columns=_COLUMNS)


def confused_pairs(codings: pd.DataFrame) -> pd.DataFrame:
    """Which competences coders take for each other.

    Parameters
    ----------
    codings : DataFrame
        As for :func:`agreement`.

    Returns
    -------
    DataFrame
        ``competence, other, count``, most frequent first; ``count``: units in which one coder saw ``competence`` but
        not ``other``, and another coder ``other`` but not ``competence``. ``other`` is ``NONE`` where the other coder
        saw nothing at all: the question is then where the line runs, not which of two it is.

    Notes
    -----
    The cells off the diagonal of a coincidence matrix (Krippendorff 2011), counted in units and for sets of labels.
    No threshold, and no correction for chance: frequent competences meet more often.

    Examples
    --------
    >>> rows = [("a", 1, "ana", "A1"), ("a", 1, "bo", "A3"), ("a", 2, "ana", "A1"), ("a", 2, "bo", "NONE")]
    >>> confused_pairs(pd.DataFrame(rows, columns=["narrative_id", "unit", "coder", "competence"])).values.tolist()
    [['A1', 'A3', 1], ['A1', 'NONE', 1]]
    """
    coded = _read(codings)
    labels = np.column_stack([coded.sets, ~coded.sets.any(axis=1)])
    met = np.zeros((len(coded.units), labels.shape[1], labels.shape[1]), dtype=bool)
    for both, one, other in coder_pairs(coded.codes):
        crossed = (labels[one] & ~labels[other])[:, :, None] & (labels[other] & ~labels[one])[:, None, :]
        met[both] |= crossed | crossed.transpose(0, 2, 1)
    counts, names = np.triu(met.sum(axis=0)), np.array([*coded.names, NONE], dtype=object)
    first, second = np.nonzero(counts)
    table = pd.DataFrame({"competence": names[first], "other": names[second], "count": counts[first, second]})
    table = table.astype({"competence": "str", "other": "str"})
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def to_discuss(codings: pd.DataFrame, experiences: pd.DataFrame | None = None, *, most: int = 50) -> pd.DataFrame:
    """Units on which coders differ most: the agenda of the coding meeting.

    Parameters
    ----------
    codings : DataFrame
        As for :func:`agreement`.
    experiences : DataFrame, optional
        With ``narrative_id, text``, as they were when they were coded (codings then need ``start, end``). The text
        is for those who coded it, not for handing on.
    most : int
        How many units at most.

    Returns
    -------
    DataFrame
        ``narrative_id, unit`` (``round, start, end, text`` where given), ``disagreement`` and, for each coder,
        ``labels_CODER``: competences with a space between, ``NONE``, or empty where he did not code it. Largest
        disagreement first, else in the order of the codings; units on which all agree are left out.

    Notes
    -----
    ``disagreement``: mean MASI distance (Passonneau 2006) of a unit's pairs of coders, 0 equal, 1 nothing in common;
    no threshold, and it does not say who is right. What the meeting settles belongs to the coder ``gold``; agreement
    is measured before talking (Krippendorff 2018).

    Examples
    --------
    >>> rows = [("a", 1, 0, 9, "ana", "A1"), ("a", 1, 0, 9, "bo", "A3")]
    >>> codings = pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "coder", "competence"])
    >>> to_discuss(codings, pd.DataFrame({"narrative_id": ["a"], "text": ["I cooked. I slept."]})).values.tolist()
    [['a', 1, 0, 9, 'I cooked.', 1.0, 'A1', 'A3']]
    """
    if most < 1:
        raise InputError(f"most is {most}; give the number of units to list, 1 or more")
    coded = _read(codings)
    differences = mean_differences(coded.codes, coded.sets.astype(float), masi_distance)
    order = np.argsort(-differences, kind="stable")[: min(most, int((differences > 0).sum()))]
    columns = [name for name in ("narrative_id", "unit", "round", "start", "end") if name in coded.units]
    table = coded.units.loc[order, columns].reset_index(drop=True)
    if experiences is not None:
        table["text"] = _texts(table, experiences)
    table["disagreement"] = differences[order]
    wording = np.array([*(" ".join(np.array(coded.names)[row]) or NONE for row in coded.sets), ""], dtype=object)
    for coder, codes in zip(coded.coders, coded.codes[order].T, strict=True):
        table[f"labels_{coder}"] = pd.Series(wording[codes], dtype="str")
    return table


@dataclass(frozen=True)
class _Coded:
    rows: pd.DataFrame
    places: Codes  # of each row: its unit
    units: pd.DataFrame
    coders: list[str]
    names: list[str]
    sets: Flags  # different sets of labels × competences
    codes: Codes  # units × coders: a row of ``sets``, -1 where not coded


def _read(codings: pd.DataFrame) -> _Coded:
    for column in ("narrative_id", "unit", "coder", "competence"):
        empty = _column(codings, column, "codings").isna()
        if empty.any():
            raise TableError(f"codings: row {int(np.argmax(empty)) + 2} has no {column}; fill it in or drop the row")
    rows = codings.astype({"narrative_id": "str", "coder": "str", "competence": "str"})
    rows = rows[rows["coder"] != GOLD].reset_index(drop=True)
    keys = [name for name in ("narrative_id", "unit", "round") if name in rows]
    places = np.asarray(rows.groupby(keys, sort=False, dropna=False).ngroup(), dtype=np.int64)
    units = rows[~rows.duplicated(keys)].reset_index(drop=True)
    for column in (name for name in ("start", "end") if name in rows):
        _check_shared(rows, units, places, column, "join the segmentations first, with align_codings(codings, units)")
    seats, coders = pd.factorize(rows["coder"], sort=True)
    columns, names = pd.factorize(rows["competence"].where(rows["competence"] != NONE), sort=True)
    cells, of_row = np.unique(places * len(coders) + seats, return_inverse=True)
    labels = np.zeros((len(cells), len(names) + 1), dtype=bool)  # NONE is column -1, and stays out
    labels[of_row, columns] = True
    sets, of_cell = np.unique(labels[:, :-1], axis=0, return_inverse=True)
    codes = np.full((len(units), len(coders)), -1, dtype=np.int64)
    codes.flat[cells] = of_cell
    return _Coded(rows, places, units, list(coders), list(names), sets, codes)


def _column(table: pd.DataFrame, column: str, name: str) -> pd.Series:
    if column not in table.columns:
        hint = did_you_mean(column, map(str, table.columns))
        raise TableError(f"{name}: no column {column!r}{hint}; it has {', '.join(map(repr, table.columns))}")
    return table[column]


def _check_shared(rows: pd.DataFrame, units: pd.DataFrame, places: Codes, column: str, remedy: str) -> None:
    first = units[column].iloc[places].reset_index(drop=True)
    differs = (rows[column] != first) & (rows[column].notna() | first.notna())
    if differs.any():
        row = rows[differs].iloc[0]
        where = f"unit {row['unit']} of {row['narrative_id']!r}"
        raise TableError(f"codings: {where} has {column} '{first[differs].iloc[0]}' and '{row[column]}'; {remedy}")


def _of_narrative(units: pd.DataFrame, experiences: pd.DataFrame, column: str) -> pd.Series:
    keys = _column(experiences, "narrative_id", "experiences").astype("str")
    if keys.duplicated().any():
        raise TableError(f"experiences: narrative_id {keys[keys.duplicated()].iloc[0]!r} occurs twice; make it unique")
    return units["narrative_id"].map(pd.Series(_column(experiences, column, "experiences").array, index=pd.Index(keys)))


def _persons(units: pd.DataFrame, experiences: pd.DataFrame | None) -> Codes:
    people = "narrative " + units["narrative_id"]
    if experiences is not None and "participant" in experiences:
        people = _of_narrative(units, experiences, "participant").astype("object").fillna(people)
    return pd.factorize(people)[0].astype(np.int64)


def _groups(coded: _Coded, experiences: pd.DataFrame | None, by: str | None) -> Iterator[tuple[str, Flags]]:
    yield "all", np.ones(len(coded.units), dtype=bool)
    if by is None:
        return
    if by in coded.rows or experiences is None:
        values = _column(coded.units, by, "codings, and no experiences given")
        remedy = "group by what a unit's coders share, such as round or language"
        _check_shared(coded.rows, coded.units, coded.places, by, remedy)
    else:
        values = _of_narrative(coded.units, experiences, by)
    codes, found = pd.factorize(values, sort=True)
    for code, value in enumerate(found):
        yield f"{value:g}" if isinstance(value, float) else str(value), codes == code
    if (codes < 0).any():
        yield "unknown", codes < 0


def _texts(table: pd.DataFrame, experiences: pd.DataFrame) -> list[str]:
    stories = _of_narrative(table, experiences, "text").fillna("").astype("str")
    starts, ends = (_column(table, name, "codings").fillna(0).astype(int) for name in ("start", "end"))
    beyond = (ends > stories.str.len()) & (stories != "")
    if beyond.any():
        which = f"unit {table['unit'][beyond].iloc[0]} of {table['narrative_id'][beyond].iloc[0]!r}"
        raise TableError(f"codings: {which} ends after the text; give the experiences as they were when coded")
    return [story[start:end] for story, start, end in zip(stories, starts, ends, strict=True)]


def _levels(coded: _Coded) -> tuple[Codes, Codes] | None:
    """Unit of each unit × competence with a level, and its levels by coder (-1 where none)."""
    if "level" not in coded.rows:
        return None
    given = coded.rows["level"].replace("", np.nan)
    level = pd.to_numeric(given, errors="coerce")
    wrong = level.isna() & given.notna()
    if wrong.any():
        raise TableError(f"codings: level {given[wrong].iloc[0]!r} is not a number; give 1, 2, 3, 4, or leave it empty")
    rows = coded.rows.assign(level=level, place=coded.places)[level.notna() & (coded.rows["competence"] != NONE)]
    grid = rows.pivot_table(index=["place", "competence"], columns="coder", values="level", aggfunc="max")
    codes = pd.factorize(grid.to_numpy().ravel(), sort=True)[0].reshape(grid.shape)
    return (grid.index.get_level_values("place").to_numpy(), codes) if len(rows) else None
