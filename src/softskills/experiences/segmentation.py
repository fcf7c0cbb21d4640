"""Stories into meaning units: a sentence, or a clause group of a long one, with exact offsets.

No library serves all seven languages (one lacks Norwegian and breaks Polish abbreviations), so this
is a small rule set: candidate boundaries at sentence ends and line breaks, fewer where an
abbreviation, an ordinal, a clock time or an unfinished quotation says so; then long pieces are cut at
clause borders, and what is still too long (speech without full stops) between words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from softskills.experiences.tables import require_experiences

LONGEST_UNIT = 1_000
"""Characters; one unit of 76 kB would take half a gigabyte in the encoder."""

_LONG = 45  # words: above this a sentence is cut at clause borders
_PIECE = 25  # words aimed at when cutting
_SHORTEST = 3  # words: shorter clauses stay with their neighbour

# Followed by a full stop without ending a sentence; without the last full stop, lower case. None is a whole word
# of another of the languages ("min", "no", "es", "pan", "lek"), which would hide real ends there.
_ABBREVIATIONS = frozenset(
    [
        "f.eks",
        "bl.a",
        "dvs",
        "osv",
        "ca",
        "kl",
        "nr",
        "tlf",
        "mrk",
        "evt",
        "jf",
        "pga",
        "mht",
        "iht",
        "ift",
        "tr",
        "kr",
        "dr",
        "prof",
        "p.ej",
        "p.e",
        "h",
        "sr",
        "sra",
        "srta",
        "d.ª",
        "dña",
        "ud",
        "uds",
        "vd",
        "vds",
        "aprox",
        "tel",
        "núm",
        "pág",
        "avda",
        "etc",
        "ee.uu",
        "a.m",
        "p.m",
        "p.es",
        "sig.ra",
        "dott",
        "dott.ssa",
        "prof.ssa",
        "ecc",
        "pag",
        "dr.ssa",
        "avv",
        "a.c",
        "d.c",
        "p.ex",
        "m",
        "mm",
        "mme",
        "mlle",
        "mmes",
        "tél",
        "cf",
        "bd",
        "n°",
        "ste",
        "napr",
        "atď",
        "t.j",
        "tzv",
        "tj",
        "resp",
        "č",
        "p",
        "ing",
        "mgr",
        "mudr",
        "judr",
        "phdr",
        "bc",
        "ul",
        "cca",
        "hod",
        "m.in",
        "np",
        "itp",
        "itd",
        "tzn",
        "tzw",
        "godz",
        "inż",
        "św",
        "ks",
        "zł",
        "gr",
        "r",
        "e.g",
        "i.e",
        "mr",
        "mrs",
        "ms",
        "approx",
        "jr",
    ]
)
# These end a sentence as often as not: a capital after them decides.
_OFTEN_LAST = frozenset(
    ["osv", "etc", "h", "atď", "itp", "itd", "ecc", "kr", "zł", "gr", "r", "hod", "m.in", "a.m", "p.m"]
)
# "12." before one of these, or before a lower-case word, is a date or an ordinal, not an end.
_TERMINATOR = re.compile(
    r"(?P<end>[.!?…]+|[。！？؟])"
    r"(?P<close>(?:[\"'”’»«)\]]|[“‘](?=[\s,.;:!?]|$)|[ \u00a0\u202f]»)*+)(?=\s|$|[\"“„«(])|(?P<line>\n\s*)"
)
_CAPITAL_AFTER_STOP = re.compile(r"[^\W\d_]\.\s+[A-ZÀ-ÖØ-Þ\u0100-\u017f]")
_LIST_MARK = re.compile(r"\s*(?:[-–—•*]|\d{1,2}[.)]|[a-z]\))\s*$")
_WORD = re.compile(r"\S+")
_CLAUSE_WORDS = (
    "og men så da når fordi mens etterpå deretter "  # nb
    "y pero entonces porque cuando mientras luego después "
    "e ma però allora perché quando mentre poi dopo "
    "et mais alors puis parce quand pendant ensuite après donc "
    "a ale potom lebo keď kým takže pretože "
    "i ale potem bo kiedy gdy więc ponieważ a "
    "and but then so because when while after before"
).split()
_CLAUSE_START = re.compile(
    r"(?:(?<=[,;:])|(?<=\s[-–—]))\s+(?=\S)|(?<!\s)\s+(?=(?:"
    + "|".join(sorted(set(_CLAUSE_WORDS), key=len, reverse=True))
    + r")\s)",
    re.IGNORECASE,
)


def segment(experiences: pd.DataFrame) -> pd.DataFrame:
    """Cut stories into meaning units.

    Parameters
    ----------
    experiences : DataFrame
        With ``narrative_id`` and ``text``; ``language`` is passed on where it is there.

    Returns
    -------
    DataFrame
        Columns ``narrative_id, unit, start, end, text, language``; units count from 1 within a
        story, offsets count characters, ``text == narrative[start:end]``, and no unit exceeds
        1,000 characters. A text without letters or digits has no units.

    Examples
    --------
    >>> import pandas as pd
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "text": ["Hun kom kl. 7.30. Jeg ventet, f.eks. med kaffe!"]})
    >>> segment(exp)["text"].tolist()
    ['Hun kom kl. 7.30.', 'Jeg ventet, f.eks. med kaffe!']
    """
    if len(experiences):  # an empty table has no units, which is no error here
        require_experiences(experiences)
    languages = experiences["language"] if "language" in experiences else [None] * len(experiences)
    rows = [
        {
            "narrative_id": narrative,
            "unit": number,
            "start": start,
            "end": end,
            "text": text[start:end],
            "language": language,
        }
        for narrative, text, language in zip(experiences["narrative_id"], experiences["text"], languages, strict=True)
        if isinstance(text, str)
        for number, (start, end) in enumerate(unit_spans(text), start=1)
    ]
    columns = ["narrative_id", "unit", "start", "end", "text", "language"]
    return pd.DataFrame(rows, columns=columns)


def unit_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the meaning units of one text, in order, never overlapping, never blank.

    Examples
    --------
    >>> unit_spans("Hello. I baked bread.")
    [(0, 6), (7, 21)]
    """
    spans: list[tuple[int, int]] = []
    for start, end in _sentences(text):
        for piece_start, piece_end in _shorten(text, start, end):
            trimmed = _trim(text, piece_start, piece_end)
            if trimmed:
                spans.append(trimmed)
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space around it; None where no letter or digit is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if any(character.isalnum() for character in text[start:end]) else None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    # Somebody who never writes a capital after a full stop ends sentences all the same.
    careless = not _CAPITAL_AFTER_STOP.search(text)
    start = looked = 0
    speaks = False  # whether there is a letter or digit since ``start``
    for match in _TERMINATOR.finditer(text):
        end = match.end()
        if match["line"] is not None:
            if not _line_breaks(text, start, match):
                continue
        elif not _ends_sentence(text, start, match, careless):
            continue
        speaks = speaks or any(character.isalnum() for character in text[looked:end])
        looked = end
        if not speaks:
            continue  # "..." or "!!!" alone stays with what follows
        yield start, end
        start, speaks = end, False
    if start < len(text):
        yield start, len(text)


def _line_breaks(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a line break ends a unit: not where a line was only wrapped in the middle of a sentence."""
    after = text[match.end() : match.end() + 1]
    blank_line = match["line"].count("\n") > 1
    wrapped = after.islower() and text[match.start() - 1 : match.start()] not in ".!?:;" and match.start() - start > 40
    return blank_line or not wrapped


def _ends_sentence(text: str, start: int, match: re.Match[str], careless: bool) -> bool:
    following = text[match.end() : match.end() + 80].lstrip().lstrip("–—- ")
    lower_next = following[:1].islower()
    if match["end"] != "." or (lower_next and not careless):
        # "«Kom!» ropte hun.", "Dlaczego? zapytałam." and "I thought... well" go on; "Hva? Nei." does not.
        return not lower_next
    before = text[max(start, match.start() - 60) : match.start()]
    word = before.split()[-1].lstrip("(\"'“„«»-–—").lower() if before.split() else ""
    if _LIST_MARK.fullmatch(before + "."):
        return False  # "1. Lunsj" opens a list item
    if word in _ABBREVIATIONS:
        return word in _OFTEN_LAST and following[:1].isupper()
    if word.isdigit() and len(word) <= 2:
        # "17. mai", "3. b": an ordinal; "Jeg var 12. Så …" ends.
        return following[:1].isupper() and not re.match(r"[A-ZÆØÅ]\b(?!\s+\w)", following)
    if len(word) == 1 and word.isalpha() and word != "i" and before[-1:].isupper():
        return False  # an initial: "M. kom hjem"
    return True


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a long sentence at clause borders, and what stays too long between words or anywhere."""
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    if len(words) <= _LONG and end - start <= LONGEST_UNIT:
        yield start, end
        return
    for piece_start, piece_end in _clauses(text, start, end, words):
        own = words[bisect_left(words, piece_start) : bisect_left(words, piece_end)]
        yield from _hard_cut(own, piece_start, piece_end)


def _clauses(text: str, start: int, end: int, words: list[int]) -> Iterator[tuple[int, int]]:
    """Group clauses so that each group comes near to the aimed number of words."""
    borders = [match.start() for match in _CLAUSE_START.finditer(text, start, end)]
    begin, said = start, 0  # said: words before the present group
    for border, following in pairwise([*borders, end]):
        before, until_next = bisect_left(words, border), bisect_left(words, following)
        size, size_with_next = before - said, until_next - said
        nearer_now = abs(size - _PIECE) <= abs(size_with_next - _PIECE)
        if size >= _SHORTEST and len(words) - before >= _SHORTEST and nearer_now and size_with_next > 0.8 * _PIECE:
            yield begin, border
            begin, said = border, before
    yield begin, end


def _hard_cut(words: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut between words into even pieces, and a piece of too many characters anywhere."""
    starts = [start, end]
    if len(words) > _LONG:
        size = -(-len(words) // -(-len(words) // _PIECE))
        starts[1:1] = words[size::size]
    for begin, stop in pairwise(starts):
        for cut in range(begin, stop, LONGEST_UNIT):
            yield cut, min(cut + LONGEST_UNIT, stop)
