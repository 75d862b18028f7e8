"""From a file to a decided removal, by the people who do it, with the audit watching.

The clock's calls of the workers are made here, between the clicks.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from customers.imports import working as imports
from customers.models import Customer, Invoice
from monitoring import services as monitoring
from removal.models import RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit import services as audit
from riskcrm.audit.models import Event
from scoring import services as scoring
from tests.browser.conftest import Visitor
from tests.database import as_owner
from tests.removal.cases import Crew, lead_to


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Invoices of a customer who stopped paying half a year ago, and a line that is wrong."""
    today = timezone.localdate()
    lines = ["Customer number,Customer name,Invoice number,Invoice date,Due date,Amount"]
    for number, age in enumerate((400, 340, 300, 260, 220, 190)):
        issued = today - dt.timedelta(days=age)
        due = issued + dt.timedelta(days=30)
        lines.append(f"K-1,昆明云岭机械有限公司,INV-{number},{issued},{due},1200.00")
    lines.append(f"K-1,昆明云岭机械有限公司,INV-9,{today},yesterday,80.00")
    path = tmp_path / "book.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def tick() -> None:
    """What the workers do within seconds of a change."""
    now = timezone.now()
    imports.work_on_imports(at=now)
    scoring.score_changed(at=now)
    monitoring.raise_alerts(at=now)
    audit.seal(at=now)


def import_book(visitor: Visitor, book: Path) -> None:
    page = visitor.page
    visitor.open("/imports/new/")
    page.set_input_files("[name=file]", book)
    visitor.press("main button[type=submit]")
    page.check("[name=create_customers]")
    expect(page.locator("[name=history]")).to_be_disabled()
    visitor.press("button:has-text('Check the file')")
    tick()
    expect(page.locator("#import")).to_contain_text("Refused", timeout=10_000)
    expect(page.locator("#rows")).to_contain_text("“yesterday” is not a date")
    expect(page.locator("#rows input[value='INV-9']")).to_be_visible()
    visitor.press("button:has-text('Import the good rows')")
    tick()
    expect(page.locator("#import")).to_contain_text("The import is done", timeout=10_000)


def open_red_customer(visitor: Visitor) -> Customer:
    visitor.open("/customers/?tier=high")
    visitor.press("[data-row] a.first-line")
    expect(visitor.page.locator("h1")).to_contain_text("昆明云岭机械有限公司")
    expect(visitor.page.locator("#score")).to_contain_text("Why", timeout=10_000)
    return Customer.objects.get(number="K-1")


def propose(visitor: Visitor) -> RemovalCase:
    visitor.press(".page-acts a:has-text('Propose removal')")
    visitor.page.fill("[name=summary]", "Nothing has been paid for half a year.")
    visitor.press("main form button[type=submit]")
    return RemovalCase.objects.get()


APPROVE_ANYWAY = """(path) => fetch(path, {
    method: "POST",
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams({reason: "because", version: "1"}),
}).then((answer) => answer.status)"""


def cannot_decide(visitor: Visitor, case: RemovalCase) -> None:
    """Neither by a button, for there is none, nor by sending what the button would send."""
    visitor.open(f"/cases/{case.pk}/")
    expect(visitor.page.locator("#decision")).to_be_visible()
    expect(visitor.page.locator("button:has-text('Approve removal')")).to_have_count(0)
    assert visitor.troubles == []
    assert visitor.page.evaluate(APPROVE_ANYWAY, f"/cases/{case.pk}/approve/") in (403, 409)
    visitor.troubles.clear()
    case.refresh_from_db()
    assert case.state == RemovalCase.State.DECISION


def change_an_event_as_owner() -> int:
    """What somebody with the owner's password might do to hide an approval."""
    event = Event.objects.get(verb="approve_case")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER append_only")
        cursor.execute("UPDATE audit_event SET actor_id = '999' WHERE id = %s", [event.pk])
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER append_only")
    return event.pk


def test_from_a_file_to_a_decided_removal(
    visitor: Visitor,
    book: Path,
    account_manager: User,
    administrator: User,
    risk_officer: User,
    auditor: User,
    capsys: pytest.CaptureFixture[str],
) -> None:
    visitor.sign_in(account_manager)
    import_book(visitor, book)
    assert Invoice.objects.count() == 6
    customer = open_red_customer(visitor)
    case = propose(visitor)
    lead_to(case, State.DECISION, crew=Crew(), at=timezone.now())
    cannot_decide(visitor, case)

    visitor.sign_in(administrator)
    cannot_decide(visitor, case)

    visitor.sign_in(risk_officer, "/inbox/")
    expect(visitor.page.locator("main")).to_contain_text("昆明云岭机械有限公司")
    visitor.open(f"/cases/{case.pk}/")
    visitor.page.fill("[name=reason]", "The limit is used up and no plan was kept.")
    visitor.press("button:has-text('Approve removal')")
    case.refresh_from_db()
    assert case.state == State.REDUCTION
    tick()

    visitor.sign_in(auditor, f"/customers/{customer.pk}/")
    visitor.press("[data-tabs] a:has-text('Audit')")
    for words in ("The limit is used up", "Nothing has been paid", account_manager.name):
        expect(visitor.page.locator("main")).to_contain_text(words)
    assert visitor.troubles == []

    call_command("verify_audit")
    assert "chain is sound" in capsys.readouterr().out
    changed = change_an_event_as_owner()
    with pytest.raises(CommandError, match=str(changed)):
        call_command("verify_audit")
