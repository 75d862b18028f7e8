"""Open cases of somebody who leaves: looked after by others, decided by none of these.

Who proposed a case, and who answered for it then, is evidence and never changes. What changes hands
is the proposing side: whoever takes a case over learns its outcome, may withdraw it, and is as
barred from deciding it as the proposer is.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.services.handing_over import refuse_unseen
from removal.models import RemovalCase, RemovalDecision
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import PROPOSE
from riskcrm.web.errors import Refused

LABEL = gettext_lazy("open removal cases")
# a case goes where its customer went, else in turn
GIVE = """
WITH mine AS (
    SELECT id, customer_id FROM removal_removalcase
    WHERE closed_at IS NULL AND coalesce(taken_over_by_id, responsible_id) = %(leaver)s
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
        keys = [case for case, receiver in given if receiver == person.pk]
        refuse_unseen(person, RemovalCase.objects.filter(pk__in=keys), LABEL)
    _refuse_deciders([case for case, _receiver in given])
    return len(given)


def _refuse_deciders(cases: list[int]) -> None:
    """Who decided on a case does not come to stand on its proposing side."""
    decision = (
        RemovalDecision.objects.filter(
            case__in=cases, round=F("case__round"), decided_by=F("case__taken_over_by")
        )
        .select_related("decided_by")
        .first()
    )
    if decision is not None:
        raise Refused(
            _("%(name)s has decided on case %(number)s, so it needs another receiver.")
            % {"name": decision.decided_by, "number": decision.case_id},
            code="receiver_decided",
        )


def _cases_of(person: User) -> QuerySet[RemovalCase]:
    return RemovalCase.objects.open().looked_after_by(person)


def register_part() -> None:
    register(
        Part(
            name="cases",
            label=LABEL,
            rank=20,
            count=lambda person: _cases_of(person).count(),
            give=give_cases,
            permission=PROPOSE,
            url=lambda _person: f"{reverse('removal:case_list')}?open=1",
        )
    )
