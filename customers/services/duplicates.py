"""Finding customers that may be one, and saying that two are not.

Two are paired by the same registration number or by the same core of their names. A name alone is
a hint and no more: what else they share makes it likely.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Customer, DuplicatePair
from customers.names import core_name
from customers.selectors import book_ranges
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, Actor, record
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

RUN = "find_duplicates"
CHUNK_CUSTOMERS = 5_000
MOST_ALIKE = 5  # more of one name or number are a common name, or no number
KEYS_AT_ONCE = 5_000

# by which column customers are alike, and of whom that says anything: people share their names
KEYS = {
    "registration": ("registration_key", "{t}.registration_key <> ''"),
    "name": ("name_key", "{t}.name_key <> '' AND {t}.kind <> 'individual'"),
}
ALIKE = """
SELECT a.id AS first_id, b.id AS second_id
FROM (SELECT z.{key}
      FROM (SELECT DISTINCT x.{key} FROM customers_customer x
            WHERE {scope_x} AND {says_x} AND x.merged_into_id IS NULL) mine
      JOIN customers_customer z ON z.{key} = mine.{key}
      WHERE {says_z} AND z.merged_into_id IS NULL
      GROUP BY 1 HAVING count(*) BETWEEN 2 AND {most}) k
JOIN customers_customer a ON a.{key} = k.{key} AND {says_a} AND a.merged_into_id IS NULL
JOIN customers_customer b ON b.{key} = k.{key} AND {says_b} AND b.merged_into_id IS NULL
WHERE a.id < b.id AND ({scope_a} OR {scope_b})
"""
# whatever the name, those of one name who can be reached alike
REACHED_ALIKE = """
SELECT least(x.id, y.id), greatest(x.id, y.id)
FROM customers_customer x
JOIN customers_contact kx ON kx.customer_id = x.id
JOIN customers_customer y ON y.name_key = x.name_key AND y.id <> x.id
JOIN customers_contact ky ON ky.customer_id = y.id
WHERE {scope} AND x.name_key <> '' AND x.merged_into_id IS NULL AND y.merged_into_id IS NULL
  AND ({same_phone} OR {same_email})
"""
PHONE = r"right(regexp_replace({}.phone, '\D', '', 'g'), 9)"
SAME_PHONE = (
    f"ka.phone <> '' AND {PHONE.format('ka')} = {PHONE.format('kb')}"
    f" AND length({PHONE.format('ka')}) >= 7"
)
SAME_EMAIL = "ka.email <> '' AND upper(ka.email) = upper(kb.email)"
SHARED_CONTACT = """EXISTS (SELECT 1 FROM customers_contact ka JOIN customers_contact kb ON {same}
    WHERE ka.customer_id = a.id AND kb.customer_id = b.id)"""
SAME = {
    "registration": "a.registration_key <> '' AND a.registration_key = b.registration_key",
    "name": "a.name_key <> '' AND a.name_key = b.name_key",
    "phone": SHARED_CONTACT.format(same=SAME_PHONE),
    "email": SHARED_CONTACT.format(same=SAME_EMAIL),
    "address": "a.address <> '' AND customer_key(a.address) = customer_key(b.address)",
    "representative": "a.legal_representative <> ''"
    " AND a.legal_representative = b.legal_representative",
    "bank_account": "a.bank_account <> '' AND customer_key(a.bank_account)"
    " = customer_key(b.bank_account)",
}
FOUND = f"""
WITH pair AS ({{pairs}}), judged AS (
    SELECT DISTINCT p.first_id, p.second_id, array_remove(ARRAY[
        {", ".join(f"CASE WHEN {same} THEN '{reason}' END" for reason, same in SAME.items())}
    ], NULL) AS reasons
    FROM pair p JOIN customers_customer a ON a.id = p.first_id
    JOIN customers_customer b ON b.id = p.second_id
), rated AS (
    SELECT first_id, second_id, to_jsonb(reasons) AS reasons,
        CASE WHEN reasons @> ARRAY['registration', 'name'] THEN 3
             WHEN 'registration' = ANY(reasons) OR cardinality(reasons) > 1 THEN 2
             ELSE 1 END AS strength
    FROM judged
), written AS (
    INSERT INTO customers_duplicatepair AS d (first_id, second_id, reasons, strength, found_at)
    SELECT first_id, second_id, reasons, strength, %(at)s FROM rated ORDER BY 1, 2
    ON CONFLICT (first_id, second_id) DO UPDATE
        SET reasons = excluded.reasons, strength = excluded.strength
        WHERE d.state = 'open'
          AND (d.reasons, d.strength) IS DISTINCT FROM (excluded.reasons, excluded.strength)
    RETURNING 1
), gone AS (
    DELETE FROM customers_duplicatepair d
    WHERE d.state = 'open' AND ({{scope_first}} OR {{scope_second}})
      AND NOT EXISTS (SELECT 1 FROM rated r
                      WHERE r.first_id = d.first_id AND r.second_id = d.second_id)
    RETURNING 1
)
SELECT (SELECT count(*) FROM rated), (SELECT count(*) FROM gone)
"""
# of whom nothing is proposed, since too many have their number: somebody entered a stopgap
CROWDED = """
SELECT count(*) FROM customers_customer x
WHERE {scope} AND x.registration_key <> '' AND x.merged_into_id IS NULL AND (
    SELECT count(*) FROM (
        SELECT FROM customers_customer z
        WHERE z.registration_key = x.registration_key AND z.registration_key <> ''
          AND z.merged_into_id IS NULL
        LIMIT {most} + 1) alike) > {most}
"""
BY_LIST, BY_RANGE = "{} = ANY(%(ids)s)", "{} BETWEEN %(first)s AND %(final)s"


def find_duplicates_of(ids: Sequence[int], *, at: dt.datetime) -> None:
    """Find anew with whom these customers may be one, inside the transaction that changed them."""
    _find(BY_LIST, {"ids": list(ids), "at": at})


def request_search(*, by: Actor, at: dt.datetime) -> Run:
    """Ask for the whole book to be searched; one that is under way is returned."""
    ranges = book_ranges(CHUNK_CUSTOMERS)
    return jobs.request_run(RUN, params={}, by=by, ranges=ranges, at=at, key="book")


def request_nightly_search(*, at: dt.datetime) -> Run | None:
    """Today's search, asked for once however many clocks strike."""
    with transaction.atomic():
        if jobs.take_slot(RUN, local_date(at).isoformat(), at=at):
            return request_search(by=SYSTEM, at=at)
        return None


def work_on_searches(*, at: dt.datetime, seconds: float = 20) -> int:
    """Search parts of the book as asked for; how many. Safe twice and in parallel."""

    def search(_run: Run, chunk: Chunk) -> dict[str, int]:
        bounds = {"first": chunk.first_id, "final": chunk.final_id, "at": at}
        found, gone = _find(BY_RANGE, bounds)
        crowded = _count_crowded(BY_RANGE, bounds)
        return {"customers": chunk.size, "pairs": found, "gone": gone, "crowded": crowded}

    return jobs.work_on(RUN, search, at=at, seconds=seconds)


def fill_name_keys(*, seconds: float = 20) -> int:
    """Work out the cores of names that somebody wrote without them; how many. Safe in parallel."""
    begun, filled = time.monotonic(), 0
    while time.monotonic() < begun + seconds:
        with transaction.atomic():
            rows = (
                Customer.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
                .filter(name_key="")
                .order_by("pk")[:KEYS_AT_ONCE]
            )
            keys = [(pk, core_name(name)) for pk, name in rows.values_list("pk", "name")]
            if not keys:
                break
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE customers_customer c SET name_key = k.key"
                    " FROM unnest(%s::bigint[], %s::text[]) AS k(id, key) WHERE c.id = k.id",
                    [[pk for pk, _key in keys], [key for _pk, key in keys]],
                )
        filled += len(keys)
    return filled


def dismiss_pair(pair: DuplicatePair, *, by: User, at: dt.datetime, reason: str) -> DuplicatePair:
    """Say that the two are not one, so that they are not proposed again. Again changes nothing."""
    if not reason.strip():
        raise Refused(
            _("Say how you know that they are two."), code="reason_missing", field="reason"
        )
    with transaction.atomic():
        row = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        if row.state == DuplicatePair.State.OPEN:
            _decide(row, DuplicatePair.State.DISMISSED, by=by, at=at, reason=reason.strip())
            _note("dismiss_duplicate", row, by=by, at=at, reason=row.decided_because)
    return row


def reopen_pair(pair: DuplicatePair, *, by: User, at: dt.datetime) -> DuplicatePair:
    """Take back that the two are not one."""
    with transaction.atomic():
        row = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        if row.state == DuplicatePair.State.DISMISSED:
            row.state, row.decided_by, row.decided_at = DuplicatePair.State.OPEN, None, None
            row.decided_because = ""
            row.save()
            _note("reopen_duplicate", row, by=by, at=at)
    return row


def _decide(row: DuplicatePair, state: str, *, by: User, at: dt.datetime, reason: str) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.decided_because = reason[:300]
    row.save()


def _note(verb: str, row: DuplicatePair, *, by: User, at: dt.datetime, reason: str = "") -> None:
    record(
        verb,
        by=by.as_actor(),
        obj=row.first,
        customer_id=row.first_id,
        reason=reason,
        facts={"other": str(row.second), "reasons": row.reasons},
        at=at,
    )


def _find(scope: str, params: dict[str, Any]) -> tuple[int, int]:
    """Write the pairs of the customers in scope; how many there are, and how many are none now."""
    pairs = [_alike(key, says, scope) for key, says in KEYS.values()]
    reached = {"same_phone": SAME_PHONE, "same_email": SAME_EMAIL}
    same = {n: text.replace("ka.", "kx.").replace("kb.", "ky.") for n, text in reached.items()}
    pairs.append(REACHED_ALIKE.format(scope=scope.format("x.id"), **same))
    sql = FOUND.format(
        pairs=" UNION ".join(pairs),
        scope_first=scope.format("d.first_id"),
        scope_second=scope.format("d.second_id"),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found, gone = cursor.fetchone()
    return found, gone


def _count_crowded(scope: str, params: dict[str, Any]) -> int:
    """How many of the customers in scope share a registration number with too many others."""
    with connection.cursor() as cursor:
        cursor.execute(CROWDED.format(scope=scope.format("x.id"), most=MOST_ALIKE), params)
        return int(cursor.fetchone()[0])


def _alike(key: str, says: str, scope: str) -> str:
    said = {f"says_{name}": says.format(t=name) for name in "abxz"}
    scopes = {f"scope_{name}": scope.format(f"{name}.id") for name in "abx"}
    return ALIKE.format(key=key, most=MOST_ALIKE, **said, **scopes)
