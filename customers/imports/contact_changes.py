"""What a file of customers changes of how they are reached and who stands behind them."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from customers.imports.staging import GOOD
from customers.models import CONTACT_DETAILS

# to fill in what was blank changes nothing that was known
NOTE_DETAILS = f"""
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
"""
NOTE_CONTACTS = f"""
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
"""
