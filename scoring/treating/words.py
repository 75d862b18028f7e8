"""Figures of a policy as people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskcrm.web.templatetags.riskcrm import figure_text

# what an empty figure means
EMPTY = {"payment_days": gettext_lazy("as agreed"), "order_limit": gettext_lazy("no bound")}


def text_of(name: str, value: Any) -> str:
    if value is None:
        return str(EMPTY.get(name, "–"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal | int):
        whole = isinstance(value, int) or value == value.to_integral_value()
        return figure_text(value, 0 if whole else 2)
    return str(value)
