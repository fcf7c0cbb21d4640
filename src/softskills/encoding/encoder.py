"""What an encoder is: text to unit-length vectors, with a name, a fingerprint and the languages it serves."""

from collections.abc import Sequence
from os import PathLike, fspath
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from softskills.errors import ModelError

Vectors = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Anything with these members can stand behind a classifier.

    ``fingerprint`` changes with anything that changes the vector of a text as it is read.
    An encoder with a true ``contextual`` takes a third argument, ``stories``, in ``encode``: which story each
    text is a unit of, so that it can read a unit within its story; see :class:`softskills.BuiltinEncoder`.
    ``languages`` is empty where the encoder does not say which languages it serves; all are then
    taken as served.
    """

    @property
    def name(self) -> str:
        """How the encoder is called."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hash over what makes the vectors."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """BCP 47 base codes of the languages served."""
        ...

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> Vectors:
        """Encode texts.

        Parameters
        ----------
        texts, languages : sequence of str
            As many languages as texts (BCP 47, empty where unknown).

        Returns
        -------
        ndarray of float32, shape (n, d)
            Rows of unit length.
        """
        ...

    def as_read(self, texts: Sequence[str], languages: Sequence[str]) -> list[str]:
        """What the encoder is given to read: the texts themselves, or their glosses."""
        ...

    def coverage(self, texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64]:
        """Share of each text's running words that the encoder can read, 0–1; NaN for an unserved language."""
        ...


def load_encoder(encoder: "str | Encoder" = "builtin", *, download: bool = False) -> Encoder:
    """Return an encoder for a name, or the encoder itself.

    Parameters
    ----------
    encoder : str or Encoder
        ``"builtin"`` (offline, seven languages and more), ``"use"`` (the smaller and faster of its two
        networks alone, which has seen no story of the seed corpus), a folder with a sentence-transformers
        model, a hub id such as ``"intfloat/multilingual-e5-base"``, or an object of your own.
    download : bool
        Allow a hub id to be fetched; otherwise only the local cache is looked at.

    Examples
    --------
    >>> load_encoder("builtin").name
    'builtin'
    """
    if isinstance(encoder, PathLike):
        encoder = fspath(encoder)
    if not isinstance(encoder, str):
        if not isinstance(encoder, Encoder):
            raise ModelError(
                f"{type(encoder).__name__} is no encoder: it needs name, fingerprint, languages, encode, as_read and coverage"
            )
        return encoder
    if encoder == "builtin":
        from softskills.encoding.builtin import builtin_encoder

        return builtin_encoder()
    if encoder == "use":
        from softskills.encoding.use import UseEncoder

        return UseEncoder()
    from softskills.encoding.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(encoder, download=download)


def is_contextual(encoder: Encoder) -> bool:
    """Whether the encoder reads a unit within its story."""
    return bool(getattr(encoder, "contextual", False))


def encode_units(
    encoder: Encoder, texts: Sequence[str], languages: Sequence[str], stories: Sequence[object] | None
) -> Vectors:
    """Encode units, within their stories where the encoder can."""
    if stories is not None and is_contextual(encoder):
        return encoder.encode(texts, languages, stories)  # type: ignore[call-arg]
    return encoder.encode(texts, languages)


def check_pairs(texts: Sequence[str], languages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lists of equal length; a single string, which would be read letter by letter, is refused."""
    if isinstance(texts, str):
        raise TypeError("texts is a single string; give a list of strings")
    texts, languages = list(texts), list(languages)
    if len(texts) != len(languages):
        raise ValueError(f"{len(texts)} texts but {len(languages)} languages")
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"text {i} is a {type(text).__name__}, not a string")
    return texts, languages
