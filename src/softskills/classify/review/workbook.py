"""A review as a file to fill: an Excel workbook with drop-downs, or CSV."""

from pathlib import Path
from typing import IO, Any

import pandas as pd

from softskills.classify.review.rows import DECISIONS, FILLED, NUMBERS, PLACE, as_text, whole
from softskills.errors import OutputError
from softskills.experiences.codings import require_columns
from softskills.files import write_atomically, write_table
from softskills.files.cells import LONGEST_EXCEL_CELL, MOST_EXCEL_ROWS, excel_length, is_formula, to_excel
from softskills.files.writing import save_book
from softskills.framework import Framework

_WIDTHS = {"before": 40, "evidence": 60, "after": 40, "label": 28, "note": 40, "definition": 90, "problem": 40}
_FORMATS = {"decided_at": "yyyy-mm-dd", **dict.fromkeys([*NUMBERS, "level"], "0")}


def write_review(
    table: pd.DataFrame, path: str | Path, *, framework: Framework, language: str = "", force: bool = False
) -> Path:
    """Write a review to fill: ``.xlsx`` with drop-downs and a sheet with the framework, or ``.csv``.

    Parameters
    ----------
    table : DataFrame
        As :func:`review` or :func:`read_review` gives it. What begins like a formula stays text.
    path : path
        Target file.
    framework : Framework
        Whose ids ``changed_to`` offers; its labels and definitions stand on the second sheet.
    language : str, optional
        Of these, BCP 47; the framework's default where empty.
    force : bool
        Replace a file that stands there.

    Raises
    ------
    OutputError
        If a file stands there, it cannot be written, or a cell or the table is too long for Excel.

    Examples
    --------
    >>> import tempfile
    >>> from softskills.classify.review import REVIEW_COLUMNS
    >>> from softskills.framework import load_framework
    >>> table = pd.DataFrame(columns=REVIEW_COLUMNS)
    >>> write_review(table, Path(tempfile.mkdtemp()) / "review.xlsx", framework=load_framework()).name
    'review.xlsx'
    """
    path = Path(path)
    require_columns(table, [*PLACE, "competence", *FILLED], "review")
    if path.suffix.lower() == ".csv":
        return write_table(table, path, force=force)
    if path.suffix.lower() != ".xlsx":
        raise OutputError(f"{path}: a review is a .xlsx or a .csv file, not {path.suffix!r}")
    wording = framework.to_frame(language=language)[["competence", "label", "definition"]]
    if len(table) > MOST_EXCEL_ROWS - 1:
        raise OutputError(f"{path}: {len(table):,} rows do not fit into Excel; write .csv, or fewer stories at a time")
    for text in (value for frame in (table, wording) for column in frame for value in frame[column]):
        if isinstance(text, str) and excel_length(text) > LONGEST_EXCEL_CELL:
            raise OutputError(f"{path}: a cell of {len(text):,} characters does not fit into Excel; write .csv")
    return write_atomically(path, lambda stream: _write_book(table, wording, stream), force=force)


def _write_book(table: pd.DataFrame, wording: pd.DataFrame, stream: IO[bytes]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    layout, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    offered = {"decision": f'"{",".join(DECISIONS)}"', "level": '"1,2,3,4"'}
    offered["changed_to"] = f"framework!$A$2:$A${len(wording) + 1}"

    def cell(column: str, value: object) -> Any:
        text = as_text(value)
        figure = whole(text) if _FORMATS.get(column) == "0" else None
        made = WriteOnlyCell(sheet, value=figure if figure is not None else to_excel(text) or None)
        if text and figure is None:
            made.data_type = "s"  # never a formula
            made.quotePrefix = is_formula(text)  # nor when somebody edits the cell
        made.number_format = _FORMATS.get(column, "@")
        made.alignment = layout
        return made

    book = Workbook(write_only=True)
    for title, frame in (("review", table), ("framework", wording)):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(frame.columns, start=1):
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = _WIDTHS.get(column, 13)
            if title == "review" and column in offered:
                rule = DataValidation(type="list", formula1=offered[column], allow_blank=True, showErrorMessage=True)
                rule.error = "Choose from the list, or leave the cell empty."
                rule.add(f"{letter}2:{letter}{len(frame) + 2}")
                sheet.data_validations.append(rule)
        header = [cell("", column) for column in frame.columns]
        for made in header:
            made.font = bold
        sheet.append(header)
        for row in frame.itertuples(index=False, name=None):
            sheet.append([cell(str(column), value) for column, value in zip(frame.columns, row, strict=True)])
    save_book(book, stream)
