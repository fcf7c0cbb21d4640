"""Shares, intervals and dates as a language writes them; plain numbers are the writers' work."""

from __future__ import annotations

from datetime import date
from math import isnan

from softskills.report.wording import say
from softskills.report.writers.parts import DASH, number

_BEFORE_PERCENT = {"en": "", "nb": "\u00a0", "es": "\u00a0", "it": "", "fr": "\u202f", "sk": "\u00a0", "pl": ""}


def percent(share: float, *, language: str) -> str:
    r"""A share as a whole percentage.

    Examples
    --------
    >>> percent(0.333, language="en"), percent(0.333, language="pl"), percent(0.5, language="nb")
    ('33%', '33%', '50\xa0%')
    """
    if isnan(share):
        return DASH
    return f"{number(round(100 * share), language=language)}{_BEFORE_PERCENT[_base(language)]}%"


def between(low: float, high: float, *, language: str) -> str:
    r"""An interval of two decimals; a dash where it is missing.

    Examples
    --------
    >>> between(0.5, 0.75, language="fr"), between(-0.27, -0.07, language="nb")
    ('0,50–0,75', '−0,27\xa0til\xa0−0,07')
    """
    if isnan(low) or isnan(high):
        return DASH
    ends = [number(end, language=language) for end in (low, high)]
    # A dash before a minus cannot be read.
    word = f"\u00a0{say('document', 'to', language=language)}\u00a0"
    return (word if any(end.startswith("\u2212") for end in ends) else "–").join(ends)


def day(when: date, *, language: str) -> str:
    """A date in words.

    Examples
    --------
    >>> day(date(2025, 3, 1), language="nb"), day(date(2025, 3, 1), language="fr"), day(date(2025, 3, 2), language="es")
    ('1. mars 2025', '1er mars 2025', '2 de marzo de 2025')
    """
    months = say("report_names", "months", language=language).split()
    code = _base(language)
    first = {"fr": "1er", "it": "1º"}.get(code) if when.day == 1 else None
    parts = {"day": first or when.day, "month": months[when.month - 1], "year": when.year}
    return say("report_names", "date", language=language, **parts)


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
