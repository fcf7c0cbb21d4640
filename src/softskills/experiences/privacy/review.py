"""The table in which a person goes through what was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from softskills.errors import TableError, did_you_mean
from softskills.experiences.privacy.found import PERSONS

AUDIT_COLUMNS = ["narrative_id", "placeholder", "kind", "start", "end", "original_start", "original_end", "why", "confidence", "decision"]  # fmt: skip
KINDS = PERSONS | frozenset(
    "PLACE SCHOOL INSTITUTION EMPLOYER STREET POSTCODE DATE BIRTH-DATE PHONE EMAIL URL HANDLE IBAN ACCOUNT CARD NATIONAL-ID PLATE CASE OTHER".split()
)
_DECISIONS = frozenset({"", "accept", "reject", "add"})


class ReviewTable(pd.DataFrame):
    """A DataFrame that shows counts only: it holds what was replaced.

    Examples
    --------
    >>> ReviewTable({"placeholder": ["[CHILD-1]"], "original": ["Ida"], "decision": [""]})
    <ReviewTable: 1 replacements, 0 decided; contents not shown>
    """

    @property
    def _constructor(self) -> type[ReviewTable]:
        return ReviewTable

    def __repr__(self) -> str:
        decided = int((self["decision"].fillna("") != "").sum()) if "decision" in self.columns else 0
        return f"<ReviewTable: {len(self)} replacements, {decided} decided; contents not shown>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>"


def decisions_of(
    review: pd.DataFrame | None,
) -> tuple[Mapping[str, frozenset[tuple[int, int]]], Mapping[str, list[tuple[int, int, str]]]]:
    """Rejected and added stretches of the original texts, by story.

    Parameters
    ----------
    review : DataFrame, optional
        With ``narrative_id, original_start, original_end, decision``; ``kind`` for what is added.

    Raises
    ------
    TableError
        If a column is missing, or a decision or a kind is unknown.

    Examples
    --------
    >>> table = pd.DataFrame({"narrative_id": ["a"], "original_start": [3], "original_end": [6], "decision": ["reject"]})
    >>> decisions_of(table)
    ({'a': frozenset({(3, 6)})}, {})
    """
    if review is None:
        return {}, {}
    for column in ("narrative_id", "original_start", "original_end", "decision"):
        if column not in review.columns:
            raise TableError(
                f"review: no column {column!r}{did_you_mean(column, map(str, review.columns))}; give the table of review() or audit"
            )
    rejected: dict[str, set[tuple[int, int]]] = {}
    added: dict[str, list[tuple[int, int, str]]] = {}
    for position, row in enumerate(review.to_dict("records")):
        decision = _text(row["decision"]).strip().lower()
        if decision not in _DECISIONS:
            raise TableError(
                f"review, row {position + 2}: unknown decision {decision!r}{did_you_mean(decision, _DECISIONS - {''})}; use accept, reject, add or leave it empty"
            )
        if decision in {"", "accept"}:
            continue
        try:
            start, end = int(row["original_start"]), int(row["original_end"])
        except (TypeError, ValueError):
            raise TableError(
                f"review, row {position + 2}: original_start and original_end must be whole numbers"
            ) from None
        if not 0 <= start < end:
            raise TableError(f"review, row {position + 2}: {start} to {end} is no stretch of a text")
        if decision == "reject":
            rejected.setdefault(str(row["narrative_id"]), set()).add((start, end))
            continue
        kind = _text(row.get("kind")).strip().upper()
        if kind not in KINDS:
            raise TableError(
                f"review, row {position + 2}: unknown kind {kind!r}{did_you_mean(kind, KINDS)}; use one of {', '.join(sorted(KINDS))}"
            )
        added.setdefault(str(row["narrative_id"]), []).append((start, end, kind))
    return {name: frozenset(spans) for name, spans in rejected.items()}, added


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
