"""Postcodes, and the places behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.addresses import CAP, PARTICLES, STREET_WORDS
from softskills.experiences.privacy.found import Claims, Found
from softskills.experiences.privacy.kept import is_kept
from softskills.experiences.privacy.lists import is_everyday, lists
from softskills.experiences.privacy.words import bare

_POSTCODE_WORD = re.compile(
    r"\b(?:postnummer|postnr\.?|código postal|C\.?P\.?|CAP|code postal|PSČ|smerovacie číslo|kod pocztowy|postcode|post code|eircode|zip)[\s:]{1,2}(?:er |es |è |est |je |to |is )?(?P<value>\d{3} \d{2}|\d{2}-\d{3}|\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b",
    re.IGNORECASE,
)
_POLISH = re.compile(r"(?<![\d-])\d{2}-\d{3}(?![\d-])(?!\s?(?:zł|kr|eur|€))")
_BRITISH = re.compile(
    r"(?<!\w)(?:(?:[A-Z]{1,2}\d{1,2}[A-Z]?) \d[ABD-HJLNP-UW-Z]{2}|[AC-FHKNPRTV-Y]\d[\dW] [0-9AC-FHKNPRTV-Y]{4}|BT\d{1,2})(?!\w)"
)
_BEFORE_PLACE = re.compile(rf"(?<![\w.,/+-])(?P<code>(?:[BFNI]-)?\d{{4,5}}|\d{{3}} \d{{2}})\s(?P<place>{CAP})")


_SLOVAK = re.compile(r"(?<![\w.,/+-])(?<!\d )[089]\d\d \d\d(?![\w-]| \d|[.,]\d|\s?(?:%|€|eur|kč|km|kg))")
_AFTER_STREET = re.compile(rf"\b(?i:{STREET_WORDS})[^.\n]{{3,60}}?,\s(?P<code>\d{{5}})(?!\d|[.,]\d)")


def find_postcodes(text: str, languages: tuple[str, ...] = ()) -> Iterator[Found]:
    """Yield postcodes: after a word for them, before a place, or of a form that nothing else has.

    Examples
    --------
    >>> text = "0560 Oslo, CP 28012, 00-950 Warszawa, 811 01 Bratislava, SW1A 1AA, i 2015 kom"
    >>> [text[found.start : found.end] for found in find_postcodes(text)]
    ['28012', '00-950', 'SW1A 1AA', '0560', '811 01']
    """
    for match in _POSTCODE_WORD.finditer(text):
        yield Found(*match.span("value"), "POSTCODE", "number after a word for a postcode", 0.95)
    for match in _POLISH.finditer(text):
        yield Found(*match.span(), "POSTCODE", "form of a Polish postcode", 0.9)
    for match in _SLOVAK.finditer(text) if languages[:1] == ("sk",) else ():
        yield Found(*match.span(), "POSTCODE", "form of a Slovak postcode", 0.75)
    for match in _BRITISH.finditer(text):
        yield Found(*match.span(), "POSTCODE", "form of a British or Irish postcode", 0.9)
    for match in _AFTER_STREET.finditer(text):
        yield Found(*match.span("code"), "POSTCODE", "number after a street", 0.85)
    for match in _BEFORE_PLACE.finditer(text):
        place, code = match["place"], match["code"]
        if bare(place) in lists().places or (
            len(place) > 3
            and not _is_year(code)
            and not is_kept(place)
            and not is_everyday(place, ("nb", "es", "it", "fr", "sk", "en"))
        ):
            yield Found(*match.span("code"), "POSTCODE", "number before a place", 0.92)


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in {"19", "20"}


_LONE = re.compile(
    r"(?<![\w.,/+-])(?:\d{5}|\d{4}|\d{3} \d{2})(?![\w]|[.,:/-]\d|\s?(?:%|€|kr|eur|zł\b|km|kg|m2|år|ans|años|anni|rok|lat))"
)
_LIVING = re.compile(r"(?:viv[oe]\w*|vivimos|abito|abitiamo|habit\w+|bor|bývam\w*|mieszka\w+|live|living|zona|CP|zone|code)\s(?:en|a|in|à|au|i|v|w|at|na)?\s?$", re.IGNORECASE)  # fmt: skip
_NEAR = 30


def find_lone_postcodes(text: str, claims: Claims) -> Iterator[Found]:
    """Yield numbers of four and five digits beside a street or a place that was found, or after "I live in".

    Examples
    --------
    >>> text = "Vivimos en 08905. Recogida en Usera, calle Sol 3, 28026, hoy. Pagué 28026 en 2015."
    >>> claims = Claims(len(text))
    >>> _ = claims.add(Found(37, 48, "STREET", ""))
    >>> [text[found.start : found.end] for found in find_lone_postcodes(text, claims)]
    ['08905', '28026']
    """
    ends = [found.end for found in claims.found if found.kind in {"STREET", "PLACE"}]
    starts = [found.start for found in claims.found if found.kind == "PLACE"]
    for match in _LONE.finditer(text):
        start, end = match.span()
        before = max((e for e in ends if e <= start), default=-_NEAR - 1)
        between = text[before:start] if before >= 0 else ""
        after = start - before <= _NEAR and between.rstrip().endswith(",") and not re.search(r"[.!?\n\d]", between)
        ahead = any(text[end:s] in {" ", ", "} for s in starts) and len(match[0]) > 3
        told = _LIVING.search(text[max(0, start - 24) : start])
        if (
            not _is_year(match[0])
            and (after or ahead or (told and len(match[0]) > 4))
            and not (len(match[0]) == 4 and told)
        ):
            yield Found(start, end, "POSTCODE", "number beside a street or a place", 0.8)


_PLACE_AFTER = re.compile(
    rf",?\s(?P<place>{CAP}(?:[ -](?:{PARTICLES}{CAP}|{CAP}|(?:sur|sous|lez|lès|nad|pod|pri|am|upon|on|de|di|del)\s{CAP})){{0,3}})"
)


def find_places_of_addresses(text: str, claims: Claims) -> Iterator[Found]:
    """Yield what stands behind a postcode, whatever it is called.

    Examples
    --------
    >>> text = "C/ Sol 3, 46100 Xyzabar."
    >>> claims = Claims(len(text))
    >>> _ = claims.add(Found(10, 15, "POSTCODE", ""))
    >>> [text[found.start : found.end] for found in find_places_of_addresses(text, claims)]
    ['Xyzabar']
    """
    for found in claims.found:
        match = _PLACE_AFTER.match(text, found.end) if found.kind == "POSTCODE" else None
        if match and not is_kept(match["place"].split(" ", 1)[0]):
            yield Found(*match.span("place"), "PLACE", "name behind a postcode", 0.85)
