"""How far coders agree with each other: no classifier can be shown to be better than that."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pandas as pd

from softskills.experiences import label_matrix
from softskills.experiences.codings import GOLD
from softskills.validate.coded_sample import CodedSample
from softskills.validate.coefficients import LEAST_UNITS
from softskills.validate.competence_table import micro_f1s
from softskills.validate.person_draws import draw_persons, interval

CEILING_COLUMNS = "coder other units micro_F1 low high human".split()
_MODEL = re.compile(r"lm-.*", re.IGNORECASE)
_MAYBE_MODEL = re.compile(r"M\d+|author", re.IGNORECASE)  # in synthetic samples a model wrote, and coded


def ceiling(sample: CodedSample, *, resamples: int, seed: int) -> pd.DataFrame:
    """Micro-F1 of each pair of coders, over the units that both coded.

    Returns
    -------
    DataFrame
        ``coder, other, units, micro_F1, low, high`` (95 %, drawing persons) and ``human``: whether two people coded.
        Coders ``lm-…`` are language models; so are ``M1, M2 …`` and ``author`` where all stories are synthetic.
        The coder ``gold`` stands for an agreement and is left out; of several rounds of a coder the first counts for
        each unit. A figure needs ten units, an interval five persons.

    Notes
    -----
    F1 is symmetric: it does not matter which coder is taken for right. For agreement beyond chance see
    :func:`softskills.agreement`. Where codings went into the labels that a classifier is measured against, its
    figures can come above this ceiling by chance, never by merit.
    """
    rows = _first_round(sample.codings[sample.codings["coder"] != GOLD])
    coders = sorted(rows["coder"].unique())
    keys = pd.MultiIndex.from_frame(sample.units[["narrative_id", "unit"]])
    seen, labels = {}, {}
    for coder in coders:
        own = rows[rows["coder"] == coder]
        seen[coder] = keys.isin(pd.MultiIndex.from_frame(own[["narrative_id", "unit"]]))
        labels[coder] = label_matrix(sample.units, own, competences=list(sample.Y.columns)).to_numpy(dtype=np.int64)
    table = []
    for coder, other in combinations(coders, 2):
        both = seen[coder] & seen[other]
        row: dict[str, object] = {"coder": coder, "other": other, "units": int(both.sum())}
        if both.sum() >= LEAST_UNITS:
            draws = draw_persons(sample.persons[both], resamples=resamples, seed=seed)
            drawn = micro_f1s(labels[coder][both], labels[other][both], draws)
            row["micro_F1"] = float(drawn[0])
            row["low"], row["high"] = interval(drawn)
        if both.any():
            table.append(row | {"human": all(_is_human(name, sample.synthetic) for name in (coder, other))})
    return pd.DataFrame(table, columns=CEILING_COLUMNS).astype({"human": bool})


def _is_human(coder: str, synthetic: bool) -> bool:
    return not (_MODEL.fullmatch(coder) or (synthetic and _MAYBE_MODEL.fullmatch(coder)))


def _first_round(rows: pd.DataFrame) -> pd.DataFrame:
    """Before coders talked: agreement reached in talking is no evidence."""
    if "round" not in rows:
        return rows
    number = pd.to_numeric(rows["round"], errors="coerce").fillna(0)
    first = number.groupby([rows["narrative_id"], rows["unit"], rows["coder"]]).transform("min")
    return rows[number == first]
