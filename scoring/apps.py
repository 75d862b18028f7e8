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
        "reserve_credit": _("%(actor)s reserved credit for document %(object)s"),
        "settle_reservation": _("%(actor)s settled the reservation for document %(object)s"),
        "cancel_reservation": _("%(actor)s cancelled the reservation for document %(object)s"),
        "release_credit_check": _("%(actor)s released a held order: %(object)s"),
    }
    run_kinds = {"score_book": _("Scoring of the book")}
    run_words = {
        "as_of": _("as of"),
        "known_at": _("known at"),
        "is_current": _("updates the current ratings"),
        "card_version": _("card version"),
        "customers": _("customers"),
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

    merge_stays = ("reading", "rating", "unscorable", "ratingchange", "creditchange")

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
            Derived("scoring_creditchange"),
            Derived("scoring_unscorable"),
            Derived("scoring_reading"),
            Derived("scoring_rating"),
            Derived("scoring_riskscore"),
        )

        register_own_tiers(tiers_of)
        metrics.register()
        post_migrate.connect(publish_first, sender=self)
