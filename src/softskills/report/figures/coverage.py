"""What stories cover: saturation, competences by group, and a map of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from softskills.errors import InputError
from softskills.experiences.codings import require_columns
from softskills.framework import Framework
from softskills.report.figures.style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, axes
from softskills.report.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TOPIC = "figure_coverage"
_LEAST_GROUP = 5
_LONGEST_LABEL = 56  # characters
_SOURCES = frozenset("unpaid_care volunteering paid_work unrecognised_education other unknown".split())
# Colour and marker of each area; the letter of the competence is the third cue.
_AREAS = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (PURPLE, "D"), (SKY, "v"), (GREY, "X"))


def plot_saturation(table: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how many competences the stories have shown so far.

    Parameters
    ----------
    table : DataFrame
        ``coverage(...).saturation``, or :func:`softskills.saturation`.
    ax : Axes, optional
    language : str
        Of the words.

    Returns
    -------
    Axes
        The mean over all orders of the stories as a line, 95 % of the orders as a band, and a line upright where at
        least half of them are saturated.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> table = pd.DataFrame({"story": [1, 2], "cumulative": [2, 3], "low": [1, 3], "high": [3, 3], "saturated": [False, True]})
    >>> plot_saturation(table).get_xlabel()
    'stories read'
    """
    require_columns(table, ["story", "cumulative", "low", "high", "saturated"], "table")
    ax = axes(ax)
    ax.fill_between(
        table["story"],
        table["low"],
        table["high"],
        color=BLUE,
        alpha=0.35,
        linewidth=0,
        label=say(_TOPIC, "band", language=language),
    )
    ax.plot(table["story"], table["cumulative"], color=BLUE, label=say(_TOPIC, "mean", language=language))
    reached = table.loc[table["saturated"], "story"]
    if len(reached):
        label = say(_TOPIC, "saturated", language=language, story=int(reached.min()))
        ax.axvline(reached.min(), color=ORANGE, linestyle="--", label=label)
    else:
        ax.plot([], [], linestyle="none", label=say(_TOPIC, "not_saturated", language=language))
    ax.set_xlabel(say(_TOPIC, "stories_read", language=language))
    ax.set_ylabel(say(_TOPIC, "competences_seen", language=language))
    ax.set_xlim(1, max(2, int(table["story"].max())))
    ax.set_ylim(bottom=0)
    ax.locator_params(integer=True)
    ax.legend(frameon=False, loc="lower right")
    return ax


def plot_competence_heatmap(
    table: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", framework: Framework | None = None
) -> Axes:
    """Draw which competences turn up in which group.

    Parameters
    ----------
    table : DataFrame
        ``coverage(..., by=...).competences`` (shares of stories) or :func:`softskills.profile` (shares of persons).
    ax : Axes, optional
        At half a page nineteen competences need a height of about five inches.
    language : str
        Of the words and labels.
    framework : Framework, optional
        Writes each competence's label beside its id.

    Returns
    -------
    Axes
        A cell per competence and group, in per cent. Groups of fewer than five stories or persons are not shown
        (``·``).

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> table = pd.DataFrame({"group": ["all", "NO"], "competence": "A1", "stories": [9, 4], "seen": [3, 4], "share": [0.33, 1]})
    >>> [text.get_text() for text in plot_competence_heatmap(table).texts if text.get_text()]
    ['33', '·']
    """
    size = "stories" if "stories" in table else "persons"
    require_columns(table, ["group", "competence", size, "share"], "table")
    if table.empty:
        raise InputError("the table has no rows: no competence was found; give coverage() a framework")
    groups, names = list(table["group"].drop_duplicates()), list(table["competence"].drop_duplicates())
    shown = table["share"].where(table[size] >= _LEAST_GROUP)
    grid = table.assign(share=shown).pivot(index="competence", columns="group", values="share")
    values = grid.loc[names, groups].to_numpy(dtype=float)
    sizes = table.drop_duplicates("group").set_index("group")[size]
    ax = axes(ax, height=1.6 + 0.235 * len(names))
    top = max(0.1, float(np.nanmax(values, initial=0.0)))
    for (i, j), value in np.ndenumerate(values):
        _cell(ax, (i, j), value, value / top)
    ax.set_xlim(-0.5, len(groups) - 0.5)
    ax.set_ylim(len(names) - 0.5, -0.5)
    heads = [_group(name, sizes[name], language) for name in groups]
    longest = max(len(line) for head in heads for line in head.split("\n"))
    upright = longest * len(groups) > 56  # side by side they would run into each other
    if upright:
        heads = [" ".join(head.split("\n")[:-1]) + "\n" + head.split("\n")[-1] for head in heads]
    ax.set_xticks(range(len(groups)), heads, rotation=90 if upright else 0)
    ax.set_yticks(range(len(names)), [_label(name, framework, language) for name in names])
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelsize="small")
    ax.spines[:].set_visible(False)
    caption = f"{say(_TOPIC, f'share_{size}', language=language)} (%)"
    if np.isnan(values).any():
        caption += f"    {say(_TOPIC, 'hidden', language=language, least=_LEAST_GROUP)}"
    ax.set_xlabel(caption, fontsize="small", loc="right")
    return ax


def _cell(ax: Axes, place: tuple[int, int], share: float, strength: float) -> None:
    from matplotlib.patches import Rectangle

    i, j = place
    if np.isnan(share):
        ax.text(j, i, "·", ha="center", va="center", fontsize="small")
        return
    # Opaque, from white to blue: numbers can then be read on it whatever lies behind the figure.
    red, green, blue = (1 + strength * (int(BLUE[k : k + 2], 16) / 255 - 1) for k in (1, 3, 5))
    ax.add_patch(Rectangle((j - 0.48, i - 0.46), 0.96, 0.92, facecolor=(red, green, blue), linewidth=0))
    ink = "white" if strength > 0.75 else "black"
    ax.text(j, i, f"{100 * share:.0f}", ha="center", va="center", fontsize="small", color=ink)


def _group(name: str, size: int, language: str) -> str:
    word = say("words", "all", language=language) if name == "all" else name
    if name in _SOURCES:
        word = say(_TOPIC, name, language=language).replace(" ", "\n")
    return f"{word}\n({size})" if size >= _LEAST_GROUP else f"{word}\n(<{_LEAST_GROUP})"


def _label(name: str, framework: Framework | None, language: str) -> str:
    if framework is None:
        return name
    text = f"{name}  {framework.label(name, language)}"
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1].rsplit(' ', 1)[0]} …"


def plot_unit_map(
    points: pd.DataFrame, *, ax: Axes | None = None, language: str = "en", framework: Framework | None = None
) -> Axes:
    """Draw units and the framework's wording in two dimensions.

    Parameters
    ----------
    points : DataFrame
        As :func:`softskills.unit_map` returns it.
    ax : Axes, optional
    language : str
        Of the words and labels.
    framework : Framework, optional
        Writes each area's label in the legend.

    Returns
    -------
    Axes
        Units as small marks, colour and shape by area; the wording of each competence as its id.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> points = pd.DataFrame({"kind": ["unit", "anchor"], "competence": ["", "A1"], "area": ["", "A"], "x": [0, 1], "y": [0, 1]})
    >>> [text.get_text() for text in plot_unit_map(points).texts]
    ['A1']
    """
    require_columns(points, ["kind", "competence", "area", "x", "y"], "points")
    ax = axes(ax, height=5.0)
    units, anchors = points[points["kind"] == "unit"], points[points["kind"] == "anchor"]
    bare = units[units["area"] == ""]
    if len(bare):
        label = say(_TOPIC, "unlabelled", language=language)
        ax.scatter(bare["x"], bare["y"], color=GREY, marker=".", s=14, alpha=0.5, linewidth=0, label=label)
    for k, area in enumerate(anchors["area"].drop_duplicates()):
        colour, marker = _AREAS[k % len(_AREAS)]
        own = units[units["area"] == area]
        label = area if framework is None else f"{area}  {framework.label(area, language)}"
        ax.scatter(own["x"], own["y"], color=colour, marker=marker, s=22, alpha=0.8, linewidth=0, label=label)
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "black", "linewidth": 0.6}
    for name, (x, y), place in zip(anchors["competence"], *_apart(ax, anchors), strict=True):
        ax.annotate(
            name, (x, y), place, color="black", fontsize="x-small", ha="center", va="center", bbox=box,
            arrowprops={"arrowstyle": "-", "linewidth": 0.6, "color": GREY},
        )  # fmt: skip
    ax.scatter(
        [],
        [],
        marker="s",
        s=40,
        facecolor="white",
        edgecolor="black",
        linewidth=0.6,
        label=say(_TOPIC, "anchor", language=language),
    )
    for number, name in enumerate(("x", "y"), start=1):
        label = say(_TOPIC, "axis", language=language, number=number)
        shares = points.attrs.get("variance")
        if shares:
            label += f" ({say(_TOPIC, 'of_variance', language=language, share=round(100 * shares[number - 1]))})"
        getattr(ax, f"set_{name}label")(label)
    ax.tick_params(labelbottom=False, labelleft=False, length=0)
    ax.legend(frameon=False, fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2)
    return ax


def _apart(ax: Axes, anchors: pd.DataFrame) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Where anchors are, and where their names go: pushed apart until no two lie on each other."""
    points = anchors[["x", "y"]].to_numpy(dtype=float)
    low, span = np.array([ax.get_xlim()[0], ax.get_ylim()[0]]), np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    size = np.array([0.045, 0.05])  # of a name, as a share of the plot
    places = (points - low) / span / size + 1e-3 * np.arange(len(points))[:, None]  # two on one spot part as well
    for _ in range(300):
        apart = places[:, None] - places[None]
        overlap = np.maximum(1 - np.abs(apart), 0).min(axis=2) * (1 - np.eye(len(places)))
        if not overlap.any():
            break
        length = np.maximum(np.linalg.norm(apart, axis=2, keepdims=True), 1e-9)
        places += 0.25 * (overlap[:, :, None] * apart / length).sum(axis=1)
    places = places * size * span + low
    return [(float(x), float(y)) for x, y in points], [(float(x), float(y)) for x, y in places]
