"""What keeps people in a report safe: the arithmetic of rounded counts, and words that must not get out.

Every count of persons is printed as the nearest multiple of a base. That alone is not enough: whoever adds up and
subtracts what is printed can sometimes work out a small group all the same (see :func:`inferred`). So a set of
numbers is printed only where it is :func:`safe_together`. Counting is done in :mod:`softskills.report.counts`,
quotations are chosen in :mod:`softskills.report.quotes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from softskills.errors import InputError
from softskills.experiences.tables import is_synthetic

UNPSEUDONYMISED = "I know what I do"
"""What has to be said for a report on real texts that were not pseudonymised."""
_LEAST_BASE = 3
_MASK = "[…]"

Span = tuple[int, int]


def rounded(count: int, base: int) -> int:
    """Nearest multiple of ``base``, halves up.

    Examples
    --------
    >>> [rounded(n, 5) for n in (0, 2, 3, 7, 8)]
    [0, 0, 5, 5, 10]
    """
    return (count + base // 2) // base * base


def span(count: int, base: int) -> Span:
    """Least and greatest count that is rounded to the same number.

    Examples
    --------
    >>> span(1, 5), span(3, 5)
    ((0, 2), (3, 7))
    """
    printed = rounded(count, base)
    return max(0, printed - base // 2), printed + (base - 1) // 2


def inferred(total: Span, parts: Sequence[Span], *, exact: bool = True) -> tuple[Span, list[Span]]:
    """What a reader can work out about the parts from a total, and about the total from its parts.

    Parameters
    ----------
    total : (int, int)
        What is known of the total: least, greatest.
    parts : sequence of (int, int)
        What is known of each part.
    exact : bool
        Whether each person is in one part only; else persons may be in several.

    Returns
    -------
    total, parts
        The same, as narrow as arithmetic makes them.

    Notes
    -----
    With one sum these bounds are sharp: every whole number in them occurs in some way to fill the parts.

    Examples
    --------
    Four groups of 3 are printed as 5 each, their total of 12 as 10: each of them must be 3.

    >>> inferred((8, 12), [(3, 7)] * 4)
    ((12, 12), [(3, 3), (3, 3), (3, 3), (3, 3)])
    """
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    least = sum(lows) if exact else max(lows, default=0)
    low, high = max(total[0], least), min(total[1], sum(highs))
    narrowed = [
        (
            max(part[0], low - (sum(highs) - part[1])),
            min(part[1], high - (sum(lows) - part[0]) if exact else high),
        )
        for part in parts
    ]
    return (low, high), narrowed


def gives_away(before: Span, after: Span, base: int) -> bool:
    """Whether arithmetic tells that a group is small and not empty, which its printed number did not tell."""
    return after != before and after[0] >= 1 and after[1] < base


@dataclass(frozen=True)
class Partition:
    """Exact sizes of the groups of one column; ``hidden`` groups are printed without a number."""

    sizes: tuple[int, ...]
    hidden: tuple[bool, ...]
    exact: bool
    named_small: bool = False  # that a hidden group is small and not empty is printed: "fewer than 5"

    def spans(self, base: int) -> list[Span]:
        """What is printed of each group, as bounds."""
        unseen = (1 if self.named_small else 0, base - 1)
        return [unseen if hide else span(size, base) for size, hide in zip(self.sizes, self.hidden, strict=True)]


def safe_together(total: int, partitions: Sequence[Partition], base: int) -> bool:
    """Whether a rounded total and the rounded groups of several columns give no small group away.

    Examples
    --------
    >>> threes = Partition((3, 3, 3, 3), (False,) * 4, exact=True)
    >>> safe_together(12, [threes], 5), safe_together(12, [Partition((6, 6), (False,) * 2, exact=True)], 5)
    (False, True)
    """
    known = span(total, base)
    for part in partitions:
        known, _ = inferred(known, part.spans(base), exact=part.exact)
    for part in partitions:
        spans = part.spans(base)
        _, found = inferred(known, spans, exact=part.exact)
        if any(gives_away(before, after, base) for before, after in zip(spans, found, strict=True)):
            return False
    return True


def require_base(min_group: int) -> int:
    """Return the base of rounding; refuse one that protects nobody."""
    if isinstance(min_group, bool) or not isinstance(min_group, (int, np.integer)) or min_group < _LEAST_BASE:
        raise InputError(
            f"min_group is {min_group!r}; give a whole number of {_LEAST_BASE} or more (5 is usual): in a group of "
            "two, each knows the other"
        )
    return int(min_group)


def require_pseudonymised(experiences: pd.DataFrame, said: str) -> bool:
    """Refuse real texts that were not pseudonymised.

    Parameters
    ----------
    experiences : DataFrame
    said : str
        ``UNPSEUDONYMISED``, where they are to be used all the same.

    Returns
    -------
    bool
        Whether there are such texts (and it was said that they are to be used).

    Raises
    ------
    InputError
        If there are, and it was not said.
    """
    bare = ~is_synthetic(experiences) & ~_filled(experiences, "pseudonymised")
    if not bare.any():
        return False
    if said.strip().strip(".!").casefold() == UNPSEUDONYMISED.casefold():
        return True
    first = int(np.flatnonzero(bare.to_numpy())[0])
    wrong = f" (unpseudonymised={said!r} is not that sentence)" if said else ""
    raise InputError(
        f"{int(bare.sum())} of {len(experiences)} stories are neither pseudonymised nor synthetic (the first in row "
        f"{first + 2}){wrong}; call sk.pseudonymise(experiences), map what it gives, and make the report from that; "
        f"or say unpseudonymised={UNPSEUDONYMISED!r}: the report then says so on its first page"
    )


def _filled(experiences: pd.DataFrame, column: str) -> pd.Series:
    if column not in experiences:
        return pd.Series(False, index=experiences.index)
    return experiences[column].notna() & (experiences[column].astype("str").str.strip() != "")


def identifiers(experiences: pd.DataFrame) -> tuple[str, ...]:
    """Ids of stories and persons, longest first; those of one or two characters are no names, and left out."""
    columns = [column for column in ("narrative_id", "participant") if column in experiences]
    found = {str(value).strip() for column in columns for value in experiences[column].dropna()}
    return tuple(sorted((name for name in found if len(name) > 2), key=lambda name: (-len(name), name)))


def mask(text: str, names: Iterable[str]) -> str:
    """The text with every such name, in any case and as a word of its own, replaced.

    Examples
    --------
    >>> mask("Anna (p-07) and Annabel", ["anna", "p-07"])
    '[…] ([…]) and Annabel'
    """
    low = text.casefold()
    for name in names:
        if name.casefold() in low:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _MASK, text, flags=re.IGNORECASE)
    return text
