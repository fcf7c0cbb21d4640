"""Elements of WordprocessingML for which python-docx has no words."""

from __future__ import annotations

from typing import Any


def element(tag: str, /, **attributes: object) -> Any:
    """An element of WordprocessingML with its attributes, all in the namespace ``w``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def field(paragraph: Any, instruction: str, *, text: str = "", starts: bool = True, ends: bool = True) -> None:
    """A field with the result it has until somebody updates it; may start in one paragraph and end in another."""
    if starts:
        paragraph.add_run()._r.append(element("fldChar", fldCharType="begin"))
        code = element("instrText")
        code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        code.text = f" {instruction} "
        paragraph.add_run()._r.append(code)
        paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))
    if text:
        paragraph.add_run(text)
    if ends:
        paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))
