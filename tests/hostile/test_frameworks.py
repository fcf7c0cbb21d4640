"""Framework files from strangers: loaded whole or refused in plain words, in bounded time, from one folder only."""

import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import softskills as sk
from softskills.errors import FrameworkError

SLOWLY = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(["en", "nb", "no", "cook", "A1", "NONE", "", " ", "id", "label", "\u200b", "../x", "a" * 300])
ANY = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8)  # fmt: skip
KEYS = ["id", "version", "title", "areas", "label", "competences", "definition", "indicators", "neighbours", "matches",
        "crosswalks", "levels", "themes", "prompts", "hard_cases", "default_language", "translation", "includes"]  # fmt: skip


def load(path):
    """The framework, or None where it was refused; both ways within seconds."""
    begun = time.perf_counter()
    try:
        framework = sk.load_framework(path)
    except FrameworkError as error:
        assert error.problems and len(error.problems) <= 51
        framework = None
    problems = sk.check_framework(path)
    assert (problems["severity"] == "error").any() == (framework is None)
    assert time.perf_counter() - begun < 60
    return framework


@SLOWLY
@given(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=6))
def test_any_keys_and_values(tmp_path, tree):
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    load(path)


@SLOWLY
@given(st.data())
def test_any_single_change_to_a_good_file(tmp_path, data):
    from conftest import TINY

    begin = data.draw(st.integers(0, len(TINY)))
    end = min(len(TINY), begin + data.draw(st.integers(0, 12)))
    new = data.draw(st.text(st.sampled_from("[]{}:-&*!|>?\"'# \n\tno%@`") | st.characters(), max_size=6))
    path = tmp_path / "x.yaml"
    path.write_bytes((TINY[:begin] + new + TINY[end:]).encode("utf-8", "surrogatepass"))
    framework = load(path)
    if framework is not None:
        framework.to_frame()
        assert "<script" not in framework._repr_html_()


@SLOWLY
@given(st.lists(st.dictionaries(st.sampled_from(["id", "area", "label", "definition", "indicators"]), st.text(max_size=8), min_size=3), min_size=1, max_size=4))  # fmt: skip
def test_any_plain_table(tmp_path, rows):
    import json

    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    load(path)


LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LAUGHS, "aliases are not read"),
        ("<<: *x\n", "alias"),
        ("a: &x [*x]\n", "alias"),
        ("a: " + "[a," * 100_000 + "]" * 100_000, "nest"),
        ("a: " + '["]",' * 100_000 + "]" * 100_000, "nest"),
        ("\n".join(" " * i + "a:" for i in range(1_500)), "nest"),
        ("? " * 100_000, "nest"),
        ("- a\n" * 150_000, "more than 100,000 keys and values"),
        ("a: " + "x" * (9 * 2**20), "too large"),
        ("a: b\n" * 10_000, "stands twice"),
        ("!!python/object/apply:os.system ['touch pwned']", "does not hold keys"),
        ("id: !!python/name:os.system\nareas: !!binary aGk=\n", "areas"),
        ("%YAML 9.9\n---\na: b", "YAML"),
        ("id: x\n---\nid: y\n", "YAML"),
    ],
)
def test_bombs_and_tricks_of_yaml(tmp_path, content, message):
    path = tmp_path / "x.yaml"
    path.write_text(content)
    assert load(path) is None
    with pytest.raises(FrameworkError, match=message):
        sk.load_framework(path)
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/hostname", "link.yaml", "folder/../../secret.yaml", "..", ".", "a\\..\\b", "x\x00", "x" * 300, "pipe.yaml"])  # fmt: skip
@pytest.mark.parametrize("key", ["areas", "crosswalks"])
def test_no_file_outside_of_the_folder_is_read(tmp_path, tiny_file, name, key):
    import os

    folder = tmp_path / "framework"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("id: S\nlabel: SECRET\n")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    os.mkfifo(folder / "pipe.yaml")
    tree = yaml.safe_load(tiny_file.read_text())
    tree[key] = [*tree.get(key, []), name]
    (folder / "framework.yaml").write_text(yaml.safe_dump(tree))
    with pytest.raises(FrameworkError) as caught:
        sk.load_framework(folder)
    assert "SECRET" not in str(caught.value)


def test_ids_and_labels_cannot_leave_their_place(tmp_path, tiny_file):
    """Names that are paths, formulas, markup and templates are only names."""
    harm = "../../x</script><img src=x onerror=alert(1)>{{7*7}}${7*7}=cmd|' /C calc'!A0"
    tree = yaml.safe_load(tiny_file.read_text())
    tree["areas"][0]["competences"][0].update(id=harm, label={"en": harm})
    tiny_file.write_text(yaml.safe_dump(tree))
    framework = sk.load_framework(tiny_file)
    assert "<img" not in framework._repr_html_() and "49" not in framework._repr_html_()
    written = sk.write_table(framework.to_frame(), tmp_path / "x.csv")
    assert sk.load_framework(framework.save(tmp_path / "again.yaml")).fingerprint == framework.fingerprint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.yaml", "tiny.yaml", written.name]
