from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    audit_verbs = {
        "raise_alerts": _("%(actor)s raised or cleared alerts"),
        "acknowledge_alert": _("%(actor)s acknowledged %(object)s"),
    }

    merge_stays = ("alert",)

    def after_merge(self, _survivor: Any, merged: Any, at: dt.datetime) -> None:
        """The survivor gets alerts of its own from what it owes now."""
        from monitoring.services import end_alerts_of

        end_alerts_of(merged, at=at)

    def ready(self) -> None:
        from monitoring.rules import make_default_rules

        post_migrate.connect(make_default_rules, sender=self)
