"""What stands beside every figure of a model: knowing only how often each competence occurs, and plain words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def prevalence_scores(Y: pd.DataFrame, count: int) -> Floats:
    """Each competence's share in training, the same for every unit, shape (count, k): knows no text.

    Examples
    --------
    >>> prevalence_scores(pd.DataFrame({"A1": [1, 0], "B1": [0, 0]}), 2).tolist()
    [[0.5, 0.0], [0.5, 0.0]]
    """
    return np.tile(Y.to_numpy(dtype=float).mean(axis=0), (count, 1))


def tfidf_scores(units: pd.DataFrame, Y: pd.DataFrame, test: pd.DataFrame) -> Floats:
    """TF-IDF over words and word beginnings with a logistic regression per competence, shape (n, k).

    Parameters
    ----------
    units, Y : DataFrame
        What to learn from.
    test : DataFrame
        With ``text``.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_union

    words = make_union(
        TfidfVectorizer(sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
    )
    X = words.fit_transform(units["text"])
    X_test = words.transform(test["text"])
    scores = np.zeros((len(test), Y.shape[1]))
    for k in range(Y.shape[1]):
        y = Y.iloc[:, k].to_numpy()
        if 0 < y.sum() < len(y):
            model = LogisticRegression(C=10, max_iter=1000, class_weight="balanced").fit(X, y)
            scores[:, k] = model.predict_proba(X_test)[:, 1]
    return scores
