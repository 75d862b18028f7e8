"""What removal knows against orders: a case that waits for its decision."""

from __future__ import annotations

from collections.abc import Iterator

from removal.models import RemovalCase
from scoring.credit.rules import Obstacle
from scoring.models import Verdict


def open_case(customer_id: int) -> Iterator[Obstacle]:
    """Until somebody has decided, nobody sells to the customer without a second look."""
    cases = RemovalCase.objects.open().filter(customer=customer_id)
    for pk in cases.values_list("pk", flat=True):
        yield Obstacle("removal_proposed", Verdict.HOLD, {"case": str(pk)})
