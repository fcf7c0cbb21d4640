"""Versions, fingerprints, thresholds, and the code that makes the report again: no path, no name of a table or a user."""

from __future__ import annotations

import numpy as np
import pandas as pd

from softskills.classify import Mapper
from softskills.classify.persistence import package_version
from softskills.report.chapters.facts import Facts
from softskills.report.document import Block, Data, Paragraph

_MAKERS = {"validation": "validate", "agreement": "agreement", "coverage": "coverage", "dif": "dif"}


def reproducibility(facts: Facts) -> list[Block]:
    """The chapter."""
    head = (facts.say("report", "made.what"), facts.say("report", "made.value"))
    frame = pd.DataFrame(_versions(facts), columns=["what", "value"])
    blocks: list[Block] = [
        facts.heading(1, "report", "made.title"),
        Data(frame, facts.say("report", "made.caption"), head),
    ]
    if facts.mapper is None:
        blocks.append(facts.paragraph("report", "made.unnamed", "note"))
    elif facts.mapper.head is not None:
        blocks += [_thresholds(facts, facts.mapper), facts.paragraph("report", "made.never", "small")]
    return [
        *blocks,
        facts.heading(2, "report", "made.again"),
        Paragraph("\n".join(code(facts)), "code"),
        facts.paragraph("report", "made.names", "small"),
    ]


def _versions(facts: Facts) -> list[tuple[str, str]]:
    framework = facts.framework

    def with_fingerprint(name: str, value: str) -> str:
        return f"{name}, {facts.say('report', 'made.fingerprint', value=value)}".removeprefix(", ")

    rows = [
        (facts.say("report", "made.date"), facts.made_on),
        ("softskills", package_version()),
        (
            facts.say("report", "made.framework"),
            with_fingerprint(f"{framework.id} {framework.version}".strip(), framework.fingerprint),
        ),
        (facts.say("report", "made.base"), str(facts.counts.base)),
    ]
    if facts.mapper is not None:
        encoder = facts.mapper.encoder
        kind = "made.trained" if facts.mapper.head is not None else "made.zero_shot"
        # An encoder's name may be a folder of this machine: the last part says what it is.
        name = encoder.name.replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1]
        rows += [
            (facts.say("report", "made.encoder"), with_fingerprint(name, encoder.fingerprint)),
            (facts.say("report", "made.classifier"), facts.say("report", kind)),
        ]
    return rows


def _thresholds(facts: Facts, mapper: Mapper) -> Data:
    assert mapper.head is not None  # noqa: S101 - asked before
    high, low = mapper.head.high, mapper.head.low
    frame = pd.DataFrame(
        {
            "competence": [facts.named(name) if name in facts.framework else name for name in mapper.head.classes],
            "suggested": np.where(high < 1, high, np.nan),
            "uncertain": np.where(low < np.minimum(high, 1), low, np.nan),
        }
    )
    head = (
        facts.say("report_sample", "competence"),
        facts.say("report", "made.suggested"),
        facts.say("report", "made.uncertain"),
    )
    return Data(frame, facts.say("report", "made.thresholds"), head)


def code(facts: Facts) -> tuple[str, ...]:
    """The lines of Python that make the report again."""
    settings = "".join(f", {name}={value!r}" for name, value in (facts.settings or {}).items())
    own = "" if facts.framework.id == "softskills-draft" else '"framework.yaml"'
    lines = ["import softskills as sk", f"framework = sk.load_framework({own})"]
    if facts.with_stories:
        lines.append('experiences = sk.read_experiences("stories.csv")')
        lines.append("suggestions = sk.load_classifier().map(experiences)")
        settings = ", experiences=experiences" + settings
    else:
        lines.append("suggestions = …  # what map() returned")
    # Made before, with calls of their own: only that they were given is said.
    for name, maker in _MAKERS.items():
        if getattr(facts, name) is not None:
            lines.append(f"{name} = …  # what sk.{maker}() returned")
            settings += f", {name}={name}"
    return (*lines, f"sk.framework_report(framework, suggestions{settings}).to_html('report.html')")
