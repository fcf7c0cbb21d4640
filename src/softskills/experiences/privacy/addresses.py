"""Streets with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from softskills.experiences.privacy.context import MINE
from softskills.experiences.privacy.found import Claims, Found
from softskills.experiences.privacy.kept import is_kept
from softskills.experiences.privacy.lists import is_everyday, lists
from softskills.experiences.privacy.words import bare, words_in

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĘĖĚĞĢĪĮİĶĹĻĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
CAP = rf"[{_UP}][^\W\d_]*(?:[-'][^\W\d_]+)*"
_NUMBER = r"(?:,?\s(?:n[.º°]{1,2}o?\s?|nº\s?|nr\.?\s|no\.?\s|č\.\s?|numero\s|número\s|numéro\s|number\s)?\d{1,4}(?:\s?[/-]\s?\d{1,3}[a-zA-Z]?|/[A-Za-z](?!\w)|[a-h](?!\w)|\s?[A-H](?!\w))?(?!\d|[.,:]\d|\s?(?:%|kr|eur|€|zł\b|år|km)))"
PARTICLES = r"(?:de l'|d'|dell'|l'|(?:de la|de las|de los|del|des|de|du|di|della|delle|dei|degli|la|las|los|les|le|el|il|sv\.|svätej|svätého|św\.|świętej|gen\.|płk\.|ks\.|im\.|of|van|y|e|i|und)\s)"
_NAME = rf"(?:{PARTICLES}){{0,2}}{CAP}(?:[ -]{CAP}|\s{PARTICLES}{CAP}){{0,4}}"
_MONTH = r"(?:augusta|decembra|novembra|októbra|septembra|januára|februára|apríla|júla|stycznia|kwietnia|sierpnia|września|grudnia|mars|avril|août|septembre|décembre|mayo|octubre|diciembre|marzo|abril|aprile|maggio|settembre|novembre|juillet|maja|listopada|mája|mai)"

STREET_WORDS = (
    r"calle|gran vía|c/|avenida|avda\.?|avd\.|plaza|pza\.?|plza\.?|paseo|pº|travesía|carretera|glorieta|callejón|urbanización|urb\.|rúa|carrer|kalea|rambla|plaça|"
    r"via|v\.le|viale|piazza|p\.zza|piazzale|piazzetta|corso|c\.so|vicolo|vico|largo|lungomare|lungotevere|lungarno|contrada|salita|strada|"
    r"rue|avenue|av\.|boulevard|bd|bld|blvd|chaussée|ch\.|quai|impasse|allée|place|drève|square|clos|venelle|chemin|sentier|ruelle|faubourg|rond-point|parvis|esplanade|"
    r"ulica|ulici|ulicu|ulice|ulicy|ulicę|ulicą|ulíc|uličke|uliczce|ul\.|pasáž|pasáži|bulvár|bulvári|rynek|rynku|bulwar|bulwarze|wybrzeże|szosa|szosie|zaułek|zaułku|námestie|námestí|nám\.|nábrežie|trieda|triede|aleja|alei|aleję|al\.|alejach|aleje|plac|placu|placem|pl\.|osiedle|osiedlu|osiedla|os\.|rondo|rondzie|skwer|sídlisko|sídlisku|sídliska"
)
_BEFORE = re.compile(
    rf"(?<![\w'])(?P<head>(?i:{STREET_WORDS}))(?:(?<=[./])\s?|\s)(?P<name>{_NAME}|(?:(?:de|di|du|del|dell')\s?)?\d{{1,2}}\.?\s(?:de\s)?(?:{CAP}|{_MONTH}))(?P<number>{_NUMBER})?"
)
_FRENCH = (
    "rue", "av", "bou", "bd", "bl", "chau", "che", "quai", "impasse", "all", "place", "drève", "square", "clos", "sentier", "ruelle", "cours", "passage", "route", "venelle"
)  # fmt: skip
_FRENCH_NUMBER = re.compile(r"(?<![\w.])\d{1,4}(?:\s?(?:bis|ter|[a-d]))?,?\s$")
# A street whatever follows: rue de la Poste.
_ALWAYS_STREETS = ("rue", "avenue", "boulevard", "chaussée", "ulic", "calle")
_OLDER = re.compile(r"(?:Vieille|Grande|Petite|Haute|Basse|Ancienne|Longue)\s$")
# 27 cours Gambetta: words that are streets only beside a number.
_FRENCH_ANYWHERE = re.compile(
    rf"(?<![\w.])\d{{1,4}}(?:\s?(?:bis|ter|quater))?,?\s(?:traverse|montée|sentier|sente|venelle|ruelle|hameau|résidence|lotissement|chemin|impasse|esplanade)\s{_NAME}"
)
_NUMBERED = re.compile(
    rf"(?<![\w.])\d{{1,4}}(?:\s?(?:bis|ter))?,?\s(?:cours|cour|passage|route|faubourg|clos|cité|lieu-dit|promenade|villa|domaine|quartier|mail|côte|rampe|descente|levée|galerie|porte)\s{_NAME}|(?<!\w)cité\s{CAP}(?:\s{CAP}){{0,2}}"
)
_NORDIC = re.compile(
    rf"(?<!\w)(?:(?:[Øø]vre|[Nn]edre|[Nn]ordre|[Ss]øndre|[Vv]estre|[Øø]stre|[Gg]amle|[Ll]ille|[Ss]tore|[Ll]ange|[Ii]ndre|[Yy]tre)\s)?(?:{CAP}\s){{0,3}}?(?:[{_UP}][^\W\d_]*(?:gata|gate|gaten|veien|vegen|vei|veg|allé|alleen|gatan)|{CAP}s?\s(?:gate|gata|vei|veien|vegen|veg|allé|plass|torg))(?!\w)(?:{_NUMBER})?"
)
# Tante Ulrikkes vei, Dronning Eufemias gate: part of the street also where a sentence begins.
_NORDIC_TITLES = words_in("tante onkel bestemor mor far dronning kong kongens dronningens prins prinsesse kronprins general biskop erkebiskop professor doktor fru fru. sankt st løytnant kaptein major")  # fmt: skip
_NORDIC_NUMBER = re.compile(
    rf"(?<!\w)(?:{CAP}\s){{0,2}}?[{_UP}][^\W\d_]*(?:bakken|svingen|sletta|sletten|skogen|enga|engen|myra|stubben|kollen|moen|dalen|neset|vika|viken|berget|gangen|kaia|kaien|marka|lunden|parken|tråkket|trappa|krysset|dammen|bekken|elva|fjellet|vollen|odden|stranda|holmen|heia|høgda|høyden|rabben|teigen|løkken|veita|gjerdet|stien|løkka|løkken|kroken|faret|ringen|tunet|plassen|torget|plass|torg|brygge|lia|åsen|haugen|hagen|jordet|toppen|terrasse|kleiva|smuget|grenda|bråten)\s?{_NUMBER}"
)
_SLAVIC = re.compile(
    rf"(?<!\w)(?:{CAP}\s){{1,3}}(?:ulica|ulici|ulicu|ulice|ulicou|ul\.|nám\.|námestie|námestí|námestia|nábrežie|nábreží|trieda|triede|triedy|cesta|ceste|aleja|alei)(?!\w)(?:{_NUMBER})?"
)
_SLAVIC_NUMBER = re.compile(
    rf"(?<!\w)(?:[Nn]a|[Pp]rzy|[Pp]ri|[Pp]od|[Uu]lici|[Uu]licy|adrese|bydlisko|bytom|ul\.|adres|bývam|bývame|mieszkam|mieszkamy|adresa)\s(?:na\s|przy\s)?"
    rf"(?P<name>(?:{CAP}\s){{0,2}}{CAP}(?:\s[^\W\dA-Z_]{{3,14}})?\s(?:č\.\s?)?(?:[IVX]{{1,4}}/)?\d{{1,4}}(?:/\d{{1,3}})?[a-zA-Z]?(?!\w|[.,:]\d|\s?(?:%|eur|€|zł\b|(?:dn[ií]\b|dn[oů]|rok|hod|lat|god[zi]|let|oso|ľud|min|miesi|mesi|tyg|týž|km|kg|ra[zt]|det|dzie|ks|szt)\w*)))"
)
_ENGLISH = re.compile(
    rf"(?<!\w)(?:(?P<number>(?:[Ff]lat\s\d+[A-Za-z]?,?\s)?\d{{1,4}}[A-Za-z]?,?\s))?(?:{CAP}\s){{1,3}}(?P<kind>Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Crescent|Gardens|Terrace|Close|Court|Place|Way|Square|Hill|Grove|Row|Park|Mews|Walk|Parade|Green|Rise|View|Buildings|Croft|Quay|Wharf|Vale)(?!\w)"
)
_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d,?\s$")
# Flat, floor, stair, letterbox after the number: 18, 2º D; 402, scala C; 61 m. 4; 12 bte 3.
_UNIT = re.compile(
    r"(?:,?\s(?:(?:bajo|ático|principal|pral|entresuelo|rez-de-chaussée|rdc|parter|prízemie|pritlicze|kjeller|basement|ground floor|top floor)(?!\w)\.?(?:\s(?:izquierda|derecha|izda|izq|dcha|drcha|[A-H](?![\w'.]))\.?)?|\d{1,2}(?:\s?\.|er|re|e|ère|ème|eme|st|nd|rd|th|º|°)?\s(?:étage|etage|etasje|etg|poschodie|poschodí|piętro|piętrze|piano|planta|piso|floor)(?!\w)|\d{1,2}\.?\s?[ºª°]\.?(?:[\s-]?(?:izquierda|derecha|izda|izq|dcha|drcha|ctro|centro|puerta\s\d{1,2}|[A-Z](?!\w)|\d{1,2}[ªº])\.?)?|(?:scala|sc|int|interno|piano|pal|bte|boîte|bus|étage|apt|appt|flat|unit|leil|leilighet|oppgang|etg|piso|puerta|pta|esc|escalera|portal|bajo|"
    r"m|lok|klatka|kl|mieszkania|byt|vchod|poschodie|bl|blok|bloc|bât|bâtiment|entrée|tour|mieszkanie)(?!\w)\.?\s?(?:\d{1,4}[A-Za-z]?|[A-Z])(?!\w)))+",
    re.IGNORECASE,
)
_WORDS = rf"{CAP}(?:[ -](?:{CAP}|(?:de|del|della|dei|di|du|des|la|las|los|le|i|og|na|nad|pri|pod|gen|św|sv)\.?(?=\s)|[^\W\d_]{{2,12}}(?=\s\d))){{0,4}}"
_HOUSE = r"(?:č\.\s?|n[º°.]{1,2}\s?)?(?:[IVX]{1,4}/)?\d{1,4}(?:\s?[A-Ha-h](?!\w))?(?:/\d{1,4}[A-Za-z]?)?"
_CODE = r"\d{5}(?!\d)|\d{3} \d{2}(?!\d)|\d{2}-\d{3}(?!\d)|(?:[BFNI]-)?\d{4}\s(?=[A-ZÀ-ÖØ-ÞŁŚŻŠČŽ])|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}"
# Whatever its name: what stands before a postcode, or after a word for an address, is a street.
_BEFORE_CODE = re.compile(rf"(?<![\w-])(?P<street>{_WORDS}\s{_HOUSE})(?P<unit>{_UNIT.pattern})?,?\s(?:{_CODE})")
_AFTER_ADDRESS = re.compile(
    rf"(?<!\w)(?i:(?:adres[ay]?|adresse) (?:pre poštu|na poštu|do korespondencji|korespondencyjny|korešpondencie|de correspondance|postale|postal)|adress?e[nr]?|adres[uaye]?|adresą|adresse|address|indirizzo|dirección|domicilio|residente|domiciliée?|bydlisko|bytom|bytem|zamieszkał[aey]|bosted|bopel|bor|bodde|bývam|bývame|mieszkam|mieszkamy|vivo|abito|habite|live)"
    rf"\W{{1,3}}(?:(?:er|es|è|est|is|je|to|in|na|en|w|przy|à|v|au|a|i|på|at|al)\s){{0,2}}(?P<street>{_WORDS}\s{_HOUSE})(?![\w]|[.,:]\d|\s?(?:%|€|kr|eur|zł\b|år|ans|años|anni|rok|lat|dn))"
)
# Ulica Obrancov mieru 9, ul. Armii krajowej 3: what follows the first word is small.
_SMALL_REST = re.compile(
    rf"(?<![\w'])(?i:ulic[aiueyęą]|ulicou|ul\.|nám\w*\.?|tried[aeuy]|nábrež\w+|sídlisk\w+|alej[aeiuę]?|plac\w?|pl\.|os\.|osiedl\w+|cest[aeuy])\s(?:\d{{1,2}}\.\s)?{CAP}(?:\s[^\W\dA-Z_]{{2,14}}){{1,2}}?\s{_HOUSE}(?![\w]|[.,:]\d)"
)
# Typed in small letters: via pola 11, ul. polna 3, na ulici pri mlyne 7.
_SMALL = re.compile(
    r"(?<![\w'])(?P<head>(?i:via|viale|piazza|corso|calle|avenida|plaza|rue|avenue|chaussée|ulica|ulici|ulicy|ulicę|ul\.|carrer|os\.|al\.|n[áa]mest\w+|nám\.|nábrež\w+|plac\w?|placem|osiedl\w+))\s(?P<name>(?:\d{1,2}\.?\s(?=[^\W\d_]))?(?:[^\W\d_]{2,14}\.?\s){1,4}?)(?P<number>\d{1,4}[a-zA-Z]?(?:/\d{1,3})?)"
    r"(?![\w]|[.,:]\d|\s?(?:%|€|kr|eur|euro|zł\b|år|ans|años|anni|rok|lat|dn|gior|días|jours|metr|km|volte|veces|fois|ore|horas|heures|min))"
)
_NO_NAMES = words_in(
    "da con per e in dal il di casa mi ti si che non una un tra fra dopo prima alle y que con por para en sin a las los un una et que avec pour dans sans est a à où je il elle i nie się po o z na w kde som sa je pred"
)
_FLEMISH = re.compile(
    rf"(?<!\w){CAP}(?:straat|laan|weg|steenweg|plein|lei|dreef|kaai|stra(?:ß|ss)e|gasse|platz|allee)\s{_HOUSE}(?!\w)|(?<!\w){CAP}\s(?:kalea|etorbidea|plaza|carrer)\s{_HOUSE}(?!\w)"
)
# Priemyselná zóna 1440, Strefa Ekonomiczna 5: sites named by what they are
_SITE = re.compile(
    rf"(?<!\w)(?:{CAP}(?:á|ej|ú|ou|ý|om|ého|a|ą|ego|ym)\s(?:zón[aeuy]|zónou|park\w{{0,2}}|areál\w{{0,2}}|kolóni[aieu]|štvr[ťt]i?|sad\w{{0,2}}|hon\w{{0,2}}|stref\w{{1,2}}|kolon\w{{1,3}})|[Ss]tref\w{{1,2}}\s{CAP})\s{_HOUSE}(?![\w]|[.,:]\d|\s?(?:%|€|eur|zł\b|rok|lat|dn|hod|godz|ľud|osób|osob))"
)
# przy Reformackiej, na Hlavnej: an adjective without its noun
_ALONE = re.compile(
    rf"(?<!\w)(?:na|przy|Na|Przy|Pri)\s(?P<name>{CAP}(?:skej|ckej|nej|vej|skiej|ckiej|dzkiej|wej|niej))(?=[.,;:)!?\n]|$|\s(?:w|we|v|vo|i|a|ale|pri|przy|obok|koło|vedľa)\s)"
)
# Dukelských hrdinov 31: a genitive of many, its noun and a number at the end of a clause
_OF_MANY = re.compile(
    rf"(?<!\w){CAP}(?:ých|ich|ých|ého|iego|ego)\s[^\W\dA-Z_]{{3,12}}\s\d{{1,4}}(?:/\d{{1,4}})?(?=[,;)\n]|\.\s|\.?$)"
)
# na zvolenskej 8, on a phone
_CASUAL = re.compile(
    r"(?<!\w)(?:na|przy|ul|ulici|ulicy)\s(?P<name>(?!(?:jednej|druhej|inej|innej|kazdej|każdej|zadnej|żadnej|dalsej|celej|calej|całej|malej|małej|starej|novej|nowej)\s)[^\W\dA-Z_]{3,14}(?:skej|ckej|nej|vej|skiej|ckiej|niej|wej|owa|ska|cka|zna|żna|lna|rna)\s\d{1,3}[a-z]?(?:/\d{1,3})?)(?!\w|[.,:]\d|\s?(?:%|eur|€|zł\b|zl|h\b|hod|god|min|dn|rok|lat|kr[aá]t|raz))"
)
# Prostějovská 7, Saskiej 61: an adjective of a place or a person and a number that counts nothing.
_ADJECTIVE = re.compile(
    rf"(?<![\w.])(?P<name>[{_UP}][^\W\d_]{{2,}}(?:sk|ck|zk|dzk|ov|ow|n)(?:á|ej|ou|iej|ą|a))\s\d{{1,4}}(?:/\d{{1,4}})?[A-Za-z]?(?=[,.;)\n]|$|\s(?:v|vo|w|we|m\.|byt)\s)"
)
_WEAK_ENGLISH = words_in(
    "close court place way square hill grove row park walk parade green rise view buildings gardens drive st st. croft quay wharf vale"
)
_GENERIC = words_in(
    "main high the this that our my a an every each side ring big small old new first one dead same next whole your his her their red"
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
    if {"sk", "pl"} & set(languages[:1]) or not languages:
        yield from _without_a_word_for_it(text)
    for match in _BEFORE.finditer(text):
        name = match["name"]
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", name)
        capital = next((word for word in words if word[0].isupper()), "")
        if (
            languages[:1] == ("nb",)
            and match["head"].islower()
            and match["head"].rstrip(".") in {"av", "al", "os", "ch", "plac", "ulice"}
        ):
            continue
        told = match["head"].lower().startswith(_ALWAYS_STREETS) and match["head"].islower()
        kept = is_kept(capital, languages or ("it",)) and not match["number"] and not told
        if not capital or kept or capital.lower() in {"i"}:
            continue
        if (
            match["head"].lower() in {"place", "largo", "square", "via", "clos", "plaza", "rue"}
            and match["head"][0].isupper()
            and not match["number"]
            and is_everyday(capital, ("en",))
        ):
            continue
        start, end = match.span()
        if older := _OLDER.search(text[max(0, start - 12) : start]):
            start -= len(older[0])
        before = _FRENCH_NUMBER.search(text[max(0, start - 12) : start])
        if before and match["head"].lower().startswith(_FRENCH):
            start -= len(before[0])
            end = match.end("name")  # a number behind is the postcode
        yield Found(start, end, "STREET", "word for a street before a name", 0.93)
    yield from _norwegian(text, everywhere=not languages or "nb" in languages)
    for match in _SLAVIC.finditer(text):
        start, end = _without_first(match, ("sk", "pl"))
        if start < end and text[start:end].split(" ", 1)[0].lower() not in MINE:
            yield Found(start, end, "STREET", "name before a word for a street", 0.93)
    for match in _SLAVIC_NUMBER.finditer(text):
        if _may_be_street(match["name"].split(" ")[0]):
            yield Found(*match.span("name"), "STREET", "name and house number", 0.85)
    for match in _FRENCH_ANYWHERE.finditer(text):
        yield Found(*match.span(), "STREET", "French word for a street and a number", 0.85)
    if languages[:1] == ("fr",):
        for match in _NUMBERED.finditer(text):
            yield Found(*match.span(), "STREET", "word for a street and a number", 0.8)
    yield from _by_what_is_beside(text)
    in_english = not languages or "en" in languages
    for match in _ENGLISH.finditer(text):
        start, end = match.span()
        if not in_english and (not match["number"] or _YEAR_BEFORE.fullmatch(match["number"])):
            continue
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


def _norwegian(text: str, *, everywhere: bool) -> Iterator[Found]:
    """By the ending; in texts of other languages only with a number."""
    for match in _NORDIC.finditer(text):
        if not everywhere and not match[0][-1:].isdigit() and not re.search(r"\d\s?[A-Za-z]$", match[0]):
            continue
        words = match[0].split()
        tail = next((word for word in reversed(words) if not word[0].isdigit() and len(word) > 1), "")
        start = match.start()
        # The first word of a sentence does not belong to the street: "Fra Storgata", "Da Karl Johans gate".
        while (
            len(words) > 1
            and words[0] != tail
            and _opens(text, start)
            and words[0].lower() not in _NORDIC_TITLES
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


def _opens(text: str, start: int) -> bool:
    """Whether a sentence, line or quotation begins here, where a capital says nothing."""
    return start == 0 or text[:start].rstrip(" ")[-1:] in {*'.!?:\n\r«"„(-•*'}


def _without_a_word_for_it(text: str) -> Iterator[Found]:
    """Slovak and Polish streets that are an adjective or a genitive: przy Reformackiej, Dukelských hrdinov 31."""
    for match in _ALONE.finditer(text):
        if not is_kept(match["name"]) and bare(match["name"]) not in lists().places:
            yield Found(*match.span("name"), "STREET", "adjective without a noun after a preposition", 0.65)
    for match in _SITE.finditer(text):
        yield Found(*match.span(), "STREET", "word for a site and a number", 0.8)
    for match in _OF_MANY.finditer(text):
        if _may_be_street(match[0].split(" ")[0]):
            yield Found(*match.span(), "STREET", "genitive with its noun and a number", 0.7)
    for match in _CASUAL.finditer(text):
        yield Found(*match.span("name"), "STREET", "adjective in small letters and a number", 0.6)
    for match in _SMALL_REST.finditer(text):
        yield Found(*match.span(), "STREET", "word for a street, name and number", 0.85)


def _may_be_street(word: str) -> bool:
    """No country or month, unless as an adjective: na Tatranskej 5."""
    return not is_kept(word) or word.lower().endswith(("ej", "ého", "iego", "ých", "ich"))


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
        if _may_be_street(match["name"]):
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
