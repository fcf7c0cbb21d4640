"""Words beside a name that tell what it is: kinship, titles, ways of naming, prepositions, verbs."""

from __future__ import annotations

import re

from softskills.experiences.privacy.lists import lists, role_of
from softskills.experiences.privacy.words import Story, key, words_in

# Between a word of kinship and the name: mannen min heter Ahmed, mi hija se llama Lucía.
BETWEEN = words_in(
    "min mitt mine vår vårt våre sin sitt hans hennes heter het hette kalles kalte kalt kaller er som vi også "
    "mi mis tu su se llama llamaba llamado llamada llamo es que le nuestro nuestra nuestros mía mío "
    "mio mia miei mie tuo suo sua si chiama chiamava chiamato chiamata chiamano è di nome nostro nostra che "
    "mon ma mes notre son sa s'appelle s appelle appelait appelé nommé nommée prénommé prénommée qui est "
    "môj moja moje môjho mojej moju mojou náš naša našej našu sa volá volal volala menom je ktorý ktorá "
    "mój mojego mojej moją moim mojemu nasz nasza naszej naszego ma imię imieniem nazywa nazywał się jest to "
    "my our his her their is was called named name whose 's s de"
)
NAMING = words_in(
    "heter het hette kalles kalte kalt kaller navn døpt døpte llama llamo llamaba llamado llamada llamamos llaman apodo chiama chiamo chiamava chiamato chiamata chiamavano chiamano nome "
    "appelle appelait appelé appelée appelons appellent nommé nommée prénommé prénommée prénom volá volal volala volám volali menom meno mena pokrstili nazywa nazywam nazywał nazywała imię imieniu imieniem woła wołali nazwisko "
    "called named name name's christened nickname navnet etternavn fornavn apellido apellidos cognome priezvisko surname alias"
)
MINE = words_in(
    "min mitt mine vår vårt våre mi mis nuestro nuestra nuestros nuestras mio mia miei mie nostro nostra mon ma mes notre nos môj moja moje mojej môjho moju mojou mojím moji naša náš naše našej nášho "
    "mój moja moje mojego mojej moją moim moi nasz nasza nasze naszego naszej my our his her their hans hennes su sus suo sua son sa leur jego jej ich jeho"
)
ARTICLES = words_in("el la los las il lo gli le un una une the a an")
IS = words_in("er var es era è est était je bola bol jest był była is was")
AND = words_in("og y e i et a and und ed und oraz aj")
PLURAL_ROLES = words_in(
    "barn barna sønner sønnene døtre døtrene guttene jentene tvillingene ungene småen brødre brødrene søstre søstrene søsken søsknene foreldre foreldrene naboer naboene venner vennene venninner barnebarn barnebarna lærere kolleger "
    "hijos hijas niños niñas mellizos mellizas gemelos gemelas pequeños hermanos hermanas padres abuelos tíos tías primos primas sobrinos sobrinas nietos nietas vecinos vecinas amigos amigas suegros "
    "figli figlie bambini bambine bimbi gemelli gemelle fratelli sorelle genitori nonni zii cugini cugine nipoti vicini vicine amici amiche colleghi colleghe suoceri "
    "enfants filles jumeaux jumelles petits gosses frères sœurs soeurs parents grands-parents cousins cousines neveux nièces voisins voisines amis amies collègues "
    "deti deťom synovia synov dcéry dcéram dvojčatá súrodenci rodičia susedia vnuci kamarátky kamaráti spolužiačky "
    "sons daughters children kids boys girls twins brothers sisters siblings parents grandparents cousins nephews nieces neighbours neighbors friends teachers colleagues "
    "dzieci dzieciom synowie synów bliźniaki bracia rodzeństwo rodzice dziadkowie sąsiedzi wnuki koleżanki córki sąsiadki siostry"
)
# After these a name that no list has is a place; "open" ones only after a verb of living or moving, or where
# persons are rare after them ("by default"); "with" ones go with persons.
_FIRM = {
    "nb": words_in("i på ved nær utenfor rundt"), "es": words_in("en desde hasta"), "it": words_in("in"), "fr": words_in("en vers dans"),
    "sk": words_in("v vo neďaleko okolo pri nad"), "en": words_in("in at near around"), "pl": words_in("w we koło nad pod okolicach spod"),
}  # fmt: skip
_BY_DEFAULT = {
    "nb": words_in("fra frå"), "es": frozenset[str](), "it": words_in("a ad"), "fr": words_in("à"), "sk": words_in("do z zo"), "en": words_in("from"), "pl": words_in("do z ze"),
}  # fmt: skip
_OPEN = {
    "nb": words_in("til over mot gjennom"), "es": words_in("a de por hacia para"), "it": words_in("da di d per verso"), "fr": words_in("de d pour depuis jusqu par"),
    "sk": words_in("na od po cez"), "en": words_in("to of through outside into"), "pl": words_in("na od przez po"),
}  # fmt: skip
_WITH = {
    "nb": words_in("med hos av for mellom mot"), "es": words_in("con entre contra según"), "it": words_in("con tra fra contro"), "fr": words_in("chez avec contre entre selon"),
    "sk": words_in("s so u k ku o pred"), "en": words_in("with by for about"), "pl": words_in("u o dla przed"),
}  # fmt: skip
_TELLING = re.compile(
    r"^(?:sa|si|sagt|fortal|fortel|spurt|spør|ring|skrev|skriv|ga|gav|gitt|gir|sendt|dij|dic|dec|digo|pregunt|llam|escrib|di$|dio|doy|dar|enseñ|ped|cont|mand|detto|dic|dico|disse|chied|chies|telefon|scri|dat[oa]|diede|insegn|racont|raccont|mand|"
    r"dit|disait|demand|donn|téléphon|écri|parl|expliq|montr|ressembl|pens|poved|hovor|spýt|pýt|volal|písa|da[lť]|ask|tell|told|gave|give|wrote|sent|heard|letter|mowi|mów|powiedz|pyta|dzwon|zadzwon|da[łl]|napisa|list|brev|carta|lettera|lettre|gift|kjær|glad|blij|casad|spos|mari)",
    re.IGNORECASE,
)
_LIVING = re.compile(
    r"^(?:bo|bor|bodd|budd|bosatt|flytt|reis|dro|drar|dratt|kjør|kom|født|oppvokst|vokst|tog|fløy|viv|nac|mud|fui|fuim|fue|ir|llegu|lleg|vin|veng|venim|volv|soy|somos|viaj|crec|crecí|criad|march|procedent|natural|"
    r"abit|vivo|vivev|viviam|nat[aoie]$|nacq|trasfer|andat|andav|vado|arriv|venut|sono|siamo|cresci|provengo|torn|viagg|habit|vis$|vivons|vivais|née?s?$|naiss|déménag|ven|vien|all|parti|grandi|retourn|install|"
    r"býv|bydl|narod|presťah|prišl|prišiel|odišl|odchádz|ces|pochádz|žij|žil|vyrast|vráti|sťah|šl|išl|chod|liv|mov|born|c[ao]me|coming|went|go|going|grew|travel|left|return|settl|from$|"
    r"mieszk|urodz|przeprow|przyjech|pojech|wyjech|pochodz|jad|jech|dojeżdż|wróc|jeźdz|jeżdż|żyj|wychow|uciek|flykt|rømt|hui|huye|fugg|fui$|fled|escap|tren|train|bus|autobús|autobus|tog|avion|pendl)",
    re.IGNORECASE,
)
# What people do and things do not: such a verb after a word at the beginning of a sentence makes a name of it.
HUMAN = re.compile(
    r"^(?:sa|sier|spurte|spør|ringte|ringer|svarte|lo|ler|gråt|gråter|kom|kommer|gikk|går|ville|vil|hjalp|hjelper|lærte|ba|ber|fikk|hadde|satt|sitter|spiste|sov|sovna|våknet|smilte|ropte|skrev|hentet|fortalte|trodde|tok|begynte|måtte|bor|heter|liker|likte|elsker|jobber|døde|"
    r"dijo|dice|preguntó|llamó|llama|contestó|lloraba|lloró|rió|vino|viene|fue|quería|quiere|ayudó|ayuda|enseñó|pidió|tenía|tiene|comió|durmió|sonrió|gritó|escribió|contó|sabe|sabía|empezó|vive|trabaja|murió|nació|llegó|estaba|está|era|es|ha|había|decía|"
    r"disse|dice|chiese|ha|aveva|era|è|piangeva|rideva|voleva|vuole|veniva|viene|andava|va|mi|chiamò|telefonò|rispose|sapeva|sa|diceva|lavora|vive|abita|morì|nacque|sorrise|"
    r"dit|disait|demanda|demandait|appelle|appelait|pleurait|pleure|riait|rit|est|était|a|avait|voulait|veut|vient|venait|m'a|aide|aidait|travaille|habite|sait|savait|mange|dort|parle|parlait|"
    r"povedal|povedala|hovorí|hovoril|hovorila|pýtal|pýtala|volal|volala|plakal|plakala|smial|smiala|prišiel|prišla|išiel|išla|chcel|chcela|chce|mal|mala|má|bol|bola|je|mi|sa|pomohol|pomohla|vie|vedel|vedela|začal|začala|nechcel|nechcela|nevedel|nevedela|spal|spala|jedol|jedla|býva|pracuje|"
    r"said|says|asked|asks|called|calls|cried|cries|laughed|laughs|came|comes|went|goes|wanted|wants|helped|helps|taught|told|tells|had|has|was|is|sat|ate|slept|woke|smiled|shouted|wrote|knew|knows|thought|lives|works|loves|likes|died|got|took|never|always|and|started|would|could|did|doesn't|didn't|"
    r"powiedział|powiedziała|mówi|mówił|mówiła|pytał|pytała|zapytał|zapytała|zadzwonił|zadzwoniła|płakał|płakała|śmiał|śmiała|przyszedł|przyszła|poszedł|poszła|chciał|chciała|chce|miał|miała|ma|był|była|jest|pomógł|pomogła|wie|wiedział|wiedziała|zaczął|zaczęła|nie|się|mieszka|pracuje|woli|lubi|umarł|umarła|urodził|urodziła)$",
    re.IGNORECASE,
)

# After these a noun stands as easily as a name.
WEAK_VERBS = words_in(
    "mi er var is was es era è est était je bola bol jest był była ha a ma má mal mala and had has kom kommer viene va ville vil always never mi sa się nie está estaba går gikk hadde tiene tenía aveva avait miał miała vive ayudó helped helps took got came comes went goes left ayuda hjelper hjalp started would could did fikk tok begynte"
)


def place_evidence(story: Story, i: int, languages: tuple[str, ...]) -> str:  # noqa: PLR0911 - one rule after another
    """``place``, ``person`` or nothing, from the words before word ``i``.

    Examples
    --------
    >>> place_evidence(Story("Vi flyttet til Xyz"), 3, ("nb",)), place_evidence(Story("Jeg ringte til Xyz"), 3, ("nb",))
    ('place', '')
    >>> place_evidence(Story("med Xyz"), 1, ("nb",)), place_evidence(Story("à Xyz"), 1, ("fr",))
    ('person', 'place')
    """
    if i == 0 or story.gap(i).strip(" ('"):
        return ""
    before = story.words[i - 1].lower
    mine = [language for language in languages[:2] if language in _FIRM] or ["en"]
    near = [word.text for word in story.words[max(0, i - 6) : i - 1]]
    for language in mine:
        if before in _WITH[language]:
            return "person"
        if before in _FIRM[language]:
            return "place"
        told = any(_TELLING.match(word) for word in near[-3:])
        if before in _BY_DEFAULT[language]:
            if language in {"pl", "sk"} and story.words[i].lower.endswith(("ą", "em", "iem", "om", "ou")):
                return "person"
            return "" if told else "place"
        if before in _OPEN[language]:
            return "place" if any(_LIVING.match(word) for word in near) and not told else ""
    return ""


# A word for a grown-up or a child, of kinship only where somebody's: my woman, a woman.
_ONLY_MINE = words_in(
    "mann mannen mujer femme homme muž muža mužovi mužom žena ženu ženou žene man woman viejo pareja lad fella bloke konen donna uomo compagno compagna partner kobieta"
)
_ORDERS = words_in(
    "padre madre hermana hermano fratello sorella père mère sœur soeur frère father mother sister brother otec sestra siostra ojciec brat"
)
# Nominatives: a name in another case after them does not stand beside them but belongs to somebody else.
_NOMINATIVES = words_in(
    "brat syn mąż muž matka mama ojciec otec córka dcéra siostra sestra babcia babka dziadek ciocia ciotka teta kolega koleżanka przyjaciółka żona manžel manželka sąsiadka susedka sused sąsiad kamarátka učiteľka nauczycielka szef doktor lekarz"
)
_TITLES = dict.fromkeys(words_in("madame monsieur mademoiselle mme mr mrs ms miss mister señor señora señorita doña don signor signora signorina sig fru frøken herr frau pan pani pán mevrouw meneer sir lady ragioniere ragionier geometra onorevole senyor senyora"), "PERSON") | dict.fromkeys(words_in("dr dra dottor dottoressa dottore doktor doctor doctora docteur dott mudr"), "DOCTOR") | dict.fromkeys(words_in("professor professoressa profesor profesora professore professeur prof"), "TEACHER")  # fmt: skip


def role_in(word: str, languages: tuple[str, ...]) -> str:
    """Role of a word of kinship, a title or a trade; titles with a capital in any language.

    Examples
    --------
    >>> role_in("sønn", ("nb",)), role_in("Señora", ("en",)), role_in("stol", ("nb",))
    ('CHILD', 'PERSON', '')
    """
    role = role_of(word, languages)
    return role or (_TITLES.get(word.lower(), "") if word[:1].isupper() else "")


def role_before(story: Story, i: int, languages: tuple[str, ...]) -> tuple[str, str]:
    """Role from a word of kinship, title or trade before word ``i``, and that word; ``NAMED`` after "is called".

    Examples
    --------
    >>> role_before(Story("Mannen min heter Ahmed"), 3, ("nb",)), role_before(Story("mi hija mayor, Lucía"), 3, ("es",))
    (('PARTNER', 'mannen'), ('CHILD', 'mayor'))
    """
    words = story.words
    named = False
    for k in range(i - 1, max(-1, i - 8), -1):
        gap = story.gap(k + 1)
        tight = gap.strip() in {"", "'"} or (k == i - 1 and gap.strip() in {",", ":", "-", "(", ".", '"', "«", "“"})
        if not tight or len(gap) > 4 or "\n" in gap or (words[k + 1].first and "." in gap):
            break
        word = words[k]
        role = role_in(word.text, languages)
        if not role and k and story.gap(k) == " ":
            role = role_of(f"{words[k - 1].lower} {word.lower}", languages)
        if role and not (gap.strip() == "." and len(word.text) > 5):
            return _fitting(story, k, i, role, languages), word.lower
        if word.lower in NAMING:
            named = True
        elif (word.lower not in BETWEEN and not (word.lower == "na" and named)) or (word.lower == "de" and not named):
            break
        if word.lower in {"er", "is", "es", "è", "est", "je", "jest"} and not named and k != i - 1:
            break
    return ("NAMED", "") if named else ("", "")


def _fitting(story: Story, k: int, i: int, role: str, languages: tuple[str, ...]) -> str:
    """The role, or ``PERSON`` where the word is used of anybody."""
    word = story.words[k].lower
    near = {other.lower for other in story.words[max(0, k - 3) : min(i, k + 3)]}
    mine = bool(near & MINE)
    if (
        word in _ONLY_MINE or (word in _ORDERS and languages[:1] != ("nb",) and i == k + 1 and story.gap(i) == " ")
    ) and not mine:
        return "PERSON"
    if {"sk", "pl"} & set(languages[:1]) and word in _NOMINATIVES and i == k + 1 and story.gap(i) == " ":
        name = story.words[i].lower
        if (
            name.endswith(("y", "i", "ej", "ovej"))
            and key(name) not in lists().first_names
            and not name.endswith(("ski", "cki", "dzki", "ský", "cký", "ny", "ný"))
        ):
            return "PERSON"
    return role


def role_after(story: Story, i: int, languages: tuple[str, ...]) -> str:
    """Role from what follows word ``i``: Ahmed, min sønn, kom; Amina is my daughter.

    Examples
    --------
    >>> role_after(Story("Ahmed, min sønn, kom"), 0, ("nb",)), role_after(Story("Amina is my daughter"), 0, ("en",))
    ('CHILD', 'CHILD')
    >>> role_after(Story("Liège, ma fille dort"), 0, ("fr",))
    ''
    """
    words = story.words
    gap = story.gap(i + 1)
    if i + 1 >= len(words) or gap.strip() not in {",", "(", "-", ""} or "\n" in gap:
        return ""
    k = i + 1
    copula = gap.strip() == ""
    if copula:
        if words[k].lower not in IS:
            return ""
        k += 1
    owned = article = False
    for n in range(k, min(k + 4, len(words))):
        if n > k and story.gap(n) != " ":
            break
        lower = words[n].lower
        role = role_of(words[n].text, languages)
        after = n + 1 < len(words) and story.gap(n + 1) == " " and words[n + 1].lower in MINE
        if role and (owned or article or after):
            last = n + 1 if after else n
            return _fitting_after(story, last, role, copula=copula, owned=owned or after)
        owned = owned or (lower in MINE and not (lower == "my" and languages[:1] in {("pl",), ("sk",)}))
        article = article or lower in ARTICLES
        if not owned and not article:
            break
    return ""


_RELATIVE_WORDS = words_in(
    "que quien qui dont che som der que who that która który którą ktorá ktorý ktorú de di du til til og y e et and a i"
)


def _fitting_after(story: Story, last: int, role: str, *, copula: bool, owned: bool) -> str:
    words = story.words
    if last + 1 >= len(words):
        return role
    gap = story.gap(last + 1)
    if gap.strip():
        return role if gap.strip()[0] in ",.;:)!?-…»" else ""
    following = words[last + 1].lower
    if copula and owned and not words[last + 1].capital:
        return role
    if following in {"til", "de", "di", "du", "of", "d"}:
        return ""
    return role if following in _RELATIVE_WORDS else ""
