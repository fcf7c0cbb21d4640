"""A figure as SVG or PNG, drawn apart from the notebook's own figures and without traces of when and where."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Stands for the colour of text and lines while drawing; no palette has it.
_INK = "#010203"
_DARK = "#1b1b1b"
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_IDS = re.compile(r'(\bid="|url\(#|href="#)')


def svg(
    draw: Callable[[Axes], object], *, width: float, height: float, prefix: str = "", ink: str = "currentColor"
) -> str:
    """Draw a figure as SVG.

    Parameters
    ----------
    draw : callable
        Draws on the Axes it is given.
    width, height : float
        Inches.
    prefix : str
        Put before every id, so that several figures can stand in one page.
    ink : str
        Colour of text, ticks and frames; ``currentColor`` takes that of the surrounding text.

    Returns
    -------
    str
        One ``<svg>`` element, letters as outlines, no metadata, no comments, see-through background.

    Examples
    --------
    >>> drawn = svg(lambda ax: ax.plot([1, 2]), width=2, height=1, prefix="f1-")
    >>> drawn.startswith("<svg"), 'id="f1-' in drawn, "currentColor" in drawn, "<!--" in drawn
    (True, True, True, False)
    """
    data = _drawn(draw, width=width, height=height, kind="svg", colour=_INK).decode("utf-8")
    element = data[data.index("<svg") :].strip()
    element = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*", "", element, flags=re.DOTALL)
    return _IDS.sub(lambda found: found[1] + prefix, element).replace(_INK, ink)


def png(draw: Callable[[Axes], object], *, width: float, height: float, dpi: int = 200) -> bytes:
    r"""Draw a figure as PNG on white, for formats that cannot hold SVG.

    Examples
    --------
    >>> png(lambda ax: ax.plot([1, 2]), width=2, height=1)[:4]
    b'\x89PNG'
    """
    return _drawn(draw, width=width, height=height, kind="png", colour=_DARK, dpi=dpi)


def _drawn(
    draw: Callable[[Axes], object], *, width: float, height: float, kind: str, colour: str, dpi: int = 100
) -> bytes:
    import matplotlib
    from matplotlib.figure import Figure

    inked = ("text.color", "axes.edgecolor", "axes.labelcolor", "axes.titlecolor", "xtick.color", "ytick.color")
    style = dict.fromkeys(inked, colour) | {
        "font.family": "DejaVu Sans",
        "font.size": 9.0,
        "legend.labelcolor": colour,
        "svg.fonttype": "path",
        "svg.hashsalt": "softskills",
    }
    stream = io.BytesIO()
    with matplotlib.rc_context(style):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)
        see_through = kind == "svg"
        axes.patch.set_visible(not see_through)
        metadata = _METADATA if see_through else {"Software": None}
        figure.savefig(stream, format=kind, dpi=dpi, transparent=see_through, metadata=metadata)
    return stream.getvalue()


def font_folder() -> Path:
    """Folder of the fonts that matplotlib carries (DejaVu), for the PDF.

    Examples
    --------
    >>> (font_folder() / "DejaVuSans.ttf").exists()
    True
    """
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def without_sign(text: str) -> set[str]:
    """Characters for which DejaVu Sans has no sign; spaces and invisible marks are never among them.

    Examples
    --------
    >>> without_sign("Smørbrød ľudia 中")
    {'中'}
    """
    from matplotlib.ft2font import FT2Font

    known = FT2Font(str(font_folder() / "DejaVuSans.ttf")).get_charmap()
    return {sign for sign in set(text) if sign.isprintable() and ord(sign) not in known}
