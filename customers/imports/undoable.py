"""The tables that imports write, and how each is taken back. Rows before what they refer to."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from dataclasses import dataclass, replace

from customers.imports.undo_against import AGAINST, PAYMENT_OVERSPENT, SETTLED
from customers.models import CUSTOMER_FIELDS, Customer
from customers.records import KINDS, Kind
from customers.services.facts import ALLOCATION, INVOICE, PAYMENT, SOURCE_COLUMNS, Fact
from customers.services.party_rows import PARTY


@dataclass(frozen=True)
class Undoable:
    """A table whose rows an import may create or change. SQL speaks of a row `t`.

    `key` names the row to people, `customer` is whose it is; `touched` says that a row the import
    created is not any more as it was. Where rows are changed, `states` selects for the journalled
    ids in `undo_id` the row's id, what it said before (`former`) and the `stamp` that it bears
    while nobody else has changed it; `stamp` is the row's own. `keep` writes what it says now
    before it gets its `state` back, and `set` goes with that. `against` answers a reason's code,
    or null. `before` is run first.
    """

    table: str
    key: str
    customer: str = "t.customer_id"
    touched: str = "false"
    states: str = ""
    stamp: str = ""
    state: tuple[str, ...] = ()
    keep: str = ""
    set: str = ""
    against: str = "NULL"
    before: str = ""
    invoice: str = "NULL::bigint"  # whose allocations follow its amount


# a fact that was changed twice by one import gets back what it said before the first change
FACT_STATES = """
SELECT DISTINCT ON (v.{parent}) v.{parent} AS id, to_jsonb(v) AS former,
       max(v.superseded_at) OVER (PARTITION BY v.{parent})::text AS stamp
FROM {revision} v JOIN undo_id USING (id) ORDER BY v.{parent}, v.superseded_at
"""
KEEP_FACT = """
INSERT INTO {revision} ({parent}, {columns}, recorded_at, superseded_at)
SELECT t.id, {values}, t.recorded_at, {moment} FROM undo_state s JOIN {table} t ON t.id = s.id
"""
MOMENT = "greatest(%(at)s::timestamptz, t.recorded_at + interval '1 microsecond')"
KEEP_CUSTOMER = """
INSERT INTO customers_customerrevision
    (customer_id, version, former, superseded_at, changed_by, cause)
SELECT t.id, t.version, (
        SELECT jsonb_object_agg(k, CASE WHEN k <> 'custom' THEN to_jsonb(t) -> k ELSE (
            SELECT jsonb_object_agg(code, t.custom -> code)
            FROM jsonb_object_keys(s.former -> 'custom') code) END)
        FROM jsonb_object_keys(s.former) k WHERE k <> 'sort_key'),
    %(at)s, %(by)s, 'undo_import'
FROM undo_state s JOIN customers_customer t ON t.id = s.id
"""
# of custom fields only those that changed are told, null for what there was not
OWN_FIELDS = """
UPDATE undo_state s SET former = s.former || jsonb_build_object('custom',
    (t.custom - ARRAY(SELECT jsonb_object_keys(s.former -> 'custom')))
    || jsonb_strip_nulls(s.former -> 'custom'))
FROM customers_customer t WHERE t.id = s.id AND s.former ? 'custom'
"""
CUSTOMER_STATES = """
SELECT v.customer_id AS id, v.former, (v.version + 1)::text AS stamp
FROM customers_customerrevision v JOIN undo_id USING (id)
"""
NOTED_STATES = """
SELECT f.key::bigint AS id, f.value AS former,
       ((f.value ->> 'version')::int + (f.value ->> 'writes')::int)::text AS stamp
FROM customers_importedrows r CROSS JOIN LATERAL jsonb_each(r.former) f
WHERE r.import_file_id = %(import)s AND r.table_name = '{table}' AND NOT r.created
"""
# what the import itself wrote after it had created the row is not somebody else's touch
NOTED_TOUCHED = """t.version > 1 + coalesce((
    SELECT (n.former -> t.id::text ->> 'writes')::int FROM customers_importedrows n
    WHERE n.import_file_id = r.import_file_id AND n.table_name = '{table}' AND NOT n.created
      AND n.former ? t.id::text), 0)"""
# one contact is the main one: who gets it back must not meet who has it
NO_MAIN = """
UPDATE customers_contact t SET is_primary = false FROM undo_state s WHERE t.id = s.id;
UPDATE undo_state s SET former = jsonb_set(s.former, '{is_primary}', 'false')
FROM customers_contact t JOIN customers_contact o
  ON o.customer_id = t.customer_id AND o.is_primary AND o.id <> t.id
WHERE t.id = s.id
"""


def documented(table: str) -> str:
    """SQL: somebody has kept a document of the row."""
    return (
        "EXISTS (SELECT 1 FROM customers_attachment d WHERE d.customer_id = t.customer_id"
        f" AND d.record_kind = '{table.removeprefix('customers_')}' AND d.record_id = t.id"
        " AND d.removed_at IS NULL)"
    )


def of_fact(fact: Fact, key: str, *, against: str = "NULL", invoice: str = "") -> Undoable:
    """A kind of ledger row with a revision table of its own."""
    columns = fact.key if fact is ALLOCATION else ("customer_id",)
    copied = (*columns, *fact.state)
    names = {"revision": fact.revision, "parent": fact.parent, "table": fact.table}
    return Undoable(
        fact.table,
        key,
        touched=f"EXISTS (SELECT 1 FROM {fact.revision} v"
        f" WHERE v.customer_id = t.customer_id AND v.{fact.parent} = t.id)"
        f" OR {documented(fact.table)}",
        states=FACT_STATES.format(**names),
        stamp="t.recorded_at::text",
        state=fact.state,
        keep=KEEP_FACT.format(
            **names,
            columns=", ".join(copied),
            values=", ".join(f"t.{name}" for name in copied),
            moment=MOMENT,
        ),
        set=f"recorded_at = {MOMENT}",
        against=against,
        invoice=invoice or "NULL::bigint",
    )


def of_noted(table: str, key: str, state: tuple[str, ...], **more: str) -> Undoable:
    """A table without revisions: its rows' former states were noted with the import."""
    return Undoable(
        table,
        key,
        touched=NOTED_TOUCHED.format(table=table),
        states=NOTED_STATES.format(table=table),
        stamp="t.version::text",
        state=state,
        set="version = t.version + 1",
        **more,
    )


NOBODY = "NULL::bigint"  # what is no customer's is hidden from nobody who may undo
REQUEST = (
    *("authority", "reference", "received_date", "subject", "question", "customer_id"),
    *("legal_basis", "deadline_date", "responsible_id", "state", "answer", "answered_date"),
)
SOURCE = ", ".join(f"t.{name}" for name in SOURCE_COLUMNS)
PARTIES = of_fact(PARTY, "t.source_key")
UNDOABLE: list[Undoable] = [
    of_fact(PAYMENT, "t.source_key", against=PAYMENT_OVERSPENT),
    of_fact(INVOICE, "t.number", against=SETTLED, invoice="t.id"),
    Undoable("customers_contactchange", "t.source_key", touched="t.verified_at IS NOT NULL"),
    replace(PARTIES, touched=f"{PARTIES.touched} OR t.verified_at IS NOT NULL"),
    Undoable(
        "customers_contact",
        "t.name",
        touched="t.version > 1",
        states=NOTED_STATES.format(table="customers_contact"),
        stamp="t.version::text",
        state=(
            *("name", "role", "phone", "email", "wechat", "is_primary"),
            *("verified_at", "verified_by_id", "verified_how", "entered_by_id"),
        ),
        set="version = t.version + 1, recorded_at = %(at)s",
        before=NO_MAIN,
    ),
    Undoable("customers_creditterms", "t.effective_date::text"),
    of_noted("customers_groupmembership", "t.from_date::text", ("until_date",)),
    of_noted(
        "customers_customergroup",
        "t.code",
        ("code", "name", "sort_key", "credit_limit", "note"),
        customer=NOBODY,
    ),
    of_noted("customers_authorityrequest", "t.reference", REQUEST),
    Undoable(
        "customers_customer",
        "t.number",
        customer="t.id",
        touched="t.version > 1",
        states=CUSTOMER_STATES,
        stamp="t.version::text",
        state=(
            *(str(Customer._meta.get_field(n).column) for n in CUSTOMER_FIELDS),  # type: ignore[union-attr]
            "sort_key",
            "custom",
        ),
        keep=KEEP_CUSTOMER,
        before=OWN_FIELDS,
        set="version = t.version + 1",
    ),
]


FACT_OF_KIND_STATES = """
SELECT DISTINCT ON (v.fact_id) v.fact_id AS id, v.former,
       max(v.superseded_at) OVER (PARTITION BY v.fact_id)::text AS stamp
FROM customers_factrevision v JOIN undo_id USING (id) ORDER BY v.fact_id, v.superseded_at
"""
KEEP_FACT_OF_KIND = """
INSERT INTO customers_factrevision
    (customer_id, kind, fact_id, former, recorded_at, superseded_at)
SELECT t.customer_id, '{name}', t.id, to_jsonb(t), t.recorded_at, {moment}
FROM undo_state s JOIN {table} t ON t.id = s.id
"""


def of_kind(kind: Kind) -> Undoable:
    """A kind of fact, whose former states are whole rows."""
    fields = (field for field in kind.model._meta.concrete_fields if not field.generated)
    columns = (str(field.column) for field in fields)
    own = {"id", "customer_id", "source_key", "recorded_at", "version"}
    return Undoable(
        kind.table,
        "t.source_key",
        touched="EXISTS (SELECT 1 FROM customers_factrevision v WHERE v.customer_id = t.customer_id"
        f" AND v.kind = '{kind.name}' AND v.fact_id = t.id) OR {documented(kind.table)}",
        states=FACT_OF_KIND_STATES,
        stamp="t.recorded_at::text",
        state=tuple(name for name in columns if name not in own),
        keep=KEEP_FACT_OF_KIND.format(name=kind.name, table=kind.table, moment=MOMENT),
        against=AGAINST.get(kind.name, "NULL"),
        set=f"version = t.version + 1, recorded_at = {MOMENT}",
    )


# those that are declared later may refer to those before, and an allocation to what it is of
UNDOABLE[:0] = [
    of_fact(ALLOCATION, f"coalesce({SOURCE}) || ' / ' || t.invoice_id"),
    *(of_kind(kind) for kind in reversed(KINDS.values())),
]
