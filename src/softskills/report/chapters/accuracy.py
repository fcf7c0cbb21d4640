"""How often the suggestions are right, and for whom: accuracy, decisions, gaps between groups, DIF."""

from __future__ import annotations

from typing import Any

import pandas as pd

from softskills.report.chapters.facts import Facts, percentages
from softskills.report.chapters.reading import TRUST as _T
from softskills.report.chapters.reading import (
    group_name,
    intervals,
    large_groups,
    model_name,
    named,
    noted,
    rounded_counts,
    table_of,
)
from softskills.report.document import Block, Data, Figure, Paragraph
from softskills.report.figures.countries import plot_countries

_MEASURES = {"R@1": "measure.first", "TPR": "measure.TPR", "FPR": "measure.FPR"}
_CLEAR = 0.05
_MOST_GAPS = 6


def accuracy(facts: Facts) -> list[Block]:
    """How often the first suggestion is right."""
    table = table_of(facts, "accuracy", ["model", "group", "units", "R@1", "R@1_low", "R@1_high", "R@3"])
    if table is None:
        return []
    own = table["model"].astype("str").str.startswith("classifier")
    table = table[table["group"].isin(large_groups(facts)) & (own | (table["group"] == "all"))]
    if not len(table):
        return []
    # The figures are of the passages in which coders saw something: their number, not that of all, says how sure they are.
    counted = "labelled" if "labelled" in table else "units"
    frame = pd.DataFrame(
        {
            "method": [model_name(facts, model) for model in table["model"]],
            "group": [facts.any_name(group) for group in table["group"]],
            "units": rounded_counts(facts, table[counted]).array,
            "first": table["R@1"].astype("float64").to_numpy(),
            "interval": intervals(facts, table["R@1_low"], table["R@1_high"]),
            "three": table["R@3"].astype("float64").to_numpy(),
        }
    )
    heads = (
        facts.say(_T, "accuracy.method"),
        facts.say("report_sample", "group"),
        facts.say(_T, counted),
        facts.say(_T, "accuracy.first"),
        facts.say(_T, "interval"),
        facts.say(_T, "accuracy.three"),
    )
    said = [facts.paragraph(_T, "intro"), facts.paragraph(_T, "accuracy.how")]
    caption = facts.say(_T, "accuracy.caption")
    return [*said, *_figure(facts, table, caption), Data(frame, caption, heads), *_competences(facts)]


def _figure(facts: Facts, table: pd.DataFrame, caption: str) -> list[Block]:
    """Groups side by side, where there are several; the sizes in the figure are rounded like those in the table."""
    groups = [group for group in table["group"].drop_duplicates() if group != "all"]
    if len(groups) < 2 or "labelled" not in table:
        return []
    names = {group: facts.any_name(group) for group in groups} | {"all": "all"}
    drawn = table.assign(group=table["group"].map(names), labelled=rounded_counts(facts, table["labelled"]))

    def draw(ax: Any) -> None:
        plot_countries(drawn, ax=ax, language=facts.language).set_xlabel(facts.say(_T, "accuracy.axis"))

    return [
        Figure(
            draw,
            caption,
            facts.say(_T, "accuracy.figure_alt"),
            height=1.6 + 0.34 * (len(groups) + 1),
        )
    ]


def _competences(facts: Facts) -> list[Block]:
    columns = [
        "competence",
        "units",
        "precision",
        "precision_low",
        "precision_high",
        "recall",
        "recall_low",
        "recall_high",
    ]
    table = table_of(facts, "competences", columns)
    if table is None:
        return []
    table = table[table["precision"].notna() | table["recall"].notna()]
    if not len(table):
        return []
    names = [named(facts, name) for name in table["competence"]]
    frame = pd.DataFrame({"competence": names, "units": rounded_counts(facts, table["units"]).array})
    heads = [facts.say("report_sample", "competence"), facts.say(_T, "units")]
    for measure in ("precision", "recall"):
        if table[measure].isna().all():
            continue  # a column of dashes; the sentence below and the table of decisions say why
        frame[measure] = table[measure].astype("float64").to_numpy()
        frame[f"{measure}_interval"] = intervals(facts, table[f"{measure}_low"], table[f"{measure}_high"])
        heads += [facts.say(_T, f"competences.{measure}"), facts.say(_T, "interval")]
    said = facts.paragraph(_T, "competences.rule")
    return [said, *noted(facts, Data(frame, facts.say(_T, "competences.caption"), tuple(heads)))]


def decisions(facts: Facts) -> list[Block]:
    """What a reader of the suggestions meets."""
    shares = {
        "suggested_right": "found",
        "suggested_precision": "right",
        "uncertain": "uncertain",
        "unlabelled_suggested": "false",
    }
    table = table_of(facts, "decisions", ["group", "units", *shares])
    if table is None:
        return []
    table = table[table["group"].isin(large_groups(facts))]
    frame = pd.DataFrame({"group": [facts.any_name(group) for group in table["group"]]})
    frame["units"] = rounded_counts(facts, table["units"]).array
    heads = [facts.say("report_sample", "group"), facts.say(_T, "units")]
    for column, key in shares.items():
        frame[column] = percentages(table[column].astype("float64")).array
        heads.append(facts.say(_T, f"decisions.{key}"))
    return noted(facts, Data(frame, facts.say(_T, "decisions.caption"), tuple(heads)))


def gaps(facts: Facts) -> list[Block]:
    """Whether groups are treated alike."""
    table = table_of(facts, "gaps", ["group", "other", "measure", "difference", "low", "high", "p_adjusted"])
    if table is None:
        return []
    large = large_groups(facts) | {"rest"}
    table = table[table["group"].isin(large) & table["other"].isin(large) & table["measure"].isin(list(_MEASURES))]
    if not len(table):
        return []
    clear = int((table["p_adjusted"] < _CLEAR).sum())
    said = facts.say(_T, "gaps.some" if clear else "gaps.none", tried=len(table), clear=clear)
    if len(table) > _MOST_GAPS:
        said += " " + facts.say(_T, "gaps.most", most=max(clear, _MOST_GAPS))
    # The clearest first; those beyond the printed ones stand in the validation's own table.
    order = table.assign(size=-table["difference"].abs()).sort_values(["p_adjusted", "size"], kind="stable")
    table = order.head(max(clear, _MOST_GAPS))
    frame = pd.DataFrame(
        {
            "pair": [
                f"{group_name(facts, a)} / {group_name(facts, b)}"
                for a, b in zip(table["group"], table["other"], strict=True)
            ],
            "measure": [facts.say(_T, _MEASURES[str(name)]) for name in table["measure"]],
            "difference": table["difference"].astype("float64").to_numpy(),
            "interval": intervals(facts, table["low"], table["high"]),
            "p": table["p_adjusted"].astype("float64").to_numpy(),
        }
    )
    heads = [facts.say(_T, f"gaps.{key}") for key in ("pair", "measure", "difference")]
    heads += [facts.say(_T, "interval"), facts.say(_T, "gaps.p")]
    return [Paragraph(said), *noted(facts, Data(frame, facts.say(_T, "gaps.caption"), tuple(heads)))]


def dif(facts: Facts) -> list[Block]:
    """Which competences work differently between groups."""
    table = facts.dif
    if table is None:
        return []
    shown = facts.counts.groups
    large = set(shown.loc[shown["persons"] > 0, "group"])
    table = table[table["ets"].isin(["A", "B", "C"]) & table["group"].isin(large) & table["other"].isin(large)]
    heading = facts.heading(2, _T, "dif.title")
    if not len(table):
        return [heading, facts.paragraph(_T, "dif.untested")]
    blocks: list[Block] = [heading, facts.paragraph(_T, "dif.how")]
    table = table[table["ets"] != "A"]
    if not len(table):
        return [*blocks, facts.paragraph(_T, "dif.none")]
    frame = pd.DataFrame(
        {
            "competence": [named(facts, name) for name in table["competence"]],
            "pair": [
                f"{facts.any_name(a)} / {facts.any_name(b)}"
                for a, b in zip(table["group"], table["other"], strict=True)
            ],
            "odds": table["odds_ratio"].astype("float64").to_numpy(),
            "interval": intervals(facts, table["low"], table["high"]),
            "class": table["ets"].astype("str").to_numpy(),
        }
    )
    heads = (
        facts.say("report_sample", "competence"),
        facts.say(_T, "gaps.pair"),
        facts.say(_T, "dif.odds"),
        facts.say(_T, "interval"),
        facts.say(_T, "dif.ets"),
    )
    return [*blocks, Data(frame, facts.say(_T, "dif.caption"), heads)]
