"""Workplaces with a name of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from softskills.experiences.privacy.found import Found
from softskills.experiences.privacy.inflection import first_name_form, place_form
from softskills.experiences.privacy.kept import kept_length
from softskills.experiences.privacy.lists import is_everyday
from softskills.experiences.privacy.titles import run_end
from softskills.experiences.privacy.words import Story, words_in

_COMPANY = re.compile(
    r"(?<!\w)((?:[^\W\d_a-zà-öø-ÿ][\w'&-]*|&|y|e|i|og|et|de|del|di|and)(?: (?:[^\W\d_a-zà-öø-ÿ][\w'&-]*|&|y|e|i|og|et|de|del|di|and)){0,4}),? "
    r"(?:AS|ASA|ANS|DA|S\.?L\.?U?\.?|S\.A\.|S\.?[rR]\.?[lL]\.?|s\.r\.l\.|S\.p\.A\.|SpA|s\.n\.c\.|SNC|SPRL|SRL|S\.P\.R\.L\.|BV|BVBA|NV|N\.V\.|SA|s\. ?r\. ?o\.|a\. ?s\.|sp\. ?z ?o\. ?o\.|S\.A|Sp\. ?z ?o\. ?o\.|sp\. j\.|Ltd\.?|Limited|Inc\.?|LLC|plc|PLC|GmbH|srl|snc|sprl|slu|ltd|spa)(?![\w])"
)
# Čistý svet s.r.o.: the second word is small in Slovak and Polish.
_SLAVIC_COMPANY = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_a-zà-öø-ÿ][\w&-]*(?: [\w&-]+){0,3}),? (?:s\. ?r\. ?o\.?|a\. ?s\.|sp\. ?z ?o\. ?o\.?|sp\. j\.|n\. ?o\.)(?!\w)"
)
_WORK = re.compile(
    r"^(?:jobb|arbei|vask|ansatt|vikar|deltid|praksis|trabaj|limpi|emple|contrat|lavor|pulisc|assunt|impieg|travaill|nettoy|engag|embauch|bosse|prac|brigádo|zamestn|upratov|sprząt|zatrud|work|employ|clean|hired|job)",
    re.IGNORECASE,
)
_WORK_AT = words_in("hos i på for en para da alla al all per presso in nella chez à pour u vo v pre dla w at with")


def find_workplaces(story: Story, languages: tuple[str, ...]) -> Iterator[Found]:
    """Yield companies: by the form of a company in the name, or by a word for work before it.

    Examples
    --------
    >>> story = Story("Jeg jobbet hos Blank & Ren AS og hos Xantex.")
    >>> [story.text[found.start : found.end] for found in find_workplaces(story, ("nb",))]
    ['Blank & Ren AS']
    """
    for match in _COMPANY.finditer(story.text):
        start = _company_start(match)
        if start < match.end(1):
            yield Found(start, match.end(), "EMPLOYER", "form of a company", 0.93)
    for match in _SLAVIC_COMPANY.finditer(story.text):
        word = story.words[story.at(match.start())]
        if not word.first:
            yield Found(match.start(), match.end(), "EMPLOYER", "form of a Slovak or Polish company", 0.85)
    for i, word in enumerate(story.words):
        if _WORK.match(word.text):
            yield from _workplace(story, i, languages)


def _company_start(match: re.Match[str]) -> int:
    start = match.start()
    opens = start == 0 or match.string[:start].rstrip()[-1:] in ".!?:\n«„"
    for word in match[1].split(" "):
        small = word.islower() or word == "&"
        opening = (
            opens and len(word) <= 4 and start == match.start() and is_everyday(word, ("nb", "es", "it", "fr", "en"))
        )
        if not small and not opening:
            return start
        start += len(word) + 1
    return match.end(1)


def _workplace(story: Story, i: int, languages: tuple[str, ...]) -> Iterator[Found]:
    words = story.words
    for k in range(i + 1, min(i + 7, len(words))):
        if story.gap(k) != " ":
            return
        word = words[k]
        if word.capital and not word.first:
            if (
                words[k - 1].lower not in _WORK_AT
                or word.shouted
                or kept_length(tuple(w.text for w in words[k : k + 4]), languages)
            ):
                return
            inside = words[k - 1].lower in {"v", "vo", "w", "we"}  # a capital inside a sentence: w Polarze
            if (
                (is_everyday(word.text, languages) and not inside)
                or first_name_form(word.text, languages)
                or place_form(word.text, languages)
            ):
                return
            if (
                words[k - 1].lower in {"i", "en", "in", "v", "vo", "w", "à", "u"}
                and word.lower[-1:] not in {"x"}
                and not _company_like(word.text)
                and not (inside and is_everyday(word.text, languages))
            ):
                return
            last = run_end(story, k, languages)
            if last >= k:
                yield Found(word.start, words[last].end, "EMPLOYER", "name after a word for work", 0.75)
            return


def _company_like(word: str) -> bool:
    return bool(
        re.search(
            r"(?:tex|serv|clean|pol|bud|trans|mat|renhold|service|matic|care|food|tech|group|plast|trade|vask|net|bygg|eks)$|[a-z][A-Z]",
            word,
        )
    )
