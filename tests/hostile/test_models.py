"""Models from strangers: read as numbers or refused; no pickle, no code, no memory for what a header only claims."""

import json
import re
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

import softskills as sk
from softskills.classify.persistence import seed_head
from softskills.cli import main
from softskills.errors import FingerprintError, ModelError, SoftskillsError
from softskills.resources import fingerprint, resource

SOURCE = Path(sk.__file__).parent
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(resource("data/models/builtin"), folder)
    return folder


def refused(folder, match=None, kind=SoftskillsError):
    with pytest.raises(kind, match=match):
        sk.load_mapper(folder)


def rewrite(folder: Path, **changes) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def reweigh(folder: Path, data: bytes) -> None:
    """Other weights, with the fingerprint that belongs to them: a stranger can do that too."""
    (folder / "head.safetensors").write_bytes(data)
    rewrite(folder, head={**json.loads((folder / "config.json").read_text())["head"], "fingerprint": fingerprint(data)})


def test_no_module_knows_pickle_or_runs_what_it_read():
    forbidden = re.compile(
        r"\b(pickle|joblib|dill|shelve|marshal|cloudpickle)\b|\beval\(|\bexec\(|os\.system|allow_pickle|torch\.load|"
        r"np\.load\(|yaml\.load\(|yaml\.unsafe|trust_remote_code\s*=\s*True|shell\s*=\s*True"
    )
    # Said in prose, or with the loader that makes nothing but strings.
    allowed = re.compile(r"[Nn]o pickle|never pickle|allow_pickle=False|Loader=yaml\.BaseLoader")
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()}"
        for path in SOURCE.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if forbidden.search(line) and not allowed.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["config.json", "head.safetensors", "framework.yaml"])
def test_a_file_that_runs_when_unpickled_is_not_unpickled(model, tmp_path, name):
    marker = tmp_path / "pwned"
    harm = f"cposix\nsystem\n(S'touch {marker}'\ntR.".encode()
    (model / "head.pkl").write_bytes(harm)
    (model / "modeling.py").write_text(f"open({str(marker)!r}, 'w')")
    rewrite(model, auto_map={"AutoModel": "modeling.Harm"})
    (model / name).write_bytes(harm)
    refused(model)
    if name == "head.safetensors":
        reweigh(model, harm)
        refused(model, "not readable", ModelError)
    assert not marker.exists()


@pytest.mark.parametrize("name", ["config.json", "head.safetensors", "framework.yaml"])
@FEW
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_changes_nothing(tmp_path_factory, mapper, name, place, flip):
    folder = tmp_path_factory.mktemp("m") / "model"
    shutil.copytree(resource("data/models/builtin"), folder)
    path = folder / name
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= flip
    path.write_bytes(data)
    try:
        loaded = sk.load_mapper(folder)
    except SoftskillsError:
        return
    assert name != "head.safetensors" and loaded.framework.fingerprint == mapper.framework.fingerprint
    np.testing.assert_array_equal(loaded.head.weights, mapper.head.weights)


def header(tensors: dict[str, object], body: bytes = b"") -> bytes:
    text = json.dumps(tensors).encode()
    return struct.pack("<Q", len(text)) + text + body


CLAIM = {"dtype": "F64", "shape": [2**40], "data_offsets": [0, 2**43]}
CLAIMS = {
    "endless header": struct.pack("<Q", 2**63) + b"{}",
    "8 TB": header({"weights": CLAIM}),
    "negative": header({"weights": {**CLAIM, "shape": [-1]}}),
    "overflow": header({"weights": {"dtype": "F64", "shape": [2**32, 2**32], "data_offsets": [0, 0]}}),
    "bfloat": header({"weights": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}}, b"xx"),
    "objects": header({"weights": {"dtype": "O", "shape": [1], "data_offsets": [0, 8]}}, b"x" * 8),
    "rest": header({}) + b"x" * 100,
    "empty": b"",
    "a pickle": b"\x80\x04\x95",
    "other names": save({"weights": np.zeros((2, 2))}),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_weights_that_claim_too_much(model, claim):
    reweigh(model, CLAIMS[claim])
    refused(model, kind=ModelError)


def test_weights_that_are_no_numbers_are_refused(model, mapper):
    arrays = {name: np.array(array) for name, array in mapper.head.arrays.items()}
    reweigh(model, save({**arrays, "bias": arrays["bias"] * np.nan}))
    refused(model, "finite numbers", ModelError)
    reweigh(model, save({**arrays, "bias": arrays["bias"].astype(np.float32)}))
    refused(model, "64 bits", ModelError)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": [1]}, {"format": "1"}, {"encoder": []}, {"encoder": {"name": "x"}}, {"encoder": {"name": 1, "fingerprint": 2}},
        {"framework": "x"}, {"classes": "A1"}, {"classes": []}, {"classes": [1]}, {"classes": ["A1", "A1"]}, {"classes": ["A1"] * 10**5},
        {"context": "1"}, {"context": float("nan")}, {"context": 1e308}, {"context": True}, {"head": None}, {"head": {}},
        {"head": {"fingerprint": "x", "dimension": -1}}, {"head": {"fingerprint": "x", "dimension": 10**12}},
        {"head": {"fingerprint": "x", "dimension": 1.5}}, {"head": {"fingerprint": "../x", "dimension": 896}},
    ],
)  # fmt: skip
def test_a_config_that_lies_is_refused(model, changes):
    rewrite(model, **changes)
    refused(model, kind=ModelError)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"nul", b"[" * 100_000, b"\xff", b" " * 2**21])
def test_a_config_that_is_none_is_refused(model, content):
    (model / "config.json").write_bytes(content)
    with pytest.raises(SoftskillsError):
        sk.load_mapper(model)


@pytest.mark.parametrize("name", ["head.safetensors", "config.json", "framework.yaml"])
def test_links_to_devices_are_not_read_for_ever(model, name):
    (model / name).unlink()
    (model / name).symlink_to("/dev/zero")
    refused(model)


def test_another_framework_or_encoder_is_noticed(model, tiny_file):
    shutil.copy(tiny_file, model / "framework.yaml")
    refused(model, "is not the framework", FingerprintError)
    rewrite(model, encoder={"name": "builtin", "fingerprint": "0" * 16})
    refused(model, "was trained on encoder", FingerprintError)


def test_a_strangers_card_does_not_steer_the_terminal(model, capsys):
    (model / "README.md").write_text("# Card\x1b[2J\x1b]0;owned\x07\r hidden\u202e\n")
    assert main(["model", "card", "--model", str(model)]) == 0
    assert not set(capsys.readouterr().out) & set("\x1b\x07\r\u202e")


def test_a_folder_with_pickled_weights_or_code_is_no_encoder(tmp_path):
    marker = tmp_path / "pwned"
    (tmp_path / "pytorch_model.bin").write_bytes(f"cposix\nsystem\n(S'touch {marker}'\ntR.".encode())
    (tmp_path / "modeling.py").write_text(f"open({str(marker)!r}, 'w')")
    (tmp_path / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "modeling.Harm"}]')
    with pytest.raises(ModelError, match="pickled weights"):
        _ = sk.load_encoder(str(tmp_path)).fingerprint
    assert not marker.exists()


@pytest.mark.slow
def test_code_in_an_encoder_folder_is_not_run(tmp_path):
    marker = tmp_path / "pwned"
    harm = f"open({str(marker)!r}, 'w').close()\nclass Harm: pass\n"
    (tmp_path / "modeling.py").write_text(harm)
    (tmp_path / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "modeling.Harm"}]')
    (tmp_path / "config.json").write_text('{"model_type": "x", "auto_map": {"AutoModel": "modeling.Harm", "AutoConfig": "modeling.Harm"}}')  # fmt: skip
    (tmp_path / "model.safetensors").write_bytes(save({"w": np.zeros(2)}))
    with pytest.raises(ModelError):
        _ = sk.load_encoder(str(tmp_path)).fingerprint
    assert not marker.exists()


def test_a_damaged_head_in_the_cache_is_fitted_anew(tmp_path, monkeypatch, mapper):
    monkeypatch.setenv("SOFTSKILLS_CACHE", str(tmp_path))
    kept = object()  # stands for a cache: that there is one is all that matters here
    assert seed_head(mapper.encoder, kept, lambda: mapper) is mapper
    folder = next((tmp_path / "heads").iterdir())
    for name in ("framework.yaml", "head.safetensors", "config.json"):
        (folder / name).write_bytes(b"cut sho")
        assert seed_head(mapper.encoder, kept, lambda: mapper) is mapper
        assert seed_head(mapper.encoder, None, lambda: pytest.fail("was mended")).head is not None


def test_a_head_that_cannot_be_kept_is_used_all_the_same(tmp_path, monkeypatch, mapper):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SOFTSKILLS_CACHE", str(tmp_path / "file"))
    with pytest.warns(RuntimeWarning, match="fitted anew each time"):
        assert seed_head(mapper.encoder, object(), lambda: mapper) is mapper
