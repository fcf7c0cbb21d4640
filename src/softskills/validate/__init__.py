"""Can it be trusted: accuracy against codings, learning curves."""

from softskills.validate.accuracy import accuracy, mean_average_precision, micro_f1, recall_at
from softskills.validate.learning import learning_curve

__all__ = ["accuracy", "learning_curve", "mean_average_precision", "micro_f1", "recall_at"]
