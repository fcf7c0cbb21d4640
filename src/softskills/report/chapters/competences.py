"""Competence by competence: what it is, with how many it was seen and where, in whose words, and what others call it.

What was seen with nobody or very few has a short entry; what other lists call these stands in one table at the end.
"""

from __future__ import annotations

from collections.abc import Hashable
from math import isnan
from typing import Any

import pandas as pd

from softskills.framework import Framework
from softskills.framework.model import Competence
from softskills.report.chapters.facts import Facts, count_heads, percentages, whole_numbers
from softskills.report.document import Block, Bullets, Data, Figure, Heading, Paragraph, Quote
from softskills.report.figures.report import plot_shares
from softskills.report.formats import percent

_WHERE = ("country", "experience_source")
_SCHEMES = ("LifeComp", "ESCO", "EntreComp", "DigComp", "WHO", "ESCO-care")
_CARE = "ESCO-care"
_LANGUAGES = ("", "en", "")  # list, name there, how near


def competences(facts: Facts) -> list[Block]:
    """The chapter: an overview, then an entry for each."""
    blocks = [facts.heading(1, "report_sample", "competences.title"), *overview(facts)]
    schemes = crosswalk(facts.framework)
    notes = ["competences.quotes_note"] if len(facts.quotes) else []
    notes += ["competences.quotes_synthetic"] if len(facts.quotes) and facts.synthetic == "all" else []
    notes += ["competences.english_names"] if len(schemes) and not facts.language.startswith("en") else []
    if notes:
        blocks.append(Paragraph(" ".join(facts.say("report_sample", key) for key in notes), "note"))
    for area in facts.framework.areas:
        blocks.append(Heading(2, f"{area.id} {facts.label(area.id)}"))
        if area.definition:
            blocks.append(Paragraph(str(facts.text(area.definition))))
        for item in area.competences:
            blocks += _entry(facts, item, schemes[schemes["competence"] == item.id])
    counted = facts.counts.competences
    seldom = counted.loc[~(counted["persons"] > 0), "competence"]
    return [*blocks, *_elsewhere_together(facts, schemes[schemes["competence"].isin(seldom)])]


def overview(facts: Facts) -> list[Block]:
    """One table and one figure of all competences."""
    table = facts.counts.competences
    frame = pd.DataFrame(
        {
            "competence": [facts.named(name) for name in table["competence"]],
            "persons": whole_numbers(table["persons"]),
            "share": percentages(table["share"]),
        }
    )
    heads = [facts.say("report_sample", "competence"), *count_heads(facts)]
    if not facts.uncertain_too:  # else they are in the first column already
        frame["with_uncertain"] = whole_numbers(table["with_uncertain"]).array
        heads.append(facts.say("report_sample", "competences.with_uncertain"))
    shown = Data(frame, facts.say("report_sample", "competences.caption"), tuple(heads))
    if table["share"].isna().all():
        return [shown]
    ranked = table.sort_values("share", ascending=False, kind="stable")
    ends = {
        key: f"{facts.named(row.competence)} ({percent(row.share, language=facts.language)})"
        for key, row in (("most", ranked.iloc[0]), ("least", ranked.iloc[-1]))
    }
    labelled = table.assign(label=frame["competence"])
    return [
        Figure(
            lambda ax: plot_shares(labelled, ax=ax, language=facts.language),
            facts.say("report_sample", "competences.figure"),
            facts.say("report_sample", "competences.alt", **ends),
            height=max(2.0, 0.31 * len(table) + 0.8),
        ),
        shown,
    ]


def crosswalk(framework: Framework) -> pd.DataFrame:
    """What other lists call the competences; the three nearest of each list, none where there is none."""
    order = {"exactMatch": 0, "closeMatch": 1, "narrowMatch": 2, "broadMatch": 3, "relatedMatch": 4, "noMatch": 5}
    table = framework.crosswalk()
    table = table[table["scheme"].isin(_SCHEMES)]
    table = table.assign(
        _scheme=table["scheme"].map(_SCHEMES.index), _near=table["relation"].map(order), _n=range(len(table))
    ).sort_values(["competence", "_scheme", "_near", "_n"], kind="stable")
    return table.groupby(["competence", "scheme"], sort=False).head(3)[
        ["competence", "scheme", "relation", "code", "label"]
    ]


def _entry(facts: Facts, item: Competence, schemes: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = [Heading(3, facts.named(item.id))]
    if item.definition:
        blocks.append(Paragraph(str(facts.text(item.definition)), "lead"))
    persons = _persons(facts, item.id)
    often = persons > 0
    blocks.append(
        facts.with_share("report_sample", "competences.seen", persons)
        if often
        else facts.paragraph("report_sample", "competences.seldom")
    )
    if item.indicators:
        blocks += [
            facts.heading(4, "report_sample", "competences.indicators"),
            Bullets(tuple(str(facts.text(indicator.text)) for indicator in item.indicators)),
        ]
    if often:
        blocks += _where(facts, item.id)
        blocks += _quotes(facts, item.id) if facts.with_stories else []
    if item.near_miss:
        blocks.append(facts.paragraph("report_sample", "competences.near_miss", text=facts.text(item.near_miss)))
    return [*blocks, *_elsewhere(facts, item.id, schemes)] if often and len(schemes) else blocks


def _persons(facts: Facts, competence: str) -> float:
    table = facts.counts.competences.set_index("competence")
    return float(table["persons"].to_dict()[competence])


def _where(facts: Facts, competence: str) -> list[Block]:
    """Countries and sources of experience with more than a few persons; the others are in the chapter on groups."""
    cells = facts.counts.cells
    own = cells[(cells["competence"] == competence) & (cells["persons"] > 0)]
    lines = []
    for column in _WHERE:
        rows = own[own["column"] == column]
        sizes = {
            g: (float(n), float(share)) for g, n, share in rows[["group", "persons", "share"]].itertuples(index=False)
        }
        told = []
        for group in facts.in_order(column, sizes):
            persons, share = sizes[group]
            part = "" if isnan(share) else f" ({percent(share, language=facts.language)})"
            told.append(f"{facts.name(column, group)} {facts.whole(persons)}{part}")
        if told:
            name = facts.say("report_names", f"column.{column}")
            lines.append(facts.say("report_sample", "competences.where_line", column=name, groups="; ".join(told)))
    return [facts.heading(4, "report_sample", "competences.where"), Bullets(tuple(lines))] if lines else []


def _quotes(facts: Facts, competence: str) -> list[Block]:
    own = facts.quotes[facts.quotes["competence"] == competence]
    if not len(own):
        return [facts.paragraph("report_sample", "competences.no_quotes", "small")]
    pairs = zip(own["text"], own["language"], strict=True)
    said = [Quote(text, code or "und", facts.name("language", code)) for text, code in pairs]
    return [facts.heading(4, "report_sample", "competences.quotes"), *said]


def _elsewhere(facts: Facts, competence: str, schemes: pd.DataFrame) -> list[Block]:
    found = schemes[schemes["relation"] != "noMatch"]
    frame = pd.DataFrame(
        [
            (
                _scheme(facts, row["scheme"]),
                _named_there(row),
                facts.say("report_sample", f"relation.{row['relation']}"),
            )
            for row in found.to_dict("records")
        ],
        columns=["scheme", "name", "relation"],
    )
    head = tuple(facts.say("report_sample", f"competences.{key}") for key in ("scheme", "name", "relation"))
    caption = facts.say("report_sample", "competences.elsewhere", competence=facts.named(competence))
    blocks: list[Block] = [Data(frame, caption, head, _LANGUAGES)] if len(found) else []
    none = [_scheme(facts, name) for name in schemes.loc[schemes["relation"] == "noMatch", "scheme"]]
    if none:
        blocks.append(facts.paragraph("report_sample", "competences.without", "small", schemes=", ".join(none)))
    return blocks


def _elsewhere_together(facts: Facts, schemes: pd.DataFrame) -> list[Block]:
    """One table for several competences: a row for each with its names in a list."""
    found = schemes[schemes["relation"] != "noMatch"]
    if not len(found):
        return []
    rows = []
    for competence, own in found.groupby("competence", sort=False):
        lists = own.groupby(own["scheme"].replace(_CARE, "ESCO"), sort=False)
        names = [f"{scheme}: {'; '.join(map(_named_there, group.to_dict('records')))}" for scheme, group in lists]
        rows.append((facts.named(str(competence)), ". ".join(names) + "."))
    head = (facts.say("report_sample", "competence"), facts.say("report_sample", "competences.name"))
    return [
        facts.heading(2, "report_sample", "competences.others"),
        Data(
            pd.DataFrame(rows, columns=["competence", "name"]),
            facts.say("report_sample", "competences.elsewhere_others"),
            head,
            ("", "en"),
        ),
    ]


def _scheme(facts: Facts, scheme: object) -> str:
    return facts.say("report_sample", "competences.care") if scheme == _CARE else str(scheme)


def _named_there(row: dict[Hashable, Any]) -> str:
    """Name and code in another list; codes of occupations are said to be such."""
    codes = "ISCO\u00a0" + ", ".join(str(row["code"]).split()) if row["scheme"] == _CARE else row["code"]
    return f"{row['label']} ({codes})" if row["code"] else str(row["label"])
