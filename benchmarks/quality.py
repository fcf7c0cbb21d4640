"""Which head, on which vectors: ``python benchmarks/quality.py [folds|development]`` prints the table behind the choice.

Two parts, each about an hour on one core. Heads on the vectors of ``use``, which has learned from no story here: five folds of the training part, whole briefs held
out. Then the built-in encoder, which has learned from the training part and can only be measured outside of it: trained
there, measured on the development part. The test part is left alone.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

import softskills as sk
from softskills.classify.features import mix_context
from softskills.classify.zeroshot import anchors
from softskills.validate.accuracy import accuracy
from softskills.validate.baselines import prevalence_scores, tfidf_scores

Scores = np.ndarray
Head = Callable[[Scores, Scores, Scores], Scores]
SHIPPED_C = sk.SkillClassifier().C


def one_label_each(X: Scores, Y: Scores) -> tuple[Scores, Scores, Scores]:
    rows, labels = np.nonzero(Y)
    return X[rows], labels, 1 / Y[rows].sum(axis=1)


def two_steps(X: Scores, Y: Scores, X_test: Scores, *, step: Callable[[], object] | None = None) -> Scores:
    """Whether any (logistic regression), and which (``step``)."""
    some = LogisticRegression(C=0.3, max_iter=300, class_weight="balanced").fit(X, Y.any(axis=1))
    examples, labels, weight = one_label_each(X, Y)
    rare = np.sqrt(len(labels) / np.bincount(labels))[labels]
    which = LogisticRegression(C=SHIPPED_C, max_iter=300) if step is None else step()
    try:
        which.fit(examples, labels, sample_weight=weight * rare)
    except TypeError:  # some heads know no weights
        which.fit(examples, labels)
    known = np.log(np.maximum(which.predict_proba(X_test), 1e-9)) if hasattr(which, "predict_proba") else which.decision_function(X_test)  # fmt: skip
    return known + some.predict_log_proba(X_test)[:, [1]]


def one_vs_rest(X: Scores, Y: Scores, X_test: Scores) -> Scores:
    return OneVsRestClassifier(LogisticRegression(C=SHIPPED_C, max_iter=300)).fit(X, Y).predict_proba(X_test)


HEADS: dict[str, Head] = {
    "whether any × softmax LR (shipped)": two_steps,
    "whether any × softmax LR, C = 2": lambda *a: two_steps(*a, step=lambda: LogisticRegression(C=2.0, max_iter=300)),
    "one-vs-rest LR": one_vs_rest,
    "whether any × shrinkage LDA": lambda *a: two_steps(*a, step=lambda: LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")),
    "whether any × linear SVM": lambda *a: two_steps(*a, step=lambda: LinearSVC(C=0.3)),
    "whether any × MLP 64": lambda *a: two_steps(*a, step=lambda: MLPClassifier((64,), alpha=1.0, max_iter=60, random_state=0)),
    "whether any × 15 nearest": lambda *a: two_steps(*a, step=lambda: KNeighborsClassifier(15, weights="distance", metric="cosine")),
}  # fmt: skip


def line(name: str, Y: pd.DataFrame, scores: Scores, persons: pd.Series, began: float) -> None:
    row = accuracy(Y, scores, persons=persons).iloc[0]
    print(
        f"{name:58} {row['R@1']:.3f} ({row['R@1_low']:.3f}–{row['R@1_high']:.3f})  {row['R@3']:.3f}  {row['mAP']:.3f}  {time.perf_counter() - began:5.0f} s",
        flush=True,
    )


def folds(units: pd.DataFrame, X: Scores, Y: pd.DataFrame, head: Head) -> Scores:
    scores = np.zeros(Y.shape)
    for train, test in GroupKFold(5).split(X, groups=units["batch"]):
        scores[test] = head(X[train], Y.to_numpy()[train], X[test])
    return scores


def within_training() -> None:
    """Heads on vectors that have learned from no story here."""
    units, Y = sk.seed_corpus("train")
    print(f"\ntraining part, five folds by brief: {len(units)} units, {int(Y.to_numpy().any(axis=1).sum())} labelled")
    use = sk.load_encoder("use")
    plain = use.encode(units["text"].tolist(), units["language"].tolist())
    persons = units["narrative_id"]
    for name, head in HEADS.items():
        began = time.perf_counter()
        line(f"use, {name}", Y, folds(units, mix_context(plain, units, 0.25), Y, head), persons, began)
    began = time.perf_counter()
    line("use, shipped head, without the neighbouring units", Y, folds(units, plain, Y, two_steps), persons, began)
    began = time.perf_counter()
    texts = np.zeros(Y.shape)
    for train, test in GroupKFold(5).split(plain, groups=units["batch"]):
        texts[test] = tfidf_scores(units.iloc[train], Y.iloc[train], units.iloc[test])
    line("TF-IDF over words and letters + LR", Y, texts, persons, began)
    began = time.perf_counter()
    line("use, zero-shot", Y, anchors(sk.load_framework(), use).similarities(plain), persons, began)
    line("prevalence", Y, prevalence_scores(Y, len(Y)), persons, time.perf_counter())


def on_development() -> None:
    """Heads on the built-in encoder, outside of what it has learned from."""
    units, Y = sk.seed_corpus("train")
    held, truth = sk.seed_corpus("development")
    print(
        f"\ndevelopment part, trained on the training part: {len(held)} units, {int(truth.to_numpy().any(axis=1).sum())} labelled"
    )
    builtin = sk.load_encoder("builtin")
    parts = {}
    for part, table in (("train", units), ("held", held)):
        table = table.sort_values(["narrative_id", "unit"])
        vectors = builtin.encode(table["text"].tolist(), table["language"].tolist(), table["narrative_id"].tolist())
        parts[part] = pd.DataFrame(vectors, index=table.index).sort_index().to_numpy()
    persons = held["narrative_id"]
    reader = {"builtin": slice(0, 896), "builtin, only what reads the story": slice(0, 384), "use": slice(384, 896)}
    for name, columns in reader.items():
        for context in (0.0, 0.25):
            began = time.perf_counter()
            X, X_test = (mix_context(parts[part][:, columns], table, context) for part, table in (("train", units), ("held", held)))  # fmt: skip
            line(f"{name}, shipped head, context {context}", truth, two_steps(X, Y.to_numpy(), X_test), persons, began)
    for name, head in HEADS.items():
        began = time.perf_counter()
        X, X_test = (mix_context(parts[part], table, 0.25) for part, table in (("train", units), ("held", held)))
        line(f"builtin, {name}", truth, head(X, Y.to_numpy(), X_test), persons, began)
    line("builtin, zero-shot", truth, anchors(sk.load_framework(), builtin).similarities(parts["held"]), persons, time.perf_counter())  # fmt: skip
    began = time.perf_counter()
    line("TF-IDF over words and letters + LR", truth, tfidf_scores(units, Y, held), persons, began)
    line("prevalence", truth, prevalence_scores(Y, len(held)), persons, time.perf_counter())
    try:
        english = sk.load_encoder("english")
        vectors = english.encode(held["text"].tolist(), held["language"].tolist())
        line("all-MiniLM-L6-v2, zero-shot", truth, anchors(sk.load_framework(), english).similarities(vectors), persons, time.perf_counter())  # fmt: skip
    except sk.SoftskillsError as error:
        print(f"all-MiniLM-L6-v2: {error}")


if __name__ == "__main__":
    parts = {"folds": within_training, "development": on_development}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=list(parts))
    chosen = parser.parse_args().part
    warnings.simplefilter("ignore", ConvergenceWarning)
    print(f"{'':58} R@1 (95 % by story)      R@3    mAP")
    with threadpool_limits(limits=1, user_api="blas"):
        for name, run in parts.items():
            if chosen in (None, name):
                run()
