"""How far it can be trusted: agreement of coders, accuracy, calibration, gaps between groups.

Read defensively: what a validation does not hold is left out with a sentence, never guessed.
"""

from __future__ import annotations

import pandas as pd

from softskills.report.chapters.accuracy import accuracy, decisions, dif, gaps
from softskills.report.chapters.facts import Facts
from softskills.report.chapters.reading import TRUST as _T
from softskills.report.chapters.reading import intervals, named, noted, rounded_counts, table_of
from softskills.report.document import Block, Bullets, Data, Paragraph, Quote
from softskills.report.writers.parts import number

_TOGETHER = ("any", "sets", "levels")


def trust(facts: Facts) -> list[Block]:
    """The chapter."""
    blocks: list[Block] = [facts.heading(1, _T, "title")]
    blocks += [facts.heading(2, _T, "agreement.title"), *_agreement(facts)]
    if facts.validation is None:
        return [*blocks, facts.paragraph("report", "without_validation"), *dif(facts)]
    for key, chapter in (
        ("accuracy.title", accuracy),
        ("decisions.title", decisions),
        ("ceiling.title", _ceiling),
        ("calibration.title", _calibration),
        ("gaps.title", gaps),
    ):
        found = chapter(facts)
        if found:
            blocks += [facts.heading(2, _T, key), *found]
    return [*blocks, *dif(facts), *_notes(facts)]


def _notes(facts: Facts) -> list[Block]:
    """What the validation says of itself; a sentence for which there is no wording here is shown as it is, in English."""
    known, strange = [], []
    for note in facts.notes:
        try:
            known.append(facts.say("report_notes", note))
        except KeyError:
            strange.append(note)
    blocks: list[Block] = [facts.heading(2, _T, "notes")] if facts.notes else []
    blocks += [Bullets(tuple(known))] if known else []
    return [*blocks, *([Quote("\n".join(strange), "en", facts.say(_T, "notes.english"))] if strange else [])]


def _agreement(facts: Facts) -> list[Block]:
    table = facts.agreement
    if table is None or not len(table):
        return [facts.paragraph(_T, "agreement.missing")]
    table = table[(table["persons"] >= facts.counts.base)]
    if not len(table):
        return [facts.paragraph(_T, "agreement.missing")]

    def seen(row: pd.Series) -> str:
        name = str(row["competence"])
        label = facts.say(_T, f"agreement.{name}") if name in _TOGETHER else named(facts, name)
        return label if row["group"] == "all" else f"{facts.any_name(row['group'])}: {label}"

    # Whole sets first, single competences after, groups last: a reader begins at the top.
    order = table.assign(_all=table["group"] != "all", _one=~table["competence"].isin(_TOGETHER))
    table = order.sort_values(["_all", "_one"], kind="stable")
    table = table[(table["group"] == "all") | ~table["_one"]]
    frame = pd.DataFrame(
        {
            "competence": [seen(row) for _, row in table.iterrows()],
            "units": rounded_counts(facts, table["units"]).array,
            "percent": table["percent"].astype("float64").to_numpy(),
            "alpha": table["alpha"].astype("float64").to_numpy(),
            "interval": intervals(facts, table["alpha_low"], table["alpha_high"]),
            "ac1": table["ac1"].astype("float64").to_numpy(),
        }
    )
    heads = (
        facts.say("report_sample", "competence"),
        facts.say(_T, "units"),
        facts.say(_T, "agreement.percent"),
        "alpha",
        facts.say(_T, "interval"),
        "AC1",
    )
    return [
        facts.paragraph(_T, "agreement.how"),
        *noted(facts, Data(frame, facts.say(_T, "agreement.caption"), heads)),
    ]


def _ceiling(facts: Facts) -> list[Block]:
    table = table_of(facts, "ceiling", ["coder", "other", "units", "micro_F1", "low", "high", "human"])
    if table is None:
        return []
    # A coder's name may be a user's name: coders are numbered in the order in which they come.
    coders = list(dict.fromkeys([*table["coder"], *table["other"]]))
    named = {name: facts.say(_T, "ceiling.coder", number=place) for place, name in enumerate(coders, start=1)}
    frame = pd.DataFrame(
        {
            "pair": [f"{named[a]} / {named[b]}" for a, b in zip(table["coder"], table["other"], strict=True)],
            "who": [facts.say(_T, "ceiling.human" if human else "ceiling.model") for human in table["human"]],
            "units": rounded_counts(facts, table["units"]).array,
            "f1": table["micro_F1"].astype("float64").to_numpy(),
            "interval": intervals(facts, table["low"], table["high"]),
        }
    )
    heads = (
        facts.say(_T, "ceiling.pair"),
        facts.say(_T, "ceiling.coder", number="").strip().capitalize(),
        facts.say(_T, "units"),
        "F1",
        facts.say(_T, "interval"),
    )
    said = [] if table["human"].all() else [facts.paragraph(_T, "ceiling.machine", "warning")]
    return [*said, Data(frame, facts.say(_T, "ceiling.caption"), heads)]


def _calibration(facts: Facts) -> list[Block]:
    table = table_of(facts, "calibration_summary", ["ECE", "ECE_perfect", "in_the_large"])
    if table is None:
        return []
    row = table.iloc[0]
    figures = [number(float(row[name]), language=facts.language) for name in ("ECE", "ECE_perfect")]
    large = float(row["in_the_large"])
    direction = "calibration.high" if large > 0 else "calibration.low"
    said = [facts.say(_T, "calibration.ece", ece=figures[0], perfect=figures[1])]
    if abs(large) >= 0.005:
        said.append(facts.say(_T, direction, value=number(abs(large), language=facts.language)))
    return [Paragraph(" ".join(said))]
