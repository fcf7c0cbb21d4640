"""One self-contained page: what was mapped, what was suggested, and what it must not be used for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from softskills.classify import Mapper
from softskills.classify.mapping import SUGGESTION_COLUMNS
from softskills.classify.persistence import package_version
from softskills.errors import InputError
from softskills.experiences.tables import require_experiences
from softskills.files import write_text
from softskills.framework import Framework
from softskills.report.templates import environment

_LEAST_GROUP = 5


@dataclass(frozen=True)
class Overview:
    """What :func:`overview` returns: shows itself in a notebook, and writes itself as one HTML file."""

    facts: dict[str, Any] = field(repr=False)

    def to_html(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the page: one file, no script, no outside address, light and dark."""
        return write_text(self._render("overview.html"), path, force=force)

    def _repr_html_(self) -> str:
        import html

        # A frame keeps the page's style from leaking into the notebook.
        return f'<iframe srcdoc="{html.escape(self._render("overview.html"))}" style="width:100%;height:36em;border:0" title="overview"></iframe>'

    def __str__(self) -> str:
        facts = self.facts
        lines = [
            f"{facts['stories']} stories, {facts['units']} meaning units with a suggestion: "
            f"{facts['suggested']} suggested, {facts['uncertain']} uncertain; {facts['empty']} stories without any"
            + (f", {facts['unmapped']} not mapped" if facts["unmapped"] else ""),
            "",
            "most often suggested or uncertain:",
        ]
        lines += [f"  {row['id']:<3} {row['label']:<62} {row['count']:>4}" for row in facts["most"]]
        return "\n".join(lines)

    def _render(self, template: str) -> str:
        return str(environment().get_template(template).render(self.facts))


def overview(
    suggestions: pd.DataFrame,
    experiences: pd.DataFrame,
    *,
    framework: Framework,
    mapper: Mapper | None = None,
    language: str = "en",
    examples: int = 7,
) -> Overview:
    """Make a page that shows a mapping at a glance.

    Parameters
    ----------
    suggestions : DataFrame
        As ``map`` returns it.
    experiences : DataFrame
        The stories that were mapped.
    framework : Framework
        The one they were mapped onto.
    mapper : Mapper, optional
        Named with its fingerprints at the end of the page.
    language : str
        Of the framework's labels.
    examples : int
        Stories shown with highlighted evidence, at most one per language first; only stories whose
        ``consent_scope`` is ``quotes``.

    Returns
    -------
    Overview
        ``print`` gives a short summary, ``to_html`` writes the page.

    Examples
    --------
    >>> import softskills as sk
    >>> exp = sk.datasets.load_partner_samples().head(3)
    >>> page = overview(sk.load_mapper().map(exp), exp, framework=sk.load_framework())
    >>> str(page).startswith("3 stories")
    True
    """
    require_experiences(experiences)
    lacking = set(SUGGESTION_COLUMNS[:12]) - set(suggestions.columns)
    if lacking:
        raise InputError(f"the suggestions have no column {sorted(lacking)[0]!r}; give what map() returned")
    problems = suggestions.attrs.get("problems", [])
    numbers = ["unit", "start", "end", "probability", "coverage"]
    ids = {"narrative_id": "str"}  # and numbers, where a table was read back as text
    suggestions = suggestions.astype(ids).assign(**{name: pd.to_numeric(suggestions[name]) for name in numbers})
    experiences = experiences.astype(ids)
    mapped = set(suggestions.loc[suggestions["competence"].fillna("") != "", "narrative_id"])
    hits = suggestions[suggestions["area"].fillna("") != ""]
    strange = sorted(set(hits["competence"]) - set(framework.ids))
    if strange:
        raise InputError(f"the suggestions name {strange[0]!r}, which framework {framework.id!r} does not have")
    per_competence = hits["competence"].value_counts()
    synthetic = experiences["synthetic"].astype("str").str.lower().eq("true") if "synthetic" in experiences else None
    return Overview(
        {
            "title": framework.title.get(language) or framework.title.get("en") or framework.id,
            "language": language,
            "stories": len(experiences),
            "units": len(hits[["narrative_id", "unit"]].drop_duplicates()),
            "suggested": int((hits["status"] == "suggested").sum()),
            "uncertain": int((hits["status"] == "uncertain").sum()),
            "empty": int((suggestions["status"] == "none").sum()),
            "unmapped": int((~experiences["narrative_id"].isin(mapped)).sum()),
            "synthetic": None if synthetic is None else int(synthetic.sum()),
            "probabilities": bool(suggestions["probability"].notna().any()),
            "least": _LEAST_GROUP,
            "most": [
                {"id": name, "label": framework.label(str(name), language), "count": int(count)}
                for name, count in per_competence.head(8).items()
            ],
            "heat": _heat_map(hits, experiences[experiences["narrative_id"].isin(mapped)], framework, language),
            "languages": _by_language(hits, suggestions, experiences),
            "examples": _examples(hits, experiences, framework, language, examples),
            "not_for": framework.not_for.get(language) or framework.not_for.get("en", ""),
            "problems": problems[:20],
            "versions": _versions(framework, mapper),
        }
    )


def _country_or_language(experiences: pd.DataFrame) -> str:
    return "country" if "country" in experiences else "language"


def _heat_map(hits: pd.DataFrame, experiences: pd.DataFrame, framework: Framework, language: str) -> dict[str, Any]:
    """Areas × countries: share of stories with a suggested or uncertain unit; small groups are not shown."""
    column = _country_or_language(experiences)
    if column not in experiences:
        return {"by": "", "groups": [], "rows": []}
    groups = experiences[column].astype("object").fillna("unknown").astype("str")
    sizes = groups.value_counts().sort_index()
    owner = dict(zip(experiences["narrative_id"], groups, strict=True))
    rows = []
    for area in framework.areas:
        seen = hits.loc[hits["area"] == area.id, "narrative_id"].drop_duplicates().map(owner).value_counts()
        cells = []
        for name, size in sizes.items():
            share = int(seen.get(name, 0)) / size if size >= _LEAST_GROUP else None
            # Text turns white where the cell is dark enough: contrast of at least 4.5 to 1 throughout.
            cells.append({"share": share, "dark": share is not None and share > 0.55})
        rows.append({"id": area.id, "label": framework.label(area.id, language), "cells": cells})
    return {"by": column, "groups": [{"name": name, "size": int(size)} for name, size in sizes.items()], "rows": rows}


def _by_language(hits: pd.DataFrame, suggestions: pd.DataFrame, experiences: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    told = suggestions.drop_duplicates("narrative_id").set_index("narrative_id")["language"]
    for code, stories in told.groupby(told):
        own = hits[hits["narrative_id"].isin(stories.index)]
        coverage = own["coverage"].mean()
        rows.append(
            {
                "language": code or "unknown",
                "stories": len(stories),
                "suggested": int((own["status"] == "suggested").sum()),
                "uncertain": int((own["status"] == "uncertain").sum()),
                "empty": len(stories) - own["narrative_id"].nunique(),
                "coverage": None if np.isnan(coverage) else float(coverage),
            }
        )
    return rows


def _examples(
    hits: pd.DataFrame, experiences: pd.DataFrame, framework: Framework, language: str, count: int
) -> list[dict[str, Any]]:
    """Stories that may be quoted, the ones with most suggestions first, one of each language before a second."""
    if "consent_scope" not in experiences:
        return []
    quotable = experiences[experiences["consent_scope"] == "quotes"]
    weight = hits[hits["status"] == "suggested"].groupby("narrative_id").size()
    quotable = quotable.assign(
        _weight=quotable["narrative_id"].map(weight).fillna(0), _length=quotable["text"].str.len().clip(lower=400)
    )
    quotable = quotable[quotable["narrative_id"].isin(hits["narrative_id"])]
    quotable = quotable.assign(_weight=quotable["_weight"] / quotable["_length"]).sort_values(
        "_weight", ascending=False, kind="stable"
    )
    if "language" in quotable:
        quotable = quotable.assign(_turn=quotable.groupby("language").cumcount()).sort_values(
            ["_turn", "language"], kind="stable"
        )
    return [
        {
            "id": story["narrative_id"],
            "country": _said(story.get("country")),
            "language": _said(story.get("language")),
            "parts": _marked(story["text"], hits[hits["narrative_id"] == story["narrative_id"]]),
            "names": [
                {"id": name, "label": framework.label(name, language)}
                for name in sorted(set(hits.loc[hits["narrative_id"] == story["narrative_id"], "competence"]))
            ],
        }
        for story in quotable.head(count).to_dict("records")
    ]


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def _marked(text: str, hits: pd.DataFrame) -> list[dict[str, Any]]:
    """The story in pieces; pieces with evidence carry the ids of their competences."""
    parts: list[dict[str, Any]] = []
    position = 0
    for span, group in hits.groupby(["start", "end"], sort=True):
        start, end = cast("tuple[int, int]", span)
        parts.append({"text": text[position:start], "ids": [], "sure": False})
        ids = [f"{row.competence}{'' if row.status == 'suggested' else '?'}" for row in group.itertuples()]
        parts.append({"text": text[start:end], "ids": ids, "sure": bool((group["status"] == "suggested").any())})
        position = end
    return [*parts, {"text": text[position:], "ids": [], "sure": False}]


def _versions(framework: Framework, mapper: Mapper | None) -> list[tuple[str, str]]:
    rows = [
        ("softskills", package_version()),
        ("framework", f"{framework.id} {framework.version}, fingerprint {framework.fingerprint}"),
    ]
    if mapper is not None:
        rows.append(("encoder", f"{mapper.encoder.name}, fingerprint {mapper.encoder.fingerprint}"))
        rows.append(("classifier", "trained head" if mapper.head is not None else "zero-shot (no probabilities)"))
    return rows
