"""Where the packaged framework, lexicons, corpora and weights are: in a wheel as in a checkout."""

from hashlib import sha256
from pathlib import Path

from softskills.errors import ResourceError

_HERE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Path of a packaged file or folder.

    Parameters
    ----------
    name : str
        Path below the top level of the repository, such as ``"framework"`` or ``"data/seed"``.

    Raises
    ------
    ResourceError
        If neither the installed package nor a checkout holds it.

    Examples
    --------
    >>> resource("framework").name
    'framework'
    """
    places = [_HERE / "_packaged" / name, _HERE.parents[1] / name]
    for place in places:
        if place.exists():
            return place
    raise ResourceError(
        f"packaged file {name!r} not found (looked in {' and '.join(map(str, places))}); reinstall softskills"
    )


def read_packaged(path: Path) -> bytes:
    """Content of a packaged file; a ResourceError where it is missing."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResourceError(f"{path}: cannot be read ({error.strerror}); reinstall softskills") from None


def fingerprint(*parts: bytes | str) -> str:
    """Short SHA-256 (16 hex digits) over parts, each preceded by its length so that borders count.

    Examples
    --------
    >>> fingerprint("ab", "c") == fingerprint("a", "bc")
    False
    """
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]
