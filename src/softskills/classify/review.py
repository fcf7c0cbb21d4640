"""People decide: suggestions as a table to fill, and decisions back as codings that ``fit`` can learn from.

A row whose filling is not clear keeps what was written in it, and counts as undecided until it is mended.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from statistics import NormalDist
from typing import IO, Any

import pandas as pd

from softskills.errors import InputError, OutputError, TableError, did_you_mean
from softskills.experiences import unit_spans
from softskills.experiences.codings import NONE, require_columns
from softskills.experiences.tables import PROBLEM_COLUMNS, require_experiences
from softskills.files import read_table, write_atomically, write_table
from softskills.framework import Framework, load_framework

Row = dict[str, Any]
Problem = tuple[int, str, str, str, str, str]  # as PROBLEM_COLUMNS

DECISIONS = ("accepted", "changed", "rejected")  # where one person gave several to one suggestion, the first counts
_PLACE = ["narrative_id", "unit", "start", "end"]
_FILLED = ["decision", "changed_to", "level", "note", "decided_by", "decided_at"]
REVIEW_COLUMNS = [*_PLACE, "before", "evidence", "after", "competence", "label", "status", *_FILLED]
CODING_COLUMNS = [*_PLACE, "coder", "competence", "level", "confidence", "round"]
AGREEMENT_COLUMNS = "competence status decided accepted rejected changed undecided precision low high note".split()
_LEAST = 10  # decisions
_NUMBERS = {"unit": "Int64", "start": "int64", "end": "int64"}
_NUMBER = re.compile(r"([0-9]{1,15})([.,]0+)?")
_FORMULA = re.compile(r"\s*[=+\-@]|[\t\r]")
_UNWRITABLE, _HALF = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"), re.compile("[\ud800-\udfff]")
_MOST_ROWS, _LONGEST_CELL = 1_048_575, 32_767  # of Excel
_WIDTHS = {"before": 40, "evidence": 60, "after": 40, "label": 28, "note": 40, "definition": 90, "problem": 40}
_FORMATS = {"decided_at": "yyyy-mm-dd", **dict.fromkeys([*_NUMBERS, "level"], "0")}


def review(
    suggestions: pd.DataFrame,
    experiences: pd.DataFrame | None = None,
    *,
    framework: Framework | None = None,
    language: str = "",
    every_unit: bool = False,
) -> pd.DataFrame:
    """Make the table in which a person decides on each suggestion.

    Parameters
    ----------
    suggestions : DataFrame
        As ``map`` gives it. Decisions that it holds already are kept.
    experiences : DataFrame, optional
        The stories that were mapped. They give each sentence and its neighbours (``before, after``); a story without
        suggestions, which is one row ``NONE``, gets one for each sentence, to say where something was missed.
    framework : Framework, optional
        With which they were mapped; the packaged draft where omitted.
    language : str, optional
        Of the labels, BCP 47; the framework's default where empty.
    every_unit : bool
        A row ``NONE`` for each sentence without a suggestion, in all stories. Needs experiences.

    Returns
    -------
    DataFrame
        ``narrative_id, unit, start, end, before, evidence, after, competence, label, status`` as the story runs, and
        to fill: ``decision`` (accepted: the sentence shows it, or, for ``NONE``, nothing; rejected; changed),
        ``changed_to``, ``level`` (1-4), ``note``, ``decided_by`` (a pseudonym will do), ``decided_at`` (ISO 8601).
        The probability is left out, so that it does not lead the decision.

    Examples
    --------
    >>> hit = {"narrative_id": "a", "unit": 2, "start": 11, "end": 27, "evidence": "I kept accounts."}
    >>> hits = pd.DataFrame([hit | {"competence": "A2", "status": "suggested"}])
    >>> table = review(hits, pd.DataFrame({"narrative_id": ["a"], "text": ["It rained. I kept accounts."]}))
    >>> table[["before", "evidence", "label", "decision"]].values.tolist()
    [['It rained.', 'I kept accounts.', 'managing money and resources', '']]
    """
    framework = load_framework() if framework is None else framework
    wording = framework.to_frame(language=language).set_index("competence")[["area", "label"]].to_dict("index")
    rows = _rows(suggestions, "suggestions", [*_PLACE, "evidence", "competence", "status"])
    for number, row in enumerate(rows, start=2):
        nothing = row["competence"] in {"", NONE}
        said = {"area": "", "label": ""} if nothing else wording.get(row["competence"])
        if said is None or row.get("area") not in {None, "", said["area"]}:
            raise InputError(
                f"suggestions: row {number} has competence {row['competence']!r} in area {row.get('area')!r}, which "
                f"framework {framework.id!r} does not have; give the framework with which the stories were mapped"
            )
        places = {column: _number(row[column]) for column in _NUMBERS}
        if places["start"] is None or places["end"] is None:
            raise TableError(f"suggestions: row {number} has start {row['start']!r}, end {row['end']!r}; map again")
        row |= {"label": said["label"], **places}
    order = {story: place for place, story in enumerate(dict.fromkeys(row["narrative_id"] for row in rows))}
    if experiences is not None:
        rows = list(_told(rows, require_experiences(experiences), every_unit))
    elif every_unit:
        raise InputError("every_unit=True needs the stories: review(suggestions, experiences, every_unit=True)")
    rows.sort(key=lambda row: (order[row["narrative_id"]], row["start"], row["end"]))
    columns = [name for name in REVIEW_COLUMNS if experiences is not None or name not in {"before", "after"}]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str") | _NUMBERS)


def _told(rows: list[Row], experiences: pd.DataFrame, every_unit: bool) -> Iterator[Row]:
    """Rows with their sentence and its neighbours, and with rows for sentences without a suggestion."""
    texts = dict(zip(experiences["narrative_id"].astype("str"), experiences["text"], strict=True))
    stories = defaultdict(list)
    for row in rows:
        stories[row["narrative_id"]].append(row)
    for story, own in stories.items():
        text = texts.get(story)
        if not isinstance(text, str):
            raise TableError(f"the experiences have no text for story {story!r}; give those that were mapped")
        spans = unit_spans(text)
        whole = [row for row in own if row["unit"] is None and not row["decision"]]
        blank = dict.fromkeys(["label", *_FILLED], "") | {"competence": NONE, "status": "none"}
        model = whole[0] if whole else own[0] | blank
        taken = {(row["start"], row["end"]) for row in own}
        added = [
            model | {"unit": number, "start": start, "end": end, "evidence": ""}
            for number, (start, end) in enumerate(spans, start=1)
            if whole or (every_unit and (start, end) not in taken)
        ]
        for row in [row for row in own if row not in whole] + added:
            said = text[row["start"] : row["end"]]
            if row["evidence"] and _letters(row["evidence"]) != _letters(said):
                raise TableError(
                    f"the evidence of unit {row['unit']} of story {story!r} does not stand at {row['start']}-{row['end']} "
                    "of its text; give the experiences that were mapped (the pseudonymised ones, if those were)"
                )
            first = bisect_right(spans, row["start"], key=lambda span: span[1])  # none of the spans overlap
            last = bisect_left(spans, row["end"], key=lambda span: span[0])
            before, after = spans[first - 1] if first else (0, 0), spans[last] if last < len(spans) else (0, 0)
            yield row | {"evidence": said, "before": text[slice(*before)], "after": text[slice(*after)]}


def write_review(
    table: pd.DataFrame, path: str | Path, *, framework: Framework, language: str = "", force: bool = False
) -> Path:
    """Write a review to fill: ``.xlsx`` with drop-downs and a sheet with the framework, or ``.csv``.

    Parameters
    ----------
    table : DataFrame
        As :func:`review` or :func:`read_review` gives it. What begins like a formula stays text.
    path : path
        Target file.
    framework : Framework
        Whose ids ``changed_to`` offers; its labels and definitions stand on the second sheet.
    language : str, optional
        Of these, BCP 47; the framework's default where empty.
    force : bool
        Replace a file that stands there.

    Raises
    ------
    OutputError
        If a file stands there, it cannot be written, or a cell or the table is too long for Excel.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame(columns=REVIEW_COLUMNS)
    >>> write_review(table, Path(tempfile.mkdtemp()) / "review.xlsx", framework=load_framework()).name
    'review.xlsx'
    """
    path = Path(path)
    require_columns(table, [*_PLACE, "competence", *_FILLED], "review")
    if path.suffix.lower() == ".csv":
        return write_table(table, path, force=force)
    if path.suffix.lower() != ".xlsx":
        raise OutputError(f"{path}: a review is a .xlsx or a .csv file, not {path.suffix!r}")
    wording = framework.to_frame(language=language)[["competence", "label", "definition"]]
    if len(table) > _MOST_ROWS:
        raise OutputError(f"{path}: {len(table):,} rows do not fit into Excel; write .csv, or fewer stories at a time")
    for text in (value for frame in (table, wording) for column in frame for value in frame[column]):
        if isinstance(text, str) and len(text.encode("utf-16-le", "replace")) > 2 * _LONGEST_CELL:
            raise OutputError(f"{path}: a cell of {len(text):,} characters does not fit into Excel; write .csv")
    return write_atomically(path, lambda stream: _write_book(table, wording, stream), force=force)


def _write_book(table: pd.DataFrame, wording: pd.DataFrame, stream: IO[bytes]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    layout, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    offered = {"decision": f'"{",".join(DECISIONS)}"', "level": '"1,2,3,4"'}
    offered["changed_to"] = f"framework!$A$2:$A${len(wording) + 1}"

    def cell(column: str, value: object) -> Any:
        text = _UNWRITABLE.sub("\ufffd", _text(value))
        number = _number(text) if _FORMATS.get(column) == "0" else None
        made = WriteOnlyCell(sheet, value=number if number is not None else text or None)
        if text and number is None:
            made.data_type = "s"  # never a formula
            made.quotePrefix = bool(_FORMULA.match(text))  # nor when somebody edits the cell
        made.number_format = _FORMATS.get(column, "@")
        made.alignment = layout
        return made

    book = Workbook(write_only=True)
    for title, frame in (("review", table), ("framework", wording)):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(frame.columns, start=1):
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = _WIDTHS.get(column, 13)
            if title == "review" and column in offered:
                rule = DataValidation(type="list", formula1=offered[column], allow_blank=True, showErrorMessage=True)
                rule.error = "Choose from the list, or leave the cell empty."
                rule.add(f"{letter}2:{letter}{len(frame) + 2}")
                sheet.data_validations.append(rule)
        header = [cell("", column) for column in frame.columns]
        for made in header:
            made.font = bold
        sheet.append(header)
        for row in frame.itertuples(index=False, name=None):
            sheet.append([cell(str(column), value) for column, value in zip(frame.columns, row, strict=True)])
    book.save(stream)


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
    >>> row = {"narrative_id": "a", "unit": 1, "start": 0, "end": 9, "competence": "A1", "decision": "acepted"}
    >>> path = write_table(pd.DataFrame([row | {"decided_by": "r1"}]), Path(tempfile.mkdtemp()) / "filled.csv")
    >>> [(item["row"], item["problem"], item["what_to_do"]) for item in read_review(path).attrs["problems"]]
    [(2, "unknown decision 'acepted' (did you mean 'accepted'?)", 'write accepted, changed or rejected')]
    """
    table = read_table(path)
    rows = _rows(table, str(path), [*_PLACE, "competence", "decision", "decided_by"])
    found = list(_problems(rows, (load_framework() if framework is None else framework).ids))
    for item in table.attrs.get("problems", []):
        place, severity = item["position"], item.get("severity", "error")
        remedy = "put quotation marks around a cell that holds a separator"
        found.append((place + 2, rows[place]["narrative_id"], "", severity, item["problem"], remedy))
    if suggestions is not None:
        found += _strangers(rows, _rows(suggestions, "suggestions", [*_PLACE, "competence"]))
    reasons: dict[int, list[str]] = defaultdict(list)
    for number, _, column, severity, problem, remedy in found:
        if severity == "error":
            reasons[number].append(f"{column}: {problem}; {remedy}")
    result = pd.DataFrame(rows)
    result = result.assign(
        **{name: pd.array([_number(row[name]) for row in rows], dtype="Int64") for name in _NUMBERS},
        problem=pd.Series([" | ".join(reasons[number]) for number in range(2, len(rows) + 2)], dtype="str"),
    )
    result.attrs = {
        "problems": [dict(zip(PROBLEM_COLUMNS, item, strict=True)) for item in sorted(found, key=lambda item: item[0])]
    }
    return result


def _problems(rows: list[Row], known: Collection[str] | None) -> Iterator[Problem]:
    """What is wrong in single rows, and between the rows of one person; each makes its row undecided."""
    decided: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for number, row in enumerate(rows, start=2):
        for column, problem, remedy in _row_problems(row, known):
            yield number, row["narrative_id"], column, "error", problem, remedy
        decided[(*_key(row), row["decided_by"])].setdefault(row["decision"], number)
    for number, row in enumerate(rows, start=2):
        other = {"accepted": "rejected", "rejected": "accepted"}.get(row["decision"])
        twice = decided[(*_key(row), row["decided_by"])].get(other) if other else None
        if twice:
            problem = f"{row['decision']} here, {other} in row {twice}, by the same person"
            yield number, row["narrative_id"], "decision", "error", problem, "keep one of them"


def _row_problems(row: Row, known: Collection[str] | None) -> Iterator[tuple[str, str, str]]:
    """Yield (column, problem, what to do); ``known`` are the ids of the framework, where it is at hand."""
    decision, competence, other, level = (row[name] for name in ("decision", "competence", "changed_to", "level"))
    changed, unsaid = decision == "changed", {"", NONE}
    for column in _NUMBERS:
        if _number(row[column]) is None and (row[column] or column != "unit"):
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
        (level and _number(level) not in {1, 2, 3, 4}, "level", f"unknown level {level!r}", "write 1, 2, 3 or 4"),
        (not _is_date(row["decided_at"]), "decided_at", f"no date: {row['decided_at']!r}", "write it as 2026-03-31"),
    ]
    yield from (tuple(found) for wrong, *found in checks if wrong)  # type: ignore[misc]


def _strangers(rows: list[Row], offered: list[Row]) -> Iterator[Problem]:
    """Rows that do not belong to the suggestions, and suggestions that have no row."""
    keys, stories = {_key(row) for row in offered}, {row["narrative_id"] for row in offered}
    there, told = {_key(row) for row in rows}, {row["narrative_id"] for row in rows}
    remedy = "take its narrative_id, start, end and competence from the table that was given out, or decide anew"
    for number, row in enumerate(rows, start=2):
        added = row["unit"] and row["competence"] in {"", NONE} and row["narrative_id"] in stories
        if _key(row) not in keys and not added:
            name = f"{row['competence'] or NONE} at {row['start']}-{row['end']} of {row['narrative_id']!r}"
            yield number, row["narrative_id"], "", "error", f"the suggestions have no {name}", remedy
    missing = (row for row in offered if _key(row) not in there and (row["unit"] or row["narrative_id"] not in told))
    for story, count in Counter(row["narrative_id"] for row in missing).items():
        problem = f"{count} suggestions have no row"
        yield 1, story, "", "warning", problem, "take them from the table that was given out, or leave them open"


def decisions_to_codings(reviewed: pd.DataFrame, *, round: int = 1) -> pd.DataFrame:
    """Turn decisions into codings, from which ``label_matrix`` and ``fit`` can learn.

    Parameters
    ----------
    reviewed : DataFrame
        As :func:`read_review` gives it, or several of them concatenated. Rows with a problem are undecided.
    round : int
        For the column of that name.

    Returns
    -------
    DataFrame
        ``narrative_id, unit, start, end, coder, competence, level, confidence, round``; ``coder`` is ``decided_by``,
        one called ``gold`` adjudicates. Accepted gives the competence, changed gives ``changed_to``.
        ``NONE`` stands for a unit in which a person named nothing and decided on all that was suggested: with
        something left open, nobody has said that there is none. ``attrs["unfinished"]`` lists such units. A whole
        story has no ``unit``; :func:`softskills.align_codings` gives it those of its sentences.

    Notes
    -----
    Who sees a suggestion tends to agree with it, and what was never suggested is rarely named: these codings are
    good for learning, and no substitute for independent ones in a test.

    Examples
    --------
    >>> rows = [("A1", "rejected", ""), ("B1", "changed", "B2"), ("C1", "accepted", "")]
    >>> table = pd.DataFrame(rows, columns=["competence", "decision", "changed_to"])
    >>> table = table.assign(narrative_id="a", unit=1, start=0, end=9, decided_by="r1")
    >>> decisions_to_codings(table)[["unit", "coder", "competence"]].values.tolist()
    [[1, 'r1', 'B2'], [1, 'r1', 'C1']]
    """
    rows, standing = _standing(reviewed)
    offered, judged = defaultdict(set), defaultdict(list)
    for row in rows:
        offered[_key(row)[:3]].add(row["competence"])
    for row in standing:
        judged[_key(row)[:3], row["decided_by"]].append(row)
    codings, unfinished = [], []
    for ((story, start, end), coder), own in judged.items():
        named: dict[str, int] = {}  # competence to level, the highest where there are several
        for row in own:
            name = row["changed_to"] if row["decision"] == "changed" else row["competence"]
            if row["decision"] != "rejected" and name != NONE:
                named[name] = max(named.get(name, 0), _number(row["level"]) or 0)
        unit, left = _number(own[0]["unit"]), offered[story, start, end] - {row["competence"] for row in own}
        if left:
            unfinished.append({"narrative_id": story, "unit": unit, "coder": coder, "open": sorted(left)})
        for name, level in (named or ({} if left else {NONE: 0})).items():
            codings.append((story, unit, start, end, coder, name, level or None, None, round))
    result = pd.DataFrame(codings, columns=CODING_COLUMNS).astype(
        dict.fromkeys(["narrative_id", "coder", "competence"], "str")
        | _NUMBERS
        | {"level": "Int64", "confidence": "Float64", "round": "int64"}
    )
    result.attrs["unfinished"] = unfinished
    return result


def review_agreement(reviewed: pd.DataFrame) -> pd.DataFrame:
    r"""How often people accept what the program suggests.

    Parameters
    ----------
    reviewed : DataFrame
        As for :func:`decisions_to_codings`.

    Returns
    -------
    DataFrame
        For ``all`` competences and for each, by ``status`` and for all of them: ``decided`` (a suggestion on which
        two people decided counts twice), of these ``accepted, rejected, changed``; ``undecided`` suggestions;
        ``precision``, accepted by decided; ``low, high``, its 95 % interval; ``note`` where fewer than ten are
        decided. ``NONE`` has rows of its own, and does not count in ``all``.

    Notes
    -----
    Wilson's interval (1927), :math:`(k + z^2/2 \pm z \sqrt{k (n-k) / n + z^2/4}) / (n + z^2)`, as R's
    ``prop.test(correct=FALSE)``. It takes decisions for independent, so it is too narrow where few people told the
    stories. It holds for what was decided, and people who see a suggestion tend to agree with it.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": range(10), "decision": ["accepted"] * 9 + ["rejected"]})
    >>> rows = rows.assign(narrative_id="a", start=rows["unit"], end=rows["unit"] + 1, decided_by="r1")
    >>> table = review_agreement(rows.assign(competence="A1", status="suggested"))
    >>> table.loc[0, ["decided", "accepted", "precision", "low", "high"]].astype(float).round(3).tolist()
    [10.0, 9.0, 0.9, 0.596, 0.982]
    """
    rows, standing = _standing(reviewed)
    require_columns(reviewed, ["status"], "reviewed")
    best: dict[tuple[object, ...], str] = {}
    for row in standing:
        key = (*_key(row), row["status"], row["decided_by"])
        best[key] = min(row["decision"], best.get(key, row["decision"]), key=DECISIONS.index)
    done = {key[:5] for key in best}
    verdicts = [(key[3], key[4], decision) for key, decision in best.items()]
    open_ = {(*_key(row), row["status"]) for row in rows} - done
    verdicts += [(key[3], key[4], "undecided") for key in open_]
    table = pd.DataFrame(verdicts, columns=["competence", "status", "decision"], dtype="str")
    table = table[table["competence"] != ""]
    result = []
    for competence in ["all", *sorted(set(table["competence"]))]:
        own = table[table["competence"].ne(NONE) if competence == "all" else table["competence"].eq(competence)]
        for status in ["all", *sorted(set(own["status"]))]:
            counts = own.loc[(own["status"] == status) | (status == "all"), "decision"].value_counts()
            accepted, changed, rejected, left = (int(counts.get(name, 0)) for name in (*DECISIONS, "undecided"))
            n = accepted + changed + rejected
            note = f"only {n} decided; at least {_LEAST} are needed" if n < _LEAST else ""
            precision = (accepted / n if n else float("nan"), *_wilson(accepted, n))
            result.append((competence, status, n, accepted, rejected, changed, left, *precision, note))
    return pd.DataFrame(result, columns=AGREEMENT_COLUMNS)


def _wilson(k: int, n: int) -> tuple[float, float]:
    if not n:
        return float("nan"), float("nan")
    z = NormalDist().inv_cdf(0.975)
    middle, half = k + z**2 / 2, z * (k * (n - k) / n + z**2 / 4) ** 0.5
    return max(0.0, (middle - half) / (n + z**2)), min(1.0, (middle + half) / (n + z**2))


def _standing(reviewed: pd.DataFrame) -> tuple[list[Row], list[Row]]:
    """All rows, and those whose decision stands."""
    rows = _rows(reviewed, "reviewed", [*_PLACE, "competence", "decision", "decided_by"])
    wrong = {number for number, *_ in _problems(rows, None)}
    decided = (row for number, row in enumerate(rows, start=2) if row["decision"] and number not in wrong)
    return rows, [row for row in decided if not row.get("problem")]


def _rows(table: pd.DataFrame, name: str, required: list[str]) -> list[Row]:
    """Rows with what is checked as text; the columns to fill are there."""
    require_columns(table, required, name)
    rows: list[Row] = []
    for record in table.to_dict("records"):
        row = {str(column): _text(value) for column, value in record.items()}
        row |= {column: row.get(column, "") for column in _FILLED}
        row |= {column: row[column].strip() for column in (*_NUMBERS, "competence", *_FILLED) if column != "note"}
        if row["decision"].lower() in DECISIONS:
            row["decision"] = row["decision"].lower()
        rows.append(row)
    return rows


def _key(row: Row) -> tuple[str, int | None, int | None, str]:
    return row["narrative_id"], _number(row["start"]), _number(row["end"]), row["competence"]


def _text(value: Any) -> str:
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else _HALF.sub("\ufffd", str(value))


def _number(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_date(text: str) -> bool:
    try:
        return not text or bool(datetime.fromisoformat(text))
    except ValueError:
        return False
