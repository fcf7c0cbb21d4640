"""Shared fixtures: a cache of its own for the whole run, small tables, a tiny framework."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import softskills as sk
from softskills.encoding import Encoder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """No test reads or writes the user's cache or audit log."""
    os.environ["SOFTSKILLS_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["SOFTSKILLS_AUDIT"] = str(tmp_path_factory.mktemp("audit") / "audit.jsonl")


@pytest.fixture(scope="session")
def mapper():
    return sk.load_mapper()


@pytest.fixture(scope="session")
def samples():
    return sk.datasets.load_partner_samples()


@pytest.fixture
def stories():
    return pd.DataFrame(
        {
            "narrative_id": ["a", "b"],
            "text": ["I wrote a list of who fetches whom. It rained.", "Jeg lærte naboen å sykle. Hun var glad."],
            "language": ["en", "nb"],
        }
    )


TINY = """
id: tiny
version: "1"
areas:
  - id: H
    label: {en: Home}
    competences:
      - id: cook
        label: {en: cooking food}
        definition: {en: "Prepares meals for others."}
        indicators: ["I cooked soup for the whole family."]
      - id: repair
        label: {en: repairing things}
        definition: {en: "Mends what is broken."}
"""


@pytest.fixture
def tiny_file(tmp_path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


class LetterEncoder:
    """A fast stand-in: counts letters. Serves English only."""

    name = "letters"
    fingerprint = "letters-1"
    languages = frozenset({"en"})

    def __init__(self):
        self.calls = 0

    def encode(self, texts, languages):
        self.calls += len(texts)
        vectors = np.full((len(texts), 27), 0.1, dtype=np.float32)
        for i, text in enumerate(texts):
            for letter in text.lower():
                if "a" <= letter <= "z":
                    vectors[i, ord(letter) - 97] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors

    def as_read(self, texts, languages):
        return list(texts)

    def coverage(self, texts, languages):
        return np.array([1.0 if code == "en" else np.nan for code in languages])


@pytest.fixture
def letters() -> Encoder:
    return LetterEncoder()
