from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def publish_expert_card(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After the first `migrate` there is a card, so that a new book can be scored at once."""
    from scoring.services import publish_first_card

    publish_first_card(using=using)


class ScoringConfig(AppConfig):
    name = "scoring"
    audit_verbs = {
        "retry_scoring": _("%(actor)s had %(object)s scored again"),
    }
    run_kinds = {"score_book": _("Scoring of the book")}
    run_words = {
        "as_of": _("as of"),
        "known_at": _("known at"),
        "card_version": _("card version"),
        "customers": _("customers"),
        "rows_written": _("scores written"),
        "unscorable": _("customers that cannot be scored"),
        "low": pgettext_lazy("tier", "low"),
        "medium": pgettext_lazy("tier", "medium"),
        "high": pgettext_lazy("tier", "high"),
        "unrated": pgettext_lazy("tier", "unrated"),
    }

    def ready(self) -> None:
        from scoring import metrics

        metrics.register()
        post_migrate.connect(publish_expert_card, sender=self)
