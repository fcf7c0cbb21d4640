"""Units to what the head sees: each unit's vector with some of its neighbours' mixed in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.encoding import Vectors
from softskills.errors import InputError
from softskills.experiences import resolve_languages
from softskills.experiences.language import base_language

UNIT_COLUMNS = ["narrative_id", "unit", "text", "language"]


def as_units(X: Any, language: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Make a units table of whatever a researcher gives: texts or a table.

    Parameters
    ----------
    X : sequence of str, Series or DataFrame
        Texts, or a table with ``text`` and, where known, ``language, narrative_id, unit``.
    language : str or sequence of str, optional
        For all texts, or one for each; the table's own where omitted, else detected.

    Returns
    -------
    DataFrame
        Columns ``narrative_id, unit, text, language``, in the order of ``X``; a text without
        narrative stands alone.
    """
    if isinstance(X, str):
        raise InputError("X is a single string; give a list of texts, or use map() or explain() for a story")
    if isinstance(X, pd.DataFrame):
        if "text" not in X.columns:
            raise InputError(f"X has no column 'text'; it has {', '.join(map(repr, X.columns))}")
        units = X.reset_index(drop=True)
    else:
        texts = np.asarray(X, dtype=object)
        if texts.ndim == 2 and texts.shape[1] == 1:
            texts = texts[:, 0]
        if texts.ndim != 1:
            raise InputError(f"X has shape {texts.shape}; give a list of texts or a units table")
        units = pd.DataFrame({"text": pd.Series(texts, dtype="object")})
    wrong = [i for i, text in enumerate(units["text"]) if not isinstance(text, str)]
    if wrong:
        value = units["text"].iloc[wrong[0]]
        raise InputError(f"row {wrong[0]} of X is {value!r}, a {type(value).__name__}, not a text")
    if "narrative_id" not in units:
        units = units.assign(narrative_id=[f"row {i}" for i in range(len(units))])
    if "unit" not in units:
        units = units.assign(unit=units.groupby("narrative_id", sort=False).cumcount() + 1)
    units = units.assign(unit=pd.to_numeric(units["unit"], errors="coerce"))
    if units["unit"].isna().any():
        raise InputError("the column 'unit' holds something that is no number; number the units of a story 1, 2, 3 …")
    if language is not None:
        units = units.assign(language=language if isinstance(language, str) else list(language))
    elif "language" not in units:
        units = units.assign(language="")
    return _with_languages(units[UNIT_COLUMNS])


def _with_languages(units: pd.DataFrame) -> pd.DataFrame:
    """Base language codes; unknown ones detected once for a whole narrative, never for a unit."""
    declared = units["language"].map(base_language)
    unknown = declared == ""
    if unknown.any():
        stories = units[unknown].groupby("narrative_id", sort=False)["text"].agg("\n".join)
        found = resolve_languages(pd.DataFrame({"text": stories}))["language"]
        declared = declared.where(~unknown, units["narrative_id"].map(found))
    return units.assign(language=declared)


def told_order(units: pd.DataFrame) -> NDArray[np.int64]:
    """Row numbers of units as they were told: story by story, unit after unit."""
    return units.reset_index(drop=True).sort_values(["narrative_id", "unit"], kind="stable").index.to_numpy()


def mix_context(vectors: Vectors, units: pd.DataFrame, weight: float) -> Vectors:
    """Add to each unit's vector the mean of its neighbours' in the story, and bring it back to unit length.

    Parameters
    ----------
    vectors : ndarray, shape (n, d)
        Unit length.
    units : DataFrame
        With ``narrative_id`` and ``unit``, n rows in any order.
    weight : float
        Share of the neighbours; 0 leaves the vectors as they are.

    Returns
    -------
    ndarray, shape (n, d)

    Examples
    --------
    >>> units = pd.DataFrame({"narrative_id": ["a", "a", "b"], "unit": [1, 2, 1]})
    >>> mix_context(np.eye(3, dtype=np.float32), units, 1.0).round(2).astype(str).tolist()
    [['0.71', '0.71', '0.0'], ['0.71', '0.71', '0.0'], ['0.0', '0.0', '1.0']]
    """
    if weight == 0 or len(units) < 2:
        return vectors
    order = told_order(units)
    sorted_vectors = vectors[order]
    narrative = units["narrative_id"].to_numpy()[order]
    follows = (narrative[1:] == narrative[:-1])[:, None]
    total = np.zeros_like(vectors)
    count = np.zeros((len(units), 1), dtype=np.float32)
    total[1:] += sorted_vectors[:-1] * follows
    count[1:] += follows
    total[:-1] += sorted_vectors[1:] * follows
    count[:-1] += follows
    mixed = sorted_vectors + weight * total / np.maximum(count, 1)
    mixed /= np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)
    result: Vectors = np.empty_like(vectors)
    result[order] = mixed
    return result
