"""What people do with a suggestion: take it up, which proposes the removal, or dismiss it.

The proposing is that of `propose_removal`, with all its refusals: a suggestion gives no right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from removal.models import RemovalCase, Suggestion
from removal.selectors.cases import reasons_in_every_language
from removal.services.cases import propose_removal
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.accounts.roles import PROPOSE
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.today import local_date

State = Suggestion.State


def take_up(
    suggestion: Suggestion,
    *,
    by: User,
    summary: str,
    at: dt.datetime,
    reasons: Sequence[str] | None = None,
    version: int | None = None,
) -> RemovalCase:
    """Propose the removal that is suggested; the person becomes its proposer.

    `reasons` are codes among the score's present reasons; without them all are taken.
    """
    with transaction.atomic():
        held = _held(suggestion, by=by, version=version)
        customer = held.customer
        if reasons is None:
            reasons = [reason["code"] for reason in reasons_in_every_language(customer)]
        case = propose_removal(
            customer, by=by, summary=summary, reasons=reasons, at=at, ground=_ground(held)
        )
        _close(held, State.TAKEN_UP, by=by, at=at, case=case)
        record(
            "take_up_suggestion", by=by.as_actor(), obj=held, customer_id=customer.pk,
            facts={"case": case.pk, "rules": _rules(held)}, at=at,
        )  # fmt: skip
    suggestion.refresh_from_db()
    return case


def dismiss(
    suggestion: Suggestion,
    *,
    by: User,
    reason: str,
    at: dt.datetime,
    pause_until: dt.date | None = None,
    version: int | None = None,
) -> Suggestion:
    """Say that no removal is to be proposed, and why.

    The customer is suggested again when its figures have got worse by a quarter of a rule's mark,
    when a further rule is met, or from `pause_until` on.
    """
    reason = given(reason)
    if pause_until is not None and pause_until <= local_date(at):
        raise Refused(
            _("The pause has to end after today."), code="in_the_past", field="pause_until"
        )
    with transaction.atomic():
        held = _held(suggestion, by=by, version=version)
        _close(held, State.DISMISSED, by=by, at=at, reason=reason, pause_until=pause_until)
        record(
            "dismiss_suggestion", by=by.as_actor(), obj=held, customer_id=held.customer_id,
            reason=reason, facts={"rules": _rules(held), "pause_until": pause_until}, at=at,
        )  # fmt: skip
    suggestion.refresh_from_db()
    return suggestion


def check_may_act(suggestion: Suggestion, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not take it up or dismiss it now."""
    check_right(by, PROPOSE)
    answerable(by)
    if not Suggestion.objects.visible_to(by).filter(pk=suggestion.pk).exists():
        raise Refused(
            _("There is no such suggestion among the customers you see."), code="not_visible"
        )
    if suggestion.state != State.OPEN:
        raise _closed(suggestion)


def _held(suggestion: Suggestion, *, by: User, version: int | None) -> Suggestion:
    """The suggestion as it is now, held until the transaction ends: two people act one by one."""
    held = Suggestion.objects.select_for_update(no_key=True).filter(pk=suggestion.pk).first()
    if held is None:
        raise Refused(_("This suggestion is no more."), code="not_visible")
    check_may_act(held, by=by)
    if version is not None and held.version != version:
        raise Stale(_("It was changed while you looked at it. Load it again, then decide."))
    return held


def _close(held: Suggestion, state: State, *, by: User, at: dt.datetime, **facts: Any) -> None:
    rows = Suggestion.objects.filter(pk=held.pk, state=State.OPEN)
    closed = {"state": state, "closed_by": by, "closed_at": at, "version": F("version") + 1}
    rows.update(**closed, **facts)


def _closed(suggestion: Suggestion) -> Refused:
    return Refused(
        _("This suggestion is %(state)s by now.") % {"state": suggestion.get_state_display()},
        code="suggestion_closed",
    )


def _ground(suggestion: Suggestion) -> str:
    """That of the first rule that is met; none is made up where no rule is met any more."""
    met = suggestion.evidence.filter(is_met=True).order_by("rule__position", "rule_id")
    return met.values_list("rule__ground", flat=True).first() or ""


def _rules(suggestion: Suggestion) -> list[str]:
    """The codes of the rules that spoke for it."""
    met = suggestion.evidence.filter(is_met=True).order_by("rule__position")
    return list(met.values_list("rule__code", flat=True))


def close_suggestions_of(customer: Any, *, at: dt.datetime) -> None:
    """The customer is merged into another: nothing is suggested of it any more."""
    Suggestion.objects.open().filter(customer=customer).update(
        state=State.LAPSED, lapsed_because=Suggestion.Because.NOT_ACTIVE, closed_at=at,
        version=F("version") + 1,
    )  # fmt: skip
