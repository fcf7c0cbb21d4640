"""What a rule found: a stretch of the text, its kind, why, and how sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace


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

    def drop(self, doubted: Callable[[Found], bool]) -> None:
        """Give back what is doubted."""
        kept = []
        for found in self.found:
            if doubted(found):
                self._taken[found.start : found.end] = bytes(found.end - found.start)
            else:
                kept.append(found)
        self.found = kept

    def add_all(self, found: Iterable[Found]) -> None:
        """Claim what is free."""
        for one in found:
            self.add(one)


def joined_finds(found: Iterable[Found]) -> list[Found]:
    """Make one of those that overlap; the longest says what it is.

    Examples
    --------
    >>> joined_finds([Found(2, 9, "SCHOOL", "a"), Found(0, 4, "INSTITUTION", "b"), Found(12, 14, "SCHOOL", "c")])
    [Found(start=0, end=9, kind='SCHOOL', rule='a', confidence=0.9), Found(start=12, end=14, kind='SCHOOL', rule='c', confidence=0.9)]
    """
    result: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if result and one.start < result[-1].end:
            last = result.pop()
            longest = max(last, one, key=lambda found: found.end - found.start)
            one = replace(longest, start=min(last.start, one.start), end=max(last.end, one.end))
        result.append(one)
    return result
