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
        "plan_reduction_step": _("%(actor)s planned a step of a reduction: %(object)s"),
        "note_step_notice": _("%(actor)s noted that the customer was told of %(object)s"),
        "release_reduction_step": _("%(actor)s released %(object)s"),
        "reverse_reduction_step": _("%(actor)s reversed %(object)s"),
        "drop_reduction_step": _("%(actor)s dropped %(object)s"),
        "reverse_steps": _("%(actor)s reversed the steps of %(object)s"),
        "confirm_reduction_step": _("%(actor)s confirmed %(object)s"),
        "fail_reduction_step": _("%(actor)s could not carry out %(object)s"),
        "offer_security": _("%(actor)s wrote down security offered for %(object)s"),
        "accept_security": _("%(actor)s accepted security for %(object)s"),
        "refuse_security": _("%(actor)s refused security for %(object)s"),
    }
    audit_fields = {"cases": _("open removal cases")}

    def ready(self) -> None:
        from removal import palette, timeline
        from removal.credit import OPEN_CASE
        from removal.reduction import waiting
        from removal.services import handing_over
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        from scoring.credit.obstacles import register_obstacles

        register_obstacles(OPEN_CASE)
        handing_over.register_part()
        palette.register_sources()
        timeline.register_sources()
        waiting.register_sources()

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """A case that waits for a decision is about one customer and no other."""
        from removal.services import refuse_open_case

        for customer in (survivor, merged):
            refuse_open_case(customer)
