"""The codebook says what the framework says, in every language, and opens in every format."""

import docx
import pypdf
import pytest

import softskills as sk
from softskills.errors import InputError
from softskills.framework import Area, Competence, Framework
from softskills.framework.refi import SECTIONS, read_qdc
from softskills.report.codebook import codebook, neighbours_table
from softskills.report.document import Bullets, Data, Heading, Paragraph
from softskills.report.wording import LANGUAGES


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_there_in_every_language(framework, language):
    blocks = codebook(framework, language=language).document.blocks
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    table = framework.to_frame(language=language)
    for row in table.itertuples():
        assert f"{row.competence} · {row.label}" in headings
    includes, excludes, near_miss, indicators = SECTIONS[language]
    assert [headings.count(name) for name in (includes, excludes, near_miss, indicators)] == [len(framework)] * 4
    texts = {block.text for block in blocks if isinstance(block, Paragraph)}
    assert set(table["definition"]) | set(table["near_miss"]) <= texts
    assert framework.rule[language] in texts and framework.not_for[language] in texts
    bullets = [list(block.items) for block in blocks if isinstance(block, Bullets)]
    for name in ("includes", "excludes", "indicators"):
        assert all(list(items) in bullets for items in table[name])
    hard, levels, pairs = (block.frame for block in blocks if isinstance(block, Data))
    assert len(hard) == 6 and hard[1][0] == framework.hard_cases[0].does_not_count[language]
    assert levels[1].tolist() == [level.label[language] for level in framework.levels]
    assert len(pairs) == len(neighbours_table(framework, language=language))


def test_only_translations_are_drafts(framework):
    notes = {
        code: [
            block.kind for block in codebook(framework, language=code).document.blocks if isinstance(block, Paragraph)
        ]
        for code in ("en", "nb")
    }
    assert notes["nb"][:3] == ["lead", "warning", "note"] and "note" not in notes["en"]


def test_neighbours_are_read_from_both_sides(framework):
    table = neighbours_table(framework, language="en")
    assert not table.duplicated(["first", "second"]).any()
    order = [(framework.ids.index(row.first), framework.ids.index(row.second)) for row in table.itertuples()]
    assert order == sorted(order) and all(one < two for one, two in order)
    row = table[(table["first"] == "A1") & (table["second"] == "B3")].iloc[0]
    assert row["first_text"] == "planning everybody's times"  # B3 says so
    assert row["second_text"] == "giving other people their tasks"  # A1 says so
    arrows = sum(text.count("→") for item in framework for text in item.excludes["en"])
    assert len(table) <= arrows <= 2 * len(table)


def test_a_framework_of_ones_own_without_language_or_extras(tmp_path):
    own = Framework(areas=(Area(id="H", label="Home", competences=(Competence(id="cook", label="<b>cooking</b>"),)),))
    book = codebook(own)
    assert book.language == "en"
    assert "&lt;b&gt;cooking&lt;/b&gt;" in book.document.html()
    assert [block.text for block in book.document.blocks if isinstance(block, Heading)][1:3] == [
        "H · Home",
        "cook · <b>cooking</b>",
    ]


def test_missing_wording_is_said(framework):
    first = framework.model_dump()
    first["areas"][0]["competences"][0]["definition"] = {"en": "Only in English."}
    partly = Framework(**first)
    page = codebook(partly, language="nb").document.html()
    assert "står på et annet: 1." in page and "Only in English." in page


def test_a_language_that_it_lacks_is_refused(framework):
    with pytest.raises(InputError, match="no wording in 'uk'"):
        codebook(framework, language="uk")


def test_every_format_opens(framework, tmp_path):
    book = codebook(framework, language="sk")
    label = framework.label("C2", "sk")
    word = docx.Document(book.to_docx(tmp_path / "b.docx"))
    assert f"C2 · {label}" in [paragraph.text for paragraph in word.paragraphs]
    paper = pypdf.PdfReader(book.to_pdf(tmp_path / "b.pdf"))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert label in text and paper.trailer["/Root"]["/Lang"].startswith("sk")
    assert label in book.to_html(tmp_path / "b.html").read_text(encoding="utf-8")
    assert label in book.to_markdown(tmp_path / "b.md").read_text(encoding="utf-8")
    assert read_qdc(book.to_qdc(tmp_path / "b.qdc")).label("C2") == label
    assert book._repr_html_().startswith("<iframe")
