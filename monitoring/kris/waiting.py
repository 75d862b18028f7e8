"""What of key risk indicators waits for a second person, for the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.kris.catalogue import KRIS
from monitoring.models import KriLimit
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.kri_rights import APPROVE_LIMITS
from riskcrm.accounts.models import User


def _limits(user: User) -> QuerySet[KriLimit]:
    """Looser limits that somebody else asked for."""
    if user.kind != User.Kind.PERSON or not user.has_perm(APPROVE_LIMITS):
        return KriLimit.objects.none()
    rows = KriLimit.objects.filter(in_force_at__isnull=True, code__in=KRIS)
    return rows.exclude(asked_by=user).order_by("asked_at", "pk")


def _limit(row: KriLimit) -> Waiting:
    return Waiting(
        _("%(name)s asks for looser limits: %(text)s")
        % {"name": row.asked_by, "text": row.reason[:120]},
        f"{reverse('monitoring:kri_list')}#{row.code}",
        title=_("Key risk indicator: %(indicator)s") % {"indicator": KRIS[row.code].name},
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("kri_limits", _limits, _limit, ("asked_by",)))
