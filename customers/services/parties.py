"""Related parties of customers, up to a thousand at once, each answered on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.currencies import unknown_currencies, why_unknown
from customers.merging.following import tell_merged
from customers.models import Customer, RelatedParty, Verification
from customers.services.changes import mark_changed, mark_touched
from customers.services.contact_changes import refuse_author
from customers.services.days import refuse_odd_days
from customers.services.facts import classify, former, ids_of, put
from customers.services.ledger import lock_customers
from customers.services.party_rows import (
    PARTY,
    STAGED,
    STATE,
    PartyRow,
    faults_of,
    open_party_stage,
    write_parties,
)
from customers.services.posted import Written, record_written
from customers.services.rows import Result, refuse_too_many
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused, Stale
from riskcrm.web.plain import plain_row
from riskcrm.web.today import local_date

Ids = dict[str, int]


def post_parties(
    rows: Sequence[PartyRow], *, by: User, at: dt.datetime, positions: Sequence[int] = ()
) -> list[Result]:
    """Write parties of customers that `by` may see; one result per row, in their order.

    The same customer and source key again changes the party, or nothing. A party that is a customer
    itself must be one that `by` sees too. `positions`: see `post_invoices`.
    """
    refuse_too_many(rows)
    rows = [plain_row(row) for row in rows]
    with transaction.atomic():
        customers = lock_customers({row.customer for row in rows}, by=by)
        others = _others({row.other for row in rows if row.other}, by=by)
        refused = _refusals(rows, customers, others, positions)
        tell_merged(refused, {n: row.customer for n, row in enumerate(rows)}, by)
        good = [(n, row) for n, row in enumerate(rows) if n not in refused]
        open_party_stage()
        put(
            f"staged_party ({', '.join(STAGED)})",
            [_staged(n, row, customers, others, at) for n, row in good],
        )
        outcomes, was = classify(PARTY), former(PARTY)
        write_parties(person_id=by.pk, today=local_date(at), at=at)
        mark_touched(cause="post_parties", at=at)
        ids = ids_of(PARTY)
        results = [
            Result(n, "refused", None, refused[n].message, refused[n].code, refused[n].field)
            if n in refused
            else Result(n, outcomes[n], ids[n])
            for n in range(len(rows))
        ]
        record_written("post_parties", results, lambda n: Written(
            rows[n].customer, rows[n].key, was.get(n), _said(rows[n], was.get(n))
        ), by=by, at=at)  # fmt: skip
    return results


def save_party(
    row: PartyRow, *, by: User, at: dt.datetime, seen: RelatedParty | None = None
) -> RelatedParty:
    """Write one party, new or the one that the caller has `seen`.

    Raises `Stale` when that one has changed since, `Refused` for what `post_parties` refuses and
    for a new one that is there already.
    """
    row = plain_row(row)
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(number=row.customer)
        known = RelatedParty.objects.filter(customer=customer, source_key=row.key).first()
        if seen is None and known is not None:
            raise Refused(
                _("This related party is there already. Change it instead of adding it again."),
                code="party_known",
                field="kind",
            )
        if seen is not None and (known is None or known.recorded_at != seen.recorded_at):
            raise Stale(_("Somebody else changed this related party. Look at it again."))
        [result] = post_parties([row], by=by, at=at)
    if result.outcome == "refused":
        raise Refused(result.reason, code=result.code, field=result.field)
    rows = RelatedParty.objects.select_related("customer", "other")
    return rows.get(customer=customer, source_key=row.key)


def verify_party(party: RelatedParty, *, by: User, at: dt.datetime, how: str) -> RelatedParty:
    """Say that the relation is as it stands there, and how `by` made sure. Refused for who entered
    it."""
    with transaction.atomic():
        row = RelatedParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
        if row.recorded_at != party.recorded_at:
            raise Stale(_("Somebody else changed this related party. Look at it again."))
        refuse_author(row, by=by)
        row.verified_at, row.verified_by, row.verified_how = at, by, Verification(how)
        row.save(update_fields=["verified_at", "verified_by", "verified_how"])
        record(
            "verify_party",
            by=by.as_actor(),
            obj=row,
            customer_id=row.customer_id,
            after={"verified_how": how},
            at=at,
        )
        mark_changed([row.customer_id], cause="verify_party", at=at)
    return row


def _others(numbers: set[str], *, by: User) -> Ids:
    if not numbers:
        return {}
    rows = Customer.objects.visible_to(by).filter(number__in=numbers)
    return dict(rows.values_list("number", "pk"))


def _refusals(
    rows: Sequence[PartyRow], customers: Ids, others: Ids, positions: Sequence[int]
) -> dict[int, Refused]:
    refused: dict[int, Refused] = {}
    first: dict[tuple[str, str], int] = {}
    strange = unknown_currencies(row.guarantee_currency for row in rows if row.guarantee_currency)
    for n, row in enumerate(rows):
        try:
            _check(row, customers, others)
            if row.guarantee_currency in strange:
                reason = why_unknown(row.guarantee_currency)
                raise Refused(reason, code="unknown_currency", field="guarantee_currency")
            earlier = first.setdefault((row.customer, row.key), n)
            if earlier != n:
                seen = positions[earlier] if positions else earlier
                raise Refused(
                    _("Named twice in this call: see row {row}.").format(row=seen),
                    code="named_twice",
                )
        except Refused as error:
            refused[n] = error
    return refused


def _check(row: PartyRow, customers: Ids, others: Ids) -> None:
    for field, number, known in (
        ("customer", row.customer, customers),
        ("other", row.other, others),
    ):
        if number and number not in known:
            raise Refused(
                _("Customer {number} is not among your customers.").format(number=number),
                code="unknown_customer",
                field=field,
            )
    for field, why in faults_of(vars(row)):
        raise Refused(why, code="bad_party", field=field)
    refuse_odd_days(vars(row))


def _staged(n: int, row: PartyRow, customers: Ids, others: Ids, at: dt.datetime) -> tuple[Any, ...]:
    values: dict[str, Any] = vars(row) | {
        "line": n,
        "customer_id": customers[row.customer],
        "other_id": others[row.other] if row.other else None,
        "source_key": row.key,
        "recorded_at": at,
    }
    return tuple(values[name] for name in STAGED)


def _said(row: PartyRow, was: dict[str, Any] | None) -> dict[str, Any]:
    """What the row says of what changed, or all it says of a new party."""
    said = {name.removesuffix("_id"): getattr(row, name.removesuffix("_id")) for name in STATE}
    names = [name.removesuffix("_id") for name in was] if was else list(said)
    return {name: str(said[name]) for name in names if said[name] not in (None, "") or was}
