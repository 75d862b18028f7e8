"""What the reasons of a credit check are called: for colleagues, and as the customer may read them.

What somebody suspects, or a list or a case says, is not for the customer: it reads a neutral word.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from customers.models.collection import in_reader_language
from riskcrm.web.templatetags.riskcrm import figure_text
from scoring.models import Tier

AMOUNTS = ("limit", "exposure", "amount")
NEUTRAL = gettext_lazy("We cannot accept this order on credit at present.")
BEING_LOOKED_AT = gettext_lazy("Your order is being looked at. We will come back to you shortly.")
LIMIT_REACHED = gettext_lazy("With this order your credit limit would be exceeded.")

# code → (for colleagues, for the customer)
TEXTS: dict[str, tuple[Promise, Promise]] = {
    "over_limit": (
        gettext_lazy(
            "With this document the exposure is %(exposure)s, more than the limit in force of"
            " %(limit)s."
        ),
        LIMIT_REACHED,
    ),
    "over_order_limit": (
        gettext_lazy(
            "The document is worth %(amount)s; an order of this tier may be worth %(limit)s at"
            " most."
        ),
        gettext_lazy("This order is larger than what we can deliver on credit at once."),
    ),
    "unrated": (
        gettext_lazy("The customer is unrated: too little is known of how it pays."),
        gettext_lazy("We do not know each other well enough yet to deliver on these terms."),
    ),
    "tier": (
        gettext_lazy("The policy says so of every order of a customer whose risk is %(tier)s."),
        gettext_lazy("Orders of yours need our confirmation at present."),
    ),
    "not_admitted": (
        gettext_lazy("The customer is a prospect; nobody has admitted it yet."),
        gettext_lazy("Your account has not been opened yet."),
    ),
    "being_removed": (gettext_lazy("The customer is being removed."), NEUTRAL),
    "removed": (gettext_lazy("The customer has been removed."), NEUTRAL),
    "removal_proposed": (
        gettext_lazy("A removal of the customer waits for a decision."),
        BEING_LOOKED_AT,
    ),
    "readmitted": (
        gettext_lazy(
            "The customer was let come back against prepayment: see readmission %(readmission)s."
        ),
        gettext_lazy("We deliver against prepayment for the time being."),
    ),
    "sanctions_hit": (gettext_lazy("The customer is on a sanctions list: confirmed."), NEUTRAL),
    "restricted": (gettext_lazy("The customer is on our own restricted list: confirmed."), NEUTRAL),
    "court_listed": (
        gettext_lazy("The customer is on a list of dishonest debtors: confirmed."),
        BEING_LOOKED_AT,
    ),
    "publicly_listed": (
        gettext_lazy("The customer is on a public list: confirmed."),
        BEING_LOOKED_AT,
    ),
    "amount_unknown": (
        gettext_lazy(
            "No exchange rate is known for the document, so it cannot be held against the limit."
        ),
        BEING_LOOKED_AT,
    ),
    "ledger_unknown": (
        gettext_lazy("No exchange rate is known for %(count)s open invoices."),
        BEING_LOOKED_AT,
    ),
    "unbilled_unknown": (
        gettext_lazy("No exchange rate is known for %(count)s unbilled orders."),
        BEING_LOOKED_AT,
    ),
    "no_limit": (
        gettext_lazy("No credit limit is set for the customer."),
        gettext_lazy("No credit limit has been agreed with you yet."),
    ),
    "stale_score": (
        gettext_lazy("The score is %(days)s days old; it is computed anew every night."),
        BEING_LOOKED_AT,
    ),
    "overdue": (
        gettext_lazy(
            "%(amount)s are overdue, for up to %(days)s days; the tier may have %(tolerated)s."
        ),
        gettext_lazy("Invoices of yours are overdue. Please settle them first."),
    ),
    "released": (
        gettext_lazy("A second person has released this document: see credit check %(check)s."),
        gettext_lazy("Your order has been confirmed."),
    ),
    "shipment_hold": (
        gettext_lazy("Deliveries to the customer are on hold: a step of a reduction says so."),
        gettext_lazy("We are not delivering on credit at present. Please speak to your contact."),
    ),
    "identity_to_verify": (
        gettext_lazy("The customer's identity has to be verified again before it buys on credit."),
        gettext_lazy("Please confirm your company's details with us before we deliver."),
    ),
    "prepayment_asked": (
        gettext_lazy("A step of a reduction asks for %(share)s%% of each order in advance."),
        gettext_lazy("Please pay the agreed part of this order in advance."),
    ),
    "deposit_missing": (
        gettext_lazy(
            "A step of a reduction asks for a deposit of %(limit)s; %(amount)s are lodged."
        ),
        gettext_lazy("Please lodge the deposit first that we have asked you for."),
    ),
    "service_suspended": (
        gettext_lazy("A step of a reduction suspends this kind of service."),
        gettext_lazy("This service is suspended at present. Please speak to your contact."),
    ),
    "service_not_said": (
        gettext_lazy(
            "One kind of service is restricted (%(service)s). Say which kind the order is for."
        ),
        BEING_LOOKED_AT,
    ),
    "reference_not_said": (
        gettext_lazy("Only so many orders are allowed. Say the number of this one."),
        BEING_LOOKED_AT,
    ),
    "too_many_orders": (
        gettext_lazy(
            "%(count)s orders of this kind went through within %(days)s days; a step of a reduction"
            " allows %(most)s."
        ),
        gettext_lazy("The number of orders that we have agreed for this time is used up."),
    ),
    "group_unknown": (
        gettext_lazy("What the group owes together is not known: exchange rates are missing."),
        BEING_LOOKED_AT,
    ),
    "over_group_limit": (
        gettext_lazy(
            "With this document the group's exposure is %(exposure)s, more than its limit of"
            " %(limit)s."
        ),
        LIMIT_REACHED,
    ),
    "sector_unknown": (
        gettext_lazy(
            "What the industry owes together is not known: it has not been added up yet, or"
            " exchange rates are missing."
        ),
        BEING_LOOKED_AT,
    ),
    "over_sector_limit": (
        gettext_lazy(
            "With this document the exposure to the industry is %(exposure)s, more than its limit"
            " of %(limit)s."
        ),
        BEING_LOOKED_AT,
    ),
}
# kind → (for colleagues, for the customer)
RESTRICTIONS: dict[str, tuple[Promise, Promise]] = {
    "limit": (
        gettext_lazy("Credit limit lowered to %(money)s."),
        gettext_lazy("Your credit limit is lower at present."),
    ),
    "terms": (
        gettext_lazy("Payment term cut to %(value)s days."),
        gettext_lazy("Your payment term is shorter at present."),
    ),
    "prepayment": (
        gettext_lazy("Prepayment of %(value)s%%."),
        gettext_lazy("Part of each order is paid in advance at present."),
    ),
    "deposit": (
        gettext_lazy("Deposit of %(money)s asked for."),
        gettext_lazy("A deposit is asked for at present."),
    ),
    "suspension": (
        gettext_lazy("Suspended: %(service)s."),
        gettext_lazy("A service is suspended at present."),
    ),
    "frequency": (
        gettext_lazy("At most %(value)s orders in %(days)s days: %(service)s."),
        gettext_lazy("Fewer orders than usual are accepted at present."),
    ),
    "shipment": (
        gettext_lazy("Deliveries on hold."),
        gettext_lazy("Deliveries are on hold at present."),
    ),
    "identity": (
        gettext_lazy("Identity to be verified again."),
        gettext_lazy("Your company's details are to be confirmed."),
    ),
}
VERDICTS = {
    "allow": pgettext_lazy("verdict", "Deliver on credit"),
    "prepay": pgettext_lazy("verdict", "Deliver against prepayment"),
    "hold": pgettext_lazy("verdict", "Hold: a second person decides"),
    "deny": pgettext_lazy("verdict", "Do not deliver"),
}


def in_words(reason: Mapping[str, Any]) -> dict[str, Any]:
    """A reason as it was kept, with its texts in the reader's language."""
    internal, customer = TEXTS[reason["code"]]
    figures = {name: _shown(name, value) for name, value in reason["figures"].items()}
    return {**reason, "text": str(internal) % figures, "text_customer": str(customer)}


def restriction_in_words(said: Mapping[str, Any]) -> dict[str, Any]:
    """A restriction as a check kept it, with its texts in the reader's language."""
    internal, customer = RESTRICTIONS[said["kind"]]
    value = None if said["value"] is None else Decimal(said["value"])
    figures = {
        "money": "" if value is None else _shown("amount", str(value)),
        "value": "" if value is None else f"{value.normalize():f}",
        "days": said["period_days"],
        "service": in_reader_language(*said["service_names"]) or gettext("every kind of service"),
    }
    shown = {name: said[name] for name in ("id", "kind", "value", "period_days", "service", "from")}
    return {**shown, "text": str(internal) % figures, "text_customer": str(customer)}


def _shown(name: str, value: str) -> str:
    if name in AMOUNTS:
        return f"{settings.BASE_CURRENCY} {figure_text(Decimal(value), 2)}"
    if name == "share":
        return f"{Decimal(value).normalize():f}"
    if name == "tier":
        return str(Tier(value).label)
    return value
