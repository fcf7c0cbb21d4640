"""Schools, hospitals, parishes, societies and workplaces that have a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import first_name_form, place_form, surname_form
from softskills.experiences.privacy.kept import is_kept, kept_length, names_nobody
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import is_everyday, lists
from softskills.experiences.privacy.organisation_fronts import name_before
from softskills.experiences.privacy.organisation_reach import (
    INSIDE,
    OF,
    begins_a_name,
    behind_what_it_is,
    near,
    quoted_name,
    with_small_words,
)
from softskills.experiences.privacy.organisation_words import Head, head_at
from softskills.experiences.privacy.titles import run_end
from softskills.experiences.privacy.words import Story, Word, bare, words_in

# Words before the name of a place: the quarter Grorud.
_PLACE_HEADS = words_in("kommune bydel kommunen bydelen tettstedet barrio municipio quartiere rione comune paese borgo frazione quartier commune village hameau obec obce obci dedina dedine mestečko mestečku osada osade osady dzielnica dzielnicy gmina gminie wieś wsi miasteczko miasteczku poblado aldea pueblo")  # fmt: skip
_KINDS_BETWEEN = words_in(
    "primaria media elementare materna secundaria infantil superiore superiore comprensivo professionale tecnico scientifico classico público pública público concertado municipal communale communal libre fondamentale maternelle primaire secondaire "
    "royal royale supérieure základná základnej stredná strednej materská materskej odborná odbornej podstawowa podstawowej podstawową średnia średniej ponadpodstawowa językowa językowej publiczna publicznej niepubliczne publiczne specjalna specjalnej "
    "universitario universitaria provincial general civil universitaire académique fakultná fakultnej detská detskej univerzitná univerzitnej miejski miejskim wojewódzki wojewódzkim rejonowy powiatowy kliniczny dziecięcy osiedlowa osiedlowej infantiles "
    "oficial popular nacional regional local privada privado adultos idiomas taller hogar ocupacional nazionale regionale comunale provinciale paterna cattolica cattolico alberghiero linguistico artistico national nationale régional régionale publique privé privée catholique professionnelle technique spécialisée hôtelière štátna štátnej súkromná súkromnej cirkevná cirkevnej mestská mestskej obecná obecnej špeciálna špeciálnej umelecká umeleckej obchodná zdravotná katolicki katolickiego katolickim prawosławny prawosławnej ewangelicki gminna gminnej gminny społeczna społeczny zawodowa zawodowej muzyczna integracyjna integracyjne państwowa państwowe miejska miejskiej miejskie integracyjnym oncologico pediatrico pediátrico materno militar general central norsk norske "
    "seniorov dôchodcov familiare social culturale culturel rzymskokatolicka katolicka katolícka gréckokatolícka evanjelická sprzątająca sprzątającej opiekuńcza paritaria statale parrocchiale parroquial médical médicale nido calcio mesta"
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
# sp 12, zs na Okruznej: as they are typed on a phone
_SMALL_LETTERS = re.compile(
    r"(?<!\w)[IVX]{1,6} (?:LO|Liceum)(?!\w)(?: im\. [^\W\d_a-z]\w+(?: [^\W\d_a-z]\w+){0,2})?|"
    r"(?<![\w.])(?:sp|lo|zs|ms|zš|mš)\s(?:(?:nr|č)\.?\s?)?(?:\d{1,3}(?![\w.,:]\d|\w)|na\s[^\W\da-z_][^\W\d_]{3,})"
)


def find_organisations(story: Story, languages: tuple[str, ...]) -> Iterator[Found]:
    """Yield schools, institutions, workplaces and municipalities with the word that says what they are.

    Examples
    --------
    >>> story = Story("Hun går på Tøyen skole. La scuola Manzoni, ZŠ Tajovského, colegio San José.")
    >>> [(found.kind, story.text[found.start : found.end]) for found in find_organisations(story, ("nb", "es", "it", "sk"))]
    [('SCHOOL', 'Tøyen skole'), ('SCHOOL', 'scuola Manzoni'), ('SCHOOL', 'ZŠ Tajovského'), ('SCHOOL', 'colegio San José')]
    """
    words = story.words
    if {"sk", "pl"} & set(languages[:1]):
        for match in _SMALL_LETTERS.finditer(story.text):
            yield Found(*match.span(), "SCHOOL", "abbreviation of a school and its number", 0.75)
    for i, word in enumerate(words):
        if word.capital and kept_length(tuple(other.text for other in words[i : i + 4]), languages) > 1:
            continue
        kind, length, alone = _head(story, i, languages)
        found = _after_head(story, i, length, kind, languages) if kind else None
        if found:
            yield found
        elif alone:
            yield Found(word.start, word.end, kind, "abbreviation of an organisation", 0.8)
        yield from name_before(story, i, languages)
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
    if not head.kind and "-" in word.text and word.capital:
        head = head_at([word.text.split("-", 1)[0], "", ""], languages[:1])  # Espace-Rencontre de Huy
    if not head.kind and not word.capital and len(three) > 1 and three[1][0].isupper():
        article = (
            len(three) > 2 and three[1] in {"La", "Le", "Les", "L", "El", "Il", "Los", "Las"} and three[2][0].isupper()
        )
        know = knowledge(three[2] if article else three[1], languages)
        words_too = languages[:1] != ("en",) and not is_kept(three[1], languages)  # salonie Bella, centre La Clairière
        if not ((know.everyday and not words_too) or know.first or know.place or know.surname):
            head = head_at([three[0].capitalize(), *three[1:]], languages[:1])  # podniku Chemes
    return head


def _after_head(story: Story, i: int, length: int, kind: str, languages: tuple[str, ...]) -> Found | None:  # noqa: PLR0911, PLR0912 - one rule after another
    words = story.words
    head = words[i]
    j = i + length
    while j < len(words) and words[j].lower in _KINDS_BETWEEN and story.gap(j) == " ":
        j += 1
    if {"fr", "sk", "pl"} & set(languages[:1]) and kind != "PLACE":
        j = behind_what_it_is(story, j, languages)
    named = of = saint = inside = False
    k = j
    while k < len(words) and k < j + 5 and (words[k].lower in _NAMED and not words[k].capital):
        named, k = True, k + 1
    if k < len(words) and (quoted := quoted_name(story, k)):
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
        and (words[k].lower in OF or (words[k].lower in INSIDE and languages[:1] in _WITH_PLACES))
        and (words[k].lower not in {"i", "y"} or head.lower in universities)
        and (not words[k].capital or words[k].lower in _SAINTS)
        and near(story, k)
    ):
        of = of or words[k].lower not in _SAINTS
        inside = inside or (words[k].lower in INSIDE and not words[k].capital)
        saint = saint or words[k].lower in _SAINTS
        k += 1
    last = run_end(story, k, languages) if begins_a_name(story, k) else -1
    if last < 0 or (head.shouted and not words[k].capital):
        return with_small_words(story, i, length, kind, languages)
    first = words[k]
    saint = saint or first.lower in _SAINTS
    if (
        kept_length(tuple(word.text for word in words[k : k + 4]), languages)
        and not saint
        and first.lower not in _EPONYMS
        and (of or (last == k and names_nobody(first.text)))
    ):
        return None
    if of and not saint and not named:
        # "the school of Lucía", "the hospital of Usera": a person or a place, no name of an institution
        place = bool(place_form(first.text, languages))
        if kind == "PLACE":
            return Found(first.start, words[last].end, kind, "name after a word for a place", 0.9)
        know = knowledge(first.text, languages)
        unknown = not (know.first or know.surname or know.everyday)
        in_it = inside and words[k - 1].lower in {"v", "vo", "w", "we"} and kind in {"SCHOOL", "INSTITUTION"}
        if in_it and (place or unknown):
            return Found(head.start, words[last].end, kind, "place after a word for an institution", 0.8)
        if inside and not place:
            at_somebodys = words[k - 1].lower in {"u", "chez"} and kind == "EMPLOYER"  # pekárni u Sama
            return Found(head.start, words[last].end, kind, "name after a workplace", 0.75) if at_somebodys else None
        here = languages[:1] in _WITH_PLACES and kind in {"SCHOOL", "INSTITUTION"}
        beside = words[k - 1].lower in {"na", "pri", "przy"} and not first.lower.endswith(_BESIDE)
        if here and (place or (unknown and not beside)) and not _is_person(first):
            return Found(head.start, words[last].end, kind, "place after a word for an institution", 0.8)
        told_apart = j > i + length or length > 1 or head.shouted or (head.capital and not head.first)
        made_of_words = is_everyday(first.text, languages) and (last > k or not surname_form(first.text, languages))
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


_BESIDE = ("ej", "ách", "ach", "om", "e", "i", "u")  # a street, a hill: na Lutyckiej; not na Popolcovú stredu
_WITH_PLACES = frozenset({("fr",), ("sk",), ("pl",)})


def _is_person(word: Word) -> bool:
    return bare(word.text) in lists().first_names
