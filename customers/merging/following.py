"""Where a customer that was merged into another has gone."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from customers.models import Customer
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

MOST_STEPS = 20  # merges of merged ones; none is ever that deep


def survivor_of(pk: int, user: User | AnonymousUser) -> Customer | None:
    """Who a merged customer is now, if the person sees that one; None for any other customer."""
    target = Customer.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    for _step in range(MOST_STEPS):
        if target is None:
            return None
        found = Customer.objects.visible_to(user).filter(pk=target).first()
        if found is not None:
            return found
        target = Customer.objects.filter(pk=target).values_list("merged_into", flat=True).first()
    return None


def keys_of(customer: Customer) -> list[int]:
    """The customer's own key and those of all that were merged into it."""
    keys, newest = [customer.pk], [customer.pk]
    for _step in range(MOST_STEPS):
        merged = Customer.objects.filter(merged_into__in=newest).values_list("pk", flat=True)
        newest = list(merged)
        if not newest:
            break
        keys += newest
    return keys


def merged_among(numbers: Iterable[str], user: User) -> dict[str, str]:
    """Of these numbers those of merged customers → the number of who they are now, where seen."""
    rows = Customer.objects.filter(number__in=list(numbers), merged_into__isnull=False)
    found = {row.number: survivor_of(row.pk, user) for row in rows}
    return {number: customer.number for number, customer in found.items() if customer}


def refusal(number: str, survivor: str, field: str = "customer") -> Refused:
    """What is told to who writes under the number of a merged customer."""
    return Refused(
        _("Customer {number} was merged into {survivor}. Use that number.").format(
            number=number, survivor=survivor
        ),
        code="merged_customer",
        field=field,
    )


def tell_merged(refused: dict[int, Refused], named: dict[int, str], user: User) -> None:
    """Where rows were refused for an unknown customer that was merged, say so instead.

    `named` are the customers' numbers by row. One look, and only where there is something to say.
    """
    unknown = {n: named[n] for n, error in refused.items() if error.code == "unknown_customer"}
    if not unknown:
        return
    gone = merged_among(unknown.values(), user)
    for n, number in unknown.items():
        if number in gone:
            refused[n] = refusal(number, gone[number])


def refuse_merged(customer: Customer) -> None:
    """Raises `Refused` for a customer that is another one now: nothing is written to it."""
    if customer.merged_into_id is not None:
        into = customer.merged_into
        raise refusal(customer.number, into.number if into else "")
