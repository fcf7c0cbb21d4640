"""Content validity: what an expert panel says of each indicator, in one round or several (Delphi)."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify.proportions import wilson
from softskills.errors import InputError, TableError, did_you_mean
from softskills.experiences.codings import require_columns

LEAST_RATERS, LEAST_DRAWN = 3, 5
CONSENSUS, UNSTABLE, FAIR = 0.80, 0.15, 0.40
ESSENTIAL = ("essential", "useful", "not necessary")
_COLUMNS = """group indicator round raters I_CVI low high kappa CVR CVR_minimum consensus changed changed_p
    verdict reason""".split()
_SUMMARY = "group round indicators raters S_CVI_Ave low high S_CVI_UA note".split()


def content_validity(ratings: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    r"""Content validity of each indicator: keep, revise or drop, and why.

    Parameters
    ----------
    ratings : DataFrame
        One row per indicator and rater: ``indicator, rater, relevance`` (1 not, 2 somewhat, 3 quite, 4 highly
        relevant; empty where somebody did not answer), also ``round`` (1, 2 …), ``essential`` (``essential``,
        ``useful``, ``not necessary``), ``country``, ``role``.
    by : str, optional
        A column such as ``country`` or ``role``: each group of raters gets rows of its own beside ``all``.

    Returns
    -------
    DataFrame
        A row per group, indicator (in the order of the table) and round:

        - ``raters`` who answered. With fewer than three nothing is said.
        - ``I_CVI``: share of ratings 3 or 4; ``low, high``: Wilson's 95 % interval.
        - ``kappa``: :math:`k^* = (I\text{-}CVI - p_c) / (1 - p_c)`, :math:`p_c = \binom{N}{A} .5^N`, A of N rate 3 or
        4.
        - ``CVR``: :math:`(n_e - N/2) / (N/2)`, :math:`n_e` of N say ``essential``. ``CVR_minimum``: the least that is
          significant, see :func:`cvr_minimum`; NaN below five raters, where none can be.
        - ``consensus``: at least 80 % of the ratings on one side, 3–4 or 1–2.
        - ``changed``: from the second round on, the share of raters who changed their rating since their last round;
          ``changed_p``: exact two-sided sign test of whether they moved in one direction. Up to 15 % is taken as
          stable (Scheibe, Skutsch & Schofer 1975); a large p alone does not show stability.
        - ``verdict``: ``keep`` where the I-CVI reaches .78 (six raters or more) or 1 (three to five); else ``revise``
          where kappa is at least .40, and ``drop`` below. A CVR below its minimum turns ``keep`` into ``revise``.
          ``reason`` says it in words. It is advice to the panel's meeting, and no more than its raters.

    Raises
    ------
    TableError
        Missing columns, a rating that is not 1–4, an unknown answer, two answers of a rater to one question.

    Notes
    -----
    Sources: Lynn 1986; Lawshe 1975; Polit & Beck 2006 (cut-offs); Polit, Beck & Owen 2007 (kappa; .40 fair, .60 good,
    .74 excellent, after Fleiss 1981 and Cicchetti & Sparrow 1981); Diamond et al. 2014 (80 % is customary, and was
    seldom chosen beforehand); von der Gracht 2012 (consensus without stability means little). Checked against the
    table of Polit, Beck & Owen (2007).

    Examples
    --------
    >>> rows = [("A1.1", f"r{i}", 4 if i < 5 else 2) for i in range(6)]
    >>> table = content_validity(pd.DataFrame(rows, columns=["indicator", "rater", "relevance"]))
    >>> table[["I_CVI", "kappa"]].round(2).values.tolist(), table.loc[0, "verdict"]
    ([[0.83, 0.82]], 'keep')
    >>> table.loc[0, "reason"]
    '5 of 6 rate it 3 or 4 (.83; at least .78 is asked of 6 raters)'
    """
    rows = _read(ratings)
    found = []
    for group, chosen in _groups(rows, by):
        for indicator in rows["indicator"].drop_duplicates():
            own = chosen[chosen["indicator"] == indicator]
            earlier: dict[str, float] = {}
            last = None
            for number, answers in own.groupby("round", sort=True):
                row = {"group": group, "indicator": indicator, "round": number, **_figures(answers)}
                if last is not None:
                    row |= _movement(answers, earlier)
                row["verdict"], row["reason"] = _verdict(row, last)
                found.append(row)
                earlier |= dict(zip(answers["rater"], answers["relevance"], strict=True))
                last = number
    return pd.DataFrame(found, columns=_COLUMNS).astype({"consensus": "boolean"})


def cvr_minimum(raters: int) -> float:
    r"""The least content validity ratio that so many raters must reach: exact binomial, one-sided .05.

    The smallest :math:`n_e` with :math:`P(X \ge n_e) \le .05` for :math:`X \sim B(N, .5)`, as a CVR.

    Parameters
    ----------
    raters : int
        Who answered.

    Returns
    -------
    float
        NaN below five raters: even if all say ``essential``, chance explains it (:math:`.5^4 = .0625`).

    Notes
    -----
    The table printed by Lawshe (1975) is disputed, since its method was never told. Wilson, Pan & Schumsky (2012)
    recalculated it with the normal approximation; Ayre & Scally (2014) with exact binomial probabilities, as here: this
    gives their table. Steps up, as from eight raters (.75) to nine (.78), are no mistake: counts are whole numbers.
    That a rater who guesses says ``essential`` half the time, though there are three answers, is Lawshe's assumption.

    Examples
    --------
    >>> [round(cvr_minimum(n), 3) for n in (4, 5, 8, 9, 10, 11, 40)]
    [nan, 1.0, 0.75, 0.778, 0.8, 0.636, 0.3]
    """
    if raters < 0:
        raise InputError(f"raters is {raters}; give how many answered")
    tail = 0  # in units of .5 ** raters: whole numbers, so that nothing is lost to rounding
    for essential in range(raters, -1, -1):
        tail += comb(raters, essential)
        if 20 * tail > 2**raters:
            least = essential + 1
            break
    return 2 * least / raters - 1 if raters and least <= raters else float("nan")


def content_summary(
    ratings: pd.DataFrame, *, by: str | None = None, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Content validity of the whole set of indicators.

    Parameters
    ----------
    ratings, by
        As for :func:`content_validity`.
    resamples, seed : int
        Bootstrap draws of raters for the interval (0 leaves it out), and their seed.

    Returns
    -------
    DataFrame
        Per group and round: ``indicators`` and ``raters`` who count (indicators with at least three raters),
        ``S_CVI_Ave`` (mean of the I-CVI) with ``low, high`` (95 % percentile interval, drawing raters),
        ``S_CVI_UA`` (share of indicators that every rater rates 3 or 4), ``note``.

    Raises
    ------
    TableError
        As :func:`content_validity`.

    Notes
    -----
    Polit & Beck (2006) ask for .90 of S-CVI/Ave; .80 of S-CVI/UA is stricter the more raters there are, since one
    dissenter is enough. UA has no interval: a sample drawn with replacement leaves raters out and can only agree
    more, so that its draws lie at the figure or above. Fewer than five raters: no interval.

    Examples
    --------
    >>> rows = [("A1.1", r, 4) for r in "abcde"] + [("A1.2", r, 4 if r != "a" else 1) for r in "abcde"]
    >>> table = content_summary(pd.DataFrame(rows, columns=["indicator", "rater", "relevance"]))
    >>> table.loc[0, ["indicators", "raters", "S_CVI_Ave", "S_CVI_UA"]].tolist()
    [2.0, 5.0, 0.9, 0.5]
    """
    if resamples < 0:
        raise InputError(f"resamples is {resamples}; give 0 (no interval) or more, such as 1000")
    found = []
    for group, chosen in _groups(_read(ratings), by):
        for number, answers in chosen.groupby("round", sort=True):
            found.append({"group": group, "round": number, **_scale(answers, resamples, seed)})
    return pd.DataFrame(found, columns=_SUMMARY)


def _scale(answers: pd.DataFrame, resamples: int, seed: int) -> dict[str, object]:
    grid = answers.pivot(index="rater", columns="indicator", values="relevance")
    enough = grid.notna().sum() >= LEAST_RATERS
    few = int((~enough).sum())
    notes = [f"{few} indicators with fewer than {LEAST_RATERS} raters are left out"] if few else []
    grid = grid.loc[:, enough].dropna(how="all")
    row: dict[str, object] = {"indicators": grid.shape[1], "raters": len(grid)}
    if not grid.shape[1]:
        return row | {"note": f"no indicator has {LEAST_RATERS} raters"}
    rated, relevant = grid.notna().to_numpy(dtype=float), (grid >= 3).to_numpy(dtype=float)
    shares = relevant.sum(axis=0) / rated.sum(axis=0)
    row |= {"S_CVI_Ave": float(shares.mean()), "S_CVI_UA": float((shares == 1).mean())}
    if resamples and len(grid) >= LEAST_DRAWN:
        draws = np.random.default_rng(seed).multinomial(len(grid), np.full(len(grid), 1 / len(grid)), resamples)
        answered, said = draws @ rated, draws @ relevant
        means = np.divide(said, answered, out=np.zeros_like(said), where=answered > 0).sum(axis=1)
        row["low"], row["high"] = np.percentile(means / (answered > 0).sum(axis=1), [2.5, 97.5])
    elif resamples:
        notes.append(f"no interval: fewer than {LEAST_DRAWN} raters")
    return row | {"note": "; ".join(notes)}


def _figures(answers: pd.DataFrame) -> dict[str, object]:
    relevance, essential = answers["relevance"].dropna(), answers["essential"].dropna()
    n, agree = len(relevance), int((relevance >= 3).sum())
    row: dict[str, object] = {"raters": n, "agree": agree, "consensus": pd.NA}
    if n >= LEAST_RATERS:
        share, chance = agree / n, comb(n, agree) / 2**n
        low, high = wilson(agree, n)
        row |= {"I_CVI": share, "low": float(low), "high": float(high), "kappa": (share - chance) / (1 - chance)}
        row["consensus"] = bool(max(agree, n - agree) >= CONSENSUS * n)
    if len(essential) >= LEAST_RATERS:
        count, asked = int((essential == ESSENTIAL[0]).sum()), len(essential)
        row |= {"essential": count, "asked": asked, "CVR": 2 * count / asked - 1, "CVR_minimum": cvr_minimum(asked)}
    return row


def _movement(answers: pd.DataFrame, earlier: dict[str, float]) -> dict[str, float]:
    """Who changed since the last time they answered; a sign test, since ratings are ordinal and panels small."""
    from scipy.stats import binomtest

    before = answers["rater"].map(earlier)
    steps = (answers["relevance"] - before).dropna()
    if len(steps) < LEAST_RATERS:
        return {}
    up, moved = int((steps > 0).sum()), int((steps != 0).sum())
    p = float(binomtest(up, moved).pvalue) if moved else 1.0
    return {"changed": moved / len(steps), "changed_p": p}


def _verdict(row: dict[str, object], last: object) -> tuple[str, str]:
    n, agree = row["raters"], row["agree"]
    if "I_CVI" not in row:
        return "", f"only {n} raters answered; at least {LEAST_RATERS} are needed"
    share, kappa = _number(row["I_CVI"]), _number(row["kappa"])
    least, asked = (0.78, "at least .78 is") if _number(n) >= 6 else (1.0, "agreement of all is")
    reason = f"{agree} of {n} rate it 3 or 4 ({_short(share)}; {asked} asked of {n} raters)"
    verdict = "keep" if share >= least else "revise" if kappa >= FAIR else "drop"
    if verdict != "keep":
        reason += f", kappa {_short(kappa)}"
    if "CVR" in row and not np.isnan(minimum := _number(row["CVR_minimum"])) and _number(row["CVR"]) < minimum - 1e-9:
        verdict = "revise" if verdict == "keep" else verdict
        reason += f"; essential for {row['essential']} of {row['asked']} (CVR {_short(_number(row['CVR']))}, "
        reason += f"at least {_short(minimum)} is needed)"
    if "changed" in row and _number(row["changed"]) > UNSTABLE:
        reason += f"; not stable: {_number(row['changed']):.0%} changed their rating since round {last}, ask again"
    return verdict, reason


def _number(value: object) -> float:
    return float(value)  # type: ignore[arg-type]


def _short(value: float) -> str:
    text = f"{value:.2f}"
    return text.replace("0.", ".", 1) if abs(value) < 0.995 else text


def _groups(rows: pd.DataFrame, by: str | None) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "all", rows
    if by is not None:
        require_columns(rows, [by], "ratings")
        for value, chosen in rows.groupby(rows[by].astype("object").fillna("unknown").astype("str"), sort=True):
            yield str(value), chosen


def _read(ratings: pd.DataFrame) -> pd.DataFrame:
    require_columns(ratings, ["indicator", "rater", "relevance"], "ratings")
    rows = ratings.reset_index(drop=True)
    rows = rows.assign(**{name: 1 if name == "round" else None for name in ("round", "essential") if name not in rows})
    for name in ("indicator", "rater"):
        if rows[name].isna().any():
            raise TableError(f"ratings: row {_row(rows[name].isna())} has no {name}; fill it in or drop the row")
    numbers: dict[str, NDArray[np.float64]] = {}
    for name, wanted in (("relevance", "1, 2, 3, 4 or empty"), ("round", "1, 2, 3 …")):
        values = pd.to_numeric(rows[name].replace("", None), errors="coerce")
        wrong = (values.isna() & ((name == "round") | (rows[name].notna() & (rows[name] != "")))) | (values % 1 > 0)
        wrong |= (values < 1) | (values > (4 if name == "relevance" else np.inf))
        if wrong.any():
            raise TableError(f"ratings: row {_row(wrong)} has the {name} {rows[name][wrong].iloc[0]!r}; give {wanted}")
        numbers[name] = values.to_numpy(dtype=float)
    essential = rows["essential"].replace("", None)
    unknown = essential.notna() & ~essential.isin(ESSENTIAL)
    if unknown.any():
        word = str(essential[unknown].iloc[0])
        raise TableError(
            f"ratings: row {_row(unknown)} says {word!r}{did_you_mean(word, ESSENTIAL)}; give {', '.join(ESSENTIAL)} or empty"
        )
    rows = rows.assign(
        indicator=rows["indicator"].astype("str"),
        rater=rows["rater"].astype("str"),
        relevance=numbers["relevance"],
        round=numbers["round"].astype(np.int64),
        essential=essential.astype("object"),
    )
    twice = rows.duplicated(["indicator", "rater", "round"])
    if twice.any():
        row = rows[twice].iloc[0]
        raise TableError(
            f"ratings: row {_row(twice)}: {row['rater']!r} rates {row['indicator']!r} a second time in round "
            f"{row['round']}; keep one"
        )
    return rows


def _row(wrong: pd.Series) -> int:
    """Row of the first of them as a spreadsheet counts: the header is row 1."""
    return int(np.argmax(wrong.to_numpy(dtype=bool))) + 2
