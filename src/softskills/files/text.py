"""Delimited text (CSV, TSV) and JSON Lines, line by line."""

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any

import pandas as pd

from softskills.errors import TableError
from softskills.files.cells import MOST_COLUMNS, unguard
from softskills.files.decoding import Encoding, find_encoding
from softskills.files.parts import LARGEST_CELL, Gathered, Portion, column_names, in_portions

_SEPARATORS = ",;\t|"
_BLOCK = 2**20
_LONGEST_LINE = 2 * LARGEST_CELL


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _encoding(path: Path) -> Encoding:
    if not any(block.strip() for block in _blocks(path)):
        raise TableError(f"{path}: the file is empty")
    return find_encoding(partial(_blocks, path), str(path))


def _lines(stream: IO[str], name: str) -> Iterator[str]:
    """Lines of bounded length: a file without line breaks never comes into memory as a whole."""
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if len(line) >= _LONGEST_LINE:
            raise TableError(f"{name}:{number}: a line of more than {_LONGEST_LINE:,} characters; is it a table?")
        yield line


# -- CSV ----------------------------------------------------------------------------------------------


def read_delimited(path: Path, portion: Portion) -> Iterator[pd.DataFrame]:
    """Tables from delimited text; separator and encoding are found out."""
    encoding = _encoding(path)
    csv.field_size_limit(LARGEST_CELL)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as stream:
        lines = _lines(stream, str(path))
        begun: list[str] = []
        for line in lines:
            begun.append(line)
            if line.strip("\r\n"):
                break
        separator = max(_SEPARATORS, key=begun[-1].count)
        reader = csv.reader(chain(begun, lines), delimiter=separator, strict=True)
        rows = _cells(reader, str(path))
        header = next(rows, None)
        if header is None:
            return
        columns = column_names(map(unguard, header[1]), str(path))
        gathered = Gathered(str(path), columns, portion, {"encoding": encoding.name})
        add = partial(_add, separator=separator, guarded=_is_ours(path, begun[-1]))
        yield from in_portions(gathered, rows, add)


def _is_ours(path: Path, header: str) -> bool:
    """Whether write_table wrote the file (or Excel): then an apostrophe before a sign is a guard."""
    return next(_blocks(path), b"").startswith(codecs.BOM_UTF8) and header.endswith("\r\n")


def _cells(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not empty.

    An open quotation mark, which would swallow all later rows, is an error with its line.
    """
    before = 0
    try:
        for cells in reader:
            before = reader.line_num
            if any(cells):
                yield before, cells
    except csv.Error as error:
        raise TableError(
            f"{name}:{before + 1}: a quotation mark is not closed, or stands inside an unquoted cell ({error}); "
            'write "" for a mark inside a quoted cell'
        ) from None


def _add(gathered: Gathered, line: int, cells: list[str], *, separator: str, guarded: bool) -> None:
    width = len(gathered.columns)
    if len(cells) > width:
        gathered.problem(line, f"{len(cells)} cells under {width} columns")
        cells = [*cells[: width - 1], separator.join(cells[width - 1 :])]
    elif len(cells) < width:
        gathered.problem(line, f"only {len(cells)} cells under {width} columns", severity="warning")
    plain = [unguard(cell) for cell in cells]
    if not guarded and plain != cells:
        gathered.problem(
            line,
            "an apostrophe before a sign such as = or - was taken for a spreadsheet's guard, and left out",
            severity="warning",
            what_to_do="if it belongs to the text, write it twice",
        )
    gathered.add(line, [cell or None for cell in plain])


# -- JSON Lines ---------------------------------------------------------------------------------------


def read_jsonl(path: Path, portion: Portion) -> Iterator[pd.DataFrame]:
    """Tables from one JSON object a line."""
    encoding = _encoding(path)
    records: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    read = 0

    def take() -> pd.DataFrame:
        # As objects: a text with half a character is one row's problem, not the table's.
        columns = {name: [record.get(name, float("nan")) for record in records] for name in names}
        return pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in columns.items()})

    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="\n") as stream:
        for number, line in enumerate(_lines(stream, str(path)), start=1):
            if not line.strip():
                continue
            records.append(_record(line, f"{path}:{number}"))
            names |= dict.fromkeys(records[-1])
            read += len(line)
            if len(names) > MOST_COLUMNS:
                raise TableError(f"{path}:{number}: more than {MOST_COLUMNS:,} different names; is it a table?")
            if len(records) >= portion.rows or read >= portion.characters or len(records) * len(names) > portion.cells:
                yield take()
                records, names, read = [], {}, 0
    if records:
        yield take()


def _record(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line, object_pairs_hook=partial(_unique, place))
    except (json.JSONDecodeError, RecursionError) as error:
        raise TableError(f"{place}: not JSON: {error}") from None
    if not isinstance(record, dict):
        raise TableError(f"{place}: expected one object per line, found {type(record).__name__}")
    return {key: float("nan") if value is None else value for key, value in record.items()}


def _unique(place: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two equal names the first would be lost without a word."""
    record = dict(pairs)
    if len(record) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise TableError(f"{place}: {twice!r} stands twice in one object; rename one")
    return record
