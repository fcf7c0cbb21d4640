"""Shared fixtures: no network, a cache of its own for the whole run, small tables, a tiny framework."""

import os
import sys
from pathlib import Path

# Before anything is imported that reads them; also for the processes that tests start.
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    DISABLE_TELEMETRY="1",
    DO_NOT_TRACK="1",
)

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

import softskills as sk
from softskills.encoding import Encoder, VectorCache

_NETWORK = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
_HERE = ("127.", "::1", "localhost")
attempts: list[str] = []


class NetworkBlocked(RuntimeError):
    """A test reached for another machine."""


def _refuse_network(event, arguments):
    """Hear of every connection of this process, from Python and from C; only this machine itself may be reached."""
    if event not in _NETWORK:
        return
    address = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = address[0] if isinstance(address, tuple) and address else address
    if host is None or host == "" or (isinstance(address, (str, bytes)) and event == "socket.connect"):
        return  # a socket of Unix, or no address at all
    if not str(host).startswith(_HERE):
        attempts.append(f"{event} {address!r}")
        raise NetworkBlocked(f"{event} {address!r}: tests run without a network")


sys.addaudithook(_refuse_network)
settings.register_profile("suite", deadline=None)  # a busy machine is no failure
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _no_network():
    """Also an attempt whose error was swallowed fails the test."""
    before = len(attempts)
    yield
    assert attempts[before:] == []


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """No test reads or writes the user's cache or audit log; processes that share the tests share what was encoded."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["SOFTSKILLS_CACHE"] = str(shared / "cache")
    os.environ["SOFTSKILLS_AUDIT"] = str(tmp_path_factory.mktemp("audit") / "audit.jsonl")


@pytest.fixture(scope="session")
def mapper(_own_cache):
    """What is shipped; a text that several tests map is encoded once in the run."""
    return sk.load_mapper(cache=VectorCache())


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
