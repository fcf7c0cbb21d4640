"""A document as a tagged PDF (PDF/UA-1), set by typst. Text reaches typst as data, never as code."""

from __future__ import annotations

import json
import warnings
from importlib.resources import files

from softskills.errors import OutputError
from softskills.report.document import Document
from softskills.report.figures.picture import font_folder, svg, without_sign
from softskills.report.wording import say
from softskills.report.writers.parts import Part, contents, opening, parts

FONT, MONO = "DejaVu Sans", "DejaVu Sans Mono"
REGIONS = {"en": "GB", "nb": "NO", "es": "ES", "it": "IT", "fr": "FR", "sk": "SK", "pl": "PL"}
"""Region of a language where the document names none, for spelling and hyphens."""
_NO_SIGN = "\u25a1"


def to_pdf(document: Document) -> bytes:
    """Write a document as PDF.

    Returns
    -------
    bytes
        Without author and date; fonts are embedded.

    Warns
    -----
    UserWarning
        Names the characters for which the font has no sign; a box stands in their place.

    Raises
    ------
    OutputError
        If typst is not installed, or refuses the document.

    Examples
    --------
    >>> to_pdf(Document("T", "en", []))[:5]
    b'%PDF-'
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise OutputError("a PDF needs the package typst: pip install 'softskills[report]'") from None
    template = files("softskills.report").joinpath("templates/document.typ").read_bytes()
    try:
        data = typst.compile(
            template,
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
            ),
            sys_inputs={"document": _data(document)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise OutputError(f"the PDF of {document.title!r} cannot be set: {error}") from error
    return data


def _data(document: Document) -> str:
    """The document as JSON, with a box for each character that the font lacks."""
    code, _, region = document.language.partition("-")
    found = parts(document)
    tree = {
        "title": document.title,
        "subject": document.subject or None,
        "font": FONT,
        "mono": MONO,
        "lang": code.lower(),
        "region": region if len(region) == 2 and region.isalpha() else REGIONS[code.lower()],
        "contents": bool(contents(document)),
        "contents_title": say("document", "contents", language=document.language),
        "opening": opening(found),
        "parts": [_ready(part) for part in found],
    }
    text = json.dumps(tree, ensure_ascii=False)
    missing = sorted(without_sign(text))
    if missing:
        named = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in missing[:10])
        warnings.warn(
            f"the PDF of {document.title!r} shows a box for {len(missing)} characters that {FONT} has no sign for: "
            f"{named}{', …' if len(missing) > 10 else ''}; HTML and DOCX show them",
            UserWarning,
            stacklevel=4,
        )
    return text.translate({ord(sign): _NO_SIGN for sign in missing})


def _ready(part: Part) -> Part:
    if part["part"] == "figure":
        block = part["block"]
        drawn = svg(block.draw, width=block.width, height=block.height, prefix=f"f{part['number']}-", ink="#1b1b1b")
        return {key: part[key] for key in ("part", "name", "caption", "alt")} | {"svg": drawn, "width": block.width}
    if part.get("language"):
        return part | {"lang": _code(part["language"])}
    if part["part"] == "table":
        return part | {"languages": [_code(name) for name in part["languages"]]}
    return part


def _code(tag: str) -> str:
    """The first part of a language tag: all that typst takes."""
    return tag.split("-", maxsplit=1)[0].lower()[:3]
