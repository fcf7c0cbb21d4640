"""Pairs of texts that differ in one thing: who did it, whether it was done, or who tells it."""

from __future__ import annotations

import re

import pandas as pd

from softskills.errors import TableError
from softskills.experiences.codings import require_columns
from softskills.experiences.tables import require_experiences
from softskills.validate.robustness import Maps, decided, flipped_share

FLIP_COLUMNS = "change language expected units persons flipped low high note".split()
_EXPECTED = ("same", "none")


def pair_decisions(mapper: Maps, pairs: pd.DataFrame, *, uncertain: bool = True) -> pd.DataFrame:
    """What is suggested for both texts of each pair, to be read.

    Parameters
    ----------
    mapper : Mapper or SkillClassifier
    pairs : DataFrame
        ``pair`` (unique), ``kind`` (such as ``negation``, ``agent``, ``name``), ``language, text_a, text_b, expected``:
        ``same`` where both should get the same suggestions, ``none`` where ``text_b`` should lose what ``text_a`` has.
        Optional: ``competence``, the only one that is looked at; ``participant``.
    uncertain : bool
        Count what is ``suggested`` or ``uncertain``; False counts only ``suggested``.

    Returns
    -------
    DataFrame
        ``pair, kind, language, expected, before, after`` (competences, with a space between), ``counts`` (False where
        there is nothing that could flip), ``flipped``, ``as_expected``. For ``same`` a pair flips where the two sets
        differ; for ``none`` where nothing is left (of the ``competence``, where it is given).

    Raises
    ------
    TableError
        Missing columns, empty texts, equal ids, another word in ``expected``.

    Examples
    --------
    >>> class Keyword:  # suggests A1 where somebody cooked
    ...     def map(self, experiences, *, evidence=True, progress=True):
    ...         status = experiences["text"].str.contains("cooked").map({True: "suggested", False: "none"})
    ...         return experiences.assign(competence="A1", status=status)
    >>> rows = [("p1", "agent", "en", "I cooked.", "My sister cooked.", "none")]
    >>> pairs = pd.DataFrame(rows, columns=["pair", "kind", "language", "text_a", "text_b", "expected"])
    >>> pair_decisions(Keyword(), pairs)[["before", "after", "flipped", "as_expected"]].values.tolist()
    [['A1', 'A1', False, False]]
    """
    _check(pairs)
    pairs = pairs.assign(language=pairs["language"].astype("object").fillna(""))  # detected where empty
    ids = [f"{side}{row}" for row in range(len(pairs)) for side in "ab"]
    texts = [text for both in zip(pairs["text_a"], pairs["text_b"], strict=True) for text in both]
    languages = [code for code in pairs["language"] for _ in "ab"]
    stories = pd.DataFrame({"narrative_id": ids, "text": texts, "language": languages})
    found: dict[str, set[str]] = {name: set() for name in ids}
    for story, competence in decided(mapper.map(stories, evidence=False, progress=False), uncertain):
        found[story].add(competence)
    rows = []
    for number, pair in enumerate(pairs.to_dict("records")):
        before, after = found[f"a{number}"], found[f"b{number}"]
        if isinstance(pair.get("competence"), str) and pair["competence"]:
            before, after = before & {pair["competence"]}, after & {pair["competence"]}
        same = pair["expected"] == "same"
        flipped = before != after if same else bool(before) and not after
        rows.append(
            {name: pair[name] for name in ("pair", "kind", "language", "expected")}
            | {"before": " ".join(sorted(before)), "after": " ".join(sorted(after))}
            | {"counts": bool(before or (same and after)), "flipped": flipped, "as_expected": flipped != same}
        )
    return pd.DataFrame(rows)


def flips(
    mapper: Maps, pairs: pd.DataFrame, *, uncertain: bool = True, resamples: int = 500, seed: int = 0
) -> pd.DataFrame:
    """Share of pairs in which the decision flips, by kind and language.

    Parameters
    ----------
    mapper : Mapper or SkillClassifier
    pairs : DataFrame
        As for :func:`pair_decisions`; :func:`identity_swap` makes some.
    uncertain : bool
        Count what is ``suggested`` or ``uncertain``; False counts only ``suggested``.
    resamples, seed : int
        Bootstrap draws, where persons have several pairs, and their seed.

    Returns
    -------
    DataFrame
        ``change`` (the kind), ``language`` (and ``all``), ``expected, units`` (pairs that count), ``persons, flipped,
        low, high, note``. Where ``same`` is expected, ``flipped`` should be 0; where ``none`` is, 1. Pairs without any
        suggestion that could flip are left out, and the note counts them. ``low, high``: 95 %, Wilson where each pair
        is a person's own, else by drawing persons.

    Notes
    -----
    Pairs are written by the researcher: they show what a classifier does with *these* contrasts, as behavioural tests
    do (Ribeiro et al. 2020), not how often they occur. Embeddings hardly see a negation; a share near 0 there means
    that a denial is read as evidence.

    Examples
    --------
    >>> class Keyword:  # suggests A1 where somebody cooked
    ...     def map(self, experiences, *, evidence=True, progress=True):
    ...         status = experiences["text"].str.contains("cooked").map({True: "suggested", False: "none"})
    ...         return experiences.assign(competence="A1", status=status)
    >>> pairs = pd.DataFrame({"pair": range(12), "kind": "negation", "language": "en", "text_a": "I cooked.",
    ...                       "text_b": ["I never cook."] * 9 + ["I never cooked."] * 3, "expected": "none"})
    >>> flips(Keyword(), pairs)[["change", "language", "units", "flipped"]].values.tolist()
    [['negation', 'all', 12, 0.75], ['negation', 'en', 12, 0.75]]
    """
    each = pair_decisions(mapper, pairs, uncertain=uncertain)
    alone = "pair " + each["pair"].astype("str")
    person = pairs["participant"].astype("object").reset_index(drop=True) if "participant" in pairs else alone
    each = each.assign(person=person.fillna(alone), language=each["language"].replace("", "unknown"))
    rows = []
    for (kind, expected), of_kind in each.groupby(["kind", "expected"], sort=False):
        for language in ["all", *sorted(of_kind["language"].unique())]:
            chosen = of_kind if language == "all" else of_kind[of_kind["language"] == language]
            counts = chosen["counts"].to_numpy(dtype=float)
            row = flipped_share(
                chosen["flipped"].to_numpy(dtype=float) * counts,
                counts,
                chosen["person"],
                resamples=resamples,
                seed=seed,
            )
            row["note"] = _note(str(row["note"]), int((counts == 0).sum()))
            rows.append({"change": kind, "language": language, "expected": expected, "units": row["decisions"], **row})
    return pd.DataFrame(rows, columns=FLIP_COLUMNS)


def _note(note: str, left_out: int) -> str:
    out = f"{left_out} pairs left out: nothing was suggested that could flip" if left_out else ""
    return "; ".join(part for part in (note.replace("decisions", "pairs"), out) if part)


def identity_swap(experiences: pd.DataFrame, swaps: pd.DataFrame) -> pd.DataFrame:
    """The same stories told by somebody else: names, origins, ages, faiths exchanged by a table.

    Parameters
    ----------
    experiences : DataFrame
        With ``narrative_id, text``, and ``language`` and ``participant`` where known.
    swaps : DataFrame
        ``kind`` (such as ``name``), ``from``, ``to`` and, where a row holds for one language only, ``language``. Whole
        words are replaced, all rows of a kind at once, so two names can change places. A word in small letters is also
        found, and replaced, with a capital. Inflected forms need rows of their own, and whatever must agree (gender,
        case) too: read the result.

    Returns
    -------
    DataFrame
        Pairs for :func:`flips`: ``pair, kind, language, text_a, text_b, expected`` (``same``), ``participant,
        narrative_id, replaced`` (how many words); one for each story and kind in which something was replaced.

    Raises
    ------
    TableError
        Missing columns or cells, two answers for one word within a kind and language, nothing found in any story.

    Examples
    --------
    >>> exp = pd.DataFrame({"narrative_id": ["a"], "text": ["I, Anna, am 30. Anna cooks."], "language": ["en"]})
    >>> swaps = pd.DataFrame({"kind": ["name", "age"], "from": ["Anna", "30"], "to": ["Amina", "60"]})
    >>> identity_swap(exp, swaps)[["kind", "text_b", "replaced"]].values.tolist()
    [['name', 'I, Amina, am 30. Amina cooks.', 2], ['age', 'I, Anna, am 60. Anna cooks.', 1]]
    """
    require_experiences(experiences)
    table = _swaps(swaps)
    rows = []
    for story in experiences.to_dict("records"):
        text, language = story["text"], story.get("language")
        language = language if isinstance(language, str) else ""
        if not isinstance(text, str):
            continue  # check_experiences names it
        for kind, of_kind in table.groupby("kind", sort=False):
            words = {row["from"]: row["to"] for row in of_kind.to_dict("records") if row["language"] in ("", language)}
            changed, count = _replace(text, words)
            if count:
                pair = f"{story['narrative_id']} {kind}"
                rows.append(
                    (
                        pair,
                        kind,
                        language,
                        text,
                        changed,
                        "same",
                        story.get("participant"),
                        story["narrative_id"],
                        count,
                    )
                )
    if not rows:
        raise TableError("swaps: none of the words stands in any story as it is written; check capitals and languages")
    columns = "pair kind language text_a text_b expected participant narrative_id replaced".split()
    return pd.DataFrame(rows, columns=columns)


def _swaps(swaps: pd.DataFrame) -> pd.DataFrame:
    require_columns(swaps, ["kind", "from", "to"], "swaps")
    for column in ("kind", "from", "to"):
        empty = swaps[column].isna() | swaps[column].astype("str").str.strip().eq("")
        if empty.any():
            raise TableError(
                f"swaps: row {int(empty.to_numpy().argmax()) + 2} has no {column}; fill it in or drop the row"
            )
    language = swaps["language"].astype("object").fillna("") if "language" in swaps else ""
    table = swaps.assign(language=language).astype({"kind": "str", "from": "str", "to": "str", "language": "str"})
    twice = table.duplicated(["kind", "from", "language"])
    if twice.any():
        row = table[twice].iloc[0]
        raise TableError(
            f"swaps: {row['from']!r} stands twice in kind {row['kind']!r}; give the second a kind of its own"
        )
    # What holds for one language goes before what holds for all.
    return table.sort_values("language", key=lambda code: code != "", kind="stable", ignore_index=True)


def _replace(text: str, words: dict[str, str]) -> tuple[str, int]:
    capital = {word[:1].upper() + word[1:]: to[:1].upper() + to[1:] for word, to in words.items()}
    known = capital | words  # as written goes before the capital of another
    if not known:
        return text, 0
    longest_first = sorted(known, key=lambda word: -len(word))
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    return pattern.subn(lambda found: known[found.group()], text)


def _check(pairs: pd.DataFrame) -> None:
    require_columns(pairs, ["pair", "kind", "language", "text_a", "text_b", "expected"], "pairs")
    if pairs.empty:
        raise TableError("pairs: the table has no rows")
    for column in ("text_a", "text_b"):
        empty = ~pairs[column].map(lambda text: isinstance(text, str) and bool(text.strip())).astype(bool)
        if empty.any():
            raise TableError(
                f"pairs: row {int(empty.to_numpy().argmax()) + 2} has no {column}; fill it in or drop the row"
            )
    if pairs["pair"].duplicated().any():
        raise TableError(f"pairs: {pairs['pair'][pairs['pair'].duplicated()].iloc[0]!r} stands twice; make it unique")
    wrong = ~pairs["expected"].isin(_EXPECTED)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise TableError(f"pairs: row {row + 2} expects {pairs['expected'].iloc[row]!r}; write 'same' or 'none'")
