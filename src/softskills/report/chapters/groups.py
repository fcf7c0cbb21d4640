"""Competences by country, source of experience and theme: shares of persons, groups that are large enough only."""

from __future__ import annotations

from typing import Any

import pandas as pd

from softskills.report.chapters.facts import Facts, percentages
from softskills.report.document import Block, Data

_MOST = 6  # groups side by side
_COLUMNS = ("country", "experience_source", "theme")


def groups(facts: Facts) -> list[Block]:
    """The chapter."""
    blocks: list[Block] = [facts.heading(1, "report_groups", "groups.title")]
    if not facts.with_stories:
        return [*blocks, facts.paragraph("report", "no_experiences")]
    blocks.append(facts.paragraph("report_groups", "groups.intro", least=facts.least))
    known = [column for column in _COLUMNS if (facts.counts.groups["column"] == column).any()]
    for column in known:
        blocks.append(facts.heading(2, "report_groups", f"groups.{column}"))
        if column == "experience_source":
            blocks.append(facts.paragraph("report_groups", "groups.source_why"))
        blocks += matrix(facts, column)
    if not known:
        blocks.append(facts.paragraph("report_groups", "groups.none"))
    return blocks


def matrix(facts: Facts, column: str) -> list[Block]:
    """Competences × groups, in tables of at most six groups; groups that are too small are named below."""
    sizes = facts.counts.groups[facts.counts.groups["column"] == column].set_index("group")["persons"].to_dict()
    order = facts.in_order(column, sizes)
    shown = [group for group in order if sizes[group] >= facts.least]
    cells = facts.counts.cells[facts.counts.cells["column"] == column]
    wide = cells.pivot(index="competence", columns="group", values="share").reindex(facts.framework.ids)
    empty = ~(wide[shown] > 0).any(axis=1)
    wide = wide[~empty]
    blocks: list[Block] = []
    for part in _side_by_side(shown) if len(wide) else []:
        frame = pd.DataFrame({"competence": [facts.named(name) for name in wide.index]})
        head = [facts.say("report_sample", "competence")]
        for group in part:
            frame[f"g{len(head)}"] = percentages(wide[group]).array
            size = facts.whole(sizes[group])
            head.append(f"{facts.name(column, group)} (≈\u00a0{size})")
        by = facts.say("report_names", f"column.{column}")
        caption = f"{facts.say('report_groups', 'groups.caption', by=by)}\u00a0(%)"
        blocks.append(Data(frame, caption, tuple(head)))
    if blocks and empty.any():
        blocks.append(facts.paragraph("report_groups", "groups.left_out", "small"))
    few = [facts.name(column, group) for group in order if 0 < sizes[group] < facts.least]
    if few:
        blocks.append(facts.paragraph("report_groups", "groups.few", "note", groups=", ".join(few), least=facts.least))
    hidden = [facts.name(column, group) for group in order if pd.isna(sizes[group])]
    if hidden:
        blocks.append(facts.paragraph("report_groups", "groups.hidden", "note", groups=", ".join(hidden)))
    return blocks or [facts.paragraph("report_groups", "groups.none")]


def _side_by_side(groups: list[Any]) -> list[list[Any]]:
    """Groups in as few tables as possible, all of about the same width."""
    tables = -(-len(groups) // _MOST) or 1
    width = -(-len(groups) // tables) or 1
    return [groups[start : start + width] for start in range(0, len(groups), width)]
