import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import softskills as sk
from softskills.classify.mapping import SUGGESTION_COLUMNS
from softskills.encoding import VectorCache
from softskills.errors import InputError, TableError


def test_suggestions_of_the_samples(mapper, samples):
    hits = mapper.map(samples)
    assert hits.columns.tolist() == SUGGESTION_COLUMNS
    assert set(hits["status"]) <= {"suggested", "uncertain", "none"}
    assert set(hits["narrative_id"]) == set(samples["narrative_id"])
    assert hits["narrative_id"].drop_duplicates().tolist() == samples["narrative_id"].tolist()
    found = hits[hits["status"] != "none"]
    assert set(found["language"]) == {"nb", "es", "it", "fr", "sk", "en", "pl"}
    texts = samples.set_index("narrative_id")["text"]
    for row in found.itertuples():
        assert row.evidence == texts[row.narrative_id][row.start : row.end]
    assert found["probability"].between(0, 1).all()
    assert found["area"].eq(found["competence"].str[0]).all()
    none = hits[hits["status"] == "none"]
    assert (none["competence"] == "NONE").all() and none["probability"].isna().all()
    assert not set(none["narrative_id"]) & set(found["narrative_id"])
    assert hits.attrs["problems"] == []


def test_without_evidence_only_offsets(mapper, samples):
    hits = mapper.map(samples.head(5), evidence=False)
    assert (hits["evidence"] == "").all() and hits["end"].gt(hits["start"]).all()


def test_the_cache_changes_nothing(samples, tmp_path):
    cached = sk.load_mapper(cache=VectorCache(tmp_path))
    plain = sk.load_mapper().map(samples.head(10))
    pd.testing.assert_frame_equal(cached.map(samples.head(10)), plain, atol=1e-5)
    pd.testing.assert_frame_equal(cached.map(samples.head(10)), plain, atol=1e-5)


def test_the_wording_of_the_framework_is_encoded_once_for_all_sessions(tiny_file, letters, tmp_path):
    exp = pd.DataFrame({"narrative_id": ["a"], "text": ["I made soup. I mended a chair."], "language": ["en"]})
    framework, cache = sk.load_framework(tiny_file), VectorCache(tmp_path)
    first = sk.Mapper(framework, letters, cache=cache).map(exp)
    encoded = letters.calls
    pd.testing.assert_frame_equal(sk.Mapper(framework, letters, cache=cache).map(exp), first)
    assert letters.calls == encoded > 0
    pd.testing.assert_frame_equal(sk.Mapper(framework, letters).map(exp), first)


def test_a_failing_row_is_named_and_the_others_are_mapped(mapper, monkeypatch):
    monkeypatch.setattr("softskills.experiences.tables._LONG", 20_000)  # a true one takes a minute
    exp = pd.DataFrame(
        {
            "narrative_id": ["ok", "empty", "half", "html", "rtl", "nul", "long", "finnish", "dialect"],
            "text": pd.Series(
                [
                    "I wrote a list of who fetches whom.",
                    "  ",
                    "a lone \ud83d surrogate",
                    "<script>alert(1)</script> I paid the rent & saved.",
                    "\u202eI cooked soup\u202c for him",
                    "I mended\x00 the chair",
                    "I cooked soup. " * 1_500,
                    "Minä autoin naapuria.",
                    "Eg laga middag til borna kvar dag.",
                ],
                dtype="object",
            ),
            "language": ["en", "en", "en", "en", "en", "en", "en", "fi", "nn"],
        }
    )
    hits = mapper.map(exp)
    problems = pd.DataFrame(hits.attrs["problems"]).set_index("narrative_id")
    assert set(exp["narrative_id"]) == set(hits["narrative_id"]) | set(problems[problems["severity"] == "error"].index)
    assert problems.loc["empty", "severity"] == problems.loc["half", "severity"] == "error"
    assert problems.loc["nul", "severity"] == problems.loc["long", "severity"] == "warning"
    finnish = hits[hits["narrative_id"] == "finnish"]
    assert finnish["status"].tolist() == ["uncertain"] and finnish["competence"].tolist() == [""]
    assert "Bokmål" in problems.loc["dialect", "problem"]
    assert exp["text"][0] == "I wrote a list of who fetches whom."


def test_low_coverage_is_never_more_than_uncertain(mapper):
    exp = pd.DataFrame(
        {
            "narrative_id": ["a"],
            "text": ["Xqz wvb planla xkcd qrst mnop brzt uke kalender zzxx qqww."],
            "language": ["nb"],
        }
    )
    hits = mapper.map(exp)
    assert "suggested" not in set(hits["status"])


def test_an_unserved_language_has_no_probability(mapper):
    with pytest.warns(UserWarning, match="1 of 2 texts are in a language that builtin does not serve \\(fi\\)"):
        probability = mapper.predict_proba(["I cooked.", "Minä autoin."], language=["en", "fi"])
    assert not np.isnan(probability[0]).any() and np.isnan(probability[1]).all()


def test_probabilities_of_texts_units_and_columns_agree(mapper):
    texts = ["Me levanté a las cinco para llegar.", "Planché la ropa de todos."]
    one = mapper.predict_proba(texts, language="es")
    table = pd.DataFrame({"text": texts, "language": "es"})
    assert one.shape == (2, 19)
    np.testing.assert_allclose(mapper.predict_proba(table), one, atol=1e-6)
    np.testing.assert_allclose(mapper.predict_proba(pd.Series(texts), language=["es", "es"]), one, atol=1e-6)
    story = mapper.predict_proba(table.assign(narrative_id="a", unit=[1, 2]))
    assert abs(story - one).max() > 1e-4  # neighbours serve as context


def test_zero_shot_gives_no_probability_and_is_never_sure(tiny_file):
    mapper = sk.Mapper(sk.load_framework(tiny_file), sk.load_encoder())
    exp = pd.DataFrame(
        {
            "narrative_id": ["a"],
            "text": ["I made soup for my sisters. I repaired the broken chair."],
            "language": ["en"],
        }
    )
    hits = mapper.map(exp)
    assert hits["competence"].tolist() == ["cook", "repair"]
    assert hits["probability"].isna().all() and set(hits["status"]) == {"uncertain"}
    with pytest.raises(InputError, match="cosine is not a probability"):
        mapper.predict_proba(["x"], language="en")
    assert "similarity" in str(mapper.explain("I made soup.", language="en"))


def test_numeric_ids_are_names(mapper):
    text = "I put a little of each wage in an envelope for the rent. I gave him his insulin every morning."
    exp = pd.DataFrame(
        {"narrative_id": [7, 3], "text": [text, text], "language": "en", "country": pd.Categorical(["NO", None])}
    )
    hits = mapper.map(exp)
    assert set(hits["status"]) <= {"suggested", "uncertain"}
    assert hits["narrative_id"].drop_duplicates().tolist() == ["7", "3"]
    assert sk.overview(hits, exp, framework=mapper.framework).facts["unmapped"] == 0


def test_problems_name_the_row_of_the_table(mapper):
    exp = pd.DataFrame(
        {"narrative_id": ["a", "b", "c"], "text": ["", " ", "Minä autoin."], "language": ["en", "en", "fi"]}
    )
    assert [problem["row"] for problem in mapper.map(exp).attrs["problems"]] == [2, 3, 4]


def test_the_input_is_not_changed_and_pseudonymised_is_passed_on(mapper, stories):
    safe = sk.pseudonymise(stories).experiences
    before = safe.copy()
    hits = mapper.map(safe)
    pd.testing.assert_frame_equal(safe, before)
    assert set(hits["pseudonymised"]) == {safe["pseudonymised"].iloc[0]}


def test_unusable_tables_raise(mapper):
    with pytest.raises(TableError, match="narrative_id"):
        mapper.map(pd.DataFrame({"text": ["a"]}))


def test_explanation_is_escaped_and_has_a_plain_form(mapper):
    shown = mapper.explain("I paid the rent <b>first</b> & put aside money for winter. It rained.", language="en")
    markup = shown._repr_html_()
    assert "<b>first" not in markup and "&lt;b&gt;first" in markup and "&amp; put" in markup
    assert 'lang="en"' in markup
    assert "near:" in str(shown)
    assert "problem" in str(mapper.explain("...", language="en"))
    assert "not served" in str(mapper.explain("Minä autoin.", language="fi"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_is_mapped_or_named(mapper, texts):
    exp = pd.DataFrame({"narrative_id": range(len(texts)), "text": pd.Series(texts, dtype="object"), "language": "en"})
    hits = mapper.map(exp)
    errors = {problem["narrative_id"] for problem in hits.attrs["problems"] if problem["severity"] == "error"}
    assert set(map(str, hits["narrative_id"])) | set(map(str, errors)) == {str(i) for i in range(len(texts))}
