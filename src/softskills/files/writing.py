"""Tables and texts, out: what stood there before stays until the new file is complete."""

import errno
import io
import json
import math
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pandas as pd

from softskills.errors import OutputError
from softskills.files.cells import LONGEST_EXCEL_CELL, MOST_EXCEL_ROWS, excel_length, guard, is_formula, to_excel

_EXACT = 2**53  # a larger whole number is rounded by Excel


def write_table(table: pd.DataFrame, path: str | Path, *, force: bool = False) -> Path:
    """Write a table; what stood there before stays until the new file is complete.

    Parameters
    ----------
    table : DataFrame
        Anything; the index is not written.
    path : path
        ``.csv`` (UTF-8 with BOM, so that Excel reads it), ``.xlsx``, ``.parquet`` or ``.jsonl``.
    force : bool
        Replace a file that stands there. A symbolic link is replaced, never followed.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    OutputError
        If a file stands there and ``force`` is not given, or the place cannot be written, or the format
        cannot hold the table.

    Notes
    -----
    A cell that a spreadsheet would run as a formula is written as text: in CSV with an apostrophe
    before it, which :func:`read_table` takes away again.
    """
    return write_in_parts([table], path, force=force)


def write_in_parts(
    tables: Iterable[pd.DataFrame], path: str | Path, *, force: bool = False, aside: Path | None = None
) -> Path:
    """Write tables with the same columns one below the other into one file, never holding all in memory.

    Parameters
    ----------
    tables : iterable of DataFrame
        At least one; columns and types of the first.
    path : path
    force : bool
        As for :func:`write_table`.
    aside : Path, optional
        Folder for the file while it is half written, on the same file system; that of ``path`` where omitted. A
        process that is killed leaves the half file there.
    """
    path = Path(path)
    require_writable(path, force=force)
    writer = _WRITERS[path.suffix.lower()]

    def write(stream: IO[bytes]) -> None:
        try:
            writer((_plain(table) for table in tables), stream)
        except OutputError as error:
            raise OutputError(f"{path}: {error}") from None
        except (ValueError, TypeError, OverflowError, NotImplementedError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise OutputError(f"{path}: the table cannot be written as {path.suffix}: {reason}") from error

    return write_atomically(path, write, force=force, aside=aside)


def require_writable(path: Path, *, force: bool = False) -> None:
    """Say before the work that a table could not be written there after it.

    Raises
    ------
    OutputError
        If the kind is unknown, or something stands there and ``force`` is not given.
    """
    if path.suffix.lower() not in _WRITERS:
        raise OutputError(f"{path}: unknown kind of table {path.suffix!r}; use one of {', '.join(_WRITERS)}")
    _require_free(path, force)


def _require_free(path: Path, force: bool) -> None:
    if "\0" in str(path):
        raise OutputError(f"{str(path)!r} is no name of a file: it holds a NUL")
    if os.path.lexists(path) and not force:  # also a link that leads nowhere
        raise OutputError(f"{path} exists already; choose another name or say --force (force=True)")


def write_text(text: str, path: str | Path, *, force: bool = False) -> Path:
    """Write a text file as UTF-8, atomically; see :func:`write_table` for ``force`` and errors."""
    return write_atomically(Path(path), lambda stream: stream.write(text.encode("utf-8", "replace")), force=force)


def write_atomically(
    path: Path,
    write: Callable[[IO[bytes]], object],
    *,
    force: bool = False,
    mode: int | None = None,
    aside: Path | None = None,
) -> Path:
    """Call ``write`` with a binary stream beside ``path`` (or in ``aside``) and move the result there when complete."""
    _require_free(path, force)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=aside or path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
            stream.flush()
            # By descriptor where that can be done: nobody can put a link in the place of the name meanwhile.
            place = stream.fileno() if os.chmod in os.supports_fd else temporary
            os.chmod(place, _usual_mode() if mode is None else mode)  # noqa: PTH101
            os.fsync(stream.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - Path.replace would hide that this is the atomic step
    except OutputError:
        raise
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}") from error
    finally:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
    return path


def _usual_mode() -> int:
    """Mode that a new file of this user gets; a private umask stays private."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


# -- formats ------------------------------------------------------------------------------------------


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Names as text, none twice; lone surrogates, which no file format can hold, replaced; one type for text."""
    names = [_clean(str(column)) for column in table.columns]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise OutputError(f"column {twice[0]!r} stands twice; rename one")
    table = table.reset_index(drop=True)
    table.attrs = {}  # would be copied, problem by problem, at every step
    columns = [_cleaned(table.iloc[:, place]) for place in range(len(names))]
    return pd.DataFrame(dict(zip(names, columns, strict=True)), index=table.index)


def _cleaned(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if not _is_text(column):
        return column
    values = column.astype("object").map(_clean)
    # A column whose gaps have not been filled yet is text too; all parts of a file must agree.
    return values.astype("str") if all(isinstance(value, str) or _is_missing(value) for value in values) else values


def _is_missing(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _is_text(column: "pd.Series[Any]") -> bool:
    types = pd.api.types
    kept = (types.is_numeric_dtype, types.is_bool_dtype, types.is_datetime64_any_dtype, types.is_timedelta64_dtype)
    return not any(is_kind(column.dtype) for is_kind in kept)


def _clean(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _write_csv(tables: Iterator[pd.DataFrame], stream: IO[bytes]) -> None:
    for number, table in enumerate(tables):
        guarded = table.assign(**{str(name): table[name].map(_guarded) for name in table if _is_text(table[name])})
        guarded.columns = [guard(str(name)) for name in table]
        # Line ends as Excel writes them, so that a lone \r is quoted too.
        text = guarded.to_csv(None, index=False, header=number == 0, lineterminator="\r\n")
        stream.write((text if number else f"\ufeff{text}").encode("utf-8", "replace"))


def _guarded(value: Any) -> Any:
    return guard(value) if isinstance(value, str) else value


def _write_excel(tables: Iterator[pd.DataFrame], stream: IO[bytes]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")
    try:
        for row in _excel_rows(tables):
            sheet.append([_excel_cell(sheet, value) for value in row])
    finally:
        sheet.close()  # what it keeps aside, also where a row does not fit
    save_book(book, stream)


def save_book(book: Any, stream: IO[bytes]) -> None:
    """Write a workbook of openpyxl.

    Packed in memory first: on a full disk its archive would stay half open and complain when it is thrown away.
    """
    packed = io.BytesIO()
    book.save(packed)
    stream.write(packed.getbuffer())


def _excel_rows(tables: Iterator[pd.DataFrame]) -> Iterator[Iterable[Any]]:
    count = 0
    for number, table in enumerate(tables):
        if number == 0:
            yield map(str, table.columns)
        count += len(table)
        if count >= MOST_EXCEL_ROWS:
            raise OutputError(f"{count:,} rows do not fit into Excel; write .csv or .parquet")
        yield from table.itertuples(index=False, name=None)


def _excel_cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if _is_missing(value):
        return None
    if isinstance(value, bool) or (isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= _EXACT):
        return value
    text = value if isinstance(value, str) else str(value)
    length = excel_length(text)
    if length > LONGEST_EXCEL_CELL:
        raise OutputError(
            f"a cell of {length:,} characters does not fit into Excel ({LONGEST_EXCEL_CELL:,} at most); "
            "write .csv or .parquet"
        )
    cell = WriteOnlyCell(sheet, value=to_excel(text))
    cell.data_type = "s"  # never a formula
    if is_formula(text):
        cell.quotePrefix = True  # nor when somebody edits the cell
    return cell


def _write_parquet(tables: Iterator[pd.DataFrame], stream: IO[bytes]) -> None:
    import pyarrow as pa
    from pyarrow import parquet as pq

    first = pa.Table.from_pandas(next(tables), preserve_index=False)
    with pq.ParquetWriter(stream, first.schema) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(pa.Table.from_pandas(table, schema=first.schema, preserve_index=False))


def _write_jsonl(tables: Iterator[pd.DataFrame], stream: IO[bytes]) -> None:
    for table in tables:
        for record in table.to_dict("records"):
            plain = {name: _jsonable(value) for name, value in record.items()}
            stream.write((json.dumps(plain, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace"))


def _jsonable(value: Any) -> Any:
    if _is_missing(value):
        return None
    if hasattr(value, "tolist"):  # of NumPy: numbers and arrays
        value = value.tolist()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


_WRITERS: dict[str, Callable[[Iterator[pd.DataFrame], IO[bytes]], object]] = {
    ".csv": _write_csv,
    ".xlsx": _write_excel,
    ".parquet": _write_parquet,
    ".jsonl": _write_jsonl,
}
