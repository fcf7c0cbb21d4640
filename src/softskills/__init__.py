"""softskills: a research kit that maps life and care-work stories onto a soft-skills framework.

For research on frameworks and samples. Not for hiring, ranking, grading, admission, benefits, or the
recognition or certification of persons.

The names below are loaded when they are first used, so that ``import softskills`` takes milliseconds.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from softskills.audit import read_audit
    from softskills.classify.classifier import SkillClassifier, load_classifier
    from softskills.classify.forget import forget
    from softskills.classify.mapping import Mapper
    from softskills.classify.persistence import load_mapper, seed_corpus
    from softskills.classify.review import decisions_to_codings, read_review, review, review_agreement, write_review
    from softskills.encoding import BuiltinEncoder, check_lexicon, load_encoder
    from softskills.errors import SoftskillsError
    from softskills.experiences import (
        align_codings,
        check_experiences,
        datasets,
        detect_languages,
        label_matrix,
        migrate_codings,
        pseudonymise,
        read_experiences,
        segment,
    )
    from softskills.experiences.anonymity import anonymity_report
    from softskills.experiences.privacy.key import reidentify
    from softskills.files import write_table
    from softskills.framework import Framework, check_framework, framework_schema, load_framework
    from softskills.framework.refi import read_qdc, write_qdc
    from softskills.report.codebook import codebook
    from softskills.report.figures.accuracy import plot_confusions, plot_reliability, plot_risk_coverage
    from softskills.report.figures.agreement import plot_agreement
    from softskills.report.figures.countries import plot_countries, plot_dif, plot_flips
    from softskills.report.figures.coverage import plot_competence_heatmap, plot_saturation, plot_unit_map
    from softskills.report.figures.learning import plot_learning_curve
    from softskills.report.framework_report import framework_report
    from softskills.report.overview import overview
    from softskills.report.portrait import portrait
    from softskills.validate.accuracy import accuracy
    from softskills.validate.agreement import agreement, confused_pairs, to_discuss
    from softskills.validate.content import content_summary, content_validity
    from softskills.validate.countries import countries
    from softskills.validate.coverage import coverage
    from softskills.validate.diagnostics import indicator_pull, redundancy, unit_map
    from softskills.validate.dif import dif, person_table
    from softskills.validate.dif_simulation import simulate_dif
    from softskills.validate.from_scores import language_from_scores
    from softskills.validate.learning import learning_curve
    from softskills.validate.missed import missed
    from softskills.validate.pairs import flips, identity_swap, pair_decisions
    from softskills.validate.parallel import parallel, story_scores
    from softskills.validate.perturb import perturb
    from softskills.validate.profiles import known_groups, profile
    from softskills.validate.pseudonymisation import changed_by_pseudonymising
    from softskills.validate.robustness import robustness
    from softskills.validate.saturation import saturation
    from softskills.validate.separability import confounded, feasible
    from softskills.validate.validation import Validation, validate

_HOMES = {
    "BuiltinEncoder": "encoding",
    "Framework": "framework",
    "Mapper": "classify.mapping",
    "SkillClassifier": "classify.classifier",
    "SoftskillsError": "errors",
    "Validation": "validate.validation",
    "accuracy": "validate.accuracy",
    "agreement": "validate.agreement",
    "align_codings": "experiences",
    "anonymity_report": "experiences.anonymity",
    "changed_by_pseudonymising": "validate.pseudonymisation",
    "check_experiences": "experiences",
    "check_framework": "framework",
    "check_lexicon": "encoding",
    "codebook": "report.codebook",
    "confounded": "validate.separability",
    "confused_pairs": "validate.agreement",
    "content_summary": "validate.content",
    "content_validity": "validate.content",
    "countries": "validate.countries",
    "coverage": "validate.coverage",
    "datasets": "experiences.datasets",
    "decisions_to_codings": "classify.review",
    "detect_languages": "experiences",
    "dif": "validate.dif",
    "feasible": "validate.separability",
    "flips": "validate.pairs",
    "forget": "classify.forget",
    "framework_report": "report.framework_report",
    "framework_schema": "framework",
    "identity_swap": "validate.pairs",
    "indicator_pull": "validate.diagnostics",
    "known_groups": "validate.profiles",
    "label_matrix": "experiences",
    "language_from_scores": "validate.from_scores",
    "learning_curve": "validate.learning",
    "load_classifier": "classify.classifier",
    "load_encoder": "encoding",
    "load_framework": "framework",
    "load_mapper": "classify.persistence",
    "migrate_codings": "experiences",
    "missed": "validate.missed",
    "overview": "report.overview",
    "pair_decisions": "validate.pairs",
    "parallel": "validate.parallel",
    "person_table": "validate.dif",
    "perturb": "validate.perturb",
    "plot_agreement": "report.figures.agreement",
    "plot_competence_heatmap": "report.figures.coverage",
    "plot_confusions": "report.figures.accuracy",
    "plot_countries": "report.figures.countries",
    "plot_dif": "report.figures.countries",
    "plot_flips": "report.figures.countries",
    "plot_learning_curve": "report.figures.learning",
    "plot_reliability": "report.figures.accuracy",
    "plot_risk_coverage": "report.figures.accuracy",
    "plot_saturation": "report.figures.coverage",
    "plot_unit_map": "report.figures.coverage",
    "portrait": "report.portrait",
    "profile": "validate.profiles",
    "pseudonymise": "experiences",
    "read_audit": "audit",
    "read_experiences": "experiences",
    "read_qdc": "framework.refi",
    "read_review": "classify.review",
    "redundancy": "validate.diagnostics",
    "reidentify": "experiences.privacy.key",
    "review": "classify.review",
    "review_agreement": "classify.review",
    "robustness": "validate.robustness",
    "saturation": "validate.saturation",
    "seed_corpus": "classify.persistence",
    "segment": "experiences",
    "simulate_dif": "validate.dif_simulation",
    "story_scores": "validate.parallel",
    "to_discuss": "validate.agreement",
    "unit_map": "validate.diagnostics",
    "validate": "validate.validation",
    "write_qdc": "framework.refi",
    "write_review": "classify.review",
    "write_table": "files",
}

__all__ = [
    "BuiltinEncoder",
    "Framework",
    "Mapper",
    "SkillClassifier",
    "SoftskillsError",
    "Validation",
    "__version__",
    "accuracy",
    "agreement",
    "align_codings",
    "anonymity_report",
    "changed_by_pseudonymising",
    "check_experiences",
    "check_framework",
    "check_lexicon",
    "codebook",
    "confounded",
    "confused_pairs",
    "content_summary",
    "content_validity",
    "countries",
    "coverage",
    "datasets",
    "decisions_to_codings",
    "detect_languages",
    "dif",
    "feasible",
    "flips",
    "forget",
    "framework_report",
    "framework_schema",
    "identity_swap",
    "indicator_pull",
    "known_groups",
    "label_matrix",
    "language_from_scores",
    "learning_curve",
    "load_classifier",
    "load_encoder",
    "load_framework",
    "load_mapper",
    "migrate_codings",
    "missed",
    "overview",
    "pair_decisions",
    "parallel",
    "person_table",
    "perturb",
    "plot_agreement",
    "plot_competence_heatmap",
    "plot_confusions",
    "plot_countries",
    "plot_dif",
    "plot_flips",
    "plot_learning_curve",
    "plot_reliability",
    "plot_risk_coverage",
    "plot_saturation",
    "plot_unit_map",
    "portrait",
    "profile",
    "pseudonymise",
    "read_audit",
    "read_experiences",
    "read_qdc",
    "read_review",
    "redundancy",
    "reidentify",
    "review",
    "review_agreement",
    "robustness",
    "saturation",
    "seed_corpus",
    "segment",
    "simulate_dif",
    "story_scores",
    "to_discuss",
    "unit_map",
    "validate",
    "write_qdc",
    "write_review",
    "write_table",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("softskills")
    if name not in _HOMES:
        from softskills.errors import did_you_mean

        raise AttributeError(f"softskills has no {name!r}{did_you_mean(name, _HOMES)}")
    module = import_module(f"softskills.{_HOMES[name]}")
    value = module if name == "datasets" else getattr(module, name)
    globals()[name] = value
    return value


class _Surface(ModuleType):
    """``validate`` is a storey of the package and a function: who asks the package for it gets the function."""

    def __setattr__(self, name: str, value: object) -> None:
        # The import system binds each submodule to its parent, here over a public name.
        if isinstance(value, ModuleType) and name in _HOMES:
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Surface


def __dir__() -> list[str]:
    return sorted(__all__)
