"""Groups of customers and who belongs to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import GROUP_FIELDS, Customer, CustomerGroup, GroupMembership
from customers.names import sort_key
from customers.services.changes import mark_changed
from customers.services.days import refuse_odd_days
from customers.services.history import text_of
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.etags import stale
from riskcrm.web.plain import plain_values
from riskcrm.web.today import local_date


def create_group(*, by: User, at: dt.datetime, **fields: Any) -> CustomerGroup:
    """A new group without members. Raises `Refused` for a code that is taken."""
    group = CustomerGroup(**_known(fields), created_by=by, recorded_at=at)
    with transaction.atomic():
        _save(group)
        after = {name: text_of(getattr(group, name)) for name in GROUP_FIELDS}
        record("create_group", by=by.as_actor(), obj=group, after=after, at=at)
    return group


def change_group(
    group: CustomerGroup, *, by: User, at: dt.datetime, version: int, **changes: Any
) -> CustomerGroup:
    """Write the changes if the group still is the version that the caller saw.

    Raises `Refused` for another limit by who does not see all members: it would hold for others'.
    """
    with transaction.atomic():
        row = CustomerGroup.objects.select_for_update().get(pk=group.pk)
        _refuse_ended(row)
        if row.version != version:
            raise stale()
        before = {name: text_of(getattr(row, name)) for name in GROUP_FIELDS}
        for name, value in _known(changes).items():
            setattr(row, name, value)
        after = {name: text_of(getattr(row, name)) for name in GROUP_FIELDS}
        changed = [name for name in GROUP_FIELDS if before[name] != after[name]]
        if not changed:
            return row
        if "credit_limit" in changed:
            message = _(
                "Members of this group are looked after by others. Ask somebody who sees all of"
                " them to set its limit."
            )
            _refuse_others(row, message, field="credit_limit", by=by, today=local_date(at))
        row.version += 1
        _save(row)
        record(
            "change_group",
            by=by.as_actor(),
            obj=row,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
            at=at,
        )
    return row


def end_group(group: CustomerGroup, *, by: User, at: dt.datetime, reason: str) -> CustomerGroup:
    """End a group and the memberships of its members today; it takes no more of them.

    A membership that was to begin later never does. Raises `Refused` for one that has ended, and
    for who does not see all members.
    """
    day = local_date(at)
    if not reason.strip():
        raise Refused(_("Say why the group has ended."), code="reason_missing", field="reason")
    with transaction.atomic():
        held = Customer.objects.filter(memberships__group=group).order_by("pk")
        list(held.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        row = CustomerGroup.objects.select_for_update().get(pk=group.pk)
        _refuse_ended(row)
        message = _(
            "Members of this group are looked after by others. Ask somebody who sees all of them"
            " to end it."
        )
        _refuse_others(row, message, by=by, today=day)
        row.ended_date, row.ended_because = day, reason.strip()
        row.version += 1
        row.full_clean(validate_unique=False)
        row.save(update_fields=["ended_date", "ended_because", "version"])
        after = {"ended_date": str(day), "reason": row.ended_because}
        record("end_group", by=by.as_actor(), obj=row, after=after, at=at)
        _end_all(row, by=by, at=at, day=day)
    return row


def _end_all(group: CustomerGroup, *, by: User, at: dt.datetime, day: dt.date) -> None:
    rows = GroupMembership.objects.filter(group=group, until_date__isnull=True)
    for row in rows.select_related("customer", "group").order_by("pk"):
        if row.from_date > day:
            row.delete()
        else:
            row.until_date = day
            row.version += 1
            row.save(update_fields=["until_date", "version"])
        _note("end_membership", row, by=by, at=at, after={"until_date": str(day)})


def _refuse_ended(group: CustomerGroup) -> None:
    if group.ended_date is not None:
        raise Refused(
            _("The group {group} has ended. Make a new one.").format(group=group),
            code="group_ended",
        )


def _refuse_others(
    group: CustomerGroup, message: str, *, by: User, today: dt.date, field: str = ""
) -> None:
    """Refuse what concerns all members where some of them are out of reach."""
    members = GroupMembership.objects.filter(group=group)
    hidden = members.exclude(pk__in=GroupMembership.objects.visible_to(by).values("pk"))
    if hidden.exclude(until_date__lt=today).exists():
        raise Refused(message, code="members_of_others", field=field)


def add_member(
    group: CustomerGroup, customer: Customer, *, by: User, at: dt.datetime, from_date: dt.date
) -> GroupMembership:
    """Let a customer belong to the group from a day on. The same again changes nothing.

    Raises `Refused` while the customer belongs to another group, or did on that day.
    """
    refuse_odd_days({"from_date": from_date})
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        # who ends the group waits for this one, or this one sees that it has ended
        _refuse_ended(CustomerGroup.objects.select_for_update(no_key=True).get(pk=group.pk))
        meets = customer.memberships.filter(Q(until_date=None) | Q(until_date__gte=from_date))
        known = meets.select_related("group").order_by("-from_date").first()
        if known is not None:
            if known.group_id == group.pk and known.until_date is None:
                return known
            raise Refused(
                _("{name} belongs to the group {group} at that time. End that first.").format(
                    name=customer.name, group=known.group
                ),
                code="in_other_group",
                field="customer",
            )
        row = GroupMembership(group=group, customer=customer, from_date=from_date, recorded_at=at)
        row.full_clean()
        row.save(force_insert=True)
        _note("add_member", row, by=by, at=at, after={"from_date": str(from_date)})
    return row


def end_membership(
    membership: GroupMembership, *, by: User, at: dt.datetime, until_date: dt.date
) -> GroupMembership:
    """Let a customer belong to its group no longer than until this day, which lies not ahead."""
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=membership.customer_id)
        row = GroupMembership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        if row.until_date is not None:
            raise Refused(_("This membership has ended already."), code="membership_ended")
        if not row.from_date <= until_date <= local_date(at):
            raise Refused(
                _("A membership ends between its first day and today."),
                code="bad_end",
                field="until_date",
            )
        row.until_date = until_date
        row.version += 1
        row.save(update_fields=["until_date", "version"])
        _note("end_membership", row, by=by, at=at, after={"until_date": str(until_date)})
    return row


def _note(
    verb: str, row: GroupMembership, *, by: User, at: dt.datetime, after: dict[str, Any]
) -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=row.group,
        customer_id=row.customer_id,
        after={"customer": str(row.customer), **after},
        at=at,
    )
    mark_changed([row.customer_id], cause=verb, at=at)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(fields) - set(GROUP_FIELDS):
        raise TypeError(f"no such fields of a group: {', '.join(sorted(unknown))}")
    return plain_values(CustomerGroup, fields)


def _save(group: CustomerGroup) -> None:
    group.sort_key = sort_key(group.name)
    group.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        if "code" not in str(error):
            raise
        raise Refused(
            _("Code {code} is taken by another group. Choose a different one.").format(
                code=group.code
            ),
            code="code_taken",
            field="code",
        ) from error
