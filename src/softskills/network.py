"""The forward pass of a small multilingual transformer on NumPy; no torch is needed to read with it.

Architecture and starting weights: multilingual-e5-small (Wang et al. 2024, https://arxiv.org/abs/2402.05672; MIT
licence), BERT layers (Devlin et al. 2019) of width 384. Stored small: matrices as 8-bit integers with one scale a row, the
vectors of pieces as 4-bit integers with one scale for 32.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from softskills.errors import FingerprintError
from softskills.resources import read_packaged

Floats = NDArray[np.float32]
BOS, EOS, UNKNOWN = 0, 2, 3
_BATCH_PIECES = 768  # in one forward pass: what lies between two matrices stays near the processor
_SCORES = 250_000  # attention between pieces worked on at a time, and
_GELU_ROWS = 64  # rows of the hidden layer: few enough for the processor's cache
_HASTINGS_P = np.float32(0.3275911 * 0.5**0.5)
_HASTINGS = [np.float32(a / 2) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]


class Network:
    """Weights and forward pass. Read-only after loading, so threads may share it.

    Parameters
    ----------
    folder : Path
        With ``weights.safetensors`` and ``pieces.model``.
    pieces : Path, optional
        Folder of another network whose tokenizer and vectors of pieces this one uses.
    """

    def __init__(self, folder: Path, *, pieces: Path | None = None) -> None:
        from safetensors.numpy import load
        from sentencepiece import SentencePieceProcessor

        self.tokenizer = SentencePieceProcessor(model_proto=read_packaged((pieces or folder) / "pieces.model"))
        self.weights = load(read_packaged(folder / "weights.safetensors"))
        if pieces is not None:
            shared = load(read_packaged(pieces / "weights.safetensors"))
            self.weights |= {name: shared[name] for name in ("pieces", "pieces.scale")}
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

    def _matrix(self, name: str) -> Floats:
        """A matrix (in, out) from its 8-bit rows; the integers are let go."""
        integers, scale = self.weights.pop(f"{name}.q"), self.weights.pop(f"{name}.scale")
        return np.ascontiguousarray((integers.astype(np.float32) * scale[:, None]).T)

    def read(self, sequences: Sequence[list[int]], *, workers: int = 1) -> Iterator[tuple[int, Floats]]:
        """Number of each sequence and the last layer of its pieces, shape (pieces, width), in any order.

        Parameters
        ----------
        sequences : sequence of list of int
            Pieces with ``BOS`` and ``EOS``, at most 512.
        workers : int
            Threads, each with one BLAS thread.
        """
        from threadpoolctl import threadpool_limits

        batches: list[list[int]] = []
        for i in sorted(range(len(sequences)), key=lambda i: len(sequences[i])):
            if not batches or (len(batches[-1]) + 1) * len(sequences[i]) > _BATCH_PIECES:
                batches.append([])
            batches[-1].append(i)
        batches.reverse()  # the largest first: no thread is left alone with a long one at the end

        def run(batch: list[int]) -> Floats:
            return self.states([sequences[i] for i in batch])

        with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(max(1, workers)) as pool:
            for batch, states in zip(batches, pool.map(run, batches), strict=True):
                for i, state in zip(batch, states, strict=True):
                    yield i, state[: len(sequences[i])]

    def states(self, sequences: list[list[int]]) -> Floats:
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
            gelu(hidden)
            x += hidden @ layer["down"]
            x += self.weights[f"{number}.down.b"]
            x = self._norm(x, f"{number}.norm2")
        return x.reshape(count, longest, self.width)

    def _embed(self, pieces: NDArray[np.int64]) -> Floats:
        unique, place = np.unique(pieces, return_inverse=True)
        packed = self.weights["pieces"][unique]  # (n, blocks, 16): two numbers in a byte
        values = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        values *= self.weights["pieces.scale"][unique].astype(np.float32)[..., None]
        return values.reshape(len(unique), self.width)[place.reshape(pieces.shape)]

    def _attend(self, x: Floats, layer: dict[str, Floats], number: int, lengths: list[int]) -> Floats:
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
        result: Floats = read.reshape(-1, self.width) @ layer["out"]
        result += self.weights[f"{number}.out.b"]
        return result

    def _norm(self, x: Floats, name: str) -> Floats:
        """Layer normalisation over the rows, in place."""
        return layer_norm(x, self.weights[f"{name}.w"], self.weights[f"{name}.b"], 1e-12)


def gelu(x: Floats) -> None:
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


def layer_norm(x: Floats, gain: Floats, shift: Floats, epsilon: float) -> Floats:
    """Layer normalisation over the rows, in place."""
    x -= x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[-1]
    x *= (1 / np.sqrt(variance + epsilon))[:, None]
    x *= gain
    x += shift
    return x


def usable_cores() -> int:
    """Number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
