"""What an import of customers says to the database: see `customers`."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from customers.imports.own_fields import FORMER_OWN, OWN_DIFFER
from customers.imports.staging import GOOD
from customers.models import CONTACT_DETAILS, CUSTOMER_FIELDS
from customers.services.journal import noting, noting_former

DATES = ("incorporation_date", "since_date")
OTHERS = ("manager", "team", *DATES)
TEXTS = tuple(name for name in CUSTOMER_FIELDS if name not in ("number", *OTHERS))
EXTRAS = ("credit_limit", "payment_days", "contact_name", "phone", "email")
DEFINITION = (
    "line bigint, number text, "
    + ", ".join(f"{name} text" for name in TEXTS)
    + ", manager_id bigint, team_id bigint, incorporation_date date, since_date date,"
    " credit_limit numeric(18,2), payment_days integer, contact_name text, phone text, email text,"
    " sort_key text, name_key text"
)
COLUMNS = (*TEXTS, "manager_id", "team_id", *DATES)
TOLD = {name: f"(s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM c.{name})" for name in COLUMNS}
CHANGES = ", ".join(
    [f"('{name}', to_jsonb(c.{name}), {differs})" for name, differs in TOLD.items()]
    + [f"('custom', {FORMER_OWN}, {OWN_DIFFER})"]
)
SAYS_MORE = " OR ".join([*TOLD.values(), OWN_DIFFER])

# the terms in force, where the row says something of terms, and the contact that imports keep
LATEST_TERMS = """LEFT JOIN LATERAL (
    SELECT t.credit_limit, t.payment_days FROM customers_creditterms t
    WHERE t.customer_id = c.id AND t.effective_date <= %(today)s
      AND (s.credit_limit IS NOT NULL OR s.payment_days IS NOT NULL)
    ORDER BY t.effective_date DESC, t.recorded_at DESC LIMIT 1) t ON true"""
CONTACT = "LEFT JOIN customers_contact k ON k.customer_id = c.id AND k.source_key = 'import'"
NEW_TERMS = """(s.credit_limit IS NOT NULL AND s.credit_limit IS DISTINCT FROM t.credit_limit
    OR s.payment_days IS NOT NULL AND s.payment_days IS DISTINCT FROM t.payment_days)"""
NEW_CONTACT = """(s.contact_name IS NOT NULL AND s.contact_name IS DISTINCT FROM k.name
    OR s.phone IS NOT NULL AND s.phone IS DISTINCT FROM k.phone
    OR s.email IS NOT NULL AND s.email IS DISTINCT FROM k.email)"""

# what this import has created is new, and what is out of reach looks as if it were not there
DIFFERS = f"({SAYS_MORE} OR {NEW_TERMS} OR {NEW_CONTACT})"
COUNT = f"""
SELECT count(*) FILTER (WHERE n.is_new), count(*) FILTER (WHERE NOT n.is_new AND {DIFFERS})
FROM import_row s LEFT JOIN customers_customer c ON c.number = s.number
CROSS JOIN LATERAL (SELECT c.id IS NULL OR {{hidden}} OR EXISTS (
    SELECT 1 FROM import_created m WHERE m.customer_id = c.id) AS is_new) n
{LATEST_TERMS} {CONTACT} WHERE {GOOD}
"""
# to fill in what was blank changes nothing that was known
NOTE_DETAILS = f"""
WITH made AS (
INSERT INTO customers_contactchange
    (customer_id, source_key, kind, effective_date, old_value, new_value, recorded_at,
     entered_by_id)
SELECT c.id, 'import-' || c.version || '-' || v.kind, v.kind, %(today)s, v.old, v.new, %(at)s,
       %(person)s
FROM import_row s JOIN customers_customer c ON c.number = s.number
CROSS JOIN LATERAL (VALUES
    {", ".join(f"('{kind}', c.{name}, s.{name})" for name, kind in CONTACT_DETAILS.items())}
) AS v(kind, old, new)
WHERE {GOOD} AND v.new IS NOT NULL AND v.old <> '' AND v.new <> v.old
RETURNING id
)
{noting("customers_contactchange", "made")}
"""
# what was is kept in the same statement: each changed column's former value
CHANGE = f"""
WITH old AS (
    SELECT c.id, c.version, s.line, (
        SELECT jsonb_object_agg(f.name, f.value)
        FROM (VALUES {CHANGES}) AS f(name, value, changes) WHERE f.changes) AS former
    FROM import_row s JOIN customers_customer c ON c.number = s.number
    WHERE {GOOD} AND ({SAYS_MORE})
    ORDER BY c.id FOR NO KEY UPDATE OF c
), kept AS (
    INSERT INTO customers_customerrevision
        (customer_id, version, former, superseded_at, changed_by, cause)
    SELECT id, version, former, %(at)s, %(by)s, 'import_customers' FROM old RETURNING id
), noted AS (
    {noting("customers_customer", "kept", created=False)}
), changed AS (
    UPDATE customers_customer c SET {", ".join(f"{n} = coalesce(s.{n}, c.{n})" for n in COLUMNS)},
        sort_key = CASE WHEN s.name IS NULL THEN c.sort_key ELSE s.sort_key END,
        name_key = CASE WHEN s.name IS NULL THEN c.name_key ELSE s.name_key END,
        custom = c.custom || coalesce(s.custom, '{{}}'),
        version = c.version + 1
    FROM old JOIN import_row s ON s.line = old.line WHERE c.id = old.id
    RETURNING c.id
)
INSERT INTO touched_customer (customer_id) SELECT id FROM changed
"""
KNOWS = """
SELECT EXISTS (SELECT 1 FROM import_row s JOIN customers_customer c ON c.number = s.number)
"""
UNKNOWN = "NOT EXISTS (SELECT 1 FROM customers_customer c WHERE c.number = s.number)"
EMPTY = dict.fromkeys(TEXTS, "''") | {"kind": "'company'"}
CREATE = f"""
WITH made AS (
    INSERT INTO customers_customer
        (number, {", ".join(COLUMNS)}, sort_key, name_key, custom, status, recorded_at, version)
    SELECT s.number, {", ".join(f"coalesce(s.{n}, {EMPTY[n]})" for n in TEXTS)},
        coalesce(s.manager_id, %(manager)s), coalesce(s.team_id, %(team)s),
        s.incorporation_date, s.since_date, s.sort_key, s.name_key,
        coalesce(s.custom, '{{{{}}}}'), %(opening)s, {{known}}, 1
    FROM import_row s
    WHERE {GOOD} AND {{unknown}}
      AND s.line BETWEEN %(first)s AND %(last)s
    ORDER BY s.line ON CONFLICT (number) DO NOTHING RETURNING id
)
INSERT INTO import_created (customer_id) SELECT id FROM made
"""
LATE = f"""
SELECT count(*) FROM import_row s JOIN customers_customer c ON c.number = s.number
WHERE {GOOD} AND NOT {{hidden}} AND c.recorded_at > {{known}}
"""
# those that were there already, one that somebody has added this moment among them
HELD = f"""
SELECT c.id FROM import_row s JOIN customers_customer c ON c.number = s.number
WHERE {GOOD} AND NOT EXISTS (SELECT 1 FROM import_created m WHERE m.customer_id = c.id)
"""
LEAVE_UNCHANGED = f"""
DELETE FROM import_row d USING (
    SELECT s.line FROM import_row s JOIN customers_customer c ON c.number = s.number
    {LATEST_TERMS} {CONTACT}
    WHERE {GOOD} AND NOT {DIFFERS}
      AND NOT EXISTS (SELECT 1 FROM import_created m WHERE m.customer_id = c.id)
) same WHERE d.line = same.line
"""
WRITE_TERMS = f"""
WITH made AS (
    INSERT INTO customers_creditterms
        (customer_id, effective_date, credit_limit, payment_days, recorded_at)
    SELECT c.id, {{effective}}, coalesce(s.credit_limit, t.credit_limit),
           coalesce(s.payment_days, t.payment_days), {{known}}
    FROM import_row s JOIN customers_customer c ON c.number = s.number {LATEST_TERMS}
    WHERE {GOOD} AND {NEW_TERMS} ON CONFLICT DO NOTHING RETURNING id, customer_id
), noted AS (
    {noting("customers_creditterms", "made")}
)
INSERT INTO touched_customer (customer_id) SELECT customer_id FROM made
"""
NOTE_CONTACTS = f"""
WITH made AS (
INSERT INTO customers_contactchange
    (customer_id, source_key, kind, effective_date, old_value, new_value, recorded_at,
     entered_by_id, contact_id)
SELECT c.id, 'contact-' || k.id || '-' || (k.version + 1) || '-' || v.kind, v.kind, %(today)s,
       v.old, v.new, %(at)s, %(person)s, k.id
FROM import_row s JOIN customers_customer c ON c.number = s.number
JOIN customers_contact k ON k.customer_id = c.id AND k.source_key = 'import'
CROSS JOIN LATERAL (VALUES ('contact_name', k.name, s.contact_name),
    ('phone', k.phone, s.phone), ('email', k.email, s.email)) AS v(kind, old, new)
WHERE {GOOD} AND v.new IS NOT NULL AND v.old <> '' AND v.new <> v.old
RETURNING id
)
{noting("customers_contactchange", "made")}
"""
WRITE_CONTACTS = f"""
WITH made AS (
    INSERT INTO customers_contact (customer_id, source_key, name, role, phone, email, wechat,
                                   is_primary, recorded_at, version)
    SELECT c.id, 'import', coalesce(s.contact_name, k.name, left(c.name, 120)), '',
           coalesce(s.phone, k.phone, ''), coalesce(s.email, k.email, ''), '',
           NOT EXISTS (SELECT 1 FROM customers_contact o WHERE o.customer_id = c.id
                       AND o.is_primary), {{known}}, 1
    FROM import_row s JOIN customers_customer c ON c.number = s.number {CONTACT}
    WHERE {GOOD} AND {NEW_CONTACT}
    ON CONFLICT (customer_id, source_key) DO UPDATE SET name = excluded.name,
        phone = excluded.phone, email = excluded.email, recorded_at = %(at)s,
        verified_at = NULL, verified_by_id = NULL, verified_how = '',
        version = customers_contact.version + 1
    RETURNING id, customer_id
), noted AS (
    {noting_former("customers_contact", "made")}
)
INSERT INTO touched_customer (customer_id) SELECT customer_id FROM made
"""
