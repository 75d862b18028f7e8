"""Customers of somebody who leaves: given to others in one statement, their history kept."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, of_visible
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.web.chips import Text
from riskcrm.web.errors import Refused

CAUSE = "hand_over"
# a customer of the leaver's team goes on to the receiver's; one of another team stays there
GIVE = """
WITH mine AS (
    SELECT id, team_id, version FROM customers_customer
    WHERE manager_id = %(leaver)s ORDER BY id FOR NO KEY UPDATE
), dealt AS (
    SELECT mine.*, r.receiver, CASE WHEN mine.team_id = %(team)s
        THEN coalesce(r.team, mine.team_id) ELSE mine.team_id END AS new_team
    FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM mine) mine
    JOIN unnest(%(receivers)s::bigint[], %(teams)s::bigint[]) WITH ORDINALITY
      AS r(receiver, team, place) ON r.place - 1 = mine.place %% %(count)s
), kept AS (
    INSERT INTO customers_customerrevision
        (customer_id, version, former, superseded_at, changed_by, cause)
    SELECT id, version, jsonb_build_object('manager_id', %(leaver)s::bigint)
        || CASE WHEN new_team IS DISTINCT FROM team_id
           THEN jsonb_build_object('team_id', team_id) ELSE '{}' END,
        %(at)s, %(who)s, %(cause)s
    FROM dealt
), queued AS (
    INSERT INTO customers_customerchange (customer_id, cause, recorded_at)
    SELECT id, %(cause)s, %(at)s FROM dealt
)
UPDATE customers_customer c
SET manager_id = dealt.receiver, team_id = dealt.new_team, version = c.version + 1
FROM dealt WHERE c.id = dealt.id
"""


def give_customers(act: Handover) -> int:
    """Make the receivers the account managers of the leaver's customers, dealt out evenly.

    Each customer keeps a revision and is scored anew; part of `hand_over`, in its transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            GIVE,
            {
                "leaver": act.leaver.pk,
                "team": act.leaver.team_id,
                "receivers": [person.pk for person in act.receivers],
                "count": len(act.receivers),
                "teams": [person.team_id for person in act.receivers],
                "at": act.at,
                "who": act.by.as_actor().name[:200],
                "cause": CAUSE,
            },
        )
        return int(cursor.rowcount)


def refuse_unseen(person: User, rows: QuerySet[Any], what: Text) -> None:
    """Refuse to give somebody rows of customers they would not see. `rows` have a `customer`."""
    unseen = rows.count() - of_visible(rows, person).count()
    if unseen:
        message = gettext(
            "%(name)s would not see what they get (%(what)s: %(count)s): the customers belong to "
            "another team. Choose somebody who sees all customers, such as a risk officer."
        )
        raise Refused(
            message % {"name": person, "what": what, "count": unseen},
            code="out_of_sight",
            field="receivers",
        )


def _count(person: User) -> int:
    return Customer.objects.filter(manager=person).count()


def _url(person: User) -> str:
    return f"{reverse('monitoring:customer_list')}?manager={person.pk}"


def register_part() -> None:
    register(
        Part(
            name="customers",
            label=_("customers"),
            rank=10,
            count=_count,
            give=give_customers,
            permission="customers.change_customer",
            url=_url,
        )
    )
