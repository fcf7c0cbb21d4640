import numpy as np
import pandas as pd
import pytest

import softskills as sk
from softskills.encoding import BuiltinEncoder, VectorCache
from softskills.encoding.transformer import Transformer
from softskills.encoding.use import UseEncoder

TEXTS = ["She asked me to mend the tap.", "I did it at once.", "He asked me to interpret.", "I did it at once."]
CODES = ["en"] * 4
STORIES = ["a", "a", "b", "b"]


@pytest.fixture(scope="module")
def encoder():
    return sk.load_encoder("builtin")


def test_a_vector_is_what_both_networks_read(encoder):
    vectors = encoder.encode(TEXTS, CODES, STORIES)
    within = np.concatenate(Transformer().encode([TEXTS[:2], TEXTS[2:]]))
    alone = UseEncoder().encode(TEXTS, CODES)
    np.testing.assert_allclose(vectors[:, :384] * 2**0.5, within, atol=1e-4)
    np.testing.assert_allclose(vectors[:, 384:] * 2**0.5, alone, atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_without_stories_each_text_stands_alone(encoder):
    vectors = encoder.encode(TEXTS, CODES)
    np.testing.assert_allclose(vectors[1], vectors[3], atol=1e-4)
    assert np.abs(encoder.encode(TEXTS, CODES, STORIES)[1] - vectors[1]).max() > 0.01


def test_no_texts(encoder):
    assert encoder.encode([], []).shape == (0, 896)


def test_a_lexicon_is_added_to_one_encoder_only(tmp_path):
    path = tmp_path / "da.tsv"
    path.write_text("jeg\tI\nlavede\tmade\nmad\tfood\n", encoding="utf-8")
    encoder = BuiltinEncoder()
    encoder.add_lexicon("da", path)
    assert "da" in encoder.languages and "da" not in BuiltinEncoder().languages
    assert {"nb", "sk", "uk"} <= BuiltinEncoder().languages


def test_the_cache_keeps_a_unit_with_its_story(encoder, tmp_path):
    cache = VectorCache(tmp_path)
    expected = encoder.encode(TEXTS, CODES, STORIES)
    np.testing.assert_allclose(cache.encode(encoder, TEXTS, CODES, STORIES), expected, atol=1e-4)
    assert len(cache) == 4  # the two equal sentences are read differently
    np.testing.assert_allclose(cache.encode(encoder, TEXTS[:2], CODES[:2], STORIES[:2]), expected[:2], atol=1e-4)
    assert len(cache) == 4
    cache.encode(encoder, TEXTS[:2], CODES[:2], ["c", "d"])
    assert len(cache) == 6
    # Another name of the story changes nothing; it is no part of the key.
    cache.encode(encoder, TEXTS, CODES, ["x", "x", "y", "y"])
    assert len(cache) == 6


def test_a_step_of_the_cache_parts_no_story(encoder, tmp_path, monkeypatch):
    from softskills.encoding import cache as module

    monkeypatch.setattr(module, "_BATCH", 1)
    steps = list(VectorCache(tmp_path).encode_in_steps(encoder, TEXTS, CODES, STORIES))
    assert [len(step) for step in steps] == [2, 2]
    np.testing.assert_allclose(np.concatenate(steps), encoder.encode(TEXTS, CODES, STORIES), atol=1e-4)


def test_the_order_of_rows_does_not_matter(mapper):
    units = pd.DataFrame({"narrative_id": STORIES, "unit": [1, 2, 1, 2], "text": TEXTS, "language": CODES})
    mixed = units.iloc[[3, 0, 2, 1]]
    np.testing.assert_allclose(mapper.predict_proba(mixed), mapper.predict_proba(units)[[3, 0, 2, 1]], atol=1e-4)
