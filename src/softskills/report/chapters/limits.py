"""What the report cannot say."""

from softskills.report.chapters.facts import Facts
from softskills.report.document import Block

_DRAFT = "softskills-draft"


def limits(facts: Facts) -> list[Block]:
    """The chapter."""
    numbers = [1, 2, 3, 4, 5, 6, *([7] if facts.framework.id == _DRAFT else [])]
    return [facts.heading(1, "report", "limits.title"), facts.bullets("report", *(f"limits.{n}" for n in numbers))]
