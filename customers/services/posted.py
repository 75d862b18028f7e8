"""What calls that write many rows have in common: one answer for each row, one event for all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.services.rows import Result
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused


@dataclass(frozen=True)
class Posted:
    """A row that was taken: the row of the book that it wrote, or would have, and what changed.

    `key` names it within its customer; without one the customer itself was written.
    """

    customer: Customer
    row: Any
    outcome: str
    key: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def is_written(self) -> bool:
        return self.outcome != "unchanged"


Answers = dict[int, Posted | Refused]


def results_of(answers: Answers) -> list[Result]:
    """One result per row, in their order."""
    return [_result(n, answers[n]) for n in range(len(answers))]


def _result(n: int, answer: Posted | Refused) -> Result:
    if isinstance(answer, Refused):
        return Result(n, "refused", None, answer.message, answer.code, answer.field)
    return Result(n, answer.outcome, answer.row.pk)


@dataclass(frozen=True)
class Written:
    """A row that was written: the number of its customer, what names it there, what changed."""

    customer: str
    key: str
    before: Any
    after: Any


def record_posted(verb: str, answers: Answers, *, by: User, at: dt.datetime) -> None:
    """One event per call: see `record_written`."""
    written = [one for one in answers.values() if isinstance(one, Posted) and one.is_written]
    customers = {one.customer.pk: one.customer for one in written}
    rows = [Written(one.customer.number, one.key, one.before, one.after) for one in written]
    about = next(iter(customers.values())) if len(customers) == 1 else None
    _record(verb, rows, about, results_of(answers), by=by, at=at)


def record_written(
    verb: str,
    results: Sequence[Result],
    told: Callable[[int], Written],
    *,
    by: User,
    at: dt.datetime,
    **facts: Any,
) -> None:
    """One event per call: each written row, as `told` of its position, with what changed.

    About the customer when all rows are of one, else about the caller, whose rows they are; none
    where nothing was written.
    """
    rows = [told(r.position) for r in results if r.outcome in ("created", "changed")]
    numbers = {row.customer for row in rows}
    about = Customer.objects.get(number=numbers.pop()) if len(numbers) == 1 else None
    _record(verb, rows, about, results, by=by, at=at, **facts)


def _record(
    verb: str,
    rows: Sequence[Written],
    about: Customer | None,
    results: Sequence[Result],
    *,
    by: User,
    at: dt.datetime,
    **facts: Any,
) -> None:
    if not rows:
        return
    keys = [_key(row, is_alone=about is not None) for row in rows]
    record(
        verb,
        by=by.as_actor(),
        obj=about or by,
        customer_id=about.pk if about else None,
        before={key: row.before for key, row in zip(keys, rows, strict=True) if row.before},
        after={key: row.after for key, row in zip(keys, rows, strict=True)},
        facts={**facts, **Counter(result.outcome for result in results)},
        at=at,
    )


def _key(row: Written, *, is_alone: bool) -> str:
    if not row.key:
        return row.customer
    return row.key if is_alone else f"{row.customer} / {row.key}"


def refuse_repeated(keys: Sequence[Any], positions: Sequence[int]) -> Answers:
    """Refuse rows whose key an earlier one has. `positions`: see `post_invoices`."""
    first: dict[Any, int] = {}
    refused: Answers = {}
    for n, key in enumerate(keys):
        earlier = first.setdefault(key, n)
        if key is not None and earlier != n:
            seen = positions[earlier] if positions else earlier
            message = _("Named twice in this call: see row {row}.").format(row=seen)
            refused[n] = Refused(message, code="named_twice")
    return refused


def in_words(wrong: ValidationError) -> Refused:
    """A value that is not valid, as a row is refused for it."""
    named = getattr(wrong, "error_dict", {})
    return Refused(" ".join(wrong.messages), code="invalid", field=next(iter(named), ""))
