"""Writing a made-up book straight through COPY, a batch of customers at a time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.generator.conduct import add_conduct
from customers.generator.facts import add_facts
from customers.generator.groups import add_groups
from customers.generator.ledger import make_ledger
from customers.generator.people import make_identity
from customers.generator.rates import rates_of_book
from customers.generator.rows import COLUMNS, Book, Made, Plan, add_customer_rows, add_ledger_rows
from customers.imports.locks import try_lock_imports
from customers.models import Customer
from customers.selectors import managers_in_reach, people_able
from customers.services.arrears import look_through_all
from customers.services.open_items import open_items_later
from customers.statistics import refresh_statistics
from riskcrm.accounts.models import Team
from riskcrm.accounts.roles import CONFIRM_EVENTS
from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

__all__ = ["Made", "Plan", "make_book"]
BATCH = 1000
MOST_CUSTOMERS = 9_999_999  # their numbers have seven digits
MOST_INVOICES = 1000
MOST_MONTHS = 600
EARLIEST = dt.date(1970, 1, 1)


def make_book(
    plan: Plan, *, at: dt.datetime, progress: Callable[[int], None] | None = None
) -> Made:
    """Write a made-up book in one transaction; the same seed and end date make the same rows.

    The last documents bear the day before the end date, so that all of them are known by now.
    Every customer is marked as changed, unless the plan leaves scoring to a run over the book.
    Raises `Refused` for a plan that makes no sense, for a book that has customers already, unless
    the plan adds to it, and while somebody else writes to the book in bulk.
    """
    _refuse_nonsense(plan, today=local_date(at))
    if not plan.customers:
        return Made()
    with transaction.atomic():
        if not try_lock_imports():
            raise Refused(
                _("An import or another make_book is writing to the book. Try again afterwards."),
                code="book_busy",
            )
        offset = _next_number(plan)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else every row waits in memory
        managers = managers_in_reach(None).order_by("username")
        book = Book(
            plan=plan,
            at=at,
            first=plan.first_day,
            final=plan.end_date.toordinal() - 1,
            offset=offset,
            managers=list(managers.values_list("pk", "team_id")),
            officers=list(people_able(CONFIRM_EVENTS).order_by("pk").values_list("pk", flat=True)),
            teams=dict(Team.objects.order_by("code").values_list("code", "pk")),
            rates=rates_of_book(plan.end_date, months=plan.months, at=at),
        )
        with open_items_later():
            for start in range(0, plan.customers, BATCH):
                _write_batch(book, range(start, min(start + BATCH, plan.customers)))
                if (start // BATCH + 1).bit_count() == 1:  # whenever the book has doubled
                    refresh_statistics()  # else the batches after this one crawl
                if progress:
                    progress(book.made.customers)
        look_through_all(at=at)
        _record(book)
        refresh_statistics()
    return book.made


def _refuse_nonsense(plan: Plan, *, today: dt.date) -> None:
    if plan.customers < 0:
        raise Refused(_("The number of customers cannot be negative."), code="bad_customers")
    if not 0 < plan.average <= MOST_INVOICES:
        raise Refused(
            _("Ask for more than 0 and at most {most} invoices per customer.").format(
                most=MOST_INVOICES
            ),
            code="bad_invoices",
        )
    if not 1 <= plan.months <= MOST_MONTHS:
        raise Refused(_("Ask for 1 to {most} months.").format(most=MOST_MONTHS), code="bad_months")
    if plan.end_date > today:
        raise Refused(
            _("The end date {date} lies in the future.").format(date=plan.end_date),
            code="bad_end_date",
        )
    if plan.first_day < EARLIEST.toordinal():
        raise Refused(
            _(
                "The book would begin before {date}. Choose a later end date or fewer months."
            ).format(date=EARLIEST),
            code="bad_end_date",
        )


def _next_number(plan: Plan) -> int:
    """How many numbers of made-up customers are taken."""
    if not plan.add and Customer.objects.exists():
        raise Refused(
            _("The book has customers already. Use --add to add made-up ones to them."),
            code="book_not_empty",
        )
    latest = Customer.objects.filter(number__regex=r"^C\d{7}$").order_by("-number").first()
    taken = int(latest.number[1:]) if latest else 0
    if taken + plan.customers > MOST_CUSTOMERS:
        raise Refused(
            _("There are numbers for {left} more made-up customers.").format(
                left=MOST_CUSTOMERS - taken
            ),
            code="bad_customers",
        )
    return taken


def _record(book: Book) -> None:
    made = book.made
    record(
        "make_book",
        by=SYSTEM,
        obj=Subject("book", name=settings.ORGANISATION),
        facts={
            "seed": book.plan.seed,
            "end_date": str(book.plan.end_date),
            "customers": made.customers,
            "invoices": made.invoices,
            "payments": made.payments,
            "allocations": made.allocations,
            "facts": made.facts,
            "groups": made.groups,
        },
        at=book.at,
    )


def _write_batch(book: Book, positions: range) -> None:
    """Make and copy the customers at these positions; each has a generator of its own."""
    batch = []
    for position in positions:
        random = Random(f"{book.plan.seed}:{book.offset + position}")  # noqa: S311
        identity = make_identity(random)
        currency = book.rates.pick(random, identity.place.country)
        ledger = make_ledger(
            random,
            first=book.first,
            final=book.final,
            average=book.plan.average,
            worth=book.rates.worth(currency),
        )
        batch.append((position, random, identity, currency, ledger))
    rows: dict[str, list[str]] = {name: [] for name in COLUMNS}
    customer_ids = _reserve("customer", len(batch))
    for (position, random, identity, currency, ledger), pk in zip(batch, customer_ids, strict=True):
        number = book.offset + position + 1
        account = add_customer_rows(book, rows, random, identity, ledger, pk=pk, number=number)
        own = Random(f"{book.plan.seed}:{number}:conduct")  # noqa: S311
        worth = book.rates.worth(currency)
        add_conduct(own, ledger, account=account, final=book.final, worth=worth)
    invoice_ids = _reserve("invoice", sum(len(item[4].invoices) for item in batch))
    payment_ids = _reserve("payment", sum(len(item[4].payments) for item in batch))
    for (position, random, _identity, currency, ledger), pk in zip(
        batch, customer_ids, strict=True
    ):
        number = book.offset + position + 1
        add_ledger_rows(book, rows, random, ledger, pk, number, currency, invoice_ids, payment_ids)
    made = book.made
    made.customers += len(batch)
    made.invoices += len(rows["invoice"])
    made.payments += len(rows["payment"])
    made.allocations += len(rows["allocation"])
    for name, lines in rows.items():
        _copy(name, lines)
    made.facts += add_facts(
        low=customer_ids[0],
        high=customer_ids[-1],
        seed=book.plan.seed,
        final=dt.date.fromordinal(book.final),
        at=book.at,
        officers=book.officers,
    )
    made.groups += add_groups(book, low=customer_ids[0], high=customer_ids[-1])


def _reserve(name: str, count: int) -> list[int]:
    """Ids from the table's sequence, the highest first, so that `pop` gives them in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f"customers_{name}", count],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return ids if name == "customer" else ids[::-1]


def _copy(name: str, lines: list[str]) -> None:
    if lines:
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY customers_{name} ({COLUMNS[name]}) FROM STDIN",
                io.StringIO("\n".join(lines) + "\n"),
            )
