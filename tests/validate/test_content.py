"""Content validity, against published tables and worked examples."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, binomtest

from softskills.classify.proportions import wilson
from softskills.errors import InputError, TableError
from softskills.validate.content import content_summary, content_validity, cvr_minimum
from softskills.validate.many_tests import holm

# Polit, Beck & Owen 2007, table of I-CVIs: experts, of these agreeing, I-CVI, k*, evaluation. They compute from rounded
# figures, so the last digit may differ by one.
POLIT = """3 3 1.00 1.00 excellent | 3 2 .67 .47 fair | 4 4 1.00 1.00 excellent | 4 3 .75 .67 good | 5 5 1.00 1.00 excellent
| 5 4 .80 .76 excellent | 6 6 1.00 1.00 excellent | 6 5 .83 .81 excellent | 6 4 .67 .57 fair | 7 7 1.00 1.00 excellent
| 7 6 .86 .85 excellent | 7 5 .71 .65 good | 8 8 1.00 1.00 excellent | 8 7 .88 .88 excellent | 8 6 .75 .72 good
| 9 9 1.00 1.00 excellent | 9 8 .89 .89 excellent | 9 7 .78 .76 excellent"""

# Ayre & Scally 2014, minimum values of CVR, one-tailed alpha .05.
AYRE_SCALLY = {
    5: 1.0, 6: 1.0, 7: 1.0, 8: 0.750, 9: 0.778, 10: 0.800, 11: 0.636, 12: 0.667, 13: 0.538, 14: 0.571, 15: 0.600,
    16: 0.500, 17: 0.529, 18: 0.444, 19: 0.474, 20: 0.500, 21: 0.429, 22: 0.455, 23: 0.391, 24: 0.417, 25: 0.440,
    26: 0.385, 27: 0.407, 28: 0.357, 29: 0.379, 30: 0.333, 31: 0.355, 32: 0.375, 33: 0.333, 34: 0.353, 35: 0.314,
    36: 0.333, 37: 0.297, 38: 0.316, 39: 0.333, 40: 0.300,
}  # fmt: skip


def panel(agree, raters, *, indicator="i", **more):
    values = [4] * agree + [1] * (raters - agree)
    return pd.DataFrame(
        {"indicator": indicator, "rater": [f"r{i}" for i in range(raters)], "relevance": values, **more}
    )


@pytest.mark.parametrize("line", POLIT.replace("\n", " ").split("|"))
def test_item_cvi_and_kappa_are_those_of_the_published_table(line):
    raters, agree, share, kappa, evaluation = line.split()
    row = content_validity(panel(int(agree), int(raters))).iloc[0]
    assert round(row["I_CVI"], 2) == pytest.approx(float(share), abs=0.0051)
    assert row["kappa"] == pytest.approx(float(kappa), abs=0.0101)
    bounds = {"fair": (0.40, 0.60), "good": (0.60, 0.745), "excellent": (0.745, 1.01)}[evaluation]
    assert bounds[0] <= row["kappa"] < bounds[1]


@pytest.mark.parametrize(("raters", "agree", "verdict"), [
    (3, 3, "keep"), (3, 2, "revise"), (5, 5, "keep"), (5, 4, "revise"), (5, 2, "drop"), (6, 5, "keep"),
    (6, 4, "revise"), (6, 3, "drop"), (9, 7, "revise"), (10, 8, "keep"), (10, 0, "drop"),
])  # fmt: skip
def test_verdicts_after_lynn_and_polit_and_beck(raters, agree, verdict):
    row = content_validity(panel(agree, raters)).iloc[0]
    assert row["verdict"] == verdict
    assert row["reason"].startswith(f"{agree} of {raters} rate it 3 or 4")


def test_the_interval_is_wilsons():
    row = content_validity(panel(5, 6)).iloc[0]
    known = binomtest(5, 6).proportion_ci(method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((known.low, known.high))
    low, high = wilson([0, 3, 10, 0], [10, 10, 10, 0])
    for place, k in enumerate((0, 3, 10)):
        known = binomtest(k, 10).proportion_ci(method="wilson")
        assert (low[place], high[place]) == pytest.approx((known.low, known.high), abs=1e-12)
    assert np.isnan(low[3]) and np.isnan(high[3])


@pytest.mark.parametrize(("raters", "minimum"), AYRE_SCALLY.items())
def test_minimum_cvr_is_that_of_ayre_and_scally(raters, minimum):
    assert cvr_minimum(raters) == pytest.approx(minimum, abs=0.0006)
    essential = round((cvr_minimum(raters) + 1) * raters / 2)
    assert binom.sf(essential - 1, raters, 0.5) <= 0.05 < binom.sf(essential - 2, raters, 0.5)


def test_no_minimum_where_chance_explains_even_full_agreement():
    assert all(np.isnan(cvr_minimum(n)) for n in range(5))
    with pytest.raises(InputError, match="raters is -1"):
        cvr_minimum(-1)


def test_a_low_cvr_turns_keep_into_revise():
    words = ["essential"] * 6 + ["useful"] * 2
    row = content_validity(panel(8, 8, essential=words)).iloc[0]
    assert (row["CVR"], row["CVR_minimum"], row["verdict"]) == (0.5, 0.75, "revise")
    assert "essential for 6 of 8 (CVR .50, at least .75 is needed)" in row["reason"]
    row = content_validity(panel(8, 8, essential=["essential"] * 7 + ["useful"])).iloc[0]
    assert (row["CVR"], row["verdict"]) == (0.75, "keep")


def test_too_few_raters_get_no_figure():
    row = content_validity(panel(2, 2)).iloc[0]
    assert np.isnan(row["I_CVI"]) and row["verdict"] == "" and pd.isna(row["consensus"])
    assert row["reason"] == "only 2 raters answered; at least 3 are needed"


def test_rounds_consensus_and_stability():
    first, second = panel(5, 10, round=1), panel(9, 10, round=2)
    table = content_validity(pd.concat([first, second]))
    assert table["round"].tolist() == [1, 2] and table["consensus"].tolist() == [False, True]
    assert np.isnan(table["changed"].iloc[0])
    assert table["changed"].iloc[1] == 0.4
    assert table["changed_p"].iloc[1] == pytest.approx(binomtest(4, 4).pvalue)
    assert "not stable: 40% changed their rating since round 1" in table["reason"].iloc[1]
    third = content_validity(pd.concat([first, second, panel(9, 10, round=3)])).iloc[2]
    assert third["changed"] == 0 and third["changed_p"] == 1 and "not stable" not in third["reason"]


def test_a_rater_who_left_is_no_change():
    left = panel(4, 4, round=2).assign(rater=["r0", "r1", "new1", "new2"])
    table = content_validity(pd.concat([panel(4, 4, round=1), left]))
    assert np.isnan(table["changed"].iloc[1])  # only two answered both times


def test_agreement_on_rejecting_is_consensus_too():
    assert content_validity(panel(1, 10)).loc[0, "consensus"]


def test_groups_and_order():
    ratings = pd.concat([panel(6, 6, indicator="z"), panel(0, 6, indicator="a")]).assign(country=["NO", "ES", None] * 4)
    table = content_validity(ratings, by="country")
    assert table["group"].drop_duplicates().tolist() == ["all", "ES", "NO", "unknown"]
    assert table["indicator"].tolist()[:2] == ["z", "a"]
    assert (table.loc[table["group"] == "NO", "verdict"] == "").all()  # two raters each


def test_scale_level_of_a_published_panel():
    # Six experts, twelve items, two of them rated below 3 by one expert: S-CVI/Ave .97, S-CVI/UA .83
    # (PMC7253559, table 4).
    ratings = pd.concat([panel(5 if item in (6, 9) else 6, 6, indicator=item) for item in range(1, 13)])
    row = content_summary(ratings).iloc[0]
    assert (row["indicators"], row["raters"]) == (12, 6)
    assert round(row["S_CVI_Ave"], 2) == 0.97 and round(row["S_CVI_UA"], 2) == 0.83
    assert row["low"] <= row["S_CVI_Ave"] <= row["high"] and row["note"] == ""


def test_scale_level_notes():
    row = content_summary(panel(3, 4)).iloc[0]
    assert np.isnan(row["low"]) and "no interval: fewer than 5 raters" in row["note"]
    row = content_summary(panel(2, 2)).iloc[0]
    assert np.isnan(row["S_CVI_Ave"]) and row["note"] == "no indicator has 3 raters"
    mixed = pd.concat([panel(6, 6), panel(2, 2, indicator="few")])
    assert content_summary(mixed).loc[0, "indicators"] == 1
    with pytest.raises(InputError, match="resamples is -1"):
        content_summary(panel(3, 4), resamples=-1)


def test_the_interval_is_that_of_a_plain_bootstrap():
    rng = np.random.default_rng(3)
    grid = rng.choice([1, 2, 3, 4], size=(12, 8), p=[0.1, 0.2, 0.3, 0.4])
    rows = [(f"i{i}", f"r{r:02}", grid[r, i]) for r in range(12) for i in range(8)]
    row = content_summary(pd.DataFrame(rows, columns=["indicator", "rater", "relevance"]), resamples=4000).iloc[0]
    draws = [(grid[rng.integers(0, 12, 12)] >= 3).mean() for _ in range(4000)]
    assert (row["low"], row["high"]) == pytest.approx(np.percentile(draws, [2.5, 97.5]), abs=0.02)


def test_unanswered_questions_do_not_count_and_input_is_untouched():
    ratings = panel(4, 5).astype({"relevance": "object"})
    ratings.loc[4, "relevance"] = ""
    before = ratings.copy()
    assert content_validity(ratings).loc[0, "raters"] == 4
    pd.testing.assert_frame_equal(ratings, before)


@pytest.mark.parametrize(("change", "message"), [
    ({"relevance": 5}, r"row 2 has the relevance 5; give 1, 2, 3, 4 or empty"),
    ({"relevance": 2.5}, r"row 2 has the relevance 2.5"),
    ({"relevance": "high"}, r"row 2 has the relevance 'high'"),
    ({"round": 0}, r"row 2 has the round 0; give 1, 2, 3"),
    ({"essential": "esential"}, r"row 2 says 'esential' \(did you mean 'essential'\?\)"),
    ({"rater": None}, r"row 2 has no rater"),
    ({"rater": "r1"}, r"row 3: 'r1' rates 'i' a second time in round 1"),
])  # fmt: skip
def test_wrong_ratings_are_named(change, message):
    ratings = panel(4, 4, round=1, essential="essential").astype("object")
    for column, value in change.items():
        ratings.loc[0, column] = value
    with pytest.raises(TableError, match=message):
        content_validity(ratings)


def test_missing_columns_are_named():
    with pytest.raises(TableError, match=r"no column 'relevance' \(did you mean 'relevanse'"):
        content_validity(panel(4, 4).rename(columns={"relevance": "relevanse"}))


def test_holm_is_that_of_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(0).random(15) ** 3
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])
    assert np.isnan(holm([0.01, np.nan])[1]) and holm([0.01, np.nan])[0] == 0.01
    assert holm([]).shape == (0,)
