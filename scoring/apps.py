from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.roles import DRAFT_CARDS
from riskcrm.web.palette_pages import PalettePage


def publish_first(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After the first `migrate` there are a card and a policy, so a new book can be scored."""
    from scoring.services import publish_first_card, publish_first_policy

    publish_first_card(using=using)
    publish_first_policy(using=using)


def _customers_of(tier: str, _count: int) -> str:
    return f"{reverse('monitoring:customer_list')}?tier={tier}"


class ScoringConfig(AppConfig):
    name = "scoring"
    audit_verbs = {
        "retry_scoring": _("%(actor)s had %(object)s scored again"),
        "request_override": _("%(actor)s asked for an override: %(object)s"),
        "approve_override": _("%(actor)s approved %(object)s"),
        "reject_override": _("%(actor)s rejected %(object)s"),
        "withdraw_override": _("%(actor)s withdrew %(object)s"),
        "lift_override": _("%(actor)s lifted %(object)s"),
        "expire_override": _("%(object)s expired"),
        "draft_treatments": _("%(actor)s drafted the treatment policy %(object)s"),
        "change_treatments": _("%(actor)s changed the treatment policy %(object)s"),
        "submit_treatments": _("%(actor)s submitted the treatment policy %(object)s"),
        "return_treatments": _("%(actor)s returned the treatment policy %(object)s"),
        "publish_treatments": _("%(actor)s published the treatment policy %(object)s"),
        "follow_treatments": _("Customers were held against the treatment policy %(object)s"),
        "accept_treatment": _("%(actor)s accepted a proposed treatment"),
        "decline_treatment": _("%(actor)s declined a proposed treatment"),
        "review_treatment": _("%(actor)s reviewed how a customer is treated"),
        "adopt_matrix": _("%(actor)s adopted estimated loss rates"),
        "enter_grade": _("%(actor)s entered a grade of %(object)s"),
        "enter_score_table": _("%(actor)s entered a table of scores of %(object)s"),
        "upload_fitting": _("%(actor)s uploaded the table %(object)s to fit a scorecard to"),
        "request_fitting": _("%(actor)s had the scorecard %(object)s fitted"),
        "draft_fitted_card": _("%(actor)s made a draft of the fitted scorecard %(object)s"),
        "calibrate_card": _("%(actor)s made %(object)s, a draft with probabilities of default"),
        "export_what_if": _("%(actor)s took a file of customers from a what-if of %(object)s"),
        "request_back_test": _("%(actor)s asked for back-test %(object)s"),
        "reserve_credit": _("%(actor)s reserved credit for document %(object)s"),
        "settle_reservation": _("%(actor)s settled the reservation for document %(object)s"),
        "cancel_reservation": _("%(actor)s cancelled the reservation for document %(object)s"),
        "release_credit_check": _("%(actor)s released a held order: %(object)s"),
        "create_scorecard": _("%(actor)s made the scorecard %(object)s"),
        "draft_version": _("%(actor)s began a draft of the scorecard: %(object)s"),
        "change_draft": _("%(actor)s wrote on a draft of the scorecard: %(object)s"),
        "submit_card": _("%(actor)s sent the scorecard for review: %(object)s"),
        "return_card": _("%(actor)s returned the scorecard to its authors: %(object)s"),
        "publish_card": _("%(actor)s published the scorecard %(object)s"),
        "retire_card": _("%(actor)s retired the scorecard %(object)s"),
        "propose_champion": _("%(actor)s proposed that the book be scored by %(object)s"),
        "make_champion": _("%(actor)s decided that the book is scored by %(object)s"),
        "keep_champion": _("%(actor)s decided that the book is not scored by %(object)s"),
    }
    palette_pages = (
        PalettePage(_("New scorecard"), "scoring:scorecard_create", DRAFT_CARDS, "scale"),
    )
    run_kinds = {
        "score_book": _("Scoring of the book"),
        "estimate_losses": _("Estimate of loss rates"),
        "fit_scorecard": _("Fitting of a scorecard"),
        "take_snapshots": _("Snapshots of month ends"),
        "back_test": _("Back-test"),
    }
    run_words = {
        "as_of": _("as of"),
        "days": _("ends of months"),
        "known_at": _("known at"),
        "is_current": _("updates the current ratings"),
        "card_version": _("card version"),
        "months": _("month ends"),
        "read_months": _("month ends to read"),
        "customers": _("customers"),
        "snapshots": _("snapshots"),
        "rows_scored": _("customers at month ends scored"),
        "high": pgettext_lazy("tier", "high"),
        "medium": pgettext_lazy("tier", "medium"),
        "low": pgettext_lazy("tier", "low"),
        "unrated": pgettext_lazy("tier", "unrated"),
        "unscorable": _("customers that cannot be scored"),
        "skipped": _("customers skipped"),
        "rows_written": _("rows written, up to five a customer"),
        "fitting": _("fitted scorecard"),
        "rows": _("rows"),
        "bads": _("bad rows"),
        "events": _("bad outcomes, each counted once"),
        "immature_months": _("month ends whose outcome is not known yet"),
        "already_bad": _("rows of customers who were bad already"),
        "one_of": _("of so many customers one was taken"),
    }
    run_pages: ClassVar[dict[str, Callable[[Any], str]]] = {
        "card_version": lambda version: reverse("scoring:scorecard_detail", args=[version]),
        "fitting": lambda fitting: reverse("scoring:fitting_detail", args=[fitting]),
        **{tier: partial(_customers_of, tier) for tier in ("high", "medium", "low", "unrated")},
    }

    merge_stays = (
        "reading",
        "rating",
        "unscorable",
        "ratingchange",
        "creditchange",
        "customertreatment",
        "treatmentproposal",
    )

    def after_merge(self, _survivor: Any, merged: Any, at: Any) -> None:
        """Nothing is left of which the merged customer could have figures."""
        from scoring.services import close_proposals_of, forget_figures

        forget_figures(merged)
        close_proposals_of(merged, at=at)

    def _name_parts_of_cards(self) -> None:
        """What the audit calls the parts of a card; indicators stand on models."""
        from scoring.card_editor.words import FIELD_NAMES
        from scoring.indicators import INDICATORS

        self.audit_fields = {
            "based_on": _("drafted from"),
            "retired": _("retired by this"),
            "former": _("scored the book before"),
            **FIELD_NAMES,
            **{code: indicator.name for code, indicator in INDICATORS.items()},
        }
        self.audit_labels = dict.fromkeys(INDICATORS, FIELD_NAMES)

    def ready(self) -> None:
        from customers.risk_table.sheet import register_own_tiers
        from customers.services.derived import Derived, register_derived
        from scoring import metrics, timeline, waiting
        from scoring.selectors import tiers_of

        register_derived(
            Derived("scoring_treatmentdue"),
            Derived("scoring_treatmentproposal"),
            Derived("scoring_customertreatment"),
            Derived("scoring_ratingchange"),
            Derived("scoring_ratinghistory"),
            Derived("scoring_creditchange"),
            Derived("scoring_unscorable"),
            Derived("scoring_reading"),
            Derived("scoring_rating"),
            Derived("scoring_riskscore"),
            Derived("scoring_snapshot"),
        )

        register_own_tiers(tiers_of)
        self._name_parts_of_cards()
        metrics.register()
        timeline.register_sources()
        waiting.register_sources()
        post_migrate.connect(publish_first, sender=self)
