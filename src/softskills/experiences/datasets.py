"""The stories that travel with the package. All are written by a language model and say so in every row."""

import pandas as pd

from softskills.experiences.tables import read_experiences
from softskills.files import read_table
from softskills.resources import resource

_OFFSETS = ("unit", "start", "end")


def load_partner_samples() -> pd.DataFrame:
    """Stories as women and men in the partner countries might tell them.

    Returns
    -------
    DataFrame
        One row per story, with the columns of a table of experiences; ``synthetic`` is True
        throughout. None of them stands in the seed corpus, so they serve as its held-out test.

    Examples
    --------
    >>> exp = load_partner_samples()
    >>> sorted(exp["language"].unique())
    ['en', 'es', 'fr', 'it', 'nb', 'pl', 'sk']
    """
    return _with_truth(read_experiences(resource("data/partner_samples") / "partner_samples.csv"))


def load_codings() -> pd.DataFrame:
    """Codings of the partner samples, long form. The coders are language models.

    Examples
    --------
    >>> {"narrative_id", "unit", "start", "end", "coder", "competence"} <= set(load_codings().columns)
    True
    """
    return _with_offsets(read_table(resource("data/partner_samples") / "codings.csv"))


def load_seed() -> pd.DataFrame:
    """Stories of the seed corpus, on which the shipped classifier was trained.

    Returns
    -------
    DataFrame
        One row per story, with ``batch``: stories of one batch were written in one go and never
        stand on both sides of an evaluation; and ``split``: train, development or test.

    Examples
    --------
    >>> bool(load_seed()["synthetic"].all())
    True
    """
    return _with_truth(read_experiences(resource("data/seed") / "narratives.csv"))


def load_seed_codings() -> pd.DataFrame:
    """Codings of the seed corpus, long form. The coders are language models.

    Returns
    -------
    DataFrame
        Development and test are coded by two and adjudicated (coder ``gold``). ``hard_case`` says why a
        unit that looks like evidence is none: ``other`` (somebody else did it), ``wish``, ``not``, ``order``,
        ``burden``, ``praise``; empty elsewhere, and throughout batches a to d.

    Examples
    --------
    >>> load_seed_codings()["narrative_id"].isin(load_seed()["narrative_id"]).all()
    np.True_
    """
    return _with_offsets(read_table(resource("data/seed") / "codings.csv"))


def load_ratings() -> pd.DataFrame:
    """Content ratings of the draft framework's indicators, by twelve machine-made raters in two rounds.

    Returns
    -------
    DataFrame
        ``indicator, rater, round, relevance`` (1 to 4), ``essential`` (essential, useful, not necessary), ``country,
        role``. A language model played the raters: the table shows the method, and is no verdict on the framework.

    Examples
    --------
    >>> sorted(load_ratings()["round"].unique().tolist())
    [1, 2]
    """
    table = read_table(resource("data/partner_samples") / "ratings.csv")
    return _with_truth(table.astype({"round": "int64", "relevance": "int64"}))


def load_parallel() -> pd.DataFrame:
    """The same accounts in seven languages, sentence by sentence, as a table of experiences.

    Returns
    -------
    DataFrame
        ``narrative_id``, ``story`` (what the versions share), ``original_language``, ``language``, ``translation``
        (``machine`` for all but the original), ``theme``, ``text``. Written and translated by a language model.

    Examples
    --------
    >>> parallel = load_parallel()
    >>> int(parallel.groupby("story")["language"].nunique().min())
    7
    """
    return _with_truth(read_experiences(resource("data/partner_samples") / "parallel.csv"))


def load_pairs() -> pd.DataFrame:
    """Pairs of short texts that differ in one thing.

    Returns
    -------
    DataFrame
        ``pair, kind, language, text_a, text_b, expected``. Kinds ``agent, negation, wish``: the deed is hers in
        ``text_a`` only (``expected`` is ``none``). Kinds ``name, origin, gender, faith, age``: the same deed, told by
        somebody else (``same``). Kind ``paraphrase``: a unit of the stories, and the same in other words (``same``).
        Written by a language model that never saw the framework.

    Examples
    --------
    >>> sorted(load_pairs()["expected"].unique().tolist())
    ['none', 'same']
    """
    return _with_truth(read_table(resource("data/partner_samples") / "pairs.csv"))


def coded_units(experiences: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """The meaning units that coders saw, which need not be those :func:`softskills.segment` would cut.

    Parameters
    ----------
    experiences : DataFrame
        With ``narrative_id, text`` and, where known, ``language``.
    codings : DataFrame
        With ``narrative_id, unit, start, end``.

    Returns
    -------
    DataFrame
        Columns ``narrative_id, unit, start, end, text, language``.

    Examples
    --------
    >>> units = coded_units(load_seed(), load_seed_codings())
    >>> units.columns.tolist()
    ['narrative_id', 'unit', 'start', 'end', 'text', 'language']
    """
    units = codings[["narrative_id", "unit", "start", "end"]].drop_duplicates(ignore_index=True)
    stories = experiences.set_index("narrative_id")
    units = units[units["narrative_id"].isin(stories.index)].reset_index(drop=True)
    texts = stories["text"].to_dict()
    spans = zip(units["narrative_id"], units["start"], units["end"], strict=True)
    units["text"] = [texts[story][start:end] for story, start, end in spans]
    units["language"] = units["narrative_id"].map(stories["language"]) if "language" in stories else ""
    return units


def _with_offsets(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype(dict.fromkeys(_OFFSETS, "int64"))


def _with_truth(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(synthetic=table["synthetic"].str.lower() == "true")
