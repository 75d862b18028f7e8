"""The queue of high-risk customers: the head of risk names its team, its people take from it.

Routing shows nobody a customer: who sees one is decided by roles and teams alone, in one place
(`customers.models.reach_of`), on which every index and every sum of the book stands. A tier moves
with each score; sight that moved with it would open a customer's contacts and letters to people
whose role gives no reason for it, and close them in the middle of the work. So the desk is staffed
with people whose role sees every customer, and a team that has nobody such is refused.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.models import DeskTake, HighRiskDesk
from monitoring.services.acting import people_only, said
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.plan_rights import CHOOSE_DESK, WORK_QUEUE
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import ALL_CUSTOMERS
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from scoring.models import Rating, Tier


def choose_desk(team: Team, *, by: User, at: dt.datetime) -> HighRiskDesk:
    """Name the team that has the queue. What its former people hold, they hold on."""
    people_only(by)
    check_right(by, CHOOSE_DESK)
    members = User.objects.people().active().filter(team=team)
    if not any(person.has_perm(ALL_CUSTOMERS) for person in members):
        raise Refused(
            _(
                "Nobody of this team may see every customer, so its queue would be empty. Put"
                " somebody with such a role into it first."
            ),
            code="team_sees_too_little",
            field="team",
        )
    with transaction.atomic():
        former = HighRiskDesk.objects.select_for_update().select_related("team").first()
        row, _made = HighRiskDesk.objects.update_or_create(
            pk=1, defaults={"team": team, "chosen_by": by, "chosen_at": at}
        )
        record(
            "choose_high_risk_team", by=by.as_actor(), obj=team, at=at,
            before={"team": str(former.team)} if former else None, after={"team": str(team)},
        )  # fmt: skip
    return row


def check_may_take(customer: Customer, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not take this customer."""
    people_only(by)
    check_right(by, WORK_QUEUE)
    desk = HighRiskDesk.objects.first()
    if desk is None or desk.team_id != by.team_id:
        raise Refused(_("You are not of the team for high-risk customers."), code="not_of_the_team")
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")
    if not Rating.objects.filter(customer=customer, tier=Tier.HIGH).exists():
        raise Refused(
            _("This customer is not in the high tier, so it is not in the queue."),
            code="not_high_risk",
        )


def take_customer(customer: Customer, *, by: User, at: dt.datetime) -> DeskTake:
    """Take a customer from the queue. Refused where somebody else holds it; again is no change."""
    check_may_take(customer, by=by)
    try:
        with transaction.atomic():
            row = DeskTake.objects.create(customer=customer, taken_by=by, taken_at=at)
            _note("take_high_risk_customer", row, by=by, at=at)
    except IntegrityError as error:
        if "one_holder_per_customer" not in str(error):
            raise
        held = _held(customer)
        if held is not None and held.taken_by_id == by.pk:
            return held
        message = _("%(name)s has taken this customer.")
        name = held.taken_by if held else _("Somebody else")
        raise Refused(message % {"name": name}, code="taken") from error
    return row


def hand_back(customer: Customer, *, because: str, by: User, at: dt.datetime) -> DeskTake:
    """Put a customer back into the queue: its holder, or who chooses the team."""
    people_only(by)
    check_right(by, WORK_QUEUE)
    because = said(because, field="because", message=_("Say where things stand."))
    with transaction.atomic():
        row = DeskTake.objects.select_for_update().filter(
            customer=customer, handed_back_at__isnull=True
        ).first()  # fmt: skip
        if row is None:
            raise Refused(_("Nobody holds this customer."), code="not_taken")
        if row.taken_by_id != by.pk:
            check_right(by, CHOOSE_DESK)
        row.handed_back_at, row.handed_back_by, row.handed_back_because = at, by, because
        row.save()
        _note("hand_back_high_risk_customer", row, by=by, at=at, reason=because)
    return row


def let_go_of_merged(customer: Customer, *, at: dt.datetime) -> None:
    """Nobody holds a customer that is another one now."""
    DeskTake.objects.filter(customer=customer, handed_back_at__isnull=True).update(
        handed_back_at=at,
        handed_back_by=F("taken_by"),
        handed_back_because=_("The customer was merged into another."),
    )


def _held(customer: Customer) -> DeskTake | None:
    rows = DeskTake.objects.filter(customer=customer, handed_back_at__isnull=True)
    return rows.select_related("taken_by").first()


def _note(verb: str, row: DeskTake, *, by: User, at: dt.datetime, reason: str = "") -> None:
    record(
        verb, by=by.as_actor(), obj=row.customer, customer_id=row.customer_id, reason=reason, at=at
    )
