"""Ending relationships: cases, and all that belongs to one."""

from removal.models.cases import (
    RemovalCase,
    RemovalCaseQuerySet,
    RemovalDecision,
    RemovalWithdrawal,
)
from removal.models.effect import EffectLook, EffectPart, EffectStudy
from removal.models.feedback import FeedbackRound, MarketFeedback

__all__ = [
    "EffectLook",
    "EffectPart",
    "EffectStudy",
    "FeedbackRound",
    "MarketFeedback",
    "RemovalCase",
    "RemovalCaseQuerySet",
    "RemovalDecision",
    "RemovalWithdrawal",
]
