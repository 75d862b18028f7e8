"""What the scoring app keeps. Rows of history are never rewritten."""

from scoring.models.cards import Scorecard, ScorecardVersion
from scoring.models.credit_changes import CreditChange, SectorExposure
from scoring.models.credit_checks import (
    HELD_FOR,
    LONGEST_REFERENCE,
    CreditCheck,
    Release,
    Reservation,
)
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
    "HELD_FOR",
    "LONGEST_REFERENCE",
    "SCORE_OVER_POINTS",
    "SUM_OF_MONEY",
    "VIEW_RESTRICTED",
    "CreditChange",
    "CreditCheck",
    "Figures",
    "Rating",
    "RatingChange",
    "Reading",
    "Release",
    "Reservation",
    "RiskScore",
    "Scorecard",
    "ScorecardVersion",
    "SectorExposure",
    "SectorLimit",
    "Snapshot",
    "Tier",
    "Treatment",
    "TreatmentPolicy",
    "Unscorable",
    "Verdict",
]
