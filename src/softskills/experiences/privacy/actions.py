"""What persons do and things do not: the words after a name that tell that it is one."""

from __future__ import annotations

import re

from softskills.experiences.privacy.lists import basic_word, lists
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, Word, words_in

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

_OPENING = frozenset('«„“"‘')
_DETERMINERS = words_in("la le l el il the min mi my mon ma môj moja mój un une una uno en ei et a an")
_ARTICLES = words_in("le la les l un une des du de d ce cette el los las una uno lo il gli i")
_HAS = words_in("aura tenía será sarà avrà")
# Small words between a subject and its verb, in the languages whose nouns hardly ever stand without an article.
_CLITICS = {
    "fr": words_in("me te se lui nous vous leur m t s ne n y"),
    "es": words_in("me te le les nos os se"),
    "it": words_in("mi ti gli ci vi si"),
    "pt": words_in("me"),
}
_INFINITIVES = {"fr": ("er", "ir", "re", "oir"), "es": ("ar", "er", "ir", "ír"), "it": ("are", "ere", "ire")}
# Endings of verbs in the third person, so that neither participles nor the first person count.
_THIRD = {
    "fr": re.compile(r"(?:[^é]e|t|d|a|ît|ût)$"),
    "es": re.compile(r"(?<!ab)(?<!í)[aeó]$"),
    "it": re.compile(r"[aeòìé]$"),
}


def acts(story: Story, n: int, languages: tuple[str, ...], *, weak: bool = True) -> bool:  # noqa: PLR0911 - one question after another
    """Whether a verb of a person begins at word ``n``; ``weak``: also "is" and "has", which things do too.

    Examples
    --------
    >>> acts(Story("Capucine refuse de dormir"), 1, ("fr",)), acts(Story("Claire est la réponse"), 1, ("fr",))
    (True, False)
    >>> acts(Story("Jagoda ugotowała zupę"), 1, ("pl",)), acts(Story("Jagoda spadła"), 1, ("pl",))
    (True, False)
    """
    words = story.words
    if n >= len(words) or story.gap(n) != " " or words[n].capital:
        return False
    word, language = words[n], languages[0] if languages else ""
    following = words[n + 1] if n + 1 < len(words) and not set(story.gap(n + 1)) & set(".!?;:") else None
    if language not in _INFINITIVES:
        if following and word.lower in _REFLEXIVE.get(language, ()):
            return _is_human(following, language)
        return _is_human(word, language)
    if word.lower in _CLITICS[language]:
        return following is not None and not following.capital and following.lower not in _ARTICLES
    if word.lower in _IS or word.lower in _AUXILIARIES or word.lower in _HAS:
        # "Rosa es sí" is a colour, "Claire est la réponse" an answer; French nouns never stand alone
        if not weak or language != "fr" or following is None:
            return False
        return word.lower not in _IS or following.lower not in _ARTICLES
    lemma = basic_word(word.lower, (language,))
    if language == "fr" and not lemma.endswith("er") and word.lower.endswith("e"):
        return False  # confite, remise: participles
    return lemma != word.lower and lemma.endswith(_INFINITIVES[language]) and bool(_THIRD[language].search(word.lower))


_REFLEXIVE = {"sk": words_in("sa si mi ma nám nás jej mu im už ešte tiež vždy"), "pl": words_in("się mi mnie nam nas jej mu im już nie też zawsze")}  # fmt: skip


def _is_human(word: Word, language: str) -> bool:
    verbs = lists().verbs.get(language, frozenset())
    return word.lower in verbs or basic_word(word.lower, (language,)) in verbs


def does_something(story: Story, n: int, languages: tuple[str, ...]) -> bool:  # noqa: PLR0911 - one question after another
    """Whether a verb follows that goes with persons only: me llamó, a pleuré, always brings; or ", bénévole comme moi,"."""
    words = story.words
    if n + 1 >= len(words):
        return False
    following, after = words[n], words[n + 1]
    if story.gap(n) == " ":
        if acts(story, n, languages):
            return True
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
    if story.gap(n) == ", " and following.lower in {"qui", "who"}:
        return True
    if (
        story.gap(n) == ", "
        and not following.capital
        and (following.lower not in FUNCTION_WORDS or following.lower in _DETERMINERS)
    ):
        near = story.text[following.end : following.end + 40]
        comma = near.find(",")
        long = " " in near[:comma].strip() or following.lower in _DETERMINERS
        return comma > 0 and long and not set(".!?;:") & set(near[:comma])
    return False
