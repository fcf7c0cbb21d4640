"""How quality grows with labelled units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from softskills.report.figures.style import BLUE, GREY, ORANGE, axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_learning_curve(curve: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a learning curve.

    Parameters
    ----------
    curve : DataFrame
        As :func:`softskills.learning_curve` returns it.
    ax : Axes, optional

    Returns
    -------
    Axes
        R@1 and mAP against labelled units, each repeat as a point, the mean as a line; the
        zero-shot floor dashed.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"share": 1.0, "labelled": 80, "R@1": 0.5, "mAP": 0.4, "zero_shot_R@1": 0.2}
    >>> plot_learning_curve(pd.DataFrame([row])).get_xlabel()
    'labelled units in training'
    """
    ax = axes(ax)
    means = curve.groupby("share").mean(numeric_only=True)
    for column, colour, marker, line in (("R@1", BLUE, "o", "-"), ("mAP", ORANGE, "s", "--")):
        ax.scatter(curve["labelled"], curve[column], color=colour, marker=marker, alpha=0.35, s=18)
        ax.plot(means["labelled"], means[column], color=colour, marker=marker, linestyle=line, label=column)
    ax.axhline(curve["zero_shot_R@1"].mean(), color=GREY, linestyle=":", label="R@1 zero-shot")
    ax.set_xlabel("labelled units in training")
    ax.set_ylabel("on held-out narratives")
    ax.set_ylim(0, 1)
    ax.legend(frameon=False)
    return ax
