"""Acts on one fact: to finish a task, to confirm an event. Each is a verb of its own in the audit.

The row is locked, its state checked under the lock, and what it said until now goes to its
revisions, as with every other change of a fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from customers.models import Customer, Fact
from customers.records.kinds import Kind
from customers.services.changes import mark_changed
from customers.services.days import latest_day, refuse_odd_days
from riskcrm.accounts.models import User
from riskcrm.audit.services import Actor, record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale

F = TypeVar("F", bound=Fact)
Check = Callable[[Any], None]


@dataclass(frozen=True)
class Acting:
    """Who acts when, and why."""

    by: User
    at: dt.datetime
    reason: str = ""

    @property
    def actor(self) -> Actor:
        return self.by.as_actor()


def act_on(
    kind: Kind, fact: F, verb: str, changes: dict[str, Any], *, acting: Acting, check: Check
) -> F:
    """Change a standing fact by an act; `check` refuses it by raising, and sees the locked row."""
    refuse_odd_days(changes)
    with transaction.atomic():
        held: Any = hold(kind, fact)
        refuse_void(held)
        check(held)
        before = {name: _plain(getattr(held, name)) for name in changes}
        keep_former(kind, held, at=acting.at)
        for name, value in changes.items():
            setattr(held, name, value)
        held.version += 1
        held.recorded_at = moment_after(held, acting.at)
        held.save(update_fields=[*changes, "version", "recorded_at"])
        record(
            verb,
            by=acting.actor,
            obj=held,
            customer_id=held.customer_id,
            reason=acting.reason,
            before=before,
            after={name: _plain(value) for name, value in changes.items()},
            facts={"kind": kind.code},
            at=acting.at,
        )
        mark_changed([held.customer_id], cause=verb, at=acting.at)
    changed: F = held
    return changed


def hold(kind: Kind, fact: F) -> F:
    """Lock a fact after its customer, as all that write facts do; so no posting comes between."""
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=fact.customer_id)
    held: F = kind.model.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if held.customer_id != fact.customer_id:  # a merge came first
        raise stale()
    return held


def keep_former(kind: Kind, fact: Fact, *, at: dt.datetime) -> None:
    """Copy a fact's state to its revisions, inside the transaction that changes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_factrevision"  # noqa: S608 (own table)
            " (customer_id, kind, fact_id, former, recorded_at, superseded_at)"
            f" SELECT customer_id, %s, id, to_jsonb(t), recorded_at, %s FROM {kind.table} t"
            " WHERE id = %s",
            [kind.name, moment_after(fact, at), fact.pk],
        )


def moment_after(fact: Fact, at: dt.datetime) -> dt.datetime:
    """When the book knew better: never before it knew what it knew."""
    return max(at, fact.recorded_at + dt.timedelta(microseconds=1))


def refuse_void(fact: Fact) -> None:
    if fact.is_void:
        raise Refused(_("This record is void, so nothing more can be done to it."), code="void")


def refuse_future(day: dt.date, *, at: dt.datetime, field: str) -> None:
    if day > latest_day(at):
        raise Refused(_("This day lies in the future."), code="in_future", field=field)


def refuse_before(day: dt.date, earliest: dt.date, message: str, *, field: str) -> None:
    if day < earliest:
        raise Refused(message, code="dates_reversed", field=field)


def given(text: str, message: str, *, field: str) -> str:
    """The text without the space around it. Refused with the message where nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(message, code=f"{field}_missing", field=field)
    return text


def _plain(value: Any) -> Any:
    """A value as the audit keeps it: people by name."""
    if isinstance(value, models.Model):
        return str(value)
    return value if value is None or isinstance(value, bool | int | list) else str(value)


def refuse_taken(model: type[models.Model], customer: str, *, by: User, **key: str) -> None:
    """Refuse the number of a new row that the customer has one of; needs a transaction.

    Under the customer's lock, so that nobody takes the number meanwhile.
    """
    seen = Customer.objects.visible_to(by).filter(number=customer)
    held = list(seen.select_for_update(no_key=True, of=("self",)))
    if model._default_manager.filter(customer__in=held, **key).exists():
        [field] = key
        message = _("This customer has one with this number already. Open that one to correct it.")
        raise Refused(message, code="number_taken", field=field)
