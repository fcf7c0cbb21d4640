"""The stories that travel with the package. All are written by a language model and say so in every row."""

import pandas as pd

from softskills.experiences.tables import read_experiences
from softskills.files import read_table
from softskills.resources import resource

_OFFSETS = ["unit", "start", "end"]


def load_partner_samples() -> pd.DataFrame:
    """Stories as women and men in the partner countries might tell them.

    Returns
    -------
    DataFrame
        One row per story, with the columns of a table of experiences; ``synthetic`` is True
        throughout. None of them stands in the seed corpus.

    Examples
    --------
    >>> exp = load_partner_samples()
    >>> sorted(exp["language"].unique())
    ['en', 'es', 'fr', 'it', 'nb', 'pl', 'sk']
    """
    return _with_truth(read_experiences(resource("data/partner_samples") / "partner_samples.csv"))


def load_seed(*, split: str | None = None) -> pd.DataFrame:
    """Stories of the seed corpus, on which the shipped classifier was trained.

    Parameters
    ----------
    split : {"train", "test"}, optional
        Only this part; all where omitted.

    Returns
    -------
    DataFrame
        One row per story, with ``batch`` and ``split``.

    Examples
    --------
    >>> bool(load_seed(split="test")["synthetic"].all())
    True
    """
    table = _with_truth(read_experiences(resource("data/seed") / "narratives.csv"))
    return table if split is None else table[table["split"] == split].reset_index(drop=True)


def load_units() -> pd.DataFrame:
    """Meaning units of the seed corpus, as its coders saw them (not as :func:`segment` would cut them).

    Examples
    --------
    >>> load_units().columns.tolist()
    ['narrative_id', 'unit', 'start', 'end', 'text', 'language']
    """
    units = _with_offsets(read_table(resource("data/seed") / "units.csv"))
    stories = load_seed().set_index("narrative_id")
    texts = stories["text"].to_dict()
    units["text"] = [
        texts[story][start:end]
        for story, start, end in zip(units["narrative_id"], units["start"], units["end"], strict=True)
    ]
    units["language"] = units["narrative_id"].map(stories["language"])
    return units


def load_codings() -> pd.DataFrame:
    """Codings of the seed corpus, long form; the coders are language models.

    Examples
    --------
    >>> codings = load_codings()
    >>> {"narrative_id", "unit", "start", "end", "coder", "competence"} <= set(codings.columns)
    True
    """
    return _with_offsets(read_table(resource("data/seed") / "codings.csv"))


def _with_offsets(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype(dict.fromkeys(_OFFSETS, "int64"))


def _with_truth(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(synthetic=table["synthetic"].str.lower() == "true")
