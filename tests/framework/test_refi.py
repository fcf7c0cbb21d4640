"""REFI-QDA codebooks: against the rules of the standard, in a round trip, and against hostile files."""

import uuid
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

import softskills as sk
from softskills.errors import FrameworkError, InputError, OutputError
from softskills.framework import Area, Competence, Framework
from softskills.framework.refi import NAMESPACE, SECTIONS, read_qdc, write_qdc
from softskills.report.wording import LANGUAGES

# The rules of the codebook schema in REFI-QDA 1.5, section 5 (qdasoftware.org), written down anew.
_GUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
SCHEMA = f"""
<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"
          elementFormDefault="qualified">
  <s:simpleType name="guid"><s:restriction base="s:token">
    <s:pattern value="{_GUID}|\\{{{_GUID}\\}}"/></s:restriction></s:simpleType>
  <s:simpleType name="rgb"><s:restriction base="s:token">
    <s:pattern value="#([0-9A-Fa-f]{{3}}|[0-9A-Fa-f]{{6}})"/></s:restriction></s:simpleType>
  <s:complexType name="code">
    <s:sequence>
      <s:element name="Description" type="s:string" minOccurs="0"/>
      <s:element name="Code" type="code" minOccurs="0" maxOccurs="unbounded"/>
    </s:sequence>
    <s:attribute name="guid" type="guid" use="required"/>
    <s:attribute name="name" type="s:string" use="required"/>
    <s:attribute name="isCodable" type="s:boolean" use="required"/>
    <s:attribute name="color" type="rgb"/>
  </s:complexType>
  <s:element name="CodeBook"><s:complexType>
    <s:sequence>
      <s:element name="Codes"><s:complexType><s:sequence>
        <s:element name="Code" type="code" maxOccurs="unbounded"/>
      </s:sequence></s:complexType></s:element>
    </s:sequence>
    <s:attribute name="origin" type="s:string"/>
  </s:complexType></s:element>
</s:schema>
"""


@pytest.fixture(scope="module")
def framework():
    return sk.load_framework()


def _book(codes, namespace=NAMESPACE):
    return f'<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="{namespace}"><Codes>{codes}</Codes></CodeBook>'


def _read(tmp_path, text, **kwargs):
    path = tmp_path / "book.qdc"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_qdc(path, **kwargs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_follows_the_standard_and_comes_back(framework, language, tmp_path):
    path = write_qdc(framework, tmp_path / "b.qdc", language=language)
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(etree.parse(path))
    back = read_qdc(path)
    assert back.languages == (language,)
    lost = ["neighbours"]  # the format has no place for them
    expected = framework.to_frame(language=language).drop(columns=lost)
    assert back.to_frame().drop(columns=lost).equals(expected)
    assert [area.definition[language] for area in back.areas] == [a.definition[language] for a in framework.areas]
    assert write_qdc(back, tmp_path / "c.qdc", language=language).exists()
    assert read_qdc(tmp_path / "c.qdc").to_frame().equals(back.to_frame())


def test_a_framework_read_from_another_program_can_be_saved_and_loaded(framework, tmp_path):
    back = read_qdc(write_qdc(framework, tmp_path / "b.qdc", language="nb"))
    assert sk.load_framework(back.save(tmp_path / "b.yaml")).ids == framework.ids


def test_guids_stay_and_are_all_different(framework, tmp_path):
    first = ET.parse(write_qdc(framework, tmp_path / "a.qdc", language="nb"))
    second = ET.parse(write_qdc(framework, tmp_path / "b.qdc", language="fr"))
    guids = [[code.get("guid") for code in tree.iter(f"{{{NAMESPACE}}}Code")] for tree in (first, second)]
    assert guids[0] == guids[1] and len(set(guids[0])) == len(framework) + len(framework.areas)
    assert all(str(uuid.UUID(guid)).upper() == guid for guid in guids[0])
    groups = [code for code in first.iter(f"{{{NAMESPACE}}}Code") if code.get("isCodable") == "false"]
    assert len(groups) == len(framework.areas)


def test_a_codebook_of_another_program(tmp_path):
    """Groups in groups, a group that is a code too, codes without a group, ids in braces, sets."""
    text = _book(
        '<Code guid="{1}" name="Everyday" isCodable="false"><Description>About days</Description>'
        '  <Code guid="2" name="Plan" isCodable="true"><Description>Plans.&#10;Second line.</Description></Code>'
        '  <Code guid="3" name="Money" isCodable="true"><Code guid="4" name="Save" isCodable="true"/></Code></Code>'
        '<Code guid="5" name="Alone" isCodable="true"/>'
    ).replace("</Codes>", '</Codes><Sets><Set guid="6" name="s"><MemberCode guid="2"/></Set></Sets>')
    framework = _read(tmp_path, text, language="en")
    assert framework.ids == ("A1", "A2", "A3", "B1")
    assert [item.label["en"] for item in framework] == ["Plan", "Money", "Save", "Alone"]
    assert framework["A1"].definition == {"en": "Plans.\nSecond line."}
    assert [(area.id, area.label["en"]) for area in framework.areas] == [("A", "Everyday"), ("B", "book")]
    assert framework.areas[0].definition["en"] == "About days"
    assert _read(tmp_path, text).languages == ("und",)


def test_ids_that_codes_bring_along_are_kept(tmp_path):
    codes = '<Code name="x" isCodable="true"/><Code name="A1 · plan" isCodable="true"/>'
    framework = _read(tmp_path, _book(f'<Code name="G" isCodable="false">{codes}</Code>'))
    assert [(item.id, item.label["und"]) for item in framework] == [("A1-2", "x"), ("A1", "plan")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_different(language):
    assert len(set(SECTIONS[language])) == 4


def test_hostile_text_stays_text(tmp_path):
    label = "<Code name='x'/> & \"q\" \x01 \ud800 ]]>"

    competence = Competence(id="A1", label={"en": label}, definition={"en": "Counts:\n=cmd() {{ }}"})
    framework = Framework(default_language="en", areas=(Area(id="A", label={"en": "a"}, competences=(competence,)),))
    back = read_qdc(write_qdc(framework, tmp_path / "b.qdc"))
    assert back["A1"].label["en"] == label.replace("\x01", "\ufffd").replace("\ud800", "\ufffd")
    assert back["A1"].includes["en"] == ("=cmd() {{ }}",)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + _book("").replace(
    '<?xml version="1.0" encoding="utf-8"?>', ""
)
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + _book("").replace('<?xml version="1.0" encoding="utf-8"?>', "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        ("<a>" * 100_000, "more than 20 deep"),
        (b"PK\x03\x04rest", "zip archive"),
        ("no xml", "not XML"),
        (b"\xff\xfe<\x00", "not XML"),
        ('<Project xmlns="urn:QDA-XML:project:1.0"/>', "whole project"),
        (_book("", "urn:QDA-XML:codebook:0:4"), "not CodeBook"),
        (_book(""), "has no code"),
        (_book('<Code guid="1" name=" " isCodable="true"/>'), "has no name"),
        (_book('<Code name="G" isCodable="false"><Code name="x" isCodable="false"/></Code>'), "isCodable"),
        (_book('<Code name="A1 · x" isCodable="true"/><Code name="A1 · y" isCodable="true"/>'), "stands twice"),
        (_book('<Code name="NONE · x" isCodable="true"/>'), "is taken"),
    ],
)
def test_what_is_no_codebook_is_refused(text, message, tmp_path):
    with pytest.raises(FrameworkError, match=message):
        _read(tmp_path, text)


def test_writing_is_refused_where_it_would_mislead(framework, tmp_path):
    with pytest.raises(OutputError, match=r"saved as \.qdc"):
        write_qdc(framework, tmp_path / "b.xml")
    with pytest.raises(InputError, match="no wording in 'uk'"):
        write_qdc(framework, tmp_path / "b.qdc", language="uk")
    write_qdc(framework, tmp_path / "b.qdc")
    with pytest.raises(OutputError, match="exists already"):
        write_qdc(framework, tmp_path / "b.qdc")
