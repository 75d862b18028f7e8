"""Tasks, plans and steps of collecting that a leaver has not finished: given to others.

What a fact said of its owner before is kept as its revision, as with every other change of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import CollectionStep, Fact, Plan, Task
from customers.services.handing_over import refuse_unseen
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.web.chips import Text

# a fact goes where its customer went, else in turn
GIVE = """
WITH mine AS (
    SELECT id, customer_id FROM {table}
    WHERE {person} = %(leaver)s AND state = '{open}' AND NOT is_void ORDER BY id FOR UPDATE
), dealt AS (
    SELECT mine.id, CASE WHEN u.manager_id = ANY(%(receivers)s::bigint[]) THEN u.manager_id
        ELSE (%(receivers)s::bigint[])[
            1 + (row_number() OVER (ORDER BY mine.id) - 1) %% cardinality(%(receivers)s::bigint[])
        ] END AS receiver
    FROM mine JOIN customers_customer u ON u.id = mine.customer_id
), old AS (
    SELECT t.id, t.customer_id, t.recorded_at, to_jsonb(t) AS former, dealt.receiver,
           greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond') AS moment
    FROM {table} t JOIN dealt ON dealt.id = t.id
), kept AS (
    INSERT INTO customers_factrevision
        (customer_id, kind, fact_id, former, recorded_at, superseded_at)
    SELECT customer_id, '{kind}', id, former, recorded_at, moment FROM old
)
UPDATE {table} t SET {person} = old.receiver, version = t.version + 1, recorded_at = old.moment
FROM old WHERE t.id = old.id RETURNING t.id, t.{person}
"""


@dataclass(frozen=True)
class Work:
    """A kind of fact that somebody has to see to, and how one that is not finished is told."""

    model: type[Fact]
    name: str
    label: Text
    person: str
    open: str

    def of(self, leaver: User) -> QuerySet[Fact]:
        rows: QuerySet[Fact] = self.model.objects.standing()
        return rows.filter(**{self.person: leaver, "state": self.open})

    def give(self, act: Handover) -> int:
        """Give the leaver's to the receivers; part of `hand_over`, in its transaction."""
        sql = GIVE.format(
            table=self.model._meta.db_table,
            kind=self.model._meta.model_name,
            person=f"{self.person}_id",
            open=self.open,
        )
        receivers = [person.pk for person in act.receivers]
        with connection.cursor() as cursor:
            cursor.execute(sql, {"leaver": act.leaver.pk, "receivers": receivers, "at": act.at})
            given = cursor.fetchall()
        for person in act.receivers:
            keys = [key for key, receiver in given if receiver == person.pk]
            refuse_unseen(person, self.model.objects.filter(pk__in=keys), self.label)
        return len(given)


WORK = (
    Work(Task, "tasks", _("open tasks"), "owner", Task.State.OPEN.value),
    Work(Plan, "plans", _("plans under way"), "responsible", Plan.State.OPEN.value),
    Work(
        CollectionStep,
        "collection_steps",
        _("planned collection steps"),
        "owner",
        CollectionStep.State.PLANNED.value,
    ),
)


def register_parts() -> None:
    for rank, work in enumerate(WORK, start=30):
        register(
            Part(
                name=work.name,
                label=work.label,
                rank=rank,
                count=lambda person, work=work: work.of(person).count(),  # type: ignore[misc]
                give=work.give,
                permission="customers.change_customer",
            )
        )
