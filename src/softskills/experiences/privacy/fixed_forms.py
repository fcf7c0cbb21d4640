"""Identifiers of fixed form: addresses on the net, accounts, cards, national ids, telephone numbers, plates, case numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from softskills.experiences.privacy.checksums import (
    digits,
    iban_end,
    is_card,
    is_codice_fiscale,
    is_dni_nie,
    is_fodselsnummer,
    is_iban,
    is_nhs,
    is_nir,
    is_niss,
    is_pesel,
    is_rodne_cislo,
)
from softskills.experiences.privacy.found import Found


def _is_telephone(text: str) -> bool:
    # Seven digits at least, and not a row of years.
    d = digits(text)
    return 7 <= len(d) <= 15 and not re.fullmatch(r"(?:19|20)\d\d[ /-]+(?:19|20)\d\d", text.strip())


def _always(text: str) -> bool:
    return True


def _has_three_digits(text: str) -> bool:
    return len(digits(text)) >= 3


def _is_polish_account(text: str) -> bool:
    return is_iban("PL" + digits(text))


def _is_national(text: str) -> bool:
    return is_fodselsnummer(text) or is_pesel(text) or is_niss(text)


@dataclass(frozen=True)
class _Kind:
    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]
    why: str
    confidence: float = 0.95


def _kind(
    name: str, pattern: str, is_one: Callable[[str], bool], why: str, confidence: float = 0.95, flags: int = 0
) -> _Kind:
    return _Kind(name, re.compile(pattern, flags), is_one, why, confidence)


_ANY = re.IGNORECASE
_PHONE_WORDS = (
    r"tlf|tel|tél|mob|mobil|mobilen|mobile|mobilnr|mobilnummer|telefon|telefonen|telefonnummer|telefonnummeret|teléfono|telefono|téléphone|telefón|telefóne|"
    r"telefónne|móvil|cellulare|cell|gsm|komórka|komórkę|phone|telephone|nummer|nummeret|nr|número|numero|numéro|číslo|čísle|numer|numeru|number|ring|ringe|"
    r"ringte|llama|llámame|llamar|llamarme|llamen|llame|chiama|chiamami|chiamare|chiamarmi|call|called|text|appelle|appelez|appeler|joindre|volaj|zavolaj|zavolajte|zadzwoń|"
    r"dzwoń|dzwonić|whatsapp|viber|signal|vipps|bizum|sms|fax"
)
_CASE_WORDS = (
    r"saksnummer|saksnummeret|saksnr|sak\s?nr|sak\s?nummer|journalnummer|journalnr|referansenummer|referansenr|referanse|ref\.?\s?nr|ref|duf-?nummer|duf-?nr|duf|kundenummer|"
    r"medlemsnummer|ansattnummer|passnummer|passnr|vedtaksnummer|kontonummer|expediente|expte|exp|referencia|pasaporte|tarjeta sanitaria|afiliación|matrícula de alumno|nuss|"
    r"pratica|protocollo|prot|fascicolo|riferimento|rif|passaporto|tessera sanitaria|permesso di soggiorno|carta d'identità|dossier|référence|réf|passeport|carte d'identité|"
    r"numéro national|carte de séjour|numéro de client|spis|spisu|spisová značka|spisovej značky|konania|sp\.\s?zn|čj|č\.\s?j|pasu|pas č|občiansk\w+ preukaz\w*|op č|rozhodnutia|zmluvy|poistenca|rodné číslo|rodného čísla|"
    r"sygnatura akt|sygnaturą akt|sygnaturze akt|sygn\.? akt|sygnatura|sygnatury|sygn|sygnaturą|nr sprawy|numer sprawy|numerem sprawy|numeru sprawy|sprawa|sprawy|znak sprawy|paszport\w*|dow[oó]d\w* osobist\w*|dowodu|legitymacj\w+|case number|case no|case nr|case ref|case|reference number|"
    r"reference|ref no|file number|file no|file|claim number|claim no|passport number|passport no|passport|nhs number|nhs no|client number|customer number|application number|national insurance number|ni number|"
    r"pps number|fødselsnummer|fødselsnr|personnummer|personnr|dni|nie|nif|codice fiscale|niss|registre national|pesel|numer pesel|id number|id-nummer"
)
_SECURITY_WORDS = r"sécurité sociale|securite sociale|sécu|secu|n° ?ss|numéro ss|nir|insee|carte vitale|seguridad social francesa|previdenza sociale francese|French social security number|numéro d'assurée?"
_INSURANCE_WORDS = r"national insurance(?: number| no\.?| nr\.?)?|NI ?(?:number|no\.?|nr\.?|numer\w{0,2}|número|numero|numéro|nummer)|NINO"
_NIR = r"[1-478](?:[ .-]?\d){4}[ .-]?(?:\d ?\d|2 ?[AB])(?:[ .-]?\d){6}"
_PLATE_WORDS = (
    r"skilt|skiltet|skiltnummer|bilskilt|reg\.?\s?nr|registreringsnummer|matrícula|targa|targata|plaque|immatriculation|immatriculée?|"
    r"špz|ečv|evč|značkou|značka|poznávacia značka|tablic\w+|rejestracj\w+|nr rej|registration|reg|number plate|licence plate|license plate|plates?"
)
_KNOWN_SITES = (
    r"finn|nav|udi|helsenorge|altinn|skatteetaten|vg|nrk|tv2|dagbladet|aftenposten|yr|ruter|vy|posten|hjem|kolonial|oda|matprat|lanekassen|"
    r"amazon|booking|google|facebook|youtube|instagram|vinted|duolingo|zalando|wallapop|milanuncios|idealista|infojobs|renfe|correos|seg-social|"
    r"subito|trenitalia|poste|inps|immobiliare|leboncoin|2ememain|immoweb|actiris|leforem|onem|doctolib|ameli|caf|bazos|profesia|slovensko|azet|sme|"
    r"allegro|olx|pracuj|gov|zus|onet|wp|interia|librus|znanylekarz|indeed|nhs|bbc|ebay|gumtree|rte|tesco|mojeid|hse|wikipedia|netflix|spotify|zoom"
)
_LINK = r"(?:[\s:.#(,]{1,3}(?:er|es|è|est|is|je|jest|to|var|era|was|n|nr|no|num|núm|numero|número|numéro|number|č|číslo|numer|mitt|mi|my|mio|mon|moje|the|el|il|la|le|con|med|di|de|del|della|du|pod|o|av|n[.°º]{0,2}[ªo]?)(?![^\W_])[.°º]?){0,3}[\s:.#(,/]{1,3}"
# Ordered: the first kind that claims a stretch of text keeps it.
_KINDS = (
    _kind("EMAIL", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", _always, "form of an e-mail address", 0.99),
    _kind("EMAIL", r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\(at\)|\[at\]|\(a\)|\(arroba\)|\(chiocciola\)|\(arobase\)|\(zavináč\)|\(małpa\)|\(krøllalfa\)) ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", _always, "e-mail address in words", flags=_ANY),
    _kind("URL", r"(?:https?://|www\.)[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]", _always, "form of a web address", 0.99, _ANY),
    _kind("URL", r"(?<![\w@.-])(?:facebook|instagram|fb|tiktok|youtube|linkedin|twitter|x|t|linktr|gofundme|zrzutka|donio|ludialudom|leetchi|spleis|m\.facebook)\.(?:com|me|be|ee|pl|sk|no)/[^\s<>\"')\]]{2,200}(?<![.,;:!?])", _always, "page of somebody on a social network", 0.9, _ANY),
    _kind("URL", r"(?<![\w@.-])(?!(?:finn|nav|udi|helsenorge|altinn|booking|bing|google|facebook|youtube|amazon|vinted|duolingo|allegro|zalando)\.)(?:[a-z0-9-]{2,40}\.){1,3}(?:com|org|net|eu|info|no|es|it|be|sk|pl|fr|uk|me|blog)/[^\s<>\"')\]]{2,200}(?<![.,;:!?])", _always, "web address with a path"),
    _kind("URL", r"(?<![\w@.-])(?!(?:finn|nav|udi|helsenorge|altinn|booking|google|facebook|youtube|amazon|vinted|duolingo|allegro|zalando|instagram|gmail|whatsapp)\.)(?:[a-z0-9-]{2,40}\.){1,3}(?:com|org|net|eu|info|blog)(?![\w.-]*\w)", _always, "form of a web address", 0.85),
    _kind("URL", rf"(?<![\w@.-])(?!(?:[\w-]{{1,20}}\.)?(?:{_KNOWN_SITES})\.)(?:[a-z0-9-]{{3,40}}\.){{1,2}}(?:sk|pl|fr|uk|ie|cz|cat|eus|gal|blog|shop|online|site|store|coop|page|example|test)(?![\w.-]*\w)(?:/[^\s<>\"')\]]{{1,200}}(?<![.,;:!?]))?", _always, "form of a web address", 0.85),
    _kind("URL", rf"(?<![\w@.-])(?!(?:{_KNOWN_SITES})\.)(?:[a-z0-9]{{1,30}}(?:-[a-z0-9]{{1,30}}){{1,4}}|[a-z0-9-]{{2,30}}\.[a-z0-9-]{{3,30}})\.(?:no|es|it|be|me)(?![\w.-]*\w)", _always, "form of a web address", 0.85),
    _kind("URL", rf"(?:bloggen|blogg|blog|nettsiden?|nettside|hjemmeside\w*|web|página|pagina|sito|site|stronie|strona|stronę|stránk\w+|website|homepage|page|på|en|su|sur|na|at)\s(?P<value>(?!(?:{_KNOWN_SITES})\.)[a-z0-9-]{{4,40}}\.(?:no|es|it|be|me))(?![\w.-]*\w)", _always, "web address after a word for it", 0.8),
    _kind("HANDLE", r"(?<![\w@.])@[^\W\d][\w.]{1,30}(?<!\.)", _always, "form of a handle", 0.97),
    _kind("HANDLE", r"(?:instagram|insta|snapchat|snap|tiktok|facebook|telegram|twitter|skype|messenger)\w{0,3}(?:\s?[:=]\s?|\s(?:er|es|è|est|is|je|jest|som|as|como|come|comme|ako|jako)\s)(?P<value>(?=[\w.]*[\d_.])[a-z][\w.]{2,30}(?<!\.))", _always, "name on a social network", 0.85, _ANY),
    _kind("ACCOUNT", r"(?<!\w)(?:NO\d\d(?: ?\d){11}|BE\d\d(?: ?\d){12}|(?:SK|ES|CZ)\d\d(?: ?\d){20}|PL ?\d\d(?: ?\d){24}|DE\d\d(?: ?\d){18}|AT\d\d(?: ?\d){16}|IT\d\d ?[A-Z](?: ?\d){22}|FR\d\d(?: ?[0-9A-Z]){23})(?!\w)", _always, "form of an IBAN", 0.9),
    _kind("ACCOUNT", r"(?<![\w.])\d{2}(?: ?\d{4}){6}\b", _is_polish_account, "Polish account, right check digits", 0.99),
    _kind("NATIONAL-ID", rf"(?<![\w+.,]){_NIR}(?:[ .-]?\d){{2}}(?![\w]|[.,]\d)", is_nir, "French social security number, key right", 0.99, _ANY),
    _kind("NATIONAL-ID", rf"(?<!\w)(?:{_SECURITY_WORDS})(?!\w)[^\d\n]{{0,30}}(?P<value>{_NIR}(?:[ ./-]{{0,3}}\d ?\d)?)(?![\w]|[.,]\d)", _always, "form of a French social security number after a word for it", 0.95, _ANY),
    _kind("NATIONAL-ID", r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d\d(?:[ -]?\d\d){2}[ -]?[A-D](?![\w-])", _always, "form of a National Insurance number", 0.93),
    _kind("NATIONAL-ID", rf"(?<!\w)(?:{_INSURANCE_WORDS})(?!\w)[^\d\n.]{{0,24}}?(?<!\w)(?P<value>[A-Z]{{2}}[ -]?\d\d(?:[ -]?\d\d){{2}}(?:[ -]?[A-D])?)(?![\w-])", _always, "form of a National Insurance number after a word for it", 0.97, _ANY),
    _kind("NATIONAL-ID", r"(?<![\w.,/-])\d{7}[ ]?[A-W][A-Z](?![\w-])", _always, "form of a PPS number with two letters", 0.9),
    _kind("NATIONAL-ID", r"(?<!\w)PPS[A-Z]?(?!\w)[^\d\n.]{0,24}?(?<!\w)(?P<value>\d{7}[ ]?[A-W][A-Z]?)(?![\w-])", _always, "form of a PPS number after a word for it", 0.97, _ANY),
    _kind("NATIONAL-ID", r"(?<!\w)NHS (?:number|no\.?|nr\.?)(?!\w)(?:[^\d\n.]|(?<!\d)\d{1,3}(?= [a-z])){1,40}?(?P<value>\d{3}[ -]?\d{3}[ -]?\d{4})(?![\w-])", _always, "form of an NHS number after a word for it", 0.97, _ANY),
    _kind("NATIONAL-ID", r"\bNHS\b[^\d\n]{0,30}(?P<value>\d{3}[ -]?\d{3}[ -]?\d{4})(?![\w-])", is_nhs, "NHS number, check digit right", 0.97),
    _kind("CARD", r"(?<![\w+.])\d(?:[ -]?\d){12,18}(?![\w]|[.,]\d)", is_card, "payment card, right check digit", 0.97),
    _kind("NATIONAL-ID", r"\b[A-Z]{6}\s?\w{5}\s?\w{4}[A-Z]\b", is_codice_fiscale, "codice fiscale, control letter right", 0.99, _ANY),
    _kind("NATIONAL-ID", r"\b(?:[XYZ][ -]?\d{7}|\d{8}|\d{2}\.\d{3}\.\d{3})[ -]?[A-Z]\b", is_dni_nie, "DNI or NIE, letter right", 0.99, _ANY),
    _kind("NATIONAL-ID", r"(?<![\w.])\d{2}\.\d{2}\.\d{2}[- ]\d{3}[. -]\d{2}\b", is_niss, "NISS, check number right", 0.99),
    _kind("NATIONAL-ID", r"(?<!\w)\d{6}\s?/\s?\d{4}\b", is_rodne_cislo, "rodné číslo, divisible by 11", 0.99),
    _kind("NATIONAL-ID", r"(?<![\w+])\d{6}[ -]?\d{5}\b", _is_national, "national number, check digits right", 0.99),
    _kind("NATIONAL-ID", r"(?<![\w+])\d{10}\b", is_rodne_cislo, "rodné číslo, divisible by 11", 0.99),
    _kind("PLATE", rf"\b(?:{_PLATE_WORDS}){_LINK}(?P<value>(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9](?:[ -]?[A-Z0-9]){{4,8}})\b(?!/)", _always, "plate after a word for it", 0.95, 0),
    _kind("PLATE", r"(?<![\w-])(?:[A-Z]{1,2}-\d{4}-[A-Z]{1,2}|(?=[A-Z]{2,3} [0-9A-Z]*[A-Z])[A-Z]{2,3} (?=\d*[A-Z]?\d)\d[0-9A-Z]{3,4}(?<![A-Z]{3})|[A-Z]{2,3} \d{5})(?![\w/-])", _always, "form of a car plate", 0.8),
    _kind("PLATE", r"(?<![\w-])(?:[1-9]-[A-Z]{3}-\d{3}|\d{4}[ -]?[B-DF-HJ-NP-TV-Z]{3}|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|[A-Z]{2}[ ]?\d{5}|[A-Z]{2}\d{2} ?[A-Z]{3})(?![\w/-])", _always, "form of a car plate", 0.85),
    _kind("PLATE", r"(?<![\w-])[a-z]{2}\d{2}[a-z]{3}(?![\w/-])", _always, "form of a British car plate", 0.8),
    _kind("CASE", rf"(?<![\w-])(?:{_CASE_WORDS}){_LINK}(?P<value>(?!(?:if|when|si|se|hvis|ak|gdy|for|to) )(?=[\w ./-]{{0,24}}?\d\D{{0,3}}\d\D{{0,3}}\d)(?:[A-Z]{{1,8}}(?:[ ./-][A-Z]{{1,4}}){{0,2}}[ ./-]?)?\d[\w]*(?:[./-][\w]+){{0,6}}(?: \d[\d./-]*){{0,4}}(?<![.,/-]))", _has_three_digits, "number after a word for a case or document", 0.9, _ANY),
    _kind("PHONE", r"(?<![\w.,/-])(?:\+|00)\d{1,3}(?:[ ()./-]{0,2}\d{1,4}){2,6}\b", _is_telephone, "international telephone number", 0.97),
    _kind("PHONE", rf"(?:\b(?:{_PHONE_WORDS})\b[.:,]?\s*(?:[^\W\d_]+[.:,]?\s){{0,3}}?)(?P<value>\(?\d(?:[ ()./-]{{0,2}}\d){{6,13}})\b", _is_telephone, "number after a word for telephone", 0.95, _ANY),
    _kind("ACCOUNT", r"(?<![\w.,])\d{4}\.\d{2}\.\d{5}\b", _always, "form of a Norwegian account", 0.9),
    _kind("PHONE", r"(?<![\w.,/€$£+-])(?:0[1-9](?:[ .-]?\d\d){4}|\(0\d{1,4}\) ?\d{2,4}(?:[ -]?\d{2,4}){1,3}|\(\d{2}\) \d{3} \d{2} \d{2}|0\d{2,4}[ /-]?\d{3,4}[ .-]?\d{3,4}|[67]\d\d[ .-]?\d{3}[ .-]?\d{3}|3\d{2} \d{4} \d{3}|[4-8]\d{2} \d{3} \d{3}|[4-8]\d{2}-\d{3}-\d{3}|[49]\d{2} \d{2} \d{3}|[2-79]\d(?: \d{2}){3}|[6789]\d{2}(?: \d{3}){2}|[6789]\d{2}(?: \d{2}){3}|[5-9]\d \d{3} \d{2} \d{2}|[1-9]\d \d{3} \d{2} \d{2}|[1-9]\d \d{3}-\d{2}-\d{2}|[5-8]\d{2}-\d{3}-\d{3}|0\d{1,3}[ /]\d{2,4}(?:[ .-]\d{2,4}){1,3}|0\d{2,3} \d{6,7}|0\d{4} \d{5,6}|0[26] \d{6,8}|[67]\d{8}|[49]\d{7}|3\d{2}[ /-]?\d{6,7}|3\d{2}(?: \d{2,3}){3}|3\d{2} \d{3} \d{4})\b(?![.,]?\d| ?(?:kr|NOK|EUR|euro|€|zł\b|%|km|kg|kW|kron))", _is_telephone, "form of a telephone number", 0.9),
)  # fmt: skip
_IBAN_BEGINNING = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])", re.IGNORECASE)


def find_fixed_forms(text: str) -> Iterator[Found]:
    """Yield what has a form of its own; earlier rules first.

    Parameters
    ----------
    text : str
        As :func:`softskills.experiences.privacy.words.fold` gives it.

    Yields
    ------
    Found
        May overlap; the first wins.

    Examples
    --------
    >>> text = "Mi móvil: 91 123 45 67, IBAN NO93 8601 1117 947 NAV"
    >>> [(found.kind, text[found.start : found.end]) for found in find_fixed_forms(text)][:2]
    [('IBAN', 'NO93 8601 1117 947'), ('ACCOUNT', 'NO93 8601 1117 947')]
    """
    if not any(character in text for character in "0123456789@."):
        return
    for match in _IBAN_BEGINNING.finditer(text):
        end = iban_end(text, match.start())
        if end > 0:
            yield Found(match.start(), end, "IBAN", "IBAN with right check digits", 0.99)
    for kind in _KINDS:
        group = "value" if "value" in kind.pattern.groupindex else 0
        for match in kind.pattern.finditer(text):
            if kind.is_one(match[group]):
                yield Found(*match.span(group), kind.name, kind.why, kind.confidence)
