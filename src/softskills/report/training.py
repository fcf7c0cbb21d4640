"""Train the shipped head, measure it on stories it has not seen, and write its model card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from softskills.classify import save_mapper, seed_corpus
from softskills.classify.classifier import SkillClassifier
from softskills.experiences import label_matrix
from softskills.experiences.datasets import coded_units, load_codings, load_partner_samples, load_seed
from softskills.validate.accuracy import accuracy, micro_f1
from softskills.validate.baselines import prevalence_scores, tfidf_scores


def measure(classifier: SkillClassifier, units: pd.DataFrame, Y: pd.DataFrame) -> pd.DataFrame:
    """Quality on the coded partner samples, per language, with the baselines beside it.

    Parameters
    ----------
    classifier : SkillClassifier
        Fitted on ``units`` and ``Y``.
    units, Y : DataFrame
        What it was fitted on: the baselines learn from the same.

    Returns
    -------
    DataFrame
        Columns ``model, group, units, labelled, R@1 …`` as :func:`softskills.accuracy` gives them.
    """
    stories, codings = load_partner_samples(), load_codings()
    test = coded_units(stories, codings)
    truth = label_matrix(test, codings, competences=list(Y.columns))
    mapper = classifier.mapper_
    persons = test["narrative_id"].map(stories.set_index("narrative_id")["participant"])
    scores = {
        "trained head": classifier.predict_proba(test),
        "zero-shot": mapper.anchors.similarities(mapper.vectors(test)),
        "TF-IDF": tfidf_scores(units, Y, test),
        "prevalence": prevalence_scores(Y, len(test)),
    }
    tables = [
        accuracy(truth, score, by=test["language"], persons=persons).assign(model=name)
        for name, score in scores.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    table.attrs["micro_f1"] = micro_f1(truth.to_numpy(), classifier.predict(test))
    table.attrs["coders"] = _between_coders(test, codings, list(Y.columns))
    table.attrs["bands"] = _bands(scores["trained head"], truth.to_numpy(), classifier)
    return table[["model", *[column for column in table.columns if column != "model"]]]


def _between_coders(test: pd.DataFrame, codings: pd.DataFrame, competences: list[str]) -> float:
    """Micro-F1 of the second coder against the first: what a perfect imitation of one would reach with the other."""
    first, second = (
        label_matrix(test, codings, competences=competences, coder=name).to_numpy()
        for name in sorted(set(codings["coder"]))[:2]
    )
    return micro_f1(first, second)


def cross_measure(classifier: SkillClassifier, units: pd.DataFrame, Y: pd.DataFrame) -> pd.DataFrame:
    """Quality on each batch of the seed corpus of a head trained on the others, per language.

    Parameters
    ----------
    classifier : SkillClassifier
        Its settings are used; each part is fitted anew.
    units, Y : DataFrame
        ``units`` with ``batch``: the brief its story was written under, never on both sides.

    Returns
    -------
    DataFrame
        As :func:`softskills.accuracy` gives it.
    """
    from sklearn.base import clone

    scores = np.zeros(Y.shape)
    for batch in sorted(units["batch"].unique()):
        test = (units["batch"] == batch).to_numpy()
        scores[test] = clone(classifier).fit(units[~test], Y[~test]).predict_proba(units[test])
    return accuracy(Y, scores, by=units["language"], persons=units["narrative_id"])


def _bands(probability: Any, truth: Any, classifier: SkillClassifier) -> list[dict[str, Any]]:
    """How often "suggested" and "uncertain" were right, and how much of what is there they find."""
    head = classifier.mapper_.head
    assert head is not None  # noqa: S101 - fitted
    sure = probability >= head.high
    rows = []
    for name, band in (("suggested", sure), ("uncertain", (probability >= head.low) & ~sure)):
        right = int(truth[band].sum())
        rows.append(
            {
                "status": name,
                "count": int(band.sum()),
                "precision": right / band.sum() if band.any() else float("nan"),
                "recall": right / truth.sum(),
            }
        )
    expected, found = float(np.sum(probability)), int(truth.sum())
    rows.append({"status": "all", "count": found, "precision": expected / found, "recall": 1.0})
    return rows


def train(folder: str | Path, *, force: bool = False) -> str:
    """Fit the head on the seed corpus, measure it on the partner samples, save it with its card.

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
    classifier = SkillClassifier(cache=False).fit(units, Y)
    crossed = cross_measure(classifier, units, Y)
    figures = measure(classifier, units, Y)
    card = model_card(classifier, units, Y, figures, crossed)
    facts = {"trained_on": {"stories": len(load_seed()), "units": len(units), "labels": int(Y.to_numpy().sum())}}
    save_mapper(classifier.mapper_, folder, force=force, card=card, facts=facts)
    return card


def model_card(
    classifier: SkillClassifier, units: pd.DataFrame, Y: pd.DataFrame, figures: pd.DataFrame, crossed: pd.DataFrame
) -> str:
    """The model card as Markdown: what it is, what it was trained and measured on, what it must not be used for."""
    mapper = classifier.mapper_
    bands = {row["status"]: row for row in figures.attrs["bands"]}
    labelled = int((Y.to_numpy().sum(axis=1) > 0).sum())
    per_language = units.groupby("language", sort=False).size()
    lines = [
        "# The shipped head",
        "",
        f"Framework `{mapper.framework.id}` {mapper.framework.version}, encoder `{mapper.encoder.name}` "
        f"({mapper.encoder.fingerprint}); two logistic regressions (does the unit show anything; if so, which competence) on the unit's vector with "
        f"{mapper.context:.0%} of its neighbours', calibrated and with thresholds on held-out batches of stories.",
        "",
        "**For** research on frameworks and samples. **Not for** hiring, ranking, grading, admission, benefits, or the",
        "recognition or certification of persons. It suggests; a person decides.",
        "",
        "## Trained on",
        "",
        f"The seed corpus: {units['narrative_id'].nunique()} stories, {len(units)} meaning units, {labelled} of them with a label "
        f"({', '.join(f'{code} {count}' for code, count in per_language.items())}). **Synthetic**: a language model wrote and "
        "coded them. Labels per competence: " + ", ".join(f"{name} {int(Y[name].sum())}" for name in Y.columns) + ".",
        "",
        "## Measured on",
        "",
        f"The partner samples, coded twice, blind, by a language model (micro-F1 between the codings {figures.attrs['coders']:.2f}).",
        "They were written and coded in other sessions than the seed corpus and never used for training. Both come",
        "from one kind of author, so these figures are an **upper bound** for what real stories will give. R@1 and R@3: share of",
        "labelled units with a right competence first, or among the first three (95 % interval from drawing persons); mAP: mean",
        "average precision over competences.",
        "",
        "| model | language | units | labelled | R@1 (95 %) | R@3 | mAP |",
        "|---|---|--:|--:|---|--:|--:|",
    ]
    for row in figures.to_dict("records"):
        if row["model"] != "trained head" and row["group"] != "all" and row["model"] != "zero-shot":
            continue
        lines.append(
            f"| {row['model']} | {row['group']} | {row['units']} | {row['labelled']} | {row['R@1']:.2f} "
            f"({row['R@1_low']:.2f}–{row['R@1_high']:.2f}) | {row['R@3']:.2f} | {row['mAP']:.2f} |"
        )
    lines += [
        "",
        "Within the seed corpus, each kind of brief in turn left out of the training (stories of one brief were written in one",
        "go): a larger test, of which the shipped head has since seen all.",
        "",
        "| language | units | labelled | R@1 (95 %) | R@3 | mAP |",
        "|---|--:|--:|---|--:|--:|",
    ]
    lines += [
        f"| {row['group']} | {row['units']} | {row['labelled']} | {row['R@1']:.2f} ({row['R@1_low']:.2f}–{row['R@1_high']:.2f}) "
        f"| {row['R@3']:.2f} | {row['mAP']:.2f} |"
        for row in crossed.to_dict("records")
    ]
    lines += [
        "",
        f"Decisions on the partner samples (`predict`): micro-F1 {figures.attrs['micro_f1']:.2f}. "
        f"`suggested`: {bands['suggested']['count']} unit–competence pairs, right in {bands['suggested']['precision']:.0%}, finding "
        f"{bands['suggested']['recall']:.0%} of all labels; `uncertain`: {bands['uncertain']['count']} pairs, right in "
        f"{bands['uncertain']['precision']:.0%}, finding a further {bands['uncertain']['recall']:.0%}. Sum of probabilities over number of labels: "
        f"{bands['all']['precision']:.2f} (1 is calibrated in the large).",
        "",
        "## Limits",
        "",
        "- Probabilities hold at the seed corpus's prevalence; another sample needs its own calibration.",
        "- Stories written by one language model are more alike than people's; no human coding has been compared yet.",
        "- Norwegian and Slovak are read word by word through a lexicon; a text of which it knows little is only `uncertain`.",
        "- Negation and other people's deeds are told apart only as far as the training examples teach it.",
        "",
    ]
    return "\n".join(lines)
