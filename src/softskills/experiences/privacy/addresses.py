"""Streets with their numbers, and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.kept import is_kept
from softskills.experiences.privacy.lists import is_everyday, lists
from softskills.experiences.privacy.words import bare

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĘĖĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
_CAP = rf"[{_UP}][^\W\d_]*(?:[-'][^\W\d_]+)*"
_NUMBER = r"(?:,?\s(?:n[.º°]{1,2}o?\s?|nº\s?|nr\.?\s|no\.?\s|č\.\s?|numero\s|número\s|numéro\s|number\s)?\d{1,4}(?:\s?[/-]\s?\d{1,3}[a-zA-Z]?|/[A-Za-z](?!\w)|[a-h](?!\w)|\s?[A-H](?!\w))?(?!\d|[.,:]\d|\s?(?:%|kr|eur|€|zł|år|km)))"
_PARTICLES = r"(?:de l'|d'|dell'|l'|(?:de la|de las|de los|del|des|de|du|di|della|delle|dei|degli|la|las|los|les|le|el|il|sv\.|svätej|svätého|św\.|świętej|gen\.|płk\.|ks\.|im\.|of|van|y|e|i|und)\s)"
_NAME = rf"(?:{_PARTICLES}){{0,2}}{_CAP}(?:[ -]{_CAP}|\s{_PARTICLES}{_CAP}){{0,4}}"
_MONTH = r"(?:mayo|octubre|diciembre|marzo|abril|aprile|maggio|settembre|novembre|juillet|maja|listopada|mája|mai)"

_HEAD_BEFORE = (
    r"calle|c/|avenida|avda\.?|avd\.|plaza|pza\.?|plza\.?|paseo|pº|travesía|carretera|glorieta|callejón|urbanización|urb\.|rúa|carrer|kalea|rambla|plaça|"
    r"via|v\.le|viale|piazza|p\.zza|piazzale|piazzetta|corso|c\.so|vicolo|largo|lungomare|lungotevere|contrada|"
    r"rue|avenue|av\.|boulevard|bd|bld|chaussée|ch\.|quai|impasse|allée|place|drève|square|clos|venelle|"
    r"ulica|ulici|ulicu|ulice|ulicy|ulicę|ul\.|námestie|námestí|nám\.|nábrežie|trieda|triede|aleja|alei|aleję|al\.|plac|placu|pl\.|osiedle|osiedlu|os\.|rondo|rondzie|skwer|sídlisko|sídlisku"
)
_BEFORE = re.compile(
    rf"(?<![\w'])(?P<head>(?i:{_HEAD_BEFORE}))(?:(?<=[./])\s?|\s)(?P<name>{_NAME}|(?:(?:de|di|del|dell')\s?)?\d{{1,2}}\s(?:de\s)?(?:{_CAP}|{_MONTH}))(?P<number>{_NUMBER})?"
)
_FRENCH = ("rue", "av", "bou", "bd", "chau", "quai", "impasse", "all", "place", "drève", "square", "clos")
_FRENCH_NUMBER = re.compile(r"(?<![\w.])\d{1,4}(?:\s?(?:bis|ter|[a-d]))?,?\s$")
_NORDIC = re.compile(
    rf"(?<!\w)(?:{_CAP}\s){{0,2}}?(?:[{_UP}][^\W\d_]*(?:gata|gate|gaten|veien|vegen|vei|veg|allé|alleen|gatan)|{_CAP}s?\s(?:gate|gata|vei|veien|vegen|veg|allé|plass|torg))(?!\w)(?:{_NUMBER})?"
)
_NORDIC_NUMBER = re.compile(
    rf"(?<!\w)(?:{_CAP}\s){{0,2}}?[{_UP}][^\W\d_]*(?:bakken|svingen|stien|løkka|løkken|kroken|faret|ringen|tunet|plassen|torget|plass|torg|brygge|lia|åsen|haugen|hagen|jordet|toppen|terrasse|kleiva|smuget|grenda|bråten)\s?{_NUMBER}"
)
_SLAVIC = re.compile(
    rf"(?<!\w)(?:{_CAP}\s){{1,3}}(?:ulica|ulici|ulicu|ulice|ulicou|námestie|námestí|námestia|nábrežie|nábreží|trieda|triede|triedy|cesta|ceste|aleja|alei)(?!\w)(?:{_NUMBER})?"
)
_SLAVIC_NUMBER = re.compile(
    rf"(?<!\w)(?:na|przy|ulici|ulicy|adrese|bydlisko|bytom|ul\.|adres|bývam|bývame|mieszkam|mieszkamy|adresa)\s(?:na\s|przy\s)?(?P<name>(?:{_CAP}\s){{0,2}}{_CAP}\s(?:č\.\s?)?\d{{1,4}}(?:/\d{{1,3}})?[a-zA-Z]?(?!\w|[.,:]\d|\s?(?:%|eur|€|zł|dní|rokov|hodín|lat|dni|godzin|let)))"
)
_ENGLISH = re.compile(
    rf"(?<!\w)(?:(?P<number>(?:[Ff]lat\s\d+[A-Za-z]?,?\s)?\d{{1,4}}[A-Za-z]?,?\s))?(?:{_CAP}\s){{1,3}}(?P<kind>Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Crescent|Gardens|Terrace|Close|Court|Place|Way|Square|Hill|Grove|Row|Park|Mews|Walk|Parade|Green|Rise|View|Buildings)(?!\w)"
)
_WEAK_ENGLISH = frozenset(
    "close court place way square hill grove row park walk parade green rise view buildings gardens drive st st.".split()
)
_GENERIC = frozenset(
    "main high the this that our my a an every each side ring big small old new first one dead same next whole your his her their red".split()
)


def find_streets(text: str, languages: tuple[str, ...] = ()) -> Iterator[Found]:  # noqa: PLR0912 - one rule after another
    """Yield streets, with the number where it is told.

    Examples
    --------
    >>> text = "Storgata 5, Calle Mayor 12, via Roma, rue de la Loi 16, na Hlavnej 12, ul. Długa 5, 12 Oak Street"
    >>> [text[found.start : found.end] for found in find_streets(text)]
    ['Calle Mayor 12', 'via Roma', 'rue de la Loi 16', 'ul. Długa 5', 'Storgata 5', 'Hlavnej 12', 'Długa 5', '12 Oak Street']
    """
    for match in _BEFORE.finditer(text):
        name = match["name"]
        words = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", name)
        capital = next((word for word in words if word[0].isupper()), "")
        if (
            languages[:1] == ("nb",)
            and match["head"].islower()
            and match["head"].rstrip(".") in {"av", "al", "os", "ch", "plac", "ulice"}
        ):
            continue
        if not capital or (is_kept(capital, languages or ("it",)) and not match["number"]) or capital.lower() in {"i"}:
            continue
        if (
            match["head"].lower() in {"place", "largo", "square", "via", "clos", "plaza", "rue"}
            and match["head"][0].isupper()
            and not match["number"]
            and is_everyday(capital, ("en",))
        ):
            continue
        start = match.start()
        before = _FRENCH_NUMBER.search(text[max(0, start - 12) : start])
        if before and not match["number"] and match["head"].lower().startswith(_FRENCH):
            start -= len(before[0])
        yield Found(start, match.end(), "STREET", "word for a street before a name", 0.93)
    norwegian = not languages or "nb" in languages
    for match in _NORDIC.finditer(text) if norwegian else ():
        words = match[0].split()
        tail = next((word for word in reversed(words) if not word[0].isdigit() and len(word) > 1), "")
        start = match.start()
        # The first word of a sentence does not belong to the street: "Fra Storgata", "Da Karl Johans gate".
        while (
            len(words) > 1
            and words[0] != tail
            and is_everyday(words[0], ("nb",))
            and bare(words[0]) not in lists().first_names
            and not words[0].endswith("s")
        ):
            start += len(words[0]) + 1
            words = words[1:]
        if len(words) == 1 and (
            tail.lower() in {"gate", "gata", "gaten", "vei", "veien", "veg", "vegen", "allé"}
            or (
                is_everyday(tail, ("nb",))
                and tail.lower() not in {"storgata", "storgaten", "kirkeveien"}
                and (start == 0 or text[:start].rstrip()[-1:] in ".!?:\n")
            )
        ):
            continue
        if words and words[0].lower() in {"gate", "vei", "denne", "vår", "min", "hele", "en", "på"}:
            continue
        yield Found(start, match.end(), "STREET", "ending of a Norwegian street", 0.93)
    for match in _NORDIC_NUMBER.finditer(text) if norwegian else ():
        yield Found(*match.span(), "STREET", "ending of a Norwegian street and a number", 0.85)
    for match in _SLAVIC.finditer(text):
        start, end = _without_first(match, ("sk", "pl"))
        if start < end:
            yield Found(start, end, "STREET", "name before a word for a street", 0.93)
    for match in _SLAVIC_NUMBER.finditer(text):
        if not is_kept(match["name"].split(" ")[0]):
            yield Found(*match.span("name"), "STREET", "name and house number", 0.85)
    for match in _ENGLISH.finditer(text) if not languages or "en" in languages else ():
        start, end = match.span()
        words = match[0].split(" ")
        names = [word for word in words if word[0].isalpha() and word.lower() != "flat"][:-1]
        while (
            names
            and not match["number"]
            and (names[0].lower() in _GENERIC or names[0] in {"On", "In", "At", "From", "To", "Down", "Near", "Then"})
        ):
            start += len(names[0]) + 1
            names = names[1:]
        weak = match["kind"].lower() in _WEAK_ENGLISH
        if (
            names
            and not (weak and not match["number"])
            and not (names[0].lower() in _GENERIC and not match["number"])
            and not is_kept(names[0])
        ):
            yield Found(start, end, "STREET", "word for a street after a name", 0.93)


def _without_first(match: re.Match[str], languages: tuple[str, ...]) -> tuple[int, int]:
    """Leave out what only begins the sentence; nothing is left of "Na ceste", "Celá trieda"."""
    start, end = match.span()
    words = [word for word in match[0].split(" ") if word[0].isupper()]
    text = match.string
    opens = start == 0 or text[:start].rstrip()[-1:] in ".!?:„\n" or "\n" in text[max(0, start - 2) : start]
    if opens and is_everyday(words[0], languages) and (len(words[0]) <= 3 or len(words) == 1):
        if len(words) == 1:
            return start, start if not any(character.isdigit() for character in match[0]) else end
        start += len(words[0]) + 1
    return start, end


_POSTCODE_WORD = re.compile(
    r"\b(?:postnummer|postnr\.?|código postal|C\.?P\.?|CAP|code postal|PSČ|smerovacie číslo|kod pocztowy|postcode|post code|eircode|zip)[\s:]{1,2}(?:er |es |è |est |je |to |is )?(?P<value>\d{3} \d{2}|\d{2}-\d{3}|\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b",
    re.IGNORECASE,
)
_POLISH = re.compile(r"(?<![\d-])\d{2}-\d{3}(?![\d-])(?!\s?(?:zł|kr|eur|€))")
_BRITISH = re.compile(
    r"(?<!\w)(?:(?:[A-Z]{1,2}\d{1,2}[A-Z]?) \d[ABD-HJLNP-UW-Z]{2}|[AC-FHKNPRTV-Y]\d[\dW] [0-9AC-FHKNPRTV-Y]{4}|BT\d{1,2})(?!\w)"
)
_BEFORE_PLACE = re.compile(rf"(?<![\w.,/+-])(?P<code>(?:[BFNI]-)?\d{{4,5}}|\d{{3}} \d{{2}})\s(?P<place>{_CAP})")


_AFTER_STREET = re.compile(rf"\b(?i:{_HEAD_BEFORE})[^.\n]{{3,60}}?,\s(?P<code>\d{{5}})(?!\d|[.,]\d)")


def find_postcodes(text: str) -> Iterator[Found]:
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
    for match in _BRITISH.finditer(text):
        yield Found(*match.span(), "POSTCODE", "form of a British or Irish postcode", 0.9)
    for match in _AFTER_STREET.finditer(text):
        yield Found(*match.span("code"), "POSTCODE", "number after a street", 0.85)
    for match in _BEFORE_PLACE.finditer(text):
        place, code = match["place"], match["code"]
        year = len(code) == 4 and code[:2] in {"19", "20"}
        if bare(place) in lists().places or (
            len(place) > 3
            and not year
            and not is_kept(place)
            and not is_everyday(place, ("nb", "es", "it", "fr", "sk", "en"))
        ):
            yield Found(*match.span("code"), "POSTCODE", "number before a place", 0.92)
