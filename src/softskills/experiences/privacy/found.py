"""What a rule found: a stretch of the text, its kind, why, and how sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier in the folded text."""

    start: int
    end: int
    kind: str
    rule: str
    confidence: float = 0.9


PERSONS = frozenset(
    {"CHILD", "PARTNER", "PARENT", "SIBLING", "RELATIVE", "NEIGHBOUR", "TEACHER", "DOCTOR", "NURSE", "FRIEND", "COLLEAGUE", "PERSON"}
)  # fmt: skip


class Claims:
    """Stretches of a text that were found, none overlapping another: the first to claim keeps it.

    Examples
    --------
    >>> claims = Claims(10)
    >>> claims.add(Found(0, 4, "PLACE", "list")), claims.add(Found(2, 6, "PERSON", "list"))
    (True, False)
    """

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)
        self.found: list[Found] = []

    def free(self, start: int, end: int) -> bool:
        """Whether nothing of the stretch is claimed."""
        return not any(self._taken[start:end])

    def block(self, start: int, end: int) -> None:
        """Let nobody claim the stretch."""
        self._taken[start:end] = b"\x01" * (end - start)

    def add(self, found: Found) -> bool:
        """Claim a stretch; False where it is taken already."""
        if found.start >= found.end or not self.free(found.start, found.end):
            return False
        self.block(found.start, found.end)
        self.found.append(found)
        return True

    def add_all(self, found: Iterable[Found]) -> None:
        """Claim what is free."""
        for one in found:
            self.add(one)
