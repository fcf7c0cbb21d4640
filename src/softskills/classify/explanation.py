"""One text with its evidence highlighted, as escaped HTML and as plain text."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any, cast

import pandas as pd

from softskills.framework import Framework


@dataclass(frozen=True)
class Explanation:
    """What :meth:`Mapper.explain` returns.

    Attributes
    ----------
    text : str
    units, suggestions : DataFrame
    """

    text: str = field(repr=False)
    units: pd.DataFrame = field(repr=False)
    suggestions: pd.DataFrame = field(repr=False)
    near: list[dict[str, Any]] = field(repr=False)
    framework: Framework = field(repr=False)
    calibrated: bool = field(repr=False)
    problems: list[dict[str, Any]] = field(repr=False)

    def _units(self) -> list[dict[str, Any]]:
        """Each unit with its suggestions and what was near."""
        rows: list[dict[str, Any]] = []
        for i, unit in enumerate(cast("list[dict[str, Any]]", self.units.to_dict("records"))):
            own = self.suggestions[self.suggestions["unit"].eq(unit["unit"]).fillna(False)]
            near = self.near[i] if i < len(self.near) else {"alternatives": [], "wording": ""}
            rows.append({**unit, "hits": own.to_dict("records"), **near})
        return rows

    def _name(self, competence: str) -> str:
        return f"{competence} {self.framework.label(competence, 'en')}"

    def _figure(self, value: float) -> str:
        return f"p = {value:.2f}" if self.calibrated else f"similarity {value:.2f}"

    def __str__(self) -> str:
        lines = [f"problem: {item['problem']}" for item in self.problems]
        for unit in self._units():
            lines.append(f"{unit['unit']:>3}  {unit['text']}")
            for hit in unit["hits"]:
                value = hit["probability"] if self.calibrated else hit["similarity"]
                lines.append(f"     → {self._name(hit['competence'])}  [{hit['status']}, {self._figure(value)}]")
            if unit["alternatives"]:
                others = "; ".join(f"{name} {value:.2f}" for name, value in unit["alternatives"])
                lines.append(f"     near: {others}; nearest wording: {unit['wording']}")
        return "\n".join(lines) or "no text"

    def _repr_html_(self) -> str:
        """Highlighted evidence for the notebook; everything that was told is escaped."""
        language = html.escape(str(self.suggestions["language"].iloc[0]) if len(self.suggestions) else "")
        parts = [f"<p><b>{html.escape(item['problem'])}</b></p>" for item in self.problems]
        parts.append(f'<div lang="{language}" style="line-height:1.8">')
        position = 0
        for unit in self._units():
            parts.append(html.escape(self.text[position : unit["start"]]).replace("\n", "<br>"))
            said = html.escape(unit["text"])
            if unit["hits"]:
                sure = any(hit["status"] == "suggested" for hit in unit["hits"])
                line = "solid" if sure else "dotted"
                names = ", ".join(
                    html.escape(hit["competence"]) + ("" if hit["status"] == "suggested" else "?")
                    for hit in unit["hits"]
                )
                title = html.escape("; ".join(self._name(hit["competence"]) for hit in unit["hits"]))
                said = (
                    f'<mark title="{title}" style="background:#56b4e933;color:inherit;border-bottom:2px {line} #0072b2">'
                    f"{said}</mark><sup lang='en'>{names}</sup>"
                )
            parts.append(said)
            position = unit["end"]
        parts.append(html.escape(self.text[position:]) + "</div>")
        rows = "".join(
            f"<tr><td>{unit['unit']}</td><td>{html.escape(self._name(name))}</td><td>{self._figure(value)}</td>"
            f"<td>{html.escape(unit['wording']) if rank == 0 else ''}</td></tr>"
            for unit in self._units()
            for rank, (name, value) in enumerate(unit["alternatives"])
        )
        parts.append(
            "<details><summary>What else was near</summary><table><thead><tr><th>unit</th><th>competence</th>"
            f"<th></th><th>nearest wording</th></tr></thead><tbody>{rows}</tbody></table></details>"
        )
        return "".join(parts)
