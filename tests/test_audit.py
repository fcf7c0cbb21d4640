import ast
import getpass
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from softskills import audit
from softskills.audit import AUDIT_COLUMNS, DataFingerprint, audit_path, read_audit, record
from softskills.errors import InputError, OutputError, TableError

STORIES = pd.DataFrame({"narrative_id": ["p07-a", "p07-b"], "text": ["Fatima kept accounts.", "Hun lærte å sykle."]})
HOME = "/home" + "/kari"  # in two parts: no path of a machine stands in a file


@pytest.fixture
def log(tmp_path) -> Path:
    return tmp_path / "state" / "audit.jsonl"


def test_a_line_says_what_was_run(log):
    line = record(
        "map",
        path=log,
        data=STORIES,
        units=np.int64(2),
        suggestions=3,
        problems=0,
        encoder="0123456789abcdef",
        model="fedcba9876543210",
        framework="00112233445566ff",
        thresholds={"low": np.array([0.1, 0.3, 0.2], dtype=np.float32), "aim": 0.8},
        options={"evidence": False, "language": "nb", "encoder": "builtin", "context": 0.25, "cache": np.bool_(True)},
    )
    assert list(line) == [name for name in AUDIT_COLUMNS if name in line] == AUDIT_COLUMNS
    assert json.loads(log.read_text(encoding="ascii")) == line
    assert abs((datetime.now(UTC) - datetime.fromisoformat(line["time"])).total_seconds()) < 60
    assert line["stories"] == 2 and line["units"] == 2 and line["encoder"] == "0123456789abcdef"
    assert line["thresholds"] == {"low": [0.1, 0.2, 0.3], "aim": [0.8, 0.8, 0.8]}
    assert line["options"] == {"evidence": False, "language": "nb", "encoder": "builtin", "context": 0.25, "cache": True}  # fmt: skip


def test_no_text_no_id_no_path_and_no_name_gets_in(log):
    user = getpass.getuser()
    secrets = ["Fatima", "accounts", "lærte", "p07", "kari", "/home", "private", "91234567", "Oslo", "e5-base"]
    record(
        "map",
        path=log,
        data=STORIES.assign(participant="Fatima", country="NO"),
        encoder=f"{HOME}/models/e5-base",
        model=Path(f"{HOME}/private.model"),
        framework="Fatima's framework",
        options={
            "output": f"{HOME}/private/out.csv",
            "input": Path("private/91234567.csv"),
            "language": "Fatima",
            "encoder": "intfloat/multilingual-e5-base",
            "aim": "p07-a",
            "user": f"{user} kari",
            "telephone": 91234567,
            "float": 91234567.0,
            "stories": ["p07-a", STORIES],
            "place": "Oslo",
            "half": ["\ud83d", float("inf")],
        },
    )
    written = log.read_text(encoding="ascii")
    assert not [word for word in secrets if word.lower() in written.lower()]
    assert user not in written or user in json.dumps(AUDIT_COLUMNS)
    assert str(log.parent) not in written


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=3, max_size=40) | st.integers(min_value=10**6) | st.binary(min_size=3, max_size=9))
def test_whatever_an_option_is_only_a_keyed_fingerprint_of_it_is_written(log, value):
    line = record("map", path=log, options={"input": value, "language": value}, encoder=value)
    assert all(isinstance(item, str) and item.startswith("keyed:") for item in line["options"].values())
    assert line["encoder"].startswith("keyed:") and len(log.read_text(encoding="ascii").splitlines()[-1]) < 300


def test_only_what_the_log_knows(log):
    with pytest.raises(InputError, match=r"no fact 'text'.*; it has data, stories"):
        record("map", path=log, text="Fatima kept accounts.")
    with pytest.raises(InputError, match="did you mean 'framework'"):
        record("map", path=log, framwork="0123456789abcdef")
    for action in ("Fatima kept accounts.", "", "Map", 3):
        with pytest.raises(InputError, match="no word of the program"):
            record(action, path=log)
    for count in (-1, True, "7", 2.5):
        with pytest.raises(InputError, match="is no count"):
            record("map", path=log, units=count)
    for name in ("thresholds", "options"):
        for value in ({"p07-a": 1}, {7: 1}, [1], "low"):
            with pytest.raises(InputError, match=f"{name} must be a dict"):
                record("map", path=log, **{name: value})
    for value in ([], "low", [np.nan], {"A1": 0.2}):
        with pytest.raises(InputError, match="no finite numbers"):
            record("map", path=log, thresholds={"low": value})
    for data in ("stories.csv", STORIES.drop(columns="text")):
        with pytest.raises(TableError, match="experiences that were mapped"):
            record("map", path=log, data=data)
    assert not log.exists()


# -- the fingerprint ---------------------------------------------------------------------------------


def test_the_same_stories_have_the_same_fingerprint_and_others_another(log):
    def mark(table):
        return record("map", path=log, data=table)["data"]

    same = mark(STORIES)
    assert len(same) == 32 and mark(STORIES.iloc[::-1].assign(country="NO")) == same
    chunks = DataFingerprint(log).add(STORIES.head(1)).add(STORIES.tail(1))
    assert record("map", path=log, data=chunks) | {"time": ""} == record("map", path=log, data=STORIES) | {"time": ""}
    others = [STORIES.head(1), pd.concat([STORIES, STORIES]), STORIES.assign(text=STORIES["text"] + " "), STORIES.assign(text=[None, ""])]  # fmt: skip
    others += [STORIES.assign(narrative_id=["p07-b", "p07-a"])]
    assert len({mark(table) for table in others} | {same}) == len(others) + 1
    assert mark(pd.DataFrame({"narrative_id": ["a"], "text": pd.Series(["\ud83d"], dtype="object")}))


def test_the_fingerprint_cannot_be_guessed_without_the_secret(tmp_path):
    marks = {record("map", path=tmp_path / name / "audit.jsonl", data=STORIES)["data"] for name in ("a", "b")}
    assert len(marks) == 2


def test_a_damaged_secret_is_named(log):
    record("map", path=log)
    log.with_name("audit.jsonl.secret").write_bytes(b"short")
    with pytest.raises(OutputError, match=r"audit\.jsonl\.secret is damaged; delete it"):
        record("map", path=log)


# -- the file ----------------------------------------------------------------------------------------


def test_modes_are_private(log):
    previous = os.umask(0)
    try:
        record("map", path=log)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in log.parent.iterdir()} == {0o600}
    log.chmod(0o644)
    record("map", path=log)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_folder_of_others_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o755)
    record("map", path=tmp_path / "audit.jsonl")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_the_place_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTSKILLS_AUDIT", str(tmp_path / "mine.jsonl"))
    record("map", units=1)
    assert audit_path() == tmp_path / "mine.jsonl" and read_audit()["units"].tolist() == [1]
    monkeypatch.delenv("SOFTSKILLS_AUDIT")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert read_audit().empty and read_audit().columns.tolist() == AUDIT_COLUMNS
    record("fit")
    assert (tmp_path / "state" / "softskills" / "audit.jsonl").exists() and len(read_audit()) == 1
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert audit_path() == tmp_path / ".local" / "state" / "softskills" / "audit.jsonl"


def test_nothing_that_stands_there_is_changed(log):
    record("map", path=log)
    before = log.read_bytes()
    record("fit", path=log)
    assert log.read_bytes().startswith(before) and read_audit(log)["action"].tolist() == ["map", "fit"]


def test_a_damaged_last_line_is_named_and_the_next_begins_a_new_one(log):
    record("map", path=log, units=5)
    record("map", path=log)
    log.write_bytes(log.read_bytes()[:-20])
    table = read_audit(log)
    assert table["units"].tolist() == [5]
    assert [(item["row"], item["problem"]) for item in table.attrs["problems"]] == [(2, "line 2 is damaged")]
    record("fit", path=log)
    table = read_audit(log)
    assert table["action"].tolist() == ["map", "fit"] and len(table.attrs["problems"]) == 1


def test_strange_lines_are_named_and_the_others_read(log):
    record("map", path=log, units=5)
    strange = [b"\x00" * 50, b"[1]", b"{}", b"\xff\xfe{", b"[" * 100_000, b"9" * 5_000]
    with log.open("ab") as stream:
        stream.write(b"\n".join(strange) + b'\n\n{"action": "map", "units": "many", "stories": 1e400}\n')
    table = read_audit(log)
    assert [item["row"] for item in table.attrs["problems"]] == [2, 3, 4, 5, 6, 7]
    assert table["units"].fillna(0).tolist() == [5, 0]


def test_places_where_no_log_is_or_can_be(tmp_path):
    with pytest.raises(TableError, match="no such file"):
        read_audit(tmp_path / "nothing.jsonl")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="secret of the log cannot be kept"):
        record("map", path=tmp_path / "file" / "audit.jsonl")
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="symbolic link"):
        record("map", path=tmp_path / "link.jsonl")
    assert (tmp_path / "elsewhere").read_text() == "mine"
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(OutputError, match="cannot be written"):
        record("map", path=tmp_path / "pipe.jsonl")


def test_a_full_disk(log):
    record("map", path=log)
    size = log.stat().st_size
    script = f"""
import resource, signal, sys
from softskills.audit import record
from softskills.errors import OutputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size + 30}, {size + 30}))
for _ in range(2):
    try:
        record("fit", path=sys.argv[1])
    except OutputError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", script, str(log)], capture_output=True, text=True, check=True)
    assert "the disk is full" in done.stdout and "cannot be written" in done.stdout
    assert log.stat().st_size == size + 30 and resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    record("train", path=log)
    table = read_audit(log)
    assert table["action"].tolist() == ["map", "train"] and [item["row"] for item in table.attrs["problems"]] == [2]


WORKER = """
import sys
from softskills.audit import record
print("ready", flush=True)
sys.stdin.readline()
for i in range(int(sys.argv[2])):
    record("map", path=sys.argv[1], units=i, options={sys.argv[3]: "x" * 1000})
"""


def _worker(log, rounds, name):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", WORKER, str(log), str(rounds), name], **pipes)


@pytest.mark.slow
def test_two_processes_append_to_one_log(log):
    workers = [_worker(log, 300, name) for name in ("a", "b")]
    for worker in workers:
        worker.stdout.readline()
    for worker in workers:
        worker.stdin.write(b"\n")
        worker.stdin.flush()
    assert [worker.communicate()[0] is not None and worker.returncode for worker in workers] == [0, 0]
    table = read_audit(log)
    assert table.attrs["problems"] == [] and len(table) == 600
    for name in ("a", "b"):
        assert table.loc[[name in options for options in table["options"]], "units"].tolist() == list(range(300))
    assert len({json.dumps(options) for options in table["options"]}) == 2  # one secret for both
    assert {path.name for path in log.parent.iterdir()} == {"audit.jsonl", "audit.jsonl.secret"}


@pytest.mark.slow
def test_kill_minus_nine_in_the_middle_of_writing(log):
    for i in range(3):
        worker = _worker(log, 10**6, "a")
        worker.stdout.readline()
        worker.stdin.write(b"\n")
        worker.stdin.flush()
        time.sleep(0.3 + 0.2 * i)
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
    record("fit", path=log)
    table = read_audit(log)
    assert len(table) > 3 and table["action"].iloc[-1] == "fit"
    assert len(table.attrs["problems"]) <= 3


def test_it_stands_low_in_the_house():
    tree = ast.parse(Path(audit.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module.startswith("softskills")}  # fmt: skip
    assert imported <= {"softskills.errors", "softskills.files", "softskills.resources"}
