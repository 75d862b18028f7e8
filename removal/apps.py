from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemovalConfig(AppConfig):
    name = "removal"
    audit_verbs = {
        "propose_removal": _("%(actor)s proposed a removal: %(object)s"),
        "approve_case": _("%(actor)s approved %(object)s"),
        "reject_case": _("%(actor)s rejected %(object)s"),
        "withdraw_case": _("%(actor)s withdrew %(object)s"),
        "propose_entry": _("%(actor)s proposed %(object)s"),
        "approve_entry": _("%(actor)s put %(object)s in force"),
        "reject_entry": _("%(actor)s rejected %(object)s"),
        "keep_entry": _("%(actor)s reviewed and kept %(object)s"),
        "shorten_entry": _("%(actor)s reviewed and shortened %(object)s"),
        "ease_entry": _("%(actor)s eased %(object)s on appeal"),
        "lift_entry": _("%(actor)s lifted %(object)s"),
        "expire_entries": _("entries of the restricted list expired: %(object)s"),
        "raise_reviews": _("reviews of the restricted list were announced: %(object)s"),
        "appeal_entry": _("%(actor)s entered %(object)s against an entry"),
        "acknowledge_appeal": _("%(actor)s acknowledged %(object)s"),
        "check_appeal_identity": _("%(actor)s checked who sent %(object)s"),
        "decide_entry_appeal": _("%(actor)s decided %(object)s"),
        "propose_readmission": _("%(actor)s asked for %(object)s"),
        "approve_readmission": _("%(actor)s approved %(object)s"),
        "reject_readmission": _("%(actor)s rejected %(object)s"),
        "withdraw_readmission": _("%(actor)s withdrew %(object)s"),
        "propose_checklist": _("%(actor)s proposed %(object)s"),
        "approve_checklist": _("%(actor)s put %(object)s in force"),
        "reject_checklist": _("%(actor)s rejected %(object)s"),
        "register_subject_request": _("%(actor)s entered %(object)s"),
        "check_subject_identity": _("%(actor)s checked who sent %(object)s"),
        "answer_subject_request": _("%(actor)s answered %(object)s"),
    }
    audit_fields = {"cases": _("open removal cases")}

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from removal import palette, timeline
        from removal.credit import OPEN_CASE, READMITTED
        from removal.listing import criteria, waiting
        from removal.services import handing_over
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        from scoring.credit.obstacles import register_obstacles

        register_obstacles(OPEN_CASE)
        register_obstacles(READMITTED)
        handing_over.register_part()
        palette.register_sources()
        timeline.register_sources()
        waiting.register_sources()
        post_migrate.connect(criteria.make_checklist, sender=self)

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """A case that waits for a decision is about one customer and no other."""
        from removal.services import refuse_open_case
        from removal.services.merging import refuse_waiting

        for customer in (survivor, merged):
            refuse_open_case(customer)
        refuse_waiting(survivor, merged)
