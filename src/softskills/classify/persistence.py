"""A fitted mapping as a folder: ``config.json``, ``head.safetensors``, ``framework.yaml``, ``README.md``. No pickle."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from softskills.classify.head import Head, head_shapes
from softskills.classify.mapping import Mapper
from softskills.encoding import Encoder, VectorCache, cache_folder, load_encoder
from softskills.errors import (
    FingerprintError,
    FrameworkError,
    InputError,
    ModelError,
    OutputError,
    TableError,
    did_you_mean,
)
from softskills.experiences import label_matrix
from softskills.experiences.datasets import coded_units, load_seed, load_seed_codings
from softskills.files import read_bytes
from softskills.framework import load_framework
from softskills.resources import fingerprint, resource

FORMAT = 1
_FILES = ("config.json", "head.safetensors", "framework.yaml", "README.md")
_LARGEST_HEAD, _LARGEST_CONFIG = 256 * 2**20, 2**20  # bytes
_MOST_CLASSES, _MOST_DIMENSIONS = 10_000, 100_000


def _has_texts(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)


def _is_number(value: Any, least: float, most: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most


_CONFIG: dict[str, Callable[[Any], bool]] = {
    "format": lambda value: value == FORMAT,
    "encoder": lambda value: _has_texts(value, "name", "fingerprint"),
    "framework": lambda value: _has_texts(value, "fingerprint"),
    "classes": lambda value: (
        isinstance(value, list)
        and 0 < len(value) <= _MOST_CLASSES
        and all(isinstance(name, str) for name in value)
        and len(set(value)) == len(value)
    ),
    "context": lambda value: _is_number(value, 0, 10),
    "head": lambda value: (
        _has_texts(value, "fingerprint")
        and isinstance(value.get("dimension"), int)
        and _is_number(value["dimension"], 1, _MOST_DIMENSIONS)
    ),
}
"""What must stand in ``config.json``, checked before any of it is used."""


def package_version() -> str:
    """Version of the installed package."""
    try:
        return version("softskills")
    except PackageNotFoundError:
        return "unknown"


def save_mapper(
    mapper: Mapper, folder: str | Path, *, force: bool = False, card: str = "", facts: dict[str, Any] | None = None
) -> Path:
    """Write a fitted mapping as a folder.

    Parameters
    ----------
    mapper : Mapper
        With a head.
    folder : path
        New, or (with ``force``) a folder that holds a saved classifier and nothing else.
    card : str
        The model card (Markdown); a short one where empty.
    facts : dict
        What else ``config.json`` should say: training data, figures.

    Raises
    ------
    OutputError
        If the folder is there, or cannot be written.
    """
    from safetensors.numpy import save

    if mapper.head is None:
        raise InputError("nothing to save: fit the classifier first")
    folder = Path(folder)
    _require_free(folder, force)
    weights = save({name: np.array(array, dtype=np.float64, order="C") for name, array in mapper.head.arrays.items()})
    config = {
        "format": FORMAT,
        "softskills": package_version(),
        "encoder": {"name": mapper.encoder.name, "fingerprint": mapper.encoder.fingerprint},
        "framework": {
            "id": mapper.framework.id,
            "version": mapper.framework.version,
            "fingerprint": mapper.framework.fingerprint,
        },
        "classes": list(mapper.head.classes),
        "context": mapper.context,
        "head": {
            "file": "head.safetensors",
            "fingerprint": fingerprint(weights),
            "dimension": int(mapper.head.weights.shape[0]),
        },
        **(facts or {}),
    }
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            new = Path(temporary) / "model"
            new.mkdir()
            (new / "config.json").write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            (new / "head.safetensors").write_bytes(weights)
            mapper.framework.save(new / "framework.yaml")
            (new / "README.md").write_text(card or _short_card(config), encoding="utf-8")
            if folder.exists():
                folder.rename(Path(temporary) / "old")  # deleted when the new one stands there, not before
            new.rename(folder)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return folder


def _require_free(folder: Path, force: bool) -> None:
    if not folder.exists():
        return
    if not force:
        raise OutputError(f"{folder} exists already; choose another name or say --force (force=True)")
    strangers = (
        sorted(path.name for path in folder.iterdir() if path.name not in _FILES) if folder.is_dir() else [folder.name]
    )
    if strangers:
        raise OutputError(
            f"{folder} holds {strangers[0]!r}, which is no part of a saved classifier; it is not replaced"
        )


def _short_card(config: dict[str, Any]) -> str:
    return (
        f"# A softskills head\n\nEncoder {config['encoder']['name']}, framework {config['framework']['id']} "
        f"{config['framework']['version']}, {len(config['classes'])} competences.\n\n"
        "For research on frameworks and samples. Not for hiring, ranking, grading, admission, benefits or the "
        "certification of persons.\n"
    )


def load_mapper(
    folder: str | Path | None = None, *, encoder: str | Encoder = "builtin", cache: VectorCache | None = None
) -> Mapper:
    """Load a fitted mapping.

    Parameters
    ----------
    folder : path, optional
        The shipped one where omitted.
    encoder : str or Encoder
        The encoder it was trained on.
    cache : VectorCache, optional

    Raises
    ------
    ModelError
        If the folder is incomplete or unreadable.
    FingerprintError
        If encoder, framework and head do not belong together, or a file was changed.
    """
    folder = Path(folder) if folder is not None else resource("data/models/builtin")
    config = _read_config(folder)
    loaded = load_encoder(encoder)
    expected = config["encoder"]
    if loaded.fingerprint != expected["fingerprint"]:
        raise FingerprintError(
            f"{folder} was trained on encoder {expected['name']!r} ({expected['fingerprint']}), not on {loaded.name!r} "
            f"({loaded.fingerprint}); load it with encoder={expected['name']!r}, or fit a new head"
        )
    framework = load_framework(folder / "framework.yaml")
    if framework.fingerprint != config["framework"]["fingerprint"]:
        raise FingerprintError(
            f"{folder / 'framework.yaml'} is not the framework the head was trained for "
            f"({framework.fingerprint}, expected {config['framework']['fingerprint']}); restore it, or fit a new head"
        )
    head = _read_head(folder, config)
    missing = [name for name in head.classes if name not in framework]
    if missing:
        raise FingerprintError(f"{folder}: the head knows {missing[0]!r}, which the framework lacks; fit a new head")
    return Mapper(framework, loaded, head, float(config["context"]), cache)


def _read_config(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such folder; give one that save() wrote")
    missing = [name for name in _FILES[:3] if not (folder / name).is_file()]
    if missing:
        raise ModelError(f"{folder} is no saved classifier: {missing[0]} is missing")
    try:
        config = json.loads(read_bytes(folder / "config.json", largest=_LARGEST_CONFIG).decode("utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise ModelError(f"{folder / 'config.json'}: not readable: {error}") from None
    if not isinstance(config, dict):
        raise ModelError(f"{folder / 'config.json'}: not an object with names and values")
    lacking = sorted(set(_CONFIG) - set(config))
    if lacking:
        raise ModelError(f"{folder / 'config.json'}: {lacking[0]!r} is missing")
    if config["format"] != FORMAT:
        raise ModelError(
            f"{folder}: format {config['format']}, this version reads {FORMAT}; install a matching softskills"
        )
    wrong = [name for name, is_right in _CONFIG.items() if not is_right(config[name])]
    if wrong:
        raise ModelError(f"{folder / 'config.json'}: {wrong[0]!r} is not what save() writes there; restore the file")
    return config


def _read_head(folder: Path, config: dict[str, Any]) -> Head:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    path = folder / "head.safetensors"
    classes = tuple(config["classes"])
    expected = head_shapes(config["head"]["dimension"], len(classes))
    try:
        data = read_bytes(path, largest=min(_LARGEST_HEAD, _largest(expected)))
    except TableError as error:
        raise ModelError(f"{error}: the size does not fit config.json; restore it, or train again") from None
    if fingerprint(data) != config["head"]["fingerprint"]:
        raise FingerprintError(f"{path} was changed or damaged since it was saved; restore it, or train again")
    try:
        arrays = load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:  # also a type NumPy lacks
        raise ModelError(f"{path}: not readable: {error}") from None
    if {name: array.shape for name, array in arrays.items()} != expected:
        raise ModelError(f"{path}: shapes do not fit config.json; train again")
    if not all(array.dtype == np.float64 and np.isfinite(array).all() for array in arrays.values()):
        raise ModelError(f"{path}: holds something else than finite numbers of 64 bits; train again")
    return Head(classes, **arrays)


def _largest(shapes: dict[str, tuple[int, ...]]) -> int:
    """Bytes of a head of these shapes, with room for the names."""
    return 8 * int(sum(np.prod(shape, dtype=float) for shape in shapes.values())) + 2**16


def seed_corpus(split: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units and label matrix of the seed corpus.

    Parameters
    ----------
    split : "train", "development" or "test", optional
        One part of it; all where omitted. Parts share neither a story nor a situation nor a writing session. The test part is for the
        last measurement before a release: what was chosen on it is no longer measured by it.

    Returns
    -------
    units : DataFrame
        ``narrative_id, unit, start, end, text, language, batch, split``; ``batch`` is the kind of brief
        its story was written under, a letter.
    Y : DataFrame of 0 and 1
        Units × competences of the packaged framework: adjudicated where two coders coded.

    Examples
    --------
    >>> units, Y = seed_corpus("development")
    >>> len(units) == len(Y), Y.shape[1], set(units["split"])
    (True, 19, {'development'})
    """
    stories, codings = load_seed(), load_seed_codings()
    if split is not None:
        parts = sorted(set(stories["split"]))
        if split not in parts:
            raise InputError(
                f"no part {split!r} of the seed corpus{did_you_mean(split, parts)}; parts are {', '.join(parts)}"
            )
        stories = stories[stories["split"] == split]
        codings = codings[codings["narrative_id"].isin(stories["narrative_id"])]
    units = coded_units(stories, codings)
    about = stories.set_index("narrative_id")
    # A batch is named by language and brief, such as "nb-a"; a brief was given in every language.
    units["batch"] = units["narrative_id"].map(about["batch"].str.split("-").str[-1])
    units["split"] = units["narrative_id"].map(about["split"])
    return units, label_matrix(units, codings, competences=load_framework().ids)


def seed_head(encoder: Encoder, cache: VectorCache | None, fit: Callable[[], Mapper]) -> Mapper:
    """The head of an encoder on the seed corpus: from the user's cache, else fitted now and kept there."""
    corpus = fingerprint(*(path.read_bytes() for path in sorted(resource("data/seed").glob("*.csv"))))
    name = f"{encoder.fingerprint}-{load_framework().fingerprint}-{corpus}"
    folder = cache_folder() / "heads" / name
    try:
        return load_mapper(folder, encoder=encoder, cache=cache)
    except (ModelError, FrameworkError):
        mapper = fit()
    if cache is not None:
        try:
            save_mapper(mapper, folder, force=True)
        except OutputError as error:
            warnings.warn(f"the head is fitted anew each time: {error}", RuntimeWarning, stacklevel=2)
    return mapper
