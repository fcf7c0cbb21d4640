"""Intervals by drawing persons: what one person told hangs together, so persons are drawn, not meaning units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softskills.validate.coefficients import LEAST_PERSONS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PersonDraws:
    """How often each person is in each draw; the first draw is the sample as it is.

    Attributes
    ----------
    owners : ndarray of int, shape (n,)
        Of each unit: a column of ``weights``.
    weights : ndarray, shape (draws, persons)
        Only the first row where fewer than five persons told: nothing is drawn from so few.
    """

    owners: NDArray[np.int64]
    weights: Floats

    @property
    def persons(self) -> int:
        """How many there are."""
        return int(self.weights.shape[1])

    def sums(self, values: Floats) -> Floats:
        """Sum over units in each draw, shape (draws, …); each person's sum is made once."""
        each = np.zeros((self.persons, *values.shape[1:]))
        np.add.at(each, self.owners, values)
        return np.tensordot(self.weights, each, axes=1)


def draw_persons(persons: NDArray[np.object_], *, resamples: int, seed: int) -> PersonDraws:
    """Draw as many persons as there are, with replacement, ``resamples`` times.

    Examples
    --------
    >>> draws = draw_persons(np.array(list("aabcde"), dtype=object), resamples=100, seed=0)
    >>> draws.persons, draws.weights.shape, draws.sums(np.ones(6))[0]
    (5, (101, 5), np.float64(6.0))
    """
    names, owners = np.unique(persons.astype(str), return_inverse=True)
    count, rng = len(names), np.random.default_rng(seed)
    weights = np.ones((1, count))
    if count >= LEAST_PERSONS and resamples:
        weights = np.vstack([weights, rng.multinomial(count, np.full(count, 1 / count), resamples)])
    return PersonDraws(owners.astype(np.int64), weights)


def interval(drawn: Floats) -> tuple[float, float]:
    """95 % percentile interval; NaN where nothing was drawn, over 5 % of draws are NaN, or all draws are alike.

    Parameters
    ----------
    drawn : ndarray, shape (draws,)
        The first is the figure itself and takes no part.

    Examples
    --------
    >>> interval(np.arange(102.0))[0]
    3.5
    >>> interval(np.ones(100))
    (nan, nan)
    """
    rest = drawn[1:]
    if not len(rest) or np.isnan(rest).mean() > 0.05 or np.nanmax(rest) - np.nanmin(rest) < 1e-9:
        return float("nan"), float("nan")
    low, high = np.nanpercentile(rest, [2.5, 97.5])
    return float(low), float(high)


def ratio(above: Floats, below: Floats) -> Floats:
    """One divided by the other, NaN where there is nothing to divide by."""
    return np.asarray(np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0))
