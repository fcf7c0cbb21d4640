"""Do the same competences mean the same in two countries: differential item functioning (DIF) of people's codings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError, TableError
from softskills.experiences.codings import label_matrix, require_columns
from softskills.experiences.tables import who_told
from softskills.validate.dif_statistics import Logistic, fit_logistic, mantel_haenszel, nagelkerke
from softskills.validate.many_tests import adjust_p
from softskills.validate.separability import LEAST_DIF

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Flags = NDArray[np.bool_]

DIF_COLUMNS = """competence group other persons uniform_p nonuniform_p p p_adjusted R2_change zumbo_thomas jodoin_gierl
    odds_ratio low high mh_chi2 mh_delta ets flagged note""".split()
ZUMBO_THOMAS, JODOIN_GIERL = (0.13, 0.26), (0.035, 0.07)
_BANDS = ("negligible", "moderate", "large")
_LEAST_SEEN = 20  # persons on the rarer side (seen or not seen); fewer cannot carry four coefficients
_LEAST_COMPETENCES = 5
_LEAST_THEME = 10
_LEVEL = 0.05


def dif(
    codings: pd.DataFrame,
    experiences: pd.DataFrame,
    *,
    group: str = "country",
    covariate: str | None = "theme",
    reference: str | None = None,
    least: int = LEAST_DIF,
    correction: str = "holm",
    purify: bool = True,
) -> pd.DataFrame:
    r"""Whether a competence is seen more readily in one group than in another, in persons who show as much otherwise.

    Parameters
    ----------
    codings : DataFrame
        Long form, as :func:`softskills.label_matrix` takes it; a person shows a competence if any of her units does
        (adjudicated, or seen by at least half of the unit's coders).
    experiences : DataFrame
        With ``narrative_id``, ``group``, ``covariate`` and, where known, ``participant``.
    group : str
        Column of the groups; every pair of them is compared.
    covariate : str, optional
        Column of what the stories are about. A person with several themes has all of them; themes of fewer than ten
        persons are taken together. None leaves it out.
    reference : str, optional
        Compare only with this group.
    least : int
        Persons that each group of a pair needs; a smaller pair gets one row that says so.
    correction : "holm", "bh" or "none"
        Over all tests of the table; see :func:`softskills.validate.many_tests.adjust_p`.
    purify : bool
        Look a second time with flagged competences left out of the matching score (Clauser & Mazor 1998).

    Returns
    -------
    DataFrame
        ``competence, group, other, persons`` and

        - ``uniform_p``, ``nonuniform_p``, ``p``: likelihood ratio tests of logistic regressions (Swaminathan & Rogers
          1990): y on matching score and theme, with the group added (uniform, 1 df), with group × score added too
          (non-uniform, 1 df), and both together (2 df). Score: the number of the person's other competences.
        - ``R2_change``: Nagelkerke's R² of the last less the first. Bands by size alone: ``zumbo_thomas`` (.13, .26),
          ``jodoin_gierl`` (.035, .07): negligible, moderate, large.
        - ``odds_ratio, low, high``: Mantel–Haenszel, ``group`` (reference) over ``other`` (focal) within the score, 95 %;
          ``mh_chi2``; ``mh_delta`` = −2.35 ln(odds ratio), below 0 where it is seen less readily in ``other``; ``ets``:
          A negligible, B moderate, C large (see :func:`softskills.validate.dif_statistics.mantel_haenszel`).
        - ``flagged``: significant (``p_adjusted`` < .05) *and* not negligible after Jodoin & Gierl.
        - ``note``: why a figure is empty, or what was left out of the matching score.

    Raises
    ------
    TableError
        Missing columns; a person in two groups.
    InputError
        Fewer than two groups or five competences.

    Notes
    -----
    With many persons trifles are significant, with few nothing is: hence both conditions. The bands are disputed.
    Zumbo & Thomas' (1997) hardly ever flags anything (Jodoin & Gierl 2001, who set theirs by simulation for uniform
    DIF and tests of 40 items; a score of some 19 rare competences is coarser). Mantel–Haenszel does not see
    non-uniform DIF, and here does not know the theme.

    On data of :func:`softskills.validate.dif_simulation.simulate_dif` (30 draws, 250 persons a group) two uniform
    differences of ±1 in log odds were flagged 65 times in 100, a non-uniform one of 1 hardly ever (3), and competences
    without any 0.4 times (raw p below .05: 4.0 in 100; without the theme as covariate 31.9).

    DIF is a question, not a finding: the wording may mean something else there, coders of one country may draw the line
    elsewhere, or the stories may tell of other things than their theme says. Who tells of one thing has less room for
    another, so a high score is partly a long story.

    Examples
    --------
    >>> from softskills.validate.dif_simulation import simulate_dif
    >>> data = simulate_dif(250, uniform={"A2": 1.5}, seed=1)
    >>> table = dif(data.codings, data.experiences)
    >>> table.loc[table["flagged"], ["competence", "group", "other", "jodoin_gierl", "ets"]].values.tolist()
    [['A2', 'NO', 'SK', 'large', 'C']]
    """
    people = _people(codings, experiences, group, covariate)
    rows: list[dict[str, Any]] = []
    for one, other in _pairs(people.groups, reference):
        sizes = [int((people.groups == name).sum()) for name in (one, other)]
        pair: dict[str, Any] = {"group": one, "other": other, "persons": sum(sizes)}
        if min(sizes) < least:
            few = f"not run: {sizes[0]} persons in {one} and {sizes[1]} in {other}; at least {least} in each are needed"
            rows.append(pair | {"competence": "all", "note": few})
            continue
        rows += [pair | row for row in _of_pair(people, (one, other), correction, purify)]
    table = pd.DataFrame(rows, columns=[name for name in DIF_COLUMNS if name not in ("p_adjusted", "flagged")])
    numbers = "uniform_p nonuniform_p p R2_change odds_ratio low high mh_chi2 mh_delta".split()
    table = table.astype(dict.fromkeys(numbers, "float64"))
    words = ["zumbo_thomas", "jodoin_gierl", "ets", "note"]
    table[words] = table[words].astype("object").fillna("").astype("str")
    table["p_adjusted"] = adjust_p(table["p"].to_numpy(), method=correction)
    table["flagged"] = (table["p_adjusted"] < _LEVEL) & (table["R2_change"] >= JODOIN_GIERL[0])
    return table[DIF_COLUMNS]


@dataclass(frozen=True)
class _People:
    groups: NDArray[np.object_]
    seen: Labels  # persons × competences
    names: list[str]
    themes: Labels  # persons × themes


def _people(codings: pd.DataFrame, experiences: pd.DataFrame, group: str, covariate: str | None) -> _People:
    columns = ["narrative_id", group] + ([covariate] if covariate is not None else [])
    require_columns(experiences, columns, "experiences")
    table = person_table(codings, experiences)
    if table.shape[1] < _LEAST_COMPETENCES:
        raise InputError(
            f"the codings have {table.shape[1]} competences; persons are matched by their other ones, which needs at "
            f"least {_LEAST_COMPETENCES}"
        )
    stories = experiences.assign(_person=who_told(experiences))
    stories = stories[stories["_person"].isin(table.index)]
    groups = stories.assign(_group=stories[group].astype("object").fillna("unknown").astype("str"))
    twice = groups.groupby("_person")["_group"].nunique()
    if (twice > 1).any():
        who = twice[twice > 1].index[0]
        found = " and ".join(map(repr, sorted(groups.loc[groups["_person"] == who, "_group"].unique())))
        raise TableError(f"experiences: {who!r} has {group} {found}; a person must be in one group")
    of_person = groups.drop_duplicates("_person").set_index("_person")["_group"].loc[table.index]
    if covariate is None:
        themes = np.zeros((len(table), 0), dtype=np.int64)
    else:
        told = pd.crosstab(stories["_person"], stories[covariate].astype("object").fillna("unknown").astype("str"))
        themes = (told.loc[table.index].to_numpy() > 0).astype(np.int64)
    return _People(of_person.to_numpy(dtype=object), table.to_numpy(), list(table.columns), themes)


def person_table(codings: pd.DataFrame, experiences: pd.DataFrame) -> pd.DataFrame:
    """Persons × competences, 0 or 1: what people's codings saw in any of a person's stories.

    Parameters
    ----------
    codings : DataFrame
        Long form, with ``narrative_id, unit, start, end, coder, competence``.
    experiences : DataFrame
        With ``narrative_id`` and, where known, ``participant`` (the story stands for a person where not).

    Returns
    -------
    DataFrame of int
        One row per person with a coded story, in the order of the experiences.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": ["a", "b"], "participant": "p1"})
    >>> rows = [("a", 1, 0, 9, "ana", "A1"), ("b", 1, 0, 9, "ana", "B2")]
    >>> codings = pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "coder", "competence"])
    >>> person_table(codings, exp).loc["p1"].to_dict()
    {'A1': 1, 'B2': 1}
    """
    require_columns(codings, ["narrative_id", "unit", "start", "end", "coder", "competence"], "codings")
    require_columns(experiences, ["narrative_id"], "experiences")
    ids = experiences["narrative_id"].astype("str")
    codings = codings.astype({"narrative_id": "str"})
    codings = codings[codings["narrative_id"].isin(ids)]
    if codings.empty:
        raise TableError("codings: none is of a story in the experiences; compare the two columns narrative_id")
    units = codings[["narrative_id", "unit", "start", "end"]].drop_duplicates(["narrative_id", "unit"])
    owner = pd.Series(who_told(experiences).to_numpy(), index=pd.Index(ids))
    persons = units["narrative_id"].map(owner)
    table = label_matrix(units, codings).groupby(persons.to_numpy(), sort=False).max()
    order = [person for person in dict.fromkeys(owner) if person in table.index]
    return table.loc[order].rename_axis("person")


def _pairs(groups: NDArray[np.object_], reference: str | None) -> Iterator[tuple[str, str]]:
    names = sorted(set(groups))
    if len(names) < 2:
        raise InputError(f"all persons are of one group, {names[0]!r}; DIF needs two")
    if reference is None:
        yield from combinations(names, 2)
        return
    if reference not in names:
        raise InputError(f"reference is {reference!r}; the groups are {', '.join(names)}")
    yield from ((reference, name) for name in names if name != reference)


def _of_pair(people: _People, pair: tuple[str, str], correction: str, purify: bool) -> list[dict[str, Any]]:
    """Rows of one pair; a second time without what the first found, where ``purify`` is given."""
    chosen = np.isin(people.groups, pair)
    seen, themes, first = people.seen[chosen], people.themes[chosen], people.groups[chosen] == pair[0]
    design = _theme_columns(themes)
    anchor = np.ones(len(people.names), dtype=bool)
    rows = [_of_competence(k, seen, design, first, anchor) for k in range(len(anchor))]
    if purify:
        adjusted = adjust_p([row.get("p", np.nan) for row in rows], method=correction)
        sizes = np.array([row.get("R2_change", np.nan) for row in rows])
        anchor = ~((adjusted < _LEVEL) & (sizes >= JODOIN_GIERL[0]))
        if not anchor.all() and anchor.sum() >= _LEAST_COMPETENCES:
            rows = [_of_competence(k, seen, design, first, anchor) for k in range(len(anchor))]
            left_out = ", ".join(name for name, kept in zip(people.names, anchor, strict=True) if not kept)
            for row in rows:
                row["note"] = row.get("note") or f"matching score without {left_out}"
    return [{"competence": name} | row for name, row in zip(people.names, rows, strict=True)]


def _theme_columns(themes: Labels) -> Floats:
    common = themes.sum(axis=0) >= _LEAST_THEME
    rare = themes[:, ~common].any(axis=1, keepdims=True)
    return np.column_stack([np.ones(len(themes)), themes[:, common], rare]).astype(float)


def _of_competence(k: int, seen: Labels, design: Floats, first: Flags, anchor: Flags) -> dict[str, Any]:
    y = seen[:, k].astype(float)
    rarer = int(min(y.sum(), (1 - y).sum()))
    if rarer < _LEAST_SEEN:
        what = "show" if y.sum() <= len(y) / 2 else "do not show"
        return {"note": f"not run: only {rarer} of {len(y)} persons {what} it; at least {_LEAST_SEEN} are needed"}
    others = anchor.copy()
    others[k] = False
    score = seen[:, others].sum(axis=1)
    centred = score - score.mean()
    group = first.astype(float)
    models = [
        fit_logistic(np.column_stack([design, centred, *more]), y) for more in ([], [group], [group, group * centred])
    ]
    if models[1].rank == models[0].rank:
        return {"note": "not run: the groups cannot be told from their themes"}
    change = nagelkerke(models[2].log_likelihood, y) - nagelkerke(models[0].log_likelihood, y)
    return {
        "uniform_p": _test(models[0], models[1]),
        "nonuniform_p": _test(models[1], models[2]),
        "p": _test(models[0], models[2]),
        "R2_change": change,
        "zumbo_thomas": _band(change, ZUMBO_THOMAS),
        "jodoin_gierl": _band(change, JODOIN_GIERL),
        **mantel_haenszel(y == 1, first, score),
    }


def _test(small: Logistic, large: Logistic) -> float:
    """Likelihood ratio test of nested models; NaN where the larger one has nothing more."""
    from scipy import stats

    more = large.rank - small.rank
    gain = max(0.0, 2 * (large.log_likelihood - small.log_likelihood))
    return float(stats.chi2.sf(gain, more)) if more else float("nan")


def _band(size: float, limits: Sequence[float]) -> str:
    return _BANDS[int(np.searchsorted(limits, size, side="right"))]
