"""Names of persons and places: lists, capitals inside sentences, and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.context import AND, HUMAN, WEAK_VERBS, place_evidence, role_before, role_in
from softskills.experiences.privacy.found import PERSONS, Claims, Found
from softskills.experiences.privacy.inflection import basic_forms, first_name_form
from softskills.experiences.privacy.kept import kept_length
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import INFLECTING, is_everyday, lists
from softskills.experiences.privacy.runs import Run, runs
from softskills.experiences.privacy.verdicts import Before, verdict
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, key, words_in


def find_names(story: Story, languages: tuple[str, ...], claims: Claims) -> None:
    """Claim names of persons (with their role) and of places.

    Examples
    --------
    >>> story = Story("Min sønn Ahmed bor i Tromsø. Rosa er en farge, men Ahmed liker blått.")
    >>> claims = Claims(len(story.text))
    >>> find_names(story, ("nb",), claims)
    >>> [(found.kind, story.text[found.start : found.end]) for found in claims.found]
    [('CHILD', 'Ahmed'), ('PLACE', 'Tromsø'), ('PERSON', 'Ahmed')]
    """
    doubtful: list[tuple[Run, Found]] = []
    before = Before()
    for run in runs(story, languages, claims):
        seen = verdict(story, run, languages, before)
        if seen is None:
            continue
        start, end = _whole(story, run, seen.kind, languages, claims)
        found = Found(start, end, seen.kind, seen.rule, seen.confidence)
        if not seen.sure:
            doubtful.append((run, found))
            continue
        claims.add(found)
        if found.kind in PERSONS:
            goes_on = before.of_many and before.kind == found.kind and before.end >= run.begin - 1
            before = Before(run.end, found.kind, run.plural or goes_on)
    _settle(story, doubtful, languages, claims)
    for one in _small_names(story, languages, claims):
        claims.add(one)
    _spread(story, languages, claims)


_SAINTS = words_in(
    "san santa santo sant sant' são saint sainte sankt st sv svätý svätá święty święta nueva nuevo nova novo nové nový nová nowa nowe nowy stará staré starý stara stare stary"
)
_ARTICLES = words_in("el la los las le les lo il gli l l' de di da lo van del della des den der ter du")
_OF = words_in(
    "de del della dei delle degli di da do du des la las los le les sur sous lès en am an nad pod upon on y na i"
)


def _whole(story: Story, run: Run, kind: str, languages: tuple[str, ...], claims: Claims) -> tuple[int, int]:
    """The name with what belongs to it on both sides: San Severo, El Ejido, Mazara del Vallo, Lo Presti."""
    words = story.words
    begin, end = run.begin, run.end
    while begin and story.gap(begin) in {" ", "'"} and claims.free(words[begin - 1].start, words[begin - 1].end):
        before = words[begin - 1]
        saint = before.capital and before.lower in _SAINTS
        article = before.lower in _ARTICLES and before.capital and not before.first
        title = (
            kind in PERSONS
            and before.lower in {"de", "van", "von", "di", "da"}
            and begin > 1
            and bool(role_in(words[begin - 2].text, languages))
            and words[begin - 2].lower in _POLITE
        )
        if not (saint or article or title):
            break
        begin -= 1
    if kind == "PLACE":
        n = end
        while n < len(words) and n - end < 3 and words[n].lower in _OF and story.gap(n) in {" ", "-"}:
            n += 1
        if end < n < len(words) and words[n].capital and not words[n].first and story.gap(n) in {" ", "-", "'"}:
            small = {word.lower for word in words[end:n]}
            known = first_name_form(words[n].text, languages) and key(words[n].text) in lists().first_names
            if not known and not small & {"en", "na", "i", "y", "a"} and claims.free(words[n].start, words[n].end):
                end = n + 1
    return words[begin].start, words[end - 1].end


_POLITE = words_in(
    "madame monsieur mademoiselle mme mr mrs ms señora señor doña don signora signor dottoressa dottor avvocato docteur maître professeur professoressa fru herr"
)


def _settle(story: Story, doubtful: list[tuple[Run, Found]], languages: tuple[str, ...], claims: Claims) -> None:
    """Words at the beginning of a sentence: names if the story shows it elsewhere, or a person's verb follows."""
    parts = {
        part for found in claims.found if found.kind in PERSONS for part in story.text[found.start : found.end].split()
    }
    forms = {form for part in parts for form in (key(part), first_name_form(part, languages)) if form}
    for run, found in doubtful:
        word = story.words[run.begin]
        know = knowledge(word.text, languages)
        following = story.words[run.end] if run.end < len(story.words) and story.gap(run.end) == " " else None
        verb = bool(following and HUMAN.match(following.text))
        joined = bool(
            following
            and following.lower in AND
            and run.end + 1 < len(story.words)
            and not claims.free(story.words[run.end + 1].start, story.words[run.end + 1].end)
        )
        seen = (
            bool({key(word.text), first_name_form(word.text, languages)} & forms) and word.lower not in FUNCTION_WORDS
        )
        if seen:
            claims.add(Found(found.start, found.end, "PERSON", "name elsewhere in the story", 0.85))
        elif word.lower in _PRONOUNS:
            continue
        elif know.exact and word.lower not in FUNCTION_WORDS and _does_something(story, run.end, languages):
            claims.add(Found(found.start, found.end, "PERSON", "first name of the list before what persons do", 0.65))
        elif know.exact and (joined or (verb and following is not None and following.lower not in WEAK_VERBS)):
            claims.add(Found(found.start, found.end, "PERSON", "first name of the list before a verb of persons", 0.7))
        elif (
            not know.everyday
            and not know.exact
            and 2 < len(word.text) < (9 if languages[0] == "nb" else 20)  # longer ones are compounds in Norwegian
            and "'" not in word.text
            and (joined or (verb and following is not None and following.lower not in _NO_VERBS))
            and not _foreign_speech(word.text)
        ):
            claims.add(Found(found.start, found.end, "PERSON", "unknown word before a verb of persons", 0.55))


_CLITICS = {"fr": words_in("me te lui nous vous leur m t"), "es": words_in("me te le les nos os"), "it": words_in("mi ti gli ci vi"), "pt": words_in("me")}  # fmt: skip
_AUXILIARIES = words_in("a ha has had hat hadde har avait aveva había tiene")
_PARTICIPLES = re.compile(
    r"^(?:dormi|pleuré|dit|ri|mangé|appelé|téléphoné|crié|demandé|répondu|aidé|souri|voulu|su|vu|fait|pris|donné|écrit|parlé|raconté|ouvert|appris|trouvé|perdu|gardé|payé|préparé|chanté|eu|reçu|"
    r"detto|dormito|pianto|riso|mangiato|chiamato|chiesto|risposto|aiutato|voluto|saputo|fatto|preso|dato|scritto|parlato|raccontato|aperto|imparato|trovato|perso|pagato|insegnato|avuto|"
    r"dicho|dormido|llorado|reído|comido|llamado|pedido|ayudado|querido|hecho|dado|escrito|hablado|contado|aprendido|encontrado|perdido|pagado|"
    r"sagt|sovet|grått|ledd|spist|ringt|spurt|svart|hjulpet|villet|gjort|tatt|gitt|skrevet|snakket|fortalt|lært|funnet|mistet|betalt|said|slept|cried|asked|told|helped|made|taken|written|learned|found|lost|paid|parents|homework)$"
)
# What persons do in the present and the past, and "rose", "hope" or "blanche" hardly do.
_DOES = re.compile(
    r"^(?:arrose|arrive|arrivait|embrasse|raconte|racontait|rentre|rentrait|mange|mangeait|chante|chantait|prépare|préparait|cuisine|garde|gardait|ouvre|ouvrait|prend|prenait|téléphone|demande|répond|répondait|écrit|lit|lisait|apprend|regarde|regardait|reste|donne|donnait|croit|pense|pensait|aime|aimait|déteste|joue|jouait|dormait|nettoie|attend|attendait|"
    r"always|never|brings|brought|reads|plays|played|sleeps|cooks|cooked|teaches|sings|sang|drives|drove|walks|walked|runs|ran|speaks|spoke|talks|talked|watches|rang|phoned|rings|hates|hated|remembers|forgot|thinks|says|visits|visited|looks|looked|waited|waits|"
    r"abre|abría|trae|traía|lee|leía|canta|cantaba|cocina|cocinaba|duerme|habla|hablaba|juega|come|comía|escribe|espera|esperaba|cree|piensa|pensaba|odia|mira|miraba|enseña|enseñaba|pide|pedía|llama|llamaba|vende|vendía|cuida|cuidaba|"
    r"apre|apriva|porta|portava|legge|leggeva|canta|cantava|cucina|cucinava|dorme|dormiva|parla|parlava|gioca|giocava|mangia|mangiava|scrive|aspetta|aspettava|crede|pensa|pensava|odia|guarda|guardava|insegna|insegnava|chiede|chiedeva|telefona|vende|torna|tornava|"
    r"åpner|leser|leste|synger|sang|kokte|lager|laget|sover|snakker|snakket|leker|lekte|skriver|venter|ventet|tror|tenker|tenkte|hater|spurte|selger|passer|passet|spiller|spilte|"
    r"otvára|číta|čítala|spieva|varí|varila|spí|rozpráva|hrá|píše|čaká|čakala|verí|myslí|nenávidí|pozerá|učí|učila|pýta|predáva|plače|otwiera|czyta|czytała|śpiewa|gotuje|gotowała|śpi|rozmawia|bawi|pisze|czeka|czekała|wierzy|myśli|nienawidzi|patrzy|uczy|uczyła|pyta|sprzedaje|płacze)$"
)


_IS = words_in("est était es era está estaba è was is er var")
_STATES = re.compile(
    r"^(?:malade|absente?|parti|partie|venue?|arrivée?|née?|mort|morte|fatiguée?|contente?|rentrée?|tombée?|sortie|revenue?|gentil|gentille|veuve|veuf|enceinte|infirmière|aide-soignante|bénévole|seule?|triste|fâchée?|inquiète|timide|restée?|devenue?|"
    r"malato|malata|partita|partito|venuta|venuto|arrivata|arrivato|nata|nato|morta|morto|stanca|stanco|contenta|contento|tornata|tornato|caduta|caduto|uscita|uscito|vedova|incinta|infermiera|rimasta|andata|andato|sola|"
    r"enferma|enfermo|cansada|cansado|contenta|contento|viuda|viudo|embarazada|enfermera|sola|sentada|sentado|dormida|llorando|trabajando|"
    r"ill|sick|late|born|dead|tired|asleep|crying|pregnant|widowed|shy|seven|eight|nine|ten|syk|trøtt|sliten|lei|redd|gravid|enke|sykepleier|død)$"
)
_PRESENTED = re.compile(
    r"(?:, c'est (?:ma|mon|la|le|l')|, (?:ella|él) es |, (?:lei|lui) è |, (?:she|he)'s |, (?:hun|han) er )"
)


def _does_something(story: Story, n: int, languages: tuple[str, ...]) -> bool:  # noqa: PLR0911 - one question after another
    """Whether a verb follows that goes with persons only: me llamó, a pleuré, always brings; or ", bénévole comme moi,"."""
    words = story.words
    if n + 1 >= len(words):
        return False
    following, after = words[n], words[n + 1]
    if story.gap(n) == " ":
        if any(following.lower in _CLITICS.get(language, ()) for language in languages[:1]):
            return not after.capital
        if following.lower in _AUXILIARIES and _PARTICIPLES.match(after.text):
            return True
        if following.lower in _IS and _STATES.match(after.text):
            return True
        return bool(_DOES.match(following.text))
    if _PRESENTED.match(story.text, words[n - 1].end):
        return True
    if story.gap(n).startswith(",") and story.gap(n - 1)[-1:] in _OPENING:
        return True  # «Olive, viens»
    if (
        story.gap(n) == ", "
        and not following.capital
        and (following.lower not in FUNCTION_WORDS or following.lower in _DETERMINERS)
    ):
        near = story.text[following.end : following.end + 40]
        comma = near.find(",")
        return comma > 0 and " " in near[:comma].strip() and not set(".!?;:") & set(near[:comma])
    return False


_PRONOUNS = words_in(
    "nada nunca tienen tu les li na tam une uno una lo la nell elle elles il ils on chi lei lui loro ella él ellos ellas usted quien nadie todos tutti tous qui han hun de they he she who ona on oni kto on"
)


_OPENING = frozenset('«„“"‘')
_DETERMINERS = words_in("la le l el il the min mi my mon ma môj moja mój")


_NO_VERBS = words_in("a mi sa się nie and se le no")


def _foreign_speech(word: str) -> bool:
    return word.lower().endswith(("…",)) or len(set(word.lower())) <= 2


def _small_names(story: Story, languages: tuple[str, ...], claims: Claims) -> Iterator[Found]:
    """Names typed in small letters, as on a phone: only those that are nothing else; and names in scripts without capitals."""
    known = lists()
    for i, word in enumerate(story.words):
        text = word.text
        if text[0].isupper() or not claims.free(word.start, word.end):
            continue
        if text[0] > "\u0580":
            yield from _caseless(story, i, languages)
            continue
        plain = key(text)
        if (
            plain in known.first_names
            and len(text) > 2
            and not is_everyday(text, languages)
            and not (known.first_names[plain] & set(languages))
            and not role_in(text, languages)
        ):
            role, _ = role_before(story, i, languages)
            if len(text) > 3:
                yield Found(
                    word.start,
                    word.end,
                    role if role in PERSONS else "PERSON",
                    "first name of the list in small letters",
                    0.7,
                )
        elif (
            plain in known.places
            and not known.places[plain]
            and len(text) > 3
            and place_evidence(story, i, languages) == "place"
            and not is_everyday(text, languages)
        ):
            yield Found(word.start, word.end, "PLACE", "place of the list in small letters", 0.7)


_ARABIC_PREFIXES = ("و", "ف", "ب", "ل", "ك", "ال")


def _caseless(story: Story, i: int, languages: tuple[str, ...]) -> Iterator[Found]:
    known = lists()
    word = story.words[i]
    forms = [
        key(word.text),
        *(
            key(word.text)[len(prefix) :]
            for prefix in _ARABIC_PREFIXES
            if word.text.startswith(prefix) and len(word.text) > len(prefix) + 2
        ),
    ]
    role, _ = role_before(story, i, languages)
    if any(form in known.first_names for form in forms):
        yield Found(word.start, word.end, role if role in PERSONS else "PERSON", "first name of the list", 0.85)
    elif any(form in known.places for form in forms):
        yield Found(word.start, word.end, "PLACE", "place of the list", 0.85)
    elif _stands_alone(story, i) and languages[0] in _LATIN:
        yield Found(word.start, word.end, role if role in PERSONS else "PERSON", "word in another script", 0.6)
    elif role and "ar" not in languages[:1]:
        yield Found(
            word.start,
            word.end,
            role if role in PERSONS else "PERSON",
            "word in another script after a word of kinship or a way of naming",
            0.7,
        )


_LATIN = words_in("nb es it fr sk en pl")
_ALONE = 3


def _stands_alone(story: Story, i: int) -> bool:
    """One to three words in another script: a name as it is written at home. More are a sentence, and are left to others."""
    near = story.words[max(0, i - _ALONE) : i + _ALONE + 1]
    return sum(word.text[0] > "\u0580" for word in near) <= _ALONE and any(word.text[0] < "\u0250" for word in near)


def _spread(story: Story, languages: tuple[str, ...], claims: Claims) -> None:
    """Names that were found once are found everywhere, also in other cases and at the beginning of sentences."""
    firsts: set[str] = set()
    for found in claims.found:
        if found.kind in PERSONS and found.confidence >= 0.7:
            for part in Story(story.text[found.start : found.end]).words:
                know = knowledge(part.text, languages)
                if part.capital and len(part.text) > 2 and (not know.everyday or (know.exact and not know.word_too)):
                    firsts.update(
                        basic_forms(part.text, languages)[:3] if INFLECTING & set(languages) else [key(part.text)]
                    )
    if not firsts:
        return
    for word in story.words:
        if (
            word.capital
            and claims.free(word.start, word.end)
            and not is_everyday(word.text, languages)
            and not kept_length((word.text,), languages)
            and firsts & set(basic_forms(word.text, languages)[:4])
        ):
            claims.add(Found(word.start, word.end, "PERSON", "name found elsewhere in the story", 0.75))
