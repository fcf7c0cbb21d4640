"""Teach multilingual-e5-small to read names and write it small: ``python data/tagger/train.py BASE FILE [FILE ...]``.

BASE is ``e5-small-q4.bin`` (see ``data/encoder/adapt.py``, whose pieces and base are used); each FILE holds marked texts as
``tests/experiences/marked*/*.txt`` do, its stem the language. Texts are read as they are and, by chance, without capitals,
without accents, or with their names exchanged for others of the kind. Needs torch and transformers.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import unicodedata
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from safetensors.numpy import save_file
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parent.parent / "encoder"))
import adapt

import softskills as sk
from softskills.experiences.privacy import find_all
from softskills.experiences.privacy.found import PERSONS, Claims
from softskills.experiences.privacy.lists import is_everyday
from softskills.experiences.privacy.no_capitals import is_without_capitals
from softskills.experiences.privacy.tagger import KINDS, NAMES, cut
from softskills.experiences.privacy.words import Story, fold

IGNORED = -100
MARK = re.compile(r"\{\{(\w+)\|([^|{}]*)(?:\|([^|{}]*))?\}\}")
CHUNK = re.compile(r"\S+")
LONGEST, EPOCHS, RATE, HEAD_RATE, NOT_O = 480, 6, 1.2e-4, 1e-3, 1.5
QUIET = 130  # stories of the seed corpus in each language
SURE = 0.85  # confidence of a rule from which on its find is taken as it is
SMALL, BARE, EXCHANGED = 0.2, 0.06, 0.4  # shares of texts without capitals, without accents, with other names


class Marked(NamedTuple):
    """A text in parts, each with its kind: an index of ``KINDS``, or IGNORED where it may be replaced or not."""

    language: str
    parts: list[tuple[str, int]]


def read(path: Path) -> list[Marked]:
    made = []
    for part in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        marked = part.partition("\n")[2].strip()
        parts: list[tuple[str, int]] = []
        position = 0
        for found in MARK.finditer(marked):
            kind = KINDS.index({"NATIONALID": "NATIONAL-ID"}.get(found[1], found[1]))
            must = found[3] or found[2]
            before, _, after = found[2].partition(must)
            parts += [(marked[position : found.start()], 0), (before, IGNORED), (must, kind), (after, IGNORED)]
            position = found.end()
        made.append(Marked(path.stem[:2], [(text, kind) for text, kind in [*parts, (marked[position:], 0)] if text]))
    return made


def quiet(count: int) -> list[Marked]:
    """Stories of the seed corpus with few names, ``count`` a language: what the rules find is left open or taken as it is.

    Small letters are no names there (but in stories typed without capitals, where a word that no dictionary has is left open); a word
    with a capital that no dictionary has is left open too.
    """
    seed = sk.datasets.load_seed()
    seed = seed[seed["split"] == "train"].sample(frac=1, random_state=0).groupby("language").head(count)
    return [_quiet(text, language) for text, language in zip(seed["text"], seed["language"], strict=True)]


def _quiet(text: str, language: str) -> Marked:
    text = fold(text)[0]
    claims = Claims(len(text))
    languages = find_all(text, language, claims)
    story = Story(text)
    small = is_without_capitals(story)
    kinds = np.zeros(len(text), dtype=int)
    for word in story.words:
        if not is_everyday(word.text, languages) and (word.capital or small):
            kinds[word.start : word.end] = IGNORED
    for found in claims.found:
        kind = (
            KINDS.index("PERSON")
            if found.kind in PERSONS
            else KINDS.index(found.kind)
            if found.kind in KINDS
            else IGNORED
        )
        kinds[found.start : found.end] = kind if found.confidence >= SURE else IGNORED
    borders = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(text)]
    return Marked(language, [(text[a:b], int(kinds[a])) for a, b in pairwise(borders) if b > a])


def varied(story: Marked, names: dict[tuple[str, int], list[str]], rng: np.random.Generator) -> list[tuple[str, int]]:
    parts = story.parts
    if rng.random() < EXCHANGED:
        parts = [
            (str(rng.choice(names[story.language, kind])), kind) if 0 < kind <= len(NAMES) and rng.random() < 0.5 else (text, kind)
            for text, kind in parts
        ]  # fmt: skip
    if rng.random() < SMALL:
        parts = [(text.lower(), kind) for text, kind in parts]
    if rng.random() < BARE:
        parts = [
            ("".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)), kind)
            for text, kind in parts
        ]
    return parts


def pieces_of(parts: list[tuple[str, int]], tokenizer: object) -> tuple[list[int], list[int]]:
    """Pieces of the text, and the kind of each: that of its first marked character."""
    text = "".join(text for text, _ in parts)
    kinds = np.concatenate([np.full(len(text), kind) for text, kind in parts])
    ids, labels = [], []
    for chunk in CHUNK.finditer(text):
        for piece, begin, end in cut(chunk[0], tokenizer):
            own = kinds[chunk.start() + begin : chunk.start() + end]
            ids.append(piece)
            labels.append(next((int(kind) for kind in own if kind), 0))
    return ids[: LONGEST - 2], labels[: LONGEST - 2]


class Tagger(torch.nn.Module):
    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model, self.drop, self.kind = model, torch.nn.Dropout(0.1), torch.nn.Linear(adapt.WIDTH, len(KINDS))

    def forward(self, batch: list[list[int]]) -> torch.Tensor:
        longest = max(map(len, batch))
        ids = torch.full((len(batch), longest), adapt.PAD)
        for row, pieces in zip(ids, batch, strict=True):
            row[: len(pieces)] = torch.tensor(pieces)
        mask = torch.arange(longest)[None] < torch.tensor([len(pieces) for pieces in batch])[:, None]
        return self.kind(self.drop(self.model(input_ids=ids, attention_mask=mask.long()).last_hidden_state)).float()


def learn(base: adapt.Base, stories: list[Marked], folder: Path, layers: int) -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    tokenizer = adapt.pieces()
    names: dict[tuple[str, int], list[str]] = defaultdict(list)
    for story in stories:
        for text, kind in story.parts:
            if kind > 0:
                names[story.language, kind].append(text)
    model = adapt.network(base, resume=False)
    model.encoder.layer = model.encoder.layer[:layers]
    net = Tagger(model)
    body = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": net.kind.parameters(), "lr": HEAD_RATE}], weight_decay=0.01
    )
    weight = torch.full((len(KINDS),), NOT_O)
    weight[0] = 1
    steps = EPOCHS * sum(len(pieces_of(story.parts, tokenizer)[0]) for story in stories) // int(adapt.BATCH * 0.92)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.08 * steps)) * max(0.02, 1 - step / steps)
    )
    for number in range(EPOCHS):
        net.train()
        began, total = time.perf_counter(), []
        items = [pieces_of(varied(story, names, rng), tokenizer) for story in stories]
        for batch in adapt.batches([item for item in items if item[0]], rng):
            with torch.autocast("cpu", torch.bfloat16):
                scores = net([[adapt.BOS, *ids, adapt.EOS] for ids, _ in batch])
            truth = torch.full(scores.shape[:2], IGNORED)
            for row, (_, labels) in zip(truth, batch, strict=True):
                row[1 : len(labels) + 1] = torch.tensor(labels)
            loss = functional.cross_entropy(
                scores.reshape(-1, len(KINDS)), truth.reshape(-1), weight, ignore_index=IGNORED
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total.append(loss.item())
        write(net, folder)
        print(f"epoch {number + 1}: loss {np.mean(total):.3f}, {time.perf_counter() - began:.0f} s", flush=True)


def write(net: Tagger, folder: Path) -> None:
    """``weights.safetensors``: as the story reader's, less the vectors of pieces, which both share."""
    value = {name: tensor.float().numpy() for name, tensor in net.state_dict().items()}
    layers = {int(name.split(".")[3]) for name in value if name.startswith("model.encoder.layer.")}
    weights = adapt.packed_layers(value, len(layers)) | {"kind.w": value["kind.weight"], "kind.b": value["kind.bias"]}
    save_file({name: np.ascontiguousarray(array) for name, array in weights.items()}, folder / "weights.safetensors")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    given = parser.parse_args()
    found = [story for path in given.files for story in read(path)] + quiet(QUIET)
    print(len(found), "texts", flush=True)
    given.output.mkdir(exist_ok=True, parents=True)
    learn(adapt.Base(given.base), found, given.output, given.layers)
