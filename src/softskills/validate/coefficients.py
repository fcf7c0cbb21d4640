"""Coefficients of agreement as sums over persons, so that a bootstrap by person costs little; see :mod:`softskills.validate.agreement`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Distance = Callable[[Floats, Floats, Floats], Floats]

LEAST_UNITS, LEAST_PERSONS = 10, 5


@dataclass(frozen=True)
class Sample:
    """Answers of those units that at least two coders saw, and the draws of persons."""

    codes: Codes  # units coded by at least two × coders
    owners: Codes  # of each unit: a column of ``draws``
    draws: Floats  # draws × persons: how often each is in; the first row is the sample as it is

    def total(self, values: Floats) -> Floats:
        """Sum over units in each draw; people's sums are made once, since every figure consists of sums."""
        order = np.argsort(self.owners, kind="stable")
        starts = np.unique(self.owners[order], return_index=True)[1]
        return np.tensordot(self.draws, np.add.reduceat(values[order], starts, axis=0), axes=1)


def draw_sample(codes: Codes, persons: Codes, chosen: Flags, random: tuple[int, int]) -> Sample:
    """Units coded by at least two among the chosen; ``random`` is the number of draws and the seed."""
    chosen = chosen & ((codes >= 0).sum(axis=1) >= 2)
    people, owners = np.unique(persons[chosen], return_inverse=True)
    (resamples, seed), n, codes = random, len(people), codes[chosen]
    draws = np.ones((1, n))
    if n >= LEAST_PERSONS:
        drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), resamples)
        draws = np.vstack([draws, drawn])
    return Sample(codes[:, (codes >= 0).any(axis=0)], owners, draws)


def agreement_row(
    group: str, name: str, sample: Sample, figures: Callable[..., dict[str, Floats]], *more: object
) -> dict[str, object]:
    """One row of the table: figures, intervals, and a note where a figure would mean nothing."""
    (units, coders), persons = sample.codes.shape, sample.draws.shape[1]
    row: dict[str, object] = {"group": group, "competence": name, "units": units, "coders": coders, "persons": persons}
    if units < LEAST_UNITS:
        few = f"only {units} units coded by at least two coders; at least {LEAST_UNITS} are needed"
        return row | {"note": few if units else "no unit coded by at least two coders"}
    found = figures(sample, *more)
    if np.isnan(found["alpha"][0]):
        why = "no coder saw it" if found.get("prevalence", [1.0])[0] == 0 else "every answer is the same"
        kept = {key: float(found[key][0]) for key in ("percent", "prevalence", "bias") if key in found}
        return row | kept | {"note": f"{why}: agreement beyond chance has no meaning"}
    notes = [f"no intervals: fewer than {LEAST_PERSONS} persons"] if persons < LEAST_PERSONS else []
    for key in (name for name in ("alpha", "ac1") if name in found and len(found[name]) > 1):
        if np.isnan(found[key]).mean() > 0.05:
            notes.append(f"no interval for {key}: what varies comes from too few persons")
        elif np.nanmax(found[key]) - np.nanmin(found[key]) < 1e-9:
            notes.append(f"no interval for {key}: it is the same in every draw")
        else:
            row[f"{key}_low"], row[f"{key}_high"] = np.nanpercentile(found[key][1:], [2.5, 97.5])
    return row | {key: float(values[0]) for key, values in found.items()} | {"note": "; ".join(notes)}


def nominal_figures(sample: Sample, ordinal: bool = False) -> dict[str, Floats]:
    """Percent, kappa, alpha, AC1, prevalence and bias in each draw; ordinal: percent and alpha."""
    codes, categories = sample.codes, np.arange(max(2, sample.codes.max() + 1))
    counts = (codes[:, :, None] == categories).sum(axis=1).astype(float)
    coders = counts.sum(axis=1)
    percent = sample.total((counts * (counts - 1)).sum(axis=1) / (coders * (coders - 1)))
    units, pooled = sample.total(np.ones(len(codes))), sample.total(counts)
    percent /= units
    met = sample.total(counts[:, :, None] * counts[:, None, :] / (coders - 1)[:, None, None])
    middle = pooled.cumsum(axis=1) - pooled / 2
    distance = (middle[:, :, None] - middle[:, None, :]) ** 2 if ordinal else 1 - np.eye(len(categories))
    by_chance = (pooled[:, :, None] * pooled[:, None, :] * distance).sum(axis=(1, 2))
    alpha = _alpha(pooled, (met * distance).sum(axis=(1, 2)), by_chance)
    if ordinal:
        return {"percent": percent, "alpha": alpha}
    shares = sample.total(counts / coders[:, None]) / units[:, None]
    chance = (shares * (1 - shares)).sum(axis=1) / (len(categories) - 1)
    found = {"percent": percent, "kappa": _kappa(codes, percent), "alpha": alpha, "prevalence": shares[:, 1]}
    bias = {"bias": np.diff(codes[:, ::-1].mean(axis=0))} if codes.shape[1] == 2 else {}
    return found | {"ac1": (percent - chance) / (1 - chance)} | bias


def set_figures(sample: Sample, sets: Flags) -> dict[str, Floats]:
    """Percent, kappa, and alpha with MASI and with Jaccard distance, of whole sets of labels."""
    used = np.unique(sample.codes[sample.codes >= 0])
    codes = np.where(sample.codes >= 0, np.searchsorted(used, sample.codes), -1)
    sample, members = replace(sample, codes=codes), sets[used].astype(float)
    percent = 1 - mean_differences(codes, members, _unequal).mean(keepdims=True)
    jaccard = _set_alpha(replace(sample, draws=sample.draws[:1]), members, jaccard_distance)
    alpha = _set_alpha(sample, members, masi_distance)
    return {"percent": percent, "kappa": _kappa(codes, percent), "alpha": alpha, "alpha_jaccard": jaccard}


def _set_alpha(sample: Sample, members: Floats, distance: Distance) -> Floats:
    coded, size, people = sample.codes >= 0, members.sum(axis=1), sample.draws.shape[1]
    cells = (sample.owners[:, None] * len(members) + sample.codes)[coded]
    pooled = sample.draws @ np.bincount(cells, minlength=people * len(members)).reshape(people, -1)
    by_chance = np.zeros(len(pooled))
    for at in np.array_split(np.arange(len(members)), len(members) // 500 + 1):  # all at once would fill the memory
        block = distance(members @ members[at].T, size[:, None], size[at])
        by_chance += ((pooled @ block) * pooled[:, at]).sum(axis=1)
    observed = sample.total(coded.sum(axis=1) * mean_differences(sample.codes, members, distance))
    return _alpha(pooled, observed, by_chance)


def _alpha(pooled: Floats, observed: Floats, by_chance: Floats) -> Floats:
    by_chance = np.where(by_chance > 0, by_chance, np.nan)
    return np.asarray(1 - (pooled.sum(axis=1) - 1) * observed / by_chance)


def _kappa(codes: Codes, percent: Floats) -> Floats:
    coded, categories = codes >= 0, codes.max() + 1
    if codes.shape[1] == 2:
        first, second = (np.bincount(column, minlength=categories) / len(codes) for column in codes.T)
        chance = first @ second
    else:
        weights = (coded / coded.sum(axis=1, keepdims=True))[coded]
        chance = ((np.bincount(codes[coded], weights) / len(codes)) ** 2).sum()
    return np.asarray((percent[:1] - chance) / (1 - chance if chance < 1 else np.nan))


def coder_pairs(codes: Codes) -> Iterator[tuple[Flags, Codes, Codes]]:
    """Each pair of coders: the units both coded, and the answers of each."""
    for one, other in combinations(codes.T, 2):
        both = (one >= 0) & (other >= 0)
        yield both, one[both], other[both]


def mean_differences(codes: Codes, members: Floats, distance: Distance) -> Floats:
    """Mean distance of the pairs of coders of each unit."""
    total, size, coders = np.zeros(len(codes)), members.sum(axis=1), (codes >= 0).sum(axis=1)
    for both, one, other in coder_pairs(codes):
        total[both] += distance((members[one] * members[other]).sum(axis=1), size[one], size[other])
    return np.asarray(total / np.maximum(coders * (coders - 1) / 2, 1))


def jaccard_distance(common: Floats, one: Floats, other: Floats) -> Floats:
    """Jaccard distance from the sizes of what is common, of one set and of the other; two empty sets are equal."""
    either = one + other - common
    return np.asarray(1 - np.divide(common, either, out=np.ones_like(either), where=either > 0))


def masi_distance(common: Floats, one: Floats, other: Floats) -> Floats:
    """MASI distance (Passonneau 2006), not squared; two empty sets are equal."""
    inside = (common == one).astype(int) + (common == other)
    return np.asarray(1 - (1 - jaccard_distance(common, one, other)) * np.array([1 / 3, 2 / 3, 1.0])[inside])


def _unequal(common: Floats, one: Floats, other: Floats) -> Floats:
    return ((common < one) | (common < other)).astype(float)
