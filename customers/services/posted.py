"""What calls that write many rows have in common: one answer for each row, one event for all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
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


def record_posted(verb: str, answers: Answers, *, by: User, at: dt.datetime) -> None:
    """One event per call: each written row with what changed; none for nothing.

    About the customer when all rows are of one, else about the caller, whose rows they are.
    """
    written = [one for one in answers.values() if isinstance(one, Posted) and one.is_written]
    if not written:
        return
    customers = {one.customer.pk: one.customer for one in written}
    about = next(iter(customers.values())) if len(customers) == 1 else None
    keys = {id(one): _key(one, is_alone=about is not None) for one in written}
    record(
        verb,
        by=by.as_actor(),
        obj=about or by,
        customer_id=about.pk if about else None,
        before={keys[id(one)]: one.before for one in written if one.before},
        after={keys[id(one)]: one.after for one in written},
        facts=dict(Counter(result.outcome for result in results_of(answers))),
        at=at,
    )


def _key(one: Posted, *, is_alone: bool) -> str:
    number = one.customer.number
    if not one.key:
        return number
    return one.key if is_alone else f"{number} / {one.key}"


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
