"""Coverage, saturation and uncovered units, on small tables made by hand."""

import numpy as np
import pandas as pd
import pytest

from softskills.classify import Mapper
from softskills.errors import InputError, TableError
from softskills.framework import load_framework
from softskills.validate.coverage import coverage
from softskills.validate.evidence import read_evidence
from softskills.validate.missed import missed
from softskills.validate.saturation import saturation

TEXT = "I cooked. I slept. I sang."
SPANS = [(0, 9), (10, 18), (19, 26)]


def stories(count, **more):
    return pd.DataFrame({"narrative_id": [f"n{i}" for i in range(count)], "text": TEXT, "language": "en", **more})


def codings(*labels, coder="x"):
    """One tuple per story: the competences of its three units, with spaces between."""
    rows = [
        (f"n{i}", unit, *SPANS[unit - 1], coder, name)
        for i, units in enumerate(labels)
        for unit, names in enumerate(units, start=1)
        for name in names.split()
    ]
    return pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "coder", "competence"])


FIVE = codings(*[("A1 B1", "NONE", "A1")] * 4, ("NONE", "NONE", "NONE"))


def suggestions(*rows):
    columns = ["narrative_id", "unit", "start", "end", "competence", "status", "decision"]
    return pd.DataFrame(rows, columns=columns)


def test_shares_of_units_and_stories():
    found = coverage(FIVE, stories(5))
    row = found.shares.iloc[0]
    assert (row["units"], row["stories"]) == (15, 5)
    assert (row["none"], row["one"], row["several"]) == pytest.approx((7 / 15, 4 / 15, 4 / 15))
    assert row["stories_none"] == 0.2
    p = np.array([8, 4]) / 12
    assert row["entropy"] == pytest.approx(-(p * np.log(p)).sum() / np.log(2))
    assert "a competence that was never found is not known" in found.notes[0]


def test_small_groups_have_no_figures():
    found = coverage(FIVE, stories(5, country=["NO", "NO", "NO", "NO", None]), by="country")
    assert found.shares["group"].tolist() == ["all", "NO", "unknown"]
    assert found.shares["none"].notna().tolist() == [True, False, False]
    assert found.shares["note"].tolist()[1] == "only 4 stories; at least 5 are needed"
    small = found.competences[found.competences["group"] == "NO"]
    assert small["share"].isna().all() and small["seen"].tolist() == [4, 4]


def test_competences_of_the_framework_that_nobody_told_are_rare():
    found = coverage(FIVE, stories(5), framework=load_framework())
    assert len(found.rare) == 17 and set(found.rare["note"]) == {"never seen"}
    assert found.shares.loc[0, "entropy"] < 0.3
    assert (
        coverage(FIVE, stories(5), framework=load_framework(), rare=5).rare["note"].iloc[-1]
        == "in fewer than 5 stories"
    )


def test_what_is_left_out_is_said():
    found = coverage(FIVE, stories(4).assign(narrative_id=["n0", "n1", "n2", "other"]))
    assert found.notes[:2] == (
        "left out: 2 stories that are not in the experiences",
        "left out: 1 stories that were not coded or not mapped",
    )
    assert any("saturation not said: 3 stories" in note for note in found.notes)
    assert any("missed) need a mapper" in note for note in found.notes)
    assert "rare competences" in str(found) and "<table" in found._repr_html_()


def test_inputs_stay_as_they_are():
    exp, found = stories(5), FIVE.copy()
    coverage(found, exp)
    pd.testing.assert_frame_equal(found, FIVE)
    pd.testing.assert_frame_equal(exp, stories(5))


def test_where_nothing_was_found_there_is_still_a_table():
    found = coverage(codings(*[("NONE", "NONE", "NONE")] * 7), stories(7))
    assert found.shares.loc[0, ["none", "stories_none", "note"]].tolist() == [1, 1, "no competence was found"]
    assert found.competences.empty and found.rare.empty and not found.saturation["saturated"].any()
    assert "rare competences (stories): none" in str(found)


# -- codings and suggestions ---------------------------------------------------------------------


def test_suggestions_count_by_status_and_decision():
    table = suggestions(
        ("n0", 1, 0, 9, "A1", "suggested", ""),
        ("n0", 2, 10, 18, "A1", "uncertain", ""),
        ("n0", 3, 19, 26, "B1", "suggested", "rejected"),
        ("n1", 1, 0, 9, "B1", "uncertain", "accepted"),
        ("n1", 2, 10, 18, "B1", "suggested", "changed"),
        ("n2", None, 0, 26, "NONE", "none", ""),
        ("n3", None, 0, 26, "", "uncertain", ""),  # a language nobody serves
    )
    seen = read_evidence(table, stories(4))
    assert seen.Y["A1"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert seen.Y["B1"].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert seen.stories["narrative_id"].tolist() == ["n0", "n1", "n2"]
    assert seen.by_story.to_numpy().tolist() == [[1, 0], [0, 1], [0, 0]]
    assert read_evidence(table, stories(4), uncertain=True).Y["A1"].sum() == 2


def test_a_table_that_was_read_back_as_text_is_understood():
    table = suggestions(("n0", 1, 0, 9, "A1", "suggested", "")).astype("str")
    assert read_evidence(table, stories(1)).Y["A1"].tolist() == [1, 0, 0]
    assert read_evidence(FIVE.astype("str"), stories(5)).Y["A1"].sum() == 8


def test_gold_wins_over_coders():
    both = pd.concat([codings(("A1", "NONE", "NONE")), codings(("B1", "NONE", "NONE"), coder="gold")])
    assert read_evidence(both, stories(1)).Y.to_dict("list") == {"B1": [1, 0, 0]}


@pytest.mark.parametrize(("table", "message"), [
    (FIVE.drop(columns="coder"), "neither codings .* nor suggestions"),
    (FIVE.drop(columns="start"), "codings: no column 'start'"),
    (FIVE.assign(start="x"), "codings: row 2 has the start 'x'"),
    (pd.concat([FIVE, FIVE.assign(end=8, coder="y")]), "unit 1 of 'n0' has several offsets"),
    (FIVE.assign(narrative_id="z"), "no unit of these experiences was coded"),
    (suggestions(("n0", 1, 0, 7, "A1", "suggested", "")), r"unit 1 of 'n0' \(0–7\) is no unit of the stories"),
])  # fmt: skip
def test_tables_that_do_not_fit_are_named(table, message):
    with pytest.raises(TableError, match=message):
        read_evidence(table, stories(5))


def test_a_competence_that_the_framework_lacks_is_named():
    with pytest.raises(TableError, match="'A9', which the framework does not have"):
        read_evidence(suggestions(("n0", 1, 0, 9, "A9", "suggested", "")), stories(1), framework=load_framework())
    with pytest.raises(TableError, match="no column 'land'"):
        coverage(FIVE, stories(5), by="land")
    with pytest.raises(InputError, match="rare is 0"):
        coverage(FIVE, stories(5), rare=0)


# -- saturation ----------------------------------------------------------------------------------


def told(*codes):
    rows = [(i, code) for i, names in enumerate(codes) for code in (names.split() or ["NONE"])]
    return pd.DataFrame(rows, columns=["narrative_id", "competence"])


def guest(*new):
    return told(*[" ".join(f"c{i}-{k}" for k in range(count)) for i, count in enumerate(new)])


def test_the_published_example():
    # Guest, Namey & Chen 2020: 37 codes in four interviews, 7 new in the next run of two (19 %), then 4 (11 %), 1 (3 %).
    table = saturation(guest(16, 11, 6, 4, 4, 3, 1, 0), shuffles=0)
    assert table["cumulative"].tolist() == [16, 27, 33, 37, 41, 44, 45, 45]
    assert table.loc[table["saturated"], "story"].tolist() == [6, 7, 8]
    assert not saturation(guest(16, 11, 6, 4, 4, 3, 1, 0), shuffles=0, threshold=0)["saturated"].any()
    assert not saturation(guest(16, 11, 6, 4, 4, 3, 1, 0), shuffles=0, run=3)["saturated"].any()


def test_orders_are_drawn_and_all_end_at_the_same_number():
    rng = np.random.default_rng(0)
    names = [" ".join(f"c{k}" for k in np.flatnonzero(rng.random(12) < 0.3)) for _ in range(40)]
    table = saturation(told(*names), shuffles=300)
    assert table["low"].iloc[-1] == table["high"].iloc[-1] == table["cumulative"].iloc[-1] == 12
    assert table["cumulative"].is_monotonic_increasing and table["orders"].is_monotonic_increasing
    seen = np.array([[f"c{k}" in story.split() for k in range(12)] for story in names])
    for count in (1, 5, 20):  # what a random story order shows on average is known exactly (rarefaction, Hurlbert 1971)
        left = np.array([np.prod([(40 - n - j) / (40 - j) for j in range(count)]) for n in seen.sum(axis=0)])
        assert table["cumulative"].iloc[count - 1] == pytest.approx((1 - left).sum(), abs=0.25)
    pd.testing.assert_frame_equal(table, saturation(told(*names), shuffles=300))


def test_too_few_stories_and_no_codes_are_never_saturated():
    table = saturation(told("a", "a", "a"))
    assert not table["saturated"].any() and table["note"].iloc[0] == "not said: 3 stories, at least 6 are needed"
    assert not saturation(told(*[""] * 9))["saturated"].any()
    with pytest.raises(InputError, match="base 0"):
        saturation(told("a"), base=0)


# -- missed --------------------------------------------------------------------------------------


def uncovered(count):
    texts = ["I sang to the cows.", "It rained all day."] * count
    units = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(2 * count)], "unit": 1, "start": 0, "text": texts})
    return units.assign(end=units["text"].str.len(), language=["en", "en", "nb", "nb"] * (count // 2))


def vectors(units, seed=0):
    rng = np.random.default_rng(seed)
    middle = np.where(units["text"].str.contains("sang").to_numpy()[:, None], [1, 0, 0.0, 0], [0, 1, 0.0, 0])
    language = np.where(units["language"].eq("nb").to_numpy()[:, None], [0, 0, 5.0, 0], [0, 0, 0, 5.0])
    return middle + language + 0.05 * rng.standard_normal(middle.shape)


def test_groups_are_by_content_and_not_by_language():
    units = uncovered(30)
    table = missed(units, vectors(units), size=30)
    assert table["cluster"].tolist() == [1, 1, 1, 2, 2, 2]
    assert table.groupby("cluster")["text"].nunique().tolist() == [1, 1]
    assert table["units"].unique().tolist() == [30] and table["stories"].unique().tolist() == [30]
    assert table["narrative_id"].is_unique


def test_groups_within_few_stories_do_not_count():
    units = uncovered(30).assign(narrative_id=["a", "b"] * 30)
    assert missed(units, vectors(units)).empty
    assert missed(units.head(20), vectors(units.head(20))).columns.tolist()[:3] == ["cluster", "units", "stories"]


def test_unreadable_texts_are_left_out_and_wrong_vectors_are_named():
    units = uncovered(30)
    points = vectors(units)
    points[0] = 0
    assert missed(units, points, size=30)["units"].sum() == 3 * 59
    with pytest.raises(InputError, match=r"shape \(59, 4\) for 60 units"):
        missed(units, points[1:])
    with pytest.raises(InputError, match="size 0"):
        missed(units, points, size=0)


def test_coverage_reads_uncovered_units_with_a_mapper_and_keeps_to_the_consent(letters):
    mapper = Mapper(load_framework(), letters)
    nothing = codings(*[("NONE", "NONE", "NONE")] * 12)
    exp = stories(12, consent_scope=["quotes"] * 6 + ["analysis"] * 5 + [None])
    found = coverage(nothing, exp, mapper=mapper)
    allowed = found.missed["narrative_id"].isin(exp["narrative_id"][:6])
    assert len(found.missed) and (found.missed["text"] != "").eq(allowed).all()
    open_ = coverage(nothing, exp.drop(columns="consent_scope"), mapper=mapper)
    assert (open_.missed["text"] == "").all() and "evidence=True shows them" in open_.notes[-1]
    shown = coverage(nothing, exp.drop(columns="consent_scope"), mapper=mapper, evidence=True)
    assert set(shown.missed["text"]) <= {"I cooked.", "I slept.", "I sang."}
    assert shown.shares.loc[0, "stories_none"] == 1 and np.isnan(shown.shares.loc[0, "entropy"])
    few = coverage(nothing, exp.head(9), mapper=mapper)
    assert "27 units, at least 30 are needed" in few.notes[-1]
