"""``SkillClassifier``: the mapping as a scikit-learn estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from softskills.classify.explanation import Explanation
from softskills.classify.features import as_units
from softskills.classify.head import Wording, fit_head, recalibrate
from softskills.classify.mapping import Mapper
from softskills.classify.persistence import load_mapper, save_mapper, seed_corpus, seed_head
from softskills.classify.zeroshot import wording_examples
from softskills.encoding import Encoder, VectorCache, load_encoder
from softskills.errors import InputError
from softskills.framework import Framework, load_framework

_ENOUGH_TO_RECALIBRATE = 30


class SkillClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Maps texts onto the competences of a framework.

    Parameters
    ----------
    encoder : str or Encoder
        See :func:`softskills.load_encoder`.
    framework : Framework or path, optional
        The packaged draft where omitted.
    C : float
        Inverse strength of the L2 penalty of the heads.
    context : float
        Share of the neighbouring units' vectors that is mixed in.
    wording : float
        Weight of each piece of the framework's own wording as a training example; 0 leaves it out.
    aim : "balance" or float
        What ``predict`` decides by: greatest F1, or a precision such as 0.8.
    cache : bool
        Keep vectors between runs (personal data: see ``softskills cache clear``).

    Attributes
    ----------
    classes_ : ndarray of str
        Competences in the order of the columns.
    mapper_ : Mapper
        The fitted mapping.

    Notes
    -----
    Multilabel: ``Y`` is units × competences, 0 or 1, as :func:`softskills.label_matrix` makes it; a
    unit may have none. In cross-validation give ``groups=units["narrative_id"]``, so that a story is
    never on both sides.

    Examples
    --------
    >>> import softskills as sk
    >>> clf = sk.load_classifier()
    >>> clf.predict_proba(["Jeg skrev ned hvem som skulle hvor, hele uka."], language="nb").shape
    (1, 19)
    """

    def __init__(
        self,
        encoder: str | Encoder = "builtin",
        *,
        framework: Framework | str | Path | None = None,
        C: float = 0.2,
        context: float = 0.25,
        wording: float = 0.3,
        aim: str | float = "balance",
        cache: bool = True,
    ) -> None:
        self.encoder = encoder
        self.framework = framework
        self.C = C
        self.context = context
        self.wording = wording
        self.aim = aim
        self.cache = cache

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.target_tags.multi_output = True
        tags.target_tags.single_output = False
        tags.classifier_tags.multi_label = True
        tags.classifier_tags.multi_class = False
        return tags

    # -- scikit-learn ----------------------------------------------------------------------------

    def fit(self, X: Any, Y: Any) -> Self:
        """Train a head on labelled units.

        Parameters
        ----------
        X : DataFrame or sequence of str
            A units table with ``text, language`` and, where known, ``narrative_id, unit``; or texts.
            Calibration and thresholds come from stories held out; where there is a column
            ``batch``, from whole batches held out, which promises less and keeps more; where there is
            a column ``split`` (as in the seed corpus), from its ``development`` part. Rows of the
            ``test`` part are refused: what was learned from it can no longer be measured by it.
        Y : DataFrame or array of 0 and 1, shape (n, k)
            Columns are competences of the framework, in any order; ``classes_`` has them in the
            framework's. An array has all of them, in the framework's order (scikit-learn's
            ``cross_val_predict`` makes an array of Y).

        Returns
        -------
        SkillClassifier
            Itself.
        """
        units = as_units(X)
        bare = self._bare_mapper()
        labels, classes = _labels(Y, X, bare.framework, bare.framework.ids)
        unread = np.isnan(bare.encoder.coverage(units["text"].tolist(), units["language"].tolist()))
        if unread.any():
            codes = ", ".join(sorted(set(units["language"][unread])))
            raise InputError(
                f"{int(unread.sum())} units are in a language the encoder does not serve ({codes}); leave them out"
            )
        development = None
        if isinstance(X, pd.DataFrame) and "split" in X.columns:
            if X["split"].eq("test").any():
                raise InputError('X holds rows of the test part; fit on X[X["split"] != "test"]')
            development = X["split"].eq("development").to_numpy()
        vectors, owners = wording_examples(bare.framework, bare.encoder, cache=bare.cache)
        places = np.array([classes.index(name) if name in classes else -1 for name in bare.framework.ids])[owners]
        head = fit_head(
            bare.features(units),
            labels,
            _held_together(X, units),
            classes,
            C=self.C,
            aim=self.aim,
            wording=Wording(vectors[places >= 0], places[places >= 0], self.wording),
            development=development,
        )
        self.mapper_ = Mapper(bare.framework, bare.encoder, head, bare.context, bare.cache)
        self.classes_ = np.array(classes)
        return self

    def fit_seed(self) -> Self:
        """Train a head on the seed corpus, for this encoder and the languages it serves.

        Returns
        -------
        SkillClassifier
            Itself; calibrated on the development part. The test part is left alone. With the built-in encoder and
            the settings as they are, this is the shipped head: it is loaded, not trained once more.

        Examples
        --------
        >>> SkillClassifier("use", cache=False).fit_seed().classes_[:2].tolist()
        ['A1', 'A2']
        """
        mine = {**self.get_params(deep=False), "encoder": "builtin", "cache": True}
        encoder = load_encoder(self.encoder)
        if encoder.name == "builtin" and mine == SkillClassifier().get_params(deep=False):
            shipped = load_classifier(encoder=encoder, cache=self.cache)
            self.mapper_, self.classes_ = shipped.mapper_, shipped.classes_
            return self
        units, Y = seed_corpus()
        served = encoder.languages
        keep = units["split"].ne("test") & (units["language"].isin(served) if served else True)
        return self.fit(units[keep], Y[keep])

    def recalibrate(self, X: Any, Y: Any) -> SkillClassifier:
        """Fit probabilities and thresholds to another sample, whose prevalence differs; the weights stay.

        Parameters
        ----------
        X, Y : as in :meth:`fit`
            Units that people coded, of at least some ten narratives, and not those it was trained on.

        Returns
        -------
        SkillClassifier
            A new one; this one is not changed.

        Raises
        ------
        InputError
            With fewer than 30 labelled units: too few to say how often what occurs.

        Notes
        -----
        Sigmoid scaling per competence, of all together where a competence has fewer than twelve positive
        units (Platt 1999); see :mod:`softskills.classify.calibration`. Measure the result on other narratives than
        these.
        """
        check_is_fitted(self, "mapper_")
        labels, classes = _labels(Y, X, self.mapper_.framework, self.mapper_.classes)
        if classes != self.mapper_.classes:
            raise InputError(
                f"Y has the competences {', '.join(classes)}; all of {', '.join(self.mapper_.classes)} are needed"
            )
        if (labelled := int(labels.any(axis=1).sum())) < _ENOUGH_TO_RECALIBRATE:
            raise InputError(
                f"Y has {labelled} labelled units; at least {_ENOUGH_TO_RECALIBRATE} are needed to recalibrate"
            )
        assert self.mapper_.head is not None  # noqa: S101 - fitted
        head = recalibrate(self.mapper_.head, self.mapper_.features(as_units(X)), labels, aim=self.aim)
        new = SkillClassifier(**self.get_params(deep=False))
        new.mapper_, new.classes_ = replace(self.mapper_, head=head), self.classes_
        return new

    def predict_proba(self, X: Any, *, language: str | Sequence[str] | None = None) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (n, k), columns ``classes_``; see :meth:`Mapper.predict_proba`."""
        check_is_fitted(self, "mapper_")
        return self.mapper_.predict_proba(X, language=language)

    def predict(self, X: Any, *, language: str | Sequence[str] | None = None) -> NDArray[np.int64]:
        """Decide yes (1) or no (0) for each text and competence by the thresholds of ``aim``.

        Returns
        -------
        ndarray of int, shape (n, k)
            All 0 where nothing is seen or the language is not served.
        """
        probability = self.predict_proba(X, language=language)
        assert self.mapper_.head is not None  # noqa: S101 - fitted
        return np.asarray(probability >= self.mapper_.head.decision, dtype=np.int64)

    def score(self, X: Any, Y: Any, *, language: str | Sequence[str] | None = None) -> float:
        """Mean average precision over the competences that occur in ``Y``.

        Returns
        -------
        float
            0–1; a classifier that knows nothing reaches the mean prevalence.
        """
        from sklearn.metrics import average_precision_score

        check_is_fitted(self, "mapper_")
        labels, classes = _labels(Y, X, self.mapper_.framework, self.mapper_.classes)
        strange = [name for name in classes if name not in self.mapper_.classes]
        if strange:
            raise InputError(f"Y has a column {strange[0]!r}, for which this classifier was not fitted")
        columns = [self.mapper_.classes.index(name) for name in classes]
        probability = np.nan_to_num(self.predict_proba(X, language=language))[:, columns]
        seen = labels.sum(axis=0) > 0
        if not seen.any():
            raise InputError("Y names no competence in any row; average precision is not defined")
        return float(average_precision_score(labels[:, seen], probability[:, seen], average="macro"))

    # -- stories ---------------------------------------------------------------------------------

    def map(self, experiences: pd.DataFrame, *, evidence: bool = True, progress: bool = True) -> pd.DataFrame:
        """Map whole stories; see :meth:`Mapper.map`. Zero-shot where it has not been fitted."""
        return self._mapper().map(experiences, evidence=evidence, progress=progress)

    def explain(self, text: str, *, language: str | None = None) -> Explanation:
        """Show the evidence in one text; see :meth:`Mapper.explain`."""
        return self._mapper().explain(text, language=language)

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the fitted classifier as a folder (safetensors, JSON, the framework, a model card)."""
        check_is_fitted(self, "mapper_")
        return save_mapper(self.mapper_, folder, force=force)

    def _mapper(self) -> Mapper:
        return self.mapper_ if hasattr(self, "mapper_") else self._bare_mapper()

    def _bare_mapper(self) -> Mapper:
        framework = self.framework if isinstance(self.framework, Framework) else load_framework(self.framework)
        return Mapper(
            framework, load_encoder(self.encoder), context=self.context, cache=VectorCache() if self.cache else None
        )


def _held_together(X: Any, units: pd.DataFrame) -> pd.Series:
    """What is held out as a whole: batches where they are known and there are several, else stories."""
    if isinstance(X, pd.DataFrame) and "batch" in X.columns and X["batch"].nunique() > 1:
        return X["batch"]
    return units["narrative_id"]


def _labels(
    Y: Any, X: Any, framework: Framework, default: tuple[str, ...]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Values and competences of Y, in the framework's order; an array has the ``default`` competences."""
    if isinstance(Y, pd.DataFrame):
        unknown = [name for name in Y.columns if name not in framework]
        if unknown:
            raise InputError(f"Y has a column {unknown[0]!r} that is no competence of framework {framework.id!r}")
        if isinstance(X, pd.DataFrame) and not X.index.equals(Y.index) and set(X.index) == set(Y.index):
            raise InputError("X and Y have the same rows in a different order; give Y.loc[X.index]")
        classes = tuple(name for name in framework.ids if name in Y.columns)
        values = Y[list(classes)].to_numpy()
    else:
        values, classes = np.asarray(Y), default
    if values.ndim != 2 or values.shape != (len(X), len(classes)):
        raise InputError(
            f"Y has shape {values.shape}, expected ({len(X)}, {len(classes)}): units × competences, see label_matrix"
        )
    if not np.isin(values, (0, 1)).all():
        raise InputError("Y holds values other than 0 and 1; see label_matrix")
    return values.astype(np.int64), classes


def load_classifier(
    path: str | Path | None = None, *, encoder: str | Encoder = "builtin", download: bool = False, cache: bool = True
) -> SkillClassifier:
    """Load a classifier that is ready to use.

    Parameters
    ----------
    path : path, optional
        A folder that :meth:`SkillClassifier.save` wrote; the shipped classifier where omitted.
    encoder : str or Encoder
        The one the saved head was trained on. Without ``path``, for another than ``"builtin"`` a
        head is trained on the seed corpus at first use (seconds, plus the encoding) and kept.
    download : bool
        Allow a hub id to be fetched.
    cache : bool
        Keep vectors between runs.

    Returns
    -------
    SkillClassifier
        Fitted.

    Raises
    ------
    FingerprintError
        If head, encoder and framework do not belong together, or a file was changed.
    """
    chosen = load_encoder(encoder, download=download)
    vectors = VectorCache() if cache else None
    if path is None and chosen.name != "builtin":
        mapper = seed_head(chosen, vectors, lambda: SkillClassifier(chosen, cache=cache).fit_seed().mapper_)
    else:
        mapper = load_mapper(path, encoder=chosen, cache=vectors)
    classifier = SkillClassifier(
        encoder if not download else chosen, framework=mapper.framework, context=mapper.context, cache=cache
    )
    classifier.mapper_ = mapper
    classifier.classes_ = np.array(mapper.classes)
    return classifier
