"""What a sample can tell apart: countries from languages, and which analyses it is too small for."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from softskills.errors import InputError
from softskills.experiences.codings import require_columns
from softskills.validate.coefficients import LEAST_PERSONS

CONFOUNDED_COLUMNS = "group other shared persons other_persons separable statement".split()
LEAST_SHARED = 5
LEAST_DIF = 200


def confounded(
    experiences: pd.DataFrame, *, by: str = "country", within: str = "language", least: int = LEAST_SHARED
) -> pd.DataFrame:
    """Which countries cannot be told apart from their languages.

    Two countries without a common language differ in both: nothing in the data says which of the two a gap comes
    from. Where they share one (Spanish stories from both, or English ones), the comparison within it can.

    Parameters
    ----------
    experiences : DataFrame
        With ``by``, ``within`` and, where known, ``participant`` (each story stands for a person where not).
    by, within : str
        Columns: what is compared, and what might lie behind it.
    least : int
        Persons that each side needs in a common language for it to count.

    Returns
    -------
    DataFrame
        One row per pair: ``group, other, shared`` (languages that both have, with at least ``least`` persons each),
        ``persons, other_persons`` (in these languages), ``separable`` and a ``statement`` for a report. Rows without
        ``by`` or ``within`` are not counted.

    Notes
    -----
    Even within a common language the countries differ in who told in it: English in Oslo is somebody else's English
    than in Madrid. And a pair that is connected only through a third country is still not separable without the
    assumption that languages and countries add up, which nobody can check from such data.

    Examples
    --------
    >>> exp = pd.DataFrame({"country": ["BE"] * 6 + ["FR"] * 6 + ["NO"] * 6, "language": ["fr"] * 12 + ["nb"] * 6})
    >>> confounded(exp)[["group", "other", "shared", "separable"]].values.tolist()
    [['BE', 'FR', 'fr', True], ['BE', 'NO', '', False], ['FR', 'NO', '', False]]
    >>> print(confounded(exp)["statement"].iloc[2])
    FR and NO share no language: a difference between them may be one of country, of language or of both.
    """
    require_columns(experiences, [by, within], "experiences")
    if least < 1:
        raise InputError(f"least is {least}; give the persons that each side needs, 1 or more")
    known = experiences[experiences[by].notna() & experiences[within].notna()]
    table = pd.DataFrame(
        {
            "group": known[by].astype("str"),
            "layer": known[within].astype("str"),
            "person": _persons(known),
        }
    )
    counts = table.groupby(["group", "layer"])["person"].nunique().unstack(fill_value=0)
    rows = []
    for group, other in combinations(sorted(counts.index), 2):
        in_both = (counts.loc[group] > 0) & (counts.loc[other] > 0)
        enough = (counts.loc[group] >= least) & (counts.loc[other] >= least)
        names = ", ".join(counts.columns[enough])
        chosen = table["layer"].isin(counts.columns[enough])
        persons, other_persons = (
            table.loc[chosen & (table["group"] == side), "person"].nunique() for side in (group, other)
        )
        if names:
            statement = f"{group} and {other} can be compared within {names} ({persons} and {other_persons} persons)."
        elif in_both.any():
            statement = (
                f"{group} and {other} share only {', '.join(counts.columns[in_both])}, with fewer than {least} persons on a "
                f"side: a difference between them may be one of {by}, of {within} or of both."
            )
        else:
            statement = (
                f"{group} and {other} share no {within}: a difference between them may be one of {by}, of {within} or of "
                "both."
            )
        rows.append((group, other, names, persons, other_persons, bool(names), statement))
    return pd.DataFrame(rows, columns=CONFOUNDED_COLUMNS)


def feasible(experiences: pd.DataFrame, *, by: str = "country", least: int = LEAST_DIF) -> pd.DataFrame:
    """Which comparisons of groups a sample is large enough for, and why the others are not run.

    Parameters
    ----------
    experiences : DataFrame
        With ``by`` and, where known, ``participant``.
    by : str
        Column of the groups.
    least : int
        Persons that each group needs for DIF.

    Returns
    -------
    DataFrame
        ``analysis, possible, reason``, one row per analysis. Multi-group confirmatory factor analysis is in the list
        because readers ask for it; the package does not offer it at any size.

    Notes
    -----
    Some 200 persons per group for logistic DIF: Zumbo (1999); Scott et al. (2009) by simulation, for scales of several
    items and effects that are not small. For tests of measurement invariance no single number holds (Meade & Bauer
    2007).

    Examples
    --------
    >>> exp = pd.DataFrame({"country": ["NO"] * 12 + ["SK"] * 12})
    >>> print(feasible(exp)["reason"].iloc[1])
    the smallest groups have 12 (NO), 12 (SK) persons; at least 200 in each of two are needed
    """
    require_columns(experiences, [by], "experiences")
    known = experiences[experiences[by].notna()]
    sizes = _persons(known).groupby(known[by].astype("str")).nunique().sort_values(kind="stable")
    large = sizes[sizes >= least]
    small = ", ".join(f"{size} ({name})" for name, size in sizes[sizes < least].head(3).items())
    enough = f"{len(large)} groups have at least {least} persons"
    rows = [
        _gaps_row(sizes),
        (
            "DIF of people's codings",
            len(large) > 1,
            enough
            if len(large) > 1
            else f"the smallest groups have {small} persons; at least {least} in each of two are needed",
        ),
        (
            "multi-group factor analysis",
            False,
            "not offered: competences seen or not seen in a story are no test items (who tells of one thing has less "
            "room for another), and it would need several hundred persons per group",
        ),
    ]
    return pd.DataFrame(rows, columns=["analysis", "possible", "reason"])


def _persons(stories: pd.DataFrame) -> pd.Series:
    """Who told each; a row without a participant stands for a person of its own (ids are not asked for here)."""
    alone = pd.Series(range(len(stories)), index=stories.index)
    if "participant" not in stories:
        return alone
    return stories["participant"].astype("object").where(stories["participant"].notna(), alone)


def _gaps_row(sizes: pd.Series) -> tuple[str, bool, str]:
    enough = int((sizes >= LEAST_PERSONS).sum())
    reason = (
        f"{enough} groups have at least {LEAST_PERSONS} persons; from about 20 on the intervals can be relied on"
        if enough > 1
        else f"fewer than two groups have at least {LEAST_PERSONS} persons"
    )
    return "gaps of the classifier", enough > 1, reason
