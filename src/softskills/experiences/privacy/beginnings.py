"""Names at the beginning of a sentence, where a capital says nothing: what the story shows elsewhere, what follows."""

from __future__ import annotations

from softskills.experiences.privacy.actions import acts, does_something
from softskills.experiences.privacy.context import AND, HUMAN, WEAK_VERBS, role_in
from softskills.experiences.privacy.found import PERSONS, Claims, Found
from softskills.experiences.privacy.inflection import basic_forms, first_name_form
from softskills.experiences.privacy.kept import is_kept
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import INFLECTING, basic_word, is_everyday
from softskills.experiences.privacy.runs import Run
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, key, words_in


def settle(story: Story, doubtful: list[tuple[Run, Found]], languages: tuple[str, ...], claims: Claims) -> None:
    """Words at the beginning of a sentence: names if the story shows it elsewhere, or a person's verb follows."""
    left = _settled(story, doubtful, languages, claims)
    # What the first round found shows other cases of the name: Oliwka, Oliwce.
    again = [(run, found) for run, found in left if not knowledge(story.words[run.begin].text, languages).exact]
    _settled(story, again, languages, claims)


def _settled(
    story: Story, doubtful: list[tuple[Run, Found]], languages: tuple[str, ...], claims: Claims
) -> list[tuple[Run, Found]]:
    """Claim what is sure by now; the rest."""
    parts = {
        part for found in claims.found if found.kind in PERSONS for part in story.text[found.start : found.end].split()
    }
    forms = {form for part in parts for form in (key(part), first_name_form(part, languages)) if form}
    names = {part for part in parts if part[0].isupper()}
    for run, found in doubtful:
        word = story.words[run.begin]
        know = knowledge(word.text, languages)
        following = story.words[run.end] if run.end < len(story.words) and story.gap(run.end) == " " else None
        verb = bool(following and HUMAN.match(following.text))
        joined = bool(
            following
            and following.lower in AND
            and run.end + 1 < len(story.words)
            and not claims.free(story.words[run.end + 1].start, story.words[run.end + 1].end)
        )
        if word.lower in FUNCTION_WORDS or len(word.text) <= 2 or role_in(word.text, languages):
            continue
        if know.everyday and not know.first:
            if _told_before(story, run, names, languages):
                claims.add(Found(found.start, found.end, "PERSON", "name elsewhere in the story", 0.75))
        elif {key(word.text), first_name_form(word.text, languages)} & forms:
            claims.add(Found(found.start, found.end, "PERSON", "name elsewhere in the story", 0.85))
        elif word.lower in _PRONOUNS or (know.word_too and is_kept(word.text, languages)):
            continue  # Avril sera calme
        elif know.exact and does_something(story, run.end, languages):
            claims.add(Found(found.start, found.end, "PERSON", "first name of the list before what persons do", 0.65))
        elif know.exact and (joined or (verb and following is not None and following.lower not in WEAK_VERBS)):
            claims.add(Found(found.start, found.end, "PERSON", "first name of the list before a verb of persons", 0.7))
        elif (
            not know.everyday
            and not know.exact
            and 2 < len(word.text) < (9 if languages[0] == "nb" else 20)  # longer ones are compounds in Norwegian
            and "'" not in word.text
            and (
                joined
                or (verb and following is not None and following.lower not in _NO_VERBS)
                or acts(story, run.end, languages)
            )
            and not (INFLECTING & set(languages[:1]) and word.lower.endswith(_ADJECTIVES))
            and not _foreign_speech(word.text)
            and (know.surname or not _is_english(word.lower))
        ):
            claims.add(Found(found.start, found.end, "PERSON", "unknown word before a verb of persons", 0.55))
    return [(run, found) for run, found in doubtful if claims.free(found.start, found.end)]


def _is_english(word: str) -> bool:
    """Landlord: a basic form that has a plural; so short of the names that a large dictionary has too."""
    return is_everyday(word, ("en",)) and basic_word(word, ("en",)) == word and basic_word(word + "s", ("en",)) == word


_ADJECTIVES = ("á", "ý", "é", "aná", "sza", "ejší", "ejšia", "owa", "ana", "ony", "ona")


_BEFORE_VERBS = words_in(
    "mi ma sa si mu jej im nám vám nikdy už ešte tiež vždy len vraj teda asi nie się mnie jemu nam nigdy już też tylko zawsze znowu chyba"
)


def _told_before(story: Story, run: Run, names: set[str], languages: tuple[str, ...]) -> bool:
    """Whether an everyday word is a name of the story: Sowa śpi, Gołąb parzy kawę, or in another case: Gałązce nie płacę."""
    word = story.words[run.begin]
    if word.text in names or key(word.text) in {key(name) for name in names}:
        n = run.end
        while (
            n < len(story.words) and n < run.end + 2 and story.gap(n) == " " and story.words[n].lower in _BEFORE_VERBS
        ):
            n += 1
        if n >= len(story.words) or story.gap(n) != " ":
            return False
        verb = basic_word(story.words[n].lower, languages[:1]).endswith(("ć", "ť"))
        return verb or acts(story, n, languages)
    if not INFLECTING & set(languages[:1]):
        return False
    mine = set(basic_forms(word.text, languages[:1])[1:])
    lemma = basic_word(word.text, languages[:1])
    near = [name for name in names if name[:2].lower() == word.text[:2].lower()]
    return any(key(name) in mine or basic_word(name, languages[:1]) == lemma for name in near)


_PRONOUNS = words_in(
    "nada nunca tienen tu les li na tam une uno una lo la nell elle elles il ils on chi lei lui loro ella él ellos ellas usted quien nadie todos tutti tous qui han hun de they he she who ona on oni kto on"
)


_NO_VERBS = words_in("a mi sa się nie and se le no")


def _foreign_speech(word: str) -> bool:
    return word.lower().endswith(("…",)) or len(set(word.lower())) <= 2
