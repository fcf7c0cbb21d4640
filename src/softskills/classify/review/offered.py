"""The table in which a person decides on each suggestion."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from softskills.classify.review.rows import FILLED, NUMBERS, PLACE, REVIEW_COLUMNS, Row, letters, review_rows, whole
from softskills.errors import InputError, TableError
from softskills.experiences import unit_spans
from softskills.experiences.codings import NONE
from softskills.experiences.tables import require_experiences
from softskills.framework import Framework, load_framework


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
    rows = review_rows(suggestions, "suggestions", [*PLACE, "evidence", "competence", "status"])
    for number, row in enumerate(rows, start=2):
        nothing = row["competence"] in {"", NONE}
        said = {"area": "", "label": ""} if nothing else wording.get(row["competence"])
        if said is None or row.get("area") not in {None, "", said["area"]}:
            raise InputError(
                f"suggestions: row {number} has competence {row['competence']!r} in area {row.get('area')!r}, which "
                f"framework {framework.id!r} does not have; give the framework with which the stories were mapped"
            )
        places = {column: whole(row[column]) for column in NUMBERS}
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
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str") | NUMBERS)


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
        blank = dict.fromkeys(["label", *FILLED], "") | {"competence": NONE, "status": "none"}
        model = whole[0] if whole else own[0] | blank
        taken = {(row["start"], row["end"]) for row in own}
        added = [
            model | {"unit": number, "start": start, "end": end, "evidence": ""}
            for number, (start, end) in enumerate(spans, start=1)
            if whole or (every_unit and (start, end) not in taken)
        ]
        for row in [row for row in own if row not in whole] + added:
            said = text[row["start"] : row["end"]]
            if row["evidence"] and letters(row["evidence"]) != letters(said):
                raise TableError(
                    f"the evidence of unit {row['unit']} of story {story!r} does not stand at {row['start']}-{row['end']} "
                    "of its text; give the experiences that were mapped (the pseudonymised ones, if those were)"
                )
            first = bisect_right(spans, row["start"], key=lambda span: span[1])  # none of the spans overlap
            last = bisect_left(spans, row["end"], key=lambda span: span[0])
            before, after = spans[first - 1] if first else (0, 0), spans[last] if last < len(spans) else (0, 0)
            yield row | {"evidence": said, "before": text[slice(*before)], "after": text[slice(*after)]}
