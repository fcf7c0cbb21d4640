"""How much pseudonymising changes the suggestions."""

import pandas as pd
import pytest

import softskills as sk
from softskills.validate.pseudonymisation import COLUMNS, changed_by_pseudonymising


class _Told:
    """Suggests what it is told, by the position of a word in the text."""

    def __init__(self, word):
        self.word = word

    def map(self, experiences, *, evidence=True, progress=True):
        rows = [
            (name, "en", text.index(self.word), len(text), "A1", "suggested")
            for name, text in zip(experiences["narrative_id"], experiences["text"], strict=True)
            if self.word in text
        ]
        return pd.DataFrame(rows, columns=["narrative_id", "language", "start", "end", "competence", "status"])


def _stories(text, count=25):
    return pd.DataFrame({"narrative_id": [f"n{i}" for i in range(count)], "text": text, "language": "en"})


def test_what_is_said_of_the_same_unit_is_the_same_though_the_offsets_moved():
    table = changed_by_pseudonymising(_Told("list"), _stories("My son Ahmed slept. I kept a list of it all."))
    assert table.columns.tolist() == COLUMNS
    row = table.iloc[0]
    assert (row["stories"], row["replaced"], row["units"], row["changed"], row["share"]) == (25, 25, 50, 0, 0.0)


def test_a_suggestion_that_hung_on_a_name_is_counted():
    row = changed_by_pseudonymising(_Told("Ahmed"), _stories("My son Ahmed slept. I kept a list of it all.")).iloc[0]
    assert (row["changed"], row["share"]) == (25, 0.5)
    assert row["low"] < 0.5 < row["high"]


def test_few_units_give_a_note_and_no_share():
    table = changed_by_pseudonymising(_Told("list"), _stories("I kept a list.", 3))
    assert table["share"].isna().all()
    assert (table["note"] == "fewer than 20 units").all()


@pytest.mark.slow
def test_the_shipped_classifier_says_nearly_the_same_of_the_samples():
    samples = sk.datasets.load_partner_samples().drop(columns=["pseudonymised"], errors="ignore")
    table = changed_by_pseudonymising(sk.load_classifier(cache=False), samples)
    print(table.round(3).to_string(index=False))
    assert table.loc[0, "share"] < 0.06
