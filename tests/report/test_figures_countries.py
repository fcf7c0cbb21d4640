from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from softskills.errors import InputError, TableError
from softskills.framework import load_framework
from softskills.report.figures.countries import plot_countries, plot_dif, plot_flips
from softskills.report.wording import LANGUAGES, _topic
from softskills.validate.dif import DIF_COLUMNS
from softskills.validate.robustness import ROBUSTNESS_COLUMNS

matplotlib.use("agg")
MODELS = ["classifier", "classifier, refitted", "TF-IDF", "zero-shot", "prevalence"]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def accuracy_table():
    rows = [
        {"model": model, "group": group, "labelled": 120, "R@1": 0.6 - place / 10, "R@1_low": 0.5 - place / 10}
        | {"R@1_high": 0.7 - place / 10}
        for place, model in enumerate(MODELS)
        for group in ["all", "BE", "NO", "unknown"]
    ]
    return pd.DataFrame(rows)


def dif_table(pairs=(("NO", "SK"),)):
    rows = [
        {"competence": name, "group": group, "other": other, "R2_change": size, "mh_delta": 40 * size, "low": 0.1}
        | {"high": 0.5, "flagged": size > 0.035, "note": ""}
        for group, other in pairs
        for name, size in {"A1": 0.01, "D3": 0.05, "F1": 0.08, "B2": np.nan}.items()
    ]
    return pd.DataFrame(rows, columns=DIF_COLUMNS)


def flips_table():
    rows = [("typing", "all", 0.1), ("typing", "nb", 0.3), ("negation", "all", 0.4), ("case", "all", np.nan)]
    table = pd.DataFrame(rows, columns=["change", "language", "flipped"])
    return table.assign(low=table["flipped"] - 0.05, high=table["flipped"] + 0.1)


def labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def drawn(ax):
    """Points of all scatter plots, without those that only stand in the legend."""
    return np.concatenate(
        [np.asarray(points.get_offsets()) for points in ax.collections if hasattr(points, "get_sizes")]
    )


def test_groups_are_lines_and_all_lies_below():
    ax = plot_countries(accuracy_table())
    assert labels(ax) == ["BE (n = 120)", "NO (n = 120)", "unknown (n = 120)", "all (n = 120)"]
    assert legend(ax)[:2] == ["classifier", "classifier, fitted without this group"] and len(legend(ax)) == 6
    assert len(drawn(ax)) == 20
    assert np.isclose(sorted(drawn(ax)[:, 0])[-1], 60)
    from_validation = plot_countries(SimpleNamespace(accuracy=accuracy_table()))
    np.testing.assert_allclose(drawn(from_validation), drawn(ax))
    plain = plot_countries(accuracy_table().query("model == 'classifier'").drop(columns="model"))
    assert len(drawn(plain)) == 4


def test_a_given_axes_is_drawn_on_and_tables_stay():
    _, ax = plt.subplots()
    for table, draw in ((accuracy_table(), plot_countries), (dif_table(), plot_dif), (flips_table(), plot_flips)):
        before = table.copy()
        assert draw(table, ax=ax) is ax
        pd.testing.assert_frame_equal(table, before)


def test_competences_stand_in_the_order_of_the_effect_and_flagged_ones_are_full():
    ax = plot_dif(dif_table())
    assert labels(ax) == ["F1", "D3", "A1"]
    points = next(points for points in ax.collections if len(points.get_offsets()) == 3)
    assert [len(colour) and colour[-1] > 0 for colour in points.get_facecolors()] == [False, True, True]
    delta = plot_dif(dif_table(), effect="mh_delta", language="nb")
    assert {line.get_xdata()[0] for line in delta.lines} >= {-1.5, -1, 0, 1, 1.5}
    lines = next(lines for lines in delta.collections if hasattr(lines, "get_segments") and len(lines.get_segments()))
    np.testing.assert_allclose(lines.get_segments()[0][:, 0], [-2.35 * np.log(0.5), -2.35 * np.log(0.1)])
    assert delta.xaxis.get_major_formatter()(-0.5, 0) == "−0,5"


def test_many_pairs_are_counted_instead_of_coloured():
    pairs = [("BE", "ES"), ("BE", "IT"), ("BE", "NO"), ("ES", "IT"), ("ES", "NO"), ("IT", "NO")]
    ax = plot_dif(dif_table(pairs))
    assert [text.get_text() for text in ax.texts] == ["6/6", "6/6"]
    assert len(legend(plot_dif(dif_table(pairs[:3])))) == 6


def test_flips_that_are_wanted_have_a_mark_of_their_own():
    ax = plot_flips(flips_table().assign(expected=["same", "same", "none", "same"]), language="en")
    assert labels(ax) == ["typing errors", "negation"]
    assert legend(ax) == ["should stay the same", "should be withdrawn", "95% interval by persons"]
    own = flips_table().assign(change="my own change")
    assert labels(plot_flips(own))[0] == "my own change"


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(TableError, match="no column 'labelled'"):
        plot_countries(accuracy_table().drop(columns="labelled"))
    with pytest.raises(InputError, match="no rows"):
        plot_countries(accuracy_table()[:0])
    with pytest.raises(InputError, match="did you mean 'mh_delta'"):
        plot_dif(dif_table(), effect="delta")
    with pytest.raises(InputError, match="no effect to draw: not run: too few"):
        plot_dif(dif_table().assign(R2_change=np.nan, note="not run: too few"))
    with pytest.raises(InputError, match="read the column note"):
        plot_flips(pd.DataFrame([], columns=ROBUSTNESS_COLUMNS))
    with pytest.raises(InputError, match="language is 'xx'"):
        plot_flips(flips_table(), language="xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_words_and_they_fit(language):
    assert all(set(texts) == set(LANGUAGES) for texts in _topic("figure_countries").values())
    framework = load_framework()
    figures = [
        plot_countries(accuracy_table(), language=language),
        plot_dif(dif_table(), language=language, framework=framework),
        plot_flips(flips_table().assign(expected=["same", "same", "none", "same"]), language=language),
    ]
    for ax in figures:
        figure = ax.figure
        figure.canvas.draw()
        width = figure.bbox.width
        boxes = [ax.get_legend().get_window_extent(), ax.xaxis.label.get_window_extent()]
        boxes += [label.get_window_extent() for label in ax.get_yticklabels()]
        assert all(box.x0 >= -1 and box.x1 <= width + 1 for box in boxes)
