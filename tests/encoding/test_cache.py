import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time

import numpy as np
import pytest

from softskills.encoding import VectorCache, cache_folder, clear_cache

TEXTS = [f"text number {i}" for i in range(40)]
LANGUAGES = ["en"] * len(TEXTS)


def test_the_second_time_nothing_is_encoded(tmp_path, letters):
    cache = VectorCache(tmp_path)
    first = cache.encode(letters, TEXTS, LANGUAGES)
    assert letters.calls == 40
    np.testing.assert_array_equal(VectorCache(tmp_path).encode(letters, TEXTS, LANGUAGES), first)
    assert letters.calls == 40 and len(cache) == 40


def test_another_encoder_has_other_keys(tmp_path, letters):
    cache = VectorCache(tmp_path)
    cache.encode(letters, TEXTS, LANGUAGES)
    letters.fingerprint = "letters-2"
    cache.encode(letters, TEXTS, LANGUAGES)
    assert letters.calls == 80


def test_no_text_is_stored_and_modes_are_private(tmp_path, letters):
    folder = tmp_path / "c"
    VectorCache(folder).encode(letters, ["Fatima told me a secret"], ["en"])
    assert b"Fatima" not in b"".join(path.read_bytes() for path in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


def test_keys_cannot_be_guessed_without_the_secret(tmp_path, letters):
    keys = []
    for name in ("a", "b"):
        VectorCache(tmp_path / name).encode(letters, ["yes"], ["en"])
        with sqlite3.connect(tmp_path / name / "vectors.sqlite3") as connection:
            keys.append(connection.execute("SELECT key FROM vectors").fetchone()[0])
    assert keys[0] != keys[1]


def test_a_corrupt_file_is_begun_anew_with_a_warning(tmp_path, letters):
    VectorCache(tmp_path).encode(letters, TEXTS, LANGUAGES)
    (tmp_path / "vectors.sqlite3").write_bytes(b"this is no database, but long enough to look at" * 50)
    with pytest.warns(RuntimeWarning, match="begun anew"):
        again = VectorCache(tmp_path).encode(letters, TEXTS, LANGUAGES)
    np.testing.assert_array_equal(again, letters.encode(TEXTS, LANGUAGES))


def test_a_truncated_file_gives_no_wrong_vector(tmp_path, letters):
    many = [f"a longer text to fill some pages, number {i}" for i in range(400)]
    VectorCache(tmp_path).encode(letters, many, ["en"] * 400)
    path = tmp_path / "vectors.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.warns(RuntimeWarning):
        again = VectorCache(tmp_path).encode(letters, many, ["en"] * 400)
    np.testing.assert_array_equal(again, letters.encode(many, ["en"] * 400))


def test_a_changed_vector_is_noticed(tmp_path, letters):
    cache = VectorCache(tmp_path)
    right = cache.encode(letters, TEXTS, LANGUAGES)
    with sqlite3.connect(tmp_path / "vectors.sqlite3") as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(length(vector))")
    np.testing.assert_array_equal(cache.encode(letters, TEXTS, LANGUAGES), right)


def test_an_impossible_folder_only_costs_the_keeping(tmp_path, letters):
    (tmp_path / "file").write_text("")
    with pytest.warns(RuntimeWarning, match="nothing is kept"):
        cache = VectorCache(tmp_path / "file" / "cache")
    assert cache.encode(letters, TEXTS, LANGUAGES).shape == (40, 27)
    assert len(cache) == 0


def test_clear(tmp_path, letters):
    VectorCache(tmp_path).encode(letters, TEXTS, LANGUAGES)
    assert {path.name for path in clear_cache(tmp_path)} == {"vectors.sqlite3", "vectors.secret"}
    assert list(tmp_path.iterdir()) == []


def test_the_folder_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTSKILLS_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("SOFTSKILLS_CACHE")
    assert cache_folder().name == "softskills"


def test_a_folder_of_others_keeps_its_files_and_mode(tmp_path, letters):
    (tmp_path / "secret").write_text("mine")
    tmp_path.chmod(0o755)
    VectorCache(tmp_path).encode(letters, TEXTS, LANGUAGES)
    clear_cache(tmp_path)
    assert (tmp_path / "secret").read_text() == "mine"
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


WORKER = """
import sys
from pathlib import Path
import numpy as np
from softskills.encoding import VectorCache

class Slow:
    name = fingerprint = "slow"
    languages = frozenset({"en"})
    def as_read(self, texts, languages): return list(texts)
    def coverage(self, texts, languages): return np.ones(len(texts))
    def encode(self, texts, languages):
        return np.array([[len(t), hash(t) % 1] + [ord(t[-1])] * 510 for t in texts], dtype=np.float32)

cache = VectorCache(Path(sys.argv[1]))
print("ready", flush=True)
for round in range(int(sys.argv[2])):
    texts = [f"{sys.argv[3]} {round} {i}" for i in range(300)]
    cache.encode(Slow(), texts, ["en"] * 300)
print(len(cache))
"""


@pytest.mark.slow
def test_kill_minus_nine_in_the_middle_of_writing(tmp_path):
    for i in range(3):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path), "100000", f"w{i}"], stdout=subprocess.PIPE
        )
        worker.stdout.readline()
        time.sleep(0.3 + 0.2 * i)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path), "2", "w0"], capture_output=True, text=True, check=True
    )
    assert "damaged" not in done.stderr
    assert int(done.stdout.split()[-1]) >= 600
    with sqlite3.connect(tmp_path / "vectors.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
def test_two_processes_share_one_cache(tmp_path):
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), "8", name], stdout=subprocess.PIPE)
        for name in ("a", "b")
    ]
    assert [worker.communicate()[0] is not None and worker.returncode for worker in workers] == [0, 0]
    with sqlite3.connect(tmp_path / "vectors.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (2 * 8 * 300,)
