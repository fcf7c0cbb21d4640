"""A document as Markdown (CommonMark with pipe tables), for repositories and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.report.document import Document
from softskills.report.writers.parts import Part, parts

_SPECIAL = re.compile(r"([\\`*_\[\]{}#|~$!])")
_LINE = r"\_" * 30
_PLAIN = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def to_markdown(document: Document) -> str:
    r"""Write a document as Markdown; a figure is told by its alt text.

    Examples
    --------
    >>> from softskills.report.document import Paragraph
    >>> print(to_markdown(Document("T", "en", [Paragraph("<b> *x*"), Paragraph("- y")])))
    # T
    <BLANKLINE>
    &lt;b&gt; \*x\*
    <BLANKLINE>
    \- y
    """
    pieces = [f"# {escaped(document.title)}"]
    for part in parts(document):
        pieces += _written(part)
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def escaped(text: str) -> str:
    r"""Text in which nothing is Markdown or HTML; a line end becomes a space.

    Examples
    --------
    >>> escaped("1. a_b <i>")
    '1\\. a\\_b &lt;i&gt;'
    """
    text = " ".join(text.split("\n"))
    text = _SPECIAL.sub(r"\\\1", text.translate(_PLAIN))
    text = re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", text)
    return re.sub(r"^(\s*)([-+=:])", r"\1\\\2", text).strip()


def _written(part: Part) -> Iterator[str]:
    match part["part"]:
        case "heading":
            yield f"{'#' * (part['level'] + 1)} {escaped(part['text'])}"
        case "paragraph" if part["kind"] == "code":
            # A fence that is longer than any in the text.
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", "\n".join(part["lines"]))), default=0))
            yield "\n".join([fence, *part["lines"], fence])
        case "paragraph":
            text = "  \n".join(map(escaped, part["lines"]))
            yield f"**{text}**" if part["kind"] == "warning" and len(part["lines"]) == 1 else text
        case "bullets":
            yield "\n".join(f"- {escaped(item)}" for item in part["items"])
        case "table":
            yield f"**{part['name']}** {escaped(part['caption'])}"
            yield "\n".join(_rows(part)) if part["rows"] else escaped(part["empty"])
        case "figure":
            yield f"**{part['name']}** {escaped(part['caption'])}"
            yield f"*{escaped(part['alt'])}*"
        case "quote":
            yield "\n".join(f"> {escaped(line)}" for line in part["lines"])
            yield escaped(part["source"])
        case "fields":
            yield "  \n".join(f"{escaped(label)} {_LINE}".strip() for label in part["labels"])


def _rows(part: Part) -> Iterator[str]:
    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |"

    yield line([escaped(name) for name in part["head"]])
    yield line(["---:" if numeric else ":---" for numeric in part["numeric"]])
    for row in part["rows"]:
        yield line([escaped(value) for value in row])
