"""Names, places and numbers that point to a person, out of the stories.

Rules and lists first, then a small network, all offline: see :mod:`~softskills.experiences.privacy.lists` for why no
library is used. What it leaves is pseudonymised, not anonymous.

::

    words          a story as words with offsets, its languages
    lists          names, places, everyday words, what stays
    inflection     cases of Slovak, Polish, Ukrainian
    kept           countries, months, brands …: capitals that stay
    knowledge      what all of these know about one word
    checksums, fixed_forms, reference_numbers, dates, addresses, postcodes
                   what has a form or a word beside it
    organisation_words, organisation_fronts, organisation_reach, organisation_tails, organisations, workplaces, titles
                   schools, institutions, employers
    context, actions, runs, verdicts, beginnings, small_names, names
                   names of persons and places
    tagger, tagged the network: what no list and no capital tells
    identities     who is who: one placeholder for one person
    pseudonyms     pseudonymise and its result; review and offsets beside it
    key            the way back
"""

from softskills.experiences.privacy.found import Claims, Found
from softskills.experiences.privacy.identities import PLACEHOLDER
from softskills.experiences.privacy.key import KeyTable, reidentify
from softskills.experiences.privacy.pseudonyms import VERSION, Pseudonymised, find_all, pseudonymise
from softskills.experiences.privacy.review import ReviewTable
from softskills.experiences.privacy.words import fold

__all__ = ["PLACEHOLDER", "VERSION", "KeyTable", "Pseudonymised", "ReviewTable", "pseudonymise", "reidentify"]


def _find(text: str, language: str = "") -> list[Found]:
    """What the rules alone would replace, in order, none overlapping another; offsets of the folded text."""
    folded, _ = fold(text)
    claims = Claims(len(folded))
    find_all(folded, language, claims)
    return sorted(claims.found, key=lambda found: found.start)
