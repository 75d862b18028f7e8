"""Erasures that wait for an approval, said to the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from removal.models import ErasureRun
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _erasures(user: User) -> QuerySet[ErasureRun]:
    return ErasureRun.objects.approvable_by(user).order_by("pk")


def _erasure(run: ErasureRun) -> Waiting:
    words = ngettext(
        "%(name)s proposes to erase %(count)s customer.",
        "%(name)s proposes to erase %(count)s customers.",
        run.customers,
    )
    return Waiting(
        words % {"name": run.proposed_by, "count": run.customers},
        reverse("removal:erasure_detail", args=[run.pk]),
        title=_("Erasure run %(number)s") % {"number": run.pk},
    )


def register_sources() -> None:
    register(Source("erasures", _erasures, _erasure, ("proposed_by",)))
