from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RemovalConfig(AppConfig):
    name = "removal"
    audit_verbs = {
        "propose_removal": _("%(actor)s proposed a removal: %(object)s"),
        "approve_case": _("%(actor)s approved %(object)s"),
        "reject_case": _("%(actor)s rejected %(object)s"),
        "withdraw_case": _("%(actor)s withdrew %(object)s"),
        "register_study": _("%(actor)s registered %(object)s"),
        "record_feedback": _("%(actor)s wrote down what was said by %(object)s"),
        "record_round": _("%(actor)s wrote down whom a round asked: %(object)s"),
    }
    audit_fields = {"cases": _("open removal cases")}
    run_kinds = {"measure_effect": _("Measuring of the effect of removals")}
    run_words = {"study": _("effect study"), "customers": _("customers")}
    run_pages: ClassVar[dict[str, Callable[[Any], str]]] = {
        "study": lambda study: reverse("removal:effect_detail", args=[study])
    }

    def ready(self) -> None:
        from removal import palette, timeline
        from removal.credit import OPEN_CASE
        from removal.services import handing_over
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        from scoring.credit.obstacles import register_obstacles

        register_obstacles(OPEN_CASE)
        handing_over.register_part()
        palette.register_sources()
        timeline.register_sources()

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """A case that waits for a decision is about one customer and no other."""
        from removal.services import refuse_open_case

        for customer in (survivor, merged):
            refuse_open_case(customer)
