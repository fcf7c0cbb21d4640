"""Whether probabilities mean what they say, what leaving the doubtful to people gains, and what is taken for what."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from softskills.errors import InputError
from softskills.experiences.codings import require_columns
from softskills.framework import Framework
from softskills.report.figures.style import BLUE, GREY, SERIES, axes, legend_above, short_label
from softskills.report.formats import percent
from softskills.report.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from softskills.validate.validation import Validation

_TOPIC = "figure_accuracy"
# Key of the wording and place in SERIES: a model looks the same whichever others are drawn.
_MODELS = {
    "classifier": ("classifier", 0),
    "classifier, refitted": ("refitted", 1),
    "TF-IDF": ("tfidf", 2),
    "zero-shot": ("zero_shot", 3),
    "prevalence": ("prevalence", 4),
}


def plot_reliability(validation: Validation | pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw what was said against what was found.

    Parameters
    ----------
    validation : Validation or DataFrame
        Of :func:`softskills.validate.validation.validate`, or its table ``calibration``.
    ax : Axes, optional
    language : str
        Of the words.

    Returns
    -------
    Axes
        A point per bin with its 95 % interval; on the dashed line the probabilities are right, below it they say
        too much.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"bin": 1, "units": 60, "probability": 0.4, "share": 0.3, "low": 0.2, "high": 0.43}
    >>> plot_reliability(pd.DataFrame([row])).get_ylabel()
    'first suggestion is right, %'
    """
    table = validation if isinstance(validation, pd.DataFrame) else validation.calibration
    require_columns(table, ["probability", "share", "low", "high"], "the table of calibration")
    if table.empty:
        raise InputError("the table of calibration has no rows: without probabilities there is nothing to draw")
    said, share, low, high = (
        100 * table[name].to_numpy(dtype=float) for name in ("probability", "share", "low", "high")
    )
    ax = axes(ax, width=4.6, height=4.2)
    limit = min(100.0, 10 * np.ceil(max(said.max(), high.max()) / 10))
    ax.plot([0, limit], [0, limit], color=GREY, linestyle="--", linewidth=1.2, label=_word("perfect", language))
    bins = len(table)
    label = _word("bins", language) if bins == 10 else say(_TOPIC, "bins_other", language=language, bins=bins)
    bars = np.vstack([np.maximum(share - low, 0), np.maximum(high - share, 0)])
    ax.errorbar(said, share, yerr=bars, color=BLUE, marker="o", linestyle="-", linewidth=1.2, capsize=3, label=label)
    ax.set(xlim=(0, limit), ylim=(0, limit), xlabel=_word("said", language), ylabel=_word("right", language))
    legend_above(ax, 1)
    return ax


def plot_risk_coverage(validation: Validation | pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw the share of wrong first suggestions among the units accepted, for the classifier and the baselines.

    Parameters
    ----------
    validation : Validation or DataFrame
        Of :func:`softskills.validate.validation.validate`, or its table ``risk_coverage``.
    ax : Axes, optional
    language : str
        Of the words.

    Returns
    -------
    Axes
        A line per model; the lower to the left, the more is gained by leaving doubtful units to people. A model that
        is equally sure of every unit is one mark on the right.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> table = pd.DataFrame({"model": "classifier", "coverage": [0.1, 1.0], "risk": [0.2, 0.7]})
    >>> len(plot_risk_coverage(table, language="nb").lines)
    1
    """
    table = validation if isinstance(validation, pd.DataFrame) else validation.risk_coverage
    require_columns(table, ["model", "coverage", "risk"], "the table of risk and coverage")
    if table.empty:
        raise InputError("the table of risk and coverage has no rows: fewer than ten units, or none answered")
    ax = axes(ax)
    found = list(dict.fromkeys(table["model"]))
    for name in [*(name for name in _MODELS if name in found), *(name for name in found if name not in _MODELS)]:
        key, place = _MODELS.get(name, ("", 4))
        colour, marker, line = SERIES[place]
        rows = table[table["model"] == name].sort_values("coverage")
        ax.plot(
            100 * rows["coverage"],
            100 * rows["risk"],
            color=colour,
            marker=marker,
            linestyle=line,
            markersize=5,
            markevery=(2 * place, 12) if len(rows) > 24 else 1,  # marks of two lines seldom meet
            clip_on=False,
            label=_word(key, language) if key else name,
        )
    ax.set(xlim=(0, 100), ylim=(0, 100), xlabel=_word("coverage", language), ylabel=_word("risk", language))
    legend_above(ax, 2)
    return ax


def plot_confusions(
    validation: Validation | pd.DataFrame,
    *,
    most: int = 10,
    ax: Axes | None = None,
    language: str = "en",
    framework: Framework | None = None,
) -> Axes:
    """Draw which competence was most often suggested first where another was coded.

    Parameters
    ----------
    validation : Validation or DataFrame
        Of :func:`softskills.validate.validation.validate`, or its table ``confusions``.
    most : int
        How many pairs.
    ax : Axes, optional
    language : str
        Of the words and labels.
    framework : Framework, optional
        Writes each competence's label beside its id.

    Returns
    -------
    Axes
        A bar per pair (coded → suggested), most frequent first; at its end the number of units, and their share of
        those coded so.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"coded": "C1", "first": "E1", "count": 7, "share": 0.5}
    >>> plot_confusions(pd.DataFrame([row])).get_yticklabels()[0].get_text()
    'C1 → E1'
    """
    table = validation if isinstance(validation, pd.DataFrame) else validation.confusions
    require_columns(table, ["coded", "first", "count", "share"], "the table of confusions")
    if most < 1:
        raise InputError(f"most is {most}; give the number of pairs to draw, 1 or more")
    if table.empty:
        raise InputError("the table of confusions has no rows: no first suggestion was wrong, or nothing was coded")
    rows = table.head(most)
    places = -np.arange(len(rows), dtype=float)
    ax = axes(ax, height=1.0 + (0.24 if framework is None else 0.42) * len(rows))
    ax.barh(places, rows["count"], color=BLUE, height=0.6)
    for place, count, share in zip(places, rows["count"], rows["share"], strict=True):
        ax.annotate(
            f"{count} ({percent(share, language=language)})",
            (count, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
        )
    pairs = zip(rows["coded"], rows["first"], strict=True)
    if framework is None:
        ax.set_yticks(places, [f"{coded} → {first}" for coded, first in pairs])
    else:
        names = [
            "\n→ ".join(short_label(framework, name, language=language, width=44, lines=1) for name in pair)
            for pair in pairs
        ]
        ax.set_yticks(places, names, fontsize="small")
    ax.set_xlim(0, 1.18 * float(rows["count"].max()))
    ax.set_ylim(places[-1] - 0.6, 0.6)
    ax.locator_params(axis="x", integer=True)
    ax.set_xlabel(fill(_word("confused", language), 46), loc="right")
    return ax


def _word(key: str, language: str) -> str:
    return say(_TOPIC, key, language=language)
