"""Parquet files: what they unpack to is counted before it is unpacked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet as pq

from softskills.errors import TableError
from softskills.files.cells import MOST_COLUMNS
from softskills.files.parts import LARGEST_CELL, Portion

_MOST_ROWS = 20_000_000
_LARGEST_UNPACKED = 2**30  # bytes of one part: a text that stands in many rows is kept once in the file
_INDEX = re.compile(r"__index_level_\d+__")


def read_parquet(path: Path, portion: Portion) -> Iterator[pd.DataFrame]:
    """Tables from a Parquet file. Metadata of pandas and foreign types are not followed."""
    name = str(path)
    with pq.ParquetFile(path, memory_map=False) as source:
        schema = source.schema_arrow
        if len(schema.names) > MOST_COLUMNS or source.metadata.num_rows > _MOST_ROWS:
            raise TableError(
                f"{name}: {source.metadata.num_rows:,} rows of {len(schema.names):,} columns; at most {_MOST_ROWS:,} "
                f"rows of {MOST_COLUMNS:,} columns are read"
            )
        texts = [field.name for field in schema if _is_text(field.type)]
        size = max(1, min(portion.rows, portion.cells // max(1, len(schema.names)), source.metadata.num_rows))
    # Opened again, with texts as references to the different ones: a million times the same text costs one.
    with pq.ParquetFile(path, memory_map=False, read_dictionary=texts) as source:
        tables: list[pd.DataFrame] = []
        rows = unpacked = 0
        for batch in source.iter_batches(batch_size=size):  # no longer than a row group, of which there may be many
            unpacked += sum(_unpacked(array) for array in batch.columns)
            if unpacked > _LARGEST_UNPACKED:
                raise TableError(
                    f"{name}: {rows + batch.num_rows:,} rows unpack to more than a gigabyte; they are not read"
                )
            tables.append(_table(batch, name))
            rows += batch.num_rows
            if rows >= size or unpacked > portion.characters:
                yield _joined(tables)
                tables, rows, unpacked = [], 0, 0
        if tables:
            yield _joined(tables)


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    table.attrs = {"problems": []}  # what an earlier reading noticed is not about this file
    return table


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _table(batch: pa.RecordBatch, name: str) -> pd.DataFrame:
    if len(set(batch.schema.names)) < len(batch.schema.names):
        raise TableError(f"{name}: a column stands twice; rename one")
    columns = zip(batch.schema.names, batch.columns, strict=True)
    return pd.DataFrame({column: _series(array) for column, array in columns if not _INDEX.fullmatch(column)})


def _unpacked(array: Any) -> int:
    """Bytes of the texts when each row has its own."""
    if not pa.types.is_dictionary(array.type) or not _is_text(array.type.value_type):
        return int(array.nbytes)
    lengths = pc.fill_null(pc.binary_length(array.dictionary), 0).cast(pa.int64())
    if len(lengths) and pc.max(lengths).as_py() > LARGEST_CELL:
        return _LARGEST_UNPACKED + 1
    return int(pc.sum(pc.take(lengths, array.indices)).as_py() or 0)


def _series(array: Any) -> "pd.Series[Any]":
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    if pa.types.is_dictionary(array.type):
        array.dictionary.validate(full=True)  # bytes that are no UTF-8 would show themselves much later
        array = array.dictionary.take(array.indices)
    if pa.types.is_integer(array.type) and array.null_count:  # not 7.0 for 7 because another cell is empty
        signed = pa.types.is_signed_integer(array.type)
        kind = (pa.int64(), pd.Int64Dtype()) if signed else (pa.uint64(), pd.UInt64Dtype())
        return pd.Series(array.cast(kind[0]).to_pandas(types_mapper=dict([kind]).get))
    return pd.Series(array.to_pandas())
