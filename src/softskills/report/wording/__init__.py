"""What figures and reports say, in every language: one YAML file per topic, one key per sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import cast

from softskills.errors import InputError, did_you_mean

LANGUAGES = ("en", "nb", "es", "it", "fr", "sk", "pl")


def say(topic: str, key: str, *, language: str, **values: object) -> str:
    """A word or sentence in a language, with values filled in.

    Parameters
    ----------
    topic : str
        Name of a file beside this one, without ``.yaml``.
    key : str
        In that file: a mapping of languages to texts; ``{name}`` in a text stands for a value.
    language : str
        One of ``en, nb, es, it, fr, sk, pl``; a region is ignored (``fr-BE`` is ``fr``).
    **values
        As many as the text has names.

    Raises
    ------
    InputError
        An unknown language.

    Examples
    --------
    >>> say("words", "units", language="nb")
    'meningsenheter'
    """
    code = language.split("-", maxsplit=1)[0].lower()
    if code not in LANGUAGES:
        hint = did_you_mean(code, LANGUAGES)
        raise InputError(f"language is {language!r}{hint}; reports and figures are written in {', '.join(LANGUAGES)}")
    return typeset(_topic(topic)[key][code].format(**values), code)


_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_BEFORE_PERCENT = re.compile(r"(?<=\d) (?=%)")
# French sets off the signs of two parts and its quotation marks, by spaces at which no line ends.
_SPACE = "[ \u00a0\u202f]?"
_FRENCH = (
    (re.compile(rf"(?<=[\w»)\]]){_SPACE}([;?!])(?=\s|$)"), "\u202f\\1"),
    (re.compile(rf"(?<=[\w»)\]]){_SPACE}:(?=\s|$)"), "\u00a0:"),
    (re.compile(f"«{_SPACE}"), "«\u00a0"),
    (re.compile(f"{_SPACE}»"), "\u00a0»"),
)


def typeset(text: str, language: str) -> str:
    r"""A text of the program as a printer of the language sets it: apostrophes, and spaces at which no line ends.

    Examples
    --------
    >>> typeset("Qu'a-t-elle « vu » ?", "fr")
    'Qu’a-t-elle «\xa0vu\xa0»\u202f?'
    >>> typeset("95 % interval", "sk")
    '95\xa0% interval'
    """
    text = _BEFORE_PERCENT.sub("\u00a0", _APOSTROPHE.sub("\u2019", text))
    if language.split("-", maxsplit=1)[0].lower() == "fr":
        for found, sign in _FRENCH:
            text = found.sub(sign, text)
    return text


@lru_cache
def _topic(name: str) -> dict[str, dict[str, str]]:
    import yaml

    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    # BaseLoader: the language "no" and a text "Yes" stay text.
    return cast("dict[str, dict[str, str]]", yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506
