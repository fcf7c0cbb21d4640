"""Is the classifier as good in one country as in another; for people's codings see :mod:`softskills.validate.dif`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError, did_you_mean
from softskills.validate.accuracy import recall_at, require_answered, require_same_shape
from softskills.validate.coefficients import LEAST_PERSONS, LEAST_UNITS
from softskills.validate.many_tests import adjust_p

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Flags = NDArray[np.bool_]

GAP_COLUMNS = "by group other measure difference low high p p_adjusted note".split()
_REST, _EACH = "rest", "each"


def countries(
    Y: pd.DataFrame | Labels,
    P: pd.DataFrame | Floats,
    *,
    by: Sequence[str] | pd.Series,
    persons: Sequence[str] | pd.Series,
    decided: pd.DataFrame | Flags | None = None,
    against: str = _REST,
    correction: str = "holm",
    resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Gaps between groups in how often the classifier is right, given what people coded.

    Parameters
    ----------
    Y : DataFrame or ndarray of 0 and 1, shape (n, k)
        What was coded, as :func:`softskills.label_matrix` makes it.
    P : DataFrame or ndarray, shape (n, k)
        Probabilities, or any scores of which higher is more likely.
    by : sequence, shape (n,)
        Group of each unit: its country, language, experience source … A Series lends its name to ``by``.
    persons : sequence, shape (n,)
        Who told each unit.
    decided : DataFrame or ndarray of bool, shape (n, k), optional
        What was suggested; without it only ``R@1`` is compared.
    against : str
        ``"rest"``: each group with all others together; ``"each"``: every pair; or the name of one group.
    correction : "holm", "bh" or "none"
        See :func:`softskills.validate.many_tests.adjust_p`; over all rows of the table.
    resamples, seed : int
        Bootstrap draws, and their seed.

    Returns
    -------
    DataFrame
        ``by, group, other, measure, difference, low, high, p, p_adjusted, note``; ``difference`` is ``group`` less
        ``other``. Measures:

        - ``R@1``: of labelled units, the share whose most probable competence is right.
        - ``TPR``: of coded pairs of unit and competence, the share suggested. ``FPR``: of pairs not coded.
        - ``TPR, like for like`` and ``FPR, like for like``: the same within each competence, weighted together
          (Mantel–Haenszel risk difference, Greenland & Robins 1985):
          :math:`\sum_k (a_k m_k - b_k n_k) / N_k \big/ \sum_k n_k m_k / N_k`, :math:`a_k` of :math:`n_k` in the group,
          :math:`b_k` of :math:`m_k` in the other, :math:`N_k = n_k + m_k`. A country whose stories show more of the
          competences that are hard for any model has a gap in ``TPR``, and need have none here.

        ``low, high``: 95 %, difference ± t · s; s from drawing persons with replacement within their groups, t with
        G - 1 degrees of freedom, G the persons of the smaller side. ``p``: two-sided, from the same t.
        ``note``: why a figure is empty: fewer than five persons or ten cases on a side, or no variation.

    Raises
    ------
    InputError
        Shapes that do not match, one group only, an unknown group in ``against``.

    Notes
    -----
    Equal true and false positive rates given the gold is what Hardt, Price & Srebro (2016) call equalised odds. Other
    notions of fairness (equal shares, equal calibration) exclude it where prevalences differ (Chouldechova 2017), and
    none shows that a group is treated justly. G - 1 degrees of freedom for few clusters: Cameron & Miller (2015);
    with fewer than some twenty persons on a side even that interval is too narrow. A gap that is "not significant"
    in a small sample is not absent: read the interval. If the codings are less reliable in one country, that too
    looks like a gap of the classifier. See :func:`softskills.validate.separability.confounded` for what cannot be
    told apart.

    Examples
    --------
    >>> Y = np.tile([[1, 0], [0, 1]], (30, 1))
    >>> P = np.where((np.arange(60) % 5 == 0)[:, None] & (np.arange(60) < 30)[:, None], 1 - Y, Y)
    >>> table = countries(Y, P, by=pd.Series(["NO"] * 30 + ["SK"] * 30, name="country"), persons=np.arange(60) // 4)
    >>> table[["group", "other", "measure", "difference"]].round(2).values.tolist()
    [['NO', 'rest', 'R@1', -0.2], ['SK', 'rest', 'R@1', 0.2]]
    """
    if isinstance(Y, pd.DataFrame):
        P = P[Y.columns] if isinstance(P, pd.DataFrame) else P
        decided = decided[Y.columns] if isinstance(decided, pd.DataFrame) else decided
    labels, scores = np.asarray(Y, dtype=np.int64), np.asarray(P, dtype=np.float64)
    suggested = None if decided is None else np.asarray(decided, dtype=np.bool_)
    groups = pd.Series(list(by), dtype="object").fillna("unknown").astype("str").to_numpy(dtype=object)
    owners = pd.factorize(pd.Series(list(persons)))[0]
    _check(labels, scores, suggested, {"by": groups, "persons": owners})
    if resamples < 2:
        raise InputError(f"resamples is {resamples}; give 2 or more, such as 500")
    sums = _sums(labels, scores, suggested)
    rows = []
    for group, other, sides in _pairs(groups, against):
        draws = _draws(owners, sides, resamples, seed)
        for measure, (hits, cases, stratified) in sums.items():
            row = _compare(hits, cases, sides, owners, draws, stratified)
            rows.append({"group": group, "other": other, "measure": measure} | row)
    table = pd.DataFrame(rows).assign(by=getattr(by, "name", None) or "group")
    return table.assign(p_adjusted=adjust_p(table["p"].to_numpy(), method=correction))[GAP_COLUMNS]


def _check(labels: Labels, scores: Floats, suggested: Flags | None, lists: dict[str, NDArray[np.generic]]) -> None:
    for name, values in {"P": scores, "decided": suggested}.items():
        if values is not None:
            require_same_shape(labels, values, name)
    for name, column in lists.items():
        if len(column) != len(labels):
            raise InputError(f"{name} has {len(column)} values and Y {len(labels)} rows; give one for each unit")
    require_answered(scores)


def _sums(labels: Labels, scores: Floats, suggested: Flags | None) -> dict[str, tuple[Floats, Floats, bool]]:
    """Hits and cases of each unit (columns: strata) for each measure, and whether strata are kept apart."""
    labelled = labels.sum(axis=1) > 0
    first = np.zeros((len(labels), 1))
    first[labelled, 0] = recall_at(labels, scores, 1)
    found: dict[str, tuple[Floats, Floats, bool]] = {"R@1": (first, labelled[:, None].astype(float), False)}
    if suggested is not None:
        for name, pairs in {"TPR": labels == 1, "FPR": labels == 0}.items():
            hits, cases = (suggested & pairs).astype(float), pairs.astype(float)
            found[name] = (hits.sum(axis=1, keepdims=True), cases.sum(axis=1, keepdims=True), False)
            found[f"{name}, like for like"] = (hits, cases, True)
    return found


def _pairs(groups: NDArray[np.object_], against: str) -> Iterator[tuple[str, str, tuple[Flags, Flags]]]:
    names = sorted(set(groups))
    if len(names) < 2:
        raise InputError(f"all units are of one group, {names[0] if names else ''!r}; a gap needs two")
    if against == _EACH:
        for group, other in combinations(names, 2):
            yield group, other, (groups == group, groups == other)
        return
    if against != _REST and against not in names:
        hint = did_you_mean(against, [*names, _REST, _EACH])
        raise InputError(f"against is {against!r}{hint}; use 'rest', 'each' or one of {', '.join(names)}")
    for group in names:
        if against == _REST:
            yield group, _REST, (groups == group, groups != group)
        elif group != against:
            yield group, against, (groups == group, groups == against)


def _draws(owners: Labels, sides: tuple[Flags, Flags], resamples: int, seed: int) -> Floats:
    """How often each person is in each draw, shape (draws, persons); the first draw is the sample itself.

    Persons are drawn among those on the same side (or on both: somebody who told in two languages).
    """
    count = int(owners.max()) + 1
    where = np.zeros(count, dtype=np.int64)
    for bit, side in enumerate(sides):
        where[np.unique(owners[side])] += bit + 1
    draws, rng = np.ones((resamples + 1, count)), np.random.default_rng(seed)
    for kind in (1, 2, 3):
        mine = np.flatnonzero(where == kind)
        if len(mine):
            draws[1:, mine] = rng.multinomial(len(mine), np.full(len(mine), 1 / len(mine)), resamples)
    return draws


def _compare(
    hits: Floats, cases: Floats, sides: tuple[Flags, Flags], owners: Labels, draws: Floats, stratified: bool
) -> dict[str, object]:
    counts = [len(np.unique(owners[side & (cases.sum(axis=1) > 0)])) for side in sides]
    totals = [int(cases[side].sum()) for side in sides]
    empty = {"difference": np.nan, "low": np.nan, "high": np.nan, "p": np.nan}
    for needed, found, what in ((LEAST_PERSONS, counts, "persons"), (LEAST_UNITS, totals, "cases")):
        if min(found) < needed:
            return empty | {"note": f"only {found[0]} and {found[1]} {what}; at least {needed} are needed on each side"}
    a, n, b, m = (
        draws @ _by_person(values[side], owners[side], draws.shape[1]) for side in sides for values in (hits, cases)
    )
    if stratified:
        both = np.maximum(n + m, 1)
        with np.errstate(invalid="ignore", divide="ignore"):  # no competence that both sides have: NaN
            drawn = ((a * m - b * n) / both).sum(axis=1) / (n * m / both).sum(axis=1)
    else:
        with np.errstate(invalid="ignore", divide="ignore"):  # a draw without any case: NaN
            drawn = a[:, 0] / n[:, 0] - b[:, 0] / m[:, 0]
    if np.isnan(drawn[0]):
        return empty | {"note": "no competence was coded on both sides"}
    return {"difference": float(drawn[0])} | _interval(drawn[1:], float(drawn[0]), min(counts) - 1)


def _interval(drawn: Floats, difference: float, freedom: int) -> dict[str, object]:
    from scipy import stats

    spread = float(np.nanstd(drawn, ddof=1)) if np.isfinite(drawn).mean() >= 0.95 else np.nan
    if not spread > 1e-12:
        return {"low": np.nan, "high": np.nan, "p": np.nan, "note": "no interval: no variation between draws"}
    half = float(stats.t.ppf(0.975, freedom)) * spread
    p = 2 * float(stats.t.sf(abs(difference) / spread, freedom))
    return {"low": max(-1.0, difference - half), "high": min(1.0, difference + half), "p": p, "note": ""}


def _by_person(values: Floats, owners: Labels, count: int) -> Floats:
    result = np.zeros((count, values.shape[1]))
    np.add.at(result, owners, values)
    return result
