"""Are there enough stories: how many new codes the next ones bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import InputError
from softskills.experiences.codings import NONE, require_columns

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
_COLUMNS = "story new_codes cumulative low high saturated orders note".split()


def saturation(
    found: pd.DataFrame, *, base: int = 4, run: int = 2, threshold: float = 0.05, shuffles: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Thematic saturation after Guest, Namey & Chen (2020), over many orders of the stories.

    Parameters
    ----------
    found : DataFrame
        One row per story and code: ``narrative_id, competence`` (any code; ``NONE`` or empty for a story without one).
    base : int
        Base size: the stories whose different codes are the denominator; the authors use 4, 5 or 6.
    run : int
        Run length: how many further stories are looked at together; 2 or 3.
    threshold : float
        New information threshold: new codes of a run, divided by those of the base; .05 or 0.
    shuffles : int
        Orders of the stories that are drawn; 0 takes the order of the table only.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        A row per number of stories read: ``story``; ``new_codes`` that the last of them brought and ``cumulative``
        codes so far, both means over the orders; ``low, high``: 95 % of the orders lie between; ``orders``: share of
        them in which the next ``run`` stories bring at most ``threshold``, here or earlier; ``saturated``: at least
        half of them; ``note``: why nothing is said, with fewer stories than ``base + run``.

    Raises
    ------
    InputError
        Settings out of range.

    Notes
    -----
    Saturation at story 6 with ``run=2`` is what the authors write as 6 with a superscript +2: eight stories were read.
    Their method is for codes that grow out of long interviews. With a list that was fixed beforehand it says only
    that no more *of that list* turns up; whether something is missing from the list, see ``missed``. With short
    stories, each with a few codes, two in a row without a new one are easily chance, and saturation is said too
    early: compare ``cumulative`` there with its end, and ask for a longer run. The band is about the order and not
    about other people: all orders end at the same number of codes.

    Examples
    --------
    The example of the article: 37 codes in four interviews, then 4, 3, 1 and none; saturated at 6, the fifth is not.

    >>> sizes = [37, 0, 0, 0, 4, 3, 1, 0]
    >>> rows = [(i, f"c{i}-{k}") for i, size in enumerate(sizes) for k in range(size)] + [(i, "NONE") for i in range(8)]
    >>> table = saturation(pd.DataFrame(sorted(rows), columns=["narrative_id", "competence"]), shuffles=0)
    >>> table.loc[table["saturated"], "story"].min()
    np.int64(6)
    """
    if base < 1 or run < 1 or shuffles < 0 or not 0 <= threshold < 1:
        raise InputError(
            f"base {base}, run {run}, threshold {threshold}, shuffles {shuffles}; give base and run of at least 1, "
            "a threshold from 0 to 1 and shuffles of at least 0"
        )
    require_columns(found, ["narrative_id", "competence"], "codings")
    places, stories = pd.factorize(found["narrative_id"])
    names = found["competence"].where(~found["competence"].isin([NONE, ""]))
    columns, codes = pd.factorize(names)
    seen = np.zeros((len(stories), len(codes) + 1), dtype=bool)
    seen[places, columns] = True  # no code is column -1
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(stories)) for _ in range(shuffles)] or [np.arange(len(stories))]
    new = np.array([_new_codes(seen[:, :-1], order) for order in orders]).reshape(len(orders), len(stories))
    cumulative = new.cumsum(axis=1)
    table = pd.DataFrame(
        {"story": np.arange(1, len(stories) + 1), "new_codes": new.mean(axis=0), "cumulative": cumulative.mean(axis=0)}
    )
    if len(stories) < base + run:
        few = f"not said: {len(stories)} stories, at least {base + run} are needed"
        return table.assign(saturated=False, orders=np.nan, note=few).reindex(columns=_COLUMNS)
    if shuffles:
        table["low"], table["high"] = np.percentile(cumulative, [2.5, 97.5], axis=0)
    table["orders"] = _reached(cumulative, base, run, threshold).mean(axis=0)
    return table.assign(saturated=table["orders"] >= 0.5, note="").reindex(columns=_COLUMNS)


def _new_codes(seen: Flags, order: Codes) -> Codes:
    """How many codes come up for the first time in each story of an order."""
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    first = np.where(seen, rank[:, None], len(order)).min(axis=0, initial=len(order))
    return np.bincount(first, minlength=len(order) + 1)[: len(order)]


def _reached(cumulative: Codes, base: int, run: int, threshold: float) -> Flags:
    """In each order, whether saturation is reached at a story or was before."""
    result = np.zeros(cumulative.shape, dtype=bool)
    known = cumulative[:, base - 1]
    fresh = cumulative[:, base - 1 + run :] - cumulative[:, base - 1 : cumulative.shape[1] - run]
    # A base without any code has no denominator: it is never saturated.
    low = (fresh <= threshold * known[:, None] + 1e-12) & (known > 0)[:, None]
    result[:, base - 1 : base - 1 + low.shape[1]] = low
    return np.asarray(np.maximum.accumulate(result, axis=1))
