"""The framework at a glance."""

import pandas as pd

from softskills.report.chapters.facts import Facts
from softskills.report.document import Block, Data, Paragraph


def framework(facts: Facts) -> list[Block]:
    """The chapter."""
    rows = [
        (f"{area.id} {facts.label(area.id)}", item.id, facts.label(item.id), facts.text(item.definition))
        for area in facts.framework.areas
        for item in area.competences
    ]
    table = pd.DataFrame(rows, columns=["area", "id", "label", "definition"])
    said = (table["definition"] != "").any()
    table["what"] = table["label"] + (". " + table["definition"]).where(table["definition"] != "", "")
    head = tuple(facts.say("report_sample", key) for key in ("id", "competence", "area"))
    rule = str(facts.text(facts.framework.rule))
    blocks: list[Block] = [facts.heading(1, "report_sample", "framework.title")]
    # The rule before the table: after it, it would often stand alone on a page.
    if rule:
        blocks += [facts.heading(2, "report_sample", "framework.rule"), Paragraph(rule)]
    shown = table[["id", "what" if said else "label", "area"]]
    return [
        *blocks,
        facts.heading(2, "report_sample", "framework.caption"),
        Data(shown, facts.say("report_sample", "framework.caption"), head),
    ]
