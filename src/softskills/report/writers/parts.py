"""The blocks of a document as plain dicts, numbered and worded: what each writer walks through."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, cast

import pandas as pd

from softskills.report.document import (
    Bullets,
    Data,
    Document,
    Fields,
    Figure,
    Heading,
    Paragraph,
    Quote,
    plain,
)
from softskills.report.wording import say, typeset

Part = dict[str, Any]

DASH = "–"
"""Stands in a cell that has no value."""
_FEWEST_FOR_CONTENTS = 4  # headings of level 1
_LETTERS_IN_LINE = 96  # of a table on paper
_RAGGED = 2.5  # letters: lost at the end of a line
_STEPS = 24  # in which the room of a line is given to columns
_PADDING = 2.2  # letters: room left and right of a cell
_HIGHEST_TOGETHER = 480  # points: about two thirds of a page; a lower table is not cut by the end of a page
_LINE, _ROW = 11, 9  # points: a line of a table, and the room between two rows
_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ku-arab", "prs", "ps", "sd", "ur", "yi"}
# Sign of the thousands (none below 10 000) and of the decimals; no-break spaces, so that a number stays on one line.
_SEPARATORS = {
    "en": (",", "."),
    "nb": ("\u00a0", ","),
    "es": ("\u00a0", ","),
    "it": (".", ","),
    "fr": ("\u202f", ","),
    "sk": ("\u00a0", ","),
    "pl": ("\u00a0", ","),
}


def number(value: float, *, language: str, digits: int = 2) -> str:
    """A number as it is written in a language; whole numbers (of type int) have no decimals.

    Examples
    --------
    >>> number(0.5, language="nb"), number(12345, language="it"), number(float("nan"), language="en")
    ('0,50', '12.345', '–')
    """
    value = value.item() if hasattr(value, "item") else value
    if not math.isfinite(value):
        return DASH
    thousands, decimal = _SEPARATORS[language.split("-", maxsplit=1)[0].lower()]
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.{digits}f}"
    whole, _, rest = text.partition(".")
    whole = whole.replace(",", thousands if abs(value) >= 10_000 else "").replace("-", "\u2212")
    if not whole.strip("\u22120") and not rest.strip("0"):
        whole = "0"  # what is rounded to nothing has no sign
    return f"{whole}{decimal}{rest}" if rest else whole


def cell(value: Any, language: str) -> str:
    """A value of a table as text: numbers and truth as the language writes them, a dash for nothing.

    Examples
    --------
    >>> cell(True, "nb"), cell(None, "nb"), cell("=cmd()", "nb")
    ('ja', '–', '=cmd()')
    """
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(part, language) for part in value)
    if pd.isna(value):
        return DASH
    if pd.api.types.is_bool(value):
        return say("document", "yes" if value else "no", language=language)
    if pd.api.types.is_number(value):
        return number(cast("float", value), language=language)
    return plain(value)


def contents(document: Document) -> list[Part]:
    """The headings of level 1 and 2, where the document is to have a table of contents; else nothing."""
    found = [part for part in parts(document) if part["part"] == "heading" and part["level"] <= 2]
    enough = sum(part["level"] == 1 for part in found) >= _FEWEST_FOR_CONTENTS
    return found if document.contents and enough else []


def opening(found: list[Part]) -> int:
    """How many parts stand before the table of contents: those before the first heading."""
    return next((place for place, part in enumerate(found) if part["part"] == "heading"), len(found))


def parts(document: Document) -> list[Part]:
    """One dict per block, with ``part`` as its kind; tables and figures carry their number.

    Examples
    --------
    >>> parts(Document("T", "en", [Heading(1, "A")]))
    [{'part': 'heading', 'level': 1, 'text': 'A', 'anchor': 's1'}]
    """
    found = list(_parts(document))
    for before, part, after in zip(found, found[1:], found[2:], strict=False):
        # A heading stays with what it stands over: the one paragraph between goes along.
        stuck = before["part"] == "heading" and after["part"] in {"table", "figure", "heading", "fields"}
        noted = part["part"] == after["part"] == "paragraph" and part["kind"] == "code"  # code stays with its note
        if (part["part"] == "paragraph" and stuck) or noted:
            part["keep"] = True
    return found


def _parts(document: Document) -> Iterator[Part]:
    language = document.language
    headings = tables = figures = 0

    def own(text: str) -> str:
        return typeset(text, language)

    for block in document.blocks:
        match block:
            case Heading():
                headings += 1
                yield {"part": "heading", "level": block.level, "text": own(block.text), "anchor": f"s{headings}"}
            case Paragraph():
                foreign = block.language or block.kind == "code"
                lines = (block.text if foreign else own(block.text)).split("\n")
                code = block.language and language_tag(block.language)
                yield {"part": "paragraph", "kind": block.kind, "lines": lines, "language": code, "keep": False}
            case Bullets():
                yield {"part": "bullets", "items": [own(item) for item in block.items]}
            case Data():
                tables += 1
                yield {
                    "part": "table",
                    **_table(block, language),
                    **_numbered(own(block.caption), "table", tables, language),
                }
            case Figure():
                figures += 1
                yield {
                    "part": "figure",
                    "alt": own(block.alt),
                    "block": block,
                    "number": figures,
                    **_numbered(own(block.caption), "figure", figures, language),
                }
            case Quote():
                yield {
                    "part": "quote",
                    "lines": block.text.split("\n"),
                    "language": language_tag(block.language),
                    "right_to_left": is_right_to_left(block.language),
                    "source": own(block.source),
                }
            case Fields():
                yield {"part": "fields", "labels": [own(label) for label in block.labels]}
            case _:
                yield {"part": "pagebreak"}


def _numbered(caption: str, kind: str, count: int, language: str) -> Part:
    return {"caption": caption, "name": f"{say('document', kind, language=language)} {count}."}


def _table(block: Data, language: str) -> Part:
    frame = block.frame
    numeric = [_is_numeric(frame.iloc[:, place]) for place in range(frame.shape[1])]
    codes = [code and language_tag(code) for code in block.languages] or [""] * frame.shape[1]
    rows = [
        [text if code else typeset(text, language) for text, code in zip(row, codes, strict=True)]
        for row in ([cell(value, language) for value in row] for row in frame.itertuples(index=False, name=None))
    ]
    head = [typeset(name, language) for name in block.head or ()]
    shares = widths([head, *rows])
    return {
        "head": head,
        "numeric": numeric,
        "languages": codes,
        "rows": rows,
        "empty": say("document", "empty", language=language),
        "named": not numeric[0],  # the first column names its row
        "widths": shares,
        "together": height([head, *rows], shares) <= _HIGHEST_TOGETHER,
    }


def widths(rows: list[list[str]]) -> list[float]:
    """Share of the line that each column of a table gets, so that the table is as low as it can be.

    Parameters
    ----------
    rows : list of list of str
        The headings first; a heading of several words may take two lines.

    Examples
    --------
    >>> widths([["id", "what she told"], ["A1", "a longer text of several words"]])
    [0.18, 0.82]
    """
    columns = list(zip(*rows, strict=True))
    # A no-break space belongs to its word; a heading may be parted after a hyphen as well.
    heads = [max(map(len, re.split(r"[ \n\t]|(?<=-)", text))) for text in rows[0]]
    words = [
        max((len(word) for text in column[1:] for word in re.split(r"[ \n\t]", text)), default=0) for column in columns
    ]
    # Headings are bold.
    sizes = [_PADDING + max(1.25 * head, 1.08 * word) for head, word in zip(heads, words, strict=True)]
    lengths = [[-(-len(text) // 2) for text in rows[0]], *([len(text) for text in row] for row in rows[1:])]

    def lines(sizes: list[float]) -> float:
        # Where a line ends before a long word, some room is lost.
        room = [max(size - _PADDING - _RAGGED, 1) for size in sizes]
        return sum(max(1.0, *(length / letters for length, letters in zip(row, room, strict=True))) for row in lengths)

    step = max(_LETTERS_IN_LINE - sum(sizes), 0) / _STEPS
    for _ in range(_STEPS):
        more = [[size + step * (place == k) for place, size in enumerate(sizes)] for k in range(len(sizes))]
        best = min(more, key=lines)
        if lines(best) > lines(sizes) - 1e-6:  # nothing is gained any more: all columns get their part of the rest
            sizes = [size * _LETTERS_IN_LINE / sum(sizes) for size in sizes]
            break
        sizes = best
    return [round(size / sum(sizes), 2) for size in sizes]


def height(rows: list[list[str]], shares: list[float]) -> float:
    """About how high a table is on paper, in points.

    Examples
    --------
    >>> height([["id", "text"], ["A1", "word " * 40]], [0.1, 0.9])
    62
    """
    room = [max(share * _LETTERS_IN_LINE - _PADDING, 1) for share in shares]
    lines = [
        max(
            sum(-(-len(line) // letters) or 1 for line in text.split("\n"))
            for text, letters in zip(row, room, strict=True)
        )
        for row in rows
    ]
    return int(sum(_LINE * count + _ROW for count in lines))


def _is_numeric(column: pd.Series[Any]) -> bool:
    """Whether a column holds numbers only, so that it is set flush right."""
    values = [value for value in column if isinstance(value, (str, list, tuple)) or not pd.isna(value)]
    return bool(values) and all(pd.api.types.is_number(value) and not pd.api.types.is_bool(value) for value in values)


def language_tag(code: str) -> str:
    """A language tag that may stand in a document; ``und`` where the given one is none.

    Examples
    --------
    >>> language_tag("nb"), language_tag('x" onclick="y'), language_tag("")
    ('nb', 'und', 'und')
    """
    subtags = code.strip().split("-")
    fits = subtags[0].isalpha() and 2 <= len(subtags[0]) <= 8
    return "-".join(subtags) if fits and all(tag.isalnum() and tag.isascii() for tag in subtags) else "und"


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left in its usual script.

    Examples
    --------
    >>> is_right_to_left("ar-SY"), is_right_to_left("so")
    (True, False)
    """
    code = code.lower()
    return code in _RIGHT_TO_LEFT or code.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT
