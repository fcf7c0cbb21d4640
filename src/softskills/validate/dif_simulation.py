"""Codings with known DIF, to show what :func:`softskills.validate.dif.dif` finds and what it misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.experiences.codings import NONE
from softskills.framework import load_framework

_THEMES = ("home", "illness", "office", "work")
_TOLD = 1.5  # how strongly a theme draws its own competences


@dataclass(frozen=True)
class SimulatedDif:
    """A simulated sample: every row is synthetic, and no text says anything."""

    experiences: pd.DataFrame
    codings: pd.DataFrame
    truth: pd.DataFrame
    """``competence, uniform, nonuniform``: what was put in, in log odds of the second group."""


def simulate_dif(
    persons: int,
    *,
    groups: Sequence[str] = ("NO", "SK"),
    uniform: Mapping[str, float] | None = None,
    nonuniform: Mapping[str, float] | None = None,
    impact: float = 0.3,
    seed: int = 0,
) -> SimulatedDif:
    r"""Persons in two groups, their stories, and codings with a known difference between the groups.

    Parameters
    ----------
    persons : int
        In each group.
    groups : sequence of str
        Two names.
    uniform : mapping of competence to float, optional
        Log odds by which the competence is seen more readily in the second group.
    nonuniform : mapping of competence to float, optional
        How much more it grows there with what a person shows altogether (added slope).
    impact : float
        Mean difference of the second group in what is shown altogether: a true difference, which is not DIF.
    seed : int

    Returns
    -------
    SimulatedDif
        ``experiences`` (one story a person, ``synthetic`` True), ``codings`` (coder ``simulated``), ``truth``.

    Notes
    -----
    :math:`\text{logit}\,P(y_{ic} = 1) = (1 + n_c g_i)\,\theta_i + b_c + t_{ic} + u_c g_i`, with
    :math:`\theta_i \sim N(\text{impact} \cdot g_i, 1)`, base rates :math:`b_c` between -2 and 0, and themes that are
    told in different shares in the two groups and draw their own competences, so that leaving the theme out would
    show DIF where there is none.

    Examples
    --------
    >>> data = simulate_dif(50, uniform={"C1": 1.0})
    >>> len(data.experiences), data.truth.query("uniform != 0").values.tolist()
    (100, [['C1', 1.0, 0.0]])
    """
    names = load_framework().ids
    if persons < 1 or len(groups) != 2 or groups[0] == groups[1]:
        raise InputError(f"persons is {persons} and groups {list(groups)}; give 1 or more persons and two names")
    shifts = [np.array([float((given or {}).get(name, 0.0)) for name in names]) for given in (uniform, nonuniform)]
    for name in [*(uniform or {}), *(nonuniform or {})]:
        if name not in names:
            raise InputError(f"no competence {name!r}{did_you_mean(name, names)}; there are {', '.join(names)}")
    rng = np.random.default_rng(seed)
    second = np.repeat([0, 1], persons)
    ability = rng.normal(impact * second, 1)
    shares = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]])
    theme = (rng.random(len(second))[:, None] > shares.cumsum(axis=1)[second]).sum(axis=1).clip(max=len(_THEMES) - 1)
    base = rng.uniform(-2, 0, len(names))
    own = (np.arange(len(names)) % len(_THEMES)) == theme[:, None]
    slope = 1 + shifts[1] * second[:, None]
    logit = slope * ability[:, None] + base + _TOLD * own + shifts[0] * second[:, None]
    seen = rng.random(logit.shape) < 1 / (1 + np.exp(-logit))
    codings, texts = [], []
    for person, row in enumerate(seen):
        shown = [name for name, yes in zip(names, row, strict=True) if yes] or [NONE]
        units = [f"Simulated unit {number}." for number in range(1, len(shown) + 1)]
        texts.append(" ".join(units))
        start = 0
        for number, (unit, competence) in enumerate(zip(units, shown, strict=True), start=1):
            codings.append((f"s{person + 1:05}", number, start, start + len(unit), "simulated", competence, 1))
            start += len(unit) + 1
    experiences = pd.DataFrame(
        {
            "narrative_id": [f"s{person + 1:05}" for person in range(len(second))],
            "text": texts,
            "participant": [f"p{person + 1:05}" for person in range(len(second))],
            "country": np.array(groups, dtype=object)[second],
            "language": "en",
            "theme": np.array(_THEMES, dtype=object)[theme],
            "synthetic": True,
        }
    )
    columns = ["narrative_id", "unit", "start", "end", "coder", "competence", "round"]
    truth = pd.DataFrame({"competence": names, "uniform": shifts[0], "nonuniform": shifts[1]})
    return SimulatedDif(experiences, pd.DataFrame(codings, columns=columns).assign(synthetic=True), truth)
