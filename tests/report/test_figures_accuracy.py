"""Figures of accuracy and agreement: what they show, in every language, and that nothing lies outside the picture."""

from itertools import pairwise

import matplotlib

matplotlib.use("agg")

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

import softskills as sk
from softskills.errors import InputError, TableError
from softskills.report.figures.accuracy import plot_confusions, plot_reliability, plot_risk_coverage
from softskills.report.figures.agreement import plot_agreement
from softskills.report.wording import LANGUAGES, _topic


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


def bins(count=10):
    said = np.linspace(0.02, 0.85, count)
    table = {"bin": np.arange(1, count + 1), "units": 60, "probability": said, "share": 0.8 * said}
    return pd.DataFrame(table | {"low": 0.6 * said, "high": np.minimum(1, said + 0.1)})


def risks():
    coverage = np.linspace(0.02, 1, 60)
    parts = [
        pd.DataFrame({"model": name, "coverage": coverage, "risk": base + 0.3 * coverage, "threshold": 1 - coverage})
        for name, base in [("prevalence", 0.6), ("classifier", 0.2), ("classifier, refitted", 0.3), ("TF-IDF", 0.5), ("zero-shot", 0.55)]
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def pairs(framework):
    ids = framework.ids
    return pd.DataFrame({"coded": ids[:12], "first": ids[1:13], "count": range(12, 0, -1), "share": 0.25})


def agreed(framework):
    names = [*framework.ids, "any", "sets", "levels"]
    rows = pd.DataFrame({"group": "all", "competence": names, "alpha": 0.7, "alpha_low": -0.1, "alpha_high": 0.85})
    rows = rows.assign(ac1=0.95, ac1_low=0.9, ac1_high=0.98, prevalence=0.05)
    rows.loc[rows["competence"] == "sets", ["ac1", "ac1_low", "ac1_high", "prevalence"]] = np.nan
    return rows


def drawn(framework, language):
    yield plot_reliability(bins(), language=language)
    yield plot_risk_coverage(risks(), language=language)
    yield plot_confusions(pairs(framework), language=language, framework=framework)
    yield plot_agreement(agreed(framework), language=language, framework=framework)


def test_every_word_is_there_in_every_language():
    for key, texts in _topic("figure_accuracy").items():
        assert set(texts) == set(LANGUAGES), key
        assert all(texts.values()), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_and_no_labels_lie_over_each_other(framework, language):
    for ax in drawn(framework, language):
        figure = ax.figure
        figure.draw_without_rendering()
        drawn_on = figure.get_tightbbox()  # inches
        width, height = figure.get_size_inches()
        assert min(drawn_on.x0, drawn_on.y0) >= -0.01, drawn_on
        assert drawn_on.x1 <= width + 0.01, drawn_on
        assert drawn_on.y1 <= height + 0.01, drawn_on
        boxes = [label.get_window_extent() for label in ax.get_yticklabels() if label.get_text()]
        assert not any(one.overlaps(other) for one, other in pairwise(boxes))


def test_reliability_draws_each_bin_and_the_line_it_should_lie_on():
    ax = plot_reliability(bins(7))
    diagonal, points = ax.lines[0], ax.lines[1]
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata())
    np.testing.assert_allclose(points.get_ydata(), 80 * bins(7)["probability"])
    assert "7 parts" in ax.get_legend().get_texts()[1].get_text()
    assert ax.get_xlim()[1] == ax.get_ylim()[1] == 100


def test_a_model_has_the_same_look_whichever_others_are_drawn():
    every = {line.get_label(): line.get_color() for line in plot_risk_coverage(risks()).lines}
    table = risks()
    alone = plot_risk_coverage(table[table["model"] == "zero-shot"]).lines[0]
    assert every[alone.get_label()] == alone.get_color()
    assert next(iter(every)) == "classifier"  # first in the legend, though not in the table


def test_confusions_name_count_and_share(framework):
    ax = plot_confusions(pairs(framework), most=3, language="nb")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A1 → A2", "A2 → A3", "A3 → B1"]
    assert [text.get_text() for text in ax.texts] == ["12 (25\u00a0%)", "11 (25\u00a0%)", "10 (25\u00a0%)"]


def test_agreement_says_how_often_a_competence_was_seen(framework):
    table = agreed(framework)
    table.loc[0, "prevalence"] = 0.001
    ax = plot_agreement(table)
    assert "levels" not in [label.get_text() for label in ax.get_yticklabels()]
    right = [label.get_text() for label in ax.child_axes[0].get_yticklabels()]
    assert right[:2] == ["<1", "5"]
    assert right[-1] == ""  # whole sets have no prevalence
    assert ax.get_xlim()[0] == pytest.approx(-0.1)  # an interval that goes below chance is not cut


def test_drawn_where_it_is_told(framework):
    _, ax = plt.subplots()
    assert plot_reliability(bins(), ax=ax) is ax
    assert plot_agreement(agreed(framework), ax=ax) is ax


def test_nothing_to_draw_is_said(framework):
    for plot, table in ((plot_reliability, bins()), (plot_risk_coverage, risks()), (plot_confusions, pairs(framework))):
        with pytest.raises(InputError, match="no rows"):
            plot(table.iloc[:0])
        with pytest.raises(TableError, match="no column"):
            plot(pd.DataFrame({"x": [1]}))
    with pytest.raises(InputError, match="most is 0"):
        plot_confusions(pairs(framework), most=0)
    with pytest.raises(InputError, match=r"no group 'al'.*did you mean 'all'"):
        plot_agreement(agreed(framework), group="al")
    with pytest.raises(InputError, match="every row is empty"):
        plot_agreement(agreed(framework).assign(alpha=np.nan))
    with pytest.raises(InputError, match="language is 'de'"):
        plot_reliability(bins(), language="de")
