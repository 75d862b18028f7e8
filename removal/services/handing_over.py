"""Open cases of somebody who leaves: looked after by others, decided by none of these.

Who proposed a case, and who answered for it then, is evidence and never changes. What changes hands
is the proposing side: whoever takes a case over learns its outcome, may withdraw it, and is as
barred from deciding it as the proposer is.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from removal.models import RemovalCase
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import PROPOSE
from riskcrm.web.errors import Refused

# a case goes where its customer went, else in turn
GIVE = """
WITH mine AS (
    SELECT id, customer_id FROM removal_removalcase
    WHERE state = 'proposed' AND coalesce(taken_over_by_id, responsible_id) = %(leaver)s
    ORDER BY id FOR NO KEY UPDATE
), dealt AS (
    SELECT mine.id, CASE WHEN u.manager_id = ANY(%(receivers)s::bigint[]) THEN u.manager_id
        ELSE (%(receivers)s::bigint[])[
            1 + (row_number() OVER (ORDER BY mine.id) - 1) %% cardinality(%(receivers)s::bigint[])
        ] END AS receiver
    FROM mine JOIN customers_customer u ON u.id = mine.customer_id
)
UPDATE removal_removalcase c
SET taken_over_by_id = dealt.receiver, taken_over_at = %(at)s, version = c.version + 1
FROM dealt WHERE c.id = dealt.id
RETURNING c.id, c.taken_over_by_id
"""


def give_cases(act: Handover) -> int:
    """Let the receivers look after the leaver's open cases; part of `hand_over`.

    Refused where a receiver would not see the customer of a case they get.
    """
    with connection.cursor() as cursor:
        receivers = [person.pk for person in act.receivers]
        params: dict[str, Any] = {"leaver": act.leaver.pk, "receivers": receivers, "at": act.at}
        cursor.execute(GIVE, params)
        given = cursor.fetchall()
    for person in act.receivers:
        keys = {case for case, receiver in given if receiver == person.pk}
        _refuse_unseen(person, keys)
    return len(given)


def _refuse_unseen(person: User, keys: set[int]) -> None:
    seen = RemovalCase.objects.visible_to(person).filter(pk__in=keys).count() if keys else 0
    if seen < len(keys):
        message = _(
            "%(name)s would not see %(count)s of the cases: their customers belong to another "
            "team. Choose somebody who sees all customers, such as a risk officer."
        )
        raise Refused(
            message % {"name": person, "count": len(keys) - seen},
            code="cases_out_of_sight",
            field="receivers",
        )


def _cases_of(person: User) -> QuerySet[RemovalCase]:
    return RemovalCase.objects.open().looked_after_by(person)


def register_part() -> None:
    register(
        Part(
            name="cases",
            label=gettext_lazy("open removal cases"),
            rank=20,
            count=lambda person: _cases_of(person).count(),
            give=give_cases,
            permission=PROPOSE,
            url=lambda _person: f"{reverse('removal:case_list')}?state=proposed",
        )
    )
