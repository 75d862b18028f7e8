"""Lists that show a newcomer what screening does: invented entries, some like the book's customers.

Made by the real services, once.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db import transaction

from customers.generator.people import make_identity
from customers.models import Customer, ScreeningHit, ScreeningList
from customers.screening.entries import EntryRow
from customers.screening.hits import decide_hit
from customers.screening.lists import create_list, put_entries
from customers.screening.sweep import screen_due
from customers.screening.variants import VARIANTS
from riskcrm.accounts.models import User
from riskcrm.web.today import local_date

LISTS = (
    ("sanctions-sample", "Sanctions (sample)", "sanctions", "invented for the demonstration"),
    ("court-sample", "失信被执行人（样例）", "court", "为演示而虚构"),
    ("restricted", "限制交易名单 Restricted customers", "own", ""),
)
OTHERS = 40  # entries of each list that are like nobody
# how entries spell customers' names, three for each list
SPELLINGS = (
    "traditional", "typo", "pinyin",
    "legal form", "spaces", "typo",
    "legal form", "brackets", "typo",
)  # fmt: skip
REASONS = (
    "Listed for dealings with a barred end user.",
    "有履行能力而拒不履行生效法律文书确定义务",
    "Took delivery and did not pay; two promises broken.",
)
CLASSES = ("", "", "default")
# of the hits, by score: what an officer decided, and why
DECISIONS = (
    ("confirmed", "统一社会信用代码与注册地址一致，已与法院公告核对。"),
    ("dismissed", "Another town and another legal representative; the names only look alike."),
    ("dismissed", "同名不同主体：注册号不同，成立时间晚于列入日期。"),
)
A_YEAR = dt.timedelta(days=365)


@transaction.atomic
def seed_demo_lists(*, at: dt.datetime) -> int:
    """Make the lists, screen the book and decide on some hits; how many hits there are now."""
    officer = User.objects.filter(is_demo=True, username="officer").first()
    if officer is None or ScreeningList.objects.exists():
        return 0
    dice = Random(7)  # noqa: S311
    companies = Customer.objects.filter(kind=Customer.Kind.COMPANY).order_by("pk")[:600]
    spelt = _spelt_otherwise([customer.name for customer in companies], dice)
    for place, (code, name, kind, source) in enumerate(LISTS):
        on = create_list(code=code, name=name, kind=kind, source=source, by=officer, at=at)
        names = [spelt[n] for n in range(place * 3, min(place * 3 + 3, len(spelt)))]
        names += [make_identity(dice).name for _n in range(OTHERS)]
        dice.shuffle(names)
        rows = [_row(n, name, place, dice, at=at) for n, name in enumerate(names, start=1)]
        put_entries(on, rows, by=officer, at=at)
    while screen_due(at=at):
        pass
    hits = ScreeningHit.objects.order_by("-score", "pk")
    for hit, (outcome, reason) in zip(hits[1:], DECISIONS, strict=False):
        decide_hit(hit, outcome=outcome, reason=reason, by=officer, at=at)
    return hits.count()


def _spelt_otherwise(names: list[str], dice: Random) -> list[str]:
    """One name for each spelling, as somebody else would write it."""
    alphabet = "".join(sorted({c for name in names for c in name if c.isalpha()}))
    dice.shuffle(names)
    spelt: list[str] = []
    for kind in SPELLINGS:
        variants = (VARIANTS[kind](name, dice, alphabet) for name in names[len(spelt) :: 9])
        if found := next(filter(None, variants), ""):
            spelt.append(found)
    return spelt


def _row(number: int, name: str, place: int, dice: Random, *, at: dt.datetime) -> EntryRow:
    listed = local_date(at) - dt.timedelta(days=dice.randrange(30, 700))
    is_own = bool(CLASSES[place])
    return EntryRow(
        source_key=f"{number:04d}",
        name=" ".join(name.split()),
        reason=REASONS[place],
        reason_class=CLASSES[place],
        scope="company" if is_own else "",
        valid_from=listed,
        valid_until=listed + 3 * A_YEAR if is_own else None,
        review_date=listed + A_YEAR if is_own else None,
    )
