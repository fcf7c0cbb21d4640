"""From stories to suggestions: units, vectors, probabilities, and the honest answers "none" and "uncertain"."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from softskills.classify.explanation import Explanation
from softskills.classify.features import as_units, mix_context, told_order
from softskills.classify.head import Head
from softskills.classify.zeroshot import Anchors, anchors
from softskills.encoding import Encoder, VectorCache, Vectors
from softskills.encoding.encoder import encode_units
from softskills.errors import InputError
from softskills.experiences import check_experiences, resolve_languages, segment
from softskills.experiences.codings import NONE
from softskills.experiences.tables import require_experiences
from softskills.framework import Framework

SUGGESTION_COLUMNS = [
    "narrative_id", "unit", "start", "end", "evidence", "language", "competence", "area",
    "probability", "similarity", "coverage", "status", "decision", "decided_by", "pseudonymised",
]  # fmt: skip
LEAST_COVERAGE = 0.6
"""Share of running words that must be readable; below it a suggestion is only uncertain."""
_PROGRESS_FROM = 2_000  # units


@dataclass(frozen=True)
class Mapper:
    """An encoder, a framework and (where trained) a head, ready to map stories. Needs no scikit-learn.

    Parameters
    ----------
    framework : Framework
    encoder : Encoder
    head : Head, optional
        Without one, the mapping is zero-shot: by similarity to the framework's wording, without
        probabilities, and never more than ``uncertain``.
    context : float
        Share of the neighbouring units in what the head sees.
    cache : VectorCache, optional
    """

    framework: Framework
    encoder: Encoder
    head: Head | None = None
    context: float = 0.0
    cache: VectorCache | None = None

    @cached_property
    def anchors(self) -> Anchors:
        """The framework's wording, encoded once."""
        return anchors(self.framework, self.encoder, cache=self.cache)

    @property
    def classes(self) -> tuple[str, ...]:
        """Competences in the order of the columns of :meth:`predict_proba`."""
        return self.head.classes if self.head is not None else self.framework.ids

    def predict_proba(self, X: Any, *, language: str | Sequence[str] | None = None) -> NDArray[np.float64]:
        """Calibrated probability of each competence for each text.

        Parameters
        ----------
        X : sequence of str, or DataFrame
            Texts, or a units table with ``text`` and, where known, ``language, narrative_id, unit``
            (then neighbouring units serve as context).
        language : str or sequence of str, optional
            BCP 47; detected where neither it nor the table says.

        Returns
        -------
        ndarray, shape (n, k)
            NaN, with a warning, in rows whose language nobody serves.
        """
        if self.head is None:
            raise InputError(
                "no probabilities without a trained head: a cosine is not a probability; fit() one, or use map()"
            )
        units = as_units(X, language)
        served = self._served(units["language"])
        if not served.all():
            codes = sorted({code or "unknown" for code in units["language"][~served]})
            warnings.warn(
                f"{int((~served).sum())} of {len(units)} texts are in a language that {self.encoder.name} does not "
                f"serve ({', '.join(codes)}); their probabilities are NaN",
                UserWarning,
                stacklevel=2,
            )
        result = np.full((len(units), len(self.classes)), np.nan)
        if served.any():
            known = units[served]
            result[served] = self.head.probabilities(self.features(known))
        return result

    def features(self, units: pd.DataFrame) -> Vectors:
        """What the head sees of units in served languages, shape (n, d)."""
        return mix_context(self.vectors(units), units, self.context)

    def vectors(self, units: pd.DataFrame, *, progress: bool = False) -> Vectors:
        """Vectors of units, each read within its story where the encoder can; kept in the cache step by step."""
        order = told_order(units)
        told = units.iloc[order]
        texts, languages, stories = (told[name].tolist() for name in ("text", "language", "narrative_id"))
        if self.cache is None or not texts:
            found = encode_units(self.encoder, texts, languages, stories)
        else:
            found = np.concatenate(list(self._steps(texts, languages, stories, progress)))
        vectors = np.empty_like(found)
        vectors[order] = found
        return vectors

    def _steps(self, texts: list[str], languages: list[str], stories: list[str], progress: bool) -> Iterator[Vectors]:
        assert self.cache is not None  # noqa: S101 - asked before
        steps = self.cache.encode_in_steps(self.encoder, texts, languages, stories)
        if not progress or len(texts) < _PROGRESS_FROM:
            yield from steps
            return
        from tqdm.auto import tqdm  # not loaded for what is done in a moment

        with tqdm(total=len(texts), unit="units", desc="encoding") as bar:
            for step in steps:
                bar.update(len(step))
                yield step

    def _served(self, languages: pd.Series) -> NDArray[np.bool_]:
        known = {code: not np.isnan(self.encoder.coverage(["x"], [code])[0]) for code in set(languages)}
        return languages.map(known).to_numpy(dtype=bool)

    # -- stories ---------------------------------------------------------------------------------

    def map(self, experiences: pd.DataFrame, *, evidence: bool = True, progress: bool = True) -> pd.DataFrame:
        """Suggest which competences each meaning unit gives evidence for.

        Parameters
        ----------
        experiences : DataFrame
            With ``narrative_id`` and ``text``; see :func:`softskills.read_experiences`.
        evidence : bool
            Write the unit's text into ``evidence``; False writes offsets only.
        progress : bool
            Show a progress bar on long work. An interrupted run goes on where it was.

        Returns
        -------
        DataFrame
            One row per unit × competence: ``narrative_id, unit, start, end, evidence, language,
            competence, area, probability, similarity, coverage, status, decision, decided_by,
            pseudonymised``. ``status`` is ``suggested`` or ``uncertain``; a story without either has
            one row ``NONE`` with status ``none``, a story in an unserved language one row with
            status ``uncertain``. ``probability`` is empty without a trained head.
            ``attrs["problems"]`` lists what was wrong with single rows, as
            :func:`softskills.check_experiences` does; stories with severity ``error`` are not mapped.
        """
        require_experiences(experiences)
        problems = check_experiences(experiences)
        bad = set(problems.loc[problems["severity"] == "error", "row"] - 2)
        kept = [i for i in range(len(experiences)) if i not in bad]
        good = experiences.iloc[kept].reset_index(drop=True)
        good["narrative_id"] = good["narrative_id"].astype("str")  # numbers in a spreadsheet are names all the same
        languages = resolve_languages(good)
        stories = good.assign(language=languages["language"])
        served = self._served(stories["language"]) if len(stories) else np.zeros(0, dtype=bool)
        units = segment(stories[served])
        hits = self._suggest(units, stories.assign(source=languages["source"]), progress)
        rows = [hits, self._whole_story_rows(stories, served, hits)]
        result = pd.concat([part for part in rows if len(part)] or [hits], ignore_index=True)
        order = {narrative: i for i, narrative in enumerate(good["narrative_id"])}
        result["_order"] = result["narrative_id"].map(order)
        result = result.sort_values(["_order", "start"], kind="stable", ignore_index=True)
        if "pseudonymised" in good:
            result["pseudonymised"] = result["narrative_id"].map(good.set_index("narrative_id")["pseudonymised"])
        if not evidence:
            result["evidence"] = ""
        result = result[SUGGESTION_COLUMNS]
        result.attrs["problems"] = [*problems.to_dict("records"), *_language_notes(stories, served, kept)]
        return result

    def _suggest(self, units: pd.DataFrame, stories: pd.DataFrame, progress: bool) -> pd.DataFrame:
        if not len(units):
            return _suggestions([])
        vectors = self.vectors(units, progress=progress)
        similarity = self.anchors.similarities(vectors)
        coverage = self.encoder.coverage(units["text"].tolist(), units["language"].tolist())
        unsure = stories.set_index("narrative_id")["source"].eq("uncertain")
        doubtful = (coverage < LEAST_COVERAGE) | units["narrative_id"].map(unsure).to_numpy(dtype=bool)
        probability, status = self._decide(vectors, similarity, units)
        rows = []
        columns = [self.framework.ids.index(competence) for competence in self.classes]
        for i, unit in enumerate(units.to_dict("records")):
            chosen = [k for k in range(len(columns)) if status[i, k]]
            for k in sorted(
                chosen, key=lambda k: -(similarity[i, columns[k]] if self.head is None else probability[i, k])
            ):
                rows.append(
                    {
                        "narrative_id": unit["narrative_id"],
                        "unit": unit["unit"],
                        "start": unit["start"],
                        "end": unit["end"],
                        "evidence": unit["text"],
                        "language": unit["language"],
                        "competence": self.classes[k],
                        "area": self.framework[self.classes[k]].area,
                        "probability": probability[i, k],
                        "similarity": similarity[i, columns[k]],
                        "coverage": coverage[i],
                        "status": "uncertain" if doubtful[i] else status[i, k],
                    }
                )
        return _suggestions(rows)

    def _decide(
        self, vectors: Vectors, similarity: NDArray[np.float64], units: pd.DataFrame
    ) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
        """Probability and status ("" for none) of each unit and competence."""
        status = np.full((len(units), len(self.classes)), "", dtype=object)
        if self.head is None:
            # Which wording is nearest says something about the order, nothing about how sure one may be.
            best = similarity.argmax(axis=1)
            status[np.arange(len(units)), best] = "uncertain"
            return np.full(status.shape, np.nan), status
        probability = self.head.probabilities(mix_context(vectors, units, self.context))
        status[probability >= self.head.low] = "uncertain"
        status[probability >= self.head.high] = "suggested"
        return probability, status

    def _whole_story_rows(self, stories: pd.DataFrame, served: NDArray[np.bool_], hits: pd.DataFrame) -> pd.DataFrame:
        """One row for each story that has none: nothing seen, or a language nobody serves."""
        seen = set(hits["narrative_id"])
        rows = []
        for story, known in zip(stories.to_dict("records"), served, strict=True):
            if story["narrative_id"] in seen:
                continue
            rows.append(
                {
                    "narrative_id": story["narrative_id"],
                    "start": 0,
                    "end": len(story["text"]),
                    "evidence": "",
                    "language": story["language"],
                    "competence": NONE if known else "",
                    "area": "",
                    "status": "none" if known else "uncertain",
                }
            )
        return _suggestions(rows)

    def explain(self, text: str, *, language: str | None = None) -> Explanation:
        """Show which parts of one text give evidence for what, and what else was near.

        Parameters
        ----------
        text : str
            A whole story or a sentence.
        language : str, optional
            BCP 47; detected where omitted.

        Returns
        -------
        Explanation
            Shows itself in a notebook; ``print`` gives a plain text form.
        """
        story = pd.DataFrame({"narrative_id": ["text"], "text": [text]})
        if language:
            story["language"] = language
        hits = self.map(story, progress=False)
        problems = hits.attrs["problems"]
        units = segment(story.assign(language=hits["language"].iloc[0] if len(hits) else ""))
        near: list[dict[str, Any]] = []
        if len(units) and len(hits) and hits["competence"].iloc[0]:
            vectors = self.vectors(units)
            similarity = self.anchors.similarities(vectors)
            score = (
                similarity if self.head is None else self.head.probabilities(mix_context(vectors, units, self.context))
            )
            for i in range(len(units)):
                ranked = np.argsort(-score[i])[:3]
                near.append(
                    {
                        "alternatives": [(self.classes[k], float(score[i, k])) for k in ranked],
                        "wording": self.anchors.nearest(vectors[i], self.framework.ids.index(self.classes[ranked[0]])),
                    }
                )
        return Explanation(text, units, hits, near, self.framework, self.head is not None, problems)


def _suggestions(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=SUGGESTION_COLUMNS)
    numbers = {"unit": "Int64", "start": "int64", "end": "int64"}
    floats = dict.fromkeys(("probability", "similarity", "coverage"), "float64")
    words = {column: "str" for column in SUGGESTION_COLUMNS if column not in numbers and column not in floats}
    return table.astype({**numbers, **floats, **words})


def _language_notes(stories: pd.DataFrame, served: NDArray[np.bool_], kept: list[int]) -> list[dict[str, Any]]:
    """Stories whose language is unserved, or read through another's lexicon, for the table of problems."""
    notes = []
    for position, story, known in zip(kept, stories.to_dict("records"), served, strict=True):
        if known and story["language"] != "nn":
            continue
        code = story["language"] or "unknown"
        notes.append(
            {
                "row": position + 2,
                "narrative_id": story["narrative_id"],
                "column": "language",
                "severity": "warning",
                "problem": f"language {code} is not served" if not known else "nn is read through the Bokmål lexicon",
                "what_to_do": "add a lexicon, or use an encoder that knows the language"
                if not known
                else "check its coverage",
            }
        )
    return notes
