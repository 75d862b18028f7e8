"""Trying a rule on the last 90 days before it is switched on: what it would have raised.

The book of the past is known at the ends of months; the rule is held against those within the 90
days and against today, as if it had been switched on at the month end before them. A customer went
bad when an invoice came to be more than 90 days past due, or was written off, after the alert, and
it was not bad before. Rules that would have muted this one are left out; a rise of tiers is one
between two of the days looked at.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from monitoring.alert_rules.definition import content_of, put
from monitoring.alert_rules.sources import month_end_before
from monitoring.alert_rules.sql import Compiled, compile_rules
from monitoring.alert_rules.tree import Lead, Measure, Rule, checked_rule
from monitoring.models import GRAVITY, AlertRule, DryRun, RuleVersion, Versus
from monitoring.services.alert_rules import check_may_change
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date, organisation_zone
from scoring.indicators.base import with_steps
from scoring.months import month_ends
from scoring.outcomes import OUTCOME_STEPS, USUAL_DAYS

log = structlog.get_logger()
DAYS = 90
BOOK = """(
  SELECT t.customer_id, NULL::bigint[] AS running
  FROM scoring_rating t JOIN customers_customer b ON b.id = t.customer_id
  WHERE b.merged_into_id IS NULL
)"""

# temporary tables live as long as the connection and are empty after each transaction
TABLES = """
CREATE TEMP TABLE IF NOT EXISTS dry_state (
  customer_id bigint PRIMARY KEY, is_running boolean, fell_back_on date, severity integer
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS dry_day (
  customer_id bigint PRIMARY KEY, is_hit boolean, stays boolean, fell_back boolean,
  severity integer, value numeric(24, 4), is_raised boolean
) ON COMMIT DELETE ROWS;
DELETE FROM dry_state;
"""
LOOK = """
{judged}
INSERT INTO dry_day
SELECT v.customer_id, COALESCE(v.in_scope AND v.holds, false), v.in_scope AND v.stays,
  v.in_scope AND v.stays IS FALSE,
  LEAST({most_severe}, v.severity + COALESCE(v.is_graver, false)::int), v.value
FROM {verdicts}
LEFT JOIN dry_state former ON former.customer_id = v.customer_id
WHERE v.in_scope AND v.holds OR former.is_running
"""
# as the sweep does it: neither while an episode runs nor, unless graver, in the cooldown after it
RAISE = """
UPDATE dry_day d SET is_raised = d.is_hit AND NOT EXISTS (
  SELECT FROM dry_state former
  WHERE former.customer_id = d.customer_id AND (
    former.is_running
    OR former.fell_back_on + %(cooldown)s > %(day)s AND former.severity >= d.severity
  )
)
"""
NOTE = """
INSERT INTO monitoring_dryrunhit (dry_run_id, customer_id, day, value, severity)
SELECT %(run)s, customer_id, %(day)s, value, (%(gravity)s::text[])[severity + 1]
FROM dry_day WHERE is_raised
"""
GO_ON = """
UPDATE dry_state s SET
  is_running = d.is_raised OR s.is_running AND (d.is_hit OR COALESCE(d.stays, false)),
  fell_back_on = CASE WHEN NOT s.is_running OR d.is_hit OR d.stays THEN s.fell_back_on
    WHEN d.fell_back THEN %(day)s::date END,
  severity = CASE WHEN d.is_raised THEN d.severity
    WHEN s.is_running THEN GREATEST(s.severity, d.severity) ELSE s.severity END
FROM dry_day d WHERE d.customer_id = s.customer_id
"""
BEGIN = """
INSERT INTO dry_state SELECT customer_id, true, NULL, severity FROM dry_day WHERE is_raised
ON CONFLICT DO NOTHING
"""
COUNT = """
{judged}
SELECT count(*), count(*) FILTER (WHERE v.in_scope AND v.holds IS NULL) FROM {verdicts}
"""
GO_BAD = """
UPDATE monitoring_dryrunhit hit SET bad_date = outcome.bad_day
FROM outcome
WHERE hit.dry_run_id = %(run)s AND outcome.customer_id = hit.customer_id
  AND outcome.as_of = hit.day AND outcome.bad_day <= %(today)s
  AND NOT COALESCE(outcome.was_bad, false)
"""


@transaction.atomic
def request_dry_run(draft: RuleVersion, *, by: User, at: dt.datetime) -> DryRun:
    """Ask for a draft, as it is now, to be tried on the past. Asked again it is the same run,
    unless that failed or is of another day."""
    check_may_change(by)
    if draft.state != RuleVersion.State.DRAFT:
        raise Refused(_("Only a draft is tried on the past."), code="not_a_draft")
    today = local_date(at)
    content = content_of(draft.said)
    DryRun.objects.filter(version=draft, content=content, done_at__isnull=False).exclude(
        failed="", final_date=today
    ).delete()
    run, is_new = DryRun.objects.get_or_create(
        version=draft, content=content,
        defaults={
            "first_date": today - dt.timedelta(days=DAYS), "final_date": today, "asked_by": by,
            "asked_at": at,
        },
    )  # fmt: skip
    if is_new:
        facts = {"rule": draft.rule.code, "number": draft.number}
        record("try_alert_rule", by=by.as_actor(), obj=draft, at=at, facts=facts)
    return run


def work_on_dry_runs(*, at: dt.datetime) -> int:
    """Try the next rule that waits; return how many were. What fails says so and is left."""
    with transaction.atomic():
        waiting = DryRun.objects.filter(done_at__isnull=True).order_by("pk")
        run = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if run is None:
            return 0
        try:
            with transaction.atomic():
                _try(run)
        except Exception as error:  # whatever it is, the next rule's turn comes
            log.exception("dry run failed", version=run.version_id)
            run.failed = type(error).__name__
        run.done_at = at
        run.save()
    return 1


def _try(run: DryRun) -> None:
    row = AlertRule(pk=run.version.rule_id, code=run.version.rule.code)
    put(row, run.version.said)
    rule, days = checked_rule(row), _known_days(run)
    run.looked_at = [day for day in days if day >= run.first_date]
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(TABLES)
        for former, day in zip([None, *days], days, strict=False):
            is_past = day != run.final_date
            compiled = compile_rules([_as_of(rule, former, day)], day, who=BOOK, is_past=is_past)
            _look(cursor, run, compiled, day, cooldown=row.cooldown_days)
        cursor.execute(_said(COUNT, compiled), compiled.params)
        run.customers_read, run.not_evaluated = cursor.fetchone()
        _follow_up(cursor, run)


def _look(
    cursor: CursorWrapper, run: DryRun, compiled: Compiled, day: dt.date, *, cooldown: int
) -> None:
    """Hold the rule against the book of one day, and go on from the day before."""
    cursor.execute("DELETE FROM dry_day")
    cursor.execute(_said(LOOK, compiled), compiled.params)
    values: dict[str, Any] = {
        "run": run.pk, "day": day, "cooldown": cooldown,
        "gravity": [each.value for each in GRAVITY],
    }  # fmt: skip
    cursor.execute(RAISE, values)
    if day >= run.first_date:
        cursor.execute(NOTE, values)
    else:
        cursor.execute("SELECT count(*) FROM dry_day WHERE is_raised")
        (run.held_before,) = cursor.fetchone()
    cursor.execute(GO_ON, values)
    cursor.execute(BEGIN)


def _said(statement: str, compiled: Compiled) -> str:
    return statement.format(
        judged=compiled.judged, verdicts=compiled.verdicts,
        most_severe=len(GRAVITY) - 1,
    )  # fmt: skip


def _known_days(run: DryRun) -> list[dt.date]:
    """Today and the month ends from the one before the period on, as far as the book has them."""
    ends = month_ends(month_end_before(run.first_date, 1), run.final_date)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d FROM unnest(%s::date[]) d WHERE d < %s"
            " AND EXISTS (SELECT FROM scoring_snapshot s WHERE s.as_of = d) ORDER BY d",
            [ends, run.final_date],
        )
        return [*(day for (day,) in cursor.fetchall()), run.final_date]


def _as_of(rule: Rule, former: dt.date | None, day: dt.date) -> Rule:
    """A rise of tiers is a change of the tier since the day looked at before."""
    if rule.lead is not None:
        return rule
    days = (day - former).days if former else 1
    risen = Lead(Measure("tier", Versus.PAST, days), raise_at=Decimal(1), clear_at=Decimal(0))
    return dataclasses.replace(rule, lead=risen)


def _follow_up(cursor: CursorWrapper, run: DryRun) -> None:
    """What became of the customers after their alerts."""
    hits = "SELECT customer_id FROM monitoring_dryrunhit WHERE dry_run_id = %(run)s"
    chosen = f"customer_id IN ({hits})"
    statement = f"{with_steps(OUTCOME_STEPS, chosen)}\n{GO_BAD}"
    label: dict[str, Any] = {
        "months": run.looked_at,
        "days": USUAL_DAYS,
        "horizon": DAYS,
        "today": run.final_date,
    }
    cursor.execute(statement, {**label, "run": run.pk, "zone": str(organisation_zone())})
