"""A validation at a glance: the figures of the whole sample, and what they must not be taken for."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from softskills.validate.validation import Validation

_TABLES = """accuracy competences stories decisions calibration calibration_summary risk_coverage ceiling confusions
    errors gaps""".split()


def summary_text(validation: Validation) -> str:
    """Some lines for a terminal."""
    head, rows = _ranking(validation)
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    lines = [_title(validation), ""]
    lines += [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [head, *rows]
    ]
    return "\n".join([*lines, "", *_sentences(validation), "", *(f"- {note}" for note in validation.notes)])


def summary_html(validation: Validation) -> str:
    """The same for a notebook, with the names of the tables."""
    head, rows = _ranking(validation)
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in _sentences(validation))
    notes = "".join(f"<li>{escape(note)}</li>" for note in validation.notes)
    tables = ", ".join(f"<code>.{name}</code>&nbsp;({len(getattr(validation, name))})" for name in _TABLES)
    return (
        f'<div lang="en"><table><caption>{escape(_title(validation))}</caption><thead><tr>{cells}</tr></thead>'
        f"<tbody>{body}</tbody></table>{sentences}<details open><summary>Notes</summary><ul>{notes}</ul></details>"
        f"<p>Tables (rows): {tables}</p></div>"
    )


def _title(validation: Validation) -> str:
    whole = _whole(validation.stories[validation.stories["model"] == validation.model]).iloc[0]
    sizes = _whole(validation.accuracy[validation.accuracy["model"] == validation.model]).iloc[0]
    return (
        f"Validation of {validation.model!r}: {sizes['units']} units, {sizes['labelled']} labelled, "
        f"in {whole['stories']} stories of {whole['persons']} persons"
    )


def _ranking(validation: Validation) -> tuple[list[str], list[list[str]]]:
    stories = _whole(validation.stories).set_index("model")["macro_F1"]
    rows = [
        [
            row["model"],
            _with_interval(row["R@1"], row["R@1_low"], row["R@1_high"]),
            _number(row["R@3"]),
            _number(row["mAP"]),
            _number(stories[row["model"]]),
        ]
        for row in _whole(validation.accuracy).to_dict("records")
    ]
    return ["model", "R@1 (95 %)", "R@3", "mAP", "macro-F1 of stories"], rows


def _sentences(validation: Validation) -> list[str]:
    lines = []
    if len(validation.decisions):
        row = validation.decisions.iloc[0]
        lines.append(
            f"Suggested and right: {_number(row['suggested_right'])} of labelled units; precision of what is suggested "
            f"{_number(row['suggested_precision'])}; only uncertain: {_number(row['uncertain'])} of units."
        )
    if len(validation.calibration_summary):
        row = validation.calibration_summary.iloc[0]
        lines.append(
            f"Calibration: ECE {row['ECE']:.3f} (a perfect model stays below {row['ECE_perfect']:.3f}), mean said less "
            f"right {row['in_the_large']:+.3f}, slope {_number(row['slope'])}."
        )
    for pair in validation.ceiling.to_dict("records")[:3]:
        who = "people" if pair["human"] else "not two people"
        found = _with_interval(pair["micro_F1"], pair["low"], pair["high"])
        lines.append(f"Coders {pair['coder']} and {pair['other']} ({who}): micro-F1 {found}.")
    if len(validation.ceiling) and len(validation.decisions):
        row = validation.decisions.iloc[0]
        found = _with_interval(row["micro_F1"], row["micro_F1_low"], row["micro_F1_high"])
        lines.append(f"The {validation.model} against the reference: micro-F1 {found}.")
    return lines


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["group"] == "all"]


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"


def _with_interval(value: float, low: float, high: float) -> str:
    return _number(value) + ("" if pd.isna(low) else f" ({low:.2f}–{high:.2f})")
