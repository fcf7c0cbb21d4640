"""The framework report: what a project group, an expert panel or a municipality gets in its hands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from softskills.classify import Mapper
from softskills.errors import InputError, did_you_mean
from softskills.experiences.tables import is_synthetic, require_experiences
from softskills.framework import Framework
from softskills.report.chapters.competences import competences
from softskills.report.chapters.coverage import coverage as coverage_chapter
from softskills.report.chapters.facts import Facts
from softskills.report.chapters.framework import framework as framework_chapter
from softskills.report.chapters.front import front
from softskills.report.chapters.groups import groups
from softskills.report.chapters.limits import limits
from softskills.report.chapters.organisations import organisations
from softskills.report.chapters.purpose import purpose
from softskills.report.chapters.reproducibility import reproducibility
from softskills.report.chapters.sample import sample
from softskills.report.chapters.sharing import sharing
from softskills.report.chapters.sheets import sheets
from softskills.report.chapters.trust import trust
from softskills.report.counts import GROUPED, protect, read_seen
from softskills.report.document import Block, Document, Handed, Paragraph
from softskills.report.formats import day
from softskills.report.protection import identifiers, mask, require_base, require_pseudonymised
from softskills.report.quotes import COLUMNS as QUOTE_COLUMNS
from softskills.report.quotes import choose_quotes
from softskills.report.wording import say
from softskills.report.workbook import Sheet, write_workbook

PARTS: dict[str, Callable[[Facts], list[Block]]] = {
    "purpose": purpose,
    "sample": sample,
    "framework": framework_chapter,
    "competences": competences,
    "groups": groups,
    "organisations": organisations,
    "coverage": coverage_chapter,
    "trust": trust,
    "sharing": sharing,
    "limits": limits,
    "reproducibility": reproducibility,
}


@dataclass(frozen=True, eq=False)
class FrameworkReport(Handed):
    """What :func:`framework_report` returns: shows itself in a notebook, and writes itself in five formats.

    Attributes
    ----------
    document : Document
        Its blocks, for who wants to build on them.
    """

    document: Document = field(repr=False)
    _sheets: tuple[Sheet, ...] = field(repr=False)
    _about: tuple[str, ...] = field(repr=False)

    def to_markdown(self, path: str | Path, *, force: bool = False) -> Path:
        """Write Markdown; a figure is told by its alt text."""
        return self.document.to_markdown(path, force=force)

    def to_xlsx(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the tables behind the report, one sheet each: the same rounded numbers, nothing finer."""
        return write_workbook(self._sheets, path, title=self.document.title, about=self._about, force=force)


def framework_report(
    framework: Framework,
    suggestions: pd.DataFrame,
    *,
    experiences: pd.DataFrame | None = None,
    validation: Any = None,
    agreement: pd.DataFrame | None = None,
    coverage: Any = None,
    dif: pd.DataFrame | None = None,
    classifier: Any = None,
    language: str = "nb",
    min_group: int = 5,
    parts: Iterable[str] | None = None,
    merge_small: bool = False,
    count_uncertain: bool = False,
    unpseudonymised: str = "",
) -> FrameworkReport:
    """Make the report on a framework and a sample: for readers who have never seen a notebook.

    Parameters
    ----------
    framework : Framework
        The one the stories were mapped onto.
    suggestions : DataFrame
        As ``map`` returns it, or with people's decisions (``decision``, ``changed_to``): what was rejected does not
        count, what was accepted does.
    experiences : DataFrame, optional
        The stories that were mapped. Without them there are no quotations and no tables by group.
    validation : Validation, optional
        As :func:`softskills.validate` returns it.
    agreement : DataFrame, optional
        As :func:`softskills.agreement` returns it.
    coverage : Coverage, optional
        As :func:`softskills.coverage` returns it. Its texts are not printed.
    dif : DataFrame, optional
        As :func:`softskills.dif` returns it.
    classifier : SkillClassifier or Mapper, optional
        Named with fingerprints and thresholds.
    language : str
        One of ``en, nb, es, it, fr, sk, pl``.
    min_group : int
        Groups of fewer persons are not shown, and every count is rounded to a multiple of it; 3 or more.
    parts : iterable of str, optional
        Chapters, in any order: ``purpose, sample, framework, competences, groups, organisations, coverage, trust,
        sharing, limits, reproducibility``; all where None. The first page is always there.
    merge_small : bool
        Show small groups together as "other", where that is large enough. Themes and organisations always are.
    count_uncertain : bool
        Count ``uncertain`` suggestions as seen too; the first page says so.
    unpseudonymised : str
        ``"I know what I do"`` lets real texts in that were not pseudonymised. The report says so on its first page.

    Returns
    -------
    FrameworkReport
        With ``to_html, to_docx, to_pdf, to_markdown, to_xlsx``.

    Raises
    ------
    InputError
        Real texts that are not pseudonymised; a sample of fewer than ``min_group`` persons; suggestions of stories or
        competences that nobody knows; an unknown language or part.

    Notes
    -----
    A person is a ``participant``; a story without one counts as a person. All counts are rounded to the nearest
    multiple of ``min_group`` and shares are taken from rounded counts, in every format. A number whose printing would
    let a small group be worked out from the others is withheld (:mod:`softskills.report.protection`). That holds
    within one report: do not hand over two reports on the same people with different settings.

    Examples
    --------
    >>> import softskills as sk
    >>> exp = sk.datasets.load_partner_samples().head(20)
    >>> rows = [(story, 1, 0, 30, "A1", "suggested") for story in exp["narrative_id"]]
    >>> hits = pd.DataFrame(rows, columns=["narrative_id", "unit", "start", "end", "competence", "status"])
    >>> report = framework_report(sk.load_framework(), hits, experiences=exp, language="en", parts=["sample"])
    >>> "All the stories in this report are synthetic" in report.document.markdown()
    True
    """
    base = require_base(min_group)
    chosen = _chosen(parts)
    title = say("report", "title", language=language, framework=_title(framework, language))
    seen, zero_shot = _seen(suggestions, framework)
    certain = seen
    if count_uncertain:
        seen = seen.assign(sure=seen["competence"] != "")
    bare = False
    if experiences is None:
        stories = pd.DataFrame({"narrative_id": seen["narrative_id"].unique()})
    else:
        bare = require_pseudonymised(require_experiences(experiences), unpseudonymised)
        stories = _prepared(experiences, suggestions, seen)
    counts = protect(seen, stories, competences=framework.ids, base=base, merge_small=merge_small)
    quotes = pd.DataFrame(columns=QUOTE_COLUMNS)
    if experiences is not None and "competences" in chosen:
        quotes = choose_quotes(certain, stories, counts, language=language)
    settings: dict[str, object] = {"language": language, "min_group": base}
    settings |= {"parts": list(chosen)} if parts is not None else {}
    settings |= {"merge_small": True} if merge_small else {}
    settings |= {"count_uncertain": True} if count_uncertain else {}
    settings |= {"unpseudonymised": unpseudonymised} if bare else {}
    facts = Facts(
        framework=framework,
        language=language,
        counts=counts,
        quotes=quotes,
        synthetic="unknown" if experiences is None else _how_synthetic(stories),
        with_stories=experiences is not None,
        unpseudonymised=bare,
        zero_shot=zero_shot,
        uncertain_too=count_uncertain and not zero_shot,
        validation=validation,
        notes=_notes(validation, stories),
        agreement=agreement,
        coverage=coverage,
        dif=dif,
        mapper=_mapper(classifier),
        settings=settings,
        made_on=day(date.today(), language=language),
    )
    first = front(facts)
    chapters = {part: PARTS[part](facts) for part in chosen}
    document = Document(
        title,
        language,
        tuple(first) + tuple(block for blocks in chapters.values() for block in blocks),
        subject=say("report", "subject", language=language),
    )
    about = tuple(block.text for block in first if isinstance(block, Paragraph))
    return FrameworkReport(document, tuple(sheets(facts, chapters)), about)


def _chosen(parts: Iterable[str] | None) -> tuple[str, ...]:
    if parts is None:
        return tuple(PARTS)
    wanted = [parts] if isinstance(parts, str) else list(parts)
    for part in wanted:
        if part not in PARTS:
            raise InputError(f"no part {part!r}{did_you_mean(str(part), PARTS)}; there is {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in wanted)


def _title(framework: Framework, language: str) -> str:
    code = language.split("-", maxsplit=1)[0].lower()
    return framework.title.get(code) or framework.title.get(framework.default_language) or framework.id


def _seen(suggestions: pd.DataFrame, framework: Framework) -> tuple[pd.DataFrame, bool]:
    """What was seen; and whether it is by likeness of wording only, where "uncertain" is all there is."""
    seen = read_seen(suggestions)
    strange = sorted(set(seen["competence"]) - {"", *framework.ids})
    if strange:
        raise InputError(f"the suggestions name {strange[0]!r}, which framework {framework.id!r} does not have")
    if not len(seen):
        raise InputError("the suggestions hold no story that was mapped; give what map() returned")
    zero_shot = not seen["sure"].any() and seen["probability"].isna().all() and bool((seen["competence"] != "").any())
    return (seen.assign(sure=seen["competence"] != ""), True) if zero_shot else (seen, False)


def _prepared(experiences: pd.DataFrame, suggestions: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The stories with ids as text, languages filled in, and no id of a story or person in the name of a group."""
    stories = experiences.assign(narrative_id=experiences["narrative_id"].astype("str")).reset_index(drop=True)
    unknown = seen.loc[~seen["narrative_id"].isin(set(stories["narrative_id"])), "narrative_id"]
    if len(unknown):
        raise InputError(
            f"{unknown.nunique()} stories of the suggestions are not among the experiences (the first: "
            f"{unknown.iloc[0]!r}); give the table that was mapped"
        )
    if "language" in suggestions:
        told = dict(zip(suggestions["narrative_id"].astype("str"), suggestions["language"], strict=True))
        found = stories["narrative_id"].map(told)
        declared = stories.get("language", found)
        stories["language"] = declared.where(declared.notna(), found)
    names = identifiers(stories)
    for column in (name for name in GROUPED if name in stories):
        values = {value: mask(str(value), names) for value in stories[column].dropna().unique()}
        stories[column] = stories[column].astype("object").map(values)
    return stories


def _how_synthetic(stories: pd.DataFrame) -> str:
    synthetic = is_synthetic(stories)
    return "all" if synthetic.all() else "some" if synthetic.any() else "none"


def _notes(validation: Any, stories: pd.DataFrame) -> tuple[str, ...]:
    """What the validation says of itself; a sentence with a number in it may count persons, and is left out."""
    notes = [str(note) for note in getattr(validation, "notes", ())]
    return tuple(mask(note, identifiers(stories)) for note in notes if not any(sign.isdigit() for sign in note))


def _mapper(classifier: Any) -> Mapper | None:
    if classifier is None or isinstance(classifier, Mapper):
        return classifier
    mapper = getattr(classifier, "mapper_", None)
    if not isinstance(mapper, Mapper):
        raise InputError("classifier: give what load_classifier() or load_mapper() returned")
    return mapper
