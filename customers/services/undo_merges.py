"""Taking a merge back: every row that still can goes where it came from, and the rest is told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports.locks import try_lock_imports
from customers.merging.parts import Part, parts, tell_apps
from customers.models import CreditTerms, Customer, CustomerMerge, DuplicatePair
from customers.names import core_name, sort_key
from customers.services.changes import mark_changed
from customers.services.duplicates import find_duplicates_of
from customers.services.history import keep_former, text_of
from customers.services.merged_values import TERMS, terms_of
from customers.services.terms import set_credit_terms
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

Keys = dict[Any, set[Any]]  # by model: keys of rows that go back


def undo_merge(merge: CustomerMerge, *, by: User, at: dt.datetime, reason: str) -> CustomerMerge:
    """Make two customers of one again.

    A row that was joined meanwhile with one of the survivor's own, such as a payment that settles
    an invoice of it, stays with the survivor, and so does what hangs on it; `kept` counts them.
    Fields of the survivor go back where nobody has changed them since.
    """
    if not reason.strip():
        raise Refused(_("Say why the merge is undone."), code="reason_missing", field="reason")
    with transaction.atomic():
        row = _lock(merge)
        survivor, merged = row.survivor, row.merged
        kept: Counter[str] = Counter()
        back = _back(row, kept)
        _move_back(row, back)
        _rename_back(row, kept)
        _restore_fields(row, kept, by=by, at=at)
        _reopen(merged, row.former["status"], by=by, at=at)
        row.undone_by, row.undone_at, row.kept = by, at, dict(kept)
        row.save(update_fields=["undone_by", "undone_at", "kept"])
        _record(row, by=by, at=at, reason=reason.strip())
        tell_apps("after_undo", survivor, merged, at=at)
        mark_changed([survivor.pk, merged.pk], cause="undo_merge", at=at)
        ids = sorted((survivor.pk, merged.pk))
        DuplicatePair.objects.filter(first=ids[0], second=ids[1]).update(
            state=DuplicatePair.State.OPEN, decided_by=None, decided_at=None, decided_because=""
        )
        find_duplicates_of(ids, at=at)
    return row


def check_may_undo(merge: CustomerMerge) -> None:
    """Raises `Refused` when the merge was undone, or must wait for a later one to be undone."""
    if merge.undone_at is not None:
        raise Refused(_("This merge was undone already."), code="undone")
    if merge.survivor.merged_into_id is not None:
        raise Refused(
            _("{name} was merged into another customer later. Undo that merge first.").format(
                name=merge.survivor.name
            ),
            code="merged_on",
        )


def _lock(merge: CustomerMerge) -> CustomerMerge:
    if not try_lock_imports():
        raise Refused(
            _("An import is writing to the book. Undo the merge when it is done."),
            code="import_running",
        )
    ids = [merge.survivor_id, merge.merged_id]
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    row = (
        CustomerMerge.objects.select_for_update(of=("self",))
        .select_related("survivor", "merged")
        .get(pk=merge.pk)
    )
    check_may_undo(row)
    return row


# --- which rows can go back ---


def _back(row: CustomerMerge, kept: Counter[str]) -> dict[str, set[Any]]:
    """By part the keys of the rows that go back."""
    found = {part.name: _still_there(row, part) for part in parts()}
    owned = [part for part in parts() if part.field == "customer"]
    keys: Keys = {part.model: found[part.name] for part in owned}
    children = [part for part in owned if part.parents]
    while any(_part_ways(part, keys, row.survivor_id) for part in children):
        pass
    for part in owned:
        found[part.name] = keys[part.model]
    secret = {part.name for part in parts() if part.is_secret}
    for name, moved in row.moved.items():
        if name in secret:
            continue
        kept[name] += len(set(moved) - found.get(name, set()))
    return found


def _still_there(row: CustomerMerge, part: Part) -> set[Any]:
    moved = row.moved.get(part.name, [])
    if not moved:
        return set()
    return set(part.rows(row.survivor_id).filter(pk__in=moved).values_list("pk", flat=True))


def _part_ways(part: Part, keys: Keys, survivor_id: int) -> bool:
    """Let what hangs on rows that go back go with them; what joins such a row with one that does
    not keeps both here. Says whether that changed anything."""
    names = [name for name, _model in part.parents]
    changed = False
    for key, *parents in part.rows(survivor_id).values_list("pk", *names):
        named = [
            (model, parent)
            for (_name, model), parent in zip(part.parents, parents, strict=True)
            if parent is not None
        ]
        going = [parent in keys[model] for model, parent in named]
        if not named or not (any(going) or key in keys[part.model]):
            continue
        if all(going):
            changed |= key not in keys[part.model]
            keys[part.model].add(key)
            continue
        changed = True
        keys[part.model].discard(key)
        for model, parent in named:
            keys[model].discard(parent)
    return changed


def _move_back(row: CustomerMerge, back: dict[str, set[Any]]) -> None:
    for part in parts():
        rows = part.model._base_manager.filter(pk__in=back[part.name])
        rows.update(**{part.field: row.merged_id})


def _rename_back(row: CustomerMerge, kept: Counter[str]) -> None:
    """Give rows their former texts, unless somebody has written another since, or they stay."""
    for label, key, name, was, became in row.renamed:
        model: Any = apps.get_model(label)
        rows = model._base_manager.filter(pk=key, customer=row.merged_id, **{name: became})
        if not rows.update(**{name: was}):
            kept[f"{label}.{name}"] += 1


# --- what the two say ---


def _restore_fields(row: CustomerMerge, kept: Counter[str], *, by: User, at: dt.datetime) -> None:
    survivor = row.survivor
    former: dict[str, Any] = {}
    for column, (was, became) in row.former["fields"].items():
        if column == TERMS:
            _restore_terms(row, was, became, kept, by=by, at=at)
        elif column == "custom":
            former |= _restore_own(survivor, was, became, kept)
        elif text_of(getattr(survivor, column)) == text_of(became):
            former[column] = getattr(survivor, column)
            setattr(survivor, column, _typed(column, was))
        else:
            kept[column] += 1
    if not former:
        return
    survivor.sort_key, survivor.name_key = sort_key(survivor.name), core_name(survivor.name)
    survivor.version += 1
    survivor.save()
    keep_former(
        survivor,
        former,
        version=survivor.version - 1,
        by=by.as_actor(),
        cause="undo_merge",
        at=at,
    )


def _restore_own(
    survivor: Customer, was: dict[str, Any], became: dict[str, Any], kept: Counter[str]
) -> dict[str, Any]:
    values, former = dict(survivor.custom), {}
    for code, value in became.items():
        if values.get(code) != value:
            kept[f"custom.{code}"] += 1
            continue
        former[code] = value
        values[code] = was.get(code)
    survivor.custom = {code: value for code, value in values.items() if value is not None}
    return {"custom": former} if former else {}


def _restore_terms(
    row: CustomerMerge,
    was: list[Any],
    became: list[Any],
    kept: Counter[str],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    day = local_date(at)
    if list(map(text_of, terms_of(row.survivor, day))) != list(map(text_of, became)):
        kept[TERMS] += 1
        return
    limit = None if was[0] is None else _typed_limit(was[0])
    set_credit_terms(
        row.survivor, by=by, at=at, effective_date=day, credit_limit=limit, payment_days=was[1]
    )


def _typed_limit(text: Any) -> Any:
    return CreditTerms._meta.get_field("credit_limit").to_python(text)


def _typed(column: str, value: Any) -> Any:
    """A value as the column has it; the record of the merge has it as JSON."""
    field = next(f for f in Customer._meta.concrete_fields if f.attname == column)
    return value if field.is_relation else field.to_python(value)


def _reopen(merged: Customer, status: str, *, by: User, at: dt.datetime) -> None:
    merged.status, merged.merged_into = status, None
    merged.version += 1
    merged.save(update_fields=["status", "merged_into", "version"])
    keep_former(
        merged,
        {"status": Customer.Status.MERGED},
        version=merged.version - 1,
        by=by.as_actor(),
        cause="undo_merge",
        at=at,
    )


def _record(row: CustomerMerge, *, by: User, at: dt.datetime, reason: str) -> None:
    for customer in (row.survivor, row.merged):
        record(
            "undo_merge",
            by=by.as_actor(),
            obj=customer,
            customer_id=customer.pk,
            reason=reason,
            facts={"kept": {name: count for name, count in row.kept.items() if count}},
            at=at,
        )
