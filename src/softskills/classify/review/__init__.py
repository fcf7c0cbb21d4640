"""People decide: suggestions as a table to fill, and decisions back as codings that ``fit`` can learn from.

A row whose filling is not clear keeps what was written in it, and counts as undecided until it is mended.
"""

from softskills.classify.review.filled import read_review
from softskills.classify.review.offered import review
from softskills.classify.review.outcome import decisions_to_codings, review_agreement
from softskills.classify.review.rows import AGREEMENT_COLUMNS, CODING_COLUMNS, DECISIONS, REVIEW_COLUMNS
from softskills.classify.review.workbook import write_review

__all__ = [
    "AGREEMENT_COLUMNS",
    "CODING_COLUMNS",
    "DECISIONS",
    "REVIEW_COLUMNS",
    "decisions_to_codings",
    "read_review",
    "review",
    "review_agreement",
    "write_review",
]
