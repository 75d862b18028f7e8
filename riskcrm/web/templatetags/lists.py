"""What pages of a row know of the list they were opened from."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from riskcrm.web.neighbours import neighbours_of

register = template.Library()


@register.inclusion_tag("web/_neighbours.html", takes_context=True)
def neighbours(context: dict[str, Any], row: Model) -> dict[str, Any]:
    """Next, previous and back; nothing where the page was not opened from a list."""
    return {"neighbours": neighbours_of(context["request"], row)}
