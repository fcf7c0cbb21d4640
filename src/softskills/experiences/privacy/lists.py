"""Names, places and everyday words: what the lists of this package and the dictionaries of simplemma know.

No library that runs offline, under a permissive licence and in all seven languages finds names: spaCy has no
Slovak, Stanza and the transformer models fetch their weights from a hub at run time, Polyglot is GPL, and the
trained ones know few Somali or Tigrinya names. So the names come from lists written for this package, and the
decision from what a capital means in each language: a word with a capital inside a sentence that no dictionary
has in small letters is a name. The dictionaries are those of simplemma (MIT), which is a dependency anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, product

from softskills.experiences.privacy.words import bare, key, words_in
from softskills.resources import resource

INFLECTING = frozenset({"sk", "pl", "uk", "cs", "ru"})
# Roles that are other words without their marks: mala "had", bebe "drinks", muza "muse".
_OTHER_WORDS = words_in("mala male malu maleho malej bebe muza druha tia pepe papa meme mami ano aines petit me pes")
_NO_WORDS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Lists:
    """The packaged lists, looked up without capitals and marks."""

    first_names: dict[str, frozenset[str]]  # name -> languages in which it is an everyday word too
    at_home: dict[str, frozenset[str]]  # name -> where it is usual
    surnames: frozenset[str]
    places: dict[str, bool]  # place -> whether it is a word or a name too
    long_places: dict[str, tuple[tuple[str, ...], ...]]  # first three letters -> places of several words
    exact: frozenset[str]  # names and places as they are written, in small letters
    kept: dict[str, frozenset[str]]  # word or phrase that stays -> in these languages only, if any
    kept_beginnings: dict[str, tuple[str, ...]]  # three letters -> beginnings of words that stay
    kept_nobody: frozenset[str]  # brands, services, countries among them
    kept_offices: frozenset[str]  # services among them
    longest_kept: dict[str, int]  # first word -> most words of a phrase
    roles: dict[str, dict[str, str]]  # word -> language -> role
    plain_roles: dict[str, dict[str, str]]  # the same, typed without marks: corka, soeur, dcera
    everyday: dict[str, frozenset[str]]  # language -> words that its dictionary lacks
    verbs: dict[str, frozenset[str]]  # language -> what persons do


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a packaged list, short ones filled up with empty cells.

    Examples
    --------
    >>> next(rows("surnames.tsv"))[:2]
    ['Aakre', 'no']
    """
    for line in (resource("data/privacy") / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [*line.split("\t"), "", ""]


@cache
def lists() -> Lists:
    """Read the lists, once.

    Examples
    --------
    >>> known = lists()
    >>> "amina" in known.first_names, known.first_names["rosa"] >= {"es", "it"}, "nav" in known.kept
    (True, True, True)
    """
    first_names, at_home, places, exact = _names()
    long_places: dict[str, list[tuple[str, ...]]] = {}
    for place in places:
        if " " in place:
            long_places.setdefault(place[:3], []).append(tuple(place.split(" ")))
    kept, beginnings, nobody, offices = _kept()
    longest: dict[str, int] = {}
    for phrase in kept:
        parts = phrase.split(" ")
        longest[parts[0]] = max(longest.get(parts[0], 1), len(parts))
    roles: dict[str, dict[str, str]] = {}
    plain_roles: dict[str, dict[str, str]] = {}
    for row in rows("roles.tsv"):
        roles.setdefault(row[0], {})[row[1]] = row[2]
        if bare(row[0]) != row[0] and bare(row[0]) not in _OTHER_WORDS:
            plain_roles.setdefault(bare(row[0]), {})[row[1]] = row[2]
    return Lists(
        first_names,
        at_home,
        frozenset(bare(row[0]) for row in rows("surnames.tsv")),
        places,
        {letters: tuple(sorted(group, key=len, reverse=True)) for letters, group in long_places.items()},
        exact,
        kept,
        {letters: tuple(group) for letters, group in beginnings.items()},
        nobody,
        offices,
        longest,
        roles,
        plain_roles,
        _by_language("everyday.tsv"),
        _by_language("verbs.tsv"),
    )


def _names() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], dict[str, bool], frozenset[str]]:
    """First names and where these are words, where they are usual, places, and all as they are written."""
    first_names: dict[str, frozenset[str]] = {}
    exact: set[str] = set()
    at_home: dict[str, frozenset[str]] = {}
    for row in rows("first_names.tsv"):
        at_home[key(row[0])] = at_home.get(key(row[0]), frozenset()) | words_in(row[1])
        first_names[key(row[0])] = first_names.get(key(row[0]), frozenset()) | words_in(row[2])
        exact.add(row[0].lower())
    places: dict[str, bool] = {}
    for row in rows("places.tsv"):
        places[key(row[0])] = row[2] == "word"
        exact.add(row[0].lower())
    for row in rows("other_scripts.tsv"):
        exact.add(row[0].lower())
        if row[1] == "place":
            places[key(row[0])] = False
        else:
            first_names.setdefault(key(row[0]), frozenset())
    return first_names, at_home, places, frozenset(exact)


def _kept() -> tuple[dict[str, frozenset[str]], dict[str, list[str]], frozenset[str], frozenset[str]]:
    """What stays and in which languages, beginnings of such words by three letters, what is nobody's name, services."""
    kept: dict[str, frozenset[str]] = {}
    nobody: set[str] = set()
    offices: set[str] = set()
    beginnings: dict[str, list[str]] = {}
    for row in rows("keep.tsv"):
        word = row[0].lower()
        if "*" in word:
            word = word.replace("*", "")
            beginnings.setdefault(word[:3], []).append(word)
        kept[word] = words_in(row[2])
        if "'s " in word:
            kept[word.replace("'s ", " ")] = words_in(row[2])  # as Story cuts words: Carer's Allowance
        if row[1] in {"brand", "org", "country", "people", "illness"}:
            nobody.add(word)
        if row[1] == "org":
            offices.add(word)
    return kept, beginnings, frozenset(nobody), frozenset(offices)


def _by_language(name: str) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for row in rows(name):
        words.setdefault(row[1], set()).add(row[0])
    return {language: frozenset(group) for language, group in words.items()}


@lru_cache(maxsize=16)
def _dictionary(language: str) -> Mapping[str, str]:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    try:
        return DefaultDictionaryFactory().get_dictionary(language)  # type: ignore[no-any-return]
    except ValueError:  # a language that simplemma does not have
        return _NO_WORDS


@lru_cache(maxsize=200_000)
def is_everyday(word: str, languages: tuple[str, ...]) -> bool:
    """Whether a dictionary of one of the languages has the word in small letters.

    Examples
    --------
    >>> is_everyday("Skolen", ("nb",)), is_everyday("Tigist", ("nb",)), is_everyday("Ungdomsskolens", ("nb",))
    (True, False, True)
    """
    lower = word.lower()
    for language in languages:
        words = _dictionary(language)
        if lower in words or lower in lists().everyday.get(language, ()):
            return True
        if language == "nb" and (_is_compound(lower, words) or (lower[-1:] == "s" and lower[:-1] in words)):
            return True
    if "-" in lower:
        return all(is_everyday(part, languages) for part in lower.split("-") if part)
    return False


_MARKED = {
    "pl": {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"},
    "sk": {"a": "áä", "c": "č", "d": "ď", "e": "é", "i": "í", "l": "ľĺ", "n": "ň", "o": "óô", "r": "ŕ", "s": "š", "t": "ť", "u": "ú", "y": "ý", "z": "ž"},
    "es": {"a": "á", "e": "é", "i": "í", "n": "ñ", "o": "ó", "u": "úü"},
    "it": {"a": "à", "e": "èé", "i": "ì", "o": "ò", "u": "ù"},
    "fr": {"a": "àâ", "c": "ç", "e": "éèêë", "i": "îï", "o": "ô", "u": "ùûü"},
    "nb": {"a": "å", "o": "ø"},
}  # fmt: skip
_MOST_MARKS = 3


@lru_cache(maxsize=50_000)
def known_without_marks(word: str, language: str) -> bool:
    """Whether a dictionary has the word with marks that are left out here: dziekuje, prosbe.

    Examples
    --------
    >>> known_without_marks("dziekuje", "pl"), known_without_marks("zzz", "pl")
    (True, False)
    """
    marked = _MARKED.get(language, {})
    words = _dictionary(language)
    places = [i for i, letter in enumerate(word) if letter in marked]
    if not word.isascii() or len(word) > _LONGEST_UNMARKED:
        return False
    for count in range(1, _MOST_MARKS + 1):
        for chosen in combinations(places, count):
            for letters in product(*(marked[word[i]] for i in chosen)):
                written = list(word)
                for i, letter in zip(chosen, letters, strict=True):
                    written[i] = letter
                if "".join(written) in words:
                    return True
    return False


_LONGEST_UNMARKED = 18


def _is_compound(word: str, words: Mapping[str, str]) -> bool:
    if not 8 <= len(word) <= 40:
        return False
    for i in range(4, len(word) - 3):
        if word[i:] in words and (word[:i] in words or (word[i - 1] in "se" and word[: i - 1] in words)):
            return True
    return False


@lru_cache(maxsize=50_000)
def proper_lemma(word: str) -> str:
    """Basic form of a Polish name or place, where the dictionary has it with a capital; else empty.

    Examples
    --------
    >>> proper_lemma("Zosią"), proper_lemma("Krakowie"), proper_lemma("zzz")
    ('Zosia', 'Kraków', '')
    """
    words = _dictionary("pl")
    capital = word[:1].upper() + word[1:].lower()
    return words.get(capital, "")


@lru_cache(maxsize=100_000)
def basic_word(word: str, languages: tuple[str, ...]) -> str:
    """Basic form of an everyday word in the first language that has it; the word itself where none does.

    Examples
    --------
    >>> basic_word("arrose", ("fr",)), basic_word("prawnikiem", ("pl",)), basic_word("zzz", ("pl",))
    ('arroser', 'prawnik', 'zzz')
    """
    lower = word.lower()
    return next((lemma for language in languages if (lemma := _dictionary(language).get(lower))), lower)


@lru_cache(maxsize=100_000)
def role_of(word: str, languages: tuple[str, ...]) -> str:
    """Role that a word of kinship, a title or a trade gives to the name beside it; empty where none.

    Slovak and Polish words count in every case, and words typed without marks unless they are another word then.

    Examples
    --------
    >>> role_of("sønn", ("nb",)), role_of("hija", ("es",)), role_of("bord", ("nb",))
    ('CHILD', 'CHILD', '')
    >>> role_of("nauczycielkami", ("pl",)), role_of("ucitelka", ("sk",))
    ('TEACHER', 'TEACHER')
    """
    lower = word.lower()
    known = lists()
    found = known.roles.get(lower, {})
    for language in languages:
        if language in found:
            return found[language]
    plain = known.plain_roles.get(lower, {})
    for language in languages:
        if language in plain:
            return plain[language]
        if language in INFLECTING and " " not in lower:
            lemma = basic_word(lower, (language,))
            if language in known.roles.get(lemma, {}) and not lemma.endswith(_NO_NOUNS):
                return known.roles[lemma][language]
    return ""


_NO_NOUNS = ("ć", "ť", "ý", "í", "y", "i")  # verbs and adjectives: the small one, the middle school
