"""The embedded default: two networks side by side, offline, without torch.

One reads a unit within its story (:mod:`softskills.encoding.transformer`) and was adapted to such stories; the other
reads it alone (:mod:`softskills.encoding.use`), Norwegian, Slovak and Ukrainian through bridge lexicons. A vector is
both, one after the other.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from threading import Thread

import numpy as np

from softskills.encoding.bridge import Lexicon
from softskills.encoding.encoder import Vectors, check_pairs
from softskills.encoding.transformer import Transformer
from softskills.encoding.use import UseEncoder
from softskills.resources import fingerprint

_SHARE = 0.5  # of the story reader in a cosine


class BuiltinEncoder(UseEncoder):
    """What ``encoder="builtin"`` names.

    Parameters
    ----------
    lexicons : dict of str to Lexicon, optional
        Bridge lexicons by language, for the network that reads units alone; the packaged ones where omitted.
    workers : int, optional
        Threads, each with one BLAS thread; the number of usable cores where omitted.

    Examples
    --------
    >>> encoder = BuiltinEncoder()
    >>> v = encoder.encode(["Jeg lagde mat til alle.", "I cooked for everybody."], ["nb", "en"])
    >>> v.shape
    (2, 896)
    """

    name = "builtin"
    contextual = True

    def __init__(self, lexicons: dict[str, Lexicon] | None = None, *, workers: int | None = None) -> None:
        super().__init__(lexicons, workers=workers)
        self._reader = Transformer()

    @property
    def fingerprint(self) -> str:
        """Changes with any weight; a lexicon only changes what is read (:meth:`as_read`)."""
        return fingerprint("builtin-2", super().fingerprint, self._reader.fingerprint)

    def encode(
        self, texts: Sequence[str], languages: Sequence[str], stories: Sequence[object] | None = None
    ) -> Vectors:
        """Encode texts; see :class:`softskills.encoding.Encoder`.

        Parameters
        ----------
        texts, languages : sequence of str
        stories : sequence, optional
            Which story each text is a unit of; texts of one story stand one after the other, in its
            order, and are read together. Without it each text stands alone.

        Returns
        -------
        ndarray of float32, shape (n, 896)
        """
        texts, languages = check_pairs(texts, languages)
        groups = _runs(stories) if stories is not None else [range(i, i + 1) for i in range(len(texts))]
        read = self._reader.encode([[texts[i] for i in group] for group in groups], workers=self.workers)
        within = np.concatenate(read) if read else np.empty((0, 384), dtype=np.float32)
        alone = super().encode(texts, languages)
        return np.hstack([within * np.float32(_SHARE**0.5), alone * np.float32((1 - _SHARE) ** 0.5)])

    def prepare(self) -> None:
        """Begin to load the weights in the background: time that other work need not wait for."""
        super().prepare()
        Thread(target=self._reader.load).start()


def _runs(stories: Sequence[object]) -> list[range]:
    """Stretches of equal neighbours."""
    borders = [0, *(i for i in range(1, len(stories)) if stories[i] != stories[i - 1]), len(stories)]
    return [range(begin, end) for begin, end in pairwise(borders) if end > begin]


@lru_cache(maxsize=1)
def builtin_encoder() -> BuiltinEncoder:
    """One shared encoder with the packaged lexicons."""
    return BuiltinEncoder()
