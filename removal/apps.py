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
        "draft_letter": _("%(actor)s drafted the letter %(object)s"),
        "edit_letter": _("%(actor)s changed the draft of the letter %(object)s"),
        "submit_letter": _("%(actor)s handed the letter %(object)s over for release"),
        "send_back_letter": _("%(actor)s sent the letter %(object)s back to its drafter"),
        "release_letter": _("%(actor)s released the letter %(object)s"),
        "cancel_letter": _("%(actor)s cancelled the letter %(object)s"),
        "post_letter": _("%(actor)s recorded that the letter %(object)s was sent"),
        "mail_letter": _("%(actor)s had the letter %(object)s sent by e-mail"),
        "note_letter_mailed": _("The letter %(object)s left by e-mail"),
        "record_letter_arrival": _("%(actor)s recorded that the letter %(object)s arrived"),
        "deem_letter_arrived": _("The letter %(object)s counts as arrived"),
        "record_letter_returned": _("%(actor)s recorded that the letter %(object)s came back"),
        "record_letter_answer": _("%(actor)s recorded an answer to the letter %(object)s"),
        "draft_letter_template": _("%(actor)s drafted the template of letters %(object)s"),
        "change_letter_template": _("%(actor)s changed the template of letters %(object)s"),
        "submit_letter_template": _("%(actor)s submitted the template of letters %(object)s"),
        "return_letter_template": _("%(actor)s returned the template of letters %(object)s"),
        "publish_letter_template": _("%(actor)s published the template of letters %(object)s"),
    }
    audit_fields = {"cases": _("open removal cases")}

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from removal import palette, timeline, waiting
        from removal.credit import OPEN_CASE
        from removal.letters.first_templates import make_first_templates
        from removal.services import handing_over
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        from scoring.credit.obstacles import register_obstacles

        register_obstacles(OPEN_CASE)
        handing_over.register_part()
        palette.register_sources()
        timeline.register_sources()
        waiting.register_sources()
        post_migrate.connect(make_first_templates, sender=self)

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """A case that waits for a decision is about one customer and no other."""
        from removal.services import refuse_open_case

        for customer in (survivor, merged):
            refuse_open_case(customer)
