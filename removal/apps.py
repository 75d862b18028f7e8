from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def draft_first(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After the first `migrate` there are removal criteria to look at; none are in force."""
    from removal.services.criteria import draft_first_criteria

    draft_first_criteria(using=using)


class RemovalConfig(AppConfig):
    name = "removal"
    audit_verbs = {
        "propose_removal": _("%(actor)s proposed a removal: %(object)s"),
        "approve_case": _("%(actor)s approved %(object)s"),
        "reject_case": _("%(actor)s rejected %(object)s"),
        "withdraw_case": _("%(actor)s withdrew %(object)s"),
        "draft_criteria": _("%(actor)s drafted version %(object)s of the removal criteria"),
        "change_criteria": _("%(actor)s changed version %(object)s of the removal criteria"),
        "submit_criteria": _("%(actor)s submitted version %(object)s of the removal criteria"),
        "return_criteria": _("%(actor)s returned version %(object)s of the removal criteria"),
        "publish_criteria": _("%(actor)s published version %(object)s of the removal criteria"),
        "retire_criteria": _("%(actor)s retired version %(object)s of the removal criteria"),
        "sweep_criteria": _("The book was held against version %(object)s of the removal criteria"),
        "export_criteria_what_if": _(
            "%(actor)s took a file of customers met by version %(object)s of the removal criteria"
        ),
        "take_up_suggestion": _("%(actor)s took up the suggested removal of %(object)s"),
        "dismiss_suggestion": _("%(actor)s dismissed the suggested removal of %(object)s"),
    }
    audit_fields = {"cases": _("open removal cases")}

    merge_stays = ("suggestion", "suggestionevidence")

    def after_merge(self, _survivor: Any, merged: Any, at: Any) -> None:
        """Nothing is suggested of a customer that is another now."""
        from removal.services.suggestions import close_suggestions_of

        close_suggestions_of(merged, at=at)

    def ready(self) -> None:
        from customers.services.derived import Derived, register_derived
        from removal import palette, timeline, waiting
        from removal.credit import OPEN_CASE
        from removal.services import handing_over
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        from scoring.credit.obstacles import register_obstacles

        register_obstacles(OPEN_CASE)
        handing_over.register_part()
        palette.register_sources()
        timeline.register_sources()
        waiting.register_sources()
        evidence = (("removal_suggestionevidence", "suggestion_id"),)
        register_derived(
            Derived("removal_suggestion", children=evidence), Derived("removal_pastoutcome")
        )
        post_migrate.connect(draft_first, sender=self)

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """A case that waits for a decision is about one customer and no other."""
        from removal.services import refuse_open_case

        for customer in (survivor, merged):
            refuse_open_case(customer)
