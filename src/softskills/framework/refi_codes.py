"""The codes in a ``.qdc`` file, read without trusting it: no document type, no entities, no depth without end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET  # what it reads has no document type: see _parsed
from xml.parsers import expat

from softskills.errors import FrameworkError
from softskills.files import read_bytes

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_PROJECT = "urn:QDA-XML:project:1.0"
_LARGEST_FILE = 8 * 2**20
_DEEPEST = 20


@dataclass
class Code:
    """One code of a codebook, with what stands below it."""

    name: str
    text: str
    codable: bool
    below: list[Code] = field(default_factory=list)


def read_codes(path: Path) -> list[Code]:
    """The codes at the top of a codebook, with what stands below them.

    Raises
    ------
    FrameworkError
        If the file is no codebook, declares a document type, is nested too deeply, or has no code.
    """
    root = _parsed(path)
    codes = [_code(element, path) for element in _below(root.find(f"{{{NAMESPACE}}}Codes"))]
    if not codes:
        fail(path, "the codebook has no code", "export it again with its codes")
    return codes


def fail(path: Path, problem: str, remedy: str) -> NoReturn:
    """Refuse a codebook, saying what is wrong and what to do."""
    raise FrameworkError(f"{path} was not loaded", [f"{problem}; {remedy}"])


def _parsed(path: Path) -> ET.Element:
    data = read_bytes(path)
    if data.startswith(b"PK"):
        fail(path, "it is a zip archive, probably a whole project (.qdpx)", "export the codebook alone, as .qdc")
    if len(data) > _LARGEST_FILE:
        fail(path, f"{len(data) / 2**20:.0f} MB is too large for a codebook", "leave out what are no codes")
    depth = 0

    def refuse(*_: object) -> None:
        fail(path, "it declares a document type, which a codebook does not need", "remove the line <!DOCTYPE …>")

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            fail(path, f"codes stand in each other more than {_DEEPEST} deep", "make the codebook flatter")

    def closed(*_: object) -> None:
        nonlocal depth
        depth -= 1

    # Entities can only be declared in a document type; without one, nothing can grow or be fetched.
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(data, True)
        root = ET.fromstring(data)  # noqa: S314 - the line above has refused what could harm
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        fail(path, f"it is not XML: {error}", "export it again as a REFI-QDA codebook")
    if root.tag == f"{{{_PROJECT}}}Project":
        fail(path, "it is a whole project", "export the codebook alone, as .qdc")
    if root.tag != f"{{{NAMESPACE}}}CodeBook":
        fail(path, f"its root is {root.tag!r}, not CodeBook of {NAMESPACE}", "export it as a REFI-QDA codebook 1.0")
    return root


def _below(element: ET.Element | None) -> list[ET.Element]:
    return [] if element is None else element.findall(f"{{{NAMESPACE}}}Code")


def _code(element: ET.Element, path: Path) -> Code:
    name = " ".join(element.get("name", "").split())
    if not name:
        fail(path, f"a code (guid {element.get('guid', 'missing')!r}) has no name", "name it in the program")
    below = [_code(child, path) for child in _below(element)]
    text = (element.findtext(f"{{{NAMESPACE}}}Description") or "").strip()
    return Code(name, text, element.get("isCodable", "true").strip() in {"true", "1"}, below)
