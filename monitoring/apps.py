from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from removal.retention.record import NOTES, Record, texts
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.web.palette_pages import PalettePage


class MonitoringConfig(AppConfig):
    name = "monitoring"
    audit_verbs = {
        "raise_alerts": _("%(actor)s raised or cleared alerts"),
        "acknowledge_alert": _("%(actor)s acknowledged %(object)s"),
        "change_notice_settings": _("%(actor)s changed which mails they get"),
        "create_webhook": _("%(actor)s made the webhook %(object)s"),
        "change_webhook": _("%(actor)s changed the webhook %(object)s"),
        "rotate_webhook_secret": _("%(actor)s made a new secret of the webhook %(object)s"),
        "switch_on_webhook": _("%(actor)s switched on the webhook %(object)s"),
        "switch_off_webhook": _("%(actor)s switched off the webhook %(object)s"),
        "test_webhook": _("%(actor)s sent a test to the webhook %(object)s"),
        "resend_webhook_message": _("%(actor)s sent a message to the webhook %(object)s again"),
    }

    # what was told, was told of the customer that it was then
    merge_stays = ("alert", "notice", "webhookmessage")
    erased_records = (
        texts(
            NOTES, "monitoring_acknowledgement", "note", joined=", monitoring_alert a",
            customer="a.customer_id", where="a.id = t.alert_id",
        ),
        Record(NOTES, "monitoring_notice", "parts = '{}'", where="t.parts <> '{}'"),
        texts(NOTES, "monitoring_webhookmessage", "payload"),
        texts(
            NOTES, "monitoring_webhookattempt", "answer", joined=", monitoring_webhookmessage m",
            customer="m.customer_id", where="m.id = t.message_id",
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
