"""Names typed in small letters, as on a phone, and names in scripts that have no capitals."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.experiences.privacy.context import MINE, place_evidence, role_before, role_in
from softskills.experiences.privacy.found import PERSONS, Claims, Found
from softskills.experiences.privacy.inflection import first_name_form, place_form, surname_form
from softskills.experiences.privacy.kept import is_kept
from softskills.experiences.privacy.lists import (
    INFLECTING,
    basic_word,
    is_everyday,
    known_without_marks,
    lists,
    proper_lemma,
)
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, key, words_in

_SURNAMED = words_in("pan pana panu panem pani panią paní pán pána pánovi pánom madame monsieur mme mr mrs dr señora señor signora signor fru herr doktor doktorka")  # fmt: skip
_SHORTEST = 3
_GREEK = "\u0370"  # where the scripts other than Latin begin
_OTHER_WORDS = frozenset({"maja"})  # of May; Maja is told by her mother's word before her
# Where names are usual whose languages they are: these the list itself says to be words or not.
_COUNTRIES = {"nb": words_in("no"), "es": words_in("es latam"), "it": words_in("it"), "fr": words_in("fr-be"), "sk": words_in("sk"), "pl": words_in("pl"), "en": words_in("en")}  # fmt: skip


def small_names(story: Story, languages: tuple[str, ...], claims: Claims) -> Iterator[Found]:
    """Yield names in small letters that are nothing else, or that a word of kinship stands beside.

    Examples
    --------
    >>> story = Story("moja corka ola i syn kuba, w olsztynie")
    >>> [story.text[found.start : found.end] for found in small_names(story, ("pl",), Claims(40))]
    ['ola', 'kuba', 'olsztynie']
    """
    casual = _is_casual(story)
    told: set[str] = set()
    seen: set[int] = set()
    for i, word in enumerate(story.words):
        if not claims.free(word.start, word.end):
            continue
        if word.capital:
            if word.text[0] > _GREEK and _stands_alone(story, i) and languages[0] in _LATIN:
                yield Found(word.start, word.end, "PERSON", "word in another script", 0.6)
            continue
        if word.text[0] > "\u0580":
            yield from _caseless(story, i, languages)
            continue
        found = _small_name(story, i, languages, casual=casual) or _small_place(story, i, languages)
        if found:
            if found.kind in PERSONS:
                told.add(word.text)
                seen.add(i)
            yield found
    if casual:  # the name alone, where it was told before whose it is
        for i, word in enumerate(story.words):
            if word.text in told and i not in seen:
                yield Found(word.start, word.end, "PERSON", "name elsewhere in the story", 0.7)


def _is_casual(story: Story) -> bool:
    """Whether sentences begin with small letters."""
    firsts = [word for word in story.words if word.first and word.text[0].isalpha()]
    return bool(firsts) and sum(not word.capital for word in firsts) * 2 > len(firsts)


def _small_name(story: Story, i: int, languages: tuple[str, ...], *, casual: bool) -> Found | None:  # noqa: PLR0911 - one question after another
    word = story.words[i]
    text, plain = word.text, key(word.text)
    if len(text) < _SHORTEST or role_in(text, languages) or text in FUNCTION_WORDS or text in MINE:
        return None
    names = lists().first_names
    listed = plain in names
    mine = (
        casual
        and not is_kept(text, languages)
        and text not in _OTHER_WORDS
        and text in lists().exact
        and bool(
            lists().at_home.get(plain, frozenset()) & _COUNTRIES.get(languages[0] if languages else "", frozenset())
        )
    )
    everyday = is_everyday(text, languages) and not (mine and len(text) > _SHORTEST)
    flagged = bool(names.get(plain, frozenset()) & {*languages, "en"})
    role, before = role_before(story, i, languages)
    kind = role if role in PERSONS else "PERSON"
    if (
        listed
        and not everyday
        and not flagged
        and not ((casual or not role) and is_kept(text, languages))
        and not _lacks_marks(text, languages)
        and (len(text) > _SHORTEST or role or casual)
    ):
        return Found(word.start, word.end, kind, "first name of the list in small letters", 0.7)
    if (
        casual
        and len(text) > _SHORTEST
        and not everyday
        and INFLECTING & set(languages[:1])
        and (proper_lemma(text) if languages[0] == "pl" else _of_somebody(story, i))
    ):
        form = first_name_form(text, languages[:1])
        home = _COUNTRIES.get(languages[0], frozenset()) & lists().at_home.get(form, frozenset())
        if home and len(form) > _SHORTEST and text[:_SHORTEST] == form[:_SHORTEST] and not is_kept(text, languages):
            return Found(word.start, word.end, kind, "form of a first name in small letters", 0.6)
    if not role or i == 0 or story.gap(i) != " " or story.words[i - 1].lower in FUNCTION_WORDS:
        return None
    beside = story.words[i - 1].lower == before or role == "NAMED"
    if not beside or flagged or _is_verb(text, languages):
        return None
    if listed and (len(text) > _SHORTEST or not everyday):
        return Found(word.start, word.end, kind, "first name in small letters after a word of kinship", 0.7)
    inflected = INFLECTING & set(languages[:1]) and len(text) > _SHORTEST
    if inflected and first_name_form(text, languages[:1]) and (not everyday or proper_lemma(text)):
        return Found(word.start, word.end, kind, "form of a first name after a word of kinship", 0.65)
    if before in _SURNAMED and not everyday and surname_form(text, languages[:1]):
        return Found(word.start, word.end, kind, "surname of the list after a title", 0.7)
    return None


def _lacks_marks(text: str, languages: tuple[str, ...]) -> bool:
    """Segun for según, neda for nedá: a name from elsewhere, but a word of the story's language without its marks."""
    home = lists().at_home.get(key(text), frozenset()) & _COUNTRIES.get(languages[0], frozenset())
    return not home and known_without_marks(text, languages[0])


def _of_somebody(story: Story, i: int) -> bool:
    return i > 0 and story.gap(i) == " " and story.words[i - 1].lower in _PERSONAL


_PERSONAL = words_in("od u s so z ze pre dla o k ku za bez do ahoj cau czesc hej")


def _is_verb(word: str, languages: tuple[str, ...]) -> bool:
    lemma = basic_word(word, languages[:1])
    return lemma != word and lemma.endswith(("ć", "ť", "er", "ir", "re", "ar"))


def _small_place(story: Story, i: int, languages: tuple[str, ...]) -> Found | None:
    word = story.words[i]
    plain = key(word.text)
    if len(word.text) <= _SHORTEST or is_everyday(word.text, languages):
        return None
    places = lists().places
    if plain not in places:
        plain = place_form(word.text, languages[:1]) if len(word.text) > _SHORTEST + 1 else ""
    if plain and not places[plain] and place_evidence(story, i, languages) == "place":
        return Found(word.start, word.end, "PLACE", "place of the list in small letters", 0.7)
    return None


_ARABIC_PREFIXES = ("و", "ف", "ب", "ل", "ك", "ال")


def _caseless(story: Story, i: int, languages: tuple[str, ...]) -> Iterator[Found]:
    known = lists()
    word = story.words[i]
    forms = [
        key(word.text),
        *(
            key(word.text)[len(prefix) :]
            for prefix in _ARABIC_PREFIXES
            if word.text.startswith(prefix) and len(word.text) > len(prefix) + 2
        ),
    ]
    role, _ = role_before(story, i, languages)
    kind = role if role in PERSONS else "PERSON"
    if any(form in known.first_names for form in forms):
        yield Found(word.start, word.end, kind, "first name of the list", 0.85)
    elif any(form in known.places for form in forms):
        yield Found(word.start, word.end, "PLACE", "place of the list", 0.85)
    elif _stands_alone(story, i) and languages[0] in _LATIN:
        yield Found(word.start, word.end, kind, "word in another script", 0.6)
    elif role and "ar" not in languages[:1]:
        yield Found(
            word.start,
            word.end,
            kind,
            "word in another script after a word of kinship or a way of naming",
            0.7,
        )


_LATIN = words_in("nb es it fr sk en pl")
_ALONE = 3


def _stands_alone(story: Story, i: int) -> bool:
    """One to three words in another script: a name as it is written at home. More are a sentence, and are left to others."""
    near = story.words[max(0, i - _ALONE) : i + _ALONE + 1]
    return sum(word.text[0] > "\u0580" for word in near) <= _ALONE and any(word.text[0] < "\u0250" for word in near)
