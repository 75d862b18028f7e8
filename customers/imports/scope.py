"""Whose import it is: which customers are in reach, and to whom new ones go."""

# ruff: noqa: S608  (statements are put together from constants of this package only)
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from customers.models import Customer
from customers.services.opening import opening_status
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import has_right
from riskcrm.accounts.roles import ALL_CUSTOMERS, CONFIRM_EVENTS
from riskcrm.audit.services import SYSTEM, Actor

TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS import_scope (customer_id bigint PRIMARY KEY)
ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS import_created (customer_id bigint PRIMARY KEY)
ON COMMIT DELETE ROWS;
DELETE FROM import_scope;
DELETE FROM import_created;
"""


@dataclass(frozen=True)
class Scope:
    """`sees_all`, or else the customers listed in the temporary table `import_scope`.

    What the import itself creates is in reach; the table `import_created` has it.
    """

    sees_all: bool
    manager_id: int | None
    team_id: int | None
    by: Actor = SYSTEM
    opening: str = Customer.Status.ACTIVE  # where new customers begin
    may_confirm: bool = True  # and so change what a market event was found to be
    person_id: int | None = None

    def hides(self, customer: str) -> str:
        """SQL: the customer of this id is out of reach."""
        if self.sees_all:
            return "false"
        return (
            f"(NOT EXISTS (SELECT 1 FROM import_scope v WHERE v.customer_id = {customer})"
            f" AND NOT EXISTS (SELECT 1 FROM import_created v WHERE v.customer_id = {customer}))"
        )


def open_scope(by: User | None) -> Scope:
    """The scope of a person; nobody (a command of the machine's owner) sees all."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    if by is None:
        return Scope(sees_all=True, manager_id=None, team_id=None)
    more: dict[str, Any] = {
        "opening": opening_status(None, by=by, from_book=True),
        "may_confirm": has_right(by, CONFIRM_EVENTS),
    }
    if by.has_perm(ALL_CUSTOMERS):
        return Scope(True, None, None, by=by.as_actor(), person_id=by.pk, **more)
    visible = Customer.objects.visible_to(by).order_by().values("pk")
    sql, params = visible.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO import_scope (customer_id) {sql}", params)
    return Scope(False, by.pk, by.team_id, by=by.as_actor(), person_id=by.pk, **more)
