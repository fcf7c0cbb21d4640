"""Rows of a review as plain text, and what makes two of them the same."""

import re
from datetime import datetime
from typing import Any

import pandas as pd

from softskills.experiences.codings import require_columns

Row = dict[str, Any]
Problem = tuple[int, str, str, str, str, str]
"""As ``PROBLEM_COLUMNS``."""

DECISIONS = ("accepted", "changed", "rejected")
"""Where one person gave several to one suggestion, the first counts."""
PLACE = ["narrative_id", "unit", "start", "end"]
FILLED = ["decision", "changed_to", "level", "note", "decided_by", "decided_at"]
REVIEW_COLUMNS = [*PLACE, "before", "evidence", "after", "competence", "label", "status", *FILLED]
CODING_COLUMNS = [*PLACE, "coder", "competence", "level", "confidence", "round"]
AGREEMENT_COLUMNS = "competence status decided accepted rejected changed undecided precision low high note".split()
NUMBERS = {"unit": "Int64", "start": "int64", "end": "int64"}
_NUMBER = re.compile(r"([0-9]{1,15})([.,]0+)?")
_HALF = re.compile("[\ud800-\udfff]")


def review_rows(table: pd.DataFrame, name: str, required: list[str]) -> list[Row]:
    """Rows with what is checked as text; the columns to fill are there."""
    require_columns(table, required, name)
    rows: list[Row] = []
    for record in table.to_dict("records"):
        row = {str(column): as_text(value) for column, value in record.items()}
        row |= {column: row.get(column, "") for column in FILLED}
        row |= {column: row[column].strip() for column in (*NUMBERS, "competence", *FILLED) if column != "note"}
        if row["decision"].lower() in DECISIONS:
            row["decision"] = row["decision"].lower()
        rows.append(row)
    return rows


def key_of(row: Row) -> tuple[str, int | None, int | None, str]:
    """What a row decides on: story, place and competence."""
    return row["narrative_id"], whole(row["start"]), whole(row["end"]), row["competence"]


def as_text(value: Any) -> str:
    """A cell as text; half characters replaced, gaps empty."""
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else _HALF.sub("\ufffd", str(value))


def whole(text: str) -> int | None:
    """A whole number, also as a spreadsheet writes it (``3.0``); None where it is none."""
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def letters(text: str) -> str:
    """Letters and digits only, to compare what somebody may have reformatted."""
    return "".join(filter(str.isalnum, text))


def is_date(text: str) -> bool:
    """Whether a text is empty or an ISO 8601 date."""
    try:
        return not text or bool(datetime.fromisoformat(text))
    except ValueError:
        return False
