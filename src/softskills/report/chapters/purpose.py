"""What the report is for, what it must not be used for, and how to read its figures."""

from softskills.report.chapters.facts import Facts
from softskills.report.chapters.front import not_for
from softskills.report.document import Block, Paragraph


def purpose(facts: Facts) -> list[Block]:
    """The chapter."""
    own = str(facts.text(facts.framework.purpose))
    return [
        facts.heading(1, "report", "purpose.title"),
        facts.paragraph("report", "purpose.what"),
        *([Paragraph(own)] if own else []),
        facts.heading(2, "report", "purpose.not_for"),
        Paragraph(not_for(facts)),
        facts.paragraph("report", "purpose.law"),
        facts.heading(2, "report", "purpose.read"),
        facts.bullets("report", "purpose.read_1", "purpose.read_2", "purpose.read_3"),
    ]
