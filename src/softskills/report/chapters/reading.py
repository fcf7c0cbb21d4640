"""Reading a validation for print: what is there, which groups are large enough, counts rounded, names worded."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import pandas as pd

from softskills.report.chapters.facts import Facts, whole_numbers
from softskills.report.document import Block, Data
from softskills.report.formats import between
from softskills.report.protection import rounded
from softskills.report.writers.parts import DASH

TRUST = "report_trust"
_MODELS = {
    "classifier": "model.classifier",
    "classifier, refitted": "model.refitted",
    "TF-IDF": "model.TF-IDF",
    "zero-shot": "model.zero-shot",
    "prevalence": "model.prevalence",
}
_REST = "rest"  # all groups but one


def table_of(facts: Facts, name: str, columns: Sequence[str]) -> pd.DataFrame | None:
    """A table of the validation, where it is there, has rows, and has these columns."""
    table = getattr(facts.validation, name, None)
    usable = isinstance(table, pd.DataFrame) and len(table) and set(columns) <= set(table.columns)
    return table if usable else None


def large_groups(facts: Facts) -> set[object]:
    """Groups of the validation with as many persons as a group needs; a group of which that is unknown is none."""
    stories = table_of(facts, "stories", ["group", "persons"])
    if stories is None:
        return {"all"}
    return {"all", *stories.loc[stories["persons"] >= facts.counts.base, "group"]}


def rounded_counts(facts: Facts, counts: pd.Series) -> pd.Series:
    """Counts as multiples of the base, empty where missing."""
    return whole_numbers(counts.map(lambda n: float("nan") if isnan(n) else float(rounded(int(n), facts.counts.base))))


def intervals(facts: Facts, low: pd.Series, high: pd.Series) -> list[str]:
    """Intervals in words."""
    return [
        between(a, b, language=facts.language)
        for a, b in zip(low.astype("float64"), high.astype("float64"), strict=True)
    ]


def noted(facts: Facts, table: Data) -> list[Block]:
    """The table, and below it what a dash means, where it has one."""
    dashes = table.frame.isna() | (table.frame == DASH)
    return [table, facts.paragraph(TRUST, "too_few", "small")] if dashes.any(axis=None) else [table]


def named(facts: Facts, competence: object) -> str:
    """Id and label of a competence; the id alone where the framework has no such competence."""
    return facts.named(str(competence)) if competence in facts.framework else str(competence)


def model_name(facts: Facts, model: object) -> str:
    """What a model is called in the report."""
    return facts.say(TRUST, _MODELS[str(model)]) if str(model) in _MODELS else str(model)


def group_name(facts: Facts, group: object) -> str:
    """Name of a group, or of all the others."""
    return facts.say(TRUST, "rest") if group == _REST else facts.any_name(group)
