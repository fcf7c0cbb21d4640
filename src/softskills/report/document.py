"""A document as a list of plain blocks, and the four forms in which it is handed over.

Whoever builds a report says what stands in it; the writers alone know how HTML, DOCX, PDF and Markdown say it.
All text is plain text: what looks like a tag, a formula or a command in a story stays text in every form.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.report.wording import LANGUAGES, typeset

KINDS = ("", "lead", "warning", "note", "small", "code")
DEEPEST = 4  # levels of headings below the title
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: object) -> str:
    r"""Text that every format can hold: what XML cannot carry becomes U+FFFD, line ends become ``\n``.

    Examples
    --------
    >>> plain("a\x00b\r\n<b>")
    'a�b\n<b>'
    """
    return _UNWRITABLE.sub("\ufffd", str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))


def _clean(block: Any, *names: str) -> None:
    """Make the named fields of a frozen block plain text, or tuples of it."""
    for name in names:
        value = getattr(block, name)
        if not isinstance(value, str) and isinstance(value, Iterable):
            object.__setattr__(block, name, tuple(plain(part) for part in value))
        else:
            object.__setattr__(block, name, plain(value))


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 stands right below the title of the document."""

    level: int
    text: str

    def __post_init__(self) -> None:
        _clean(self, "text")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``kind`` is empty or one of ``KINDS``, ``language`` where it is another one than the document's."""

    text: str
    kind: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        _clean(self, "text", "language")
        if self.kind not in KINDS:
            hint = did_you_mean(self.kind, KINDS)
            raise InputError(f"a paragraph has kind {self.kind!r}{hint}; use one of {', '.join(map(repr, KINDS))}")


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: Sequence[str]

    def __post_init__(self) -> None:
        _clean(self, "items")


@dataclass(frozen=True, eq=False)
class Data:
    """A table with its caption: numbers or text, already worded; the index is not shown.

    ``head`` gives the headings of the columns; the names of the frame's columns where None. ``languages`` names the
    language of each column's cells, empty where it is the document's.
    """

    frame: pd.DataFrame
    caption: str
    head: Sequence[str] | None = None
    languages: Sequence[str] = ()

    def __post_init__(self) -> None:
        _clean(self, "caption", "languages")
        object.__setattr__(self, "head", tuple(map(plain, self.frame.columns if self.head is None else self.head)))
        if len(self.head or ()) != self.frame.shape[1] or not self.frame.shape[1]:
            raise InputError(
                f"the table {self.caption!r} has {self.frame.shape[1]} columns and {len(self.head or ())} headings; "
                "give one heading for each column, and one column at least"
            )
        if self.languages and len(self.languages) != self.frame.shape[1]:
            raise InputError(
                f"the table {self.caption!r} has {self.frame.shape[1]} columns and {len(self.languages)} languages; "
                "give one for each column, empty where it is the document's"
            )


@dataclass(frozen=True)
class Figure:
    """A figure: ``draw(ax)`` draws it on a matplotlib Axes, ``alt`` says in words what it shows; size in inches."""

    draw: Callable[[Any], object]
    caption: str
    alt: str
    width: float = 6.5
    height: float = 4.0

    def __post_init__(self) -> None:
        _clean(self, "caption", "alt")
        if not self.alt.strip():
            raise InputError(
                f"the figure {self.caption!r} has no alt text; say in words what it shows, for who cannot see it"
            )


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, with the language they are in (BCP 47) and, where wanted, a line of source below."""

    text: str
    language: str
    source: str = ""

    def __post_init__(self) -> None:
        _clean(self, "text", "language", "source")


@dataclass(frozen=True)
class Fields:
    """Lines to fill in by hand, each with its label (which may be empty)."""

    labels: Sequence[str]

    def __post_init__(self) -> None:
        _clean(self, "labels")


@dataclass(frozen=True)
class PageBreak:
    """A new page in print; nothing on a screen."""


Block = Heading | Paragraph | Bullets | Data | Figure | Quote | Fields | PageBreak


@dataclass(frozen=True)
class Document:
    """A document in one language, ready to be written.

    Parameters
    ----------
    title : str
    language : str
        One of ``en, nb, es, it, fr, sk, pl``, with or without a region.
    blocks : iterable of blocks
        :class:`Heading`, :class:`Paragraph`, :class:`Bullets`, :class:`Data`, :class:`Figure`, :class:`Quote`,
        :class:`Fields`, :class:`PageBreak`. Tables and figures are numbered in their order.
    subject : str
        One sentence about the document, for its metadata.
    contents : bool
        A table of contents, where there are at least four headings of level 1. What stands before the first heading
        (a warning, say) stands before it.

    Raises
    ------
    InputError
        An unknown language or block, or a heading that skips a level (a reader who listens goes by headings).

    Examples
    --------
    >>> table = pd.DataFrame({"land": ["NO"], "n": [1.5]})
    >>> document = Document("Prøve", "nb", [Heading(1, "Tall"), Data(table, "Land")])
    >>> print(document.markdown())
    # Prøve
    <BLANKLINE>
    ## Tall
    <BLANKLINE>
    **Tabell 1.** Land
    <BLANKLINE>
    | land | n |
    | :--- | ---: |
    | NO | 1,50 |
    """

    title: str
    language: str
    blocks: Sequence[Block]
    subject: str = ""
    contents: bool = True

    def __post_init__(self) -> None:
        _clean(self, "title", "subject")
        object.__setattr__(self, "blocks", tuple(self.blocks))
        code = self.language.split("-", maxsplit=1)[0].lower()
        if code not in LANGUAGES:
            hint = did_you_mean(code, LANGUAGES)
            raise InputError(f"a document in {self.language!r}{hint}; documents are written in {', '.join(LANGUAGES)}")
        object.__setattr__(self, "title", typeset(self.title, code))
        last = 0
        for position, block in enumerate(self.blocks):
            if not isinstance(block, Block):
                raise InputError(f"block {position} is a {type(block).__name__}; see Document for the blocks there are")
            if isinstance(block, Heading):
                if not 1 <= block.level <= min(last + 1, DEEPEST):
                    raise InputError(
                        f"block {position}: the heading {block.text!r} has level {block.level} after level {last}; "
                        f"go down one level at a time, to {DEEPEST} at most"
                    )
                last = block.level

    def html(self) -> str:
        """The document as one HTML page: no script, no outside address, light and dark."""
        from softskills.report.writers.html import to_html

        return to_html(self)

    def markdown(self) -> str:
        """The document as Markdown; a figure is told by its alt text."""
        from softskills.report.writers.markdown import to_markdown

        return to_markdown(self)

    def to_html(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the document as one HTML file; ``force`` replaces a file that stands there."""
        from softskills.files import write_text

        return write_text(self.html(), path, force=force)

    def to_markdown(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the document as Markdown (CommonMark with pipe tables); a figure is told by its alt text."""
        from softskills.files import write_text

        return write_text(self.markdown(), path, force=force)

    def to_docx(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the document for Word and LibreOffice; needs the extra ``report``."""
        from softskills.files import write_atomically
        from softskills.report.writers.docx import to_docx

        data = to_docx(self)
        return write_atomically(Path(path), lambda stream: stream.write(data), force=force)

    def to_pdf(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the document as a tagged PDF (PDF/UA-1); needs the extra ``report``.

        Warns
        -----
        UserWarning
            Names the characters for which the font has no sign; a box stands in their place.
        """
        from softskills.files import write_atomically
        from softskills.report.writers.pdf import to_pdf

        data = to_pdf(self)
        return write_atomically(Path(path), lambda stream: stream.write(data), force=force)

    def _repr_html_(self) -> str:
        # A frame keeps the page's style from leaking into the notebook.
        page, title = html.escape(self.html()), html.escape(self.title)
        return f'<iframe srcdoc="{page}" style="width:100%;height:40em;border:0" title="{title}"></iframe>'


class _HasDocument(Protocol):
    @property
    def document(self) -> Document: ...


class Handed:
    """What stands around a ``document``: shows it in a notebook, and writes it."""

    def to_html(self: _HasDocument, path: str | Path, *, force: bool = False) -> Path:
        """Write one HTML file: no script, no outside address, light and dark."""
        return self.document.to_html(path, force=force)

    def to_docx(self: _HasDocument, path: str | Path, *, force: bool = False) -> Path:
        """Write a document for Word and LibreOffice; needs the extra ``report``."""
        return self.document.to_docx(path, force=force)

    def to_pdf(self: _HasDocument, path: str | Path, *, force: bool = False) -> Path:
        """Write a PDF; needs the extra ``report``."""
        return self.document.to_pdf(path, force=force)

    def _repr_html_(self: _HasDocument) -> str:
        return self.document._repr_html_()
