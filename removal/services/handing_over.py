"""Open cases of somebody who leaves: looked after by others, decided by none of these.

Who proposed a case, and who answered for it then, is evidence and never changes. What changes hands
is the proposing side: whoever takes a case over learns its outcome, may withdraw it, and is as
barred from deciding it as the proposer is. Who leads a case is another matter: that hand only
brings its stage to an end, and may be given to somebody who decides later.
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
from removal.transitions import ASSESS
from riskcrm.accounts.handover import Handover, Part, register
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import PROPOSE
from riskcrm.web.errors import Refused

LABEL = gettext_lazy("open removal cases")
# a case goes where its customer went, else in turn
GIVE = """
WITH mine AS (
    SELECT id, customer_id,
      coalesce(taken_over_by_id, responsible_id) = %(leaver)s AS looks_after,
      owner_id = %(leaver)s AS leads
    FROM removal_removalcase
    WHERE closed_at IS NULL
      AND (coalesce(taken_over_by_id, responsible_id) = %(leaver)s OR owner_id = %(leaver)s)
    ORDER BY id FOR NO KEY UPDATE
), dealt AS (
    SELECT mine.id, mine.looks_after, mine.leads,
        CASE WHEN u.manager_id = ANY(%(receivers)s::bigint[]) THEN u.manager_id
        ELSE (%(receivers)s::bigint[])[
            1 + (row_number() OVER (ORDER BY mine.id) - 1) %% cardinality(%(receivers)s::bigint[])
        ] END AS receiver
    FROM mine JOIN customers_customer u ON u.id = mine.customer_id
)
UPDATE removal_removalcase c
SET taken_over_by_id = CASE WHEN looks_after THEN receiver ELSE c.taken_over_by_id END,
    taken_over_at = CASE WHEN looks_after THEN %(at)s ELSE c.taken_over_at END,
    owner_id = CASE WHEN leads IS NOT TRUE THEN c.owner_id
      WHEN c.state = 'proposed' OR receiver = ANY(%(leaders)s::bigint[]) THEN receiver END,
    version = c.version + 1
FROM dealt WHERE c.id = dealt.id
RETURNING c.id, dealt.receiver, dealt.looks_after
"""


def give_cases(act: Handover) -> int:
    """Let the receivers look after and lead the leaver's open cases; part of `hand_over`.

    A case whose receiver cannot lead one waits for whoever of the role takes it. Refused where a
    receiver would not see the customer of a case they get.
    """
    with connection.cursor() as cursor:
        receivers = [person.pk for person in act.receivers]
        leaders = [person.pk for person in act.receivers if person.has_perm(ASSESS)]
        params: dict[str, Any] = {
            "leaver": act.leaver.pk, "receivers": receivers, "leaders": leaders, "at": act.at,
        }  # fmt: skip
        cursor.execute(GIVE, params)
        given = cursor.fetchall()
    for person in act.receivers:
        keys = [case for case, receiver, _looks_after in given if receiver == person.pk]
        refuse_unseen(person, RemovalCase.objects.filter(pk__in=keys), LABEL)
    _refuse_deciders([case for case, _receiver, looks_after in given if looks_after])
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
    cases = RemovalCase.objects.open()
    return cases.looked_after_by(person) | cases.filter(owner=person)


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
