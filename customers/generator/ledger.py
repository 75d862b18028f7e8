"""The invoices and payments a made-up customer leaves over the months of the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from customers.generator.habits import HABITS, WEIGHTS, Habit

TERMS = (15, 30, 30, 30, 45, 60, 60, 90)


@dataclass
class Invoice:
    """Days are ordinals, money is in cents of the customer's currency."""

    day: int
    due: int
    cents: int


@dataclass
class Payment:
    day: int
    cents: int
    parts: list[tuple[int, int]] = field(default_factory=list)  # (index of invoice, cents)


@dataclass
class Ledger:
    """All that one customer did between the first and the final day, both inclusive."""

    habit: Habit
    payment_days: int
    invoices: list[Invoice]
    payments: list[Payment]
    limit: int | None  # whole units of currency
    former_limit: int | None  # before it was raised in the middle of the book


def make_ledger(random: Random, *, first: int, final: int, average: float) -> Ledger:
    """A ledger of about `average` invoices, paid by the customer's habit as of the final day."""
    habit = random.choices(HABITS, WEIGHTS)[0]
    payment_days = random.choice(TERMS)
    size = random.lognormvariate(8.3, 1.1)  # a usual invoice, in units of currency
    invoices = _make_invoices(
        random, habit, payment_days, size, first=first, final=final, average=average
    )
    payments = _make_payments(random, habit, invoices, first=first, final=final)
    _add_loose_cash(random, payments, size, final=final)
    volume = sum(invoice.cents for invoice in invoices) / 100
    monthly = volume * 30 / (final - first + 1)
    need = max(monthly * (payment_days / 30 + 1.5), size)
    limit = None if random.random() < 0.08 else _rounded(need * random.uniform(1.1, 3.0))
    former = _rounded(limit * 0.6) if limit and random.random() < 0.15 else None
    return Ledger(habit, payment_days, invoices, payments, limit, former)


def _make_invoices(
    random: Random,
    habit: Habit,
    payment_days: int,
    size: float,
    *,
    first: int,
    final: int,
    average: float,
) -> list[Invoice]:
    count = round(random.gammavariate(6, average / 6))
    span = final - first
    if habit.name == "dormant":
        days = [first + int(random.random() * span * 0.45) for _ in range(count // 2 + 1)]
    else:
        # a growing business: two thirds of the invoices in the later half
        days = [first + int(random.random() ** 0.6 * span) for _ in range(count)]
    for position in range(1, len(days)):  # deliveries come in bunches
        if random.random() < 0.4:
            days[position] = min(final, days[position - 1] + random.randint(0, 6))
    days.sort()
    invoices = [_invoice(random, day, payment_days, size) for day in days]
    if random.random() < habit.surge:
        times = random.uniform(2.0, 5.0)
        for _ in range(random.randint(2, 5)):
            day = final - random.randint(0, 28)
            invoices.append(_invoice(random, day, payment_days, size * times))
        invoices.sort(key=lambda invoice: invoice.day)
    return invoices


def _invoice(random: Random, day: int, payment_days: int, size: float) -> Invoice:
    cents = max(500, round(size * random.lognormvariate(0, 0.45) * 100))
    return Invoice(day, day + payment_days, cents)


def _make_payments(
    random: Random, habit: Habit, invoices: list[Invoice], *, first: int, final: int
) -> list[Payment]:
    payments: list[Payment] = []
    together = random.random() < 0.75  # pays several invoices with one transfer
    for index, invoice in enumerate(invoices):
        delay = habit.delay(random, (invoice.due - first) / (final - first))
        if delay is None:
            continue
        day = max(invoice.day + 1, invoice.due + delay)
        if random.random() < 0.05:  # in two parts
            part = invoice.cents * random.randint(30, 70) // 100
            _pay(payments, index, day, part, final=final, together=False)
            day += random.randint(7, 25)
            _pay(payments, index, day, invoice.cents - part, final=final, together=False)
        else:
            _pay(payments, index, day, invoice.cents, final=final, together=together)
    return payments


def _pay(
    payments: list[Payment], index: int, day: int, cents: int, *, final: int, together: bool
) -> None:
    """Add a payment, or give the invoice to the latest transfer when that is near enough."""
    if day > final:
        return
    if together and payments and abs(payments[-1].day - day) <= 8:
        latest = payments[-1]
        if latest.parts[-1][0] != index:
            latest.day = max(latest.day, day)
            latest.cents += cents
            latest.parts.append((index, cents))
            return
    payments.append(Payment(day, cents, [(index, cents)]))


def _add_loose_cash(random: Random, payments: list[Payment], size: float, *, final: int) -> None:
    """Some pay too much, some in advance: cash that belongs to no invoice yet."""
    if payments and random.random() < 0.015:
        payments[-1].cents += random.randint(1, 200) * 100
    if random.random() < 0.02:
        payments.append(Payment(final - random.randint(0, 60), max(500, round(size * 50))))


def _rounded(amount: float) -> int:
    """A limit as people set them: two leading digits, at least a thousand."""
    amount = max(1000.0, amount)
    step = 10 ** (len(str(int(amount))) - 2)
    return int(-(-amount // step) * step)
