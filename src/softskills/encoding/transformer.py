"""A small multilingual transformer on NumPy that reads each unit of a story together with its neighbours.

Architecture and starting weights: multilingual-e5-small (Wang et al. 2024, https://arxiv.org/abs/2402.05672; MIT
licence), twelve BERT layers (Devlin et al. 2019) of width 384. ``data/encoder/adapt.py`` adapted them to the seed corpus and stored
them small: matrices as 8-bit integers with one scale a row, the embedding of pieces as 4-bit integers with one
scale for 32. No torch is needed to read with it.

A unit's vector is the mean of its pieces' last layer, taken while the whole story stands around it; so "I turned
it round" is read with what was turned. Vectors are standardised by the mean and deviation of the training units
and brought to unit length.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from softskills.encoding.encoder import Vectors
from softskills.network import BOS, EOS, UNKNOWN, Network
from softskills.resources import fingerprint, read_packaged, resource

_LONGEST = 500  # pieces read at a time; the network knows 512 positions
_FILES = ("weights.safetensors", "pieces.model")


class Transformer:
    """The network with its tokenizer; weights are loaded at first use.

    Parameters
    ----------
    folder : Path, optional
        With ``weights.safetensors`` and ``pieces.model``; the packaged one where omitted.

    Examples
    --------
    >>> vectors = Transformer().encode([["My neighbour had a fever.", "I drove her to the hospital."]])
    >>> vectors[0].shape
    (2, 384)
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = resource("data/encoder") if folder is None else folder
        self._loaded: Network | None = None
        self._lock = Lock()

    def __getstate__(self) -> Path:
        """Travels to other processes without the weights, which are loaded there."""
        return self.folder

    def __setstate__(self, folder: Path) -> None:
        self.__init__(folder)  # type: ignore[misc]

    @cached_property
    def fingerprint(self) -> str:
        """Changes with any weight and any piece."""
        return fingerprint(*(read_packaged(self.folder / name) for name in _FILES))

    def encode(self, stories: Sequence[Sequence[str]], *, workers: int = 1) -> list[Vectors]:
        """Vectors of the units of stories, each read with its story around it.

        Parameters
        ----------
        stories : sequence of sequence of str
            Units in the order of the story; a text of its own is a story of one unit.
        workers : int
            Threads, each with one BLAS thread.

        Returns
        -------
        list of ndarray of float32, shape (units, 384)
            Rows of unit length.
        """
        network = self.load()
        windows: list[_Window] = []
        for number, story in enumerate(stories):
            windows += _windows(number, [self._pieces(unit) for unit in story])
        sums = [np.zeros((len(story), network.width), dtype=np.float32) for story in stories]
        counts = [np.zeros((len(story), 1), dtype=np.float32) for story in stories]
        for number, state in network.read([window.pieces for window in windows], workers=workers):
            window = windows[number]
            for unit, begin, end in window.spans:
                sums[window.story][unit] += state[begin:end].sum(axis=0)
                counts[window.story][unit] += end - begin
        return [_standard(total / count, network) for total, count in zip(sums, counts, strict=True)]

    def _pieces(self, text: str) -> list[int]:
        # A lone surrogate is no character; the tokenizer would refuse the whole text for it.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self.load().tokenizer.encode(" ".join(clean.split()))
        return ids or [UNKNOWN]

    def load(self) -> Network:
        """The network, loaded once, whichever thread asks first."""
        with self._lock:
            if self._loaded is None:
                self._loaded = Network(self.folder)
            return self._loaded


def _standard(vectors: Vectors, network: Network) -> Vectors:
    """Mean and deviation of the training units taken out; rows of unit length."""
    result = (vectors - network.weights["mean"]) / network.weights["deviation"]
    result /= np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-12)
    return np.asarray(result, dtype=np.float32)


class _Window:
    """Pieces that are read together, and which of them belong to which unit."""

    def __init__(self, story: int) -> None:
        self.story = story
        self.pieces = [BOS]
        self.spans: list[tuple[int, int, int]] = []

    def add(self, unit: int, pieces: list[int]) -> None:
        self.spans.append((unit, len(self.pieces), len(self.pieces) + len(pieces)))
        self.pieces += pieces

    def room(self) -> int:
        return _LONGEST - len(self.pieces)


def _windows(story: int, units: list[list[int]]) -> list[_Window]:
    """A story as few windows as fit; a unit longer than a window is read in parts."""
    windows = [_Window(story)]
    for number, pieces in enumerate(units):
        if len(pieces) > windows[-1].room() and windows[-1].spans:
            windows.append(_Window(story))
        while len(pieces) > windows[-1].room():
            room = windows[-1].room()
            windows[-1].add(number, pieces[:room])
            pieces = pieces[room:]
            windows.append(_Window(story))
        windows[-1].add(number, pieces)
    for window in windows:
        window.pieces.append(EOS)
    return [window for window in windows if window.spans]
