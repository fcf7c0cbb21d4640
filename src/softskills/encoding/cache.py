"""Vectors kept between runs: no text, no guessable key, safe under two processes and under kill -9.

One SQLite file in a folder of mode 0700. A key is an HMAC, with a secret of this user, of encoder
fingerprint and text as it is read: a plain hash of a short sentence could be guessed. Vectors can leak text,
so they are personal data; ``softskills cache clear`` removes them.
"""

import hmac
import os
import sqlite3
import sys
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from softskills.encoding.encoder import Encoder, Vectors, check_pairs, encode_units, is_contextual
from softskills.files import user_secret

_BATCH = 512  # texts encoded and kept at a time: what an interrupted run has done is not lost
_LOOKUP = 500  # keys in one query
_BUSY_SECONDS = 30.0
_LEAST_SECRET = 32  # bytes
_SECRET = "vectors.secret"  # noqa: S105 - the name of the file


def cache_folder() -> Path:
    """Where vectors and fitted heads are kept: ``$SOFTSKILLS_CACHE``, or the platform's cache folder."""
    chosen = os.environ.get("SOFTSKILLS_CACHE", "")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "softskills"


def clear_cache(folder: Path | None = None) -> list[Path]:
    """Delete all kept vectors and the secret; return what was deleted.

    Examples
    --------
    >>> import tempfile
    >>> clear_cache(Path(tempfile.mkdtemp()))
    []
    """
    folder = folder or cache_folder()
    doomed = sorted([*folder.glob("vectors.sqlite3*"), *folder.glob(f"{_SECRET}*")])
    for path in doomed:
        path.unlink(missing_ok=True)
    return doomed


class VectorCache:
    """A store of vectors by encoder and text as it is read.

    Parameters
    ----------
    folder : Path, optional
        :func:`cache_folder` where omitted; made with mode 0700.

    Notes
    -----
    A damaged file is moved aside with a warning and begun anew; where nothing can be written, the
    cache warns once and keeps nothing. It never changes a result.

    Examples
    --------
    >>> import tempfile
    >>> from softskills.encoding import load_encoder
    >>> cache = VectorCache(Path(tempfile.mkdtemp()))
    >>> v = cache.encode(load_encoder(), ["hello"], ["en"])
    >>> len(cache)
    1
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder()
        self._writable = True
        self._secret = b""
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self.folder.chmod(0o700)  # only a folder of our own making
            self._secret = user_secret(self.folder / _SECRET)
            if len(self._secret) < _LEAST_SECRET:  # cut short by a full disk: keys could be guessed
                (self.folder / _SECRET).unlink()
                self._secret = user_secret(self.folder / _SECRET)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def __len__(self) -> int:
        if not self._writable:
            return 0
        with closing(self._connect()) as connection:
            return int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def encode(
        self, encoder: Encoder, texts: Sequence[str], languages: Sequence[str], stories: Sequence[object] | None = None
    ) -> Vectors:
        """Encode texts, taking from the cache what it holds; same result as ``encoder.encode``."""
        if not texts:
            return encoder.encode([], [])
        return np.concatenate(list(self.encode_in_steps(encoder, texts, languages, stories)))

    def encode_in_steps(
        self, encoder: Encoder, texts: Sequence[str], languages: Sequence[str], stories: Sequence[object] | None = None
    ) -> Iterator[Vectors]:
        """Yield the vectors in order, some hundred at a time; each step is kept before it is yielded."""
        texts, languages = check_pairs(texts, languages)
        owners = list(range(len(texts)) if stories is None or not is_contextual(encoder) else stories)
        for begin, end in _steps(owners):
            chunk, tongues, owner = texts[begin:end], languages[begin:end], owners[begin:end]
            read = encoder.as_read(chunk, tongues)
            if is_contextual(encoder):
                read = _with_story(read, chunk, owner)
            keys = [self._key(encoder.fingerprint, text) for text in read]
            kept = self._get(keys)
            # A story is read as a whole: where one unit is missing, so are the others.
            lacking = {owner[i] for i, key in enumerate(keys) if key not in kept}
            missing = [i for i in range(len(keys)) if owner[i] in lacking]
            if missing:
                new = encode_units(
                    encoder, [chunk[i] for i in missing], [tongues[i] for i in missing], [owner[i] for i in missing]
                )
                fresh = {keys[i]: vector for i, vector in zip(missing, new, strict=True)}
                self._put(fresh)
                kept |= fresh
            yield np.stack([kept[key] for key in keys])

    # -- the store -------------------------------------------------------------------------------

    def _key(self, fingerprint: str, text: str) -> bytes:
        message = f"{fingerprint}\x1f{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, message, "sha256")

    @property
    def _path(self) -> Path:
        return self.folder / "vectors.sqlite3"

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_BUSY_SECONDS)

    def _prepare(self, *, anew: bool = False) -> None:
        self._path.touch(mode=0o600)
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, crc INTEGER)"
                )
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            if anew:  # the disk, not the file
                raise
            self._set_aside(error)

    def _set_aside(self, error: Exception) -> None:
        """Begin a new file instead of a damaged one."""
        try:
            self._path.unlink(missing_ok=True)  # another process may have been first
            self._prepare(anew=True)
        except (OSError, sqlite3.Error) as worse:
            self._give_up(worse)
            return
        warnings.warn(
            f"{self._path} was damaged ({error}) and is begun anew; results are not affected",
            RuntimeWarning,
            stacklevel=4,
        )

    def _give_up(self, error: Exception) -> None:
        if self._writable:
            warnings.warn(
                f"{self.folder} cannot be used as a cache ({error}); nothing is kept", RuntimeWarning, stacklevel=4
            )
        self._writable = False

    def _get(self, keys: list[bytes]) -> dict[bytes, NDArray[np.float32]]:
        found: dict[bytes, NDArray[np.float32]] = {}
        if not self._writable:
            return found
        try:
            with closing(self._connect()) as connection:
                for begin in range(0, len(keys), _LOOKUP):
                    part = keys[begin : begin + _LOOKUP]
                    marks = ",".join("?" * len(part))
                    rows = connection.execute(f"SELECT key, vector, crc FROM vectors WHERE key IN ({marks})", part)  # noqa: S608 - only question marks
                    for key, blob, crc in rows:
                        if isinstance(blob, bytes) and len(blob) % 4 == 0 and zlib.crc32(blob) == crc:
                            found[key] = np.frombuffer(blob, dtype=np.float32)
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
        # All vectors of an encoder are of one size; others were not written by this program.
        sizes = Counter(vector.size for vector in found.values() if vector.size)
        usual = sizes.most_common(1)[0][0] if sizes else -1
        return {key: vector for key, vector in found.items() if vector.size == usual}

    def _put(self, vectors: dict[bytes, NDArray[np.float32]]) -> None:
        if not self._writable:
            return
        rows = []
        for key, vector in vectors.items():
            blob = np.ascontiguousarray(vector, dtype=np.float32).tobytes()
            rows.append((key, blob, zlib.crc32(blob)))
        try:
            with closing(self._connect()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except sqlite3.DatabaseError as error:
            self._set_aside(error)


def _steps(owners: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Stretches of some hundred texts that part no story."""
    begin = 0
    while begin < len(owners):
        end = min(begin + _BATCH, len(owners))
        while end < len(owners) and owners[end] == owners[end - 1]:
            end += 1
        yield begin, end
        begin = end


def _with_story(read: list[str], texts: Sequence[str], owners: Sequence[object]) -> list[str]:
    """What is read of each unit, and (in short) all that stands around it, for its key."""
    around: dict[object, list[str]] = {}
    for text, owner in zip(texts, owners, strict=True):
        around.setdefault(owner, []).append(text)
    # In short, since a story of ten thousand units would otherwise be there ten thousand times.
    whole = {
        owner: blake2b("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        for owner, parts in around.items()
    }
    place: Counter[object] = Counter()
    keys = []
    for text, owner in zip(read, owners, strict=True):
        place[owner] += 1
        keys.append(f"{text}\x1f{place[owner]}\x1f{whole[owner]}")
    return keys
