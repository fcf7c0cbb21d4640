"""Names of persons and places: lists, capitals inside sentences, and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.experiences.privacy.context import AND, HUMAN, WEAK_VERBS, place_evidence, role_before, role_in
from softskills.experiences.privacy.found import PERSONS, Claims, Found
from softskills.experiences.privacy.inflection import basic_forms, first_name_form
from softskills.experiences.privacy.kept import kept_length
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import INFLECTING, is_everyday, lists
from softskills.experiences.privacy.runs import Run, runs
from softskills.experiences.privacy.verdicts import Before, verdict
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, key, words_in


def find_names(story: Story, languages: tuple[str, ...], claims: Claims) -> None:
    """Claim names of persons (with their role) and of places.

    Examples
    --------
    >>> story = Story("Min sønn Ahmed bor i Tromsø. Rosa er en farge, men Ahmed liker blått.")
    >>> claims = Claims(len(story.text))
    >>> find_names(story, ("nb",), claims)
    >>> [(found.kind, story.text[found.start : found.end]) for found in claims.found]
    [('CHILD', 'Ahmed'), ('PLACE', 'Tromsø'), ('PERSON', 'Ahmed')]
    """
    doubtful: list[tuple[Run, Found]] = []
    before = Before()
    for run in runs(story, languages, claims):
        seen = verdict(story, run, languages, before)
        if seen is None:
            continue
        found = Found(story.words[run.begin].start, story.words[run.end - 1].end, seen.kind, seen.rule, seen.confidence)
        if not seen.sure:
            doubtful.append((run, found))
            continue
        claims.add(found)
        if found.kind in PERSONS:
            goes_on = before.of_many and before.kind == found.kind and before.end >= run.begin - 1
            before = Before(run.end, found.kind, run.plural or goes_on)
    _settle(story, doubtful, languages, claims)
    for one in _small_names(story, languages, claims):
        claims.add(one)
    _spread(story, languages, claims)


def _settle(story: Story, doubtful: list[tuple[Run, Found]], languages: tuple[str, ...], claims: Claims) -> None:
    """Words at the beginning of a sentence: names if the story shows it elsewhere, or a person's verb follows."""
    parts = {
        part for found in claims.found if found.kind in PERSONS for part in story.text[found.start : found.end].split()
    }
    forms = {form for part in parts for form in (key(part), first_name_form(part, languages)) if form}
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
        seen = (
            bool({key(word.text), first_name_form(word.text, languages)} & forms) and word.lower not in FUNCTION_WORDS
        )
        if seen:
            claims.add(Found(found.start, found.end, "PERSON", "name elsewhere in the story", 0.85))
        elif know.exact and (joined or (verb and following is not None and following.lower not in WEAK_VERBS)):
            claims.add(Found(found.start, found.end, "PERSON", "first name of the list before a verb of persons", 0.7))
        elif (
            not know.everyday
            and not know.exact
            and 2 < len(word.text) < (9 if languages[0] == "nb" else 20)  # longer ones are compounds in Norwegian
            and "'" not in word.text
            and (joined or (verb and following is not None and following.lower not in _NO_VERBS))
            and not _foreign_speech(word.text)
        ):
            claims.add(Found(found.start, found.end, "PERSON", "unknown word before a verb of persons", 0.55))


_NO_VERBS = words_in("a mi sa się nie and se le no")


def _foreign_speech(word: str) -> bool:
    return word.lower().endswith(("…",)) or len(set(word.lower())) <= 2


def _small_names(story: Story, languages: tuple[str, ...], claims: Claims) -> Iterator[Found]:
    """Names typed in small letters, as on a phone: only those that are nothing else; and names in scripts without capitals."""
    known = lists()
    for i, word in enumerate(story.words):
        text = word.text
        if text[0].isupper() or not claims.free(word.start, word.end):
            continue
        if text[0] > "\u0580":
            yield from _caseless(story, i, languages)
            continue
        plain = key(text)
        if (
            plain in known.first_names
            and len(text) > 2
            and not is_everyday(text, languages)
            and not (known.first_names[plain] & set(languages))
            and not role_in(text, languages)
        ):
            role, _ = role_before(story, i, languages)
            if len(text) > 3:
                yield Found(
                    word.start,
                    word.end,
                    role if role in PERSONS else "PERSON",
                    "first name of the list in small letters",
                    0.7,
                )
        elif (
            plain in known.places
            and not known.places[plain]
            and len(text) > 3
            and place_evidence(story, i, languages) == "place"
            and not is_everyday(text, languages)
        ):
            yield Found(word.start, word.end, "PLACE", "place of the list in small letters", 0.7)


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
    if any(form in known.first_names for form in forms):
        yield Found(word.start, word.end, role if role in PERSONS else "PERSON", "first name of the list", 0.85)
    elif any(form in known.places for form in forms):
        yield Found(word.start, word.end, "PLACE", "place of the list", 0.85)
    elif role and "ar" not in languages[:1]:
        yield Found(
            word.start,
            word.end,
            role if role in PERSONS else "PERSON",
            "word in another script after a word of kinship or a way of naming",
            0.7,
        )


def _spread(story: Story, languages: tuple[str, ...], claims: Claims) -> None:
    """Names that were found once are found everywhere, also in other cases and at the beginning of sentences."""
    firsts: set[str] = set()
    for found in claims.found:
        if found.kind in PERSONS and found.confidence >= 0.7:
            for part in Story(story.text[found.start : found.end]).words:
                know = knowledge(part.text, languages)
                if part.capital and len(part.text) > 2 and (not know.everyday or (know.exact and not know.word_too)):
                    firsts.update(
                        basic_forms(part.text, languages)[:3] if INFLECTING & set(languages) else [key(part.text)]
                    )
    if not firsts:
        return
    for word in story.words:
        if (
            word.capital
            and claims.free(word.start, word.end)
            and not is_everyday(word.text, languages)
            and not kept_length((word.text,), languages)
            and firsts & set(basic_forms(word.text, languages)[:4])
        ):
            claims.add(Found(word.start, word.end, "PERSON", "name found elsewhere in the story", 0.75))
