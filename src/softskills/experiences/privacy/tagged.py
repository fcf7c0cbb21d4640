"""What is made of the words that the network holds for identifying: finds beside those of the rules, and doubts about these."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from softskills.experiences.privacy.dates import follows_birth, is_feast
from softskills.experiences.privacy.found import PERSONS, Found
from softskills.experiences.privacy.kept import kept_length
from softskills.experiences.privacy.lists import is_everyday
from softskills.experiences.privacy.tagger import NAMES, Word
from softskills.experiences.privacy.words import FUNCTION_WORDS, function_words, key

_APART = frozenset({"PERSON", "PLACE"})  # a comma between two of them parts them
_STAYING = frozenset(NAMES) - {"STREET"}
_WITH_SMALL_WORDS = frozenset({"STREET", "CASE"})
_NEAR = re.compile(r"[ '’-]|\. ")
_FAR = re.compile(r"[ '’./&-]{1,3}|, ")
# Probability from which on a word is replaced: (with a capital, in a dictionary), chosen on texts that training had not seen.
_FROM = {(False, False): 0.5, (False, True): 0.85, (True, False): 0.4, (True, True): 0.7}
_FROM_DIGITS = 0.7
_FROM_ELSEWHERE = 0.1  # where the same word is certainly a name at another place of the text
_CERTAIN = 0.97
_MOST_DOUBTED = 0.95  # confidence of a rule up to which the network may say no
_NONE = 0.01
_SHORTEST_ELSEWHERE = 3


def tagged(
    words: Sequence[Word], text: str, languages: tuple[str, ...], free: Callable[[int, int], bool]
) -> list[Found]:
    """Finds of those words that are probable enough and free, neighbours of one kind together.

    Countries, brands and services that stay by the lists must be as good as certain, and a word that dictionaries have more certain than
    one that none has; a word that is certainly a name at one place of the text needs little at the others.
    """
    small = function_words(languages)
    certain = {
        key(text[word.start : word.end])
        for word in words
        if word.kind in _APART and word.probability >= _CERTAIN and word.end - word.start >= _SHORTEST_ELSEWHERE
    } - small
    groups: list[list[Word]] = []
    for word in words:
        written = text[word.start : word.end]
        least = _FROM_ELSEWHERE if key(written) in certain else _least(written, languages, word.probability)
        if word.probability < least or not free(word.start, word.end):
            continue
        last = groups[-1][-1] if groups else None
        between = text[last.end : word.start] if last else ""
        if last and last.kind == word.kind and (_NEAR if word.kind in _APART else _FAR).fullmatch(between):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        _found(group, text)
        for group in groups
        if not (
            _is_no_date(group, text, languages, small)
            if group[0].kind == "DATE"
            else _stays(group, text, languages) or _is_a_crumb(group, text, small, free)
        )
    ]


def doubted(words: Sequence[Word], text: str) -> Callable[[Found], bool]:
    """Whether a name that a rule found is as good as certainly none to the network, wherever it stands in the text.

    Examples
    --------
    >>> nobody = doubted([Word(0, 4, "PERSON", 0.001)], "Takk for sist")
    >>> nobody(Found(0, 4, "PERSON", "capital", 0.7)), nobody(Found(0, 4, "PERSON", "added by hand", 1.0))
    (True, False)
    """
    starts = [word.start for word in words]
    ends = [word.end for word in words]
    highest: dict[str, float] = {}
    for word in words:
        name = key(text[word.start : word.end])
        highest[name] = max(highest.get(name, 0), word.probability)

    def decide(found: Found) -> bool:
        if found.confidence > _MOST_DOUBTED or found.kind not in _STAYING | PERSONS:
            return False
        own = words[bisect_right(ends, found.start) : bisect_left(starts, found.end)]
        return bool(own) and max(highest[key(text[word.start : word.end])] for word in own) < _NONE

    return decide


def _least(written: str, languages: tuple[str, ...], probability: float) -> float:
    if written.isdigit():
        return _FROM_DIGITS
    if probability < min(_FROM.values()):
        return 1.0  # whatever a dictionary says
    return _FROM[written[0].isupper(), is_everyday(written, languages)]


def _stays(group: Sequence[Word], text: str, languages: tuple[str, ...]) -> bool:
    """A country, a brand, a service, unless the network is certain."""
    written = tuple(text[word.start : word.end] for word in group)
    return (
        group[0].kind in _STAYING
        and max(word.probability for word in group) < _CERTAIN
        and kept_length(written, languages) == len(written)
    )


def _is_no_date(group: Sequence[Word], text: str, languages: tuple[str, ...], small: frozenset[str]) -> bool:
    """A feast, unless somebody was born on it; a month or weekday alone; a lone number."""
    written = [text[word.start : word.end] for word in group]
    digits = sum(word.isdigit() for word in written)
    told = _told(group, text, small)
    feast = is_feast(" ".join(told)) and not follows_birth(text, group[0].start)
    month = not digits and all(kept_length((word,), languages) for word in written)
    return feast or month or (digits < 2 and _says_little(told))


def _is_a_crumb(group: Sequence[Word], text: str, small: frozenset[str], free: Callable[[int, int], bool]) -> bool:
    """Small words and single letters that nothing was found beside."""
    start, end, kind = group[0].start, group[-1].end, group[0].kind
    told = _told(group, text, small)
    if kind in _WITH_SMALL_WORDS or not _says_little(told):
        return False
    nothing_beside = free(max(0, start - 2), start) and free(end, end + 2)
    return nothing_beside or (kind in _APART and not told)


def _told(group: Sequence[Word], text: str, small: frozenset[str]) -> list[str]:
    """The words that are not small, in this language, or in another unless the network is certain."""
    return [
        written
        for word in group
        if (written := text[word.start : word.end]).lower() not in small
        and (word.probability >= _CERTAIN or written.lower() not in FUNCTION_WORDS)
    ]


def _says_little(told: Sequence[str]) -> bool:
    return all(len(word) == 1 or word.isdigit() for word in told)


def _found(group: Sequence[Word], text: str) -> Found:
    first, last = group[0], group[-1]
    initial = last.kind == "PERSON" and last.end - last.start == 1 and text[last.end : last.end + 1] == "."
    confidence = round(max(word.probability for word in group), 2)
    return Found(first.start, last.end + initial, first.kind, "read as a name by the network", confidence)
