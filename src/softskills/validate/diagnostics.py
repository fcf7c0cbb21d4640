"""Is the framework well cut: wording that is too much alike, indicators that pull evidence of other competences."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify import Mapper
from softskills.classify.features import as_units
from softskills.classify.proportions import wilson
from softskills.classify.zeroshot import anchors
from softskills.errors import InputError
from softskills.framework import Framework
from softskills.framework.model import UNDETERMINED, in_language
from softskills.validate.many_tests import holm
from softskills.validate.missed import without_language
from softskills.validate.models import mapper_of

if TYPE_CHECKING:
    from softskills.classify.classifier import SkillClassifier

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
LEAST_UNITS = 10
_PAIRS = """competence other similarity within within_other nearest wording other_wording neighbours flagged
    note""".split()
_PULL = "indicator competence text units own low high pulls pulled p p_adjusted flagged note".split()
_POINTS = "kind narrative_id unit competence area x y".split()


def redundancy(
    framework: Framework, mapper: Mapper | SkillClassifier, *, language: str = "", most: int = 20
) -> pd.DataFrame:
    """Pairs of competences whose wording is nearest.

    Parameters
    ----------
    framework : Framework
        Need not be the one that the mapper was trained for: only its encoder is used.
    mapper : Mapper or SkillClassifier
    language : str, optional
        Of the wording; English where the framework has it, else its default language.
    most : int
        Pairs at most.

    Returns
    -------
    DataFrame
        ``competence, other``; ``similarity``: mean cosine of each piece of wording of one (label with definition, and
        each indicator) with each of the other, highest first; ``within, within_other``: the same among the pieces of
        one competence; ``nearest``: the highest cosine, and the two pieces that have it (``wording, other_wording``);
        ``neighbours``: whether the framework itself names them as such; ``flagged``: one of the two is no more like
        itself than like the other; ``note``.

    Raises
    ------
    InputError
        ``most`` below 1.

    Notes
    -----
    A cosine has no threshold of its own, hence the comparison with ``within`` (as a silhouette: Rousseeuw 1987).
    Wording that is near is a reason to read it side by side: a coder may well keep apart what an encoder cannot, and
    what tells is :func:`softskills.confused_pairs`.

    Examples
    --------
    >>> import softskills as sk
    >>> mapper = sk.Mapper(sk.load_framework(), sk.load_encoder("use"))
    >>> redundancy(mapper.framework, mapper, most=1)[["competence", "other", "neighbours"]].values.tolist()
    [['B3', 'F2', True]]
    """
    if most < 1:
        raise InputError(f"most is {most}; give the number of pairs to list, 1 or more")
    wording = anchors(framework, mapper_of(mapper).encoder, language=language)
    cosines = (wording.vectors @ wording.vectors.T).astype(np.float64)
    places = [np.flatnonzero(wording.owners == k) for k in range(len(framework))]
    within = [_mean_apart(cosines[np.ix_(own, own)]) for own in places]
    rows = []
    for a, b in combinations(range(len(framework)), 2):
        block = cosines[np.ix_(places[a], places[b])]
        i, j = np.unravel_index(block.argmax(), block.shape)
        one, other = framework.competences[a], framework.competences[b]
        single = [item.id for item, k in ((one, a), (other, b)) if np.isnan(within[k])]
        rows.append(
            {
                "competence": one.id,
                "other": other.id,
                "similarity": float(block.mean()),
                "within": within[a],
                "within_other": within[b],
                "nearest": float(block[i, j]),
                "wording": wording.texts[places[a][i]],
                "other_wording": wording.texts[places[b][j]],
                "neighbours": other.id in one.neighbours or one.id in other.neighbours,
                "flagged": bool(
                    block.mean() >= min(np.inf if np.isnan(own) else own for own in (within[a], within[b]))
                ),
                "note": f"{' and '.join(single)}: one piece of wording only, nothing to compare with" if single else "",
            }
        )
    table = pd.DataFrame(rows, columns=_PAIRS)
    return table.sort_values("similarity", ascending=False, kind="stable", ignore_index=True).head(most)


def _mean_apart(cosines: Floats) -> float:
    """Mean of the cosines between different pieces; NaN where there is one only."""
    n = len(cosines)
    return float((cosines.sum() - np.trace(cosines)) / (n * (n - 1))) if n > 1 else float("nan")


def indicator_pull(
    mapper: Mapper | SkillClassifier, units: pd.DataFrame, Y: pd.DataFrame, *, language: str = ""
) -> pd.DataFrame:
    """Indicators that are nearest to evidence which people coded as another competence.

    Parameters
    ----------
    mapper : Mapper or SkillClassifier
        Its framework's indicators, read by its encoder.
    units : DataFrame
        With ``narrative_id, unit, text`` and, where known, ``language``.
    Y : DataFrame of 0 and 1
        Units × competences, see :func:`softskills.label_matrix`.
    language : str, optional
        Of the indicators; English where the framework has it, else its default language.

    Returns
    -------
    DataFrame
        A row per indicator, in the framework's order: ``indicator, competence, text``; ``units``: labelled units to
        which, of all indicators, it is nearest; ``own``: share of them that people coded as its competence, with
        Wilson's interval ``low, high``; ``pulls``: the other competence that is coded most often among the rest,
        ``pulled``: its share; ``p``: exact binomial test of more units with that one alone than with its own alone,
        times the number of other competences (the most frequent was picked), ``p_adjusted`` (Holm); ``flagged``:
        below .05, and it pulls more than it has of its own; ``note``: fewer than ten units.

    Raises
    ------
    InputError
        Y and units do not have the same rows, or Y has a competence that the framework lacks.

    Notes
    -----
    An encoder reads wording, not meaning: a flag is a reason to word the indicator more narrowly, or to look whether
    the decision rule between the two competences holds. Units are taken for independent, so that p is too small where
    few people told many of them.

    Examples
    --------
    >>> import softskills as sk
    >>> mapper = sk.Mapper(sk.load_framework(), sk.load_encoder("use"))
    >>> units = pd.DataFrame({"text": ["I made a budget for the month."], "language": "en"})
    >>> Y = pd.DataFrame({"A2": [1]})
    >>> table = indicator_pull(mapper, units, Y)
    >>> table.loc[table["units"] == 1, ["competence", "note"]].values.tolist()
    [['A2', 'only 1 units are nearest; at least 10 are needed']]
    """
    reader = mapper_of(mapper)
    framework = reader.framework
    if len(units) != len(Y):
        raise InputError(f"Y has {len(Y)} rows and units {len(units)}; they must be the same units")
    names = list(Y.columns)
    strange = [name for name in names if name not in framework]
    if strange:
        framework[strange[0]]  # raises, with the nearest name
    table = as_units(units)
    labels = Y.to_numpy(dtype=np.int64)
    labelled = labels.any(axis=1)
    indicators, vectors = _indicators(reader, language)
    if not indicators:
        raise InputError(f"framework {framework.id!r} has no indicators")
    rows: list[dict[str, Any]] = []
    nearest = np.zeros(0, dtype=np.int64)
    if labelled.any():
        nearest = (reader.vectors(table.iloc[np.flatnonzero(labelled)].reset_index(drop=True)) @ vectors.T).argmax(
            axis=1
        )
    for k, indicator in enumerate(indicators):
        rows.append(indicator | _pull(labels[labelled][nearest == k], names, str(indicator["competence"])))
    result = pd.DataFrame(rows, columns=_PULL)
    result["p_adjusted"] = holm(result["p"])
    result["flagged"] = (result["p_adjusted"] < 0.05) & (result["pulled"] > result["own"])
    return result


def _indicators(reader: Mapper, language: str) -> tuple[list[dict[str, Any]], Floats]:
    framework = reader.framework
    chosen = language or ("en" if "en" in framework.languages else framework.default_language)
    found = [
        {
            "indicator": indicator.id or f"{competence.id}.{number}",
            "competence": competence.id,
            "text": in_language(indicator.text, chosen, framework.default_language),
        }
        for competence in framework
        for number, indicator in enumerate(competence.indicators, start=1)
    ]
    code = "en" if chosen == UNDETERMINED else chosen
    vectors = reader.encoder.encode([row["text"] for row in found], [code] * len(found))
    return found, np.asarray(vectors, dtype=np.float64)


def _pull(labels: Labels, names: list[str], competence: str) -> dict[str, object]:
    from scipy.stats import binomtest

    n = len(labels)
    if n < LEAST_UNITS:
        return {"units": n, "pulls": "", "note": f"only {n} units are nearest; at least {LEAST_UNITS} are needed"}
    own = labels[:, names.index(competence)] == 1 if competence in names else np.zeros(n, dtype=bool)
    others = [k for k, name in enumerate(names) if name != competence]
    counts = labels[~own][:, others].sum(axis=0)
    low, high = wilson(own.sum(), n)
    row: dict[str, object] = {"units": n, "own": float(own.mean()), "low": float(low), "high": float(high), "note": ""}
    if not others or not counts.any():
        return row | {"pulls": "", "pulled": 0.0, "p": 1.0}
    strongest = others[int(counts.argmax())]
    alone = int((own & (labels[:, strongest] == 0)).sum())
    pulled = int(counts.max())
    p = binomtest(pulled, pulled + alone, alternative="greater").pvalue
    return row | {"pulls": names[strongest], "pulled": pulled / n, "p": min(1.0, float(p) * len(others))}


def unit_map(
    mapper: Mapper | SkillClassifier, units: pd.DataFrame, *, Y: pd.DataFrame | None = None, language: str = ""
) -> pd.DataFrame:
    """Units and the framework's wording in two dimensions, to look at.

    Parameters
    ----------
    mapper : Mapper or SkillClassifier
    units : DataFrame
        With ``narrative_id, unit, text`` and, where known, ``language``.
    Y : DataFrame of 0 and 1, optional
        Units × competences; only units with a label are then placed.
    language : str, optional
        Of the framework's wording.

    Returns
    -------
    DataFrame
        ``kind`` (``unit``, or ``anchor``: the mean of a competence's wording), ``narrative_id, unit``, ``competence``
        (of several labels the first in the framework's order; empty without Y), ``area, x, y``. ``attrs["variance"]``:
        the share of the units' variance on each axis.

    Raises
    ------
    InputError
        Fewer than three units.

    Notes
    -----
    Principal components of the units' vectors less the mean of their language; anchors less their own mean, since
    wording of a framework sounds unlike a story everywhere in the same way. Two axes hold a small part of what an
    encoder knows: what is near here may be far there, and the picture proves nothing.

    Examples
    --------
    >>> import softskills as sk
    >>> mapper = sk.Mapper(sk.load_framework(), sk.load_encoder("use"))
    >>> points = unit_map(mapper, pd.DataFrame({"text": ["I cooked.", "I sang.", "It rained."], "language": "en"}))
    >>> points["kind"].value_counts().to_dict()
    {'anchor': 19, 'unit': 3}
    """
    reader = mapper_of(mapper)
    framework = reader.framework
    table = as_units(units)
    first = np.full(len(table), -1)
    if Y is not None:
        if len(Y) != len(table):
            raise InputError(f"Y has {len(Y)} rows and units {len(table)}; they must be the same units")
        names = [name for name in framework.ids if name in Y.columns]
        labels = Y[names].to_numpy(dtype=np.int64)
        places = np.array([framework.ids.index(name) for name in names], dtype=np.int64)
        first = np.where(labels.any(axis=1), places[labels.argmax(axis=1)], -1) if names else first
        table, first = table[first >= 0].reset_index(drop=True), first[first >= 0]
    if len(table) < 3:
        raise InputError(f"{len(table)} units to place; a map needs at least three")
    points = without_language(np.asarray(reader.vectors(table), dtype=np.float64), table["language"])
    points -= points.mean(axis=0)
    _, spread, directions = np.linalg.svd(points, full_matrices=False)
    wording = anchors(framework, reader.encoder, language=language)
    means = np.array(
        [wording.vectors[wording.owners == k].mean(axis=0) for k in range(len(framework))], dtype=np.float64
    )
    means -= means.mean(axis=0)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)  # as long as the units
    placed = np.vstack([points, means]) @ directions[:2].T
    owners = np.concatenate([first, np.arange(len(framework))])
    result = pd.DataFrame(
        {
            "kind": ["unit"] * len(table) + ["anchor"] * len(framework),
            "narrative_id": [*table["narrative_id"], *[""] * len(framework)],
            "unit": pd.array([*table["unit"], *[None] * len(framework)], dtype="Int64"),
            "competence": [framework.ids[k] if k >= 0 else "" for k in owners],
            "area": [framework.competences[k].area if k >= 0 else "" for k in owners],
            "x": placed[:, 0],
            "y": placed[:, 1],
        }
    )
    result.attrs["variance"] = [float(share) for share in (spread**2 / (spread**2).sum())[:2]]
    return result[_POINTS]
