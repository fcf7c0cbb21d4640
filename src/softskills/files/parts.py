"""Rows gathered into tables of bounded size, with the problems that were seen on the way."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from softskills.errors import TableError
from softskills.files.cells import MOST_COLUMNS

LARGEST_CELL = 64 * 2**20
"""Characters; a longer one is an open quotation mark or an attack."""
_LARGEST_ROW = 2 * LARGEST_CELL


class Portion(NamedTuple):
    """When a part of a table is full."""

    rows: int
    characters: int
    cells: int = 10_000_000


WHOLE = Portion(rows=2**31, characters=2**29)

Problem = dict[str, Any]


@dataclass
class Gathered:
    """Rows of text cells under known columns, handed over as tables when a portion is full."""

    name: str
    columns: list[str]
    portion: Portion
    facts: dict[str, Any] = field(default_factory=dict)
    rows: list[list[str | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    characters: int = 0

    def problem(self, line: int, problem: str, **more: Any) -> None:
        """Note a problem of the row that comes next."""
        self.problems.append({"position": len(self.rows), "row": line, "problem": problem, **more})

    def add(self, line: int, cells: list[str | None]) -> None:
        """Add a row; missing cells at its end are filled up."""
        size = sum(len(cell) for cell in cells if cell)
        if size > _LARGEST_ROW:
            raise TableError(f"{self.name}:{line}: a row of {size:,} characters; is a quotation mark open?")
        self.characters += size
        self.rows.append(cells + [None] * (len(self.columns) - len(cells)))

    def full(self) -> bool:
        """Whether the portion is full."""
        rows = len(self.rows)
        return (
            rows >= self.portion.rows
            or self.characters >= self.portion.characters
            or rows * len(self.columns) >= self.portion.cells
        )

    def take(self) -> pd.DataFrame:
        """The rows so far, as a table."""
        table = pd.DataFrame(self.rows, columns=self.columns, dtype="str")
        table.attrs.update(self.facts, problems=self.problems)
        self.rows, self.problems, self.characters = [], [], 0
        return table


def in_portions(
    gathered: Gathered, rows: Iterable[tuple[int, Any]], add: Callable[[Gathered, int, Any], None]
) -> Iterator[pd.DataFrame]:
    """Tables of what ``add`` makes of rows, each with its line."""
    for line, cells in rows:
        add(gathered, line, cells)
        if gathered.full():
            yield gathered.take()
    if gathered.rows:
        yield gathered.take()


def column_names(cells: Iterable[str], name: str) -> list[str]:
    """Names of columns, none twice, not too many; an empty one is ``column_3``."""
    names = [cell.strip() for cell in cells]
    if len(names) > MOST_COLUMNS:
        raise TableError(f"{name}: {len(names):,} columns; at most {MOST_COLUMNS:,} are read. Is the separator right?")
    names = [column or f"column_{i + 1}" for i, column in enumerate(names)]
    twice = sorted(column for column, count in Counter(names).items() if count > 1)
    if twice:
        raise TableError(f"{name}: column {twice[0]!r} stands twice in the header; rename one")
    return names
