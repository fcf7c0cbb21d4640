"""A small multilingual transformer on NumPy that reads each unit of a story together with its neighbours.

Architecture and starting weights: multilingual-e5-small (Wang et al. 2024, https://arxiv.org/abs/2402.05672; MIT
licence), twelve BERT layers (Devlin et al. 2019) of width 384. ``data/encoder/build.py`` adapted them to the seed corpus and stored
them small: matrices as 8-bit integers with one scale a row, the embedding of pieces as 4-bit integers with one
scale for 32. No torch is needed to read with it.

A unit's vector is the mean of its pieces' last layer, taken while the whole story stands around it; so "I turned
it round" is read with what was turned. Vectors are standardised by the mean and deviation of the training units
and brought to unit length.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from softskills.encoding.encoder import Vectors
from softskills.encoding.use import layer_norm
from softskills.errors import FingerprintError, ResourceError
from softskills.resources import fingerprint, resource

_BOS, _EOS, _UNKNOWN = 0, 2, 3
_LONGEST = 500  # pieces read at a time; the network knows 512 positions
_BATCH_PIECES = 768  # in one forward pass: what lies between two matrices stays near the processor
_SCORES = 250_000  # attention between pieces worked on at a time, and
_GELU_ROWS = 64  # rows of the hidden layer: few enough for the processor's cache
_HASTINGS_P = np.float32(0.3275911 * 0.5**0.5)
_HASTINGS = [np.float32(a / 2) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]
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
        self._loaded: _Network | None = None
        self._lock = Lock()

    def __getstate__(self) -> Path:
        """Travels to other processes without the weights, which are loaded there."""
        return self.folder

    def __setstate__(self, folder: Path) -> None:
        self.__init__(folder)  # type: ignore[misc]

    @cached_property
    def fingerprint(self) -> str:
        """Changes with any weight and any piece."""
        return fingerprint(*(_read(self.folder / name) for name in _FILES))

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
        from threadpoolctl import threadpool_limits

        network = self.load()
        windows: list[_Window] = []
        for number, story in enumerate(stories):
            windows += _windows(number, [self._pieces(unit) for unit in story])
        order = sorted(range(len(windows)), key=lambda i: len(windows[i].pieces))
        batches = _batches([windows[i] for i in order])
        sums = [np.zeros((len(story), network.width), dtype=np.float32) for story in stories]
        counts = [np.zeros((len(story), 1), dtype=np.float32) for story in stories]

        def run(batch: list[_Window]) -> Vectors:
            return network.states([window.pieces for window in batch])

        with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(max(1, workers)) as pool:
            # The largest first: no thread is left alone with a long one at the end.
            for batch, states in zip(reversed(batches), pool.map(run, reversed(batches)), strict=True):
                for window, state in zip(batch, states, strict=True):
                    for unit, begin, end in window.spans:
                        sums[window.story][unit] += state[begin:end].sum(axis=0)
                        counts[window.story][unit] += end - begin
        return [network.standardise(total / count) for total, count in zip(sums, counts, strict=True)]

    def _pieces(self, text: str) -> list[int]:
        # A lone surrogate is no character; the tokenizer would refuse the whole text for it.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self.load().tokenizer.encode(" ".join(clean.split()))
        return ids or [_UNKNOWN]

    def load(self) -> _Network:
        """The network, loaded once, whichever thread asks first."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _Network(self.folder)
            return self._loaded


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResourceError(f"{path}: cannot be read ({error.strerror}); reinstall softskills") from None


class _Window:
    """Pieces that are read together, and which of them belong to which unit."""

    def __init__(self, story: int) -> None:
        self.story = story
        self.pieces = [_BOS]
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
        window.pieces.append(_EOS)
    return [window for window in windows if window.spans]


def _batches(windows: list[_Window]) -> list[list[_Window]]:
    """Windows sorted by length in batches of about equal work, padded to their longest."""
    batches: list[list[_Window]] = []
    for window in windows:
        if not batches or (len(batches[-1]) + 1) * len(window.pieces) > _BATCH_PIECES:
            batches.append([])
        batches[-1].append(window)
    return batches


class _Network:
    """Weights and forward pass. Read-only after loading, so threads may share it."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load
        from sentencepiece import SentencePieceProcessor

        self.tokenizer = SentencePieceProcessor(model_proto=_read(folder / "pieces.model"))
        self.weights = load(_read(folder / "weights.safetensors"))
        if len(self.weights["pieces"]) != self.tokenizer.get_piece_size():
            raise FingerprintError(f"{folder}: weights and pieces do not belong together; reinstall softskills")
        self.width = self.weights["positions"].shape[1]
        self.heads = 12
        self.layers = [
            {name: self._matrix(f"{layer}.{name}") for name in ("qkv", "out", "up", "down")}
            for layer in range(sum(name.endswith(".qkv.q") for name in self.weights))
        ]
        self.positions = self.weights["positions"].astype(np.float32)
        del self.weights["positions"]

    def _matrix(self, name: str) -> Vectors:
        """A matrix (in, out) from its 8-bit rows; the integers are let go."""
        integers, scale = self.weights.pop(f"{name}.q"), self.weights.pop(f"{name}.scale")
        return np.ascontiguousarray((integers.astype(np.float32) * scale[:, None]).T)

    def standardise(self, vectors: Vectors) -> Vectors:
        """Mean and deviation of the training units taken out; rows of unit length."""
        result = (vectors - self.weights["mean"]) / self.weights["deviation"]
        result /= np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-12)
        return np.asarray(result, dtype=np.float32)

    def states(self, sequences: list[list[int]]) -> Vectors:
        """Last layer of each piece, shape (sequences, longest, width)."""
        lengths = [len(sequence) for sequence in sequences]
        count, longest = len(sequences), max(lengths)
        pieces = np.zeros((count, longest), dtype=np.int64)
        for row, sequence in enumerate(sequences):
            pieces[row, : len(sequence)] = sequence
        x = self._embed(pieces) + self.positions[:longest]
        x = self._norm(x.reshape(-1, self.width), "embed.norm")
        hidden = np.empty((len(x), self.layers[0]["up"].shape[1]), dtype=np.float32)
        for number, layer in enumerate(self.layers):
            x += self._attend(x, layer, number, lengths)
            x = self._norm(x, f"{number}.norm1")
            np.matmul(x, layer["up"], out=hidden)
            hidden += self.weights[f"{number}.up.b"]
            _gelu(hidden)
            x += hidden @ layer["down"]
            x += self.weights[f"{number}.down.b"]
            x = self._norm(x, f"{number}.norm2")
        return x.reshape(count, longest, self.width)

    def _embed(self, pieces: NDArray[np.int64]) -> Vectors:
        unique, place = np.unique(pieces, return_inverse=True)
        packed = self.weights["pieces"][unique]  # (n, blocks, 16): two numbers in a byte
        values = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        values *= self.weights["pieces.scale"][unique].astype(np.float32)[..., None]
        return values.reshape(len(unique), self.width)[place.reshape(pieces.shape)]

    def _attend(self, x: Vectors, layer: dict[str, Vectors], number: int, lengths: list[int]) -> Vectors:
        """What each piece takes from the pieces of its own sequence."""
        count, longest = len(lengths), max(lengths)
        depth = self.width // self.heads
        mixed = x @ layer["qkv"]
        mixed += self.weights[f"{number}.qkv.b"]
        mixed[:, : self.width] *= depth**-0.5
        q, k, v = mixed.reshape(count, longest, 3, self.heads, depth).transpose(2, 0, 3, 1, 4)
        read = np.empty((count, longest, self.heads, depth), dtype=np.float32)
        step = max(1, _SCORES // (self.heads * longest**2))
        for begin in range(0, count, step):
            part = slice(begin, begin + step)
            scores = q[part] @ k[part].transpose(0, 1, 3, 2)
            for row, length in enumerate(lengths[part]):
                scores[row, :, :, length:] = -1e9  # what only fills up is not read
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            found = scores @ v[part]
            found /= scores.sum(axis=-1, keepdims=True)
            read[part] = found.transpose(0, 2, 1, 3)
        result: Vectors = read.reshape(-1, self.width) @ layer["out"]
        result += self.weights[f"{number}.out.b"]
        return result

    def _norm(self, x: Vectors, name: str) -> Vectors:
        """Layer normalisation over the rows, in place."""
        return layer_norm(x, self.weights[f"{name}.w"], self.weights[f"{name}.b"], 1e-12)


def _gelu(x: Vectors) -> None:
    """Gaussian error linear unit, in place: max(x, 0) - |x| erfc(|x| / sqrt 2) / 2.

    The complementary error function after Hastings (1955; Abramowitz & Stegun 7.1.26, to 1.5e-7), some rows at a time,
    which stay near the processor: nine times as fast as scipy's erf, and not farther from the truth in 32 bits.
    """
    for begin in range(0, len(x), _GELU_ROWS):
        part = x[begin : begin + _GELU_ROWS]
        size = np.abs(part)
        t = size * _HASTINGS_P
        t += 1
        np.reciprocal(t, out=t)
        tail = t * _HASTINGS[0]
        for coefficient in _HASTINGS[1:]:
            tail += coefficient
            tail *= t
        tail *= size
        size *= size
        size *= np.float32(-0.5)
        np.exp(size, out=size)
        tail *= size
        np.maximum(part, 0, out=part)
        part -= tail
