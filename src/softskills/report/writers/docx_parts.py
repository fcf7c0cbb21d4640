"""Parts of a DOCX: links and bookmarks, numbered captions, tables with marked headings, languages, alt text."""

from __future__ import annotations

import io
from typing import Any

from softskills.report.writers.docx_styles import BAR, TEXT_WIDTH
from softskills.report.writers.docx_xml import element, field
from softskills.report.writers.parts import Part

_TWIPS = 1440  # to the inch
_FEWEST_ROWS = 3  # of a table that goes over the end of a page, on either side of it


def bookmark(paragraph: Any, name: str) -> None:
    """Make a paragraph a place to which a link can lead."""
    number = name.lstrip("s")
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, element("bookmarkStart", id=number, name=name))
    paragraph._p.append(element("bookmarkEnd", id=number))


def entry(paragraph: Any, text: str, name: str) -> None:
    """A line of the table of contents: a link to a bookmark."""
    run = paragraph.add_run(text)._r
    link = element("hyperlink", anchor=name, history=1)
    link.append(run)
    paragraph._p.append(link)


def caption(paragraph: Any, part: Part) -> None:
    """``Table 3. Caption``, the number as a field, so that Word can list and refer to it."""
    word, _, number = part["name"].rstrip(".").rpartition(" ")
    first = len(paragraph.runs)
    paragraph.add_run(f"{word} ")
    # The English names of the sequences are what Word and LibreOffice look for in every language.
    field(paragraph, f"SEQ {'Table' if part['part'] == 'table' else 'Figure'} \\* ARABIC", text=number)
    paragraph.add_run(". ")
    for run in paragraph.runs[first:]:
        run.bold = True
    paragraph.add_run(part["caption"]).bold = False


def headed_table(file: Any, part: Part) -> None:
    """A table whose first row is marked as heading and comes again on every page; numbers flush right."""
    table = file.add_table(rows=0, cols=len(part["head"]), style="Plain Data")
    table.autofit = False
    properties = table._tbl.tblPr
    for old in properties.findall(element("tblLook").tag):
        properties.remove(old)
    properties.append(
        element("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=int(part["named"]), lastColumn=0, noHBand=1, noVBand=1)
    )  # fmt: skip
    properties.append(element("tblCaption", val=f"{part['name']} {part['caption']}"))
    widths = [round(share * TEXT_WIDTH * _TWIPS) for share in part["widths"]]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width * 635  # EMU to the twip
    style = file.styles["Table Text"].style_id
    rows = part["rows"] or [[part["empty"]]]
    for number, values in enumerate([part["head"], *rows]):
        row = element("tr")
        settings = element("trPr")
        settings.append(element("cantSplit"))
        if number == 0:
            settings.append(element("tblHeader"))
        row.append(settings)
        # A longer table may go over the end of a page, but not after its first rows nor before its last ones.
        inner = _FEWEST_ROWS <= number <= len(rows) - _FEWEST_ROWS
        keep = number < len(rows) and (part["together"] or not inner)
        for place, value in enumerate(values):
            row.append(
                _cell(
                    value,
                    style,
                    width=widths[place] if part["rows"] or number == 0 else sum(widths),
                    span=len(widths) if len(values) < len(widths) else 1,
                    right=part["numeric"][place],
                    keep=keep,
                    bold=number == 0,
                    language=part["languages"][place] if number and part["rows"] else "",
                )
            )
        table._tbl.append(row)


def _cell(value: str, style: str, *, width: int, span: int, right: bool, keep: bool, bold: bool, language: str) -> Any:
    """A cell made by hand: python-docx searches the whole table for each one, which takes minutes in a long one."""
    cell, settings, paragraph, look = element("tc"), element("tcPr"), element("p"), element("pPr")
    settings.append(element("tcW", w=width, type="dxa"))
    if span > 1:
        settings.append(element("gridSpan", val=span))
    look.append(element("pStyle", val=style))
    if keep:
        look.append(element("keepNext"))
    if right:
        look.append(element("jc", val="right"))
    paragraph.append(look)
    run = element("r")
    if bold or language:
        run.append(element("rPr"))
        run[-1].append(element("b") if bold else element("lang", val=language))
    for number, line in enumerate(value.split("\n")):
        if number:
            run.append(element("br"))
        text = element("t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
    paragraph.append(run)
    cell.append(settings)
    cell.append(paragraph)
    return cell


def named_picture(run: Any, data: bytes, width: float, part: Part) -> None:
    """A picture with its alt text."""
    from docx.shared import Inches

    picture = run.add_picture(io.BytesIO(data), width=Inches(width))
    properties = picture._inline.docPr
    properties.set("descr", part["alt"])
    properties.set("name", part["name"].rstrip("."))


def mark_language(paragraph: Any, language: str, *, right_to_left: bool = False) -> None:
    """Say in which language the words of a paragraph are, for spelling and for who has them read out."""
    if language == "und":
        return
    for run in paragraph.runs:
        run._r.get_or_add_rPr().append(element("lang", **{"bidi" if right_to_left else "val": language}))


def set_right_to_left(paragraph: Any) -> None:
    """Make a paragraph run from right to left, with the bar of its style on the other side."""
    properties = paragraph._p.get_or_add_pPr()
    borders = element("pBdr")
    borders.append(element("left", val="nil"))
    borders.append(element("right", val="single", sz=24, space=8, color=BAR))
    properties.append(borders)
    properties.append(element("bidi"))
    for run in paragraph.runs:
        run.font.rtl = True
