"""Everything that says how far a classifier can be trusted on a sample that people coded, in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify import Mapper
from softskills.classify.features import mix_context
from softskills.errors import InputError
from softskills.validate.accuracy import accuracy
from softskills.validate.calibration_tables import (
    RELIABILITY_COLUMNS,
    SUMMARY_COLUMNS,
    calibration_summary,
    first_choice,
    reliability,
    risk_coverage,
)
from softskills.validate.caveats import caveats, reference_note
from softskills.validate.ceiling import ceiling
from softskills.validate.coded_sample import CodedSample, coded_sample
from softskills.validate.coefficients import LEAST_PERSONS, LEAST_UNITS
from softskills.validate.competence_table import by_competence, by_decision, by_story, split
from softskills.validate.countries import GAP_COLUMNS, countries
from softskills.validate.decisions import confusions
from softskills.validate.error_list import error_list
from softskills.validate.models import (
    CLASSIFIER,
    Scored,
    doubtful_units,
    mapper_of,
    read_by,
    seed_baselines,
    with_budget,
    zero_shot,
)
from softskills.validate.refit import refitted
from softskills.validate.summary import summary_html, summary_text

if TYPE_CHECKING:
    from softskills.classify.classifier import SkillClassifier

Objects = NDArray[np.object_]
_MOST_CONFUSED = 50


@dataclass(frozen=True, eq=False)
class Validation:
    """What :func:`validate` found, as tables; in a notebook it shows a summary, and never a text of a story.

    Attributes
    ----------
    model : str
        Which model the tables without a column ``model`` are about: ``classifier``, with ``refit``
        ``classifier, refitted``, without a trained head ``zero-shot``.
    accuracy : DataFrame
        ``model, group, units, labelled, R@1, R@1_low, R@1_high, R@3, mAP, prevalence``; see :func:`softskills.accuracy`.
    competences : DataFrame
        ``competence, units, precision, recall, F1, average_precision`` (each with ``_low, _high``), ``brier_skill,
        note``; see :func:`softskills.validate.competence_table.by_competence`.
    stories : DataFrame
        ``model, group, stories, persons, macro_F1, macro_F1_low, macro_F1_high``.
    decisions : DataFrame
        ``group, units, labelled, suggested_right, suggested_precision, uncertain, unlabelled_suggested, micro_F1,
        micro_F1_low, micro_F1_high``.
    calibration, calibration_summary : DataFrame
        See :func:`softskills.validate.calibration_tables.reliability` and ``calibration_summary`` beside it.
    risk_coverage : DataFrame
        ``model, coverage, risk, threshold``; see :func:`softskills.validate.calibration_tables.risk_coverage`.
    ceiling : DataFrame
        ``coder, other, units, micro_F1, low, high, human``.
    confusions : DataFrame
        ``coded, first, count, share``: the fifty most frequent.
    errors : DataFrame
        ``narrative_id, unit, start, end, text, coded, first, probability, kind``, worst first. Holds what people
        told: for the research team.
    gaps : DataFrame
        ``by, group, other, measure, difference, low, high, p, p_adjusted, note``; see
        :func:`softskills.validate.countries.countries`.
    notes : tuple of str
        What was not computed and why, and what the figures must not be taken for.
    """

    model: str
    accuracy: pd.DataFrame
    competences: pd.DataFrame
    stories: pd.DataFrame
    decisions: pd.DataFrame
    calibration: pd.DataFrame
    calibration_summary: pd.DataFrame
    risk_coverage: pd.DataFrame
    ceiling: pd.DataFrame
    confusions: pd.DataFrame
    errors: pd.DataFrame
    gaps: pd.DataFrame
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return summary_text(self)

    def __repr__(self) -> str:
        return f"<Validation of {self.model!r}: {len(self.accuracy)} rows of accuracy, {len(self.notes)} notes>"

    def _repr_html_(self) -> str:
        return summary_html(self)


def validate(
    classifier: Mapper | SkillClassifier,
    experiences: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    by: str | None = None,
    refit: str | None = None,
    resamples: int = 500,
    seed: int = 0,
) -> Validation:
    """Measure a classifier on stories that people coded, with baselines, coders and calibration beside it.

    Parameters
    ----------
    classifier : Mapper or SkillClassifier
        As :func:`softskills.load_classifier` gives it. Without a trained head only the zero-shot ranking is measured.
    experiences : DataFrame
        With ``narrative_id, text`` and, where known, ``participant, language, synthetic``.
    codings : DataFrame
        Long form, with ``narrative_id, unit, start, end, coder, competence``. Measured in the coders' own units;
        labels as :func:`softskills.label_matrix` makes them: adjudicated (``gold``) where a unit has that, else a
        competence that at least half of the unit's coders saw.
    by : str, optional
        A column of the experiences (``country``, ``experience_source``), ``language``, or ``length`` (bands of the
        unit's characters): figures for each group, and the gaps between them.
    refit : str, optional
        Such a column (``country``): the classifier is also fitted anew on the *other* groups of these stories alone,
        and answers in the one left out; calibration and thresholds come from persons held out in training. Baselines
        then learn from the same units. Some seconds for each group; the framework's wording is encoded first, once in
        a session (half a minute).
    resamples, seed : int
        Draws for the intervals (0 leaves them out), and their seed.

    Returns
    -------
    Validation
        Its tables are described there. All intervals are 95 % percentile intervals from drawing persons
        (narratives where ``participant`` is empty), except those of ``calibration`` (Wilson) and ``gaps``.

    Raises
    ------
    TableError
        Missing columns, offsets that do not fit the stories, competences that the classifier does not know.
    InputError
        Something else than a classifier; ``refit`` by a column with one value only; no coded unit in a language
        that the encoder serves.

    Notes
    -----
    Beside the classifier stand, on the same units: ``zero-shot`` (similarity to the framework's wording), ``TF-IDF``
    (pieces of words and one softmax, see :func:`softskills.validate.lexical.fit_lexical`) and ``prevalence`` (no text
    at all). TF-IDF and prevalence learn from the ``train`` part of the seed corpus (once in a session, some ten
    seconds), with ``refit`` from the other groups. In ``stories`` a baseline says yes as often as the classifier.

    A figure from fewer than ten units (stories, in ``stories``) is empty, an interval from fewer than five
    persons too; the note says so. Thresholds for what is good enough are the researcher's to set beforehand: R@1 of
    a model that does not clearly pass TF-IDF and zero-shot shows little; ECE above ``ECE_perfect`` is more than chance.

    Examples
    --------
    >>> import softskills as sk
    >>> exp = pd.DataFrame({"narrative_id": list("abcdef"), "text": "I wrote a list. It rained.", "language": "en"})
    >>> rows = [(n, u, s, e, "ana", c) for n in "abcdef" for u, s, e, c in [(1, 0, 15, "A1"), (2, 16, 26, "NONE")]]
    >>> codings = pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "coder", "competence"])
    >>> own = sk.Mapper(sk.load_framework().model_copy(update={"id": "own"}), sk.load_encoder("use"))
    >>> val = validate(own, exp, codings, resamples=0)
    >>> val.accuracy[["model", "group", "units", "labelled"]].values.tolist()
    [['zero-shot', 'all', 12, 6]]
    >>> val.notes[0]
    "Measured against codings of 12 units: a competence counts where at least half of a unit's coders saw it (coders: 1)."
    """
    if resamples < 0:
        raise InputError(f"resamples is {resamples}; give 0 (no intervals) or more, such as 500")
    mapper = mapper_of(classifier)
    sample, dropped = _served(coded_sample(experiences, codings, mapper.classes), mapper)
    groups = None if by is None else sample.groups(by).to_numpy(dtype=object)
    models, notes = _models(classifier, mapper, sample, refit)
    main = models[0]
    if main.decided is not None:
        count = int(main.decided.sum())
        models = [model if model.decided is not None else with_budget(model, count, seed=seed) for model in models]
    else:
        notes.append(
            "Without a trained head there are no probabilities and no decisions: only the ranking is measured."
        )
    drawn = {"resamples": resamples, "seed": seed}
    labels, persons, known = sample.labels, sample.persons, main.answered
    answered, about = labels[known], main.at(known)
    trained = main.decided is not None and bool(known.any())
    gaps, missing = _gaps(sample, main, groups, by, drawn)
    table, few = _accuracy(sample, models, groups, drawn)
    coders = ceiling(sample, **drawn)
    said, right = first_choice(answered, about.scores)
    return Validation(
        model=main.name,
        accuracy=table,
        competences=by_competence(sample.Y[known], about, persons[known], **drawn),
        stories=by_story(
            labels, models, sample.units["narrative_id"].to_numpy(dtype=object), persons, groups=groups, **drawn
        ),
        decisions=by_decision(labels, main, persons, groups=groups, **drawn),
        calibration=reliability(said, right) if trained else pd.DataFrame(columns=RELIABILITY_COLUMNS),
        calibration_summary=calibration_summary(answered, about.scores, seed=seed)
        if trained
        else pd.DataFrame(columns=SUMMARY_COLUMNS),
        risk_coverage=risk_coverage(labels, models),
        ceiling=coders,
        confusions=confusions(sample.Y[known], about.scores, most=_MOST_CONFUSED),
        errors=error_list(sample, main),
        gaps=gaps,
        notes=(
            reference_note(sample.codings),
            *caveats(sample, coders),
            *sample.notes,
            *dropped,
            *notes,
            *few,
            *missing,
        ),
    )


def _served(sample: CodedSample, mapper: Mapper) -> tuple[CodedSample, list[str]]:
    """Without units in languages that the encoder does not serve."""
    coverage = mapper.encoder.coverage(sample.units["text"].tolist(), sample.units["language"].tolist())
    served = ~np.isnan(coverage)
    if served.all():
        return sample, []
    codes = ", ".join(sorted({code or "unknown" for code in sample.units["language"][~served]}))
    if not served.any():
        raise InputError(f"all coded units are in a language that {mapper.encoder.name} does not serve ({codes})")
    note = f"{int((~served).sum())} units are left out: {mapper.encoder.name} does not serve their language ({codes})."
    units, Y = sample.units[served].reset_index(drop=True), sample.Y[served].reset_index(drop=True)
    return CodedSample(units, Y, sample.codings, sample.stories, sample.notes), [note]


def _models(
    classifier: Mapper | SkillClassifier, mapper: Mapper, sample: CodedSample, refit: str | None
) -> tuple[list[Scored], list[str]]:
    """All models, the one that is examined first; each unit is encoded once for all of them."""
    vectors = mapper.vectors(sample.units)
    features, floor = mix_context(vectors, sample.units, mapper.context), zero_shot(mapper, vectors)
    doubtful = doubtful_units(mapper, sample.units)
    shipped = []
    if mapper.head is not None:
        shipped.append(read_by(mapper.head, features, doubtful, name=CLASSIFIER))
    if refit is not None:
        (anew, *baselines), notes = refitted(
            classifier, mapper, sample, features=features, doubtful=doubtful, column=refit
        )
        if anew.answered.any():
            return [anew, *shipped, baselines[0], floor, *baselines[1:]], notes
        return [*shipped, floor], notes
    baselines, note = seed_baselines(mapper, sample.units["text"].tolist())
    if not shipped:
        return [floor, *baselines], [note]
    return [*shipped, *baselines[:1], floor, *baselines[1:]], [note]


def _accuracy(
    sample: CodedSample, models: list[Scored], groups: Objects | None, drawn: dict[str, int]
) -> tuple[pd.DataFrame, list[str]]:
    tables, few = [], {}
    for model in models:
        known = model.answered
        by = None if groups is None else groups[known].tolist()
        persons = sample.persons[known]
        table = accuracy(sample.Y[known], model.scores[known], by=by, persons=persons.tolist(), **drawn)
        told = {name: len(set(sample.persons[rows])) for name, rows in split(groups, known)}
        alone = (table["group"].map(told) < LEAST_PERSONS).to_numpy()
        bare = (table["labelled"] < LEAST_UNITS).to_numpy()
        table.loc[alone | bare, ["R@1_low", "R@1_high"]] = np.nan
        table.loc[bare, ["R@1", "R@3", "mAP"]] = np.nan
        for name, labelled, lone, short in zip(table["group"], table["labelled"], alone, bare, strict=True):
            if short:
                few[name] = f"{name}: only {labelled} labelled units; at least {LEAST_UNITS} are needed for a figure."
            elif lone:
                few[name] = f"{name}: fewer than {LEAST_PERSONS} persons; no intervals."
        tables.append(table.assign(model=model.name))
    found = pd.concat(tables, ignore_index=True)
    return found[["model", *[name for name in found.columns if name != "model"]]], list(few.values())


def _gaps(
    sample: CodedSample, main: Scored, groups: Objects | None, by: str | None, drawn: dict[str, int]
) -> tuple[pd.DataFrame, list[str]]:
    known = main.answered
    why = []
    if groups is not None and len(set(groups[known])) < 2:
        why.append(f"No gaps by {by}: all units are of one group.")
    elif groups is not None and drawn["resamples"] < 2:
        why.append("No gaps without resamples.")
    if groups is None or why:
        return pd.DataFrame(columns=GAP_COLUMNS), why
    decided = None if main.decided is None else main.decided[known]
    named, persons = pd.Series(groups[known], name=by), sample.persons[known].tolist()
    labels, scores = sample.labels[known], main.scores[known]
    return countries(
        labels,
        scores,
        by=named,
        persons=persons,
        decided=decided,
        resamples=drawn["resamples"],
        seed=drawn["seed"],
    ), why
