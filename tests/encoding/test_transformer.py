import pickle
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.encoding.transformer import Transformer
from softskills.errors import FingerprintError, ResourceError
from softskills.network import gelu
from softskills.resources import resource

SHARED = Transformer()
STORY = ["My neighbour had a fever.", "I drove her to the hospital.", "It rained.", "Zmerala som jej teplotu."]


@pytest.fixture(scope="module")
def reader():
    return SHARED


def test_rows_have_unit_length_and_the_order_of_the_units(reader):
    (vectors,) = reader.encode([STORY])
    assert vectors.shape == (4, 384) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_story_in_company_has_the_same_vectors_as_alone(reader):
    others = [[f"Sentence number {i} about bread and money." for i in range(n)] for n in (1, 3, 9)]
    together = reader.encode([STORY, *others], workers=2)
    np.testing.assert_allclose(together[0], reader.encode([STORY])[0], atol=1e-4)


def test_what_stands_around_a_unit_changes_it(reader):
    alone = reader.encode([["I did it at once."]])[0]
    one, other = (reader.encode([[before, "I did it at once."]])[0][1:] for before in ("She asked me to mend the tap.", "He asked me to interpret."))  # fmt: skip
    assert np.abs(one - other).max() > 0.01 and np.abs(one - alone).max() > 0.01


def test_the_forward_pass_equals_that_of_transformers(reader):
    """The same weights in the reference implementation give the same states."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel

    network = reader.load()
    pieces = [[0, *network.tokenizer.encode(text), 2] for text in STORY]
    model = BertModel(
        BertConfig(vocab_size=4, hidden_size=384, num_hidden_layers=12, num_attention_heads=12, intermediate_size=1536,
                   max_position_embeddings=512, type_vocab_size=1, layer_norm_eps=1e-12, attn_implementation="eager"),
        add_pooling_layer=False,
    ).eval()  # fmt: skip
    w = {key: torch.from_numpy(np.array(value)) for key, value in network.weights.items()}
    state = {"embeddings.LayerNorm.weight": w["embed.norm.w"], "embeddings.LayerNorm.bias": w["embed.norm.b"]}
    for i, layer in enumerate(network.layers):
        own = f"encoder.layer.{i}."
        q, k, v = torch.from_numpy(layer["qkv"].T.copy()).chunk(3)
        bq, bk, bv = w[f"{i}.qkv.b"].chunk(3)
        for name, matrix, bias in (
            ("attention.self.query", q, bq),
            ("attention.self.key", k, bk),
            ("attention.self.value", v, bv),
            ("attention.output.dense", torch.from_numpy(layer["out"].T.copy()), w[f"{i}.out.b"]),
            ("intermediate.dense", torch.from_numpy(layer["up"].T.copy()), w[f"{i}.up.b"]),
            ("output.dense", torch.from_numpy(layer["down"].T.copy()), w[f"{i}.down.b"]),
        ):
            state |= {f"{own}{name}.weight": matrix, f"{own}{name}.bias": bias}
        for name, ours in (("attention.output.LayerNorm", "norm1"), ("output.LayerNorm", "norm2")):
            state |= {f"{own}{name}.weight": w[f"{i}.{ours}.w"], f"{own}{name}.bias": w[f"{i}.{ours}.b"]}
    state["embeddings.position_embeddings.weight"] = torch.from_numpy(network.positions)
    state["embeddings.token_type_embeddings.weight"] = torch.zeros(1, 384)
    model.load_state_dict(state, strict=False)
    for sequence in pieces:
        embedded = torch.from_numpy(network._embed(np.array([sequence])))
        with torch.no_grad():
            expected = model(inputs_embeds=embedded).last_hidden_state[0].numpy()
        np.testing.assert_allclose(network.states([sequence])[0], expected, atol=2e-4)


def test_the_activation_equals_its_definition():
    from scipy.special import erf

    x = np.concatenate([np.linspace(-12, 12, 240_000), [0, 1e6, -1e6]])
    expected = x * 0.5 * (1 + erf(x / 2**0.5))
    found = x.astype(np.float32).reshape(-1, 3)
    gelu(found)
    np.testing.assert_allclose(found.ravel(), expected, rtol=3e-7, atol=5e-7)


def test_what_only_fills_up_is_not_read(reader):
    """Beside a long sequence a short one is padded; many heads' scores are made in several parts."""
    network = reader.load()
    short, long = [0, 5, 9, 2], [0, *range(100, 400), 2]
    together = network.states([short, long, short])
    for row in (0, 2):
        np.testing.assert_allclose(together[row, :4], network.states([short])[0], atol=1e-5)
    np.testing.assert_allclose(together[1], network.states([long])[0], atol=1e-5)


def test_a_unit_longer_than_the_network_reads_is_read_in_parts(reader):
    long = "word and another one " * 400
    (vectors,) = reader.encode([["Before.", long, "After."]])
    assert vectors.shape == (3, 384) and np.isfinite(vectors).all()
    cut = reader.encode([["Before.", long[: len(long) // 4], "After."]])[0]
    assert np.abs(vectors[1] - cut[1]).max() > 1e-3  # the end was not dropped


@pytest.mark.parametrize("odd", ["", " ", "\ud800", "\u200b", "🎉" * 50, "x" * 3000, "مرحبا", "日本語"])
def test_odd_text_is_read_all_the_same(reader, odd):
    (vectors,) = reader.encode([["I cooked.", odd]])
    assert np.isfinite(vectors).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_gives_finite_vectors(story):
    (vectors,) = SHARED.encode([story])
    assert vectors.shape == (len(story), 384) and np.isfinite(vectors).all()


def test_no_stories(reader):
    assert reader.encode([]) == []


def test_it_travels_without_its_weights(reader):
    reader.load()
    copy = pickle.loads(pickle.dumps(reader))
    assert copy._loaded is None and copy.fingerprint == reader.fingerprint


def test_parts_that_do_not_belong_together_are_refused(tmp_path):
    source = resource("data/encoder")
    shutil.copy(source / "weights.safetensors", tmp_path)
    with pytest.raises(ResourceError, match=r"pieces.model"):
        Transformer(tmp_path).encode([["a"]])
    from softskills.encoding.use import _weights_folder

    shutil.copy(_weights_folder() / "sp.model", tmp_path / "pieces.model")
    with pytest.raises(FingerprintError, match="do not belong together"):
        Transformer(tmp_path).encode([["a"]])
