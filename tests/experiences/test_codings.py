import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import softskills as sk
from softskills.errors import TableError
from softskills.experiences.datasets import coded_units, load_codings, load_seed, load_seed_codings

UNITS = pd.DataFrame({"narrative_id": ["s"] * 3, "unit": [1, 2, 3], "start": [0, 10, 20], "end": [9, 19, 29]})


def codings(rows):
    return pd.DataFrame(rows, columns=["narrative_id", "start", "end", "coder", "competence"])


def test_codings_follow_their_text_into_another_segmentation():
    aligned = sk.align_codings(
        codings([("s", 0, 19, "x", "A1"), ("s", 18, 29, "x", "B1"), ("s", 90, 99, "x", "C1")]), UNITS
    )
    assert aligned[["unit", "competence"]].values.tolist() == [[1, "A1"], [2, "A1"], [3, "B1"]]
    assert aligned.attrs["unmatched"] == 1


def test_none_beside_a_competence_says_nothing():
    aligned = sk.align_codings(
        codings([("s", 0, 5, "x", "NONE"), ("s", 5, 9, "x", "A1"), ("s", 20, 29, "x", "NONE")]), UNITS
    )
    assert aligned[["unit", "competence"]].values.tolist() == [[1, "A1"], [3, "NONE"]]


def test_half_of_the_coders_are_enough_and_gold_wins():
    rows = [
        ("s", 0, 9, "x", "A1"),
        ("s", 0, 9, "y", "NONE"),
        ("s", 10, 19, "x", "B1"),
        ("s", 10, 19, "y", "NONE"),
        ("s", 10, 19, "z", "NONE"),
    ]
    assert sk.label_matrix(UNITS, codings(rows), competences=["A1", "B1"]).values.tolist() == [[1, 0], [0, 0], [0, 0]]
    gold = [*rows, ("s", 10, 19, "gold", "B1")]
    assert sk.label_matrix(UNITS, codings(gold), competences=["A1", "B1"]).values.tolist() == [[1, 0], [0, 1], [0, 0]]
    assert sk.label_matrix(UNITS, codings(rows), competences=["A1", "B1"], coder="x").values.sum() == 2


def test_units_that_nobody_coded_are_counted():
    assert sk.label_matrix(UNITS, codings([("s", 0, 9, "x", "A1")])).attrs["uncoded"] == 2


def test_a_competence_the_framework_lacks_is_refused():
    with pytest.raises(TableError, match="migrate_codings"):
        sk.label_matrix(UNITS, codings([("s", 0, 9, "x", "Z9")]), competences=["A1"])
    with pytest.raises(TableError, match="no codings by 'anna'"):
        sk.label_matrix(UNITS, codings([("s", 0, 9, "x", "A1")]), coder="anna")


def test_dropped_and_split_competences_ask_for_review():
    mapping = pd.DataFrame({"old": ["A1", "A2", "B1"], "new": ["A9", "", "B1"]})
    moved = sk.migrate_codings(
        codings([("s", 0, 9, "x", "A1"), ("s", 10, 19, "x", "A2"), ("s", 20, 29, "x", "C1")]), mapping
    )
    assert moved[["competence", "needs_review"]].values.tolist() == [["A9", False], ["NONE", True], ["C1", False]]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 2))
def test_same_boundaries_give_the_same_labels(lengths, shift):
    starts = [sum(lengths[:i]) + i for i in range(len(lengths))]
    units = pd.DataFrame(
        {
            "narrative_id": "s",
            "unit": range(1, len(lengths) + 1),
            "start": starts,
            "end": [a + b for a, b in zip(starts, lengths, strict=True)],
        }
    )
    coded = units.drop(columns="unit").assign(
        coder="x", competence=[["A1", "B1", "NONE"][(i + shift) % 3] for i in range(len(units))]
    )
    matrix = sk.label_matrix(units, coded, competences=["A1", "B1"])
    assert [("A1" if a else "B1" if b else "NONE") for a, b in matrix.to_numpy()] == coded["competence"].tolist()


@pytest.mark.parametrize(
    ("stories", "codes"), [(load_seed, load_seed_codings), (sk.datasets.load_partner_samples, load_codings)]
)
def test_packaged_codings_fit_their_stories(stories, codes):
    exp, coded = stories(), codes()
    assert exp["synthetic"].all() and (exp["written_by"] == "language model").all()
    assert sk.check_experiences(exp)[lambda problems: problems["severity"] == "error"].empty
    units = coded_units(exp, coded)
    assert (units["text"].str.strip() == units["text"]).all() and (units["text"].str.len() > 0).all()
    assert set(coded["competence"]) <= {*sk.load_framework().ids, "NONE"}
    spans = units.sort_values(["narrative_id", "start"])
    same = spans["narrative_id"].eq(spans["narrative_id"].shift())
    assert (spans["start"] >= spans["end"].shift())[same].all()


def test_no_sample_stands_in_the_seed_corpus():
    from sklearn.feature_extraction.text import TfidfVectorizer

    seed, samples = load_seed(), sk.datasets.load_partner_samples()
    assert not set(seed["narrative_id"]) & set(samples["narrative_id"])
    words = TfidfVectorizer(analyzer="char_wb", ngram_range=(5, 5)).fit(pd.concat([seed["text"], samples["text"]]))
    similarity = words.transform(samples["text"]) @ words.transform(seed["text"]).T
    assert similarity.max() < 0.6
    within = words.transform(seed["text"]) @ words.transform(seed["text"]).T
    within.setdiag(0)
    assert within.max() < 0.6


def test_each_language_has_at_least_24_coded_seed_stories():
    counts = load_seed()["language"].value_counts()
    assert set(counts.index) == {"nb", "es", "it", "fr", "sk", "en", "pl"}
    assert counts.min() >= 24


def test_large_corpora_are_joined_in_parts(monkeypatch):
    """The same result, whatever fits into one part; equal overlaps go to the first unit."""
    units = pd.DataFrame(
        [(f"s{i % 7}", i // 7, 10 * (i // 7), 10 * (i // 7) + 9) for i in range(70)],
        columns=["narrative_id", "unit", "start", "end"],
    ).sample(frac=1, random_state=0)
    codings = pd.DataFrame(
        [(f"s{i % 8}", 3 * i % 80, 3 * i % 80 + 1 + i % 25, "x", f"A{i % 3}") for i in range(200)],
        columns=["narrative_id", "start", "end", "coder", "competence"],
    )
    whole = sk.align_codings(codings, units)
    for pairs in (1, 50):
        monkeypatch.setattr("softskills.experiences.codings._PAIRS", pairs)
        pd.testing.assert_frame_equal(sk.align_codings(codings, units), whole)
    assert whole.attrs["unmatched"] == (codings["narrative_id"] == "s7").sum()
    tie = sk.align_codings(pd.DataFrame({"narrative_id": ["a"], "start": [5], "end": [15], "coder": "x", "competence": "A1"}),
                        pd.DataFrame({"narrative_id": "a", "unit": [1, 2], "start": [0, 10], "end": [10, 20]}), least=0.6)  # fmt: skip
    assert tie["unit"].tolist() == [1]
