"""What else waits for somebody who leaves: admissions asked for, reminders made, being named.

Who asked for an admission, or had reminders made, is evidence and never changes. Who takes it over
looks after it from then on, and is as barred from deciding on an admission as who asked for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Admission, Mention, Reminder, ReminderRun
from customers.services.handing_over import refuse_unseen
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.web.chips import Text

# a row goes where its customer went, else in turn
GIVE = """
WITH mine AS (
    SELECT t.id, {customer} AS customer_id FROM {table} t WHERE {mine} ORDER BY t.id FOR UPDATE
), dealt AS (
    SELECT mine.id, CASE WHEN u.manager_id = ANY(%(receivers)s::bigint[]) THEN u.manager_id
        ELSE (%(receivers)s::bigint[])[
            1 + (row_number() OVER (ORDER BY mine.id) - 1) %% cardinality(%(receivers)s::bigint[])
        ] END AS receiver
    FROM mine LEFT JOIN customers_customer u ON u.id = mine.customer_id
)
UPDATE {table} t SET {changes} FROM dealt WHERE t.id = dealt.id RETURNING t.id, dealt.receiver
"""
TAKEN_OVER = "taken_over_by_id = dealt.receiver"
DRAFTS = """EXISTS (SELECT 1 FROM customers_reminder r WHERE r.run_id = t.id AND r.state = 'draft')
    AND coalesce(t.taken_over_by_id, t.started_by_id) = %(leaver)s"""
ASKED = "t.outcome = 'waiting' AND coalesce(t.taken_over_by_id, t.answers_id) = %(leaver)s"
# who is named in the same note already has read it, or will
KNOWN = """EXISTS (SELECT 1 FROM customers_mention k WHERE k.customer_id = t.customer_id
    AND k.kind = t.kind AND k.fact_id = t.fact_id AND k.person_id = dealt.receiver)"""
TOLD = f"""person_id = CASE WHEN {KNOWN} THEN t.person_id ELSE dealt.receiver END,
    read_at = CASE WHEN {KNOWN} THEN %(at)s::timestamptz END"""


@dataclass(frozen=True)
class Rest:
    """Rows that wait for a person: which they are, as a query and as SQL, and how they pass on."""

    name: str
    label: Text
    permission: str
    of: Callable[[User], QuerySet[Admission] | QuerySet[ReminderRun] | QuerySet[Mention]]
    mine: str
    changes: str
    customer: str = "t.customer_id"
    route: str = ""

    def give(self, act: Handover) -> int:
        """Give the leaver's to the receivers; part of `hand_over`, in its transaction."""
        rows = self.of(act.leaver)
        sql = GIVE.format(
            table=rows.model._meta.db_table,
            customer=self.customer,
            mine=self.mine,
            changes=self.changes,
        )
        receivers = [person.pk for person in act.receivers]
        with connection.cursor() as cursor:
            cursor.execute(sql, {"leaver": act.leaver.pk, "receivers": receivers, "at": act.at})
            given = cursor.fetchall()
        for person in act.receivers if rows.model is not ReminderRun else ():
            keys = [key for key, receiver in given if receiver == person.pk]
            refuse_unseen(person, rows.model._default_manager.filter(pk__in=keys), self.label)
        return len(given)

    def url(self, _person: User) -> str:
        return reverse(self.route) if self.route else ""


def admissions_of(person: User) -> QuerySet[Admission]:
    own = Q(taken_over_by__isnull=True, answers=person)
    return Admission.objects.waiting().filter(own | Q(taken_over_by=person))


def runs_of(person: User) -> QuerySet[ReminderRun]:
    """Runs that this person had made, or took over, of which drafts are still there."""
    drafts = Reminder.objects.filter(run=OuterRef("pk"), state=Reminder.State.DRAFT)
    return ReminderRun.objects.looked_after_by(person).filter(Exists(drafts))


def mentions_of(person: User) -> QuerySet[Mention]:
    return Mention.objects.filter(person=person).unread()


RESTS = (
    Rest(
        "admissions", _("admissions asked for"), "customers.add_admission", admissions_of, ASKED,
        f"{TAKEN_OVER}, taken_over_at = %(at)s", route="customers:admission_list",
    ),
    Rest(
        "reminder_runs", _("reminder runs with drafts"), "customers.change_reminder", runs_of,
        DRAFTS, TAKEN_OVER, customer="NULL::bigint", route="customers:reminderrun_list",
    ),
    Rest(
        "mentions", _("unread mentions"), "customers.view_interaction", mentions_of,
        "t.person_id = %(leaver)s AND t.read_at IS NULL", TOLD,
    ),
)  # fmt: skip


def register_parts() -> None:
    for rank, rest in enumerate(RESTS, start=50):
        register(
            Part(
                name=rest.name,
                label=rest.label,
                rank=rank,
                count=lambda person, rest=rest: rest.of(person).count(),  # type: ignore[misc]
                give=rest.give,
                permission=rest.permission,
                url=rest.url,
            )
        )
