"""Feedback of the market: what was said, and how many were asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from removal.models import FeedbackRound, MarketFeedback, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import ADD_FEEDBACK
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date


def record_feedback(
    *,
    source: str,
    given_date: dt.date,
    respondent: str,
    sentiment: str,
    topic: str,
    text: str,
    case: RemovalCase | None = None,
    asked_in: FeedbackRound | None = None,
    by: User,
    at: dt.datetime,
) -> MarketFeedback:
    """Write down what somebody said. Refused without the right, for a day to come, and for
    more answers than asked."""
    check_right(by, ADD_FEEDBACK)
    _check_past(given_date, at, field="given_date")
    with transaction.atomic():
        if asked_in is not None:
            _check_room(asked_in)
        feedback = MarketFeedback.objects.create(
            source=source, given_date=given_date, respondent=respondent.strip(),
            sentiment=sentiment, topic=topic, text=text.strip(), case=case, asked_in=asked_in,
            entered_by=by, recorded_at=at,
        )  # fmt: skip
        facts: dict[str, Any] = {
            "source": source, "sentiment": sentiment, "topic": topic,
            "case": case.pk if case else None, "asked_in": asked_in.pk if asked_in else None,
        }  # fmt: skip
        record(
            "record_feedback", by=by.as_actor(), obj=feedback, facts=facts, at=at,
            customer_id=case.customer_id if case else None,
        )  # fmt: skip
    return feedback


def record_round(
    *, title: str, asked_date: dt.date, asked: int, by: User, at: dt.datetime
) -> FeedbackRound:
    """Write down that so many people were asked on a day."""
    check_right(by, ADD_FEEDBACK)
    _check_past(asked_date, at, field="asked_date")
    with transaction.atomic():
        found = FeedbackRound.objects.create(
            title=title.strip(), asked_date=asked_date, asked=asked, entered_by=by, recorded_at=at
        )
        record("record_round", by=by.as_actor(), obj=found, facts={"asked": asked}, at=at)
    return found


def _check_past(day: dt.date, at: dt.datetime, *, field: str) -> None:
    if day > local_date(at):
        raise Refused(_("This day is still to come."), code="future", field=field)


def _check_room(asked_in: FeedbackRound) -> None:
    """Answers of a round are counted under its lock."""
    locked = FeedbackRound.objects.select_for_update(no_key=True).get(pk=asked_in.pk)
    if locked.answers.count() >= locked.asked:
        raise Refused(
            _("As many have answered as were asked: %(asked)s.") % {"asked": locked.asked},
            code="all_answered",
            field="asked_in",
        )
