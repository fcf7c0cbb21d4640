"""What people decided: codings to learn from, and how often they agree with the program."""

from collections import defaultdict

import pandas as pd

from softskills.classify.proportions import wilson
from softskills.classify.review.filled import find_problems
from softskills.classify.review.rows import (
    AGREEMENT_COLUMNS,
    CODING_COLUMNS,
    DECISIONS,
    NUMBERS,
    PLACE,
    Row,
    key_of,
    review_rows,
    whole,
)
from softskills.experiences.codings import NONE, require_columns

_LEAST = 10  # decisions


def decisions_to_codings(reviewed: pd.DataFrame, *, round: int = 1) -> pd.DataFrame:
    """Turn decisions into codings, from which ``label_matrix`` and ``fit`` can learn.

    Parameters
    ----------
    reviewed : DataFrame
        As :func:`read_review` gives it, or several of them concatenated. Rows with a problem are undecided.
    round : int
        For the column of that name.

    Returns
    -------
    DataFrame
        ``narrative_id, unit, start, end, coder, competence, level, confidence, round``; ``coder`` is ``decided_by``,
        one called ``gold`` adjudicates. Accepted gives the competence, changed gives ``changed_to``.
        ``NONE`` stands for a unit in which a person named nothing and decided on all that was suggested: with
        something left open, nobody has said that there is none. ``attrs["unfinished"]`` lists such units. A whole
        story has no ``unit``; :func:`softskills.align_codings` gives it those of its sentences.

    Notes
    -----
    Who sees a suggestion tends to agree with it, and what was never suggested is rarely named: these codings are
    good for learning, and no substitute for independent ones in a test.

    Examples
    --------
    >>> rows = [("A1", "rejected", ""), ("B1", "changed", "B2"), ("C1", "accepted", "")]
    >>> table = pd.DataFrame(rows, columns=["competence", "decision", "changed_to"])
    >>> table = table.assign(narrative_id="a", unit=1, start=0, end=9, decided_by="r1")
    >>> decisions_to_codings(table)[["unit", "coder", "competence"]].values.tolist()
    [[1, 'r1', 'B2'], [1, 'r1', 'C1']]
    """
    rows, standing = _standing(reviewed)
    offered, judged = defaultdict(set), defaultdict(list)
    for row in rows:
        offered[key_of(row)[:3]].add(row["competence"])
    for row in standing:
        judged[key_of(row)[:3], row["decided_by"]].append(row)
    codings, unfinished = [], []
    for ((story, start, end), coder), own in judged.items():
        named: dict[str, int] = {}  # competence to level, the highest where there are several
        for row in own:
            name = row["changed_to"] if row["decision"] == "changed" else row["competence"]
            if row["decision"] != "rejected" and name != NONE:
                named[name] = max(named.get(name, 0), whole(row["level"]) or 0)
        unit, left = whole(own[0]["unit"]), offered[story, start, end] - {row["competence"] for row in own}
        if left:
            unfinished.append({"narrative_id": story, "unit": unit, "coder": coder, "open": sorted(left)})
        for name, level in (named or ({} if left else {NONE: 0})).items():
            codings.append((story, unit, start, end, coder, name, level or None, None, round))
    result = pd.DataFrame(codings, columns=CODING_COLUMNS).astype(
        dict.fromkeys(["narrative_id", "coder", "competence"], "str")
        | NUMBERS
        | {"level": "Int64", "confidence": "Float64", "round": "int64"}
    )
    result.attrs["unfinished"] = unfinished
    return result


def review_agreement(reviewed: pd.DataFrame) -> pd.DataFrame:
    r"""How often people accept what the program suggests.

    Parameters
    ----------
    reviewed : DataFrame
        As for :func:`decisions_to_codings`.

    Returns
    -------
    DataFrame
        For ``all`` competences and for each, by ``status`` and for all of them: ``decided`` (a suggestion on which
        two people decided counts twice), of these ``accepted, rejected, changed``; ``undecided`` suggestions;
        ``precision``, accepted by decided; ``low, high``, its 95 % interval; ``note`` where fewer than ten are
        decided. ``NONE`` has rows of its own, and does not count in ``all``.

    Notes
    -----
    Wilson's interval (1927), :math:`(k + z^2/2 \pm z \sqrt{k (n-k) / n + z^2/4}) / (n + z^2)`, as R's
    ``prop.test(correct=FALSE)``. It takes decisions for independent, so it is too narrow where few people told the
    stories. It holds for what was decided, and people who see a suggestion tend to agree with it.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": range(10), "decision": ["accepted"] * 9 + ["rejected"]})
    >>> rows = rows.assign(narrative_id="a", start=rows["unit"], end=rows["unit"] + 1, decided_by="r1")
    >>> table = review_agreement(rows.assign(competence="A1", status="suggested"))
    >>> table.loc[0, ["decided", "accepted", "precision", "low", "high"]].astype(float).round(3).tolist()
    [10.0, 9.0, 0.9, 0.596, 0.982]
    """
    rows, standing = _standing(reviewed)
    require_columns(reviewed, ["status"], "reviewed")
    best: dict[tuple[object, ...], str] = {}
    for row in standing:
        key = (*key_of(row), row["status"], row["decided_by"])
        best[key] = min(row["decision"], best.get(key, row["decision"]), key=DECISIONS.index)
    done = {key[:5] for key in best}
    verdicts = [(key[3], key[4], decision) for key, decision in best.items()]
    open_ = {(*key_of(row), row["status"]) for row in rows} - done
    verdicts += [(key[3], key[4], "undecided") for key in open_]
    table = pd.DataFrame(verdicts, columns=["competence", "status", "decision"], dtype="str")
    table = table[table["competence"] != ""]
    result = []
    for competence in ["all", *sorted(set(table["competence"]))]:
        own = table[table["competence"].ne(NONE) if competence == "all" else table["competence"].eq(competence)]
        for status in ["all", *sorted(set(own["status"]))]:
            counts = own.loc[(own["status"] == status) | (status == "all"), "decision"].value_counts()
            accepted, changed, rejected, left = (int(counts.get(name, 0)) for name in (*DECISIONS, "undecided"))
            n = accepted + changed + rejected
            note = f"only {n} decided; at least {_LEAST} are needed" if n < _LEAST else ""
            precision = (accepted / n if n else float("nan"), *map(float, wilson(accepted, n)))
            result.append((competence, status, n, accepted, rejected, changed, left, *precision, note))
    return pd.DataFrame(result, columns=AGREEMENT_COLUMNS)


def _standing(reviewed: pd.DataFrame) -> tuple[list[Row], list[Row]]:
    """All rows, and those whose decision stands."""
    rows = review_rows(reviewed, "reviewed", [*PLACE, "competence", "decision", "decided_by"])
    wrong = {number for number, *_ in find_problems(rows, None)}
    decided = (row for number, row in enumerate(rows, start=2) if row["decision"] and number not in wrong)
    return rows, [row for row in decided if not row.get("problem")]
