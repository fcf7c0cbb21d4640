"""Sentences from stories that may be printed: with consent, from groups that are large enough, without names."""

from __future__ import annotations

import pandas as pd

from softskills.experiences import pseudonymise
from softskills.experiences.privacy import PLACEHOLDER
from softskills.report.counts import Counts
from softskills.report.protection import identifiers, mask

_SHORTEST, _LONGEST = 25, 320
_NUMBERED = r"\s*\d+[.)]\s"  # a point of a list says little by itself
COLUMNS = ["competence", "text", "language"]


def choose_quotes(
    seen: pd.DataFrame, experiences: pd.DataFrame, counts: Counts, *, language: str, most: int = 3
) -> pd.DataFrame:
    """Choose a few sentences for each competence.

    Parameters
    ----------
    seen : DataFrame
        As :func:`softskills.report.counts.read_seen` makes it.
    experiences : DataFrame
        The stories that were mapped; sentences are cut from them, never taken from the suggestions, which may be
        older than the pseudonyms.
    counts : Counts
        Of the same stories.
    language : str
        Of the report; a sentence in it comes first, then one of each other language.
    most : int
        For each competence.

    Returns
    -------
    DataFrame
        ``competence, text, language``. No story is quoted twice.

    Notes
    -----
    Printed are only sentences whose teller allowed quotations (``consent_scope``), whose country and language have as
    many persons as a group needs, and whose competence was seen with more than a few persons. Their country is not
    said; their language can be seen, and so that one person at least who speaks it has the competence: that is what
    she allowed. What the pseudonymiser still finds in them, and every id of a story or a person, is masked.
    """
    if "consent_scope" not in experiences or not len(seen):
        return pd.DataFrame(columns=COLUMNS)
    allowed = _allowed(experiences.assign(narrative_id=experiences["narrative_id"].astype("str")), counts)
    found = seen[seen["sure"] & (seen["competence"] != "")].merge(allowed, on="narrative_id")
    told = counts.competences.loc[counts.competences["persons"] > 0, "competence"]
    found = found[found["competence"].isin(told)]
    # Offsets hold only where the text is still the one that was mapped.
    cut = [
        text[int(start) : int(end)]
        for text, start, end in zip(found["text"], found["start"], found["end"], strict=True)
    ]
    found = found.assign(quote=pd.Series(cut, index=found.index, dtype="str"))
    found = found[(found["evidence"] == "") | (found["evidence"] == found["quote"].str.strip())]
    length = found["quote"].str.strip().str.len()
    found = found[length.between(_SHORTEST, _LONGEST) & ~found["quote"].str.match(_NUMBERED)]
    # A sentence reads better with nothing replaced.
    found = found.assign(whole=[PLACEHOLDER.search(quote) is None for quote in found["quote"]])
    found = found.sort_values(["decided", "whole", "probability"], ascending=False, kind="stable")
    chosen = _pick(found, counts.competences["competence"].tolist(), language, most)
    return _masked(chosen, experiences)


def _allowed(experiences: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    table = experiences[
        (experiences["consent_scope"] == "quotes") & experiences["text"].map(lambda t: isinstance(t, str))
    ]
    for column in ("country", "language"):
        if column in table:
            groups = counts.groups[counts.groups["column"] == column]
            large = set(groups.loc[groups["persons"] > 0, "group"])
            table = table[table[column].astype("object").fillna("").astype("str").str.strip().isin(large)]
    columns = [column for column in ("narrative_id", "text", "country", "language") if column in table]
    return table[columns].rename(columns={"language": "told_in"})


def _pick(found: pd.DataFrame, competences: list[str], language: str, most: int) -> pd.DataFrame:
    """The best sentence in the report's language, then the best of each other language; rare competences choose first."""
    told_in = found["told_in"].astype("object").fillna("").astype("str") if "told_in" in found else ""
    found = found.assign(told_in=told_in)
    used: set[str] = set()
    rows: list[pd.DataFrame] = []
    order = found["competence"].value_counts()
    for competence in sorted(set(found["competence"]) & set(competences), key=lambda name: (order[name], name)):
        own = found[found["competence"] == competence]
        own = own.iloc[
            (own["told_in"].str.split("-").str[0] != language.split("-", maxsplit=1)[0]).argsort(kind="stable")
        ]
        languages: set[str] = set()
        for position, row in enumerate(own[["narrative_id", "told_in"]].itertuples(index=False)):
            if row.narrative_id in used or row.told_in in languages or len(languages) == most:
                continue
            used.add(row.narrative_id)
            languages.add(row.told_in)
            rows.append(own.iloc[[position]])
    return pd.concat(rows) if rows else found.head(0)


def _masked(chosen: pd.DataFrame, experiences: pd.DataFrame) -> pd.DataFrame:
    if not len(chosen):
        return pd.DataFrame(columns=COLUMNS)
    stories = experiences[experiences["narrative_id"].astype("str").isin(set(chosen["narrative_id"]))]
    # Whole stories are searched: a name is told from a word by what stands around it.
    safe = pseudonymise(stories.assign(narrative_id=stories["narrative_id"].astype("str")))
    texts = safe.experiences.set_index("narrative_id")["text"]
    names = identifiers(experiences)
    rows = []
    columns = (chosen[name] for name in ("narrative_id", "start", "end", "competence", "told_in"))
    for story, first, last, competence, told_in in zip(*columns, strict=True):
        start, end = safe.to_pseudonymised(story, int(first), int(last))
        rows.append((competence, mask(str(texts[story])[start:end].strip(), names), told_in))
    return pd.DataFrame(rows, columns=COLUMNS)
