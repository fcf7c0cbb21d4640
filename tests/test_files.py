import errno
import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from softskills.errors import OutputError, TableError
from softskills.files import decode, read_table, write_table, write_text

NASTY = [
    '=HYPERLINK("http://x")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "- Nei, sa han",
    "'quoted'",
    "plain",
    "a,b;c",
    'say "x"',
    "two\nlines",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_encoding_and_separator_are_found_out(tmp_path, encoding, separator):
    rows = [["narrative_id", "text"], ["a", "Smør på brød, ikke sant? ¿Qué?"]]
    path = tmp_path / "x.csv"
    path.write_bytes("\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode(encoding))
    assert read_table(path)["text"].tolist() == ["Smør på brød, ikke sant? ¿Qué?"]


def test_windows_1250_of_polish_and_slovak_is_told_from_1252():
    for text in ("Pisałam kartki co wieczór, żeby nie zapomnieć.", "Ľudia z dediny chodili k nám, keď niečo treba."):
        assert decode(text.encode("cp1250"), "x") == (text, "cp1250")
    assert decode("Où étais-tu, à Noël ?".encode("cp1252"), "x")[1] == "cp1252"


def test_a_damaged_utf8_file_is_not_read_as_something_else():
    text, encoding = decode("æøå og æøå".encode() + b"\xff", "x")
    assert encoding == "utf-8 (damaged)"
    assert text == "æøå og æøå\ufffd"


def test_country_na_stays_na_and_empty_is_missing(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("narrative_id,country,text\na,NA,x\nb,,null\n")
    table = read_table(path)
    assert table["country"].iloc[0] == "NA"
    assert table["country"].isna().tolist() == [False, True]
    assert table["text"].tolist() == ["x", "null"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b"  \n \n", "empty"),
        ("x.csv", b"a,b\n", "no rows"),
        ("x.csv", b"a,a\n1,2\n", "stands twice"),
        ("x.xlsx", b"not a zip", "not a readable"),
        ("x.parquet", b"PAR1 no", "not a readable"),
        ("x.jsonl", b'{"a": 1}\n{oops\n', "x.jsonl:2"),
        ("x.jsonl", b"[1]\n", "one object per line"),
        ("x.doc", b"hello", "unknown kind"),
    ],
)
def test_unusable_files_say_what_is_wrong(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        read_table(path)


def test_missing_file(tmp_path):
    with pytest.raises(TableError, match="no such file"):
        read_table(tmp_path / "nothing.csv")


def test_a_row_with_too_many_cells_is_kept_and_named(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("narrative_id,text\na,one\nb,two, and more\nc,three\n")
    table = read_table(path)
    assert table["text"].tolist() == ["one", "two, and more", "three"]
    assert [problem["row"] for problem in table.attrs["problems"]] == [3]


def test_an_open_quotation_mark_does_not_swallow_the_rows_after_it(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('narrative_id;text;language\na;"Hei sa hun;nb\nb;Jeg kom;nb\n')
    with pytest.raises(TableError, match=r"x\.csv:2: a quotation mark"):
        read_table(path)


def test_a_short_row_is_named(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("narrative_id;text;language\na;one\nb;two;nb\n")
    table = read_table(path)
    assert [(problem["row"], problem["severity"]) for problem in table.attrs["problems"]] == [(2, "warning")]


def test_one_cubic_metre_makes_no_polish_file():
    text = "Rommet var 12 m³ og jeg gråt på kjøkkenet"
    assert decode(text.encode("cp1252"), "x") == (text, "cp1252")


def test_carriage_returns_and_line_separators_stay_in_their_cell(tmp_path):
    texts = ["a\rb", "c\u2028d", "e\x85f"]
    for suffix in (".csv", ".jsonl"):
        path = write_table(pd.DataFrame({"text": texts}), tmp_path / f"x{suffix}")
        assert read_table(path)["text"].tolist() == texts


def test_excel_never_cuts_a_story(tmp_path):
    with pytest.raises(OutputError, match=r"40,000 characters"):
        write_table(pd.DataFrame({"text": ["x" * 40_000]}), tmp_path / "x.xlsx")
    write_table(pd.DataFrame({"parts": [("a", "b")]}), tmp_path / "y.xlsx")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_formulas_are_written_as_text_and_come_back(tmp_path, suffix):
    table = pd.DataFrame({"text": NASTY, "n": range(len(NASTY))})
    path = write_table(table, tmp_path / f"x{suffix}")
    assert read_table(path)["text"].tolist() == NASTY


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path):
    path = write_table(pd.DataFrame({"text": NASTY}), tmp_path / "x.csv")
    cells = pd.read_csv(path, keep_default_na=False)["text"]
    assert not cells.str.match(r"^[=+\-@\t\r]").any()


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    path = write_table(pd.DataFrame({"text": [*NASTY, "nul\x00 bell\x07"]}), tmp_path / "x.xlsx")
    sheet = load_workbook(path).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "inlineStr"}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=5))
def test_any_text_survives_csv(texts):
    with tempfile.TemporaryDirectory() as folder:
        path = write_table(pd.DataFrame({"text": pd.Series(texts, dtype="str")}), Path(folder) / "x.csv")
        assert read_table(path)["text"].tolist() == texts


def test_existing_output_is_kept_unless_forced(tmp_path):
    path = write_text("old", tmp_path / "x.txt")
    with pytest.raises(OutputError, match="--force"):
        write_text("new", path)
    assert path.read_text() == "old"
    write_text("new", path, force=True)
    assert path.read_text() == "new"


def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = write_text("old", tmp_path / "x.csv")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        write_table(pd.DataFrame({"a": [1]}), path, force=True)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.csv"]


def test_an_unwritable_place_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text("x", tmp_path / "file" / "x.txt")


def test_lone_surrogates_do_not_stop_a_table(tmp_path):
    path = write_table(pd.DataFrame({"text": pd.Series(["half \ud83d here"], dtype="object")}), tmp_path / "x.csv")
    assert read_table(path)["text"].tolist() == ["half ? here"]


@pytest.mark.parametrize("data", [b"\xef", b"\xef\xbb", b"\xef\xbb\xbf\xef", b"\xef\xbb\xbf"])
def test_half_a_byte_order_mark_is_read_or_refused(data):
    text, encoding = decode(data, "x")
    assert (encoding == "utf-8") == (data == b"\xef\xbb\xbf") and len(text) == (0 if encoding == "utf-8" else len(data))
