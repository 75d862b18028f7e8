"""What the scoring app keeps. Rows of history are never rewritten."""

from scoring.models.cards import Scorecard, ScorecardVersion
from scoring.models.ratings import (
    SCORE_OVER_POINTS,
    Rating,
    RatingChange,
    RiskScore,
    Tier,
    Unscorable,
)
from scoring.models.readings import (
    ASK_WHAT_IF,
    SUM_OF_MONEY,
    VIEW_RESTRICTED,
    Figures,
    Reading,
    Snapshot,
)
from scoring.models.treatments import SectorLimit, Treatment, TreatmentPolicy, Verdict

__all__ = [
    "ASK_WHAT_IF",
    "SCORE_OVER_POINTS",
    "SUM_OF_MONEY",
    "VIEW_RESTRICTED",
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
