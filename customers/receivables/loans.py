"""Money lent: how much of it does not perform, for those who lend."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from customers.models import Customer, Loan

LATE_DAYS = 90  # an instalment unpaid for longer makes its loan non-performing, whatever its grade
_GRADES = ", ".join(f"'{grade.value}'" for grade in Loan.NON_PERFORMING)
# one row per customer with loans, in base currency; principal stands in where no balance is known
LOANS = f"""
  SELECT l.customer_id, sum(l.owed) AS loans,
    coalesce(sum(l.owed) FILTER (WHERE l.grade IN ({_GRADES}) OR late.loan_id IS NOT NULL), 0)
      AS non_performing
  FROM (
    SELECT id, customer_id, grade,
      round(base_amount * coalesce(outstanding, amount) / amount, 2) AS owed
    FROM customers_loan WHERE {{customers}} AND NOT is_void AND base_amount IS NOT NULL
  ) l
  LEFT JOIN (
    SELECT DISTINCT loan_id FROM customers_instalment
    WHERE {{customers}} AND NOT is_void AND loan_id IS NOT NULL
      AND effective_date < %(day)s::date - {LATE_DAYS} AND coalesce(paid_amount, 0) < amount
  ) late ON late.loan_id = l.id
  GROUP BY l.customer_id"""


@dataclass(frozen=True)
class Lent:
    """Outstanding principal in base currency, and what of it does not perform."""

    loans: Decimal
    non_performing: Decimal

    @property
    def ratio(self) -> Decimal | None:
        """The non-performing share; None where nothing is lent."""
        return share_of(self.non_performing, self.loans)


def share_of(non_performing: Decimal, loans: Decimal) -> Decimal | None:
    return non_performing / loans if loans else None


def lent_to(customer: Customer, *, day: dt.date) -> Lent:
    """What one customer has been lent, as of a day."""
    sql = LOANS.format(customers="customer_id = %(customer)s")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"customer": customer.pk, "day": day})
        row = cursor.fetchone()
    return Lent(*row[1:]) if row else Lent(Decimal(0), Decimal(0))
