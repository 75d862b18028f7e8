"""How made-up customers depart from plain payment: other payers and methods, returns, deductions.

The more trouble a habit means, the likelier. Chance is the customer's own, so that the invoices and
the days of payment stay as the ledger has them.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from customers.generator.ledger import Ledger, Payment

METHODS = ("transfer", "transfer", "cheque", "card", "cash", "draft")
LARGE_CENTS = 5_000_000  # of the base currency
ROUND_CENTS = 100_000
YEAR = 365


def add_conduct(random: Random, ledger: Ledger, *, account: str, final: int, worth: float) -> None:
    """Change how the ledger was paid; `account` is the customer's own, `worth` as in the ledger."""
    recent = [payment for payment in ledger.payments if payment.day > final - YEAR]
    trouble = ledger.habit.trouble
    if random.random() < 0.7:
        _name_payers(random, ledger, account, recent if random.random() < trouble * 0.3 else [])
    acts: tuple[tuple[float, Callable[[], None]], ...] = (
        (0.8, lambda: _change_methods(random, recent)),
        (0.25, lambda: _pay_short(random, ledger)),
        (0.1, lambda: _overpay(random, recent, worth)),
        (0.3, lambda: _prepay(random, ledger, final, worth)),
        (0.5, lambda: _split(random, ledger, final, worth)),
        (0.6, lambda: _fail(random, ledger, recent)),
    )
    for factor, act in acts:
        if random.random() < trouble * factor:
            act()


def _name_payers(random: Random, ledger: Ledger, account: str, others: list[Payment]) -> None:
    """Payments come from the customer's account, a part of these `others` from somebody else's."""
    for payment in ledger.payments:
        payment.payer = account
    # nobody's: no bank's numbers begin with 00, and no IBAN has the check digits 00
    number = f"{random.randrange(10**12):012d}"
    somebody = f"LI00{number}" if random.random() < 0.3 else f"00{number}"
    for payment in others:
        if random.random() < 0.5:
            payment.payer = somebody


def _pay_short(random: Random, ledger: Ledger) -> None:
    """Keep a few per cent back of some invoices, without having claimed anything."""
    for payment in ledger.payments:
        for n, (index, cents) in enumerate(payment.parts):
            if cents == ledger.invoices[index].cents and random.random() < 0.15:
                kept = max(1, cents * random.randint(1, 8) // 100)
                payment.parts[n] = (index, cents - kept)
                payment.cents -= kept


def _change_methods(random: Random, payments: list[Payment]) -> None:
    for payment in payments:
        if random.random() < 0.4:
            payment.method = random.choice(METHODS)


def _overpay(random: Random, payments: list[Payment], worth: float) -> None:
    for payment in random.sample(payments, min(len(payments), 1)):
        payment.cents += max(payment.cents * random.randint(12, 40) // 100, round(120_000 / worth))


def _prepay(random: Random, ledger: Ledger, final: int, worth: float) -> None:
    """Far more than usual comes in advance."""
    usual = sum(payment.cents for payment in ledger.payments) / max(1, len(ledger.payments))
    cents = round(max(usual, LARGE_CENTS / worth / 3) * random.uniform(3.3, 6))
    own = ledger.payments[0].payer if ledger.payments else ""
    day = final - random.randint(8, 70)
    ledger.payments.append(Payment(day, cents, payer=own))


def _split(random: Random, ledger: Ledger, final: int, worth: float) -> None:
    """A large payment comes in round parts within some days, each of them below what is large."""
    for payment in list(ledger.payments):
        is_large = payment.cents * worth >= 1.6 * LARGE_CENTS  # else its parts are not together
        if is_large and len(payment.parts) == 1 and payment.day <= final - 6:
            index, left = payment.parts[0][0], payment.parts[0][1]
            loose = payment.cents - left
            part = int(min(left / 4, 0.8 * LARGE_CENTS / worth) // ROUND_CENTS) * ROUND_CENTS
            if not part:
                return
            payment.cents, payment.parts = left % part + part + loose, [(index, left % part + part)]
            for _ in range(left // part - 1):
                day = payment.day + random.randint(0, 5)
                again = Payment(day, part, [(index, part)])
                again.method, again.payer = payment.method, payment.payer
                ledger.payments.append(again)
            return


def _fail(random: Random, ledger: Ledger, recent: list[Payment]) -> None:
    """The bank gave back what was sent some days before the payment that came through."""
    for payment in random.sample(recent, min(len(recent), random.randint(1, 3))):
        failed = Payment(payment.day - random.randint(5, 12), payment.cents, is_returned=True)
        failed.method, failed.payer = payment.method, payment.payer
        ledger.payments.append(failed)
