"""What the scoring app keeps. Rows of history are never rewritten."""

from scoring.models.back_tests import BackTest, BackTestPart
from scoring.models.cards import (
    ChampionProposal,
    Scorecard,
    ScorecardAuthor,
    ScorecardVersion,
)
from scoring.models.credit_changes import CreditChange, SectorExposure
from scoring.models.credit_checks import (
    HELD_FOR,
    LONGEST_REFERENCE,
    CreditCheck,
    Release,
    Reservation,
)
from scoring.models.customer_treatments import CustomerTreatment, TreatmentDue, TreatmentProposal
from scoring.models.drift import DriftMonth
from scoring.models.fittings import Fitting
from scoring.models.losses import ProvisionMatrix
from scoring.models.overrides import DECIDE_OVERRIDES, MOST_DAYS, Override
from scoring.models.peers import PeerFigure
from scoring.models.ratings import (
    SCORE_OVER_POINTS,
    Rating,
    RatingChange,
    RatingHistory,
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
from scoring.models.references import RegionGrade, ScoreTable, ScoreTableLine
from scoring.models.treatments import (
    PUBLISH_TREATMENTS,
    SectorLimit,
    Treatment,
    TreatmentAuthor,
    TreatmentPolicy,
    Verdict,
)

__all__ = [
    "ASK_WHAT_IF",
    "DECIDE_OVERRIDES",
    "HELD_FOR",
    "LONGEST_REFERENCE",
    "MOST_DAYS",
    "PUBLISH_TREATMENTS",
    "SCORE_OVER_POINTS",
    "SUM_OF_MONEY",
    "VIEW_RESTRICTED",
    "BackTest",
    "BackTestPart",
    "ChampionProposal",
    "CreditChange",
    "CreditCheck",
    "CustomerTreatment",
    "DriftMonth",
    "Figures",
    "Fitting",
    "Override",
    "PeerFigure",
    "ProvisionMatrix",
    "Rating",
    "RatingChange",
    "RatingHistory",
    "Reading",
    "RegionGrade",
    "Release",
    "Reservation",
    "RiskScore",
    "ScoreTable",
    "ScoreTableLine",
    "Scorecard",
    "ScorecardAuthor",
    "ScorecardVersion",
    "SectorExposure",
    "SectorLimit",
    "Snapshot",
    "Tier",
    "Treatment",
    "TreatmentAuthor",
    "TreatmentDue",
    "TreatmentPolicy",
    "TreatmentProposal",
    "Unscorable",
    "Verdict",
]
