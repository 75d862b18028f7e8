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
        "calibrate_card": _("%(actor)s made %(object)s, a draft with probabilities of default"),
        "request_back_test": _("%(actor)s asked for back-test %(object)s"),
    }
    run_kinds = {
        "score_book": _("Scoring of the book"),
        "take_snapshots": _("Snapshots of month ends"),
        "back_test": _("Back-test"),
    }
    run_words = {
        "as_of": _("as of"),
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
        "rows_written": _("rows written, up to four a customer"),
    }
    run_pages: ClassVar[dict[str, Callable[[Any], str]]] = {
        "card_version": lambda version: reverse("scoring:scorecard_detail", args=[version]),
        **{tier: partial(_customers_of, tier) for tier in ("high", "medium", "low", "unrated")},
    }

    merge_stays = ("reading", "rating", "unscorable", "ratingchange")

    def after_merge(self, _survivor: Any, merged: Any, _at: Any) -> None:
        """Nothing is left of which the merged customer could have figures."""
        from scoring.services import forget_figures

        forget_figures(merged)

    def ready(self) -> None:
        from customers.risk_table.sheet import register_own_tiers
        from customers.services.derived import Derived, register_derived
        from scoring import metrics
        from scoring.selectors import tiers_of

        register_derived(
            Derived("scoring_ratingchange"),
            Derived("scoring_unscorable"),
            Derived("scoring_reading"),
            Derived("scoring_rating"),
            Derived("scoring_riskscore"),
            Derived("scoring_snapshot"),
        )

        register_own_tiers(tiers_of)
        metrics.register()
        post_migrate.connect(publish_first, sender=self)
