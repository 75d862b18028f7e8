"""Values of custom fields in a file of customers: a staged column each, and all of them as one.

Cells are parsed by their definitions as they are read; what needs the book is checked set-based.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from customers.imports.cells import Column
from customers.imports.scope import Scope
from customers.imports.staging import refuse
from customers.models import CustomField

OWN_DIFFER = "(s.custom IS NOT NULL AND NOT c.custom @> s.custom)"
# of the fields that the row changes what the customer has; null where it has nothing
FORMER_OWN = """(SELECT jsonb_object_agg(e.key, c.custom -> e.key)
    FROM jsonb_each(s.custom) e WHERE c.custom -> e.key IS DISTINCT FROM e.value)"""


def own_definition(columns: Sequence[Column]) -> str:
    """SQL: the staged columns, and `custom` with the values that a row tells (null for none)."""
    own = [column.field.own for column in columns if column.field.own]
    if not own:
        return "custom jsonb"
    each = ", ".join(f"{field.input_name} {_type(field)}" for field in own)
    all_of_them = " || ".join(map(_as_object, own))
    return f"{each}, custom jsonb GENERATED ALWAYS AS (nullif({all_of_them}, '{{}}')) STORED"


def _type(field: CustomField) -> str:
    return "boolean" if field.type == CustomField.Type.YES_NO else "text"


def _as_object(field: CustomField) -> str:
    """SQL: the value under its code; codes are made of small letters, digits and underscores."""
    name, code = field.input_name, field.code
    if field.type == CustomField.Type.YES_NO:
        value = f"""WHEN {name} THEN '{{"{code}": true}}' ELSE '{{"{code}": false}}'"""
    else:
        value = f"ELSE jsonb_object(ARRAY['{code}', {name}])"
    return f"CASE WHEN {name} IS NULL THEN '{{}}'::jsonb {value} END"


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
            field=field.input_name,
        )
