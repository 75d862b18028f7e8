"""Removal cases in the command palette."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import is_found
from removal.models import RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.web.ids import id_of
from riskcrm.web.palette import MOST_HITS, Group, Hit, Source, register


def find_cases(user: User, text: str) -> list[Group]:
    """By the case's number, or whom it is about; the newest first."""
    asked = is_found(text, key="customer_id", of="customer__")
    if (pk := id_of(text)) is not None:
        asked |= Q(pk=pk)
    cases = RemovalCase.objects.visible_to(user).filter(asked).select_related("customer")
    hits = [_hit(case) for case in cases.order_by("-pk")[:MOST_HITS]]
    return [Group(gettext_lazy("Removal cases"), hits)]


def _hit(case: RemovalCase) -> Hit:
    label = _("Case %(number)s: %(name)s") % {"number": case.pk, "name": case.customer.name}
    return Hit(label, reverse("removal:case_detail", args=[case.pk]), case.get_state_display())


def register_sources() -> None:
    register(Source(VIEW_CASES, find_cases))
