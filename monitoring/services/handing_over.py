"""Corrective actions and high-risk customers of somebody who leaves; parts of `hand_over`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.models import DeskTake, DrillFinding
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User


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


def _findings(person: User) -> QuerySet[DrillFinding]:
    return DrillFinding.objects.filter(owner=person, done_at__isnull=True)


def _takes(person: User) -> QuerySet[DeskTake]:
    return DeskTake.objects.filter(taken_by=person, handed_back_at__isnull=True)


def register_parts() -> None:
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
