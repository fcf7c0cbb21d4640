"""Who is who: the same person, place or number gets the same placeholder, also in another case or by first name only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from softskills.experiences.privacy.found import PERSONS, Found
from softskills.experiences.privacy.inflection import basic_forms, first_name_form, place_form, surname_form
from softskills.experiences.privacy.lists import INFLECTING, lists
from softskills.experiences.privacy.words import Story, bare, key

PLACEHOLDER = re.compile(r"\[([A-Z]{2,20}(?:-[A-Z]{2,20})*)-(\d{1,6})\]")


@dataclass
class _Identity:
    keys: list[frozenset[str]]
    kind: str
    placeholder: str = ""
    values: set[str] = field(default_factory=set)


@lru_cache(maxsize=20_000)
def _keys(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Basic forms by which two words are known to be the same name."""
    plain = key(word)
    listed = first_name_form(word, languages) or surname_form(word, languages)
    if listed:
        return frozenset({listed, plain} if plain in lists().first_names else {listed})
    return frozenset(form for form in basic_forms(word, languages) if len(form) > 2) or frozenset({plain})


def _same(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    """Whether every word of the shorter name is in the longer."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return all(any(key & its for its in long) for key in short)


class Register:
    """Placeholders of one participant.

    Parameters
    ----------
    taken : mapping of str to int
        Highest number in use for every kind, from placeholders that are in the texts already.

    Examples
    --------
    >>> register = Register({"CHILD": 2})
    >>> text = "Ahmed Yusuf kom. Min sønn Ahmed lo."
    >>> story = [Found(0, 11, "PERSON", ""), Found(26, 31, "CHILD", "")]
    >>> register.name([(text, story, ("nb",))])
    [['[CHILD-3]', '[CHILD-3]']]
    """

    def __init__(self, taken: Mapping[str, int]) -> None:
        self._numbers = dict(taken)
        self._persons: list[_Identity] = []
        self._others: dict[str, list[_Identity]] = {}

    def name(self, stories: Iterable[tuple[str, Sequence[Found], tuple[str, ...]]]) -> list[list[str]]:
        """Placeholder of every find, story by story; the finds of a story in the order of the text."""
        identities: list[list[_Identity]] = []
        stories = list(stories)
        for text, found, languages in stories:
            mine: dict[int, _Identity] = {}
            words = [
                [
                    word.text
                    for word in Story(text[one.start : one.end]).words
                    if word.text[0].isupper() or len(word.text) > 3 or len(one.kind) == 0
                ]
                or [text[one.start : one.end]]
                for one in found
            ]
            # Full names first, so that "Ahmed" finds "Ahmed Yusuf".
            for i in sorted(
                (i for i, one in enumerate(found) if one.kind in PERSONS), key=lambda i: (-len(words[i]) > -2, i)
            ):
                mine[i] = self._person(
                    [_keys(word, languages) for word in words[i]], found[i], words[i], languages, text
                )
            for i, one in enumerate(found):
                if one.kind not in PERSONS:
                    mine[i] = self._other(text[one.start : one.end], one.kind, languages)
            identities.append([mine[i] for i in range(len(found))])
        result = []
        for row in identities:
            for identity in row:
                if not identity.placeholder:
                    number = self._numbers[identity.kind] = self._numbers.get(identity.kind, 0) + 1
                    identity.placeholder = f"[{identity.kind}-{number}]"
            result.append([identity.placeholder for identity in row])
        return result

    def _person(
        self, keys: list[frozenset[str]], found: Found, words: list[str], languages: tuple[str, ...], text: str
    ) -> _Identity:
        match = next((other for other in reversed(self._persons) if _same(keys, other.keys)), None)
        if (
            match is None
            and len(keys) == 1
            and INFLECTING & set(languages)
            and found.start
            and text[found.start - 2 : found.start - 1] not in {".", "!", "?", "\n"}
        ):
            # Peter and Petra in "vidím Petra": a case, unless Petra begins a sentence somewhere
            forms = frozenset(
                form
                for form in basic_forms(words[0], languages)[1:]
                if form in lists().first_names and form[-1:] not in "aeio"
            )
            match = next(
                (other for other in reversed(self._persons) if len(other.keys) == 1 and other.keys[0] & forms), None
            )
        if match is None:
            match = _Identity(keys, found.kind)
            self._persons.append(match)
        if match.kind == "PERSON" and not match.placeholder:
            match.kind = found.kind
        if len(keys) > len(match.keys):
            match.keys = keys
        return match

    def _other(self, value: str, kind: str, languages: tuple[str, ...]) -> _Identity:
        if kind == "PLACE":
            form = place_form(value, languages)
            keys = frozenset({form}) if form else frozenset(basic_forms(value, languages))
        elif kind in {"PHONE", "CARD", "ACCOUNT", "NATIONAL-ID", "IBAN"}:
            keys = frozenset({re.sub(r"\W", "", value).casefold()})
        else:
            keys = frozenset({" ".join(re.findall(r"\w+", bare(value))) or value})
        group = self._others.setdefault(kind, [])
        match = next((other for other in group if other.keys[0] & keys), None)
        if match is None:
            match = _Identity([keys], kind)
            group.append(match)
        return match


def numbers_taken(texts: Iterable[str]) -> dict[str, int]:
    """Highest number of every kind of placeholder in the texts.

    Examples
    --------
    >>> numbers_taken(["[CHILD-1] og [CHILD-3]", "[PLACE-2]"])
    {'CHILD': 3, 'PLACE': 2}
    """
    taken: dict[str, int] = {}
    for text in texts:
        for match in PLACEHOLDER.finditer(text):
            taken[match[1]] = max(taken.get(match[1], 0), int(match[2]))
    return taken
