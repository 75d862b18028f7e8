"""What of removal waits for somebody's decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from removal.models import Letter, LetterTemplate
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _count_letters(user: User, most: int) -> int:
    return Letter.objects.releasable_by(user)[:most].count()


def _letters_for(user: User, most: int) -> list[Waiting]:
    """Letters that a second person has to release."""
    rows = Letter.objects.releasable_by(user).select_related(
        "case__customer__rating", "case__customer__reading", "drafted_by"
    )
    return [
        Waiting(
            _("%(name)s drafted a letter (%(kind)s) and asks for its release.")
            % {"name": row.drafted_by, "kind": row.get_kind_display()},
            reverse("removal:letter_release", args=[row.pk]),
            customer=row.case.customer,
            exposure=row.case.exposure,
        )
        for row in rows.order_by("drafted_at", "pk")[:most]
    ]


def _count_templates(user: User, most: int) -> int:
    return LetterTemplate.objects.publishable_by(user)[:most].count()


def _templates_for(user: User, most: int) -> list[Waiting]:
    rows = LetterTemplate.objects.publishable_by(user).select_related("created_by")
    return [
        Waiting(
            _("%(name)s wrote a template of letters and asks for its publication.")
            % {"name": row.created_by},
            reverse("removal:letter_template_detail", args=[row.pk]),
            title=row.title,
        )
        for row in rows.order_by("pk")[:most]
    ]


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("letters", _count_letters, _letters_for))
    register(Source("letter_templates", _count_templates, _templates_for))
