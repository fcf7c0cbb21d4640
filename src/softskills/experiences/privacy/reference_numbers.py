"""Numbers of cases, files, decisions, contracts: after a word that says so, or by their own form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found

# A number in pieces: 2023/12345-7, PZON.8321.405.2025, EX 4471/2024, CCE 318 402, 8.714.206.
_IN_PIECES = r"(?:[^\W\d_]{1,10}(?:[./-][^\W_]{1,12}){0,4}[ ./-]?)?\d[^\W_]*(?:[./-][^\W_]{1,14}){0,6}(?: \d{2,6}(?:[./-][^\W_]+)*){0,3}"
_CASE_WORDS = (
    r"sak(?:en|snr|snummer\w*)?|journal(?:nr|nummer\w*)|referanse\w*|ref|vedtak(?:et|snr|snummer)?|kunde(?:nr|nummer\w*)|klage(?:sak)?|søknad(?:snummer)?|løpenummer|arkivnr|"
    r"expediente|expte|exp|referencia|denuncia|resolución|solicitud|registro|reclamación|recurso|procedimiento|diligencias|afiliación|póliza|contrato|"
    r"pratica|protocollo|prot|fascicolo|riferimento|rif|verbale|domanda|denuncia|ricorso|contratto|polizza|sinistro|tessera|"
    r"dossier|référence|réf|pv|procès-verbal|plainte|décision|recours|contrat|matricule|registre|requête|rôle|"
    r"spis\w*|značk\w+|zn|konani\w+|rozhodnut\w+|zmluv\w+|poistk\w+|čj|č\.\s?j|evidenčn\w+|žiadost\w*|oznámeni\w+|uzneseni\w+|"
    r"sygn\w*|spraw\w+|znak|orzeczeni\w+|decyzj\w+|zgłoszeni\w+|wnios\w+|umow\w+|polis\w+|legitymacj\w+|wypis\w*|zlece\w+|akt|"
    r"police|assureur|assurance|allocataire|affilié[e]?|assuré[e]?|bénéficiaire|usager|client[e]?|abonné[e]?|adhérent[e]?|affiliation|sécurité sociale|séjour|annexe|carte|titre|récépissé|convocation|attestation|facture|quittance|rôle|mutuelle|"
    r"dohod\w+|faktúr\w+|poistn\w+|klient\w*|zákazní\w+|preukaz\w*|povoleni\w+|pobyt\w*|osvedčeni\w+|potvrdeni\w+|vysvedčeni\w+|list|reklamáci\w+|sťažnos\w+|súd\w*|evidenci\w+|"
    r"kart\w+|klient\w*|pozwoleni\w+|zezwoleni\w+|zaświadczeni\w+|certyfikat\w*|dyplom\w*|szkod\w+|skarg\w+|reklamacj\w+|faktur\w+|rachun\w+|pozew|pozwu|postanowieni\w+|wyrok\w*|komornik\w*|ewidencyjn\w+|skierowani\w+|"
    r"case|ref(?:erence)?|file|claim|decision|application|appeal|permit|policy|contract|folder|docket|account|client|customer"
)
_NUMBER_WORDS = r"nr|nummer\w*|n[.º°]{1,2}o?|nº|núm|número|numero|numéro|č|čísl\w+|číselo|numer\w*|number|no"
_AFTER_CASE = re.compile(
    rf"(?<!\w)(?:{_CASE_WORDS})(?!\w)(?:[.:,#(]{{0,2}}\s(?:c'est|(?-i:[^\W\d_A-ZÀ-ÞŁŚŻŠČŽ]){{1,12}}(?![.]\d)[.:]?|n[.º°]{{1,2}}o?)){{0,4}}[.:,#(]{{0,2}}\s?(?<![^\W_])(?P<value>{_IN_PIECES})",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(rf"(?<!\w)(?:{_NUMBER_WORDS})[.:]?(?:\s(?-i:[^\W\d_A-ZÀ-ÞŁŚŻŠČŽ]){{1,10}}){{0,2}}[:]?\s?(?<![^\W_])(?P<value>{_IN_PIECES})", re.IGNORECASE)  # fmt: skip
_FORM = re.compile(rf"(?<![\w@./+-])(?P<value>{_IN_PIECES})(?![\w@])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = re.compile(r"(?:19|20)\d\d\s?[/-]\s?(?:(?:19|20)\d\d|\d\d)")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}(?:[./-](?:19|20)?\d\d)?|(?:19|20)\d\d-\d\d-\d\d")
_REGISTER = re.compile(r"[A-ZŁŚŻŠČŽ]{1,5} \d{1,6}/(?:(?:19|20)\d\d|\d\d)(?:/\w{1,4})*")
_COURT = re.compile(
    r"(?<![\w./])(?:[IVX]{1,5} (?:K|C|U|P|R|W|Ka|Co)|(?:[IVX]{1,5} )?(?:GKm|Kmp?|RNsm|Nsm|Nmo|Ns|Nc|RC|GC|RCa|Ds|Ko|Kp|Npw|ACa|Ca)|R\.? ?G\.?(?: ?N\.? ?R\.?)?|RGNR|[Pp]rot\.(?: n\.)?|EX|Ex|Er|Em|ORP|ČVS:? ?ORP|UPSVaR|DUF|RP|PV)[ -]\d{1,6}/(?:\d{2,6})(?:[/-]\w{1,8}){0,3}(?!\w|[.,]\d)"
)
_STANDARDS = re.compile(r"(?:ISO|EN|PN|UNE|NS|COVID|SARS|HTML?|MP)\b", re.IGNORECASE)
_MEASURE = re.compile(r"\s?(?:%|€|£|\$|kr\b|kroner|nok\b|eur|zł\b|euro|km\b|kg\b|år\b|ans\b|años|anni|rok|lat\b|dn[íi]|days|hours|timer|horas|ore\b|heures|hodín|godzin|minut|m2|kvm|stk)", re.IGNORECASE)  # fmt: skip


def find_told_numbers(text: str) -> Iterator[Found]:
    """Yield numbers after a word for a case or a number.

    Examples
    --------
    >>> text = "dossier, c'est 8.714.206; denuncia número 4471/24; orzeczenie nr PZON.8321.405.2025; bus number 36"
    >>> [text[found.start : found.end] for found in find_told_numbers(text)]
    ['8.714.206', '4471/24', 'PZON.8321.405.2025']
    """
    ends: set[int] = set()
    for pattern, confidence in ((_AFTER_CASE, 0.88), (_AFTER_NUMBER, 0.75)):
        for match in pattern.finditer(text):
            start, end = match.span("value")
            start, end = _without_words(text, start, end)
            value = text[start:end]
            if (
                end not in ends
                and _is_number_of_a_case(text, start, end, told=True, span=pattern is _AFTER_NUMBER)
                and (pattern is _AFTER_CASE or re.search(r"[/.-]|[^\W\d_]", value) or len(value) > 4)
            ):
                ends.add(end)
                yield Found(start, end, "CASE", "number after a word for a case or a number", confidence)


def find_court_marks(text: str) -> Iterator[Found]:
    """Yield marks of courts and registers with the letters that belong to them.

    Examples
    --------
    >>> text = "Procedimento R.G. 1407/2022; sprawa Kmp 12/20; prot. 3391/2023"
    >>> [text[found.start : found.end] for found in find_court_marks(text)]
    ['R.G. 1407/2022', 'Kmp 12/20', 'prot. 3391/2023']
    """
    for match in _COURT.finditer(text):
        yield Found(*match.span(), "CASE", "mark of a court or register", 0.85)


def find_formed_numbers(text: str) -> Iterator[Found]:
    """Yield numbers that are written as only those of cases are.

    Examples
    --------
    >>> text = "brevet LI.11.L4.033871/2024 kom, 17/U/2022/PD også; 2019/2020, 24/7, 14/02/2021, A4, COVID-19, 12 500"
    >>> [text[found.start : found.end] for found in find_formed_numbers(text)]
    ['LI.11.L4.033871/2024', '17/U/2022/PD']
    """
    for match in _FORM.finditer(text):
        start, end = _without_words(text, *match.span("value"))
        value = text[start:end]
        parts = [part for part in re.split(r"[./-]", value) if part]
        letters = bool(re.match(r"[A-ZÀ-ÞŚŻŁŠČŽ]{1,10}[./-]", value)) or any(p.isalpha() and p.isupper() for p in parts)
        register = _REGISTER.fullmatch(value)  # RG 4412/2021
        coded = len(parts) > 2 and sum(part.isalpha() for part in parts) > 1  # BXL-4471-KD
        if len(parts) < 2 or (" " in value and not register):
            continue
        if not _is_number_of_a_case(text, start, end, told=coded or bool(register)):
            continue
        if letters or ("/" in value and (_YEAR.search(value) or len(parts) > 2)):
            yield Found(start, end, "CASE", "form of a case number", 0.75)


def _without_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A word in small letters before the digits, and digits after a blank that count something, are no part of it."""
    value = text[start:end]
    if " " in value:
        head = value.split(" ", 1)[0]
        if head.isalpha() and not head.isupper():
            start += len(head) + 1
        elif not head.isalpha() and re.search(r"[/-]", head):
            end = start + len(head)  # a whole number before a blank
    return start, end


def _is_number_of_a_case(text: str, start: int, end: int, *, told: bool, span: bool = True) -> bool:
    """``told``: after a word for it; ``span``: 2019/20 is a stretch of years."""
    value = text[start:end]
    digits = sum(c.isdigit() for c in value)
    parts = [part for part in re.split(r"[ ./-]", value) if part]
    if digits < (4 if told else 5) or _STANDARDS.match(value) or _MEASURE.match(text, end):
        return False
    if (_DATE.fullmatch(value) and not (told and "/" in value and len(parts[0]) > 2)) or (
        span and _SPAN.fullmatch(value)
    ):
        return False
    if value.isdigit():
        return digits > 4
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", value):
        return told and digits > 5
    if re.fullmatch(r"\d{1,4}[.-]\d{1,2}", value) or re.fullmatch(r"[^\W\d_]{3,}[ -]?(?:19|20)\d\d", value):
        return False
    return not re.match(r"[^\W\d_]{2,}[ .]\d{1,3}$", value)
