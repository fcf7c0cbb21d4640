"""The first page: what the report is, whether anybody real is in it, and what was not protected. Never left out."""

from softskills.report.chapters.facts import Facts
from softskills.report.document import Block, Paragraph
from softskills.report.wording import say


def front(facts: Facts) -> list[Block]:
    """The first page."""
    blocks: list[Block] = []
    if facts.unpseudonymised:
        blocks.append(facts.paragraph("report", "unpseudonymised", "warning"))
    if facts.synthetic in {"all", "some"}:
        blocks.append(facts.paragraph("report", f"synthetic_{facts.synthetic}", "warning"))
    blocks += [Paragraph(not_for(facts), "warning"), facts.paragraph("report", "lead", "lead")]
    if not facts.with_stories:
        blocks.append(facts.paragraph("report", "no_experiences", "note"))
    if facts.zero_shot:
        blocks.append(facts.paragraph("report", "purpose.zero_shot", "note"))
    if facts.uncertain_too:
        blocks.append(facts.paragraph("report", "purpose.uncertain_too", "note"))
    if facts.validation is None:
        blocks.append(facts.paragraph("report", "without_validation", "note"))
    blocks.append(facts.paragraph("report", "rounding", "note", base=facts.counts.base, least=facts.least))
    missing = len(facts.framework.missing(facts.language.split("-", maxsplit=1)[0]))
    if missing:
        blocks.append(facts.paragraph("report", "draft_language", "note", count=missing))
    return [*blocks, facts.paragraph("report", "made_on", "small", date=facts.made_on)]


def not_for(facts: Facts) -> str:
    """What the framework must not be used for, in its own words where it has them in this language."""
    own = facts.framework.not_for.get(facts.language.split("-", maxsplit=1)[0], "")
    return own or say("report", "not_for_default", language=facts.language)
