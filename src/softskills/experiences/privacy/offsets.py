"""From offsets in the pseudonymised text to offsets in the original, and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class OffsetMap:
    """Offsets of one story.

    Parameters
    ----------
    replaced : sequence of (start, end, original_start, original_end)
        What was replaced, in the order of the text.

    Examples
    --------
    >>> offsets = OffsetMap([(9, 18, 9, 14)])  # "Min sønn Ahmed lo": "Min sønn [CHILD-1] lo"
    >>> offsets.to_original(0, 21), offsets.to_original(10, 12), offsets.to_pseudonymised(15, 17)
    ((0, 17), (9, 14), (19, 21))
    """

    def __init__(self, replaced: Sequence[tuple[int, ...]]) -> None:
        self._new = [(row[0], row[1], row[2], row[3]) for row in replaced]
        self._old = [(row[2], row[3], row[0], row[1]) for row in replaced]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Stretch of the original; a placeholder that is touched counts as a whole."""
        return _moved(self._new, start, end)

    def to_pseudonymised(self, start: int, end: int) -> tuple[int, int]:
        """Stretch of the pseudonymised text; an identifier that is touched counts as a whole."""
        return _moved(self._old, start, end)


def _moved(rows: list[tuple[int, int, int, int]], start: int, end: int) -> tuple[int, int]:
    starts = [row[0] for row in rows]

    def move(position: int, *, is_end: bool) -> int:
        i = bisect_right(starts, position) - 1
        if is_end and i >= 0 and starts[i] == position and end > start:
            i -= 1  # the stretch stops where the placeholder begins
        if i < 0:
            return position
        _, row_end, other_start, other_end = rows[i]
        if position >= row_end:
            return position - row_end + other_end
        return other_end if is_end and end > start else other_start

    return move(start, is_end=False), move(end, is_end=True)
