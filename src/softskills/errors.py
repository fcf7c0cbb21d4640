"""One tree of errors. Each message says what was wrong and where, and what to do.

::

    SoftskillsError
    ├── InputError (also a ValueError)   what the researcher brought
    │   ├── TableError                   a table is unusable: columns, ids, encoding
    │   ├── FrameworkError               a framework file has problems; ``.problems`` lists them
    │   └── LanguageError                a language nobody serves, or none given
    ├── ModelError                       encoders, weights, saved classifiers
    │   └── FingerprintError             parts that do not belong together, or were changed
    ├── ResourceError                    a file that belongs to the package is missing
    └── OutputError (also an OSError)    a result could not be written
"""

from collections.abc import Iterable
from difflib import get_close_matches


class SoftskillsError(Exception):
    """Base of all errors raised on purpose by this package."""


class InputError(SoftskillsError, ValueError):
    """Something the researcher brought cannot be used."""


class TableError(InputError):
    """A table is unusable as a whole; single bad rows never raise."""


class FrameworkError(InputError):
    """A framework file has problems.

    Attributes
    ----------
    problems : list of str
        One line each: ``file:line: what is wrong; what to do``.
    """

    def __init__(self, message: str, problems: Iterable[str] = ()) -> None:
        self.problems = list(problems)
        super().__init__("\n".join([message, *self.problems]))


class LanguageError(InputError):
    """A language is missing, malformed, or served by nobody."""


class ModelError(SoftskillsError):
    """An encoder or a classifier cannot be loaded or used."""


class FingerprintError(ModelError):
    """Parts do not belong together: weights and encoder, framework and head, file and checksum."""


class ResourceError(SoftskillsError):
    """A file that belongs to the package is missing or damaged."""


class OutputError(SoftskillsError, OSError):
    """A result could not be written; what stood there before is untouched."""


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the nearest choice, or an empty string.

    Examples
    --------
    >>> did_you_mean("lable", ["label", "definition"])
    " (did you mean 'label'?)"
    >>> did_you_mean("zzz", ["label"])
    ''
    """
    nearest = get_close_matches(str(word), list(choices), n=1)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""
