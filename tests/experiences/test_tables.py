import pandas as pd
import pytest

import softskills as sk
from softskills.errors import TableError


def table(**columns):
    return pd.DataFrame({"narrative_id": ["a", "b"], "text": ["One.", "Two."], **columns})


def test_a_clean_table_has_no_problems(samples):
    assert sk.check_experiences(samples).empty


@pytest.mark.parametrize(
    ("columns", "column", "severity", "row"),
    [
        ({"text": ["One.", None]}, "text", "error", 3),
        ({"text": ["One.", " \n"]}, "text", "error", 3),
        ({"text": ["One.", "!?"]}, "text", "error", 3),
        ({"text": ["One.", "half \ud800"]}, "text", "error", 3),
        ({"text": ["One.", "nul \x00 byte"]}, "text", "warning", 3),
        ({"text": ["One.", "x" * 1_000_001]}, "text", "warning", 3),
        ({"language": ["nb", "norsk bokmål"]}, "language", "error", 3),
        ({"language": ["no", "nb"]}, "language", "warning", 2),
        ({"country": ["NO", "Norge"]}, "country", "warning", 3),
        ({"country": ["NA", "NO"]}, "country", None, None),
        ({"mode": ["written", "writen"]}, "mode", "warning", 3),
        ({"consent_scope": ["quote", "analysis"]}, "consent_scope", "warning", 2),
    ],
)
def test_problems_of_single_rows(columns, column, severity, row):
    data = {"narrative_id": ["a", "b"], "text": ["One.", "Two."], **columns}
    problems = sk.check_experiences(
        pd.DataFrame({key: pd.Series(value, dtype="object") for key, value in data.items()})
    )
    if severity is None:
        assert problems.empty
    else:
        assert problems[["row", "column", "severity"]].values.tolist() == [[row, column, severity]]
        assert problems["what_to_do"].str.len().min() > 5


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"id": [1], "text": ["x"]}), "no column 'narrative_id'"),
        (pd.DataFrame({"narrative_id": [1], "Text": ["x"]}), "rename 'Text'"),
        (pd.DataFrame({"narrative_id": ["a", "b", "a"], "text": ["x"] * 3}), "rows 2, 4"),
        (pd.DataFrame({"narrative_id": [], "text": []}), "no rows"),
    ],
)
def test_unusable_tables(frame, message):
    with pytest.raises(TableError, match=message):
        sk.check_experiences(frame)


def test_duplicate_ids_in_a_file_name_the_file_and_rows(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("narrative_id,text\na,one\na,two\n")
    with pytest.raises(TableError, match=r"x\.csv: narrative_id 'a' stands in rows 2, 3"):
        sk.read_experiences(path)


def test_a_row_that_does_not_fit_stays_with_its_story(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("narrative_id,text\na,one, two\nb,three\nc,four\n")
    exp = sk.read_experiences(path)
    assert sk.check_experiences(exp)["narrative_id"].tolist() == ["a"]
    assert sk.check_experiences(exp[exp["narrative_id"] != "a"]).empty


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_every_kind_of_table_comes_back_the_same(tmp_path, samples, suffix):
    path = sk.write_table(samples.head(4), tmp_path / f"x{suffix}")
    again = sk.read_experiences(path)
    assert again["text"].tolist() == samples["text"].head(4).tolist()
    assert again["country"].tolist() == samples["country"].head(4).tolist()
