"""What stands behind the name of an organisation and belongs to it: „Promyk”, im. Kopernika, nr 5, w Otwocku, de Rixensart."""

from __future__ import annotations

import re
from dataclasses import replace

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import place_form
from softskills.experiences.privacy.kept import is_kept
from softskills.experiences.privacy.runs import long_place
from softskills.experiences.privacy.words import Story

_CAPITAL = r"[^\W\d_a-zà-öø-ÿąćęłńóśźżčďľĺňŕšťž][^\W\d_]*(?:-[^\W\d_]+)*"
_QUOTED = re.compile(r"\s[„\"«“]\s?[^„”\"«»“\n.!?]{2,40}?\s?[”\"»“]")
_EPONYM = re.compile(
    rf"\s(?:im\.|imienia)\s(?:(?:św|ks|gen|bł|płk|dr|prof)\.\s)*{_CAPITAL}(?:(?:\s|-){_CAPITAL}){{0,3}}"
)
_NUMBER = re.compile(
    r"\s(?:nr\.?|č\.|n°|nº|n\.|no\.?)\s?\d{1,3}(?!\d|[.,:]\d)|\s\d{1,4}(?:/\d{1,3})?[A-Z]?(?!\w|[.,:/]\d|\s?(?:år|ans|años|anni|rok|lat|d[nň]|km|kr|eur|€|zł\b|%|h\b|hod|god))"
)
_PLACE = {
    "sk": re.compile(rf"\s(?:v|vo|nad|pri)\s(?P<place>{_CAPITAL})"),
    "pl": re.compile(rf"\s(?:w|we|nad|pod)\s(?P<place>{_CAPITAL})"),
    "fr": re.compile(rf"\s(?:de\s|d'|à\s|en\s|du\s)(?P<place>{_CAPITAL})"),
}


# What kind of house it is, before the word for it: v krízovom stredisku, w gminnym przedszkolu.
_MORE = {
    "sk": re.compile(
        r"(?<!\w)(?:krízov|bezpečn|detsk|nízkoprahov|azylov|komunitn|denn|rodinn|matersk|rehabilitačn|diagnostick|kultúrn|mestsk|obecn|okresn|krajsk|fakultn|univerzitn|psychiatrick|onkologick|súkromn|cirkevn|základn|stredn|špeciáln|hotelov|obchodn|zdravotn|jazykov|pastoračn)[^\W\d_]{1,3}\s$"
    ),
    "pl": re.compile(
        r"(?<!\w)(?:miejsk|gminn|powiatow|wojewódzk|publiczn|niepubliczn|prywatn|społeczn|katolick|specjaln|integracyjn|dziecięc|kryzysow|rodzinn|osiedlow|wiejsk|środowiskow|językow|muzyczn)[^\W\d_]{1,4}\s$"
    ),
}


def with_tail(found: Found, story: Story, languages: tuple[str, ...]) -> Found:
    """The find with what belongs to the name behind it.

    Examples
    --------
    >>> story = Story("Chodzi na Warsztaty Terapii „Promyk” w Nowym Sączu.")
    >>> found = with_tail(Found(10, 27, "INSTITUTION", ""), story, ("pl",))
    >>> story.text[found.start : found.end]
    'Warsztaty Terapii „Promyk” w Nowym Sączu'
    """
    text, end = story.text, found.end
    for pattern in (_EPONYM, _QUOTED):
        if match := pattern.match(text, end):
            end = match.end()
    article = text[found.start : end].endswith((" Le", " La", " Les"))
    if (found.kind == "SCHOOL" or article) and (match := _NUMBER.match(text, end)):
        end = match.end()
    place = _PLACE[languages[0]].match(text, end) if languages and languages[0] in _PLACE else None
    if place and found.kind != "EMPLOYER" and not is_kept(place["place"], languages):
        at = story.at(place.start("place"))
        several = long_place(story, at, languages)
        if several:
            end = story.words[at + several - 1].end
        elif place_form(place["place"], languages):
            end = place.end()
    start = found.start
    while languages and text[start].islower() and (more := _MORE.get(languages[0])):
        before = more.search(text[max(0, start - 24) : start])
        if not before:
            break
        start -= len(before[0])
    return replace(found, start=start, end=end)
