"""From stories with names to stories with placeholders, and the review of what was replaced."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from softskills.experiences.language import base_language
from softskills.experiences.privacy.addresses import find_streets
from softskills.experiences.privacy.dates import find_ages, find_dates
from softskills.experiences.privacy.fixed_forms import find_fixed_forms
from softskills.experiences.privacy.found import Claims, Found, joined_finds
from softskills.experiences.privacy.identities import PLACEHOLDER, Register, numbers_taken
from softskills.experiences.privacy.key import COLUMNS, KeyTable, name_of, text_column
from softskills.experiences.privacy.names import find_names
from softskills.experiences.privacy.no_capitals import as_with_capitals
from softskills.experiences.privacy.offsets import OffsetMap
from softskills.experiences.privacy.organisation_tails import with_tail
from softskills.experiences.privacy.organisations import find_organisations
from softskills.experiences.privacy.postcodes import (
    find_lone_postcodes,
    find_places_of_addresses,
    find_postcodes,
)
from softskills.experiences.privacy.reference_numbers import find_court_marks, find_formed_numbers, find_told_numbers
from softskills.experiences.privacy.review import AUDIT_COLUMNS, ReviewTable, decisions_of
from softskills.experiences.privacy.tagged import doubted, tagged
from softskills.experiences.privacy.tagger import Word as TaggedWord
from softskills.experiences.privacy.tagger import tag
from softskills.experiences.privacy.titles import find_titles
from softskills.experiences.privacy.words import Story, fold, languages_of
from softskills.experiences.privacy.workplaces import find_workplaces
from softskills.experiences.tables import require_experiences

VERSION = "names-4"
_LONGEST_RUN = re.compile(r"\S{600,}")
_AT_A_TIME = 500  # stories that the network reads before the rules do: its words take memory


@dataclass(frozen=True, repr=False)
class Pseudonymised:
    """What :func:`pseudonymise` returns. Shows counts only: notebooks save what they show.

    Attributes
    ----------
    experiences : DataFrame
        The stories with placeholders and the column ``pseudonymised``.
    key : KeyTable
        Placeholder to original; keep it elsewhere.
    audit : DataFrame
        One row per replacement: ``narrative_id, placeholder, kind, start, end, original_start,
        original_end, why, confidence, decision``. Offsets ``start, end`` are those of the pseudonymised
        text. No contents.
    """

    experiences: pd.DataFrame = field(repr=False)
    key: KeyTable = field(repr=False)
    audit: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        kinds = self.audit["kind"].value_counts()
        found = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "nothing"
        return f"<Pseudonymised: {len(self.experiences)} stories; replaced {found}; contents not shown>"

    def review(self, *, context: int = 40) -> ReviewTable:
        """Table to go through: the audit with the originals and what stands around them.

        Parameters
        ----------
        context : int, optional
            Characters of the pseudonymised text on each side.

        Returns
        -------
        ReviewTable
            A DataFrame that shows counts only. Write ``accept`` or ``reject`` into ``decision``, add
            rows with the decision ``add`` for what was missed (``narrative_id, original_start,
            original_end, kind``), and give it to ``pseudonymise(experiences, review=...)``.
        """
        texts = {
            name_of(narrative, position): text
            for position, (narrative, text) in enumerate(
                zip(self.experiences["narrative_id"], self.experiences["text"], strict=True)
            )
        }
        whole = [texts.get(str(narrative), "") for narrative in self.audit["narrative_id"]]
        spans = list(zip(whole, self.audit["start"], self.audit["end"], strict=True))
        return ReviewTable(
            self.audit.assign(
                original=self.key.table["original"].to_numpy(),
                before=[text[max(0, start - context) : start] for text, start, _ in spans],
                after=[text[end : end + context] for text, _, end in spans],
            )
        )

    def to_original(self, narrative_id: Hashable, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of a stretch of the pseudonymised one; placeholders count as a whole."""
        return self._map(narrative_id).to_original(start, end)

    def to_pseudonymised(self, narrative_id: Hashable, start: int, end: int) -> tuple[int, int]:
        """Offsets in the pseudonymised text of a stretch of the original; identifiers count as a whole."""
        return self._map(narrative_id).to_pseudonymised(start, end)

    def original_offsets(self, table: pd.DataFrame) -> pd.DataFrame:
        """Codings, units or suggestions made on the pseudonymised text, with the offsets of the original.

        Parameters
        ----------
        table : DataFrame
            With ``narrative_id, start, end``; rows without offsets stay as they are.
        """
        maps: dict[str, OffsetMap] = {}
        rows = []
        for narrative, start, end in zip(table["narrative_id"], table["start"], table["end"], strict=True):
            if pd.isna(start) or pd.isna(end):
                rows.append((start, end))
                continue
            name = str(narrative)
            if name not in maps:
                maps[name] = self._map(name)
            rows.append(maps[name].to_original(int(start), int(end)))
        return table.assign(start=[start for start, _ in rows], end=[end for _, end in rows])

    def _map(self, narrative_id: Hashable) -> OffsetMap:
        mine = self.audit[self.audit["narrative_id"].astype(str) == str(narrative_id)]
        columns = ["start", "end", "original_start", "original_end"]
        return OffsetMap([tuple(map(int, row)) for row in mine[columns].itertuples(index=False)])


def pseudonymise(
    experiences: pd.DataFrame, *, review: pd.DataFrame | None = None, generalise: bool = False
) -> Pseudonymised:
    """Replace what points to a person by typed placeholders.

    Parameters
    ----------
    experiences : DataFrame
        With ``narrative_id`` and ``text``; ``language`` and ``participant`` are used where they are.
    review : DataFrame, optional
        Table of :meth:`Pseudonymised.review` (or ``audit``) of an earlier run on the same texts: what
        has the decision ``reject`` stays, rows with ``add`` are replaced too.
    generalise : bool, optional
        Whether exact ages become bands (``34 years``: ``30-39 years``).

    Returns
    -------
    Pseudonymised
        ``experiences`` (``[CHILD-1]``, ``[PLACE-2]`` …; the same person keeps the placeholder within a
        story, and within a participant where that column is), ``key``, ``audit`` and a map of offsets.

    Raises
    ------
    TableError
        If the table, or the review, is unusable.

    Notes
    -----
    Replaced, in nb, es, it, fr, sk, en, pl and mixtures: names of persons, by role where the context tells
    it; places below country level; schools, institutions and employers with a name; streets, postcodes,
    telephone, e-mail, web addresses, handles, exact dates, accounts, cards, national ids, car plates,
    numbers of cases. Countries, languages, months, feasts, brands and services stay.

    Names are found by lists and rules written for this package (capitals inside sentences of words that no dictionary has in
    small letters, the words beside them), and then by a small network that reads each word in its context
    (``data/tagger/README.md``); it may also say no to a name that a rule found. No library for names runs offline,
    under a permissive licence, in all seven languages.

    Pseudonymised is not anonymous (GDPR recital 26). Names are missed; read the texts. A second run
    keeps the placeholders that are there and goes on counting.

    Examples
    --------
    >>> import pandas as pd
    >>> exp = pd.DataFrame(
    ...     {
    ...         "narrative_id": ["a"],
    ...         "language": ["nb"],
    ...         "text": ["Min sønn Ahmed går på Tøyen skole. Ring 912 34 567. Ahmed er 7 år."],
    ...     }
    ... )
    >>> safe = pseudonymise(exp)
    >>> safe.experiences["text"][0]
    'Min sønn [CHILD-1] går på [SCHOOL-1]. Ring [PHONE-1]. [CHILD-1] er 7 år.'
    >>> safe
    <Pseudonymised: 1 stories; replaced 2 CHILD, 1 SCHOOL, 1 PHONE; contents not shown>
    >>> safe.to_original("a", 9, 18)
    (9, 14)
    """
    require_experiences(experiences)
    table = experiences.reset_index(drop=True)
    rejected, added = decisions_of(review)
    stories = [
        _Search(name_of(row.get("narrative_id"), position), row.get("text"), base_language(row.get("language")))
        for position, row in enumerate(table.to_dict("records"))
    ]
    groups: dict[str, list[_Search]] = {}
    for position, story in enumerate(stories):
        participant = table["participant"].iloc[position] if "participant" in table else None
        own = participant is None or pd.isna(participant) or not str(participant).strip()
        groups.setdefault(f"\0{position}" if own else str(participant), []).append(story)
    for begin in range(0, len(stories), _AT_A_TIME):
        block = stories[begin : begin + _AT_A_TIME]
        for story, words in zip(block, tag([story.folded for story in block]), strict=True):
            story.search(added.get(story.name, []), words, generalise=generalise)
    for group in groups.values():
        register = Register(numbers_taken(story.text for story in group))
        named = register.name([(story.folded, story.numbered, story.languages) for story in group])
        for story, placeholders in zip(group, named, strict=True):
            story.replace(placeholders, rejected.get(story.name, frozenset()))
    texts = [story.result for story in stories]
    safe = experiences.assign(
        text=text_column(texts, experiences.index),
        pseudonymised=pd.Series(VERSION, index=experiences.index, dtype="str"),
    )
    safe.attrs = dict(experiences.attrs)
    return Pseudonymised(
        safe,
        KeyTable(pd.DataFrame([row for story in stories for row in story.key], columns=COLUMNS)),
        pd.DataFrame([row for story in stories for row in story.audit], columns=AUDIT_COLUMNS),
    )


class _Search:
    """One story on its way: searched, named, replaced."""

    def __init__(self, name: str, text: object, language: str) -> None:
        self.name = name
        self.given = text
        self.text = text if isinstance(text, str) else ""
        self.language = language
        self.languages: tuple[str, ...] = ()
        self.folded, self._positions = fold(self.text)
        self.numbered: list[Found] = []
        self._ages: list[tuple[int, int, str]] = []
        self.result: object = text
        self.key: list[list[Any]] = []
        self.audit: list[list[Any]] = []

    def search(self, added: list[tuple[int, int, str]], words: Sequence[TaggedWord], *, generalise: bool) -> None:
        claims = Claims(len(self.folded))
        for match in PLACEHOLDER.finditer(self.folded):
            claims.block(*match.span())
        for start, end, kind in added:
            claims.add(Found(self._inside(start), self._inside(end), kind, "added by hand", 1.0))
        self.languages = find_all(self.folded, self.language, claims, words)
        self.numbered = sorted(claims.found, key=lambda found: found.start)
        if generalise:
            self._ages = [age for age in find_ages(self.folded) if claims.free(age[0], age[1])]

    def _inside(self, position: int) -> int:
        """Offset of the folded text for one of the original."""
        if self._positions is None:
            return min(position, len(self.folded))
        return next((i for i, original in enumerate(self._positions) if original >= position), len(self.folded))

    def _outside(self, position: int) -> int:
        return position if self._positions is None else self._positions[position]

    def replace(self, placeholders: list[str], rejected: frozenset[tuple[int, int]]) -> None:
        if not isinstance(self.given, str):
            return
        pieces = [
            # The kind of the person, not of the place where the rule saw her: [CHILD-1] stays CHILD.
            (
                self._outside(found.start),
                self._outside(found.end),
                placeholder[1:].rpartition("-")[0],
                placeholder,
                found.rule,
                found.confidence,
            )
            for found, placeholder in zip(self.numbered, placeholders, strict=True)
        ]
        pieces += [
            (self._outside(start), self._outside(end), "AGE", band, "exact age", 0.9) for start, end, band in self._ages
        ]
        parts: list[str] = []
        position = length = 0
        for start, end, kind, placeholder, why, confidence in sorted(pieces):
            if (start, end) in rejected:
                continue
            before = self.text[position:start]
            begin = length + len(before)
            length = begin + len(placeholder)
            position = end
            parts += [before, placeholder]
            self.key.append([self.name, placeholder, begin, length, self.text[start:end]])
            self.audit.append([self.name, placeholder, kind, begin, length, start, end, why, confidence, ""])
        self.result = "".join([*parts, self.text[position:]])


def find_all(folded: str, language: str, claims: Claims, words: Sequence[TaggedWord] = ()) -> tuple[str, ...]:
    """Claim everything that points to a person; earlier rules first, then the network. Returns the languages found.

    Examples
    --------
    >>> text = "Volám sa Zuzka a bývam v Nitre."
    >>> claims = Claims(len(text))
    >>> find_all(text, "sk", claims)[0], [(found.kind, text[found.start : found.end]) for found in claims.found]
    ('sk', [('PERSON', 'Zuzka'), ('PLACE', 'Nitre')])
    """
    # Endless runs without a blank hold no identifiers that rules could tell, and patterns would crawl through them.
    folded = _LONGEST_RUN.sub(lambda match: " " * len(match[0]), folded)
    story = Story(folded)
    languages = languages_of(story.words, language)
    story = as_with_capitals(story, languages)
    claims.add_all(find_court_marks(folded))
    claims.add_all(find_fixed_forms(folded))
    claims.add_all(find_dates(folded, languages))
    claims.add_all(find_told_numbers(folded))
    told = [*find_workplaces(story, languages), *find_organisations(story, languages), *find_titles(story, languages)]
    named = joined_finds([with_tail(found, story, languages) for found in told])
    claims.add_all(
        street for street in find_streets(folded, languages) if not _inside_of_another(street, named, folded)
    )
    claims.add_all(find_formed_numbers(folded))
    claims.add_all(find_postcodes(folded, languages))
    claims.add_all(named)
    claims.add_all(list(find_places_of_addresses(folded, claims)))
    find_names(story, languages, claims)
    claims.add_all(list(find_lone_postcodes(folded, claims)))
    claims.drop(doubted(words, folded))
    claims.add_all(tagged(words, folded, languages, claims.free))
    return languages


def _inside_of_another(street: Found, named: list[Found], text: str) -> bool:
    """Kilbride Road in Kilbride Road Primary."""
    if any(character.isdigit() for character in text[street.start : street.end]):
        return False
    length = street.end - street.start
    return any(
        other.start <= street.start and street.end <= other.end and other.end - other.start > length for other in named
    )
