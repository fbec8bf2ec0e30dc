"""Measures extractions against annotated articles: precision, recall, F1, calibration, mistakes."""

from newsgraph.evaluation.attributes import Share
from newsgraph.evaluation.calibration import expected_calibration_error, reliability_plot
from newsgraph.evaluation.gold import GoldArticle, GoldEntity, GoldFact
from newsgraph.evaluation.mentions import MentionFact, match_mentions
from newsgraph.evaluation.mistakes import Mistake, commonest, mistakes
from newsgraph.evaluation.predictions import PredictedFact, Prediction
from newsgraph.evaluation.reading import gold_articles, read_gold, read_predictions
from newsgraph.evaluation.rows import EvaluationError
from newsgraph.evaluation.scoring import Evaluation, Score, evaluate, score
from newsgraph.evaluation.splits import every_fifth, held_out

__all__ = [
    "Evaluation",
    "EvaluationError",
    "GoldArticle",
    "GoldEntity",
    "GoldFact",
    "MentionFact",
    "Mistake",
    "PredictedFact",
    "Prediction",
    "Score",
    "Share",
    "commonest",
    "evaluate",
    "every_fifth",
    "expected_calibration_error",
    "gold_articles",
    "held_out",
    "match_mentions",
    "mistakes",
    "read_gold",
    "read_predictions",
    "reliability_plot",
    "score",
]
