"""A cache of vectors that was cut, changed, emptied or shared: results never change, and nothing breaks."""

import multiprocessing
import os
import shutil
import signal
import sqlite3
import tempfile
import time
import warnings
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from softskills.encoding import VectorCache

TEXTS = [f"a longer text to fill some pages, number {i}" for i in range(600)]
LANGUAGES = ["en"] * len(TEXTS)


def same(folder, letters):
    """The vectors through the cache, and whether they are right; what it warns of is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = VectorCache(folder).encode(letters, TEXTS, LANGUAGES)
    return np.array_equal(found, letters.encode(TEXTS, LANGUAGES))


@pytest.fixture
def filled(tmp_path, letters):
    VectorCache(tmp_path).encode(letters, TEXTS, LANGUAGES)
    return tmp_path / "vectors.sqlite3"


@pytest.mark.parametrize("part", [0, 1, 15, 100, 1_000, 4_096, 8_191, 8_192, 20_000, -4_096, -1])
def test_cut_anywhere(filled, letters, part):
    filled.write_bytes(filled.read_bytes()[:part])
    assert same(filled.parent, letters)
    assert same(filled.parent, letters)


def test_changed_anywhere(filled, letters):
    whole, random = filled.read_bytes(), np.random.default_rng(5)
    for _ in range(25):
        changed = bytearray(whole)
        for place in random.integers(0, len(whole), 40):
            changed[place] ^= int(random.integers(1, 256))
        filled.write_bytes(changed)
        assert same(filled.parent, letters)


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE vectors SET vector = NULL",
        "UPDATE vectors SET vector = 'text', crc = 'text'",
        "UPDATE vectors SET vector = x'', crc = 0",
        "DROP TABLE vectors",
        "ALTER TABLE vectors RENAME COLUMN crc TO other",
        "DROP TABLE vectors; CREATE VIEW vectors AS SELECT 1 AS key, 2 AS vector, 3 AS crc",
    ],
)
def test_other_contents(filled, letters, command):
    with sqlite3.connect(filled) as connection:
        connection.executescript(command)
    connection.close()
    assert same(filled.parent, letters)


def test_a_folder_a_pipe_or_a_link_in_its_place(tmp_path, letters):
    for name in ("folder", "link"):
        folder = tmp_path / name
        folder.mkdir()
        place = folder / "vectors.sqlite3"
        place.mkdir() if name == "folder" else place.symlink_to("/dev/full")
        assert same(folder, letters)


def test_a_secret_that_was_cut_short_is_made_anew(filled, letters):
    secret = filled.with_name("vectors.secret")
    secret.write_bytes(b"")
    assert same(filled.parent, letters)
    assert len(secret.read_bytes()) == 32 and secret.stat().st_mode & 0o777 == 0o600


def _encode(folder, number):
    from conftest import LetterEncoder

    texts = [f"{i % 200} {number if i % 3 else 'shared'}" for i in range(800)]
    warnings.simplefilter("error")
    cache, encoder = VectorCache(folder), LetterEncoder()
    assert np.array_equal(cache.encode(encoder, texts, ["en"] * 800), encoder.encode(texts, ["en"] * 800))


def test_four_processes_on_one_new_cache(tmp_path, letters):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_encode, args=(tmp_path / "cache", number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * 4
    with sqlite3.connect(tmp_path / "cache" / "vectors.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def _write_for_ever(folder):
    from conftest import LetterEncoder

    warnings.simplefilter("ignore")
    for number in range(10_000):
        texts = [f"{number} {i}" for i in range(600)]
        VectorCache(folder).encode(LetterEncoder(), texts, ["en"] * 600)


def test_a_writer_that_is_killed_harms_neither_the_cache_nor_who_shares_it(filled, letters):
    context = multiprocessing.get_context("fork")
    for delay in (0.05, 0.1, 0.15, 0.2, 0.25):
        writers = [context.Process(target=_write_for_ever, args=(filled.parent,)) for _ in range(2)]
        for writer in writers:
            writer.start()
        time.sleep(delay)
        os.kill(writers[0].pid, signal.SIGKILL)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = VectorCache(filled.parent).encode(letters, TEXTS, LANGUAGES)
        os.kill(writers[1].pid, signal.SIGKILL)
        for writer in writers:
            writer.join()
        assert np.array_equal(found, letters.encode(TEXTS, LANGUAGES))
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("part", [None, 0, 100, 4_096, 20_000, -4_096])
def test_cut_where_a_transaction_was_open(filled, letters, part):
    """A power cut leaves a journal beside the database; what that would undo may no longer be there."""
    journal = filled.with_name("vectors.sqlite3-journal")
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # so that half of it is in the file already
        connection.executemany("REPLACE INTO vectors SELECT key, ?, 0 FROM vectors LIMIT 300", [(bytes(108),)] * 2)
        kept = [shutil.copy(path, f"{path}.kept") for path in (filled, journal)]
        connection.rollback()
    for path in kept:
        Path(path).replace(path.removesuffix(".kept"))
    if part is not None:
        filled.write_bytes(filled.read_bytes()[:part])
    assert same(filled.parent, letters)
    assert same(filled.parent, letters)


@pytest.fixture
def forbidden():
    """A folder that this user may read and not write; for root, who may do anything, as another user."""
    folder = Path(tempfile.mkdtemp())  # not below that of pytest, which is closed to other users
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("begun", [True, False])
def test_a_cache_that_this_user_may_not_write_changes_nothing(forbidden, letters, begun):
    if begun:
        VectorCache(forbidden).encode(letters, TEXTS[:20], ["en"] * 20)
        for path in forbidden.iterdir():
            path.chmod(0o444)
    forbidden.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65_534)
        with pytest.warns(RuntimeWarning, match="nothing is kept"):
            found = VectorCache(forbidden).encode(letters, TEXTS[:40], ["en"] * 40)
    finally:
        if root:
            os.seteuid(0)
    np.testing.assert_array_equal(found, letters.encode(TEXTS[:40], ["en"] * 40))
    assert {path.name for path in forbidden.iterdir()} <= {"vectors.sqlite3", "vectors.secret"}
