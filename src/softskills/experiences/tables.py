"""What people told, as tables: the columns, reading, and a table of problems instead of a stop."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from numbers import Number
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from softskills.errors import TableError, did_you_mean
from softskills.files import read_in_parts, read_table

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
_LONG, _LONGEST = 1_000_000, 5_000_000  # characters
_MOST_LISTED = 20
_HALF = re.compile("[\ud800-\udfff]")
# Invisible: they part words for the encoder, and hide text from a person who checks it. Joiners inside emoji and in
# Arabic script are not among them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_LATIN, _ALIKE = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u052f"  # Greek and Cyrillic letters look Latin
_TWO_SCRIPTS = re.compile(rf"[{_LATIN}][{_ALIKE}]|[{_ALIKE}][{_LATIN}]")
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
    return _checked(read_table(path), str(path))


def read_experiences_in_parts(
    path: str | Path, *, rows: int = 500, characters: int = 1_000_000
) -> Iterator[pd.DataFrame]:
    """Read a table of experiences part by part, in bounded memory.

    Parameters
    ----------
    path : path
        As for :func:`read_experiences`.
    rows, characters : int
        A part ends when it has so many.

    Yields
    ------
    DataFrame
        The rows in their order, each part with a fresh index.

    Raises
    ------
    TableError
        As :func:`read_experiences`. That an id stands twice in different parts is known, and said, after the last.
    """
    seen = array("Q")  # eight bytes a story: its id in short
    written: dict[str, str] = {}  # JSON Lines may write "text" in one part and " text" in another
    for number, part in enumerate(read_in_parts(path, rows=rows, characters=characters)):
        for column in map(str, part.columns):
            if written.setdefault(column.strip(), column) != column:
                raise TableError(f"{path}: column {column.strip()!r} stands twice; rename one")
        part.columns = [str(column).strip() for column in part.columns]
        if number:  # JSON Lines whose later objects lack a name; of each, that is a problem of its own
            part = part.assign(**{column: None for column in ("narrative_id", "text") if column not in part})
        seen.extend(map(_in_short, _known_ids(part)))
        yield _checked(part, str(path))
    numbers, counts = np.unique(np.frombuffer(seen, dtype=np.uint64), return_counts=True)
    twice = set(numbers[counts > 1].tolist())
    if twice:
        places: dict[str, list[int]] = {}
        for row, narrative in _ids_of_file(path):
            if _in_short(narrative) in twice:
                places.setdefault(narrative, []).append(row)
        places = {narrative: at for narrative, at in places.items() if len(at) > 1}
        if places:
            raise TableError(f"{path}: {_told_twice(places)}")


def is_synthetic(experiences: pd.DataFrame) -> pd.Series:
    """Whether each story says of itself that a program wrote it.

    Examples
    --------
    >>> is_synthetic(pd.DataFrame({"synthetic": [True, "yes", "no", None]})).tolist()
    [True, True, False, False]
    """
    if "synthetic" not in experiences:
        return pd.Series(False, index=experiences.index)
    return experiences["synthetic"].astype("str").str.strip().str.lower().isin(["true", "1", "yes"])


def who_told(experiences: pd.DataFrame) -> pd.Series:
    """Person of each row: its participant, or the story itself where nobody is named.

    Examples
    --------
    >>> who_told(pd.DataFrame({"narrative_id": ["a", "b"], "participant": ["p1", None]})).tolist()
    ['p1', 'narrative b']
    """
    alone = "narrative " + experiences["narrative_id"].astype("str")
    if "participant" not in experiences:
        return alone
    return experiences["participant"].astype("object").fillna(alone).astype("str")


def _in_short(narrative: str) -> int:
    return int.from_bytes(blake2b(narrative.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _known_ids(table: pd.DataFrame) -> list[str]:
    if "narrative_id" not in table or not table.columns.is_unique:
        return []  # said by require_experiences
    return [str(value) for value in table["narrative_id"] if not _is_missing(value)]


def _ids_of_file(path: str | Path) -> Iterator[tuple[int, str]]:
    begin = 2
    for part in read_in_parts(path):
        part.columns = [str(column).strip() for column in part.columns]
        for row, value in enumerate(part.get("narrative_id", pd.Series(dtype="str")), start=begin):
            if not _is_missing(value):
                yield row, str(value)
        begin += len(part)


def _checked(table: pd.DataFrame, name: str) -> pd.DataFrame:
    table.columns = [str(column).strip() for column in table.columns]
    require_experiences(table, name)
    # By id, so that they stay with their story when the table is filtered or sorted.
    for problem in table.attrs.get("problems", []):
        if "position" in problem:
            problem["narrative_id"] = table["narrative_id"].iloc[problem.pop("position")]
    return table


def require_experiences(table: pd.DataFrame, name: str = "the table") -> pd.DataFrame:
    """Return the table if it has what every later step needs; raise :class:`TableError` if not."""
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"{name} is a {type(table).__name__}; give a DataFrame with narrative_id and text")
    for column in ("narrative_id", "text"):
        if column not in table.columns:
            lower = {str(other).lower(): str(other) for other in table.columns}
            near = lower.get(column) or ""
            hint = f" (rename {near!r})" if near else did_you_mean(column, map(str, table.columns))
            raise TableError(
                f"{name}: no column {column!r}{hint}; it has {_listed(table.columns)}. "
                "A table of experiences needs narrative_id and text"
            )
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        raise TableError(f"{name}: column {twice!r} stands twice; rename one")
    if table.empty:
        raise TableError(f"{name}: the table has no rows")
    # As text, since that is how every later table names a story: 7 and "7" are the same one.
    ids = [None if _is_missing(value) else str(value) for value in table["narrative_id"]]
    rows: dict[str, list[int]] = {}
    for row, narrative in enumerate(ids, start=2):
        if narrative is not None:
            rows.setdefault(narrative, []).append(row)
    if len(rows) < sum(narrative is not None for narrative in ids):
        raise TableError(f"{name}: {_told_twice({narrative: at for narrative, at in rows.items() if len(at) > 1})}")
    return table


def _told_twice(rows: Mapping[str, list[int]]) -> str:
    """Say which ids stand twice, and where, for an error."""
    narrative, at = next(iter(rows.items()))
    more = f", and {len(rows) - 1} more ids stand twice" if len(rows) > 1 else ""
    return f"narrative_id {narrative!r} stands in rows {_listed(at)}{more}; every story needs an id of its own"


def _listed(values: Iterable[object]) -> str:
    """The first few, so that a table of a thousand columns still makes a readable message."""
    words = [repr(value) for value in values]
    return ", ".join(words[:_MOST_LISTED]) + (
        f" and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else ""
    )


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
    ids = enumerate(experiences["narrative_id"], start=2)
    places = {str(narrative): row for row, narrative in ids if not _is_missing(narrative)}
    for problem in experiences.attrs.get("problems", []):
        narrative = problem.get("narrative_id")
        if "narrative_id" in problem and str(narrative) not in places:
            continue  # a row that was taken out since, or one without an id, which is named for that
        yield {
            "row": places[str(narrative)] if "narrative_id" in problem else 1,
            "narrative_id": narrative if "narrative_id" in problem else "",
            "column": "",
            "severity": problem.get("severity", "error"),
            "problem": f"line {problem['row']}: {problem['problem']}",
            "what_to_do": problem.get("what_to_do", "put quotation marks around the text"),
        }


def _row_problems(row: Mapping[Any, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (column, severity, problem, what to do)."""
    narrative = row["narrative_id"]
    if _is_missing(narrative) or not str(narrative).strip():
        yield "narrative_id", "error", "no id", "give the story an id"
    elif not isinstance(narrative, (str, Number)):
        yield "narrative_id", "error", f"the id is a {type(narrative).__name__}", "write it as text"
    elif _HALF.search(str(narrative)):
        yield "narrative_id", "error", "the id holds half a character (a lone surrogate)", "export it again as UTF-8"
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
    if _HALF.search(text):
        yield "text", "error", "the text holds half a character (a lone surrogate)", "export it again as UTF-8"
    if "\ufffd" in text:
        yield "text", "warning", "the text holds replaced characters (U+FFFD)", "export it again as UTF-8"
    if "\x00" in text:
        yield "text", "warning", "the text holds NUL characters", "export it again as UTF-8"
    hidden = sorted(set(_INVISIBLE.findall(text)))
    if hidden:
        names = ", ".join(f"U+{ord(character):04X}" for character in hidden[:3])
        yield "text", "warning", f"the text holds invisible characters ({names})", "take them out: they break up words"
    mixed = _TWO_SCRIPTS.search(text)
    if mixed:
        codes = " and ".join(f"U+{ord(character):04X}" for character in mixed[0])
        yield "text", "warning", f"letters of two scripts in one word ({codes})", "type the word again in one script"
    if len(text) > _LONGEST:
        yield "text", "error", f"the text has {len(text):,} characters", "give each story a row of its own"
    elif len(text) > _LONG:
        yield "text", "warning", f"the text has {len(text):,} characters", "is it more than one story? It takes long"


def _is_missing(value: object) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))  # type: ignore[call-overload]
