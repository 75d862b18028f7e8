"""Which card scores the book: one person proposes another card, a second one decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from scoring.models import ChampionProposal, Scorecard
from scoring.selectors import published_of
from scoring.services.book_runs import rescore_book
from scoring.services.card_life import given
from scoring.services.card_rights import (
    check_may_decide_champion,
    check_may_propose_champion,
)

State = ChampionProposal.State


def propose_champion(
    scorecard: Scorecard, *, by: User, reason: str, at: dt.datetime
) -> ChampionProposal:
    """Propose that this card score the book from now on, with its published version."""
    reason = given(reason, field="reason")
    with transaction.atomic():
        _lock_cards()  # a second proposal waits here and then finds the first
        scorecard = Scorecard.objects.get(pk=scorecard.pk)
        check_may_propose_champion(scorecard, by=by)
        proposal = ChampionProposal.objects.create(
            scorecard=scorecard,
            reason=reason,
            proposed_by=by,
            responsible_id=answerable(by),
            proposed_at=at,
        )
        record("propose_champion", by=by.as_actor(), obj=scorecard, reason=reason, at=at)
    return proposal


def make_champion(
    proposal: ChampionProposal, *, by: User, reason: str, at: dt.datetime
) -> ChampionProposal:
    """Decide that the proposed card scores the book; a run over the book is asked for."""
    reason = given(reason, field="reason")
    with transaction.atomic():
        _lock_cards()
        scorecard = Scorecard.objects.get(pk=proposal.scorecard_id)
        former = Scorecard.objects.filter(is_champion=True).first()
        _decide(proposal, State.APPROVED, by=by, reason=reason, at=at)
        check_still_published(scorecard)
        Scorecard.objects.filter(is_champion=True).update(is_champion=False)
        Scorecard.objects.filter(pk=scorecard.pk).update(is_champion=True)
        _record("make_champion", proposal, by=by, reason=reason, at=at, former=str(former or ""))
        rescore_book(by=by.as_actor(), at=at)
    return proposal


def keep_champion(
    proposal: ChampionProposal, *, by: User, reason: str, at: dt.datetime
) -> ChampionProposal:
    """Decide that the book goes on being scored by the card that scores it."""
    reason = given(reason, field="reason")
    with transaction.atomic():
        _decide(proposal, State.REJECTED, by=by, reason=reason, at=at)
        _record("keep_champion", proposal, by=by, reason=reason, at=at)
    return proposal


def check_still_published(scorecard: Scorecard) -> None:
    if published_of(scorecard) is None:
        raise Refused(
            _("No version of this card is published any more, so it cannot score the book."),
            code="nothing_published",
        )


def _lock_cards() -> None:
    list(Scorecard.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _decide(
    proposal: ChampionProposal, state: State, *, by: User, reason: str, at: dt.datetime
) -> None:
    check_may_decide_champion(proposal, by=by)
    rows = ChampionProposal.objects.filter(pk=proposal.pk, state=State.OPEN)
    changed = rows.update(state=state, decided_by=by, decided_at=at, decision_reason=reason)
    proposal.refresh_from_db()
    if not changed:
        check_may_decide_champion(proposal, by=by)  # says what was decided


def _record(
    verb: str, proposal: ChampionProposal, *, by: User, reason: str, at: dt.datetime, **facts: Any
) -> None:
    facts |= {"proposed_by": proposal.proposed_by_id}
    actor, card = by.as_actor(), proposal.scorecard
    record(verb, by=actor, obj=card, reason=reason, facts=facts, at=at)
