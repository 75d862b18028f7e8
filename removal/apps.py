from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from removal.listing.verbs import VERBS as LISTING_VERBS
from removal.retention.verbs import VERBS as RETENTION_VERBS
from removal.verbs import VERBS
from riskcrm.web.palette_pages import PalettePage


def make_first_rows(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate` what comes with the product is there; criteria are a draft, none in force."""
    from removal.letters.first_templates import make_first_templates
    from removal.listing.criteria import make_checklist
    from removal.services.built_in_packs import keep_built_in_packs
    from removal.services.criteria import draft_first_criteria

    keep_built_in_packs(using=using)
    make_first_templates(sender, using=using)
    make_checklist(sender, using=using)
    draft_first_criteria(using=using)


class RemovalConfig(AppConfig):
    name = "removal"
    palette_pages = (
        PalettePage(_("Steps of reduction"), "removal:step_list", "removal.view_reductionstep"),
        PalettePage(
            _("Legal recoveries"), "removal:legal_recovery_list", "removal.view_legalrecovery"
        ),
    )
    merge_stays = ("suggestion",)
    audit_verbs = VERBS | LISTING_VERBS | RETENTION_VERBS
    audit_fields = {"cases": _("open removal cases")}
    run_kinds = {
        "measure_effect": _("Measuring of the effect of removals"),
        "erase_customers": _("Erasure of customers"),
    }
    run_words = {
        "study": _("effect study"), "customers": _("customers"),
        "erasure": _("erasure run"), "held_back": _("held back"),
    }  # fmt: skip
    run_pages: ClassVar[dict[str, Callable[[Any], str]]] = {
        "study": lambda study: reverse("removal:effect_detail", args=[study]),
        "erasure": lambda erasure: reverse("removal:erasure_detail", args=[erasure]),
    }

    def ready(self) -> None:
        from customers.models.attachments import RECORDS_ABOVE
        from customers.services.derived import Derived, register_derived
        from removal import palette, timeline, waiting, waiting_deadlines
        from removal.credit import OPEN_CASE, READMITTED
        from removal.criteria import waiting as waiting_criteria
        from removal.ending import waiting as waiting_ending
        from removal.letters import waiting as waiting_letters
        from removal.listing import waiting as waiting_listing
        from removal.packs import waiting as waiting_packs
        from removal.reduction import waiting as waiting_steps
        from removal.retention import waiting as waiting_erasures
        from removal.services import handing_over
        from removal.services.letter_stages import kept_back
        from riskcrm.jobs.mail import register_kept_back
        from scoring.credit.obstacles import register_obstacles
        from scoring.indicators import INDICATORS

        self.audit_labels = {"reasons": {code: each.name for code, each in INDICATORS.items()}}
        evidence = (("removal_suggestionevidence", "suggestion_id"),)
        register_derived(
            Derived("removal_suggestion", children=evidence), Derived("removal_pastoutcome")
        )
        register_obstacles(OPEN_CASE)
        register_obstacles(READMITTED)
        RECORDS_ABOVE["removalcase"] = ("removal.RemovalCase", "removal:case_detail")
        handing_over.register_part()
        register_kept_back("letters", kept_back)
        palette.register_sources()
        timeline.register_sources()
        for room in (
            waiting,
            waiting_deadlines,
            waiting_packs,
            waiting_letters,
            waiting_listing,
            waiting_steps,
            waiting_ending,
            waiting_criteria,
            waiting_erasures,
        ):
            room.register_sources()
        post_migrate.connect(make_first_rows, sender=self)

    def after_merge(self, _survivor: Any, merged: Any, at: Any) -> None:
        """Nothing is suggested of a customer that is another now."""
        from removal.services.suggestions import close_suggestions_of

        close_suggestions_of(merged, at=at)

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        """An open case, or a block on cases, is about one customer and no other."""
        from removal.services import refuse_blocked, refuse_open_case
        from removal.services.merging import refuse_waiting

        for customer in (survivor, merged):
            refuse_open_case(customer)
            refuse_blocked(customer)
        refuse_waiting(survivor, merged)
