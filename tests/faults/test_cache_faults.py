"""A cache of vectors that was cut, changed, emptied or shared: results never change, and nothing breaks."""

import multiprocessing
import sqlite3
import warnings

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
