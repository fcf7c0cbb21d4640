"""What can be found: the competence framework and its crosswalks."""

from softskills.framework.model import Area, Competence, Framework, Indicator
from softskills.framework.reading import check_framework, framework_schema, load_framework

__all__ = [
    "Area",
    "Competence",
    "Framework",
    "Indicator",
    "check_framework",
    "framework_schema",
    "load_framework",
]
