"""Tables and texts, in and out: one careful way to read them, one atomic way to write them."""

from softskills.files.decoding import decode
from softskills.files.reading import read_bytes, read_in_parts, read_table
from softskills.files.secret import user_secret
from softskills.files.writing import require_writable, write_atomically, write_in_parts, write_table, write_text

__all__ = [
    "decode",
    "read_bytes",
    "read_in_parts",
    "read_table",
    "require_writable",
    "user_secret",
    "write_atomically",
    "write_in_parts",
    "write_table",
    "write_text",
]
