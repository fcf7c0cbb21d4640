"""Coverage-guided fuzzing of what reads files from strangers, by hand: anything but an error of ours is a finding.

    pip install atheris
    python benchmarks/fuzz.py csv /tmp/corpus-csv -max_total_time=300 -timeout=25 -rss_limit_mb=3000

Targets are the names in ``TARGETS``; whatever follows the folder goes to libFuzzer. The folder is begun with small
valid files and grows by what reached new code.
"""

import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["softskills", "openpyxl", "yaml", "csv", "json", "zipfile"]):
    import pandas as pd

    import softskills as sk
    from softskills.audit import read_audit
    from softskills.classify.review import read_review
    from softskills.encoding.bridge import read_lexicon
    from softskills.experiences.segmentation import unit_spans
    from softskills.experiences.tables import read_experiences_in_parts
    from softskills.framework.refi import read_qdc
    from softskills.resources import fingerprint, resource

PLACE = Path(tempfile.mkdtemp(prefix="fuzz"))
FEW = pd.DataFrame(
    {"narrative_id": ["a", "b"], "text": ["- Jeg lagde mat,\nsa hun.", "=1+1 'x'"], "language": ["nb", None]}
)
TINY = b"id: t\nareas:\n  - id: A\n    label: {en: Home}\n    competences:\n      - id: A1\n        label: {en: cook}\n"
SHEET = b'<row r="1"><c r="A1" t="inlineStr"><is><t>narrative_id</t></is></c><c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="d"><v>2024-01-01</v></c></row>'


def _file(name: str, data: bytes) -> Path:
    path = PLACE / name
    path.write_bytes(data)
    return path


def table(suffix: str) -> Callable[[bytes], None]:
    """Read as experiences whole and in parts, check, and write again: no row may be lost on the way."""

    def run(data: bytes) -> None:
        path = _file(f"x{suffix}", data)
        parts = sum(len(part) for part in read_experiences_in_parts(path, rows=2))
        whole = sk.read_experiences(path)
        sk.check_experiences(whole)
        if parts != len(whole):
            raise AssertionError(f"{parts} rows in parts, {len(whole)} as a whole")
        sk.segment(whole)
        sk.write_table(whole, PLACE / "out.jsonl", force=True)

    return run


def sheet(data: bytes) -> None:
    """The XML of a sheet inside an otherwise good workbook."""
    stream = io.BytesIO()
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(io.BytesIO(_workbook())) as source, zipfile.ZipFile(stream, "w") as target:
        for name in set(source.namelist()) - {"xl/worksheets/sheet1.xml"}:
            target.writestr(name, source.read(name))
        target.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>".encode() + data + b"</sheetData></worksheet>")  # fmt: skip
    table(".xlsx")(stream.getvalue())


def _workbook() -> bytes:
    from openpyxl import Workbook

    stream = io.BytesIO()
    book = Workbook()
    book.active.append(["narrative_id", "text"])
    book.active.append(["a", "I cooked."])
    book.save(stream)
    return stream.getvalue()


def framework(data: bytes) -> None:
    """Loaded or refused; what loads can be shown and saved."""
    loaded = sk.load_framework(_file("x.yaml", data))
    loaded.to_frame()
    loaded._repr_html_()
    again = sk.load_framework(loaded.save(PLACE / "again.yaml", force=True))
    if again.fingerprint != loaded.fingerprint:
        raise AssertionError("saved and loaded is not the same")


def story(data: bytes) -> None:
    """Units lie in their text and lose no letter."""
    text = data.decode("utf-8", "surrogateescape")
    spans = unit_spans(text)
    if sum(map(str.isalnum, text)) != sum(sum(map(str.isalnum, text[start:end])) for start, end in spans):
        raise AssertionError("letters were lost")
    if any(end - start > 1_000 for start, end in spans):
        raise AssertionError("a unit is too long")


def model(data: bytes) -> None:
    """A config of a saved classifier, or its weights under a fingerprint that fits."""
    folder, good = PLACE / "model", resource("data/models/builtin")
    folder.mkdir(exist_ok=True)
    config = json.loads((good / "config.json").read_text())
    (folder / "framework.yaml").write_bytes((good / "framework.yaml").read_bytes())
    if data[:1] == b"w":
        config["head"]["fingerprint"] = fingerprint(data[1:])
        (folder / "head.safetensors").write_bytes(data[1:])
        (folder / "config.json").write_text(json.dumps(config))
    else:
        (folder / "head.safetensors").write_bytes((good / "head.safetensors").read_bytes())
        (folder / "config.json").write_bytes(data)
    sk.load_mapper(folder)


TARGETS: dict[str, tuple[Callable[[bytes], object], str]] = {
    **{suffix[1:]: (table(suffix), suffix) for suffix in (".csv", ".jsonl", ".parquet", ".xlsx")},
    "sheet": (sheet, ""),
    "framework": (framework, ""),
    "qdc": (lambda data: read_qdc(_file("x.qdc", data)), ""),
    "story": (story, ""),
    "model": (model, ""),
    "review": (lambda data: read_review(_file("review.csv", data)), ""),
    "lexicon": (lambda data: read_lexicon(_file("x.tsv", data), "da"), ""),
    "audit": (lambda data: read_audit(_file("audit.jsonl", data)), ""),
}
SEEDS = {
    "sheet": [SHEET],
    "framework": [TINY],
    "qdc": [
        b'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="A" isCodable="false">'
        b'<Code guid="2" name="cook" isCodable="true"><Description>x</Description></Code></Code></Codes></CodeBook>'
    ],
    "story": [b"I cooked. \xc2\xabNei!\xc2\xbb sa hun kl. 7.30 f.eks. 1. x\n\ny"],
    "model": [(sk.resources.resource("data/models/builtin") / "config.json").read_bytes(), b"w\x02\0\0\0\0\0\0\0{}"],
    "review": [b"narrative_id,unit,start,end,competence,decision,decided_by\r\na,1,0,9,A1,accepted,r\r\n"],
    "lexicon": [b"mad\tfood\nhun\tshe\n"],
    "audit": [b'{"time":"x","action":"map","stories":1}\n'],
}


def main(arguments: list[str]) -> None:
    """Fuzz one target."""
    name, folder, *options = arguments
    run, suffix = TARGETS[name]
    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS.get(name, [])):
        (corpus / f"seed{number}").write_bytes(seed)
    if suffix:
        (corpus / "seed0").write_bytes(sk.write_table(FEW, PLACE / f"seed{suffix}", force=True).read_bytes())

    def once(data: bytes) -> None:
        with suppress(sk.SoftskillsError):
            run(data)

    atheris.Setup([sys.argv[0], str(corpus), *options], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
