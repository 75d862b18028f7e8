"""Scorecards: the first one, and the life of their versions."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from scoring.cards import expert
from scoring.cards.data import to_definition
from scoring.models import Scorecard, ScorecardVersion


def publish_first_card(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """The expert card, published by nobody, where there is no card at all yet."""
    if Scorecard.objects.using(using).exists():
        return
    card = Scorecard.objects.using(using).create(
        code=expert.CODE,
        name_en=expert.NAME.en,
        name_zh=expert.NAME.zh,
        is_champion=True,
    )
    now = timezone.now()
    ScorecardVersion.objects.using(using).create(
        scorecard=card,
        number=1,
        state=ScorecardVersion.State.PUBLISHED,
        definition=to_definition(expert.CARD),
        created_at=now,
        published_at=now,
    )
