"""The rows of one made-up customer, as lines that COPY reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from customers.generator import details, words
from customers.generator.ledger import Ledger
from customers.generator.people import Identity, email, person_name, phone, since_date
from customers.generator.rates import Rates
from customers.names import core_name, sort_key
from riskcrm.web.today import end_of_day

MANAGED = 0.95  # the share of customers that somebody looks after
NULL = r"\N"

COLUMNS = {
    "customer": "id, number, name, other_name, sort_key, kind, registration_number, industry,"
    " country, region, city, address, manager_id, team_id, status, since_date, recorded_at,"
    f" version, name_key, {details.COLUMNS}",
    "creditterms": "customer_id, effective_date, credit_limit, payment_days, recorded_at",
    "contact": "customer_id, source_key, name, role, phone, email, wechat, is_primary, recorded_at,"
    " version",
    "contactchange": "customer_id, source_key, kind, effective_date, old_value, new_value,"
    " recorded_at",
    "complaint": "customer_id, source_key, direction, effective_date, text, recorded_at",
    "invoice": "id, customer_id, number, invoice_date, due_date, amount, currency, base_amount,"
    " recorded_at",
    "payment": "id, customer_id, source_key, received_date, amount, currency, base_amount, method,"
    " payer, recorded_at",
    "allocation": "customer_id, payment_id, invoice_id, effective_date, amount, base_amount,"
    " recorded_at",
    "opencredit": "customer_id, payment_id, effective_date, amount, currency",
    "customerchange": "customer_id, cause, recorded_at",
}


@dataclass(frozen=True)
class Plan:
    """What book to make. `average` is invoices per customer over `months` up to `end_date`."""

    customers: int
    seed: int
    end_date: dt.date
    average: float = 10.0
    months: int = 24
    add: bool = False
    mark: bool = True

    @property
    def first_day(self) -> int:
        """The ordinal of the day on which the book begins."""
        return self.end_date.toordinal() - round(self.months * 30.44)


@dataclass
class Made:
    """How many rows were written."""

    customers: int = 0
    invoices: int = 0
    payments: int = 0
    allocations: int = 0
    facts: int = 0
    groups: int = 0


@dataclass
class Book:
    """What all customers of the book share."""

    plan: Plan
    at: dt.datetime
    first: int
    final: int
    offset: int
    managers: Sequence[tuple[int, int | None]]  # people and their teams
    officers: Sequence[int]  # people who decide on market events
    teams: Mapping[str, int]
    rates: Rates
    made: Made = field(default_factory=Made)
    times: dict[int, str] = field(default_factory=dict)

    def time(self, day: int) -> str:
        """When a document of that day counts as known: at the day's end."""
        text = self.times.get(day)
        if text is None:
            text = self.times[day] = end_of_day(dt.date.fromordinal(day)).isoformat()
        return text


def add_customer_rows(
    book: Book,
    rows: dict[str, list[str]],
    random: Random,
    identity: Identity,
    ledger: Ledger,
    *,
    pk: int,
    number: int,
) -> str:
    """The rows of a customer without its ledger; its own bank account."""
    first = dt.date.fromordinal(book.first)
    since = min(since_date(random, first), dt.date.fromordinal(book.final))
    if ledger.habit.name == "new":
        since = dt.date.fromordinal(ledger.invoices[0].day - random.randint(1, 20))
    elif ledger.invoices:
        since = min(since, dt.date.fromordinal(ledger.invoices[0].day))
    known = book.time(since.toordinal())
    manager, team = _owner(book, random, identity.place)
    place = identity.place
    own = Random(f"{book.plan.seed}:{number}:details")  # noqa: S311
    said = details.make_details(own, identity, since)
    rows["customer"].append(
        "\t".join(
            [
                str(pk), f"C{number:07d}", identity.name, identity.other_name,
                sort_key(identity.name), identity.kind, identity.registration_number,
                identity.industry, place.country, place.region, place.town, identity.address,
                manager, team, "active", since.isoformat(), known, "1",
                core_name(identity.name), *said,
            ]
        )
    )  # fmt: skip
    _terms_rows(book, rows, ledger, pk, since.toordinal())
    _signal_rows(book, rows, random, identity, ledger, pk)
    if book.plan.mark:
        rows["customerchange"].append(f"{pk}\tmake_book\t{book.at.isoformat()}")
    return said[details.ACCOUNT]


def _owner(book: Book, random: Random, place: words.Place) -> tuple[str, str]:
    """Somebody of the place's team, or of any; a few customers belong to a team only."""
    team = book.teams.get(place.territory)
    if team is None and book.teams:
        team = random.choice(list(book.teams.values()))
    nearby = [person for person in book.managers if person[1] == team] or book.managers
    if nearby and random.random() < MANAGED:
        manager, team = random.choice(nearby)
        return str(manager), NULL if team is None else str(team)
    return NULL, NULL if team is None else str(team)


def _terms_rows(
    book: Book, rows: dict[str, list[str]], ledger: Ledger, pk: int, since: int
) -> None:
    def add(day: int, limit: int | None) -> None:
        date = dt.date.fromordinal(day).isoformat()
        text = NULL if limit is None else f"{limit}.00"
        rows["creditterms"].append(f"{pk}\t{date}\t{text}\t{ledger.payment_days}\t{book.time(day)}")

    if ledger.former_limit:
        add(since, ledger.former_limit)
        add(max(since + 1, (book.first + book.final) // 2), ledger.limit)
    else:
        add(since, ledger.limit)


def _signal_rows(
    book: Book,
    rows: dict[str, list[str]],
    random: Random,
    identity: Identity,
    ledger: Ledger,
    pk: int,
) -> None:
    """Contacts, their changes, and complaints: more of them where there is trouble."""
    chinese = identity.is_chinese
    roles = words.CHINESE_ROLES if chinese else words.ROLES
    known = book.time(book.first)
    number, mail = phone(random, chinese), email(random)
    for n in range(1 if random.random() < 0.6 else 2):
        name = person_name(random, chinese)
        rows["contact"].append(
            f"{pk}\tcontact-{n + 1}\t{name}\t{random.choice(roles)}\t{number}\t{mail}\t"
            f"\t{'t' if n == 0 else 'f'}\t{known}\t1"
        )
    trouble = ledger.habit.trouble
    changes = sum(random.random() < trouble for _ in range(3))
    for n in range(changes):
        day = book.final - int(random.random() ** 2 * 360)
        date = dt.date.fromordinal(day).isoformat()
        kind, old, new = _contact_change(random, chinese)
        rows["contactchange"].append(
            f"{pk}\tchange-{n + 1}\t{kind}\t{date}\t{old}\t{new}\t{book.time(day)}"
        )
    for direction, texts, chance in (
        ("about", words.COMPLAINTS_ABOUT, trouble * 0.5),
        ("by", words.COMPLAINTS_BY, 0.08),
    ):
        if random.random() < chance:
            day = book.final - random.randint(0, 300)
            rows["complaint"].append(
                f"{pk}\tcomplaint-{direction}\t{direction}\t{dt.date.fromordinal(day)}"
                f"\t{random.choice(texts)}\t{book.time(day)}"
            )


def _contact_change(random: Random, chinese: bool) -> tuple[str, str, str]:
    kind = random.choice(("phone", "email", "address", "bank_account", "legal_rep"))
    if kind == "phone":
        return kind, phone(random, chinese), phone(random, chinese)
    if kind == "email":
        return kind, email(random), email(random)
    if kind == "legal_rep":
        return kind, person_name(random, chinese), person_name(random, chinese)
    if kind == "bank_account":
        return kind, f"…{random.randrange(10**4):04d}", f"…{random.randrange(10**4):04d}"
    streets = words.CHINESE_STREETS if chinese else words.ENGLISH_STREETS
    old, new = random.sample(streets, 2)
    return kind, f"{old} {random.randint(1, 99)}", f"{new} {random.randint(1, 99)}"


def add_ledger_rows(
    book: Book,
    rows: dict[str, list[str]],
    random: Random,
    ledger: Ledger,
    pk: int,
    number: int,
    currency: str,
    invoice_ids: list[int],
    payment_ids: list[int],
) -> None:
    base = [book.rates.convert(currency, i.day, i.cents) for i in ledger.invoices]
    ids = []
    for n, invoice in enumerate(ledger.invoices):
        ids.append(invoice_ids.pop())
        day, due = dt.date.fromordinal(invoice.day), dt.date.fromordinal(invoice.due)
        rows["invoice"].append(
            f"{ids[n]}\t{pk}\tI{number:07d}-{n + 1:04d}\t{day}\t{due}\t{_money(invoice.cents)}"
            f"\t{currency}\t{_money(base[n])}\t{book.time(invoice.day)}"
        )
    method = random.choices(("transfer", "cheque", "card", "draft"), (85, 5, 5, 5))[0]
    for n, payment in enumerate(ledger.payments):
        payment_id = payment_ids.pop()
        date, known = dt.date.fromordinal(payment.day), book.time(payment.day)
        value = book.rates.convert(currency, payment.day, payment.cents)
        key = f"P{number:07d}-{n + 1:04d}" + ("R" if payment.is_returned else "")
        rows["payment"].append(
            f"{payment_id}\t{pk}\t{key}\t{date}\t{_money(payment.cents)}\t{currency}"
            f"\t{_money(value)}\t{payment.method or method}\t{payment.payer}\t{known}"
        )
        if rest := payment.cents - sum(cents for _index, cents in payment.parts):
            rows["opencredit"].append(f"{pk}\t{payment_id}\t{date}\t{_money(rest)}\t{currency}")
        for index, cents in payment.parts:
            share = Decimal(cents * base[index]) / ledger.invoices[index].cents
            part = int(share.quantize(Decimal(1), ROUND_HALF_UP))
            rows["allocation"].append(
                f"{pk}\t{payment_id}\t{ids[index]}\t{date}\t{_money(cents)}\t{_money(part)}"
                f"\t{known}"
            )


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
