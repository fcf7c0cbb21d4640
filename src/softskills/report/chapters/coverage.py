"""What the framework covers in this sample, and what it may miss."""

from __future__ import annotations

import pandas as pd

from softskills.report.chapters.facts import Facts, percentages, whole_numbers
from softskills.report.document import Block, Data
from softskills.report.protection import rounded


def coverage(facts: Facts) -> list[Block]:
    """The chapter; more of it where the table of :func:`softskills.coverage` is given."""
    counts = facts.counts
    blocks: list[Block] = [facts.heading(1, "report_groups", "coverage.title")]
    if counts.any == counts.any and counts.persons:
        blocks.append(facts.with_share("report_groups", "coverage.any", counts.any))
    rare = counts.competences.loc[counts.competences["persons"] == 0, "competence"]
    names = "; ".join(facts.named(name) for name in rare)
    blocks.append(
        facts.paragraph("report_groups", "coverage.rare", names=names)
        if len(rare)
        else facts.paragraph("report_groups", "coverage.no_rare")
    )
    blocks.append(facts.paragraph("report_groups", "coverage.why"))
    shares = getattr(facts.coverage, "shares", None)
    if isinstance(shares, pd.DataFrame) and len(shares):
        blocks.append(_passages(facts, shares))
    missed = getattr(facts.coverage, "missed", None)
    if isinstance(missed, pd.DataFrame) and len(missed):
        count = rounded(missed["cluster"].nunique(), counts.base)
        blocks.append(facts.paragraph("report_groups", "coverage.missed", count=facts.whole(count)))
    return blocks


def _passages(facts: Facts, shares: pd.DataFrame) -> Data:
    base = facts.counts.base
    large = facts.counts.groups.loc[facts.counts.groups["persons"] > 0, "group"]
    shares = shares[shares["group"].isin(["all", *large]) & (shares["units"] >= base)]
    printed = shares["units"].map(lambda n: float(rounded(int(n), base)))
    frame = pd.DataFrame({"group": [facts.any_name(group) for group in shares["group"]]})
    frame["units"] = whole_numbers(printed).array
    for part in ("none", "one", "several"):
        # Shares of rounded counts: what is nearer than a multiple of the base does not get out.
        found = (shares[part] * shares["units"]).round().map(lambda n: float(rounded(int(n), base)))
        frame[part] = percentages((found / printed).clip(upper=1)).array
    head = (
        facts.say("report_sample", "group"),
        facts.say("report_groups", "coverage.count"),
        *(f"{facts.say('report_groups', f'coverage.{part}')}\u00a0(%)" for part in ("none", "one", "several")),
    )
    return Data(frame, facts.say("report_groups", "coverage.units"), head)
