"""The custom fields in use, asked once for each request."""

from __future__ import annotations

from typing import Any

from customers.models import CustomField

KEPT = "_custom_fields"


def fields_in_use(request: Any) -> list[CustomField]:
    """As the page shows them. Lists need them for filters and for columns."""
    plain = getattr(request, "_request", request)  # the API's request wraps Django's
    fields: list[CustomField] | None = getattr(plain, KEPT, None)
    if fields is None:
        fields = list(CustomField.objects.in_use())
        if plain is not None:
            setattr(plain, KEPT, fields)
    return fields
