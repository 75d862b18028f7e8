"""Documents of the ledger in templates: their kind in words and the way to their page."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from customers.ledger.matching import Credit
from customers.ledger.tables import link_to
from customers.models import SOURCES

register = template.Library()


@register.simple_tag
def document(row: Any) -> SafeString:
    """An invoice, payment or other fact by its number, as a link to its page."""
    return link_to(row)


@register.filter
def kind_of(row: Any) -> Any:
    """What kind of document it is: payment, credit note, …"""
    model = SOURCES[row.source] if isinstance(row, Credit) else type(row)
    return model._meta.verbose_name


@register.filter
def credit_url(credit: Credit) -> str:
    name = SOURCES[credit.source]._meta.model_name
    return reverse(f"customers:{name}_detail", args=[credit.source_id])
