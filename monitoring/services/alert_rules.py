"""The life of an alert rule: drafted, tried on the past, switched on, changed and switched off.

A rule says what its version in force says. What watches more begins at once; what may watch less,
and so each change of a rule that is switched on, waits for a second person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from monitoring.alert_rules.definition import (
    WATCHED,
    checked,
    content_of,
    decides_alike,
    put,
    said_of,
)
from monitoring.models import APPROVE_RULES, CHANGE_RULES, AlertRule, DryRun, RuleVersion
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.today import local_date
from scoring.services.claims import claim

State = RuleVersion.State


@transaction.atomic
def draft_rule(said: Mapping[str, Any], *, by: User, at: dt.datetime) -> RuleVersion:
    """Begin a new rule: switched off, with its first version as a draft."""
    check_may_change(by)
    fields = checked({**said, "is_active": True})
    rule = AlertRule(code=_free_code(fields["name_en"]), number=0)
    put(rule, {**fields, "is_active": False})
    rule.save()
    return _draft(rule, fields, by=by, at=at)


@transaction.atomic
def draft_version(rule: AlertRule, *, by: User, at: dt.datetime) -> RuleVersion:
    """Begin a new version from the one in force; of a rule that is off, to switch it on."""
    check_may_change(by)
    rule = AlertRule.objects.select_for_update().get(pk=rule.pk)
    return _draft(rule, {**said_of(rule), "is_active": True}, by=by, at=at)


@transaction.atomic
def change_version(
    draft: RuleVersion, said: Mapping[str, Any], *, version: int | None, by: User, at: dt.datetime
) -> RuleVersion:
    """Write into a draft; only who began it, so that who decides had no hand in it."""
    check_may_change(by)
    _check_own(draft, by)
    before = draft.said
    fields = checked({**before, **said, "is_active": True}, code=draft.rule.code)
    if draft.rule.number and any(fields[name] != before[name] for name in WATCHED):
        raise Refused(
            _("What a rule watches stays as it is, so that its alerts of all times can be compared:"
              " begin a new rule, and switch this one off."),
            code="other_figure", field="subject",
        )  # fmt: skip
    claim(draft, State.DRAFT, version, closed=_decided, said=fields)
    changed = [name for name in fields if fields[name] != before.get(name)]
    record(
        "change_alert_rule", by=by.as_actor(), obj=draft, at=at, facts=_facts(draft),
        before={name: before.get(name) for name in changed},
        after={name: fields[name] for name in changed},
    )  # fmt: skip
    return draft


@transaction.atomic
def discard_version(draft: RuleVersion, *, by: User, at: dt.datetime) -> None:
    """Give up what is not decided; a rule that never was in force goes with it."""
    check_may_change(by)
    draft = RuleVersion.objects.select_for_update().get(pk=draft.pk)
    if draft.state not in (State.DRAFT, State.WAITING):
        raise _decided(draft)
    _check_own(draft, by)
    record("discard_alert_rule", by=by.as_actor(), obj=draft, at=at, facts=_facts(draft))
    rule = draft.rule
    draft.delete()
    if rule.number == 0 and not rule.versions.exists():
        rule.delete()


@transaction.atomic
def ask_version(
    draft: RuleVersion, *, reason: str, version: int | None, by: User, at: dt.datetime
) -> RuleVersion:
    """Ask for a version to hold: at once where it only adds, else by a second person.

    What decides on alerts must have been tried on the past as it is now, within the last week.
    """
    check_may_change(by)
    _check_own(draft, by)
    reason = _given(reason)
    rule = AlertRule.objects.select_for_update().get(pk=draft.rule_id)
    fields = checked(draft.said, code=rule.code)
    if not decides_alike(said_of(rule), fields):
        _check_tried(draft, local_date(at))
    claim(
        draft, State.DRAFT, version, closed=_decided, state=State.WAITING, reason=reason,
        asked_by=by, asked_at=at, needs_second=needs_second(rule, fields),
    )  # fmt: skip
    record("ask_alert_rule", by=by.as_actor(), obj=draft, reason=reason, at=at, facts=_facts(draft))
    if not draft.needs_second:
        _put_in_force(draft, rule, by=by, at=at)
    return draft


def needs_second(rule: AlertRule, said: Mapping[str, Any]) -> bool:
    """Whether a version may make the book be watched less: it changes a rule that is on, or one
    that silences others while it runs."""
    if decides_alike(said_of(rule), said):
        return False
    muted = AlertRule.objects.filter(is_active=True, muted_by__contains=[rule.code])
    return rule.is_active or muted.exists()


@transaction.atomic
def switch_off_rule(rule: AlertRule, *, reason: str, by: User, at: dt.datetime) -> RuleVersion:
    """Ask for a rule to be switched off; it goes on until a second person agrees."""
    check_may_change(by)
    reason = _given(reason)
    rule = AlertRule.objects.select_for_update().get(pk=rule.pk)
    if not rule.is_active:
        raise Refused(_("This rule is switched off already."), code="switched_off")
    draft = _draft(rule, {**said_of(rule), "is_active": False}, by=by, at=at)
    claim(
        draft, State.DRAFT, None, closed=_decided, state=State.WAITING, reason=reason, asked_by=by,
        asked_at=at, needs_second=True,
    )  # fmt: skip
    record("ask_alert_rule", by=by.as_actor(), obj=draft, reason=reason, at=at, facts=_facts(draft))
    return draft


@transaction.atomic
def decide_version(
    waiting: RuleVersion, *, approve: bool, decision: str, by: User, at: dt.datetime
) -> RuleVersion:
    """Agree that a version holds, or turn it down; never by who made it or asked for it."""
    check_may_decide(waiting, by=by)
    decision = _given(decision, "decision")
    rule = AlertRule.objects.select_for_update().get(pk=waiting.rule_id)
    claim(
        waiting, State.WAITING, None, closed=_decided, decided_by=by, decided_at=at,
        decision=decision, **({} if approve else {"state": State.REJECTED}),
    )  # fmt: skip
    if approve:
        _put_in_force(waiting, rule, by=by, at=at)
    else:
        record(
            "reject_alert_rule", by=by.as_actor(), obj=waiting, reason=decision, at=at,
            facts=_facts(waiting),
        )  # fmt: skip
    return waiting


def check_may_change(by: User) -> None:
    """Raise `Refused` for who may not change rules, and for keys."""
    _check_person(by)
    check_right(by, CHANGE_RULES)


def check_may_decide(waiting: RuleVersion, *, by: User) -> None:
    """Raise `Refused` for who may not decide on this version."""
    _check_person(by)
    check_right(by, APPROVE_RULES)
    if by.pk in (waiting.created_by_id, waiting.asked_by_id):
        raise OwnWork(
            _("You asked for this change of the rule: a second person decides."),
            code="own_request", about=waiting,
        )  # fmt: skip
    if waiting.state != State.WAITING:
        raise _decided(waiting)


def _draft(rule: AlertRule, said: dict[str, Any], *, by: User, at: dt.datetime) -> RuleVersion:
    newest = rule.versions.aggregate(newest=Max("number"))["newest"] or 0
    try:
        with transaction.atomic():
            draft = RuleVersion.objects.create(
                rule=rule, number=newest + 1, said=said, created_by=by, created_at=at
            )
    except IntegrityError as error:
        raise Refused(
            _("Another version of this rule is open: decide on it or discard it first."),
            code="version_open",
        ) from error
    record("draft_alert_rule", by=by.as_actor(), obj=draft, at=at, facts=_facts(draft))
    return draft


def _put_in_force(draft: RuleVersion, rule: AlertRule, *, by: User, at: dt.datetime) -> None:
    before = said_of(rule)
    rule.versions.filter(state=State.IN_FORCE).update(state=State.RETIRED)
    draft.state, draft.in_force_at = State.IN_FORCE, at
    draft.save(update_fields=["state", "in_force_at"])
    put(rule, draft.said)
    rule.number = draft.number
    rule.save()
    after = said_of(rule)
    changed = [name for name in after if after[name] != before[name]]
    record(
        "put_alert_rule_in_force", by=by.as_actor(), obj=draft, at=at, facts=_facts(draft),
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip


def _check_person(by: User) -> None:
    if by.kind != User.Kind.PERSON:
        raise Refused(
            _("Only a person can change what the book is watched for; an API key cannot."),
            code="people_decide",
        )


def _check_own(draft: RuleVersion, by: User) -> None:
    if draft.created_by_id != by.pk:
        raise Refused(
            _("%(name)s began this version; only they change it or give it up.")
            % {"name": draft.created_by},
            code="not_the_author",
        )


def _check_tried(draft: RuleVersion, day: dt.date) -> None:
    runs = DryRun.objects.filter(version=draft, content=content_of(draft.said), failed="")
    run = runs.filter(done_at__isnull=False).first()
    if run is None:
        raise Refused(
            _("Try it on the last 90 days first: see what it would have raised."),
            code="not_tried",
        )
    if not run.counts_on(day):
        raise Refused(
            _(
                "It was tried on the days up to %(date)s. Try it again: that counts for %(days)d "
                "days."
            )
            % {"date": date_format(run.final_date, "DATE_FORMAT"), "days": run.COUNTS_FOR.days},
            code="tried_too_long_ago",
        )


def _decided(version: RuleVersion) -> Refused:
    return Refused(
        _("This version is %(state)s: nothing is left to do to it.")
        % {"state": version.get_state_display()},
        code="decided",
    )


def _given(text: str, field: str = "reason") -> str:
    text = text.strip()
    if not text:
        raise Refused(_("Say why, in a sentence."), code="no_reason", field=field)
    return text


def _free_code(name: str) -> str:
    begin = slugify(name)[:30].replace("-", "_").strip("_") or "rule"
    taken = set(AlertRule.objects.filter(code__startswith=begin).values_list("code", flat=True))
    taken |= {"new", "all"}  # addresses of the form of a new rule and of all rules' quality
    numbered = (f"{begin}_{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (begin, *numbered) if code not in taken)


def _facts(version: RuleVersion) -> dict[str, Any]:
    return {"rule": version.rule.code, "number": version.number}
