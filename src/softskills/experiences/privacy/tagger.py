"""Names read in their context: a small network says of each word whether it identifies, and what it is.

Trained on marked texts (``data/tagger/README.md``); it shares the tokenizer and the vectors of pieces with the story reader.
What is made of its words says :mod:`softskills.experiences.privacy.tagged`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np

from softskills.errors import FingerprintError
from softskills.network import BOS, EOS, Floats, Network, usable_cores
from softskills.resources import resource

NAMES = ("PERSON", "PLACE", "SCHOOL", "EMPLOYER", "INSTITUTION", "STREET")
KINDS = (
    "", *NAMES, "DATE", "CASE", "POSTCODE", "PHONE", "EMAIL", "HANDLE", "URL", "IBAN", "CARD", "NATIONAL-ID", "PLATE",
)  # fmt: skip
_FORMED = frozenset(KINDS[KINDS.index("POSTCODE") :])  # all of them hold digits or signs
_LONGEST = 220  # pieces read at a time: about as long as the texts that it learned from
_LONGEST_CHUNK = 400  # what is longer is no word, and would only cost time
_CHUNK = re.compile(r"\S+")
_ENDS = (".", "!", "?", "…", ":")
_WORD = re.compile(r"\w+")
_SIGNS = re.compile(r"[\d@_./]")

Piece = tuple[int, int, int]  # its number, its begin and end in the text


class Word(NamedTuple):
    """A word of a text: where it stands, its most probable kind, and how probable it is that it identifies."""

    start: int
    end: int
    kind: str
    probability: float


def tag(texts: Sequence[str], *, workers: int | None = None) -> list[list[Word]]:
    """Say of each word of each text what it is.

    Examples
    --------
    >>> [word.kind for word in tag(["her er det Shirin fra Bergen"])[0] if word.probability > 0.5]
    ['PERSON', 'PLACE']
    """
    network = _network()
    windows = [(number, window) for number, text in enumerate(texts) for window in _windows(text, network.tokenizer)]
    found: dict[int, Floats] = {}
    pieces = [[BOS, *(piece for piece, _, _ in window), EOS] for _, window in windows]
    for i, state in network.read(pieces, workers=workers or usable_cores()):
        found[i] = _softmax(state[1:-1] @ network.weights["kind.w"].T + network.weights["kind.b"])
    parts: list[list[int]] = [[] for _ in texts]
    for i, (number, _) in enumerate(windows):
        parts[number].append(i)
    return [
        _words(text, [piece for i in own for piece in windows[i][1]], [row for i in own for row in found[i]])
        for text, own in zip(texts, parts, strict=True)
    ]


def _windows(text: str, tokenizer: Any) -> list[list[Piece]]:
    """Stretches that are read at a time, each ending with a sentence where it can."""
    windows: list[list[Piece]] = []
    window: list[Piece] = []
    sentence = 0  # pieces of the window up to the end of its last sentence
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        if len(chunk) > _LONGEST_CHUNK:
            continue
        pieces = [(piece, match.start() + begin, match.start() + end) for piece, begin, end in cut(chunk, tokenizer)]
        while len(window) + len(pieces) > _LONGEST and window:
            border = sentence if sentence > _LONGEST // 2 else len(window)
            windows.append(window[:border])
            window, sentence = window[border:], 0
        while len(pieces) > _LONGEST:
            windows.append(pieces[:_LONGEST])
            pieces = pieces[_LONGEST:]
        window += pieces
        if chunk.endswith(_ENDS):
            sentence = len(window)
    return [*windows, window] if window else windows


def _words(text: str, pieces: Sequence[Piece], rows: Sequence[Floats]) -> list[Word]:
    starts, ends = [start for _, start, _ in pieces], [end for _, _, end in pieces]
    made = []
    for match in _WORD.finditer(text):
        own = rows[bisect_right(ends, match.start()) : bisect_left(starts, match.end())]
        if not own:
            continue
        best = min(own, key=lambda row: float(row[0]))
        kind = KINDS[1 + int(np.argmax(best[1:]))]
        if kind in _FORMED and not _SIGNS.search(text[max(0, match.start() - 1) : match.end()]):
            kind = NAMES[int(np.argmax(best[1 : len(NAMES) + 1]))]
        made.append(Word(*match.span(), kind, float(1 - best[0])))
    return made


def cut(chunk: str, tokenizer: Any) -> list[Piece]:
    """Pieces of a stretch without blanks, each with its begin and end in the stretch.

    Examples
    --------
    >>> [(begin, end) for _, begin, end in cut("Haddad…", _network().tokenizer)][-1]
    (6, 7)
    """
    # The tokenizer would write some characters as several (… ½ ﬁ), and a lone surrogate is no character.
    same = "".join(c if len(normalize("NFKC", c)) == 1 else normalize("NFKC", c)[:1] for c in chunk)
    same = same.encode("utf-8", "replace").decode("utf-8")
    pieces = tokenizer.encode(same, out_type=str)
    ends = np.cumsum([len(piece.lstrip("▁")) for piece in pieces])
    if len(ends) and ends[-1] != len(chunk):  # what else it writes in another way
        ends = np.rint(ends * (len(chunk) / max(ends[-1], 1))).astype(int)
    return list(zip(tokenizer.encode(same), [0, *ends[:-1].tolist()], ends.tolist(), strict=True))


def _softmax(scores: Floats) -> Floats:
    result = np.exp(scores - scores.max(axis=1, keepdims=True))
    result /= result.sum(axis=1, keepdims=True)
    return np.asarray(result, dtype=np.float32)


@lru_cache(maxsize=1)
def _network() -> Network:
    network = Network(resource("data/tagger"), pieces=resource("data/encoder"))
    if network.weights["kind.w"].shape != (len(KINDS), network.width):
        raise FingerprintError("data/tagger: the weights are for other kinds; reinstall softskills")
    return network
