"""What each model says of each coded unit: the classifier as shipped or refitted, and the baselines beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify import Mapper
from softskills.classify.head import Head
from softskills.classify.mapping import LEAST_COVERAGE
from softskills.encoding import Vectors
from softskills.errors import InputError
from softskills.framework import load_framework
from softskills.validate.lexical import LexicalModel, seed_lexical

if TYPE_CHECKING:
    from softskills.classify.classifier import SkillClassifier

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLASSIFIER, REFITTED = "classifier", "classifier, refitted"
TFIDF, ZERO_SHOT, PREVALENCE = "TF-IDF", "zero-shot", "prevalence"


@dataclass(frozen=True)
class Scored:
    """What one model says, all arrays of shape (n, k); rows that it cannot answer are NaN in ``scores``.

    Attributes
    ----------
    name : str
    scores : ndarray
        Probabilities, or similarities of which higher is nearer.
    decided : ndarray of bool, optional
        Yes or no, as ``predict`` says; for a baseline see :func:`with_budget`.
    suggested, uncertain : ndarray of bool, optional
        What ``map`` would show.
    prevalence : ndarray, optional
        What it learned about how often each competence occurs.
    """

    name: str
    scores: Floats
    decided: Flags | None = None
    suggested: Flags | None = None
    uncertain: Flags | None = None
    prevalence: Floats | None = None

    @property
    def answered(self) -> Flags:
        """Units about which it says something."""
        return np.asarray(~np.isnan(self.scores).any(axis=1))

    def at(self, rows: Flags) -> Scored:
        """The same for some units."""

        def cut(values: NDArray[Any] | None) -> NDArray[Any] | None:
            return None if values is None else values[rows]

        return Scored(
            self.name,
            self.scores[rows],
            cut(self.decided),
            cut(self.suggested),
            cut(self.uncertain),
            cut(self.prevalence),
        )


def mapper_of(classifier: Mapper | SkillClassifier) -> Mapper:
    """The mapping inside; zero-shot where a SkillClassifier has not been fitted."""
    if isinstance(classifier, Mapper):
        return classifier
    from softskills.classify.classifier import SkillClassifier

    if isinstance(classifier, SkillClassifier):
        return classifier.mapper_ if hasattr(classifier, "mapper_") else classifier._bare_mapper()
    raise InputError(
        f"classifier is a {type(classifier).__name__}; give sk.load_classifier(), sk.load_mapper() or a SkillClassifier"
    )


def read_by(head: Head, features: Vectors, doubtful: Flags, *, name: str = CLASSIFIER) -> Scored:
    """Probabilities and decisions of a trained head; in a ``doubtful`` unit nothing is more than uncertain."""
    P = head.probabilities(features)
    sure = (head.high <= P) & ~doubtful[:, None]
    unsure = (head.low <= P) & ~sure
    return Scored(name, P, head.decision <= P, sure, unsure, np.tile(head.prevalence, (len(P), 1)))


def doubtful_units(mapper: Mapper, units: pd.DataFrame) -> Flags:
    """Units in which ``map`` says no more than "uncertain": few words are readable, or the language is a guess."""
    coverage = mapper.encoder.coverage(units["text"].tolist(), units["language"].tolist())
    return np.asarray((coverage < LEAST_COVERAGE) | units["doubtful"].to_numpy(dtype=bool))


def zero_shot(mapper: Mapper, vectors: Vectors) -> Scored:
    """Similarity to the framework's own wording: the floor."""
    places = [mapper.framework.ids.index(name) for name in mapper.classes]
    return Scored(ZERO_SHOT, mapper.anchors.similarities(vectors)[:, places])


def seed_baselines(mapper: Mapper, texts: Sequence[str]) -> tuple[list[Scored], str]:
    """TF-IDF and prevalence, both from the seed corpus; none, and why, where that has other competences."""
    if mapper.framework.id != load_framework().id:
        return [], (
            "The baselines TF-IDF and prevalence are not run: they learn from the seed corpus, which was coded with "
            "another framework; with refit they learn from these stories."
        )
    names, model = seed_lexical()
    if not set(mapper.classes) <= set(names):
        return [], "The baselines TF-IDF and prevalence are not run: the seed corpus lacks some of the competences."
    return lexical_baselines(model, texts, [names.index(name) for name in mapper.classes]), (
        "The baselines TF-IDF and prevalence learned from the train part of the seed corpus."
    )


def lexical_baselines(model: LexicalModel, texts: Sequence[str], places: Sequence[int]) -> list[Scored]:
    """Words only, and no text at all."""
    scores, prevalence = model.scores(texts)[:, places], np.tile(model.prevalence[places], (len(texts), 1))
    return [Scored(TFIDF, scores), Scored(PREVALENCE, prevalence)]


def with_budget(baseline: Scored, count: int, *, seed: int) -> Scored:
    """Let a baseline say yes as often as the classifier does: to its highest scores, ties broken by lot.

    A threshold of its own would have to be chosen somewhere; an equal number of suggestions compares what is in them.

    Examples
    --------
    >>> with_budget(Scored("x", np.array([[0.1, 0.9], [0.8, 0.3]])), 2, seed=0).decided.tolist()
    [[False, True], [True, False]]
    """
    scores = baseline.scores.ravel()
    lot = np.random.default_rng(seed).random(len(scores))
    order = np.lexsort((lot, -np.nan_to_num(scores, nan=-np.inf)))
    decided = np.zeros(len(scores), dtype=bool)
    decided[order[:count]] = True
    return replace(baseline, decided=decided.reshape(baseline.scores.shape))
