"""From tacit to shared: which of eight ways of learning at the workplace suit which competence."""

from __future__ import annotations

import pandas as pd

from softskills.report.chapters.facts import Facts
from softskills.report.document import Block, Data

# A proposal, thought out for the draft framework; the reason for each way stands in the wording.
FORMS = {
    "everyday": "A1 B2 C1 C2 E1",
    "guidance": "B1 D1 D2 E1 E3",
    "reflection": "C1 C3 D2 E3 F4",
    "inhouse": "A2 B1 C2 F3",
    "meetings": "A3 B3 D1 F2",
    "rotation": "B2 D3 E2 F2",
    "buddy": "A1 D3 E2 F1",
    "passing_on": "B1 C2 F3 F4",
}
"""Ways of learning, and the competences that each suits; every competence of the draft has one at least."""


def sharing(facts: Facts) -> list[Block]:
    """The chapter."""
    known = all(name in facts.framework for names in FORMS.values() for name in names.split())
    rows = [
        (
            facts.say("report_sharing", form),
            facts.say("report_sharing", f"{form}.why"),
            *(["; ".join(map(facts.named, names.split()))] if known else []),
        )
        for form, names in FORMS.items()
    ]
    heads = ["form", "why", "suits"] if known else ["form", "why"]
    frame = pd.DataFrame(rows, columns=heads)
    table = Data(
        frame, facts.say("report_sharing", "caption"), tuple(facts.say("report_sharing", key) for key in heads)
    )
    blocks: list[Block] = [
        facts.heading(1, "report_sharing", "title"),
        facts.paragraph("report_sharing", "intro"),
        table,
    ]
    if not known:
        return [*blocks, facts.paragraph("report_sharing", "other_framework", "note")]
    often = facts.counts.competences
    names = "; ".join(facts.named(name) for name in often.loc[often["persons"] > 0, "competence"])
    return [*blocks, facts.paragraph("report_sharing", "seen", names=names)] if names else blocks
