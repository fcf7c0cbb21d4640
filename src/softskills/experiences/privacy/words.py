"""A story as words with offsets: what is a word, where a sentence begins, which languages are in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from unicodedata import category, combining, normalize

# Word processors and French typing put narrow and unbreakable blanks into numbers.
_LOOK_ALIKE = {0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2009: " ", 0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2019: "'", 0x2018: "'", 0x02BC: "'"}  # fmt: skip
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
# Vowel signs of Arabic, Indian, Thai and Burmese scripts are part of the word, but no letters to Python.
_LETTERS = (
    r"[^\W\d_](?:[^\W\d_]|[\u064b-\u065f\u0670\u0900-\u0903\u093a-\u0963\u0981-\u0dff\u0e31-\u0e4e\u102b-\u103e])*"
)
_WORD = re.compile(rf"{_LETTERS}(?:[-']{_LETTERS})*")
_ELISION = re.compile(
    r"(?:[dlnmtscj]|qu|jusqu|lorsqu|puisqu|dell|all|nell|sull|dall|coll|un|quell|quest|bell|anch|com|dov|c|tutt|mezz|nient|senz|degl|gl)'(?=[^\W\d_])",
    re.IGNORECASE,
)
# Ada's, Ada'd, Ada'll, Madrid-born: the name alone is the word.
_SHORTENED = re.compile(r"(?:'(?:s|S|d|ll|re|ve)|(?<=[^\W\d_]{3})-(?:born|based|style|like))$")
_SUFFIX = re.compile(r"^(?:'(?:s|S|d|ll|re|ve)|-(?:born|based|style|like))(?!\w)")
_LONGEST_WORD = 80  # what is longer is no word
_ENDS = frozenset('.!?…\n\r\v\f\u2028\u2029:;¿¡•*|«“„”"([{<>»')
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms st prof sr sra srta dña sig dott ssa mme mlle mgr ing mudr judr phdr ks św sv ul avda rev lic inż hab dra ped arch avv geom rag nám pí im bł gen płk mjr abp bp".split()
)


def fold(text: str) -> tuple[str, list[int] | None]:
    r"""Make the text fit for searching: composed letters, no unseen characters, plain blanks.

    Returns
    -------
    folded : str
        What the rules read.
    positions : list of int, or None
        Where each character of it (and its end) stands in the text; None where nothing was moved.

    Examples
    --------
    >>> fold("Ame\u0301lie"), fold("Amélie")
    (('Amélie', [0, 1, 2, 4, 5, 6, 7]), ('Amélie', None))
    """
    plain = text.translate(_LOOK_ALIKE)
    if plain.isascii() or not any(combining(c) or c in _UNSEEN for c in plain):
        return plain, None
    folded: list[str] = []
    positions: list[int] = []
    i = 0
    while i < len(plain):
        if plain[i] in _UNSEEN:
            i += 1
            continue
        end = i + 1
        while end < len(plain) and end - i < 8 and combining(plain[end]):
            end += 1
        composed = normalize("NFC", plain[i:end])
        if len(composed) != 1:
            composed, end = plain[i], i + 1
        if not combining(composed):
            folded.append(composed)
            positions.append(i)
        i = end
    positions.append(len(plain))
    return "".join(folded), positions


def bare(word: str) -> str:
    """Lower case without marks, for looking up: names are written with and without them.

    Examples
    --------
    >>> bare("Łukasz"), bare("Zoë"), bare("Søren")
    ('lukasz', 'zoe', 'soren')
    """
    lower = word.casefold()
    if lower.isascii():
        return lower
    letters = "".join(c for c in normalize("NFD", lower) if category(c) != "Mn")
    return letters.translate({ord("ł"): "l", ord("ø"): "o", ord("đ"): "d", ord("ı"): "i", ord("æ"): "ae"})


@dataclass(slots=True)
class Word:
    """One word of a story."""

    text: str
    start: int
    end: int
    first: bool = False  # the sentence, line or quotation begins here: a capital says nothing

    @property
    def capital(self) -> bool:
        """Begins with a capital."""
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        """All capitals, two at least."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def lower(self) -> str:
        """In small letters."""
        return self.text.lower()


class Story:
    """The words of a text, and what stands between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Word] = []
        for match in _WORD.finditer(text):
            if match.end() - match.start() > _LONGEST_WORD:
                continue
            self._add(match[0], match.start())
        self._find_beginnings()

    def _add(self, word: str, start: int) -> None:
        elision = _ELISION.match(word) if "'" in word else None
        inside = bool(self.words) and self.text[self.words[-1].end : start].strip(" ,-") == ""
        if elision and not (word[0].isupper() and word[elision.end()].isupper() and elision.end() == 2 and inside):
            self.words.append(Word(word[: elision.end() - 1], start, start + elision.end() - 1))
            self._add(word[elision.end() :], start + elision.end())
            return
        word = _SHORTENED.sub("", word) or word
        self.words.append(Word(word, start, start + len(word)))

    def gap(self, i: int) -> str:
        """What stands between word ``i - 1`` and word ``i``."""
        before = self.words[i - 1].end if i else 0
        gap = self.text[before : self.words[i].start] if i < len(self.words) else self.text[before:]
        return _SUFFIX.sub("", gap) if gap[:1] in {"'", "-"} else gap

    def _find_beginnings(self) -> None:
        for i, word in enumerate(self.words):
            gap = self.gap(i)
            if i == 0:
                word.first = True
            elif gap == " ":
                continue
            elif gap in {". ", "."}:
                before = self.words[i - 1]
                initial = len(before.text) == 1 and before.text.isupper() and word.lower not in FUNCTION_WORDS
                word.first = not (initial or before.lower in _ABBREVIATIONS)
            elif len(gap) > 200 or any(c in _ENDS for c in gap):
                word.first = True
            else:
                dash = gap.strip() in {"-", "—", "–"} and gap.strip() == gap.lstrip()
                other = any(not (c.isspace() or c.isdigit() or c in ",'-–—/&+.)%’_=#@°º") for c in gap)
                word.first = other or (dash and "\n" in gap)

    @cached_property
    def starts(self) -> list[int]:
        """Offset of every word, in order."""
        return [word.start for word in self.words]

    def at(self, position: int) -> int:
        """Index of the first word that begins at or after the position."""
        return bisect_right(self.starts, position - 1)


_MARKS = {
    "nb": "i og jeg ikke det er på som å med til av har vi han hun den var fra hadde min mitt mine da så også etter når ble skal kan ville noe ham henne deg meg",
    "es": "y que el la los las no un una por con para mi su lo se más pero como yo muy también cuando era había del estaba tengo fue porque mis sus esto nos",
    "it": "e che il la di non un una per con mi è sono ho ma come anche più della del nel mio mia lo gli quando era aveva perché alla dei le questo poi",
    "fr": "et que le la les des je ne pas un une pour avec dans est mon ma mes il elle sur au aux du c'est j'ai était mais plus qui nous vous très quand avait",
    "sk": "a som že sa na je to v s ako aj mi bola bol mám ale ja keď pre už len sme ma si tak potom veľmi moja môj mal mala do od pri",
    "en": "the and to of a in is was i it that my he she for with on had not but her his they you we at this have were when from be as so me",
    "pl": "i nie się w na z że do to jest ja jak mam ale mi od przez był była tak po już za co dla moja mój miała kiedy też tylko bardzo mnie są",
    "uk": "і й та не що в у на з я до це мене мій моя він вона але як мені за ми було був була коли",
    "ar": "و في من على أن إلى هذا أنا كان مع لا ما",
}  # fmt: skip
_MARK_SETS = {language: frozenset(words.split()) for language, words in _MARKS.items()}
_ALIKE = {"nn": "nb", "da": "nb", "sv": "nb", "cs": "sk", "ca": "es", "gl": "es", "ru": "uk"}


def languages_of(words: Sequence[Word], declared: str) -> tuple[str, ...]:
    """Languages whose words are in the text: what was declared first, then by function words.

    Examples
    --------
    >>> languages_of(Story("Jeg er her, and I am happy that we have the time and the food.").words, "nb")
    ('nb', 'en')
    """
    lower = [word.lower for word in words[:2000]]
    counts = {language: sum(word in marks for word in lower) for language, marks in _MARK_SETS.items()}
    mine = _ALIKE.get(declared, declared)
    best = mine if mine in _MARK_SETS else max(counts, key=lambda language: counts[language])
    # Others count by what the first language does not share with them: "a" and "in" are in half of Europe.
    own = {
        language: sum(word in marks and word not in _MARK_SETS[best] and word not in _SHARED for word in lower)
        for language, marks in _MARK_SETS.items()
    }
    found = [best] if counts[best] else []
    found += [
        language
        for language, count in sorted(own.items(), key=lambda item: -item[1])
        if count >= 3 and count * 6 >= counts[best]
    ]
    order = [mine, *found] if mine in _MARK_SETS or not found else found
    if mine not in _MARK_SETS and counts[best] < 3:  # too little to tell: all seven, the likelier first
        order = sorted(("nb", "es", "it", "fr", "sk", "en", "pl"), key=lambda language: -counts[language])
        return tuple(dict.fromkeys([*([mine] if mine else []), *order]))
    return tuple(dict.fromkeys(code for code in order if code))[:4]


_SHARED = frozenset(
    word for marks in _MARK_SETS.values() for word in marks if sum(word in other for other in _MARK_SETS.values()) > 1
)
FUNCTION_WORDS = frozenset(word for marks in _MARK_SETS.values() for word in marks)


@lru_cache(maxsize=1000)
def function_words(languages: tuple[str, ...]) -> frozenset[str]:
    """Small words of these languages; of all where none is known.

    Examples
    --------
    >>> "mia" in function_words(("it",)), "mia" in function_words(("nb",))
    (True, False)
    """
    mine = [_MARK_SETS[code] for code in (_ALIKE.get(code, code) for code in languages) if code in _MARK_SETS]
    return frozenset().union(*mine) if mine else FUNCTION_WORDS


def key(word: str) -> str:
    """Look-up form: without marks, but with them where the word is so short that little else is left.

    Examples
    --------
    >>> key("Ål"), key("Łódź"), key("Zoé")
    ('ål', 'lodz', 'zoé')
    """
    return word.casefold() if len(word) <= 3 else bare(word)


def words_in(text: str) -> frozenset[str]:
    """Blank-separated words as a set.

    Examples
    --------
    >>> sorted(words_in("a b"))
    ['a', 'b']
    """
    return frozenset(text.split())


def joined(groups: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first.

    Examples
    --------
    >>> joined(["a", "abc"])
    'abc|a'
    """
    return "|".join(sorted((re.escape(group) for group in groups), key=len, reverse=True))
