"""Tables, read as text columns without guessing at values: whole, or in parts for files larger than memory."""

import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

import pandas as pd

from softskills.errors import TableError
from softskills.files.parts import WHOLE, Portion
from softskills.files.text import read_delimited, read_jsonl
from softskills.files.workbook import read_excel

_LARGEST_FILE = 2**30  # bytes; more is read in parts only
# What the parsers of openpyxl and pyarrow raise on files that are none of theirs, found by fuzzing.
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, OSError, EOFError,
    BadZipFile, zlib.error, struct.error, RuntimeError, SyntaxError, ExpatError,
)  # fmt: skip


def require_file(path: Path) -> int:
    """Size of an ordinary file; a :class:`TableError` for anything else, such as a pipe, which would be waited for."""
    try:
        info = path.stat()
    except FileNotFoundError:
        raise TableError(f"{path}: no such file") from None
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the name
        raise TableError(f"{str(path)!r} is no name of a file: {error}") from None
    if not stat.S_ISREG(info.st_mode):
        raise TableError(f"{path}: cannot be read: it is a folder, a pipe or a device; give a file")
    return info.st_size


def read_bytes(path: Path, *, largest: int = _LARGEST_FILE) -> bytes:
    """Contents of a file; a :class:`TableError` that names it where it cannot be read, is empty or too large."""
    size = require_file(path)
    if size > largest:
        raise TableError(f"{path}: {size / 2**20:,.0f} MB is too large; at most {largest / 2**20:,.0f} MB are read")
    try:
        data = path.read_bytes()
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
        ``attrs["problems"]`` lists what does not fit the header, as ``{"position": int, "row": int,
        "problem": str}`` and perhaps ``severity`` and ``what_to_do``; such rows are kept. ``position``
        is missing where the problem is the file's.

    Raises
    ------
    TableError
        If the file is missing, empty, of an unknown kind, unreadable, or too large to be read at once.
    """
    parts = _parts(Path(path), WHOLE)
    table = next(parts)
    if next(parts, None) is not None:
        raise TableError(
            f"{path}: too large to be read at once (more than {WHOLE.characters / 2**20:,.0f} million characters or "
            f"{WHOLE.cells / 10**6:,.0f} million cells); split it, or use softskills map, which reads in parts"
        )
    return table


def read_in_parts(path: str | Path, *, rows: int = 500, characters: int = 1_000_000) -> Iterator[pd.DataFrame]:
    """Read a table part by part, in bounded memory.

    Parameters
    ----------
    path : path
        As for :func:`read_table`.
    rows, characters : int
        A part ends when it has so many.

    Yields
    ------
    DataFrame
        As :func:`read_table` gives it, each with a fresh index; positions in ``attrs["problems"]`` count within the
        part. Parts of JSON Lines have the columns that occur in them.

    Raises
    ------
    TableError
        As :func:`read_table`; perhaps only after some parts.
    """
    return _parts(Path(path), Portion(rows, characters))


def _parts(path: Path, portion: Portion) -> Iterator[pd.DataFrame]:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise TableError(f"{path}: unknown kind of table {path.suffix!r}; use one of {', '.join(_READERS)}")
    if not require_file(path):
        raise TableError(f"{path}: the file is empty")
    try:
        parts = reader(path, portion)
        first = next(parts, None)
        if first is None or first.columns.empty or not len(first):
            raise TableError(f"{path}: the table has no rows")
        yield from chain([first], parts)
    except TableError:
        raise
    except _BROKEN as error:
        reason = str(error).splitlines()[0] if str(error).strip() else type(error).__name__
        raise TableError(f"{path}: not a readable {path.suffix} file: {reason}") from error


def _read_parquet(path: Path, portion: Portion) -> Iterator[pd.DataFrame]:
    from softskills.files.parquet import read_parquet  # pyarrow is slow to load

    return read_parquet(path, portion)


_READERS: dict[str, Callable[[Path, Portion], Iterator[pd.DataFrame]]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".xlsx": read_excel,
    ".parquet": _read_parquet,
    ".jsonl": read_jsonl,
}
