"""The way back: a table of placeholders and originals that is kept elsewhere."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from softskills.errors import OutputError, TableError
from softskills.experiences.privacy.identities import PLACEHOLDER
from softskills.experiences.tables import require_experiences
from softskills.files import write_atomically

COLUMNS = ["narrative_id", "placeholder", "start", "end", "original"]


@dataclass(frozen=True, repr=False)
class KeyTable:
    """Placeholders and what they stand for. Never shows its contents.

    Attributes
    ----------
    table : DataFrame
        ``narrative_id, placeholder, start, end, original``: one row per replacement, offsets in the
        pseudonymised text.

    Examples
    --------
    >>> KeyTable(pd.DataFrame([["a", "[CHILD-1]", 0, 9, "Ida"]], columns=COLUMNS))
    <Key: 1 placeholders; contents not shown>
    """

    table: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"<Key: {len(self)} placeholders; contents not shown>"

    def __len__(self) -> int:
        return len(self.table[["narrative_id", "placeholder"]].drop_duplicates())

    def save(self, path: str | Path, *, output: str | Path | None = None, force: bool = False) -> Path:
        """Write the key as CSV with mode 0600, away from the stories.

        Parameters
        ----------
        path : path
            Neither in a repository nor in the folder of ``output``.
        output : path, optional
            Where the pseudonymised stories are written.
        force : bool, optional
            Whether to replace a file.

        Returns
        -------
        Path
            Where the key stands now.

        Raises
        ------
        OutputError
            If the place is not allowed, or the file exists.
        """
        path = Path(path).expanduser().resolve()
        for parent in path.parents:
            if (parent / ".git").exists():
                raise OutputError(f"{path} lies in the repository {parent}; keep the key outside of it")
        if output is not None and Path(output).expanduser().resolve().parent == path.parent:
            raise OutputError(f"{path} lies in the same folder as the stories; keep the key in another place")
        written = self.table.to_csv(index=False, quoting=csv.QUOTE_ALL, lineterminator="\n")
        return write_atomically(
            path,
            lambda stream: stream.write(written.encode("utf-8", "surrogatepass")),
            force=force,
            mode=0o600,
        )

    @classmethod
    def load(cls, path: str | Path) -> KeyTable:
        """Read a key that :meth:`save` wrote.

        Raises
        ------
        TableError
            If the file is missing or is no key.
        """
        try:
            table = pd.read_csv(
                path,
                dtype=str,
                keep_default_na=False,
                encoding="utf-8",
                encoding_errors="surrogatepass",
                lineterminator="\n",
            )
        except (OSError, ValueError) as error:
            raise TableError(
                f"{path}: not a readable key: {type(error).__name__}; keys are written by key.save"
            ) from None
        missing = [column for column in COLUMNS if column not in table.columns]
        if missing:
            raise TableError(f"{path}: no key, it has no column {', '.join(missing)}; keys are written by key.save")
        return cls(table.assign(start=table["start"].astype(int), end=table["end"].astype(int)))


def text_column(values: list[object], index: pd.Index[Any]) -> pd.Series[Any]:
    r"""Texts as a column; half characters (lone surrogates), which the str dtype refuses, as objects.

    Examples
    --------
    >>> text_column(["a"], pd.RangeIndex(1)).dtype.name, text_column(["\ud800"], pd.RangeIndex(1)).dtype.name
    ('str', 'object')
    """
    half = any(isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value) for value in values)
    return pd.Series(values, index=index, dtype="object" if half else "str")


def name_of(narrative: object, position: int) -> str:
    """Name under which the key knows a story: its id, or its row where it has none.

    Examples
    --------
    >>> name_of("a", 0), name_of(float("nan"), 3)
    ('a', '(row 5)')
    """
    missing = narrative is None or narrative is pd.NA or (isinstance(narrative, float) and isnan(narrative))
    return f"(row {position + 2})" if missing else str(narrative)


def reidentify(experiences: pd.DataFrame, key: KeyTable | str | Path) -> pd.DataFrame:
    """Put the originals back.

    Parameters
    ----------
    experiences : DataFrame
        As :func:`pseudonymise` returned it. Where a text was changed since, placeholders are looked for.
    key : KeyTable or path
        The key of that run. After two runs use the later key first.

    Returns
    -------
    DataFrame
        The same rows with the original texts; ``pseudonymised`` is empty.

    Raises
    ------
    TableError
        If the table is unusable or the file is no key.

    Examples
    --------
    >>> from softskills.experiences.privacy import pseudonymise
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "text": ["Min sønn Ali sover."], "language": ["nb"]})
    >>> safe = pseudonymise(exp)
    >>> safe.experiences["text"][0], reidentify(safe.experiences, safe.key)["text"][0]
    ('Min sønn [CHILD-1] sover.', 'Min sønn Ali sover.')
    """
    require_experiences(experiences)
    table = (key if isinstance(key, KeyTable) else KeyTable.load(key)).table
    rows: dict[str, list[tuple[int, int, str, str]]] = {}
    for narrative, placeholder, start, end, original in table[COLUMNS].itertuples(index=False):
        rows.setdefault(str(narrative), []).append((int(start), int(end), placeholder, original))
    texts = [
        _restored(text, sorted(rows.get(name_of(narrative, position), []))) if isinstance(text, str) else text
        for position, (narrative, text) in enumerate(zip(experiences["narrative_id"], experiences["text"], strict=True))
    ]
    result = experiences.assign(text=text_column(texts, experiences.index))
    if "pseudonymised" in result:
        result["pseudonymised"] = pd.Series(None, index=result.index, dtype="str")
    result.attrs = dict(experiences.attrs)
    return result


def _restored(text: str, rows: list[tuple[int, int, str, str]]) -> str:
    if all(text[start:end] == placeholder for start, end, placeholder, _ in rows):
        for start, end, _, original in reversed(rows):
            text = text[:start] + original + text[end:]
        return text
    originals: dict[str, list[str]] = {}
    for _, _, placeholder, original in rows:
        originals.setdefault(placeholder, []).append(original)
    counts = {placeholder: text.count(placeholder) for placeholder in originals}
    used: dict[str, int] = {}

    def put_back(placeholder: str) -> str:
        values = originals.get(placeholder)
        if not values:
            return placeholder
        n = used[placeholder] = used.get(placeholder, -1) + 1
        return values[n] if counts[placeholder] == len(values) else values[0]

    return PLACEHOLDER.sub(lambda match: put_back(match[0]), text)
