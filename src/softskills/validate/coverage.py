"""Does the framework cover what people tell: nothing, one competence, several; what is rare; what it misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify import Mapper
from softskills.classify.features import as_units
from softskills.classify.proportions import wilson
from softskills.errors import InputError
from softskills.experiences.codings import NONE
from softskills.framework import Framework
from softskills.validate.evidence import Evidence, read_evidence
from softskills.validate.missed import LEAST_UNITS, missed
from softskills.validate.models import mapper_of
from softskills.validate.saturation import saturation

if TYPE_CHECKING:
    from softskills.classify.classifier import SkillClassifier

Flags = NDArray[np.bool_]
LEAST_STORIES = 5
_SHARES = "group units none one several stories stories_none entropy note".split()


@dataclass(frozen=True)
class Coverage:
    """What :func:`coverage` found.

    Attributes
    ----------
    shares : DataFrame
        Per group: ``units``, shares of them with ``none, one, several`` competences; ``stories``, share of them with
        none (``stories_none``); ``entropy`` of the competences' units, 1 where all are equally frequent; ``note``.
    competences : DataFrame
        Per group and competence: ``stories`` of the group, ``seen`` in how many, ``share, low, high``, ``units``,
        ``note``.
    rare : DataFrame
        Competences in few stories: ``competence, units, stories, note``.
    saturation : DataFrame
        See :func:`softskills.validate.saturation.saturation`.
    missed : DataFrame
        See :func:`softskills.validate.missed.missed`.
    notes : tuple of str
        What was left out or not run, and why.
    """

    shares: pd.DataFrame
    competences: pd.DataFrame
    rare: pd.DataFrame
    saturation: pd.DataFrame
    missed: pd.DataFrame
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        rare = ", ".join(f"{row.competence} ({row.stories})" for row in self.rare.itertuples()) or "none"
        parts = [self.shares.round(2).to_string(index=False), f"rare competences (stories): {rare}", *self.notes]
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        import html

        tables = (("Shares", self.shares), ("Rare competences", self.rare), ("Not covered", self.missed))
        parts = [f"<p><b>{name}</b></p>{table.round(2).to_html(index=False)}" for name, table in tables]
        return "".join(parts) + "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)


def coverage(
    found: pd.DataFrame,
    experiences: pd.DataFrame,
    *,
    by: str | None = None,
    framework: Framework | None = None,
    mapper: Mapper | SkillClassifier | None = None,
    uncertain: bool = False,
    rare: int = 3,
    evidence: bool = False,
    seed: int = 0,
) -> Coverage:
    r"""How far the competences of a framework cover what was told.

    Parameters
    ----------
    found : DataFrame
        Codings or suggestions; which count, see :func:`softskills.validate.evidence.read_evidence`.
    experiences : DataFrame
        The stories, as they were when they were coded or mapped.
    by : str, optional
        A column of the experiences, such as ``country``.
    framework : Framework, optional
        Says which competences there are; the mapper's where omitted, else only those that occur are known.
    mapper : Mapper or SkillClassifier, optional
        Reads the units that show nothing, to group them (``missed``).
    uncertain : bool
        Count ``uncertain`` suggestions too; without a trained head there are no others.
    rare : int
        A competence in fewer stories is rare.
    evidence : bool
        Write the sentences in ``missed`` of stories whose ``consent_scope`` is not ``quotes`` as well: for reading them
        inside the project, not for handing on.
    seed : int
        Of the orders that are drawn.

    Returns
    -------
    Coverage
        Its tables. Figures of groups with fewer than five stories are NaN.

    Raises
    ------
    TableError
        Tables that do not fit each other.

    Notes
    -----
    ``entropy``: Shannon's, divided by its greatest, :math:`-\sum p_k \ln p_k / \ln K`, :math:`p_k` the competence's
    share of all that was found, K all competences of the framework. It is too low with few units (Miller 1955).
    Intervals are Wilson's over stories: too narrow where one person told several. Suggestions miss things, so that
    their ``none`` says as much about the classifier as about the framework: use codings where there are any. There is
    no threshold for a good coverage; most sentences of a story show no competence, and that is as it should be.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": list("abcde"), "text": "I cooked. I slept."})
    >>> rows = [(story, unit, 10 * unit - 10, 9 * unit, "x", "NONE" if unit == 2 else "A1") for story in "abcde" for unit in (1, 2)]
    >>> codings = pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "coder", "competence"])
    >>> coverage(codings, exp).shares.drop(columns=["entropy", "note"]).values.tolist()
    [['all', 10, 0.5, 0.5, 0.0, 5, 0.0]]
    """
    if rare < 1:
        raise InputError(
            f"rare is {rare}; give the number of stories from which on a competence is not rare, such as 3"
        )
    reader = None if mapper is None else mapper_of(mapper)
    framework = framework if framework is not None or reader is None else reader.framework
    seen = read_evidence(found, experiences, framework=framework, uncertain=uncertain)
    notes = list(seen.notes)
    if framework is None:
        notes.append("no framework given: a competence that was never found is not known, and not counted")
    told = seen.by_story
    codes = [
        (name, code) for name, row in zip(told.index, told.to_numpy() > 0, strict=True) for code in told.columns[row]
    ]
    codes += [(name, NONE) for name in told.index]
    curve = saturation(pd.DataFrame(codes, columns=["narrative_id", "competence"]), seed=seed)
    if curve["note"].iloc[0]:
        notes.append(f"saturation {curve['note'].iloc[0]}")
    gaps, why = _missed(seen, reader, evidence, seed)
    return Coverage(_shares(seen, by), _by_competence(seen, by), _rare(told, rare), curve, gaps, (*notes, *why))


def _shares(seen: Evidence, by: str | None) -> pd.DataFrame:
    counts = seen.Y.sum(axis=1).to_numpy()
    owners = seen.units["narrative_id"]
    empty = (seen.by_story.sum(axis=1) == 0).to_numpy()
    rows = []
    for group, chosen in seen.groups(by):
        own = owners.isin(seen.stories["narrative_id"][chosen]).to_numpy()
        row: dict[str, object] = {"group": group, "units": int(own.sum()), "stories": int(chosen.sum())}
        if chosen.sum() < LEAST_STORIES:
            rows.append(row | {"note": _few(int(chosen.sum()))})
            continue
        each = {"none": counts == 0, "one": counts == 1, "several": counts > 1}
        row |= {name: float(which[own].mean()) for name, which in each.items()}
        row |= {"stories_none": float(empty[chosen].mean()), "entropy": _entropy(seen.Y.to_numpy()[own].sum(axis=0))}
        rows.append(row | {"note": "" if seen.Y.to_numpy()[own].any() else "no competence was found"})
    return pd.DataFrame(rows, columns=_SHARES)


def _few(stories: int) -> str:
    return f"only {stories} stories; at least {LEAST_STORIES} are needed"


def _entropy(counts: NDArray[np.int64]) -> float:
    if len(counts) < 2 or not counts.any():
        return float("nan")
    shares = counts[counts > 0] / counts.sum()
    return abs(float(-(shares * np.log(shares)).sum() / np.log(len(counts))))


def _by_competence(seen: Evidence, by: str | None) -> pd.DataFrame:
    told = seen.by_story.to_numpy()
    tables = []
    for group, chosen in seen.groups(by):
        stories, hits = int(chosen.sum()), (told[chosen] > 0).sum(axis=0)
        table = pd.DataFrame({"group": group, "competence": seen.Y.columns, "stories": stories, "seen": hits})
        low, high = wilson(hits, stories)
        table = table.assign(share=hits / stories, low=low, high=high, units=told[chosen].sum(axis=0), note="")
        if stories < LEAST_STORIES:
            table[["share", "low", "high"]] = np.nan
            table["note"] = _few(stories)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _rare(told: pd.DataFrame, least: int) -> pd.DataFrame:
    stories = (told > 0).sum()
    table = pd.DataFrame({"competence": told.columns, "units": told.sum().to_numpy(), "stories": stories.to_numpy()})
    table["note"] = np.where(table["stories"] == 0, "never seen", f"in fewer than {least} stories")
    return table[table["stories"] < least].sort_values("stories", kind="stable", ignore_index=True)


def _missed(seen: Evidence, mapper: Mapper | None, evidence: bool, seed: int) -> tuple[pd.DataFrame, tuple[str, ...]]:
    bare = seen.units[(seen.Y.sum(axis=1) == 0).to_numpy()].reset_index(drop=True)
    nothing = missed(bare.head(0), np.zeros((0, 1)))
    if mapper is None:
        return nothing, ("not run: groups of uncovered units (missed) need a mapper",)
    bare["language"] = as_units(bare)["language"]
    served = {code: not np.isnan(mapper.encoder.coverage(["x"], [code])[0]) for code in set(bare["language"])}
    bare = bare[bare["language"].map(served).astype(bool)].reset_index(drop=True)
    if len(bare) < LEAST_UNITS:
        few = f"{len(bare)} units, at least {LEAST_UNITS} are needed"
        return nothing, (f"not run: groups of uncovered units (missed): {few}",)
    alone = bare.assign(narrative_id=[str(i) for i in range(len(bare))], unit=1)  # each read by itself
    table = missed(bare, mapper.vectors(alone), seed=seed)
    if not len(table):
        return table, ("no group of uncovered units is in three stories",)
    scope = seen.stories.set_index("narrative_id").reindex(columns=["consent_scope"])["consent_scope"]
    hidden = table["narrative_id"].map(scope) != "quotes"
    if evidence or not hidden.any():
        return table, ()
    table["text"] = table["text"].where(~hidden, "")
    said = f"{int(hidden.sum())} sentences in missed are left out: consent covers analysis, not quotes"
    return table, (f"{said}; evidence=True shows them, for reading inside the project",)
