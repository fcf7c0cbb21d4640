"""What can be found: a framework of areas, competences and indicators, as frozen objects."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from softskills.errors import InputError, did_you_mean
from softskills.resources import fingerprint

UNDETERMINED = "und"
"""Language code of wording whose language was not said (BCP 47)."""

Relation = Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "noMatch"]


def _freeze(value: Any) -> Any:
    return FrozenMap(value) if isinstance(value, Mapping) else value


class FrozenMap(dict):  # type: ignore[type-arg]
    """A dict that cannot be changed, so that a loaded framework stays what its fingerprint says."""

    def _refuse(self, *args: object, **kwargs: object) -> None:
        raise TypeError("a framework is frozen: change its file and load it again")

    __setitem__ = __delitem__ = update = pop = popitem = clear = setdefault = __ior__ = _refuse  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMap, (dict(self),)

    def __deepcopy__(self, memo: object) -> FrozenMap:
        return self

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


_EMPTY: Any = FrozenMap()


def _as_texts(value: Any) -> Any:
    return {UNDETERMINED: value} if isinstance(value, str) else value


def _as_lists(value: Any) -> Any:
    return {UNDETERMINED: value} if isinstance(value, (list, tuple)) else value


Texts = Annotated[dict[str, str], BeforeValidator(_as_texts), AfterValidator(_freeze)]
"""One text in several languages; a plain string is a text whose language was not said."""

Lists = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_as_lists), AfterValidator(_freeze)]
"""A list of short texts in several languages."""


def in_language(texts: Mapping[str, Any], language: str, fallback: str) -> Any:
    """Return the text in ``language``, else in ``fallback``, else any, else an empty string."""
    for code in (language, language.split("-", maxsplit=1)[0], fallback):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()), "")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Indicator(_Part):
    """A behaviour that can be observed, told in the first person."""

    id: str = ""
    text: Texts


class Competence(_Part):
    """One competence with everything a coder needs to recognise it."""

    id: str
    label: Texts
    definition: Texts = _EMPTY
    includes: Lists = _EMPTY
    excludes: Lists = _EMPTY
    near_miss: Texts = _EMPTY
    indicators: tuple[Indicator, ...] = ()
    neighbours: tuple[str, ...] = ()
    translation: Texts = _EMPTY
    area: str = ""


class Area(_Part):
    """A group of competences."""

    id: str
    label: Texts
    definition: Texts = _EMPTY
    competences: tuple[Competence, ...]


class Level(_Part):
    """A level of mastery; coded by people only, never by the model."""

    id: str
    label: Texts
    description: Texts = _EMPTY


class Named(_Part):
    """Something with an id and a text: an elicitation prompt, a theme."""

    id: str
    text: Texts


class HardCase(_Part):
    """A kind of sentence that looks like evidence and is none, with its twin that is."""

    id: str
    label: Texts
    does_not_count: Texts
    counts: Texts


class Match(_Part):
    """One row of the crosswalk: a competence and a concept of another scheme."""

    competence: str
    scheme: str
    relation: Relation
    code: str = ""
    label: str = ""
    uri: str = ""
    status: Literal["verified", "unverified", ""] = ""
    note: str = ""


class Framework(_Part):
    """A competence framework: areas, each with competences, each with indicators.

    Made by :func:`softskills.load_framework`. Iterating gives the competences in order;
    ``fw["A1"]`` gives one of them.
    """

    id: str = "framework"
    version: str = ""
    title: Texts = _EMPTY
    purpose: Texts = _EMPTY
    not_for: Texts = _EMPTY
    rule: Texts = _EMPTY
    licence: str = ""
    default_language: str = UNDETERMINED
    levels: tuple[Level, ...] = ()
    themes: tuple[Named, ...] = ()
    prompts: tuple[Named, ...] = ()
    hard_cases: tuple[HardCase, ...] = ()
    areas: tuple[Area, ...] = Field(min_length=1)
    matches: tuple[Match, ...] = ()

    # -- a collection of competences -------------------------------------------------------------

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """All competences, in the order of the file."""
        return tuple(competence for area in self.areas for competence in area.competences)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the competences, in order."""
        return tuple(competence.id for competence in self.competences)

    def __iter__(self) -> Iterator[Competence]:  # type: ignore[override]
        return iter(self.competences)

    def __len__(self) -> int:
        return len(self.competences)

    def __contains__(self, competence_id: object) -> bool:
        return competence_id in self.ids

    def __getitem__(self, competence_id: str) -> Competence:
        try:
            return self.competences[self.ids.index(competence_id)]
        except ValueError:
            hint = did_you_mean(competence_id, self.ids) or f"; it has {', '.join(self.ids)}"
            raise InputError(f"no competence {competence_id!r} in framework {self.id!r}{hint}") from None

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages in which at least one competence has a label, in the order of the file."""
        return tuple(dict.fromkeys(code for competence in self for code in competence.label))

    def label(self, competence_id: str, language: str = "") -> str:
        """Label of a competence or an area in a language, falling back to the default language."""
        for area in self.areas:
            if area.id == competence_id:
                return str(in_language(area.label, language, self.default_language))
        return str(in_language(self[competence_id].label, language, self.default_language))

    # -- views -----------------------------------------------------------------------------------

    def to_frame(self, *, language: str = "") -> pd.DataFrame:
        """One row per competence, wording in one language.

        Parameters
        ----------
        language : str, optional
            BCP 47 code; the framework's default language where empty. Missing wording falls back
            to the default language (:meth:`missing` lists where).

        Returns
        -------
        DataFrame
            Columns ``area, area_label, competence, label, definition, includes, excludes,
            near_miss, indicators, neighbours``; lists are tuples.

        Examples
        --------
        >>> import softskills as sk
        >>> sk.load_framework().to_frame(language="nb").loc[0, "label"]
        'planlegge og samordne hverdagen'
        """
        language = language or self.default_language
        self._require_language(language)

        def say(texts: Mapping[str, Any]) -> Any:
            return in_language(texts, language, self.default_language)

        return pd.DataFrame(
            [
                {
                    "area": area.id,
                    "area_label": say(area.label),
                    "competence": item.id,
                    "label": say(item.label),
                    "definition": say(item.definition),
                    "includes": tuple(say(item.includes)),
                    "excludes": tuple(say(item.excludes)),
                    "near_miss": say(item.near_miss),
                    "indicators": tuple(say(indicator.text) for indicator in item.indicators),
                    "neighbours": item.neighbours,
                }
                for area in self.areas
                for item in area.competences
            ]
        )

    def _require_language(self, language: str) -> None:
        if language.split("-", maxsplit=1)[0] not in self.languages:
            raise InputError(
                f"framework {self.id!r} has no wording in {language!r}; it has {', '.join(self.languages)}"
                + did_you_mean(language, self.languages)
            )

    def missing(self, language: str) -> pd.DataFrame:
        """Wording that another language has and this one lacks.

        Returns
        -------
        DataFrame
            Columns ``id, field``; empty where the language is complete.

        Examples
        --------
        >>> import softskills as sk
        >>> sk.load_framework().missing("sk").empty
        True
        """
        gaps = [
            {"id": item_id, "field": field}
            for item_id, field, texts in self._all_texts()
            if texts and language not in texts and UNDETERMINED not in texts
        ]
        return pd.DataFrame(gaps, columns=["id", "field"])

    def _all_texts(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every piece of wording with its owner's id and field name."""
        for field in ("title", "purpose", "not_for", "rule"):
            yield self.id, field, getattr(self, field)
        parts: list[BaseModel] = [*self.levels, *self.themes, *self.prompts, *self.hard_cases, *self.areas]
        for competence in self:
            parts += [competence, *competence.indicators]
        for part in parts:
            for field in type(part).model_fields:
                value = getattr(part, field)
                if field != "translation" and isinstance(value, FrozenMap):
                    yield part.id, field, value  # type: ignore[attr-defined]

    def crosswalk(self, scheme: str = "") -> pd.DataFrame:
        """The crosswalk to other schemes, one row per match (``noMatch`` where there is none).

        Parameters
        ----------
        scheme : str, optional
            Only this scheme, for instance ``"LifeComp"`` or ``"ESCO"``; all where empty.

        Returns
        -------
        DataFrame
            Columns ``competence, scheme, relation, code, label, uri, status, note``.
        """
        table = pd.DataFrame([match.model_dump() for match in self.matches], columns=list(Match.model_fields))
        if not scheme:
            return table
        schemes = sorted(set(table["scheme"]))
        if scheme not in schemes:
            raise InputError(
                f"no crosswalk to {scheme!r}{did_you_mean(scheme, schemes) or '; there is ' + ', '.join(schemes)}"
            )
        return table[table["scheme"] == scheme].reset_index(drop=True)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with anything that the framework says (16 hex digits)."""
        return fingerprint(self.model_dump_json())

    def __str__(self) -> str:
        title = in_language(self.title, "en", self.default_language) or self.id
        lines = [f"{title} {self.version}".strip()]
        for area in self.areas:
            lines.append(f"  {area.id}  {self.label(area.id)}")
            lines += [f"    {item.id}  {self.label(item.id)}" for item in area.competences]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return (
            f"<Framework {self.id!r} {self.version}: {len(self.areas)} areas, {len(self)} competences, "
            f"languages {', '.join(self.languages)}>"
        )

    def _repr_html_(self) -> str:
        """Tree for the notebook: areas open into competences, these into their wording."""
        language = self.default_language

        def say(texts: Mapping[str, Any]) -> str:
            return html.escape(str(in_language(texts, language, language)))

        parts = [
            f"<p><b>{say(self.title) or html.escape(self.id)}</b> {html.escape(self.version)} "
            f"({', '.join(map(html.escape, self.languages))})</p>"
        ]
        for area in self.areas:
            parts.append(f"<details open><summary><b>{html.escape(area.id)}</b> {say(area.label)}</summary>")
            for item in area.competences:
                rows = "".join(f"<li>{say(indicator.text)}</li>" for indicator in item.indicators)
                parts.append(
                    f'<details style="margin-left:1.5em"><summary><b>{html.escape(item.id)}</b> {say(item.label)}'
                    f"</summary><p>{say(item.definition)}</p><ul>{rows}</ul></details>"
                )
            parts.append("</details>")
        return "".join(parts)

    # -- leaving the house -----------------------------------------------------------------------

    def to_skos(self) -> str:
        """The framework and its crosswalk as SKOS in Turtle.

        Returns
        -------
        str
            A concept scheme; areas are top concepts, competences are narrower, matches carry
            their SKOS mapping relation (``noMatch`` rows are left out: SKOS has no such relation).
        """
        from softskills.framework.skos import to_turtle

        return to_turtle(self)

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the whole framework into one YAML file that :func:`load_framework` reads back.

        Parameters
        ----------
        path : path
            Target file.
        force : bool
            Replace a file that stands there.
        """
        from softskills.framework.reading import write_framework

        return write_framework(self, Path(path), force=force)
