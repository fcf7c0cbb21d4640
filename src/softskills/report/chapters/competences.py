"""Competence by competence: what it is, with how many it was seen and where, in whose words, and what others call it."""

from __future__ import annotations

import pandas as pd

from softskills.framework import Framework
from softskills.framework.model import Competence
from softskills.report.chapters.facts import Facts, count_heads, percentages, whole_numbers
from softskills.report.document import Block, Bullets, Data, Figure, Heading, PageBreak, Paragraph, Quote
from softskills.report.figures.report import plot_shares
from softskills.report.formats import percent

_WHERE = ("country", "experience_source")
_SCHEMES = ("LifeComp", "ESCO", "EntreComp", "DigComp", "WHO", "ESCO-care")
_CARE = "ESCO-care"


def competences(facts: Facts) -> list[Block]:
    """The chapter: an overview, then a page for each."""
    blocks = [facts.heading(1, "report_sample", "competences.title"), *overview(facts)]
    if len(facts.quotes):
        note = [facts.say("report_sample", "competences.quotes_note")]
        if facts.synthetic == "all":
            note.append(facts.say("report_sample", "competences.quotes_synthetic"))
        blocks.append(Paragraph(" ".join(note), "note"))
    schemes = crosswalk(facts.framework)
    for area in facts.framework.areas:
        blocks += [PageBreak(), Heading(2, f"{area.id} {facts.label(area.id)}")]
        if area.definition:
            blocks.append(Paragraph(str(facts.text(area.definition))))
        for place, item in enumerate(area.competences):
            page = _page(facts, item, schemes[schemes["competence"] == item.id])
            blocks += [PageBreak(), *page] if place else page
    return blocks


def overview(facts: Facts) -> list[Block]:
    """One table and one figure of all competences."""
    table = facts.counts.competences
    frame = pd.DataFrame(
        {
            "competence": [facts.named(name) for name in table["competence"]],
            "persons": whole_numbers(table["persons"]),
            "share": percentages(table["share"]),
            "with_uncertain": whole_numbers(table["with_uncertain"]),
        }
    )
    first, last = facts.say("report_sample", "competence"), facts.say("report_sample", "competences.with_uncertain")
    caption = facts.say("report_sample", "competences.caption")
    ranked = table.sort_values("share", ascending=False, kind="stable")
    ends = {
        key: f"{facts.named(row.competence)} ({percent(row.share, language=facts.language)})"
        for key, row in (("most", ranked.iloc[0]), ("least", ranked.iloc[-1]))
    }
    labelled = table.assign(label=frame["competence"])
    return [
        Figure(
            lambda ax: plot_shares(labelled, ax=ax, language=facts.language),
            caption,
            facts.say("report_sample", "competences.alt", **ends),
            height=max(2.0, 0.38 * len(table) + 0.8),
        ),
        Data(frame, caption, (first, *count_heads(facts), last)),
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


def _page(facts: Facts, item: Competence, schemes: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = [Heading(3, facts.named(item.id))]
    if item.definition:
        blocks.append(Paragraph(str(facts.text(item.definition)), "lead"))
    blocks.append(_how_often(facts, item.id))
    if item.indicators:
        blocks += [
            facts.heading(4, "report_sample", "competences.indicators"),
            Bullets(tuple(str(facts.text(indicator.text)) for indicator in item.indicators)),
        ]
    where = _where(facts, item.id)
    if where is not None:
        blocks.append(where)
    if facts.with_stories and _persons(facts, item.id) > 0:
        blocks += _quotes(facts, item.id)
    if item.near_miss:
        blocks.append(facts.paragraph("report_sample", "competences.near_miss", text=facts.text(item.near_miss)))
    if len(schemes):
        blocks.append(_elsewhere(facts, item.id, schemes))
    return blocks


def _persons(facts: Facts, competence: str) -> float:
    table = facts.counts.competences.set_index("competence")
    return float(table["persons"].to_dict()[competence])


def _how_often(facts: Facts, competence: str) -> Paragraph:
    persons = _persons(facts, competence)
    if not persons > 0:
        return facts.paragraph("report_sample", "competences.seldom")
    share = percent(persons / facts.counts.persons, language=facts.language)
    return facts.paragraph("report_sample", "competences.seen", persons=facts.whole(persons), share=share)


def _where(facts: Facts, competence: str) -> Data | None:
    """Countries and sources of experience with more than a few persons; the others are in the chapter on groups."""
    cells = facts.counts.cells
    own = cells[(cells["competence"] == competence) & cells["column"].isin(_WHERE) & (cells["persons"] > 0)]
    if not len(own):
        return None
    frame = pd.DataFrame(
        {
            "group": [facts.name(column, group) for column, group in zip(own["column"], own["group"], strict=True)],
            "persons": whole_numbers(own["persons"]),
            "share": percentages(own["share"]),
        }
    )
    caption = facts.say("report_sample", "competences.where", competence=facts.named(competence))
    return Data(frame, caption, (facts.say("report_sample", "group"), *count_heads(facts)))


def _quotes(facts: Facts, competence: str) -> list[Block]:
    own = facts.quotes[facts.quotes["competence"] == competence]
    if not len(own):
        return [facts.paragraph("report_sample", "competences.no_quotes", "small")]
    pairs = zip(own["text"], own["language"], strict=True)
    said = [Quote(text, code or "und", facts.name("language", code)) for text, code in pairs]
    return [facts.heading(4, "report_sample", "competences.quotes"), *said]


def _elsewhere(facts: Facts, competence: str, schemes: pd.DataFrame) -> Data:
    none = facts.say("report_sample", "relation.noMatch")
    rows = []
    for row in schemes.to_dict("records"):
        care = row["scheme"] == _CARE
        name = facts.say("report_sample", "competences.care") if care else row["scheme"]
        code = f" ({'ISCO ' if care else ''}{row['code']})" if row["code"] else ""
        matched = row["relation"] != "noMatch"
        relation = facts.say("report_sample", f"relation.{row['relation']}") if matched else ""
        rows.append((name, f"{row['label']}{code}" if matched else none, relation))
    frame = pd.DataFrame(rows, columns=["scheme", "name", "relation"])
    head = tuple(facts.say("report_sample", f"competences.{key}") for key in ("scheme", "name", "relation"))
    return Data(frame, facts.say("report_sample", "competences.elsewhere", competence=facts.named(competence)), head)
