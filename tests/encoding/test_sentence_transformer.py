import numpy as np
import pytest

import softskills as sk
from softskills.encoding import load_encoder
from softskills.errors import ModelError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # torch's and transformers' own deprecations are not ours to fail on
]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """A real SentenceTransformer of a few kilobytes, built here: word embeddings and mean pooling."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    words = [
        "[UNK]",
        "[PAD]",
        "[CLS]",
        "[SEP]",
        "i",
        "cooked",
        "soup",
        "for",
        "the",
        "whole",
        "family",
        "mended",
        "chair",
        "helped",
        "my",
        "son",
        "read",
    ]
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=16,
    )
    fast.save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=16)
    model = SentenceTransformer(modules=[transformer, Pooling(transformer.get_word_embedding_dimension())])
    model.save(str(folder / "model"))
    return folder / "model"


def test_a_folder_is_an_encoder(tiny_model):
    encoder = load_encoder(str(tiny_model))
    vectors = encoder.encode(["i cooked soup", "i mended the chair"], ["en", "nb"])
    assert vectors.shape == (2, 32) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([], []).shape == (0, 32)
    assert load_encoder(str(tiny_model)).fingerprint == encoder.fingerprint


def test_truncation_is_counted(tiny_model):
    with pytest.warns(UserWarning, match="1 of 2 texts are longer than the 16 pieces"):
        load_encoder(str(tiny_model)).encode(["soup " * 40, "soup"], ["en", "en"])


def test_a_head_is_fitted_at_first_use_and_kept(tiny_model, stories, tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTSKILLS_CACHE", str(tmp_path))
    first = sk.load_classifier(encoder=str(tiny_model))
    assert list((tmp_path / "heads").iterdir())
    second = sk.load_classifier(encoder=str(tiny_model))
    np.testing.assert_allclose(
        first.predict_proba(["i cooked soup"], language="en"), second.predict_proba(["i cooked soup"], language="en")
    )
    assert set(first.map(stories)["narrative_id"]) == {"a", "b"}


def test_a_model_that_is_not_there_names_the_ways_out():
    with pytest.raises(ModelError, match="builtin"):
        load_encoder("nobody/no-such-model").encode(["a"], ["en"])
    with pytest.raises(ModelError, match="no such folder"):
        load_encoder("./no/such/folder").encode(["a"], ["en"])


def test_pickled_weights_are_not_read(tiny_model, tmp_path):
    import shutil

    shutil.copytree(tiny_model, tmp_path / "m")
    for path in (tmp_path / "m").rglob("*.safetensors"):
        path.rename(path.with_name("pytorch_model.bin"))
    with pytest.raises(ModelError, match=r"no \*\.safetensors"):
        load_encoder(str(tmp_path / "m")).encode(["a"], ["en"])


def test_the_english_extra_reads_english_and_says_so():
    encoder = load_encoder("english")
    vectors = encoder.encode(
        ["I taught her to swim.", "I showed her how to swim.", "The tax form was long."], ["en"] * 3
    )
    assert vectors.shape == (3, 384)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert np.isnan(encoder.coverage(["Hei"], ["nb"])[0])
