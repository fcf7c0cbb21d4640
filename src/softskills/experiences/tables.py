"""What people told, as tables: the columns, reading, and a table of problems instead of a stop."""

import re
from collections.abc import Iterator, Mapping
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from softskills.errors import TableError, did_you_mean
from softskills.files import read_table

KNOWN_COLUMNS = {
    "narrative_id": "unique name of the story",
    "text": "the story",
    "participant": "who told it: a pseudonym, never a name",
    "country": "ISO 3166-1 alpha-2, such as NO",
    "language": "BCP 47, such as nb; detected where empty",
    "original_language": "BCP 47, where the text is a translation",
    "translation": "none, human or machine",
    "mode": "written, interview, interpreter or notes",
    "prompt": "what was asked",
    "theme": "ICATUS 2016 code, or a theme of the framework",
    "experience_source": "unpaid_care, volunteering, paid_work, unrecognised_education or other",
    "organisation": "where it was collected",
    "consent_scope": "analysis, or quotes (which includes analysis); analysis where empty",
    "synthetic": "whether a program wrote the story",
    "pseudonymised": "empty, or the version of the tool that did it",
}
_ALLOWED = {
    "translation": {"none", "human", "machine"},
    "mode": {"written", "interview", "interpreter", "notes"},
    "experience_source": {"unpaid_care", "volunteering", "paid_work", "unrecognised_education", "other"},
    "consent_scope": {"analysis", "quotes"},
}
_COUNTRY = re.compile(r"^[A-Z]{2}$")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_LONGEST = 1_000_000
PROBLEM_COLUMNS = ["row", "narrative_id", "column", "severity", "problem", "what_to_do"]


def read_experiences(path: str | Path) -> pd.DataFrame:
    """Read a table of experiences.

    Parameters
    ----------
    path : path
        ``.csv``, ``.tsv``, ``.xlsx``, ``.parquet`` or ``.jsonl``, with at least the columns
        ``narrative_id`` and ``text``. Separator and encoding (UTF-8, Windows-1252, Windows-1250)
        are found out.

    Returns
    -------
    DataFrame
        One row per story, all columns kept, empty cells NaN. Single bad rows are kept too;
        :func:`check_experiences` lists them.

    Raises
    ------
    TableError
        Only where the table is unusable: unreadable, empty, a required column missing, or
        narrative ids not unique.

    Examples
    --------
    >>> import softskills as sk
    >>> from softskills.resources import resource
    >>> exp = sk.read_experiences(resource("data/partner_samples") / "partner_samples.csv")
    >>> {"narrative_id", "text", "country", "language"} <= set(exp.columns)
    True
    """
    table = read_table(path)
    table.columns = [str(column).strip() for column in table.columns]
    require_experiences(table, str(path))
    # By id, so that they stay with their story when the table is filtered or sorted.
    for problem in table.attrs.get("problems", []):
        problem["narrative_id"] = table["narrative_id"].iloc[problem.pop("position")]
    return table


def require_experiences(table: pd.DataFrame, name: str = "the table") -> pd.DataFrame:
    """Return the table if it has what every later step needs; raise :class:`TableError` if not."""
    for column in ("narrative_id", "text"):
        if column not in table.columns:
            lower = {str(other).lower(): str(other) for other in table.columns}
            near = lower.get(column) or ""
            hint = f" (rename {near!r})" if near else did_you_mean(column, map(str, table.columns))
            raise TableError(
                f"{name}: no column {column!r}{hint}; it has {', '.join(map(repr, table.columns))}. "
                "A table of experiences needs narrative_id and text"
            )
    if table.empty:
        raise TableError(f"{name}: the table has no rows")
    ids = table["narrative_id"]
    twice = ids[ids.notna() & ids.duplicated(keep=False)]
    if len(twice):
        first = twice.iloc[0]
        rows = ", ".join(str(position + 2) for position in range(len(ids)) if ids.iloc[position] == first)
        raise TableError(
            f"{name}: narrative_id {first!r} stands in rows {rows}"
            + (f", and {twice.nunique() - 1} more ids stand twice" if twice.nunique() > 1 else "")
            + "; every story needs an id of its own"
        )
    return table


def check_experiences(experiences: pd.DataFrame) -> pd.DataFrame:
    """List what is wrong with single rows of a table of experiences.

    Parameters
    ----------
    experiences : DataFrame
        As :func:`read_experiences` gives it, or made by hand.

    Returns
    -------
    DataFrame
        Columns ``row`` (as a spreadsheet counts: the header is row 1), ``narrative_id``,
        ``column``, ``severity`` (``error``: the story is left out of the mapping and named in its
        problems; ``warning``: it is mapped), ``problem``, ``what_to_do``. Empty when all is well.

    Raises
    ------
    TableError
        If the table as a whole is unusable, see :func:`read_experiences`.

    Examples
    --------
    >>> import pandas as pd
    >>> exp = pd.DataFrame({"narrative_id": ["a", "b"], "text": ["I cooked.", " "], "country": ["NO", "Norway"]})
    >>> check_experiences(exp)[["row", "column", "problem"]].values.tolist()
    [[3, 'text', 'the text is empty'], [3, 'country', "'Norway' is no ISO 3166-1 alpha-2 code"]]
    """
    require_experiences(experiences)
    problems = list(_table_problems(experiences))
    for position, row in enumerate(experiences.to_dict("records")):
        for column, severity, problem, remedy in _row_problems(row):
            problems.append(
                {
                    "row": position + 2,
                    "narrative_id": row["narrative_id"],
                    "column": column,
                    "severity": severity,
                    "problem": problem,
                    "what_to_do": remedy,
                }
            )
    return pd.DataFrame(problems, columns=PROBLEM_COLUMNS).sort_values("row", kind="stable", ignore_index=True)


def _table_problems(experiences: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """What the reader noticed: rows that do not fit the header, a damaged encoding."""
    places = {narrative: position for position, narrative in enumerate(experiences["narrative_id"])}
    for problem in experiences.attrs.get("problems", []):
        if problem.get("narrative_id") in places:
            yield {
                "row": places[problem["narrative_id"]] + 2,
                "narrative_id": problem["narrative_id"],
                "column": "",
                "severity": problem.get("severity", "error"),
                "problem": f"line {problem['row']}: {problem['problem']}",
                "what_to_do": "put quotation marks around the text",
            }


def _row_problems(row: Mapping[Any, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (column, severity, problem, what to do)."""
    if _is_missing(row["narrative_id"]) or not str(row["narrative_id"]).strip():
        yield "narrative_id", "error", "no id", "give the story an id"
    text = row["text"]
    if _is_missing(text):
        yield "text", "error", "the text is empty", "fill it in or take the row out"
    elif not isinstance(text, str):
        yield "text", "error", f"the text is a {type(text).__name__}", "write it as text"
    else:
        yield from _text_problems(text)
    language = row.get("language")
    if not _is_missing(language):
        if str(language) in {"no", "NO"}:
            yield "language", "warning", f"{language!r} is read as nb", "write nb (Bokmål) or nn (Nynorsk)"
        elif not isinstance(language, str) or not _LANGUAGE.match(language.strip().replace("_", "-")):
            yield (
                "language",
                "error",
                f"unknown language {language!r}",
                "use a BCP 47 code, such as nb or es, or leave it empty",
            )
    country = row.get("country")
    if not _is_missing(country) and not _COUNTRY.match(str(country)):
        yield "country", "warning", f"{country!r} is no ISO 3166-1 alpha-2 code", "write two capitals, such as NO"
    for column, allowed in _ALLOWED.items():
        value = row.get(column)
        if not _is_missing(value) and str(value) not in allowed:
            hint = did_you_mean(str(value), allowed)
            yield column, "warning", f"unknown value {value!r}{hint}", f"use one of {', '.join(sorted(allowed))}"


def _text_problems(text: str) -> Iterator[tuple[str, str, str, str]]:
    if not text.strip() or not any(character.isalnum() for character in text):
        yield "text", "error", "the text is empty", "fill it in or take the row out"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield "text", "error", "the text holds half a character (a lone surrogate)", "export it again as UTF-8"
    if "\ufffd" in text:
        yield "text", "warning", "the text holds replaced characters (U+FFFD)", "export it again as UTF-8"
    if "\x00" in text:
        yield "text", "warning", "the text holds NUL characters", "export it again as UTF-8"
    if len(text) > _LONGEST:
        yield "text", "warning", f"the text has {len(text):,} characters", "is it more than one story? It takes long"


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and isnan(value))
