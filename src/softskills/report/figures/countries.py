"""Countries and languages side by side, DIF, and what flips when a text changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.experiences.codings import require_columns
from softskills.framework import Framework
from softskills.report.figures.style import BLUE, GREEN, GREY, ORANGE, SERIES, axes, legend_above
from softskills.report.wording import say
from softskills.validate.dif import JODOIN_GIERL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from softskills.validate.validation import Validation

_TOPIC = "figure_countries"
# Key of the wording, colour and marker of each model; those with an interval are what the figure is about.
_MODELS = {
    "classifier": ("classifier", BLUE, "o", True),
    "classifier, refitted": ("refitted", ORANGE, "s", True),
    "TF-IDF": ("tfidf", GREEN, "^", False),
    "zero-shot": ("zero_shot", SERIES[3][0], "D", False),
    "prevalence": ("prevalence", GREY, "x", False),
}
_EFFECTS = {"R2_change": ("r2", JODOIN_GIERL), "mh_delta": ("delta", (1.0, 1.5))}
_CHANGES = """typing diacritics punctuation case length negation agent name origin age gender faith paraphrase
    translation""".split()


def plot_countries(validation: Validation | pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how often the first suggestion is right in each group, beside the baselines.

    Parameters
    ----------
    validation : Validation or DataFrame
        What :func:`softskills.validate.validation.validate` returns, its ``accuracy``, or the table of
        :func:`softskills.accuracy`: ``group, labelled, R@1, R@1_low, R@1_high`` and, where there are several, ``model``.
    ax : Axes, optional
    language : str
        Of the words.

    Returns
    -------
    Axes
        A line per group, the classifier with its 95 % interval, baselines as small marks; ``all`` lies below.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"group": "NO", "labelled": 80, "R@1": 0.5, "R@1_low": 0.4, "R@1_high": 0.6}
    >>> [label.get_text() for label in plot_countries(pd.DataFrame([row])).get_yticklabels()]
    ['NO (n = 80)']
    """
    table = validation if isinstance(validation, pd.DataFrame) else validation.accuracy
    require_columns(table, ["group", "labelled", "R@1", "R@1_low", "R@1_high"], "the table of accuracy")
    if table.empty:
        raise InputError("the table of accuracy has no rows: nothing to draw")
    table = table if "model" in table else table.assign(model="classifier")
    groups = [name for name in table["group"].drop_duplicates() if name != "all"]
    whole = ["all"] if table["group"].eq("all").any() else []
    ax = axes(ax, height=1.5 + 0.42 * (len(groups) + len(whole)))
    height = {name: -float(place) for place, name in enumerate(groups)} | {name: -len(groups) - 0.4 for name in whole}
    models = [name for name in _MODELS if table["model"].eq(name).any()]
    models += sorted(set(table["model"]) - set(models))
    mains = [name for name in models if _model(name)[3]]
    for name in models:
        key, colour, marker, main = _model(name)
        rows = table[table["model"] == name]
        # Two models with intervals lie beside each other; the marks of baselines may lie on the line.
        shift = 0.14 * (mains.index(name) - (len(mains) - 1) / 2) * -2 if main and len(mains) > 1 else 0.0
        y = rows["group"].map(height).to_numpy() + shift
        label = say(_TOPIC, key, language=language) if key else name
        if main:
            ax.hlines(y, 100 * rows["R@1_low"], 100 * rows["R@1_high"], color=colour, linewidth=2)
            ax.scatter(100 * rows["R@1"], y, color=colour, marker=marker, s=46, zorder=3, clip_on=False, label=label)
        else:
            ax.scatter(100 * rows["R@1"], y, color=colour, marker=marker, s=26, clip_on=False, label=label)
    ax.plot([], [], color=GREY, linewidth=2, label=say(_TOPIC, "interval", language=language))
    sizes = table.drop_duplicates("group").set_index("group")["labelled"]
    words = {name: say("words", "all", language=language) for name in whole} | {
        "unknown": say(_TOPIC, "unknown", language=language)
    }
    ax.set_yticks(list(height.values()), [f"{words.get(name, name)} (n = {sizes[name]})" for name in height])
    if whole and groups:
        ax.axhline(-len(groups) + 0.3, color=GREY, linewidth=0.8)
    ax.set_ylim(min(height.values()) - 0.5, 0.5)
    ax.set_xlim(0, 100)
    ax.set_xlabel(say(_TOPIC, "r1", language=language))
    legend_above(ax, right=True)
    return ax


def _model(name: str) -> tuple[str, str, str, bool]:
    return _MODELS.get(name, ("", GREY, "v", False))


def plot_dif(
    table: pd.DataFrame,
    *,
    effect: str = "R2_change",
    ax: Axes | None = None,
    language: str = "en",
    framework: Framework | None = None,
) -> Axes:
    """Draw how far each competence is seen more readily in one group than in another.

    Parameters
    ----------
    table : DataFrame
        Of :func:`softskills.validate.dif.dif`.
    effect : "R2_change" or "mh_delta"
        Change of Nagelkerke's R² (uniform and non-uniform together, no direction; lines after Jodoin & Gierl), or
        Mantel–Haenszel's delta with its 95 % interval (below 0: seen less readily in the second group; lines of ETS).
    ax : Axes, optional
    language : str
        Of the words and labels.
    framework : Framework, optional
        Writes each competence's label beside its id.

    Returns
    -------
    Axes
        A line per competence, largest effect first; filled where the table flags it. Up to five pairs of groups have
        colours of their own; with more, a figure says how many of them are flagged.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"competence": "A2", "group": "NO", "other": "SK", "R2_change": 0.08, "flagged": True}
    >>> plot_dif(pd.DataFrame([row])).get_yticklabels()[0].get_text()
    'A2'
    """
    if effect not in _EFFECTS:
        raise InputError(f"effect is {effect!r}{did_you_mean(effect, _EFFECTS)}; use one of {', '.join(_EFFECTS)}")
    more = ["low", "high"] if effect == "mh_delta" else []
    require_columns(table, ["competence", "group", "other", effect, "flagged", *more], "the table of DIF")
    rows = table[table[effect].notna()]
    if rows.empty:
        why = f": {table['note'].iloc[0]}" if "note" in table and len(table) else ""
        raise InputError(f"no effect to draw{why}")
    size = rows[effect].abs().groupby(rows["competence"]).max().sort_values(ascending=False, kind="stable")
    height = {name: -float(place) for place, name in enumerate(size.index)}
    ax = axes(ax, height=1.6 + 0.22 * len(height))
    key, limits = _EFFECTS[effect]
    for limit, line, word in zip(limits, ("--", ":"), ("moderate", "large"), strict=True):
        label = say(_TOPIC, word, language=language)
        ax.axvline(limit, color=GREY, linestyle=line, linewidth=1.2, label=label)
        if effect == "mh_delta":
            ax.axvline(-limit, color=GREY, linestyle=line, linewidth=1.2)
    if effect == "mh_delta":
        ax.axvline(0, color=GREY, linewidth=0.8)
    pairs = list(rows.groupby(["group", "other"], sort=False))
    for number, ((group, other), of_pair) in enumerate(pairs):
        few = len(pairs) <= len(SERIES)
        colour, marker, _ = SERIES[number if few else 0]
        y = of_pair["competence"].map(height).to_numpy() + (0.16 * (number - (len(pairs) - 1) / 2) if few else 0.0)
        if effect == "mh_delta":
            ax.hlines(y, *(-2.35 * np.log(of_pair[end]) for end in ("high", "low")), color=colour, linewidth=1.2)
        flagged = of_pair["flagged"].to_numpy(dtype=bool)
        fill = [colour if yes else "none" for yes in flagged]
        ax.scatter(of_pair[effect], y, facecolors=fill, edgecolors=colour, marker=marker, s=34, zorder=3)
        if few:
            ax.scatter([], [], color=colour, marker=marker, s=34, label=f"{group} – {other}")
    if len(pairs) > len(SERIES):
        _count_flagged(ax, rows, effect, height)
    ax.scatter([], [], alpha=0, label=say(_TOPIC, "flagged", language=language))
    names = [name if framework is None else f"{name} {framework.label(name, language)}" for name in height]
    ax.set_yticks(list(height.values()), [_short(name) for name in names])
    ax.set_ylim(min(height.values()) - 0.6, 0.6)
    ax.set_xlabel(say(_TOPIC, key, language=language), loc="right")
    if effect == "R2_change":
        ax.set_xlim(0, max(0.09, 1.1 * float(rows[effect].max())))
    ax.xaxis.set_major_formatter(lambda value, _: _number(value, language))
    legend_above(ax, right=True)
    return ax


def plot_flips(table: pd.DataFrame, *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Draw how many decisions flip under each change of the text.

    Parameters
    ----------
    table : DataFrame
        Of :func:`softskills.validate.robustness.robustness` or :func:`softskills.validate.pairs.flips`, or both one
        below the other; the rows of all languages together are drawn.
    ax : Axes, optional
    language : str
        Of the words.

    Returns
    -------
    Axes
        A line per change with its 95 % interval; where a suggestion should be withdrawn, another colour and mark, and
        far right is good.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> row = {"change": "typing", "language": "all", "flipped": 0.2, "low": 0.1, "high": 0.3}
    >>> plot_flips(pd.DataFrame([row]), language="nb").get_yticklabels()[0].get_text()
    'skrivefeil'
    """
    require_columns(table, ["change", "language", "flipped", "low", "high"], "the table of flips")
    rows = table[table["language"].eq("all") & table["flipped"].notna()]
    if rows.empty:
        raise InputError("no share to draw: every row of all languages together is empty; read the column note")
    expected = rows["expected"].fillna("same") if "expected" in rows else pd.Series("same", index=rows.index)
    order = list(dict.fromkeys(zip(expected, rows["change"], strict=True)))
    order.sort(key=lambda pair: pair[0] == "none")
    height = {pair: -float(place) for place, pair in enumerate(order)}
    ax = axes(ax, height=1.4 + 0.36 * len(order))
    for kind, (colour, marker, _) in zip(("same", "none"), SERIES, strict=False):
        chosen = rows[expected == kind]
        if chosen.empty:
            continue
        y = np.array([height[kind, change] for change in chosen["change"]])
        ax.hlines(y, 100 * chosen["low"], 100 * chosen["high"], color=colour, linewidth=2)
        label = say(_TOPIC, kind, language=language)
        ax.scatter(100 * chosen["flipped"], y, color=colour, marker=marker, s=46, zorder=3, clip_on=False, label=label)
    ax.plot([], [], color=GREY, linewidth=2, label=say(_TOPIC, "interval", language=language))
    words = [say(_TOPIC, name, language=language) if name in _CHANGES else str(name) for _, name in order]
    ax.set_yticks(list(height.values()), words)
    ax.set_ylim(min(height.values()) - 0.6, 0.6)
    ax.set_xlim(0, 100)
    ax.set_xlabel(say(_TOPIC, "flipped", language=language))
    legend_above(ax, right=True)
    return ax


def _count_flagged(ax: Axes, rows: pd.DataFrame, effect: str, height: dict[str, float]) -> None:
    """Beside the point farthest right: how many of its pairs are flagged."""
    for name, of_name in rows[rows["flagged"]].groupby("competence"):
        every = rows.loc[rows["competence"] == name, effect]
        ax.annotate(
            f"{len(of_name)}/{len(every)}",
            (float(every.max()), height[str(name)]),
            xytext=(6, 0),
            textcoords="offset points",
            fontsize="small",
            va="center",
        )


def _short(name: str, longest: int = 38) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _number(value: float, language: str) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "−")
    return text if language.startswith("en") else text.replace(".", ",")
