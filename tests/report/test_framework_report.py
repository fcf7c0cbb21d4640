"""The framework report in every format and language, opened with readers that know nothing of how it was written."""

import ast
import getpass
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import docx
import openpyxl
import pandas as pd
import pypdf
import pytest

import softskills as sk
from softskills.errors import InputError, OutputError
from softskills.report.chapters.sharing import FORMS
from softskills.report.document import Data, Figure, Heading, Quote
from softskills.report.formats import between
from softskills.report.framework_report import PARTS, framework_report
from softskills.report.protection import UNPSEUDONYMISED
from softskills.report.wording import LANGUAGES, _topic

SENTENCES = {
    "nb": "Jeg skrev opp alle timer og avtaler for hele uka på ett ark.",
    "es": "Apunté en una hoja las citas y las horas de toda la semana.",
}
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} #let x = 1 =cmd() \u202eabc og planen min for uka."


def _sample(*, consent="quotes", hostile=False):
    """24 real stories: 12 from Norway, 8 from Spain, 4 from Italy; A1 in all, A2 in seven, nothing else."""
    countries = ["NO"] * 12 + ["ES"] * 8 + ["IT"] * 4
    rows = []
    for place, country in enumerate(countries):
        language = "es" if country == "ES" else "nb"
        text = f"{SENTENCES[language]} Nr. {place} var min."
        rows.append((f"story-{place:02d}", f"person-{place:02d}", country, language, text))
    exp = pd.DataFrame(rows, columns=["narrative_id", "participant", "country", "language", "text"])
    if hostile:
        exp.loc[:1, "text"] = [HOSTILE, f"person-07 ringte, og {SENTENCES['nb']}"]
    exp = exp.assign(
        experience_source=["unpaid_care", "paid_work"] * 12,
        organisation=["=cmd()"] * 12 + ["bydel"] * 12,
        consent_scope=consent,
        pseudonymised="names-1",
    )
    ends = [len(text) if hostile and place < 2 else text.index(".") + 1 for place, text in enumerate(exp["text"])]
    hits = pd.DataFrame({"narrative_id": exp["narrative_id"], "unit": 1, "start": 0, "end": ends, "competence": "A1"})
    hits = hits.assign(
        evidence=[text[:end] for text, end in zip(exp["text"], ends, strict=True)],
        language=exp["language"],
        area="A",
        probability=[0.9 if place < 2 else 0.8 for place in range(24)],
        status="suggested",
    )
    second = hits.head(7).assign(competence="A2", probability=0.7)
    return exp, pd.concat([hits, second], ignore_index=True)


@pytest.fixture(scope="module")
def sample():
    return _sample()


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


@pytest.fixture(scope="module")
def report(sample, framework):
    exp, hits = sample
    return framework_report(framework, hits, experiences=exp, language="nb")


@pytest.fixture(scope="module")
def files(framework, tmp_path_factory):
    exp, hits = _sample(hostile=True)
    short = framework.model_copy(update={"areas": framework.areas[:1]})  # three competences: quickly written
    report = framework_report(short, hits, experiences=exp, language="nb", merge_small=True)
    folder = tmp_path_factory.mktemp("report")
    kinds = {"html": "html", "docx": "docx", "pdf": "pdf", "md": "markdown", "xlsx": "xlsx"}
    return {end: getattr(report, f"to_{kind}")(folder / f"rapport.{end}") for end, kind in kinds.items()}


def _texts(files):
    """What an independent reader sees in each file, with its metadata and everything packed in it."""

    class Words(HTMLParser):
        def __init__(self):
            super().__init__()
            self.words, self.tags = [], []

        def handle_data(self, data):
            self.words.append(data)

        def handle_starttag(self, tag, attrs):
            self.tags.append(tag)

    page = Words()
    page.feed(files["html"].read_text(encoding="utf-8"))
    assert "script" not in page.tags
    document = docx.Document(files["docx"])
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    reader = pypdf.PdfReader(files["pdf"])
    book = openpyxl.load_workbook(files["xlsx"])
    return {
        "html": " ".join(page.words),
        "docx": " ".join([*(p.text for p in document.paragraphs), *cells]),
        "pdf": " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata),
        "md": files["md"].read_text(encoding="utf-8"),
        "xlsx": " ".join(
            str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None
        ),
    }


@pytest.fixture(scope="module")
def texts(files):
    return _texts(files)


def _packed(files):
    """Raw contents, unpacked where a format is a zip."""
    for end, path in files.items():
        if end in {"docx", "xlsx"}:
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        else:
            yield path.read_bytes().decode("utf-8", "replace")


def _table(report, caption):
    return next(
        block.frame for block in report.document.blocks if isinstance(block, Data) and block.caption.startswith(caption)
    )


def test_the_figures_are_right_and_rounded(report):
    table = _table(report, "Personer hver kompetanse ble sett hos").set_index("competence")
    assert table.loc["A1 planlegge og samordne hverdagen"].tolist() == [25, 100, 25]
    assert table.loc["A2 forvalte penger og ressurser"].tolist() == [5, 20, 5]
    countries = _table(report, "Personer: land").set_index("group")
    assert countries.index.tolist() == ["Italia", "Norge", "Spania"]
    assert pd.isna(countries.loc["Italia", "persons"])
    assert countries.loc[["Spania", "Norge"], "persons"].tolist() == [10, 10]
    assert countries.loc[["Spania", "Norge"], "share"].tolist() == [40, 40]  # 10 of 25, not 8 and 12 of 24


def test_every_format_says_the_same(texts):
    for end, text in texts.items():
        plain = re.sub(r"\s+", " ", text.replace("\\", ""))
        assert "A1 planlegge og samordne hverdagen" in plain, end
        assert "multiplum av 5" in plain, end
        assert "må ikke brukes til ansettelser" in plain, end


def test_what_looks_like_code_stays_text(files, texts):
    for end in ("html", "docx", "pdf", "md"):
        assert "alert(1)" in texts[end].replace("\\", ""), end  # as a quotation, in words
    assert "<script" not in files["html"].read_text(encoding="utf-8")
    book = openpyxl.load_workbook(files["xlsx"])
    found = [c for sheet in book for row in sheet.iter_rows() for c in row if str(c.value).startswith("=cmd()")]
    assert found and all(cell.data_type == "s" for cell in found)


def test_no_id_user_or_path_in_any_file(files, texts):
    secrets = [r"story-\d", r"person-\d", re.escape(str(Path.home())), re.escape(str(Path.cwd()))]
    user = getpass.getuser()
    secrets += [rf"\b{re.escape(user)}\b"] if len(user) > 4 else []
    for content in [*_packed(files), *texts.values()]:
        for secret in secrets:
            assert not re.search(secret, content), secret
    assert docx.Document(files["docx"]).core_properties.author in {"", "softskills"}
    assert openpyxl.load_workbook(files["xlsx"]).properties.creator == "softskills"


def test_the_workbook_holds_no_number_finer_than_the_base(files):
    book = openpyxl.load_workbook(files["xlsx"])
    persons = 0
    for sheet in book.worksheets[1:]:
        for column in sheet.iter_cols(min_row=3, values_only=True):
            if str(column[0]).startswith("Personer"):
                numbers = [value for value in column[1:] if isinstance(value, (int, float))]
                persons += len(numbers)
                assert all(value % 5 == 0 for value in numbers), (sheet.title, numbers)
    assert persons > 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(framework, sample, language):
    exp, hits = sample
    report = framework_report(framework, hits, experiences=exp, language=language)
    text = report.document.markdown()
    assert len([block for block in report.document.blocks if isinstance(block, Heading) and block.level == 1]) == 11
    assert not re.search(r"\{\w+\}|\bnan\b|\bNone\b|<NA>", text)
    assert framework.label("A1", language) in text
    assert ("0.69" in text) == (language == "en") or "0,69" not in text


@pytest.mark.parametrize(
    "topic",
    ["report", "report_groups", "report_names", "report_sample", "report_sharing", "report_trust", "report_notes"],
)
def test_wording_is_complete_and_has_the_same_names_in_all_languages(topic):
    for key, texts in _topic(topic).items():
        assert set(texts) == set(LANGUAGES), key
        assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in texts.values()}) == 1, key


def test_quotes_need_consent_a_large_group_and_one_story_is_quoted_once(framework, sample):
    exp, hits = sample
    quotes = [
        b
        for b in framework_report(framework, hits, experiences=exp, language="es").document.blocks
        if isinstance(b, Quote)
    ]
    assert quotes[0].language == "es" and 0 < len(quotes) <= 6
    silent = exp.assign(consent_scope="analysis")
    no_quotes = framework_report(framework, hits, experiences=silent, language="es").document
    assert not any(isinstance(block, Quote) for block in no_quotes.blocks)
    italians = exp.assign(consent_scope=exp["country"].map({"IT": "quotes"}))  # four persons only
    assert not any(
        isinstance(b, Quote) for b in framework_report(framework, hits, experiences=italians).document.blocks
    )


def test_a_sentence_from_before_the_pseudonyms_is_not_quoted(framework, sample):
    exp, hits = sample
    moved = exp.assign(text="[PERSON-1] " + exp["text"])
    report = framework_report(framework, hits, experiences=moved)
    assert not any(isinstance(block, Quote) for block in report.document.blocks)


def test_a_point_of_a_numbered_list_is_not_quoted(framework, sample):
    exp, hits = sample
    numbered = exp.assign(text="2. " + exp["text"])
    moved = hits.assign(end=hits["end"] + 3, evidence="2. " + hits["evidence"])
    report = framework_report(framework, moved, experiences=numbered, parts=["competences"])
    assert not any(isinstance(block, Quote) for block in report.document.blocks)


def test_real_texts_without_pseudonyms_are_refused_or_named_on_the_first_page(framework, sample):
    exp, hits = sample
    bare = exp.assign(pseudonymised=None)
    with pytest.raises(InputError, match="24 of 24 stories are neither pseudonymised nor synthetic"):
        framework_report(framework, hits, experiences=bare)
    report = framework_report(framework, hits, experiences=bare, unpseudonymised=UNPSEUDONYMISED, language="en")
    assert report.document.blocks[0].text.startswith("Warning: some of the texts")
    assert UNPSEUDONYMISED in report.document.markdown()  # in the code that makes it again


def test_synthetic_stories_are_called_synthetic_on_the_first_page(framework, sample, tmp_path):
    exp, hits = sample
    made = exp.assign(synthetic=True, pseudonymised=None)
    report = framework_report(framework, hits, experiences=made, language="fr", parts=list(PARTS)[:-1])
    path = report.to_pdf(tmp_path / "rapport.pdf")
    assert "synthétiques" in pypdf.PdfReader(path).pages[0].extract_text()


def test_without_stories_no_quotes_and_no_groups_and_it_says_so(framework, sample):
    report = framework_report(framework, sample[1], language="en")
    assert "The table of stories was not given" in report.document.markdown()
    assert not any(isinstance(block, Quote) for block in report.document.blocks)


def test_parts_are_switched(framework, sample):
    report = framework_report(framework, sample[1], parts=["limits", "purpose"], language="en")
    headings = [block.text for block in report.document.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings == ["Purpose and limits of use", "Limits"]
    with pytest.raises(InputError, match="did you mean 'limits'"):
        framework_report(framework, sample[1], parts=["limit"])


def test_wrong_input_is_named(framework, sample):
    exp, hits = sample
    with pytest.raises(InputError, match="reports and figures are written in"):
        framework_report(framework, hits, language="nk")
    with pytest.raises(InputError, match="'Z9'"):
        framework_report(framework, hits.assign(competence="Z9"))
    with pytest.raises(InputError, match="4 stories of the suggestions are not among the experiences"):
        framework_report(framework, hits, experiences=exp.head(20))
    with pytest.raises(InputError, match="no column 'status'"):
        framework_report(framework, hits.drop(columns="status"))


def test_input_stays_as_it_was_and_files_are_kept(framework, sample, report, tmp_path):
    exp, hits = _sample()
    pd.testing.assert_frame_equal(exp, sample[0])
    pd.testing.assert_frame_equal(hits, sample[1])
    path = report.to_xlsx(tmp_path / "x.xlsx")
    with pytest.raises(OutputError, match="exists already"):
        report.to_xlsx(path)
    assert report._repr_html_().startswith("<iframe")
    assert all(block.alt for block in report.document.blocks if isinstance(block, Figure))


def test_a_framework_without_a_language_falls_back_visibly(tiny_file):
    hits = pd.DataFrame(
        {"narrative_id": list("abcdef"), "start": 0, "end": 5, "competence": "cook", "status": "suggested"}
    )
    text = framework_report(sk.load_framework(tiny_file), hits, language="nb").document.markdown()
    assert r"\[en\] cooking food" in text or "[en] cooking food" in text
    assert "mangler på dette språket" in text


def test_zero_shot_counts_what_is_uncertain_and_says_so(framework, sample):
    exp, hits = sample
    likeness = hits.assign(status="uncertain", probability=float("nan"))
    text = framework_report(
        framework, likeness, experiences=exp, language="en", parts=["competences"]
    ).document.markdown()
    assert (
        "All suggestions are uncertain ones" in text
        and "| A1 planning and coordinating daily life | 25 | 100 | 25 |" in text
    )


def test_uncertain_suggestions_count_where_asked(framework, sample):
    exp, hits = sample
    half = hits.assign(status=["suggested"] * 10 + ["uncertain"] * 21)
    for flag, persons in ((False, 10), (True, 25)):
        report = framework_report(framework, half, experiences=exp, count_uncertain=flag)
        assert _table(report, "Personer hver kompetanse ble sett hos")["persons"].iloc[0] == persons


def test_every_competence_of_the_draft_has_a_way_of_sharing(framework):
    assert set(framework.ids) == {name for names in FORMS.values() for name in names.split()}
    assert set(FORMS) < set(_topic("report_sharing"))
    assert len(PARTS) == 11


def _validation():
    groups = ["all", "NO", "IT"]
    accuracy = pd.DataFrame({"model": "classifier", "group": groups, "units": [203, 100, 9], "labelled": [101, 50, 4]})
    accuracy = accuracy.assign(
        **{"R@1": 0.614, "R@1_low": 0.5, "R@1_high": 0.7, "R@3": 0.8, "mAP": 0.5, "prevalence": 0.05}
    )
    gaps = {"by": "country", "group": ["NO", "IT"], "other": "rest", "measure": "R@1", "difference": [0.1, 0.2]}
    ceiling = {
        "coder": ["anna.larsen"],
        "other": ["bo"],
        "units": [101],
        "micro_F1": [0.9],
        "low": [0.8],
        "high": [0.95],
        "human": [False],
    }
    return SimpleNamespace(
        accuracy=accuracy,
        stories=pd.DataFrame({"model": "classifier", "group": groups, "stories": 24, "persons": [24, 12, 4]}),
        ceiling=pd.DataFrame(ceiling),
        calibration_summary=pd.DataFrame(
            {"units": [203], "ECE": [0.04], "ECE_perfect": [0.05], "in_the_large": [0.031]}
        ),
        gaps=pd.DataFrame(gaps).assign(low=0.0, high=0.3, p=0.2, p_adjusted=0.4, note=""),
        notes=("All stories are synthetic.", "Measured against codings of 203 units."),
    )


def test_trust_shows_large_groups_rounded_sizes_and_no_name_of_a_coder(framework, sample):
    exp, hits = sample
    report = framework_report(
        framework, hits, experiences=exp, validation=_validation(), language="nb", parts=["trust"]
    )
    table = _table(report, "Hvor ofte forslagene er riktige")
    assert table["group"].tolist() == ["alle", "Norge"] and table["units"].tolist() == [100, 50]  # those with a label
    text = report.document.markdown()
    assert "0,61" in text and "koder 1 / koder 2" in text and "Norge / de andre" in text
    assert not re.search(r"anna|203|Italia", text)
    assert "At to av dem er enige, viser at de er konsekvente" in text
    assert "Det lover for mye, i snitt med 0,03" in text


def test_a_chapter_without_its_table_is_left_out(framework, sample):
    bare = framework_report(framework, sample[1], validation=SimpleNamespace(), language="en", parts=["trust"])
    headings = [block.text for block in bare.document.blocks if isinstance(block, Heading)]
    assert headings == ["How far this can be trusted", "Do coders see the same thing?"]


def test_of_many_gaps_the_clearest_are_shown_and_all_are_counted(framework, sample):
    def trust(p_adjusted):
        gaps = pd.DataFrame(
            {"by": "country", "group": "NO", "other": "rest", "measure": "R@1", "p_adjusted": p_adjusted}
        )
        size = [0.01 * place for place in range(len(gaps))]
        gaps = gaps.assign(difference=size, low=-0.2, high=0.4, p=0.01, note="")
        validation = SimpleNamespace(**{**vars(_validation()), "gaps": gaps})
        made = framework_report(
            framework, sample[1], experiences=sample[0], validation=validation, language="en", parts=["trust"]
        )
        return made.document.markdown(), _table(made, "Differences between groups in how often")

    text, table = trust([0.9] * 9)
    assert "9 comparisons were made. In none of them" in text and "The 6 clearest are shown" in text
    assert table["difference"].tolist() == pytest.approx([0.08, 0.07, 0.06, 0.05, 0.04, 0.03])
    text, table = trust([0.9, 0.02])
    assert "2 comparisons were made. In 1 of them" in text and "clearest are shown" not in text
    assert table["p"].tolist() == [0.02, 0.9]


def test_a_measure_without_a_figure_has_no_column(framework, sample):
    competences = pd.DataFrame({"competence": ["A1", "A2"], "units": [40, 3], "precision": float("nan")})
    competences = competences.assign(recall=[0.5, float("nan")], recall_low=0.3, recall_high=0.7)
    competences = competences.assign(precision_low=float("nan"), precision_high=float("nan"))
    validation = SimpleNamespace(**{**vars(_validation()), "competences": competences})
    made = framework_report(
        framework, sample[1], experiences=sample[0], validation=validation, language="en", parts=["trust"]
    )
    table = next(b.frame for b in made.document.blocks if isinstance(b, Data) and "recall" in b.frame)
    assert list(table) == ["competence", "units", "recall", "recall_interval"] and len(table) == 1


def test_organisations_that_do_not_differ_have_a_sentence_and_no_table(framework, sample):
    exp, hits = sample
    more = [
        table.assign(
            narrative_id=table["narrative_id"] + f"-{k}",
            **({"participant": table["participant"] + f"-{k}"} if "participant" in table else {}),
        )
        for table in (exp, hits)
        for k in "ab"
    ]
    made = framework_report(
        framework,
        pd.concat(more[2:], ignore_index=True).query("competence == 'A1'"),
        experiences=pd.concat(more[:2], ignore_index=True),
        language="en",
        parts=["organisations"],
    )
    assert not any(isinstance(block, Data) for block in made.document.blocks)
    assert "Between the 2 organisations that are large enough" in made.document.markdown()


def test_dif_of_too_few_persons_is_not_called_absent(framework, sample):
    exp, hits = sample
    row = {"competence": "A1", "group": "ES", "other": "NO", "odds_ratio": 4.0, "low": 1.5, "high": 9.0}
    for ets, sentence in (
        (None, "could not be tested"),
        ("A", "None was found"),
        ("C", "A1 planning and coordinating"),
    ):
        table = pd.DataFrame([row | {"ets": ets}])
        report = framework_report(framework, hits, experiences=exp, dif=table, language="en", parts=["trust"])
        assert sentence in report.document.markdown()


def _theme_sample():
    """30 synthetic stories: 22 from Norway, 8 from Spain; A1 in all Spanish ones and half of the others, A2 in none."""
    exp, hits = _sample()
    more = exp.head(6).assign(narrative_id=[f"more-{k}" for k in range(6)], participant=[f"new-{k}" for k in range(6)])
    exp = pd.concat([exp, more], ignore_index=True).assign(country=["NO"] * 12 + ["ES"] * 8 + ["NO"] * 10)
    none = hits.head(6).assign(narrative_id=more["narrative_id"].to_numpy(), competence="NONE", status="none")
    return exp, pd.concat([hits[hits["competence"] == "A1"], none], ignore_index=True)


def test_no_share_of_a_small_group_and_it_is_said_once(framework):
    exp, hits = _theme_sample()
    report = framework_report(framework, hits, experiences=exp, language="en")
    text = report.document.markdown()
    by_country = _table(report, "Country: share of persons")
    assert by_country.shape[1] == 2  # Norway; Spain is about 10
    assert "Too small for shares (fewer than about 20 persons): Spain." in text
    assert text.count("Shares are given only of about 20 persons or more") == 1
    assert re.search(r"Country: Norway 15 \(\d+%\); Spain 10\n", text)


def test_a_small_sample_has_no_shares_at_all(framework):
    exp, hits = _sample()
    few = exp.head(12)
    kept = hits[hits["narrative_id"].isin(few["narrative_id"])]
    report = framework_report(framework, kept, experiences=few, language="en", parts=["competences", "coverage"])
    text = report.document.markdown()
    assert "Seen with about 10 persons." in text and not re.search(r"\d%", text)
    assert not any(isinstance(block, Figure) for block in report.document.blocks)


def test_what_was_hardly_seen_has_a_short_entry_and_one_table_for_all(framework, report):
    blocks = list(report.document.blocks)
    start = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.text.startswith("A3 "))
    entry = blocks[
        start + 1 : next(
            i for i in range(start + 1, len(blocks)) if isinstance(blocks[i], Heading) and blocks[i].level < 4
        )
    ]
    assert not any(isinstance(block, (Data, Figure, Quote)) for block in entry) and len(entry) == 5
    together = _table(report, "Hva andre oversikter kaller kompetansene som ble sett hos ingen")
    assert set(together["competence"].str[:2]) == set(framework.ids) - {"A1", "A2"}
    assert not (together == "").any(axis=None)


def test_names_of_other_lists_are_marked_as_english_and_said_to_be_once(report):
    tables = [b for b in report.document.blocks if isinstance(b, Data) and b.caption.startswith("Hva andre oversikter")]
    assert len(tables) == 3 and all("en" in table.languages for table in tables)
    text = report.document.markdown()
    assert text.count("Navn i andre oversikter står på engelsk.") == 1 and "ingen motpart" not in text


def test_no_cell_of_a_report_is_empty(framework, sample):
    exp, hits = sample
    for language in ("nb", "sk"):
        made = framework_report(framework, hits, experiences=exp, validation=_validation(), language=language)
        for block in made.document.blocks:
            if isinstance(block, Data):
                assert not (block.frame.astype("object") == "").any(axis=None), block.caption


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notes_of_a_validation_are_in_the_language_of_the_report(framework, sample, language):
    notes = (*_topic("report_notes"), "Something new.")
    validation = SimpleNamespace(**{**vars(_validation()), "notes": notes})
    made = framework_report(
        framework, sample[1], experiences=sample[0], validation=validation, language=language, parts=["trust"]
    )
    english = [block.text for block in made.document.blocks if isinstance(block, Quote)]
    assert english == ["Something new."]


def test_every_worded_note_is_one_that_a_validation_says():
    folder = Path(sk.__file__).parent / "validate"
    said = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(_topic("report_notes")) <= said


def test_every_theme_of_the_samples_has_a_name():
    themes = sk.datasets.load_partner_samples()["theme"].dropna().unique()
    assert {f"theme.{theme}" for theme in themes} <= set(_topic("report_names"))


def test_an_interval_below_zero_can_be_read():
    assert between(-0.27, -0.07, language="sk") == "\u22120,27\u00a0až\u00a0\u22120,07"
    assert between(-0.001, 0.2, language="en") == "0.00–0.20"
