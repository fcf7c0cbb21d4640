"""Words with a capital that stay: countries, languages, months, feasts, faith, services, brands."""

from __future__ import annotations

from functools import lru_cache

from softskills.experiences.privacy.inflection import basic_forms, first_name_form
from softskills.experiences.privacy.lists import INFLECTING, lists, proper_lemma
from softskills.experiences.privacy.words import key


def is_kept(word: str, languages: tuple[str, ...] = ()) -> bool:
    """Whether the word with a capital is a country, language, month, feast, brand or service.

    Examples
    --------
    >>> is_kept("NAV"), is_kept("Norwegii"), is_kept("Amina"), is_kept("Nepalu", ("pl",))
    (True, True, False, True)
    """
    return kept_length((word,), languages) == 1


def names_nobody(word: str) -> bool:
    """Whether the word is a brand, service or country also behind a word for an organisation: obchod Lidl.

    Examples
    --------
    >>> names_nobody("Lidl"), names_nobody("Marec")
    (True, False)
    """
    known = lists()
    lower = word.lower()
    if lower in known.kept_nobody:
        return True
    beginnings = known.kept_beginnings.get(lower[:3], ())
    return any(_begins(lower, beginning) and beginning in known.kept_nobody for beginning in beginnings)


@lru_cache(maxsize=50_000)
def kept_length(words: tuple[str, ...], languages: tuple[str, ...] = ()) -> int:
    """How many of the words, from the first on, are a phrase that stays; 0 for none.

    Examples
    --------
    >>> kept_length(("Cruz", "Roja", "de")), kept_length(("Cruz", "García"))
    (2, 0)
    """
    known = lists()
    first = words[0].lower()
    stems = [
        b.split(" ")[0]
        for b in known.kept_beginnings.get(first[:3], ())
        if " " in b and first.startswith(b.split(" ")[0])
    ]
    longest = max([known.longest_kept.get(first, 1), *(known.longest_kept.get(stem, 1) for stem in stems)])
    for length in range(min(longest, len(words)), 0, -1):
        phrase = " ".join(words[:length]).lower()
        if phrase in known.kept and _here(known.kept[phrase], languages):
            return length
        if any(
            _begins(phrase, beginning) and _here(known.kept[beginning], languages)
            for beginning in known.kept_beginnings.get(phrase[:3], ())
        ):
            return length
    return int(_kept_in_a_case(words[0], languages))


def _here(only: frozenset[str], languages: tuple[str, ...]) -> bool:
    return not only or not languages or bool(only & set(languages[:1]))


def _kept_in_a_case(word: str, languages: tuple[str, ...]) -> bool:
    if not INFLECTING & set(languages) or first_name_form(word, languages):
        return False
    if "-" in word and word.split("-", maxsplit=1)[0].isupper():
        return True  # ZUS-u
    known = lists()
    lemma = proper_lemma(word).lower() if "pl" in languages else ""
    if lemma and lemma in known.kept and not known.kept[lemma]:
        return True
    forms = basic_forms(word, languages)[1:]
    return any(
        form in known.kept and len(form) > 3 and form not in known.first_names and not known.kept[form]
        for form in forms
    )


def _begins(phrase: str, beginning: str) -> bool:
    if beginning.count(" ") != phrase.count(" "):
        return False
    pairs = list(zip(phrase.split(" "), beginning.split(" "), strict=True))
    if len(pairs) == 1:
        word, stem = pairs[0]
        return word.startswith(stem) and len(word) - len(stem) <= 7 and key(word) not in lists().first_names
    return all(word.startswith(stem) and len(word) - len(stem) <= 3 for word, stem in pairs)
