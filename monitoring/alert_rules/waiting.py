"""What of alert rules waits for a second person, for the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from monitoring.models import RuleVersion
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _versions(user: User) -> QuerySet[RuleVersion]:
    return RuleVersion.objects.waiting_for(user).order_by("asked_at", "pk")


def _version(row: RuleVersion) -> Waiting:
    words = (
        _("%(name)s asks to change it: %(text)s")
        if row.said["is_active"]
        else _("%(name)s asks to switch it off: %(text)s")
    )
    return Waiting(
        words % {"name": row.asked_by, "text": row.reason[:120]},
        reverse("monitoring:rule_version", args=[row.rule.code, row.number]) + "#decision",
        title=_("Alert rule: %(rule)s") % {"rule": row.rule.name},
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("alert_rules", _versions, _version, ("rule", "asked_by")))
