"""The life of a treatment policy: drafted from the one in force, changed, submitted, published.

Terms are written only under the draft's own row, so that nobody publishes what is being changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import OwnWork, Refused
from scoring import selectors
from scoring.models import (
    PUBLISH_TREATMENTS,
    SectorLimit,
    Treatment,
    TreatmentAuthor,
    TreatmentPolicy,
)
from scoring.services.claims import claim
from scoring.treating.rules import POLICY_FIELDS, TERM_FIELDS

State = TreatmentPolicy.State
KEEP = "scoring.add_treatmentpolicy"
CHANGED = (*POLICY_FIELDS, "note")


def draft_treatments(*, by: User, at: dt.datetime) -> TreatmentPolicy:
    """A draft with the terms of the policy in force."""
    _check_may_keep(by)
    with transaction.atomic():
        lock("scoring.treatment_policies")  # one number after the other
        former = selectors.policy()
        newest = TreatmentPolicy.objects.aggregate(newest=Max("number"))["newest"]
        copied = {name: getattr(former, name) for name in POLICY_FIELDS}
        policy = TreatmentPolicy.objects.create(
            number=newest + 1, created_by=by, created_at=at, **copied
        )
        Treatment.objects.bulk_create(
            Treatment(policy=policy, tier=each.tier, **_terms(each)) for each in former.tiers.all()
        )
        SectorLimit.objects.bulk_create(
            SectorLimit(policy=policy, industry=each.industry, limit=each.limit)
            for each in former.sectors.all()
        )
        _note_author(policy, by)
        record(
            "draft_treatments", by=by.as_actor(), obj=policy, facts={"from": former.number}, at=at
        )
    return policy


def _terms(treatment: Treatment) -> dict[str, Any]:
    return {name: getattr(treatment, name) for name in TERM_FIELDS}


def change_treatments(
    policy: TreatmentPolicy,
    *,
    version: int,
    by: User,
    at: dt.datetime,
    tiers: Mapping[str, Mapping[str, Any]] | None = None,
    sectors: Mapping[str, Any] | None = None,
    **changes: Any,
) -> TreatmentPolicy:
    """Write figures of a draft: its own, terms by tier, limits by industry (all of them at once).

    What is not named stays. Whoever changes a draft is one of its authors.
    """
    _check_may_keep(by)
    with transaction.atomic():
        before = _state_of(policy)
        _claim(policy, State.DRAFT, version)
        _set(policy, changes)
        for tier, terms in (tiers or {}).items():
            _set(Treatment.objects.get(policy=policy, tier=tier), terms)
        if sectors is not None:
            _set_sectors(policy, sectors)
        _note_author(policy, by)
        after = _state_of(policy)
        if moved := {name for name in before | after if before.get(name) != after.get(name)}:
            record(
                "change_treatments",
                by=by.as_actor(),
                obj=policy,
                before={name: before.get(name) for name in sorted(moved)},
                after={name: after.get(name) for name in sorted(moved)},
                at=at,
            )
    return policy


def _set(row: Any, values: Mapping[str, Any]) -> None:
    if not values:
        return
    allowed = CHANGED if isinstance(row, TreatmentPolicy) else TERM_FIELDS
    if unknown := set(values) - set(allowed):
        raise TypeError(f"not to be set: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value)
    others = {field.name for field in row._meta.fields} - set(values)
    try:
        row.full_clean(exclude=others)
    except ValidationError as error:
        raise _named(row, error) from error
    row.save(update_fields=list(values))


def _named(row: Any, error: ValidationError) -> ValidationError:
    """The fields of a tier's terms by the names of the form and the API: `high.limit_factor`."""
    if not isinstance(row, Treatment):
        return error
    return ValidationError({f"{row.tier}-{n}": texts for n, texts in error.message_dict.items()})


def _set_sectors(policy: TreatmentPolicy, sectors: Mapping[str, Any]) -> None:
    policy.sectors.exclude(industry__in=sectors).delete()
    for industry, limit in sectors.items():
        row = policy.sectors.filter(industry=industry).first()
        row = row or SectorLimit(policy=policy, industry=industry)
        row.limit = limit
        row.full_clean()
        row.save()


def _state_of(policy: TreatmentPolicy) -> dict[str, Any]:
    """All that may be changed of a draft, by one name each, as the audit keeps it."""
    found: dict[str, Any] = {name: _plain(getattr(policy, name)) for name in CHANGED}
    for terms in policy.tiers.all():
        found |= {f"{terms.tier}.{name}": _plain(getattr(terms, name)) for name in TERM_FIELDS}
    return found | {f"sector.{e.industry}": _plain(e.limit) for e in policy.sectors.all()}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def submit_treatments(
    policy: TreatmentPolicy, *, note: str, by: User, at: dt.datetime, version: int | None = None
) -> TreatmentPolicy:
    """Send a draft for review; `note` says why there shall be a new policy."""
    _check_may_keep(by)
    _check_words(note, "note")
    with transaction.atomic():
        sent = {"submitted_by": by, "submitted_at": at, "note": note.strip()}
        _claim(policy, State.DRAFT, version, state=State.REVIEW, **sent)
        _note_author(policy, by)
        record("submit_treatments", by=by.as_actor(), obj=policy, reason=note.strip(), at=at)
    return policy


def return_treatments(
    policy: TreatmentPolicy, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> TreatmentPolicy:
    """Make it a draft again: its authors to go on with it, others to have it changed."""
    _check_may_keep(by)
    _check_words(reason, "reason")
    with transaction.atomic():
        _claim(policy, State.REVIEW, version, state=State.DRAFT)
        record("return_treatments", by=by.as_actor(), obj=policy, reason=reason.strip(), at=at)
    return policy


def publish_treatments(
    policy: TreatmentPolicy, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> TreatmentPolicy:
    """Let it hold, in place of the one in force. See `check_may_publish_treatments`."""
    check_may_publish_treatments(policy, by=by)
    _check_words(reason, "reason")
    try:
        with transaction.atomic():
            lock("scoring.treatment_policies")
            former = TreatmentPolicy.objects.filter(state=State.PUBLISHED)
            former.update(state=State.RETIRED, version=F("version") + 1)
            published = {"published_by": by, "published_at": at, "applied_to": 0}
            _claim(policy, State.REVIEW, version, state=State.PUBLISHED, **published)
            record("publish_treatments", by=by.as_actor(), obj=policy, reason=reason.strip(), at=at)
    except IntegrityError as error:
        # somebody became one of its authors meanwhile; the database says so too
        raise _own_policy(policy) from error
    return policy


def check_may_publish_treatments(policy: TreatmentPolicy, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not publish it now."""
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can publish a policy."), code="people_decide")
    check_right(by, PUBLISH_TREATMENTS)
    if policy.authors.filter(person=by).exists() or policy.created_by_id == by.pk:
        raise _own_policy(policy)
    if policy.state != State.REVIEW:
        raise _moved_on(policy)


def _own_policy(policy: TreatmentPolicy) -> Refused:
    return OwnWork(
        _("You made or changed this policy, so another person has to publish it."),
        code="own_work",
        about=policy,
    )


def _check_may_keep(by: User) -> None:
    check_right(by, KEEP)
    answerable(by)


def _check_words(words: str, field: str) -> None:
    if not words.strip():
        raise Refused(_("Say why; it is kept."), code="reason_missing", field=field)


def _note_author(policy: TreatmentPolicy, by: User) -> None:
    people: Iterable[int | None] = {by.pk, by.answerable_id}
    rows = [TreatmentAuthor(policy=policy, person_id=pk) for pk in people if pk is not None]
    TreatmentAuthor.objects.bulk_create(rows, ignore_conflicts=True)


def _claim(policy: TreatmentPolicy, wanted: str, version: int | None, **changes: Any) -> None:
    claim(policy, wanted, version, closed=_moved_on, **changes)


def _moved_on(policy: TreatmentPolicy) -> Refused:
    return Refused(
        _("This policy is %(state)s by now, so this cannot be done with it.")
        % {"state": policy.get_state_display()},
        code="policy_moved_on",
    )
