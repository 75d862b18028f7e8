"""What the scoring app keeps. Rows of history are never rewritten."""

from scoring.models.cards import (
    ChampionProposal,
    Scorecard,
    ScorecardAuthor,
    ScorecardVersion,
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
    "SCORE_OVER_POINTS",
    "SUM_OF_MONEY",
    "VIEW_RESTRICTED",
    "ChampionProposal",
    "Figures",
    "Rating",
    "RatingChange",
    "Reading",
    "RiskScore",
    "Scorecard",
    "ScorecardAuthor",
    "ScorecardVersion",
    "SectorLimit",
    "Snapshot",
    "Tier",
    "Treatment",
    "TreatmentPolicy",
    "Unscorable",
    "Verdict",
]
