"""How easily a person could be picked out."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import softskills as sk
from softskills.errors import InputError


def table(**columns):
    count = len(next(iter(columns.values())))
    return pd.DataFrame({"narrative_id": [f"n{i}" for i in range(count)], "text": "I cooked.", **columns})


def test_a_person_counts_once_whatever_she_told():
    exp = table(participant=["p1", "p1", "p2", "p3"], country=["NO", "NO", "NO", "SK"])
    summary = sk.anonymity_report(exp, k=2, texts=False).summary.iloc[0]
    assert (summary["persons"], summary["k"], summary["unique"], summary["below"]) == (3, 1, 1, 1)


def test_the_column_that_gives_most_away_comes_first():
    exp = table(country=["NO"] * 6, age=[str(20 + i) for i in range(6)], origin=["NO"] * 3 + ["SO"] * 3)
    report = sk.anonymity_report(exp, k=3, texts=False)
    assert report.columns["column"].iloc[0] == "age" and report.columns["below_without"].iloc[0] == 0
    assert set(report.rows["narrative_id"]) == set(exp["narrative_id"])
    assert report.rows["columns"].str.startswith("age").all()


def test_what_the_text_still_names_is_counted_and_never_shown():
    exp = table(country=["NO", "NO"]).assign(text=["Ring meg på 912 34 567.", "Jeg kokte suppe."], language="nb")
    report = sk.anonymity_report(exp, k=2)
    assert report.texts["narrative_id"].tolist() == ["n0"]
    assert "912" not in str(report) and "912" not in repr(report)


def test_wrong_questions_are_refused():
    with pytest.raises(InputError, match="2 or more"):
        sk.anonymity_report(table(country=["NO"]), k=1)
    with pytest.raises(InputError, match="did you mean 'country'"):
        sk.anonymity_report(table(country=["NO"]), quasi=["contry"])


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "x", None])), min_size=1, max_size=30))
def test_k_is_the_smallest_group(people):
    exp = table(country=[one for one, _ in people], origin=[other for _, other in people])
    groups = pd.Series([(one, other or "") for one, other in people]).value_counts()
    assert sk.anonymity_report(exp, k=2, texts=False).summary["k"].iloc[0] == groups.min()
