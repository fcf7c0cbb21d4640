import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, f1_score

from softskills.errors import InputError
from softskills.validate.decisions import (
    brier_skill,
    calibration_error,
    confusions,
    decision_shares,
    perfect_calibration_error,
    story_f1,
)

RNG = np.random.default_rng(1)


def test_shares_are_what_a_reader_counts():
    Y = np.array([[1, 0], [1, 1], [0, 0], [0, 0]])
    sure = np.array([[1, 0], [0, 0], [1, 0], [0, 0]], dtype=bool)
    unsure = np.array([[0, 1], [0, 1], [0, 0], [0, 0]], dtype=bool)
    shares = decision_shares(Y, sure, unsure, hard=["", "", "other", "wish"])
    assert shares["labelled_right"] == 0.5
    assert shares["unlabelled_suggested"] == 0.5
    assert shares["units_uncertain"] == 0.25  # the first unit has a suggestion as well
    assert shares["precision"] == 0.5
    assert shares["precision_uncertain"] == 0.5
    assert shares["hard_suggested"] == 0.5


def test_without_hard_cases_there_is_no_figure():
    Y = np.array([[1], [0]])
    assert np.isnan(decision_shares(Y, Y == 1, Y == 5)["hard_suggested"])


def test_story_f1_equals_scikit_learns_macro_f1_over_stories():
    Y, found = RNG.integers(0, 2, (300, 5)) * (RNG.random((300, 5)) < 0.2), RNG.random((300, 5)) < 0.2
    stories = RNG.integers(0, 60, 300)
    truth = pd.DataFrame(Y).groupby(stories).max()
    decided = pd.DataFrame(found.astype(int)).groupby(stories).max()
    assert story_f1(Y, found, stories.tolist()) == pytest.approx(f1_score(truth, decided, average="macro"))


def test_calibration_error_sees_overconfidence_and_little_else():
    said = RNG.random(20_000)
    honest = (RNG.random(20_000) < said).astype(float)
    assert calibration_error(honest, said) < perfect_calibration_error(said) + 0.005
    assert calibration_error(honest, np.minimum(1, said + 0.2)) > 0.1
    with pytest.raises(InputError, match="shape"):
        calibration_error([1.0], said)


def test_brier_skill_equals_scikit_learns_brier_score():
    Y, P = RNG.integers(0, 2, (200, 2)), RNG.random((200, 2))
    base = Y.mean(axis=0)
    expected = [
        1 - brier_score_loss(Y[:, k], P[:, k]) / brier_score_loss(Y[:, k], np.full(200, base[k])) for k in range(2)
    ]
    np.testing.assert_allclose(brier_skill(Y, P, base), expected)
    assert np.isnan(brier_skill(np.zeros((3, 1), dtype=int), np.ones((3, 1)), np.array([0.1])))[0]


def test_confusions_do_not_blame_a_second_right_answer():
    Y = pd.DataFrame({"A": [1, 1], "B": [1, 0]})
    table = confusions(Y, np.array([[0.1, 0.9], [0.1, 0.9]]))
    assert table[["coded", "first", "count"]].values.tolist() == [["A", "B", 1]]
