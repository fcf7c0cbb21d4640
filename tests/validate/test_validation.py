"""``validate`` and its tables, against scikit-learn and against counting by hand; data are made up."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

import softskills as sk
from softskills.classify.proportions import wilson
from softskills.errors import InputError, TableError
from softskills.validate import caveats, lexical, models
from softskills.validate.calibration_tables import calibration_summary, first_choice, reliability, risk_coverage
from softskills.validate.coded_sample import coded_sample
from softskills.validate.competence_table import average_precisions, by_competence, by_story, micro_f1s
from softskills.validate.lexical import fit_lexical
from softskills.validate.models import Scored, with_budget
from softskills.validate.person_draws import draw_persons, interval
from softskills.validate.validation import Validation, validate

WORDS = {"cook": "boiled kettle kitchen broth", "mend": "fixed wire hammer zip", "NONE": "rain grey road day"}
RNG = np.random.default_rng(3)
CODES = RNG.choice(list(WORDS), (45, 4), p=[0.35, 0.25, 0.4])
TABLES = """accuracy competences stories decisions calibration calibration_summary risk_coverage ceiling confusions
    errors gaps""".split()


class Letters:
    """Counts letters; serves English only."""

    name, fingerprint, languages = "letters", "letters-1", frozenset({"en"})

    def encode(self, texts, languages):
        counts = np.array(
            [[0.1 + text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        )
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)

    def as_read(self, texts, languages):
        return list(texts)

    def coverage(self, texts, languages):
        return np.array([1.0 if code == "en" else np.nan for code in languages])


@pytest.fixture(scope="module")
def told():
    """45 stories of four units by 15 persons in three countries; every unit is one sentence."""
    texts = [". ".join(WORDS[code] for code in row) + "." for row in CODES]
    return pd.DataFrame(
        {
            "narrative_id": [f"s{i}" for i in range(45)],
            "text": texts,
            "participant": [f"p{i % 15}" for i in range(45)],
            "country": [("NO", "SK", "ES")[i % 3] for i in range(45)],
            "language": "en",
            "synthetic": True,
        }
    )


@pytest.fixture(scope="module")
def codings(told):
    rows, rng = [], np.random.default_rng(4)
    for i, text in enumerate(told["text"]):
        start = 0
        for unit, code in enumerate(CODES[i], start=1):
            end = start + len(WORDS[code])
            rows.append((f"s{i}", unit, start, end, "ana", code, 1))
            rows.append((f"s{i}", unit, start, end, "bo", code if rng.random() < 0.8 else "NONE", 1))
            start = end + 2
        assert start - 1 == len(text)
    return pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "coder", "competence", "round"])


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    path = tmp_path_factory.mktemp("framework") / "f.csv"
    path.write_text("id,area,label\ncook,H,cooking\nmend,H,mending\n")
    units = pd.DataFrame(
        {"narrative_id": [f"t{i // 2}" for i in range(40)], "unit": [i % 2 + 1 for i in range(40)], "language": "en"}
    )
    names = [list(WORDS)[i % 3] for i in range(40)]
    units["text"] = [WORDS[name] if i % 7 else WORDS["NONE"] for i, name in enumerate(names)]  # some are wrong
    Y = pd.DataFrame({code: [int(name == code) for name in names] for code in ("cook", "mend")})
    return sk.SkillClassifier(Letters(), framework=sk.load_framework(path), cache=False).fit(units, Y)


@pytest.fixture(scope="module")
def val(classifier, told, codings):
    return validate(classifier, told, codings, by="country", resamples=100)


@pytest.fixture
def scored():
    rng = np.random.default_rng(1)
    Y = (rng.random((300, 3)) < [0.3, 0.2, 0.02]).astype(np.int64)
    P = np.clip(0.25 * Y + rng.random((300, 3)).round(2) * 0.75, 0.01, 0.99)  # rounded: with equal scores
    persons = np.array([f"p{i}" for i in rng.integers(0, 30, 300)], dtype=object)
    return (
        pd.DataFrame(Y, columns=["A1", "A2", "A3"]),
        Scored("classifier", P, P >= 0.55, prevalence=np.full(P.shape, 0.1)),
        persons,
    )


# -- single tables --------------------------------------------------------------------------------


def test_precision_recall_f1_and_average_precision_are_scikit_learns(scored):
    Y, model, persons = scored
    table = by_competence(Y, model, persons, resamples=0, seed=0).set_index("competence")
    for k, name in enumerate(["A1", "A2"]):
        y, found = Y[name], model.decided[:, k]
        assert table.loc[name, "units"] == y.sum()
        assert table.loc[name, "precision"] == pytest.approx(precision_score(y, found))
        assert table.loc[name, "recall"] == pytest.approx(recall_score(y, found))
        assert table.loc[name, "F1"] == pytest.approx(f1_score(y, found))
        assert table.loc[name, "average_precision"] == pytest.approx(average_precision_score(y, model.scores[:, k]))
        brier = ((y - model.scores[:, k]) ** 2).mean() / ((y - 0.1) ** 2).mean()
        assert table.loc[name, "brier_skill"] == pytest.approx(1 - brier)
    few = table.loc["A3"]
    assert few[["recall", "F1", "average_precision", "brier_skill"]].isna().all()
    assert "units coded so; at least 10 are needed" in few["note"]


def test_average_precision_of_each_draw_is_scikit_learns_with_weights(scored):
    Y, model, persons = scored
    draws = draw_persons(persons, resamples=20, seed=5)
    found = average_precisions(Y["A1"].to_numpy(), model.scores[:, 0], draws)
    for row in (0, 7, 20):
        weights = draws.weights[row][draws.owners]
        expected = average_precision_score(Y["A1"], model.scores[:, 0], sample_weight=weights)
        assert found[row] == pytest.approx(expected)


def test_intervals_come_from_drawing_persons_with_all_their_units(scored):
    Y, model, persons = scored
    row = by_competence(Y, model, persons, resamples=200, seed=2).iloc[0]
    draws = draw_persons(persons, resamples=200, seed=2)
    names, recalls = np.unique(persons.astype(str)), []
    for counts in draws.weights[1:].astype(int):
        drawn = np.concatenate([np.flatnonzero(persons == name) for name in np.repeat(names, counts)])
        recalls.append(recall_score(Y["A1"].to_numpy()[drawn], model.decided[drawn, 0]))
    np.testing.assert_allclose([row["recall_low"], row["recall_high"]], np.percentile(recalls, [2.5, 97.5]))
    assert row["recall_low"] < row["recall"] < row["recall_high"]


def test_four_persons_give_no_interval(scored):
    Y, model, persons = scored
    few = np.array([f"p{int(name[1:]) % 4}" for name in persons], dtype=object)
    row = by_competence(Y, model, few, resamples=50, seed=0).iloc[0]
    assert np.isnan(row["recall_low"])
    assert "fewer than 5 persons" in row["note"]
    assert np.isnan(interval(np.ones(10))).all()


def test_story_and_micro_f1_are_scikit_learns(scored):
    Y, model, persons = scored
    stories = np.array([f"{name} {i % 2}" for i, name in enumerate(persons)], dtype=object)
    table = by_story(Y.to_numpy(), [model], stories, persons, groups=None, resamples=50, seed=0)
    truth, found = (pd.DataFrame(np.asarray(values, dtype=int)).groupby(stories).max() for values in (Y, model.decided))
    assert table.loc[0, "macro_F1"] == pytest.approx(f1_score(truth, found, average="macro"))
    assert table.loc[0, "macro_F1_low"] < table.loc[0, "macro_F1"] < table.loc[0, "macro_F1_high"]
    assert table.loc[0, ["stories", "persons"]].tolist() == [len(truth), 30]
    draws = draw_persons(persons, resamples=3, seed=0)
    assert micro_f1s(Y.to_numpy(), model.decided, draws)[0] == pytest.approx(
        f1_score(Y, model.decided, average="micro")
    )


def test_calibration_of_the_first_choice(scored):
    Y, model, _ = scored
    P = model.scores / 1.3
    said, right = first_choice(Y.to_numpy(), P)
    row = calibration_summary(Y.to_numpy(), P).iloc[0]
    logit = np.log(said / (1 - said))[:, None]
    expected = LogisticRegression(C=np.inf, tol=1e-8).fit(logit, right)
    assert row["slope"] == pytest.approx(expected.coef_[0, 0], abs=1e-3)
    assert row["brier"] == pytest.approx(((said - right) ** 2).mean())
    assert row["in_the_large"] == pytest.approx(said.mean() - right.mean())
    assert (row["expected"], row["found"]) == (pytest.approx(P.sum()), Y.to_numpy().sum())
    table = reliability(said, right)
    assert table["units"].sum() == 300
    assert table["bin"].tolist() == list(range(1, 11))
    assert table["share"] @ table["units"] == pytest.approx(right.sum())
    assert table["probability"].is_monotonic_increasing
    np.testing.assert_allclose(
        table.loc[0, ["low", "high"]].astype(float), wilson(round(30 * table.loc[0, "share"]), 30)
    )
    assert len(reliability(said[:35], right[:35])) == 3  # bins of ten at least
    assert not len(reliability(said[:9], right[:9]))


def test_risk_and_coverage_are_what_one_counts(scored):
    Y, model, _ = scored
    said, right = first_choice(Y.to_numpy(), model.scores)
    table = risk_coverage(Y.to_numpy(), [model])
    assert len(table) <= 100
    for row in table.to_dict("records"):
        accepted = said >= row["threshold"]
        assert row["coverage"] == pytest.approx(accepted.mean())
        assert row["risk"] == pytest.approx(1 - right[accepted].mean())
    assert (table["coverage"] * 300).min() >= 10
    assert table["coverage"].iloc[-1] == 1
    same = risk_coverage(Y.to_numpy(), [Scored("prevalence", np.tile([0.3, 0.2, 0.1], (300, 1)))])
    assert same["coverage"].tolist() == [1]  # equally sure of all: nothing to choose


def test_a_baseline_says_yes_as_often_as_the_classifier(scored):
    _, model, _ = scored
    scores = model.scores.copy()
    scores[:5] = np.nan
    found = with_budget(Scored("x", scores), 40, seed=0).decided
    assert found.sum() == 40
    assert scores[found].min() >= np.nanmax(scores[~found])
    flat = Scored("prevalence", np.tile([0.3, 0.2, 0.1], (300, 1)))
    assert with_budget(flat, 40, seed=1).decided[:, 0].sum() == 40  # the most frequent, in units drawn by lot
    assert (with_budget(flat, 40, seed=1).decided != with_budget(flat, 40, seed=2).decided).any()


def test_plain_words_are_learned():
    texts = [WORDS[code] for code in CODES[:, 0]]
    Y = np.array([[code == "cook", code == "mend"] for code in CODES[:, 0]], dtype=np.int64)
    scores = fit_lexical(texts, Y).scores(list(WORDS.values()))
    assert scores.argmax(axis=1)[:2].tolist() == [0, 1]
    assert scores[2].sum() < 0.5
    assert scores.shape == (3, 2)
    nothing = fit_lexical(texts, np.zeros_like(Y))  # one answer only: the prevalence of each
    assert (nothing.scores(["x"]) == 0).all()


# -- the whole -----------------------------------------------------------------------------------


def test_the_tables_have_the_columns_that_others_rely_on(val):
    assert val.accuracy.columns.tolist() == (
        ["model", *"group units labelled R@1 R@1_low R@1_high R@3 mAP prevalence".split()]
    )
    wanted = {
        "competences": "competence units precision precision_low precision_high recall recall_low recall_high F1 average_precision brier_skill note",
        "stories": "model group stories persons macro_F1 macro_F1_low macro_F1_high",
        "decisions": "group units labelled suggested_right suggested_precision uncertain unlabelled_suggested",
        "calibration": "bin units probability share low high",
        "calibration_summary": "units ECE ECE_perfect brier in_the_large slope",
        "risk_coverage": "model coverage risk threshold",
        "ceiling": "coder other units micro_F1 low high human",
        "confusions": "coded first count share",
        "errors": "narrative_id unit start end text coded first probability kind",
        "gaps": "by group other measure difference low high p p_adjusted note",
    }
    for name, columns in wanted.items():
        assert set(columns.split()) <= set(getattr(val, name).columns), name


def test_accuracy_is_that_of_accuracy(val, classifier, told, codings):
    units = sk.datasets.coded_units(told, codings)
    Y = sk.label_matrix(units, codings, competences=["cook", "mend"])
    expected = sk.accuracy(Y, classifier.predict_proba(units), resamples=0).iloc[0]
    row = val.accuracy[val.accuracy["model"].eq("classifier") & val.accuracy["group"].eq("all")].iloc[0]
    assert row[["units", "labelled", "R@1", "mAP"]].tolist() == expected[["units", "labelled", "R@1", "mAP"]].tolist()
    assert row["R@1_low"] <= row["R@1"] <= row["R@1_high"]
    assert set(val.accuracy["group"]) == {"all", "NO", "SK", "ES"}
    assert val.model == "classifier"
    assert val.decisions["micro_F1"].iloc[0] == pytest.approx(f1_score(Y, classifier.predict(units), average="micro"))


def test_the_errors_are_errors_and_the_worst_stand_first(told, codings, classifier):
    texts = told.set_index("narrative_id")["text"]
    ana = codings[codings["coder"] == "ana"].reset_index(drop=True)
    cooks, mends, none = (ana.index[ana["competence"] == name] for name in ("cook", "mend", "NONE"))
    other = ana["competence"].copy()
    other[cooks[0]], other[mends[0]], other[none[0]] = "mend", "NONE", "cook"
    errors = validate(classifier, told, ana.assign(competence=other), resamples=0).errors
    assert errors["kind"].tolist() == ["wrong", *errors["kind"].tolist()[1:]]  # wrong twice: what it said, and what not
    assert sorted(errors["kind"]) == ["false alarm", "missed", "wrong"]
    assert all(texts[row.narrative_id][row.start : row.end] == row.text for row in errors.itertuples())
    kinds = errors.set_index("kind")
    assert kinds.loc["wrong", ["coded", "first"]].tolist() == ["mend", "cook"]
    assert kinds.loc["false alarm", ["coded", "first"]].tolist() == ["", "mend"]
    assert kinds.loc["missed", "coded"] == "cook"
    assert kinds.loc["missed", "probability"] < kinds.loc["wrong", "probability"]


def test_the_ceiling_is_between_coders_and_says_whether_they_are_people(val, told, codings, classifier):
    row = val.ceiling.iloc[0]
    assert row[["coder", "other", "units", "human"]].tolist() == ["ana", "bo", 180, True]
    sets = codings.pivot(index=["narrative_id", "unit"], columns="coder", values="competence")
    ana, bo = (np.column_stack([sets[name] == code for code in ("cook", "mend")]) for name in ("ana", "bo"))
    assert row["micro_F1"] == pytest.approx(f1_score(ana, bo, average="micro"))
    assert row["low"] < row["micro_F1"] < row["high"]
    named = codings.assign(coder=codings["coder"].map({"ana": "M1", "bo": "LM-2"}))
    mixed = validate(classifier, told, named, resamples=0)
    assert not mixed.ceiling["human"].any()
    assert any("No human ceiling" in note for note in mixed.notes)
    people = validate(classifier, told.assign(synthetic=False), named.replace({"coder": {"LM-2": "M2"}}), resamples=0)
    assert people.ceiling["human"].all()  # M1 and M2 are people where people told


def test_a_second_round_and_the_gold_do_not_raise_the_ceiling(val, told, codings, classifier):
    again = codings[codings["coder"] == "ana"].assign(coder="bo", round=2)
    gold = codings[codings["coder"] == "ana"].assign(coder="gold", round=2)
    table = validate(classifier, told, pd.concat([codings, again, gold]), resamples=0)
    assert table.ceiling["micro_F1"].tolist() == val.ceiling["micro_F1"].tolist()
    assert table.notes[0] == "Measured against adjudicated codings (coder gold) of 180 units."


def test_gaps_and_what_was_not_run(val, told, codings, classifier):
    assert set(val.gaps["group"]) == {"NO", "SK", "ES"}
    assert {"R@1", "TPR", "FPR"} <= set(val.gaps["measure"])
    assert val.gaps["by"].eq("country").all()
    assert any("baselines TF-IDF and prevalence are not run" in note for note in val.notes)
    one = validate(classifier, told.assign(country="NO"), codings, by="country", resamples=10)
    assert not len(one.gaps)
    assert any("No gaps by country" in note for note in one.notes)
    bands = validate(classifier, told, codings, by="length", resamples=0)
    assert set(bands.accuracy["group"]) == {"all", "000–079"}  # short sentences


def test_small_groups_are_said_and_not_shown(told, codings, classifier):
    country = told["country"].where(told["participant"] != "p0", "XX").where(told["narrative_id"] != "s1", None)
    val = validate(classifier, told.assign(country=country), codings, by="country", resamples=20)
    rows = val.accuracy[val.accuracy["model"] == "classifier"].set_index("group")
    assert rows.loc[["XX", "unknown"], ["R@1", "R@1_low", "mAP"]].isna().all(axis=None)
    assert any(note.startswith("XX: only ") for note in val.notes)
    assert val.decisions.set_index("group").loc["XX", ["suggested_right", "micro_F1"]].isna().all()
    stories = val.stories[val.stories["model"] == "classifier"].set_index("group")
    assert np.isnan(stories.loc["XX", "macro_F1"])


def test_refitted_without_each_country_and_without_its_persons(told, codings, classifier):
    val = validate(classifier, told, codings, refit="country", by="country", resamples=20)
    assert val.model == "classifier, refitted"
    assert val.accuracy["model"].drop_duplicates().tolist() == (
        ["classifier, refitted", "classifier", "TF-IDF", "zero-shot", "prevalence"]
    )
    whole = val.accuracy[val.accuracy["group"] == "all"].set_index("model")
    assert whole.loc["classifier, refitted", "R@1"] > whole.loc["prevalence", "R@1"]
    assert whole.loc["TF-IDF", "R@1"] > 0.9  # the words are the same in every country
    assert len(val.calibration)
    alike = told.assign(participant=[f"p{i // 3}" for i in range(45)])  # everybody told in every country
    nobody = validate(classifier, alike, codings, refit="country", resamples=0)
    assert nobody.model == "classifier"
    assert sum("Not refitted without" in note for note in nobody.notes) == 3
    with pytest.raises(InputError, match="refit='language': all units are of one group, 'en'"):
        validate(classifier, told, codings, refit="language")


def test_without_a_trained_head_only_the_ranking_is_measured(told, codings, classifier):
    bare = sk.SkillClassifier(classifier.encoder, framework=classifier.mapper_.framework, cache=False)
    val = validate(bare, told, codings, by="country", resamples=10)
    assert val.model == "zero-shot"
    assert val.accuracy["model"].unique().tolist() == ["zero-shot"]
    assert not len(val.calibration)
    assert not len(val.decisions)
    assert not len(val.errors)
    assert val.competences["precision"].isna().all()
    assert val.competences["average_precision"].notna().all()
    assert val.gaps["measure"].unique().tolist() == ["R@1"]
    assert any("no decisions" in note for note in val.notes)
    assert "zero-shot" in str(val)


def test_baselines_from_the_seed_corpus(monkeypatch, told, codings, classifier):
    ids = sk.load_framework().ids
    places = np.arange(60) % len(ids)
    units = pd.DataFrame({"text": [f"word{'abcdefghijklmnopqrs'[place]}" * 2 for place in places]})
    Y = pd.DataFrame(np.eye(len(ids), dtype=int)[places], columns=ids)
    asked = []
    monkeypatch.setattr(lexical, "seed_corpus", lambda split: asked.append(split) or (units, Y))
    lexical.seed_lexical.cache_clear()
    try:
        mapper = sk.Mapper(sk.load_framework(), classifier.encoder)
        baselines, note = models.seed_baselines(mapper, units["text"].tolist())
        models.seed_baselines(mapper, ["x"])
    finally:
        lexical.seed_lexical.cache_clear()
    assert asked == ["train"]  # learned once
    assert [baseline.name for baseline in baselines] == ["TF-IDF", "prevalence"]
    assert sk.accuracy(Y, baselines[0].scores, resamples=0)["R@1"].iloc[0] == 1
    np.testing.assert_allclose(baselines[1].scores[0], Y.mean())
    assert "train part of the seed corpus" in note


def test_stories_that_were_learned_from_are_named(monkeypatch, told, codings, classifier):
    monkeypatch.setattr(caveats, "_learned", lambda: frozenset(told["text"].head(1)))
    same = int(told["text"].eq(told["text"].iloc[0]).sum())
    val = validate(classifier, told, codings, resamples=0)
    assert any(f"{same} of 45 stories stand in the seed corpus" in note for note in val.notes)


def test_nothing_is_changed_and_the_same_seed_gives_the_same(val, told, codings, classifier):
    before = told.copy(), codings.copy()
    again = validate(classifier, told, codings, by="country", resamples=100)
    pd.testing.assert_frame_equal(told, before[0])
    pd.testing.assert_frame_equal(codings, before[1])
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(val, name))


def test_it_shows_itself_and_never_a_text_of_a_story(val, told):
    assert isinstance(val, Validation)
    text, page = str(val), val._repr_html_()
    for shown in (text, page, repr(val)):
        assert not any(words in shown for words in WORDS.values())
    assert "R@1 (95 %)" in text
    assert "ECE" in text
    assert page.count("<table>") == 1
    assert "<caption>" in page
    assert "<script" not in page
    assert all(f".{name}</code>" in page for name in TABLES)
    assert "All stories are synthetic" in text


def test_units_in_an_unserved_language_and_stories_without_codings_are_named(told, codings, classifier):
    language = told["language"].where(told["narrative_id"] != "s3", "nb")
    val = validate(classifier, told.assign(language=language), codings[codings["narrative_id"] != "s4"], resamples=0)
    assert "4 units are left out: letters does not serve their language (nb)." in val.notes
    assert "1 of 45 stories have no coding and are left out." in val.notes
    assert val.accuracy["units"].iloc[0] == 172
    with pytest.raises(InputError, match="does not serve"):
        validate(classifier, told.assign(language="nb"), codings)


def test_numbers_as_ids_and_as_text_are_the_same(told, codings):
    stories = told.assign(narrative_id=told["narrative_id"].str[1:].astype(int)).drop(columns="participant")
    sample = coded_sample(
        stories,
        codings.assign(narrative_id=codings["narrative_id"].str[1:], start=codings["start"].astype(str)),
        ("cook", "mend"),
    )
    assert len(sample.units) == 180
    assert sample.persons[0] == "narrative 0"


def test_what_is_wrong_is_said(told, codings, classifier):
    with pytest.raises(InputError, match="classifier is a str"):
        validate("clf", told, codings)
    with pytest.raises(InputError, match="resamples is -1"):
        validate(classifier, told, codings, resamples=-1)
    with pytest.raises(TableError, match=r"no column 'contry'.*did you mean 'country'"):
        validate(classifier, told, codings, by="contry")
    with pytest.raises(TableError, match="no coding belongs to a story"):
        validate(classifier, told.assign(narrative_id=[f"x{i}" for i in range(45)]), codings)
    with pytest.raises(TableError, match="no rows"):
        validate(classifier, told, codings.iloc[:0])
    with pytest.raises(TableError, match="row 2 has start 'a'"):
        validate(classifier, told, codings.assign(start="a"))
    with pytest.raises(TableError, match="row 3 has no coder"):
        validate(classifier, told, codings.assign(coder=codings["coder"].where(codings.index != 1)))
    shifted = codings["end"].where(codings.index != 1, codings["end"] - 1)
    with pytest.raises(TableError, match="unit 1 of 's0' has different offsets"):
        validate(classifier, told, codings.assign(end=shifted))
    with pytest.raises(TableError, match="ends after the text"):
        validate(classifier, told.assign(text=told["text"].str[:30]), codings)
    with pytest.raises(TableError, match="'bake', which the framework does not have"):
        validate(classifier, told, codings.assign(competence="bake"))
