"""What changes in the suggestions when names, places and numbers become placeholders."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from softskills.classify.proportions import wilson
from softskills.experiences import pseudonymise, segment
from softskills.experiences.tables import require_experiences
from softskills.validate.robustness import Maps

COLUMNS = "language stories replaced units changed share low high note".split()
_LEAST_UNITS = 20


def changed_by_pseudonymising(mapper: Maps, experiences: pd.DataFrame) -> pd.DataFrame:
    """Map stories before and after :func:`softskills.pseudonymise`, and count the meaning units that fare otherwise.

    Parameters
    ----------
    mapper : Mapper or SkillClassifier
        Whatever has ``map``.
    experiences : DataFrame
        With ``narrative_id, text``, and ``language`` where known.

    Returns
    -------
    DataFrame
        One row for all languages (``all``) and one for each: ``language, stories, replaced`` (identifiers), ``units``
        (of the original stories), ``changed`` (units with another competence or status than before), ``share``, ``low,
        high``, ``note`` (why a share is empty: fewer than 20 units).

    Raises
    ------
    TableError
        If the table is unusable.

    Notes
    -----
    Suggestions on the pseudonymised text are brought back to the original by offsets, and belong to the unit that
    they overlap most; so a change of segmentation counts as a change. ``low, high``: Wilson, 95 %; it takes units for
    independent, which those of one story are not, and is too narrow therefore. A unit without a placeholder can
    change too, as its neighbours are its context.

    Examples
    --------
    >>> class Names:  # suggests A1 wherever Ali is
    ...     def map(self, experiences, *, evidence=True, progress=True):
    ...         seen = experiences["text"].str.contains("Ali")
    ...         return pd.DataFrame({"narrative_id": experiences["narrative_id"], "language": "nb", "start": 0,
    ...             "end": 5, "competence": "A1", "status": ["suggested" if one else "none" for one in seen]})
    >>> exp = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(20)], "text": "Min sønn Ali sov.", "language": "nb"})
    >>> changed_by_pseudonymising(Names(), exp)[["language", "replaced", "units", "changed"]].values.tolist()
    [['all', 20, 20, 20], ['nb', 20, 20, 20]]
    """
    require_experiences(experiences)
    hits = mapper.map(experiences, evidence=False, progress=False)
    known = hits.assign(narrative_id=hits["narrative_id"].astype("str")).groupby("narrative_id")["language"].first()
    stories = experiences.assign(narrative_id=experiences["narrative_id"].astype("str"))
    stories = stories[stories["narrative_id"].isin(known.index)].reset_index(drop=True)
    stories["language"] = stories["narrative_id"].map(known).fillna("").astype("str")
    safe = pseudonymise(stories)
    after = safe.original_offsets(mapper.map(safe.experiences, evidence=False, progress=False))
    units = segment(stories) if len(stories) else pd.DataFrame(columns=["narrative_id", "start", "end", "language"])
    spans = {str(name): list(zip(g["start"], g["end"], strict=True)) for name, g in units.groupby("narrative_id")}
    before, now = set(_shown(hits, spans)), set(_shown(after, spans))
    changed = {(name, unit) for name, unit, *_ in before ^ now}
    languages = stories.set_index("narrative_id")["language"]
    replaced = safe.audit["narrative_id"].map(languages)
    otherwise = pd.Series([languages[name] for name, _ in changed], dtype="object")
    rows = []
    for language in ["all", *sorted(languages.unique())]:
        told, gone, count, total = (
            len(column) if language == "all" else int((column == language).sum())
            for column in (languages, replaced, otherwise, units["language"])
        )
        low, high = wilson(count, total)
        few = total < _LEAST_UNITS
        share = (float("nan"),) * 3 if few else (count / total, float(low), float(high))
        note = f"fewer than {_LEAST_UNITS} units" if few else ""
        rows.append((language, told, gone, total, count, *share, note))
    return pd.DataFrame(rows, columns=COLUMNS)


def _shown(hits: pd.DataFrame, spans: dict[str, list[tuple[int, int]]]) -> Iterator[tuple[str, int, str, str]]:
    """Story, unit, competence and status of what a reader is shown."""
    shown = hits[hits["status"].isin(["suggested", "uncertain"]) & (hits["competence"].fillna("") != "")]
    columns = ["narrative_id", "start", "end", "competence", "status"]
    for name, start, end, competence, status in shown[columns].itertuples(index=False):
        units = spans.get(str(name), [])
        overlaps = [min(end, last) - max(start, first) for first, last in units]
        if overlaps:
            yield str(name), overlaps.index(max(overlaps)), competence, status
