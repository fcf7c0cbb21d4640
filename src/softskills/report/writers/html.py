"""A document as one HTML page: no script, no outside address, for screen, dark screen, paper and screen reader."""

from __future__ import annotations

import re

from softskills.report.document import Document
from softskills.report.figures.picture import svg
from softskills.report.templates import environment
from softskills.report.wording import say
from softskills.report.writers.parts import Part, contents, opening, parts


def to_html(document: Document) -> str:
    """Write a document as an HTML page.

    Examples
    --------
    >>> from softskills.report.document import Paragraph
    >>> page = to_html(Document("T", "nb", [Paragraph("<script>")]))
    >>> '<html lang="nb">' in page, "&lt;script&gt;" in page
    (True, True)
    """
    pieces = [_drawn(part) if part["part"] == "figure" else part for part in parts(document)]
    return str(
        environment()
        .get_template("document.html")
        .render(
            document=document,
            contents=contents(document),
            contents_title=say("document", "contents", language=document.language),
            opening=opening(pieces),
            parts=pieces,
        )
    )


def _drawn(part: Part) -> Part:
    block = part["block"]
    drawn = svg(block.draw, width=block.width, height=block.height, prefix=f"f{part['number']}-")
    # Inside HTML the names of the namespaces are known; without them no address stands in the page.
    return part | {"svg": re.sub(r' xmlns(:xlink)?="[^"]*"', "", drawn), "width": block.width}
