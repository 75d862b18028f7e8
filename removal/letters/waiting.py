"""What of letters waits for somebody's decision."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from removal.models import Letter, LetterTemplate
from riskcrm.accounts.inbox import TO_RELEASE, Source, Waiting, register
from riskcrm.accounts.models import User


def _letters(user: User) -> QuerySet[Letter]:
    """Letters that a second person has to release."""
    return Letter.objects.releasable_by(user).order_by("drafted_at", "pk")


def _letter(row: Letter) -> Waiting:
    said = {"name": row.drafted_by, "kind": row.get_kind_display()}
    return Waiting(
        _("%(name)s drafted a letter (%(kind)s) and asks for its release.") % said,
        reverse("removal:letter_release", args=[row.pk]),
        customer_id=row.case.customer_id,
        exposure=row.case.exposure,
    )


def _templates(user: User) -> QuerySet[LetterTemplate]:
    return LetterTemplate.objects.publishable_by(user).order_by("pk")


def _template(row: LetterTemplate) -> Waiting:
    words = _("%(name)s wrote a template of letters and asks for its publication.")
    return Waiting(
        words % {"name": row.created_by},
        reverse("removal:letter_template_detail", args=[row.pk]),
        title=row.title,
    )


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(
        Source("letters", _letters, _letter, ("case", "drafted_by"), asks=TO_RELEASE),
        Source("letter_templates", _templates, _template, ("created_by",)),
    )
