"""A person withdraws."""

import pandas as pd
import pytest

import softskills as sk
from softskills.audit import record
from softskills.errors import InputError, TableError

EXP = pd.DataFrame(
    {"narrative_id": ["a", "b", "c"], "participant": ["p1", "p2", "p1"], "text": ["I cooked.", "I sewed.", "I sang."]}
)


def test_her_rows_go_from_every_table_and_the_others_stay():
    codings = pd.DataFrame({"narrative_id": ["a", "b", "c", "c"], "competence": ["A1", "B1", "NONE", "C1"]})
    before = codings.copy()
    done = sk.forget("p1", EXP, tables={"codings": codings}, cache=False)
    assert done.tables["experiences"]["narrative_id"].tolist() == ["b"]
    assert done.tables["codings"]["competence"].tolist() == ["B1"]
    assert done.removed.set_index("table")["rows"].to_dict() == {"experiences": 2, "codings": 3}
    pd.testing.assert_frame_equal(codings, before)


def test_runs_on_her_stories_are_found_in_the_log(tmp_path):
    log = tmp_path / "audit.jsonl"
    record("map", path=log, data=EXP)
    record("map", path=log, data=EXP.head(1))
    done = sk.forget("p2", EXP, audit=log, cache=False)
    assert len(done.runs) == 1 and "1" in str(done).splitlines()[1]
    assert "I sewed" not in str(done) + repr(done)


def test_runs_on_another_form_of_the_stories_are_found_where_it_is_given(tmp_path):
    log = tmp_path / "audit.jsonl"
    safe = EXP.assign(text=["I cooked.", "I sewed for [PERSON-1].", "I sang."])
    record("map", path=log, data=safe)
    assert len(sk.forget("p1", EXP, audit=log, cache=False).runs) == 0
    done = sk.forget("p1", EXP, tables={"pseudonymised": safe}, audit=log, cache=False)
    assert len(done.runs) == 1
    assert done.tables["pseudonymised"]["narrative_id"].tolist() == ["b"]


def test_the_cache_is_emptied(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTSKILLS_CACHE", str(tmp_path / "cache"))
    sk.load_classifier().map(EXP.assign(language="en"))
    assert list((tmp_path / "cache").rglob("vectors.sqlite3*"))
    done = sk.forget("p1", EXP)
    assert done.removed.set_index("table")["rows"]["cache"] > 0
    assert not list((tmp_path / "cache").rglob("vectors.sqlite3*"))


def test_nobody_of_that_name_and_a_table_without_ids():
    with pytest.raises(InputError, match="nothing was removed"):
        sk.forget("p9", EXP, cache=False)
    with pytest.raises(TableError, match="narrative_id"):
        sk.forget("p1", EXP, tables={"notes": pd.DataFrame({"x": [1]})}, cache=False)
