"""Documents, opened again by readers that know nothing of the writers."""

import io
import itertools
import re
import sys
import zipfile
from html.parser import HTMLParser

import docx
import mistune
import pandas as pd
import pypdf
import pytest
from docx.oxml.ns import qn

from softskills.errors import InputError, OutputError
from softskills.report.document import (
    Bullets,
    Data,
    Document,
    Fields,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
)
from softskills.report.wording import LANGUAGES, say, typeset
from softskills.report.writers.parts import cell, contents, height, number, opening, parts, widths

HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd()|'/C calc'!A0",
    "{{ 7*7 }} {% raw %}",
    '#let x = 1; $x^2$ @ref \\u{41} #read("/etc/passwd")',
    "*b* _i_ [l](x) `c` # no heading",
    "- no list",
    "1. no number",
    '" onmouseover="alert(1)',
    "\u200fa right-to-left mark",
]


def _draw(ax):
    ax.plot([1, 2, 3], [2, 1, 3], label="<b> & co")
    ax.legend(frameon=False)


def _document(language="nb"):
    blocks = [Paragraph("Ledetekst.", "lead"), Paragraph("Obs!", "warning"), Paragraph("Merk.\nTo linjer.", "note")]
    for i in range(4):
        blocks += [Heading(1, f"Del {i}"), Heading(2, "Under"), Bullets(["en", "to"])]
    table = pd.DataFrame({"a": ["x", HOSTILE[1]], "b": [0.5, float("nan")], "c": [12345, 7]})
    blocks += [
        Data(table, "Tall", head=["Navn", "Andel", "Antall"]),
        Data(pd.DataFrame({"a": []}), "Tomt"),
        Figure(_draw, "Kurve", "En kurve som går ned og opp."),
        Figure(_draw, "Kurve to", "Den samme kurven."),
        *(Quote(text, "en", "kilde") for text in HOSTILE),
        Quote("كنت أرتب المواعيد", "ar"),
        PageBreak(),
        Heading(1, "Slutt"),
        Fields(["Navn", ""]),
        Paragraph("manage time", "small", language="en"),
    ]
    return Document("Prøve <1>", language, blocks, subject="Om prøven")


class Page(HTMLParser):
    """Tags with attributes and the text below them, as a browser would see them."""

    void = frozenset({"meta", "br", "hr", "path", "use"})

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in self.void:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "svg"} & set(self.open):
            self.texts.append(data.strip())


# -- HTML ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = _document().to_html(tmp_path_factory.mktemp("html") / "d.html")
    return path.read_text(encoding="utf-8")


def test_html_is_one_safe_file(page):
    read = Page(page)
    names = {tag for tag, _ in read.tags}
    assert read.open == []
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert not any(name.startswith("on") for _, attributes in read.tags for name in attributes)
    assert "http" not in page and "<!--" not in page
    assert set(HOSTILE) <= set(read.texts)
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_html_can_be_listened_to(page):
    read = Page(page)
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert ("html", {"lang": "nb"}) in read.tags
    assert page.count("<table") == page.count("<caption>") == 2
    assert {attributes["scope"] for tag, attributes in read.tags if tag == "th"} == {"col", "row"}
    assert ("blockquote", {"lang": "ar", "dir": "rtl"}) in read.tags
    assert {"lang": "en", "class": "small"}.items() <= next(
        a for t, a in read.tags if a.get("class") == "small"
    ).items()
    pictures = [attributes for tag, attributes in read.tags if attributes.get("role") == "img"]
    assert [picture["aria-label"] for picture in pictures] == ["En kurve som går ned og opp.", "Den samme kurven."]
    links = {attributes["href"] for tag, attributes in read.tags if tag == "a"}
    assert links <= {f"#{attributes.get('id')}" for _, attributes in read.tags}


def test_html_in_light_and_dark_and_again_the_same(page):
    assert "prefers-color-scheme: dark" in page and "currentColor" in page
    assert page == _document().html()
    assert _document()._repr_html_().startswith("<iframe")


def test_contents_only_where_there_is_enough(page):
    assert "<nav" in page
    assert "<nav" not in Document("T", "en", [Heading(1, "A")]).html()
    assert "<nav" not in Document("T", "en", [Heading(1, str(i)) for i in range(9)], contents=False).html()


# -- DOCX ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(tmp_path_factory):
    return _document().to_docx(tmp_path_factory.mktemp("docx") / "d.docx")


def test_docx_has_real_styles_and_the_text_as_it_was(word):
    file = docx.Document(word)
    by_style = {}
    for paragraph in file.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == ["Prøve <1>"]
    assert by_style["Heading 1"] == ["Del 0", "Del 1", "Del 2", "Del 3", "Slutt"]
    assert by_style["Quote"][: len(HOSTILE)] == HOSTILE
    assert by_style["Caption"][0] == "Tabell 1. Tall" and by_style["Caption"][-1] == "Figur 2. Kurve to"
    assert by_style["Note"] == ["Merk.\nTo linjer."]
    assert len(by_style["List Bullet"]) == 8
    assert [row.text for row in file.tables[0].rows[0].cells] == ["Navn", "Andel", "Antall"]
    assert [row.text for row in file.tables[0].rows[2].cells] == [HOSTILE[1], "–", "7"]


def test_docx_can_be_listened_to(word):
    file = docx.Document(word)
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Tabell")
    described = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert described == ["En kurve som går ned og opp.", "Den samme kurven."]
    default = file.styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:lang"))
    assert default.get(qn("w:val")) == "nb-NO"
    arabic = next(paragraph for paragraph in file.paragraphs if "كنت" in paragraph.text)
    assert arabic._p.pPr.find(qn("w:bidi")) is not None
    assert arabic.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    body = file.element.body
    targets = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert len(targets) == 9 and targets == {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert any("TOC" in (code.text or "") for code in body.iter(qn("w:instrText")))


def test_docx_tells_nothing_about_who_and_when(word):
    file = docx.Document(word)
    properties = file.core_properties
    assert (properties.title, properties.subject, properties.language) == ("Prøve <1>", "Om prøven", "nb-NO")
    assert not properties.author and not properties.last_modified_by and not properties.comments
    with zipfile.ZipFile(word) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert "created" not in core and "modified" not in core and "python" not in core
        assert not any("thumbnail" in name for name in archive.namelist())
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
    again = io.BytesIO(word.read_bytes())
    assert _document().to_docx(word.with_name("e.docx")).read_bytes() == again.getvalue()


# -- PDF ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return _document().to_pdf(tmp_path_factory.mktemp("pdf") / "d.pdf")


def test_pdf_shows_the_text_as_it_was(paper):
    read = pypdf.PdfReader(paper)
    text = "".join("".join(page.extract_text() for page in read.pages).split())
    for hostile in HOSTILE[:8]:
        assert "".join(hostile.split()) in text
    assert "Tabell1.Tall" in text and "12345" in text and "0,50" in text


def test_pdf_is_tagged_and_tells_nothing_about_who_and_when(paper):
    read = pypdf.PdfReader(paper)
    root = read.trailer["/Root"]
    assert root["/Lang"].startswith("nb") and root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert read.metadata.title == "Prøve <1>" and not read.metadata.author
    assert not {"/CreationDate", "/ModDate"} & set(read.metadata)
    alts = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/Alt" in node:
                alts.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    walk(root["/StructTreeRoot"]["/K"])
    assert alts == ["En kurve som går ned og opp.", "Den samme kurven."]


def test_pdf_names_characters_that_the_font_lacks(tmp_path):
    with pytest.warns(UserWarning, match=r"2 characters .* 中 \(U\+4E2D\), 文 \(U\+6587\)"):
        path = Document("T", "en", [Paragraph("中文 and text")]).to_pdf(tmp_path / "d.pdf")
    assert "\u25a1\u25a1 and text" in pypdf.PdfReader(path).pages[0].extract_text()


# -- Markdown -----------------------------------------------------------------------------------------


def test_markdown_shows_the_text_as_it_was():
    text = _document().markdown()
    read = Page(mistune.create_markdown(escape=False, plugins=["table", "url"])(text))
    assert set(HOSTILE) <= {" ".join(part.split("\n")) for part in read.texts}
    names = {tag for tag, _ in read.tags}
    assert "script" not in names and "a" not in names
    assert [tag for tag, _ in read.tags].count("table") == 1  # an empty table is a sentence
    assert "En kurve som går ned og opp." in read.texts


# -- what may stand in a document -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Document("T", "nb", [Heading(2, "x")]), "level 2 after level 0"),
        (lambda: Document("T", "nb", [Heading(1, "x"), Heading(3, "y")]), "level 3 after level 1"),
        (lambda: Document("T", "no", []), "documents are written in"),
        (lambda: Document("T", "nb", ["text"]), "block 0 is a str"),
        (lambda: Paragraph("x", "warnin"), "did you mean 'warning'"),
        (lambda: Figure(_draw, "c", " "), "no alt text"),
        (lambda: Data(pd.DataFrame({"a": [1]}), "c", head=["x", "y"]), "1 columns and 2 headings"),
    ],
)
def test_what_cannot_be_written_is_said(make, message):
    with pytest.raises(InputError, match=re.escape(message)):
        make()


def test_a_file_that_stands_there_is_kept(tmp_path):
    document = Document("T", "en", [])
    for kind in ("html", "docx", "pdf", "markdown"):
        write = getattr(document, f"to_{kind}")
        path = write(tmp_path / f"d.{kind}")
        with pytest.raises(OutputError, match="exists already"):
            write(path)
        assert write(path, force=True) == path


@pytest.mark.parametrize(("kind", "package"), [("pdf", "typst"), ("docx", "docx")])
def test_a_missing_extra_is_named(kind, package, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(OutputError, match=r"softskills\[report\]"):
        getattr(Document("T", "en", []), f"to_{kind}")(tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_blocks_are_cleaned_and_tables_left_alone():
    frame = pd.DataFrame({"a": ["x\x00"]})
    document = Document("T\x07", "en", [Data(frame, "c"), Quote("half \ud800 sign\r\nnext", "e n")])
    assert document.title == "T\ufffd"
    assert "half \ufffd sign<br>next" in document.html() and 'lang="und"' in document.html()
    assert frame["a"].tolist() == ["x\x00"]


def test_numbers_and_widths():
    assert [number(1234567.891, language=code) for code in ("en", "it")] == ["1,234,567.89", "1.234.567,89"]
    assert number(-3, language="nb") == "\u22123" and number(9999, language="en") == "9999"
    assert cell(["a", 1], "en") == "a, 1" and cell(pd.NA, "en") == "–"
    assert widths([["a"], ["b"]]) == [1.0]


def test_what_is_rounded_to_nothing_has_no_sign():
    assert [number(value, language="nb") for value in (-0.001, -0.01, 0.0)] == ["0,00", "\u22120,01", "0,00"]


def test_a_table_is_set_as_low_as_it_can_be():
    rows = [["No.", "Text", "Area"], *([str(n), "word " * 30, "one of a few areas"] for n in range(9))]
    shares = widths(rows)
    assert shares[1] == max(shares) and abs(sum(shares) - 1) < 0.02
    assert height(rows, shares) < height(rows, [0.2, 0.3, 0.5])
    narrow = widths([["What it is", *["Country (≈\u00a030)"] * 5], ["two words", *["17"] * 5]])
    assert min(narrow) > 0.1  # a heading of several words takes two lines, a number one


def test_a_heading_stays_with_what_it_stands_over():
    for below in (Data(pd.DataFrame({"a": [1]}), "c"), Heading(2, "b"), Fields(["x"])):
        made = parts(Document("T", "en", [Heading(1, "a"), Paragraph("one"), below]))
        assert made[1]["keep"]
    assert not parts(Document("T", "en", [Heading(1, "a"), Paragraph("one"), Paragraph("two")]))[1]["keep"]


def test_long_tables_may_be_cut_and_short_ones_not():
    made = Document("T", "en", [Data(pd.DataFrame({"a": ["word " * 60] * n}), "c") for n in (3, 40)])
    assert [part["together"] for part in parts(made)] == [True, False]


def _late_contents(language="fr"):
    """What must be read first, before a table of contents; a table with English names; code."""
    blocks = [Paragraph("Il n'est pas réel : attention !", "warning")]
    blocks += [block for i in range(4) for block in (Heading(1, f"L'un {i}"), Paragraph("Quoi ?"), Heading(2, "Sous"))]
    blocks.append(Data(pd.DataFrame({"a": ["liste"], "b": ["student's time"]}), "Noms", languages=["", "en"]))
    blocks.append(Paragraph("a = 'b'\n# l'x ?", "code"))
    blocks.append(Quote("C'est dit : voilà !", "fr"))
    return Document("L'essai", language, blocks)


def test_what_stands_before_the_first_heading_stands_before_the_contents(tmp_path):
    made = _late_contents()
    assert opening(parts(made)) == 1 and len(contents(made)) == 8
    page = made.html()
    assert page.index("réel") < page.index("Sommaire") < page.index("Quoi")
    words = [paragraph.text for paragraph in docx.Document(made.to_docx(tmp_path / "d.docx")).paragraphs]
    assert words.index("Sommaire") == 2 and "réel" in words[1]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(made.to_pdf(tmp_path / "d.pdf")).pages)
    assert text.index("réel") < text.index("Sommaire") < text.index("Quoi")


def test_own_words_are_set_as_the_language_wants_and_other_words_left_alone(tmp_path):
    page = _late_contents().html()
    assert "Il n’est pas réel\u00a0: attention\u202f!" in page and "<h1>L’essai</h1>" in page
    assert "C&#39;est dit : voilà !" in page  # somebody's own words
    assert "<pre><code>a = &#39;b&#39;\n# l&#39;x ?</code></pre>" in page
    assert '<td lang="en">student&#39;s time</td>' in page
    assert typeset("« vu »", "fr") == typeset("«\u202fvu\u202f»", "fr") == "«\u00a0vu\u00a0»"
    assert typeset("Hva? 10:30, p' = 'x'", "nb") == "Hva? 10:30, p' = 'x'"
    assert "```\na = 'b'\n# l'x ?\n```" in _late_contents().markdown()
    file = docx.Document(_late_contents().to_docx(tmp_path / "d.docx"))
    foreign = file.tables[0].rows[1].cells[1].paragraphs[0].runs[0]._r.rPr.find(qn("w:lang"))
    assert foreign.get(qn("w:val")) == "en"
    assert next(p for p in file.paragraphs if p.style.name == "Code").text == "a = 'b'\n# l'x ?"


def test_languages_of_a_table_are_as_many_as_its_columns():
    with pytest.raises(InputError, match="2 columns and 1 languages"):
        Data(pd.DataFrame({"a": [1], "b": [2]}), "c", languages=["en"])


def test_every_word_in_every_language():
    for key in ("table", "figure", "contents", "yes", "no", "empty", "to"):
        assert all(say("document", key, language=code) for code in LANGUAGES)
    for code in LANGUAGES:
        page = Document("T", code, [Data(pd.DataFrame({"a": [True]}), "c")]).html()
        assert f"{say('document', 'table', language=code)} 1." in page and say("document", "yes", language=code) in page
