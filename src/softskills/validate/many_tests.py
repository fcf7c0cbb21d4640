"""p values corrected for the number of tests, by the method of one's choice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softskills.errors import InputError, did_you_mean

Floats = NDArray[np.float64]

_METHODS = ("holm", "bh", "none")


def adjust_p(p: Sequence[float] | Floats, *, method: str = "holm") -> Floats:
    """Correct p values for the number of tests.

    Parameters
    ----------
    p : sequence of float
        NaN (a test that was not run) stays NaN and is not counted.
    method : "holm", "bh" or "none"
        Holm (1979): the chance of *any* false alarm stays below the level. Benjamini & Hochberg (1995): the
        expected share of false alarms among all alarms does; more alarms, for a first look at many tests.

    Returns
    -------
    ndarray
        In the order given.

    Examples
    --------
    >>> adjust_p([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    >>> adjust_p([0.01, 0.04, 0.03], method="bh").round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    if method not in _METHODS:
        raise InputError(f"correction is {method!r}{did_you_mean(method, _METHODS)}; use one of {', '.join(_METHODS)}")
    values = np.array(p, dtype=np.float64)
    if method == "none":
        return values
    return holm(values) if method == "holm" else _benjamini_hochberg(values)


def holm(p: ArrayLike) -> Floats:
    """p-values corrected for their number after Holm (1979); NaN stays NaN and does not count.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03, float("nan")]).round(2).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    values = np.asarray(p, dtype=np.float64)
    result = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    result[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return result


def _benjamini_hochberg(values: Floats) -> Floats:
    run = np.flatnonzero(~np.isnan(values))
    order = run[np.argsort(values[run], kind="stable")]
    steps = values[order] * len(order) / np.arange(1, len(order) + 1)
    values[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return values
