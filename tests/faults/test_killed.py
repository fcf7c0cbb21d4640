"""A mapping that is killed, a cache that is damaged, shared or read-only, a disk that is full: nothing lost, nothing wrong."""

import os
import random
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

import softskills as sk

pytestmark = pytest.mark.slow
STORIES = 600
DEEDS = (
    "wrote a list for",
    "cooked soup for",
    "mended the chair of",
    "filled in the form for",
    "listened to",
    "paid the rent of",
)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rows = [
        {"narrative_id": f"s{i}", "language": "en", "text": f"I {DEEDS[i % 6]} my neighbour on day {i}."}
        for i in range(STORIES)
    ]
    return sk.write_table(pd.DataFrame(rows), tmp_path_factory.mktemp("stories") / "stories.csv")


def _map(table, output, cache, *more, **settings):
    command = [sys.executable, "-m", "softskills.cli", "map", str(table), "--output", str(output), *more]
    places = {"SOFTSKILLS_CACHE": str(cache), "SOFTSKILLS_AUDIT": str(cache.parent / "audit.jsonl")}
    return subprocess.Popen(
        command, env=os.environ | places, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **settings
    )


@pytest.fixture(scope="module")
def undisturbed(table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    run = _map(table, folder / "hits.csv", folder / "cache")
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, said
    hits = pd.read_csv(folder / "hits.csv")
    assert hits["narrative_id"].nunique() == STORIES
    return (folder / "hits.csv").read_bytes()


def test_killed_at_random_moments_it_goes_on_and_ends_with_the_same_bytes(table, undisturbed, tmp_path):
    moments, output = random.Random(7), tmp_path / "hits.csv"
    for _ in range(4):
        run = _map(table, output, tmp_path / "cache")
        time.sleep(moments.uniform(1.5, 5))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert not output.exists() or output.read_bytes() == undisturbed  # all or nothing
        output.unlink(missing_ok=True)
    run = _map(table, output, tmp_path / "cache")
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, said
    assert output.read_bytes() == undisturbed
    assert [path.name for path in tmp_path.iterdir() if "hits" in path.name] == ["hits.csv"]  # nothing hidden either


def test_a_damaged_cache_is_passed_over(table, undisturbed, tmp_path):
    cache, output = tmp_path / "cache", tmp_path / "hits.csv"
    said, _ = (run := _map(table, output, cache)).communicate(timeout=600)
    assert run.returncode == 0, said
    shards = [path for path in cache.rglob("*") if path.is_file() and path.stat().st_size > 1_000]
    assert shards
    for shard in shards:
        with shard.open("r+b") as stream:
            stream.truncate(shard.stat().st_size // 2)
    output.unlink()
    run = _map(table, output, cache)
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, said
    assert output.read_bytes() == undisturbed


def test_two_processes_share_a_cache(table, undisturbed, tmp_path):
    runs = [_map(table, tmp_path / f"{name}.csv", tmp_path / "cache") for name in ("one", "two")]
    for run in runs:
        said, _ = run.communicate(timeout=600)
        assert run.returncode == 0, said
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes() == undisturbed


def test_a_full_disk_is_told_and_leaves_no_half_output(table, tmp_path):
    def small_files():  # stands for the disk: no file of this process may grow beyond 8 kB
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))

    output = tmp_path / "hits.csv"
    run = _map(table, output, tmp_path / "cache", "--no-cache", preexec_fn=small_files)
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 1 and "Traceback" not in said, said
    assert not output.exists()
