"""What is unusual about single payments: the steps behind unusual payments."""

from __future__ import annotations

from scoring.indicators.base import (
    IS_PAID,
    KNOWN_AT,
    LARGE_AMOUNT,
    MATERIAL_INVOICING,
    YEAR_AGO,
    rounded,
    unless,
)

FEWEST_PAYMENTS = 3
OTHERS_SHARE = "0.2"
OVERPAID_SHARE = "0.1"
ROUND = 1000  # of the payment's own currency
SPLIT_DAYS = 7
SPLIT_PAYMENTS = 3
DORMANT_DAYS = 180
BURST_DAYS = 30
BURST_PAYMENTS = 3
# a payer may also be told by name; only what has the digits of an account is compared as one
IS_ACCOUNT = "account ~ '[0-9]{6}'"
IS_IBAN = "account ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'"


def key_of(account: str) -> str:
    """SQL: an account without the signs that people put between its digits."""
    return f"upper(regexp_replace({account}, '[ .-]', '', 'g'))"


# accounts that the customer has had by then; what it said before a change was superseded then
OWN_ACCOUNT = f"""
    SELECT customer_id, array_agg({key_of("value")}) AS accounts
    FROM (
      SELECT customer_id, value, lag(until) OVER (PARTITION BY customer_id ORDER BY until) AS since
      FROM (
        SELECT customer_id, former->>'bank_account' AS value, superseded_at AS until
        FROM customers_customerrevision WHERE {{customers}} AND former ? 'bank_account'
        UNION ALL
        SELECT customer_id, bank_account, 'infinity'
        FROM (SELECT id AS customer_id, bank_account FROM customers_customer) c
        WHERE c.{{customers}}
      ) u
    ) v WHERE value <> '' AND (since IS NULL OR since <= {KNOWN_AT}) GROUP BY customer_id"""
YEAR_PAYMENT = f"SELECT * FROM paying WHERE received_date > {YEAR_AGO}"
SETTLED_BY = f"""
    SELECT payment_id, sum(base_amount) AS amount, bool_or(base_amount IS NULL) AS is_unknown
    FROM use WHERE {IS_PAID} AND effective_date > {YEAR_AGO} GROUP BY payment_id"""
# payments with which several round ones within a week come to an amount that each stayed below
SPLIT = f"""
    SELECT id FROM (
      SELECT id, count(*) OVER week AS payments, sum(base_amount) OVER week AS amount
      FROM year_payment WHERE mod(amount, {ROUND}) = 0 AND base_amount < {LARGE_AMOUNT}
      WINDOW week AS (PARTITION BY customer_id ORDER BY received_date
        RANGE BETWEEN interval '{SPLIT_DAYS - 1} days' PRECEDING AND CURRENT ROW)
    ) w WHERE payments >= {SPLIT_PAYMENTS} AND amount >= {LARGE_AMOUNT}"""
# payments that came after a long silence and were soon followed by others
BURST = f"""
    SELECT w.id FROM year_payment w JOIN known_payment p
      ON p.customer_id = w.customer_id
      AND p.received_date BETWEEN w.received_date AND w.received_date + {BURST_DAYS - 1}
    WHERE w.gap >= {DORMANT_DAYS}
    GROUP BY w.id HAVING count(*) >= {BURST_PAYMENTS}"""
IS_OVERPAID = f"""p.base_amount - s.amount >= {MATERIAL_INVOICING}
        AND p.base_amount - s.amount >= {OVERPAID_SHARE} * s.amount"""
MARKED = f"""
    SELECT p.id, p.customer_id, p.received_date, p.base_amount, p.method, p.payer,
      CASE WHEN p.{IS_ACCOUNT} THEN p.account <> ALL(a.accounts) END AS is_of_others,
      coalesce(p.{IS_IBAN} AND left(p.account, 2) <> nullif(c.country, ''), false) AS is_abroad,
      coalesce({IS_OVERPAID}, false) AS is_overpaid,
      t.id IS NOT NULL AS is_split, b.id IS NOT NULL AS is_burst,
      p.base_amount IS NULL OR coalesce(s.is_unknown, false) AS is_unknown
    FROM year_payment p
    LEFT JOIN own_account a ON a.customer_id = p.customer_id
    LEFT JOIN customer_was c ON c.customer_id = p.customer_id
    LEFT JOIN settled_by s ON s.payment_id = p.id
    LEFT JOIN split t ON t.id = p.id
    LEFT JOIN burst b ON b.id = p.id"""
OF_OTHERS = (
    "count(*) FILTER (WHERE is_of_others) > 0 AND count(*) FILTER (WHERE is_of_others)"
    f" >= {OTHERS_SHARE} * count(is_of_others)"
)
SIGNS = " + ".join(
    f"({sign})::int"
    for sign in (
        OF_OTHERS,
        "bool_or(is_abroad)",
        "bool_or(is_overpaid)",
        "bool_or(is_split)",
        "bool_or(is_burst)",
    )
)
MARKS = f"""
    SELECT customer_id, {rounded(unless("bool_or(is_unknown)", f"({SIGNS})::numeric"))} AS signs
    FROM marked GROUP BY customer_id HAVING count(*) >= {FEWEST_PAYMENTS}"""
STEPS: tuple[tuple[str, str], ...] = (
    ("year_payment", YEAR_PAYMENT),
    ("own_account", OWN_ACCOUNT),
    ("settled_by", SETTLED_BY),
    ("split", SPLIT),
    ("burst", BURST),
    ("marked", MARKED),
    ("marks", MARKS),
)
