"""Train the shipped head, measure it on stories it has not seen, and write its model card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify import save_mapper, seed_corpus
from softskills.classify.classifier import SkillClassifier
from softskills.encoding import BuiltinEncoder, VectorCache
from softskills.experiences import label_matrix
from softskills.experiences.datasets import (
    coded_units,
    load_codings,
    load_partner_samples,
    load_seed,
    load_seed_codings,
)
from softskills.validate.accuracy import accuracy, mean_average_precision, micro_f1, recall_at
from softskills.validate.baselines import prevalence_scores, tfidf_scores
from softskills.validate.decisions import (
    brier_skill,
    calibration_error,
    confusions,
    decision_shares,
    perfect_calibration_error,
    story_f1,
)

_CODERS = ("lm-3", "lm-4")


@dataclass(frozen=True)
class Sample:
    """Coded units that training did not see.

    Attributes
    ----------
    name : str
    units : DataFrame
        With ``narrative_id, unit, text, language``, ``person`` and ``hard`` (why it is none, or empty).
    Y : DataFrame of 0 and 1
    ceiling : dict
        The second coder against the adjudicated coding, where there are two.
    """

    name: str
    units: pd.DataFrame
    Y: pd.DataFrame
    ceiling: dict[str, float]


def seed_test() -> Sample:
    """The test part of the seed corpus: other situations, narrators and writing sessions than training."""
    units, Y = seed_corpus("test")
    codings = load_seed_codings()
    codings = codings[codings["narrative_id"].isin(set(units["narrative_id"]))]
    first, second = (
        label_matrix(units, codings, competences=list(Y.columns), coder=name).to_numpy() for name in _CODERS
    )
    gold = codings[codings["coder"] == "gold"].drop_duplicates(["narrative_id", "unit"])
    hard = gold.set_index(["narrative_id", "unit"])["hard_case"].fillna("")
    truth = Y.to_numpy()
    labelled = np.asarray(truth.any(axis=1))
    ceiling = {
        "micro-F1 between coders": micro_f1(first, second),
        "labelled units with a right competence": float(np.asarray((truth & second).any(axis=1))[labelled].mean()),
        "unlabelled units with one": float(np.asarray(second.any(axis=1))[~labelled].mean()),
    }
    keys = pd.MultiIndex.from_frame(units[["narrative_id", "unit"]])
    units = units.assign(person=units["narrative_id"], hard=hard.reindex(keys).fillna("").to_numpy())
    return Sample("test part of the seed corpus", units, Y, ceiling)


def partner_test(competences: list[str]) -> Sample:
    """The partner samples, coded three times, blind, and adjudicated."""
    stories, codings = load_partner_samples(), load_codings()
    units = coded_units(stories, codings)
    units = units.assign(person=units["narrative_id"].map(stories.set_index("narrative_id")["participant"]), hard="")
    coders = sorted(set(codings["coder"]) - {"gold"})
    matrices = [label_matrix(units, codings, competences=competences, coder=name).to_numpy() for name in coders]
    between = float(np.mean([micro_f1(one, other) for one, other in combinations(matrices, 2)]))
    Y = label_matrix(units, codings, competences=competences)
    return Sample("partner samples", units, Y, {"micro-F1 between coders": between})


def ranking(classifier: SkillClassifier, sample: Sample, learned: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """R@1, R@3 and mAP by language, with the baselines beside them.

    Parameters
    ----------
    classifier : SkillClassifier
        Fitted.
    sample : Sample
    learned : tuple of DataFrame
        Units and label matrix that it was fitted on: the baselines learn from the same.

    Returns
    -------
    DataFrame
        Columns ``model, group, units, labelled, R@1 …`` as :func:`softskills.accuracy` gives them.
    """
    mapper, units = classifier.mapper_, sample.units
    scores = {
        "trained head": classifier.predict_proba(units),
        "zero-shot": mapper.anchors.similarities(mapper.vectors(units)),
        "TF-IDF": tfidf_scores(*learned, units),
        "prevalence": prevalence_scores(learned[1], len(units)),
    }
    tables = [
        accuracy(sample.Y, score, by=units["language"], persons=units["person"]).assign(model=name)
        for name, score in scores.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["model", *[column for column in table.columns if column != "model"]]]


def decisions(classifier: SkillClassifier, sample: Sample) -> dict[str, float]:
    """What a reader meets on a sample: shares of suggestions, stories, calibration."""
    head = classifier.mapper_.head
    assert head is not None  # noqa: S101 - fitted
    P, Y = classifier.predict_proba(sample.units), sample.Y.to_numpy()
    sure = head.high <= P
    unsure = (head.low <= P) & ~sure
    top = P.argmax(axis=1)
    correct = Y[np.arange(len(Y)), top].astype(float)
    return {
        **decision_shares(Y, sure, unsure, hard=sample.units["hard"].tolist()),
        "story_f1_suggested": story_f1(Y, sure, sample.units["narrative_id"].tolist()),
        "story_f1_predicted": story_f1(Y, head.decision <= P, sample.units["narrative_id"].tolist()),
        "micro_f1_predicted": micro_f1(Y, (head.decision <= P).astype(np.int64)),
        "ece": calibration_error(correct, P.max(axis=1)),
        "ece_perfect": perfect_calibration_error(P.max(axis=1)),
        "expected_over_found": float(P.sum() / Y.sum()),
    }


def by_competence(classifier: SkillClassifier, sample: Sample, *, resamples: int = 300) -> pd.DataFrame:
    """Average precision (95 % interval by drawing stories), recall at first place and Brier skill of each competence."""
    head = classifier.mapper_.head
    assert head is not None  # noqa: S101 - fitted
    P, Y = classifier.predict_proba(sample.units), sample.Y.to_numpy()
    skill = brier_skill(Y, P, head.prevalence)
    stories = pd.factorize(sample.units["person"])[0]
    draws = _story_draws(stories, resamples)
    rows = []
    for k, name in enumerate(sample.Y.columns):
        coded = Y[:, [k]]
        spread = [mean_average_precision(coded[rows_], P[rows_][:, [k]]) for rows_ in draws if coded[rows_].any()]
        low, high = np.percentile(spread, [2.5, 97.5]) if spread else (np.nan, np.nan)
        rows.append(
            {
                "competence": name,
                "units": int(coded.sum()),
                "AP": mean_average_precision(coded, P[:, [k]]),
                "AP_low": low,
                "AP_high": high,
                "first": float((P.argmax(axis=1) == k)[coded[:, 0] == 1].mean()) if coded.any() else np.nan,
                "brier_skill": skill[k],
            }
        )
    return pd.DataFrame(rows)


def _story_draws(stories: NDArray[np.int64], count: int) -> list[NDArray[np.int64]]:
    """Row numbers of as many stories as there are, drawn with replacement, ``count`` times."""
    members = pd.Series(np.arange(len(stories))).groupby(stories).apply(lambda rows: rows.to_numpy()).tolist()
    rng = np.random.default_rng(0)
    return [np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))]) for _ in range(count)]


def bridge_effect(classifier: SkillClassifier, sample: Sample) -> pd.DataFrame:
    """R@1 in the languages that have a lexicon, with it and with none."""
    mapper = classifier.mapper_
    languages = sorted(set(mapper.encoder.lexicons) & set(sample.units["language"])) if isinstance(mapper.encoder, BuiltinEncoder) else []  # fmt: skip
    rows = []
    for language in languages:
        own = (sample.units["language"] == language).to_numpy()
        units, Y = sample.units[own], sample.Y.to_numpy()[own]
        # Read as if it were English: the network sees the words as they stand.
        bare = replace(mapper, cache=None).predict_proba(units.assign(language="en"))
        rows.append(
            {
                "language": language,
                "with": recall_at(Y, classifier.predict_proba(units), 1).mean(),
                "without": recall_at(Y, bare, 1).mean(),
            }
        )
    return pd.DataFrame(rows, columns=["language", "with", "without"])


def train(folder: str | Path, *, force: bool = False) -> str:
    """Fit the head on the seed corpus, measure it on what it has not seen, save it with its card.

    Parameters
    ----------
    folder : path
    force : bool
        Replace a saved classifier that stands there.

    Returns
    -------
    str
        The model card.
    """
    units, Y = seed_corpus()
    learned = units["split"].ne("test")
    classifier = SkillClassifier(cache=False).fit(units[learned], Y[learned])
    samples = [seed_test(), partner_test(list(Y.columns))]
    mapper = classifier.mapper_
    with TemporaryDirectory() as kept:  # each sample is read once, however often it is looked at
        classifier.mapper_ = replace(mapper, cache=VectorCache(Path(kept)))
        card = model_card(classifier, (units, Y), samples)
    classifier.mapper_ = mapper
    facts: dict[str, Any] = {
        "trained_on": {
            "stories": int(load_seed()["split"].ne("test").sum()),
            "units": int(learned.sum()),
            "labels": int(Y[learned].to_numpy().sum()),
        }
    }
    save_mapper(classifier.mapper_, folder, force=force, card=card, facts=facts)
    return card


def model_card(classifier: SkillClassifier, corpus: tuple[pd.DataFrame, pd.DataFrame], samples: list[Sample]) -> str:
    """The model card as Markdown: what it is, what it was trained and measured on, what it must not be used for."""
    from softskills.report.card import render_card

    units, Y = corpus
    learned = (units["split"] == "train").to_numpy()
    figures = {sample.name: ranking(classifier, sample, (units[learned], Y[learned])) for sample in samples}
    test = samples[0]
    return render_card(
        mapper=classifier.mapper_,
        units=units,
        Y=Y,
        samples=samples,
        figures=figures,
        decided={sample.name: decisions(classifier, sample) for sample in samples},
        competences=by_competence(classifier, test),
        confused=confusions(test.Y, classifier.predict_proba(test.units)),
        bridge=bridge_effect(classifier, test),
    )
