"""A document for Word and LibreOffice: real styles, captions, marked headings of tables, alt text, languages."""

from __future__ import annotations

import io
from typing import Any

from softskills.errors import OutputError
from softskills.report.document import Document
from softskills.report.figures.picture import png
from softskills.report.wording import say
from softskills.report.writers.docx_parts import (
    bookmark,
    caption,
    entry,
    headed_table,
    mark_language,
    named_picture,
    set_right_to_left,
)
from softskills.report.writers.docx_styles import TEXT_WIDTH, finished, prepare
from softskills.report.writers.docx_xml import field
from softskills.report.writers.parts import Part, contents, opening, parts
from softskills.report.writers.pdf import REGIONS

_STYLES = {"": "Normal", "lead": "Lead", "warning": "Warning", "note": "Note", "small": "Small", "code": "Code"}


def to_docx(document: Document) -> bytes:
    """Write a document as DOCX.

    Returns
    -------
    bytes
        Without author and dates, the same bytes for the same document.

    Raises
    ------
    OutputError
        If python-docx is not installed.

    Examples
    --------
    >>> to_docx(Document("T", "en", []))[:2]
    b'PK'
    """
    try:
        import docx
    except ModuleNotFoundError:
        raise OutputError("a DOCX needs the package python-docx: pip install 'softskills[report]'") from None
    code, _, region = document.language.partition("-")
    file = docx.Document()
    prepare(file, title=document.title, subject=document.subject, language=f"{code}-{region or REGIONS[code.lower()]}")
    file.add_paragraph(document.title, style="Title")
    writer = _Writer(file)
    found = parts(document)
    first = opening(found)
    for part in found[:first]:
        writer.write(part)
    _contents(file, document, alone=first > 0)
    for part in found[first:]:
        writer.write(part)
    stream = io.BytesIO()
    file.save(stream)
    return finished(stream.getvalue())


def _contents(file: Any, document: Document, *, alone: bool) -> None:
    """A table of contents that is there before any field is updated: links; page numbers come with the first update.

    ``alone``: it begins a page, below it stands the first chapter.
    """
    entries = contents(document)
    if not entries:
        return
    title = file.add_paragraph(say("document", "contents", language=document.language), style="Contents Heading")
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.page_break_before = True if alone else None
    for i, part in enumerate(entries):
        paragraph = file.add_paragraph(style=f"toc {part['level']}")
        if i == 0:
            field(paragraph, r'TOC \o "1-2" \h \z', ends=False)
        entry(paragraph, part["text"], part["anchor"])
        if i == len(entries) - 1:
            field(paragraph, "", starts=False)


class _Writer:
    """Writes parts one after the other; remembers that the next one begins a page."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.new_page = False

    def write(self, part: Part) -> None:
        getattr(self, f"_{part['part']}")(part)

    def _add(self, style: str, lines: list[str] | tuple[str, ...] = ()) -> Any:
        paragraph = self.file.add_paragraph(style=style)
        for i, line in enumerate(lines):
            if i:
                paragraph.add_run().add_break()
            paragraph.add_run(line)
        if self.new_page:
            paragraph.paragraph_format.page_break_before = True
            self.new_page = False
        return paragraph

    def _heading(self, part: Part) -> None:
        bookmark(self._add(f"Heading {part['level']}", [part["text"]]), part["anchor"])

    def _paragraph(self, part: Part) -> None:
        paragraph = self._add(_STYLES[part["kind"]], part["lines"])
        paragraph.paragraph_format.keep_with_next = True if part["keep"] else None
        if part["language"]:
            mark_language(paragraph, part["language"])

    def _bullets(self, part: Part) -> None:
        for item in part["items"]:
            self._add("List Bullet", item.split("\n"))

    def _table(self, part: Part) -> None:
        paragraph = self._add("Caption")
        caption(paragraph, part)
        paragraph.paragraph_format.keep_with_next = True
        headed_table(self.file, part)
        self._add("Small")  # two tables without a paragraph between them would become one

    def _figure(self, part: Part) -> None:
        block = part["block"]
        paragraph = self._add("Figure")
        run = paragraph.add_run()
        named_picture(run, png(block.draw, width=block.width, height=block.height), min(block.width, TEXT_WIDTH), part)
        caption(self._add("Caption"), part)

    def _quote(self, part: Part) -> None:
        paragraph = self._add("Quote", part["lines"])
        paragraph.paragraph_format.keep_with_next = bool(part["source"])
        mark_language(paragraph, part["language"], right_to_left=part["right_to_left"])
        if part["right_to_left"]:
            set_right_to_left(paragraph)
        if part["source"]:
            self._add("Source", [part["source"]])

    def _fields(self, part: Part) -> None:
        last = len(part["labels"]) - 1
        for place, label in enumerate(part["labels"]):
            paragraph = self._add("Field")
            paragraph.add_run(f"{label} \t" if label else "\t")
            paragraph.paragraph_format.keep_with_next = place < last or None  # room to write stays in one place

    def _pagebreak(self, part: Part) -> None:
        self.new_page = True
