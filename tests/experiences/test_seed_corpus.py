"""The corpus that the classifier learns from keeps what its card promises."""

import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import softskills as sk
from softskills.experiences.datasets import load_seed, load_seed_codings

LANGUAGES = ["nb", "es", "it", "fr", "sk", "en", "pl"]
HARD = {"other", "wish", "not", "order", "burden", "praise"}


@pytest.fixture(scope="module")
def stories():
    return load_seed()


@pytest.fixture(scope="module")
def codings():
    return load_seed_codings()


@pytest.fixture(scope="module")
def corpus():
    return sk.seed_corpus()


def test_every_story_says_what_it_is(stories):
    assert stories["narrative_id"].is_unique
    assert stories["synthetic"].all() and (stories["written_by"] == "language model").all()
    assert set(stories["split"]) == {"train", "development", "test"}
    assert not sk.check_experiences(stories)["severity"].eq("error").any()


def test_the_parts_share_neither_batch_nor_prompt(stories):
    for one, other in itertools.combinations(["train", "development", "test"], 2):
        a, b = (stories[stories["split"] == part] for part in (one, other))
        assert not set(a["batch"]) & set(b["batch"])
        prompts = [set(part["prompt"].dropna()) - {""} for part in (a, b)]
        assert not prompts[0] & prompts[1]


def test_units_cover_every_story_without_overlap(stories, codings):
    spans = codings[["narrative_id", "unit", "start", "end"]].drop_duplicates()
    assert set(spans["narrative_id"]) == set(stories["narrative_id"])
    spans = spans.sort_values(["narrative_id", "unit"])
    same = spans["narrative_id"].eq(spans["narrative_id"].shift())
    assert (spans["start"] >= spans["end"].shift())[same].all()
    length = spans["narrative_id"].map(stories.set_index("narrative_id")["text"].str.len())
    assert (spans["end"] <= length).all() and (spans["start"] < spans["end"]).all()


def test_codes_are_of_the_framework_and_hard_cases_are_none(codings):
    assert set(codings["competence"]) <= {*sk.load_framework().ids, "NONE"}
    hard = codings["hard_case"].fillna("")
    assert set(hard) - {""} == HARD
    assert (codings.loc[hard != "", "competence"] == "NONE").all()
    per_unit = codings.groupby(["narrative_id", "unit", "coder"]).size()
    assert per_unit.max() == 2


def test_development_and_test_are_coded_twice_and_adjudicated(stories, codings):
    held = stories.loc[stories["split"] != "train", "narrative_id"]
    coders = codings[codings["narrative_id"].isin(held)].groupby(["narrative_id", "unit"])["coder"].agg(frozenset)
    assert set(coders) == {frozenset({"lm-3", "lm-4", "gold"}), frozenset({"lm-5", "lm-6", "gold"})}


def test_there_is_enough_of_everything_in_every_language(stories, corpus):
    units, Y = corpus
    assert stories["language"].value_counts().reindex(LANGUAGES).min() >= 250
    labelled = Y.to_numpy().any(axis=1)
    counts = pd.Series(labelled).groupby(units["language"].to_numpy()).agg(["sum", "size"])
    assert counts["sum"].min() >= 700 and (counts["size"] - counts["sum"]).min() >= 700
    assert Y.groupby(units["language"].to_numpy()).sum().to_numpy().min() >= 30
    written_blind = units["batch"].ne("d").to_numpy()
    assert units.loc[written_blind, "narrative_id"].nunique() >= stories["narrative_id"].nunique() / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_story_is_nearly_another(language, stories):
    own = stories[stories["language"] == language].reset_index(drop=True)
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True).fit_transform(own["text"])
    similarity = (vectors @ vectors.T).toarray()
    np.fill_diagonal(similarity, 0)
    assert similarity.max() < 0.7
    train = (own["split"] == "train").to_numpy()
    assert similarity[np.ix_(train, ~train)].max() < 0.6


def test_no_competence_is_named_in_a_story(stories):
    framework = sk.load_framework()
    for language, group in stories.groupby("language"):
        text = "\n".join(group["text"]).lower()
        for competence in framework:
            assert competence.label[language].lower() not in text


def test_a_wrong_part_is_answered_with_the_right_ones():
    with pytest.raises(sk.SoftskillsError, match="did you mean 'test'"):
        sk.seed_corpus("tests")
