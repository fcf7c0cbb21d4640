import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import softskills as sk
from softskills.errors import FrameworkError, InputError, OutputError
from softskills.resources import resource

LANGUAGES = {"nb", "es", "it", "fr", "sk", "en", "pl"}
IDS = ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "D1", "D2", "D3", "E1", "E2", "E3", "F1", "F2", "F3", "F4"]


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


def test_the_packaged_framework_is_complete(framework):
    assert list(framework.ids) == IDS
    assert set(framework.languages) == LANGUAGES
    for language in LANGUAGES:
        assert framework.missing(language).empty
        frame = framework.to_frame(language=language)
        assert frame["indicators"].map(len).between(3, 4).all()
        assert (frame["includes"].map(len) > 0).all() and (frame["excludes"].map(len) > 0).all()
        assert frame["near_miss"].str.len().min() > 10
        assert frame["label"].is_unique
    assert all(set(item.translation) == LANGUAGES for item in framework)
    assert len(framework.levels) == 4 and framework.themes and framework.prompts


def test_no_wording_was_left_in_another_language(framework):
    english = framework.to_frame(language="en")
    for language in LANGUAGES - {"en"}:
        other = framework.to_frame(language=language)
        for column in ("label", "definition", "near_miss", "indicators", "includes", "excludes"):
            assert (english[column] != other[column]).all(), (language, column)


def test_translations_are_in_their_language(framework):
    texts = [
        (code, item.definition[code] + " " + item.near_miss[code]) for item in framework for code in sorted(LANGUAGES)
    ]
    found = sk.detect_languages([text for _, text in texts])["language"]
    wrong = [(code, guess, text) for (code, text), guess in zip(texts, found, strict=True) if guess != code]
    assert len(wrong) <= 0.04 * len(texts), wrong  # nb against da and nn, sk against cs


def test_the_crosswalk_covers_every_competence(framework):
    table = framework.crosswalk()
    for scheme in ("LifeComp", "ESCO", "ESCO-care", "EntreComp", "WHO"):
        assert set(framework.crosswalk(scheme)["competence"]) == set(IDS), scheme
    assert "F3" in set(framework.crosswalk("DigComp")["competence"])
    assert framework.crosswalk("ESCO").set_index("competence").loc["B2", "relation"] == "noMatch"
    assert (table.loc[table["relation"] == "noMatch", "uri"] == "").all()
    matched = table[(table["scheme"] == "ESCO") & (table["relation"] != "noMatch")]
    assert matched["uri"].str.startswith("http://data.europa.eu/esco/skill/").all()


def test_a_framework_is_frozen(framework):
    with pytest.raises(Exception, match="frozen"):
        framework.version = "2"
    with pytest.raises(TypeError, match="frozen"):
        framework["A1"].label["en"] = "x"


def test_unknown_competence_and_language_name_the_nearest(framework):
    with pytest.raises(InputError, match="A1"):
        framework["A11"]
    with pytest.raises(InputError, match="no wording in 'de'"):
        framework.to_frame(language="de")


def test_html_tree_is_escaped(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('id,area,label,definition\nA1,<b>Area</b>,<script>alert(1)</script>,"a & b"\n')
    shown = sk.load_framework(path)._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "a &amp; b" in shown


def test_save_and_load_give_the_same(framework, tmp_path):
    path = framework.save(tmp_path / "copy.yaml")
    again = sk.load_framework(path)
    assert again.fingerprint == framework.fingerprint
    assert sk.check_framework(path).empty
    with pytest.raises(OutputError, match="exists already"):
        framework.save(path)


def test_fingerprint_changes_with_any_word(tiny_file):
    before = sk.load_framework(tiny_file).fingerprint
    tiny_file.write_text(tiny_file.read_text().replace("meals", "dishes"))
    assert sk.load_framework(tiny_file).fingerprint != before


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_plain_table_is_a_framework(tmp_path, suffix):
    table = pd.DataFrame(
        {
            "ID": ["1", "2", "3"],
            "Area": ["Hjem", "Hjem", "Arbeid"],
            "Label": ["lage mat", "vaske", "lede"],
            "Definition": ["Lager mat.", "", "Leder andre."],
            "Indicators": ["Jeg kokte suppe. | Jeg bakte brød.", "", ""],
        }
    )
    path = sk.write_table(table, tmp_path / f"mine{suffix}")
    framework = sk.load_framework(path, language="nb")
    assert framework.ids == ("1", "2", "3") and framework.languages == ("nb",)
    assert [len(area.competences) for area in framework.areas] == [2, 1]
    assert [indicator.text["nb"] for indicator in framework["1"].indicators] == ["Jeg kokte suppe.", "Jeg bakte brød."]
    assert sk.load_framework(path).default_language == "und"


BAD = {
    "unknown key": ("    label: {en: Home}", "    lable: {en: Home}", "did you mean 'label'", 6),
    "double id": ("- id: repair", "- id: cook", "stands twice", 12),
    "double key": ('version: "1"', 'version: "1"\nversion: "2"', "stands twice", 4),
    "neighbour": ("label: {en: repairing things}", "label: {en: repairing things}\n        neighbours: [coook]", "did you mean 'cook'", 14),
    "language no": ("{en: cooking food}", "{en: cooking food, 'no': lage mat}", "nb (Bokmål)", 9),
    "language country": ("{en: cooking food}", "{en: cooking food, XX: lage mat}", "no language code", 9),
    "empty text": ("{en: cooking food}", "{en: ''}", "empty text", 9),
    "missing label": ("        label: {en: cooking food}\n", "", "'label' is missing", 8),
    "yaml": ("    label: {en: Home}", "    label: {en: Home", "not YAML", 7),
    "alias": ('version: "1"', 'version: &v "1"\nlicence: *v', "alias", 4),
    "none id": ("- id: repair", "- id: NONE", "is taken", 12),
    "wrong uri": ("id: tiny", "matches: [{competence: cook, scheme: ESCO, relation: closeMatch, uri: 'http://data.europa.eu/esco/skill/x'}]\nid: tiny", "wrong URI", 2),
    "bad relation": ("id: tiny", "matches: [{competence: cook, scheme: ESCO, relation: sameAs}]\nid: tiny", "relation", 2),
    "dangling match": ("id: tiny", "matches: [{competence: cok, scheme: ESCO, relation: noMatch}]\nid: tiny", "did you mean 'cook'", 2),
    "no match with uri": ("id: tiny", "matches: [{competence: cook, scheme: X, relation: noMatch, uri: 'http://x.org'}]\nid: tiny", "noMatch with an address", 2),
    "outside file": ("areas:", "areas:\n  - ../../secret.yaml", "no file", 5),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_problems_are_listed_with_line_and_fix_and_nothing_loads(case, tiny_file):
    old, new, message, line = BAD[case]
    text = tiny_file.read_text()
    assert old in text
    tiny_file.write_text(text.replace(old, new, 1))
    problems = sk.check_framework(tiny_file)
    errors = problems[problems["severity"] == "error"]
    said = (errors["problem"] + "; " + errors["fix"]).tolist()
    assert any(message in item for item in said), said
    assert line in errors["line"].tolist(), errors.to_string()
    with pytest.raises(FrameworkError, match="was not loaded"):
        sk.load_framework(tiny_file)


def test_missing_language_and_boolean_lookalikes_are_warnings(tiny_file):
    tiny_file.write_text(tiny_file.read_text().replace("{en: cooking food}", "{en: cooking food, nb: no}"))
    problems = sk.check_framework(tiny_file)
    assert set(problems["severity"]) == {"warning"}
    assert problems["problem"].str.contains("missing in nb").any()
    assert problems["problem"].str.contains("unquoted 'no'").any()
    assert sk.load_framework(tiny_file)["cook"].label["nb"] == "no"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"just words",
        b"\xff\xfe\x00",
        b"areas: []",
        b"a: " + b"[" * 200 + b"]" * 200,
        b"a: " + b"[" * 40_000 + b"]" * 40_000,
        b"- " * 40_000 + b"x",
        b"\x00\x01",
    ],
)
def test_broken_files_give_a_framework_error(tmp_path, content):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert (sk.check_framework(path)["severity"] == "error").any()
    with pytest.raises(FrameworkError):
        sk.load_framework(path)


@given(st.text(max_size=200))
def test_any_text_is_loaded_or_refused_in_plain_words(tmp_path_factory, text):
    path: Path = tmp_path_factory.mktemp("any") / "x.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        sk.load_framework(path)
    except FrameworkError as error:
        assert error.problems


def test_the_exported_schema_is_the_current_one():
    exported = json.loads((resource("framework") / "framework.schema.json").read_text())
    assert exported == sk.framework_schema(), "run: softskills framework schema > framework/framework.schema.json"
