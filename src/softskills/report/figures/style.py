"""What all figures share: an Axes to draw on, colours after Okabe and Ito, a second cue besides colour."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from softskills.framework import Framework

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#F0E442", "#56B4E9"
GREY = "#767676"  # 4.5 to 1 on white and on black
# Colour, marker and line go together, so that a print in grey can be read.
SERIES = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."), (PURPLE, "D", ":"), (GREY, "v", "-"))


def axes(ax: Axes | None, *, width: float = 6.5, height: float = 4.0) -> Axes:
    """The given Axes, or a new one of a size in inches that can be read at half a page.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> float(axes(None, height=3).figure.get_figheight())
    3.0
    """
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    _, made = plt.subplots(figsize=(width, height), layout="constrained")
    made.spines[["top", "right"]].set_visible(False)
    return made


def legend_above(ax: Axes, columns: int = 2, *, right: bool = False) -> None:
    """Between title and axes, where no point can lie under it; from the right it may reach back over the labels."""
    place = (
        {"loc": "lower right", "bbox_to_anchor": (1, 1), "borderaxespad": 0.2}
        if right
        else {"loc": "lower left", "bbox_to_anchor": (0, 1)}
    )
    ax.legend(frameon=False, ncols=columns, fontsize="small", **place)


def short_label(framework: Framework, competence: str, *, language: str, width: int, lines: int) -> str:
    """Id and label of a competence, wrapped, cut where it has no room.

    Examples
    --------
    >>> from softskills.framework import load_framework
    >>> short_label(load_framework(), "A2", language="en", width=20, lines=1)
    'A2 managing money …'
    """
    text = f"{competence} {framework.label(competence, language)}" if competence in framework else competence
    return fill(text, width, max_lines=lines, placeholder=" …")
