"""The model card as Markdown, from the tables that :mod:`softskills.report.training` measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from softskills.classify import Mapper

if TYPE_CHECKING:
    from softskills.report.training import Sample

_TARGETS = {
    "labelled_right": ("labelled units with a right `suggested`", "≥ 60 %"),
    "unlabelled_suggested": ("unlabelled units with a `suggested`", "≤ 10 %"),
    "units_uncertain": ("units that are only `uncertain`", "≤ 15 %"),
    "hard_suggested": ("hard cases with a `suggested`", "≤ 20 %"),
    "precision": ("`suggested` pairs that are right", ""),
    "precision_uncertain": ("`uncertain` pairs that are right", ""),
    "story_f1_suggested": ("story-level macro-F1 of the suggested set", "≥ 70 %"),
    "story_f1_predicted": ("story-level macro-F1 of `predict` (greatest F1)", ""),
    "micro_f1_predicted": ("unit-level micro-F1 of `predict`", ""),
}


def render_card(
    *,
    mapper: Mapper,
    units: pd.DataFrame,
    Y: pd.DataFrame,
    samples: Sequence[Sample],
    figures: dict[str, pd.DataFrame],
    decided: dict[str, dict[str, float]],
    competences: pd.DataFrame,
    confused: pd.DataFrame,
    bridge: pd.DataFrame,
) -> str:
    """Put the measured tables and the plain words around them into one page."""
    parts = [_what(mapper), _trained_on(units, Y)]
    for sample in samples:
        parts.append(_measured(sample, figures[sample.name], decided[sample.name]))
    parts += [_competences(competences), _confused(confused), _bridge(bridge), _LIMITS, _RETRAIN]
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(header)} |", "|---|" + "--:|" * (len(header) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def _what(mapper: Mapper) -> str:
    assert mapper.head is not None  # noqa: S101 - a card is of a trained head
    return f"""# The shipped classifier

Framework `{mapper.framework.id}` {mapper.framework.version} (fingerprint {mapper.framework.fingerprint}), encoder
`{mapper.encoder.name}` ({mapper.encoder.fingerprint}). Two networks read each unit, one within its story and adapted to the training part of
the seed corpus (`data/encoder/README.md`), one alone. On their vectors, with {mapper.context:.0%} of the neighbouring units', stand two
logistic regressions: does the unit show anything, and if so, which of {len(mapper.head.classes)} competences. Probabilities are calibrated, and thresholds
chosen, on the development part.

**For** research on frameworks and samples. **Not for** hiring, ranking, grading, admission, benefits, or the
recognition or certification of persons. It suggests; a person decides."""


def _trained_on(units: pd.DataFrame, Y: pd.DataFrame) -> str:
    labelled = Y.to_numpy().any(axis=1)
    rows = [
        [
            part,
            units.loc[own, "narrative_id"].nunique(),
            int(own.sum()),
            int((own & labelled).sum()),
            ", ".join(
                f"{code} {count}"
                for code, count in units[own & labelled].groupby("language", sort=False).size().items()
            ),
        ]
        for part in ("train", "development", "test")
        if (own := (units["split"] == part).to_numpy()).any()
    ]
    counts = Y[(units["split"] != "test").to_numpy()].sum()
    return (
        "## Trained on\n\nThe seed corpus (`data/seed/README.md`). **Synthetic: a language model wrote every story and coded every unit.** The parts "
        "share neither a story nor a situation nor a writing session.\n\n"
        + _table(["part", "stories", "units", "labelled", "labelled by language"], rows)
        + "\n\nLabels in train and development: "
        + ", ".join(f"{name} {count}" for name, count in counts.items())
        + "."
    )


def _measured(sample: Sample, figures: pd.DataFrame, decided: dict[str, float]) -> str:
    shown = figures[(figures["model"] == "trained head") | (figures["group"] == "all")]
    ranks = [
        [
            row["model"],
            row["group"],
            row["units"],
            row["labelled"],
            f"{row['R@1']:.2f} ({row['R@1_low']:.2f}–{row['R@1_high']:.2f})",
            f"{row['R@3']:.2f}",
            f"{row['mAP']:.2f}",
        ]
        for row in shown.to_dict("records")
    ]
    own = figures[(figures["model"] == "trained head") & (figures["group"] != "all")].sort_values("R@1")
    gap = own["R@1"].iloc[-1] - own["R@1"].iloc[0]
    coders = "; ".join(f"{name} {value:.2f}" for name, value in sample.ceiling.items())
    choices = [
        [text, f"{decided[key]:.0%}", target]
        for key, (text, target) in _TARGETS.items()
        if decided[key] == decided[key]
    ]
    return f"""## Measured on: {sample.name}

Never trained on. Written and coded by the same kind of language model as the training part, so these figures are an **upper
bound** for what real stories will give. Blind codings ({coders}): they tell what a perfect imitation of one
coder would reach with the other, which is consistency, not validity. R@1 and R@3: share of labelled units with a right competence
first, or among the first three (95 % interval from drawing persons); mAP: mean average precision over competences.

{_table(["model", "language", "units", "labelled", "R@1 (95 %)", "R@3", "mAP"], ranks)}

Mean R@1 of the languages {own["R@1"].mean():.2f}; between the best ({own["group"].iloc[-1]}) and the worst ({own["group"].iloc[0]}) {gap:.2f}.

{_table(["what a reader meets", "here", "aimed at"], choices)}

Calibration of the most probable competence: ECE {decided["ece"]:.3f} with ten bins of equal mass; a perfect model would stay below
{decided["ece_perfect"]:.3f} in 95 of 100 such samples. Sum of probabilities over number of labels: {decided["expected_over_found"]:.2f} (1 is calibrated in the large)."""


def _competences(table: pd.DataFrame) -> str:
    rows = [
        [
            row["competence"],
            row["units"],
            f"{row['AP']:.2f} ({row['AP_low']:.2f}–{row['AP_high']:.2f})",
            f"{row['first']:.2f}",
            f"{row['brier_skill']:+.2f}",
        ]
        for row in table.to_dict("records")
    ]
    return (
        "## By competence\n\nOn the test part. AP: average precision (95 % interval from drawing stories); first: share of its units where it is the most probable; "
        "Brier skill over its prevalence.\n\n"
        + _table(["competence", "units", "AP (95 %)", "first", "Brier skill"], rows)
    )


def _confused(table: pd.DataFrame) -> str:
    rows = [[row["coded"], row["first"], row["count"], f"{row['share']:.0%}"] for row in table.to_dict("records")]
    return "## Taken for each other\n\n" + _table(
        ["coded", "most probable instead", "units", "of those coded so"], rows
    )


def _bridge(table: pd.DataFrame) -> str:
    rows = [[row["language"], f"{row['with']:.2f}", f"{row['without']:.2f}"] for row in table.to_dict("records")]
    return (
        "## What the bridge lexicons are worth\n\nR@1 on the test part with the lexicon, and with the words given to the second network as they stand "
        "(the first reads them itself either way).\n\n" + _table(["language", "with", "without"], rows)
    )


_LIMITS = """## Limits

- Probabilities hold at the development part's prevalence; another sample needs `recalibrate`.
- Stories written by one kind of language model are more alike than people's; no human coding has been compared yet.
- Short units ("I did it at once") are read within their story; alone they say little.
- Negation, wishes and other people's deeds are told apart only as far as the training examples teach it.
- A text of which the lexicon knows little is only `uncertain`, and so is one in a language nobody serves."""

_RETRAIN = """## Make it again

`make model` trains the head from the seed corpus and the packaged encoder and measures it anew: the same decisions, weights
within 1e-6. Adapting the encoder itself takes about two hours on two cores: `data/encoder/README.md`."""
