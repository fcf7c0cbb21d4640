"""The same text, a little spoiled: as people type on a telephone, without accents, in a hurry."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable

import numpy as np
import pandas as pd

from softskills.errors import InputError, did_you_mean
from softskills.experiences import segment

_WORD = re.compile(r"[^\W\d_]{4,}")
_NO_MARKS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss"}
)
_INSIDE_WORDS = "'’-"


def perturb(text: str, change: str, *, language: str = "", share: float = 0.1, seed: int = 0) -> str:
    """Change a text in a way that changes nothing of what it tells.

    Parameters
    ----------
    text : str
    change : str
        One of :data:`CHANGES`: ``typing`` (letters of longer words swapped, left out or doubled), ``diacritics`` (all
        taken away: å, ł and ñ become a, l and n), ``punctuation`` (taken away, but for apostrophes and hyphens inside
        words), ``case`` (all lower case), ``length`` (the first half of the meaning units, at least one).
    language : str, optional
        BCP 47; where units end depends on it.
    share : float
        For ``typing``: share of words of four letters or more with an error.
    seed : int
        For ``typing``; the same text and seed give the same errors.

    Returns
    -------
    str
        For ``length`` a beginning of the text, so that offsets stay right.

    Raises
    ------
    InputError
        An unknown change; a share that is not between 0 and 1.

    Examples
    --------
    >>> perturb("Så vasket jeg, alene, hos naboen på Østlandet.", "diacritics")
    'Sa vasket jeg, alene, hos naboen pa Ostlandet.'
    >>> perturb("I cooked. She didn't, I think.", "punctuation")
    "I cooked She didn't I think"
    >>> perturb("I cooked. Then I slept.", "length", language="en")
    'I cooked.'
    """
    if change not in _CHANGES:
        raise InputError(f"change is {change!r}{did_you_mean(change, CHANGES)}; use one of {', '.join(CHANGES)}")
    if not 0 <= share <= 1:
        raise InputError(f"share is {share}; give a number from 0 to 1")
    return _CHANGES[change](text, language, (share, seed))


def _typing(text: str, language: str, random: tuple[float, int]) -> str:
    share, seed = random
    # Seeded by the text too: one seed for a whole sample, and other errors in each story.
    rng = np.random.default_rng([seed, zlib.crc32(text.encode("utf-8", "surrogatepass"))])

    def misspell(found: re.Match[str]) -> str:
        word = found.group()
        if rng.random() >= share:
            return word
        place, kind = int(rng.integers(1, len(word) - 1)), int(rng.integers(3))
        middle = (word[place + 1] + word[place], word[place + 1], word[place] * 2 + word[place + 1])[kind]
        return word[:place] + middle + word[place + 2 :]

    return _WORD.sub(misspell, text)


def _diacritics(text: str, language: str, random: tuple[float, int]) -> str:
    parts = unicodedata.normalize("NFD", text.translate(_NO_MARKS))
    bare = "".join(character for character in parts if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare)


def _punctuation(text: str, language: str, random: tuple[float, int]) -> str:
    def keep(place: int) -> bool:
        character = text[place]
        if not unicodedata.category(character).startswith("P"):
            return True
        inside = 0 < place < len(text) - 1 and text[place - 1].isalpha() and text[place + 1].isalpha()
        return inside and character in _INSIDE_WORDS

    # A mark between words without spaces (a dash) becomes a space, so that no new word arises.
    kept = "".join(text[place] if keep(place) else " " for place in range(len(text)))
    return re.sub(r" {2,}", " ", kept).strip(" ")


def _case(text: str, language: str, random: tuple[float, int]) -> str:
    return text.lower()


def _length(text: str, language: str, random: tuple[float, int]) -> str:
    if not text.strip():
        return text
    units = segment(pd.DataFrame({"narrative_id": ["text"], "text": [text], "language": [language]}))
    if not len(units):
        return text
    return text[: int(units["end"].iloc[(len(units) - 1) // 2])]


_CHANGES: dict[str, Callable[[str, str, tuple[float, int]], str]] = {
    "typing": _typing,
    "diacritics": _diacritics,
    "punctuation": _punctuation,
    "case": _case,
    "length": _length,
}
CHANGES = tuple(_CHANGES)
"""What :func:`perturb` can do."""
