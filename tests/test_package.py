"""What a stranger gets: the wheel in an empty environment, the README's code, and a repository that names no machine."""

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    return [ROOT / name for name in done.stdout.splitlines()]


@pytest.mark.slow
def test_the_wheel_maps_a_text_in_an_empty_environment(tmp_path):
    pip = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path / "dist"), str(ROOT)],
        check=True,
        capture_output=True,
    )
    wheel = next((tmp_path / "dist").glob("*.whl"))
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(next((tmp_path / "venv").glob("[bS]*/python*")))
    constraints = ["-c", str(ROOT / "constraints.txt")]
    subprocess.run([python, *pip, *constraints, "torch"], check=True)
    subprocess.run([python, *pip, *constraints, str(wheel)], check=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "in.csv").write_text(
        "narrative_id,text,language\na,Me levanté a las cinco para preparar la comida y las mochilas de todos.,es\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "SOFTSKILLS_CACHE": str(tmp_path / "cache"), "PYTHONPATH": ""}
    command = [python, "-m", "softskills.cli", "map", "in.csv", "--output", "out.csv"]
    done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (empty / "out.csv").read_text(encoding="utf-8-sig").startswith("narrative_id,unit,start")
    done = subprocess.run(
        [python, "-m", "softskills.cli", "demo"], cwd=empty, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_readme_code_runs(tmp_path, monkeypatch, samples):
    import softskills as sk

    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert blocks
    monkeypatch.chdir(tmp_path)
    sk.write_table(samples.head(3), "interviews.xlsx")
    scope: dict = {}
    for block in blocks:
        assert len(block.strip().splitlines()) <= 14
        exec(block, scope)
    assert (tmp_path / "overview.html").exists()


def test_every_data_folder_has_a_card_and_a_licence():
    for name in ("data/seed", "data/partner_samples", "data/lexicons", "framework"):
        assert "CC BY 4.0" in (ROOT / name / "README.md").read_text(encoding="utf-8"), name
    for name in ("data/seed", "data/partner_samples"):
        assert "language model" in (ROOT / name / "README.md").read_text(encoding="utf-8"), name


def test_no_machine_path_or_address_of_a_registry_is_named():
    bad = re.compile(r"/(?:work|root|home/\w+|tmp/\w)/|pypi\.org/simple|extra-index|/opt/")
    for path in _tracked():
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".cff", ".ipynb", ".json", ".html"} and path != Path(
            __file__
        ):
            found = bad.search(path.read_text(encoding="utf-8"))
            assert not found, f"{path.name}: {found[0]}"


def test_nothing_reads_a_pickle_or_runs_remote_code():
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (pickle|joblib|dill|cloudpickle)", text, re.M), path
        assert "trust_remote_code=True" not in text and "allow_pickle=True" not in text, path
