"""Wording that is too much alike, indicators that pull, known groups, profiles: on tables and vectors made by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, fisher_exact

import softskills as sk
from softskills.classify import Mapper
from softskills.classify.proportions import wilson
from softskills.errors import InputError, TableError
from softskills.framework import load_framework
from softskills.validate.diagnostics import indicator_pull, redundancy, unit_map
from softskills.validate.many_tests import holm
from softskills.validate.profiles import known_groups, profile

WORDS = {"cook": [1, 0, 0], "stew": [0.9, 0.4, 0], "mend": [0, 0.2, 1], "sew": [0, 0.4, 0.9], "sing": [0.5, 0.5, 0.5]}

FRAMEWORK = """
id: words
version: "1"
areas:
  - id: H
    label: {en: Home}
    competences:
      - {id: cook, label: {en: cook}, indicators: ["stew", "cook"], neighbours: [sew]}
      - {id: mend, label: {en: mend}, indicators: ["mend"]}
      - {id: sew, label: {en: mend}, indicators: ["sew"]}
"""


class WordEncoder:
    """The vector of a text is that of its first word."""

    name = fingerprint = "words"
    languages = frozenset({"en"})

    def encode(self, texts, languages):
        found = np.array([WORDS[text.split()[0]] for text in texts], dtype=np.float32).reshape(-1, 3)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def as_read(self, texts, languages):
        return list(texts)

    def coverage(self, texts, languages):
        return np.ones(len(texts))


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.yaml"
    path.write_text(FRAMEWORK, encoding="utf-8")
    return Mapper(load_framework(path), WordEncoder())


def units(*texts):
    return pd.DataFrame(
        {"narrative_id": [f"n{i}" for i in range(len(texts))], "unit": 1, "text": texts, "language": "en"}
    )


# -- wording -------------------------------------------------------------------------------------


def test_redundant_wording_comes_first_and_is_flagged(words):
    table = redundancy(words.framework, words)
    assert table[["competence", "other"]].values.tolist()[0] == ["mend", "sew"]
    assert table["flagged"].tolist() == [True, False, False]
    row = table.iloc[0]
    mend, sew = (np.array(WORDS[word]) / np.linalg.norm(WORDS[word]) for word in ("mend", "sew"))
    assert row["similarity"] == pytest.approx((2 + 2 * mend @ sew) / 4)
    assert (row["within"], row["within_other"]) == pytest.approx((1, mend @ sew))
    assert (row["nearest"], row["wording"], row["other_wording"]) == (pytest.approx(1), "mend", "mend")
    assert table.set_index(["competence", "other"])["neighbours"].to_dict() == {
        ("mend", "sew"): False, ("cook", "sew"): True, ("cook", "mend"): False,
    }  # fmt: skip
    assert len(redundancy(words.framework, words, most=1)) == 1
    with pytest.raises(InputError, match="most is 0"):
        redundancy(words.framework, words, most=0)


def test_a_competence_with_one_piece_of_wording_is_never_flagged_by_itself(tiny_file, letters):
    framework = load_framework(tiny_file)
    row = redundancy(framework, Mapper(framework, letters)).iloc[0]
    assert row["note"] == "repair: one piece of wording only, nothing to compare with"
    assert np.isnan(row["within_other"])


def test_an_indicator_that_pulls_is_found(words):
    # "stew" is an indicator of cook, but people coded sew in 20 of the 24 units that are nearest to it.
    table = units(*["stew it"] * 24, *["cook it"] * 12, *["mend it"] * 3, "sing it")
    Y = pd.DataFrame({"cook": [1] * 4 + [0] * 20 + [1] * 12 + [0] * 4, "mend": 0, "sew": [0] * 4 + [1] * 20 + [0] * 16})
    Y.loc[36:38, "mend"] = 1
    found = indicator_pull(words, table, Y).set_index("text")
    row = found.loc["stew"]
    assert (row["units"], row["own"], row["pulls"], row["pulled"]) == (
        24,
        pytest.approx(4 / 24),
        "sew",
        pytest.approx(20 / 24),
    )
    assert (row["low"], row["high"]) == pytest.approx(tuple(map(float, wilson(4, 24))))
    assert row["p"] == pytest.approx(2 * binomtest(20, 24, alternative="greater").pvalue)
    assert row["flagged"] and not found.loc["cook", "flagged"]
    assert found.loc["cook", ["own", "p", "pulls"]].tolist() == [1, 1, ""]
    assert found.loc["mend", "note"] == "only 3 units are nearest; at least 10 are needed"
    assert found["p_adjusted"].dropna().tolist() == pytest.approx(holm(found["p"].dropna()).tolist())
    assert found["indicator"].tolist() == ["cook.1", "cook.2", "mend.1", "sew.1"]


def test_units_and_labels_must_fit(words):
    with pytest.raises(InputError, match="Y has 1 rows and units 2"):
        indicator_pull(words, units("cook", "mend"), pd.DataFrame({"cook": [1]}))
    with pytest.raises(InputError, match=r"no competence 'coook'.*did you mean 'cook'"):
        indicator_pull(words, units("cook"), pd.DataFrame({"coook": [1]}))
    none = indicator_pull(words, units("cook"), pd.DataFrame({"cook": [0]}))
    assert (none["units"] == 0).all() and not none["flagged"].any()


def test_the_map_is_that_of_scikit_learn(words):
    from sklearn.decomposition import PCA

    table = units("cook", "stew", "mend", "sew", "sing", "cook", "sing", "mend")
    points = unit_map(words, table)
    assert points["kind"].tolist() == ["unit"] * 8 + ["anchor"] * 3
    assert points["competence"].tolist()[8:] == ["cook", "mend", "sew"] and set(points["area"]) == {"", "H"}
    vectors = words.vectors(table).astype(float)
    centred = vectors - vectors.mean(axis=0)
    pca = PCA(2).fit(centred / np.linalg.norm(centred, axis=1, keepdims=True))
    assert points.attrs["variance"] == pytest.approx(pca.explained_variance_ratio_.tolist(), abs=1e-6)
    known = pca.transform(centred / np.linalg.norm(centred, axis=1, keepdims=True))
    np.testing.assert_allclose(np.abs(points[["x", "y"]].to_numpy()[:8]), np.abs(known), atol=1e-6)


def test_the_map_places_labelled_units_under_their_first_competence(words):
    Y = pd.DataFrame({"sew": [1, 0, 1, 0], "cook": [1, 0, 0, 1]})
    points = unit_map(words, units("cook", "stew", "mend", "sew"), Y=Y)
    assert points.loc[points["kind"] == "unit", "competence"].tolist() == ["cook", "sew", "cook"]
    with pytest.raises(InputError, match="at least three"):
        unit_map(words, units("cook", "stew"))
    with pytest.raises(InputError, match="must be the same units"):
        unit_map(words, units("cook"), Y=Y)


# -- groups --------------------------------------------------------------------------------------


def told(themes, seen, persons=None):
    exp = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(len(themes))], "text": "I did it.", "theme": themes})
    if persons:
        exp["participant"] = persons
    codings = exp[["narrative_id"]].assign(unit=1, start=0, end=9, coder="x", competence=seen)
    return codings, exp


EXPECTED = pd.DataFrame(
    {"group": ["money", "money", "pets"], "competence": ["A2", "C1", "A2"], "direction": ["more", None, "less"]}
)


def test_known_groups_are_fishers_test_with_holms_correction():
    codings, exp = told(["money"] * 10 + ["pets"] * 10, ["A2"] * 8 + ["C1"] * 2 + ["A2"] * 2 + ["C1"] * 8)
    table = known_groups(codings, exp, EXPECTED)
    greater = fisher_exact([[8, 2], [2, 8]], alternative="greater")[1]
    less = fisher_exact([[2, 8], [8, 2]], alternative="greater")[1]
    assert table["p"].tolist() == pytest.approx([greater, less, fisher_exact([[2, 8], [8, 2]], alternative="less")[1]])
    assert table["p_adjusted"].tolist() == pytest.approx(holm(table["p"]).tolist())
    assert table["supported"].tolist() == [True, False, True]
    assert table[["persons", "seen", "observed", "others", "expected"]].values.tolist()[0] == [10, 8, 0.8, 10, 0.2]
    assert table["difference"].tolist() == pytest.approx([0.6, -0.6, -0.6])


def test_persons_count_and_not_their_stories():
    codings, exp = told(["money"] * 12 + ["pets"] * 6, ["A2"] * 12 + ["NONE"] * 6, persons=["p"] * 12 + list("abcdef"))
    row = known_groups(codings, exp, EXPECTED.head(1)).iloc[0]
    assert (row["persons"], row["others"]) == (1, 6) and np.isnan(row["p"]) and not row["supported"]
    assert row["note"] == "only 1 persons and 6 others; at least 5 each are needed"


def test_one_who_told_of_both_counts_in_the_group():
    codings, exp = told(
        ["pets", "money"] * 5 + ["pets"] * 5, ["NONE", "A2"] * 5 + ["NONE"] * 5, persons=list("aabbccddeefghij")
    )
    row = known_groups(codings, exp, EXPECTED.head(1)).iloc[0]
    assert (row["persons"], row["seen"], row["others"], row["expected"]) == (5, 5, 5, 0)


def test_expectations_are_checked():
    codings, exp = told(["money"] * 6 + ["pets"] * 6, ["A2"] * 12)
    assert known_groups(codings, exp, pd.DataFrame({"group": ["money"], "competence": ["B1"]}))["note"].tolist() == [
        "never seen in any story"
    ]
    with pytest.raises(TableError, match=r"row 2 has the direction 'mor' \(did you mean 'more'"):
        known_groups(codings, exp, EXPECTED.head(1).assign(direction="mor"))
    with pytest.raises(TableError, match="A2 in 'money' stands twice"):
        known_groups(codings, exp, pd.concat([EXPECTED.head(1)] * 2))
    with pytest.raises(InputError, match="no competence 'A9'"):
        known_groups(codings, exp, EXPECTED.assign(competence="A9"), framework=load_framework())
    with pytest.raises(TableError, match="experiences: no column 'source'"):
        known_groups(codings, exp, EXPECTED, by="source")


def test_profile_counts_persons():
    themes = ["unpaid_care"] * 8 + ["paid_work"] * 4
    codings, exp = told(themes, ["A2", "NONE"] * 6, persons=[*"aabbcdef", *"wxyz"])
    table = profile(codings, exp.rename(columns={"theme": "experience_source"}))
    care = table[table["group"] == "unpaid_care"].iloc[0]
    assert (care["persons"], care["seen"], care["units"]) == (6, 4, 4)
    assert (care["low"], care["high"]) == pytest.approx(tuple(map(float, wilson(4, 6))))
    work = table[table["group"] == "paid_work"].iloc[0]
    assert np.isnan(work["share"]) and work["note"] == "only 4 persons; at least 5 are needed"
    assert table["group"].tolist() == ["all", "paid_work", "unpaid_care"]


def test_profile_of_the_partner_samples(samples):
    table = profile(sk.datasets.load_codings(), samples, framework=load_framework())
    assert len(table) == 19 * (1 + samples["experience_source"].nunique())
    assert (table["seen"] <= table["persons"]).all()
    known = table["share"].notna()
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"]))[known].all()
