"""What was run on which data: an append-only log, one JSON object a line, that says nothing about anybody.

It holds times, versions, counts, fingerprints and settings. Texts, ids, paths and names cannot get into it: of
whatever is given, only numbers, yes and no, fingerprints and a few known words are written as they are; any other
word becomes a keyed fingerprint. The key is a secret of this user, since a plain hash of a short story could be guessed.
"""

import errno
import hmac
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from softskills.errors import InputError, OutputError, TableError, did_you_mean
from softskills.files import read_bytes, user_secret

_COUNTS = ["stories", "units", "suggestions", "problems"]
_PARTS = ["encoder", "model", "framework"]
_FACTS = ["data", *_COUNTS, *_PARTS, "thresholds", "options"]
AUDIT_COLUMNS = ["time", "version", "action", *_FACTS]
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16,64}")
_WORDS = {"language": r"[a-z]{2}(-[A-Z]{2})?", "encoder": "builtin", "aim": "balance"}
_LARGEST = 10**6  # a longer number may be that of a telephone or a person


def audit_path() -> Path:
    """Where the log is: ``$SOFTSKILLS_AUDIT`` (a file), or ``softskills/audit.jsonl`` in the user's state folder."""
    chosen = os.environ.get("SOFTSKILLS_AUDIT", "")
    if chosen:
        return Path(chosen).expanduser()
    usual = {"win32": "AppData/Local", "darwin": "Library/Application Support"}.get(sys.platform, ".local/state")
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / usual) / "softskills" / "audit.jsonl"


class DataFingerprint:
    """Keyed fingerprint of stories, which may come in parts and in any order.

    Parameters
    ----------
    path : path, optional
        Of the log; the secret (32 bytes, mode 0600) lies beside it, as ``audit.jsonl.secret``.

    Notes
    -----
    The sum of HMAC-SHA256 over ``narrative_id`` and ``text`` of each story, sealed with another HMAC: equal for the
    same stories in another order, with other columns, or under the same user in another project that logs there.

    Examples
    --------
    >>> import tempfile
    >>> log = Path(tempfile.mkdtemp()) / "audit.jsonl"
    >>> exp = pd.DataFrame({"narrative_id": ["a", "b"], "text": ["I cooked.", "It rained."]})
    >>> str(DataFingerprint(log).add(exp)) == str(DataFingerprint(log).add(exp.tail(1)).add(exp.head(1)))
    True
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._secret = _read_secret(Path(path) if path is not None else audit_path())
        self._sum = 0
        self.stories = 0

    def add(self, experiences: pd.DataFrame) -> "DataFingerprint":
        """Add stories (``narrative_id`` and ``text``); return itself."""
        if not isinstance(experiences, pd.DataFrame) or not {"narrative_id", "text"} <= set(experiences.columns):
            raise TableError("data: give the experiences that were mapped, a DataFrame with narrative_id and text")
        for narrative, text in zip(experiences["narrative_id"], experiences["text"], strict=True):
            said = json.dumps([str(narrative), text if isinstance(text, str) else None])  # borders count
            self._sum += int.from_bytes(hmac.digest(self._secret, said.encode(), "sha256"))
            self.stories += 1
        return self

    def __str__(self) -> str:
        sealed = f"{self.stories}:{self._sum % 2**256:x}"
        return hmac.digest(self._secret, sealed.encode(), "sha256").hex()[:32]


def record(action: str, *, path: str | Path | None = None, **facts: Any) -> dict[str, Any]:
    """Append one line to the log.

    Parameters
    ----------
    action : str
        What was done: a word of the program, such as ``"map"``; lower-case letters and underscores.
    path : path, optional
        Of the log; :func:`audit_path` where omitted. Made with mode 0600, its folder with 0700.
    **facts
        ``data`` (the experiences, or a :class:`DataFingerprint`; gives ``stories`` too); ``stories, units,
        suggestions, problems`` (counts); ``encoder, model, framework`` (their fingerprints); ``thresholds`` (name to
        numbers: written are least, median and greatest); ``options`` (name to value).

    Returns
    -------
    dict
        What was written.

    Raises
    ------
    InputError
        If the action or a fact has a name that the log does not know, or a count is none.
    OutputError
        If the log cannot be written.

    Notes
    -----
    One ``write`` to a file opened for appending, so that the lines of two processes do not mix. Where a process died
    in the middle of a line, the next one begins a new line.

    Examples
    --------
    >>> import tempfile
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "text": ["I cooked soup."]})
    >>> line = record("map", path=Path(tempfile.mkdtemp()) / "audit.jsonl", data=exp, units=1,
    ...     thresholds={"low": [0.2, 0.4, 0.3]}, options={"language": "en", "output": "kari.csv"})
    >>> line["stories"], line["thresholds"], line["options"]["language"], line["options"]["output"][:6]
    (1, {'low': [0.2, 0.3, 0.4]}, 'en', 'keyed:')
    """
    target = Path(path) if path is not None else audit_path()
    if not isinstance(action, str) or not _NAME.fullmatch(action):
        raise InputError(f"action {action!r} is no word of the program; use lower-case letters and _, such as 'map'")
    for name in facts:
        if name not in _FACTS:
            raise InputError(f"the log has no fact {name!r}{did_you_mean(name, _FACTS)}; it has {', '.join(_FACTS)}")
    secret, now = _read_secret(target), datetime.now(UTC).isoformat(timespec="milliseconds")
    entry: dict[str, Any] = {"time": now, "version": version("softskills"), "action": action}
    data = facts.get("data")
    if data is not None:
        mark = data if isinstance(data, DataFingerprint) else DataFingerprint(target).add(data)
        entry |= {"data": str(mark), "stories": mark.stories}
    for name, value in ((name, facts[name]) for name in _FACTS if facts.get(name) is not None):
        if name in _COUNTS:
            entry[name] = _count(name, value)
        elif name in _PARTS:
            known = isinstance(value, str) and _FINGERPRINT.fullmatch(value)
            entry[name] = value if known else _keyed(secret, value)
        elif name != "data":
            if not isinstance(value, Mapping) or not all(_NAME.fullmatch(str(key)) for key in value):
                raise InputError(f"{name} must be a dict with names of the program, in lower case, as its keys")
            tell = _summary if name == "thresholds" else _plain
            entry[name] = {key: tell(secret, key, item) for key, item in value.items()}
    _append(target, json.dumps(entry, ensure_ascii=True, allow_nan=False, separators=(",", ":")))
    return entry


def read_audit(path: str | Path | None = None) -> pd.DataFrame:
    """Read the log.

    Parameters
    ----------
    path : path, optional
        :func:`audit_path` where omitted.

    Returns
    -------
    DataFrame
        One row per line, oldest first; what was not said is missing. ``attrs["problems"]`` names damaged lines
        (``row``, the line, ``column, severity, problem, what_to_do``), as a power cut leaves one; the others are read.

    Raises
    ------
    TableError
        If the file cannot be read, or ``path`` is given and not there.

    Examples
    --------
    >>> import tempfile
    >>> log = Path(tempfile.mkdtemp()) / "audit.jsonl"
    >>> _ = record("map", path=log, units=7, options={"evidence": False})
    >>> read_audit(log)[["action", "units", "options"]].values.tolist()
    [['map', 7, {'evidence': False}]]
    """
    target = Path(path) if path is not None else audit_path()
    lines = read_bytes(target).split(b"\n") if path is not None or target.exists() else []
    entries, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict) and "action" in entry:
            entries.append(entry)
        else:
            told = {"row": number, "column": "", "severity": "error", "problem": f"line {number} is damaged"}
            problems.append(told | {"what_to_do": "leave it: a run that was broken off; the other lines are read"})
    columns = {name: [entry.get(name) for entry in entries] for name in AUDIT_COLUMNS}
    counts = {name: [n if type(n) is int and abs(n) < 2**63 else None for n in columns[name]] for name in _COUNTS}
    table = pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in columns.items()})
    table = table.assign(**{name: pd.array(values, dtype="Int64") for name, values in counts.items()})
    table.attrs["problems"] = problems
    return table


def _plain(secret: bytes, key: str, value: Any) -> object:
    """Numbers, yes and no, and the few words that are known for this option; a keyed fingerprint of all else."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or isinstance(value, bool) or (isinstance(value, (int, float)) and abs(value) < _LARGEST):
        return value
    if isinstance(value, str) and key in _WORDS and re.fullmatch(_WORDS[key], value):
        return value
    return _keyed(secret, value)


def _keyed(secret: bytes, value: object) -> str:
    return "keyed:" + hmac.digest(secret, str(value).encode("utf-8", "surrogatepass"), "sha256").hex()[:16]


def _summary(_: bytes, key: str, values: Any) -> list[float]:
    """Least, median and greatest of one number or many."""
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        numbers = np.array([np.nan])
    if not numbers.size or not np.isfinite(numbers).all():
        raise InputError(f"thresholds {key!r} are no finite numbers; give one number, or one for each competence")
    return [round(float(number), 6) for number in (numbers.min(), np.median(numbers), numbers.max())]


def _count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
        raise InputError(f"{name}: {value!r} is no count; give a whole number")
    return int(value)


def _prepare(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)  # only a folder of our own making


def _read_secret(log: Path) -> bytes:
    """The user's secret beside the log."""
    path = log.with_name(f"{log.name}.secret")
    try:
        _prepare(log.parent)
        secret = user_secret(path)
    except OSError as error:
        raise OutputError(f"{path}: the secret of the log cannot be kept: {_reason(error)}") from error
    if len(secret) != 32:
        raise OutputError(f"{path} is damaged; delete it (fingerprints of data will differ from the earlier ones)")
    return secret


def _append(path: Path, line: str) -> None:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
    for name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):  # no link, no waiting for a pipe's other end
        flags |= getattr(os, name, 0)
    try:
        _prepare(path.parent)
        descriptor = os.open(path, flags, 0o600)
        try:
            with suppress(OSError, AttributeError):  # another's file, or Windows
                os.fchmod(descriptor, 0o600)
            broken = os.lseek(descriptor, 0, os.SEEK_END) and os.lseek(descriptor, -1, os.SEEK_END) >= 0
            data = (b"\n" if broken and os.read(descriptor, 1) != b"\n" else b"") + line.encode() + b"\n"
            written = os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise OutputError(f"{path}: the log cannot be written: {_reason(error)}") from error
    if written < len(data):
        raise OutputError(f"{path}: the disk is full; the last line of the log is damaged, the others are whole")


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "it is a symbolic link; name the file itself in SOFTSKILLS_AUDIT"
    return error.strerror or str(error)
