"""Schools, hospitals, parishes, societies and workplaces that have a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import first_name_form, place_form
from softskills.experiences.privacy.kept import is_kept, kept_length
from softskills.experiences.privacy.lists import is_everyday, lists
from softskills.experiences.privacy.words import Story, bare, words_in

# Words before the name: the school Manzoni.
_HEADS = {
    "SCHOOL": words_in(
        "colegio ceip ies cepa cp escuela escuelita guardería guarde instituto academia universidad facultad scuola asilo nido liceo istituto ic elementari università école athénée institut crèche lycée "
        "collège université haute-école garderie škola školy škole školu školou škôlka škôlky škôlke škôlku zš mš soš gymnázium gymnázia gymnáziu gymnáziom univerzita univerzity univerzite univerzitu "
        "szkoła szkoły szkole szkołę szkołą przedszkole przedszkola przedszkolu liceum technikum gimnazjum żłobek żłobka żłobku sp lo uniwersytet uniwersytetu uniwersytecie politechnika politechniki politechnice "
        "skolen skole barnehagen barnehage universitetet høgskolen folkehøgskolen grunnskolen barneskolen ungdomsskolen voksenopplæringssenteret university academy college kindergarten nursery preschool jasle jaslí jasliach cvč zuš"
    ),
    "INSTITUTION": words_in(
        "hospital clínica residencia parroquia iglesia convento asociación asociacion fundación fundacion albergue ambulatorio consultorio mezquita ospedale policlinico clinica rsa parrocchia chiesa oratorio associazione "
        "fondazione moschea comunità hôpital clinique paroisse église mosquée asbl association fondation chu chr chirec couvent monastère nemocnica nemocnice nemocnici nemocnicu poliklinika poliklinike polikliniky "
        "farnosť farnosti kostol kostola kostole združenie združenia združení nadácia nadácie poliklinika hospic hospici szpital szpitala szpitalu parafia parafii parafię kościół kościoła kościele przychodnia przychodni "
        "przychodnię fundacja fundacji fundację stowarzyszenie stowarzyszenia stowarzyszeniu hospicjum sykehuset sykehus sykehjemmet kirken menigheten foreningen klinikken legesenteret moskeen organisasjonen "
        "stiftelsen mottaket church parish mosque clinic charity hospice surgery shelter"
    ),
    "EMPLOYER": words_in(
        "empresa restaurante bar hotel cafetería panadería peluquería fábrica tienda supermercado ditta azienda cooperativa albergo ristorante trattoria pizzeria negozio panificio pasticceria lavanderia entreprise société "
        "restaurant hôtel boulangerie brasserie café firma firmy firme firmu firmou firmie firmę firmą spoločnosť spoločnosti reštaurácia reštaurácii kaviareň kaviarni hoteli hotelu pekáreň pekárni fabryka fabryce "
        "spółka spółce restauracja restauracji piekarnia piekarni zakład zakładzie kawiarni kawiarnia firmaet bedriften restauranten kafeen kaféen hotellet selskapet renholdsfirmaet vaskebyrået butikken kafé company pub bakery factory warehouse bakkerij panaderia"
    ),
    "PLACE": words_in("kommune bydel kommunen bydelen tettstedet barrio municipio quartiere rione comune paese borgo frazione quartier commune village hameau obec obce obci dedina dedine mestečko mestečku mestská_časť osada osade osady dzielnica dzielnicy gmina gminie wieś wsi miasteczko miasteczku poblado aldea pueblo"),
}  # fmt: skip
_ACRONYMS = words_in("ceip ies cepa cp ic rsa chu chr sp lo zš mš soš cvč zuš")
_OF_TWO = {
    ("asilo", "nido"): "SCHOOL", ("istituto", "comprensivo"): "SCHOOL", ("centro", "de"): "", ("centro", "diurno"): "INSTITUTION", ("centre", "culturel"): "INSTITUTION", ("maison", "médicale"): "INSTITUTION",
    ("základná", "škola"): "SCHOOL", ("materská", "škola"): "SCHOOL", ("detský", "domov"): "INSTITUTION", ("detského", "domova"): "INSTITUTION", ("detskom", "domove"): "INSTITUTION", ("dom", "dziecka"): "INSTITUTION", ("domu", "dziecka"): "INSTITUTION", ("dom", "pomocy"): "INSTITUTION",
    ("domov", "seniorov"): "INSTITUTION", ("domove", "seniorov"): "INSTITUTION", ("domov", "dôchodcov"): "INSTITUTION", ("centrum", "voľného"): "", ("casa", "famiglia"): "INSTITUTION",
}  # fmt: skip
_THREE = (("centro", "de", "salud"), ("centro", "de", "día"), ("casa", "di", "riposo"), ("casa", "di", "cura"), ("maison", "de", "repos"), ("centre", "de", "jour"), ("casa", "de", "acogida"), ("centro", "d", "accoglienza"), ("centro", "di", "accoglienza"))  # fmt: skip
_KINDS_BETWEEN = words_in(
    "primaria media elementare materna secundaria infantil superiore superiore comprensivo professionale tecnico scientifico classico público pública público concertado municipal communale communal libre fondamentale maternelle primaire secondaire "
    "royal royale supérieure základná základnej stredná strednej materská materskej odborná odbornej podstawowa podstawowej podstawową średnia średniej ponadpodstawowa językowa językowej publiczna publicznej niepubliczne publiczne specjalna specjalnej "
    "universitario universitaria provincial general civil universitaire académique fakultná fakultnej detská detskej univerzitná univerzitnej miejski miejskim wojewódzki wojewódzkim rejonowy powiatowy kliniczny dziecięcy osiedlowa osiedlowej infantiles "
    "oficial popular nacional regional local privada privado adultos idiomas taller hogar ocupacional nazionale regionale comunale provinciale paterna cattolica cattolico alberghiero linguistico artistico national nationale régional régionale publique privé privée catholique professionnelle technique spécialisée hôtelière štátna štátnej súkromná súkromnej cirkevná cirkevnej mestská mestskej obecná obecnej špeciálna špeciálnej umelecká umeleckej obchodná zdravotná katolicki katolickiego katolickim prawosławny prawosławnej ewangelicki gminna gminnej gminny społeczna społeczny zawodowa zawodowej muzyczna integracyjna integracyjne państwowa państwowe miejska miejskiej miejskie integracyjnym oncologico pediatrico pediátrico materno militar general central norsk norske "
    "seniorov dôchodcov familiare social culturale culturel rzymskokatolicka katolicka katolícka gréckokatolícka evanjelická sprzątająca sprzątającej opiekuńcza paritaria statale parrocchiale parroquial médical médicale nido calcio mesta"
)
_OF = words_in(
    "de del della dei di da du des la las los el il lo le les l d dell im imienia imieniem pod svätej svätého sv św świętej świętego san santa santo sant saint sainte st nr č n núm numéro numer nº i av y of the"
)
_EPONYMS = words_in(
    "cervantes montessori dante picasso chopin freinet steiner waldorf einstein mozart verdi ibsen shakespeare garibaldi frida lenin kopernika chopina"
)
_SAINTS = words_in(
    "san santa santo sant saint sainte sv svätej svätého św świętej świętego st sankt nuestra nostra notre our virgen vergine madonna santi sagrado sacro sacré"
)
_NAMED = words_in(
    "heter het hette kalt kalles llamado llamada llama llamaba se che chiama chiamato chiamata qui appelle s appelait appelé appelée volá menom názvom nazýva názov zwany nazywa się nazwie o called named som"
)
_EN_AFTER = {"school": "SCHOOL", "academy": "SCHOOL", "college": "SCHOOL", "nursery": "SCHOOL", "kindergarten": "SCHOOL", "university": "SCHOOL", "preschool": "SCHOOL", "hospital": "INSTITUTION", "surgery": "INSTITUTION", "clinic": "INSTITUTION", "church": "INSTITUTION", "mosque": "INSTITUTION", "parish": "INSTITUTION", "infirmary": "INSTITUTION", "hospice": "INSTITUTION", "practice": "INSTITUTION", "house": "", "lodge": "", "trust": "INSTITUTION", "foundation": "INSTITUTION", "association": "INSTITUTION", "temple": "INSTITUTION", "gurdwara": "INSTITUTION", "bakery": "EMPLOYER", "restaurant": "EMPLOYER", "hotel": "EMPLOYER", "farm": "EMPLOYER", "cleaning": "EMPLOYER", "cleaners": "EMPLOYER", "catering": "EMPLOYER", "laundry": "EMPLOYER", "café": "EMPLOYER", "cafe": "EMPLOYER", "services": "EMPLOYER"}  # fmt: skip
_NB_AFTER = {"skole": "SCHOOL", "barneskole": "SCHOOL", "ungdomsskole": "SCHOOL", "barnehage": "SCHOOL", "voksenopplæring": "SCHOOL", "folkehøgskole": "SCHOOL", "høgskole": "SCHOOL", "universitet": "SCHOOL", "vgs": "SCHOOL", "videregående": "SCHOOL", "sykehus": "INSTITUTION", "sjukehus": "INSTITUTION", "sykehjem": "INSTITUTION", "bosenter": "INSTITUTION", "omsorgssenter": "INSTITUTION", "helsestasjon": "INSTITUTION", "legesenter": "INSTITUTION", "legekontor": "INSTITUTION", "legevakt": "INSTITUTION", "kirke": "INSTITUTION", "menighet": "INSTITUTION", "moské": "INSTITUTION", "frivilligsentral": "INSTITUTION", "mottak": "INSTITUTION", "asylmottak": "INSTITUTION", "krisesenter": "INSTITUTION", "bibliotek": "INSTITUTION", "idrettslag": "INSTITUTION", "kommune": "PLACE", "bydel": "PLACE", "renhold": "EMPLOYER", "bakeri": "EMPLOYER", "kafé": "EMPLOYER", "kafe": "EMPLOYER", "restaurant": "EMPLOYER", "hotell": "EMPLOYER", "gård": "EMPLOYER", "vaskeri": "EMPLOYER", "gartneri": "EMPLOYER", "fiskemottak": "EMPLOYER"}  # fmt: skip
_NB_TAIL = re.compile(
    r"(?<!^)-?(skole|skolen|barnehage|barnehagen|sykehus|sykehuset|sykehjem|sykehjemmet|kirke|kirken|hjemmet)$"
)
_QUOTES = {"«": "»", '"': '"', "“": "”", "„": '“”"', "'": "'"}


def find_organisations(story: Story, languages: tuple[str, ...]) -> Iterator[Found]:
    """Yield schools, institutions, workplaces and municipalities with the word that says what they are.

    Examples
    --------
    >>> story = Story("Hun går på Tøyen skole. La scuola Manzoni, ZŠ Tajovského, colegio San José.")
    >>> [(found.kind, story.text[found.start : found.end]) for found in find_organisations(story, ("nb", "es", "it", "sk"))]
    [('SCHOOL', 'Tøyen skole'), ('SCHOOL', 'scuola Manzoni'), ('SCHOOL', 'ZŠ Tajovského'), ('SCHOOL', 'colegio San José')]
    """
    words = story.words
    for i, word in enumerate(words):
        if word.capital and kept_length(tuple(other.text for other in words[i : i + 4]), languages) > 1:
            continue
        kind, length = _head(story, i, languages)
        if kind:
            found = _after_head(story, i, length, kind, languages)
            if found:
                yield found
        if "nb" in languages or "en" in languages:
            yield from _before_head(story, i, languages)
        if (
            word.capital
            and "nb" in languages
            and not word.first
            and (tail := _NB_TAIL.search(word.lower))
            and not is_everyday(word.text, ("nb",))
            and len(word.text) > len(tail[0]) + 3
        ):
            yield Found(
                word.start,
                word.end,
                "SCHOOL" if tail[1][0] in "sb" and "syke" not in tail[1] else "INSTITUTION",
                "compound with a word for an institution",
                0.85,
            )


def _head(story: Story, i: int, languages: tuple[str, ...]) -> tuple[str, int]:
    words = [word.lower for word in story.words[i : i + 3]]
    if (words[0] in _ACRONYMS and not story.words[i].shouted) or (
        words[0] in {"bar", "nido", "asilo"} and languages[:1] == ("nb",)
    ):
        return "", 0
    if words[0] == "home" and languages[:1] == ("fr",):
        return "INSTITUTION", 1
    if tuple(words) in _THREE:
        return "INSTITUTION", 3
    kind = _OF_TWO.get((words[0], words[1] if len(words) > 1 else ""))
    if kind:
        return kind, 2
    return next(((kind, 1) for kind, heads in _HEADS.items() if words[0] in heads), ("", 0))


def _after_head(story: Story, i: int, length: int, kind: str, languages: tuple[str, ...]) -> Found | None:  # noqa: PLR0911, PLR0912 - one rule after another
    words = story.words
    head = words[i]
    j = i + length
    while j < len(words) and words[j].lower in _KINDS_BETWEEN and story.gap(j) == " ":
        j += 1
    named = of = saint = False
    k = j
    while k < len(words) and k < j + 5 and (words[k].lower in _NAMED and not words[k].capital):
        named, k = True, k + 1
    if k < len(words) and (quoted := _quoted(story, k)):
        return Found(
            head.start if not named else quoted[0],
            quoted[1] + (not named),
            kind,
            "name in quotation marks after a word for an institution",
            0.9,
        )
    number = re.compile(
        r"(?: (?:nr|n\.?º|č|núm|no)\.?)? \d{1,3}(?!\d|[.,/]\d|\s?(?:år|ans|años|anni|rok|lat|dní|dni|km))"
    ).match(story.text, words[j - 1].end)
    if (
        number
        and kind == "SCHOOL"
        and head.lower
        in words_in(
            "szkoła szkoły szkole szkołę szkołą sp lo przedszkole przedszkola przedszkolu żłobek żłobka żłobku liceum mš zš škola škole škôlka ies ceip gimnazjum technikum"
        )
    ):
        return Found(head.start, number.end(), kind, "school and its number", 0.9)
    universities = {"universitetet", "university", "høgskolen"}
    while (
        k < len(words)
        and k < j + 5
        and words[k].lower in _OF
        and (words[k].lower not in {"i", "y"} or head.lower in universities)
        and (not words[k].capital or words[k].lower in _SAINTS)
        and _near(story, k)
    ):
        of = of or words[k].lower not in _SAINTS
        saint = saint or words[k].lower in _SAINTS
        k += 1
    last = run_end(story, k, languages)
    if last < 0 or (head.shouted and not words[k].capital):
        return None
    first = words[k]
    saint = saint or first.lower in _SAINTS
    if (
        kept_length(tuple(word.text for word in words[k : k + 4]), languages)
        and not saint
        and first.lower not in _EPONYMS
    ):
        return None
    if of and not saint and not named:
        # "the school of Lucía", "the hospital of Usera": a person or a place, no name of an institution
        place = bool(place_form(first.text, languages))
        if kind == "PLACE":
            return Found(first.start, words[last].end, kind, "name after a word for a place", 0.9)
        if head.lower in {
            "universidad",
            "università",
            "université",
            "university",
            "univerzita",
            "univerzite",
            "universitetet",
            "høgskolen",
            "uniwersytet",
        } or (head.lower in {"hospital", "ospedale", "hôpital"} and not place):
            return Found(head.start, words[last].end, kind, "name after a word for an institution", 0.9)
        return None
    if (
        last == k
        and head.lower == head.text
        and not named
        and not saint
        and {"sk", "pl"} & set(languages[:1])
        and first_name_form(first.text, languages)
        and bare(first.text) not in lists().first_names
    ):
        return None  # the school of Abena, in the genitive
    if (
        kind == "EMPLOYER"
        and first_name_form(first.text, languages)
        and last == k
        and words[i - 1].lower in {"mi", "mio", "mon", "min"}
    ):
        return None
    if kind == "PLACE":
        return Found(first.start, words[last].end, kind, "name after a word for a place", 0.9)
    if languages[:1] == ("en",) and not named and not saint and not head.capital:
        return None
    if (
        "nb" in languages[:1]
        and not named
        and head.lower in _HEADS[kind]
        and head.lower.endswith(("en", "et"))
        and (first_name_form(first.text, languages))
    ):
        return None
    begin = i - 1 if i and words[i - 1].capital and words[i - 1].lower in _KINDS_BETWEEN and story.gap(i) == " " else i
    return Found(
        first.start if named else words[begin].start,
        words[last].end,
        kind,
        "name after a word for an institution",
        0.88,
    )


def _near(story: Story, k: int) -> bool:
    gap = story.gap(k)
    if "." in gap:
        return gap in {". ", "."} and story.words[k - 1].lower in {
            "sv",
            "św",
            "st",
            "im",
            "nr",
            "n",
            "n.º",
            "č",
            "ks",
            "gen",
        }
    return "\n" not in gap and (
        gap.strip() in {"", "'"} or re.fullmatch(r" (?:n?[.º°]{0,2} ?)?\d{1,3} ", gap) is not None
    )


def run_end(story: Story, k: int, languages: tuple[str, ...]) -> int:
    """Index of the last word of the capital words that begin at ``k``; -1 where none do."""
    words = story.words
    if k >= len(words) or not words[k].capital or not _near(story, k) or words[k].first:
        return -1
    last = k
    for n in range(k + 1, min(k + 7, len(words))):
        gap = story.gap(n)
        if gap not in {" ", "-", "'", ""} and not (gap == ". " and len(words[n - 1].text) == 1):
            break
        if words[n].capital:
            last = n
        elif (
            words[n].lower not in _OF
            or gap != " "
            or words[n].lower in {"i", "av"}
            or (words[n].lower == "y" and not (n + 1 < len(words) and words[n + 1].text in {"Cajal", "Gasset"}))
        ):
            break
    return last


def _quoted(story: Story, k: int) -> tuple[int, int] | None:
    gap = story.gap(k)
    opening = gap.strip()[-1:]
    if opening not in _QUOTES or len(gap.strip()) > 1:
        return None
    start = story.words[k].start
    for n in range(start, min(len(story.text), start + 60)):
        if story.text[n] in _QUOTES[opening]:
            return start, n
        if story.text[n] in ".!?\n":
            return None
    return None


def _before_head(story: Story, i: int, languages: tuple[str, ...]) -> Iterator[Found]:
    words = story.words
    lower = words[i].lower
    english = (
        "en" in languages
        and lower in _EN_AFTER
        and bool(_EN_AFTER[lower])
        and (words[i].capital or _saint_before(story, i))
    )
    norwegian = "nb" in languages and lower in _NB_AFTER
    if not (english or norwegian) or i == 0 or words[i].first:
        return
    j = i
    while (
        j > 0 and i - j < 6 and not words[j].first and words[j - 1].capital and story.gap(j) in {" ", "-", ". ", "' "}
    ):
        j -= 1
    while (
        j < i
        and (words[j].first or is_kept(words[j].text))
        and (is_everyday(words[j].text, languages) or is_kept(words[j].text))
        and not place_form(words[j].text, ())
    ):
        j += 1
    generic = words_in(
        "primary secondary high junior infant infants nursery catholic community general the royal university grammar health medical children's children sunday language adult further elementary middle our my boarding night day state public private local christian family old new big"
    )
    own = [word for word in words[j:i] if word.lower not in generic]
    if j == i or not own or (english and own[0].lower in {"my", "our", "his", "her", "their"}):
        return
    kind = _EN_AFTER.get(lower) if english else _NB_AFTER.get(lower)
    end = words[i].end
    if lower == "videregående" and i + 1 < len(words) and words[i + 1].lower in {"skole", "skule"}:
        end = words[i + 1].end
    if kind:
        yield Found(words[j].start, end, kind, "name before a word for an institution", 0.9)


def _saint_before(story: Story, i: int) -> bool:
    """St Joseph's parish, Oakfield school: the word itself may be small."""
    words = story.words
    if (
        i
        and words[i - 1].capital
        and not words[i - 1].first
        and story.gap(i) == " "
        and story.text[words[i - 1].end] == " "
    ):
        return (
            words[i].lower in {"school", "hospital", "nursery", "mosque", "hospice"}
            and not first_name_form(words[i - 1].text, ())
            and not is_everyday(words[i - 1].text, ("en",))
            and not is_kept(words[i - 1].text)
        )
    return i > 1 and words[i - 1].capital and words[i - 2].lower in {"st", "saint", "lady"}
