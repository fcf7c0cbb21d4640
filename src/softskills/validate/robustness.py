"""What changes in the suggestions when a text is spoiled a little; for pairs of texts see :mod:`softskills.validate.pairs`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify.proportions import wilson
from softskills.errors import InputError
from softskills.experiences import segment
from softskills.experiences.tables import require_experiences, who_told
from softskills.validate.coefficients import LEAST_PERSONS, LEAST_UNITS
from softskills.validate.perturb import CHANGES, perturb

Floats = NDArray[np.float64]
Decisions = set[tuple[str, str]]

ROBUSTNESS_COLUMNS = "change language units persons decisions flipped low high note".split()


class Maps(Protocol):
    """Anything that maps stories: a Mapper, a SkillClassifier, or one's own."""

    def map(self, experiences: pd.DataFrame, *, evidence: bool = True, progress: bool = True) -> pd.DataFrame:
        """Suggestions of stories."""


def robustness(
    mapper: Maps,
    experiences: pd.DataFrame,
    *,
    changes: Sequence[str] = CHANGES,
    uncertain: bool = True,
    share: float = 0.1,
    resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    """Share of decisions that flip when stories are typed carelessly or cut short.

    Parameters
    ----------
    mapper : Mapper or SkillClassifier
        Whatever has ``map``; every story is mapped once more for each change.
    experiences : DataFrame
        With ``narrative_id, text``, and ``language`` and ``participant`` where known.
    changes : sequence of str
        See :func:`softskills.validate.perturb.perturb`.
    uncertain : bool
        Count what is ``suggested`` or ``uncertain``, all that a reader is shown; False counts only ``suggested``, which
        a cautious classifier says seldom.
    share : float
        Share of longer words with a typing error.
    resamples, seed : int
        Bootstrap draws over persons for the intervals (0 leaves them out), and the seed of errors and draws.

    Returns
    -------
    DataFrame
        A row for each change, in all languages (``all``) and in each: ``change, language, units`` (meaning units of the
        stories as they were told), ``persons, decisions, flipped, low, high, note``.

        A decision is a story and a competence that is shown before or after the change; it flips where it is shown
        only once. ``flipped`` is the share of flips, 1 less the Jaccard index of before and after. For
        ``length`` only what was shown in the part that is kept counts. ``low, high``: 95 %, percentile, drawing
        persons. ``note``: why a figure is empty: fewer than ten decisions, and for intervals five persons.

    Raises
    ------
    InputError
        An unknown change.

    Notes
    -----
    Where the text itself decides where a unit ends (``punctuation``, ``case``), the flips include those of another
    segmentation: it is the whole way from text to suggestion that is tried. There is no threshold; compare with
    how often two coders differ on the same stories. A low share does not make a suggestion right.

    Examples
    --------
    >>> class Shouting:  # suggests A1 wherever a capital stands
    ...     def map(self, experiences, *, evidence=True, progress=True):
    ...         seen = experiences["text"].str.lower() != experiences["text"]
    ...         return pd.DataFrame({"narrative_id": experiences["narrative_id"], "language": "en", "end": 1,
    ...             "competence": "A1", "status": np.where(seen, "suggested", "none")})
    >>> exp = pd.DataFrame({"narrative_id": [f"n{i}" for i in range(12)], "text": "I cooked for all."})
    >>> table = robustness(Shouting(), exp, changes=["case", "punctuation"], resamples=0)
    >>> table.loc[table["language"] == "all", ["change", "decisions", "flipped"]].values.tolist()
    [['case', 12, 1.0], ['punctuation', 12, 0.0]]
    """
    require_experiences(experiences)
    if isinstance(changes, str):
        changes = [changes]
    if unknown := [name for name in changes if name not in CHANGES]:
        perturb("", unknown[0])  # raises, and says which there are
    hits = mapper.map(experiences, evidence=False, progress=False)
    stories = _stories(experiences, hits)
    rows = []
    for change in changes:
        texts = [
            perturb(text, change, language=language, share=share, seed=seed)
            for text, language in zip(stories["text"], stories["language"], strict=True)
        ]
        spoiled = stories.drop(columns=["units", "person"]).assign(text=texts)
        after = decided(mapper.map(spoiled, evidence=False, progress=False), uncertain) if len(spoiled) else set()
        kept = hits
        if change == "length":
            ends = (
                hits["narrative_id"].astype("str").map(dict(zip(stories["narrative_id"], map(len, texts), strict=True)))
            )
            kept = hits[hits["end"] <= ends]
        flips, decisions = _flips(stories["narrative_id"], decided(kept, uncertain), after)
        for language in ["all", *sorted(stories["language"].unique())]:
            chosen = (
                np.ones(len(stories), dtype=bool) if language == "all" else (stories["language"] == language).to_numpy()
            )
            row = flipped_share(
                flips[chosen], decisions[chosen], stories["person"][chosen], resamples=resamples, seed=seed
            )
            units = int(stories["units"][chosen].sum())
            rows.append({"change": change, "language": language, "units": units, **row})
    return pd.DataFrame(rows, columns=ROBUSTNESS_COLUMNS)


def _stories(experiences: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """Stories that were mapped, with the language they were read in, their person and their number of units."""
    stories = experiences.assign(narrative_id=experiences["narrative_id"].astype("str"))
    languages = hits.assign(narrative_id=hits["narrative_id"].astype("str")).groupby("narrative_id")["language"].first()
    stories = stories[stories["narrative_id"].isin(languages.index)].reset_index(drop=True)
    stories["language"] = stories["narrative_id"].map(languages).fillna("").astype("str")
    counts = segment(stories)["narrative_id"].value_counts() if len(stories) else pd.Series(dtype="int64")
    units = stories["narrative_id"].map(counts).fillna(0).astype("int64")
    return stories.assign(units=units, person=who_told(stories))


def decided(hits: pd.DataFrame, uncertain: bool) -> Decisions:
    """Story and competence of every suggestion; of ``uncertain`` ones too where that is said.

    Examples
    --------
    >>> hits = pd.DataFrame({"narrative_id": ["a", "b", "c"], "competence": ["A1", "A2", ""],
    ...                      "status": ["suggested", "uncertain", "uncertain"]})
    >>> sorted(decided(hits, True)), sorted(decided(hits, False))
    ([('a', 'A1'), ('b', 'A2')], [('a', 'A1')])
    """
    shown = hits["status"].isin(["suggested", "uncertain"] if uncertain else ["suggested"])
    # A story in an unserved language is "uncertain" as a whole, without a competence.
    chosen = hits[shown & hits["competence"].fillna("").ne("")]
    return set(zip(chosen["narrative_id"].astype("str"), chosen["competence"].astype("str"), strict=True))


def _flips(stories: pd.Series, before: Decisions, after: Decisions) -> tuple[Floats, Floats]:
    """Flips and decisions of each story."""
    place = {story: i for i, story in enumerate(stories)}
    flips, decisions = np.zeros(len(place)), np.zeros(len(place))
    for story, competence in before | after:
        decisions[place[story]] += 1
        flips[place[story]] += ((story, competence) in before) != ((story, competence) in after)
    return flips, decisions


def flipped_share(
    flips: Floats, decisions: Floats, persons: pd.Series, *, resamples: int, seed: int
) -> dict[str, object]:
    """Share of decisions that flip, with an interval by person, or a note that says why there is none.

    Wilson's interval where each person has one decision; else persons are drawn with replacement.

    Examples
    --------
    >>> row = flipped_share(np.ones(20), np.full(20, 2.0), pd.Series(range(20)), resamples=0, seed=0)
    >>> row["flipped"], row["persons"]
    (0.5, 20)
    """
    if resamples < 0:
        raise InputError(f"resamples is {resamples}; give 0 (no intervals) or more, such as 500")
    used = decisions > 0
    owners, names = pd.factorize(persons[used])
    total, count = int(decisions.sum()), len(names)
    row: dict[str, object] = {"persons": count, "decisions": total, "flipped": np.nan, "low": np.nan, "high": np.nan}
    if total < LEAST_UNITS:
        what = f"only {total} decisions" if total else "nothing was suggested"
        return row | {"note": f"{what}; at least {LEAST_UNITS} are needed"}
    row["flipped"] = float(flips.sum() / total)
    if not resamples or count < LEAST_PERSONS:
        return row | {"note": f"no interval: fewer than {LEAST_PERSONS} persons" if count < LEAST_PERSONS else ""}
    if total == count:
        low, high = wilson(int(flips.sum()), total)
        return row | {"low": float(low), "high": float(high), "note": ""}
    sums = [np.bincount(owners, weights=values[used], minlength=count) for values in (flips, decisions)]
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), resamples)
    drawn = (draws @ sums[0]) / (draws @ sums[1])
    if drawn.max() - drawn.min() < 1e-12:
        return row | {"note": "no interval: it is the same in every draw"}
    low, high = np.percentile(drawn, [2.5, 97.5])
    return row | {"low": float(low), "high": float(high), "note": ""}
