"""Schools, hospitals, parishes, societies and workplaces that have a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import first_name_form, place_form, surname_form
from softskills.experiences.privacy.kept import is_kept, kept_length
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import is_everyday, lists
from softskills.experiences.privacy.organisation_words import Head, head_at
from softskills.experiences.privacy.titles import run_end
from softskills.experiences.privacy.words import Story, bare, words_in

# Words before the name of a place: the quarter Grorud.
_PLACE_HEADS = words_in("kommune bydel kommunen bydelen tettstedet barrio municipio quartiere rione comune paese borgo frazione quartier commune village hameau obec obce obci dedina dedine mestečko mestečku osada osade osady dzielnica dzielnicy gmina gminie wieś wsi miasteczko miasteczku poblado aldea pueblo")  # fmt: skip
_KINDS_BETWEEN = words_in(
    "primaria media elementare materna secundaria infantil superiore superiore comprensivo professionale tecnico scientifico classico público pública público concertado municipal communale communal libre fondamentale maternelle primaire secondaire "
    "royal royale supérieure základná základnej stredná strednej materská materskej odborná odbornej podstawowa podstawowej podstawową średnia średniej ponadpodstawowa językowa językowej publiczna publicznej niepubliczne publiczne specjalna specjalnej "
    "universitario universitaria provincial general civil universitaire académique fakultná fakultnej detská detskej univerzitná univerzitnej miejski miejskim wojewódzki wojewódzkim rejonowy powiatowy kliniczny dziecięcy osiedlowa osiedlowej infantiles "
    "oficial popular nacional regional local privada privado adultos idiomas taller hogar ocupacional nazionale regionale comunale provinciale paterna cattolica cattolico alberghiero linguistico artistico national nationale régional régionale publique privé privée catholique professionnelle technique spécialisée hôtelière štátna štátnej súkromná súkromnej cirkevná cirkevnej mestská mestskej obecná obecnej špeciálna špeciálnej umelecká umeleckej obchodná zdravotná katolicki katolickiego katolickim prawosławny prawosławnej ewangelicki gminna gminnej gminny społeczna społeczny zawodowa zawodowej muzyczna integracyjna integracyjne państwowa państwowe miejska miejskiej miejskie integracyjnym oncologico pediatrico pediátrico materno militar general central norsk norske "
    "seniorov dôchodcov familiare social culturale culturel rzymskokatolicka katolicka katolícka gréckokatolícka evanjelická sprzątająca sprzątającej opiekuńcza paritaria statale parrocchiale parroquial médical médicale nido calcio mesta"
)
_OF = words_in(
    "de del della dei di da du des la las los el il lo le les l d dell im imienia imieniem pod svätej svätého sv św świętej świętego san santa santo sant saint sainte st nr č n núm numéro numer nº i av y of the na pri przy pod"
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


def _head(story: Story, i: int, languages: tuple[str, ...]) -> Head:
    word = story.words[i]
    if word.lower in _PLACE_HEADS:
        return Head("PLACE", 1)
    three = [other.text for other in story.words[i : i + 3]]
    head = head_at(three, languages)
    if not head.kind and not word.capital and len(three) > 1 and three[1][0].isupper():
        know = knowledge(three[1], languages)
        if not (know.everyday or know.first or know.place or know.surname):
            head = head_at([three[0].capitalize(), *three[1:]], languages[:1])  # podniku Chemes
    return head


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
    last = run_end(story, k, languages) if _begins_a_name(story, k) else -1
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
        told_apart = j > i + length or head.shouted or (head.capital and not head.first)
        made_of_words = is_everyday(first.text, languages) and not surname_form(first.text, languages)
        if (told_apart or made_of_words) and (place or not first_name_form(first.text, languages)):
            return Found(head.start, words[last].end, kind, "place after a word for an institution", 0.88)
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


def _begins_a_name(story: Story, k: int) -> bool:
    return k < len(story.words) and story.words[k].capital and not story.words[k].first and _near(story, k)


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
    head = head_at([word.text for word in words[i : i + 3]], ("nb", "en"))
    here = "nb" in languages or (len(lower) > 4 and not is_everyday(lower, languages))
    norwegian = (
        here and bool(head_at([word.lower for word in words[i : i + 3]], ("nb",)).kind) and lower not in _DEFINITE
    )
    english = "en" in languages and bool(head.kind) and (words[i].capital or head.length > 1 or _saint_before(story, i))
    municipal = "nb" in languages and lower in {"kommune", "bydel"}
    if not (english or norwegian or municipal) or i == 0 or words[i].first:
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
    if any(kept_length(tuple(word.text for word in words[n : n + 4]), languages) > i - n for n in range(j, i)):
        return  # Job Centre
    own = [word for word in words[j:i] if word.lower not in generic]
    if head.kind == "EMPLOYER" and lower == words[i].text and own and first_name_form(own[0].text, ()):
        return  # "Mustafa taxi"
    if j == i or not own or (english and own[0].lower in {"my", "our", "his", "her", "their"}):
        return
    kind = "PLACE" if municipal else head.kind
    end = words[i + max(head.length, 1) - 1].end
    for n in range(i + 1, min(i + 3, len(words))):  # Heaton Primary | School
        if words[n].capital and story.gap(n) == " " and head_at([words[n].text], languages).kind:
            end = words[n].end
        else:
            break
    if lower == "videregående" and i + 1 < len(words) and words[i + 1].lower in {"skole", "skule"}:
        end = words[i + 1].end
    if kind:
        yield Found(words[j].start, end, kind, "name before a word for an institution", 0.9)


# The school, the parish: beside these a name is that of a person or a place.
_DEFINITE = words_in(
    "skolen skulen barnehagen barnehaga universitetet høgskolen høyskolen høgskulen grunnskolen barneskolen ungdomsskolen folkehøgskolen fagskolen familiebarnehagen "
    "sykehuset sjukehuset universitetssykehuset sykehjemmet sjukeheimen sykeheimen aldersheimen helsestasjonen legesenteret legevakta legevakten helsehuset frivilligsentralen "
    "kirken kyrkja menigheten moskéen moskeen mottaket krisesenteret biblioteket idrettslaget foreningen foreninga foreininga organisasjonen stiftelsen klinikken hospitalet "
    "firmaet bedriften restauranten kafeen kaféen hotellet selskapet renholdsfirmaet vaskebyrået bakeriet gartneriet fiskebruket omsorgssenteret dagsenteret "
    "opplæringssenteret voksenopplæringssenteret"
)


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
