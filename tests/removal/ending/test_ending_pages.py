"""Pages and API of what follows an end."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from customers.models import Customer
from removal import services
from removal.models import Compensation, LegalRecovery, ProposedWriteOff, RemovalCase
from removal.selectors.ending import Line, ending_facts, settlement_statement
from removal.services.ending import add_item, open_matter, start_run_off
from removal.views.ending import ACTS, TITLES
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_invoice, make_service_user
from tests.removal.cases import file_appeal
from tests.scoring.credit.desk import NOON, TODAY

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


def url(name: str, *keys: int) -> str:
    return reverse(f"removal:{name}", args=keys)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_act_has_its_title() -> None:
    assert set(ACTS) == set(TITLES)


def test_the_whole_way_on_the_pages(
    case: RemovalCase, buyer: Customer, risk_officer: User, second_officer: User, client_for: Sign
) -> None:
    invoice = make_invoice(buyer, "400")
    officer, second = client_for(risk_officer), client_for(second_officer)
    assert "has not begun" in page(officer, url("ending", case.pk))
    day = str(today())
    officer.post(url("ending_start", case.pk), {"started_date": day})
    assert "Net" in page(officer, url("ending", case.pk))
    officer.post(
        url("ending_add_item", case.pk),
        {"kind": "receivable", "text": "All of it", "amount": "400", "due_date": day,
         "responsible": risk_officer.pk},
    )  # fmt: skip
    [item] = case.run_off_items.all()
    officer.post(
        url("ending_close_item", case.pk, item.pk), {"state": "done", "result": "Settled."}
    )
    officer.post(
        url("ending_open_matter", case.pk),
        {"kind": "demand", "claim_amount": "400", "opened_date": day,
         "responsible": risk_officer.pk},
    )  # fmt: skip
    matter = LegalRecovery.objects.get()
    officer.post(
        url("ending_add_cost", case.pk, matter.pk),
        {"effective_date": day, "what": "Courier", "amount": "12.5"},
    )
    officer.post(url("ending_move_matter", case.pk, matter.pk), {"state": "pending", "version": 1})
    officer.post(
        url("ending_propose_write_off", case.pk),
        {"invoice": invoice.pk, "amount": "100", "reason": "Hopeless."},
    )
    write_off = ProposedWriteOff.objects.get()
    second.post(url("ending_approve_write_off", case.pk, write_off.pk), {"reason": "Yes."})
    officer.post(
        url("ending_propose_compensation", case.pk), {"amount": "7", "reason": "Stock on hand."}
    )
    offer = Compensation.objects.get()
    second.post(url("ending_approve_compensation", case.pk, offer.pk), {"reason": "Yes."})
    officer.post(
        url("ending_answer_compensation", case.pk, offer.pk),
        {"answered_date": day, "accepted": "yes"},
    )
    officer.post(
        url("ending_pay_compensation", case.pk, offer.pk),
        {"paid_date": day, "paid_reference": "TX 1"},
    )
    text = page(officer, url("ending", case.pk))
    for shown in ("Settled.", "Courier", "12.50", "TX 1", "Hopeless.", "300.00"):
        assert shown in text, shown
    matter.refresh_from_db()
    assert matter.state == "pending"
    assert "Hua Steel" in page(officer, url("legal_recovery_list"))


def test_what_was_begun_is_reached_and_closed_after_an_upheld_appeal(
    case: RemovalCase, risk_officer: User, head_of_risk: User, client_for: Sign
) -> None:
    item = add_item(
        case, kind="goods", text="Take the moulds back", amount=None, due_date=TODAY,
        responsible=risk_officer, by=risk_officer, at=NOON,
    )  # fmt: skip
    matter = open_matter(
        case, kind="demand", claim_amount=Decimal(5), opened_date=TODAY,
        responsible=risk_officer, by=risk_officer, at=NOON,
    )  # fmt: skip
    appeal = file_appeal(case, by=risk_officer, at=NOON)
    services.uphold_appeal(appeal, by=head_of_risk, reason="They had paid.", at=NOON)
    officer = client_for(risk_officer)
    assert url("ending_panel", case.pk) in page(officer, url("case_detail", case.pk))
    assert url("ending", case.pk) in page(officer, url("ending_panel", case.pk))
    shown = page(officer, url("ending", case.pk))
    assert url("ending_close_item", case.pk, item.pk) in shown
    assert url("ending_move_matter", case.pk, matter.pk) in shown
    for name in ("ending_add_cost", "ending_link_recovery"):
        assert url(name, case.pk, matter.pk) not in shown
    officer.post(
        url("ending_close_item", case.pk, item.pk), {"state": "dropped", "result": "They stay."}
    )
    item.refresh_from_db()
    assert item.state == "dropped"


def test_what_is_refused_shows_on_the_form(
    case: RemovalCase, buyer: Customer, risk_officer: User, client_for: Sign
) -> None:
    invoice = make_invoice(buyer, "400")
    officer = client_for(risk_officer)
    said = {"invoice": invoice.pk, "amount": "401", "reason": "Hopeless."}
    answer = officer.post(url("ending_propose_write_off", case.pk), said)
    assert answer.status_code == 422
    assert "Less than that is open" in answer.content.decode()


def test_who_may_not_keep_an_end_reads_it_and_changes_nothing(
    case: RemovalCase, account_manager: User, outsider: User, nobody: User, client_for: Sign
) -> None:
    manager = client_for(account_manager)
    assert url("ending_start", case.pk) not in page(manager, url("ending", case.pk))
    assert manager.get(url("ending_start", case.pk)).status_code == 403
    assert client_for(outsider).get(url("ending", case.pk)).status_code == 404
    assert client_for(outsider).get(url("ending_panel", case.pk)).status_code == 404
    assert client_for(nobody).get(url("ending", case.pk)).status_code == 403
    assert client_for(nobody).get(url("legal_recovery_list")).status_code == 403


def test_rows_of_another_case_are_not_found(
    case: RemovalCase, risk_officer: User, client_for: Sign
) -> None:
    address = reverse("removal:ending_add_cost", args=[case.pk, 4711])
    assert client_for(risk_officer).get(address).status_code == 404


def test_the_panel_shows_what_the_book_knows(
    case: RemovalCase, buyer: Customer, risk_officer: User, client_for: Sign
) -> None:
    make_invoice(buyer, "400")
    client = client_for(risk_officer)
    text = page(client, url("ending_panel", case.pk))
    assert "400.00" in text
    assert url("ending", case.pk) in text
    assert url("ending_panel", case.pk) in page(client, url("case_detail", case.pk))


def test_every_figure_leads_to_its_rows(
    case: RemovalCase, buyer: Customer, risk_officer: User, client_for: Sign
) -> None:
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    statement = settlement_statement(case)
    assert statement is not None
    lines = [line for each in ending_facts(buyer, TODAY) for line in each.lines]
    lines += [each for each in vars(statement).values() if isinstance(each, Line)]
    client = client_for(risk_officer)
    assert [line.url for line in lines if client.get(line.url).status_code != 200] == []


def test_the_settlement_is_read_over_the_api(
    case: RemovalCase, buyer: Customer, risk_officer: User,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    make_invoice(buyer, "400")
    client = api_client_for(make_service_user("removal-cases:read"))
    address = f"/api/v1/removal-cases/{case.pk}/ending/"
    assert client.get(address).json()["statement"] is None
    start_run_off(case, started_date=TODAY, by=risk_officer, at=NOON)
    said = client.get(address).json()
    assert said["statement"]["opening"]["amount"] == "400.00"
    assert said["statement"]["rest"]["amount"] == "400.00"
    assert [each["code"] for each in said["facts"]][:2] == ["orders", "receivables"]
    open_matter(
        case, kind="demand", claim_amount=Decimal(400), opened_date=TODAY,
        responsible=risk_officer, by=risk_officer, at=NOON,
    )  # fmt: skip
    [matter] = client.get("/api/v1/legal-recoveries/").json()["results"]
    assert (matter["claim_amount"], matter["cost"]) == ("400.00", "0.00")
