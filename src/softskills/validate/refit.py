"""Would it hold in a country it has not seen? Learn from all other groups, answer in the one left out."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from softskills.classify import Mapper
from softskills.classify.head import Wording, fit_head
from softskills.classify.zeroshot import wording_examples
from softskills.encoding import Encoder, VectorCache, Vectors
from softskills.errors import InputError
from softskills.framework import Framework
from softskills.validate.coded_sample import CodedSample
from softskills.validate.coefficients import LEAST_PERSONS
from softskills.validate.lexical import fit_lexical
from softskills.validate.models import PREVALENCE, REFITTED, TFIDF, Scored, read_by

if TYPE_CHECKING:
    from softskills.classify.classifier import SkillClassifier

LEAST_LABELLED = 30


def refitted(
    classifier: Mapper | SkillClassifier,
    mapper: Mapper,
    sample: CodedSample,
    *,
    features: Vectors,
    doubtful: NDArray[np.bool_],
    column: str,
) -> tuple[list[Scored], list[str]]:
    """Fit anew without each group in turn, on these stories alone, and let it answer in the group.

    Parameters
    ----------
    classifier : Mapper or SkillClassifier
        The latter's settings (C, wording, aim) are used; the defaults with the former.
    mapper : Mapper
        Encoder and framework.
    sample : CodedSample
    features : ndarray, shape (n, d)
        What a head sees.
    doubtful : ndarray of bool, shape (n,)
        Of :func:`softskills.validate.models.doubtful_units`.
    column : str
        As for :meth:`CodedSample.groups`. Persons of the group left out take no part in training, though they told
        in another group as well. Calibration and thresholds: on persons held out within training.

    Returns
    -------
    scored : list of Scored
        The refitted classifier, TF-IDF and prevalence, all three learned from the same units.
    notes : list of str
    """
    groups, persons, labels = sample.groups(column).to_numpy(), sample.persons, sample.labels
    if len(set(groups)) < 2:
        raise InputError(f"refit={column!r}: all units are of one group, {groups[0]!r}; leaving it out leaves nothing")
    texts, settings = sample.units["text"].to_numpy(dtype=object), _settings(classifier)
    wording = Wording(*_wording(mapper.framework, cast("Hashable", mapper.encoder), mapper.cache), settings["wording"])
    places = np.array([mapper.classes.index(name) if name in mapper.classes else -1 for name in mapper.framework.ids])
    kept = places[wording.owners] >= 0
    wording = Wording(wording.vectors[kept], places[wording.owners][kept], wording.weight)
    answers = {name: _empty(name, labels.shape) for name in (REFITTED, TFIDF, PREVALENCE)}
    notes = []
    for group in sorted(set(groups)):
        test = groups == group
        train = ~test & ~np.isin(persons, persons[test])
        labelled, people = int(labels[train].any(axis=1).sum()), len(set(persons[train]))
        if labelled < LEAST_LABELLED or people < LEAST_PERSONS:
            notes.append(
                f"Not refitted without {group}: the other groups have {labelled} labelled units of {people} persons; "
                f"at least {LEAST_LABELLED} of {LEAST_PERSONS} are needed."
            )
            continue
        head = fit_head(
            features[train],
            labels[train],
            persons[train],
            mapper.classes,
            C=settings["C"],
            aim=settings["aim"],
            wording=wording,
        )
        model = fit_lexical(texts[train].tolist(), labels[train])
        _fill(answers[REFITTED], test, read_by(head, features[test], doubtful[test]))
        answers[TFIDF].scores[test] = model.scores(texts[test].tolist())
        answers[PREVALENCE].scores[test] = model.prevalence
    learned = f"Refitted on these stories alone, without each {column} in turn; TF-IDF and prevalence learned alike."
    return list(answers.values()), [learned, *notes]


def _settings(classifier: Mapper | SkillClassifier) -> dict[str, Any]:
    from softskills.classify.classifier import SkillClassifier

    template = classifier if isinstance(classifier, SkillClassifier) else SkillClassifier()
    return dict(template.get_params(deep=False))


@lru_cache(maxsize=1)
def _wording(framework: Framework, encoder: Hashable, cache: VectorCache | None) -> tuple[Vectors, NDArray[np.int64]]:
    """Some thousand pieces of wording: encoded once in a session, and with a cache once for all sessions."""
    return wording_examples(framework, cast("Encoder", encoder), cache=cache)


def _empty(name: str, shape: tuple[int, ...]) -> Scored:
    none = np.zeros(shape, dtype=bool)
    if name != REFITTED:
        return Scored(name, np.full(shape, np.nan))
    return Scored(name, np.full(shape, np.nan), none, none.copy(), none.copy(), np.full(shape, np.nan))


def _fill(answer: Scored, rows: NDArray[np.bool_], part: Scored) -> None:
    for field in ("scores", "decided", "suggested", "uncertain", "prevalence"):
        getattr(answer, field)[rows] = getattr(part, field)
