"""How much of what identifies is found, and how much is replaced by mistake, on seven sets of marked texts.

The rules were made with the misses of ``marked/``, ``marked_fresh/`` and ``marked_later/`` in sight, and the network learned from all sets
but one: their figures show whether a change makes things worse, and are no measure for texts that nobody has seen. That
measure is ``held``: texts by other writing sessions, under another brief, from which nothing was learned and whose misses nobody has
looked at. Floors are a little below what was reached; .95 is aimed at.
A stretch is found where nine tenths of it are replaced; a replacement is right where it touches a marked stretch.

``python tests/experiences/test_privacy_marked.py`` prints the table by language and kind.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import softskills as sk

HERE = Path(__file__).parent
MARK = re.compile(r"\{\{(\w+)\|([^|{}]*)(?:\|([^|{}]*))?\}\}")
LANGUAGES = ("nb", "es", "it", "fr", "sk", "en", "pl")
DIRECT = ("CARD", "DATE", "EMAIL", "HANDLE", "IBAN", "NATIONALID", "PHONE", "PLATE", "URL")


def _read(path):
    """Rows of experiences, and for each the (start, end, kind, whole start, whole end) of what must be replaced."""
    rows, marks = [], {}
    for part in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        name, _, marked = part.partition("\n")
        marked, text, spans, position = marked.strip(), "", [], 0
        for found in MARK.finditer(marked):
            text += marked[position : found.start()]
            must = found[3] or found[2]
            start = len(text) + found[2].index(must)
            spans.append((start, start + len(must), found[1], len(text), len(text) + len(found[2])))
            text += found[2]
            position = found.end()
        rows.append({"narrative_id": name.strip(), "text": text + marked[position:], "language": path.stem})
        marks[name.strip()] = spans
    return rows, marks


@cache
def _measured(part, language):
    """Found and marked by kind, and how many replacements are right, of how many."""
    folder, chosen = PARTS[part]
    rows, marks = _read(HERE / folder / f"{language}.txt")
    stories = pd.DataFrame(rows[chosen(len(rows))])
    replaced = {name: [] for name in stories["narrative_id"]}
    audit = sk.pseudonymise(stories).audit
    for row in audit.itertuples():
        replaced[row.narrative_id].append((row.original_start, row.original_end))
    found, marked = Counter(), Counter()
    for name, places in replaced.items():
        for start, end, kind, _, _ in marks[name]:
            marked[kind] += 1
            covered = sum(max(0, min(end, e) - max(start, s)) for s, e in places)
            found[kind] += covered >= 0.9 * (end - start)
    right = sum(
        any(s < end and start < e for *_, start, end in marks[name])
        for name, spans in replaced.items()
        for s, e in spans
    )
    return found, marked, right, len(audit)


# Folder, and which of its texts.
PARTS = {
    "first": ("marked", lambda n: slice((n + 1) // 2)),
    "second": ("marked", lambda n: slice((n + 1) // 2, None)),
    "fresh": ("marked_fresh", lambda n: slice(None)),
    "later": ("marked_later", lambda n: slice(None)),
    "unseen": ("marked_unseen", lambda n: slice(None)),
    "colloquial": ("marked_colloquial", lambda n: slice(None)),
    "held": ("marked_held", lambda n: slice(None)),
}
LEARNED = {"first": 0.99, "second": 0.985, "fresh": 0.99, "later": 0.985, "unseen": 0.96, "colloquial": 0.965}
FLOORS = {part: dict.fromkeys(LANGUAGES, floor) for part, floor in LEARNED.items()} | {
    "held": {"nb": 0.97, "es": 0.93, "it": 0.965, "fr": 0.94, "sk": 0.94, "en": 0.93, "pl": 0.965}
}
FLOORS["first"]["fr"] = 0.97
OF_KINDS = {"SCHOOL": 0.9, "INSTITUTION": 0.86, "EMPLOYER": 0.84, "STREET": 0.89, "CASE": 0.95, "POSTCODE": 0.9}


@pytest.mark.parametrize(("part", "language"), [(part, language) for part in PARTS for language in LANGUAGES])
def test_recall_and_precision_on_marked_texts(part, language):
    found, marked, right, replaced = _measured(part, language)
    assert sum(found.values()) / sum(marked.values()) >= FLOORS[part][language]
    assert right / replaced >= (0.92 if part == "held" else 0.96)


@pytest.mark.parametrize("part", PARTS)
def test_identifiers_are_found_in_every_kind(part):
    found, marked = Counter(), Counter()
    for language in LANGUAGES:
        more, of, *_ = _measured(part, language)
        found, marked = found + more, marked + of
    assert sum(found[kind] for kind in DIRECT) / sum(marked[kind] for kind in DIRECT) >= 0.97
    for kind in ("PERSON", "PLACE"):
        assert found[kind] / marked[kind] >= 0.97, kind
    for kind, floor in OF_KINDS.items():
        assert found[kind] / marked[kind] >= floor, kind


def test_the_fresh_texts_have_enough_of_everything():
    for language in LANGUAGES:
        rows, marks = _read(HERE / "marked_fresh" / f"{language}.txt")
        assert len(rows) >= 12
        assert any(not spans for spans in marks.values())  # look-alikes only
        assert len({kind for spans in marks.values() for _, _, kind, _, _ in spans}) >= 12


def _table(part):
    columns = {}
    for language in LANGUAGES:
        found, marked, right, replaced = _measured(part, language)
        columns[language] = {kind: found[kind] / marked[kind] for kind in sorted(marked)}
        columns[language] |= {"recall": sum(found.values()) / sum(marked.values()), "precision": right / replaced}
    return pd.DataFrame(columns)


if __name__ == "__main__":
    for one in PARTS:
        print(f"{one}\n{_table(one).round(2).to_string()}\n")
