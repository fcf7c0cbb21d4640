"""Names made of words: Lavandería Nieves Blancas, Warsztat Poręcz, Our Lady of the Marshes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.context import place_evidence, role_in
from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import place_form
from softskills.experiences.privacy.kept import is_kept, kept_length
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.organisation_words import head_at
from softskills.experiences.privacy.runs import long_place
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, Word, words_in

WORK = re.compile(
    r"^(?:jobb|arbei|ansatt|ansett|vikar|deltid|praksis|sjef|leder|trabaj|emple|contrat|jefe|jefa|encargad|lavor|assunt|impieg|titolar|padron|capo|caposquadra|"
    r"travaill|engag|embauch|bosse|patron|chef|prac|robí|robi|zamestn|majite|zatrud|kierowni|szef|work|employ|hired|job|manager|boss|shift)",
    re.IGNORECASE,
)
_OF = words_in(
    "de del della dei degli delle dello dell di da du des d la las les los el il lo le l van den der voor of the for av ved na nad pri pod u po za im imienia sv svätej svätého svätých św świętego świętej świętych sant santa san saint sainte à v vo w we"
)
_ADJECTIVES = ("ý", "á", "é", "í", "y", "a", "e", "i", "ej", "ého", "ému", "ého", "ego", "emu", "ich", "ych", "ých", "ích", "om", "och", "ech", "ym", "ým", "im", "ą", "ú", "ou")  # fmt: skip
_AND = words_in("og y e i et and a oraz en")
_SHORT = words_in("sv św st im nr n dr ks o sta sto ste gen s")
_NUMBER_BETWEEN = re.compile(r" (?:(?:nr|n\.?[º°]|č|núm|no|nº)\.? ?)?\d{1,3}[a-zA-Z]? ")
_NUMBER_AFTER = re.compile(r"(?: (?:nr|n\.?[º°]|č|núm|no|nº)\.? ?\d{1,3}| \d{1,3})(?![\w/.:-]|,\d| ?(?:år|ans|años|anni|rok|lat|dní|dni|km|kr|eur|€|zł\b|%))")  # fmt: skip
_MOST_WORDS = 10


def find_titles(story: Story, languages: tuple[str, ...]) -> Iterator[Found]:
    """Yield names of organisations: capitals in a row, with a word for an organisation or an everyday word among them.

    Examples
    --------
    >>> story = Story("Veníamos de Frutas Al-Mutamid, y Ana de Lavandería Nieves Blancas. Fui a la Cruz Roja.")
    >>> [(found.kind, story.text[found.start : found.end]) for found in find_titles(story, ("es",))]
    [('EMPLOYER', 'Frutas Al-Mutamid'), ('EMPLOYER', 'Lavandería Nieves Blancas')]
    """
    words = story.words
    i = 0
    while i < len(words):
        if not words[i].capital or role_in(words[i].text, languages):
            i += 1
            continue
        kept = kept_length(tuple(word.text for word in words[i : i + 4]), languages)
        last = run_end(story, i, languages)
        if kept > 1 and (last < i + kept or not head_at(_three(story, i), languages).kind):
            i += kept
            continue
        found = _title(story, i, last, languages)
        if found:
            yield found
        i = last + 1 if found else i + 1


def run_end(story: Story, i: int, languages: tuple[str, ...]) -> int:
    """Index of the last word of the capital words that begin at ``i``, with the small words between them.

    Examples
    --------
    >>> story = Story("fra Kvinner i Kanalbyen i Norge")
    >>> story.words[run_end(story, 1, ("nb",))].text
    'Kanalbyen'
    """
    words = story.words
    last, n = i, i + 1
    while n < len(words) and n - i < _MOST_WORDS:
        word, gap = words[n], story.gap(n)
        before = words[n - 1]
        goes_on = gap in {" ", "-", "'", "", " & ", "& "} or _NUMBER_BETWEEN.fullmatch(gap)
        abbreviated = gap in {". ", "."} and (before.lower in _SHORT or len(before.text) == 1)
        if not goes_on and not abbreviated:
            break
        if word.capital:
            if n - last > 1 and is_kept(word.text, languages) and not knowledge(word.text, languages).everyday:
                break
            last = n
        elif gap == " " and n - last == 1 and _named_by_a_small_word(story, i, n, languages):
            last = n
        elif gap == " " and n - last == 1 and last > i and not before.capital and _is_head(word.text, languages):
            last = n  # Strednej zdravotníckej | škole
        elif gap not in {" ", "'", ". "} or n - last > 3 or not _joins(story, n, languages):
            break
        n += 1
    return last


def _joins(story: Story, n: int, languages: tuple[str, ...]) -> bool:
    """Whether the small word stands inside of a name: de, i, og between words of which it is made."""
    lower = story.words[n].lower
    if lower == "i" and languages[:1] == ("nb",):
        return True
    if lower in _AND:
        following = story.words[n + 1] if n + 1 < len(story.words) else None
        if following and following.text in {"Cajal", "Gasset"}:
            return True
        before = story.words[n - 1]
        both = [before, following] if following else []
        return bool(both) and all(
            _word_of_a_title(word, languages) or (word.capital and role_in(word.text, languages)) for word in both
        )
    return lower in _OF


def _named_by_a_small_word(story: Story, i: int, n: int, languages: tuple[str, ...]) -> bool:
    """Slovak and Polish write only the first word large: Základnej školy na Lesnej, Nadácia Malý krok."""
    if not {"sk", "pl"} & set(languages[:1]):
        return False
    before, word = story.words[n - 1], story.words[n]
    know = knowledge(before.text, languages)
    headed = n > 1 and bool(head_at([story.words[n - 2].text.capitalize()], languages).kind)
    if before.first or not before.capital or know.exact or (role_in(before.text, languages) and not headed):
        return False
    if head_at([before.text, word.text, ""], languages).length == 2:
        return True
    adjective = before.lower.endswith((*_ADJECTIVES, "ov", "in") if headed else _ADJECTIVES)
    following = story.words[n + 1].text if n + 1 < len(story.words) else ""
    again = word.lower[-1:] == before.lower[-1:] and word.lower not in FUNCTION_WORDS
    if n - 1 == i and adjective and not headed:
        return _is_head(word.text, languages) or (again and _is_head(following, languages))
    started = headed or (n - 1 > i and story.words[n - 2].text in _AT)
    noun = word.lower not in FUNCTION_WORDS and knowledge(word.text, languages).everyday
    return bool(started and adjective and know.everyday and noun)


_AT = words_in("U Pod Pri Na Nad Za Pred Przy")


def _is_head(word: str, languages: tuple[str, ...]) -> bool:
    return bool(word and head_at([word.capitalize()], languages).kind)


def _word_of_a_title(word: Word, languages: tuple[str, ...]) -> bool:
    know = knowledge(word.text, languages)
    return word.capital and know.everyday and not know.exact and not know.place_only


def _title(story: Story, i: int, last: int, languages: tuple[str, ...]) -> Found | None:
    words = story.words
    begin = i
    # What only begins the sentence is no part of the name.
    while begin < last and words[begin].first and not head_at(_three(story, begin), languages).kind:
        if words[begin].lower not in FUNCTION_WORDS and not knowledge(words[begin].text, languages).everyday:
            break
        begin += 1
        while begin < last and not words[begin].capital:
            begin += 1
    for n in range(begin, last):
        kept = kept_length(tuple(word.text for word in words[n : n + 4]), languages)
        if kept > 1 and not (n == begin and last >= n + kept and head_at(_three(story, n), languages).kind):
            return None
    inflected = bool({"sk", "pl"} & set(languages[:1]))
    heads = (
        (n, head_at([_three(story, n)[0].capitalize(), *_three(story, n)[1:]], languages))
        for n in range(begin, last + 1)
        if words[n].capital or inflected
    )
    at, head = next(((n, head) for n, head in heads if head.kind), (begin, None))
    if words[at].capital and any(word.lower in _OF and not word.capital for word in words[begin:at]):
        begin = at  # Ana de Lavandería Nieves: the person is no part of it
    own = [word for word in words[begin : last + 1] if word.capital and len(word.text) > 1]
    number = _NUMBER_AFTER.match(story.text, words[last].end) if head and head.kind == "SCHOOL" else None
    if head is None:
        return _without_head(story, begin, last, own, languages)
    small = words[begin].capital and begin < last and not words[last].capital  # Prešovskej univerzite
    if len(own) <= head.length and not number and not (small and not head_at(_three(story, begin), languages).kind):
        return None
    if words[begin].first and (begin + 1 > last or not (words[begin + 1].capital or number)):
        return None
    others = [word for word in own if not head_at((word.text,), languages).kind]
    if others and all(is_kept(word.text, languages) for word in others) and not number:
        return None
    end = number.end() if number else words[last].end
    return Found(words[begin].start, end, head.kind, "name with a word for an organisation", 0.88)


def _three(story: Story, n: int) -> list[str]:
    return [word.text for word in story.words[n : n + 3]]


def _without_head(  # noqa: PLR0911 - one question after another
    story: Story, begin: int, last: int, own: list[Word], languages: tuple[str, ...]
) -> Found | None:
    """Two capitals or more, one of them of a word that is written small otherwise; English has too many of these."""
    if len(own) < 2 or own[0].first or any(word.shouted for word in own):
        return None
    if languages[:1] == ("en",) and not _at_work(story, begin):
        return None
    known = [knowledge(word.text, languages) for word in own]
    if any(know.exact and not know.everyday for know in known) or not any(know.everyday for know in known):
        return None
    if not known[0].everyday or known[0].exact or known[0].surname or known[0].place:
        return None
    if any(is_kept(word.text, languages) or role_in(word.text, languages) for word in own):
        return None
    if long_place(story, begin, languages) or _is_heading(story, begin, last):
        return None
    before = [word.text for word in story.words[max(0, begin - 5) : begin]]
    if any(WORK.match(word) for word in before):
        kind = "EMPLOYER"
    elif place_evidence(story, begin, languages) == "place" and any(place_form(w.text, languages) for w in own):
        kind = "PLACE"
    else:
        kind = "INSTITUTION"
    return Found(story.words[begin].start, story.words[last].end, kind, "name made of everyday words", 0.65)


def _at_work(story: Story, begin: int) -> bool:
    """At Little Acorns, working for Helping Hands: what English writes large is hardly anything else there."""
    before = [word.lower for word in story.words[max(0, begin - 4) : begin]]
    if before[-1:] == ["at"]:
        return True
    return before[-1:] in (["with"], ["for"], ["by"]) and any(
        WORK.match(word) or word in {"carer", "cleaner", "agency"} for word in before
    )


def _is_heading(story: Story, begin: int, last: int) -> bool:
    """Capitals All Over: they say nothing then."""
    near = [word for word in story.words[max(0, begin - 4) : last + 5] if len(word.text) > 3]
    return sum(word.capital for word in near) > max(last - begin + 1, 0.7 * len(near)) and len(near) > 4
