"""A person withdraws: her rows go, the cache goes, and what else exists of her is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from softskills.audit import DataFingerprint, read_audit
from softskills.encoding import clear_cache
from softskills.errors import InputError, TableError, did_you_mean
from softskills.experiences.tables import require_experiences


@dataclass(frozen=True)
class Forgotten:
    """What :func:`forget` did; prints counts only.

    Attributes
    ----------
    tables : dict of str to DataFrame
        The given tables without her rows, by the names they were given; ``experiences`` among them. Write them over the old files.
    removed : DataFrame
        ``table, rows``: how many rows went from where; files of the cache too.
    runs : DataFrame
        Lines of the audit log of runs on exactly these stories (in one of the given forms): outputs of these runs hold her suggestions and must be destroyed
        or made again.
    left : tuple of str
        What the program cannot do.
    """

    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    removed: pd.DataFrame
    runs: pd.DataFrame
    left: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{row.table}: {row.rows} removed" for row in self.removed.itertuples()]
        lines.append(f"runs on these stories in the audit log, whose outputs must go: {len(self.runs)}")
        return "\n".join([*lines, *(f"left to you: {what}" for what in self.left)])


def forget(
    participant: str,
    experiences: pd.DataFrame,
    *,
    tables: Mapping[str, pd.DataFrame] | None = None,
    audit: str | Path | None = None,
    cache: bool = True,
) -> Forgotten:
    """Take a person who withdraws out of tables and cache, and list what has to be destroyed by hand.

    Parameters
    ----------
    participant : str
        As in the column ``participant``; a ``narrative_id`` where the table has no such column.
    experiences : DataFrame
        The stories as they were when they were mapped: by them her runs are found in the audit log.
    tables : mapping of str to DataFrame, optional
        Others with ``narrative_id``: suggestions, codings, review tables, the stories in another form (pseudonymised, a
        selection; runs on those with a ``text`` are found in the log too). A name for each.
    audit : path, optional
        The audit log; the user's own where omitted.
    cache : bool
        Empty the cache of vectors. It knows no names, so it goes as a whole, and fills again by itself.

    Returns
    -------
    Forgotten

    Raises
    ------
    InputError
        Nobody of that name.
    TableError
        A table without ``narrative_id``.

    Notes
    -----
    The audit log stays as it is: it holds no text and no id, and its fingerprints cannot be turned back. Nothing is written to
    any table: the caller has the new ones and decides.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": ["a", "b"], "participant": ["p1", "p2"], "text": ["I cooked.", "I sewed."]})
    >>> done = forget("p1", exp, tables={"codings": exp[["narrative_id"]]}, cache=False)
    >>> done.tables["experiences"]["participant"].tolist(), done.removed["rows"].tolist()
    (['p2'], [1, 1])
    """
    require_experiences(experiences)
    column = "participant" if "participant" in experiences else "narrative_id"
    people = experiences[column].astype("object").fillna("").astype("str")
    hers = people == str(participant)
    if not participant or not hers.any():
        # No list of participants in a message: it may end in a log.
        hint = did_you_mean(str(participant), sorted(set(people)))
        raise InputError(f"no {column} {participant!r}{hint}; nothing was removed")
    stories = set(experiences.loc[hers, "narrative_id"].astype("str"))
    left_over, removed = {}, []
    for name, table in {"experiences": experiences, **(tables or {})}.items():
        if "narrative_id" not in table:
            raise TableError(
                f"table {name!r} has no column narrative_id, so her rows cannot be found; nothing was removed"
            )
        hit = table["narrative_id"].astype("str").isin(stories)
        left_over[name] = table[~hit].reset_index(drop=True)
        removed.append({"table": name, "rows": int(hit.sum())})
    log = read_audit(audit)
    told = [table for table in [experiences, *(tables or {}).values()] if "text" in table]
    marks = {str(DataFingerprint(audit).add(table)) for table in told} if len(log) else set()
    runs = log[log["data"].isin(marks)].reset_index(drop=True)
    if cache:
        removed.append({"table": "cache", "rows": len(clear_cache())})
    return Forgotten(
        left_over,
        pd.DataFrame(removed),
        runs,
        (
            "write the tables over the old files, and delete copies, backups and e-mails",
            "destroy the outputs of the runs above, her portrait, and notebooks that show her sentences; make reports again",
            "runs on other selections of the stories have another fingerprint: go through the log by date",
            "a run that was broken off left parts of its output in a folder OUTPUT.unfinished: delete it",
            "a classifier that learned from her stories keeps what it learned: fit it again without her",
            "take her rows out of the key of placeholders (column narrative_id)",
        ),
    )
