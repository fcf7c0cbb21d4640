"""How many labelled units are enough: a learning curve for a framework and an encoder of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from softskills.classify.features import as_units
from softskills.errors import InputError
from softskills.validate.accuracy import accuracy

if TYPE_CHECKING:
    from softskills.classify.classifier import SkillClassifier


def learning_curve(
    units: pd.DataFrame,
    Y: pd.DataFrame,
    *,
    classifier: SkillClassifier | None = None,
    shares: Sequence[float] = (0.1, 0.2, 0.4, 0.7, 1.0),
    repeats: int = 3,
    test_share: float = 0.25,
    seed: int = 0,
) -> pd.DataFrame:
    """Quality on held-out narratives against the number of labelled units in training.

    Parameters
    ----------
    units : DataFrame
        With ``narrative_id, unit, text, language``.
    Y : DataFrame of 0 and 1
        Units × competences, see :func:`softskills.label_matrix`.
    classifier : SkillClassifier, optional
        Its settings (encoder, framework, C …) are used; the defaults where omitted.
    shares : sequence of float
        Shares of the training narratives.
    repeats : int
        Different draws of narratives for training and testing.
    test_share : float
        Share of narratives held out; of batches, where ``units`` has a column ``batch`` with at
        least three.
    seed : int

    Returns
    -------
    DataFrame
        One row per share and repeat: ``share, repeat, units, labelled, R@1, R@3, mAP, zero_shot_R@1``
        (``units`` and ``labelled`` count what was trained on; the zero-shot floor is on the same test).

    Raises
    ------
    InputError
        With fewer than eight narratives: there is nothing to hold out.

    Examples
    --------
    >>> import softskills as sk
    >>> units, Y = sk.seed_corpus("development")
    >>> clf = sk.SkillClassifier("use", cache=False)
    >>> curve = learning_curve(units, Y, classifier=clf, shares=(0.5, 1.0), repeats=1)
    >>> bool(curve["labelled"].is_monotonic_increasing)
    True
    """
    from sklearn.base import clone

    from softskills.classify.classifier import SkillClassifier

    units = as_units(units) if "language" not in units else units.drop(columns="split", errors="ignore")
    narratives = np.array(sorted(units["narrative_id"].unique()))
    if len(narratives) < 8:
        raise InputError(f"{len(narratives)} narratives are too few for a learning curve; code at least eight")
    template = SkillClassifier() if classifier is None else classifier
    floor = template._bare_mapper()
    Y = Y[[name for name in floor.framework.ids if name in Y.columns]]  # the order of ``classes_``
    places = [floor.framework.ids.index(name) for name in Y.columns]
    rng = np.random.default_rng(seed)
    rows = []
    by_batch = "batch" in units and units["batch"].nunique() > 2
    owner = units["batch"] if by_batch else units["narrative_id"]
    owners = np.array(sorted(owner.unique()))
    held_out = max(1 if by_batch else 2, round(test_share * len(owners)))
    for repeat in range(repeats):
        test = owner.isin(rng.permutation(owners)[:held_out]).to_numpy()
        pool = rng.permutation(np.array(sorted(units.loc[~test, "narrative_id"].unique())))
        truth = Y.to_numpy()[test]
        similarity = floor.anchors.similarities(floor.vectors(units[test]))
        zero = accuracy(truth, similarity[:, places], resamples=0)["R@1"].iloc[0]
        for share in sorted(shares):
            chosen = pool[: max(2, round(share * len(pool)))]
            train = units["narrative_id"].isin(chosen).to_numpy()
            figures: dict[Any, Any] = {"R@1": np.nan, "R@3": np.nan, "mAP": np.nan}
            if Y.to_numpy()[train].any():  # the first few stories may have no label at all
                model = clone(template).fit(units[train], Y[train])
                figures = accuracy(truth, model.predict_proba(units[test]), resamples=0).iloc[0].to_dict()
            rows.append(
                {
                    "share": share,
                    "repeat": repeat,
                    "units": int(train.sum()),
                    "labelled": int((Y.to_numpy()[train].sum(axis=1) > 0).sum()),
                    "R@1": figures["R@1"],
                    "R@3": figures["R@3"],
                    "mAP": figures["mAP"],
                    "zero_shot_R@1": zero,
                }
            )
    return pd.DataFrame(rows)
