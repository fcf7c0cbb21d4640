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
from softskills.report.wording import say

Part = dict[str, Any]

DASH = "–"
"""Stands in a cell that has no value."""
_FEWEST_FOR_CONTENTS = 4  # headings of level 1
_LETTERS_IN_LINE = 90  # of a table on paper
_MOST_ROWS_TOGETHER = 12  # a table of so few rows is not cut by the end of a page
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


def parts(document: Document) -> list[Part]:
    """One dict per block, with ``part`` as its kind; tables and figures carry their number.

    Examples
    --------
    >>> parts(Document("T", "en", [Heading(1, "A")]))
    [{'part': 'heading', 'level': 1, 'text': 'A', 'anchor': 's1'}]
    """
    found = list(_parts(document))
    for before, part, after in zip(found, found[1:], found[2:], strict=False):
        # A heading stays with what it stands over: the one paragraph between it and a table goes along.
        if part["part"] == "paragraph" and before["part"] == "heading" and after["part"] in {"table", "figure"}:
            part["keep"] = True
    return found


def _parts(document: Document) -> Iterator[Part]:
    language = document.language
    headings = tables = figures = 0
    for block in document.blocks:
        match block:
            case Heading():
                headings += 1
                yield {"part": "heading", "level": block.level, "text": block.text, "anchor": f"s{headings}"}
            case Paragraph():
                lines, code = block.text.split("\n"), block.language and language_tag(block.language)
                yield {"part": "paragraph", "kind": block.kind, "lines": lines, "language": code, "keep": False}
            case Bullets():
                yield {"part": "bullets", "items": list(block.items)}
            case Data():
                tables += 1
                yield {
                    "part": "table",
                    **_table(block, language),
                    **_numbered(block.caption, "table", tables, language),
                }
            case Figure():
                figures += 1
                yield {
                    "part": "figure",
                    "alt": block.alt,
                    "block": block,
                    "number": figures,
                    **_numbered(block.caption, "figure", figures, language),
                }
            case Quote():
                yield {
                    "part": "quote",
                    "lines": block.text.split("\n"),
                    "language": language_tag(block.language),
                    "right_to_left": is_right_to_left(block.language),
                    "source": block.source,
                }
            case Fields():
                yield {"part": "fields", "labels": list(block.labels)}
            case _:
                yield {"part": "pagebreak"}


def _numbered(caption: str, kind: str, count: int, language: str) -> Part:
    return {"caption": caption, "name": f"{say('document', kind, language=language)} {count}."}


def _table(block: Data, language: str) -> Part:
    frame = block.frame
    numeric = [_is_numeric(frame.iloc[:, place]) for place in range(frame.shape[1])]
    rows = [[cell(value, language) for value in row] for row in frame.itertuples(index=False, name=None)]
    empty = say("document", "empty", language=language)
    head = list(block.head or ())
    return {
        "head": head,
        "numeric": numeric,
        "rows": rows,
        "empty": empty,
        "named": not numeric[0],  # the first column names its row
        "widths": widths([head, *rows]),
        "together": len(rows) <= _MOST_ROWS_TOGETHER,
    }


def widths(rows: list[list[str]]) -> list[float]:
    """Share of the line that each column of a table gets: the longest word first, then by the length of the texts.

    Examples
    --------
    >>> widths([["id", "what she told"], ["A1", "a longer text of several words"]])
    [0.07, 0.93]
    """
    columns = list(zip(*rows, strict=True))
    # The separator is a space or line end; a no-break space belongs to its word.
    least = [1.2 * max(len(word) for text in column for word in re.split(r"[ \n\t]", text)) + 4 for column in columns]
    typical = [min(sorted(map(len, column))[-max(1, len(column) // 4)], 80) for column in columns]
    spare = max(_LETTERS_IN_LINE - sum(least), 0)
    wanted = [max(length - need, 0) for length, need in zip(typical, least, strict=True)]
    total = sum(wanted) or 1
    needs = [need + spare * want / total for need, want in zip(least, wanted, strict=True)]
    return [round(need / sum(needs), 2) for need in needs]


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
