"""A framework as SKOS (https://www.w3.org/TR/skos-reference/), written in Turtle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from softskills.framework.model import UNDETERMINED

if TYPE_CHECKING:
    from softskills.framework.model import Framework

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
# What may not stand between < and > in Turtle, so a malformed address cannot break out of it.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def _literals(texts: Mapping[str, str]) -> str:
    tagged = [
        f'"{text.translate(_ESCAPES)}"' + ("" if code == UNDETERMINED else f"@{code}") for code, text in texts.items()
    ]
    return ", ".join(tagged)


def to_turtle(framework: Framework) -> str:
    """Return the framework as a SKOS concept scheme in Turtle; see :meth:`Framework.to_skos`."""
    base = f"urn:softskills:{quote(framework.id, safe='')}:{quote(framework.version, safe='.')}:"

    def iri(local: str) -> str:
        return f"<{base}{quote(local, safe='.')}>"

    scheme = iri("scheme")
    blocks = [
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix dct: <http://purl.org/dc/terms/> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> ."
    ]

    def block(subject: str, statements: list[tuple[str, str]]) -> None:
        body = " ;\n    ".join(f"{verb} {value}" for verb, value in statements if value)
        blocks.append(f"{subject} {body} .")

    block(
        scheme,
        [
            ("a", "skos:ConceptScheme"),
            ("dct:title", _literals(framework.title)),
            ("dct:description", _literals(framework.purpose)),
            ("owl:versionInfo", _literals({UNDETERMINED: framework.version})),
            ("skos:hasTopConcept", ", ".join(iri(area.id) for area in framework.areas)),
        ],
    )
    for area in framework.areas:
        block(
            iri(area.id),
            [
                ("a", "skos:Concept"),
                ("skos:topConceptOf", scheme),
                ("skos:inScheme", scheme),
                ("skos:notation", f'"{area.id.translate(_ESCAPES)}"'),
                ("skos:prefLabel", _literals(area.label)),
                ("skos:definition", _literals(area.definition)),
            ],
        )
        for item in area.competences:
            matches = [
                (f"skos:{match.relation}", f"<{match.uri}>")
                for match in framework.matches
                if match.competence == item.id and match.relation != "noMatch" and match.uri
                if not _NOT_IN_IRI.search(match.uri)
            ]
            examples = ", ".join(_literals(indicator.text) for indicator in item.indicators)
            block(
                iri(item.id),
                [
                    ("a", "skos:Concept"),
                    ("skos:inScheme", scheme),
                    ("skos:broader", iri(area.id)),
                    ("skos:notation", f'"{item.id.translate(_ESCAPES)}"'),
                    ("skos:prefLabel", _literals(item.label)),
                    ("skos:definition", _literals(item.definition)),
                    ("skos:example", examples),
                    ("skos:related", ", ".join(iri(other) for other in item.neighbours)),
                    *matches,
                ],
            )
    return "\n\n".join(blocks) + "\n"
