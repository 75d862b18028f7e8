"""The invoices and payments a made-up customer leaves over the months of the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from customers.generator.habits import HABITS, WEIGHTS, Habit, default_begins

TERMS = (30, 30, 30, 45, 45, 60, 60, 90)
GROWTH = 0.57  # 1 = as many orders in the first months as in the latest
BUNCHED = 0.4
LONGEST_RHYTHM = 60  # days between two invoices, on average
SHORTEST_HISTORY = 320  # days, but for new customers


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
    method: str = ""  # "" = the customer's usual one
    payer: str = ""
    is_returned: bool = False


@dataclass
class Ledger:
    """All that one customer did between the first and the final day, both inclusive."""

    habit: Habit
    payment_days: int
    invoices: list[Invoice]
    payments: list[Payment]
    limit: int | None  # whole units of the base currency
    former_limit: int | None  # before it was raised in the middle of the book


def make_ledger(
    random: Random, *, first: int, final: int, average: float, worth: float = 1.0
) -> Ledger:
    """A ledger of about `average` invoices, paid by the customer's habit as of the final day.

    `worth` is what a unit of the customer's currency is worth in the base currency.
    """
    habit = random.choices(HABITS, WEIGHTS)[0]
    pace = random.uniform(-1, 1)
    payment_days = random.choice(TERMS)
    size = random.lognormvariate(8.3, 1.1) / worth  # a usual invoice, in units of currency
    days = _order_days(random, habit, pace, first=first, final=final, average=average)
    invoices = [_invoice(random, day, payment_days, size) for day in days]
    if random.random() < habit.surge:
        invoices += _surge(random, payment_days, size, final=final)
    invoices.sort(key=lambda invoice: invoice.day)
    payments = _make_payments(random, habit, pace, invoices, first=first, final=final)
    limit = _limit(random, habit, invoices, payments, size, final=final)
    _add_loose_cash(random, payments, size, final=final)
    granted = None if random.random() < 0.04 else _rounded(limit * worth)
    former = _rounded(granted * 0.6) if granted and random.random() < 0.15 else None
    return Ledger(habit, payment_days, invoices, payments, granted, former)


def _order_days(
    random: Random, habit: Habit, pace: float, *, first: int, final: int, average: float
) -> list[int]:
    """When it bought: in a rhythm of its own, the oftener the longer it has been a customer.

    Who buys little has not bought for long, so that nearly all are regular customers by now.
    """
    count = max(3, round(random.gammavariate(12, average / 12)))
    begin, end = max(first, final - max(count * LONGEST_RHYTHM, SHORTEST_HISTORY)), final
    if habit.name == "new":
        count, begin = random.randint(1, 4), final - random.randint(10, 100)
    elif habit.name == "dormant":
        count, begin, end = count // 2 + 1, first, final - random.randint(380, 560)
    elif habit.name == "defaulting":
        end = min(final, round(first + (default_begins(pace) + 0.08) * (final - first)))
    orders = max(1, round(count / (1 + BUNCHED)))
    days = []
    for position in range(orders):
        place = (position + random.uniform(0.2, 0.8)) / orders
        days.append(begin + int(place**GROWTH * (end - begin)))
        if random.random() < BUNCHED:  # deliveries come in bunches
            days.append(min(final, days[-1] + random.randint(0, 6)))
    return days


def _surge(random: Random, payment_days: int, size: float, *, final: int) -> list[Invoice]:
    """Orders of the last weeks, several times as large as usual."""
    large = size * random.uniform(1.8, 3.5)
    return [
        _invoice(random, final - random.randint(0, 28), payment_days, large)
        for _ in range(random.randint(2, 4))
    ]


def _limit(
    random: Random,
    habit: Habit,
    invoices: list[Invoice],
    payments: list[Payment],
    size: float,
    *,
    final: int,
) -> float:
    """The limit a careful creditor set: above what was ever open, but for the few let over it."""
    moves = [(invoice.day, invoice.cents) for invoice in invoices]
    moves += [(payment.day, -cents) for payment in payments for _, cents in payment.parts]
    moves.sort()
    is_let_over = random.random() < habit.leniency
    still_watched = final - 100 if is_let_over else final
    balance, peak = 0, size * 100
    for day, cents in moves:
        balance += cents
        if day <= still_watched:
            peak = max(peak, balance)
    limit = peak * random.uniform(1.02, 1.9)
    if is_let_over:
        limit = max(balance, size * 100) / random.uniform(1.03, 1.5)
    return limit / 100


def _invoice(random: Random, day: int, payment_days: int, size: float) -> Invoice:
    cents = max(500, round(size * random.lognormvariate(0, 0.35) * 100))
    return Invoice(day, day + payment_days, cents)


def _make_payments(
    random: Random,
    habit: Habit,
    pace: float,
    invoices: list[Invoice],
    *,
    first: int,
    final: int,
) -> list[Payment]:
    payments: list[Payment] = []
    together = random.random() < 0.85  # pays several invoices with one transfer
    for index, invoice in enumerate(invoices):
        delay = habit.delay(random, (invoice.due - first) / (final - first), pace)
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
    if together and payments and abs(payments[-1].day - day) <= 12:
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
