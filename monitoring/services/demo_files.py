"""What stands in the files of the demonstration, and who waits to become a customer.

By the real services, written once; the same each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from customers.models import (
    Attachment,
    Contract,
    Customer,
    OnboardingCheck,
    OnboardingItem,
    OpenItem,
    ReminderRun,
    Verification,
)
from customers.screening.sweep import screen_due
from customers.services import (
    PartyRow,
    PaymentRow,
    add_attachment,
    change_customer,
    create_custom_field,
    create_customer,
    post_parties,
    post_payments,
    verify_party,
)
from customers.services.arrears import follow_receivables
from customers.services.authority import answer_request, register_request
from customers.services.evidence import about, attach_evidence
from customers.services.onboarding import check_item, request_admission
from customers.services.reminding import candidates, start_reminder_run, work_on_reminders
from monitoring.services.demo_file_words import (
    CHECKED,
    FIELDS,
    LETTER,
    PROSPECTS,
    REQUESTS,
    VALUES,
    WAITS,
    parties_of,
)
from riskcrm.accounts.models import User
from riskcrm.jobs.services import take_slot
from riskcrm.web.today import local_date

FILES = 8  # customers whose file says something more
PAYMENTS = 3
PASSED = OnboardingCheck.State.PASSED


@transaction.atomic  # one commit, not hundreds
def seed_demo_files(*, at: dt.datetime) -> int:
    """Seed it once; how many prospects there are then."""
    people = {one.username: one for one in User.objects.filter(is_demo=True)}
    if not {"manager", "officer", "legal", "admin"} <= people.keys():
        return 0
    manager = people["manager"]
    customers = list(Customer.objects.filter(manager=manager).order_by("pk")[:FILES])
    if not customers or not take_slot("demo_files", "made", at=at):
        return 0
    _fill_in(customers, people, at=at)
    _pay(customers, by=manager, at=at)
    _attach(customers, by=manager, at=at)
    _ask_of_authorities(customers[0], people, at=at)
    prospects = _onboard(manager, at=at)
    twin = customers[-1]
    create_customer(
        number="DEMO-TWIN", name=twin.name, registration_number=twin.registration_number,
        country=twin.country, by=manager, at=at,
    )  # fmt: skip
    return len(prospects) + 1


def seed_demo_reminders(*, at: dt.datetime) -> int:
    """One run of the demo's manager, as drafts; how many parts were worked on."""
    manager = User.objects.filter(is_demo=True, username="manager").first()
    while manager and follow_receivables(at=at):
        pass
    if manager is None or not candidates(manager, day=local_date(at)).exists():
        return 0
    if not ReminderRun.objects.filter(started_by=manager).exists():
        start_reminder_run(by=manager, at=at)
    return work_on_reminders(at=at)


def _fill_in(customers: Sequence[Customer], people: dict[str, User], *, at: dt.datetime) -> None:
    """Fields of one's own, and who stands behind whom."""
    for position, field in enumerate(FIELDS, 1):
        create_custom_field(by=people["admin"], at=at, position=position, **field)
    by = people["manager"]
    for place, customer in enumerate(customers):
        custom = {code: values[place % len(values)] for code, values in VALUES.items()}
        change_customer(customer, by=by, at=at, version=customer.version, custom=custom)
    rows = [PartyRow(customer=customers[n].number, **said) for n, said in parties_of(customers)]
    post_parties(rows, by=by, at=at)
    known = customers[0].parties.order_by("pk").first()
    if known is not None:
        verify_party(known, by=people["officer"], at=at, how=Verification.REGISTER)


def _pay(customers: Sequence[Customer], *, by: User, at: dt.datetime) -> None:
    """Payments that nobody has matched yet; what they are for stands in them."""
    items = OpenItem.objects.filter(customer__manager=by).select_related("customer", "invoice")
    seen: dict[int, OpenItem] = {}
    for item in items.order_by("customer_id", "due_date", "pk"):
        seen.setdefault(item.customer_id, item)
    day = local_date(at) - dt.timedelta(days=1)
    rows = [
        PaymentRow(
            customer=item.customer.number, source_key="DEMO-PAY", received_date=day,
            amount=item.open_amount, currency=item.currency, method="transfer",
            reference=f"{item.invoice.number} / {item.customer.name}"[:200],
        )
        for item in list(seen.values())[:PAYMENTS]
    ]  # fmt: skip
    post_payments(rows, by=by, at=at)


def _attach(customers: Sequence[Customer], *, by: User, at: dt.datetime) -> None:
    category = Attachment.Category
    for customer in customers[:2]:
        file = pdf("registration.pdf", "Register extract", customer.number)
        add_attachment(customer, file, by=by, at=at, category=category.IDENTITY)
    note = SimpleUploadedFile("letter.txt", LETTER.encode(), "text/plain")
    add_attachment(customers[0], note, by=by, at=at, category=category.LETTER)
    contract = Contract.objects.filter(customer__manager=by).order_by("pk").first()
    if contract is not None:
        add_attachment(
            contract.customer, pdf("contract.pdf", "Signed contract", contract.source_key),
            by=by, at=at, category=category.CONTRACT, about=about(contract),
        )  # fmt: skip


def _ask_of_authorities(customer: Customer, people: dict[str, User], *, at: dt.datetime) -> None:
    day, legal = local_date(at), people["legal"]
    for place, said in enumerate(REQUESTS):
        request = register_request(
            by=legal, at=at, customer=None if place else customer, responsible=legal,
            received_date=day - dt.timedelta(days=9 + 20 * place),
            deadline_date=day + dt.timedelta(days=12 - 14 * place), **said["asked"],
        )  # fmt: skip
        if said["answer"]:
            answer_request(
                request, state="answered", answer=said["answer"], version=request.version,
                answered_date=day - dt.timedelta(days=5), by=legal, at=at,
            )  # fmt: skip


def _onboard(manager: User, *, at: dt.datetime) -> list[Customer]:
    """Prospects with as much of their checklist as was done; one asks to be admitted."""
    prospects = [create_customer(by=manager, at=at, **said) for said in PROSPECTS]
    while screen_due(at=at):
        pass
    items = {item.code: item for item in OnboardingItem.objects.filter(archived_at__isnull=True)}
    for prospect, checks in zip(prospects, CHECKED, strict=True):
        for code, (state, evidence) in checks.items():
            if code in items:
                check = check_item(
                    prospect, items[code], state=state, evidence=evidence, by=manager, at=at
                )
                if code == "identity" and state == PASSED:
                    licence = pdf("licence.pdf", "Business licence", prospect.number)
                    attach_evidence(check, licence, by=manager, at=at)
    if items.keys() <= CHECKED[WAITS].keys():
        request_admission(prospects[WAITS], by=manager, at=at)
    return prospects


def pdf(name: str, *lines: str) -> SimpleUploadedFile:
    """A page with these lines, which have no brackets and are plain ASCII."""
    words = " T* ".join(f"({line}) Tj" for line in lines)
    drawn = f"BT /F1 18 Tf 24 TL 72 760 Td {words} ET"
    parts: tuple[Any, ...] = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        " /Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    )
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(parts) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}" + (
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    )
    return SimpleUploadedFile(name, body.encode("ascii"), "application/pdf")
