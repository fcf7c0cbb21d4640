from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from scipy.stats import binomtest

import softskills as sk
from softskills.classify.mapping import SUGGESTION_COLUMNS
from softskills.classify.review import (
    CODING_COLUMNS,
    REVIEW_COLUMNS,
    decisions_to_codings,
    read_review,
    review,
    review_agreement,
    write_review,
)
from softskills.errors import InputError, OutputError, TableError
from softskills.files import write_table

TEXTS = {
    "b": "It rained. I kept accounts of every krone. I taught him to read. We slept.",
    "a": "We sat by the window. Nothing came.",
}
STORIES = pd.DataFrame({"narrative_id": list(TEXTS), "text": list(TEXTS.values()), "language": "en"})


def hit(narrative, unit, said, competence, status="suggested"):
    start = TEXTS[narrative].index(said)
    row = dict.fromkeys(SUGGESTION_COLUMNS, "") | {"narrative_id": narrative, "unit": unit, "start": start}
    return row | {"end": start + len(said), "evidence": said, "competence": competence, "area": competence[0], "status": status}  # fmt: skip


@pytest.fixture
def hits():
    rows = [
        hit("b", 3, "I taught him to read.", "B1"),
        hit("b", 2, "I kept accounts of every krone.", "A2"),
        hit("b", 2, "I kept accounts of every krone.", "A1", "uncertain"),
        hit("a", None, TEXTS["a"], "NONE", "none") | {"evidence": "", "area": ""},
    ]
    return pd.DataFrame(rows).astype({"unit": "Int64"})


def filled(table, *decisions):
    """The table with (decision, changed_to) in its rows, one after the other."""
    table = table.copy()
    for place, (decision, other) in enumerate(decisions):
        table.loc[place, ["decision", "changed_to", "decided_by"]] = [decision, other, "r1" if decision else ""]
    return table


def problems(table):
    return [(item["row"], item["column"], item["severity"]) for item in table.attrs["problems"]]


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


# -- the table ---------------------------------------------------------------------------------------


def test_rows_run_as_the_story_and_the_input_is_unchanged(hits):
    before = hits.copy()
    table = review(hits)
    assert table[["narrative_id", "unit", "competence"]].fillna(0).values.tolist() == [
        ["b", 2, "A2"],
        ["b", 2, "A1"],
        ["b", 3, "B1"],
        ["a", 0, "NONE"],
    ]
    assert table.columns.tolist() == [name for name in REVIEW_COLUMNS if name not in {"before", "after"}]
    assert (table[["decision", "changed_to", "level", "note", "decided_by", "decided_at"]] == "").all(axis=None)
    pd.testing.assert_frame_equal(hits, before)


def test_neighbouring_sentences_and_a_row_for_each_sentence_of_a_story_with_none(hits):
    table = review(hits, STORIES)
    assert table.columns.tolist() == REVIEW_COLUMNS
    told = table[["before", "evidence", "after", "competence"]].values.tolist()
    assert told[0] == ["It rained.", "I kept accounts of every krone.", "I taught him to read.", "A2"]
    assert told[2] == ["I kept accounts of every krone.", "I taught him to read.", "We slept.", "B1"]
    assert told[3:] == [
        ["", "We sat by the window.", "Nothing came.", "NONE"],
        ["We sat by the window.", "Nothing came.", "", "NONE"],
    ]
    everything = review(hits, STORIES, every_unit=True)
    assert everything["evidence"].tolist()[:2] == ["It rained.", "I kept accounts of every krone."]
    assert Counter(everything["competence"]) == {"NONE": 4, "A2": 1, "A1": 1, "B1": 1}
    texts = STORIES.set_index("narrative_id")["text"]
    assert all(row.evidence == texts[row.narrative_id][row.start : row.end] for row in everything.itertuples())


def test_labels_in_a_language_and_sentences_where_map_left_them_out(hits):
    table = review(hits.assign(evidence=""), STORIES, language="nb")
    assert table["label"].iloc[0] == "forvalte penger og ressurser"
    assert table["evidence"].iloc[0] == "I kept accounts of every krone."


def test_other_stories_and_other_frameworks_are_refused(hits, tiny_file):
    with pytest.raises(TableError, match="unit 3 of story 'b' does not stand at 43-64"):
        review(hits, STORIES.assign(text=STORIES["text"].str.replace("krone", "[MONEY-1]")))
    with pytest.raises(TableError, match="no text for story 'a'"):
        review(hits, STORIES.head(1))
    with pytest.raises(InputError, match="row 2 has competence 'B1'"):
        review(hits, framework=sk.load_framework(tiny_file))
    with pytest.raises(InputError, match="in area 'Z'"):
        review(hits.assign(area="Z"))
    with pytest.raises(TableError, match=r"no column 'competence' \(did you mean 'competences'\?\)"):
        review(hits.rename(columns={"competence": "competences"}))
    with pytest.raises(TableError, match="row 3 has start ''"):
        review(hits.assign(start=[1, None, 3, 4]))
    with pytest.raises(InputError, match="needs the stories"):
        review(hits, every_unit=True)


def test_decisions_that_are_there_already_are_kept(hits):
    again = review(filled(review(hits), ("changed", "A3"), ("rejected", "")))
    assert again[["decision", "changed_to", "decided_by"]].values.tolist()[:2] == [
        ["changed", "A3", "r1"],
        ["rejected", "", "r1"],
    ]


def test_the_suggestions_of_the_mapper(letters, tiny_file, samples):
    mapper = sk.Mapper(sk.load_framework(tiny_file), letters)
    some = samples.groupby("language").head(3)  # the encoder serves English only
    hits = mapper.map(some, progress=False)
    table = review(hits, some, framework=mapper.framework, every_unit=True)
    assert set(table["status"]) == {"uncertain"} and set(table["competence"]) == {"cook", "repair", ""}
    units = sk.segment(some)
    assert set(zip(table["narrative_id"], table["start"], strict=True)) == set(
        zip(units["narrative_id"], units["start"], strict=True)
    )
    assert table["narrative_id"].drop_duplicates().tolist() == some["narrative_id"].tolist()


# -- out and in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_round_trip(hits, tmp_path, suffix):
    table = filled(review(hits, STORIES), ("accepted", ""), ("rejected", ""), ("changed", "B2"), ("changed", "A3"))
    table.loc[0, ["level", "note", "decided_at"]] = ["3", "- ja, =sikkert", "2026-03-31T10:00:00Z"]
    path = write_review(table, tmp_path / f"r{suffix}", framework=sk.load_framework())
    back = read_review(path, suggestions=hits)
    assert back.attrs["problems"] == [] and (back["problem"] == "").all()
    pd.testing.assert_frame_equal(back[REVIEW_COLUMNS], table, check_dtype=False)
    with pytest.raises(OutputError, match="exists already"):
        write_review(table, path, framework=sk.load_framework())
    write_review(back, path, framework=sk.load_framework(), force=True)
    pd.testing.assert_frame_equal(read_review(path), back)


FREE = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t=+-@'\",;"), max_size=30)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(FREE, min_size=4, max_size=4))
def test_free_text_stays_text(hits, framework, tmp_path, suffix, notes):
    table = review(hits, framework=framework).assign(note=notes, evidence=notes)
    path = write_review(table, tmp_path / f"r{suffix}", framework=framework, force=True)
    back = read_review(path, suggestions=hits, framework=framework)
    assert back["note"].tolist() == notes and back["evidence"].tolist() == notes
    assert back.attrs["problems"] == []
    if suffix == ".xlsx":
        cells = [cell for row in load_workbook(path)["review"].iter_rows(min_row=2) for cell in row]
        assert not {cell.data_type for cell in cells} & {"f", "e"}
        assert all(cell.quotePrefix for cell in cells if str(cell.value or "").lstrip()[:1] in {"=", "+", "-", "@"} and cell.data_type == "s")  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["accepted", "Rejected ", "changed", "", "maybe"]) | st.text(max_size=5),
            st.sampled_from(["A1", "A2", "", "NONE", "Z9"]) | st.text(max_size=5),
            st.sampled_from(["", "1", "5", "high"]),
            st.sampled_from(["", "r1", "r2"]),
            st.sampled_from(["", "2026-03-31", "31/3/26", "2026-13-01"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_filled_every_row_comes_back_and_counts_or_is_named(hits, framework, tmp_path, cells):
    rows = [review(hits, framework=framework).iloc[place % 4].to_dict() for place in range(len(cells))]
    names = ["decision", "changed_to", "level", "decided_by", "decided_at"]
    table = pd.DataFrame([row | dict(zip(names, cell, strict=True)) for row, cell in zip(rows, cells, strict=True)])
    back = read_review(write_table(table, tmp_path / "r.csv", force=True), suggestions=hits, framework=framework)
    assert len(back) == len(table) and back["evidence"].tolist() == table["evidence"].tolist()
    named = {item["row"] - 2 for item in back.attrs["problems"] if item["severity"] == "error"}
    assert named == {place for place, told in enumerate(back["problem"]) if told}
    standing = [place for place in range(len(back)) if back["decision"][place] and place not in named]
    assert set(back["decision"][standing]) <= {"accepted", "rejected", "changed"}
    codings, agreement = decisions_to_codings(back), review_agreement(back)
    assert codings.columns.tolist() == CODING_COLUMNS and not codings[["coder", "competence"]].eq("").any(axis=None)
    judged = {(back["start"][place], back["decided_by"][place]) for place in standing}
    coded = {*zip(codings["start"], codings["coder"], strict=True)}
    left = {(item["unit"], item["coder"]) for item in codings.attrs["unfinished"]}
    assert coded <= judged and all(
        (start, by) in coded or any(by == coder for _, coder in left) for start, by in judged
    )
    assert (agreement["accepted"] <= agreement["decided"]).all()


def test_what_the_sheet_offers(hits, tmp_path):
    path = write_review(review(hits, STORIES), tmp_path / "r.xlsx", framework=sk.load_framework(), language="es")
    book = load_workbook(path)
    assert book.sheetnames == ["review", "framework"]
    sheet = book["review"]
    assert sheet.freeze_panes == "A2"
    header = [cell.value for cell in sheet[1]]
    assert header == REVIEW_COLUMNS
    rules = {header[next(iter(rule.sqref.ranges)).min_col - 1]: rule for rule in sheet.data_validations.dataValidation}
    assert {column: rule.formula1 for column, rule in rules.items()} == {
        "decision": '"accepted,changed,rejected"',
        "changed_to": "framework!$A$2:$A$20",
        "level": '"1,2,3,4"',
    }
    assert all(rule.showErrorMessage for rule in rules.values())
    assert str(rules["decision"].sqref).endswith("2:K7")
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
    wording = sk.load_framework().to_frame(language="es")
    ids = [row[:3] for row in book["framework"].iter_rows(min_row=2, values_only=True)]
    assert ids == list(wording[["competence", "label", "definition"]].itertuples(index=False, name=None))


def test_a_framework_of_ones_own_with_formulas_in_it(tiny_file, tmp_path):
    hits = pd.DataFrame([hit("b", 2, "I kept accounts of every krone.", "cook") | {"area": "H"}])
    tiny_file.write_text(tiny_file.read_text(encoding="utf-8").replace("cooking food", "=cmd|' /C calc'!A0"))
    framework = sk.load_framework(tiny_file)
    path = write_review(review(hits, framework=framework), tmp_path / "r.xlsx", framework=framework)
    assert {cell.data_type for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert problems(read_review(path, framework=framework)) == []
    assert problems(read_review(path)) == [(2, "competence", "error")]


def test_dates_and_levels_as_a_spreadsheet_keeps_them(hits, tmp_path):
    path = write_review(review(hits), tmp_path / "r.xlsx", framework=sk.load_framework())
    book = load_workbook(path)
    sheet = book["review"]
    header = [cell.value for cell in sheet[1]]
    for column, value in {"decision": "Accepted", "level": 2, "decided_by": "r1", "decided_at": pd.Timestamp("2026-03-31")}.items():  # fmt: skip
        sheet.cell(2, header.index(column) + 1).value = value
    book.save(path)
    back = read_review(path)
    assert back.attrs["problems"] == []
    assert back.loc[0, ["decision", "level"]].tolist() == ["accepted", "2"]
    assert decisions_to_codings(back)[["competence", "level"]].values.tolist() == [["A2", 2]]


def test_what_does_not_fit_into_excel_is_refused_and_nothing_is_left(hits, tmp_path):
    with pytest.raises(OutputError, match=r"20,000 characters does not fit into Excel; write \.csv"):
        write_review(review(hits).assign(evidence="😀" * 20_000), tmp_path / "r.xlsx", framework=sk.load_framework())
    with pytest.raises(OutputError, match=r"\.xlsx or a \.csv"):
        write_review(review(hits), tmp_path / "r.doc", framework=sk.load_framework())
    assert list(tmp_path.iterdir()) == []


# -- what people write -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"decision": "acepted"}, "decision", "unknown decision 'acepted' (did you mean 'accepted'?)"),
        ({"decision": "changed"}, "changed_to", "changed, but not to what"),
        ({"decision": "changed", "changed_to": "A2"}, "changed_to", "'A2' was suggested"),
        ({"decision": "changed", "changed_to": "A33"}, "changed_to", "unknown competence 'A33' (did you mean 'A3'?)"),
        ({"decision": "changed", "changed_to": "A3, B1"}, "changed_to", "unknown competence 'A3, B1'"),
        ({"decision": "rejected", "changed_to": "A3"}, "changed_to", "decision is 'rejected', but changed_to is 'A3'"),
        ({"decision": "accepted", "decided_by": " "}, "decided_by", "nobody is named who decided"),
        ({"decision": "accepted", "decided_at": "31.3.2026"}, "decided_at", "no date: '31.3.2026'"),
        ({"decision": "accepted", "level": "5"}, "level", "unknown level '5'"),
        ({"changed_to": "A3"}, "decision", "changed_to or level is filled, decision is not"),
        ({"decision": "accepted", "start": "eleven"}, "start", "'eleven' is no number"),
        ({"decision": "accepted", "competence": "A4"}, "competence", "unknown competence 'A4'"),
    ],
)
def test_a_row_that_is_not_clear_is_named_keeps_its_content_and_is_undecided(hits, tmp_path, cells, column, message):
    table = review(hits).astype("object")
    for name, value in ({"decided_by": "r1"} | cells).items():
        table.loc[0, name] = value
    table.loc[2, ["decision", "decided_by"]] = ["accepted", "r1"]
    back = read_review(write_table(table, tmp_path / "r.csv"))
    assert len(back) == 4
    told = [item for item in back.attrs["problems"] if item["column"] == column]
    assert len(told) == 1 and told[0]["problem"].startswith(message) and told[0]["what_to_do"]
    assert (told[0]["row"], told[0]["narrative_id"], told[0]["severity"]) == (2, "b", "error")
    assert message in back.loc[0, "problem"]
    kept = {name: value for name, value in cells.items() if name not in {"start", "decided_by"}}
    assert back.loc[0, list(kept)].tolist() == list(kept.values())
    assert decisions_to_codings(back)["competence"].tolist() == ["B1"]
    assert review_agreement(back).loc[0, ["decided", "undecided"]].tolist() == [1, 2]


def test_an_earlier_table_and_lost_rows_are_noticed(hits, tmp_path):
    table = filled(review(hits, STORIES), *[("accepted", "")] * 5)
    path = write_review(table, tmp_path / "r.csv", framework=sk.load_framework())
    newer = hits.assign(end=hits["end"] - (hits["competence"] == "B1"))
    back = read_review(path, suggestions=newer)
    assert problems(back) == [(1, "", "warning"), (4, "", "error")]
    assert "no B1 at 43-64 of 'b'" in back.attrs["problems"][1]["problem"]
    assert set(decisions_to_codings(back)["competence"]) == {"A1", "A2", "NONE"}
    write_review(table.drop(index=[1, 3, 4]), path, framework=sk.load_framework(), force=True)
    lost = read_review(path, suggestions=hits).attrs["problems"]
    assert [(item["narrative_id"], item["problem"]) for item in lost] == [
        ("b", "1 suggestions have no row"),
        ("a", "1 suggestions have no row"),
    ]


def test_one_person_cannot_accept_and_reject_the_same(hits, tmp_path):
    table = pd.concat([filled(review(hits), ("accepted", "")), filled(review(hits), ("rejected", ""))])
    path = write_review(table, tmp_path / "r.csv", framework=sk.load_framework())
    back = read_review(path, suggestions=hits)
    assert problems(back) == [(2, "decision", "error"), (6, "decision", "error")]
    assert decisions_to_codings(back).empty
    assert decisions_to_codings(back.assign(decided_by="r2", problem="").head(4))["coder"].tolist() == ["r2"]


def test_rows_that_do_not_fit_their_header_are_named(hits, tmp_path):
    path = tmp_path / "r.csv"
    write_table(filled(review(hits), ("accepted", "")), path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([lines[0], lines[1] + ",x", *lines[2:]]), encoding="utf-8")
    back = read_review(path)
    assert (2, "", "error") in problems(back) and decisions_to_codings(back).empty


def test_a_file_without_the_columns(tmp_path):
    path = write_table(pd.DataFrame({"narrative_id": ["a"], "unit": [1]}), tmp_path / "r.csv")
    with pytest.raises(TableError, match=r"r\.csv: no column 'start'"):
        read_review(path)


# -- codings -----------------------------------------------------------------------------------------


def test_decisions_become_codings(hits):
    table = filled(review(hits, STORIES), ("rejected", ""), ("changed", "A3"), ("rejected", ""), ("accepted", ""), ("changed", "F4"))  # fmt: skip
    table.loc[1, "level"] = "2"
    before = table.copy()
    codings = decisions_to_codings(table, round=2)
    assert codings.columns.tolist() == CODING_COLUMNS
    assert codings[["narrative_id", "unit", "start", "end", "coder", "competence"]].values.tolist() == [
        ["b", 2, 11, 42, "r1", "A3"],
        ["b", 3, 43, 64, "r1", "NONE"],
        ["a", 1, 0, 21, "r1", "NONE"],
        ["a", 2, 22, 35, "r1", "F4"],
    ]
    assert codings["level"].fillna(0).tolist() == [2, 0, 0, 0] and set(codings["round"]) == {2}
    assert codings.attrs["unfinished"] == []
    pd.testing.assert_frame_equal(table, before)
    assert sk.align_codings(codings, sk.segment(STORIES))["competence"].tolist() == codings["competence"].tolist()


def test_what_was_left_open_is_no_none(hits):
    codings = decisions_to_codings(filled(review(hits), ("rejected", "")))
    assert codings.empty and codings.columns.tolist() == CODING_COLUMNS
    assert codings.attrs["unfinished"] == [{"narrative_id": "b", "unit": 2, "coder": "r1", "open": ["A1"]}]


def test_each_person_is_a_coder(hits):
    one = filled(review(hits), ("accepted", ""), ("rejected", ""))
    two = filled(review(hits), ("rejected", ""), ("rejected", "")).replace({"decided_by": {"r1": "r2"}})
    codings = decisions_to_codings(pd.concat([one, two]))
    assert codings[["coder", "competence"]].values.tolist() == [["r1", "A2"], ["r2", "NONE"]]


def test_a_copied_row_names_a_second_competence_and_the_highest_level_counts(hits):
    table = filled(review(hits), ("accepted", ""), ("changed", "A2"))
    table = pd.concat([table, table.head(1).assign(decision="changed", changed_to="F2")], ignore_index=True)
    table.loc[:1, "level"] = ["1", "3"]
    codings = decisions_to_codings(table)
    assert codings[["competence", "level"]].fillna(0).values.tolist() == [["A2", 3], ["F2", 0]]


def test_a_whole_story_can_be_none_but_a_competence_needs_its_place(hits):
    table = review(hits).tail(1).reset_index(drop=True)
    none = decisions_to_codings(filled(table, ("accepted", "")))
    assert none["competence"].tolist() == ["NONE"] and none["unit"].isna().all()
    assert sk.align_codings(none, sk.segment(STORIES))["unit"].tolist() == [1, 2]
    assert decisions_to_codings(filled(table, ("changed", "A1"))).empty
    assert decisions_to_codings(filled(table, ("rejected", ""))).empty


def test_a_sentence_in_a_language_nobody_serves_can_be_coded(letters):
    mapper = sk.Mapper(sk.load_framework(), letters)
    finnish = pd.DataFrame({"narrative_id": ["f"], "text": ["Minä autoin naapuria. Satoi."], "language": ["fi"]})
    table = review(mapper.map(finnish, progress=False), finnish)
    assert table["competence"].tolist() == ["", ""] and table["status"].tolist() == ["uncertain"] * 2
    codings = decisions_to_codings(filled(table, ("changed", "F2"), ("rejected", "")))
    assert codings["competence"].tolist() == ["F2", "NONE"]
    assert decisions_to_codings(filled(table, ("accepted", ""))).empty
    assert review_agreement(filled(table, ("changed", "F2")))["decided"].tolist() == [0]


def test_fit_learns_from_decisions(letters, samples):
    mapper = sk.Mapper(sk.load_framework(), letters)
    some = samples[samples["language"] == "en"]
    table = review(mapper.map(some, progress=False), some, framework=mapper.framework)
    table["decision"] = np.resize(["accepted", "accepted", "rejected"], len(table))
    units = sk.segment(some)
    Y = sk.label_matrix(units, decisions_to_codings(table.assign(decided_by="r1")), competences=mapper.framework.ids)
    assert Y.attrs["uncoded"] == 0 and Y.to_numpy().sum() == (table["decision"] == "accepted").sum()
    probability = sk.SkillClassifier(letters, cache=False).fit(units, Y).predict_proba(units)
    assert probability.shape == Y.shape and np.isfinite(probability).all()


# -- agreement ---------------------------------------------------------------------------------------


def decided(accepted, rejected, changed, competence="A1", status="suggested"):
    decisions = ["accepted"] * accepted + ["rejected"] * rejected + ["changed"] * changed
    table = pd.DataFrame({"unit": range(1, len(decisions) + 1), "decision": decisions})
    table = table.assign(narrative_id=f"{competence}{status}", start=table["unit"], end=table["unit"] + 1)
    return table.assign(competence=competence, status=status, changed_to=["A3" if d == "changed" else "" for d in decisions], decided_by="r1")  # fmt: skip


@pytest.mark.parametrize(("k", "n"), [(0, 10), (1, 10), (7, 12), (50, 50), (81, 263)])
def test_wilson_agrees_with_scipy(k, n):
    row = review_agreement(decided(k, n - k, 0)).iloc[0]
    reference = binomtest(k, n).proportion_ci(method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((reference.low, reference.high), abs=1e-12)
    assert row["precision"] == pytest.approx(k / n) and row["note"] == ""


def test_wilson_agrees_with_published_numbers():
    # Newcombe 1998, Table I: 81 of 263 gives .2553 to .3662; 0 of 20 gives 0 to .1611.
    row = review_agreement(decided(81, 182, 0)).iloc[0]
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.2553, 0.3662)
    assert round(review_agreement(decided(0, 20, 0)).iloc[0]["high"], 4) == 0.1611


def test_agreement_by_competence_and_status():
    table = pd.concat([decided(8, 1, 1), decided(1, 1, 1, status="uncertain"), decided(2, 0, 1, "NONE", "none"), decided(1, 0, 0, "B1").assign(decision="")])  # fmt: skip
    result = review_agreement(table)
    assert result[["competence", "status"]].values.tolist() == [
        ["all", "all"],
        ["all", "suggested"],
        ["all", "uncertain"],
        ["A1", "all"],
        ["A1", "suggested"],
        ["A1", "uncertain"],
        ["B1", "all"],
        ["B1", "suggested"],
        ["NONE", "all"],
        ["NONE", "none"],
    ]
    figures = result.set_index(["competence", "status"])
    assert figures.loc[("all", "all"), ["decided", "accepted", "rejected", "changed", "undecided"]].tolist() == [13, 9, 2, 2, 1]  # fmt: skip
    assert figures.loc[("A1", "uncertain"), "note"] == "only 3 decided; at least 10 are needed"
    assert figures.loc[("B1", "all"), ["precision", "low", "high"]].isna().all()
    assert figures.loc[("NONE", "none"), "precision"] == pytest.approx(2 / 3)
    assert "r1" not in result.to_csv()


def test_two_persons_count_twice_and_a_copied_row_once():
    table = decided(1, 0, 0)
    copied = pd.concat([table, table.assign(decision="changed", changed_to="A3"), table.assign(decided_by="r2")])
    assert review_agreement(copied).loc[0, ["decided", "accepted", "changed"]].tolist() == [2, 2, 0]
