"""What the scoring app keeps. Rows of history are never rewritten."""

from scoring.models.cards import Scorecard, ScorecardVersion
from scoring.models.peers import PeerFigure
from scoring.models.ratings import (
    SCORE_OVER_POINTS,
    Rating,
    RatingChange,
    RiskScore,
    Tier,
    Unscorable,
)
from scoring.models.readings import SUM_OF_MONEY, VIEW_RESTRICTED, Figures, Reading, Snapshot
from scoring.models.references import RegionGrade, ScoreTable, ScoreTableLine
from scoring.models.treatments import SectorLimit, Treatment, TreatmentPolicy, Verdict

__all__ = [
    "SCORE_OVER_POINTS",
    "SUM_OF_MONEY",
    "VIEW_RESTRICTED",
    "Figures",
    "PeerFigure",
    "Rating",
    "RatingChange",
    "Reading",
    "RegionGrade",
    "RiskScore",
    "ScoreTable",
    "ScoreTableLine",
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
