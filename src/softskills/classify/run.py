"""A file of stories to a file of suggestions: part by part in bounded memory, and after a kill from where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

import pandas as pd

from softskills.classify.journal import Journal
from softskills.classify.mapping import Mapper
from softskills.classify.persistence import package_version
from softskills.errors import OutputError, TableError
from softskills.experiences.tables import PROBLEM_COLUMNS, read_experiences_in_parts
from softskills.files import require_writable, write_in_parts
from softskills.files.reading import require_file
from softskills.resources import fingerprint

_STORIES, _CHARACTERS = 200, 400_000  # of a part: some seconds of work, some megabytes of memory
_PROGRESS_FROM = 1_000  # stories
_MOST_NAMED = 8
Table = pd.DataFrame


@dataclass(frozen=True)
class FileMapping:
    """What :func:`map_file` did; prints itself as a short summary.

    Attributes
    ----------
    output : Path
    problems : Path or None
        The table of problems, where there are any.
    stories, left_out, unserved, empty : int
        Stories read; not mapped, for an error; in a language that nobody serves; without any suggestion.
    units, suggested, uncertain : int
        Units with a suggestion; suggestions by status.
    named : int
        Problems.
    rows : int
        Rows of the output.
    resumed : int
        Parts that an earlier, broken-off run had done.
    most : tuple of (str, str, int)
        Id, label and count of what was suggested most.
    """

    output: Path
    problems: Path | None
    stories: int
    left_out: int
    unserved: int
    empty: int
    units: int
    suggested: int
    uncertain: int
    named: int
    rows: int
    resumed: int
    most: tuple[tuple[str, str, int], ...]

    def __str__(self) -> str:
        lost = self.left_out + self.unserved
        unmapped = f", {lost} not mapped" if lost else ""
        lines = [
            f"{self.stories} stories, {self.units} meaning units with a suggestion: {self.suggested} suggested, "
            f"{self.uncertain} uncertain; {self.empty} stories without any{unmapped}",
            "",
            "most often suggested or uncertain:",
        ]
        return "\n".join([*lines, *(f"  {name:<3} {label:<62} {count:>4}" for name, label, count in self.most)])


def map_file(
    source: str | Path,
    output: str | Path,
    mapper: Mapper,
    *,
    language: str = "",
    evidence: bool = True,
    force: bool = False,
    progress: bool = True,
    watch: Callable[[Table], object] | None = None,
) -> FileMapping:
    """Map a file of any size; memory does not grow with it.

    Parameters
    ----------
    source : path
        As for :func:`softskills.read_experiences`.
    output : path
        ``.csv``, ``.xlsx``, ``.parquet`` or ``.jsonl``. It appears when it is complete.
    mapper : Mapper
    language : str
        BCP 47, of stories that do not say theirs; detected where empty.
    evidence : bool
        Write the units' text; False writes offsets only.
    force : bool
        Replace an output that stands there.
    progress : bool
        Show a progress bar on long work.
    watch : callable, optional
        Is given every part of the table, once, when it is first read.

    Returns
    -------
    FileMapping

    Raises
    ------
    TableError
        If the table as a whole is unusable; before anything is mapped.
    OutputError
        If the output stands there, is the source itself, or cannot be written. What is done is kept.

    Notes
    -----
    Each part that is done is kept in the folder ``OUTPUT.unfinished``, which is removed at the end. After
    a kill, a power cut or a full disk the same call goes on from there, and gives the same bytes as an
    undisturbed run. Problems of single rows are written to ``OUTPUT.problems.csv``.

    Examples
    --------
    >>> import tempfile
    >>> import softskills as sk
    >>> folder = Path(tempfile.mkdtemp())
    >>> stories = pd.DataFrame({"narrative_id": ["a", "b"], "text": ["I kept accounts.", ""], "language": "en"})
    >>> done = map_file(sk.write_table(stories, folder / "in.csv"), folder / "out.csv", sk.load_mapper())
    >>> done.stories, done.left_out, done.problems.name
    (2, 1, 'out.problems.csv')
    """
    source, output = Path(source), Path(output)
    _require_places(source, output, force)
    before = _state(source)
    stories = _survey(source, watch)
    run = fingerprint(_digest(source), _mapper_fingerprint(mapper), language, str(evidence), package_version())
    with Journal(output, run) as journal:
        resumed = 0
        try:
            for number, first, part in _with_bar(_numbered(source), stories, progress):
                if journal.has(number):
                    resumed += 1
                else:
                    journal.put(number, *_map_part(mapper, part, first, language, evidence))
            if _state(source) != before:
                raise TableError(f"{source} was changed while it was mapped; map it again")
            done = _finish(journal, number + 1, output, mapper, force=force, stories=stories, resumed=resumed)
        except OutputError as error:
            kept = f"what is done is kept in {journal.folder}, and the same call goes on from there"
            raise OutputError(f"{error}; {kept}") from error
        journal.remove()
    return done


def problems_path(output: Path) -> Path:
    """Where the problems of a run are written."""
    return output.with_suffix(".problems.csv")


def _require_places(source: Path, output: Path, force: bool) -> None:
    """No work for an output that could not be written, and none that would replace what it was made of."""
    require_file(source)
    for place in (output, problems_path(output)):
        if place.exists() and place.samefile(source):
            raise OutputError(f"{place} is the table of stories itself; choose another name")
    require_writable(output, force=force)
    named = problems_path(output)
    if named.exists() and not force and not _is_table_of_problems(named):
        raise OutputError(f"{named}, where the problems would be written, is another file; choose another name")


def _is_table_of_problems(path: Path) -> bool:
    """Whether an earlier run wrote it."""
    header = ",".join(PROBLEM_COLUMNS).encode()
    with path.open("rb") as stream:
        return stream.read(len(header) + 3).removeprefix(b"\xef\xbb\xbf").startswith(header)


def _state(path: Path) -> tuple[int, int]:
    info = path.stat()
    return info.st_size, info.st_mtime_ns


def _survey(source: Path, watch: Callable[[Table], object] | None) -> int:
    """Read all once before the work: the table is usable, no id stands twice. Number of stories."""
    stories = 0
    for _, _, part in _numbered(source):
        stories += len(part)
        if watch is not None:
            watch(part)
    return stories


def _numbered(source: Path) -> Iterator[tuple[int, int, Table]]:
    """Number of the part, rows before it, and the part."""
    first = 0
    for number, part in enumerate(read_experiences_in_parts(source, rows=_STORIES, characters=_CHARACTERS)):
        yield number, first, part
        first += len(part)


def _digest(source: Path) -> str:
    with source.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _mapper_fingerprint(mapper: Mapper) -> str:
    """Changes with anything that changes a suggestion."""
    head = [] if mapper.head is None else [array.tobytes() for _, array in sorted(mapper.head.arrays.items())]
    lexicons = getattr(mapper.encoder, "lexicons", {})
    glosses = [f"{language} {lexicon.fingerprint}" for language, lexicon in sorted(lexicons.items())]
    named = [mapper.encoder.fingerprint, mapper.framework.fingerprint, repr(mapper.context), *glosses]
    return fingerprint(*named, *head)


def _with_bar(
    parts: Iterator[tuple[int, int, Table]], stories: int, progress: bool
) -> Iterator[tuple[int, int, Table]]:
    if not progress or stories < _PROGRESS_FROM:
        yield from parts
        return
    from tqdm.auto import tqdm  # not loaded for what is done in a moment

    with tqdm(total=stories, unit="stories", desc="mapping") as bar:
        for number, first, part in parts:
            yield number, first, part
            bar.update(len(part))


def _map_part(mapper: Mapper, part: Table, first: int, language: str, evidence: bool) -> tuple[Table, Table]:
    if language:
        known = part["language"] if "language" in part else pd.Series(None, index=part.index, dtype="object")
        facts, part = part.attrs, part.assign(language=known.where(known.notna(), language))
        part.attrs = facts
    hits = mapper.map(part, evidence=evidence, progress=False)
    problems = pd.DataFrame(hits.attrs.pop("problems"), columns=PROBLEM_COLUMNS)
    rows = problems["row"].astype("int64")
    names = [value if isinstance(value, str) or pd.isna(value) else str(value) for value in problems["narrative_id"]]
    # Row 1 is the file as a whole.
    return hits, problems.assign(row=rows.where(rows == 1, rows + first), narrative_id=pd.Series(names, dtype="str"))


def _finish(journal: Journal, parts: int, output: Path, mapper: Mapper, *, force: bool, **facts: int) -> FileMapping:
    """Problems first: where the output is, all is done."""
    counts: Counter[str] = Counter()
    competences: Counter[str] = Counter()
    for number in range(parts):
        problems = journal.problems(number)
        counts["named"] += len(problems)
        counts["left_out"] += problems.loc[problems["severity"] == "error", "row"].nunique()
    named = problems_path(output)
    if counts["named"]:
        told = (table for i in range(parts) if len(table := journal.problems(i)))
        write_in_parts(told, named, force=True, aside=journal.folder)
    elif named.exists() and _is_table_of_problems(named):
        named.unlink()  # of an earlier run with this output

    def counted() -> Iterator[Table]:
        for number in range(parts):
            hits = journal.suggestions(number)
            seen = hits[hits["area"].fillna("") != ""]
            counts.update(rows=len(hits), units=len(seen[["narrative_id", "unit"]].drop_duplicates()))
            counts.update(seen["status"].tolist())
            counts.update(empty=int((hits["status"] == "none").sum()))
            counts["unserved"] += len(hits) - len(seen) - int((hits["status"] == "none").sum())
            competences.update(seen["competence"].tolist())
            yield hits

    write_in_parts(counted(), output, force=force, aside=journal.folder)
    most = [(name, mapper.framework.label(name, "en"), count) for name, count in competences.most_common(_MOST_NAMED)]
    numbers = ("left_out", "unserved", "empty", "units", "suggested", "uncertain", "named", "rows")
    summed = {name: counts[name] for name in numbers}
    return FileMapping(output, named if counts["named"] else None, most=tuple(most), **summed, **facts)
