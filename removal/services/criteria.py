"""The life of removal criteria: drafted, changed, sent for review, published by a second person.

Rules are written only under the draft's own row, so that nobody publishes what is being changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from removal.criteria.defaults import NOTE, RULES
from removal.criteria.tree import InvalidTree, from_data, to_data
from removal.models import (
    KEEP_CRITERIA,
    PUBLISH_CRITERIA,
    CriterionAuthor,
    CriterionRule,
    CriterionSet,
)
from removal.services.rights import check_person, given
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable, check_right
from riskcrm.audit.services import record
from riskcrm.jobs.locks import lock
from riskcrm.web.errors import OwnWork, Refused
from scoring.services.claims import claim

State = CriterionSet.State
LOCK = "removal.criteria"
RULE_FIELDS = ("name_en", "name_zh", "reason_en", "reason_zh", "ground", "tree")
MOST_RULES = 30


def draft_first_criteria(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """After the first `migrate` there is a draft to begin with; nothing holds until two people
    have looked at it and one has published it."""
    sets = CriterionSet.objects.using(using)
    if sets.exists():
        return
    with transaction.atomic(using=using):
        criteria = sets.create(number=1, note=NOTE, created_at=timezone.now())
        CriterionRule.objects.using(using).bulk_create(
            CriterionRule(criteria=criteria, position=at, **vars(rule))
            for at, rule in enumerate(RULES)
        )


def draft_criteria(*, by: User, at: dt.datetime) -> CriterionSet:
    """A draft with the rules in force; where none are, with those of the newest version."""
    _check_may_keep(by)
    with transaction.atomic():
        lock(LOCK)  # one number after the other
        newest = CriterionSet.objects.aggregate(newest=Max("number"))["newest"] or 0
        former = CriterionSet.objects.in_force().first()
        former = former or CriterionSet.objects.order_by("-number").first()
        criteria = CriterionSet.objects.create(number=newest + 1, created_by=by, created_at=at)
        CriterionRule.objects.bulk_create(
            CriterionRule(
                criteria=criteria, code=rule.code, position=rule.position,
                **{name: getattr(rule, name) for name in RULE_FIELDS},
            )
            for rule in (former.rules.all() if former else ())
        )  # fmt: skip
        _note_author(criteria, by)
        facts = {"from": former.number if former else None}
        record("draft_criteria", by=by.as_actor(), obj=criteria, facts=facts, at=at)
    return criteria


def write_rule(
    criteria: CriterionSet,
    *,
    version: int,
    by: User,
    at: dt.datetime,
    rule: CriterionRule | None = None,
    **said: Any,
) -> CriterionRule:
    """Add a rule to a draft, or change `rule` of it. Whoever does is one of its authors."""
    _check_may_keep(by)
    tree = _checked(said["tree"])
    with transaction.atomic():
        # as it is kept: a form has written on the object
        before = _told(CriterionRule.objects.get(pk=rule.pk)) if rule else {}
        _claim(criteria, State.DRAFT, version)
        if rule is None:
            rule = CriterionRule(criteria=criteria, **_place(criteria, said["name_en"]))
        for name, value in {**said, "tree": tree}.items():
            if name not in RULE_FIELDS:
                raise TypeError(f"not to be set: {name}")
            setattr(rule, name, value)
        rule.full_clean()
        rule.save()
        _note_author(criteria, by)
        after = _told(rule)
        if before != after:
            record(
                "change_criteria",
                by=by.as_actor(),
                obj=criteria,
                before={name: before[name] for name in before if before[name] != after[name]},
                after={name: after[name] for name in after if before.get(name) != after[name]},
                facts={"rule": rule.code},
                at=at,
            )
    return rule


def remove_rule(rule: CriterionRule, *, version: int, by: User, at: dt.datetime) -> None:
    """Take a rule out of a draft."""
    _check_may_keep(by)
    criteria = rule.criteria
    with transaction.atomic():
        _claim(criteria, State.DRAFT, version)
        _note_author(criteria, by)
        record(
            "change_criteria", by=by.as_actor(), obj=criteria, before=_told(rule),
            facts={"rule": rule.code}, at=at,
        )  # fmt: skip
        rule.delete()


def submit_criteria(
    criteria: CriterionSet, *, note: str, by: User, at: dt.datetime, version: int | None = None
) -> CriterionSet:
    """Send a draft for review; `note` says why there shall be a new version."""
    _check_may_keep(by)
    given(note, field="note")
    if not criteria.rules.exists():
        raise Refused(_("Criteria without a rule suggest nobody. Add one."), code="no_rules")
    with transaction.atomic():
        sent = {"submitted_by": by, "submitted_at": at, "note": note.strip()}
        _claim(criteria, State.DRAFT, version, state=State.REVIEW, **sent)
        _note_author(criteria, by)
        record("submit_criteria", by=by.as_actor(), obj=criteria, reason=note.strip(), at=at)
    return criteria


def return_criteria(
    criteria: CriterionSet, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> CriterionSet:
    """Make it a draft again: its authors to go on with it, others to have it changed."""
    _check_may_keep(by)
    given(reason)
    with transaction.atomic():
        _claim(criteria, State.REVIEW, version, state=State.DRAFT)
        record("return_criteria", by=by.as_actor(), obj=criteria, reason=reason.strip(), at=at)
    return criteria


def publish_criteria(
    criteria: CriterionSet, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> CriterionSet:
    """Let it hold, in place of the version in force; the next sweep holds the book against it."""
    check_may_publish_criteria(criteria, by=by)
    given(reason)
    try:
        with transaction.atomic():
            lock(LOCK)
            former = CriterionSet.objects.in_force()
            former.update(state=State.RETIRED, version=F("version") + 1)
            published = {"published_by": by, "published_at": at, "swept_at": None}
            _claim(criteria, State.REVIEW, version, state=State.PUBLISHED, **published)
            record("publish_criteria", by=by.as_actor(), obj=criteria, reason=reason.strip(), at=at)
    except IntegrityError as error:
        # somebody became one of its authors meanwhile; the database says so too
        raise _own_work(criteria) from error
    return criteria


def retire_criteria(
    criteria: CriterionSet, *, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> CriterionSet:
    """Let no criteria hold any more; what they suggested lapses with the next sweep."""
    check_person(by)
    check_right(by, PUBLISH_CRITERIA)
    given(reason)
    with transaction.atomic():
        _claim(criteria, State.PUBLISHED, version, state=State.RETIRED, swept_at=None)
        record("retire_criteria", by=by.as_actor(), obj=criteria, reason=reason.strip(), at=at)
    return criteria


def check_may_publish_criteria(criteria: CriterionSet, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not publish it now."""
    check_person(by)
    check_right(by, PUBLISH_CRITERIA)
    makers = (criteria.created_by_id, criteria.submitted_by_id)
    if by.pk in makers or criteria.authors.filter(person=by).exists():
        raise _own_work(criteria)
    if criteria.state != State.REVIEW:
        raise _moved_on(criteria)


def _own_work(criteria: CriterionSet) -> Refused:
    return OwnWork(
        _("You made, changed or sent these criteria, so another person has to publish them."),
        code="own_work",
        about=criteria,
    )


def _check_may_keep(by: User) -> None:
    check_right(by, KEEP_CRITERIA)
    answerable(by)


def _checked(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The tree as it is stored, in one spelling."""
    try:
        return to_data(from_data(tree))
    except InvalidTree as error:
        raise ValidationError({"tree": str(error)}) from error


def _place(criteria: CriterionSet, name: str) -> dict[str, Any]:
    """A code of its own, and the place after all others."""
    rules: Sequence[CriterionRule] = list(criteria.rules.all())
    if len(rules) >= MOST_RULES:
        raise Refused(
            _("Criteria can have at most %(most)s rules.") % {"most": MOST_RULES}, code="too_many"
        )
    first = slugify(name)[:34] or "rule"
    # also those of other versions: a code stands for what became of one rule
    taken = set(CriterionRule.objects.values_list("code", flat=True))
    ways = (first, *(f"{first}-{number}" for number in range(2, len(taken) + 3)))
    position = max((rule.position for rule in rules), default=-1) + 1
    return {"code": next(each for each in ways if each not in taken), "position": position}


def _told(rule: CriterionRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in RULE_FIELDS}


def _note_author(criteria: CriterionSet, by: User) -> None:
    people: set[int | None] = {by.pk, by.answerable_id}
    rows = [CriterionAuthor(criteria=criteria, person_id=pk) for pk in people if pk is not None]
    CriterionAuthor.objects.bulk_create(rows, ignore_conflicts=True)


def _claim(criteria: CriterionSet, wanted: str, version: int | None, **changes: Any) -> None:
    claim(criteria, wanted, version, closed=_moved_on, **changes)


def _moved_on(criteria: CriterionSet) -> Refused:
    return Refused(
        _("These criteria are %(state)s by now, so this cannot be done with them.")
        % {"state": criteria.get_state_display()},
        code="criteria_moved_on",
    )
