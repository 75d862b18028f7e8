"""Numbers of customers that were merged into others: files are told the other number."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from django.utils.translation import gettext as _

from customers.imports.scope import Scope
from customers.imports.staging import refuse
from customers.models import Customer


def refuse_gone(column: str, scope: Scope) -> None:
    """Refuse rows whose column holds such a number, where who it is now is in reach.

    Others look as if they were not there, like all that is out of reach. In a book without merges
    this costs one look.
    """
    if not Customer.objects.filter(merged_into__isnull=False).exists():
        return
    refuse(
        f"SELECT s.line, replace(%(message)s, '{{number}}', o.number)"
        f" FROM import_row s JOIN customers_customer c ON c.number = s.{column}"
        f" JOIN customers_customer o ON o.id = c.merged_into_id"
        f" WHERE o.merged_into_id IS NOT NULL OR NOT {scope.hides('o.id')}",
        {"message": _("this customer was merged into {number}; use that number")},
        field=column,
    )
