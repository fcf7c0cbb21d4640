"""A disk that is really full, or really read-only: a small file system in memory, where this user may make one."""

import subprocess

import numpy as np
import pandas as pd
import pytest

import softskills as sk
from softskills.classify import run as runs
from softskills.classify.run import map_file
from softskills.encoding import VectorCache
from softskills.errors import OutputError
from softskills.files import write_table

TEXTS = [f"text number {i}, long enough to fill some pages" for i in range(3_000)]


@pytest.fixture
def disk(tmp_path):
    """A folder, and a function that mounts it again with other options."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str, *more: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", f"{options}", *more, "tmpfs", str(folder)]
        return subprocess.run(command, capture_output=True).returncode == 0

    try:
        mounted = mount("size=200k")
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this user may not mount a file system")
    yield folder, lambda options: mount(f"remount,{options}") or pytest.skip("this user may not mount it again")
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_leaves_no_half_output_and_what_is_done_is_kept(disk, tmp_path, tiny_file, letters, monkeypatch):
    folder, mount_again = disk
    monkeypatch.setattr(runs, "_STORIES", 20)
    mapper = sk.Mapper(sk.load_framework(tiny_file), letters)
    rows = {
        "narrative_id": range(400),
        "text": [f"I cooked soup number {i} for all of them. " * 20 for i in range(400)],
    }
    source = sk.write_table(pd.DataFrame(rows).assign(language="en"), tmp_path / "in.csv")
    output = folder / "out.csv"
    with pytest.raises(OutputError, match=r"the disk is full; what is done is kept"):
        map_file(source, output, mapper)
    assert [path.name for path in folder.iterdir()] == ["out.csv.unfinished"]
    mount_again("size=50m")
    done = map_file(source, output, mapper)
    assert done.resumed >= 1
    map_file(source, tmp_path / "plain.csv", mapper)
    assert output.read_bytes() == (tmp_path / "plain.csv").read_bytes()


def test_output_and_cache_on_one_full_disk(disk, tmp_path, tiny_file, letters, monkeypatch):
    folder, mount_again = disk
    monkeypatch.setattr(runs, "_STORIES", 20)
    framework = sk.load_framework(tiny_file)
    told = [" ".join(f"I cooked soup number {i} for {j} of them." for j in range(20)) for i in range(120)]
    rows = {"narrative_id": range(120), "text": told}
    source = sk.write_table(pd.DataFrame(rows).assign(language="en"), tmp_path / "in.csv")
    with pytest.warns(RuntimeWarning, match="nothing is kept"), pytest.raises(OutputError, match="the disk is full"):
        map_file(source, folder / "out.csv", sk.Mapper(framework, letters, cache=VectorCache(folder / "cache")))
    assert not (folder / "out.csv").exists()
    mount_again("size=50m")
    map_file(source, folder / "out.csv", sk.Mapper(framework, letters, cache=VectorCache(folder / "cache")))
    map_file(source, tmp_path / "plain.csv", sk.Mapper(framework, letters))
    assert (folder / "out.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_a_full_disk_keeps_the_old_file(disk, suffix):
    folder, _ = disk
    path = write_table(pd.DataFrame({"text": ["old"]}), folder / f"x{suffix}")
    before = path.read_bytes()
    random = np.random.default_rng(1).integers(97, 122, (200, 4_000), dtype=np.uint8)
    big = pd.DataFrame({"text": [row.tobytes().decode() for row in random]})
    with pytest.raises(OutputError, match="disk is full"):
        write_table(big, path, force=True)
    assert path.read_bytes() == before and [entry.name for entry in folder.iterdir()] == [path.name]


def test_a_cache_on_a_full_disk_keeps_what_fits_and_changes_nothing(disk, letters):
    folder, mount_again = disk
    right = letters.encode(TEXTS, ["en"] * len(TEXTS))
    with pytest.warns(RuntimeWarning, match="nothing is kept"):
        found = VectorCache(folder / "cache").encode(letters, TEXTS, ["en"] * len(TEXTS))
    np.testing.assert_array_equal(found, right)
    mount_again("size=50m")
    cache = VectorCache(folder / "cache")
    np.testing.assert_array_equal(cache.encode(letters, TEXTS, ["en"] * len(TEXTS)), right)
    assert len(cache) == len(TEXTS)


@pytest.mark.parametrize("begun", [True, False])
def test_a_cache_that_cannot_be_written_changes_nothing(disk, letters, begun):
    folder, mount_again = disk
    few, languages = TEXTS[:40], ["en"] * 40
    if begun:
        VectorCache(folder / "cache").encode(letters, few, languages)
    mount_again("ro")
    with pytest.warns(RuntimeWarning, match="nothing is kept"):
        found = VectorCache(folder / "cache").encode(letters, few, languages)
    np.testing.assert_array_equal(found, letters.encode(few, languages))


def test_a_cache_that_becomes_read_only_in_the_middle(disk, letters):
    folder, mount_again = disk
    cache = VectorCache(folder / "cache")
    cache.encode(letters, TEXTS[:20], ["en"] * 20)
    mount_again("ro")
    with pytest.warns(RuntimeWarning, match="nothing is kept"):
        found = cache.encode(letters, TEXTS[:40], ["en"] * 40)
    np.testing.assert_array_equal(found, letters.encode(TEXTS[:40], ["en"] * 40))
