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
from scoring.card_editor.words import FIELD_NAMES
from scoring.indicators import INDICATORS


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
    audit_fields = {
        "based_on": _("drafted from"),
        "retired": _("retired by this"),
        "former": _("scored the book before"),
        **FIELD_NAMES,
        **{code: indicator.name for code, indicator in INDICATORS.items()},
    }
    audit_labels: ClassVar[dict[str, Any]] = dict.fromkeys(INDICATORS, FIELD_NAMES)
    palette_pages = (
        PalettePage(_("New scorecard"), "scoring:scorecard_create", DRAFT_CARDS, "scale"),
    )
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
        )

        register_own_tiers(tiers_of)
        metrics.register()
        post_migrate.connect(publish_first, sender=self)
