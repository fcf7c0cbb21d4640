"""Names in the cases of Slovak, Polish and Ukrainian, and with a possessive s: which basic forms a form can have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from softskills.experiences.privacy.lists import INFLECTING, lists, proper_lemma
from softskills.experiences.privacy.words import bare, key

# Ending -> what may stand in its place, without marks.
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ovcami", ("",)), ("ovciach", ("",)), ("ovcom", ("",)), ("ovcov", ("",)), ("ovcoch", ("",)), ("ovci", ("",)),
    ("ovymi", ("", "o", "a")), ("inymi", ("a",)), ("skiego", ("ski",)), ("skiemu", ("ski",)), ("skiej", ("ska",)), ("skimi", ("ski",)),
    ("ckiego", ("cki",)), ("ckiemu", ("cki",)), ("ckiej", ("cka",)), ("skeho", ("sky",)), ("skemu", ("sky",)), ("skej", ("ska",)), ("skou", ("ska",)),
    ("skim", ("ski",)), ("skich", ("ski",)), ("ckich", ("cki",)), ("skych", ("sky",)), ("ckych", ("cky",)), ("skymi", ("sky",)), ("scy", ("ski",)), ("ckim", ("cki",)), ("skym", ("sky",)), ("skom", ("sky", "sk")), ("sku", ("ska", "sko")),
    ("ovej", ("ova", "", "o")), ("ovou", ("ova", "", "o")), ("ovom", ("", "o", "a")), ("ovho", ("", "o", "a")), ("ovmu", ("", "o", "a")), ("ovym", ("", "o", "a")), ("ovych", ("", "o", "a")),
    ("ova", ("", "o", "a")), ("ovo", ("", "o", "a")), ("ovu", ("ova", "", "o", "a")), ("ove", ("ova", "", "o", "a")), ("ovi", ("", "o", "a", "y")), ("ov", ("", "o", "a")),
    ("inej", ("a",)), ("inou", ("a",)), ("inho", ("a",)), ("inmu", ("a",)), ("inom", ("a",)), ("inych", ("a",)), ("ina", ("a",)), ("ino", ("a",)), ("inu", ("a",)), ("ine", ("a",)), ("in", ("a", "")),
    ("owie", ("", "a", "o")), ("owi", ("", "o", "a", "ek")), ("owej", ("owa",)), ("owa", ("owa",)), ("ow", ("", "a", "o", "y")), ("ami", ("", "a", "y")), ("ach", ("", "a", "y", "e")), ("och", ("", "e", "y")), ("iach", ("", "e", "ie")), ("iam", ("", "e", "ie")),
    ("iem", ("", "ia", "ie")), ("em", ("", "o")), ("om", ("", "o", "a", "e", "y")), ("ou", ("a",)), ("ej", ("a",)), ("ego", ("y", "i", "e", "a")), ("emu", ("y", "i")), ("eho", ("y", "")), ("ym", ("y", "")),
    ("cie", ("ta", "t", "cia")), ("dzie", ("da", "d")), ("dze", ("ga",)), ("rze", ("ra", "r")), ("ce", ("ka", "ca", "k", "cka")), ("sze", ("cha",)), ("nie", ("na", "n", "nia", "no")), ("wie", ("wa", "w")), ("mie", ("ma", "m")), ("bie", ("ba", "b")), ("pie", ("pa", "p")), ("sie", ("sa", "s", "sia")), ("zie", ("za", "z", "zia")), ("sle", ("sla", "sel")), ("le", ("la", "l", "lo")),
    ("ie", ("a", "", "ia", "o")), ("ii", ("ia",)), ("iu", ("ia", "i", "io", "")), ("io", ("ia", "io")), ("ia", ("", "ia")), ("ca", ("ec",)), ("cu", ("ec",)), ("kom", ("ko", "ek")), ("ku", ("ko", "ka", "ek", "k")), ("ka", ("ko", "ek", "k")), ("kiem", ("ek", "k")), ("kowi", ("ek", "ko")), ("kovi", ("ko", "ek")), ("ki", ("ka",)), ("ke", ("ka",)), ("gi", ("ga",)),
    ("y", ("a", "")), ("i", ("a", "", "ia", "e", "y")), ("e", ("a", "", "ia", "o")), ("u", ("a", "", "o")), ("o", ("a",)), ("a", ("", "o")), ("ti", ("t",)), ("ni", ("n", "nia")),
)  # fmt: skip
_CYRILLIC = (("ові", ("", "о")), ("ою", ("а",)), ("ею", ("я",)), ("єю", ("я",)), ("ом", ("", "о")), ("ем", ("",)), ("и", ("а", "")), ("і", ("а", "", "я")), ("у", ("а", "")), ("ю", ("я", "и")), ("о", ("а",)), ("є", ("я",)), ("е", ("а",)), ("а", ("", "о")), ("я", ("", "и")))  # fmt: skip
_VOWELS = frozenset("aeiouyаеиіоуюя")


@lru_cache(maxsize=50_000)
def basic_forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Forms without marks that the word may belong to, itself first.

    Examples
    --------
    >>> "zuzka" in basic_forms("Zuzkou", ("sk",)), "marek" in basic_forms("Marka", ("pl",)), "kari" in basic_forms("Karis", ("nb",))
    (True, True, True)
    """
    plain = bare(word)
    return tuple(dict.fromkeys([key(word), *_possible(word, plain, languages)]))


def _possible(word: str, plain: str, languages: tuple[str, ...]) -> Iterator[str]:
    if "pl" in languages and (lemma := proper_lemma(word)):
        yield bare(lemma)
    if plain[-1:] == "s" and len(plain) > 3 and {"nb", "en"} & set(languages):
        yield plain[:-1].rstrip("'-")
    if not INFLECTING & set(languages):
        return
    for ending, others in _CYRILLIC if plain[-1:] > "\u0400" else _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 2:
            stem = plain[: -len(ending)]
            for other in others:
                yield stem + other
            # Peter, Petra; Marek, Marka; Pavol, Pavla: a vowel that comes and goes
            if "" in others and len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS:
                yield from (f"{stem[:-1]}{vowel}{stem[-1]}" for vowel in ("e", "o", "ie"))


def first_name_form(word: str, languages: tuple[str, ...]) -> str:
    """First name of the lists that the word is a form of; empty where there is none.

    Examples
    --------
    >>> first_name_form("Zosią", ("pl",)), first_name_form("Lenkina", ("sk",)), first_name_form("Bord", ("nb",))
    ('zosia', 'lenka', '')
    """
    known = lists().first_names
    found = next((form for form in basic_forms(word, languages) if form in known), "")
    if not found and "-" in word:
        parts = [part for part in word.split("-") if part]
        found = bare(word) if parts and all(bare(part) in known for part in parts) else ""
    return found


def place_form(word: str, languages: tuple[str, ...]) -> str:
    """Place of the lists that the word is a form of; empty where there is none.

    Examples
    --------
    >>> place_form("Bratislave", ("sk",)), place_form("Krakowie", ("pl",))
    ('bratislava', 'krakow')
    """
    known = lists().places
    return next((form for form in basic_forms(word, languages) if form in known), "")


def surname_form(word: str, languages: tuple[str, ...]) -> str:
    """Surname of the lists that the word is a form of; empty where there is none.

    Examples
    --------
    >>> surname_form("Novákovej", ("sk",)), surname_form("Kowalskiej", ("pl",))
    ('novak', 'kowalski')
    """
    known = lists().surnames
    for form in basic_forms(word, languages):
        for other in (
            form,
            form[:-3] if form.endswith(("ova", "owa")) else form,
            form[:-1] + "i" if form[-3:] in {"ska", "cka"} else form,
            form[:-1] + "y" if form[-1:] == "a" else form,
        ):
            if other in known:
                return other
    if "-" in word:
        parts = [part for part in word.split("-") if part]
        return bare(word) if len(parts) > 1 and all(surname_form(part, languages) for part in parts) else ""
    return ""
