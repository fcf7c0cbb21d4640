"""Words that say that a name is one of a school, an institution or a workplace: skole, przedszkol*, casa di riposo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from softskills.experiences.privacy.lists import is_everyday, rows
from softskills.experiences.privacy.words import bare

_LONGEST_ENDING = 6


class Head(NamedTuple):
    """Kind of the organisation, words that say so; both empty where none do."""

    kind: str = ""
    length: int = 0
    alone: bool = False  # a name by itself: ULB


class _Entry(NamedTuple):
    parts: tuple[str, ...]  # without marks; "*" at the end of one: any ending
    language: str
    kind: str
    flag: str  # "capital": only with a capital; "letters": only where all are capitals


@cache
def _entries() -> dict[str, tuple[_Entry, ...]]:
    """By the first two letters, the longest first."""
    groups: dict[str, list[_Entry]] = {}
    for word, language, kind, flag, *_ in rows("organisations.tsv"):
        parts = tuple(bare(part) for part in word.split(" "))
        groups.setdefault(parts[0][:2], []).append(_Entry(parts, language, kind, flag))
    return {letters: tuple(sorted(group, key=lambda e: -len(e.parts))) for letters, group in groups.items()}


def head_at(words: Sequence[str], languages: tuple[str, ...]) -> Head:
    """Kind of organisation that the words begin with.

    Parameters
    ----------
    words : sequence of str
        As they stand in the text, the first and up to two more.
    languages : tuple of str
        Of the story. A word of another language counts where no dictionary of these has it.

    Examples
    --------
    >>> head_at(["szpitalu", "Bielańskim"], ("pl",))[:2], head_at(["casa", "di", "riposo"], ("it",))[:2]
    (('INSTITUTION', 1), ('INSTITUTION', 3))
    >>> head_at(["casa", "di", "Anna"], ("it",)).kind, head_at(["Casa", "Serena"], ("it",)).kind
    ('', 'INSTITUTION')
    """
    return _head_at(tuple(words[:3]), languages)


@lru_cache(maxsize=50_000)
def _head_at(words: tuple[str, ...], languages: tuple[str, ...]) -> Head:
    plain = [bare(word) for word in words]
    foreign = Head()
    for entry in _entries().get(plain[0][:2], ()):
        if len(entry.parts) > len(plain) or not all(map(_is, entry.parts, plain)):
            continue
        short = len(words[0]) <= 4 and len(entry.parts) == 1 and not entry.parts[0].endswith("*")
        if short and entry.parts[0] in _LETTERS and not words[0].isupper():
            continue
        if (entry.flag == "capital" and not words[0][0].isupper()) or (
            entry.flag in {"letters", "name"} and not words[0].isupper()
        ):
            continue
        if entry.language in languages:
            return Head(entry.kind, len(entry.parts), entry.flag == "name")
        if not foreign.kind and (len(plain[0]) > 4 or words[0].isupper()) and not is_everyday(words[0], languages):
            foreign = Head(entry.kind, len(entry.parts))
    return foreign


def _is(part: str, word: str) -> bool:
    if part[-1:] != "*":
        return part == word
    return word.startswith(part[:-1]) and len(word) - len(part) < _LONGEST_ENDING


_LETTERS = frozenset(
    "vgs sfo dps ceip ies cepa epa cra cp cfa eoi eei cpr cpi ic itis itc itt cpia cfp ctp rsa rsu ong ampa ass aps odv "
    "cefa ipes eps chu chr chc mrs mrpa zs ms sos ss zus cvc oa oz sp lo zsp zso sosw zol zpo".split()
)
