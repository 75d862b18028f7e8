"""`import`: files of new customers and of new invoices, against bare COPY and upsert.

The floor copies the same rows, made beforehand, into a plain temporary table and upserts them into
the same indexed tables in the same run, with the triggers that they have. Each begins with its
tables vacuumed and written to disk. The product finds out encoding, separator and columns,
parses and checks each cell, says which lines are wrong, counts, keeps revisions, journals what it
wrote, notes each customer for scoring and writes an audit event.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from django.utils import timezone

from customers.models import ImportFile
from customers.names import core_name, sort_key
from tests.bench.book import settle_tables
from tests.bench.measure import Measure

NAME = "import"
GOAL = 1.5
WRITTEN = (
    *("customers_customer", "scoring_rating", "customers_screeningdue", "customers_customerchange"),
    *("customers_receivablechange", "customers_invoice", "customers_openitem"),
)
CITIES = ("北京", "上海", "Leeds", "Kunming", "Hamburg")
CUSTOMER_FLOOR = """
INSERT INTO customers_customer (number, name, other_name, sort_key, name_key, kind,
    registration_number, industry, country, region, city, address, since_date, status, recorded_at,
    version)
SELECT number, name, '', sort_key, name_key, 'company', '', '', '', '', city, address, since_date,
       'active', now(), 1
FROM bench_row ON CONFLICT (number) DO UPDATE SET name = excluded.name, city = excluded.city,
    address = excluded.address, since_date = excluded.since_date
"""
INVOICE_FLOOR = """
INSERT INTO customers_invoice (customer_id, number, invoice_date, due_date, amount, currency,
                               base_amount, recorded_at)
SELECT c.id, s.number, s.invoice_date, s.due_date, s.amount, s.currency, s.amount, now()
FROM bench_row s JOIN customers_customer c ON c.number = s.customer
ON CONFLICT (customer_id, number) DO UPDATE SET amount = excluded.amount
"""


def measure(size: int) -> list[Measure]:
    """Customers and twice as many invoices; the floors run first. Then both files are undone."""
    with TemporaryDirectory() as folder:
        customers = write_customers(Path(folder) / "customers.csv", "F", size)
        floor = _floor(
            customers,
            "number text, name text, city text, address text, since_date date, sort_key text,"
            " name_key text",
            CUSTOMER_FLOOR,
            keys=(sort_key, core_name),
        )
        path = write_customers(Path(folder) / "product.csv", "P", size)
        people, seconds = _product(path, "customers")
        first = Measure("import customers", size, seconds, floor, GOAL)
        print(first, flush=True)
        invoices = _invoices(Path(folder) / "invoices.csv", "F", size)
        floor = _floor(
            invoices,
            "customer text, number text, invoice_date date, due_date date, amount numeric(18,2),"
            " currency text",
            INVOICE_FLOOR,
        )
        bills, seconds = _product(_invoices(Path(folder) / "more.csv", "P", size), "invoices")
        second = Measure("import invoices", size * 2, seconds, floor, GOAL)
        print(second, flush=True)
        second.notes.append(_undone(bills))
        first.notes.append(_undone(people))
        return [first, second]


def write_customers(path: Path, mark: str, size: int) -> Path:
    rows = (
        (
            f"{mark}{n:07}",
            f"{CITIES[n % 5]} {mark} Trading {n}",
            CITIES[n % 5],
            f"{n} Mill Lane",
            f"20{n % 20:02}-0{n % 9 + 1}-1{n % 10}",
        )
        for n in range(size)
    )
    return _write(path, ("number", "name", "city", "address", "since"), rows)


def _invoices(path: Path, mark: str, size: int) -> Path:
    """Two for each customer of the file with this mark."""
    rows = (
        (
            f"{mark}{n % size:07}",
            f"{mark}-{n}",
            f"2025-0{n % 9 + 1}-1{n % 10}",
            f"2025-1{n % 3}-2{n % 10}",
            f"{n % 90_000 + 100}.{n % 100:02}",
            "USD",
        )
        for n in range(size * 2)
    )
    head = ("customer", "number", "invoice_date", "due_date", "amount", "currency")
    return _write(path, head, rows)


def _write(path: Path, head: tuple[str, ...], rows: object) -> Path:
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows(rows)  # type: ignore[arg-type]
    return path


def _floor(
    path: Path, definition: str, upsert: str, *, keys: Sequence[Callable[[str], str]] = ()
) -> float:
    """The same rows, ready for COPY before the clock starts."""
    ready = io.StringIO(newline="")
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.reader(text)
        next(reader)
        writer = csv.writer(ready)
        for row in reader:
            writer.writerow([*row, *(key(row[1]) for key in keys)])
    ready.seek(0)

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE bench_row ({definition}) ON COMMIT DROP")
            cursor.copy_expert("COPY bench_row FROM STDIN WITH (FORMAT csv)", ready)
            cursor.execute("ANALYZE bench_row")
            cursor.execute(upsert)

    return _timed(work)


def _product(path: Path, kind: str) -> tuple[ImportFile, float]:
    """All of it: the whole file in one transaction, as a worker does it after the check."""
    from customers.imports.engine import import_rows
    from customers.imports.options import Options
    from riskcrm.accounts.models import User

    by = User.objects.filter(groups__name="risk_officer").earliest("pk")
    row = ImportFile.objects.create(
        kind=kind, name=path.name, file="-", sha256="-", uploaded_by=by, uploaded_at=timezone.now()
    )

    def work() -> None:
        summary = import_rows(
            path,
            Options(),
            kind=kind,
            by=by,
            at=timezone.now(),
            dry_run=False,
            refusals=path.with_suffix(".refused"),
            obj=row,
            name=path.name,
        )
        if summary.refused or summary.changed:
            raise RuntimeError(f"{summary.refused} rows refused, {summary.changed} changed")

    return row, _timed(work)


def _undone(row: ImportFile) -> str:
    """The import taken back, as a worker does it."""
    from customers.imports import undoing
    from customers.imports.progress import NOBODY

    ImportFile.objects.filter(pk=row.pk).update(state=ImportFile.State.DONE)
    row.refresh_from_db()
    undoing.request_undo(row, by=row.uploaded_by, reason="Measured.", at=timezone.now())
    seconds = _timed(lambda: undoing.undo(row, at=timezone.now(), watch=NOBODY))
    row.undo.refresh_from_db()
    [counts] = row.undo.counts.values()
    return f"undone in {seconds:.0f} s: {counts}"


def _timed(work: Callable[[], None]) -> float:
    """Until the rows are committed; what the product does afterwards nobody waits for."""
    settle_tables(*WRITTEN)  # what the former one has left to be done is not this one's work
    ended: list[float] = []
    started = time.monotonic()
    with transaction.atomic():
        transaction.on_commit(lambda: ended.append(time.monotonic()))
        work()
    return ended[0] - started
