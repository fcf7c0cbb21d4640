"""Files made to do harm: that unfold, nest, grow wide, wait for ever or run something. Refused, and soon."""

import json
import os
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pyarrow import parquet as pq

import softskills as sk
from softskills.errors import TableError
from softskills.files import read_in_parts, read_table


def workbook(
    path: Path, sheet: str, *, strings: str = "", prolog: str = "", extra: dict[str, str] | None = None
) -> Path:
    """A workbook whose first sheet holds what it is told to hold."""
    sk.write_table(pd.DataFrame({"narrative_id": ["a"], "text": ["I cooked."]}), path, force=True)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members["xl/worksheets/sheet1.xml"] = (
        f'{prolog}<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>'
    )
    if strings:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, **(extra or {})}.items():
            archive.writestr(name, content)
    return path


HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>narrative_id</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row>'
ENTITIES = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    ("sheet", "more", "message"),
    [
        (HEADER + '<row r="999999999"><c r="A999999999"><v>1</v></c></row>', {}, "beyond what is read"),
        (HEADER + "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(2, 3)), {}, "beyond what"),
        (HEADER + '<row r="2"><c r="A2"><v>&e9;</v></c></row>', {"prolog": f'<!DOCTYPE x [<!ENTITY e0 "lol">{ENTITIES}]>'}, "document type"),
        (HEADER + '<row r="2"><c r="A2"><v>&x;</v></c></row>', {"prolog": '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'}, "document type"),
        (HEADER, {"extra": {"xl/worksheets/sheet9.xml": " " * 2**28 + "."}}, "unpacked it has"),
        (HEADER, {"extra": {f"xl/media/{i}.xml": "<a/>" for i in range(2_000)}}, "unpacked it has"),
        ("<row r='x'/>", {}, "not a readable"),
        (HEADER + "<row>" * 5_000, {}, "not a readable"),
    ],
)  # fmt: skip
def test_excel_bombs_are_refused_before_they_unfold(tmp_path, sheet, more, message, monkeypatch):
    from softskills.files import workbook as reader

    monkeypatch.setattr(reader, "_MOST_CELLS", 2_000_000)  # ten times sooner than in earnest
    with pytest.raises(TableError, match=message):
        read_table(workbook(tmp_path / "x.xlsx", sheet, **more))


def test_a_million_times_one_text_does_not_fill_the_memory(tmp_path, monkeypatch):
    from softskills.files import parquet
    from softskills.files import workbook as reader

    text = "x" * 100_000
    shared = f"<si><t>narrative_id</t></si><si><t>text</t></si><si><t>{text}</t></si>"
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}" t="s"><v>2</v></c></row>' for r in range(2, 300)
    )
    monkeypatch.setattr(reader, "_MOST_CHARACTERS", 10**7)
    path = workbook(tmp_path / "x.xlsx", HEADER + rows, strings=shared)
    types = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    members["[Content_Types].xml"] = members["[Content_Types].xml"].replace("</Types>", types)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(TableError, match="beyond what is read"):
        read_table(path)

    monkeypatch.setattr(parquet, "_LARGEST_UNPACKED", 10**7)
    few = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), pa.array([text]))
    pq.write_table(
        pa.table({"narrative_id": pa.array(range(2_000)), "text": few.cast(pa.string())}), tmp_path / "x.parquet"
    )
    assert (tmp_path / "x.parquet").stat().st_size < 50_000
    with pytest.raises(TableError, match="unpack to more than"):
        read_table(tmp_path / "x.parquet")
    assert sum(len(part) for part in read_in_parts(tmp_path / "x.parquet", rows=50)) == 2_000


def test_wide_and_endless_text_files_are_refused(tmp_path, monkeypatch):
    from softskills.files import text

    path = tmp_path / "x.csv"
    path.write_text("a" + "," * 100_000 + "\n")
    with pytest.raises(TableError, match=r"100,001 columns"):
        read_table(path)
    path.write_text(",".join(f"c{i}" for i in range(2_000)) + "\n" + "x\n" * 10_000)
    with pytest.raises(TableError, match="too large to be read at once"):
        read_table(path)
    monkeypatch.setattr(text, "_LONGEST_LINE", 1_000)
    path.write_text("narrative_id,text\na," + "x" * 2_000)
    with pytest.raises(TableError, match=r"x\.csv:2: a line of more than"):
        read_table(path)
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps({f"k{i}": 1}) for i in range(20_000)))
    with pytest.raises(TableError, match="different names"):
        read_table(path)


@pytest.mark.parametrize(
    "line",
    ['{"a":' * 100_000, "[" * 100_000, '{"narrative_id": ' + "9" * 5_000 + "}", '{"text": 1, "text": 2}', "{'a': 1}", "NaN", '"x"'],
)  # fmt: skip
def test_json_that_is_none_is_refused(tmp_path, line):
    path = tmp_path / "x.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(TableError):
        read_table(path)


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    for name in ("pipe.csv", "folder.csv", "zero.csv", "loop.csv", "nul\x00.csv", "x" * 300 + ".csv"):
        with pytest.raises(TableError):
            read_table(tmp_path / name)


def test_a_foreign_type_in_parquet_is_not_unpickled(tmp_path):
    marker = tmp_path / "pwned"
    harm = f"cposix\nsystem\n(S'touch {marker}'\ntR.".encode()
    field = pa.field("text", pa.string(), metadata={"ARROW:extension:name": "arrow.py_extension_type", "ARROW:extension:metadata": harm})  # fmt: skip
    schema = pa.schema([pa.field("narrative_id", pa.string()), field], metadata={b"pandas": b"{broken"})
    pq.write_table(pa.table([["a"], ["I cooked."]], schema=schema), tmp_path / "x.parquet")
    assert read_table(tmp_path / "x.parquet")["text"].tolist() == ["I cooked."]
    assert not marker.exists()


def test_control_characters_as_excel_itself_writes_them(tmp_path):
    path = workbook(tmp_path / "x.xlsx", HEADER + '<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2" t="inlineStr"><is><t>one_x000D_&#10;two _x005F_x000D_</t></is></c></row>')  # fmt: skip
    assert read_table(path)["text"].tolist() == ["one\r\ntwo _x000D_"]
    sheet = load_workbook(sk.write_table(pd.DataFrame({"t": ["=1+1"]}), tmp_path / "y.xlsx")).active
    assert sheet["A2"].quotePrefix and sheet["A2"].data_type == "s"


def test_memory_does_not_grow_with_the_file(tmp_path):
    import tracemalloc

    from softskills.experiences.tables import read_experiences_in_parts

    def peak(stories: int) -> int:
        path = tmp_path / f"{stories}.csv"
        with path.open("w") as stream:
            stream.write("narrative_id,text\n")
            stream.writelines(f"{i},{'I cooked soup for all of them. ' * 60}\n" for i in range(stories))
        tracemalloc.start()
        assert sum(len(part) for part in read_experiences_in_parts(path, rows=100, characters=200_000)) == stories
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)  # what is loaded at first use
    assert peak(4_000) < 1.3 * peak(500)  # 7 MB against 1 MB
