"""Names of persons and places: lists, capitals inside sentences, and the words beside them."""

from __future__ import annotations

from dataclasses import replace

from softskills.experiences.privacy.beginnings import settle
from softskills.experiences.privacy.context import role_in
from softskills.experiences.privacy.found import PERSONS, Claims, Found
from softskills.experiences.privacy.inflection import basic_forms, first_name_form
from softskills.experiences.privacy.kept import kept_length
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import INFLECTING, is_everyday, lists
from softskills.experiences.privacy.runs import Run, runs
from softskills.experiences.privacy.small_names import small_names
from softskills.experiences.privacy.verdicts import Before, verdict
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, Word, key, words_in


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
        start, end = _whole(story, run, seen.kind, languages, claims)
        found = Found(start, end, seen.kind, seen.rule, seen.confidence)
        if seen.kind == "PLACE" and (office := _office_before(story, run.begin, claims)):
            found = replace(found, start=office.start, kind="INSTITUTION", rule="office and its place")
        if not seen.sure:
            doubtful.append((run, found))
            continue
        claims.add(found)
        if found.kind in PERSONS:
            goes_on = before.of_many and before.kind == found.kind and before.end >= run.begin - 1
            before = Before(run.end, found.kind, run.plural or goes_on)
    settle(story, doubtful, languages, claims)
    claims.add_all(list(small_names(story, languages, claims)))
    _spread(story, languages, claims)


_SAINTS = words_in(
    "san santa santo sant sant' são saint sainte sankt st sv svätý svätá święty święta nueva nuevo nova novo nové nový nová nowa nowe nowy stará staré starý stara stare stary"
)
_ARTICLES = words_in("el la los las le les lo il gli l l' de di da lo van del della des den der ter du")
_OF = words_in(
    "de del della dei delle degli di da do du des la las los le les sur sous lès en am an nad pod upon on y na i"
)


def _office_before(story: Story, i: int, claims: Claims) -> Word | None:
    """A service that stays by itself, but not with its place: NAV Moss, Caritas Poznań."""
    word = story.words[i - 1] if i else None
    if word is None or story.gap(i) != " " or not word.capital or not claims.free(word.start, word.end):
        return None
    return word if word.lower in lists().kept_offices else None


def _whole(story: Story, run: Run, kind: str, languages: tuple[str, ...], claims: Claims) -> tuple[int, int]:
    """The name with what belongs to it on both sides: San Severo, El Ejido, Mazara del Vallo, Lo Presti."""
    words = story.words
    begin, end = run.begin, run.end
    while begin and story.gap(begin) in {" ", "'"} and claims.free(words[begin - 1].start, words[begin - 1].end):
        before = words[begin - 1]
        saint = before.capital and before.lower in _SAINTS
        article = before.lower in _ARTICLES and before.capital and not before.first
        title = (
            kind in PERSONS
            and before.lower in {"de", "van", "von", "di", "da"}
            and begin > 1
            and bool(role_in(words[begin - 2].text, languages))
            and words[begin - 2].lower in _POLITE
        )
        if not (saint or article or title):
            break
        begin -= 1
    if kind == "PLACE":
        n = end
        while n < len(words) and n - end < 3 and words[n].lower in _OF and story.gap(n) in {" ", "-"}:
            n += 1
        if end < n < len(words) and words[n].capital and not words[n].first and story.gap(n) in {" ", "-", "'"}:
            small = {word.lower for word in words[end:n]}
            known = first_name_form(words[n].text, languages) and key(words[n].text) in lists().first_names
            if not known and not small & {"en", "na", "i", "y", "a"} and claims.free(words[n].start, words[n].end):
                end = n + 1
    return words[begin].start, words[end - 1].end


_POLITE = words_in(
    "famille familie rodina rodzina familia famiglia madame monsieur mademoiselle mme mr mrs ms señora señor doña don signora signor dottoressa dottor avvocato docteur maître professeur professoressa fru herr"
)


def _spread(story: Story, languages: tuple[str, ...], claims: Claims) -> None:
    """Names that were found once are found everywhere, also in other cases and at the beginning of sentences."""
    firsts: set[str] = set()
    words: set[str] = set()  # names that are everyday words: Sowa, Petit
    for found in claims.found:
        if found.kind in PERSONS and found.confidence >= 0.7:
            for part in Story(story.text[found.start : found.end]).words:
                know = knowledge(part.text, languages)
                if part.capital and know.everyday and len(part.text) > 2 and found.confidence > 0.85:
                    words.add(key(part.text))
                if part.capital and len(part.text) > 2 and (not know.everyday or (know.exact and not know.word_too)):
                    firsts.update(
                        basic_forms(part.text, languages)[:3] if INFLECTING & set(languages) else [key(part.text)]
                    )
    if not firsts and not words:
        return
    for word in story.words:
        if not word.capital or not claims.free(word.start, word.end):
            continue
        if not word.first and words & set(basic_forms(word.text, languages)[:4]) and word.lower not in FUNCTION_WORDS:
            claims.add(Found(word.start, word.end, "PERSON", "name found elsewhere in the story", 0.7))
        if (
            not is_everyday(word.text, languages)
            and not (kept_length((word.text,), languages) and word.lower in lists().kept)
            and firsts & set(basic_forms(word.text, languages)[:4])
        ):
            claims.add(Found(word.start, word.end, "PERSON", "name found elsewhere in the story", 0.75))
