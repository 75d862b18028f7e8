"""What a person must be allowed to do so that a file may do it for them.

A file does in bulk what pages do one by one, so it asks for the same rights.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from customers.imports.fields import all_fields
from customers.imports.options import Options
from customers.models import ImportFile, import_kinds
from customers.records import KINDS as RECORD_KINDS
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import ALL_CUSTOMERS, KEEP_REQUESTS
from riskcrm.web.errors import Refused

IMPORT = "customers.add_importfile"
HISTORY = "customers.import_history"
RISK_TABLE_FACTS = ("credit-reports", "market-notes", "interactions", "plans")
CONTACTS = frozenset({"customers.add_contact", "customers.change_contact"})
KINDS: dict[str, frozenset[str]] = {
    ImportFile.Kind.CUSTOMERS: frozenset({"customers.add_customer", "customers.change_customer"}),
    ImportFile.Kind.CONTACTS: CONTACTS,
    ImportFile.Kind.INVOICES: frozenset({"customers.add_invoice", "customers.change_invoice"}),
    ImportFile.Kind.PAYMENTS: frozenset({"customers.add_payment", "customers.change_payment"}),
    ImportFile.Kind.ALLOCATIONS: frozenset({"customers.add_payment", "customers.change_payment"}),
    ImportFile.Kind.ORDER_LINES: frozenset(
        {*RECORD_KINDS["orders"].writing, *RECORD_KINDS["credit-notes"].writing}
    ),
    ImportFile.Kind.RATES: frozenset({"customers.change_exchangerate"}),
    ImportFile.Kind.PARTIES: frozenset(
        {"customers.add_relatedparty", "customers.change_relatedparty"}
    ),
    ImportFile.Kind.GROUPS: frozenset(
        {"customers.add_customergroup", "customers.change_customergroup"}
    ),
    ImportFile.Kind.TERMS: frozenset({"customers.change_customer"}),
    ImportFile.Kind.REQUESTS: KEEP_REQUESTS | {ALL_CUSTOMERS},
    ImportFile.Kind.RISK_TABLE: frozenset({"customers.add_customer", "customers.change_customer"})
    | {right for code in RISK_TABLE_FACTS for right in RECORD_KINDS[code].writing},
    **{code: frozenset(kind.writing) for code, kind in RECORD_KINDS.items()},
}
COLUMNS: dict[tuple[str, str], frozenset[str]] = {
    (ImportFile.Kind.CUSTOMERS, "contact_name"): CONTACTS,
    (ImportFile.Kind.CUSTOMERS, "phone"): CONTACTS,
    (ImportFile.Kind.CUSTOMERS, "email"): CONTACTS,
    (ImportFile.Kind.INVOICES, "settled_date"): frozenset(
        {"customers.add_payment", "customers.change_payment"}
    ),
}


def kinds_of(person: User) -> list[str]:
    """The kinds of files that this person may import."""
    if not person.has_perm(IMPORT):
        return []
    return [kind for kind, rights in KINDS.items() if person.has_perms(rights)]


def refuse_kind(kind: str, *, by: User) -> None:
    """Raises `Refused` when `by` may not bring files of this kind."""
    if kind not in kinds_of(by):
        raise Refused(
            _(
                "Your role does not let you import {kind}."
                " Ask somebody who may, such as a risk officer."
            ).format(kind=dict(import_kinds()).get(kind, kind)),
            code="kind_not_allowed",
            field="kind",
        )


def refuse_options(kind: str, told: Iterable[str], options: Options, *, by: User) -> None:
    """Raises `Refused` when the file would do more than `by` may. `told` are the mapped fields."""
    refuse_kind(kind, by=by)
    for field in all_fields(kind):
        if field.name in told and not by.has_perms(COLUMNS.get((kind, field.name), frozenset())):
            raise Refused(
                _("Your role does not let you import the column “{field}”. Leave it out.").format(
                    field=field.label
                ),
                code="column_not_allowed",
                field="mapping",
            )
    if options.create_customers and not by.has_perm("customers.add_customer"):
        raise Refused(
            _("Your role does not let you add customers, so a file cannot add them for you."),
            code="create_not_allowed",
            field="create_customers",
        )
    if options.as_invoices and not by.has_perms(KINDS[ImportFile.Kind.INVOICES]):
        raise Refused(
            _("Your role does not let you add invoices, so a file cannot add them for you."),
            code="invoices_not_allowed",
            field="as_invoices",
        )
    if options.history and not by.has_perm(HISTORY):
        raise Refused(
            _(
                "Your role does not let you import history: it changes what was known on past "
                "days. Import without it, or ask a risk officer."
            ),
            code="history_not_allowed",
            field="history",
        )
