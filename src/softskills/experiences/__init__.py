"""What people told: tables, meaning units, languages, privacy, codings, and the packaged stories."""

from softskills.experiences.codings import align_codings, label_matrix, migrate_codings
from softskills.experiences.language import detect_languages, resolve_languages
from softskills.experiences.privacy import Pseudonymised, pseudonymise
from softskills.experiences.segmentation import segment, unit_spans
from softskills.experiences.tables import check_experiences, read_experiences

__all__ = [
    "Pseudonymised",
    "align_codings",
    "check_experiences",
    "detect_languages",
    "label_matrix",
    "migrate_codings",
    "pseudonymise",
    "read_experiences",
    "resolve_languages",
    "segment",
    "unit_spans",
]
