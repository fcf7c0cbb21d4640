"""Excel workbooks, in: opened only after their size, unpacked, is known, and read row by row."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

import pandas as pd

from softskills.errors import TableError
from softskills.files.cells import MOST_COLUMNS, MOST_EXCEL_ROWS, from_excel
from softskills.files.parts import Gathered, Portion, column_names, in_portions

_LARGEST_UNPACKED = 256 * 2**20
_MOST_MEMBERS = 2_000
_MOST_CELLS = 20_000_000
_MOST_CHARACTERS = 2**30  # a text that stands in many cells is kept once in the file
_ERRORS = frozenset(["#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!"])
_AT_A_TIME = 256


def read_excel(path: Path, portion: Portion) -> Iterator[pd.DataFrame]:
    """Tables from the first sheet of a workbook, as text; formulas by the value that was kept with them."""
    from openpyxl import load_workbook

    name = str(path)
    with path.open("rb") as stream:
        _require_harmless(stream, name)
        stream.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what openpyxl does not keep (drop-downs, colours)
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise TableError(f"{name}: the workbook has no sheet with cells")
        sheet = book.worksheets[0]
        rows = _bounded(_rows(sheet), name)
        header = next(((line, cells) for line, cells in rows if any(cells)), None)
        if header is None:
            return
        named = header[1]
        while named and not named[-1]:
            named.pop()
        columns = column_names([cell or "" for cell in named], name)
        gathered = Gathered(name, columns, portion)
        _note_other_sheets(book, columns, gathered)
        yield from in_portions(gathered, (row for row in rows if any(row[1])), _add)


def _require_harmless(stream: IO[bytes], name: str) -> None:
    """Sizes as the archive declares them (Python reads no more than that), and no document types, which can grow."""
    with ZipFile(stream) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > _MOST_MEMBERS or unpacked > _LARGEST_UNPACKED:
            raise TableError(
                f"{name}: unpacked it has {unpacked / 2**20:,.0f} MB in {len(members):,} files; at most "
                f"{_LARGEST_UNPACKED / 2**20:,.0f} MB are read from Excel. Save it as .csv or .parquet"
            )
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(member) as part:
                    _require_no_doctype(part, f"{name}: {member.filename}")


def _require_no_doctype(part: IO[bytes], name: str) -> None:
    begun: list[str] = []

    def refuse(*_: object) -> None:
        raise TableError(f"{name} declares a document type, which no spreadsheet does; it is not read")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda *_: begun.append("element")
    while not begun and (block := part.read(2**14)):
        parser.Parse(block, False)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what the file says of its size may be anything
    rows = sheet.iter_rows(values_only=True)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a date that is none becomes an error value, named below
            some = list(islice(rows, _AT_A_TIME))
        if not some:
            return
        yield from some


def _bounded(rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[tuple[int, list[str | None]]]:
    seen = characters = 0
    for line, values in enumerate(rows, start=1):
        cells = [_text(value) for value in values]
        seen += len(cells)
        characters += sum(len(cell) for cell in cells if cell)
        if line > MOST_EXCEL_ROWS or len(cells) > MOST_COLUMNS or seen > _MOST_CELLS or characters > _MOST_CHARACTERS:
            raise TableError(
                f"{name}: row {line:,} is beyond what is read from Excel ({_MOST_CELLS:,} cells, "
                f"{_MOST_CHARACTERS:,} characters); delete empty rows and columns, or save it as .csv"
            )
        yield line, cells


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return from_excel(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (bool, int, float, datetime, date, time, timedelta)):
        return str(value)
    return str(getattr(value, "text", value))  # the formula of an array, where no value was kept


def _add(gathered: Gathered, line: int, cells: list[str | None]) -> None:
    width = len(gathered.columns)
    beyond = next((place for place, cell in enumerate(cells) if cell and place >= width), None)
    if beyond is not None:
        gathered.problem(
            line,
            f"column {beyond + 1} has no name in the header; its cell is not read",
            severity="warning",
            what_to_do="name the column, or empty it",
        )
    cells = cells[:width]
    for column, cell in zip(gathered.columns, cells, strict=False):
        if cell in _ERRORS:
            gathered.problem(
                line,
                f"the cell under {column!r} holds the error {cell}, and is taken for empty",
                severity="warning",
                what_to_do="mend the formula, or write the value",
            )
    gathered.add(line, [None if cell in _ERRORS else cell for cell in cells])


def _note_other_sheets(book: Any, columns: list[str], gathered: Gathered) -> None:
    """A second sheet with the same columns, such as one for each country, is not passed over without a word."""
    for other in book.worksheets[1:]:
        first = next(_bounded(_rows(other), gathered.name), (0, []))[1]
        names = [(cell or "").strip() for cell in first]
        if columns[:2] == names[:2] or {"narrative_id", "text"} <= set(names):
            gathered.problems.append(
                {
                    "row": 1,
                    "problem": f"only the first sheet is read, not {other.title!r}, which has the same columns",
                    "severity": "warning",
                    "what_to_do": "put all rows on one sheet",
                }
            )
