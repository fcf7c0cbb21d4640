"""What is written: nothing is run by who opens it, nothing leaves its place, nothing of value is replaced unasked."""

import os
import stat
import threading

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import softskills as sk
from softskills.cli import main
from softskills.errors import OutputError, SoftskillsError
from softskills.files import read_table, write_in_parts, write_text
from softskills.report.document import Bullets, Data, Document, Heading, Quote

FORMATS = [".csv", ".xlsx", ".parquet", ".jsonl"]
SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
HARM = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "'=1", "''=1", "=HYPERLINK(\"http://x\",\"y\")",
    "=cmd|' /C calc'!A0", "{{7777*7777}}", "<script>alert(1)</script>", "../../etc/passwd", "%00", "a\x00b",
]  # fmt: skip
CELL = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(HARM)
    | st.binary(max_size=4)
)


@pytest.mark.parametrize("kind", ["str", "object", "category", "string"])
def test_no_cell_and_no_name_of_a_csv_begins_like_a_formula(tmp_path, kind):
    table = pd.DataFrame({"=evil": pd.Series(HARM, dtype=kind), "@b": range(len(HARM))})
    path = sk.write_table(table, tmp_path / "x.csv")
    lines = pd.read_csv(path, header=None, dtype=str, keep_default_na=False)
    assert not lines.map(lambda cell: cell.lstrip()[:1] in set("=+-@＝＋－＠") or cell[:1] in set("\t\r\n")).any(
        axis=None
    )
    again = read_table(path)
    assert again["=evil"].tolist() == HARM and again.columns.tolist() == ["=evil", "@b"]


def test_no_cell_of_a_workbook_is_a_formula_or_becomes_one(tmp_path):
    path = sk.write_table(pd.DataFrame({"=evil": HARM, "big": 2**60, "odd": float("inf")}), tmp_path / "x.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["table"]
    for row in book.active.iter_rows():
        for cell in row:
            assert cell.data_type in {"s", "inlineStr"}
            assert cell.quotePrefix or str(cell.value).lstrip("'").lstrip()[:1] not in set("=+-@")


@pytest.mark.parametrize("suffix", FORMATS)
@SLOWLY
@given(rows=st.lists(st.tuples(CELL, CELL), max_size=5), names=st.tuples(st.text(max_size=5), st.text(max_size=5)))
def test_any_table_is_written_or_refused_in_plain_words(tmp_path, suffix, rows, names):
    table = pd.DataFrame({i: pd.Series([row[i] for row in rows], dtype="object") for i in range(2)})
    table.columns = names
    path = tmp_path / f"x{suffix}"
    path.unlink(missing_ok=True)
    try:
        sk.write_table(table, path)
    except OutputError:
        assert not path.exists()
    assert [entry.name for entry in tmp_path.iterdir() if entry != path] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_parts_give_the_file_that_the_whole_gives(tmp_path, suffix):
    table = pd.DataFrame({"a": ["x", None, "=z", "'q"], "n": [1, 2, 3, 4], "f": [0.1, None, 2e-300, 4], "void": None})
    whole = sk.write_table(table, tmp_path / f"whole{suffix}")
    parts = write_in_parts((table.iloc[[i]] for i in range(4)), tmp_path / f"parts{suffix}")
    pd.testing.assert_frame_equal(read_table(parts), read_table(whole))
    if suffix in {".csv", ".jsonl"}:
        assert parts.read_bytes() == whole.read_bytes()


def test_what_excel_cannot_hold_is_said_before_a_file_is_there(tmp_path):
    big = pd.DataFrame({"a": range(1_048_576)})
    for table, message in ((big, "do not fit into Excel"), (pd.DataFrame({"a": ["😀" * 20_000]}), "40,000 characters")):
        with pytest.raises(OutputError, match=message):
            sk.write_table(table, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


# -- places -------------------------------------------------------------------------------------------


def test_a_symbolic_link_is_replaced_never_followed(tmp_path):
    (tmp_path / "valuable.csv").write_text("mine")
    link, nowhere = tmp_path / "out.csv", tmp_path / "dangling.csv"
    link.symlink_to(tmp_path / "valuable.csv")
    nowhere.symlink_to(tmp_path / "not there")
    table = pd.DataFrame({"a": [1]})
    for path in (link, nowhere):
        with pytest.raises(OutputError, match="exists already"):
            sk.write_table(table, path)
        sk.write_table(table, path, force=True)
        assert not path.is_symlink()
    assert (tmp_path / "valuable.csv").read_text() == "mine" and not (tmp_path / "not there").exists()


@pytest.mark.parametrize("name", ["nul\x00.csv", "x" * 300 + ".csv", "file/x.csv", ".csv", "", "x.exe", "x.CSV.bak"])
def test_a_place_that_is_none_is_named(tmp_path, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        sk.write_table(pd.DataFrame({"a": [1]}), f"{tmp_path}/{name}")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_private_umask_stays_private(tmp_path):
    old = os.umask(0o077)
    try:
        path = write_text("x", tmp_path / "x.txt")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_writers_leave_one_whole_file(tmp_path):
    tables = [pd.DataFrame({"a": [letter * 50_000] * 20}) for letter in "xyz"]
    path = tmp_path / "x.csv"
    threads = [threading.Thread(target=sk.write_table, args=(table, path), kwargs={"force": True}) for table in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in {sk.write_table(table, tmp_path / "y.csv", force=True).read_bytes() for table in tables}
    assert len(list(tmp_path.iterdir())) == 2


# -- the command line ---------------------------------------------------------------------------------


@pytest.fixture
def stories_file(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("narrative_id,text,language\na,I cooked for all.,en\nb,,en\n")
    return path


def test_the_stories_are_never_replaced_by_what_was_made_of_them(stories_file, tmp_path, capsys):
    before = stories_file.read_bytes()
    hard, soft, problems = tmp_path / "hard.csv", tmp_path / "soft.csv", tmp_path / "x.problems.csv"
    hard.hardlink_to(stories_file)
    soft.symlink_to(stories_file)
    for output in (stories_file, hard, soft):
        assert main(["map", str(stories_file), "-o", str(output), "--force"]) == 1
        assert "is the table of stories itself" in capsys.readouterr().err
    problems.write_bytes(before)
    assert main(["map", str(problems), "-o", str(tmp_path / "x.csv"), "--force"]) == 1
    assert main(["pseudonymise", str(stories_file), "-o", str(stories_file), "--key", str(tmp_path / "k" / "key.csv"), "--force"]) == 1  # fmt: skip
    assert stories_file.read_bytes() == problems.read_bytes() == before


def test_a_table_of_ones_own_is_not_taken_for_one_of_problems(stories_file, tmp_path, capsys):
    mine = tmp_path / "out.problems.csv"
    mine.write_text("my problems\nall of them\n")
    assert main(["map", str(stories_file), "-o", str(tmp_path / "out.csv")]) == 1
    assert "is another file" in capsys.readouterr().err and mine.read_text().startswith("my problems")


@pytest.mark.parametrize("name", ["out.doc", "out", "../out.exe"])
def test_a_wrong_output_is_said_before_the_work(stories_file, tmp_path, name, capsys, monkeypatch):
    monkeypatch.setattr(sk.Mapper, "map", lambda *_, **__: pytest.fail("worked for nothing"))
    assert main(["map", str(stories_file), "-o", f"{tmp_path}/{name}"]) == 1
    assert "unknown kind" in capsys.readouterr().err


def test_no_argument_breaks_the_command_line(tmp_path, capsys):
    for arguments in (["map", "\x00", "-o", "x.csv"], ["map", str(tmp_path), "-o", "x.csv"], ["framework", "check", "\x00"], ["map", "x.csv", "-o", "\x00.csv"], ["lexicon", "check", "/dev/null", "--language", "nb"]):  # fmt: skip
        assert main(arguments) == 1
        said = capsys.readouterr()
        assert "Traceback" not in said.err and "error of the program" not in said.err, said.err


def test_a_table_of_empty_texts_is_still_a_table():
    """Found by fuzzing: the width of a column in which nothing stands divided by zero."""
    frame = pd.DataFrame({"a": ["", ""], "b": [1.5, float("nan")]})
    report = Document(
        "", "nb", (Heading(1, ""), Bullets(["", ""]), Quote("", "nb", ""), Data(frame, "", head=("", "")))
    )
    assert "<table" in report.html() and report.markdown()


def test_errors_of_ours_are_the_only_ones(tmp_path):
    with pytest.raises(SoftskillsError):
        sk.overview(pd.DataFrame(), pd.DataFrame({"narrative_id": ["a"], "text": ["b"]}), framework=sk.load_framework())
    with pytest.raises(SoftskillsError):
        sk.check_experiences([1, 2])
