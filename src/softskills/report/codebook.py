"""The codebook: what coders need at hand, printed from the framework in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.framework import Competence, Framework
from softskills.framework.model import UNDETERMINED, Area, in_language
from softskills.framework.refi import SECTIONS, write_qdc
from softskills.report.document import Block, Bullets, Data, Document, Handed, Heading, PageBreak, Paragraph
from softskills.report.wording import LANGUAGES, say

_STEPS = 6
_ARROW = re.compile(r"^(.*?)\s*\(\s*→\s*([^\s()]+)\s*\)\s*$", re.DOTALL)


@dataclass(frozen=True)
class Codebook(Handed):
    """What :func:`codebook` returns: shows itself in a notebook, and writes itself for paper and for programs."""

    framework: Framework
    language: str
    document: Document

    def to_markdown(self, path: str | Path, *, force: bool = False) -> Path:
        """Write Markdown."""
        return self.document.to_markdown(path, force=force)

    def to_qdc(self, path: str | Path, *, force: bool = False) -> Path:
        """Write a REFI-QDA codebook for programs of qualitative analysis; see :func:`softskills.write_qdc`."""
        return write_qdc(self.framework, path, language=self.language, force=force)


def codebook(framework: Framework, *, language: str = "") -> Codebook:
    """Make the codebook of a framework.

    Parameters
    ----------
    framework : Framework
    language : str, optional
        One of ``en, nb, es, it, fr, sk, pl``; the framework's default language where empty (English, where that is
        none of them).

    Returns
    -------
    Codebook
        The rule, the hard cases, deciding between neighbours, the levels, and a section for each competence:
        definition, what counts, what belongs elsewhere, a near miss, indicators, neighbours. What the framework
        does not have is left out. ``to_html``, ``to_docx``, ``to_pdf``, ``to_markdown`` and ``to_qdc`` write it.

    Raises
    ------
    InputError
        If there is no codebook, or no wording of the framework, in the language.

    Notes
    -----
    The table of neighbours is read out of the framework: what one competence lists as belonging elsewhere
    (``giving other people their tasks (→ B3)``) is what the other one gets.

    Examples
    --------
    >>> import softskills as sk
    >>> book = codebook(sk.load_framework(), language="nb")
    >>> book.document.title
    'Kodebok: Myke ferdigheter fra liv og omsorgsarbeid'
    """
    language = language or (framework.default_language if framework.default_language in LANGUAGES else "en")
    base = language.split("-", maxsplit=1)[0]
    if base not in framework.languages and UNDETERMINED not in framework.languages:
        raise InputError(
            f"framework {framework.id!r} has no wording in {language!r}{did_you_mean(base, framework.languages)}; "
            f"it has {', '.join(framework.languages)}"
        )
    pages = _Pages(framework, language)
    title = pages.say("title", title=pages.text(framework.title) or framework.id)
    document = Document(title, language, list(pages.blocks()), subject=pages.say("subject"))
    return Codebook(framework, language, document)


def neighbours_table(framework: Framework, *, language: str) -> pd.DataFrame:
    """What belongs to which of two competences that can be taken for each other.

    Returns
    -------
    DataFrame
        Columns ``first, second, first_text, second_text``, one row per pair that either lists under ``excludes``; the
        label of a competence where the other says nothing of it.

    Examples
    --------
    >>> import softskills as sk
    >>> neighbours_table(sk.load_framework(), language="en").iloc[0].tolist()
    ['A1', 'A2', 'planning times and tasks', 'planning what to spend or how to make food last']
    """
    belongs: dict[tuple[str, str], str] = {}
    for competence in framework:
        for text in in_language(competence.excludes, language, framework.default_language):
            found = _ARROW.match(text)
            if found and found[2] in framework and found[2] != competence.id:
                belongs.setdefault((competence.id, found[2]), found[1])
    place = {name: number for number, name in enumerate(framework.ids)}
    pairs = sorted(
        {(place[one], place[two]) if place[one] < place[two] else (place[two], place[one]) for one, two in belongs}
    )
    rows = [
        (one, two, belongs.get((two, one)) or framework.label(one, language),
         belongs.get((one, two)) or framework.label(two, language))
        for one, two in ((framework.ids[first], framework.ids[second]) for first, second in pairs)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["first", "second", "first_text", "second_text"])


class _Pages:
    """The blocks of a codebook, one method per chapter."""

    def __init__(self, framework: Framework, language: str) -> None:
        self.framework, self.language = framework, language
        self.sections = SECTIONS[language.split("-", maxsplit=1)[0]]

    def say(self, key: str, **values: object) -> str:
        return say("codebook", key, language=self.language, **values)

    def text(self, texts: object) -> str:
        return str(in_language(cast("dict[str, str]", texts), self.language, self.framework.default_language))

    def blocks(self) -> Iterator[Block]:
        yield from self._opening()
        yield from self._how()
        yield from self._hard_cases()
        yield from self._levels()
        yield from self._between()
        for area in self.framework.areas:
            yield PageBreak()
            yield from self._area(area)
        yield from self._about()

    def _opening(self) -> Iterator[Block]:
        framework = self.framework
        if framework.purpose:
            yield Paragraph(self.text(framework.purpose), "lead")
        if framework.not_for:
            yield Paragraph(self.text(framework.not_for), "warning")
        status = {self.text(item.translation) for item in framework if self.language in item.translation}
        if "draft" in status:
            yield Paragraph(self.say("draft"), "note")
        missing = len(framework.missing(self.language.split("-", maxsplit=1)[0]))
        if missing:
            yield Paragraph(self.say("missing", count=missing), "note")

    def _how(self) -> Iterator[Block]:
        yield Heading(1, self.say("how"))
        if self.framework.rule:
            yield Paragraph(self.text(self.framework.rule))
        yield Bullets([self.say(f"step{number}") for number in range(1, _STEPS + 1)])

    def _hard_cases(self) -> Iterator[Block]:
        cases = self.framework.hard_cases
        if not cases:
            return
        rows = [(self.text(case.label), self.text(case.does_not_count), self.text(case.counts)) for case in cases]
        yield Heading(1, self.say("hard"))
        yield Paragraph(self.say("hard_intro"))
        head = [self.say(key) for key in ("kind", "does_not_count", "counts")]
        yield Data(pd.DataFrame(rows), self.say("hard"), head=head)

    def _levels(self) -> Iterator[Block]:
        levels = self.framework.levels
        if not levels:
            return
        rows = [(level.id, self.text(level.label), self.text(level.description)) for level in levels]
        yield Heading(1, self.say("levels"))
        yield Paragraph(self.say("levels_intro"))
        head = [self.say(key) for key in ("level", "short", "means")]
        yield Data(pd.DataFrame(rows), self.say("levels"), head=head)

    def _between(self) -> Iterator[Block]:
        table = neighbours_table(self.framework, language=self.language)
        if table.empty:
            return
        rows = [
            (f"{row.first}\u00a0/\u00a0{row.second}", f"{row.first}: {row.first_text}", f"{row.second}: {row.second_text}")
            for row in table.itertuples()
        ]  # fmt: skip
        yield Heading(1, self.say("between"))
        yield Paragraph(self.say("between_intro"))
        yield Data(pd.DataFrame(rows), self.say("between"), head=[self.say(key) for key in ("pair", "first", "second")])

    def _area(self, area: Area) -> Iterator[Block]:
        yield Heading(1, f"{area.id} · {self.text(area.label)}")
        if area.definition:
            yield Paragraph(self.text(area.definition))
        for competence in area.competences:
            yield from self._competence(competence)

    def _competence(self, item: Competence) -> Iterator[Block]:
        includes, excludes, near_miss, indicators = self.sections
        yield Heading(2, f"{item.id} · {self.text(item.label)}")
        if item.definition:
            yield Paragraph(self.text(item.definition))
        for name, texts in ((includes, item.includes), (excludes, item.excludes)):
            if texts:
                yield Heading(3, name)
                yield Bullets(in_language(texts, self.language, self.framework.default_language))
        if item.near_miss:
            yield Heading(3, near_miss)
            yield Paragraph(self.text(item.near_miss))
        if item.indicators:
            yield Heading(3, indicators)
            yield Bullets([self.text(indicator.text) for indicator in item.indicators])
        if item.neighbours:
            yield Heading(3, self.say("neighbours"))
            labels = [f"{other} {self.framework.label(other, self.language)}" for other in item.neighbours]
            yield Paragraph(" · ".join(labels))

    def _about(self) -> Iterator[Block]:
        framework = self.framework
        made = self.say(
            "made",
            id=framework.id,
            version=framework.version,
            fingerprint=framework.fingerprint,
            licence=framework.licence,
        )
        yield Heading(1, self.say("about"))
        yield Paragraph(made.strip(), "small")
