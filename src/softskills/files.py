"""Tables and texts, in and out: one careful way to read them, one atomic way to write them."""

import csv
import errno
import io
import json
import os
import re
import secrets
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import pandas as pd

from softskills.errors import OutputError, TableError

_SEPARATORS = ",;\t|"
_LARGEST_CELL = 64 * 2**20
_LONGEST_EXCEL_CELL = 32_767
# Cells that a spreadsheet would run as a formula. A dash opens dialogue in many stories, so it counts too.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")
# Letters of Polish and Slovak, as they look when Windows-1250 is read as Windows-1252: pil³am, ¾udia.
_MISREAD_1250 = re.compile(r"[^\W\d_][³¹¾¿]|[³¹¾¼£¯][^\W\d_]")
_WESTERN = re.compile("[åøÅØ¡]")
_NOT_IN_EXCEL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode text whose encoding nobody wrote down.

    Parameters
    ----------
    data : bytes
        Contents of a text file.
    name : str
        How to call the file in an error.

    Returns
    -------
    text, encoding : str
        UTF-8 (with or without BOM), UTF-16 with BOM, Windows-1252 or Windows-1250. Where a UTF-8
        file is damaged in few places, these become U+FFFD and the encoding is ``"utf-8 (damaged)"``.

    Examples
    --------
    >>> decode("smørbrød".encode("cp1252"), "x.csv")
    ('smørbrød', 'cp1252')
    >>> decode("ľudia, ktorí pomáhajú".encode("cp1250"), "x.csv")
    ('ľudia, ktorí pomáhajú', 'cp1250')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16", name), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8-sig", errors="replace")
    bad = damaged.count("\ufffd")
    good = sum(character > "\x7f" for character in damaged) - bad
    if good > bad:
        return damaged, "utf-8 (damaged)"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return _strictly(data, "cp1250", name), "cp1250"
    # One m³ in a Norwegian text is no Polish ł: the signs of either side are counted.
    if len(_MISREAD_1250.findall(text)) > len(_WESTERN.findall(text)):
        return _strictly(data, "cp1250", name), "cp1250"
    return text, "cp1252"


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"{name}:{line}: the bytes are neither UTF-8 nor Windows-1252 or -1250; save the file as UTF-8"
        ) from None


def read_bytes(path: Path) -> bytes:
    """Contents of a file; a :class:`TableError` that names it where it cannot be read or is empty."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableError(f"{path}: no such file") from None
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror}") from None
    if not data.strip():
        raise TableError(f"{path}: the file is empty")
    return data


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table of any kind as text columns, without guessing at values.

    Parameters
    ----------
    path : path
        ``.csv``, ``.tsv``, ``.txt`` (separator and encoding are found out), ``.xlsx``,
        ``.parquet``, ``.jsonl``.

    Returns
    -------
    DataFrame
        Empty cells are NaN; everything else is as it was written (``NA`` stays ``NA``).
        ``attrs["problems"]`` lists rows that do not fit the header, as
        ``{"position": int, "row": int, "problem": str}``; they are kept.

    Raises
    ------
    TableError
        If the file is missing, empty, of an unknown kind or unreadable.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise TableError(f"{path}: unknown kind of table {path.suffix!r}; use one of {', '.join(_READERS)}")
    data = read_bytes(path)
    try:
        table = reader(data, str(path))
    except TableError:
        raise
    except (ValueError, KeyError, OSError, EOFError, BadZipFile, zlib.error, NotImplementedError, SyntaxError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TableError(f"{path}: not a readable {path.suffix} file: {reason}") from error
    if table.columns.empty or not len(table):
        raise TableError(f"{path}: the table has no rows")
    return table


def _read_delimited(data: bytes, name: str) -> pd.DataFrame:
    text, encoding = decode(data, name)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(_SEPARATORS, key=header.count)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] = []
    rows: list[list[str]] = []
    problems: list[dict[str, Any]] = []
    for cells in _rows(reader, name):
        if not any(cells):
            continue
        if not columns:
            columns = _column_names(cells, name)
            continue
        if len(cells) > len(columns):
            problems.append(
                {
                    "position": len(rows),
                    "row": reader.line_num,
                    "problem": f"{len(cells)} cells under {len(columns)} columns",
                }
            )
            cells = [*cells[: len(columns) - 1], separator.join(cells[len(columns) - 1 :])]
        elif len(cells) < len(columns):
            problems.append(
                {
                    "position": len(rows),
                    "row": reader.line_num,
                    "problem": f"only {len(cells)} cells under {len(columns)} columns",
                    "severity": "warning",
                }
            )
        rows.append(cells + [""] * (len(columns) - len(cells)))
    table = pd.DataFrame(
        [[_GUARDED.sub("", cell) or None for cell in row] for row in rows], columns=columns, dtype="str"
    )
    table.attrs.update(encoding=encoding, problems=problems)
    return table


def _rows(reader: Any, name: str) -> Iterator[list[str]]:
    """Rows of a CSV reader; an open quotation mark, which would swallow all later rows, is an error with its line."""
    before = 0
    try:
        for cells in reader:
            before = reader.line_num
            yield cells
    except csv.Error as error:
        raise TableError(
            f"{name}:{before + 1}: a quotation mark is not closed, or stands inside an unquoted cell ({error}); "
            'write "" for a mark inside a quoted cell'
        ) from None


def _column_names(cells: list[str], name: str) -> list[str]:
    names = [cell.strip() for cell in cells]
    twice = {column for column in names if names.count(column) > 1 and column}
    if twice:
        raise TableError(f"{name}: column {sorted(twice)[0]!r} stands twice in the header; rename one")
    return [column or f"column_{i + 1}" for i, column in enumerate(names)]


def _read_excel(data: bytes, name: str) -> pd.DataFrame:
    table = pd.read_excel(io.BytesIO(data), dtype=str, keep_default_na=False, na_values=[""], engine="openpyxl")
    table.columns = pd.Index(_column_names([str(column) for column in table.columns], name))
    return table.dropna(how="all").reset_index(drop=True)


def _read_jsonl(data: bytes, name: str) -> pd.DataFrame:
    records = []
    for number, line in enumerate(decode(data, name)[0].split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise TableError(f"{name}:{number}: not JSON: {error}") from None
        if not isinstance(record, dict):
            raise TableError(f"{name}:{number}: expected one object per line, found {type(record).__name__}")
        records.append({key: value for key, value in record.items() if value is not None})
    return pd.DataFrame(records, dtype="object")  # a text with half a character is one row's problem, not the table's


def _read_parquet(data: bytes, name: str) -> pd.DataFrame:
    table = pd.read_parquet(io.BytesIO(data))
    table.attrs = {}  # what an earlier reading noticed is not about this file
    return table


_READERS: dict[str, Callable[[bytes, str], pd.DataFrame]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".txt": _read_delimited,
    ".xlsx": _read_excel,
    ".parquet": _read_parquet,
    ".jsonl": _read_jsonl,
}


def write_table(table: pd.DataFrame, path: str | Path, *, force: bool = False) -> Path:
    """Write a table; what stood there before stays until the new file is complete.

    Parameters
    ----------
    table : DataFrame
        Anything; the index is not written.
    path : path
        ``.csv`` (UTF-8 with BOM, so that Excel reads it), ``.xlsx``, ``.parquet`` or ``.jsonl``.
    force : bool
        Replace a file that stands there.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    OutputError
        If a file stands there and ``force`` is not given, or the place cannot be written.

    Notes
    -----
    A cell that a spreadsheet would run as a formula is written as text: in CSV with an apostrophe
    before it, which :func:`read_table` takes away again.
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise OutputError(f"{path}: unknown kind of table {path.suffix!r}; use one of {', '.join(_WRITERS)}")
    return write_atomically(path, lambda stream: writer(table, stream), force=force)


def write_text(text: str, path: str | Path, *, force: bool = False) -> Path:
    """Write a text file as UTF-8, atomically; see :func:`write_table` for ``force`` and errors."""
    return write_atomically(Path(path), lambda stream: stream.write(text.encode("utf-8", "replace")), force=force)


def write_atomically(
    path: Path, write: Callable[[IO[bytes]], object], *, force: bool = False, mode: int | None = None
) -> Path:
    """Call ``write`` with a binary stream beside ``path`` and move the result there when complete."""
    if path.exists() and not force:
        raise OutputError(f"{path} exists already; choose another name or say --force (force=True)")
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_usual_mode() if mode is None else mode)
        os.replace(temporary, path)  # noqa: PTH105 - Path.replace would hide that this is the atomic step
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}") from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
    return path


def _usual_mode() -> int:
    """Mode that a new file of this user gets; a private umask stays private."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Lone surrogates, which no file format can hold, become U+FFFD."""

    def clean(value: object) -> object:
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value

    text = table.select_dtypes(include=["object", "str"]).columns
    return table.assign(**{str(column): table[column].map(clean) for column in text})


def _write_csv(table: pd.DataFrame, stream: IO[bytes]) -> None:
    def guard(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value

    plain = _plain(table)
    text = plain.select_dtypes(include=["object", "str"]).columns
    guarded = plain.assign(**{str(column): plain[column].map(guard) for column in text})
    guarded.to_csv(stream, index=False, encoding="utf-8-sig", lineterminator="\r\n")  # so that a lone \r is quoted too


def _write_excel(table: pd.DataFrame, stream: IO[bytes]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    plain = _plain(table)
    longest = max(
        (len(value) for row in plain.itertuples(index=False) for value in row if isinstance(value, str)), default=0
    )
    if longest > _LONGEST_EXCEL_CELL:
        raise OutputError(
            f"a cell of {longest:,} characters does not fit into Excel ({_LONGEST_EXCEL_CELL:,} at most); "
            "write .csv or .parquet"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")
    sheet.append([str(column) for column in table.columns])
    for row in plain.itertuples(index=False):
        cells = []
        for value in row:
            if isinstance(value, str):
                cell = WriteOnlyCell(sheet, value=_NOT_IN_EXCEL.sub("\ufffd", value))
                cell.data_type = "s"  # never a formula
                cells.append(cell)
            else:
                missing = pd.api.types.is_scalar(value) and pd.isna(value)
                cells.append(None if missing else value if isinstance(value, (int, float, bool)) else str(value))
        sheet.append(cells)
    book.save(stream)


def _write_jsonl(table: pd.DataFrame, stream: IO[bytes]) -> None:
    _plain(table).to_json(stream, orient="records", lines=True, force_ascii=False)


_WRITERS: dict[str, Callable[[pd.DataFrame, IO[bytes]], object]] = {
    ".csv": _write_csv,
    ".xlsx": _write_excel,
    ".parquet": lambda table, stream: _plain(table).to_parquet(stream, index=False),
    ".jsonl": _write_jsonl,
}


def user_secret(path: Path) -> bytes:
    """A secret of this user's, made at first use: written aside and linked into place, so that nobody sees half of it.

    Raises
    ------
    OSError
        If it cannot be read or made.
    """
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(32))
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):  # another process was first: its secret holds
                os.link(aside, path)
        finally:
            aside.unlink(missing_ok=True)
    return path.read_bytes()
