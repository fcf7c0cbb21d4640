import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, f1_score

import softskills as sk
from softskills.errors import InputError
from softskills.validate.accuracy import mean_average_precision, micro_f1, recall_at
from softskills.validate.baselines import prevalence_scores, tfidf_scores

RNG = np.random.default_rng(0)
Y = (RNG.random((200, 5)) < 0.2).astype(int)
P = RNG.random((200, 5)) + 0.5 * Y


def test_figures_agree_with_scikit_learn():
    assert mean_average_precision(Y, P) == pytest.approx(
        np.mean([average_precision_score(Y[:, k], P[:, k]) for k in range(5)])
    )
    assert micro_f1(Y, (P > 0.7).astype(int)) == pytest.approx(f1_score(Y, P > 0.7, average="micro"))
    labelled = Y.any(axis=1)
    top = P[labelled].argmax(axis=1)
    assert recall_at(Y, P, 1).mean() == pytest.approx(Y[labelled][np.arange(labelled.sum()), top].mean())
    assert recall_at(Y, P, 5).mean() == 1


def test_groups_and_intervals():
    table = sk.accuracy(Y, P, by=["a", "b"] * 100, persons=np.repeat(range(20), 10))
    assert table["group"].tolist() == ["all", "a", "b"]
    assert table["units"].tolist() == [200, 100, 100]
    assert (table["R@1_low"] <= table["R@1"]).all() and (table["R@1"] <= table["R@1_high"]).all()
    assert sk.accuracy(Y, P, resamples=0)["R@1_low"].isna().all()


def test_intervals_by_person_are_wider_when_persons_differ():
    persons = np.repeat(range(10), 20)
    labels = np.zeros((200, 2), dtype=int)
    labels[:, 0] = 1
    scores = np.column_stack([np.repeat(np.arange(10) % 2, 20), np.full(200, 0.5)]).astype(float)
    width = {
        name: sk.accuracy(labels, scores, persons=owners).eval("`R@1_high` - `R@1_low`").iloc[0]
        for name, owners in {"persons": persons, "units": None}.items()
    }
    assert width["persons"] > 2 * width["units"]


def test_wrong_shapes_and_missing_scores_are_named():
    with pytest.raises(InputError, match="must be the same"):
        sk.accuracy(Y, P[:, :3])
    broken = P.copy()
    broken[3] = np.nan
    with pytest.raises(InputError, match="1 rows of P are NaN"):
        sk.accuracy(Y, broken)


def test_missing_groups_and_tables_of_scores():
    labels = pd.DataFrame(Y, columns=list("abcde"))
    scores = pd.DataFrame(P, columns=list("abcde"))
    table = sk.accuracy(labels, scores[list("edcba")], by=["NO", None] * 100, resamples=0)
    assert table["group"].tolist() == ["all", "NO", "unknown"]
    assert table["mAP"].iloc[0] == pytest.approx(mean_average_precision(Y, P))


def test_baselines():
    units = pd.DataFrame({"text": ["cooked soup", "cooked broth", "mended chair", "mended zip"] * 5})
    labels = pd.DataFrame({"cook": [1, 1, 0, 0] * 5, "mend": [0, 0, 1, 1] * 5, "sing": 0})
    scores = tfidf_scores(units, labels, pd.DataFrame({"text": ["cooked rice", "mended shoes"]}))
    assert scores.argmax(axis=1).tolist() == [0, 1] and (scores[:, 2] == 0).all()
    assert prevalence_scores(labels, 3)[0].tolist() == [0.5, 0.5, 0.0]
