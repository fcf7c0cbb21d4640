"""Cells that a spreadsheet would run, or could not hold: guarded on the way out, and back on the way in."""

import re

LONGEST_EXCEL_CELL = 32_767
"""UTF-16 code units."""
MOST_EXCEL_ROWS = 1_048_576
MOST_COLUMNS = 2_000
"""Of every table that is read here; nobody has so many, and each row of a file of two bytes a row would have them."""

# A dash opens dialogue in many stories, so it counts too; full-width signs are signs in an East Asian Excel.
_SIGN = r"(?:[\t\r\n]|\s*[=+\-@＝＋－＠])"
_FORMULA = re.compile(rf"'*{_SIGN}")
_GUARDED = re.compile(rf"'(?='*{_SIGN})")
# An XML file holds no control characters; Excel writes and reads them as _x0007_, and _x005F_ for the underscore
# of a text that only looks so.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def guard(text: str) -> str:
    """Write an apostrophe before a cell that a spreadsheet would run as a formula.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("- Nei"), guard("a-b")
    ("'=1+1", "''=1+1", "'- Nei", 'a-b')
    """
    return f"'{text}" if is_formula(text) else text


def unguard(text: str) -> str:
    """Take away the apostrophe that :func:`guard` wrote.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("''=1+1"), unguard("'quoted'")
    ('=1+1', "'=1+1", "'quoted'")
    """
    return text[1:] if _GUARDED.match(text) else text


def is_formula(text: str) -> bool:
    """Whether a cell begins like a formula, perhaps after apostrophes."""
    return bool(_FORMULA.match(text))


def to_excel(text: str) -> str:
    r"""Escape what a workbook's XML cannot hold.

    Examples
    --------
    >>> to_excel("bell\x07"), to_excel("_x0007_")
    ('bell_x0007_', '_x005F_x0007_')
    """
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def from_excel(text: str) -> str:
    r"""Undo :func:`to_excel`, and what Excel itself escaped.

    Examples
    --------
    >>> from_excel("two_x000D_lines"), from_excel("_x005F_x0007_")
    ('two\rlines', '_x0007_')
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: _character(match[1], match[0]), text)


def _character(digits: str, otherwise: str) -> str:
    """The character; half of one (a surrogate) stays as it was written."""
    character = chr(int(digits, 16))
    return otherwise if "\ud800" <= character <= "\udfff" else character


def excel_length(text: str) -> int:
    """Length of a text as Excel counts it, in UTF-16 code units.

    Examples
    --------
    >>> excel_length("æ😀")
    3
    """
    return len(to_excel(text).encode("utf-16-le", "replace")) // 2
