"""Sets of customers, and how one whose figures the database refuses is told from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from django.db import DataError, IntegrityError, InternalError, NotSupportedError, transaction

# what can lie in the figures of one customer; a lost connection, a lock or a wrong statement is
# everybody's, and halving would only repeat it
REFUSED = (DataError, IntegrityError, InternalError, NotSupportedError)
LONGEST_ERROR = 2000


class IdRange(NamedTuple):
    """Customers by id, both ends inclusive."""

    first_id: int
    final_id: int


Batch = IdRange | list[int]
Counts = dict[str, int]


def score_apart(
    batch: Batch, score: Callable[[Batch], Counts]
) -> tuple[Counter[str], dict[int, str]]:
    """Score the batch in one go; if that is refused, by halves, until the culprits are alone.

    Returns the counts added up, and the culprits with the database's words. Raises what `score`
    raises for other reasons.
    """
    try:
        with transaction.atomic():
            return Counter(score(batch)), {}
    except REFUSED as error:
        halves = _halves(batch)
        if not halves:
            return Counter(), {batch[0]: str(error).strip()[:LONGEST_ERROR]}
    counts: Counter[str] = Counter()
    culprits: dict[int, str] = {}
    for half in halves:
        found, refused = score_apart(half, score)
        counts.update(found)
        culprits |= refused
    return counts, culprits


def _halves(batch: Batch) -> tuple[Batch, ...]:
    """Two parts in the order of ids, so that locks are taken in one order; none of a single one."""
    if isinstance(batch, IdRange):
        first, final = batch
        middle = (first + final) // 2
        return (IdRange(first, middle), IdRange(middle + 1, final)) if first < final else ()
    middle = len(batch) // 2
    return (batch[:middle], batch[middle:]) if middle else ()
