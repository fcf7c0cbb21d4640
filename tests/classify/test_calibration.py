import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from softskills.classify.calibration import (
    fit_sigmoid,
    fit_thresholds,
    sigmoid,
    threshold_for_balance,
    threshold_for_precision,
)


def sample(seed=0, n=2000):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=n)
    return scores, (rng.random(n) < sigmoid(2 * scores - 1)).astype(int)


def test_the_sigmoid_that_made_the_labels_is_found_and_agrees_with_scikit_learn():
    scores, labels = sample(n=20_000)
    slope, offset = fit_sigmoid(scores, labels)
    assert (slope, offset) == pytest.approx((2, -1), abs=0.1)
    model = LogisticRegression(C=1e6).fit(scores[:, None], labels)
    # Platt's targets pull a little towards the middle.
    assert (slope, offset) == pytest.approx((model.coef_[0, 0], model.intercept_[0]), abs=0.02)


def test_a_score_that_says_the_opposite_is_set_to_say_nothing():
    scores, labels = sample()
    slope, offset = fit_sigmoid(-scores, labels)
    assert slope == 0
    assert sigmoid(np.array([offset]))[0] == pytest.approx(labels.mean(), abs=0.01)


@given(
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1)), min_size=1, max_size=40),
    st.sampled_from([0.5, 0.8, 0.95]),
)
def test_a_threshold_keeps_its_promise(pairs, precision):
    p = np.array([value / 10 for value, _ in pairs])
    y = np.array([label for _, label in pairs])
    threshold = threshold_for_precision(p, y, precision, support=3)
    chosen = p >= threshold
    if threshold < 1.0:
        assert chosen.sum() >= 3 and y[chosen].mean() >= precision
    lower = [t for t in np.unique(p) if t < threshold and (p >= t).sum() >= 3]
    assert all(y[p >= t].mean() < precision for t in lower)


def test_balance_is_the_greatest_f1():
    scores, labels = sample(1, 300)
    p = sigmoid(scores)

    def f1(threshold):
        chosen = p >= threshold
        return 2 * (labels & chosen).sum() / (labels.sum() + chosen.sum())

    assert f1(threshold_for_balance(p, labels)) == pytest.approx(max(f1(t) for t in p))


def test_competences_with_few_units_take_the_common_thresholds():
    rng = np.random.default_rng(0)
    p = rng.random((400, 2))
    y = np.column_stack([(rng.random(400) < p[:, 0]), np.zeros(400)]).astype(int)
    y[:5, 1] = 1
    low, high, decision = fit_thresholds(p, y)
    common = fit_thresholds(p.reshape(-1, 1), y.reshape(-1, 1))
    assert (low <= high).all()
    # Of the second competence nearly all units above the common threshold are wrong, so nothing passes there.
    assert high[1] == 1.0 and decision[1] == common[2][0]
    stricter = fit_thresholds(p, y, aim=0.9)[2]
    assert stricter[0] > decision[0]
