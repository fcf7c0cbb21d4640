"""A secret of this user's, for keyed fingerprints in the cache and in the audit log."""

import os
import secrets
from pathlib import Path


def user_secret(path: Path) -> bytes:
    """A secret of this user's, made at first use: written aside and linked into place, so that nobody sees half of it.

    Raises
    ------
    OSError
        If it cannot be read or made.
    """
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(32))
                stream.flush()
                os.fsync(stream.fileno())
            _put_in_place(aside, path)
        finally:
            aside.unlink(missing_ok=True)
    return path.read_bytes()


def _put_in_place(aside: Path, path: Path) -> None:
    """Where another process was first, its secret holds."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            aside.rename(path)
