"""Figures of coverage: what they show, in every language, and that nothing lies outside the picture."""

import matplotlib

matplotlib.use("agg")

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import softskills as sk
from softskills.errors import InputError, TableError
from softskills.report.figures.coverage import plot_competence_heatmap, plot_saturation, plot_unit_map
from softskills.report.wording import LANGUAGES, _topic


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


def curve(reached):
    story = np.arange(1, 13)
    seen = np.minimum(19, 3 * story)
    return pd.DataFrame(
        {"story": story, "cumulative": seen, "low": seen - 1, "high": seen + 1, "saturated": story >= reached}
    )


def shares(framework, groups=("all", "NO", "ES", "XX"), size="stories"):
    rows = [
        (group, name, 4 if group == "XX" else 20, k % 8, (k % 8) / 20)
        for group in groups
        for k, name in enumerate(framework.ids)
    ]
    return pd.DataFrame(rows, columns=["group", "competence", size, "seen", "share"])


def points(framework):
    rng = np.random.default_rng(0)
    areas = [item.area for item in framework]
    names = list(framework.ids)
    kinds = ["unit"] * 19 + ["anchor"] * 19 + ["unit"]
    places = np.vstack([rng.normal(size=(19, 2)), 0.02 * rng.normal(size=(19, 2)), np.zeros((1, 2))])
    table = pd.DataFrame({"kind": kinds, "competence": [*names, *names, ""], "area": [*areas, *areas, ""]})
    return table.assign(x=places[:, 0], y=places[:, 1])


def test_every_word_is_there_in_every_language():
    for key, texts in _topic("figure_coverage").items():
        assert set(texts) == set(LANGUAGES), key


def test_saturation_says_where_it_is_reached():
    ax = plot_saturation(curve(7))
    assert ax.get_legend_handles_labels()[1][-1] == "saturated after 7 (in half of the orders)"
    assert ax.get_lines()[1].get_xdata()[0] == 7
    assert plot_saturation(curve(99), language="nb").get_legend_handles_labels()[1][-1] == "ingen metning"


def test_small_groups_are_hidden(framework):
    ax = plot_competence_heatmap(shares(framework))
    cells = [text.get_text() for text in ax.texts if text.get_text()]
    assert cells.count("·") == 19 and cells.count("0") == 3 * 3
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["all\n(20)", "NO\n(20)", "ES\n(20)", "XX\n(<5)"]
    assert "fewer than 5, not shown" in ax.get_xlabel()


def test_shares_of_persons_are_called_so_and_sources_are_worded(framework):
    table = shares(framework, groups=("all", "unpaid_care", "paid_work"), size="persons")
    ax = plot_competence_heatmap(table, language="nb")
    assert ax.get_xlabel() == "andel av personene (%)"
    assert ax.get_xticklabels()[1].get_text() == "ulønnet\nomsorg\n(20)"


def test_an_empty_or_foreign_table_is_named(framework):
    with pytest.raises(InputError, match="no competence was found"):
        plot_competence_heatmap(shares(framework).head(0))
    with pytest.raises(TableError, match="no column 'share'"):
        plot_competence_heatmap(shares(framework).drop(columns="share"))
    with pytest.raises(TableError, match="no column 'low'"):
        plot_saturation(curve(3).drop(columns="low"))


def test_names_of_the_framework_do_not_lie_on_each_other(framework):
    table = points(framework)
    table.attrs["variance"] = [0.081, 0.04]
    ax = plot_unit_map(table, framework=framework)
    ax.figure.canvas.draw()
    boxes = [Text.get_window_extent(text) for text in ax.texts]  # of an annotation: without its leader
    assert len(boxes) == 19
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert ax.get_xlabel() == "principal component 1 (8% of the variance)"
    assert ax.get_legend_handles_labels()[1][0] == "no competence coded"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_in_any_language(framework, language):
    groups = ("all", "unpaid_care", "paid_work", "volunteering", "unrecognised_education", "other", "XX")
    drawn = [
        plot_saturation(curve(7), language=language),
        plot_competence_heatmap(shares(framework, groups), language=language, framework=framework),
        plot_unit_map(points(framework), language=language, framework=framework),
    ]
    for ax in drawn:
        ax.figure.canvas.draw()
        page, box = ax.figure.bbox, ax.get_tightbbox()
        assert page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1
        assert page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1


def test_an_axes_that_is_given_is_drawn_on(framework):
    _, ax = plt.subplots()
    assert plot_saturation(curve(7), ax=ax) is ax
    assert plot_unit_map(points(framework), ax=plt.figure().add_subplot()).figure is not ax.figure
