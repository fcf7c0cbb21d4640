"""Streets with their numbers, and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from softskills.experiences.privacy.found import Claims, Found
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
    rf"(?<!\w)(?:(?:[Øø]vre|[Nn]edre|[Nn]ordre|[Ss]øndre|[Vv]estre|[Øø]stre|[Gg]amle|[Ll]ille|[Ss]tore|[Ll]ange|[Ii]ndre|[Yy]tre)\s)?(?:{_CAP}\s){{0,2}}?(?:[{_UP}][^\W\d_]*(?:gata|gate|gaten|veien|vegen|vei|veg|allé|alleen|gatan)|{_CAP}s?\s(?:gate|gata|vei|veien|vegen|veg|allé|plass|torg))(?!\w)(?:{_NUMBER})?"
)
_NORDIC_NUMBER = re.compile(
    rf"(?<!\w)(?:{_CAP}\s){{0,2}}?[{_UP}][^\W\d_]*(?:bakken|svingen|sletta|sletten|skogen|enga|engen|myra|stubben|kollen|moen|dalen|neset|vika|viken|berget|gangen|kaia|kaien|marka|lunden|parken|tråkket|trappa|krysset|dammen|bekken|elva|fjellet|vollen|odden|stranda|holmen|heia|høgda|høyden|rabben|teigen|løkken|veita|gjerdet|stien|løkka|løkken|kroken|faret|ringen|tunet|plassen|torget|plass|torg|brygge|lia|åsen|haugen|hagen|jordet|toppen|terrasse|kleiva|smuget|grenda|bråten)\s?{_NUMBER}"
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
# Flat, floor, stair, letterbox after the number: 18, 2º D; 402, scala C; 61 m. 4; 12 bte 3.
_UNIT = re.compile(
    r"(?:,?\s(?:\d{1,2}\s?[ºª°]\.?(?:\s(?:izda|izq|dcha|drcha|ctro|centro|[A-Z](?!\w))\.?)?|(?:scala|sc|int|interno|piano|pal|bte|boîte|bus|étage|apt|appt|flat|unit|leil|leilighet|oppgang|etg|piso|puerta|pta|esc|escalera|portal|bajo|"
    r"m|lok|klatka|kl|mieszkania|byt|vchod|poschodie|bl|blok)(?!\w)\.?\s?(?:\d{1,4}[A-Za-z]?|[A-Z])(?!\w)))+",
    re.IGNORECASE,
)
_WORDS = rf"{_CAP}(?:[ -](?:{_CAP}|(?:de|del|della|dei|di|du|des|la|las|los|le|i|og|na|nad|pri|pod|gen|św|sv)\.?(?=\s)|[^\W\d_]{{2,12}}(?=\s\d))){{0,4}}"
_HOUSE = r"(?:č\.\s?|n[º°.]{1,2}\s?)?\d{1,4}(?:\s?[A-Ha-h](?!\w))?(?:/\d{1,4}[A-Za-z]?)?"
_CODE = r"\d{5}(?!\d)|\d{3} \d{2}(?!\d)|\d{2}-\d{3}(?!\d)|(?:[BFNI]-)?\d{4}\s(?=[A-ZÀ-ÖØ-ÞŁŚŻŠČŽ])|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}"
# Whatever its name: what stands before a postcode, or after a word for an address, is a street.
_BEFORE_CODE = re.compile(rf"(?<![\w-])(?P<street>{_WORDS}\s{_HOUSE})(?P<unit>{_UNIT.pattern})?,?\s(?:{_CODE})")
_AFTER_ADDRESS = re.compile(
    rf"(?<!\w)(?i:adress?e[nr]?|adres[uaye]?|adresą|adresse|address|indirizzo|dirección|domicilio|residente|domiciliée?|bydlisko|bytom|bytem|zamieszkał[aey]|bosted|bopel|bor|bodde|bývam|bývame|mieszkam|mieszkamy|vivo|abito|habite|live)"
    rf"\W{{1,3}}(?:(?:er|es|è|est|is|je|to|in|na|en|w|przy|à|v|au|a|i|på|at|al)\s){{0,2}}(?P<street>{_WORDS}\s{_HOUSE})(?![\w]|[.,:]\d|\s?(?:%|€|kr|eur|zł|år|ans|años|anni|rok|lat|dn))"
)
# Typed in small letters: via pola 11, ul. polna 3, na ulici pri mlyne 7.
_SMALL = re.compile(
    r"(?<![\w'])(?P<head>(?i:via|viale|piazza|corso|calle|avenida|plaza|rue|avenue|chaussée|ulica|ulici|ulicy|ulicę|ul\.|carrer|os\.|al\.|námest\w+|nám\.|nábrež\w+|plac\w?|placem|osiedl\w+))\s(?P<name>(?:\d{1,2}\.?\s(?=[^\W\d_]))?(?:[^\W\d_]{2,14}\.?\s){1,4}?)(?P<number>\d{1,4}[a-zA-Z]?(?:/\d{1,3})?)"
    r"(?![\w]|[.,:]\d|\s?(?:%|€|kr|eur|euro|zł|år|ans|años|anni|rok|lat|dn|gior|días|jours|metr|km|volte|veces|fois|ore|horas|heures|min))"
)
_NO_NAMES = frozenset(
    "da con per e in dal il di casa mi ti si che non una un tra fra dopo prima alle y que con por para en sin a las los un una et que avec pour dans sans est a à où je il elle i nie się po o z na w kde som sa je pred".split()
)
_FLEMISH = re.compile(
    rf"(?<!\w){_CAP}(?:straat|laan|weg|steenweg|plein|lei|dreef|kaai|stra(?:ß|ss)e|gasse|platz|allee)\s{_HOUSE}(?!\w)|(?<!\w){_CAP}\s(?:kalea|etorbidea|plaza|carrer)\s{_HOUSE}(?!\w)"
)
# Prostějovská 7, Saskiej 61: an adjective of a place or a person and a number that counts nothing.
_ADJECTIVE = re.compile(
    rf"(?<![\w.])(?P<name>[{_UP}][^\W\d_]{{3,}}(?:sk|ck|zk|dzk|ov|ow|n)(?:á|ej|ou|iej|ą|a))\s\d{{1,4}}(?:/\d{{1,4}})?[A-Za-z]?(?=[,.;)\n]|$|\s(?:v|vo|w|we|m\.|byt)\s)"
)
_WEAK_ENGLISH = frozenset(
    "close court place way square hill grove row park walk parade green rise view buildings gardens drive st st.".split()
)
_GENERIC = frozenset(
    "main high the this that our my a an every each side ring big small old new first one dead same next whole your his her their red".split()
)


def find_streets(text: str, languages: tuple[str, ...] = ()) -> Iterator[Found]:
    """Yield streets, with the number, flat and floor where they are told.

    Examples
    --------
    >>> text = "Storgata 5, Calle Mayor 12, 2º D, via Roma, rue de la Loi 16, na Hlavnej 12, ul. Długa 5, 12 Oak Street"
    >>> [text[found.start : found.end] for found in find_streets(text)]
    ['Calle Mayor 12, 2º D', 'via Roma', 'rue de la Loi 16', 'ul. Długa 5', 'Storgata 5', 'Hlavnej 12', '12 Oak Street']
    >>> text = "Kapelweg 9, 9050 Gentbrugge; Slnečná 118/3, 059 71; via pola 11, 20124"
    >>> [text[found.start : found.end] for found in find_streets(text, ("it",))]
    ['Kapelweg 9', 'Slnečná 118/3', 'via pola 11']
    """
    claims = Claims(len(text))
    for found in _find_streets(text, languages):
        if not claims.add(found):
            continue
        unit = _UNIT.match(text, found.end) if text[found.end - 1].isalnum() else None
        yield replace(found, end=unit.end()) if unit else found


def _find_streets(text: str, languages: tuple[str, ...]) -> Iterator[Found]:  # noqa: PLR0912 - one rule after another
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
    for match in _NORDIC.finditer(text):
        if not norwegian and not match[0][-1:].isdigit() and not re.search(r"\d\s?[A-Za-z]$", match[0]):
            continue
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
    for match in _NORDIC_NUMBER.finditer(text):
        yield Found(*match.span(), "STREET", "ending of a Norwegian street and a number", 0.85)
    for match in _SLAVIC.finditer(text):
        start, end = _without_first(match, ("sk", "pl"))
        if start < end:
            yield Found(start, end, "STREET", "name before a word for a street", 0.93)
    for match in _SLAVIC_NUMBER.finditer(text):
        if not is_kept(match["name"].split(" ")[0]):
            yield Found(*match.span("name"), "STREET", "name and house number", 0.85)
    yield from _by_what_is_beside(text)
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


def _by_what_is_beside(text: str) -> Iterator[Found]:
    """Streets that no word for a street gives away: before a postcode, after a word for an address, in small letters."""
    for match in _BEFORE_CODE.finditer(text):
        if not is_kept(match["street"].split(" ", 1)[0]):
            yield Found(*match.span("street"), "STREET", "name and number before a postcode", 0.88)
    for match in _AFTER_ADDRESS.finditer(text):
        first = match["street"].split(" ", 1)[0]
        if not is_kept(first) and first not in {"Flat", "Unit", "Apartment", "Block"}:
            yield Found(*match.span("street"), "STREET", "name and number after a word for an address", 0.85)
    for match in _SMALL.finditer(text):
        first = match["name"].split(" ", 1)[0].lower()
        if first not in _NO_NAMES:
            yield Found(*match.span(), "STREET", "word for a street, name in small letters and number", 0.8)
    for match in _ADJECTIVE.finditer(text):
        if not is_kept(match["name"]):
            yield Found(*match.span(), "STREET", "Slovak or Polish adjective and a number", 0.75)
    for match in _FLEMISH.finditer(text):
        yield Found(*match.span(), "STREET", "ending of a street and a number", 0.88)


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


_LONE = re.compile(
    r"(?<![\w.,/+-])(?:\d{5}|\d{4}|\d{3} \d{2})(?![\w]|[.,:/-]\d|\s?(?:%|€|kr|eur|zł|km|kg|m2|år|ans|años|anni|rok|lat))"
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
    ends = sorted(found.end for found in claims.found if found.kind in {"STREET", "PLACE"})
    starts = sorted(found.start for found in claims.found if found.kind == "PLACE")
    for match in _LONE.finditer(text):
        start, end = match.span()
        year = len(match[0]) == 4 and match[0][:2] in {"19", "20"}
        before = max((e for e in ends if e <= start), default=-_NEAR - 1)
        between = text[before:start] if before >= 0 else ""
        after = start - before <= _NEAR and between.rstrip().endswith(",") and not re.search(r"[.!?\n\d]", between)
        ahead = any(text[end:s] in {" ", ", "} for s in starts) and len(match[0]) > 3
        told = _LIVING.search(text[max(0, start - 24) : start])
        if not year and (after or ahead or (told and len(match[0]) > 4)) and not (len(match[0]) == 4 and told):
            yield Found(start, end, "POSTCODE", "number beside a street or a place", 0.8)


_PLACE_AFTER = re.compile(
    rf",?\s(?P<place>{_CAP}(?:[ -](?:{_PARTICLES}{_CAP}|{_CAP}|(?:sur|sous|lez|lès|nad|pod|pri|am|upon|on|de|di|del)\s{_CAP})){{0,3}})"
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
