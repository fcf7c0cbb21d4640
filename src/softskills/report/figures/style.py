"""What all figures share: an Axes to draw on, colours after Okabe and Ito, a second cue besides colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
