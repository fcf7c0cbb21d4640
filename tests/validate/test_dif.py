import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import StratifiedTable

from softskills.errors import InputError, TableError
from softskills.validate.dif import DIF_COLUMNS, dif, person_table
from softskills.validate.dif_simulation import simulate_dif
from softskills.validate.dif_statistics import fit_logistic, mantel_haenszel, nagelkerke

RNG = np.random.default_rng(0)


def test_logistic_regression_is_that_of_statsmodels():
    X = np.column_stack([np.ones(400), RNG.normal(size=(400, 3)) * [1, 5, 0.1]])
    y = (RNG.random(400) < 1 / (1 + np.exp(-X @ [-1, 0.8, -0.3, 4]))).astype(float)
    reference = sm.Logit(y, X).fit(disp=0)
    found = fit_logistic(X, y)
    np.testing.assert_allclose(found.coefficients, reference.params, atol=1e-5)
    assert found.log_likelihood == pytest.approx(reference.llf, abs=1e-8)
    null = sm.Logit(y, X[:, :1]).fit(disp=0)
    cox_snell, most = 1 - np.exp(2 * (null.llf - reference.llf) / 400), 1 - np.exp(2 * null.llf / 400)
    assert nagelkerke(found.log_likelihood, y) == pytest.approx(cox_snell / most)


def test_columns_that_repeat_each_other_change_nothing_and_separation_has_a_limit():
    X = np.column_stack([np.ones(100), np.arange(100) % 2, 1 - np.arange(100) % 2])
    y = (RNG.random(100) < 0.3 + 0.4 * X[:, 1]).astype(float)
    twice, once = fit_logistic(X, y), fit_logistic(X[:, :2], y)
    assert twice.rank == once.rank == 2
    assert twice.log_likelihood == pytest.approx(once.log_likelihood, abs=1e-9)
    assert fit_logistic(X[:, :2], X[:, 1]).log_likelihood == pytest.approx(0, abs=1e-4)
    with pytest.raises(InputError, match="n × p"):
        fit_logistic(X, y[:3])


def test_mantel_haenszel_is_that_of_statsmodels():
    rng = np.random.default_rng(3)
    strata, first = rng.integers(0, 6, 500), rng.random(500) < 0.4
    seen = rng.random(500) < 1 / (1 + np.exp(-(strata - 3 - 0.8 * first)))
    found = mantel_haenszel(seen, first, strata)
    tables = [
        np.array([[np.sum(seen[s & g] == answer) for answer in (True, False)] for g in (first, ~first)])
        for s in (strata == value for value in range(6))
    ]
    reference = StratifiedTable(tables)
    assert found["odds_ratio"] == pytest.approx(reference.oddsratio_pooled)
    np.testing.assert_allclose((found["low"], found["high"]), reference.oddsratio_pooled_confint())
    assert found["mh_chi2"] == pytest.approx(reference.test_null_odds(correction=True).statistic)
    assert found["mh_delta"] == pytest.approx(-2.35 * np.log(reference.oddsratio_pooled))


def test_ets_classes_need_size_and_significance():
    def of(yes, no, times=1):
        seen = np.repeat([True, False, True, False], np.array([yes, 100 - yes, no, 100 - no]) * times)
        return mantel_haenszel(seen, np.arange(200 * times) < 100 * times, np.zeros(200 * times, dtype=int))

    assert of(50, 45)["ets"] == "A"  # small
    assert of(6, 2)["ets"] == "A"  # large, but it may be chance
    assert of(60, 48, times=5)["ets"] == "B"  # delta -1.1
    assert of(75, 45)["ets"] == "C" and of(45, 75)["mh_delta"] == pytest.approx(-of(75, 45)["mh_delta"])
    assert of(70, 50)["mh_delta"] < -1.5 and of(70, 50)["ets"] == "B"  # not above 1 beyond chance
    assert np.isnan(of(0, 10)["odds_ratio"]) and of(0, 10)["ets"] == ""


def test_the_three_tests_are_the_likelihood_ratios_of_statsmodels():
    data = simulate_dif(220, uniform={"A2": 0.8}, nonuniform={"C1": 0.8}, seed=4)
    table = dif(data.codings, data.experiences, purify=False).set_index("competence")
    people = person_table(data.codings, data.experiences)
    exp = data.experiences.set_index("participant").loc[people.index]
    themes = pd.get_dummies(exp["theme"]).to_numpy(dtype=float)
    group = (exp["country"] == "NO").to_numpy(dtype=float)
    from scipy.stats import chi2

    for name in ("A2", "C1", "F4"):
        y, rest = people[name].to_numpy(), people.drop(columns=name).sum(axis=1).to_numpy(dtype=float)
        designs = [[], [group], [group, group * rest]]
        fits = [sm.Logit(y, np.column_stack([themes, rest, *more])).fit(disp=0, maxiter=100).llf for more in designs]
        assert table.loc[name, "uniform_p"] == pytest.approx(chi2.sf(2 * (fits[1] - fits[0]), 1), rel=1e-5)
        assert table.loc[name, "nonuniform_p"] == pytest.approx(chi2.sf(2 * (fits[2] - fits[1]), 1), rel=1e-5)
        assert table.loc[name, "p"] == pytest.approx(chi2.sf(2 * (fits[2] - fits[0]), 2), rel=1e-5)


def test_known_dif_is_found_and_little_else():
    hits, false, raw, slopes, tests = 0, 0, 0, 0, 0
    for seed in range(4):
        data = simulate_dif(300, uniform={"A2": 1.5, "D1": -1.5}, nonuniform={"C1": 2.0}, seed=seed)
        table = dif(data.codings, data.experiences).set_index("competence")
        assert table.columns.tolist() == [name for name in DIF_COLUMNS if name != "competence"]
        hits += int(table.loc[["A2", "D1"], "flagged"].sum())
        slopes += int(table.loc["C1", "nonuniform_p"] < 0.05)
        others = table.drop(["A2", "D1", "C1"])
        false, raw, tests = (
            false + int(others["flagged"].sum()),
            raw + int((others["p"] < 0.05).sum()),
            tests + len(others),
        )
        assert table.loc["A2", "mh_delta"] > 0 > table.loc["D1", "mh_delta"]  # A2 is seen more readily in SK
        if table.loc["A2", "flagged"]:
            assert "matching score without A2" in table.loc["F4", "note"]
    assert hits >= 7 and slopes >= 2
    assert false <= 1 and raw / tests < 0.1


def test_a_theme_is_not_taken_for_a_country():
    counts = {"theme": 0, None: 0}
    for seed in range(4):
        data = simulate_dif(400, seed=seed)
        for covariate in counts:
            table = dif(data.codings, data.experiences, covariate=covariate, purify=False)
            counts[covariate] += int((table["p"] < 0.05).sum())
    assert counts["theme"] <= 8 and counts[None] > 2 * counts["theme"]  # 76 tests: 4 by chance


def test_small_groups_are_not_run_and_say_so():
    data = simulate_dif(30)
    table = dif(data.codings, data.experiences)
    assert table[["competence", "flagged"]].values.tolist() == [["all", False]]
    assert table["note"].iloc[0] == "not run: 30 persons in NO and 30 in SK; at least 200 in each are needed"
    forced = dif(data.codings, data.experiences, least=30)
    rare = forced[forced["p"].isna()]
    assert (
        len(forced) == 19 and rare["note"].str.contains("persons show it; at least 20 are needed").all() and len(rare)
    )


def test_every_pair_or_only_those_with_a_reference():
    data = simulate_dif(30)
    exp = data.experiences.assign(country=np.resize(["NO", "SK", "ES", None], 60))
    assert len(dif(data.codings, exp)) == 6
    table = dif(data.codings, exp, reference="NO")
    assert table[["group", "other"]].values.tolist() == [["NO", "ES"], ["NO", "SK"], ["NO", "unknown"]]
    with pytest.raises(InputError, match="groups are ES, NO, SK, unknown"):
        dif(data.codings, exp, reference="FR")


def test_groups_that_are_their_themes_cannot_be_told_apart():
    data = simulate_dif(60)
    exp = data.experiences.assign(theme=data.experiences["country"])
    table = dif(data.codings, exp, least=50)
    assert "not run: the groups cannot be told from their themes" in set(table["note"])


def test_what_does_not_fit_is_named():
    data = simulate_dif(30)
    exp, codings = data.experiences, data.codings
    with pytest.raises(TableError, match="did you mean 'theme'"):
        dif(codings, exp, covariate="them")
    with pytest.raises(TableError, match="'p1' has country 'NO' and 'SK'"):
        dif(codings, exp.assign(participant="p1"))
    with pytest.raises(InputError, match="DIF needs two"):
        dif(codings, exp.assign(country="NO"))
    with pytest.raises(InputError, match="at least 5"):
        dif(codings[codings["competence"].isin(["A1", "A2", "NONE"])], exp)
    with pytest.raises(TableError, match="none is of a story"):
        dif(codings, exp.assign(narrative_id=exp["narrative_id"] + "x"))
    with pytest.raises(InputError, match="did you mean 'A1'"):
        simulate_dif(10, uniform={"A11": 1})
    with pytest.raises(InputError, match="two names"):
        simulate_dif(10, groups=("NO", "NO"))


def test_inputs_stay_as_they_were_and_seeds_repeat():
    data, again = simulate_dif(30, seed=7), simulate_dif(30, seed=7)
    pd.testing.assert_frame_equal(data.codings, again.codings)
    exp, codings = data.experiences.copy(), data.codings.copy()
    dif(codings, exp, least=30)
    pd.testing.assert_frame_equal(exp, data.experiences)
    pd.testing.assert_frame_equal(codings, data.codings)
    assert data.experiences["synthetic"].all() and data.codings["synthetic"].all()
    texts = data.experiences.set_index("narrative_id")["text"]
    row = data.codings.iloc[5]
    assert texts[row["narrative_id"]][row["start"] : row["end"]] == f"Simulated unit {row['unit']}."
