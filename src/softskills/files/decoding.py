"""The encoding of a text file that nobody wrote down, found without holding the file in memory."""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from softskills.errors import TableError

# Letters of Polish and Slovak, as they look when Windows-1250 is read as Windows-1252: pil³am, ¾udia.
_MISREAD_1250 = re.compile(r"[^\W\d_][³¹¾¿]|[³¹¾¼£¯][^\W\d_]")
_WESTERN = re.compile("[åøÅØ¡]")

Blocks = Callable[[], Iterator[bytes]]


class Encoding(NamedTuple):
    """How to decode: codec and error handler for Python, and the name that a researcher is told."""

    codec: str
    errors: str
    name: str


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode text whose encoding nobody wrote down.

    Parameters
    ----------
    data : bytes
        Contents of a text file.
    name : str
        How to call the file in an error.

    Returns
    -------
    text, encoding : str
        UTF-8 (with or without BOM), UTF-16 with BOM, Windows-1252 or Windows-1250. Where a UTF-8
        file is damaged in few places, these become U+FFFD and the encoding is ``"utf-8 (damaged)"``.

    Examples
    --------
    >>> decode("smørbrød".encode("cp1252"), "x.csv")
    ('smørbrød', 'cp1252')
    >>> decode("ľudia, ktorí pomáhajú".encode("cp1250"), "x.csv")
    ('ľudia, ktorí pomáhajú', 'cp1250')
    """
    found = find_encoding(lambda: iter([data]), name)
    return data.decode(found.codec, found.errors), found.name


def find_encoding(blocks: Blocks, name: str) -> Encoding:
    """Find the encoding of a file that comes in blocks; ``blocks`` begins anew at each call.

    Raises
    ------
    TableError
        If the bytes are none of the encodings that :func:`decode` knows; with the line.
    """
    head = next(blocks(), b"")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(blocks, "utf-16", name)
    if _misfit(blocks, "utf-8-sig") is None:
        return Encoding("utf-8-sig", "strict", "utf-8")
    bad = good = 0
    for text in _texts(blocks, "utf-8-sig", "replace"):
        replaced = text.count("\ufffd")
        bad += replaced
        good += sum(character > "\x7f" for character in text) - replaced
    if good > bad:
        return Encoding("utf-8-sig", "replace", "utf-8 (damaged)")
    if _misfit(blocks, "cp1252") is not None:
        return _strictly(blocks, "cp1250", name)
    # One m³ in a Norwegian text is no Polish ł: the signs of either side are counted.
    misread = western = 0
    for text in _texts(blocks, "cp1252", "strict"):
        misread += len(_MISREAD_1250.findall(text))
        western += len(_WESTERN.findall(text))
    return _strictly(blocks, "cp1250", name) if misread > western else Encoding("cp1252", "strict", "cp1252")


def _texts(blocks: Blocks, codec: str, errors: str) -> Iterator[str]:
    # The decoder of utf-8-sig passes over half a byte order mark at the end; that of utf-8 does not.
    decoder = codecs.getincrementaldecoder(codec.removesuffix("-sig"))(errors)
    for number, block in enumerate(blocks()):
        yield decoder.decode(block.removeprefix(codecs.BOM_UTF8) if number == 0 and codec == "utf-8-sig" else block)
    yield decoder.decode(b"", final=True)


def _misfit(blocks: Blocks, codec: str) -> int | None:
    """Line at which the bytes are no text of this codec; None where they are."""
    lines = 1
    try:
        for text in _texts(blocks, codec, "strict"):
            lines += text.count("\n")
    except UnicodeDecodeError as error:
        return lines + error.object.count(b"\n", 0, error.start)
    return None


def _strictly(blocks: Blocks, codec: str, name: str) -> Encoding:
    line = _misfit(blocks, codec)
    if line is not None:
        raise TableError(
            f"{name}:{line}: the bytes are neither UTF-8 nor Windows-1252 or -1250; save the file as UTF-8"
        )
    return Encoding(codec, "strict", codec)
