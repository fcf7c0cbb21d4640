"""The tables of a report as an Excel workbook: a first sheet that says what they are, then one sheet each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd

from softskills.files import write_atomically
from softskills.report.document import plain

_WIDEST = 60  # letters
_LONGEST_CELL = 32_767
_LONGEST_TITLE = 31


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table with the name of its sheet, its caption and the headings of its columns."""

    name: str
    caption: str
    frame: pd.DataFrame
    head: tuple[str, ...]


def write_workbook(
    sheets: Sequence[Sheet], path: str | Path, *, title: str, about: Sequence[str] = (), force: bool = False
) -> Path:
    """Write tables into one workbook.

    Parameters
    ----------
    sheets : sequence of Sheet
        In order; names are cut and numbered where Excel needs it.
    path : path
    title : str
        First line of the first sheet, and title in the file's properties; no author is named.
    about : sequence of str
        Further lines of the first sheet.
    force : bool
        Replace a file that stands there.

    Returns
    -------
    Path

    Raises
    ------
    OutputError
        If a file stands there and ``force`` is not given, or the place cannot be written.

    Notes
    -----
    Numbers are numbers; everything else is text, also where it looks like a formula.

    Examples
    --------
    >>> import tempfile
    >>> sheet = Sheet("land", "Personer", pd.DataFrame({"a": ["=1+1"], "b": [5]}), ("Land", "Personer"))
    >>> write_workbook([sheet], Path(tempfile.mkdtemp()) / "tall.xlsx", title="Rapport").name
    'tall.xlsx'
    """
    return write_atomically(Path(path), lambda stream: _write(sheets, stream, title, about), force=force)


def _write(sheets: Sequence[Sheet], stream: IO[bytes], title: str, about: Sequence[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.properties.creator, book.properties.title = "softskills", plain(title)
    first = book.active
    first.title = "0"
    first.column_dimensions["A"].width = 100
    names = _names([sheet.name for sheet in sheets])
    captions = [f"{name}: {sheet.caption}" for name, sheet in zip(names, sheets, strict=True)]
    for line in (title, *about, *captions):
        _text(first, first.max_row + (first.max_row > 1 or first["A1"].value is not None), 1, line)
    first["A1"].font = Font(bold=True)
    for row in first.iter_rows():
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    for name, sheet in zip(names, sheets, strict=True):
        page = book.create_sheet(name)
        _text(page, 1, 1, sheet.caption)
        for place, text in enumerate(sheet.head, start=1):
            _text(page, 3, place, text)
            page.cell(3, place).font = Font(bold=True)
            longest = [len(text), *(len(str(value)) for value in sheet.frame.iloc[:, place - 1])]
            page.column_dimensions[page.cell(3, place).column_letter].width = min(_WIDEST, max(longest) + 2)
        for number, row in enumerate(sheet.frame.itertuples(index=False, name=None), start=4):
            for place, value in enumerate(row, start=1):
                _value(page, number, place, value)
        page.freeze_panes = "B4"
    book.save(stream)


def _names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes, all different in any case."""
    names: list[str] = []
    for number, name in enumerate(wanted, start=1):
        clean = "".join(sign if sign not in "[]:*?/\\'" else " " for sign in plain(name)).strip()
        names.append(f"{number} {clean}"[:_LONGEST_TITLE].strip())
    return names


def _value(page: Any, row: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        _text(page, row, place, value)
        return
    if pd.isna(value):
        return
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, (int, float)):
        page.cell(row, place, number)
    else:
        _text(page, row, place, str(number))


def _text(page: Any, row: int, place: int, value: str) -> None:
    cell = page.cell(row, place, plain(value)[:_LONGEST_CELL])
    cell.data_type = "s"  # never a formula
