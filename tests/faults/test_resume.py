"""A run over a file that ends in the middle, in every way one process can be made to end: nothing lost, nothing wrong."""

import errno
import multiprocessing
import os
import resource
import stat
import warnings
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

import softskills as sk
from softskills.classify import run as runs
from softskills.classify.journal import journal_folder
from softskills.classify.run import map_file
from softskills.encoding import VectorCache
from softskills.errors import OutputError, TableError
from softskills.files import read_table

STORIES = 23


@pytest.fixture
def source(tmp_path):
    rows = {"narrative_id": range(STORIES), "text": [f"I cooked for {i}. I mended it." for i in range(STORIES)]}
    table = pd.DataFrame(rows).assign(language="en")
    table.loc[[4, 17], "text"] = ""
    return sk.write_table(table, tmp_path / "in.csv")


@pytest.fixture
def mapper(tiny_file, letters):
    return sk.Mapper(sk.load_framework(tiny_file), letters)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(runs, "_STORIES", 5)


def breaking(mapper, after, error):
    """The same mapper, which ends in the middle of a later part."""

    class Breaking(sk.Mapper):
        done = 0

        def map(self, *arguments, **options):
            if Breaking.done == after:
                raise error
            Breaking.done += 1
            return super().map(*arguments, **options)

    return Breaking(mapper.framework, mapper.encoder)


@pytest.mark.parametrize(
    ("suffix", "error"),
    [
        (".csv", KeyboardInterrupt()),
        (".xlsx", KeyboardInterrupt()),
        (".parquet", MemoryError()),
        (".jsonl", OSError(errno.EIO, "the disk died")),
    ],
)
def test_it_goes_on_where_it_was(tmp_path, source, mapper, suffix, error):
    plain = map_file(source, tmp_path / f"plain{suffix}", mapper)
    output = tmp_path / f"out{suffix}"
    for after in (2, 1):
        with pytest.raises(type(error)):
            map_file(source, output, breaking(mapper, after, error))
        assert not output.exists()
    done = map_file(source, output, mapper)
    assert done.resumed == 3 and str(done) == str(plain) and (done.stories, done.left_out) == (STORIES, 2)
    if suffix != ".xlsx":  # which holds the time of writing
        assert output.read_bytes() == (tmp_path / f"plain{suffix}").read_bytes()
    pd.testing.assert_frame_equal(read_table(output), read_table(tmp_path / f"plain{suffix}"))
    assert pd.read_csv(tmp_path / "out.problems.csv")["row"].tolist() == [6, 19]
    assert not journal_folder(output).exists()


def test_the_file_as_a_whole_gives_the_same_as_its_table(tmp_path, source, mapper):
    map_file(source, tmp_path / "out.csv", mapper)
    hits = mapper.map(sk.read_experiences(source))
    sk.write_table(hits, tmp_path / "table.csv")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "table.csv").read_bytes()
    rows = [problem["row"] for problem in hits.attrs["problems"]]
    assert pd.read_csv(tmp_path / "out.problems.csv")["row"].tolist() == rows


def test_another_input_model_or_setting_begins_anew(tmp_path, source, mapper):
    output = tmp_path / "out.csv"

    def broken_off():
        with pytest.raises(KeyboardInterrupt):
            map_file(source, output, breaking(mapper, 2, KeyboardInterrupt()))

    broken_off()
    assert map_file(source, output, mapper, evidence=False).resumed == 0
    output.unlink()
    broken_off()
    source.write_text(source.read_text(encoding="utf-8-sig").replace("for 3", "for three"))
    assert map_file(source, output, mapper).resumed == 0
    assert "for three" in output.read_text(encoding="utf-8-sig")
    output.unlink()
    broken_off()
    mapper.encoder.fingerprint = "letters-2"
    assert map_file(source, output, mapper).resumed == 0


def test_a_damaged_part_is_made_anew(tmp_path, source, mapper):
    output = tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        map_file(source, output, breaking(mapper, 3, KeyboardInterrupt()))
    parts = sorted(path for path in journal_folder(output).glob("*.parquet"))
    assert len(parts) == 6
    parts[0].write_bytes(parts[0].read_bytes()[:100])
    parts[3].write_bytes(b"")
    parts[4].unlink()
    assert map_file(source, output, mapper).resumed == 0
    map_file(source, tmp_path / "plain.csv", mapper)
    assert output.read_bytes() == (tmp_path / "plain.csv").read_bytes()


def test_two_runs_do_not_write_one_output(tmp_path, source, mapper):
    class Second(sk.Mapper):
        def map(self, *arguments, **options):
            with pytest.raises(OutputError, match="another run is writing it"):
                map_file(source, tmp_path / "out.csv", mapper)
            return super().map(*arguments, **options)

    assert map_file(source, tmp_path / "out.csv", Second(mapper.framework, mapper.encoder)).stories == STORIES


def test_an_input_that_changes_under_the_run_is_noticed(tmp_path, source, mapper):
    class Meddling(sk.Mapper):
        def map(self, *arguments, **options):
            if "late" not in source.read_text():
                with source.open("a") as stream:
                    stream.write("late,I came late.,en\r\n")
            return super().map(*arguments, **options)

    with pytest.raises(TableError, match="was changed while it was mapped"):
        map_file(source, tmp_path / "out.csv", Meddling(mapper.framework, mapper.encoder))
    assert not (tmp_path / "out.csv").exists()
    assert map_file(source, tmp_path / "out.csv", mapper).stories > STORIES


def test_what_is_kept_is_private_and_holds_no_text_without_evidence(tmp_path, source, mapper):
    output = tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        map_file(source, output, breaking(mapper, 2, KeyboardInterrupt()), evidence=False)
    folder = journal_folder(output)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert b"cooked" not in b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_table_that_cannot_be_used_is_refused_before_the_work(tmp_path, source, mapper):
    with source.open("a") as stream:
        stream.write('3,"twice",en\r\n')
    with pytest.raises(TableError, match="stands in rows 5, 25"):
        map_file(source, tmp_path / "out.csv", breaking(mapper, 0, AssertionError("worked for nothing")))
    with source.open("a") as stream:
        stream.write('z,"open,en\r\n')
    with pytest.raises(TableError, match="a quotation mark is not closed"):
        map_file(source, tmp_path / "out.csv", breaking(mapper, 0, AssertionError("worked for nothing")))


@pytest.mark.parametrize("at", [1, 2, 3, 8, 11])
def test_a_disk_that_fills_at_any_write(tmp_path, source, mapper, monkeypatch, at):
    """``fsync`` stands for the disk: its n-th call says that there is no room."""
    real, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor)

    output = tmp_path / "out.csv"
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        map_file(source, output, mapper)
    monkeypatch.setattr(os, "fsync", real)
    assert not output.exists()
    map_file(source, output, mapper)
    map_file(source, tmp_path / "plain.csv", mapper)
    assert output.read_bytes() == (tmp_path / "plain.csv").read_bytes()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_cache_that_fails_in_the_middle_changes_nothing(tmp_path, source, mapper, letters):
    cached = sk.Mapper(mapper.framework, letters, cache=VectorCache(tmp_path / "cache"))

    class Failing(sk.Mapper):
        def map(self, *arguments, **options):
            (tmp_path / "cache" / "vectors.sqlite3").write_bytes(b"no database at all" * 500)
            return super().map(*arguments, **options)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        map_file(source, tmp_path / "out.csv", Failing(mapper.framework, letters, cache=cached.cache))
    map_file(source, tmp_path / "plain.csv", mapper)
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


def _killed_when(name, source, output, mapper):
    """A run that ends, as by ``kill -9``, when a file of this name is complete and not yet in its place."""

    def run():
        move = os.replace
        os.replace = lambda old, new: os._exit(9) if Path(new).name == name else move(old, new)
        map_file(source, output, mapper, progress=False)

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join(60)
    assert child.exitcode == 9


@pytest.mark.parametrize("name", ["out.csv", "out.problems.csv", "000002.parquet"])
def test_what_was_half_written_when_it_was_killed_is_private_and_does_not_stay(tmp_path, source, mapper, name):
    output = tmp_path / "out.csv"
    for _ in range(2):
        _killed_when(name, source, output, mapper)
        beside = {path.name for path in tmp_path.iterdir()} - {"in.csv", "tiny.yaml"}
        assert beside - {"out.problems.csv"} == {"out.csv.unfinished"}  # 0700, and forget knows of it
        assert len([path for path in journal_folder(output).iterdir() if path.name.startswith(".")]) == 1
    map_file(source, output, mapper)
    map_file(source, tmp_path / "plain.csv", mapper)
    assert output.read_bytes() == (tmp_path / "plain.csv").read_bytes()
    assert not journal_folder(output).exists()


def test_files_that_are_none_of_ours_stay(tmp_path, source, mapper):
    folder = tmp_path / "out.csv.unfinished"
    folder.mkdir()
    for name in ("thesis.parquet", ".profile.settings", "1.parquet"):
        (folder / name).write_text("mine")
    (folder / "000000.parquet").write_text("of a run with another input")
    map_file(source, tmp_path / "out.csv", mapper)
    assert {path.name for path in folder.iterdir()} == {"thesis.parquet", ".profile.settings", "1.parquet"}


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path, source, mapper):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "run.txt").write_text("mine")
    (tmp_path / "out.csv.unfinished").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is a link"):
        map_file(source, tmp_path / "out.csv", mapper)
    assert (elsewhere / "run.txt").read_text() == "mine" and len(list(elsewhere.iterdir())) == 1


@contextmanager
def no_file_beyond(size):
    """The system refuses to let any file of this process grow further: a full disk that needs no mounting."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [1_000, 9_000])
def test_files_that_cannot_grow(tmp_path, mapper, letters, size):
    rows = {"narrative_id": range(40), "text": [f"I cooked soup number {i} for all. " * 5 for i in range(40)]}
    source = sk.write_table(pd.DataFrame(rows).assign(language="en"), tmp_path / "in.csv")
    output = tmp_path / "out.csv"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the cache says that nothing is kept
        with no_file_beyond(size), pytest.raises(OutputError, match=r"cannot be written"):
            map_file(source, output, sk.Mapper(mapper.framework, letters, cache=VectorCache(tmp_path / "cache")))
        assert not output.exists()
        map_file(source, output, sk.Mapper(mapper.framework, letters, cache=VectorCache(tmp_path / "cache")))
    map_file(source, tmp_path / "plain.csv", mapper)
    assert output.read_bytes() == (tmp_path / "plain.csv").read_bytes()
    assert not list(tmp_path.rglob(".*"))
