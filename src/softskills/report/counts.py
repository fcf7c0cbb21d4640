"""Persons counted by group and competence, for a report: rounded, checked, and never anything finer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError
from softskills.experiences.codings import NONE
from softskills.report.protection import Partition, rounded, safe_together

OTHER = "(other)"
"""Name of the group of small groups."""
GROUPED = ("country", "language", "mode", "translation", "theme", "experience_source", "organisation")
"""Columns of the experiences by which persons are counted."""
CROSSED = ("country", "experience_source", "theme", "organisation")
"""Columns by which persons with a competence are counted; the first gives way last."""
LEAST_FOR_SHARES = 4
"""Times the base: of fewer persons no share is given. By rounding alone it can be off by 15 points in a group of 20."""
_NAMES_ARE_FREE = ("theme", "organisation")  # anything may stand there, so a small group's name is not printed
_SUGGESTION_COLUMNS = ("narrative_id", "start", "end", "competence", "status")


@dataclass(frozen=True)
class Counts:
    """Counts of persons, all rounded to a multiple of ``base``; NaN where a number is withheld.

    Attributes
    ----------
    persons, stories, unmapped : int
        In all; ``unmapped``: stories of which there is no suggestion, not even "none".
    any : float
        Persons with at least one competence.
    groups : DataFrame
        ``column, group, persons, share``.
    competences : DataFrame
        ``competence, persons, share, with_uncertain``.
    cells : DataFrame
        ``column, group, competence, persons, share``; share of the group's persons. Shares of fewer persons than
        ``LEAST_FOR_SHARES`` times the base are NaN throughout.
    withheld : tuple of str
        Columns that are not printed at all, since small groups could be worked out.
    """

    base: int
    persons: int
    stories: int
    unmapped: int
    any: float
    groups: pd.DataFrame
    competences: pd.DataFrame
    cells: pd.DataFrame
    withheld: tuple[str, ...] = ()


def share_of(persons: float, whole: float, base: int) -> float:
    """A share of rounded counts; NaN where the whole is too small for one.

    Examples
    --------
    >>> share_of(5, 20, 5), share_of(5, 15, 5)
    (0.25, nan)
    """
    return persons / whole if whole >= LEAST_FOR_SHARES * base else float("nan")


def read_seen(suggestions: pd.DataFrame) -> pd.DataFrame:
    """What was seen in each story, people's decisions first.

    Parameters
    ----------
    suggestions : DataFrame
        As ``map`` returns it, or as it came back from a review.

    Returns
    -------
    DataFrame
        ``narrative_id, competence, sure, start, end, evidence, probability, decided``, one row per suggestion; ``sure``
        where the program suggested it and nobody rejected it, or somebody accepted it. A story in which nothing was
        seen has one row with an empty competence. Stories that were not mapped have none.

    Raises
    ------
    InputError
        A column is missing.
    """
    lacking = [name for name in _SUGGESTION_COLUMNS if name not in suggestions]
    if lacking:
        raise InputError(f"the suggestions have no column {lacking[0]!r}; give what map() returned")
    words = {name: _words(suggestions, name) for name in ("competence", "status", "decision", "changed_to", "evidence")}
    # What was changed to something unsaid, or rejected, is nothing; its story was mapped all the same.
    competence = words["competence"].where(words["decision"] != "changed", words["changed_to"])
    competence = competence.where(words["decision"] != "rejected", NONE)
    accepted = words["decision"].isin(["accepted", "changed"])
    table = pd.DataFrame(
        {
            "narrative_id": suggestions["narrative_id"].astype("str"),
            "competence": competence.where(competence != NONE, ""),
            "sure": accepted | ((words["status"] == "suggested") & (words["decision"] != "rejected")),
            "start": pd.to_numeric(suggestions["start"]),
            "end": pd.to_numeric(suggestions["end"]),
            "evidence": words["evidence"],
            "probability": pd.to_numeric(suggestions["probability"]) if "probability" in suggestions else np.nan,
            "decided": accepted,
        }
    )
    return table[words["competence"] != ""].reset_index(drop=True)  # empty: a language that nobody serves


def _words(table: pd.DataFrame, column: str) -> pd.Series:
    if column not in table:
        return pd.Series("", index=table.index)
    return table[column].astype("object").where(table[column].notna(), "").astype("str").str.strip()


def story_persons(experiences: pd.DataFrame) -> pd.Series:
    """Who told each story, by narrative id; a story without a participant counts as a person of its own."""
    own = "story " + experiences["narrative_id"].astype("str")
    if "participant" not in experiences:
        return pd.Series(own.to_numpy(), index=experiences["narrative_id"])
    told = experiences["participant"].astype("object")
    empty = told.isna() | (told.astype("str").str.strip() == "")
    who = ("person " + told.astype("str").str.strip()).where(~empty, own)
    return pd.Series(who.to_numpy(), index=experiences["narrative_id"])


def protect(
    seen: pd.DataFrame, experiences: pd.DataFrame, *, competences: Sequence[str], base: int, merge_small: bool = False
) -> Counts:
    """Count persons, round, and withhold what would let small groups be worked out.

    Parameters
    ----------
    seen : DataFrame
        ``narrative_id, competence, sure``, as :func:`read_seen` makes it.
    experiences : DataFrame
        ``narrative_id``, and where known ``participant`` and the columns of ``GROUPED``.
    competences : sequence of str
        Which get a row, in this order.
    base : int
        All numbers are multiples of it; groups of fewer persons are not shown.
    merge_small : bool
        Whether small groups are shown together as one, where that is large enough.

    Returns
    -------
    Counts
    """
    who = story_persons(experiences)
    mapped = experiences[experiences["narrative_id"].isin(set(seen["narrative_id"]))]
    persons = who.loc[mapped["narrative_id"]].to_numpy()
    total = len(set(persons))
    if total < base:
        raise InputError(
            f"the suggestions are about fewer than {base} persons; a report on a group cannot protect so few (for one "
            "person, portrait() is made)"
        )
    hits = seen[seen["competence"].isin(competences)].assign(person=lambda rows: rows["narrative_id"].map(who))
    sure = hits[hits["sure"]]
    counted = sure.groupby("competence")["person"].nunique().reindex(list(competences), fill_value=0)
    wide = hits.groupby("competence")["person"].nunique().reindex(list(competences), fill_value=0)

    groupings = _safe_groupings(mapped, persons, total, base, merge_small)
    groups = [_group_rows(grouping, total, base) for grouping in groupings if not grouping.withheld]
    printed = rounded(total, base)
    cells = _cells(sure, counted, [g for g in groupings if g.column in CROSSED and not g.withheld], base)
    anything = int(sure["person"].nunique())
    # "Any" is no more than all competences together: with few of them that can narrow each.
    bounds = Partition(tuple(counted), (False,) * len(counted), exact=False)
    told = safe_together(anything, [bounds], base)
    table = pd.DataFrame(
        {
            "competence": list(competences),
            "persons": [float(rounded(int(n), base)) for n in counted],
            "with_uncertain": [float(rounded(int(n), base)) for n in wide],
        }
    )
    table.insert(2, "share", [share_of(count, printed, base) for count in table["persons"]])
    return Counts(
        base=base,
        persons=printed,
        stories=rounded(len(mapped), base),
        unmapped=rounded(len(experiences) - len(mapped), base),
        any=float(rounded(anything, base)) if told else float("nan"),
        groups=pd.concat(groups, ignore_index=True) if groups else pd.DataFrame(columns=_GROUP_COLUMNS),
        competences=table,
        cells=cells,
        withheld=tuple(grouping.column for grouping in groupings if grouping.withheld),
    )


_GROUP_COLUMNS = ["column", "group", "persons", "share"]
_CELL_COLUMNS = ["column", "group", "competence", "persons", "share"]


@dataclass(frozen=True)
class _Grouping:
    """Persons by group of one column, exact: one row per person and group."""

    column: str
    members: pd.DataFrame  # narrative_id, person, group
    sizes: pd.Series
    base: int
    total: int
    withheld: bool = False

    @property
    def hidden(self) -> tuple[bool, ...]:
        return tuple(size < self.base for size in self.sizes)

    @property
    def exact(self) -> bool:
        return int(self.sizes.sum()) == self.total

    def partition(self) -> Partition:
        return Partition(tuple(self.sizes), self.hidden, exact=self.exact, named_small=True)


def _safe_groupings(
    stories: pd.DataFrame, persons: NDArray[np.object_], total: int, base: int, merge_small: bool
) -> list[_Grouping]:
    """Each column's groups, as long as they and those before them give nobody away; small groups merged where not."""
    made: list[_Grouping] = []
    for column in sorted((c for c in GROUPED if c in stories), key=lambda c: (c not in CROSSED, GROUPED.index(c))):
        accepted = [one.partition() for one in made if not one.withheld]
        merging = [True] if merge_small or column in _NAMES_ARE_FREE else [False, True]
        for merge in merging:
            grouping = _grouping(stories, persons, column, total, base, merge)
            if safe_together(total, [*accepted, grouping.partition()], base):
                made.append(grouping)
                break
        else:
            made.append(_Grouping(column, grouping.members, grouping.sizes, base, total, withheld=True))
    return made


def _grouping(
    stories: pd.DataFrame, persons: NDArray[np.object_], column: str, total: int, base: int, merge: bool
) -> _Grouping:
    values = stories[column].astype("object")
    names = values.where(values.notna(), "").astype("str").str.strip()
    members = pd.DataFrame(
        {"narrative_id": stories["narrative_id"].to_numpy(), "person": persons, "group": names.to_numpy()}
    )
    sizes = members.groupby("group")["person"].nunique()
    small = sizes.index[sizes < base]
    if merge and len(small):
        members["group"] = members["group"].where(~members["group"].isin(small), OTHER)
        sizes = members.groupby("group")["person"].nunique()
    order = sorted(sizes.index, key=lambda name: (name == OTHER, name == "", name))
    return _Grouping(column, members, sizes.loc[order], base, total)


def _group_rows(grouping: _Grouping, total: int, base: int) -> pd.DataFrame:
    shown = [float("nan") if size < base else float(rounded(int(size), base)) for size in grouping.sizes]
    table = pd.DataFrame({"column": grouping.column, "group": list(grouping.sizes.index), "persons": shown})
    table["share"] = [share_of(count, rounded(total, base), base) for count in shown]
    return table


def _cells(sure: pd.DataFrame, counted: pd.Series, groupings: Sequence[_Grouping], base: int) -> pd.DataFrame:
    """Persons by group and competence; a column's row for a competence is withheld where it would give somebody away."""
    crossed = []
    for grouping in groupings:
        met = sure.merge(grouping.members[["narrative_id", "group"]], on="narrative_id")
        table = met.groupby(["group", "competence"])["person"].nunique().unstack(fill_value=0)
        crossed.append(table.reindex(index=grouping.sizes.index, columns=counted.index, fill_value=0))
    rows = []
    for competence, total in counted.items():
        accepted: list[Partition] = []
        for grouping, table in zip(groupings, crossed, strict=True):
            sizes = tuple(int(n) for n in table[competence])
            partition = Partition(sizes, grouping.hidden, exact=sum(sizes) == total)
            safe = safe_together(int(total), [*accepted, partition], base)
            if safe:
                accepted.append(partition)
            for group, size, whole, hide in zip(table.index, sizes, grouping.sizes, grouping.hidden, strict=True):
                persons = float(rounded(size, base)) if safe and not hide else float("nan")
                share = share_of(persons, rounded(int(whole), base), base)
                rows.append((grouping.column, group, competence, persons, share))
    return pd.DataFrame(rows, columns=_CELL_COLUMNS)
