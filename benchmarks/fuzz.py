"""Coverage-guided fuzzing of what reads files from strangers, by hand: anything but an error of ours is a finding.

    pip install atheris
    python benchmarks/fuzz.py csv /tmp/corpus-csv -max_total_time=300 -timeout=25 -rss_limit_mb=3000

Targets are the names in ``TARGETS``; whatever follows the folder goes to libFuzzer. The folder is begun with small
valid files and grows by what reached new code. All of them in turn, for so many seconds each, without end:

    python benchmarks/fuzz.py cycle /tmp/corpora 120

which keeps a folder for each target, what broke it in ``/tmp/corpora/findings``, and executions, seconds and exit
status of each turn in ``/tmp/corpora/turns.jsonl``.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["softskills", "openpyxl", "yaml", "csv", "json", "zipfile"]):
    import numpy as np
    import pandas as pd

    import softskills as sk
    from softskills.audit import read_audit
    from softskills.classify.review import read_review
    from softskills.encoding.bridge import read_lexicon
    from softskills.experiences.segmentation import unit_spans
    from softskills.experiences.tables import read_experiences_in_parts
    from softskills.files import read_table
    from softskills.framework.refi import read_qdc
    from softskills.report.document import Bullets, Data, Document, Heading, Paragraph, Quote
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


def book(data: bytes) -> None:
    """Any one part of an otherwise good workbook; the first byte says which."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as source, zipfile.ZipFile(stream, "w") as target:
        names = sorted(source.namelist())
        chosen = names[data[0] % len(names)] if data else ""
        for name in names:
            target.writestr(name, data[1:] if name == chosen else source.read(name))
    table(".xlsx")(stream.getvalue())


def _texts(data: bytes) -> list[str]:
    """Texts with any characters, also halves of some."""
    return [part.decode("utf-8", "surrogateescape") for part in data.split(b"\xff")]


def written(data: bytes) -> None:
    """What is written as a table of any kind comes back as it was, but for halves of characters."""
    texts = _texts(data)
    for suffix in (".csv", ".xlsx", ".parquet", ".jsonl"):
        given = pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype="object")})
        path = sk.write_table(given, PLACE / f"w{suffix}", force=True)
        back = read_table(path)["text"].fillna("").tolist()
        if back != [text.encode("utf-8", "replace").decode() for text in texts]:
            raise AssertionError(f"{suffix}: {texts!r} came back as {back!r}")


class _Letters:
    """Counts letters, in place of a real encoder; serves English and Norwegian."""

    name = fingerprint = "letters"
    languages = frozenset({"en", "nb"})

    def encode(self, texts: list[str], languages: list[str]) -> np.ndarray:
        vectors = np.full((len(texts), 27), 0.1, dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for letter in re.findall("[a-z]", text.lower()):
                vector[ord(letter) - 97] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def as_read(self, texts: list[str], languages: list[str]) -> list[str]:
        return list(texts)

    def coverage(self, texts: list[str], languages: list[str]) -> np.ndarray:
        return np.array([1.0 if code in self.languages else np.nan for code in languages])


def mapped(data: bytes) -> None:
    """Every story is in the suggestions or named; evidence is what stands at its offsets."""
    texts = _texts(data)
    exp = pd.DataFrame({"narrative_id": range(len(texts)), "text": pd.Series(texts, dtype="object")})
    exp["language"] = [("en", "nb", "fi", "x y", None)[len(text) % 5] for text in texts]
    hits = sk.Mapper(sk.load_framework(_file("tiny.yaml", TINY)), _Letters()).map(exp)
    lost = {item["row"] - 2 for item in hits.attrs["problems"] if item["severity"] == "error"}
    if set(hits["narrative_id"]) != {str(i) for i in range(len(texts)) if i not in lost}:
        raise AssertionError("a story is neither in the suggestions nor named")
    for row in hits.itertuples():
        if row.evidence not in ("", texts[int(row.narrative_id)][row.start : row.end]):
            raise AssertionError("evidence is not what stands there")


class _Tags(HTMLParser):
    """Names of tags and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attrs)}


def document(data: bytes) -> None:
    """A report made of any texts: HTML has the tags that it has with harmless ones, DOCX and Markdown are written."""

    def made(texts: list[str]) -> Document:
        title, *more = [*texts, "x", "x", "x", "x", "x"]
        frame = pd.DataFrame({"a": pd.Series(more[:2], dtype="object"), "b": [1.5, float("nan")]})
        blocks = [Heading(1, more[0]), Paragraph(more[1], "note"), Bullets(more[2:4]), Quote(more[2], "nb", more[3])]
        return Document(title, "nb", (*blocks, Data(frame, more[4], head=(more[0], more[1]))))

    texts = _texts(data)
    report = made(texts)
    extra = _Tags(report.html()).found - _Tags(made(["x" for _ in texts]).html()).found
    if extra - {"br", "p lang", "p dir"}:
        raise AssertionError(f"a text became a tag: {extra}")
    report.markdown()
    with zipfile.ZipFile(report.to_docx(PLACE / "x.docx", force=True)) as archive:
        if archive.testzip():
            raise AssertionError("a broken archive")


def pseudonymised(data: bytes) -> None:
    """No row is lost, and the way back leads where it came from."""
    texts = [text for text in _texts(data) if text.strip()]
    if not texts or any("[" in text for text in texts):  # a text that looks like a placeholder is its own matter
        return
    exp = pd.DataFrame({"narrative_id": range(len(texts)), "text": pd.Series(texts, dtype="object")})
    exp["language"] = [("en", "nb", "sk", "it", "fi")[len(text) % 5] for text in texts]
    safe = sk.pseudonymise(exp)
    if sk.reidentify(safe.experiences, safe.key)["text"].tolist() != texts:
        raise AssertionError("reidentify gives another text")


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
    "book": (book, ""),
    "written": (written, ""),
    "mapped": (mapped, ""),
    "document": (document, ""),
    "pseudonymised": (pseudonymised, ""),
    "framework": (framework, ""),
    "qdc": (lambda data: read_qdc(_file("x.qdc", data)), ""),
    "story": (story, ""),
    "model": (model, ""),
    "review": (lambda data: read_review(_file("review.csv", data)), ""),
    "lexicon": (lambda data: read_lexicon(_file("x.tsv", data), "da"), ""),
    "audit": (lambda data: read_audit(_file("audit.jsonl", data)), ""),
}
TOLD = b"\xff".join(
    part.encode() for part in ("I cooked for Anna.", "- Jeg ringte 22 33 44 55, sa «hun».", "=1+1 <b>\u200b_x000D_")
)
SEEDS = {
    "sheet": [SHEET],
    **{key: [TOLD] for key in ("written", "mapped", "document", "pseudonymised")},
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
    if name == "book":
        with zipfile.ZipFile(io.BytesIO(_workbook())) as good:
            SEEDS["book"] = [bytes([i]) + good.read(part) for i, part in enumerate(sorted(good.namelist()))]
    for number, seed in enumerate(SEEDS.get(name, [])):
        (corpus / f"seed{number}").write_bytes(seed)
    if suffix:
        (corpus / "seed0").write_bytes(sk.write_table(FEW, PLACE / f"seed{suffix}", force=True).read_bytes())

    def once(data: bytes) -> None:
        with suppress(sk.SoftskillsError):
            run(data)

    for seed in SEEDS.get(name, []):  # what is loaded at first use shall not count as a hang
        once(seed)
    atheris.Setup([sys.argv[0], str(corpus), *options], once)
    atheris.Fuzz()


def cycle(folder: str, seconds: str = "120") -> None:
    """All targets in turn, each in a process of its own, until it is interrupted."""
    place = Path(folder)
    (place / "findings").mkdir(parents=True, exist_ok=True)
    for number in count():
        name = list(TARGETS)[number % len(TARGETS)]
        options = [f"-artifact_prefix={place}/findings/{name}-", "-print_final_stats=1", "-timeout=60", "-rss_limit_mb=3000"]  # fmt: skip
        command = [sys.executable, __file__, name, str(place / name), f"-max_total_time={seconds}", *options]
        begun = time.time()
        done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
        runs = re.findall(r"number_of_executed_units:\s*(\d+)|^#(\d+)", done.stderr, re.MULTILINE)
        turn = {"target": name, "executions": int("".join(runs[-1])) if runs else 0, "status": done.returncode}
        turn |= {"begun": round(begun), "seconds": round(time.time() - begun, 1), "said": "" if not done.returncode else done.stdout[-3_000:] + done.stderr[-2_000:]}  # fmt: skip
        with (place / "turns.jsonl").open("a") as stream:
            stream.write(json.dumps(turn) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "cycle":
        cycle(*sys.argv[2:])
    else:
        main(sys.argv[1:])
