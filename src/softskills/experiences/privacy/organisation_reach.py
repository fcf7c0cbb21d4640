"""From a word for an organisation to its name: what may stand between, and what the name is made of."""

from __future__ import annotations

import re

from softskills.experiences.privacy.context import MINE, role_in
from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.knowledge import knowledge
from softskills.experiences.privacy.lists import basic_word, is_everyday
from softskills.experiences.privacy.words import FUNCTION_WORDS, Story, Word, words_in

# Between the word and the name: école du Parc.
OF = words_in(
    "de del della dei di da du des la las los el il lo le les l d dell im imienia imieniem pod svätej svätého sv św świętej świętego san santa santo sant saint sainte st nr č n núm numéro numer nº i av y of the na pri przy pod"
)
_QUOTES = {"«": "»", '"': '"', "“": "”", "„": '“”"', "'": "'"}

_SHORTENED = words_in("sv św st im nr n n.º č ks gen")


def near(story: Story, k: int) -> bool:
    """Whether word ``k`` stands close behind the one before, with no more than a number or an abbreviation between.

    Examples
    --------
    >>> near(Story("szkoła im. Anny"), 2), near(Story("szkoła. Anna"), 1)
    (True, False)
    """
    gap = story.gap(k)
    if "." in gap:
        return gap in {". ", "."} and story.words[k - 1].lower in _SHORTENED
    return "\n" not in gap and (
        gap.strip() in {"", "'"} or re.fullmatch(r" (?:n?[.º°]{0,2} ?)?\d{1,3} ", gap) is not None
    )


def begins_a_name(story: Story, k: int) -> bool:
    """Whether word ``k`` is there and has a capital inside a sentence.

    Examples
    --------
    >>> begins_a_name(Story("do szkoły Słoneczko"), 2), begins_a_name(Story("do szkoły"), 2)
    (True, False)
    """
    return k < len(story.words) and story.words[k].capital and not story.words[k].first and near(story, k)


def quoted_name(story: Story, k: int) -> tuple[int, int] | None:
    """Start and end of the name in quotation marks that word ``k`` begins; None where there is none.

    Examples
    --------
    >>> quoted_name(Story("klub „Promyk” w Łodzi"), 1)
    (6, 12)
    """
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


def with_small_words(story: Story, i: int, length: int, kind: str, languages: tuple[str, ...]) -> Found | None:
    """Find Dom nádeje, Liga proti rakovine: in Slovak only the first word is large, and inside a sentence that is a name.

    Examples
    --------
    >>> story = Story("Pomohla mi Liga proti rakovine.")
    >>> found = with_small_words(story, 2, 1, "INSTITUTION", ("sk",))
    >>> story.text[found.start : found.end]
    'Liga proti rakovine'
    """
    words = story.words
    if languages[:1] != ("sk",) or not words[i].capital or words[i].first:
        return None
    if words[i].shouted and kind != "SCHOOL":
        return None
    n = i + length
    if (
        kind == "INSTITUTION"
        and n < len(words)
        and words[n].lower in {"za", "proti", "pre", "na"}
        and story.gap(n) == " "
    ):
        n += 1
    end = n
    while end < len(words) and end < n + _MOST_SMALL and story.gap(end) == " ":
        joins = words[end].lower == "a" and n < end < len(words) - 1 and _says_more(words[end + 1], languages)
        if not joins and not _says_more(words[end], languages):
            break
        end += 1
    return Found(words[i].start, words[end - 1].end, kind, "name in small letters", 0.7) if end > n else None


def _says_more(word: Word, languages: tuple[str, ...]) -> bool:
    """A small noun or adjective, no verb and no pronoun."""
    small = not word.capital and word.lower not in FUNCTION_WORDS and len(word.text) > _SHORT
    verb = basic_word(word.lower, languages[:1]).endswith("ť")
    return small and not verb and word.lower.endswith(_SAYS_MORE) and is_everyday(word.text, languages[:1])


_SHORT = 3
_MOST_SMALL = 3


def behind_what_it_is(story: Story, j: int, languages: tuple[str, ...]) -> int:
    """Index of the name behind the words that say more of what it is; ``j`` itself where none do.

    Examples
    --------
    >>> behind_what_it_is(Story("w salonie fryzjerskim Loczek"), 2, ("pl",)), behind_what_it_is(Story("w salonie rano"), 2, ("pl",))
    (3, 2)
    """
    words = story.words
    k = j
    while k < len(words) and k < j + _MOST_BETWEEN and story.gap(k) in {" ", "'"} and not words[k].capital:
        word = words[k]
        lemma = basic_word(word.lower, languages[:1])
        small = word.lower in _SMALL_BETWEEN
        stops = word.lower in FUNCTION_WORDS or word.lower in MINE or role_in(word.text, languages)
        verb = lemma != word.lower and lemma.endswith(("er", "ir", "oir", "ć", "ť"))
        fits = languages[0] == "fr" or word.lower.endswith(_SAYS_MORE)
        if not small and (stops or verb or not fits or len(word.text) < 4 or not is_everyday(word.text, languages[:1])):
            return j
        k += 1
    if k == j or not begins_a_name(story, k) or len(words[k].text) == 1:
        return j
    while k > j and words[k - 1].lower in OF | INSIDE:  # read again as what joins the name
        k -= 1
    know = knowledge(words[k].text, languages)
    return j if words[k].capital and (know.first or know.surname) else k


_MOST_BETWEEN = 6
# Endings of Slovak and Polish adjectives, and of nouns in the genitive.
_SAYS_MORE = (
    "i",
    "y",
    "í",
    "ý",
    "a",
    "e",
    "é",
    "á",
    "u",
    "ú",
    "o",
    "ov",
    "ów",
    "ej",
    "ym",
    "im",
    "ým",
    "ím",
    "om",
    "ch",
    "ou",
    "ą",
    "ieb",
    "żb",
)
_SMALL_BETWEEN = words_in(
    "de du des d la le les l en et aux au pour à s so z ze dla pre i a o na v vo w we pri przy nad pod"
)
INSIDE = words_in("v vo w we à u chez")
