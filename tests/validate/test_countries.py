import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from softskills.errors import InputError, TableError
from softskills.validate.countries import GAP_COLUMNS, countries
from softskills.validate.many_tests import adjust_p
from softskills.validate.separability import confounded, feasible


def sample(seed=0, persons=40, each=6, worse=0.0):
    """Two groups of persons; in group ES the first competence is suggested less often by ``worse``."""
    rng = np.random.default_rng(seed)
    owners = np.repeat(np.arange(2 * persons), each)
    groups = np.where(owners < persons, "NO", "ES")
    Y = (rng.random((len(owners), 4)) < 0.3).astype(int)
    hit = rng.random(Y.shape) < np.where(groups[:, None] == "ES", 0.8 - worse, 0.8)
    decided = np.where(Y == 1, hit, rng.random(Y.shape) < 0.1)
    return Y, Y * hit + 0.3 * rng.random(Y.shape), decided, groups, owners


def test_differences_are_those_a_reader_would_count():
    Y, P, decided, groups, owners = sample(worse=0.4)
    table = countries(Y, P, by=pd.Series(groups, name="country"), persons=owners, decided=decided, against="each")
    assert table.columns.tolist() == GAP_COLUMNS
    assert table["by"].unique().tolist() == ["country"]
    figures = table.set_index("measure")["difference"]
    no, es = groups == "NO", groups == "ES"
    assert table["group"].iloc[0] == "ES" and table["other"].iloc[0] == "NO"
    assert figures["TPR"] == pytest.approx(decided[es][Y[es] == 1].mean() - decided[no][Y[no] == 1].mean())
    assert figures["FPR"] == pytest.approx(decided[es][Y[es] == 0].mean() - decided[no][Y[no] == 0].mean())
    first = np.take_along_axis(Y, P.argmax(axis=1)[:, None], axis=1)[:, 0]
    labelled = Y.any(axis=1)
    assert figures["R@1"] == pytest.approx(first[es & labelled].mean() - first[no & labelled].mean())
    assert table["p_adjusted"].iloc[1] < 0.01 and table["high"].iloc[1] < 0


def test_like_for_like_takes_away_what_is_only_another_mix_of_competences():
    # Competence 0 is always found, competence 1 never; NO tells mostly of the first, ES of the second.
    owners = np.repeat(np.arange(40), 10)
    groups = np.where(owners < 20, "NO", "ES")
    easy = (np.arange(400) % 10) < np.where(groups == "NO", 8, 2)
    Y = np.column_stack([easy, ~easy]).astype(int)
    rng = np.random.default_rng(0)
    decided = Y.astype(bool) & np.column_stack([rng.random(400) < 0.9, rng.random(400) < 0.1])
    table = countries(Y, Y, by=groups, persons=owners, decided=decided, against="NO").set_index("measure")
    assert table.loc["TPR", "difference"] < -0.4
    assert abs(table.loc["TPR, like for like", "difference"]) < 0.05
    expected = []
    for k in range(2):
        cells = [[(Y[:, k] == 1) & (groups == g) & (decided[:, k] == d) for d in (True, False)] for g in ("ES", "NO")]
        (a, b), (c, d) = [[int(cell.sum()) for cell in row] for row in cells]
        n, m = a + b, c + d
        expected.append(((a * m - c * n) / (n + m), n * m / (n + m)))
    assert table.loc["TPR, like for like", "difference"] == pytest.approx(np.divide(*np.sum(expected, axis=0)))


def test_intervals_hold_the_truth_as_often_as_they_say():
    inside, alarms = 0, 0
    for seed in range(60):
        Y, P, decided, groups, owners = sample(seed, persons=12, each=5, worse=0.2)
        table = countries(Y, P, by=groups, persons=owners, decided=decided, against="NO", resamples=200)
        row = table.set_index("measure").loc["TPR"]
        inside += row["low"] <= -0.2 <= row["high"]
        alarms += table.set_index("measure").loc["FPR", "p"] < 0.05
    assert inside >= 54 and alarms <= 7


def test_persons_not_units_make_the_interval():
    Y = np.tile([[1, 0]], (200, 1))
    owners = np.repeat(np.arange(20), 10)
    right = np.repeat(np.arange(20) % 2 == 0, 10)[:, None]  # each person is all right or all wrong
    P = np.where(right, Y, 1 - Y)
    groups = np.where(owners < 10, "a", "b")
    by_person = countries(Y, P, by=groups, persons=owners, against="each")
    by_unit = countries(Y, P, by=groups, persons=np.arange(200), against="each")
    width = [float((table["high"] - table["low"]).iloc[0]) for table in (by_person, by_unit)]
    assert width[0] > 2 * width[1]


def test_too_few_persons_or_no_variation_is_said():
    Y, P, decided, groups, owners = sample()
    few = np.where(owners == 0, "BE", groups)
    table = countries(Y, P, by=few, persons=owners, decided=decided).set_index(["group", "measure"])
    assert table.loc[("BE", "R@1"), "note"] == "only 1 and 79 persons; at least 5 are needed on each side"
    assert np.isnan(table.loc[("BE", "TPR"), "p_adjusted"])
    assert table.loc[("ES", "TPR"), "note"] == ""
    perfect = countries(Y, Y, by=groups, persons=owners)
    assert perfect["note"].unique().tolist() == ["no interval: no variation between draws"]
    assert (perfect["difference"] == 0).all()


def test_persons_in_both_groups_are_drawn_once():
    Y, P, *_ = sample(persons=20)
    owners, languages = np.repeat(np.arange(40), 6), np.tile(["en", "en", "en", "nb", "nb", "nb"], 40)
    table = countries(Y, P, by=languages, persons=owners, against="each")
    assert table["low"].notna().all()


def test_what_does_not_fit_is_named():
    Y, P, decided, groups, owners = sample()
    with pytest.raises(InputError, match="decided"):
        countries(Y, P, by=groups, persons=owners, decided=decided[:, :2])
    with pytest.raises(InputError, match="by has 3 values"):
        countries(Y, P, by=groups[:3], persons=owners)
    with pytest.raises(InputError, match="did you mean 'NO'"):
        countries(Y, P, by=groups, persons=owners, against="NOO")
    with pytest.raises(InputError, match="a gap needs two"):
        countries(Y, P, by=["NO"] * len(Y), persons=owners)
    with pytest.raises(InputError, match="NaN"):
        countries(Y, np.where(Y == 1, np.nan, P), by=groups, persons=owners)
    with pytest.raises(InputError, match="resamples"):
        countries(Y, P, by=groups, persons=owners, resamples=0)


def test_corrections_equal_statsmodels():
    p = np.random.default_rng(0).random(12) ** 3
    for method, name in {"holm": "holm", "bh": "fdr_bh"}.items():
        np.testing.assert_allclose(adjust_p(p, method=method), multipletests(p, method=name)[1], atol=1e-15)
    with_gap = adjust_p([0.01, np.nan, 0.04])
    assert with_gap[0] == 0.02 and np.isnan(with_gap[1])
    assert adjust_p([0.2], method="none").tolist() == [0.2]
    with pytest.raises(InputError, match="did you mean 'holm'"):
        adjust_p([0.1], method="holms")


def test_countries_without_a_common_language_are_named():
    exp = pd.DataFrame(
        {
            "narrative_id": range(26),
            "participant": [f"p{i}" for i in range(26)],
            "country": ["NO"] * 12 + ["SK"] * 6 + ["BE"] * 8,
            "language": ["nb"] * 6 + ["en"] * 6 + ["sk"] * 6 + ["en"] * 2 + ["fr"] * 6,
        }
    )
    before = exp.copy()
    table = confounded(exp).set_index(["group", "other"])
    assert not table["separable"].any()
    assert table.loc[("BE", "NO"), "statement"].startswith("BE and NO share only en, with fewer than 5 persons")
    assert "share no language" in table.loc[("NO", "SK"), "statement"]
    assert confounded(exp, least=2).set_index(["group", "other"]).loc[("BE", "NO"), "persons"] == 2
    one_person = confounded(exp.assign(participant="p1"), least=2)
    assert not one_person["separable"].any()
    assert confounded(exp.drop(columns="participant"), least=2)["separable"].sum() == 1
    pd.testing.assert_frame_equal(exp, before)
    with pytest.raises(TableError, match="did you mean 'country'"):
        confounded(exp, by="countri")


def test_what_a_sample_is_too_small_for_is_said_with_the_reason():
    small = pd.DataFrame({"country": ["NO"] * 6 + ["SK"] * 3 + [None]})
    table = feasible(small).set_index("analysis")
    assert table["possible"].tolist() == [False, False, False]
    assert "3 (SK), 6 (NO)" in table.loc["DIF of people's codings", "reason"]
    large = pd.DataFrame({"country": ["NO"] * 200 + ["SK"] * 200})
    assert feasible(large)["possible"].tolist() == [True, True, False]


def test_the_partner_samples_say_what_they_cannot_tell(samples):
    assert not feasible(samples).set_index("analysis").loc["DIF of people's codings", "possible"]
    table = confounded(samples).set_index(["group", "other"])
    assert not table.loc[("NO", "SK"), "separable"]
