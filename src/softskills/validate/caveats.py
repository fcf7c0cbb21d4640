"""What the figures of a validation must not be taken for, in sentences that stand beside them."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from softskills.experiences.codings import GOLD
from softskills.experiences.datasets import load_seed
from softskills.validate.coded_sample import CodedSample


def reference_note(codings: pd.DataFrame) -> str:
    """How the labels came about that everything is measured against."""
    keys = ["narrative_id", "unit"]
    gold, every = codings[codings["coder"] == GOLD], len(codings[keys].drop_duplicates())
    settled = len(gold[keys].drop_duplicates())
    coders = codings.loc[codings["coder"] != GOLD, "coder"].nunique()
    rest = f"a competence counts where at least half of a unit's coders saw it (coders: {coders})"
    if settled == every:
        return f"Measured against adjudicated codings (coder {GOLD}) of {every} units."
    return f"Measured against codings of {every} units: {f'{settled} are adjudicated; else ' if settled else ''}{rest}."


@lru_cache(maxsize=1)
def _learned() -> frozenset[str]:
    """Stories of the seed corpus on which the shipped classifier was trained or calibrated."""
    seed = load_seed()
    return frozenset(seed.loc[seed["split"] != "test", "text"])


def caveats(sample: CodedSample, coders: pd.DataFrame) -> list[str]:
    """What the figures must not be taken for."""
    told, notes = sample.measured, []
    if sample.synthetic:
        notes.append(
            "All stories are synthetic: stories written for a framework are easier than life, so these figures are "
            "an upper bound."
        )
    if known := int(told["text"].isin(_learned()).sum()):
        notes.append(
            f"{known} of {len(told)} stories stand in the seed corpus, from which the shipped classifier and the "
            "baselines learned: their figures are too good."
        )
    if not len(coders):
        notes.append("No ceiling: no unit was coded by two coders.")
    elif not coders["human"].any():
        notes.append(
            "No human ceiling: no two people coded the same units. That language models agree shows consistency, not "
            "validity."
        )
    return notes
