"""Notebooks are committed with their outputs: that is only allowed while nobody's story is in them."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LOADS = re.compile(r"sk\.datasets\.load_\w+")
OTHER_DATA = re.compile(r"read_experiences\(|read_table\(|read_csv\(|read_excel\(|read_parquet\(|open\(")


def _sources(path, kind):
    return [
        "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == kind
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_synthetic_data_and_it_is_said(path):
    code = "\n".join(line.split("#")[0] for source in _sources(path, "code") for line in source.splitlines())
    assert not OTHER_DATA.search(code), "a notebook with outputs may only load the packaged, synthetic data"
    if LOADS.search(code):
        said = "\n".join(_sources(path, "markdown"))
        assert "synthetic" in said or "machine-made" in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_path_of_a_machine_and_no_error_in_the_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = json.dumps([cell.get("outputs", []) for cell in cells])
    assert not re.search(r"/(home|root|Users|tmp)/", outputs)
    assert '"output_type": "error"' not in outputs


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_opens_with_a_question_and_ends_with_what_may_be_concluded(path):
    said = _sources(path, "markdown")
    if path.stem.startswith("00"):
        return  # a walk through the kit, which concludes nothing
    assert "**The question:**" in said[0] and "**Data:**" in said[0] and "**Time:**" in said[0]
    assert said[-1].startswith("## What may be concluded")


def test_the_packaged_data_are_synthetic():
    import softskills as sk

    for load in (
        sk.datasets.load_partner_samples,
        sk.datasets.load_parallel,
        sk.datasets.load_pairs,
        sk.datasets.load_ratings,
        sk.datasets.load_seed,
    ):
        assert load()["synthetic"].all()
