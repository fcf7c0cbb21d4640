"""The portrait: a person's own sentences, grouped by what they may show, for that person to decide about."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from softskills.errors import InputError, LanguageError, did_you_mean
from softskills.experiences.codings import NONE
from softskills.experiences.tables import require_experiences
from softskills.framework import Framework, load_framework
from softskills.framework.model import in_language
from softskills.report.document import Block, Document, Fields, Handed, Heading, Paragraph, Quote
from softskills.report.wording import LANGUAGES, say

_NEEDED = ("narrative_id", "start", "end", "language", "competence", "status")
_WORDS = 3  # for a CV, per competence
_SHOWN = ("suggested", "uncertain")
# Relations of the crosswalk in the order in which their words fit; a related concept is another thing.
_FITTING = ("exactMatch", "closeMatch", "narrowMatch", "broadMatch")


@dataclass(frozen=True)
class Portrait(Handed):
    """What :func:`portrait` returns: shows itself in a notebook, and writes itself for the person."""

    language: str
    document: Document


def portrait(
    suggestions: pd.DataFrame,
    experiences: pd.DataFrame,
    *,
    participant: str,
    language: str = "",
    framework: Framework | None = None,
    sentences: int = 3,
) -> Portrait:
    """Make a paper for one person: what her own words may show, for her to confirm, cross out and add to.

    Parameters
    ----------
    suggestions : DataFrame
        As ``map`` gives it; where people have decided, what they rejected is left out.
    experiences : DataFrame
        The stories that were mapped, with the column ``participant``.
    participant : str
        Whose portrait; it does not stand in the document.
    language : str, optional
        One of ``en, nb, es, it, fr, sk, pl``; that of her stories where empty.
    framework : Framework, optional
        With which they were mapped; the packaged draft where omitted.
    sentences : int
        Shown per competence, at most; that there are more is said.

    Returns
    -------
    Portrait
        Her sentences, whole and in the order of her story, by competence in the order of the framework; words of
        ESCO for a CV; room to write. No score, no rank, no comparison, no probability. Of what the program was unsure
        (``uncertain``), the line below the sentence says so.

    Raises
    ------
    InputError
        An unknown participant; nothing of hers was mapped; another framework; a missing column.
    LanguageError
        No language given, and none of her stories is in one in which portraits are written.

    Notes
    -----
    It belongs to the person and must not be demanded by anyone; see the framework's ``not_for``. It needs no consent
    to quotes, because she is shown her own words; to give it to anybody else needs hers.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "participant": ["p1"], "text": ["I kept the accounts."]})
    >>> hit = {"narrative_id": "a", "start": 0, "end": 20, "language": "en", "competence": "A2", "status": "suggested"}
    >>> made = portrait(pd.DataFrame([hit]), exp, participant="p1", language="nb")
    >>> made.document.title
    'Det dine egne ord viser'
    """
    framework = load_framework() if framework is None else framework
    stories = _stories(experiences, participant)
    lines = _lines(suggestions, stories, framework)
    language = language or _own_language(stories, lines)
    blocks = _blocks(lines, framework, language, sentences, synthetic=_all_synthetic(stories))
    title, subject = (say("portrait", key, language=language) for key in ("title", "subject"))
    return Portrait(language, Document(title, language, list(blocks), subject=subject, contents=False))


def _stories(experiences: pd.DataFrame, participant: str) -> pd.DataFrame:
    require_experiences(experiences)
    if "participant" not in experiences:
        raise InputError("the experiences have no column 'participant', so nobody's stories can be told apart; add it")
    told_by = experiences["participant"].astype("str")
    stories = experiences[told_by == str(participant)]
    if stories.empty:
        hint = did_you_mean(str(participant), told_by.dropna().unique())
        raise InputError(f"no story of participant {participant!r}{hint}; see the column 'participant'")
    return stories


def _lines(suggestions: pd.DataFrame, stories: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Her suggestions in the order of her stories, with the sentence; what was rejected is left out."""
    lacking = [name for name in _NEEDED if name not in suggestions.columns]
    if lacking:
        raise InputError(f"the suggestions have no column {lacking[0]!r}; give what map() returned")
    order = {str(name): place for place, name in enumerate(stories["narrative_id"])}
    own = suggestions[suggestions["narrative_id"].astype("str").isin(order)]
    if own.empty:
        raise InputError(f"none of the {len(stories)} stories of this participant was mapped; map them first")
    own = _decided(own[own["status"].isin(_SHOWN)])
    strange = sorted(set(own["competence"].astype("str")) - set(framework.ids))
    if strange:
        raise InputError(
            f"the suggestions name {strange[0]!r}, which framework {framework.id!r} does not have; "
            "give the framework they were mapped with (framework=)"
        )
    texts = stories.set_index(stories["narrative_id"].astype("str"))["text"]
    told = own["narrative_id"].astype("str").map(order)
    own = own.assign(start=pd.to_numeric(own["start"]), end=pd.to_numeric(own["end"]))  # read back as text, maybe
    found = own.assign(sentence=[_sentence(row, texts) for row in own.to_dict("records")], told=told)
    found = found.drop_duplicates(["told", "start", "end", "competence"])
    return found.sort_values(["told", "start"], kind="stable", ignore_index=True)


def _decided(own: pd.DataFrame) -> pd.DataFrame:
    """What people decided holds: rejected is gone, accepted is certain, changed is what they put in its place."""
    decision = own["decision"].fillna("").astype("str") if "decision" in own else pd.Series("", index=own.index)
    other = own["changed_to"] if "changed_to" in own else pd.Series(pd.NA, index=own.index, dtype="str")
    changed = (decision == "changed") & other.notna() & (other != NONE)
    own = own.assign(
        competence=own["competence"].where(~changed, other),
        certain=(own["status"] == "suggested") | (decision == "accepted") | changed,
    )
    return own[decision.isin(["", "accepted"]) | changed]


def _sentence(row: dict[Hashable, Any], texts: pd.Series) -> str:
    """The evidence where the suggestions carry it (they may be of a pseudonymised story), else cut from the story."""
    evidence = row.get("evidence")
    if isinstance(evidence, str) and evidence.strip():
        return evidence.strip()
    return str(texts[str(row["narrative_id"])])[int(row["start"]) : int(row["end"])].strip()


def _own_language(stories: pd.DataFrame, lines: pd.DataFrame) -> str:
    """The language that most of her sentences are in; written Norwegian of both kinds is answered in Bokmål."""
    column = lines["language"] if len(lines) else stories.get("language", pd.Series(dtype="str"))
    codes = [str(code).split("-", maxsplit=1)[0] for code in column.dropna()]
    codes = ["nb" if code in {"nn", "no"} else code for code in codes]
    known = [code for code in codes if code in LANGUAGES]
    if not known:
        named = ", ".join(sorted(set(codes))) or "no language that is named"
        raise LanguageError(
            f"these stories are in {named}; portraits are written in {', '.join(LANGUAGES)}: give one (language=)"
        )
    return max(dict.fromkeys(known), key=known.count)


def _all_synthetic(stories: pd.DataFrame) -> bool:
    if "synthetic" not in stories:
        return False
    return bool((stories["synthetic"].astype("str").str.lower() == "true").all())


def _blocks(
    lines: pd.DataFrame, framework: Framework, language: str, sentences: int, *, synthetic: bool
) -> Iterator[Block]:
    def tell(key: str) -> str:
        return say("portrait", key, language=language)

    if synthetic:
        yield Paragraph(tell("synthetic"), "note")
    yield Paragraph(tell("yours"), "warning")
    yield Paragraph(tell("what"))
    yield Fields([tell("name")])
    yield Heading(1, tell("found"))
    if lines.empty:
        yield Paragraph(tell("nothing"))
    for competence in framework:
        own = lines[lines["competence"] == competence.id]
        if own.empty:
            continue
        yield Heading(2, _capital(framework.label(competence.id, language)))
        yield Paragraph(str(in_language(competence.definition, language, framework.default_language)))
        for row in _clearest(own, sentences).itertuples():
            yield Quote(str(row.sentence), str(row.language), tell("line" if row.certain else "unsure"))
        if len(own) > sentences:
            yield Paragraph(tell("more"), "small")
        words = _words_for_cv(framework, competence.id)
        if words:
            yield Paragraph(tell("cv"), "small")
            yield Paragraph(" · ".join(words), "small", language="en")
        yield Fields([tell("add")])
    yield Heading(1, tell("missing"))
    yield Paragraph(tell("missing_text"))
    yield Fields(["", "", ""])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _clearest(own: pd.DataFrame, sentences: int) -> pd.DataFrame:
    """The sentences to show, in the order in which they were told: what is certain first, then by probability."""
    if len(own) <= sentences or "probability" not in own:
        return own.head(sentences)
    clear = own["certain"].astype("float64") + pd.to_numeric(own["probability"], errors="coerce").fillna(0)
    return own.loc[sorted(clear.nlargest(sentences).index)]


def _words_for_cv(framework: Framework, competence: str) -> list[str]:
    """What ESCO calls it: transversal skills, or skills of care occupations where there are none; in English."""
    for scheme in ("ESCO", "ESCO-care"):
        found = [
            match
            for match in framework.matches
            if match.competence == competence and match.scheme == scheme and match.relation in _FITTING and match.label
        ]
        if found:
            found.sort(key=lambda match: _FITTING.index(match.relation))
            return [match.label for match in found[:_WORDS]]
    return []
