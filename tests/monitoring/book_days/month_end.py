"""A month's end with something in every table of the book, and what its page says."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal

from customers.models import Customer
from monitoring.models import Review
from monitoring.services import keep_day
from monitoring.services.alert_life import close_alert
from removal.models import Appeal, RemovalCase
from removal.states import State
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from scoring.models import Rating, RatingHistory
from scoring.services import approve_override, request_override
from tests.factories import make_customer, make_invoice, make_payment, make_person
from tests.monitoring.readings import DAY, make_alert, read
from tests.removal.cases import Crew, lead_to, make_case
from tests.removal.effect.studies import done_study
from tests.removal.listed import listed

END = dt.date(2026, 4, 30)
BEFORE = dt.date(2026, 3, 31)
EVENING = dt.datetime(2026, 4, 30, 21, 45, tzinfo=dt.UTC)  # 23:45 here
# exposure, overdue, tier then and now, industry, region, use of the limit, what of it may be lost
CUSTOMERS = (
    (90_000, 40_000, "medium", "high", "C", "Ost", 150, 9_000),
    (50_500, 12_000, "low", "medium", "C", "West", 101, 400),
    (20_000, 0, "medium", "low", "G", "Ost", 40, 30),
    (7_777, 5_000, "low", "low", "", "", 100, 12),
)


def make_month_end(manager: User, officer: User) -> None:
    """A whole book, kept at the end of April in its evening, and at the end of March afterwards."""
    customers = [_customer(manager, *row) for row in CUSTOMERS]
    alerts = [
        make_alert(customer, at=EVENING - ago * DAY)
        for customer, ago in zip(customers, (20, 1, 5, 4), strict=True)
    ]
    cases = []
    for customer, state in ((customers[0], State.ASSESSMENT), (customers[3], State.PROPOSED)):
        cases.append(make_case(customer, by=manager, at=EVENING - 2 * DAY))
        lead_to(cases[-1], state, crew=Crew(officer), at=EVENING - DAY)
    watched, led_on = alerts[2:]
    said = {"note": "Called.", "by": officer, "at": EVENING - DAY}
    close_alert(watched, outcome="watched", **said)
    close_alert(led_on, outcome="case", case=cases[-1], **said)
    for customer, row in zip(customers, CUSTOMERS, strict=True):
        _read(customer, *row)
    for place, customer in enumerate(customers[:3]):
        Review.objects.create(customer=customer, kind="event", opened_at=EVENING - 9 * DAY,
                              due_date=END - 2 * DAY + place * 2 * DAY)  # fmt: skip
    _override(customers[2], manager, officer)
    _appeals()
    for customer, day in ((customers[3], END - DAY), (customers[2], END)):
        listed(customer, by=manager, approver=officer, at=EVENING - 9 * DAY, review_date=day)
    done_study(officer)
    keep_day(BEFORE, at=EVENING)
    keep_day(END, at=EVENING)


def _customer(manager: User, exposure: int, _overdue: int, then: str, now: str, industry: str,
              region: str, *_more: int) -> Customer:  # fmt: skip
    customer = make_customer(manager=manager, team=manager.team, industry=industry, region=region,
                             since_date=END - 300 * DAY)  # fmt: skip
    for ago, amount in ((150, 1234), (40, exposure // 2), (5, exposure // 3)):
        day = END - ago * DAY
        invoice = make_invoice(customer, invoice_date=day, due_date=day + 10 * DAY,
                               amount=Decimal(amount))  # fmt: skip
        if ago == 40:
            make_payment(customer, Decimal(1000), received_date=END - 9 * DAY, invoices=[invoice])
    for day, tier in ((BEFORE, then), (END, now)):
        RatingHistory.objects.create(customer_id=customer.pk, as_of=day, tier=tier, card_tier=tier,
                                     recorded_at=EVENING)  # fmt: skip
    return customer


def _override(customer: Customer, manager: User, officer: User) -> None:
    Rating.objects.filter(customer=customer).update(
        tier="medium", card_tier="medium", computed_tier="medium"
    )
    asked = request_override(
        customer, tier="low", reason="support", text="The parent pays.", evidence="Letter.",
        expires_on=END + 30 * DAY, by=manager, at=EVENING - DAY,
    )  # fmt: skip
    approve_override(asked, by=officer, reason="Seen.", at=EVENING - DAY)
    Rating.objects.filter(customer=customer).update(tier="low", card_tier="medium")


def _appeals() -> None:
    """Upheld long ago; of the last year upheld and dismissed against one case, and one open."""
    first, second = RemovalCase.objects.order_by("pk")
    decider = make_person(roles.HEAD_OF_RISK)
    for case, state, ago in (
        (first, "upheld", 365), (first, "upheld", 364), (first, "dismissed", 9),
        (second, "dismissed", 5), (second, "open", 0),
    ):  # fmt: skip
        day, at = END - ago * DAY, EVENING - ago * DAY
        decided = {"decided_by": decider, "reason": "Seen.", "decided_at": at}
        Appeal.objects.create(
            case=case, state=state, received_date=day, channel="letter", from_whom="Chen Hua",
            text="We paid.", acknowledge_by_date=day, answer_by_date=day, recorded_by=decider,
            recorded_at=at, **({} if state == "open" else decided),
        )  # fmt: skip


def _read(customer: Customer, exposure: int, overdue: int, _then: str, now: str, _industry: str,
          _region: str, use: int, loss: int) -> None:  # fmt: skip
    read(customer, at=EVENING, tier=now, exposure=exposure, overdue=overdue, utilisation=use,
         not_due=exposure - overdue, due_91_180=overdue, oldest_days=120 if overdue else 0,
         max_dpd=70)  # fmt: skip
    Rating.objects.filter(customer=customer).update(expected_loss=loss)


# --- what a page says ----------------------------------------------------------------------------


def said(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def figures_on(page: str) -> dict[str, tuple[str, str, str]]:
    """By code: label with its unit, value, change."""
    items = re.findall(r'<li data-figure="(\w+)">(.*?)</li>', page, re.DOTALL)
    return {code: tuple(map(_part(item), ("label", "value", "note"))) for code, item in items}  # type: ignore[misc]


def _part(item: str):  # type: ignore[no-untyped-def]
    def part(name: str) -> str:
        found = re.search(rf'class="figure-{name}".*?>(.*?)</(?:span|a)>', item, re.DOTALL)
        return said(found[1]) if found else ""

    return part


def tables_on(page: str) -> dict[str, list[list[str]]]:
    """By heading the cells of each line."""
    found = {}
    for section in page.split("<section")[1:]:
        heading = re.search(r"<h2>(.*?)</h2>", section, re.DOTALL)
        lines = re.findall(r"<tr\b.*?</tr>", section.partition("<tbody>")[2], re.DOTALL)
        if heading and lines:
            found[said(heading[1])] = [
                [said(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", line, re.DOTALL)]
                for line in lines
            ]
    return found
