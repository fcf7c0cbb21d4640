"""Codings or suggestions as one thing: meaning units × competences, 0 or 1, with the stories they are from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import TableError, did_you_mean
from softskills.experiences import label_matrix, segment
from softskills.experiences.codings import NONE, require_columns
from softskills.experiences.datasets import coded_units
from softskills.experiences.tables import require_experiences, who_told
from softskills.framework import Framework

Flags = NDArray[np.bool_]
_PLACE = ["narrative_id", "unit", "start", "end"]


@dataclass(frozen=True)
class Evidence:
    """Which unit shows which competence.

    Attributes
    ----------
    units : DataFrame
        ``narrative_id, unit, start, end, text, language``; also units that show nothing.
    Y : DataFrame of 0 and 1
        Units × competences.
    stories : DataFrame
        The experiences that have units, in their order.
    notes : tuple of str
        What was left out, and why.
    """

    units: pd.DataFrame
    Y: pd.DataFrame
    stories: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def by_story(self) -> pd.DataFrame:
        """Stories × competences: the number of units that show it; index ``narrative_id``."""
        counts = self.Y.groupby(self.units["narrative_id"].to_numpy()).sum()
        return counts.reindex(self.stories["narrative_id"])

    @property
    def persons(self) -> pd.Series:
        """Who told each story; the story itself where nobody is named. Index ``narrative_id``."""
        return pd.Series(who_told(self.stories).to_numpy(), index=self.stories["narrative_id"].to_numpy())

    def groups(self, by: str | None) -> Iterator[tuple[str, Flags]]:
        """``all``, then each value of a column of the experiences, and ``unknown``: which stories are in it."""
        yield "all", np.ones(len(self.stories), dtype=bool)
        if by is None:
            return
        require_columns(self.stories, [by], "experiences")
        codes, found = pd.factorize(self.stories[by], sort=True)
        for code, value in enumerate(found):
            yield str(value), codes == code
        if (codes < 0).any():
            yield "unknown", codes < 0


def read_evidence(
    found: pd.DataFrame, experiences: pd.DataFrame, *, framework: Framework | None = None, uncertain: bool = False
) -> Evidence:
    """Read codings (they have ``coder``) or suggestions (they have ``status``).

    Parameters
    ----------
    found : DataFrame
        Codings: the adjudicated ones (``gold``) where a unit has them, else what at least half of its coders saw.
        Suggestions, as ``map`` gives them: ``suggested`` counts, and what a person accepted; what a person rejected
        or changed does not. For decisions in full, make codings of them: ``decisions_to_codings``.
    experiences : DataFrame
        The stories, as they were when they were coded or mapped.
    framework : Framework, optional
        Its competences are the columns; those that occur, sorted, where omitted.
    uncertain : bool
        Count ``uncertain`` suggestions too.

    Raises
    ------
    TableError
        Columns missing, a competence that the framework lacks, units that do not fit the stories, no unit at all.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "text": ["I cooked. I slept."]})
    >>> codings = pd.DataFrame([("a", 1, 0, 9, "x", "A1"), ("a", 2, 10, 18, "x", "NONE")])
    >>> codings.columns = ["narrative_id", "unit", "start", "end", "coder", "competence"]
    >>> read_evidence(codings, exp).Y.to_dict("list")
    {'A1': [1, 0]}
    """
    require_experiences(experiences, "experiences")
    if "coder" not in found and "status" not in found:
        raise TableError(
            f"neither codings (with 'coder') nor suggestions (with 'status'): the table has {', '.join(map(repr, found.columns))}"
        )
    require_columns(found, [*_PLACE, "competence"], "codings" if "coder" in found else "suggestions")
    experiences = experiences.assign(narrative_id=experiences["narrative_id"].astype("str")).reset_index(drop=True)
    found = found.assign(narrative_id=found["narrative_id"].astype("str")).reset_index(drop=True)
    known = found["narrative_id"].isin(experiences["narrative_id"])
    notes = []
    if not known.all():
        notes.append(f"left out: {found.loc[~known, 'narrative_id'].nunique()} stories that are not in the experiences")
    names = None if framework is None else framework.ids
    units, Y = (_coded if "coder" in found else _suggested)(found[known], experiences, names, uncertain)
    if not len(units):
        raise TableError("no unit of these experiences was coded or mapped; give the table and the stories it is about")
    stories = experiences[experiences["narrative_id"].isin(units["narrative_id"])].reset_index(drop=True)
    if len(stories) < len(experiences):
        notes.append(f"left out: {len(experiences) - len(stories)} stories that were not coded or not mapped")
    return Evidence(units, Y, stories, tuple(notes))


def _coded(
    codings: pd.DataFrame, experiences: pd.DataFrame, names: Sequence[str] | None, _: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    codings = _with_numbers(codings, "codings")
    units = coded_units(experiences, codings)
    twice = units[units.duplicated(["narrative_id", "unit"])]
    if len(twice):
        row = twice.iloc[0]
        raise TableError(
            f"codings: unit {row['unit']} of {row['narrative_id']!r} has several offsets; "
            "join the segmentations first, with align_codings(codings, units)"
        )
    if not len(units):
        return units, pd.DataFrame()
    return units, label_matrix(units, codings, competences=names)


def _suggested(
    suggestions: pd.DataFrame, experiences: pd.DataFrame, names: Sequence[str] | None, uncertain: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    suggestions = suggestions.astype({"competence": "str"}).assign(competence=suggestions["competence"].fillna(""))
    read = suggestions.loc[suggestions["competence"] != "", "narrative_id"]  # without: a language nobody serves
    units = segment(experiences[experiences["narrative_id"].isin(read)])
    hits = suggestions[~suggestions["competence"].isin(["", NONE])]
    hits = _with_numbers(hits, "suggestions")
    columns = list(names) if names is not None else sorted(set(hits["competence"]))
    strange = sorted(set(hits["competence"]) - set(columns))
    if strange:
        raise TableError(
            f"suggestions name {strange[0]!r}, which the framework does not have{did_you_mean(strange[0], columns)}; "
            "give the framework they were made with"
        )
    counts = hits["status"].isin(["suggested", "uncertain"] if uncertain else ["suggested"])
    if "decision" in hits:
        counts = (counts & ~hits["decision"].isin(["rejected", "changed"])) | hits["decision"].eq("accepted")
    place = {key: i for i, key in enumerate(units[_PLACE].itertuples(index=False, name=None))}
    Y = np.zeros((len(units), len(columns)), dtype=np.int64)
    for key, competence, shows in zip(
        hits[_PLACE].itertuples(index=False, name=None), hits["competence"], counts, strict=True
    ):
        if key not in place:
            raise TableError(
                f"suggestions: unit {key[1]} of {key[0]!r} ({key[2]}–{key[3]}) is no unit of the stories; "
                "give the experiences as they were when they were mapped"
            )
        Y[place[key], columns.index(competence)] |= bool(shows)
    return units, pd.DataFrame(Y, columns=columns)


def _with_numbers(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Unit and offsets as whole numbers, also where a table was read back as text."""
    numbers = {column: pd.to_numeric(table[column], errors="coerce") for column in _PLACE[1:]}
    for column, values in numbers.items():
        if values.isna().any():
            row = table.index[values.isna()][0]
            raise TableError(
                f"{name}: row {row + 2} has the {column} {table.loc[row, column]!r}; it must be a whole number"
            )
    return table.assign(**{column: values.astype("int64") for column, values in numbers.items()})
