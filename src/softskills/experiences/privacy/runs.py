"""Words with capitals in a row that may be one name, without the titles and first words of sentences before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from softskills.experiences.privacy.actions import acts
from softskills.experiences.privacy.context import HUMAN, PLURAL_ROLES, WEAK_VERBS, role_after, role_before, role_in
from softskills.experiences.privacy.found import Claims
from softskills.experiences.privacy.inflection import place_form, surname_form
from softskills.experiences.privacy.kept import kept_length, names_nobody
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import INFLECTING, lists
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, key, words_in

_PARTICLES = words_in(
    "de del della di da los las le lo van von der den bin ben ibn al el ul dos das do af du des ten ter abu umm bint la ould mint"
)
# Names of months, brands, feasts that inside a sentence are persons, unless an article or "in" stands before them.
_MOSTLY_PERSONS = words_in(
    "billy dino franco leroy mercedes zara julio abril domingo domenica mai maj italo silvester mikuláš obi"
)
_NOT_BEFORE_PERSONS = words_in(
    "i en in de a til fra el la los las este esta desde hasta un una il lo the of since until last next this by from on w v do od na "
    "og y e å sol juni april juliol mes kl før etter hele midten slutten starten begynnelsen cada todo todos por uno una old new our his her"
)
_ENGLISH_DAYS = words_in("monday tuesday wednesday thursday friday saturday sunday")
_BEFORE_SHOPS = words_in("chez da hos at à en w v")
_FEASTS_AND_NAMES = words_in("bayram bajram bairam newroz nowruz norouz navruz eid aid aïd id holi tet têt")
_BEFORE_FEASTS = words_in(
    "a al per por para pour på for för til at z k ku o po pred przed dla podczas počas durante avant prima antes"
)
_LONGEST_CLITIC = 3
_KIN = frozenset({"CHILD", "PARTNER", "PARENT", "SIBLING", "RELATIVE", "NEIGHBOUR", "FRIEND"})
_SAINT = words_in("st sv św")
_TIES = words_in("de di da do du")


# Nowa Dęba, Nižná Myšľa: what distinguishes places of the same name, in the cases that follow a preposition.
_OF_PLACES = words_in(
    "nowa nowej nową nowe nowego nowym nowy stara starej starą stare starego starym stary wielka wielkiej wielkie wielkich wielki wielkim mała małej małe małego małym górna górnej górne górny górnym dolna dolnej dolny dolnym "
    "nová novej novou nové nového novom nový stará starej staré starého starom starý veľká veľkej veľké veľkých veľkom veľký malá malej malé malých malý malom vyšná vyšnej vyšný vyšnom nižná nižnej nižný nižnom horná hornej horný hornom dolná dolnej dolný dolnom spišská spišskej spišské spišských liptovská liptovskej liptovský liptovskom nueva nuevo vieja viejo alta alto baja bajo nuova nuovo alta nouvelle nouveau haute basse grand grande øvre nedre ytre indre nordre søndre gamle"
)


@dataclass(slots=True)
class Run:
    """A stretch of words with capitals that may be one name; what was taken off before it."""

    begin: int
    end: int  # index after the last word
    role: str = ""
    plural: bool = False
    cut: bool = False  # a title or an everyday word stood before it
    place: bool = False  # a place of several words


def runs(story: Story, languages: tuple[str, ...], claims: Claims) -> Iterator[Run]:
    """Yield stretches of words with capitals that may be one name.

    Examples
    --------
    >>> story = Story("Da kom fru Berit Moen og Ali.")
    >>> [" ".join(word.text for word in story.words[run.begin : run.end]) for run in runs(story, ("nb",), Claims(40))]
    ['Berit Moen', 'Ali']
    """
    words = story.words
    i = 0
    while i < len(words):
        word = words[i]
        if not word.capital or not claims.free(word.start, word.end):
            i += 1
            continue
        long = long_place(story, i, languages)
        if long:
            yield Run(i, i + long, place=True)
            i += long
            continue
        kept = kept_length(tuple(other.text for other in words[i : i + 4] if other.end - word.start < 80), languages)
        if kept and not (kept == 1 and _named_anyway(story, i, languages)):
            i += kept
            continue
        end = i + 1
        while end < len(words) and end - i < 8:
            step = _continues(story, end, languages, claims)
            if not step:
                break
            end += step
        yield from _trimmed(story, i, end, languages)
        i = end


def _named_anyway(story: Story, i: int, languages: tuple[str, ...]) -> bool:  # noqa: PLR0911 - one rule after another
    """A word that stays by itself (June, Milka, Jordan) is a name beside a title, a word of kinship or a surname."""
    word = story.words[i]
    if not word.first and story.gap(i) == " " and not names_nobody(word.text) and i:
        role, beside = role_before(story, i, languages)
        if role in _KIN and story.words[i - 1].lower == beside and not word.shouted:
            return True  # ma fille Lune
    if key(word.text) not in lists().first_names and not surname_form(word.text, ()):
        return False
    before = story.words[i - 1].lower if i else ""
    if word.first and word.lower in _ENGLISH_DAYS and languages[:1] != ("en",):
        return False
    alone = i + 1 >= len(story.words) or story.gap(i + 1) != " " or not story.words[i + 1].capital
    if word.lower == "zara" and before in _BEFORE_SHOPS and alone:
        return False
    if word.lower in _MOSTLY_PERSONS and not word.first and before not in _NOT_BEFORE_PERSONS:
        return True
    if word.lower in _FEASTS_AND_NAMES and before in _NOT_BEFORE_PERSONS | _BEFORE_FEASTS:
        return False
    role, _ = role_before(story, i, languages)
    if role or role_after(story, i, languages):
        return True
    following = story.words[i + 1] if i + 1 < len(story.words) and story.gap(i + 1) == " " else None
    if (
        following
        and (
            (HUMAN.match(following.text) and following.lower not in WEAK_VERBS)
            or (
                word.first
                and (names_nobody(word.text) or len(following.text) > _LONGEST_CLITIC)
                and acts(story, i + 1, languages, weak=False)
            )
        )
        and key(word.text) in lists().first_names
    ):
        return True
    return bool(
        following
        and following.capital
        and not kept_length((following.text,), languages)
        and (surname_form(following.text, languages) or key(following.text) in lists().first_names)
        and not role_in(word.text, languages)
    )


def _continues(story: Story, i: int, languages: tuple[str, ...], claims: Claims) -> int:  # noqa: PLR0911 - one rule after another
    """How many words from ``i`` on belong to the name before: 0, 1, or more with particles."""
    words = story.words
    gap = story.gap(i)
    if gap not in {" ", "-", "  "} and not (
        gap in {". ", "."} and words[i - 1].capital and (len(words[i - 1].text) == 1 or words[i - 1].lower in _SAINT)
    ):
        return 0
    if not claims.free(words[i].start, words[i].end) or words[i].first or long_place(story, i, languages):
        return 0
    if words[i].capital:
        if words[i].shouted and len(words[i].text) > 1:
            know = knowledge(words[i].text, languages)
            if know.everyday and not (know.exact or know.surname):
                return 0
        kept = kept_length(tuple(other.text for other in words[i : i + 3]), languages)
        if kept:
            named = knowledge(words[i - 1].text, languages).first and words[i - 1].lower not in FUNCTION_WORDS
            before = knowledge(words[i - 1].text, languages)
            unknown = not (before.everyday or before.first or before.surname or before.place or words[i - 1].first)
            if unknown and kept == 1 and not words[i].shouted and not words[i - 1].shouted:
                return 1  # Stalmet Wisłok
            return int(kept == 1 and named and bool(surname_form(words[i].text, ())))
        return 1
    steps = 0
    while i + steps < len(words) and words[i + steps].lower in _PARTICLES and steps < 3 and story.gap(i + steps) == " ":
        steps += 1
    if not steps or i + steps >= len(words) or story.gap(i + steps) not in {" ", "-"}:
        return 0
    following = words[i + steps]
    if (
        not following.capital
        or not claims.free(following.start, following.end)
        or kept_length(tuple(other.text for other in words[i + steps : i + steps + 3]), languages)
    ):
        return 0
    tie = words[i].lower in _TIES | {"del", "della"} and steps == 1
    if words[i].lower in {"da", "dos", "das", "do"} and languages[:1] not in {("it",), ("pl",), ("sk",)}:
        tie = False  # Maria da Luz
    if (
        tie
        and (place_form(following.text, languages) or not surname_form(following.text, ()))
        and not surname_form(words[i - 1].text, languages)
    ):
        # Ana de Madrid, la hija de Lucía: no part of the name; María de los Ángeles, Oliveira da Silva are
        return 0
    return steps + 1


def _trimmed(story: Story, begin: int, end: int, languages: tuple[str, ...]) -> Iterator[Run]:  # noqa: PLR0912 - one rule after another
    """Take titles and the everyday words that begin a sentence off the run."""
    words = story.words
    run = Run(begin, end)
    while run.begin < run.end:
        word = words[run.begin]
        if not word.capital:
            run.begin += 1
            continue
        know = knowledge(word.text, languages)
        role = role_in(word.text, languages)
        alone = run.end - run.begin == 1
        if alone and run.begin == begin and not word.first and _behind_a_title(story, begin):
            break  # monsieur Petit
        if role and (not know.exact or not alone) and not (alone and know.exact):
            run.role, run.plural, run.cut = role, word.lower in PLURAL_ROLES, True
        elif know.first and not know.word_too and len(word.text) > 2:
            break
        elif len(word.text) == 1 and not alone and story.gap(run.begin + 1).startswith("."):
            break  # an initial
        elif (
            word.first
            and (know.everyday or len(word.text) <= 2)
            and (not know.exact or know.word_too or len(word.text) <= 2)
            and not (know.place_only and not alone)
        ):
            if alone and (know.exact or know.place or (len(word.text) > 2 and word.lower not in FUNCTION_WORDS)):
                break
            following = knowledge(words[run.begin + 1].text, languages) if not alone else None
            if (
                following
                and know.exact
                and word.lower not in FUNCTION_WORDS
                and not (following.exact or following.everyday)
                and story.gap(run.begin + 1) == " "
            ):
                break  # Grace Okafor, Sol Hansen
            if following and following.surname and know.exact and word.lower not in FUNCTION_WORDS:
                break
            if following and know.exact and know.word_too and _two_names(story, run.begin, languages):
                break  # Jagoda Wilczek
            run.cut = True
        elif (
            not word.first
            and know.everyday
            and word.lower not in _OF_PLACES
            and not (know.exact or know.surname or know.place)
            and not alone
            and not run.role
            and not run.cut
            and run.begin == begin
        ):
            run.cut = True
        else:
            break
        run.begin += 1
    if run.begin < run.end:
        yield run


def _behind_a_title(story: Story, i: int) -> bool:
    """Whether a polite title in small letters stands before the word."""
    return story.gap(i) == " " and story.words[i - 1].text in _POLITE


_POLITE = words_in("monsieur madame mademoiselle señor señora signor signora pan pani panu panem panią pán pána pánovi pánom paní fru herr")  # fmt: skip


def _two_names(story: Story, i: int, languages: tuple[str, ...]) -> bool:
    """Whether a first name that is a word too goes on with another capital, which common nouns do not have."""
    following = story.words[i + 1]
    return (
        story.gap(i + 1) == " "
        and story.words[i].lower not in FUNCTION_WORDS
        and following.capital
        and not following.shouted
        and len(following.text) > 2
        and not role_in(following.text, languages)
        and not kept_length((following.text,), languages)
    )


def long_place(story: Story, i: int, languages: tuple[str, ...]) -> int:
    """Words of a place of several words that begins at word ``i``; 0 for none.

    Examples
    --------
    >>> long_place(Story("w Nowym Targu"), 1, ("pl",)), long_place(Story("in Las Palmas"), 1, ("en",))
    (2, 2)
    """
    words = story.words
    inflecting = bool(INFLECTING & set(languages))
    for place in lists().long_places.get(key(words[i].text)[:3], ()):
        if i + len(place) > len(words):
            continue
        these = words[i : i + len(place)]
        if all(
            _alike(part, key(word.text), inflecting=inflecting) for part, word in zip(place, these, strict=True)
        ) and all(story.gap(n) in {" ", "-"} for n in range(i + 1, i + len(place))):
            return len(place)
    return 0


def _alike(part: str, word: str, *, inflecting: bool) -> bool:
    if part == word or not inflecting:
        return part == word
    shared = max(3, min(len(part), len(word)) - 3)
    return len(part) > 2 and abs(len(part) - len(word)) <= 3 and part[:shared] == word[:shared]
