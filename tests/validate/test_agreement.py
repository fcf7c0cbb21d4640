import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import softskills as sk
from softskills.errors import InputError, TableError
from softskills.validate.agreement import agreement, confused_pairs, to_discuss
from softskills.validate.coefficients import Sample, jaccard_distance, masi_distance, mean_differences, nominal_figures

COLUMNS = ["narrative_id", "unit", "start", "end", "coder", "competence"]
# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", part C: four observers, twelve units; 0 is missing.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
).T
# Fleiss 1971, table 1: thirty patients, six psychiatrists, five diagnoses. The first fifteen are irrCAC's distrib.6raters.
FLEISS = np.array(
    """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006""".split()
)
FLEISS = np.array([[int(n) for n in row] for row in FLEISS])
# Gwet 2014, irrCAC's cont3x3abstractors: a hundred abstracts, two abstractors.
ABSTRACTORS = np.array(
    [pair for pair, n in {(1, 1): 13, (2, 2): 20, (2, 3): 7, (3, 2): 4, (3, 3): 56}.items() for _ in range(n)]
)


def long(values, *, label="K{}", level=False):
    """Units × coders, 0 missing, as codings: one label per value, or one competence with the value as its level."""
    rows = [
        (f"n{i}", 1, 0, 9, f"c{c}", "A1" if level else label.format(value), value)
        for i, row in enumerate(values)
        for c, value in enumerate(row)
        if value
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "level"])
    return table if level else table.drop(columns="level")


def by_name(codings, *arguments, **settings):
    return agreement(codings, *arguments, **{"resamples": 0, **settings}).set_index("competence")


def from_counts(counts):
    return np.array([np.repeat(np.arange(1, len(row) + 1), row) for row in counts])


def yes_no(values):
    """Units × coders of 1, 0 and -1 (not coded), as codings of one competence."""
    return long(np.asarray(values) + 1).replace({"competence": {"K1": "NONE", "K2": "A1"}})


def table_2x2(both, first, second, neither):
    return yes_no([(1, 1)] * both + [(1, 0)] * first + [(0, 1)] * second + [(0, 0)] * neither)


def many(units=60, coders=3, seed=0, missing=0.2, names=("A1", "A2", "B1", "C1"), per_story=3):
    rng = np.random.default_rng(seed)
    truth = rng.random((units, len(names))) < 0.3
    rows = []
    for c in range(coders):
        seen = truth ^ (rng.random(truth.shape) < 0.12)
        for i in np.flatnonzero(rng.random(units) > missing):
            labels = np.array(names)[seen[i]].tolist() or ["NONE"]
            rows += [(f"n{i // per_story}", i % per_story, 0, 9, f"c{c}", label) for label in labels]
    return pd.DataFrame(rows, columns=COLUMNS)


def naive(values, singles=False):
    """Fleiss' kappa and AC1 for values with 0 missing, unit by unit, as Gwet (2014) writes them down."""
    categories = sorted(set(values.ravel()) - {0})
    rated = [row[row > 0] for row in values]
    twice = [row for row in rated if len(row) > 1]
    agree = np.mean([np.mean([a == b for i, a in enumerate(r) for j, b in enumerate(r) if i != j]) for r in twice])
    shares = [np.mean([np.mean(row == k) for row in (rated if singles else twice)]) for k in categories]
    fleiss = sum(p * p for p in shares)
    gwet = sum(p * (1 - p) for p in shares) / (len(categories) - 1)
    return agree, (agree - fleiss) / (1 - fleiss), (agree - gwet) / (1 - gwet)


def nominal(values):
    """The figures of one variable with any number of categories; 0 is missing."""
    values = values[(values > 0).sum(axis=1) > 1]
    return nominal_figures(Sample(values - 1, np.arange(len(values)), np.ones((1, len(values)))))


def test_krippendorffs_example_with_missing_codings():
    assert by_name(long(KRIPPENDORFF)).loc["sets", "alpha"] == pytest.approx(0.743, abs=5e-4)
    levels = by_name(long(KRIPPENDORFF, level=True)).loc["levels"]
    assert levels["alpha"] == pytest.approx(0.815, abs=5e-4)
    assert (levels["units"], levels["coders"], levels["percent"]) == (11, 4, pytest.approx(0.8181818))


def test_fleiss_1971():
    sets = by_name(long(from_counts(FLEISS))).loc["sets"]
    assert sets["percent"] == pytest.approx(0.555, abs=1e-3)
    assert sets["kappa"] == pytest.approx(0.430, abs=5e-4)


def test_six_psychiatrists_as_gwet_publishes_them():
    values = from_counts(FLEISS[:15])
    sets = by_name(long(values)).loc["sets"]
    assert sets[["percent", "kappa", "alpha"]].tolist() == pytest.approx([0.5511111, 0.4139265, 0.4204384], abs=1e-7)
    assert nominal(values)["ac1"][0] == pytest.approx(0.4448007, abs=1e-7)


def test_two_abstractors_as_gwet_publishes_them():
    sets = by_name(long(ABSTRACTORS)).loc["sets"]
    assert sets[["percent", "kappa", "alpha"]].tolist() == pytest.approx([0.89, 0.7964094, 0.7972585], abs=1e-7)
    assert nominal(ABSTRACTORS)["ac1"][0] == pytest.approx(0.8493305, abs=1e-7)


def test_missing_codings_as_gwet_publishes_them_but_without_units_that_one_coder_saw():
    percent, fleiss, gwet = naive(KRIPPENDORFF, singles=True)
    assert (percent, fleiss, gwet) == pytest.approx((0.8181818, 0.76117, 0.77544), abs=5e-6)
    _, fleiss, gwet = naive(KRIPPENDORFF)
    assert by_name(long(KRIPPENDORFF)).loc["sets", "kappa"] == pytest.approx(fleiss)
    assert nominal(KRIPPENDORFF)["ac1"][0] == pytest.approx(gwet)
    assert gwet == pytest.approx(0.77544, abs=2e-3)


@pytest.mark.parametrize(
    ("cells", "kappa"),
    [((40, 9, 6, 45), 0.70), ((80, 10, 5, 5), 0.32), ((45, 15, 25, 15), 0.13), ((25, 35, 5, 35), 0.26)],
)
def test_feinstein_and_cicchetti_1990(cells, kappa):
    row = by_name(table_2x2(*cells)).loc["A1"]
    assert row["kappa"] == pytest.approx(kappa, abs=5e-3)
    assert row["percent"] == pytest.approx((cells[0] + cells[3]) / 100)
    assert row["bias"] == pytest.approx((cells[1] - cells[2]) / 100)
    prevalence = (2 * cells[0] + cells[1] + cells[2]) / 200
    assert row["prevalence"] == pytest.approx(prevalence)
    chance = 2 * prevalence * (1 - prevalence)
    assert row["ac1"] == pytest.approx((row["percent"] - chance) / (1 - chance))


def test_two_coders_agree_with_scikit_learn_in_every_competence():
    codings = many(coders=2, missing=0.1)
    table = by_name(codings)
    seen = pd.crosstab([codings["narrative_id"], codings["unit"], codings["coder"]], codings["competence"]).unstack()
    seen = seen.dropna()
    assert set(table["units"]) == {len(seen)}
    for name in ("A1", "A2", "B1", "C1"):
        one, other = (seen[name, coder].clip(upper=1) for coder in ("c0", "c1"))
        assert table.loc[name, "kappa"] == pytest.approx(cohen_kappa_score(one, other))
    nothing = [seen["NONE", coder] for coder in ("c0", "c1")]
    assert table.loc["any", "kappa"] == pytest.approx(cohen_kappa_score(*nothing))


def test_the_rare_competence_of_three_coders_agrees_with_the_formula():
    rng = np.random.default_rng(4)
    values = rng.choice([-1, 0, 1], p=[0.3, 0.6, 0.1], size=(80, 3))
    row = by_name(yes_no(values)).loc["A1"]
    percent, fleiss, gwet = naive(values + 1)
    assert row[["percent", "kappa", "ac1"]].tolist() == pytest.approx([percent, fleiss, gwet])
    assert np.isnan(row["bias"])


def sets_of(*sets):
    return np.array([[name in labels for name in "abcd"] for labels in sets], dtype=float)


@pytest.mark.parametrize(
    ("one", "other", "jaccard", "masi"),
    [
        ("ab", "ab", 0, 0),
        ("a", "ab", 1 / 2, 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 2 / 3, 1 - 1 / 3 * 1 / 3),
        ("abc", "a", 2 / 3, 1 - 1 / 3 * 2 / 3),
        ("a", "b", 1, 1),
        ("", "", 0, 0),
        ("", "a", 1, 1),
    ],
)
def test_distances_of_sets(one, other, jaccard, masi):
    for pair in ((one, other), (other, one)):
        codes = np.array([[0, 1]])
        assert mean_differences(codes, sets_of(*pair), jaccard_distance)[0] == pytest.approx(jaccard)
        assert mean_differences(codes, sets_of(*pair), masi_distance)[0] == pytest.approx(masi)


def test_alpha_of_sets_by_hand():
    # Ten units: eight "a" and "a", one "ab" and "a", one "b" and "b"; twenty values: 17 a, 1 ab, 2 b.
    pairs = [("a", "a")] * 8 + [("ab", "a"), ("b", "b")]
    rows = [
        (f"n{i}", 1, 0, 9, coder, name)
        for i, pair in enumerate(pairs)
        for coder, names in zip("xy", pair, strict=True)
        for name in names
    ]
    sets = by_name(pd.DataFrame(rows, columns=COLUMNS)).loc["sets"]
    for column, near in {"alpha": 2 / 3, "alpha_jaccard": 1 / 2}.items():  # distance of a, and of b, from ab
        observed = 2 * near / 20
        expected = 2 * (17 * 1 * near + 17 * 2 * 1 + 1 * 2 * near) / (20 * 19)
        assert sets[column] == pytest.approx(1 - observed / expected)
    assert sets["percent"] == pytest.approx(0.9)
    assert sets[["ac1", "prevalence", "bias"]].isna().all()


def test_what_a_coder_did_not_code_is_missing_not_no():
    codings = table_2x2(10, 2, 2, 10)
    alone = pd.DataFrame([(f"z{i}", 1, 0, 9, "c0", "A1") for i in range(50)], columns=COLUMNS)
    pd.testing.assert_frame_equal(agreement(codings), agreement(pd.concat([codings, alone])))


def test_gold_takes_no_part_and_the_input_stays_as_it_is():
    codings = many()
    gold = codings[codings["coder"] == "c0"].assign(coder="gold", competence="A1")
    both = pd.concat([codings, gold], ignore_index=True)
    before = both.copy()
    pd.testing.assert_frame_equal(agreement(codings), agreement(both))
    pd.testing.assert_frame_equal(confused_pairs(codings), confused_pairs(both))
    pd.testing.assert_frame_equal(to_discuss(codings), to_discuss(both))
    pd.testing.assert_frame_equal(both, before)


def test_order_repeated_rows_and_a_none_beside_a_label_change_nothing():
    codings = many(missing=0)
    noisy = pd.concat([codings.assign(competence="NONE"), codings, codings]).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(by_name(codings), by_name(noisy))


def test_groups_of_experiences_and_of_codings():
    codings = pd.concat([many().assign(round=1), many(seed=1).assign(round=2)])
    experiences = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(15)], "country": ["NO"] * 8 + ["ES"] * 7})
    table = agreement(codings, experiences, by="country", resamples=0)
    assert table["group"].unique().tolist() == ["all", "ES", "NO", "unknown"]
    rounds = agreement(codings, by="round", resamples=0)
    assert rounds["group"].unique().tolist() == ["all", "1", "2"]
    first = agreement(many(), resamples=0)
    assert rounds[rounds["group"] == "1"]["alpha"].tolist() == first[first["group"] == "all"]["alpha"].tolist()


def test_rounds_are_never_compared_with_each_other():
    codings = table_2x2(10, 0, 0, 10)
    codings["round"] = codings["coder"].map({"c0": 1, "c1": 2})
    assert (by_name(codings)["note"] == "no unit coded by at least two coders").all()


def test_intervals_draw_persons():
    rng = np.random.default_rng(0)
    easy = np.repeat(np.arange(20) % 2, 20)  # half of the persons are easy to code, the others a matter of luck
    one = rng.integers(0, 2, 400)
    codings = yes_no(np.column_stack([one, np.where(easy, one, rng.integers(0, 2, 400))]))
    experiences = pd.DataFrame(
        {"narrative_id": [f"n{i}" for i in range(400)], "participant": np.repeat(np.arange(20), 20)}
    )
    stories, persons = (agreement(codings, table).set_index("competence").loc["A1"] for table in (None, experiences))
    assert (stories["persons"], persons["persons"]) == (400, 20)
    assert persons["alpha_low"] < persons["alpha"] < persons["alpha_high"]
    for figure in ("alpha", "ac1"):
        wide, narrow = (row[f"{figure}_high"] - row[f"{figure}_low"] for row in (persons, stories))
        assert wide > 1.5 * narrow
    again = agreement(codings, experiences).set_index("competence").loc["A1"]
    pd.testing.assert_series_equal(again, persons)


def test_an_interval_is_that_of_the_figures_of_redrawn_tables():
    codings, resamples = many(missing=0.3), 40
    table = agreement(codings, resamples=resamples, seed=3).set_index("competence")
    persons = codings["narrative_id"].unique()
    kept = codings.groupby(["narrative_id", "unit"])["coder"].transform("nunique") > 1
    persons = [person for person in persons if kept[codings["narrative_id"] == person].any()]
    drawn = np.random.default_rng(3).multinomial(len(persons), np.full(len(persons), 1 / len(persons)), resamples)
    found = []
    for times in drawn:
        copies = [
            codings[codings["narrative_id"] == person].assign(narrative_id=f"{person}-{k}")
            for person, n in zip(persons, times, strict=True)
            for k in range(n)
        ]
        found.append(by_name(pd.concat(copies)).loc[["A1", "any", "sets"], "alpha"])
    low, high = np.percentile(pd.DataFrame(found), [2.5, 97.5], axis=0)
    assert table.loc[["A1", "any", "sets"], "alpha_low"].tolist() == pytest.approx(low.tolist())
    assert table.loc[["A1", "any", "sets"], "alpha_high"].tolist() == pytest.approx(high.tolist())


def test_too_few_cases_give_no_figure_and_say_why():
    figures = ["percent", "kappa", "alpha", "alpha_low", "ac1", "ac1_low", "prevalence", "bias"]
    few = by_name(table_2x2(4, 2, 1, 2), resamples=50).loc["A1"]
    assert few[figures].isna().all() and few["note"].startswith("only 9 units")
    alone = by_name(table_2x2(40, 9, 6, 45).query("coder == 'c0'"), resamples=50)
    assert alone[figures].isna().all(axis=None) and (alone["note"] == "no unit coded by at least two coders").all()
    constant = agreement(table_2x2(0, 0, 0, 30), competences=["A1"]).set_index("competence")
    assert constant.loc["A1", ["percent", "prevalence", "bias"]].tolist() == [1, 0, 0]
    assert constant[["kappa", "alpha", "alpha_low", "ac1", "ac1_low"]].isna().all(axis=None)
    assert constant.loc["A1", "note"] == "no coder saw it: agreement beyond chance has no meaning"
    assert constant.loc["sets", "note"] == "every answer is the same: agreement beyond chance has no meaning"
    always = by_name(table_2x2(30, 0, 0, 0)).loc["A1"]
    assert always["prevalence"] == 1 and np.isnan(always["ac1"]) and always["note"].startswith("every answer")


def test_no_interval_from_few_persons_nor_where_one_person_makes_the_difference():
    codings = table_2x2(10, 2, 2, 10)
    experiences = pd.DataFrame({"narrative_id": codings["narrative_id"].unique(), "participant": list("abcd") * 6})
    row = agreement(codings, experiences).set_index("competence").loc["A1"]
    assert row["note"] == "no intervals: fewer than 5 persons" and np.isnan(row["alpha_low"]) and row["alpha"] > 0
    rare = agreement(table_2x2(1, 0, 0, 40)).set_index("competence").loc["A1"]
    assert rare["alpha"] == 1 and np.isnan(rare["alpha_low"])
    assert rare["note"].startswith("no interval for alpha: what varies comes from too few persons; ")
    full = agreement(table_2x2(20, 0, 0, 20)).set_index("competence").loc["A1"]
    assert full["alpha"] == full["ac1"] == 1 and full[["alpha_low", "alpha_high", "ac1_low"]].isna().all()
    assert full["note"].startswith("no interval for alpha: it is the same in every draw; no interval for ac1")


def test_participants_that_are_missing_fall_back_to_narratives():
    codings = many(missing=0)
    experiences = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(20)], "participant": ["p"] * 5 + [np.nan] * 15})
    assert set(agreement(codings, experiences, resamples=0)["persons"]) == {16}


def test_levels_only_where_given():
    assert "levels" not in by_name(many()).index
    assert "levels" not in by_name(many().assign(level=np.nan)).index
    codings = long(KRIPPENDORFF, level=True).astype({"level": "object"})
    more = pd.DataFrame([("n0", 1, 0, 9, "c2", "NONE", ""), ("n0", 1, 0, 9, "c0", "A2", "3")], columns=codings.columns)
    table = by_name(pd.concat([codings.astype({"level": "str"}), more]))
    assert table.loc["levels", "alpha"] == pytest.approx(0.815, abs=5e-4)
    with pytest.raises(TableError, match="level 'high' is not a number"):
        agreement(codings.assign(level="high"))


def test_chosen_competences_leave_sets_and_any_alone():
    table, chosen = by_name(many()), by_name(many(), competences=["B1", "Z9"])
    assert chosen.index.tolist() == ["B1", "Z9", "any", "sets"]
    pd.testing.assert_frame_equal(chosen.loc[["B1", "any", "sets"]], table.loc[["B1", "any", "sets"]])
    assert chosen.loc["Z9", "note"].startswith("no coder saw it")
    assert by_name(many(), competences="B1").index.tolist() == ["B1", "any", "sets"]


def test_empty_tables_and_coders_with_numbers():
    empty = many()[:0]
    assert by_name(empty).index.tolist() == ["any", "sets"] and (by_name(empty)["units"] == 0).all()
    assert confused_pairs(empty).empty and to_discuss(empty).empty
    assert to_discuss(empty, pd.DataFrame({"narrative_id": ["a"], "text": ["b"]})).empty
    numbered = many().assign(coder=lambda table: table["coder"].str[1:].astype(int))
    pd.testing.assert_frame_equal(agreement(many()), agreement(numbered))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"columns": {"coder": "coders"}}, "no column 'coder' .did you mean 'coders'"),
        ({"columns": {"unit": "satz"}}, "no column 'unit'"),
    ],
)
def test_missing_columns_are_named(change, message):
    for function in (agreement, confused_pairs, to_discuss):
        with pytest.raises(TableError, match=message):
            function(many().rename(**change))


def test_unusable_tables_are_named_with_the_remedy():
    codings = many(missing=0)
    with pytest.raises(TableError, match="row 5 has no competence"):
        agreement(codings.assign(competence=codings["competence"].where(codings.index != 3)))
    moved = codings.assign(end=codings["end"].where(codings["coder"] != "c1", 12))
    with pytest.raises(TableError, match=r"unit 0 of 'n0' has end '9' and '12'; join .* align_codings"):
        agreement(moved)
    with pytest.raises(TableError, match="no experiences given: no column 'country'"):
        agreement(codings, by="country")
    with pytest.raises(TableError, match=r"experiences: no column 'land' .did you mean 'lang'"):
        agreement(codings, pd.DataFrame({"narrative_id": ["n0"], "lang": ["nb"]}), by="land")
    with pytest.raises(TableError, match="unit 0 of 'n0' has coder 'c0' and 'c1'; group by what"):
        agreement(codings, by="coder")
    with pytest.raises(TableError, match="'n0' occurs twice"):
        agreement(codings, pd.DataFrame({"narrative_id": ["n0", "n0"], "participant": ["a", "b"]}))
    with pytest.raises(InputError, match="resamples is -1"):
        agreement(codings, resamples=-1)
    with pytest.raises(InputError, match="most is 0"):
        to_discuss(codings, most=0)


def labels(*units):
    """Each unit as {coder: labels}, on offsets of ten characters."""
    rows = [
        ("a", i, 10 * i, 10 * i + 9, coder, name)
        for i, unit in enumerate(units)
        for coder, names in unit.items()
        for name in names.split()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_confused_pairs_count_units_once():
    codings = labels(
        {"x": "A1", "y": "A3", "z": "A3"},
        {"x": "A3 B1", "y": "A1 B1"},
        {"x": "A1 A3", "y": "A1"},
        {"x": "A1", "y": "NONE"},
        {"x": "A1"},
        {"x": "B1", "y": "A1 A3"},
    )
    assert confused_pairs(codings).values.tolist() == [
        ["A1", "A3", 2],
        ["A1", "B1", 1],
        ["A1", "NONE", 1],
        ["A3", "B1", 1],
    ]


def test_to_discuss_lists_the_largest_differences_with_text_and_labels():
    codings = labels(
        {"x": "A1", "y": "A1"},
        {"x": "A1", "y": "A1 B1"},
        {"x": "A1", "y": "NONE"},
        {"x": "A1", "y": "A1", "z": "B1 A3"},
    )
    experiences = pd.DataFrame({"narrative_id": ["a"], "text": ["unit zero unit one. unit two. unit 3 is."]})
    table = to_discuss(codings, experiences)
    assert table.columns.tolist() == [
        *["narrative_id", "unit", "start", "end", "text", "disagreement", "labels_x", "labels_y", "labels_z"]
    ]
    assert table["unit"].tolist() == [2, 1, 3]  # equal ones in the order of the codings
    assert table["disagreement"].tolist() == pytest.approx([1, 2 / 3, 2 / 3])
    assert table.loc[0, ["text", "labels_x", "labels_y", "labels_z"]].tolist() == ["unit two.", "A1", "NONE", ""]
    assert table.set_index("unit").loc[3, "labels_z"] == "A3 B1"
    assert len(to_discuss(codings, most=1)) == 1 and "text" not in to_discuss(codings)
    with pytest.raises(TableError, match="unit 2 of 'a' ends after the text"):
        to_discuss(codings, experiences.assign(text="short but not empty"))


def test_the_shipped_codings_of_language_models():
    codings, experiences = sk.datasets.load_codings(), sk.datasets.load_partner_samples()
    table = agreement(codings, experiences, by="language", resamples=20)
    assert table["group"].nunique() == 1 + experiences["language"].nunique()
    assert (table.loc[table["note"] == "", "alpha"] <= 1).all()
    assert (table["persons"] > 0).all()
