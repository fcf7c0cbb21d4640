"""The figure of the framework report: with what share of persons each competence was seen."""

from __future__ import annotations

from math import isnan
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from softskills.report.figures.style import BLUE, axes
from softskills.report.formats import percent
from softskills.report.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE = 46  # letters of a label in one line


def plot_shares(table: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw the share of persons with whom each competence was seen.

    Parameters
    ----------
    table : DataFrame
        ``competence, share``, and ``label`` where it is to be written in words; first row on top.
    ax : Axes, optional
    language : str

    Returns
    -------
    Axes
        Bars, each with its share in words at the end; a dash where the share is withheld.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> ax = plot_shares(pd.DataFrame({"competence": ["A1", "A2"], "share": [0.5, 0.25]}), language="nb")
    >>> ax.get_xlabel()
    'andel personer'
    """
    ax = axes(ax, height=max(2.0, 0.38 * len(table) + 0.8))
    labels = table["label"] if "label" in table else table["competence"]
    places = range(len(table))
    shares = table["share"].astype("float64")
    ax.barh(places, shares.fillna(0), color=BLUE, height=0.62)
    for place, share in zip(places, shares, strict=True):
        at = 0 if isnan(share) else share
        ax.annotate(
            percent(share, language=language), (at, place), xytext=(3, 0), textcoords="offset points", va="center"
        )
    ax.set_yticks(places, [fill(str(label), _LINE) for label in labels])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(0, 1.08)
    marks = (0, 0.25, 0.5, 0.75, 1)
    ax.set_xticks(marks, [percent(mark, language=language) for mark in marks])
    ax.set_xlabel(say("report_sample", "competences.axis", language=language))
    return ax
