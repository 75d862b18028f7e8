"""Made-up customers: who they are and how to reach them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from customers.generator import words
from customers.models import Customer


@dataclass(frozen=True)
class Identity:
    """What the customer row says, apart from who looks after it."""

    name: str
    other_name: str
    kind: str
    industry: str
    place: words.Place
    address: str
    registration_number: str
    is_chinese: bool


def make_identity(random: Random) -> Identity:
    """A company (most), a person or a public body, in one of the two languages."""
    chinese = random.random() < 0.62
    places = words.CHINESE_PLACES if chinese else words.OTHER_PLACES
    place = random.choices(places, [place.weight for place in places])[0]
    share = random.random()
    if share < 0.79:
        kind = Customer.Kind.COMPANY
        name, other_name, industry = _company(random, place, chinese)
    elif share < 0.92:
        kind = Customer.Kind.INDIVIDUAL
        name, other_name, industry = person_name(random, chinese), "", ""
    else:
        kind = Customer.Kind.GOVERNMENT if share < 0.97 else Customer.Kind.OTHER
        name, other_name, industry = _public_body(random, place, chinese)
    number = f"{random.randrange(10**11, 10**12)}" if kind != Customer.Kind.INDIVIDUAL else ""
    return Identity(
        name, other_name, kind, industry, place, _address(random, place, chinese), number, chinese
    )


def person_name(random: Random, chinese: bool) -> str:
    if chinese:
        return random.choice(words.CHINESE_SURNAMES) + random.choice(words.CHINESE_GIVEN)
    return f"{random.choice(words.ENGLISH_GIVEN)} {random.choice(words.ENGLISH_SURNAMES)}"


def phone(random: Random, chinese: bool) -> str:
    """A number from ranges that reach nobody: 555-01xx abroad, the unused 100 prefix in China."""
    if chinese:
        return f"100{random.randrange(10**8):08d}"
    return f"+1 555 01{random.randrange(100):02d} {random.randrange(10**4):04d}"


def email(random: Random) -> str:
    return f"contact{random.randrange(10**6)}@customer.example"


def _company(random: Random, place: words.Place, chinese: bool) -> tuple[str, str, str]:
    industry, chinese_trade, english_trade = random.choice(words.TRADES)
    if not chinese:
        form = random.choice(words.ENGLISH_FORMS[place.country])
        brand = random.choice(words.ENGLISH_BRANDS)
        if random.random() < 0.35:
            brand = f"{brand} & {random.choice(words.ENGLISH_SURNAMES)}"
        return f"{brand} {english_trade} {form}", "", industry
    first, second = random.sample(words.BRAND, 2)
    name = (
        f"{place.chinese}{first[0]}{second[0]}{chinese_trade}{random.choice(words.CHINESE_FORMS)}"
    )
    other = ""
    if random.random() < 0.5:
        other = f"{place.city} {first[2:]}{second[2:].lower()} {english_trade} Co., Ltd."
    return name, other, industry


def _public_body(random: Random, place: words.Place, chinese: bool) -> tuple[str, str, str]:
    if chinese:
        return f"{place.chinese}市{random.choice(words.CHINESE_BODIES)}", "", "O"
    return f"{place.city} {random.choice(words.ENGLISH_BODIES)}", "", "O"


def _address(random: Random, place: words.Place, chinese: bool) -> str:
    if chinese:
        street = random.choice(words.CHINESE_STREETS)
        return f"{place.chinese}市{street}{random.randint(1, 999)}号"
    return f"{random.randint(1, 400)} {random.choice(words.ENGLISH_STREETS)}, {place.city}"


def since_date(random: Random, first: dt.date, history_share: float = 0.8) -> dt.date:
    """When it became a customer: for most before the book begins."""
    if random.random() < history_share:
        return first - dt.timedelta(days=random.randint(1, 2500))
    return first + dt.timedelta(days=random.randint(0, 500))
