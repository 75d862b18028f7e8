from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import Customer
from removal.models import ListAppeal, ListEntry, Readmission, SubjectRequest
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.services import exports
from riskcrm.web.today import today
from tests.factories import make_customer
from tests.removal.listed import DAY, appeal, asked, exited, listed, make_entry

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")


def url(name: str, *args: int) -> str:
    return reverse(f"removal:{name}", args=args)


def filled(**more: Any) -> dict[str, Any]:
    day = today()
    return {
        "reason_class": "payment_default", "reason": "Four invoices unpaid.", "bars": "all_trade",
        "covers_company": "on", "evidence": "Judgement 88\nDemand of 3 May",
        "review_date": (day + 300 * DAY).isoformat(), "expires_on": (day + 600 * DAY).isoformat(),
        "person-TOTAL_FORMS": "2", "person-INITIAL_FORMS": "0", "person-0-name": "王建国",
        "person-0-role": "owner", "person-0-reason": "Signed forged papers.",
    } | more  # fmt: skip


def test_from_the_form_to_the_list_by_two_people(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    page = client_for(account_manager).get(url("list_entry_propose", customer.pk))
    assert "Only who gave a reason of their own" in page.content.decode()
    sent = client_for(account_manager).post(url("list_entry_propose", customer.pk), filled())
    entry = ListEntry.objects.get()
    assert sent["Location"] == url("list_entry_detail", entry.pk)
    assert [each.text for each in entry.evidence.order_by("pk")] == [
        "Judgement 88", "Demand of 3 May",
    ]  # fmt: skip
    assert entry.persons.get().name == "王建国"
    own = client_for(account_manager).get(url("list_entry_detail", entry.pk)).content.decode()
    assert "another person has to decide" in own
    client = client_for(risk_officer)
    assert "Approve the entry" in client.get(url("list_entry_detail", entry.pk)).content.decode()
    words = {"reason": "The file is complete.", "version": 1}
    client.post(url("list_entry_approve", entry.pk), words)
    entry.refresh_from_db()
    assert entry.state == "active"
    shown = client.get(url("list_entry_detail", entry.pk)).content.decode()
    for text in ("Keep the entry", "王建国", "Judgement 88", "SHA-256", "Enter an appeal"):
        assert text in shown
    stale = client.post(url("list_entry_lift", entry.pk), words)
    assert stale.status_code == 409
    assert "Load it again" in stale.content.decode()


def test_a_person_without_own_reason_is_said_beside_the_form(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    sent = client_for(account_manager).post(
        url("list_entry_propose", customer.pk), filled(**{"person-0-reason": ""})
    )
    assert sent.status_code == 409
    assert "being related is no reason" in sent.content.decode()
    assert not ListEntry.objects.exists()


@pytest.mark.parametrize("route", ["list_entry_detail", "list_entry_propose", "listing_panel"])
def test_who_is_out_of_reach_is_not_there(
    customer: Customer, account_manager: User, outsider: User, nobody: User, client_for: Sign,
    route: str,
) -> None:  # fmt: skip
    entry = make_entry(customer, by=account_manager, at=timezone.now())
    key = entry.pk if route == "list_entry_detail" else customer.pk
    assert client_for(outsider).get(url(route, key)).status_code == 404
    assert client_for(nobody).get(url(route, key)).status_code == 403
    assert client_for(account_manager).get(url(route, key)).status_code == 200


def test_tabs_narrow_the_list(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    now = timezone.now()
    entry = listed(
        customer, by=account_manager, approver=risk_officer, at=now, review_date=today() + 20 * DAY
    )
    make_entry(make_customer(manager=account_manager, name="Ling Copper"), by=account_manager)
    appeal(entry, by=account_manager, at=now)
    client = client_for(risk_officer)
    for query, steel, copper in (
        ("state=active", True, False), ("expiring=1", True, False), ("appealed=1", True, False),
        ("state=proposed", False, True), ("waiting=1", False, True), ("q=Copper", False, True),
    ):  # fmt: skip
        text = client.get(f"{url('list_entry_list')}?{query}").content.decode()
        assert ("Hua Steel" in text, "Ling Copper" in text) == (steel, copper), query


def test_the_list_asks_as_many_queries_for_many_as_for_one(
    customer: Customer, account_manager: User, client_for: Sign
) -> None:
    client, address = client_for(account_manager), f"{url('list_entry_list')}?state=proposed"
    make_entry(customer, by=account_manager)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _n in range(5):
        make_entry(make_customer(manager=account_manager), by=account_manager)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).content.decode().count("data-row") == 6
    assert len(many) == len(one)


def test_the_list_does_not_leave_the_product(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign,
    own_media: None,
) -> None:  # fmt: skip
    now = timezone.now()
    listed(customer, by=account_manager, approver=risk_officer, at=now)
    page = client_for(risk_officer).get(f"{url('list_entry_list')}?state=active")
    assert page.context["may_export"] is False
    with pytest.raises(Refused, match="does not leave"):
        exports.request_export(
            by=risk_officer, address=url("list_entry_list"), file_format="csv", language="en",
            at=now,
        )  # fmt: skip
    export = exports.request_export(
        by=risk_officer, address=reverse("customers:entry_list"), file_format="csv", language="en",
        at=now,
    )  # fmt: skip
    made = exports.make_export(export, at=now)
    rows = list(csv.reader(io.StringIO(Path(made.file.path).read_text("utf-8-sig"))))
    assert len(rows) == 1  # the header: whom we list ourselves is in no file


def test_an_appeal_goes_its_way_on_its_page(
    customer: Customer, account_manager: User, risk_officer: User, legal_reviewer: User,
    client_for: Sign,
) -> None:  # fmt: skip
    entry = listed(customer, by=account_manager, approver=risk_officer, at=timezone.now())
    client = client_for(account_manager)
    form = client.get(url("list_appeal_create", entry.pk)).content.decode()
    assert "within 3 business days" in form
    client.post(url("list_appeal_create", entry.pk), {
        "channel": "phone", "appellant": "Chen Hua", "statement": "We paid.",
        "received_date": today().isoformat(),
    })  # fmt: skip
    row = ListAppeal.objects.get()
    page = url("list_appeal_detail", row.pk)
    assert "to be acknowledged by" in client.get(page).content.decode()
    client.post(url("list_appeal_acknowledge", row.pk))
    client.post(url("list_appeal_identity", row.pk), {"how": "called back", "version": 2})
    legal = client_for(legal_reviewer)
    assert "Decide the appeal" in legal.get(page).content.decode()
    legal.post(
        url("list_appeal_decide", row.pk), {"outcome": "upheld", "answer": "Paid.", "version": 3}
    )
    entry.refresh_from_db()
    assert entry.state == "lifted"
    assert "upheld" in client.get(page).content.decode()


def test_an_appeal_that_is_late_says_so(
    customer: Customer, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    then = timezone.now() - 30 * DAY
    entry = listed(customer, by=account_manager, approver=risk_officer, at=then)
    row = appeal(entry, by=account_manager, at=then)
    text = client_for(account_manager).get(url("list_appeal_detail", row.pk)).content.decode()
    assert "days late" in text


def test_a_removed_customer_is_asked_for_and_its_conditions_are_on_its_page(
    customer: Customer, teammate: User, risk_officer: User, client_for: Sign, monkeypatch: Any
) -> None:
    from removal.selectors import readmissions as book
    from removal.services import readmissions as service
    from removal.views import readmissions as pages

    long_ago = timezone.now() - 800 * DAY
    exited(customer, by=risk_officer, at=long_ago)
    page = client_for(teammate).get(url("readmission_request", customer.pk)).content.decode()
    assert "All debts are paid" in page
    assert "credit report" in page  # what the book lacks is said beside the form
    for module in (book, service, pages):
        monkeypatch.setattr(module, "missing_for", lambda *_a, **_k: {})
    answers = {
        f"answer_{code}": "seen" for code in ("paid", "waited", "security", "assessment", "cured")
    }
    until = (today() + 90 * DAY).isoformat()
    client_for(teammate).post(
        url("readmission_request", customer.pk),
        {"summary": "New owners.", "needs_prepayment": "on", "probation_until": until} | answers,
    )
    row = Readmission.objects.get()
    client = client_for(risk_officer)
    shown = client.get(url("readmission_detail", row.pk)).content.decode()
    assert "New owners." in shown
    sent = client.post(url("readmission_decide", row.pk), {
        "decision": "approve", "reason": "All shown.", "version": 1, "needs_prepayment": "on",
        "probation_until": until,
    })  # fmt: skip
    assert sent.status_code == 302
    customer.refresh_from_db()
    assert customer.status == "prospect"
    panel = client.get(url("listing_panel", customer.pk)).content.decode()
    assert "Came back on conditions" in panel
    assert "prepayment only" in panel
    whole = client.get(reverse("monitoring:customer_detail", args=[customer.pk])).content.decode()
    assert url("listing_panel", customer.pk) in whole or "tab=listing" in whole


def test_another_checklist_is_proposed_and_put_in_force_on_its_page(
    risk_officer: User, head_of_risk: User, client_for: Sign
) -> None:
    client = client_for(risk_officer)
    form = client.get(url("readmission_criteria_propose")).content.decode()
    assert 'value="paid"' in form
    client.post(url("readmission_criteria_propose"), {
        "note": "One line is enough.", "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0",
        "line-0-code": "paid", "line-0-name_en": "Paid", "line-0-name_zh": "已付",
        "line-0-proof": "nothing_owed",
    })  # fmt: skip
    page = client.get(url("readmission_criteria"))
    assert "another person decides" in page.content.decode()
    row = page.context["proposed"]
    client_for(head_of_risk).post(
        url("readmission_criteria_decide", row.pk), {"decision": "approve"}
    )
    row.refresh_from_db()
    assert row.state == "in_force"


def test_a_subjects_request_is_entered_and_answered(
    legal_reviewer: User, auditor: User, account_manager: User, client_for: Sign
) -> None:
    client = client_for(legal_reviewer)
    client.post(url("subject_request_create"), {
        "kind": "objection", "channel": "letter", "subject": "王芳", "question": "I object.",
        "received_date": today().isoformat(),
    })  # fmt: skip
    row = SubjectRequest.objects.get()
    page = url("subject_request_detail", row.pk)
    assert "Check first" in client.get(page).content.decode()
    client.post(url("subject_request_identity", row.pk), {"how": "card seen", "version": 1})
    client.post(
        url("subject_request_answer", row.pk),
        {"state": "granted", "answer": "Stopped.", "version": 2},
    )
    row.refresh_from_db()
    assert row.state == "granted"
    assert client_for(auditor).get(page).status_code == 200
    assert client_for(account_manager).get(page).status_code == 403


# --- the API --------------------------------------------------------------------------------------


def test_a_key_reads_proposes_and_enters_appeals_but_decides_nothing(
    customer: Customer, account_manager: User, risk_officer: User
) -> None:
    from tests.factories import make_service_user

    scopes = ("list-entries:read", "list-entries:write", "list-appeals:write")
    key = make_service_user(*scopes, responsible=account_manager)
    client = APIClient()
    client.force_authenticate(key)
    day = today()
    sent = client.post("/api/v1/list-entries/", {
        "customer": customer.pk, "reason_class": "fraud", "reason": "Forged papers.",
        "bars": "all_trade", "evidence": ["Police file 7"],
        "review_date": str(day + 90 * DAY), "expires_on": str(day + 400 * DAY),
        "persons": [{"name": "王建国", "role": "owner", "reason": "Signed them."}],
    }, format="json")  # fmt: skip
    assert sent.status_code == 201, sent.json()
    entry = ListEntry.objects.get()
    assert sent.json()["persons"][0]["name"] == "王建国"
    assert client.get("/api/v1/list-entries/").json()["results"][0]["id"] == entry.pk
    from removal.services.listing import approve_entry

    with pytest.raises(Refused):
        approve_entry(entry, by=key, reason="x", at=timezone.now())
    approve_entry(entry, by=risk_officer, reason="ok", at=timezone.now())
    said = {
        "channel": "mail", "appellant": "Chen", "statement": "No.", "received_date": str(day),
    }  # fmt: skip
    there = client.post(f"/api/v1/list-entries/{entry.pk}/appeals/", said, format="json")
    assert there.status_code == 201, there.json()
    assert there.json()["answer_by_date"] == str(day + dt.timedelta(days=20))
    again = client.post(f"/api/v1/list-entries/{entry.pk}/appeals/", said, format="json")
    assert again.status_code == 409
    assert len(client.get(f"/api/v1/list-entries/{entry.pk}/appeals/").json()) == 1


def test_readmissions_can_be_read(
    customer: Customer, teammate: User, risk_officer: User, monkeypatch: Any
) -> None:
    from removal.services import readmissions as service

    monkeypatch.setattr(service, "missing_for", lambda *_a, **_k: {})
    exited(customer, by=risk_officer)
    asked(customer, by=teammate, at=timezone.now())
    client = APIClient()
    client.force_authenticate(risk_officer)
    (row,) = client.get("/api/v1/readmissions/").json()["results"]
    assert row["state"] == "waiting"
