"""The words of figures that belong to an indicator."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from riskcrm.web.templatetags.riskcrm import figure
from scoring.indicators import Indicator

register = template.Library()


@register.simple_tag
def reading(value: Decimal | None, indicator: Indicator | None) -> SafeString:
    """A figure of an indicator with as many digits as it deserves, and its unit; of none, bare."""
    if indicator is None:
        return figure(value, digits=1)
    unit = "" if value is None else indicator.unit.beside(value)
    return figure(value, unit=unit, digits=indicator.digits)
