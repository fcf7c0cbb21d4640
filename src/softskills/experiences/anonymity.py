"""How easily a person could be picked out of a table of stories, before anybody else gets to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.experiences.privacy import pseudonymise
from softskills.experiences.tables import require_experiences, who_told

QUASI_IDENTIFIERS = (
    "country", "language", "age", "age_band", "origin", "years_in_country", "schooling", "organisation", "experience_source",
)  # fmt: skip


@dataclass(frozen=True)
class AnonymityReport:
    """What :func:`anonymity_report` found; prints counts only, never a text.

    Attributes
    ----------
    summary : DataFrame
        One row: ``persons, columns`` (which quasi-identifiers), ``k`` (size of the smallest group of persons alike in all
        of them), ``unique`` (persons alone in theirs), ``below`` (persons in groups smaller than asked).
    columns : DataFrame
        Per quasi-identifier: ``column, values, unique`` (values of one person only), ``below_without`` (persons in too small
        groups if the column were left out): the column to leave out or to put into bands first has the lowest.
    rows : DataFrame
        ``narrative_id, group_size, columns``: stories of persons in groups that are too small, and the values that are
        rarest: to be generalised, merged or left out.
    texts : DataFrame
        ``narrative_id, kind, count``: what in the text the pseudonymiser still takes for an identifier. It misses some, so
        an empty table is no proof.
    """

    summary: pd.DataFrame
    columns: pd.DataFrame
    rows: pd.DataFrame
    texts: pd.DataFrame

    def __str__(self) -> str:
        row = self.summary.iloc[0]
        return (
            f"{row['persons']} persons; the smallest group alike in {row['columns'] or 'nothing'} has {row['k']}; "
            f"{row['unique']} persons are unique, {row['below']} in groups that are too small; identifiers still found in "
            f"{self.texts['narrative_id'].nunique()} texts. Pseudonymised is not anonymous (recital 26 GDPR)."
        )

    __repr__ = __str__


def anonymity_report(
    experiences: pd.DataFrame, *, quasi: Sequence[str] | None = None, k: int = 5, texts: bool = True
) -> AnonymityReport:
    """Look for persons that can be picked out, by the columns and by what their texts still name.

    Parameters
    ----------
    experiences : DataFrame
        The table as it would be shared. Each ``participant`` is one person; each story where there is none.
    quasi : sequence of str, optional
        Columns that somebody else could know of a person; :data:`QUASI_IDENTIFIERS` as far as they are there.
    k : int
        How many persons must be alike at least, 2 or more.
    texts : bool
        Also look through the texts (a second pass of :func:`softskills.pseudonymise`); takes time.

    Returns
    -------
    AnonymityReport

    Raises
    ------
    InputError
        ``k`` below 2, a column that is not there.

    Notes
    -----
    k-anonymity (Samarati & Sweeney 1998): the size of the smallest group of persons with the same values in all
    quasi-identifiers; a missing value is a value of its own. It says nothing about what a *story* gives away: three facts told together
    can be enough for somebody who was there. And where all of a group share a secret, k does not protect it (Machanavajjhala et
    al. 2007). A person with several stories has the values of all of them.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": list("abc"), "text": "I cooked.", "country": ["NO", "NO", "SK"]})
    >>> report = anonymity_report(exp, k=2, texts=False)
    >>> report.summary[["persons", "k", "unique"]].values.tolist(), report.rows["narrative_id"].tolist()
    ([[3, 1, 1]], ['c'])
    """
    require_experiences(experiences)
    if k < 2:
        raise InputError(f"k is {k}; give the number of persons that must be alike, 2 or more")
    names = [name for name in QUASI_IDENTIFIERS if name in experiences] if quasi is None else list(quasi)
    for name in names:
        if name not in experiences:
            raise InputError(f"the experiences have no column {name!r}{did_you_mean(name, experiences.columns)}")
    ids = experiences["narrative_id"].astype("str")
    person = who_told(experiences)
    told = experiences[names].astype("object").fillna("").astype("str")
    people = told.groupby(person.to_numpy(), sort=False).agg(_together)
    size = _group_sizes(people)
    rare = {name: people[name].map(people[name].value_counts()) for name in names}
    about = pd.DataFrame(
        {
            "column": names,
            "values": [people[name].nunique() for name in names],
            "unique": [int((rare[name] == 1).sum()) for name in names],
            "below_without": [int((_group_sizes(people.drop(columns=name)) < k).sum()) for name in names],
        }
    ).sort_values("below_without", kind="stable", ignore_index=True)
    small = size[size < k]
    worst = {
        one: ", ".join(sorted(names, key=lambda name: rare[name][one])[:3]) for one in small.index
    }  # the three rarest values
    chosen = person.isin(small.index).to_numpy()
    rows = pd.DataFrame(
        {
            "narrative_id": ids[chosen].to_numpy(),
            "group_size": person[chosen].map(small).to_numpy(dtype="int64"),
            "columns": person[chosen].map(worst).to_numpy(),
        }
    ).sort_values("group_size", kind="stable", ignore_index=True)
    summary = pd.DataFrame(
        [
            {
                "persons": len(people),
                "columns": ", ".join(names),
                "k": int(size.min()) if len(size) else 0,
                "unique": int((size == 1).sum()),
                "below": len(small),
            }
        ]
    )
    return AnonymityReport(summary, about, rows, _still_named(experiences, texts))


def _together(values: pd.Series) -> str:
    return " / ".join(sorted(set(values)))


def _group_sizes(people: pd.DataFrame) -> pd.Series:
    """How many persons are alike, for each person."""
    if people.shape[1] == 0:
        return pd.Series(len(people), index=people.index)
    return people.groupby(list(people.columns))[people.columns[0]].transform("size")


def _still_named(experiences: pd.DataFrame, wanted: bool) -> pd.DataFrame:
    empty = pd.DataFrame(
        {"narrative_id": pd.Series(dtype="str"), "kind": pd.Series(dtype="str"), "count": pd.Series(dtype="int64")}
    )
    if not wanted:
        return empty
    audit = pseudonymise(experiences).audit
    if audit.empty:
        return empty
    kinds = audit["placeholder"].str.strip("[]").str.replace(r"-\d+$", "", regex=True).rename("kind")
    return audit.groupby(["narrative_id", kinds], sort=False).size().rename("count").reset_index()
