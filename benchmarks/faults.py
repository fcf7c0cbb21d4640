"""What is too slow for a test: ``softskills map`` killed on many stories, on a table of 100 MB, on a word of 1 MB.

    python benchmarks/faults.py killed --stories 20000 --kills 12
    python benchmarks/faults.py large --megabytes 100
    python benchmarks/faults.py word --megabytes 1

Each prints its figures as JSON and ends with 1 where anything is lost or wrong. Stories are put together from the
packaged synthetic samples, in all their languages: most sentences occur many times, so that the cache of vectors
helps, and a fifth of the stories has a sentence of its own, so that there is something to encode to the end.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

import pandas as pd

import softskills as sk
from softskills.classify.journal import journal_folder

_OWN = {  # a sentence that no other story has
    "en": "On day {} I cooked soup for the neighbours.",
    "nb": "På dag {} kokte jeg suppe til naboene.",
    "es": "El día {} cociné sopa para los vecinos.",
    "it": "Il giorno {} ho cucinato la zuppa per i vicini.",
    "fr": "Le jour {} j'ai préparé une soupe pour les voisins.",
    "sk": "V deň {} som uvarila polievku pre susedov.",
    "pl": "Dnia {} ugotowałam zupę dla sąsiadów.",
}


class Run:
    """One process of ``softskills map``, with a cache and an audit log of its own folder."""

    def __init__(self, source: Path, output: Path, *more: str) -> None:
        command = [sys.executable, "-m", "softskills.cli", "map", str(source), "--output", str(output), *more]
        places = {
            "SOFTSKILLS_CACHE": str(output.parent / "cache"),
            "SOFTSKILLS_AUDIT": str(output.parent / "log.jsonl"),
        }
        self.said = output.parent / "said.txt"
        self.begun = time.perf_counter()
        with self.said.open("w") as stream:
            self.process = subprocess.Popen(command, env=os.environ | places, stdout=stream, stderr=stream)

    def ended(self) -> bool:
        """Whether it has ended by itself; leaves what :meth:`wait` asks for."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def kill(self) -> None:
        """SIGKILL, also where it has just ended."""
        os.kill(self.process.pid, signal.SIGKILL)

    def wait(self) -> dict[str, float]:
        """Wait for its end; seconds by the clock and of the processors, and greatest resident memory."""
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - self.begun
        processor = used.ru_utime + used.ru_stime
        return {
            "seconds": round(seconds, 1), "processor_seconds": round(processor, 1), "peak_mb": round(used.ru_maxrss / 1024)
        }  # fmt: skip


def stories(most: int, *, own: int = 5, seed: int = 0) -> Iterator[dict[str, str]]:
    """Stories of one to ``most`` sentences, without end; each ``own``-th has one of its own."""
    units = sk.segment(sk.datasets.load_partner_samples())
    told = {code: part["text"].tolist() for code, part in units.groupby("language") if code in _OWN}
    codes, draw, number = sorted(told), random.Random(seed), 0
    while True:
        code = codes[number % len(codes)]
        begin = draw.randrange(len(told[code]))
        parts = told[code][begin : begin + draw.randint(1, most)]
        if own and number % own == 0:
            parts[0] = _OWN[code].format(number)
        yield {"narrative_id": f"s{number}", "language": code, "text": " ".join(parts)}
        number += 1


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def killed(folder: Path, count: int, kills: int, seed: int) -> dict[str, object]:
    """Kill a run again and again, in its parts and while the output is written; compare with an undisturbed one."""
    source = sk.write_table(
        pd.DataFrame(row for row, _ in zip(stories(2), range(count), strict=False)), folder / "in.csv"
    )
    plain, output = folder / "plain" / "hits.csv", folder / "killed" / "hits.csv"
    for path in (plain, output):
        path.parent.mkdir()
    first = Run(source, plain)
    undisturbed = first.wait()
    if first.process.returncode:
        raise SystemExit(first.said.read_text())
    right = digest(plain)
    lost = len(set(pd.read_csv(source)["narrative_id"]) - set(pd.read_csv(plain)["narrative_id"]))

    moments, done, ended = random.Random(seed), [0], False
    wrong: list[str] = [] if not lost else [f"{lost} stories are not in the output"]
    at: list[float] = []
    for number in range(kills):
        before = _half_written(output)
        run = Run(source, output)
        if number >= kills - 2:  # the last two at the output, whose first bytes are waited for
            while not run.ended() and not _half_written(output) - before and not output.exists():
                time.sleep(0.001)
        else:
            time.sleep(moments.uniform(0.3, 1.6 * undisturbed["seconds"] / kills))
        run.kill()
        used = run.wait()
        at.append(used["seconds"])
        if output.exists():
            ended = True
            if digest(output) != right:
                wrong.append(f"kill {number}: the output is there and differs")
            output.unlink()
            done = [0]
            continue
        parts = len([path for path in journal_folder(output).glob("[0-9]*.parquet") if "problems" not in path.name])
        if parts < done[-1]:
            wrong.append(f"kill {number}: {done[-1]} parts were done, {parts} are")
        done.append(parts)
    last = Run(source, output)
    resumed = last.wait()
    said = last.said.read_text()
    if last.process.returncode or digest(output) != right:
        wrong.append(f"the last run ended with {last.process.returncode}: {said[-500:]}")
    left = sorted(path.name for path in output.parent.iterdir() if path.name.lstrip(".").startswith("hits"))
    if left != ["hits.csv"]:
        wrong.append(f"left over: {left}")
    return {
        "stories": count, "undisturbed": undisturbed, "kills": kills, "killed_at": at, "parts_done": done[1:],
        "one_had_ended": ended, "last": resumed, "went_on": "went on from an earlier run" in said,
        "output_mb": round(output.stat().st_size / 2**20, 1), "wrong": wrong,
    }  # fmt: skip


def _half_written(output: Path) -> set[Path]:
    """Files in which the output was begun, beside it or in the folder of its parts."""
    places = [place for place in (output.parent, journal_folder(output)) if place.is_dir()]
    return {path for place in places for path in place.glob(f".{output.name}.*")}


def large(folder: Path, megabytes: float) -> dict[str, object]:
    """A large table: greatest memory of the process, against that of one a hundredth its size."""
    found: dict[str, object] = {}
    wrong: list[str] = []
    for name, size in (("hundredth", megabytes / 100), ("whole", megabytes)):
        (folder / name).mkdir()
        source, output = folder / name / "in.csv", folder / name / "hits.csv"
        rows = _write(source, int(size * 2**20))
        run = Run(source, output)
        used = run.wait()
        if run.process.returncode:
            raise SystemExit(run.said.read_text())
        told = sum(part["narrative_id"].nunique() for part in _in_chunks(output))
        if told != rows:
            wrong.append(f"{name}: {rows} stories in, {told} out")
        sizes = {
            "input_mb": round(source.stat().st_size / 2**20, 1),
            "output_mb": round(output.stat().st_size / 2**20, 1),
        }
        found[name] = {"stories": rows, **sizes, **used}
    return {**found, "wrong": wrong}


def _write(path: Path, size: int) -> int:
    """A CSV of so many bytes; number of its stories."""
    written, rows = 0, 0
    few = list(
        islice(stories(19, own=0), 400)
    )  # told again and again: what is measured is the reading, not the encoder
    with path.open("w", encoding="utf-8", newline="") as stream:
        written += stream.write("narrative_id,language,text\r\n")
        for row in cycle(few):
            text = row["text"].replace('"', '""')
            line = f's{rows},{row["language"]},"{text}"\r\n'
            stream.write(line)
            written += len(line.encode())
            rows += 1
            if written >= size:
                return rows
    raise AssertionError("stories do not end")


def _in_chunks(path: Path) -> Iterator[pd.DataFrame]:
    """A story's rows stand together; one that is cut by a chunk is counted with the later."""
    kept = pd.DataFrame()
    for chunk in pd.read_csv(path, usecols=["narrative_id"], dtype=str, chunksize=200_000):
        chunk = pd.concat([kept, chunk])
        last = chunk["narrative_id"].iloc[-1]
        kept = chunk[chunk["narrative_id"] == last]
        yield chunk[chunk["narrative_id"] != last]
    yield kept


def word(folder: Path, megabytes: float) -> dict[str, object]:
    """One word without a space, and a good story beside it."""
    size = int(megabytes * 2**20)
    rows = {"narrative_id": ["long", "good"], "language": "en", "text": ["a" * size, "I cooked for all of them."]}
    source = sk.write_table(pd.DataFrame(rows), folder / "in.csv")
    run = Run(source, folder / "hits.csv")
    used = run.wait()
    output = folder / "hits.csv"
    told = pd.read_csv(output)["narrative_id"].unique().tolist() if output.exists() else []
    problems = folder / "hits.problems.csv"
    named = pd.read_csv(problems)["problem"].tolist() if problems.exists() else []
    wrong = [] if told == ["long", "good"] or (told == ["good"] and named) else [run.said.read_text()[-500:]]
    return {"characters": size, **used, "stories_in_output": told, "problems": named, "wrong": wrong}


def main() -> int:
    """Run one, in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["killed", "large", "word"])
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--megabytes", type=float)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if options.what == "killed":
            found = killed(folder, options.stories, options.kills, options.seed)
        elif options.what == "large":
            found = large(folder, options.megabytes or 100)
        else:
            found = word(folder, options.megabytes or 1)
    print(json.dumps(found, indent=1))
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
