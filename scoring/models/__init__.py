"""What the scoring app keeps. Rows of history are never rewritten."""

from scoring.models.back_tests import BackTest, BackTestPart
from scoring.models.cards import Scorecard, ScorecardVersion
from scoring.models.drift import DriftMonth
from scoring.models.ratings import (
    SCORE_OVER_POINTS,
    Rating,
    RatingChange,
    RiskScore,
    Tier,
    Unscorable,
)
from scoring.models.readings import SUM_OF_MONEY, VIEW_RESTRICTED, Figures, Reading, Snapshot
from scoring.models.treatments import SectorLimit, Treatment, TreatmentPolicy, Verdict

__all__ = [
    "SCORE_OVER_POINTS",
    "SUM_OF_MONEY",
    "VIEW_RESTRICTED",
    "BackTest",
    "BackTestPart",
    "DriftMonth",
    "Figures",
    "Rating",
    "RatingChange",
    "Reading",
    "RiskScore",
    "Scorecard",
    "ScorecardVersion",
    "SectorLimit",
    "Snapshot",
    "Tier",
    "Treatment",
    "TreatmentPolicy",
    "Unscorable",
    "Verdict",
]
