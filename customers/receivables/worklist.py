"""What the lines of a worklist say beside the figures, each by one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from customers.models import CollectionStep, Interaction, PromiseToPay


@dataclass(frozen=True)
class Beside:
    """Where collecting stands with one customer."""

    promise: PromiseToPay | None = None
    next_step: CollectionStep | None = None
    last_contact: Interaction | None = None


def beside(customer_ids: Sequence[int]) -> dict[int, Beside]:
    """The latest promise, the next planned step and the latest contact of each customer.

    Three queries, however many customers; each is led by an index of its customers.
    """
    promises = _first(
        PromiseToPay.objects.exclude(outcome=PromiseToPay.Outcome.WITHDRAWN), "-promised_date",
        customer_ids,
    )  # fmt: skip
    steps = _first(
        CollectionStep.objects.filter(state=CollectionStep.State.PLANNED), "effective_date",
        customer_ids,
    )  # fmt: skip
    contacts = _first(Interaction.objects.all(), "-effective_date", customer_ids)
    return {pk: Beside(promises.get(pk), steps.get(pk), contacts.get(pk)) for pk in customer_ids}


def _first(rows: Any, order: str, customer_ids: Sequence[int]) -> dict[int, Any]:
    found = rows.filter(customer__in=customer_ids, is_void=False)
    found = found.order_by("customer_id", order, "-pk").distinct("customer_id")
    return {row.customer_id: row for row in found}
