import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import jaccard_score

from softskills.errors import InputError, TableError
from softskills.validate.from_scores import language_from_scores, ridge
from softskills.validate.parallel import PARALLEL_COLUMNS, parallel, story_scores

RNG = np.random.default_rng(0)
IDS = [f"{story}-{code}" for story in range(20) for code in ("nb", "en", "es")]
STORIES = pd.DataFrame({"narrative_id": IDS, "language": ["nb", "en", "es"] * 20, "parallel": np.repeat(range(20), 3)})
SCORES = pd.DataFrame(RNG.random((60, 6)), index=IDS, columns=list("abcdef"))


def test_figures_are_those_of_scipy_and_scikit_learn():
    table = parallel(SCORES, STORIES, top=2)
    assert table.columns.tolist() == PARALLEL_COLUMNS
    assert table[["language", "other"]].values.tolist() == [["en", "es"], ["en", "nb"], ["es", "nb"]]
    en, nb = (SCORES[STORIES["language"].eq(code).to_numpy()].to_numpy() for code in ("en", "nb"))
    row = table.iloc[1]
    assert row["correlation"] == pytest.approx(
        np.mean([spearmanr(a, b).statistic for a, b in zip(en, nb, strict=True)])
    )
    assert row["shift"] == pytest.approx((en - nb).mean())
    highest = [(values >= np.sort(values, axis=1)[:, -2:-1]).astype(int) for values in (en, nb)]
    assert row["overlap"] == pytest.approx(jaccard_score(*highest, average="samples"))
    for name in ("overlap", "correlation", "shift"):
        assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]


def test_the_order_of_stories_and_scores_does_not_matter():
    order = RNG.permutation(60)
    pd.testing.assert_frame_equal(
        parallel(SCORES, STORIES, resamples=0),
        parallel(SCORES.iloc[::-1], STORIES.iloc[order], resamples=0),
    )


def test_suggestions_count_as_nought_where_nothing_was_suggested():
    hits = pd.DataFrame(
        {
            "narrative_id": [*IDS, IDS[0]],
            "competence": [*["A1", "A1", "NONE"] * 20, "B1"],
            "probability": [*[0.8, 0.6, np.nan] * 20, 0.4],
            "similarity": np.nan,
        }
    )
    table = parallel(hits, STORIES).set_index(["language", "other"])
    assert table.loc[("en", "nb"), "shift"] == pytest.approx(-(20 * 0.2 + 0.4) / 20 / 2)
    assert table.loc[("en", "nb"), "overlap"] == pytest.approx((19 + 0.5) / 20)
    assert table.loc[("en", "es"), "overlap"] == 0
    assert "20 stories" in table.loc[("en", "es"), "note"] and np.isnan(table.loc[("en", "es"), "correlation"])
    with pytest.raises(TableError, match="NaN"):
        parallel(hits.assign(competence=hits["competence"].replace("NONE", "")), STORIES)


def test_too_few_stories_or_missing_ones_are_said():
    table = parallel(SCORES, STORIES[:27])
    assert table["note"].iloc[0] == "only 9 stories in both languages; at least 10 are needed"
    assert table["overlap"].isna().all()
    with pytest.raises(TableError, match="none for '0-nb' and 1 more"):
        parallel(SCORES.iloc[2:], STORIES)
    with pytest.raises(TableError, match="two versions in nb"):
        parallel(SCORES, STORIES.assign(language="nb"))
    with pytest.raises(TableError, match="needs two"):
        parallel(SCORES, STORIES.assign(language="nb", parallel=range(60)))
    with pytest.raises(TableError, match="'story'"):
        parallel(SCORES, STORIES, same="story")
    with pytest.raises(InputError, match="top is 0"):
        parallel(SCORES, STORIES, top=0)


def test_scores_of_stories_are_the_highest_of_their_units():
    units = pd.DataFrame({"narrative_id": [2, 2, 1]})
    table = story_scores(np.array([[0.1, 0.9], [0.5, 0.2], [0.3, 0.4]]), units, classes=["A1", "A2"])
    assert table.loc["2"].tolist() == [0.5, 0.9] and table.index.tolist() == ["2", "1"]
    with pytest.raises(InputError, match="units × classes"):
        story_scores(np.zeros((2, 2)), units, classes=["A1", "A2"])


def test_a_language_that_shifts_the_scores_can_be_told():
    P = RNG.random((120, 5)) * 0.5
    languages = np.tile(["en", "es", "nb"], 40)
    P[languages == "nb", 2] += 0.3
    row = language_from_scores(P, languages, np.arange(120) // 3, permutations=30).iloc[0]
    assert row["balanced_accuracy"] > row["chance"] + 0.1 and row["p"] < 0.05
    assert row["low"] < row["balanced_accuracy"] < row["high"]
    assert (row["units"], row["groups"], row["languages"]) == (120, 40, 3)


def test_the_classifier_is_that_of_scikit_learn():
    X, codes = RNG.normal(size=(50, 3)), np.repeat([0, 1, 2], [30, 15, 5])
    weights = ridge(np.column_stack([X, np.ones(50)]), codes)
    reference = RidgeClassifier(class_weight="balanced").fit(X, codes)
    np.testing.assert_allclose(weights[:3].T, reference.coef_, atol=1e-6)
    np.testing.assert_allclose(weights[3], reference.intercept_, atol=1e-6)


def test_without_a_trace_the_language_is_told_no_better_than_by_chance():
    p = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        table = language_from_scores(
            rng.random((60, 4)), ["en", "nb"] * 30, np.arange(60) // 2, permutations=19, resamples=0, seed=seed
        )
        p.append(table["p"].iloc[0])
        assert np.isnan(table["low"].iloc[0])
    assert sum(value <= 0.05 for value in p) <= 3 and min(p) >= 0.05


def test_whole_persons_change_their_label_where_each_has_one_language():
    # Persons differ from each other; with 20 rows each, shuffling rows would always be "significant".
    rng = np.random.default_rng(5)
    P = np.repeat(rng.normal(size=(12, 3)), 20, axis=0) + 0.1 * rng.normal(size=(240, 3))
    persons = np.repeat(np.arange(12), 20)
    row = language_from_scores(P, np.where(persons % 2, "nb", "sk"), persons, permutations=39).iloc[0]
    assert row["p"] > 0.05


def test_few_rows_and_wrong_shapes_are_said():
    row = language_from_scores(np.zeros((24, 2)), ["en"] * 20 + ["nb"] * 4, np.arange(24)).iloc[0]
    assert row["note"] == "only 4 rows of 4 groups in nb; at least 10 rows of 5 groups are needed"
    with pytest.raises(InputError, match="same rows"):
        language_from_scores(np.zeros((3, 2)), ["en"], [1])
    with pytest.raises(InputError, match="needs two"):
        language_from_scores(np.zeros((2, 2)), ["en", "en"], [1, 2])
    with pytest.raises(InputError, match="NaN"):
        language_from_scores(np.full((2, 2), np.nan), ["en", "nb"], [1, 2])
