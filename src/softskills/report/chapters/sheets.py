"""The tables of the report for its workbook: those of the chapters, and single competences as one long table each."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from softskills.report.chapters.competences import crosswalk
from softskills.report.chapters.facts import Facts, whole_numbers
from softskills.report.counts import Counts
from softskills.report.document import Block, Data
from softskills.report.workbook import Sheet


def sheets(facts: Facts, chapters: dict[str, list[Block]]) -> Iterable[Sheet]:
    """Tables of the chapters; those of single competences together, as one long table each."""
    counts = facts.counts
    tables = {part: [block for block in blocks if isinstance(block, Data)] for part, blocks in chapters.items()}
    if "competences" in tables:
        tables["competences"] = tables["competences"][:1]
    for part, found in tables.items():
        for table in found:
            yield Sheet(part, table.caption, table.frame, tuple(table.head or ()))
    heads = [facts.say("report_sample", key) for key in ("group", "competence", "persons", "share")]
    if "groups" in tables and len(counts.cells):
        yield Sheet("cells", facts.say("report_groups", "groups.title"), _long(facts, counts), ("", *heads))
    if "competences" in tables and len(other := crosswalk(facts.framework)):
        names = ("competence", "competences.scheme", "competences.relation", "id", "competences.name")
        caption = facts.say("report_sample", "competences.elsewhere_all")
        yield Sheet("crosswalk", caption, other, tuple(facts.say("report_sample", name) for name in names))


def _long(facts: Facts, counts: Counts) -> pd.DataFrame:
    cells = counts.cells
    return pd.DataFrame(
        {
            "column": [facts.say("report_names", f"column.{column}") for column in cells["column"]],
            "group": [facts.name(column, group) for column, group in zip(cells["column"], cells["group"], strict=True)],
            "competence": [facts.named(name) for name in cells["competence"]],
            "persons": whole_numbers(cells["persons"]),
            "share": cells["share"].round(4),
        }
    )
