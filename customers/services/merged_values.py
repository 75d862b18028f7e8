"""What the survivor of a merge says from then on: field by field its own value or the other's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from customers.models import CUSTOMER_FIELDS, Customer
from customers.names import core_name, sort_key
from customers.services.history import keep_former
from customers.services.terms import set_credit_terms
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

TERMS = "credit_terms"
OWN = "custom."
CHOOSABLE = tuple(name for name in CUSTOMER_FIELDS if name != "number")


def take_over(
    survivor: Customer,
    merged: Customer,
    choices: Mapping[str, str],
    *,
    by: User,
    at: dt.datetime,
) -> dict[str, Any]:
    """Take over what was chosen; of each changed column [was, became]."""
    changes: dict[str, list[Any]] = {}
    for name, who in choices.items():
        if who != "merged" or name == TERMS:
            continue
        _take(survivor, merged, name, changes)
    _take_terms(survivor, merged, choices, changes, by=by, at=at)
    columns = {name: pair[0] for name, pair in changes.items() if name not in (TERMS, "custom")}
    if own := changes.get("custom"):
        columns["custom"] = {code: own[0].get(code) for code in own[1]}
    if columns:
        survivor.sort_key, survivor.name_key = sort_key(survivor.name), core_name(survivor.name)
        survivor.version += 1
        survivor.full_clean(validate_unique=False)
        survivor.save()
        keep_former(
            survivor,
            columns,
            version=survivor.version - 1,
            by=by.as_actor(),
            cause="merge_customers",
            at=at,
        )
    return {"fields": changes}


def _take(survivor: Customer, merged: Customer, name: str, changes: dict[str, list[Any]]) -> None:
    if name.startswith(OWN):
        code = name.removeprefix(OWN)
        was, became = changes.setdefault("custom", [dict(survivor.custom), {}])
        became[code] = merged.custom.get(code)
        merged_values = {**survivor.custom, code: became[code]}
        survivor.custom = {c: v for c, v in merged_values.items() if v is not None}
        return
    if name not in CHOOSABLE:
        raise Refused(
            _("There is no field “{name}” to choose.").format(name=name), code="unknown_field"
        )
    column = Customer._meta.get_field(name).attname  # type: ignore[union-attr]
    was, became = getattr(survivor, column), getattr(merged, column)
    if was != became:
        setattr(survivor, column, became)
        changes[column] = [was, became]


def _take_terms(
    survivor: Customer,
    merged: Customer,
    choices: Mapping[str, str],
    changes: dict[str, list[Any]],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Terms are dated rows of their own: the chosen ones hold from today on."""
    day = local_date(at)
    mine, theirs = terms_of(survivor, day), terms_of(merged, day)
    if choices.get(TERMS) == "merged" and mine != theirs:
        limit, days = theirs
        set_credit_terms(
            survivor, by=by, at=at, effective_date=day, credit_limit=limit, payment_days=days
        )
        changes[TERMS] = [list(mine), list(theirs)]


def terms_of(customer: Customer, day: dt.date) -> tuple[Any, Any]:
    """The credit limit and payment term in force on a day."""
    rows = customer.credit_terms.filter(effective_date__lte=day)
    terms = rows.order_by("-effective_date", "-recorded_at").first()
    return (terms.credit_limit, terms.payment_days) if terms else (None, None)
