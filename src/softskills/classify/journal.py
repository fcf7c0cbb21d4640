"""What a long run has done so far, beside its output: parts that are whole or not there, and who works on them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

import pandas as pd

from softskills.errors import OutputError
from softskills.files import write_table, write_text

_RUN = "run.txt"
_OURS = re.compile(r"\d{6}(\.problems)?\.parquet|run\.txt|lock")


class Journal:
    """A folder ``OUTPUT.unfinished`` with one file of suggestions and one of problems for each part of the input.

    Parameters
    ----------
    output : Path
        Of the run.
    run : str
        Fingerprint of all that makes the result: input, model, settings. What another run left is begun anew.

    Notes
    -----
    A part is written aside and moved into place, problems before suggestions: where its suggestions are, all of it
    is. The folder has mode 0700, since the parts hold what the output will hold. What a killed run had half written,
    of the output too, lies here and goes with the folder. Files that this program did not write are never deleted.
    """

    def __init__(self, output: Path, run: str) -> None:
        self.folder = journal_folder(output)
        self._output = output
        self._run = run
        self._lock: int | None = None

    def __enter__(self) -> Journal:
        if self.folder.is_symlink():  # parts with people's words would go where it leads
            raise OutputError(f"{self.folder} is a link, where the parts of this run would be kept; move it away")
        try:
            self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            self._acquire()
            if self._said() != self._run:
                self._empty(but="lock")
                write_text(self._run, self.folder / _RUN)
            else:
                self._empty(half_written=True)
        except OSError as error:
            self._release()
            raise OutputError(f"{self._output}: cannot be written: {error.strerror or error}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._release()

    def _said(self) -> str:
        path = self.folder / _RUN
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def _acquire(self) -> None:
        """One run at a time; the lock goes with the process, however it ends."""
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            import fcntl
        except ImportError:  # Windows: two runs would write the same parts, which costs time, nothing else
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"{self._output}: another run is writing it; wait, or choose another name") from None
        except OSError:  # a file system without locks
            return

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    # -- parts -----------------------------------------------------------------------------------

    def has(self, number: int) -> bool:
        """Whether a part was done, and can be read."""
        try:
            if not self._place(number).is_file():
                return False
            self.problems(number)
            self.suggestions(number)
        except (OSError, ValueError):  # a disk that failed: the part is made anew
            return False
        return True

    def put(self, number: int, suggestions: pd.DataFrame, problems: pd.DataFrame) -> None:
        """Keep a part."""
        write_table(problems, self._place(number, ".problems.parquet"), force=True)
        write_table(suggestions, self._place(number), force=True)

    def suggestions(self, number: int) -> pd.DataFrame:
        """The suggestions of a part."""
        return pd.read_parquet(self._place(number))

    def problems(self, number: int) -> pd.DataFrame:
        """The problems of a part."""
        return pd.read_parquet(self._place(number, ".problems.parquet"))

    def _place(self, number: int, suffix: str = ".parquet") -> Path:
        return self.folder / f"{number:06d}{suffix}"

    def remove(self) -> None:
        """Delete the folder, after the output has been written."""
        self._release()
        with suppress(OSError):  # the output is there; what is left is begun anew, or is somebody else's
            self._empty()
            self.folder.rmdir()

    def _empty(self, *, but: str = "", half_written: bool = False) -> None:
        """Delete what this program wrote, or only what an earlier run was killed over."""
        half = re.compile(rf"\.({_OURS.pattern}|{re.escape(self._output.stem[:30])}.*)\.\w{{8}}")
        for path in self.folder.iterdir():
            ours = half.fullmatch(path.name) or (not half_written and _OURS.fullmatch(path.name))
            if ours and path.name != but and not path.is_dir():
                path.unlink()


def journal_folder(output: Path) -> Path:
    """Where the parts of a run are kept."""
    return output.with_name(f"{output.name}.unfinished")
