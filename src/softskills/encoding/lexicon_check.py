"""How well a bridge lexicon serves: coverage of texts, what is missing, and whether translations find each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from softskills.encoding.bridge import Lexicon
from softskills.encoding.use import UseEncoder
from softskills.errors import InputError


@dataclass(frozen=True)
class LexiconCheck:
    """What :func:`check_lexicon` found.

    Attributes
    ----------
    words : int
        Running words.
    coverage : float
        Share of them with a gloss, 0–1.
    lowest : float
        Coverage of the text that is read worst.
    unknown : tuple of (str, int)
        Words without a gloss and how often each occurs, the most frequent first.
    retrieval : float or None
        Share of the texts whose nearest English sentence, among all of them, is their own translation;
        None without translations.
    pairs : int
        Number of translations.
    """

    words: int
    coverage: float
    lowest: float
    unknown: tuple[tuple[str, int], ...] = field(repr=False)
    retrieval: float | None = None
    pairs: int = 0

    def __str__(self) -> str:
        lines = [f"{self.words} running words, {self.coverage:.1%} with a gloss; the worst text has {self.lowest:.0%}"]
        if self.retrieval is not None:
            lines.append(f"{self.retrieval:.0%} of {self.pairs} texts find their English translation first")
        if self.unknown:
            lines.append("without a gloss: " + ", ".join(f"{word} {count}" for word, count in self.unknown))
        return "\n".join(lines)


def check_lexicon(
    lexicon: Lexicon, texts: Sequence[str], *, english: Sequence[str] | None = None, most: int = 30
) -> LexiconCheck:
    """Measure a lexicon on texts that were not used to build it.

    Parameters
    ----------
    lexicon : Lexicon
    texts : sequence of str
        In the lexicon's language.
    english : sequence of str, optional
        A translation of each text; then it is tried whether the encoder finds it again.
    most : int
        How many unknown words to list.

    Returns
    -------
    LexiconCheck

    Raises
    ------
    InputError
        Without texts, or with another number of translations.

    Notes
    -----
    Coverage says how many words have *a* gloss, not that the gloss is right: let somebody who speaks the
    language read a sample in context as well.

    Examples
    --------
    >>> from softskills.encoding.bridge import Lexicon
    >>> print(check_lexicon(Lexicon("nb", {"jeg": "I", "mat": "food"}), ["Jeg lager mat"]))
    3 running words, 66.7% with a gloss; the worst text has 67%
    without a gloss: lager 1
    """
    texts = list(texts)
    if not texts:
        raise InputError("no texts to check the lexicon on")
    counts = np.array([lexicon.word_count(text) for text in texts])
    shares = np.array([lexicon.coverage(text) for text in texts])
    words = int(counts.sum())
    retrieval = None
    if english is not None:
        if len(english) != len(texts):
            raise InputError(f"{len(texts)} texts but {len(english)} translations")
        encoder = UseEncoder({lexicon.language: lexicon})
        own = encoder.encode(texts, [lexicon.language] * len(texts))
        other = encoder.encode(list(english), ["en"] * len(texts))
        retrieval = float(np.mean(np.argmax(own @ other.T, axis=1) == np.arange(len(texts))))
    return LexiconCheck(
        words=words,
        coverage=float((counts * shares).sum() / words) if words else 1.0,
        lowest=float(shares.min()),
        unknown=tuple(Counter(lexicon.unknown(texts)).most_common(most)),
        retrieval=retrieval,
        pairs=0 if english is None else len(texts),
    )
