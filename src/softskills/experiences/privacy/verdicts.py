"""Person, place or nothing: what a stretch of words with capitals is, rule by rule, the strongest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from softskills.experiences.privacy.context import AND, PLURAL_ROLES, place_evidence, role_after, role_before
from softskills.experiences.privacy.knowledge import Knowledge, knowledge
from softskills.experiences.privacy.lists import is_everyday
from softskills.experiences.privacy.runs import Run
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, Word, words_in

_LANDSCAPE = re.compile(
    r"(?<=\w{3})(?:marka|dalen|dal|vika|vik|nes|neset|øya|øy|sund|sundet|havn|åsen|lia|heim|bygda|vatnet|moen|stranda|rud|stad|berget|fjellet|holmen)$"
)


_SHORT = 3
_SAINTS = words_in(
    "svaty svateho svätý svätého svätému svätým svätá svätej svätú sväté święty świętego świętemu świętym święta świętej świętą błogosławiony błogosławionego"
)
_WEEKDAYS = words_in("man tir tirs ons tor tors fre lør søn")


class Verdict(NamedTuple):
    """Kind, reason, confidence; whether it needs no more evidence from the story."""

    kind: str
    rule: str
    confidence: float
    sure: bool = True


class Before(NamedTuple):
    """The last person before: index after its last word, its role, whether the role is of many (my children)."""

    end: int = -1
    kind: str = ""
    of_many: bool = False


def verdict(story: Story, run: Run, languages: tuple[str, ...], before: Before) -> Verdict | None:  # noqa: PLR0911 - one rule after another
    """Say what the run is; None where it is no name.

    Examples
    --------
    >>> story = Story("Vi bor i Xanten.")
    >>> verdict(story, Run(3, 4), ("nb",), Before())
    Verdict(kind='PLACE', rule='capital after a preposition of place', confidence=0.75, sure=True)
    """
    words = story.words[run.begin : run.end]
    names = [word for word in words if word.capital]
    known = [knowledge(word.text, languages) for word in names]
    if len(words) == 1 and _is_a_day(story, run.begin, languages):
        return None
    saint = words[0] if len(words) > 1 else story.words[run.begin - 1] if run.begin else words[0]
    if saint.lower in _SAINTS and known[-1].first:
        return None  # na svätého Martina, Święty Józef
    if run.place:
        return Verdict("PLACE", "place of the list", 0.92)
    if all(len(word.text) == 1 for word in names) and not run.role:
        return None
    role, role_word = (run.role, "") if run.role else role_before(story, run.begin, languages)
    run.plural = run.plural or role_word in PLURAL_ROLES
    if _is_acronym(story, run, names, known, role):
        return None
    if role and (role != "NAMED" or known[0].first or known[0].surname or not known[0].place):
        return _beside_a_role(story, run, known, role, languages)
    after = role_after(story, run.end - 1, languages) if known[0].first or not known[0].place else ""
    if after and (not known[0].everyday or not words[0].first or known[0].exact):
        return Verdict(after, "before a word of kinship", 0.93)
    if not role and _in_a_row(story, run.begin, before) and any(k.first or k.surname or not k.everyday for k in known):
        return Verdict(before.kind, "in a row of names", 0.9)
    evidence = place_evidence(story, run.begin, languages)
    if len(names) > 1:
        return _of_several(known, evidence, first=words[0].first)
    if _brand_like(names[0].text) or _english_phrase(story, run.end - 1, languages):
        return None
    if words[0].first:
        return _at_a_beginning(story, run, known[0])
    return _inside(story, run, known[0], evidence, languages)


def _beside_a_role(
    story: Story, run: Run, known: Sequence[Knowledge], role: str, languages: tuple[str, ...]
) -> Verdict | None:
    word = story.words[run.begin]
    title = role in {"PERSON", "DOCTOR", "TEACHER"}
    nothing_known = known[0].everyday and not (known[0].first or known[0].surname)
    # "Fru Berg", "son fils Trésor": no capital inside a sentence is that of an everyday word, right behind its role
    close = story.gap(run.begin) == " " or (title and story.gap(run.begin) == ". ")
    if len(known) == 1 and nothing_known and (word.first or word.shouted or not close or len(word.text) < 3):
        return None
    if role == "NAMED":
        role = role_after(story, run.end - 1, languages) or "PERSON"
    return Verdict(role, "after a word of kinship, a title or a way of naming", 0.95)


def _of_several(known: Sequence[Knowledge], evidence: str, *, first: bool) -> Verdict | None:
    if known[0].place and not known[0].first and evidence == "place":
        return Verdict("PLACE", "place of the list after a preposition", 0.85)
    if any(k.first for k in known):
        return Verdict("PERSON", "first name of the list with more names", 0.95)
    if known[0].place or (evidence == "place" and not any(k.surname for k in known)):
        return Verdict("PLACE", "capitals after a preposition of place", 0.75)
    if any(k.surname for k in known):
        return Verdict("PERSON", "surname of the list with more names", 0.9)
    if all(k.everyday for k in known) or (first and any(k.everyday for k in known)):
        return None
    return Verdict("PERSON", "capitals that no dictionary has", 0.65)


def _english_phrase(story: Story, i: int, languages: tuple[str, ...]) -> bool:
    """Whether a word goes on with a small one that only English has: Grace period.

    Examples
    --------
    >>> _english_phrase(Story("Hope springs wiecznie."), 0, ("pl",)), _english_phrase(Story("Grace powiedziała"), 0, ("pl",))
    (True, False)
    """
    if languages[:1] == ("en",) or i + 1 >= len(story.words) or story.gap(i + 1) != " ":
        return False
    word, following = story.words[i].text, story.words[i + 1].text
    return (
        following.islower()
        and len(following) > 3
        and is_everyday(word, ("en",))
        and is_everyday(following, ("en",))
        and not is_everyday(following, languages[:1])
    )


def _at_a_beginning(story: Story, run: Run, know: Knowledge) -> Verdict:
    """A capital says nothing here: only lists count, all else waits for more evidence."""
    if know.first and not know.word_too:
        if know.place and _goes_on_as_a_place(story, run.end):
            return Verdict("PLACE", "place of the list", 0.7)
        return Verdict("PERSON", "first name of the list", 0.85)
    if know.place_only:
        return Verdict("PLACE", "place of the list", 0.85)
    if know.surname and not know.everyday:
        return Verdict("PERSON", "surname of the list", 0.75)
    return Verdict("PERSON", "capital at the beginning of a sentence", 0.55, sure=False)


def _inside(  # noqa: PLR0911 - one rule after another
    story: Story, run: Run, know: Knowledge, evidence: str, languages: tuple[str, ...]
) -> Verdict | None:
    """A capital inside a sentence: a name, unless the word is an everyday one."""
    word = story.words[run.begin]
    if word.lower in FUNCTION_WORDS and len(word.text) <= _SHORT:
        return None  # a sentence that no full stop told apart
    if know.place and (not know.first or evidence == "place"):
        return Verdict("PLACE", "place of the list", 0.92 if not know.first else 0.85)
    if know.first:
        return Verdict("PERSON", "first name of the list", 0.93)
    if know.surname and not (evidence == "place" and know.everyday):
        return Verdict("PERSON", "surname of the list", 0.85)
    if evidence == "place" and languages[0] == "nb" and _LANDSCAPE.search(word.text):
        return Verdict("PLACE", "ending of a Norwegian place after a preposition", 0.7)
    bare_preposition = (
        run.begin > 0 and story.words[run.begin - 1].lower in {"a", "ad", "à"} and languages[0] in {"it", "fr"}
    )
    if know.everyday and not (evidence == "place" and bare_preposition):
        return None
    if evidence == "place":
        return Verdict("PLACE", "capital after a preposition of place", 0.75)
    return Verdict("PERSON", "capital inside a sentence that no dictionary has", 0.7)


def _is_a_day(story: Story, i: int, languages: tuple[str, ...]) -> bool:
    """Tors: foreldremøte; Na Luciu budeme piecť, but not: čakám na Luciu."""
    word = story.words[i]
    if languages[:1] == ("nb",):
        return word.first and word.lower in _WEEKDAYS and story.gap(i + 1)[:1] in {":", "."}
    if languages[:1] != ("sk",) or word.lower not in _NAME_DAYS or not i or story.words[i - 1].lower != "na":
        return False
    return story.words[i - 1].first or (i > 1 and story.words[i - 2].lower in {"a", "že", "vždy"})


_NAME_DAYS = words_in("luciu katarínu ondreja martina mikuláša barboru jána štefana jozefa michala")
_LETTERED = re.compile(r"[A-ZÆØÅ]{2,5}-[a-zæøå]{4,}")  # EU-kontroll, FAU-leder


def _is_acronym(story: Story, run: Run, names: Sequence[Word], known: Sequence[Knowledge], role: str) -> bool:
    """NAV, TV: all capitals, in a text that is not written so as a whole."""
    if len(names) == 1 and _LETTERED.fullmatch(names[0].text):
        return True
    if len(names) > 2 or not all(word.shouted for word in names) or _shouting(story, run):
        return False
    longest = max(len(word.text) for word in names)
    listed = any(k.first for k in known) and (bool(role) or len(names) > 1 or longest > 4)
    return not listed and not (known[0].place and len(names[0].text) > 3)


def _goes_on_as_a_place(story: Story, i: int) -> bool:
    return i < len(story.words) and story.words[i].lower in {"ligger", "está", "si", "se", "leží", "lies", "leży"}


def _brand_like(word: str) -> bool:
    """WhatsApp, iPhone, YouTube: capitals inside; but McDonald and MacLeod are names."""
    inner = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return (
        inner
        and not word.startswith(("Mc", "Mac", "De", "Di", "La", "Le", "Van", "El", "Al", "O'", "D'"))
        and "-" not in word
        and "'" not in word
    )


def _shouting(story: Story, run: Run) -> bool:
    near = [word for word in story.words[max(0, run.begin - 4) : run.end + 4] if len(word.text) > 1]
    return sum(word.shouted for word in near) >= max(4, 0.7 * len(near))


def _in_a_row(story: Story, i: int, before: Before) -> bool:
    """Whether the name goes on a row of names whose role is of many: my children Ali, Sara and Omar."""
    if before.end < 0 or not before.of_many:
        return False
    if before.end == i:
        return story.gap(i).strip() in {",", "&", "/"}
    return before.end == i - 1 and story.words[i - 1].lower in AND and story.gap(i) == " "
