"""Alerts whose deadline passed go up a level, and the missed deadline is kept.

One statement takes the alerts that nobody holds, writes both rows and moves the alerts; the rows
are unique by alert and level, by alert and deadline. Snoozed alerts have no deadline that passes
before they are back.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from monitoring.models import Alert, RiskLead
from monitoring.services.alert_notices import tell_escalated
from monitoring.services.sweep_sql import deadlines_of, severities
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import KEEP_RISK_LEADS, LEAD_ESCALATED_ALERTS
from riskcrm.audit.services import SYSTEM, record
from riskcrm.web.errors import Refused

MOST = 5000

# whoever takes an alert from below has as long to take it as the first one had
ESCALATE = f"""
WITH late AS MATERIALIZED (
  SELECT alert.id, alert.level, alert.severity, alert.due_at, alert.decision_due_at,
    customer.team_id, EXISTS (
      SELECT FROM monitoring_acknowledgement seen WHERE seen.alert_id = alert.id
    ) AS is_taken
  FROM monitoring_alert alert JOIN customers_customer customer ON customer.id = alert.customer_id
  WHERE alert.cleared_at IS NULL AND alert.next_due_at <= %(at)s
  ORDER BY alert.next_due_at, alert.id LIMIT %(most)s FOR UPDATE OF alert SKIP LOCKED
), missed AS (
  INSERT INTO monitoring_alertbreach (alert_id, deadline, due_at, noticed_at)
  SELECT id, 'acknowledge', due_at, %(at)s FROM late WHERE NOT is_taken AND due_at <= %(at)s
  UNION ALL
  SELECT id, 'decide', decision_due_at, %(at)s FROM late WHERE decision_due_at <= %(at)s
  ON CONFLICT (alert_id, deadline) DO NOTHING
), gone_up AS (
  INSERT INTO monitoring_alertescalation (alert_id, level, at, because, to_id)
  SELECT late.id, late.level + 1, %(at)s,
    CASE WHEN late.is_taken THEN 'not_decided' ELSE 'not_taken' END,
    CASE WHEN late.level = 1 AND person.is_active THEN person.id END
  FROM late
  LEFT JOIN monitoring_risklead lead ON lead.team_id = late.team_id
  LEFT JOIN accounts_user person ON person.id = lead.person_id
  WHERE late.level < 3
  ON CONFLICT (alert_id, level) DO NOTHING
)
UPDATE monitoring_alert alert
SET level = LEAST(late.level + 1, 3), version = alert.version + 1,
  next_due_at = CASE WHEN late.level = 1 AND late.is_taken THEN known.due_at
    WHEN late.level = 1 THEN LEAST(known.due_at, ahead.due_at)
    ELSE ahead.due_at END
FROM late
JOIN {severities("known")} ON known.code = late.severity
CROSS JOIN LATERAL (
  SELECT CASE WHEN late.decision_due_at > %(at)s THEN late.decision_due_at END AS due_at
) ahead
WHERE alert.id = late.id
RETURNING alert.id, late.level < 3
"""


def escalate_alerts(*, at: dt.datetime, most: int = MOST) -> int:
    """Move alerts whose deadline passed up the chain, and tell whom they went to; how many.

    Safe twice and side by side: the second finds no deadline of theirs that passed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ESCALATE, {"at": at, "most": most, **deadlines_of(at)})
            rows = cursor.fetchall()
        gone_up = sorted(pk for pk, is_higher in rows if is_higher)
        if gone_up:
            tell_escalated(gone_up, at=at)
            facts = {"alerts": gone_up}
            record("escalate_alerts", by=SYSTEM, obj=Alert(pk=gone_up[0]), facts=facts, at=at)
    return len(rows)


def name_risk_lead(team: Team, *, person: User | None, by: User, at: dt.datetime) -> None:
    """Say to whom a team's alerts go when a deadline passes; nobody = to everybody who may lead."""
    check_right(by, KEEP_RISK_LEADS)
    if person is not None and not (person.is_active and person.has_perm(LEAD_ESCALATED_ALERTS)):
        raise Refused(
            _("%(name)s may not lead: choose a risk officer.") % {"name": person},
            code="cannot_lead",
            field="person",
        )
    with transaction.atomic():
        former = RiskLead.objects.filter(team=team).values_list("person", flat=True).first()
        if former == (person.pk if person else None):
            return
        if person is None:
            RiskLead.objects.filter(team=team).delete()
        else:
            named = {"person": person, "named_by": by, "named_at": at}
            RiskLead.objects.update_or_create(team=team, defaults=named)
        record(
            "name_risk_lead", by=by.as_actor(), obj=team, before={"person": former},
            after={"person": person.pk if person else None}, at=at,
        )  # fmt: skip
