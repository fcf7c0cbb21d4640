"""How good the decisions are for each competence, for whole stories, and for what a reader meets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.validate.coefficients import LEAST_PERSONS, LEAST_UNITS
from softskills.validate.decisions import brier_skill, decision_shares
from softskills.validate.models import Scored
from softskills.validate.person_draws import PersonDraws, draw_persons, interval, ratio

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Objects = NDArray[np.object_]

COMPETENCE_COLUMNS = """competence units precision precision_low precision_high recall recall_low recall_high
    F1 F1_low F1_high average_precision average_precision_low average_precision_high brier_skill note""".split()
DECISION_COLUMNS = """group units labelled suggested_right suggested_precision uncertain unlabelled_suggested
    micro_F1 micro_F1_low micro_F1_high""".split()
STORY_COLUMNS = "model group stories persons macro_F1 macro_F1_low macro_F1_high".split()


def by_competence(Y: pd.DataFrame, model: Scored, persons: Objects, *, resamples: int, seed: int) -> pd.DataFrame:
    r"""Precision, recall, F1 and average precision of each competence, with intervals by person.

    Returns
    -------
    DataFrame
        ``competence, units`` (coded so), then figures with ``_low, _high``: ``precision`` :math:`tp / (tp + fp)`,
        ``recall`` :math:`tp / (tp + fn)`, ``F1`` :math:`2 tp / (2 tp + fp + fn)`, ``average_precision`` (as
        scikit-learn's), ``brier_skill``, and ``note``: why a figure is empty. A precision needs ten units decided
        so, every other figure ten coded so; an interval five persons.
    """
    draws = draw_persons(persons, resamples=resamples, seed=seed)
    labels = Y.to_numpy(dtype=np.int64)
    skill = (
        np.full(Y.shape[1], np.nan) if model.prevalence is None else brier_skill(labels, model.scores, model.prevalence)
    )
    rows = []
    for k, name in enumerate(Y.columns):
        coded = labels[:, k] == 1
        row: dict[str, object] = {"competence": name, "units": int(coded.sum()), "note": ""}
        notes = []
        if coded.sum() < LEAST_UNITS:
            notes.append(f"only {coded.sum()} units coded so; at least {LEAST_UNITS} are needed")
        else:
            row["brier_skill"] = skill[k]
            row |= _figure("average_precision", average_precisions(labels[:, k], model.scores[:, k], draws))
        if model.decided is None:
            notes.append("no decisions without a trained head")
        else:
            found = model.decided[:, k]
            hits, said, there = (draws.sums(part.astype(float)) for part in (found & coded, found, coded))
            if coded.sum() >= LEAST_UNITS:
                row |= _figure("recall", ratio(hits, there)) | _figure("F1", ratio(2 * hits, said + there))
            if found.sum() >= LEAST_UNITS:
                row |= _figure("precision", ratio(hits, said))
            else:
                notes.append(f"only {found.sum()} units decided so; {LEAST_UNITS} are needed for a precision")
        if draws.persons < LEAST_PERSONS:
            notes.append(f"no intervals: fewer than {LEAST_PERSONS} persons")
        rows.append(row | {"note": "; ".join(notes)})
    return pd.DataFrame(rows, columns=COMPETENCE_COLUMNS)


def _figure(name: str, drawn: Floats) -> dict[str, float]:
    low, high = interval(drawn)
    return {name: float(drawn[0]), f"{name}_low": low, f"{name}_high": high}


def average_precisions(y: Labels, scores: Floats, draws: PersonDraws) -> Floats:
    r"""Average precision in each draw: :math:`\sum_i (R_i - R_{i-1}) P_i` over the different scores, highest first.

    Examples
    --------
    >>> draws = draw_persons(np.array(["a", "b", "c"], dtype=object), resamples=0, seed=0)
    >>> average_precisions(np.array([1, 0, 1]), np.array([0.9, 0.8, 0.1]), draws).round(3).tolist()
    [0.833]
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))  # equal scores stand or fall together
    weights = draws.weights[:, draws.owners[order]]
    hits, seen = np.cumsum(weights * y[order], axis=1)[:, ends], np.cumsum(weights, axis=1)[:, ends]
    gained = np.diff(hits, axis=1, prepend=0)
    return ratio((gained * np.nan_to_num(ratio(hits, seen))).sum(axis=1), hits[:, -1])


def by_story(
    labels: Labels, models: list[Scored], narratives: Objects, persons: Objects, *, groups: Objects | None,
    resamples: int, seed: int,
) -> pd.DataFrame:  # fmt: skip
    """Macro-F1 of the set of competences of each story, per model and group.

    Returns
    -------
    DataFrame
        ``model, group, stories, persons, macro_F1, macro_F1_low, macro_F1_high``. F1 per competence over stories,
        averaged over the competences that some story has (in each draw of persons: those that it has there); empty
        with fewer than ten stories, the interval with fewer than five persons.
    """
    rows = []
    for model in models:
        for group, chosen in split(groups, model.answered):
            stories, first, place = np.unique(narratives[chosen].astype(str), return_index=True, return_inverse=True)
            owners = persons[chosen][first]
            row = {"model": model.name, "group": group, "stories": len(stories), "persons": len(set(owners))}
            if model.decided is not None and len(stories) >= LEAST_UNITS:
                truth, found = (np.zeros((len(stories), labels.shape[1]), dtype=bool) for _ in range(2))
                np.logical_or.at(truth, place, labels[chosen] == 1)
                np.logical_or.at(found, place, model.decided[chosen])
                draws = draw_persons(owners, resamples=resamples, seed=seed)
                row |= _figure("macro_F1", _macro_f1(truth, found, draws))
            rows.append(row)
    return pd.DataFrame(rows, columns=STORY_COLUMNS)


def _macro_f1(truth: NDArray[np.bool_], found: NDArray[np.bool_], draws: PersonDraws) -> Floats:
    hits, there, said = (draws.sums(part.astype(float)) for part in (truth & found, truth, found))
    each = np.where(there > 0, ratio(2 * hits, there + said), 0.0)
    return ratio(each.sum(axis=1), (there > 0).sum(axis=1).astype(float))


def by_decision(
    labels: Labels, model: Scored, persons: Objects, *, groups: Objects | None, resamples: int, seed: int
) -> pd.DataFrame:
    """What a reader of the suggestions meets, per group: see :func:`softskills.validate.decisions.decision_shares`.

    Returns
    -------
    DataFrame
        ``group, units, labelled, suggested_right`` (labelled units with a right ``suggested``),
        ``suggested_precision``, ``uncertain`` (units with no more than that), ``unlabelled_suggested``; and
        ``micro_F1`` of ``predict`` with its interval, to be read beside that between coders. Empty with fewer than
        ten labelled units.
    """
    if model.decided is None or model.suggested is None or model.uncertain is None:
        return pd.DataFrame(columns=DECISION_COLUMNS)
    rows = []
    for group, chosen in split(groups, model.answered):
        Y, found = labels[chosen], model.decided[chosen]
        row: dict[str, object] = {"group": group, "units": len(Y), "labelled": int(Y.any(axis=1).sum())}
        if Y.any(axis=1).sum() >= LEAST_UNITS:
            shares = decision_shares(Y, model.suggested[chosen], model.uncertain[chosen])
            row |= {
                "suggested_right": shares["labelled_right"],
                "suggested_precision": shares["precision"],
                "uncertain": shares["units_uncertain"],
                "unlabelled_suggested": shares["unlabelled_suggested"],
            }
            draws = draw_persons(persons[chosen], resamples=resamples, seed=seed)
            row |= _figure("micro_F1", micro_f1s(Y, found, draws))
        rows.append(row)
    return pd.DataFrame(rows, columns=DECISION_COLUMNS)


def micro_f1s(one: Labels, other: NDArray[np.bool_] | Labels, draws: PersonDraws) -> Floats:
    """F1 over all units and competences together, in each draw."""
    hits = draws.sums((one.astype(bool) & other.astype(bool)).sum(axis=1).astype(float))
    total = draws.sums(one.sum(axis=1).astype(float) + other.sum(axis=1))
    return ratio(2 * hits, total)


def split(groups: Objects | None, answered: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """``all``, then each group, among the units that were answered."""
    yield "all", answered
    for name in [] if groups is None else sorted(set(groups[answered])):
        yield str(name), answered & (groups == name)
