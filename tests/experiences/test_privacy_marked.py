"""Marked texts: how much is found, and how much is replaced by mistake.

The texts in ``marked/`` and ``marked_fresh/`` are synthetic (a language model wrote them; CC BY 4.0). The rules were mended by the first half
of each file of ``marked/``, which others wrote; misses in its second half were not looked at. ``marked_fresh/`` was written before the rules, by their author. ``softskills`` aims at a recall of .95; the least figures
here are what was reached, a little rounded down, so that a change for the worse is noticed.
"""

import re
from pathlib import Path

import pandas as pd
import pytest

import softskills as sk

# {{KIND|text}} must be replaced; {{KIND|text|part}}: the part is enough.
MARK = re.compile(r"\{\{(\w+)\|([^|}]*)(?:\|([^}]*))?\}\}")
LANGUAGES = ["nb", "es", "it", "fr", "sk", "en", "pl"]


def read_marked(folder, language):
    """Table of experiences, and the places that must be replaced: story, begin, end, kind, half."""
    rows, marks = [], []
    source = (Path(__file__).parent / folder / f"{language}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^### ", source, flags=re.M)[1:]
    for number, part in enumerate(parts):
        name, _, marked = part.partition("\n")
        text, position = "", 0
        marked = marked.strip()
        for found in MARK.finditer(marked):
            text += marked[position : found.start()]
            needed = found[3] or found[2]
            begin = len(text) + found[2].index(needed)
            marks.append((name.strip(), begin, begin + len(needed), found[1], 1 if number < len(parts) / 2 else 2))
            text += found[2]
            position = found.end()
        rows.append({"narrative_id": name.strip(), "text": text + marked[position:], "language": language})
    return pd.DataFrame(rows), pd.DataFrame(marks, columns=["narrative_id", "begin", "end", "kind", "half"])


def measure(folder, language):
    """The marks with ``found``, and of what was replaced the share that was marked."""
    stories, marks = read_marked(folder, language)
    audit = sk.pseudonymise(stories).audit
    replaced = {
        name: list(group[["original_start", "original_end"]].itertuples(index=False, name=None))
        for name, group in audit.groupby("narrative_id")
    }
    marks["found"] = [
        sum(max(0, min(m.end, e) - max(m.begin, s)) for s, e in replaced.get(m.narrative_id, []))
        >= 0.9 * (m.end - m.begin)
        for m in marks.itertuples()
    ]
    spans = {
        name: list(zip(group["begin"], group["end"], strict=True)) for name, group in marks.groupby("narrative_id")
    }
    right = [
        any(s < end and start < e for start, end in spans.get(name, []))
        for name, places in replaced.items()
        for s, e in places
    ]
    return marks, sum(right) / len(right)


LEAST = {
    "marked": {"nb": 0.95, "es": 0.96, "it": 0.95, "fr": 0.92, "sk": 0.94, "en": 0.96, "pl": 0.93},
    "marked_fresh": {"nb": 0.98, "es": 0.96, "it": 0.96, "fr": 0.96, "sk": 0.91, "en": 0.98, "pl": 0.95},
}


@pytest.mark.parametrize("folder", ["marked", "marked_fresh"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_recall_and_precision_on_texts_of_others(folder, language):
    marks, precision = measure(folder, language)
    assert marks["found"].mean() >= LEAST[folder][language]
    assert precision >= 0.9
