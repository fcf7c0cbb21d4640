"""What the lists and dictionaries together know about one word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from softskills.experiences.privacy.inflection import first_name_form, place_form, surname_form
from softskills.experiences.privacy.lists import is_everyday, lists, proper_lemma
from softskills.experiences.privacy.words import key


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the lists and dictionaries know about a word."""

    first: bool  # a first name, or a form of one
    exact: bool  # as it stands in the list
    word_too: bool  # the name is an everyday word in these languages too
    surname: bool
    place: bool  # a place, or a form of one
    place_only: bool  # nothing else than a place
    everyday: bool


@lru_cache(maxsize=100_000)
def knowledge(word: str, languages: tuple[str, ...]) -> Knowledge:
    """Look a word up.

    Examples
    --------
    >>> knowledge("Amina", ("nb",)).first, knowledge("Rosa", ("es",)).word_too, knowledge("Tromsø", ("nb",)).place_only
    (True, True, True)
    """
    known = lists()
    plain = key(word)
    everyday = is_everyday(word, languages)
    written = word.lower() in known.exact
    exact = plain in known.first_names
    form = plain if exact else first_name_form(word, languages)
    listed_place = plain in known.places
    place = listed_place or bool(place_form(word, languages))
    if listed_place and everyday and not written:
        place = False  # Sala, which is no Šaľa
    # A name that the list has with other marks is taken for the everyday word that it is: Andre, which is no André.
    if form and not exact and languages[:1] == ("pl",) and len(word) > 4 and proper_lemma(word):
        flagged = bool(known.first_names.get(form, frozenset()) & set(languages))
    elif exact and known.first_names[plain] & set(languages):
        flagged = True
    else:
        flagged = bool(form) and everyday and not (exact and written)
    place_only = place and not everyday and not (listed_place and known.places[plain])
    if place and everyday and listed_place and written and not known.places[plain]:
        place_only = True
    return Knowledge(bool(form), exact, flagged, bool(surname_form(word, languages)), place, place_only, everyday)
