"""Which language a story is in: what was declared wins, else it is detected, else it is said that nobody knows."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd

from softskills.errors import LanguageError

MARGIN = 0.15
"""Least distance between the two most likely languages; below it the detector takes Danish for Bokmål."""

_NAMES = {
    "ar": "ARABIC", "bg": "BULGARIAN", "cs": "CZECH", "da": "DANISH", "de": "GERMAN", "en": "ENGLISH",
    "es": "SPANISH", "fr": "FRENCH", "it": "ITALIAN", "ja": "JAPANESE", "ko": "KOREAN", "nb": "BOKMAL",
    "nl": "DUTCH", "nn": "NYNORSK", "pl": "POLISH", "pt": "PORTUGUESE", "ro": "ROMANIAN", "ru": "RUSSIAN",
    "sk": "SLOVAK", "so": "SOMALI", "sv": "SWEDISH", "th": "THAI", "tr": "TURKISH", "uk": "UKRAINIAN",
    "zh": "CHINESE", "hr": "CROATIAN", "sq": "ALBANIAN", "fa": "PERSIAN", "ur": "URDU", "vi": "VIETNAMESE",
}  # fmt: skip
_SYNONYMS = {
    "no": "nb", "nor": "nb", "nob": "nb", "nno": "nn", "spa": "es", "ita": "it", "fra": "fr", "fre": "fr",
    "slk": "sk", "slo": "sk", "pol": "pl", "eng": "en", "und": "", "mul": "",
}  # fmt: skip


def base_language(code: object) -> str:
    """Language of a BCP 47 code without script and region; ``no`` is read as Bokmål.

    Examples
    --------
    >>> base_language("pt-BR"), base_language("no"), base_language(float("nan"))
    ('pt', 'nb', '')
    """
    if not isinstance(code, str):
        return ""
    base = code.strip().split("-")[0].split("_")[0]
    return _SYNONYMS.get(base.lower(), base.lower())


def detect_languages(texts: Iterable[str]) -> pd.DataFrame:
    """Detect the language of each text.

    Parameters
    ----------
    texts : iterable of str
        Whole stories; single sentences are too short to tell Danish from Bokmål.

    Returns
    -------
    DataFrame
        Columns ``language`` (BCP 47, empty where the text has no letters), ``confidence`` (0–1),
        ``margin`` (to the second most likely), in the order of the texts.

    Raises
    ------
    LanguageError
        If the ``language`` extra is not installed.

    Notes
    -----
    The detector (lingua) is loaded at the first call: 3–4 s and about 330 MB.

    Examples
    --------
    >>> detect_languages(["Jeg skrev ned hvem som skulle hvor, og så gikk vi."])["language"].tolist()
    ['nb']
    """
    rows = []
    codes = {name: code for code, name in _NAMES.items()}
    detector = _detector()
    for text in texts:
        scores = detector.compute_language_confidence_values(text[:3000])
        first = scores[0] if scores else None
        if first is None or first.value == 0:
            rows.append({"language": "", "confidence": 0.0, "margin": 0.0})
            continue
        rows.append(
            {
                "language": codes[first.language.name],
                "confidence": first.value,
                "margin": first.value - scores[1].value,
            }
        )
    return pd.DataFrame(rows, columns=["language", "confidence", "margin"])


@lru_cache(maxsize=1)
def _detector() -> Any:
    try:
        from lingua import Language, LanguageDetectorBuilder
    except ImportError:
        raise LanguageError(
            "some stories have no language, and the detector is not installed; fill in the column "
            "'language' (such as nb, es, it, fr, sk, en, pl) or run: pip install 'softskills[language]'"
        ) from None
    languages = [getattr(Language, name) for name in _NAMES.values()]
    return LanguageDetectorBuilder.from_languages(*languages).build()


def resolve_languages(experiences: pd.DataFrame) -> pd.DataFrame:
    """Say for each story which language it is in, and how that is known.

    Parameters
    ----------
    experiences : DataFrame
        With ``text`` and, where somebody knew it, ``language``.

    Returns
    -------
    DataFrame
        Same index; columns ``language`` (empty where it could not be told) and ``source``
        (``declared``, ``detected``, ``uncertain``: the detector hesitates between two languages).
    """
    declared = (
        experiences["language"].map(base_language) if "language" in experiences else pd.Series("", experiences.index)
    )
    result = pd.DataFrame({"language": declared.astype("str"), "source": "declared"}, index=experiences.index)
    unknown = result["language"] == ""
    if unknown.any():
        found = detect_languages(
            experiences.loc[unknown, "text"].map(lambda text: text if isinstance(text, str) else "")
        )
        result.loc[unknown, "language"] = found["language"].to_numpy()
        sure = (found["margin"] >= MARGIN).to_numpy()
        result.loc[unknown, "source"] = ["detected" if yes else "uncertain" for yes in sure]
    return result
