"""What a made-up customer's file says beside its name and place."""

from __future__ import annotations

import datetime as dt
from random import Random

from customers.generator.people import Identity, person_name
from customers.models import Customer

COLUMNS = (
    "postal_code, website, language, legal_representative, incorporation_date, bank_name,"
    " bank_account, notes"
)
ACCOUNT = COLUMNS.split(", ").index("bank_account")
CHINESE_BANKS = ("中国工商银行", "中国建设银行", "中国农业银行", "中国银行", "招商银行")
OTHER_BANKS = ("First Harbour Bank", "Union Merchants Bank", "Northern Trade Bank")
NULL = r"\N"


def make_details(random: Random, identity: Identity, since: dt.date) -> list[str]:
    """The values of `COLUMNS` as COPY reads them; some are not known."""
    is_company = identity.kind == Customer.Kind.COMPANY
    chinese = identity.is_chinese
    founded = since - dt.timedelta(days=random.randint(30, 9000))
    return [
        _postal_code(random, chinese) if random.random() < 0.8 else "",
        f"https://www.c{random.randrange(10**6):06d}.example"
        if is_company and random.random() < 0.5
        else "",
        "en" if chinese and random.random() < 0.02 else "",
        person_name(random, chinese) if is_company else "",
        founded.isoformat() if is_company and random.random() < 0.9 else NULL,
        random.choice(CHINESE_BANKS if chinese else OTHER_BANKS),
        _account(random, chinese),
        "",
    ]


def _postal_code(random: Random, chinese: bool) -> str:
    return f"{random.randrange(10**5, 10**6)}" if chinese else f"{random.randrange(10**4, 10**5)}"


def _account(random: Random, chinese: bool) -> str:
    """A number that belongs to nobody: no bank's numbers begin with 00."""
    return f"00{random.randrange(10**15):015d}" if chinese else f"00{random.randrange(10**8):08d}"
