"""Stories typed without capitals, as on a phone: names in them are read as if they had one."""

from __future__ import annotations

from functools import lru_cache

from softskills.experiences.privacy.context import MINE, NAMING, place_evidence, role_in
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
from softskills.experiences.privacy.organisation_words import head_at
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, Word, key, words_in

_COUNTRIES = {"sk": words_in("sk"), "pl": words_in("pl"), "uk": words_in("uk-ru")}
_FEWEST_WORDS = 15
_MOST_CAPITALS = 0.04
_SHORTEST = 3
_LONG = 5
_BETWEEN = 4

_TITLES = words_in("señora señor senora senor doña don señorita profe seño madame monsieur mme mr mrs ms miss mdm mlle signora signor dottor dottoressa dott dr dra doctor doctora fru herr frøken pan pani pana panu panią pán pána pani paní panej prof maestra maestro maîtresse maitresse")  # fmt: skip
_SELF = words_in("soy sono jestem tu som volám heter llamo chiamo appelle its i'm im jeg suis")
_AFTER_SELF = words_in("y de da z fra from of mum mamma mama mam la il and og i a e et tata dad fra til od")
_OF = words_in("de del della dei delle di du des d im of imienia")
_KINDS = words_in("comprensivo primaria infantil media superiore elementare materna primaire maternelle communale podstawowa podstawowej publico público professionale tecnico")  # fmt: skip
_PREPOSITIONS = words_in(
    "i på til fra en a de desde da di in à dans vers from to at na w we z ze do v vo od zo cez przez"
)
_ARTICLES = words_in("el la los las")
_UNDER = words_in(
    "bar baru barze restauracja restauracji karczma karczmie karczmy apteka aptece cukiernia cukierni zajazd zajeździe"
)
_PLACES_UNDER = words_in(
    "domem blokiem szkołą szkola mostem lasem miastem miasteczkiem ziemią ziemia adresem oknem górą gora numerem ręką reka dachem krakowem warszawą warszawa nami koniec"
)
_SHOPS = ("butikken", "kafeen", "salongen", "sjappa", "restauranten", "bakeriet", "firmaet")
_NB_NO_NAMES = words_in("hjemme nede oppe borte inne ute igjen sammen også ikke der her hver siden mens fordi")


def is_without_capitals(story: Story) -> bool:
    """Whether hardly any word begins with a capital, beginnings of sentences included.

    Examples
    --------
    >>> is_without_capitals(Story("hei det er mora til ali " * 3)), is_without_capitals(Story("Hei, det er meg. " * 5))
    (True, False)
    """
    cased = [word for word in story.words if word.text[0].isalpha() and word.text[0].lower() != word.text[0].upper()]
    capitals = sum(word.capital for word in cased)
    return len(cased) >= _FEWEST_WORDS and capitals <= max(1, _MOST_CAPITALS * len(cased))


def as_with_capitals(story: Story, languages: tuple[str, ...]) -> Story:
    """The same story with capitals where names are; the story itself where it has capitals of its own.

    Examples
    --------
    >>> story = Story("hei det er meg igjen, ahmed er hjemme i dag og mora til shirin kommer hit klokka tre")
    >>> [word.text for word in as_with_capitals(story, ("nb",)).words if word.capital]
    ['Ahmed', 'Shirin']
    """
    if not languages or not is_without_capitals(story):
        return story
    marked: set[int] = set()
    for i, word in enumerate(story.words):
        if not word.capital and word.text[0].isalpha():
            if _is_name(story, i, languages, marked):
                marked.add(i)
            marked |= _of_an_organisation(story, i, languages)
    letters = list(story.text)
    for i in marked:
        start = story.words[i].start
        if len(letters[start].upper()) == 1:
            letters[start] = letters[start].upper()
    return Story("".join(letters)) if marked else story


@lru_cache(maxsize=50_000)
def _is_word(word: str, languages: tuple[str, ...], *, marks: bool) -> bool:
    """Whether the word is one of every day, also without its marks where the story has none."""
    return (
        is_everyday(word, (*languages, "en"))
        or is_kept(word, languages)
        or (not marks and any(known_without_marks(word, language) for language in languages[:2]))
    )


@lru_cache(maxsize=1)  # asked for every word of a story
def _has_marks(text: str) -> bool:
    words = text.split()
    return sum(not word.isascii() for word in words) * 20 > len(words)


def _is_name(story: Story, i: int, languages: tuple[str, ...], marked: set[int]) -> bool:  # noqa: PLR0911 - one question after another
    word = story.words[i]
    text, plain = word.lower, key(word.text)
    if text in FUNCTION_WORDS or text in MINE or role_in(text, languages) or is_kept(text, languages):
        return False
    known = lists()
    home = known.at_home.get(plain, frozenset()) & _COUNTRIES.get(languages[0], frozenset())
    listed = len(text) >= _LONG and (bool(home) or known.places.get(plain, True) is False)
    ordinary = _is_word(text, languages, marks=listed or _has_marks(story.text))
    before = story.words[i - 1].lower if i and story.gap(i) in {" ", ". "} else ""
    if len(text) <= _SHORTEST - 1:  # Ås, Hå
        return (
            before in {"i", "på"}
            and text in known.exact
            and plain in known.places
            and not text.isascii()
            and languages[:1] == ("nb",)
            and (text != "år")
        )
    flagged = bool(known.first_names.get(plain, frozenset()) & {*languages, "en"})
    if plain in known.first_names and not ordinary and not flagged:
        return len(text) > _SHORTEST
    naming = before in _TITLES or (before in NAMING and before not in {"name", "nome", "called"})
    if naming and plain in known.first_names and text in known.exact:
        return True
    if not ordinary and len(text) > _SHORTEST:
        told = before in _TITLES or _of_kin(story, i, languages)
        if told or ((naming or before in _SELF) and _goes_on(story, i)):
            return True
    if languages[:1] == ("pl",) and len(text) >= _LONG and _is_polish_form(text, before):
        return True
    if ordinary:
        return False
    if INFLECTING & set(languages[:1]) and len(text) >= _LONG:
        form = first_name_form(text, languages[:1])
        home = known.at_home.get(form, frozenset()) & _COUNTRIES.get(languages[0], frozenset())
        if home and len(form) > _SHORTEST and form[:_SHORTEST] == plain[:_SHORTEST]:
            return True
    if i - 1 in marked and story.gap(i) == " " and surname_form(text, languages[:1]):
        return True
    return _is_place(story, i, languages, before)


def _is_polish_form(text: str, before: str) -> bool:
    """The dictionary has forms of antek and otwock in small letters too: only where nothing else has that form."""
    known = lists()
    lemma, plain = key(proper_lemma(text)), key(text)
    if not lemma or lemma[:_SHORTEST] != plain[:_SHORTEST] or is_everyday(text, ("en",)):
        return False
    if basic_word(text, ("pl",)) not in {text, lemma, f"{lemma}i"}:
        return False
    if "pl" in known.at_home.get(lemma, frozenset()) and not known.first_names[lemma] & {"pl", "en"}:
        return True
    return known.places.get(lemma, True) is False and before in _PREPOSITIONS


def _goes_on(story: Story, i: int) -> bool:
    """A comma, the end, or where somebody is from behind the name."""
    gap = story.gap(i + 1)
    return gap.strip() != "" or i + 1 >= len(story.words) or story.words[i + 1].lower in _AFTER_SELF


def _of_kin(story: Story, i: int, languages: tuple[str, ...]) -> bool:
    """Mum of ayub, la maman de matei, mora til ali."""
    return (
        i > 1
        and story.gap(i) == story.gap(i - 1) == " "
        and story.words[i - 1].lower in {"of", "de", "di", "til", "od"}
        and role_in(story.words[i - 2].text, languages) in {"PARENT", "RELATIVE"}
    )


def _is_place(story: Story, i: int, languages: tuple[str, ...], before: str) -> bool:
    known = lists()
    text, plain = story.words[i].lower, key(story.words[i].text)
    if len(text) <= _SHORTEST:
        return False
    if plain in known.places:
        evidence = place_evidence(story, i, languages) == "place"
        return evidence or (not known.places[plain] and (before in _PREPOSITIONS or len(text) > _LONG))
    form = place_form(text, languages[:1]) if len(text) > _LONG else ""
    return bool(form) and not known.places[form] and before in _PREPOSITIONS and form[:4] == plain[:4]


def _of_an_organisation(story: Story, i: int, languages: tuple[str, ...]) -> set[int]:  # noqa: PLR0911 - one question after another
    """Words of the name behind a word for a school, a shop, a society."""
    words = story.words
    head = head_at([word.text for word in words[i : i + 3]], languages[:1])
    shop = languages[:1] == ("nb",) and any(
        words[i].lower.endswith(end) and len(words[i].text) > len(end) for end in _SHOPS
    )
    if (not head.kind and not shop and words[i].lower not in _UNDER) or head.kind == "PLACE":
        return set()
    k = i + max(head.length, 1)
    begin = k
    told = head.length > 1
    while (
        k < len(words) and k < begin + _BETWEEN and words[k].lower in _OF | _KINDS and story.gap(k).strip(". '") == ""
    ):
        told, k = True, k + 1
    if k >= len(words) or (story.gap(k).strip("' ") and words[k - 1].lower != "im"):
        return set()
    marks = _has_marks(story.text)
    if languages[:1] == ("es",) and words[k].lower in _ARTICLES and k + 1 < len(words) and story.gap(k + 1) == " ":
        own = words[k + 1]
        if _may_be_own(own, languages) and (
            not _is_word(own.lower, languages, marks=marks) or (head.kind == "SCHOOL" and head.length > 1)
        ):
            return {k, k + 1}
    if words[i].lower in _UNDER and languages[:1] == ("pl",):
        n = i + 1
        if n < len(words) and words[n].lower.startswith("mleczn"):
            n += 1
        if n + 1 < len(words) and words[n].lower == "pod" and words[n + 1].lower not in _PLACES_UNDER:
            return {n, n + 1}
        return set()
    own = words[k]
    if not _may_be_own(own, languages):
        return set()
    if shop and own.lower not in _NB_NO_NAMES and basic_word(own.text, ("nb",)) == own.lower and _closes(story, k):
        return {k}
    named = surname_form(own.text, languages[:1]) or place_form(own.text, languages[:1])
    if (told or named) and not _is_word(own.lower, languages, marks=marks):
        return {k}
    return set()


def _may_be_own(word: Word, languages: tuple[str, ...]) -> bool:
    lower = word.lower
    return (
        len(lower) > _SHORTEST
        and lower not in FUNCTION_WORDS
        and not role_in(lower, languages)
        and not is_kept(lower, languages)
    )


def _closes(story: Story, k: int) -> bool:
    gap = story.gap(k + 1)
    return k + 1 >= len(story.words) or gap.strip() != "" or story.words[k + 1].lower in {"og", "i", "på"}
