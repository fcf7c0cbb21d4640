"""Tables from strangers: every row comes in or is named; nothing hangs, grows without bound, or breaks in other words."""

import json
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet as pq

import softskills as sk
from softskills.errors import TableError
from softskills.experiences.tables import read_experiences_in_parts
from softskills.files import read_in_parts, read_table

FORMATS = [".csv", ".xlsx", ".parquet", ".jsonl"]
ODD = "\u200b\u202e\u00ad\ufeff\x00\x07\r\n\t\"'=+-@;,|аΑ𝔸\ufffe\ud800_x000D_ "
TEXT = st.text(st.characters() | st.sampled_from(ODD), max_size=40)
WRITABLE = TEXT.map(lambda text: text.encode("utf-8", "replace").decode())
TABLE = st.lists(st.tuples(WRITABLE, WRITABLE), min_size=1, max_size=6)
SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def rows_of(table: pd.DataFrame) -> list[list[str | None]]:
    return [[None if pd.isna(value) else value for value in row] for row in table.to_numpy(dtype=object)]


# -- what is written comes back ---------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
@SLOWLY
@given(rows=TABLE)
def test_any_table_comes_back_as_it_was(tmp_path, suffix, rows):
    table = pd.DataFrame({"narrative_id": range(len(rows)), "a": [a for a, _ in rows], "b": [b for _, b in rows]})
    path = sk.write_table(table, tmp_path / f"x{suffix}", force=True)
    back = read_table(path)
    empty = {"", None} if suffix in {".csv", ".xlsx"} else {None}  # there an empty text and none are the same
    assert [[None if value in empty else value for value in row[1:]] for row in rows_of(back)] == [
        [None if value in empty else value for value in row] for row in rows
    ]
    assert back.attrs.get("problems", []) == []


@pytest.mark.parametrize("suffix", FORMATS)
@SLOWLY
@given(rows=TABLE)
def test_parts_are_the_whole(tmp_path, suffix, rows):
    table = pd.DataFrame({"narrative_id": [str(i) for i in range(len(rows))], "text": [a + "x" for a, _ in rows]})
    path = sk.write_table(table, tmp_path / f"x{suffix}", force=True)
    parts = list(read_in_parts(path, rows=2))
    assert [len(part) for part in parts] == [min(2, len(rows) - begin) for begin in range(0, len(rows), 2)]
    assert [row for part in parts for row in rows_of(part)] == rows_of(read_table(path))


# -- anything at all --------------------------------------------------------------------------------


def read_in_plain_words(path: Path) -> pd.DataFrame | None:
    """The experiences, or None where they were refused with an error of ours."""
    try:
        table = sk.read_experiences(path)
    except TableError as error:
        assert str(error).startswith(str(path)), error
        with pytest.raises(TableError):
            list(read_experiences_in_parts(path, rows=2))
        return None
    sk.check_experiences(table)
    return table


@pytest.mark.parametrize("suffix", [*FORMATS, ".tsv", ".txt"])
@SLOWLY
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_table_or_refused(tmp_path, suffix, data):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    read_in_plain_words(path)


@SLOWLY
@given(
    lines=st.lists(st.lists(st.sampled_from(["a", "", " ", "\x00", "é", "'=1"]), max_size=4), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_rows_of_careless_csv_are_kept_and_named(tmp_path, lines, separator, end):
    path = tmp_path / "x.csv"
    body = [separator.join([str(number), f'"text {number}"', *line]) for number, line in enumerate(lines)]
    path.write_text(f"narrative_id{separator}text{separator}more{end}" + end.join(body), newline="")
    table = read_in_plain_words(path)
    assert table["text"].tolist() == [f"text {number}" for number in range(len(lines))]
    named = {problem["narrative_id"] for problem in table.attrs["problems"]}
    assert named == {str(number) for number, line in enumerate(lines) if len(line) != 1 or line == ["'=1"]}


@SLOWLY
@given(st.lists(st.sampled_from(["a", '"', '""', ",", ";", "\r", "\n", " "]), max_size=30).map("".join))
def test_quotation_marks_anywhere_lose_no_row_without_a_word(tmp_path, middle):
    path = tmp_path / "x.csv"
    path.write_text(f"narrative_id,text\nfirst,one\n{middle}\nlast,two\n", newline="")
    table = read_in_plain_words(path)
    if table is not None:
        everything = "\n".join(str(cell) for row in rows_of(table) for cell in row)
        letters = sum(cell.count("a") for cell in everything.split("\n"))
        assert {"first", "one", "last", "two"} <= set(re.split(r"[\n,]", everything)) and letters >= middle.count("a")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


@SLOWLY
@given(records=st.lists(st.dictionaries(st.sampled_from(["narrative_id", "text", "language", "country", " text"]), VALUES), min_size=1, max_size=5))  # fmt: skip
@example(records=[{}, {"narrative_id": None, "text": None}, {"narrative_id": None, " text": None}])
def test_any_json_objects_are_read_checked_and_mapped_or_named(tmp_path, letters, tiny, records):
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records))
    table = read_in_plain_words(path)
    if table is None:
        return
    assert len(table) == len(records)
    try:
        hits = sk.Mapper(tiny, letters).map(table.assign(language="en"))
    except TableError:  # no text at all
        return
    problems = pd.DataFrame(hits.attrs["problems"], columns=["row", "severity"])
    lost = set(problems.loc[problems["severity"] == "error", "row"])
    assert hits["narrative_id"].nunique() + len(lost) == len(records)
    for suffix in FORMATS:
        sk.write_table(hits, tmp_path / f"out{suffix}", force=True)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    from conftest import TINY

    path = tmp_path_factory.mktemp("tiny") / "tiny.yaml"
    path.write_text(TINY)
    return sk.load_framework(path)


@SLOWLY
@given(st.data())
def test_any_parquet_column_is_read_or_refused(tmp_path, data):
    kinds = [pa.string(), pa.large_string(), pa.int8(), pa.uint64(), pa.float32(), pa.bool_(), pa.binary(), pa.date32(), pa.timestamp("s"), pa.list_(pa.string()), pa.dictionary(pa.int8(), pa.string()), pa.null()]  # fmt: skip
    columns = {
        name: pa.array(data.draw(st.lists(st.none() | _value(kind), min_size=3, max_size=3)), type=kind)
        for name, kind in zip(["narrative_id", "text", "language"], data.draw(st.permutations(kinds)), strict=False)
    }
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table(columns), path)
    table = read_in_plain_words(path)
    assert table is None or len(table) == 3


def _value(kind):
    if pa.types.is_list(kind):
        return st.lists(WRITABLE, max_size=2)
    if pa.types.is_integer(kind):
        return st.integers(0, 100)
    if pa.types.is_floating(kind):
        return st.floats(width=32)
    if pa.types.is_boolean(kind):
        return st.booleans()
    if pa.types.is_binary(kind):
        return st.binary(max_size=5)
    if pa.types.is_date(kind):
        return st.dates()
    if pa.types.is_timestamp(kind):
        return st.datetimes().map(lambda when: when.replace(microsecond=0))
    return st.none() if pa.types.is_null(kind) else WRITABLE


# -- nothing is passed over without a word ----------------------------------------------------------


def test_what_excel_hides_is_named(tmp_path):
    book = Workbook()
    book.active.append(["narrative_id", "text"])
    book.active.append(["a", "I cooked.", None, "stray"])
    book.active.append(["b", "#REF!"])
    book.create_sheet("Spain").append(["narrative_id", "text"])
    book["Spain"].append(["c", "Cociné."])
    book.save(tmp_path / "x.xlsx")
    problems = sk.check_experiences(sk.read_experiences(tmp_path / "x.xlsx"))
    said = "\n".join(problems["problem"])
    assert "'Spain'" in said and "column 4 has no name" in said and "error #REF!" in said
    assert problems["row"].tolist() == [1, 2, 3, 3]


def test_equal_ids_in_another_form_and_column_names_are_refused(tmp_path):
    for records in ([{"narrative_id": 1, "text": "a"}, {"narrative_id": "1", "text": "b"}], [{"narrative_id": "a", "text": "x", " text": "y"}]):  # fmt: skip
        path = tmp_path / "x.jsonl"
        path.write_text("\n".join(map(json.dumps, records)))
        with pytest.raises(TableError, match=r"twice|stands in rows 2, 3"):
            sk.read_experiences(path)


def test_an_id_that_stands_twice_in_different_parts_is_found(tmp_path):
    path = sk.write_table(pd.DataFrame({"narrative_id": [*range(9), 3], "text": "x"}), tmp_path / "x.csv")
    with pytest.raises(TableError, match="narrative_id '3' stands in rows 5, 11"):
        list(read_experiences_in_parts(path, rows=2))
