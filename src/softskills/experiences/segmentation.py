"""Stories into meaning units: a sentence, or a clause group of a long one, with exact offsets.

No library serves all seven languages (one lacks Norwegian and breaks Polish abbreviations), so this
is a small rule set: candidate boundaries at sentence ends and line breaks, fewer where an
abbreviation, an ordinal, a clock time or an unfinished quotation says so; then long pieces are cut at
clause borders, and what is still too long (speech without full stops) between words.
"""

import re
from collections.abc import Iterator

import pandas as pd

from softskills.experiences.tables import require_experiences

LONGEST_UNIT = 1_000
"""Characters; one unit of 76 kB would take half a gigabyte in the encoder."""

_LONG = 45  # words: above this a sentence is cut at clause borders
_PIECE = 25  # words aimed at when cutting
_SHORTEST = 3  # words: shorter clauses stay with their neighbour

# Followed by a full stop without ending a sentence. Without the last full stop, lower case.
_ABBREVIATIONS = frozenset(
    """
    f.eks bl.a dvs osv ca kl nr tlf mrk evt ev jf pga mht iht ift fv tr kr hr fr st mill jr sr dr prof
    p.ej p.e ej sr sra srta d dª dña ud uds vd vds aprox tel núm pág avda etc dra prof ee.uu a.m p.m
    p.es es sig sig.ra dott dott.ssa prof.ssa ecc tel ca art pag dr.ssa avv ing a.c d.c
    p.ex ex m mm mme mlle mmes env tél cf av bd no n° chap st ste
    napr atď t.j tzv tj resp č p pani ing mgr mudr judr phdr bc doc ul str tel cca min hod max sv
    m.in np itp itd tzn tzw tj ul al godz prof mgr inż lek dr p pan nr tel ok str św ks hab zł gr r
    e.g i.e mr mrs ms dr prof st no vs approx etc jr sr dept apt tel
    """.split()
)
# These end a sentence as often as not: a capital after them decides.
_OFTEN_LAST = frozenset("osv etc atď itp itd ecc kr zł gr r hod min m.in a.m p.m ok".split())
# "12." before one of these, or before a lower-case word, is a date or an ordinal, not an end.
_TERMINATOR = re.compile(r"(?P<end>[.!?…]+|[。！？؟])(?P<close>[\"'”’»«)\]]*)(?=\s|$|[\"“„«»(])|(?P<line>\s*\n\s*)")
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
    r"(?:(?<=[,;:])|(?<=\s[-–—]))\s+(?=\S)|\s+(?=(?:" + "|".join(sorted(set(_CLAUSE_WORDS), key=len, reverse=True)) + r")\s)",
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
    require_experiences(experiences)
    languages = experiences["language"] if "language" in experiences else [None] * len(experiences)
    rows = [
        {"narrative_id": narrative, "unit": number, "start": start, "end": end, "text": text[start:end], "language": language}
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
    start = 0
    for match in _TERMINATOR.finditer(text):
        end = match.end()
        if match["line"] is not None:
            if not _line_breaks(text, start, match):
                continue
        elif not _ends_sentence(text, start, match):
            continue
        if not any(character.isalnum() for character in text[start:end]):
            continue  # "..." or "!!!" alone stays with what follows
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _line_breaks(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a line break ends a unit: not where a line was only wrapped in the middle of a sentence."""
    after = text[match.end() : match.end() + 1]
    blank_line = match["line"].count("\n") > 1
    wrapped = after.islower() and text[match.start() - 1 : match.start()] not in ".!?:;" and match.start() - start > 40
    return blank_line or not wrapped


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    rest = text[match.end() :]
    following = rest.lstrip(" \t\u00a0")[:40]
    lower_next = following[:1].islower()
    if match["end"] != ".":
        # "«Kom!» ropte hun." and "Dlaczego? zapytałam." go on; "Hva? Nei." does not.
        return not lower_next
    before = text[start : match.start()]
    word = before.split()[-1].lstrip("(\"'“„«»-–—").lower() if before.split() else ""
    if _LIST_MARK.fullmatch(before + "."):
        return False  # "1. Lunsj" opens a list item
    if word in _ABBREVIATIONS:
        return word in _OFTEN_LAST and following[:1].isupper()
    if word.isdigit() and len(word) <= 2:
        # "17. mai", "3. b": an ordinal; "Jeg var 12. Så …" ends.
        return following[:1].isupper() and not re.match(r"[A-ZÆØÅ]\b", following)
    if len(word) == 1 and word.isalpha() and before[-1:].isupper():
        return False  # an initial: "M. kom hjem"
    return not lower_next


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a long sentence at clause borders, and what stays too long between words or anywhere."""
    words = len(_WORD.findall(text, start, end))
    if words <= _LONG and end - start <= LONGEST_UNIT:
        yield start, end
        return
    for piece_start, piece_end in _clauses(text, start, end):
        yield from _hard_cut(text, piece_start, piece_end)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Group clauses so that each group comes near to the aimed number of words."""
    borders = [match.start() for match in _CLAUSE_START.finditer(text, start, end)]
    begin = start
    for border, following in zip(borders, [*borders[1:], end], strict=True):
        words = len(_WORD.findall(text, begin, border))
        words_with_next = len(_WORD.findall(text, begin, following))
        rest = len(_WORD.findall(text, border, end))
        nearer_now = abs(words - _PIECE) <= abs(words_with_next - _PIECE)
        if words >= _SHORTEST and rest >= _SHORTEST and nearer_now and words_with_next > _PIECE * 0.8:
            yield begin, border
            begin = border
    yield begin, end


def _hard_cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(text, start, end))
    if len(words) > _LONG:
        pieces = -(-len(words) // _PIECE)
        size = -(-len(words) // pieces)
        starts = [start, *(words[i].start() for i in range(size, len(words), size)), end]
    else:
        starts = [start, end]
    for begin, stop in zip(starts, starts[1:], strict=False):
        for cut in range(begin, stop, LONGEST_UNIT):
            yield cut, min(cut + LONGEST_UNIT, stop)
