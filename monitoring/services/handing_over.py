"""Alerts, corrective actions, high-risk customers of somebody who leaves: parts of `hand_over`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from monitoring.models import Alert, AlertQuerySet, DeskTake, DrillFinding
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ACKNOWLEDGE


def give_findings(act: Handover) -> int:
    """Deal the leaver's open corrective actions out among the receivers, in turn."""
    rows = list(_findings(act.leaver).select_for_update().order_by("due_date", "pk"))
    for place, row in enumerate(rows):
        row.owner = act.receivers[place % len(act.receivers)]
    DrillFinding.objects.bulk_update(rows, ["owner"])
    return len(rows)


def put_back(act: Handover) -> int:
    """Put what the leaver took from the high-risk queue back there: its team takes it anew."""
    return _takes(act.leaver).update(
        handed_back_at=act.at,
        handed_back_by=act.by,
        handed_back_because=act.reason.strip() or _("Handed over."),
    )


def give_alerts(act: Handover) -> int:
    """Deal the alerts that were assigned to the leaver and are not closed out among the receivers,
    in turn; one whose customer the receiver does not see goes back to whose it was."""
    rows = list(_alerts(act.leaver).select_for_update(of=("self",)).order_by("due_at", "pk"))
    customers = {row.customer_id for row in rows}
    seen = {
        person.pk: set(
            Customer.objects.visible_to(person)
            .filter(pk__in=customers)
            .values_list("pk", flat=True)
        )
        for person in act.receivers
    }
    for place, row in enumerate(rows):
        receiver = act.receivers[place % len(act.receivers)]
        row.assignee = receiver if row.customer_id in seen[receiver.pk] else None
        row.version += 1
    Alert.objects.bulk_update(rows, ["assignee", "version"], batch_size=1000)
    return len(rows)


def _alerts(person: User) -> AlertQuerySet:
    return Alert.objects.running().filter(assignee=person, closure__isnull=True)


def _page_of_alerts(person: User) -> str:
    return f"{reverse('monitoring:alert_list')}?state=unclosed&assignee={person.pk}"


def _findings(person: User) -> QuerySet[DrillFinding]:
    return DrillFinding.objects.filter(owner=person, done_at__isnull=True)


def _takes(person: User) -> QuerySet[DeskTake]:
    return DeskTake.objects.filter(taken_by=person, handed_back_at__isnull=True)


def register_parts() -> None:
    register(
        Part(
            name="assigned_alerts",
            label=gettext_lazy("alerts assigned by name"),
            rank=59,
            count=lambda person: _alerts(person).count(),
            give=give_alerts,
            permission=ACKNOWLEDGE,
            url=_page_of_alerts,
        )
    )
    register(
        Part(
            name="drill_findings",
            label=gettext_lazy("corrective actions of drills"),
            rank=60,
            count=lambda person: _findings(person).count(),
            give=give_findings,
        )
    )
    register(
        Part(
            name="high_risk_customers",
            label=gettext_lazy("customers taken from the high-risk queue"),
            rank=61,
            count=lambda person: _takes(person).count(),
            give=put_back,
        )
    )
