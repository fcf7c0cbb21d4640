"""The look of a DOCX, as styles that a reader can change in one place; and its clean metadata."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from softskills.report.writers.docx_xml import element, field

TEXT_WIDTH = 6.7
"""Inches between the margins of an A4 page."""
BAR = "0072B2"
_FONT, _MONO = "Calibri", "Consolas"
_SOFT = "555555"


def prepare(file: Any, *, title: str, subject: str, language: str) -> None:
    """Set page, styles, language and metadata of a new file of python-docx."""
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    _styles(file)
    _language(file, language)
    _page_number(section)
    _metadata(file, title=title, subject=subject, language=language)


def _styles(file: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt

    def style(
        name: str, size: float, *, before: float = 0, after: float = 6, bold: bool = False, colour: str = ""
    ) -> Any:
        known = {made.name for made in file.styles}
        made = (
            file.styles[name]
            if name in known
            else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        )
        _font(made, size, bold=bold, colour=colour)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
        return made

    style("Normal", 11)
    style("Title", 22, after=14, bold=True)
    _border(file.styles["Title"], None)
    for level, (size, before) in enumerate([(16, 20), (13.5, 14), (12, 12), (11, 10)], start=1):
        heading = style(f"Heading {level}", size, before=before, after=5, bold=True)
        heading.paragraph_format.keep_with_next, heading.font.italic = True, False
    style("Contents Heading", 16, before=6, after=6, bold=True)
    for level in (1, 2):
        entry = style(f"toc {level}", 11, after=2).paragraph_format
        entry.left_indent = Inches(0.25 * (level - 1))
        entry.tab_stops.add_tab_stop(Inches(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    style("Lead", 12.5, after=8)
    style("Small", 9.5, after=4, colour=_SOFT)
    style("Source", 9.5, after=8, colour=_SOFT).paragraph_format.left_indent = Inches(0.15)
    style("Caption", 10, before=6, after=4, colour="1B1B1B")
    style("Figure", 11, before=6, after=2).paragraph_format.keep_with_next = True
    style("Table Text", 9.5, before=1.5, after=1.5)
    style("List Bullet", 11, after=3)
    code = style("Code", 9, before=6, after=8)
    code.font.name, code.paragraph_format.keep_together = _MONO, True
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        code.element.rPr.rFonts.set(qn(f"w:{name}"), _MONO)
    _border(style("Note", 11, before=6, after=8), BAR, fill="F4F5F7")
    _border(style("Warning", 11, before=6, after=8, bold=True), "B35C00", fill="FFF4E0")
    quote = style("Quote", 11, before=6, after=3)
    quote.font.italic = quote.font.cs_italic = False
    _border(quote, BAR)
    line = style("Field", 11, before=16, after=8)
    line.paragraph_format.tab_stops.add_tab_stop(Inches(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    _table_style(file)


def _font(style: Any, size: float, *, bold: bool, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour or "1B1B1B")
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), _FONT)


def _border(style: Any, colour: str | None, *, fill: str = "") -> None:
    """A bar at the left edge, with a ground where ``fill`` is given; no border at all where ``colour`` is None."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(element("pBdr").tag):
        properties.remove(old)
    if colour is None:
        return
    borders = element("pBdr")
    borders.append(element("left", val="single", sz=24, space=8, color=colour))
    properties.insert_element_before(borders, *_AFTER_BORDERS)
    if fill:
        properties.insert_element_before(element("shd", val="clear", color="auto", fill=fill), *_AFTER_BORDERS[1:])
    style.paragraph_format.keep_together = True
    style.paragraph_format.left_indent = 137_160  # 0.15 inches, so that the bar stands inside the margin


# The schema wants the properties of a paragraph in this order.
_AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl",
)  # fmt: skip


def _table_style(file: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    style = file.styles.add_style("Plain Data", WD_STYLE_TYPE.TABLE)
    properties = element("tblPr")
    borders = element("tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(element(side, val="single", sz=4, space=0, color="BFBFBF"))
    properties.append(borders)
    style.element.append(properties)
    head = element("tblStylePr", type="firstRow")
    bold = element("rPr")
    bold.append(element("b"))
    head.append(bold)
    line = element("tcPr")
    under = element("tcBorders")
    under.append(element("bottom", val="single", sz=8, space=0, color=_SOFT))
    line.append(under)
    head.append(line)
    style.element.append(head)


def _language(file: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for old in list(file.styles.element.iter(qn("w:lang"))):
        old.getparent().remove(old)
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.append(element("lang", val=language, eastAsia=language, bidi="ar-SA"))
    settings = file.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), language)
    # Without it, Word opens the file as one of an older Word.
    compat = settings.find(qn("w:compat"))
    if compat is not None:
        uri = "http://schemas.microsoft.com/office/word"
        for old in compat.findall(qn("w:compatSetting")):
            if old.get(qn("w:name")) == "compatibilityMode":
                compat.remove(old)
        compat.append(element("compatSetting", name="compatibilityMode", uri=uri, val=15))


def _page_number(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(paragraph, "PAGE", text="1")


def _metadata(file: Any, *, title: str, subject: str, language: str) -> None:
    """Title, subject and language; no author, no dates, no picture of the template."""
    properties = file.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title, properties.subject, properties.language = title[:255], subject[:255], language
    package = file.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]


def finished(data: bytes) -> bytes:
    """The same file with one fixed date in its archive, so that it tells nothing about when it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), old.read(item), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
