import json
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

import softskills as sk
from softskills.errors import FingerprintError, InputError, ModelError, OutputError
from softskills.experiences.datasets import coded_units, load_codings

FRAMEWORK = """
id: letters
areas:
  - id: H
    label: Home
    competences:
      - {id: cook, label: cooking, definition: Prepares meals for others.}
      - {id: mend, label: mending, definition: Mends what is broken.}
      - {id: sing, label: singing, definition: Sings with others.}
"""


@pytest.fixture(scope="module")
def corpus():
    """Forty short stories in which the words tell the competence."""
    rng = np.random.default_rng(0)
    deeds = {"cook": "boiled kettle kitchen broth", "mend": "fixed wire hammer zip", "sing": "sang hymn voice tune"}
    rows, labels = [], []
    for story in range(40):
        for unit in range(1, 5):
            kind = rng.choice([*deeds, "none"])
            words = deeds[kind].split() if kind != "none" else ["rain", "grey", "road", "day"]
            rows.append(
                {"narrative_id": f"s{story}", "unit": unit, "text": " ".join(rng.permutation(words)), "language": "en"}
            )
            labels.append({name: int(name == kind) for name in deeds})
    return pd.DataFrame(rows), pd.DataFrame(labels)


@pytest.fixture
def classifier(tmp_path, letters):
    path = tmp_path / "framework.yaml"
    path.write_text(FRAMEWORK)
    return sk.SkillClassifier(letters, framework=sk.load_framework(path), cache=False, context=0.0)


def test_fit_predict_score(classifier, corpus):
    units, Y = corpus
    fitted = classifier.fit(units, Y)
    assert fitted is classifier
    assert fitted.classes_.tolist() == ["cook", "mend", "sing"]
    probability = fitted.predict_proba(units)
    assert probability.shape == (160, 3) and ((probability >= 0) & (probability <= 1)).all()
    predicted = fitted.predict(units)
    assert predicted.shape == Y.shape and set(np.unique(predicted)) <= {0, 1}
    assert fitted.score(units, Y) > 0.9
    assert probability.sum() == pytest.approx(Y.to_numpy().sum(), rel=0.25)


def test_cross_validation_by_story_and_grid_search(classifier, corpus):
    units, Y = corpus
    groups = units["narrative_id"]
    probability = cross_val_predict(classifier, units, Y, cv=GroupKFold(3), groups=groups, method="predict_proba")
    assert np.asarray(probability).shape == Y.shape
    search = GridSearchCV(classifier, {"C": [0.1, 3.0]}, cv=GroupKFold(2)).fit(units, Y, groups=groups)
    assert 0 < search.best_score_ <= 1


def test_clone_params_and_pickle(classifier, corpus):
    copy = clone(classifier.set_params(C=0.5, context=0.1))
    assert copy.get_params()["C"] == 0.5 and not hasattr(copy, "mapper_")
    small = sk.SkillClassifier(cache=False)
    assert len(pickle.dumps(small)) < 2_000


def _checks():
    with warnings.catch_warnings():
        # Of an estimator whose tags say "texts" scikit-learn runs what needs no numbers, and says so.
        warnings.simplefilter("ignore", SkipTestWarning)
        return parametrize_with_checks([sk.SkillClassifier(cache=False)], expected_failed_checks=lambda estimator: {})


@_checks()
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_the_tags_say_texts_and_several_labels():
    tags = get_tags(sk.SkillClassifier())
    assert tags.input_tags.string and not tags.input_tags.two_d_array
    assert tags.classifier_tags.multi_label and tags.target_tags.required


def test_before_fit_there_are_no_probabilities():
    with pytest.raises(NotFittedError):
        sk.SkillClassifier().predict_proba(["a"], language="en")


@pytest.mark.parametrize(
    ("X", "Y", "message"),
    [
        ("one text", [[1, 0, 0]], "single string"),
        (["a", None], [[1, 0, 0]] * 2, "row 1 of X is None"),
        (["a", "b"], [[1, 0], [0, 1]], "expected \\(2, 3\\)"),
        (["a", "b"], [[2, 0, 0], [0, 1, 0]], "other than 0 and 1"),
        (["a", "b"], [[0, 0, 0], [0, 0, 0]], "no label at all"),
        (pd.DataFrame({"txt": ["a"]}), [[1, 0, 0]], "no column 'text'"),
        (pd.DataFrame({"text": ["a", "b"], "language": ["fi", "en"]}), [[1, 0, 0]] * 2, "not serve \\(fi\\)"),
        (
            pd.DataFrame({"text": ["a", "b"], "language": "en", "narrative_id": "s"}),
            [[1, 0, 0]] * 2,
            "at least two narratives",
        ),
    ],
)
def test_wrong_training_data_is_named(classifier, X, Y, message):
    if isinstance(X, list):
        X = pd.DataFrame({"text": pd.Series(X, dtype="object"), "language": "en"})
    with pytest.raises(InputError, match=message):
        classifier.fit(X, np.array(Y))


def test_a_competence_the_framework_lacks_is_refused(classifier, corpus):
    units, Y = corpus
    with pytest.raises(InputError, match="'dance'"):
        classifier.fit(units, Y.rename(columns={"cook": "dance"}))


def test_part_of_the_competences_is_enough(classifier, corpus):
    units, Y = corpus
    fitted = classifier.fit(units, Y[["sing", "cook"]])
    assert fitted.classes_.tolist() == ["cook", "sing"]
    assert fitted.score(units, Y[["cook", "sing"]].to_numpy()) > 0.9
    with pytest.raises(InputError, match="not fitted"):
        fitted.score(units, Y)
    assert fitted.score(units, Y[["sing", "cook"]]) > 0.9
    assert set(fitted.map(units.assign(narrative_id=units.index.astype(str)))["competence"]) <= {"sing", "cook", "NONE"}


def test_rows_in_another_order_are_noticed(classifier, corpus):
    units, Y = corpus
    with pytest.raises(InputError, match="different order"):
        classifier.fit(units.sample(frac=1, random_state=0), Y)


def test_a_loaded_classifier_is_cloned_and_pickled():
    loaded = sk.load_classifier(cache=False)
    assert clone(loaded).get_params()["encoder"] == "builtin"
    again = pickle.loads(pickle.dumps(loaded))
    texts = ["I wrote a list of who fetches whom."]
    np.testing.assert_allclose(
        again.predict_proba(texts, language="en"), loaded.predict_proba(texts, language="en"), atol=1e-6
    )


def test_unit_numbers_read_as_text_are_numbers(mapper):
    units = pd.DataFrame(
        {
            "narrative_id": "s",
            "unit": range(1, 13),
            "text": [f"I cooked dish {i}." for i in range(12)],
            "language": "en",
        }
    )
    as_text = units.assign(unit=units["unit"].astype(str))
    np.testing.assert_allclose(mapper.predict_proba(as_text), mapper.predict_proba(units), atol=1e-6)


def test_save_and_load(classifier, corpus, tmp_path, letters):
    units, Y = corpus
    fitted = classifier.fit(units, Y)
    folder = fitted.save(tmp_path / "model")
    again = sk.load_classifier(folder, encoder=letters, cache=False)
    np.testing.assert_allclose(again.predict_proba(units), fitted.predict_proba(units), atol=1e-12)
    with pytest.raises(OutputError, match="exists already"):
        fitted.save(folder)
    fitted.save(folder, force=True)
    (folder / "thesis.docx").write_text("")
    with pytest.raises(OutputError, match=r"thesis\.docx"):
        fitted.save(folder, force=True)


def _saved(classifier, corpus, tmp_path):
    return classifier.fit(*corpus).save(tmp_path / "model")


def test_parts_that_do_not_belong_together_are_refused(classifier, corpus, tmp_path, letters):
    folder = _saved(classifier, corpus, tmp_path)
    with pytest.raises(FingerprintError, match="was trained on encoder"):
        sk.load_classifier(folder, encoder="builtin")
    framework = folder / "framework.yaml"
    framework.write_text(framework.read_text().replace("meals", "dishes"))
    with pytest.raises(FingerprintError, match="not the framework"):
        sk.load_classifier(folder, encoder=letters)


def test_damaged_files_are_refused(classifier, corpus, tmp_path, letters):
    folder = _saved(classifier, corpus, tmp_path)
    weights = folder / "head.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(FingerprintError, match="changed or damaged"):
        sk.load_classifier(folder, encoder=letters)
    weights.write_bytes(b"not safetensors")
    config = json.loads((folder / "config.json").read_text())
    from softskills.resources import fingerprint

    config["head"]["fingerprint"] = fingerprint(b"not safetensors")
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="not readable"):
        sk.load_classifier(folder, encoder=letters)
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelError, match="not readable"):
        sk.load_classifier(folder, encoder=letters)
    weights.unlink()
    with pytest.raises(ModelError, match="is missing"):
        sk.load_classifier(folder, encoder=letters)
    with pytest.raises(ModelError, match="no such folder"):
        sk.load_classifier(tmp_path / "nowhere")


def test_calibration_takes_the_development_part_and_refuses_the_test_part(classifier, corpus):
    units, Y = corpus
    part = np.where(units["narrative_id"].isin([f"s{i}" for i in range(10)]), "development", "train")
    fitted = classifier.fit(units.assign(split=part), Y)
    np.testing.assert_allclose(fitted.mapper_.head.prevalence, Y[part == "development"].mean())
    with pytest.raises(InputError, match="rows of the test part"):
        classifier.fit(units.assign(split="test"), Y)


def test_recalibration_follows_another_prevalence_and_leaves_the_weights(classifier, corpus):
    units, Y = corpus
    fitted = classifier.fit(units, Y)
    sample, truth = units.copy(), Y.copy()
    truth.iloc[::2] = 0  # stricter coders: half of what there is does not count for them
    again = fitted.recalibrate(sample, truth)
    np.testing.assert_array_equal(again.mapper_.head.weights, fitted.mapper_.head.weights)
    assert again.predict_proba(sample).sum() == pytest.approx(truth.to_numpy().sum(), rel=0.1)
    assert abs(fitted.predict_proba(sample).sum() / truth.to_numpy().sum() - 1) > 0.1
    with pytest.raises(InputError, match="at least 30"):
        fitted.recalibrate(sample.iloc[:5], truth.iloc[:5])
    with pytest.raises(InputError, match="are needed"):
        fitted.recalibrate(sample, truth[["cook"]])


def test_fit_seed_of_the_builtin_encoder_is_the_shipped_head():
    fitted, shipped = sk.SkillClassifier(cache=False).fit_seed(), sk.load_classifier(cache=False)
    texts = ["Jeg skrev ned hvem som skulle hvor.", "I counted the money twice."]
    np.testing.assert_array_equal(
        fitted.predict_proba(texts, language=["nb", "en"]), shipped.predict_proba(texts, language=["nb", "en"])
    )


def test_fit_seed_serves_another_encoder(letters):
    fitted = sk.SkillClassifier(letters, cache=False).fit_seed()
    units, Y = sk.seed_corpus("development")
    english = (units["language"] == "en").to_numpy()
    assert fitted.mapper_.head.prevalence == pytest.approx(Y[english].mean().to_numpy())


def test_the_shipped_head_beats_chance_and_similarity_on_stories_it_has_not_seen(mapper, samples):
    units = coded_units(samples, load_codings())
    Y = sk.label_matrix(units, load_codings(), competences=mapper.classes)
    trained = sk.accuracy(Y, mapper.predict_proba(units), resamples=0).iloc[0]
    similar = sk.accuracy(Y, mapper.anchors.similarities(mapper.vectors(units)), resamples=0).iloc[0]
    assert trained["R@1"] > similar["R@1"] + 0.1
    assert trained["mAP"] > 1.5 * similar["mAP"]
    assert trained["mAP"] > 4 * trained["prevalence"]


def test_the_shipped_head_beats_the_baselines_on_the_test_part(mapper):
    units, Y = sk.seed_corpus("test")
    third = units["narrative_id"].isin(units["narrative_id"].unique()[::3])  # of the stories, in each language
    units, Y = units[third], Y[third]
    trained = sk.accuracy(Y, mapper.predict_proba(units), by=units["language"], resamples=0).set_index("group")
    chance = Y.mean().max()
    assert trained.loc["all", "R@1"] > 0.3 and trained["R@1"].min() > 2 * chance
    assert trained.loc["all", "mAP"] > 5 * trained.loc["all", "prevalence"]


def test_the_shipped_head_knows_what_it_was_trained_on(mapper):
    from softskills.resources import resource

    config = json.loads((resource("data/models/builtin") / "config.json").read_text())
    assert config["framework"]["fingerprint"] == sk.load_framework().fingerprint, "run: make model"
    assert config["trained_on"]["stories"] == (sk.datasets.load_seed()["split"] != "test").sum(), "run: make model"
    card = " ".join((resource("data/models/builtin") / "README.md").read_text().split())
    assert "Not for" in card and "Synthetic" in card and "upper bound" in card
