"""Which groups could learn from each other. Groups only, worked out from printed shares only."""

from __future__ import annotations

import pandas as pd

from softskills.report.chapters.facts import Facts, whole_numbers
from softskills.report.document import Block, Data

_MOST = 3
_LEAST_DIFFERENCE = 0.2
"""In shares: below it the rounding alone can make a difference."""


def organisations(facts: Facts) -> list[Block]:
    """The chapter."""
    title = facts.heading(1, "report_groups", "organisations.title")
    if not facts.with_stories:
        return [title, facts.paragraph("report", "no_experiences")]
    sizes = facts.counts.groups[facts.counts.groups["column"] == "organisation"].set_index("group")["persons"]
    sizes = sizes[sizes >= facts.least]
    if len(sizes) < 2:
        return [title, facts.paragraph("report_groups", "organisations.too_few", base=facts.least)]
    cells = facts.counts.cells[facts.counts.cells["column"] == "organisation"]
    shares = cells.pivot(index="group", columns="competence", values="share").reindex(sizes.index)
    rows = []
    nothing = facts.say("report_groups", "organisations.nothing")
    for group in sizes.index:
        others = shares.drop(group).mean()
        difference = (shares.loc[group] - others).dropna().sort_values(ascending=False, kind="stable")
        more = difference[difference >= _LEAST_DIFFERENCE].index[:_MOST]
        less = difference[difference <= -_LEAST_DIFFERENCE].index[::-1][:_MOST]
        rows.append(
            [
                facts.name("organisation", group),
                *("; ".join(map(facts.named, names)) or nothing for names in (more, less)),
            ]
        )
    if all(row[1:] == [nothing, nothing] for row in rows):
        points = round(100 * _LEAST_DIFFERENCE)
        return [title, facts.paragraph("report_groups", "organisations.alike", groups=len(rows), points=points)]
    frame = pd.DataFrame(rows, columns=["group", "more", "less"])
    frame.insert(1, "persons", whole_numbers(sizes).array)
    head = (
        facts.say("report_names", "column.organisation"),
        facts.say("report_sample", "persons"),
        facts.say("report_groups", "organisations.more"),
        facts.say("report_groups", "organisations.less"),
    )
    intro = facts.paragraph("report_groups", "organisations.intro")
    return [title, intro, Data(frame, facts.say("report_groups", "organisations.caption"), head)]
