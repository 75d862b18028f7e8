from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from removal.verbs import VERBS


def make_first_rows(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate` what comes with the product is there: packs, and templates of letters."""
    from removal.letters.first_templates import make_first_templates
    from removal.services.built_in_packs import keep_built_in_packs

    keep_built_in_packs(using=using)
    make_first_templates(sender, using=using)


class RemovalConfig(AppConfig):
    name = "removal"
    audit_verbs = VERBS
    audit_fields = {"cases": _("open removal cases")}

    def ready(self) -> None:
        from customers.models.attachments import RECORDS_ABOVE
        from removal import palette, timeline, waiting
        from removal.credit import OPEN_CASE
        from removal.letters import waiting as waiting_letters
        from removal.packs import waiting as waiting_packs
        from removal.services import handing_over
        from scoring.credit.obstacles import register_obstacles
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        register_obstacles(OPEN_CASE)
        RECORDS_ABOVE["removalcase"] = ("removal.RemovalCase", "removal:case_detail")
        handing_over.register_part()
        palette.register_sources()
        timeline.register_sources()
        for room in (waiting, waiting_packs, waiting_letters):
            room.register_sources()
        post_migrate.connect(make_first_rows, sender=self)

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """An open case, or a block on cases, is about one customer and no other."""
        from removal.services import refuse_blocked, refuse_open_case

        for customer in (survivor, merged):
            refuse_open_case(customer)
            refuse_blocked(customer)
