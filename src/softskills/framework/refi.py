"""Codebooks of other programs, in and out: REFI-QDA codebook exchange 1.0 (``.qdc``).

ATLAS.ti, MAXQDA, NVivo, QualCoder, Taguette and others read and write it (https://www.qdasoftware.org). The file is
XML: codes with a name, a description and codes below them. What a framework says beyond that stands in the
description, under headings in the language of the codebook, so that coders see it and :func:`read_qdc` finds it again.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from xml.etree import ElementTree as ET

from softskills.errors import OutputError
from softskills.files import write_text
from softskills.framework.model import UNDETERMINED, Area, Competence, Framework, Indicator, in_language
from softskills.framework.refi_codes import NAMESPACE, Code, fail, read_codes

_DOT = " · "  # between id and label in the name of a code
_NAMED = re.compile(r"^(\S{1,20}) · (.+)$", re.DOTALL)
_FIELDS = ("includes", "excludes", "near_miss", "indicators")
SECTIONS = {
    "en": ("Counts", "Belongs elsewhere", "Near miss", "Indicators"),
    "nb": ("Teller med", "Hører hjemme et annet sted", "Nesten, men teller ikke", "Kjennetegn"),
    "es": ("Cuenta", "Corresponde a otra", "Casi, pero no cuenta", "Indicadores"),
    "it": ("Vale", "Appartiene ad altro", "Quasi, ma non vale", "Indicatori"),
    "fr": ("Compte", "Relève d'une autre", "Presque, mais ne compte pas", "Indicateurs"),
    "sk": ("Počíta sa", "Patrí inam", "Skoro, ale nepočíta sa", "Znaky"),
    "pl": ("Liczy się", "Należy gdzie indziej", "Prawie, ale się nie liczy", "Wskaźniki"),
}
"""Headings for includes, excludes, near miss and indicators; English where a language has none."""
_HEADINGS = {
    name.casefold(): (field, code)
    for code, names in SECTIONS.items()
    for field, name in zip(_FIELDS, names, strict=True)
}
# Colours of the areas, after Okabe and Ito.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_qdc(framework: Framework, path: str | Path, *, language: str = "", force: bool = False) -> Path:
    """Write a framework as a codebook that programs for qualitative analysis read.

    Parameters
    ----------
    framework : Framework
    path : path
        Target file, ``.qdc``.
    language : str, optional
        BCP 47; the framework's default language where empty. A codebook has one language.
    force : bool
        Replace a file that stands there.

    Returns
    -------
    Path
        Areas are codes that cannot be given to a sentence; competences stand below them, named ``A1 · label``.

    Raises
    ------
    InputError
        If the framework has no wording in the language.
    OutputError
        If the file is no ``.qdc``, stands there already, or cannot be written.

    Notes
    -----
    REFI-QDA standard 1.5, codebook 1.0. The format has no place for other languages, levels, hard cases, neighbours
    and crosswalk: keep the framework's own file. A code keeps its GUID as long as the framework's id and its own
    stay, so that a later edition can be told to be the same code.
    """
    path = Path(path)
    if path.suffix.lower() != ".qdc":
        raise OutputError(f"{path}: a REFI-QDA codebook is saved as .qdc")
    language = language or framework.default_language
    framework._require_language(language)
    return write_text(to_qdc(framework, language), path, force=force)


def to_qdc(framework: Framework, language: str) -> str:
    """The codebook as XML; see :func:`write_qdc`.

    Examples
    --------
    >>> import softskills as sk
    >>> text = to_qdc(sk.load_framework(), "nb")
    >>> 'name="A1 · planlegge og samordne hverdagen"' in text
    True
    """

    def say(texts: object) -> str:
        return str(in_language(cast(dict[str, str], texts), language, framework.default_language))

    def code(parent: ET.Element, part: Area | Competence, colour: str, *, codable: bool) -> ET.Element:
        attributes = {
            "guid": _guid(framework.id, part.id),
            "name": _writable(f"{part.id}{_DOT}{say(part.label)}"),
            "isCodable": "true" if codable else "false",
            "color": colour,
        }
        made = ET.SubElement(parent, "Code", attributes)
        description = _description(part, framework, language)
        if description:
            ET.SubElement(made, "Description").text = _writable(description)
        return made

    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": "softskills"})
    codes = ET.SubElement(root, "Codes")
    for place, area in enumerate(framework.areas):
        colour = _COLOURS[place % len(_COLOURS)]
        group = code(codes, area, colour, codable=False)
        for competence in area.competences:
            code(group, competence, colour, codable=True)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _guid(framework_id: str, code: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:softskills:{framework_id}:{code}")).upper()


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _description(part: Area | Competence, framework: Framework, language: str) -> str:
    default = framework.default_language
    pieces = [str(in_language(part.definition, language, default))]
    if isinstance(part, Competence):
        bodies = (
            _items(in_language(part.includes, language, default)),
            _items(in_language(part.excludes, language, default)),
            str(in_language(part.near_miss, language, default)),
            _items([str(in_language(indicator.text, language, default)) for indicator in part.indicators]),
        )
        names = SECTIONS.get(language.split("-", maxsplit=1)[0], SECTIONS["en"])
        pieces += [f"{name}:\n{body}" for name, body in zip(names, bodies, strict=True) if body]
    return "\n\n".join(piece for piece in pieces if piece)


def _items(texts: object) -> str:
    return "\n".join(f"- {text}" for text in cast("list[str]", texts))


# -- reading --------------------------------------------------------------------------------------------


def read_qdc(path: str | Path, *, language: str = "") -> Framework:
    """Read a codebook of another program as a framework.

    Parameters
    ----------
    path : path
        A ``.qdc`` file (REFI-QDA codebook 1.0).
    language : str, optional
        BCP 47, of its wording. Where empty it is found out from the headings that :func:`write_qdc` writes, else
        it stays undetermined (``und``).

    Returns
    -------
    Framework
        Codes at the top with codes below them become areas, all below them competences, however deep; a code at
        the top without any goes into an area named after the file. A group that can itself be given to a sentence
        is a competence too; an empty group is left out. Codes named ``A1 · label`` keep their id; others get
        ``A1``, ``A2`` … in their order.

    Raises
    ------
    FrameworkError
        If the file is no codebook (a project, a zip archive), declares a DTD or entities, names a code twice in
        one group or not at all, or has no code.
    """
    path = Path(path)
    tops = read_codes(path)
    return _Builder(path, language or _spoken(tops)).framework(tops)


def _spoken(codes: list[Code]) -> str:
    """The language of the first heading of ours in any description."""
    for code in codes:
        for line in code.text.splitlines():
            found = _HEADINGS.get(line.strip().removesuffix(":").casefold())
            if found and line.strip().endswith(":"):
                return found[1]
        inner = _spoken(code.below)
        if inner != UNDETERMINED:
            return inner
    return UNDETERMINED


class _Builder:
    """Gives every code an id of its own and puts it in its area."""

    def __init__(self, path: Path, language: str) -> None:
        self.path, self.language = path, language
        self.taken: set[str] = {"NONE"}  # means that no competence was seen

    def framework(self, tops: list[Code]) -> Framework:
        self._reserve(tops)
        groups = [(code.name, code.text, list(self._codes(code))) for code in tops if code.below]
        single = [code for code in tops if not code.below and code.codable]
        if single:
            groups.append((self.path.stem or "codes", "", single))
        areas: list[Area] = []
        for name, text, codes in groups:
            if not codes:
                continue
            area_id, label = self._named(name, _letters(len(areas)))
            definition = {"definition": {self.language: text}} if text else {}
            competences = tuple(
                self._competence(code, f"{area_id}{number}", area_id) for number, code in enumerate(codes, start=1)
            )
            areas.append(Area(id=area_id, label={self.language: label}, competences=competences, **definition))
        if not areas:
            fail(self.path, "no code can be given to a sentence (isCodable)", "allow coding in the program")
        return Framework(
            id=self.path.stem or "codebook",
            title={self.language: self.path.stem or "codebook"},
            default_language=self.language,
            areas=tuple(areas),
        )

    def _reserve(self, codes: list[Code]) -> None:
        """Ids that codes bring along are theirs, whatever comes before them."""
        for code in codes:
            found = _NAMED.match(code.name)
            if found:
                if found[1] in self.taken:
                    fail(self.path, f"the id {found[1]!r} stands twice or is taken", "rename one of the codes")
                self.taken.add(found[1])
            self._reserve(code.below)

    def _codes(self, code: Code) -> Iterator[Code]:
        """Codes of a group that can be given to a sentence, the group itself first where it can."""
        if code.codable:
            yield Code(_NAMED.sub(r"\2", code.name), code.text, True)
        for inner in code.below:
            if inner.below:
                yield from self._codes(inner)
            elif inner.codable:
                yield inner

    def _named(self, name: str, proposal: str) -> tuple[str, str]:
        found = _NAMED.match(name)
        if found:
            return found[1], found[2]
        number, free = 1, proposal
        while free in self.taken:
            number += 1
            free = f"{proposal}-{number}"
        self.taken.add(free)
        return free, name

    def _competence(self, code: Code, proposal: str, area: str) -> Competence:
        code_id, label = self._named(code.name, proposal)
        definition, items = _sections(code.text)
        tell = {self.language: "\n".join(items["near_miss"])} if items["near_miss"] else {}
        return Competence(
            id=code_id,
            label={self.language: label},
            definition={self.language: definition} if definition else {},
            includes={self.language: tuple(items["includes"])} if items["includes"] else {},
            excludes={self.language: tuple(items["excludes"])} if items["excludes"] else {},
            near_miss=tell,
            indicators=tuple(
                Indicator(id=f"{code_id}.{number}", text={self.language: text})
                for number, text in enumerate(items["indicators"], start=1)
            ),
            area=area,
        )


def _sections(text: str) -> tuple[str, dict[str, list[str]]]:
    """A description taken apart at our headings: the definition before them, and the lines below each."""
    items: dict[str, list[str]] = {name: [] for name in _FIELDS}
    definition: list[str] = []
    lines = definition
    for line in text.splitlines():
        bare = line.strip()
        heading = _HEADINGS.get(bare.removesuffix(":").casefold()) if bare.endswith(":") else None
        if heading:
            lines = items[heading[0]]
        elif bare:
            lines.append(re.sub(r"^[-•*]\s+", "", bare) if lines is not definition else bare)
    return "\n".join(definition), items


def _letters(number: int) -> str:
    """Letters as spreadsheets count columns: A, B, … Z, AA, AB."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
