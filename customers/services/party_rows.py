"""Related parties as rows: what is wrong with one, and writing a stage full of them.

Pages, API and files fill the same temporary table; one upsert keeps what was, as for the ledger.
"""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import RelatedParty
from customers.services.facts import Fact, insert_new, open_stage, revise_changed
from customers.services.journal import noting
from customers.services.rows import CURRENCY, MOST_MONEY

STATE = (
    "kind", "other_id", "name", "id_number", "country", "share_percent", "guarantee_amount",
    "guarantee_currency", "valid_from", "valid_until", "note",
)  # fmt: skip
STAGED = ("line", "customer_id", "source_key", *STATE, "recorded_at")
PARTY = Fact(
    table="customers_relatedparty",
    stage="staged_party",
    revision="customers_relatedpartyrevision",
    parent="party_id",
    key=("customer_id", "source_key"),
    state=STATE,
    compared=STATE,
    date="valid_from",
)
STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_party (
    line bigint, customer_id bigint, source_key text, kind text, other_id bigint, name text,
    id_number text, country text, share_percent numeric(5,2), guarantee_amount numeric(18,2),
    guarantee_currency text, valid_from date, valid_until date, note text, recorded_at timestamptz
) ON COMMIT DELETE ROWS;
DELETE FROM staged_party;
"""
# what was verified is no longer what stands there
END_VERIFICATION = f"""
UPDATE customers_relatedparty t
SET verified_at = NULL, verified_by_id = NULL, verified_how = ''
FROM staged_party s
WHERE {PARTY.same_key()} AND {PARTY.differs()} AND t.verified_at IS NOT NULL
"""
WRITTEN = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS written_party (customer_id bigint, source_key text)
ON COMMIT DELETE ROWS;
DELETE FROM written_party;
INSERT INTO written_party SELECT s.customer_id, s.source_key
FROM staged_party s LEFT JOIN customers_relatedparty t ON {PARTY.same_key()}
WHERE t.id IS NULL OR {PARTY.differs()}
"""
NOTE_AUTHOR = """
UPDATE customers_relatedparty t SET entered_by_id = %(person)s FROM written_party w
WHERE t.customer_id = w.customer_id AND t.source_key = w.source_key
"""
# somebody else behind a customer is a change of contact details; the first one named is none
NOTE_OWNERS = f"""
WITH made AS (
INSERT INTO customers_contactchange (customer_id, source_key, kind, effective_date, old_value,
                                     new_value, entered_by_id, recorded_at)
SELECT s.customer_id,
       'party-' || md5(s.source_key) || '-' || extract(epoch FROM %(at)s::timestamptz),
       'owner', %(today)s, v.old, v.new, %(person)s, %(at)s
FROM staged_party s
LEFT JOIN customers_relatedparty t ON {PARTY.same_key()}
LEFT JOIN customers_customer o ON o.id = t.other_id
LEFT JOIN customers_customer n ON n.id = s.other_id
CROSS JOIN LATERAL (SELECT
    CASE WHEN t.kind = 'owner' AND t.valid_until IS NULL THEN coalesce(o.name, t.name) ELSE ''
    END AS old,
    CASE WHEN s.kind = 'owner' AND s.valid_until IS NULL THEN coalesce(n.name, s.name) ELSE ''
    END AS new) v
WHERE v.old <> v.new AND (v.old <> '' OR EXISTS (
    SELECT 1 FROM customers_relatedparty p
    WHERE p.customer_id = s.customer_id AND p.kind = 'owner'))
RETURNING id
)
{noting("customers_contactchange", "made")}
"""


@dataclass(frozen=True)
class PartyRow:
    """A related party as a source system tells it. `customer` and `other` are numbers.

    Without a `source_key` the party is known by its relation and by who it is.
    """

    customer: str
    kind: str
    other: str = ""
    name: str = ""
    id_number: str = ""
    country: str = ""
    share_percent: Decimal | None = None
    guarantee_amount: Decimal | None = None
    guarantee_currency: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    note: str = ""
    source_key: str = ""

    @property
    def key(self) -> str:
        return key_of(vars(self))


def key_of(values: Mapping[str, Any]) -> str:
    """The source key of a party, or one made of its relation and who it is."""
    if values.get("source_key"):
        return str(values["source_key"])
    who = values.get("other") or values.get("id_number") or values.get("name") or ""
    return f"{values.get('kind')}:{who}"[:80]


def faults_of(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row by itself: (field, why)."""
    if values.get("kind") is not None and values["kind"] not in RelatedParty.Kind.values:
        yield "kind", _("This relation does not exist.")
    if bool(values.get("other")) == bool(values.get("name")):
        yield "name", _("Give either the number of another customer, or a name.")
    if values.get("other") and values.get("other") == values.get("customer"):
        yield "other", _("A customer is no related party of its own.")
    share = values.get("share_percent")
    if share is not None and not (0 < share <= 100 and share == round(share, 2)):
        yield "share_percent", _("A share lies above 0 and up to 100, with two decimals at most.")
    yield from _guarantee_faults(values)
    start, end = values.get("valid_from"), values.get("valid_until")
    if start and end and end < start:
        yield "valid_until", _("The end lies before the start.")


def _guarantee_faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    amount, currency = values.get("guarantee_amount"), values.get("guarantee_currency") or ""
    if (amount is None) != (not currency):
        yield "guarantee_currency", _("A guarantee has an amount and a currency, or neither.")
    elif amount is not None and not (0 < amount <= MOST_MONEY and amount == round(amount, 2)):
        yield "guarantee_amount", _("The amount must be positive and have at most two decimals.")
    elif currency and not CURRENCY.fullmatch(currency):
        yield "guarantee_currency", _("A currency has three capital letters, such as USD.")


def open_party_stage() -> None:
    open_stage()
    with connection.cursor() as cursor:
        cursor.execute(STAGE)


def write_parties(*, person_id: int | None, today: dt.date, at: dt.datetime) -> None:
    """Upsert what is staged; a changed party has to be verified again."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_OWNERS, {"person": person_id, "today": today, "at": at})
        cursor.execute(END_VERIFICATION)
        cursor.execute(WRITTEN)
    revise_changed(PARTY, at=at)
    insert_new(PARTY)
    with connection.cursor() as cursor:
        cursor.execute(NOTE_AUTHOR, {"person": person_id})
