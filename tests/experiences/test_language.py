import sys

import pandas as pd
import pytest

import softskills as sk
from softskills.errors import LanguageError
from softskills.experiences import language
from softskills.experiences.language import resolve_languages


def test_declared_wins_over_what_it_looks_like():
    exp = pd.DataFrame({"text": ["Me levanté a las cinco."], "language": ["it"]})
    assert resolve_languages(exp)[["language", "source"]].values.tolist() == [["it", "declared"]]


def test_the_samples_are_recognised(samples):
    found = resolve_languages(samples.drop(columns="language"))
    wrong = found["language"] != samples["language"]
    # What it gets wrong it must not be sure of.
    assert wrong.mean() < 0.08
    assert (found.loc[wrong, "source"] == "uncertain").mean() >= 0.5 or wrong.sum() <= 2


def test_text_without_letters_has_no_language():
    assert sk.detect_languages(["12345 !!"])["language"].tolist() == [""]


def test_without_the_detector_the_ways_out_are_named(monkeypatch):
    language._detector.cache_clear()
    monkeypatch.setitem(sys.modules, "lingua", None)
    with pytest.raises(LanguageError, match="column 'language'"):
        sk.detect_languages(["Hei på deg"])
    language._detector.cache_clear()
