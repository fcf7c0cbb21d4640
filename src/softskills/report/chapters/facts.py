"""What all chapters of the framework report are told, and small helpers to say it in the report's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from softskills.classify import Mapper
from softskills.framework import Framework
from softskills.framework.model import UNDETERMINED, in_language
from softskills.report.counts import LEAST_FOR_SHARES, OTHER, Counts, share_of
from softskills.report.document import Bullets, Data, Heading, Paragraph
from softskills.report.formats import percent
from softskills.report.wording import say, typeset
from softskills.report.writers.parts import DASH, number

_LONGEST_CODE = 40


@dataclass(frozen=True)
class Facts:
    """Everything a chapter may know; counts are rounded already, quotations chosen and masked.

    Attributes
    ----------
    synthetic : str
        ``all``, ``some``, ``none``, or ``unknown``.
    settings : mapping
        What the code that makes the report again has to say.
    """

    framework: Framework
    language: str
    counts: Counts
    quotes: pd.DataFrame
    synthetic: str = "unknown"
    with_stories: bool = False
    unpseudonymised: bool = False
    zero_shot: bool = False
    uncertain_too: bool = False
    validation: Any = None
    notes: tuple[str, ...] = ()
    agreement: pd.DataFrame | None = None
    coverage: Any = None
    dif: pd.DataFrame | None = None
    mapper: Mapper | None = None
    settings: Mapping[str, object] | None = None
    made_on: str = ""

    # -- words ---------------------------------------------------------------------------------------

    def say(self, topic: str, key: str, **values: object) -> str:
        """A sentence of one of the report's wording files."""
        return say(topic, key, language=self.language, **values)

    def name(self, column: str, group: object) -> str:
        """Name of a group: a country, a theme … ; the code itself where it has no name here."""
        text = str(group)
        if text == OTHER:
            return self.say("report_names", "other_group")
        if not text:
            return self.say("report_names", "not_said")
        with suppress(KeyError):
            return self.say("report_names", f"{column}.{text}")
        theme = next((theme.text for theme in self.framework.themes if theme.id == text), None)
        if column == "theme" and theme:
            return str(self.text(theme))
        return text if len(text) <= _LONGEST_CODE else text[: _LONGEST_CODE - 1] + "…"

    def in_order(self, column: str, groups: Iterable[object]) -> list[object]:
        """Groups in the order of their names in this language; small ones and unknown ones last."""
        return sorted(
            groups, key=lambda group: (group in {OTHER, ""}, group == "", self.name(column, group).casefold())
        )

    def any_name(self, group: object) -> str:
        """Name of a group whose column nobody said; ``all`` is everybody."""
        if group == "all":
            return self.say("report_trust", "everybody")
        names = (self.name(column, group) for column in ("country", "language", "mode", "experience_source", "theme"))
        return next((name for name in names if name != str(group)), str(group))

    def text(self, texts: Mapping[str, Any]) -> Any:
        """Wording of the framework; from another language, it says so: ``[en] …``."""
        found = in_language(texts, self.language, self.framework.default_language)
        code = next((code for code, text in texts.items() if text is found or text == found), "")
        base = self.language.split("-", maxsplit=1)[0]
        mark = "" if code in {"", UNDETERMINED, self.language, base} else f"[{code}] "
        return tuple(mark + part for part in found) if isinstance(found, tuple) else mark + found if found else ""

    def label(self, item_id: str) -> str:
        """Label of a competence or an area, without its id."""
        area = next((area for area in self.framework.areas if area.id == item_id), None)
        return typeset(str(self.text(area.label if area else self.framework[item_id].label)), self.language)

    def named(self, competence: str) -> str:
        """Id and label of a competence."""
        return f"{competence} {self.label(competence)}"

    def whole(self, value: float) -> str:
        """A whole number as the language writes it."""
        return number(float("nan") if isnan(value) else round(value), language=self.language)

    @property
    def least(self) -> int:
        """Of so many persons and more, shares are given."""
        return LEAST_FOR_SHARES * self.counts.base

    # -- blocks --------------------------------------------------------------------------------------

    def heading(self, level: int, topic: str, key: str, **values: object) -> Heading:
        """A heading from the wording."""
        return Heading(level, self.say(topic, key, **values))

    def paragraph(self, topic: str, key: str, kind: str = "", **values: object) -> Paragraph:
        """A paragraph from the wording."""
        return Paragraph(self.say(topic, key, **values), kind)

    def with_share(self, topic: str, key: str, persons: float) -> Paragraph:
        """A sentence with a count of persons and its share of all, without the brackets of a share that is not given."""
        share = percent(share_of(persons, self.counts.persons, self.counts.base), language=self.language)
        text = self.say(topic, key, persons=self.whole(persons), share=share)
        return Paragraph(text.replace(f" ({DASH})", ""))

    def bullets(self, topic: str, *keys: str) -> Bullets:
        """Several sentences of the wording as a list."""
        return Bullets(tuple(self.say(topic, key) for key in keys))


def whole_numbers(values: pd.Series) -> pd.Series:
    """Counts as whole numbers, empty where withheld (a float column would be written with decimals)."""
    return values.round().astype("Int64")


def percentages(shares: pd.Series) -> pd.Series:
    """Shares as whole percentages, empty where withheld."""
    return (100 * shares).round().astype("Int64")


def group_table(facts: Facts, rows: pd.DataFrame, column: str, caption: str, *, first: str = "") -> Data:
    """A table of groups with their persons and shares (``group, persons, share``)."""
    rows = rows.set_index("group").loc[facts.in_order(column, rows["group"])].reset_index()
    frame = pd.DataFrame(
        {
            "group": [facts.name(column, group) for group in rows["group"]],
            "persons": whole_numbers(rows["persons"]),
            "share": percentages(rows["share"]),
        }
    )
    head = (first or facts.say("report_names", f"column.{column}"), *count_heads(facts))
    return Data(frame, caption, head)


def count_heads(facts: Facts) -> tuple[str, str]:
    """Headings of a count of persons and its share."""
    return facts.say("report_sample", "persons"), f"{facts.say('report_sample', 'share')}\u00a0(%)"
