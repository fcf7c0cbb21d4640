"""Stories from anywhere: any characters, any length; every story is mapped or named, offsets hold, nothing hangs."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import softskills as sk
from softskills.encoding import VectorCache
from softskills.experiences.segmentation import LONGEST_UNIT, unit_spans

MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = st.sampled_from(
    ["I cooked. ", "Jeg ", "kl. 7.30 ", "«Nei!» ", "...", "\n\n", "\r\n", "\u200b", "\u202e", "\u00ad", "\ufeff", "\x00",
     "\u200d", "👩\u200d👧", "Ꙁ", "ﬁ", "é", "e\u0301", "İ", "ß", "ſ", "Ａ", "а", "ا", "ह", "字", "1.", "- ", "“", "”", "f.eks. ",
     "{{7*7}}", "<b>", "&amp;", "a" * 60, " og " * 20, "\u2028", "\x1b[31m", "%s%n", "\udcff"]
)  # fmt: skip
STORY = st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join)


@MANY
@given(STORY)
def test_units_lie_in_their_text_in_order_and_lose_no_letter(text):
    position = 0
    for start, end in unit_spans(text):
        assert not any(character.isalnum() for character in text[position:start])
        assert position <= start < end <= len(text) and end - start <= LONGEST_UNIT
        assert text[start:end].strip() == text[start:end]
        position = end
    assert not any(character.isalnum() for character in text[position:])


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "a. ", "A.", ".", '"', "” » ", "( ", "\n", "a\n", "- ", "1. ", "1", ", og ", "\u200b", "\u00a0»", "é\u0301", "😀", "\x00", "f.eks. "],
)  # fmt: skip
def test_a_long_run_of_anything_is_cut_in_seconds(piece):
    text = piece * (300_000 // len(piece))
    begun = time.process_time()
    spans = unit_spans(text)
    assert time.process_time() - begun < 10
    assert all(end - start <= LONGEST_UNIT for start, end in spans)
    assert sum(map(str.isalnum, text)) == sum(sum(map(str.isalnum, text[start:end])) for start, end in spans)


@FEW
@given(st.lists(STORY, min_size=1, max_size=3), st.sampled_from(["en", "nb", "sk", "es", "fi", "x" * 300, "en\n"]))
def test_any_story_is_mapped_or_named(mapper, texts, language):
    exp = pd.DataFrame({"narrative_id": range(len(texts)), "text": pd.Series(texts, dtype="object")})
    hits = mapper.map(exp.assign(language=language))
    lost = {problem["row"] - 2 for problem in hits.attrs["problems"] if problem["severity"] == "error"}
    assert set(hits["narrative_id"]) == {str(i) for i in range(len(texts))} - {str(i) for i in lost}
    for row in hits.itertuples():
        assert row.evidence in ("", texts[int(row.narrative_id)][row.start : row.end])
    assert hits["probability"].dropna().between(0, 1).all() and np.isfinite(hits["similarity"].dropna()).all()


@FEW
@given(STORY)
def test_explanation_and_page_escape_whatever_is_told(mapper, text):
    text = text.encode("utf-8", "replace").decode()  # half characters are refused before
    story = f"I paid the rent. {text} <script>alert(1)</script> <b title=x>{{{{7777*7777}}}} I cooked for all."
    shown = mapper.explain(story, language="en")
    exp = pd.DataFrame({"narrative_id": ["</style><script>x"], "text": [story], "language": "en", "consent_scope": "quotes", "country": "<b title=y>"})  # fmt: skip
    page = sk.overview(mapper.map(exp), exp, framework=mapper.framework)._render("overview.html")
    for markup in (page, shown._repr_html_()):
        assert not any(harm in markup for harm in ("<script", "<b title", "60481729"))


def test_a_story_of_a_megabyte_does_not_fill_the_memory(letters, tiny_file, tmp_path):
    import tracemalloc

    letters.contextual = True
    letters.encode = lambda texts, languages, stories=None: np.full((len(texts), 27), 0.2, dtype=np.float32)
    mapper = sk.Mapper(sk.load_framework(tiny_file), letters, cache=VectorCache(tmp_path))
    text = "I cooked soup for all of the others and their neighbours once more. " * 6_000
    tracemalloc.start()
    hits = mapper.map(pd.DataFrame({"narrative_id": ["a"], "text": [text], "language": ["en"]}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(hits) == 6_000 and peak < 200e6  # each unit with its whole story would be 2.4 GB


def test_five_megabytes_in_one_cell_are_named_not_mapped(letters, tiny_file):
    mapper = sk.Mapper(sk.load_framework(tiny_file), letters)
    exp = pd.DataFrame({"narrative_id": ["a", "b"], "text": ["x " * 3_000_000, "I cooked."], "language": "en"})
    hits = mapper.map(exp)
    assert hits["narrative_id"].tolist() == ["b"]
    assert [(item["narrative_id"], item["severity"]) for item in hits.attrs["problems"]] == [("a", "error")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I coo\u200bked.", "invisible characters (U+200B)"),
        ("I cooked \u202esoup\u202c.", "U+202C, U+202E"),
        ("I c\u043eoked soup.", "two scripts in one word"),
        ("half \ud83d of it", "half a character"),
        ("damaged \ufffd text", "replaced characters"),
    ],
)
def test_look_alikes_and_hidden_characters_are_named(text, said):
    exp = pd.DataFrame({"narrative_id": ["a"], "text": pd.Series([text], dtype="object"), "language": ["en"]})
    assert said in sk.check_experiences(exp)["problem"].iloc[0]


@pytest.mark.parametrize(
    "text", ["Jeg bor på Tøyen.", "Живу в Києві.", "با خانواده\u200cام", "👩\u200d👧 fine", "Na pláži α bola."]
)
def test_ordinary_texts_are_not_suspected(text):
    assert sk.check_experiences(pd.DataFrame({"narrative_id": ["a"], "text": [text], "language": ["en"]})).empty
