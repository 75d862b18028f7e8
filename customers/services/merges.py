"""Making two customers one, with a choice field by field; see `undo_merges` for the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports.locks import try_lock_imports
from customers.merging.clashes import clashes, renamed
from customers.merging.parts import Part, parts, refuse_by_apps, tell_apps
from customers.models import Contact, Customer, CustomerMerge, DuplicatePair
from customers.services.changes import mark_changed
from customers.services.duplicates import find_duplicates_of
from customers.services.history import keep_former
from customers.services.merged_values import take_over
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused, Stale

MERGEABLE = (Customer.Status.PROSPECT, Customer.Status.ACTIVE)
MOST_LISTED = 10
Moved = dict[str, list[Any]]


@dataclass
class Moves:
    """What moved: keys by part, and texts that had to change."""

    moved: Moved = field(default_factory=dict)
    renamed: list[list[Any]] = field(default_factory=list)
    stayed: dict[Any, set[Any]] = field(default_factory=dict)  # by model: rows that could not move


def merge_customers(
    survivor: Customer,
    merged: Customer,
    *,
    by: User,
    at: dt.datetime,
    choices: Mapping[str, str],
    reason: str = "",
    keep_both: bool = False,
    in_bulk: bool = False,
    versions: tuple[int, int] | None = None,
) -> CustomerMerge:
    """Move all that belongs to `merged` to `survivor`; its number leads there from now on.

    `choices` names the fields, `custom.<code>` and `credit_terms` of which the merged customer's
    value wins ("merged"). `keep_both`: invoices and payments of one number stay both, the merged
    customer's with its number behind it; without it such a clash is refused. Where nothing or a
    name alone speaks for the merge, a written reason is needed, and `in_bulk` it is refused.
    `versions` are those of both that a person has seen.
    """
    with transaction.atomic():
        survivor, merged = _lock(survivor, merged, versions)
        pair = _refuse(survivor, merged, by=by, at=at, reason=reason, in_bulk=in_bulk)
        former = take_over(survivor, merged, choices, by=by, at=at)
        moves = _move(survivor, merged, keep_both=keep_both)
        former["status"] = merged.status
        _close(merged, survivor, by=by, at=at)
        row = CustomerMerge.objects.create(
            survivor=survivor,
            merged=merged,
            reasons=pair.reasons if pair else [],
            strength=pair.strength if pair else 0,
            reason=reason.strip(),
            choices={name: who for name, who in choices.items() if who == "merged"},
            former=former,
            moved=moves.moved,
            renamed=moves.renamed,
            merged_by=by,
            merged_at=at,
        )
        _close_pairs(row, pair, by=by, at=at)
        _record(row, by=by, at=at)
        tell_apps("after_merge", survivor, merged, at=at)
        mark_changed([survivor.pk], cause="merge_customers", at=at)
        find_duplicates_of([survivor.pk], at=at)
    return row


def _lock(
    survivor: Customer, merged: Customer, versions: tuple[int, int] | None
) -> tuple[Customer, Customer]:
    """Both rows as they are, locked in one order against postings, and no import at work."""
    if not try_lock_imports():
        raise Refused(
            _("An import is writing to the book. Merge when it is done."), code="import_running"
        )
    rows = Customer.objects.select_for_update(no_key=True, of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=[survivor.pk, merged.pk]).order_by("pk")}
    one, other = found[survivor.pk], found[merged.pk]
    if versions is not None and (one.version, other.version) != versions:
        raise Stale(_("Somebody changed one of the two meanwhile. Look at both again."))
    return one, other


def _refuse(
    survivor: Customer, merged: Customer, *, by: User, at: dt.datetime, reason: str, in_bulk: bool
) -> DuplicatePair | None:
    """Raises `Refused` for what speaks against it; else answers what speaks for it."""
    check_may_merge(survivor, merged, by=by)
    find_duplicates_of([survivor.pk, merged.pk], at=at)
    ids = sorted((survivor.pk, merged.pk))
    pair = DuplicatePair.objects.filter(first=ids[0], second=ids[1]).first()
    if pair is None or pair.strength <= DuplicatePair.Strength.HINT:
        if in_bulk:
            raise Refused(
                _("A name alone does not show that two customers are one. Merge them one by one."),
                code="name_alone",
            )
        if not reason.strip():
            raise Refused(
                _("Only a name, or less, speaks for this merge. Write down how you know."),
                code="reason_missing",
                field="reason",
            )
    return pair


def check_may_merge(survivor: Customer, merged: Customer, *, by: User) -> None:
    """Raises `Refused` when these two cannot become one, whatever they share."""
    seen = Customer.objects.visible_to(by).filter(pk__in=[survivor.pk, merged.pk]).count()
    if survivor.pk == merged.pk or seen < 2:
        raise Refused(
            _("Choose two different customers that you see and that are not merged yet."),
            code="not_two",
        )
    if merged.status not in MERGEABLE:
        raise Refused(
            _("{name} is being removed or was removed, so it is not merged into another.").format(
                name=merged.name
            ),
            code="is_leaving",
        )
    refuse_by_apps(survivor, merged)


# --- what moves ---


def _move(survivor: Customer, merged: Customer, *, keep_both: bool) -> Moves:
    moves = Moves()
    _part_from_main_contact(survivor, merged, moves)
    _settle_clashes(survivor, merged, moves, keep_both=keep_both)
    for part in parts():
        rows = part.rows(merged.pk).exclude(part.linking(merged.pk, survivor.pk))
        stayed = moves.stayed.get(part.model, set())
        for name, parent in part.parents:  # what hangs on a row that stays, stays with it
            rows = rows.exclude(**{f"{name}__in": moves.stayed.get(parent, set())})
        keys = list(rows.exclude(pk__in=stayed).values_list("pk", flat=True))
        if keys:
            part.model._base_manager.filter(pk__in=keys).update(**{part.field: survivor.pk})
            moves.moved[part.name] = keys
        left = part.rows(merged.pk).values_list("pk", flat=True)
        moves.stayed.setdefault(part.model, set()).update(left)
    return moves


def _part_from_main_contact(survivor: Customer, merged: Customer, moves: Moves) -> None:
    """The survivor's main contact stays the main one."""
    if survivor.contacts.filter(is_primary=True).exists():
        for contact in merged.contacts.filter(is_primary=True):
            Contact.objects.filter(pk=contact.pk).update(is_primary=False)
            moves.renamed.append(["customers.Contact", contact.pk, "is_primary", True, False])


def _settle_clashes(survivor: Customer, merged: Customer, moves: Moves, *, keep_both: bool) -> None:
    for clash in list(clashes(survivor, merged)):
        rows = list(clash.rows)
        if clash.is_known and not keep_both:
            numbers = [str(getattr(row, clash.field)) for row in rows[:MOST_LISTED]]
            raise Refused(
                _(
                    "Both customers have {what} of these numbers: {numbers}. Let both stay, the"
                    " merged customer's with its number behind them, or correct them first."
                ).format(what=clash.part.title, numbers=", ".join(numbers)),
                code="clash",
                field="keep_both",
            )
        if not clash.field:
            moves.stayed.setdefault(clash.part.model, set()).update(row.pk for row in rows)
            continue
        _rename(clash.part, clash.field, rows, merged, moves)


def _rename(part: Part, name: str, rows: list[Any], merged: Customer, moves: Moves) -> None:
    longest = part.model._meta.get_field(name).max_length
    for row in rows:
        was = getattr(row, name)
        became = renamed(was, merged, longest)
        part.model._base_manager.filter(pk=row.pk).update(**{name: became})
        moves.renamed.append([part.model._meta.label, row.pk, name, was, became])


# --- what is left ---


def _close(merged: Customer, survivor: Customer, *, by: User, at: dt.datetime) -> None:
    was = merged.status
    merged.status, merged.merged_into = Customer.Status.MERGED, survivor
    merged.version += 1
    merged.save(update_fields=["status", "merged_into", "version"])
    keep_former(
        merged,
        {"status": was},
        version=merged.version - 1,
        by=by.as_actor(),
        cause="merge_customers",
        at=at,
    )


def _close_pairs(
    row: CustomerMerge, pair: DuplicatePair | None, *, by: User, at: dt.datetime
) -> None:
    if pair is not None:
        DuplicatePair.objects.filter(pk=pair.pk).update(
            state=DuplicatePair.State.MERGED, decided_by=by, decided_at=at
        )
    open_pairs = DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN)
    open_pairs.filter(first=row.merged).delete()
    open_pairs.filter(second=row.merged).delete()


def _record(row: CustomerMerge, *, by: User, at: dt.datetime) -> None:
    secret = {part.name for part in parts() if part.is_secret}
    counts = {name: len(keys) for name, keys in row.moved.items() if name not in secret}
    facts = {
        "merged": str(row.merged),
        "survivor": str(row.survivor),
        "shared": row.reasons,
        "moved": counts,
        "renamed": len(row.renamed),
    }
    for customer in (row.survivor, row.merged):
        record(
            "merge_customers",
            by=by.as_actor(),
            obj=customer,
            customer_id=customer.pk,
            reason=row.reason,
            before={name: str(pair[0]) for name, pair in row.former["fields"].items()},
            after={name: str(pair[1]) for name, pair in row.former["fields"].items()},
            facts=facts,
            at=at,
        )
