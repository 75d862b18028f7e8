"""Values of custom fields in a file of customers, staged as one column.

Cells are parsed by their definitions as they are read; what needs the book is checked set-based.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext as _

from customers.imports.scope import Scope
from customers.imports.staging import refuse
from customers.models import CustomField

PREFIX = "custom_"
OWN_DIFFER = "(s.custom IS NOT NULL AND NOT c.custom @> s.custom)"
# of the fields that the row changes what the customer has; null where it has nothing
FORMER_OWN = """(SELECT jsonb_object_agg(e.key, c.custom -> e.key)
    FROM jsonb_each(s.custom) e WHERE c.custom -> e.key IS DISTINCT FROM e.value)"""


def own_json(values: dict[str, Any]) -> str | None:
    """The values of custom fields that a row tells; None where it tells none."""
    told = {
        name.removeprefix(PREFIX): value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
        if name.startswith(PREFIX) and value is not None
    }
    return json.dumps(told, ensure_ascii=False) if told else None


def refuse_incomplete(scope: Scope) -> None:
    """A new customer needs what is required. What is out of reach looks as if it were not there."""
    for field in CustomField.objects.in_use().filter(is_required=True):
        refuse(
            f"SELECT s.line, %(message)s FROM import_row s LEFT JOIN customers_customer c"
            f" ON c.number = s.number AND NOT {scope.hides('c.id')}"
            f" WHERE s.number IS NOT NULL AND c.id IS NULL AND (s.custom -> %(code)s) IS NULL",
            {
                "code": field.code,
                "message": _("a new customer needs “{field}”").format(field=field.label),
            },
        )
