"""Exact dates and dates of birth in seven languages, and exact ages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found

_MONTHS = (
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
    "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|janvier|février|fevrier|avril|juin|juillet|août|aout|septembre|octobre|décembre|decembre|"
    "januára|februára|marca|apríla|mája|júna|júla|augusta|septembra|októbra|novembra|decembra|január|február|marec|apríl|máj|jún|júl|október|december|januara|februara|aprila|maja|juna|jula|oktobra|"
    "january|february|march|may|june|july|october|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|okt|nov|dec|des|stycznia|lutego|kwietnia|czerwca|lipca|sierpnia|września|wrzesnia|października|pazdziernika|listopada|grudnia|"
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
)
_YEAR = r"(?:(?:1[89]|20)\d{2}|'\d{2})"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NUMERIC = rf"{_DAY}\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:{_YEAR}|\d{{2}})(?!\d)|{_YEAR}[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])(?!\d)|(?:0?[1-9]|1[0-2])/{_DAY}/{_YEAR}(?!\d)"
_NAMED = rf"{_DAY}(?:\.|er|re|º|°|ª|st|nd|rd|th|-?go)?\s(?:(?:de|of|d'|di)\s?)?(?:{_MONTHS})\b\.?(?:,?\s(?:(?:de|del|of|roku|r\.|du|dell'|anno|i)\s)?{_YEAR}(?!\d)|\s-\d\d(?!\d))?"
_OF_THE_YEAR = r"(?:\s?(?:r\.|r|roku)(?!\w))?"  # 14 grudnia 2025 r.
_ENGLISH = rf"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s(?:the\s)?{_DAY}(?:st|nd|rd|th)?(?!\d|:\d)(?:,?\s(?:of\s)?{_YEAR}(?!\d))?"
_DATE = re.compile(
    rf"(?<![\w./,-])(?:(?:{_NUMERIC}|{_NAMED})(?<=\d){_OF_THE_YEAR}|{_NUMERIC}|{_NAMED})(?!\w)", re.IGNORECASE
)
_ENGLISH_DATE = re.compile(rf"\b{_ENGLISH}")
_SPELT = re.compile(
    r"\b(?:el\s(?:uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciséis|diecisiete|dieciocho|diecinueve|veinte|veintiuno|veintidós|veintitrés|veinticuatro|veinticinco|veintiséis|veintisiete|veintiocho|veintinueve|treinta(?:\sy\suno)?)\sde\s(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
    r"|the\s(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty-first)\sof\s(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|(?:le|du|au|ce)\s(?:premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|dix-neuf|vingt(?:[ -](?:et[ -]un|deux|trois|quatre|cinq|six|sept|huit|neuf))?|trente(?:[ -]et[ -]un)?)\s(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
    r"|(?:once|doce|trece|catorce|quince|dieciséis|diecisiete|dieciocho|diecinueve|veinte|veinti\w{3,6}|treinta(?:\sy\suno)?)\sde\s(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
    r"|(?:onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|dix-neuf|vingt(?:[ -](?:et[ -]un|deux|trois|quatre|cinq|six|sept|huit|neuf))?|trente(?:[ -]et[ -]un)?)\s(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
    r"|(?:undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove|venti\w{0,7}|ventuno|ventotto|trenta|trentuno)\s(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre))"
    rf"(?:\s(?:de\s|del\s|of\s)?{_YEAR}(?!\d))?\b",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:født|fødd|f\.|fødselsdato|fødselsdatoen|født den|bursdag\w*|born|date of birth|dob|birthday\w*|nacid[ao]|nací|nació|nacieron|fecha de nacimiento|cumpleaños|nat[aoie]|nacqu[ei]|nascita|compleanno|"
    r"née?s?|naissance|naquit|anniversaires?|nar\.|narodená|narodený|narodila|narodil|narodenia|naroden[ií]n\w*|narodila sa|ur\.|urodzon[ayey]|urodził\w*|urodzenia|urodzin\w*)\b\W{0,3}(?:[^\W\d_]{1,12}[\s:,]{1,2}){0,3}$",
    re.IGNORECASE,
)
# Feasts that have no other name than their date identify nobody.
_FEASTS = frozenset(
    "17 mai|1 mai|8 mars|24 desember|25 desember|31 desember|1 januar|1 de mayo|8 de marzo|6 de enero|24 de diciembre|25 de diciembre|31 de diciembre|1 de enero|1 de noviembre|"
    "8 marzo|25 aprile|1 maggio|2 giugno|24 dicembre|25 dicembre|31 dicembre|6 gennaio|1 gennaio|21 juillet|1 er mai|1er mai|8 mars|1er novembre|24 décembre|25 décembre|31 décembre|1er janvier|"
    "1 mája|8 mája|8 marca|17 novembra|1 novembra|24 decembra|31 decembra|1 januára|5 júla|1 maja|3 maja|8 marca|11 listopada|1 listopada|24 grudnia|31 grudnia|1 stycznia|"
    "8 march|march 8|1 may|may 1|may day|24 december|december 24|25 december|december 25|31 december|december 31|1 january|january 1|11 november".split(
        "|"
    )
)


# piątego marca, tretieho mája, il tre marzo, tredje mai; 12 V 2020.
_ORDINALS = re.compile(
    r"\b(?:(?:pierwszego|drugiego|trzeciego|czwartego|piątego|szóstego|siódmego|ósmego|dziewiątego|dziesiątego|jedenastego|dwunastego|\w{3,9}nastego|dwudziestego(?:\s\w{4,10}ego)?|trzydziestego(?:\spierwszego)?)\s(?:stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia)"
    r"|(?:prv[ée]ho|druh[ée]ho|tretieho|[šs]tvrt[ée]ho|piateho|[šs]iesteho|siedmeho|[ôo]smeho|deviateho|desiateho|jeden[áa]steho|\w{3,9}n[áa]steho|dvadsiateho(?:\s\w{3,9}(?:ého|eho))?|tridsiateho(?:\sprv[ée]ho)?)\s(?:janu[áa]ra|febru[áa]ra|marca|apr[íi]la|m[áa]ja|j[úu]na|j[úu]la|augusta|septembra|okt[óo]bra|novembra|decembra)"
    r"|(?:il\s|l'|dal\s|del\s|al\s)(?:primo|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove|vent\w*|trent\w*)\s(?:di\s)?(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)"
    r"|(?:første|andre|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende|ellevte|tolvte|\w{3,6}tende|tjuende|tjue\w{4,7}|trettiende|trettiførste)\s(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember))"
    rf"(?:\s(?:de\s|del\s)?(?:roku\s)?(?:{_YEAR}(?!\d)|dwa tysiące(?:\s\w+ego){{0,2}}|tysiąc dziewięćset(?:\s\w+ego){{1,2}}|dvetisíc\w*|tisícdeväťsto\w*)(?:\sroku)?)?\b"
    rf"|(?<![\w.]){_DAY}[. ]\s?(?:VIII|VII|VI|IV|IX|XII|XI|III|II|X|V|I)[. ]\s?{_YEAR}(?!\d)",
    re.IGNORECASE,
)
# 14/02, 27.05: a day and a month only after a word that goes with a date, since 7.30 is a time and 2.5 a weight.
_SHORT = re.compile(
    r"\b(?:día|jour|giorno|dzień|deň|dag|day|le|du|au|el|del|al|il|dal|den|on|by|until|od|do|na|dňa|dnia|ke|fecha|data|dato|dátum|date|(?:termin\w*|frist\w*|møte\w*|time[nr]?|cita|plazo|appuntamento|visita|scadenza|rendez-vous|rdv|visite|délai|appointment|deadline|meeting|wizyt\w+|spotkani\w+|badani\w+|vyšetreni\w+|leverte|innen|antes del|entro il|avant le|przed|pred)(?:\s(?:var|er|es|è|est|was|is|je|mám|mam|było|jest|den|el|il|le|na|til))?|lunes|martes|miércoles|jueves|viernes|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|lunedì|martedì|mercoledì|giovedì|venerdì|pondelok|utorok|stredu|štvrtok|piatok|poniedziałek|wtorek|środę|czwartek|piątek|sobotę)\s"
    rf"(?P<value>{_DAY}(?:/(?:0?[1-9]|1[0-2])|\.(?:0[1-9]|1[0-2])))(?![\d/]|[.,:]\d|\s?(?:%|€|kr|eur|zł|km|kg|h\b|m\b))",
    re.IGNORECASE,
)
# på 19/7, samolot 13/09, prosiłam o to 1.10: no share (3/4), no mark (8/10)
_AFTER_A_DEED = re.compile(
    r"\b(?:på|samolot\w*|wylot\w*|przylot\w*|lot|flyet|avreise|avreisen)\s"
    r"(?P<value>(?:[12]\d|3[01]|0[1-9])/(?:0?[1-9]|1[0-2])|[1-9]/0[1-9])(?![\d/]|[.,:]\d|\s?(?:%|€|kr|zł|poeng|del|av\b))"
    r"|\b(?:prosił\w+ o (?:to|ni[ąe]\w*)|złożył\w+ (?:to|go|ją)|wysłał\w+ (?:to|go|ją)|dnia)\s"
    r"(?P<other>(?:0?[1-9]|[12]\d|3[01])[./](?:0[1-9]|1[0-2]))(?![\d/]|[.,:]\d|\s?(?:%|€|zł|eur|rano))",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?:time|møte|cita|appuntamento|visita|rendez-vous|rdv|visite|appointment|meeting)", re.IGNORECASE)
# 12.6., 3. 9.: with a full stop behind the month, as in Slovak and Norwegian.
_STOPPED = re.compile(
    rf"(?<![\d.,/-])(?<!kl )(?<!kl\. )(?<!o )(?<!at ){_DAY}\.(?:[1-9]|\s(?:0?[1-9]|1[0-2]))\.(?!\s?\d|\w)"
)
# del 3 al 4 de febrero, 12. og 13. mai: the day before the day
_FROM_DAY = re.compile(
    rf"(?<![\w.,:/-]){_DAY}(?:\.|st|nd|rd|th|er)?\s?(?:al|to|til|au|do|[-–]|y|and|e|et|og|i|a)\s?(?:el\s|le\s|il\s)?$",
    re.IGNORECASE,
)
# A feast is told as the day on which something happened.
_ON_THAT_DAY = re.compile(
    r"\b(?:\w*dag|\w+day|lunes|martes|miércoles|jueves|viernes|sábado|domingo|\w+edì|sabato|domenica|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|pondelok|utorok|stredu|štvrtok|piatok|sobotu|nedeľu|"
    r"poniedziałek|wtorek|środę|czwartek|piątek|sobotę|niedzielę|siden|desde el|dal|depuis le|od|since|from)\s$",
    re.IGNORECASE,
)


# 3.04, 15.12.: two figures for the month, in languages that write a comma in numbers and mostly a colon in times.
_TWO_FIGURES = re.compile(
    rf"(?<![\w.,:/%€§-])(?<!- ){_DAY}\.(?P<month>0[1-9]|1[0-2])(?P<stop>\.(?=[,)]|\s[^\W\dA-ZÀ-Þ_]))?(?![\w:/%]|[.,-]\d|\s?-\s?\d|\s?(?:%|‰|€|°|[$£]|eur\w*|zł\w*|kr\b|kroner|koron|nok|kg|dkg|g\b|mg|km|cm|mm|ml|dl|l\b|m\b|m2|h\b|hod\w*|godz\w*|stop\w*|promil\w*|mmol|mln|tys\w*|mil\w*|bod\w*|punkt\w*|pkt|poeng|grader|prosent|timer))"
)
_NO_DAY_BEFORE = re.compile(
    r"(?:^|[^\w.])(?:o|ok|około|koło|okolo|asi|cca|ca|rundt|omtrent|kl|klokka|klokken|klokka er|godz|godzin\w*|hod|hodin\w*|at|za|po|kosztuje|kosztował\w*|kostet|koster|stojí|st[áa]l[aoi]?|cen[aeuyąę]\w*|pris\w*|kurs\w*|średni\w+|priemer\w*|snitt\w*|karakter\w*|"
    r"ocen\w*|wersj\w*|verzi\w*|versjon\w*|version|ver|v|nr|č|pkt|punkt\w*|bod\w*|kap\w*|rozdz\w*|art|§|paragraf\w*|ust|temperatur\w*|gorączk\w*|teplot\w*|hor[úu]čk\w*|feber|crp|hba1c|wynik\w*|wag[aęi]\w*|vek|hmotnos\w*|android|windows|ios|ubuntu|python|halv|pokój|pokoju|sal[ai]|izb[aey]|rom|side|str)\.?\s$",
    re.IGNORECASE,
)
_TIMETABLE = re.compile(
    r"\b(?:time[nr]?|buss\w*|tog\w*|trikk\w*|t-ban\w*|bane\w*|båt\w*|ferg\w*|fly\w*|avgang\w*|klokk\w*|vakt\w*|alarm\w*|vekkerklokk\w*|våkn\w*|autobus\w*|vlak\w*|spoj\w*|električk\w*|bud[íi]k\w*|zmian\w+|poci[ąa]g\w*|tramwaj\w*|samolot\w*|budzik\w*|odjazd\w*|hodin\w*|godzin\w*|minút\w*|minut\w*|čas|času|czas\w*)\b",
    re.IGNORECASE,
)
_COMMA_IN_NUMBERS = frozenset({"pl", "sk", "nb"})


def _of_two_figures(text: str) -> Iterator[Found]:
    for match in _TWO_FIGURES.finditer(text):
        before = re.split(r"[.!?\n]\s", text[max(0, match.start() - 60) : match.start()])[-1]
        if match["month"] in {"05", "10"} and not match["stop"]:
            continue  # ten past two
        if _NO_DAY_BEFORE.search(text[max(0, match.start() - 20) : match.start()]) or _TIMETABLE.search(before):
            continue
        yield Found(*match.span(), "DATE", "day and month of two figures", 0.7)


def _with_day_before(text: str, start: int) -> int:
    before = _FROM_DAY.search(text[max(0, start - 12) : start])
    return start - len(before[0]) if before else start


def is_feast(date: str) -> bool:
    """Whether the day is one that everybody keeps.

    Examples
    --------
    >>> is_feast("17. mai"), is_feast("16. mai")
    (True, False)
    """
    plain = re.sub(r"(?<=\d)(?:\.|st|nd|rd|th|º|°)|\b(?:of|the)\b", "", date.lower())
    return plain.replace("  ", " ").strip(" .") in _FEASTS


def follows_birth(text: str, start: int) -> bool:
    """Whether a word for birth or birthday stands before the date.

    Examples
    --------
    >>> follows_birth("bursdagen til Ana 24. desember", 18), follows_birth("vi kom 24. desember", 7)
    (True, False)
    """
    return _BORN.search(text[max(0, start - 60) : start]) is not None


def find_dates(text: str, languages: tuple[str, ...] = ()) -> Iterator[Found]:
    """Yield exact dates: a day and a month, with or without a year.

    Examples
    --------
    >>> text = "Née le 1er avril 1985, arrivée le 3 mai ; in May, May 3rd, den 17. mai."
    >>> [(found.kind, text[found.start : found.end]) for found in find_dates(text)]
    [('BIRTH-DATE', '1er avril 1985'), ('DATE', '3 mai'), ('DATE', 'May 3rd')]
    >>> text = "Karetka 9.12 zabrała mamę o 9.10, autobus 8.05, za 3.12 zł."
    >>> [text[found.start : found.end] for found in find_dates(text, ("pl",))]
    ['9.12']
    """
    for pattern in (_DATE, _ENGLISH_DATE, _SPELT, _ORDINALS):
        for match in pattern.finditer(text):
            value = match[0]
            start, end = match.span()
            if value.endswith(".") and not re.search(
                r"\br\.$|\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|o[ck]t|nov|de[cs])\.$", value, re.IGNORECASE
            ):
                end -= 1
            if _STREET_OF_A_DATE.search(text[max(0, start - 24) : start]):
                continue
            start = _with_day_before(text, start)
            born = follows_birth(text, start)
            if not born and is_feast(value) and not _ON_THAT_DAY.search(text[max(0, start - 16) : start]):
                continue
            if born:
                yield Found(start, end, "BIRTH-DATE", "date after a word for birth", 0.97)
            elif (
                not re.search(r"\bmay$|\bmar$|\bdec$|\bdes$|\bmarca$", value)
                or pattern in (_SPELT, _ORDINALS)
                or re.search(r"\d\.? (?:marca|dec|mar)\b", value)
                or value[:1].isupper()
            ):
                yield Found(start, end, "DATE", "day and month", 0.93)
    for match in _STOPPED.finditer(text):
        goes_on = re.match(r"[,)]|\s[^\W\dA-ZÀ-Þ_]", text[match.end() : match.end() + 2]) is not None
        yield Found(
            match.start(), match.end() - (not goes_on), "DATE", "day and month in figures with full stops", 0.75
        )
    for match in _SHORT.finditer(text):
        if "." in match["value"] and _HOURS.match(match[0]):
            continue  # an appointment at 10.05
        yield Found(*match.span("value"), "DATE", "day and month in figures after a word for a day", 0.8)
    for match in _AFTER_A_DEED.finditer(text):
        yield Found(
            *match.span("value" if match["value"] else "other"),
            "DATE",
            "day and month in figures after what happens on a day",
            0.75,
        )
    if _COMMA_IN_NUMBERS & set(languages[:1]):
        yield from _of_two_figures(text)


# ulica 29. augusta, rue du 11 novembre, plac 3 Maja: no date, a street
_STREET_OF_A_DATE = re.compile(
    r"\b(?:ulic\w{1,2}|ul\.|nám\w*\.?|námestí|tried[aeuy]|alej[aię]?|plac\w{0,2}|pl\.|os\.|osiedl\w{1,2}|rue|avenue|boulevard|place|quai|via|viale|piazza|corso|calle|avenida|plaza)\s(?:du\s|del\s|de\s)?$",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"(?<![\w.,/-])(\d{1,3})(?=[ -](?:år|åring|årig|åringen|años?|anni|ans|an\b|rokov|roky|rok|ročn|years?|yrs|yo\b|y\.o\.|lat\b|lata|latk|letni|letnia|-?year-old)(?:\w{0,4}))",
    re.IGNORECASE,
)
# These make a span of time of it: for ten years, since ten years, ten years ago.
_SPAN_BEFORE = re.compile(
    r"\b(?:i|for|in|en|durante|hace|da|per|depuis|pendant|dans|pred|za|po|cez|przez|od|since|after|etter|siden|gjennom|during|over|tra|fra|dopo|después de|après|last|past|siste|últimos|ultimi|dernières)\s$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(r"\b(?:aged|age|alder|edad|età|âge|âgée? de|vek|wiek|wieku)[: ]\s?(\d{1,3})\b", re.IGNORECASE)


def find_ages(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and band of every exact age (``34 years`` is in ``30-39``).

    Examples
    --------
    >>> list(find_ages("Jeg er 34 år, and he is aged 7."))
    [(7, 9, '30-39'), (29, 30, '0-9')]
    """
    seen: set[int] = set()
    for pattern in (_AGE_BEFORE, _AGE_AFTER):
        for match in pattern.finditer(text):
            years = int(match[1])
            span = pattern is _AGE_BEFORE and _SPAN_BEFORE.search(text[max(0, match.start() - 16) : match.start()])
            if years <= 120 and match.start(1) not in seen and not span:
                seen.add(match.start(1))
                low = years // 10 * 10
                yield match.start(1), match.end(1), f"{low}-{low + 9}"
