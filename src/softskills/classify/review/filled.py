"""A filled review, read back; every decision checked, nothing thrown away."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from softskills.classify.review.rows import DECISIONS, NUMBERS, PLACE, Problem, Row, is_date, key_of, review_rows, whole
from softskills.errors import did_you_mean
from softskills.experiences.codings import NONE
from softskills.experiences.tables import PROBLEM_COLUMNS
from softskills.files import read_table
from softskills.framework import Framework, load_framework


def read_review(
    path: str | Path, *, suggestions: pd.DataFrame | None = None, framework: Framework | None = None
) -> pd.DataFrame:
    """Read a filled review back and check every decision.

    Parameters
    ----------
    path : path
        What :func:`write_review` wrote and people filled. A row may be copied, to name a second competence.
    suggestions : DataFrame, optional
        What was reviewed: rows that do not belong to it, and suggestions that have no row, are named.
    framework : Framework, optional
        With which the stories were mapped; the packaged draft where omitted.

    Returns
    -------
    DataFrame
        Every row of the file, in its order. ``attrs["problems"]`` lists ``row`` (1: the file as a whole),
        ``narrative_id, column, severity, problem, what_to_do``; the column ``problem`` repeats the errors. A row with
        one keeps its content and counts as undecided: mend it in the file, or here and empty its ``problem``.

    Raises
    ------
    TableError
        If the file cannot be read or a column is missing.

    Examples
    --------
    >>> import tempfile
    >>> from softskills.files import write_table
    >>> row = {"narrative_id": "a", "unit": 1, "start": 0, "end": 9, "competence": "A1", "decision": "acepted"}
    >>> path = write_table(pd.DataFrame([row | {"decided_by": "r1"}]), Path(tempfile.mkdtemp()) / "filled.csv")
    >>> [(item["row"], item["problem"], item["what_to_do"]) for item in read_review(path).attrs["problems"]]
    [(2, "unknown decision 'acepted' (did you mean 'accepted'?)", 'write accepted, changed or rejected')]
    """
    table = read_table(path)
    rows = review_rows(table, str(path), [*PLACE, "competence", "decision", "decided_by"])
    found = list(find_problems(rows, (load_framework() if framework is None else framework).ids))
    for item in table.attrs.get("problems", []):
        place, severity = item.get("position"), item.get("severity", "error")
        remedy = item.get("what_to_do", "put quotation marks around a cell that holds a separator")
        line, story = (1, "") if place is None else (place + 2, rows[place]["narrative_id"])  # 1: the file as a whole
        found.append((line, story, "", severity, item["problem"], remedy))
    if suggestions is not None:
        found += _strangers(rows, review_rows(suggestions, "suggestions", [*PLACE, "competence"]))
    reasons: dict[int, list[str]] = defaultdict(list)
    for number, _, column, severity, problem, remedy in found:
        if severity == "error":
            reasons[number].append(f"{column}: {problem}; {remedy}")
    result = pd.DataFrame(rows)
    result = result.assign(
        **{name: pd.array([whole(row[name]) for row in rows], dtype="Int64") for name in NUMBERS},
        problem=pd.Series([" | ".join(reasons[number]) for number in range(2, len(rows) + 2)], dtype="str"),
    )
    result.attrs = {
        "problems": [dict(zip(PROBLEM_COLUMNS, item, strict=True)) for item in sorted(found, key=lambda item: item[0])]
    }
    return result


def find_problems(rows: list[Row], known: Collection[str] | None) -> Iterator[Problem]:
    """What is wrong in single rows, and between the rows of one person; each makes its row undecided."""
    decided: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for number, row in enumerate(rows, start=2):
        for column, problem, remedy in _row_problems(row, known):
            yield number, row["narrative_id"], column, "error", problem, remedy
        decided[(*key_of(row), row["decided_by"])].setdefault(row["decision"], number)
    for number, row in enumerate(rows, start=2):
        other = {"accepted": "rejected", "rejected": "accepted"}.get(row["decision"])
        twice = decided[(*key_of(row), row["decided_by"])].get(other) if other else None
        if twice:
            problem = f"{row['decision']} here, {other} in row {twice}, by the same person"
            yield number, row["narrative_id"], "decision", "error", problem, "keep one of them"


def _row_problems(row: Row, known: Collection[str] | None) -> Iterator[tuple[str, str, str]]:
    """Yield (column, problem, what to do); ``known`` are the ids of the framework, where it is at hand."""
    decision, competence, other, level = (row[name] for name in ("decision", "competence", "changed_to", "level"))
    changed, unsaid = decision == "changed", {"", NONE}
    for column in NUMBERS:
        if whole(row[column]) is None and (row[column] or column != "unit"):
            yield column, f"{row[column]!r} is no number", "take it from the table that was given out"
    if decision not in {"", *DECISIONS}:
        problem = f"unknown decision {decision!r}{did_you_mean(decision, DECISIONS)}"
        yield "decision", problem, "write accepted, changed or rejected"
    if known is not None:
        for column, name in (("competence", competence), ("changed_to", other)):
            if name not in {*known, *(unsaid if column == "competence" else {""})}:
                remedy = "write one id of the framework; copy the row for a second; where there is none, write rejected"
                yield column, f"unknown competence {name!r}{did_you_mean(name, known)}", remedy
    place = "fill the table of review(suggestions, experiences), which has a row for each sentence"
    checks = [
        (not decision and (other or level), "decision", "changed_to or level is filled, decision is not", "decide"),
        (decision and not row["decided_by"], "decided_by", "nobody is named who decided", "write who (a pseudonym)"),
        (changed and not other, "changed_to", "changed, but not to what", "choose a competence, or write rejected"),
        (changed and other and other == competence, "changed_to", f"{other!r} was suggested", "write accepted"),
        (changed and not row["unit"], "unit", "a competence for a whole story, not for a sentence of it", place),
        (
            decision and not changed and other not in {"", competence},
            "changed_to",
            f"decision is {decision!r}, but changed_to is {other!r}",
            "write changed, or empty changed_to",
        ),
        (
            (competence, decision) in {(NONE, "rejected"), ("", "accepted")},
            "decision",
            "NONE is rejected, but not said what is there" if competence else "nothing was suggested to accept",
            "write changed and what is there" + ("" if competence else ", or rejected where there is nothing"),
        ),
        (level and whole(level) not in {1, 2, 3, 4}, "level", f"unknown level {level!r}", "write 1, 2, 3 or 4"),
        (not is_date(row["decided_at"]), "decided_at", f"no date: {row['decided_at']!r}", "write it as 2026-03-31"),
    ]
    yield from (tuple(found) for wrong, *found in checks if wrong)  # type: ignore[misc]


def _strangers(rows: list[Row], offered: list[Row]) -> Iterator[Problem]:
    """Rows that do not belong to the suggestions, and suggestions that have no row."""
    keys, stories = {key_of(row) for row in offered}, {row["narrative_id"] for row in offered}
    there, told = {key_of(row) for row in rows}, {row["narrative_id"] for row in rows}
    remedy = "take its narrative_id, start, end and competence from the table that was given out, or decide anew"
    for number, row in enumerate(rows, start=2):
        added = row["unit"] and row["competence"] in {"", NONE} and row["narrative_id"] in stories
        if key_of(row) not in keys and not added:
            name = f"{row['competence'] or NONE} at {row['start']}-{row['end']} of {row['narrative_id']!r}"
            yield number, row["narrative_id"], "", "error", f"the suggestions have no {name}", remedy
    missing = (row for row in offered if key_of(row) not in there and (row["unit"] or row["narrative_id"] not in told))
    for story, count in Counter(row["narrative_id"] for row in missing).items():
        problem = f"{count} suggestions have no row"
        yield 1, story, "", "warning", problem, "take them from the table that was given out, or leave them open"
