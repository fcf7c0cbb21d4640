"""Do competences turn up where they should: groups that are expected to differ, and profiles by source of experience."""

from __future__ import annotations

import numpy as np
import pandas as pd

from softskills.classify.proportions import wilson
from softskills.errors import TableError, did_you_mean
from softskills.experiences.codings import require_columns
from softskills.framework import Framework
from softskills.validate.evidence import Evidence, Flags, read_evidence
from softskills.validate.many_tests import holm

LEAST_PERSONS = 5
_DIRECTIONS = ("more", "less")
_KNOWN = """group competence direction persons seen observed low high others expected difference p p_adjusted
    supported note""".split()
_PROFILE = "group competence persons seen share low high units note".split()


def known_groups(
    found: pd.DataFrame,
    experiences: pd.DataFrame,
    expected: pd.DataFrame,
    *,
    by: str = "theme",
    framework: Framework | None = None,
    uncertain: bool = False,
) -> pd.DataFrame:
    """Test expectations, set up beforehand, about where a competence is told more often.

    Parameters
    ----------
    found : DataFrame
        Codings or suggestions; which count, see :func:`softskills.validate.evidence.read_evidence`.
    experiences : DataFrame
        The stories, with a column ``by``.
    expected : DataFrame
        ``group`` (a value of ``by``, such as a theme), ``competence`` and, where wanted, ``direction``: ``more`` (the
        default) or ``less`` than in all other stories.
    by : str
        A column of the experiences.
    framework : Framework, optional
        Names the competences; without it one that was never found is taken at its word.
    uncertain : bool
        Count ``uncertain`` suggestions too.

    Returns
    -------
    DataFrame
        The expectations in their order: ``persons`` of the group, ``seen`` in how many, ``observed`` share with
        Wilson's interval ``low, high``; ``others``: all other persons, ``expected``: their share, ``difference``;
        ``p`` of Fisher's exact test, one-sided in the direction expected; ``p_adjusted`` (Holm); ``supported``: below
        .05; ``note``.

    Raises
    ------
    TableError
        Missing columns, an unknown direction, a competence that the framework lacks, an expectation twice.

    Notes
    -----
    Known-groups validity (Cronbach & Meehl 1955; Fisher 1922; Holm 1979). Persons are counted, not stories: of one
    who told several, the first story of the group counts, else her first. The test is worth what its expectations
    are: write them down before the codings are looked at. Longer stories show more, so groups should be about equally
    long. Fewer than five persons on either side: no figure. No support is not refutation; with few persons it is the
    usual outcome.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(12)], "text": "I did it.", "theme": ["money", "pets"] * 6})
    >>> codings = exp[["narrative_id"]].assign(unit=1, start=0, end=9, coder="x", competence=["A2", "NONE"] * 6)
    >>> expected = pd.DataFrame({"group": ["money"], "competence": ["A2"]})
    >>> table = known_groups(codings, exp, expected)
    >>> table[["observed", "expected", "supported"]].values.tolist(), round(float(table["p"].iloc[0]), 4)
    ([[1.0, 0.0, True]], 0.0011)
    """
    from scipy.stats import fisher_exact

    wanted = _expectations(expected, framework)
    seen = read_evidence(found, experiences, framework=framework, uncertain=uncertain)
    require_columns(seen.stories, [by], "experiences")
    told = seen.by_story > 0
    values = seen.stories[by].astype("object").fillna("").astype("str").to_numpy()
    rows = []
    for row in wanted.to_dict("records"):
        inside = values == row["group"]
        shows = told[row["competence"]].to_numpy() if row["competence"] in told else np.zeros(len(told), dtype=bool)
        order = np.argsort(~inside, kind="stable")
        first = order[~seen.persons.iloc[order].duplicated().to_numpy()]
        own, rest = shows[first][inside[first]], shows[first][~inside[first]]
        row |= {"persons": len(own), "seen": int(own.sum()), "others": len(rest), "supported": False}
        if min(len(own), len(rest)) < LEAST_PERSONS:
            row["note"] = f"only {len(own)} persons and {len(rest)} others; at least {LEAST_PERSONS} each are needed"
            rows.append(row)
            continue
        low, high = wilson(own.sum(), len(own))
        counts = [[own.sum(), len(own) - own.sum()], [rest.sum(), len(rest) - rest.sum()]]
        p = fisher_exact(counts, alternative="greater" if row["direction"] == "more" else "less")[1]
        row |= {"observed": own.mean(), "low": float(low), "high": float(high), "expected": rest.mean(), "p": float(p)}
        row |= {"difference": own.mean() - rest.mean(), "note": "" if shows.any() else "never seen in any story"}
        rows.append(row)
    table = pd.DataFrame(rows, columns=_KNOWN)
    table["p_adjusted"] = holm(table["p"].astype(float))
    return table.assign(supported=table["p_adjusted"] < 0.05)


def _expectations(expected: pd.DataFrame, framework: Framework | None) -> pd.DataFrame:
    require_columns(expected, ["group", "competence"], "expected")
    wanted = expected[["group", "competence"]].astype("str").reset_index(drop=True)
    wanted["direction"] = expected["direction"].fillna("more").to_numpy() if "direction" in expected else "more"
    wrong = ~wanted["direction"].isin(_DIRECTIONS)
    if wrong.any():
        word = str(wanted["direction"][wrong].iloc[0])
        raise TableError(
            f"expected: row {int(np.argmax(wrong)) + 2} has the direction {word!r}{did_you_mean(word, _DIRECTIONS)}; "
            "give more or less"
        )
    if framework is not None:
        for name in wanted["competence"]:
            framework[name]  # raises, with the nearest name
    twice = wanted.duplicated(["group", "competence"])
    if twice.any():
        row = wanted[twice].iloc[0]
        raise TableError(f"expected: {row['competence']} in {row['group']!r} stands twice; keep one expectation")
    return wanted


def profile(
    found: pd.DataFrame,
    experiences: pd.DataFrame,
    *,
    by: str = "experience_source",
    framework: Framework | None = None,
    uncertain: bool = False,
) -> pd.DataFrame:
    """How many persons tell of each competence, by where the experience comes from.

    Parameters
    ----------
    found : DataFrame
        Codings or suggestions; which count, see :func:`softskills.validate.evidence.read_evidence`.
    experiences : DataFrame
        The stories, with a column ``by``.
    by : str
        A column of the experiences.
    framework : Framework, optional
        Says which competences there are; only those that occur where omitted.
    uncertain : bool
        Count ``uncertain`` suggestions too.

    Returns
    -------
    DataFrame
        For ``all`` and each group, a row per competence: ``persons`` who told a story of the group, ``seen`` in how
        many, ``share`` with Wilson's interval ``low, high``, ``units`` that show it, ``note``. Fewer than five
        persons: no share.

    Raises
    ------
    TableError
        Tables that do not fit each other, an unknown column.

    Notes
    -----
    It is a profile of sources, never of a person: there is no function that compares persons. What was asked, and how
    long people speak, shape it as much as what they can do: that paid work shows other competences than care at home
    may be the prompt's doing.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(6)], "text": "I did it.", "experience_source": "unpaid_care"})
    >>> codings = exp[["narrative_id"]].assign(unit=1, start=0, end=9, coder="x", competence=["A2", "NONE"] * 3)
    >>> profile(codings, exp).loc[1:, ["group", "competence", "persons", "seen", "share"]].values.tolist()
    [['unpaid_care', 'A2', 6, 3, 0.5]]
    """
    seen = read_evidence(found, experiences, framework=framework, uncertain=uncertain)
    require_columns(seen.stories, [by], "experiences")
    tables = [_profile(seen, group, chosen) for group, chosen in seen.groups(by)]
    return pd.concat(tables, ignore_index=True)[_PROFILE]


def _profile(seen: Evidence, group: str, chosen: Flags) -> pd.DataFrame:
    told = seen.by_story[chosen]
    owners = seen.persons[chosen].to_numpy()
    shows = (told > 0).groupby(owners).any()
    persons, hits = len(shows), shows.sum().to_numpy()
    low, high = wilson(hits, persons)
    table = pd.DataFrame({"group": group, "competence": told.columns, "persons": persons, "seen": hits})
    table = table.assign(share=hits / persons, low=low, high=high, units=told.sum().to_numpy(), note="")
    if persons < LEAST_PERSONS:
        table[["share", "low", "high"]] = np.nan
        table["note"] = f"only {persons} persons; at least {LEAST_PERSONS} are needed"
    return table
