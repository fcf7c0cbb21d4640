"""What was coded, made ready to measure against: units as the coders saw them, labels, persons, groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.errors import TableError, did_you_mean
from softskills.experiences import label_matrix, resolve_languages
from softskills.experiences.codings import require_columns
from softskills.experiences.datasets import coded_units
from softskills.experiences.tables import is_synthetic, require_experiences, who_told

LENGTH = "length"
_BANDS = {"000–079": 0, "080–119": 80, "120–": 120}  # characters; the names sort as the numbers do


@dataclass(frozen=True)
class CodedSample:
    """Coded units in languages that the encoder serves.

    Attributes
    ----------
    units : DataFrame
        ``narrative_id, unit, start, end, text, language, person, doubtful`` (whether the story's language is
        only guessed); its index is 0, 1, 2 …
    Y : DataFrame of 0 and 1, shape (n, k)
    codings : DataFrame
        Those of these units.
    stories : DataFrame
        Experiences by ``narrative_id``.
    notes : tuple of str
        What was left out, and why.
    """

    units: pd.DataFrame
    Y: pd.DataFrame
    codings: pd.DataFrame
    stories: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def labels(self) -> NDArray[np.int64]:
        """Values of ``Y``."""
        return self.Y.to_numpy(dtype=np.int64)

    @property
    def persons(self) -> NDArray[np.object_]:
        """Who told each unit."""
        return self.units["person"].to_numpy(dtype=object)

    @property
    def measured(self) -> pd.DataFrame:
        """Stories of which there are units."""
        return self.stories.loc[self.stories.index.isin(self.units["narrative_id"])]

    @property
    def synthetic(self) -> bool:
        """Whether a program wrote every one of them, as far as the table says."""
        return "synthetic" in self.stories and bool(is_synthetic(self.measured).all())

    def groups(self, column: str) -> pd.Series:
        """Group of each unit by a column of the experiences, ``language`` or ``length``; ``unknown`` where empty."""
        if column == LENGTH:
            lengths = self.units["text"].str.len()
            values = pd.cut(lengths, [*_BANDS.values(), np.inf], right=False, labels=list(_BANDS)).astype("str")
        elif column == "language":
            values = self.units["language"]
        elif column in self.stories.columns:
            values = self.units["narrative_id"].map(self.stories[column])
        else:
            names = [*map(str, self.stories.columns), LENGTH]
            raise TableError(
                f"experiences: no column {column!r}{did_you_mean(column, names)}; "
                f"group by one of {', '.join(map(repr, self.stories.columns))}, or by {LENGTH!r}"
            )
        text = values.astype("object").map(lambda value: "" if pd.isna(value) else str(value))
        return text.mask(text == "", "unknown").rename(column)


def coded_sample(experiences: pd.DataFrame, codings: pd.DataFrame, classes: tuple[str, ...]) -> CodedSample:
    """Join stories and codings, in the coders' own unit boundaries.

    Parameters
    ----------
    experiences : DataFrame
        With ``narrative_id, text`` and, where known, ``participant, language``.
    codings : DataFrame
        Long form, with ``narrative_id, unit, start, end, coder, competence``.
    classes : tuple of str
        Competences, the columns of ``Y``.

    Raises
    ------
    TableError
        Missing columns, offsets that are no numbers, differ between coders or reach beyond the text; no coding that
        belongs to a story.
    """
    stories, notes = _stories(experiences)
    rows = _rows(codings)
    known = rows["narrative_id"].isin(stories.index)
    if not known.any():
        raise TableError(
            f"no coding belongs to a story: codings name {rows['narrative_id'].iloc[0]!r} and others, experiences "
            f"{stories.index[0]!r} and others; give the experiences that were coded"
            if len(rows)
            else "codings: the table has no rows; code some stories first"
        )
    if not known.all():
        absent = rows.loc[~known, "narrative_id"].nunique()
        notes.append(f"The codings of {absent} narratives are left out: these are not among the experiences.")
    rows = rows[known].reset_index(drop=True)
    if uncoded := int((~stories.index.isin(rows["narrative_id"])).sum()):
        notes.append(f"{uncoded} of {len(stories)} stories have no coding and are left out.")
    _check_offsets(rows, stories["text"])
    units = coded_units(stories.reset_index(), rows)
    for column in ("person", "doubtful"):
        units[column] = units["narrative_id"].map(stories[column])
    return CodedSample(units, label_matrix(units, rows, competences=classes), rows, stories, tuple(notes))


def _stories(experiences: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    require_experiences(experiences, "experiences")
    written = experiences["text"].map(lambda text: isinstance(text, str)) & experiences["narrative_id"].notna()
    notes = [] if written.all() else [f"{int((~written).sum())} rows of the experiences have no text or no id."]
    stories = experiences[written].reset_index(drop=True)
    stories["narrative_id"] = stories["narrative_id"].astype("str")
    found = resolve_languages(stories)
    stories = stories.assign(
        language=found["language"], doubtful=found["source"] == "uncertain", person=who_told(stories)
    )
    return stories.set_index("narrative_id"), notes


def _rows(codings: pd.DataFrame) -> pd.DataFrame:
    """Codings with ids as text and offsets as whole numbers."""
    require_columns(codings, ["narrative_id", "unit", "start", "end", "coder", "competence"], "codings")
    rows = codings.reset_index(drop=True)
    for column in ("narrative_id", "coder", "competence"):
        if rows[column].isna().any():
            raise TableError(f"codings: row {int(np.argmax(rows[column].isna())) + 2} has no {column}; fill it in")
        rows = rows.assign(**{column: rows[column].astype("str")})
    for column in ("unit", "start", "end"):
        number = pd.to_numeric(rows[column], errors="coerce")
        wrong = number.isna() | (number != number.round()) | (number < 0)
        if wrong.any():
            at = int(np.argmax(wrong))
            raise TableError(
                f"codings: row {at + 2} has {column} {rows[column].iloc[at]!r}, which is no whole number; "
                "give the offsets of the unit in the story"
            )
        rows = rows.assign(**{column: number.astype("int64")})
    return rows


def _check_offsets(rows: pd.DataFrame, texts: pd.Series) -> None:
    spans = rows.groupby(["narrative_id", "unit"], sort=False)[["start", "end"]].nunique()
    several = spans[(spans > 1).any(axis=1)]
    if len(several):
        narrative, unit = several.index[0]
        raise TableError(
            f"codings: unit {unit} of {narrative!r} has different offsets with different coders; join the "
            "segmentations first, with align_codings(codings, units)"
        )
    beyond = rows["end"] > rows["narrative_id"].map(texts.str.len())
    if beyond.any():
        row = rows[beyond].iloc[0]
        raise TableError(
            f"codings: unit {row['unit']} of {row['narrative_id']!r} ends after the text; give the experiences as "
            "they were when coded"
        )
