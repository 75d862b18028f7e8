from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from removal.retention.record import NOTES, texts
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.web.palette_pages import PalettePage


class MonitoringConfig(AppConfig):
    name = "monitoring"
    audit_verbs = {
        "raise_alerts": _("%(actor)s raised or cleared alerts"),
        "acknowledge_alert": _("%(actor)s acknowledged %(object)s"),
        "change_kri_limits": _("%(actor)s changed limits of a key risk indicator: %(object)s"),
        "ask_kri_limits": _(
            "%(actor)s asked for looser limits of a key risk indicator: %(object)s"
        ),
        "approve_kri_limits": _("%(actor)s approved looser limits: %(object)s"),
        "reject_kri_limits": _("%(actor)s turned down looser limits: %(object)s"),
        "make_month_report": _("%(actor)s made the management report: %(object)s"),
    }

    merge_stays = ("alert",)
    erased_records = (
        texts(
            NOTES, "monitoring_acknowledgement", "note", joined=", monitoring_alert a",
            customer="a.customer_id", where="a.id = t.alert_id",
        ),
    )  # fmt: skip
    palette_pages = (
        PalettePage(_("Alert rules"), "monitoring:alert_rule_list", VIEW_ALERTS, "list-check"),
    )

    def ready(self) -> None:
        from customers.services.derived import Derived, register_derived
        from monitoring import timeline
        from monitoring.rules import make_default_rules

        timeline.register_sources()
        # an alert that somebody has acknowledged is more than was worked out: it keeps the customer
        evidence = ("monitoring_alertevidence", "alert_id")
        register_derived(Derived("monitoring_alert", children=(evidence,)))
        post_migrate.connect(make_default_rules, sender=self)

    def after_merge(self, _survivor: Any, merged: Any, at: dt.datetime) -> None:
        """The survivor gets alerts of its own from what it owes now."""
        from monitoring.services import end_alerts_of

        end_alerts_of(merged, at=at)
