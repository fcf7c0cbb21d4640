"""The errors themselves, to be read: no figure says as much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from softskills.validate.coded_sample import CodedSample
from softskills.validate.models import Scored

ERROR_COLUMNS = "narrative_id unit start end text coded first probability kind".split()


def error_list(sample: CodedSample, model: Scored) -> pd.DataFrame:
    """Units that were decided wrongly, worst first.

    Returns
    -------
    DataFrame
        ``narrative_id, unit, start, end, text, coded`` (with a space between; empty where nothing was), ``first`` (the
        most probable competence) and its ``probability``, and ``kind``: ``missed`` (something was coded, and nothing
        decided), ``wrong`` (both, and the first choice is none of what was coded), ``false alarm`` (nothing was
        coded, something decided). Worst: greatest squared difference between probabilities and codings, summed over
        competences (Brier 1950), so that a confident error stands before a hesitant one. The text is for the
        research team; ``consent_scope`` says whether it may be quoted.
    """
    if model.decided is None:
        return pd.DataFrame(columns=ERROR_COLUMNS)
    labels, names, P = sample.labels, np.array(sample.Y.columns), model.scores
    coded, decided, top = labels.any(axis=1), model.decided.any(axis=1), np.nan_to_num(P).argmax(axis=1)
    right = labels[np.arange(len(P)), top] == 1
    kind = np.select(
        [coded & ~decided, coded & decided & ~right, ~coded & decided], ["missed", "wrong", "false alarm"], ""
    )
    found = np.flatnonzero((kind != "") & model.answered)
    order = found[np.argsort(-((P[found] - labels[found]) ** 2).sum(axis=1), kind="stable")]
    table = sample.units.loc[order, ["narrative_id", "unit", "start", "end", "text"]].reset_index(drop=True)
    return table.assign(
        coded=pd.Series([" ".join(names[row == 1]) for row in labels[order]], dtype="str"),
        first=pd.Series(names[top[order]], dtype="str"),
        probability=P[order, top[order]],
        kind=pd.Series(kind[order], dtype="str"),
    )[ERROR_COLUMNS]
