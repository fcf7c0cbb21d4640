"""Similarity to the framework's own wording: the floor, and all that a new framework has. Never a probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softskills.encoding import Encoder, VectorCache, Vectors
from softskills.framework import Framework
from softskills.framework.model import UNDETERMINED, in_language


@dataclass(frozen=True)
class Anchors:
    """The wording of a framework as vectors.

    Attributes
    ----------
    texts : tuple of str
        One piece of wording per anchor: label with definition, and each indicator.
    owners : ndarray of int, shape (a,)
        Position of the competence that each anchor belongs to.
    vectors : ndarray, shape (a, d)
    """

    texts: tuple[str, ...]
    owners: NDArray[np.int64]
    vectors: Vectors
    count: int

    def similarities(self, vectors: Vectors) -> NDArray[np.float64]:
        """Greatest cosine between each unit and the anchors of each competence, shape (n, k)."""
        cosines = (vectors @ self.vectors.T).astype(np.float64)
        result = np.full((len(vectors), self.count), -1.0)
        for anchor, owner in enumerate(self.owners):
            np.maximum(result[:, owner], cosines[:, anchor], out=result[:, owner])
        return result

    def nearest(self, vector: Vectors, owner: int) -> str:
        """The piece of a competence's wording that is nearest to one unit."""
        own = np.flatnonzero(self.owners == owner)
        return self.texts[int(own[np.argmax(self.vectors[own] @ vector)])]


def anchors(framework: Framework, encoder: Encoder, *, language: str = "", cache: VectorCache | None = None) -> Anchors:
    """Encode the wording of a framework in one language.

    Parameters
    ----------
    framework : Framework
    encoder : Encoder
    language : str, optional
        English where the framework has it (most encoders know it best), else its default language.
    cache : VectorCache, optional
        Keeps the vectors for the next session.
    """
    chosen = language or ("en" if "en" in framework.languages else framework.default_language)
    texts: list[str] = []
    owners: list[int] = []
    for position, competence in enumerate(framework):
        label = in_language(competence.label, chosen, framework.default_language)
        definition = in_language(competence.definition, chosen, framework.default_language)
        wording = [f"{label}: {definition}" if definition else label]
        wording += [
            in_language(indicator.text, chosen, framework.default_language) for indicator in competence.indicators
        ]
        texts += wording
        owners += [position] * len(wording)
    # Wording whose language was not said is read as it stands, as English is.
    code = "en" if chosen == UNDETERMINED else chosen
    vectors = _encode(encoder, texts, [code] * len(texts), cache)
    return Anchors(tuple(texts), np.array(owners), vectors, len(framework))


def wording_examples(
    framework: Framework, encoder: Encoder, *, cache: VectorCache | None = None
) -> tuple[Vectors, NDArray[np.int64]]:
    """Label with definition, deeds that count, and indicators, in every language the encoder serves.

    Parameters
    ----------
    framework : Framework
    encoder : Encoder
    cache : VectorCache, optional
        Keeps the vectors for the next session; without it some thousand pieces of wording take half a minute.

    Returns
    -------
    vectors : ndarray, shape (w, d)
    owners : ndarray of int, shape (w,)
        Position of the competence each belongs to.
    """
    texts: list[str] = []
    codes: list[str] = []
    owners: list[int] = []
    for position, competence in enumerate(framework):
        for code in framework.languages:
            if encoder.languages and code not in encoder.languages and code != UNDETERMINED:
                continue
            wording = [competence.label[code]] if code in competence.label else []
            if wording and code in competence.definition:
                wording = [f"{wording[0]}: {competence.definition[code]}"]
            wording += competence.includes.get(code, ())
            wording += [indicator.text[code] for indicator in competence.indicators if code in indicator.text]
            texts += wording
            codes += ["en" if code == UNDETERMINED else code] * len(wording)
            owners += [position] * len(wording)
    return _encode(encoder, texts, codes, cache), np.array(owners, dtype=np.int64)


def _encode(encoder: Encoder, texts: list[str], languages: list[str], cache: VectorCache | None) -> Vectors:
    return encoder.encode(texts, languages) if cache is None else cache.encode(encoder, texts, languages)
