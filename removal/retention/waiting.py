"""Erasures that wait for an approval, said to the inbox."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from removal.models import ErasureRun
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _count(user: User, most: int) -> int:
    return ErasureRun.objects.approvable_by(user)[:most].count()


def _rows(user: User, most: int) -> list[Waiting]:
    rows = ErasureRun.objects.approvable_by(user).select_related("proposed_by")
    return [
        Waiting(
            _said(run),
            reverse("removal:erasure_detail", args=[run.pk]),
            title=_("Erasure run %(number)s") % {"number": run.pk},
        )
        for run in rows.order_by("pk")[:most]
    ]


def _said(run: ErasureRun) -> str:
    many = ngettext(
        "%(name)s proposes to erase %(count)s customer.",
        "%(name)s proposes to erase %(count)s customers.",
        run.customers,
    )
    return many % {"name": run.proposed_by, "count": run.customers}


def register_sources() -> None:
    register(Source("erasures", _count, _rows))
