"""Who told the stories, as far as groups can be shown."""

from softskills.report.chapters.facts import Facts, group_table
from softskills.report.counts import GROUPED
from softskills.report.document import Block

_SHOWN = tuple(column for column in GROUPED if column != "organisation")  # these have a chapter of their own


def sample(facts: Facts) -> list[Block]:
    """The chapter."""
    counts = facts.counts
    size = {"persons": facts.whole(counts.persons), "stories": facts.whole(counts.stories)}
    blocks: list[Block] = [
        facts.heading(1, "report_sample", "sample.title"),
        facts.paragraph("report_sample", "sample.size", **size),
    ]
    if counts.unmapped:
        blocks.append(facts.paragraph("report_sample", "sample.unmapped", count=facts.whole(counts.unmapped)))
    if facts.with_stories:
        blocks.append(facts.paragraph("report_sample", "sample.several", "small"))
    for column in _SHOWN:
        rows = counts.groups[counts.groups["column"] == column]
        if len(rows) > (column == "translation"):  # "nothing is translated" is no table
            name = facts.say("report_names", f"column.{column}")
            caption = facts.say("report_sample", "sample.by", column=name[0].lower() + name[1:])
            blocks.append(group_table(facts, rows, column, caption))
    if counts.withheld:
        names = ", ".join(facts.say("report_names", f"column.{column}") for column in counts.withheld)
        blocks.append(facts.paragraph("report_sample", "sample.withheld", "note", columns=names))
    return blocks
