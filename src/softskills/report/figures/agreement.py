"""Do coders see the same thing: agreement of each competence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.experiences.codings import require_columns
from softskills.framework import Framework
from softskills.report.figures.style import GREY, SERIES, axes, legend_above, short_label
from softskills.report.wording import say
from softskills.report.writers.parts import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TOPIC = "figure_accuracy"
_MEASURES = ("alpha", "ac1")
_TOGETHER = ("any", "sets")
_TENTATIVE, _FIRM = 0.667, 0.8


def plot_agreement(
    table: pd.DataFrame,
    *,
    group: str = "all",
    ax: Axes | None = None,
    language: str = "en",
    framework: Framework | None = None,
) -> Axes:
    """Draw alpha and AC1 of each competence with their intervals, and how often coders saw it.

    Parameters
    ----------
    table : DataFrame
        Of :func:`softskills.agreement`.
    group : str
        Which of its groups.
    ax : Axes, optional
    language : str
        Of the words and labels.
    framework : Framework, optional
        Writes each competence's label beside its id.

    Returns
    -------
    Axes
        A line per competence with a figure, then any competence and whole sets; at the right the share of units in
        which coders saw it: where that is near 0, alpha falls and AC1 rises for that reason alone. Dotted and dashed:
        .667 and .800, customary for tentative and firm conclusions from alpha (Krippendorff 2018), no law.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"group": "all", "competence": "A1", "alpha": 0.7, "alpha_low": 0.6, "alpha_high": 0.8,
    ...        "ac1": 0.9, "ac1_low": 0.85, "ac1_high": 0.95, "prevalence": 0.1}
    >>> plot_agreement(pd.DataFrame([row])).get_yticklabels()[0].get_text()
    'A1'
    """
    needed = [f"{measure}{end}" for measure in _MEASURES for end in ("", "_low", "_high")]
    require_columns(table, ["group", "competence", "prevalence", *needed], "the table of agreement")
    if group not in set(table["group"]):
        names = list(dict.fromkeys(table["group"].astype(str)))
        raise InputError(f"no group {group!r}{did_you_mean(group, names)}; the table has {', '.join(names)}")
    rows = table[(table["group"] == group) & table["alpha"].notna() & (table["competence"] != "levels")]
    if rows.empty:
        raise InputError(f"no agreement to draw for {group!r}: every row is empty; read the column note")
    alone = ~rows["competence"].isin(_TOGETHER)
    rows = pd.concat([rows[alone], rows[~alone]])
    places = -np.arange(len(rows), dtype=float) - 0.4 * rows["competence"].isin(_TOGETHER).to_numpy()
    ax = axes(ax, height=1.3 + (0.24 if framework is None else 0.36) * len(rows))
    for limit, line in ((_TENTATIVE, ":"), (_FIRM, "--")):
        ax.axvline(limit, color=GREY, linestyle=line, linewidth=1.2)
    for measure, shift, (colour, marker, _) in zip(_MEASURES, (0.14, -0.14), SERIES, strict=False):
        values, low, high = (rows[f"{measure}{end}"].to_numpy(dtype=float) for end in ("", "_low", "_high"))
        ax.hlines(places + shift, low, high, color=colour, linewidth=1.6)
        label = say(_TOPIC, measure, language=language)
        ax.scatter(values, places + shift, color=colour, marker=marker, s=26, zorder=3, label=label)
    names = [_name(str(name), language, framework) for name in rows["competence"]]
    ax.set_yticks(places, names, fontsize="medium" if framework is None else "small")
    ax.set_ylim(places[-1] - 0.6, 0.6)
    least = np.nanmin(rows[[name for name in needed if not name.endswith("_high")]].to_numpy(dtype=float))
    ax.set_xlim(-0.02 if least > -0.02 else float(np.floor(10 * least) / 10), 1.02)
    ax.xaxis.set_major_formatter(lambda value, _: number(round(float(value), 1) + 0.0, language=language, digits=1))
    ax.set_xlabel(say(_TOPIC, "agreement", language=language))
    shares = ax.secondary_yaxis("right")
    seen = rows["prevalence"].to_numpy(dtype=float)
    shares.set_yticks(places, [_percentage(share) for share in seen], fontsize="small")
    shares.tick_params(length=0)
    shares.spines["right"].set_visible(False)
    shares.set_ylabel(say(_TOPIC, "seen", language=language), fontsize="small")
    legend_above(ax)
    return ax


def _percentage(share: float) -> str:
    """Whole per cent; "<1" is not the same as never."""
    if np.isnan(share):
        return ""
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def _name(competence: str, language: str, framework: Framework | None) -> str:
    if competence in _TOGETHER:
        return say(_TOPIC, competence, language=language)
    if framework is None:
        return competence
    return short_label(framework, competence, language=language, width=40, lines=2)
