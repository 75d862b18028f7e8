"""The pages of steps: who sees which buttons, and what they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Security, ServiceKind
from removal.models import ReductionStep, RemovalCase, SecurityOffer
from removal.services.reduction import note_notice
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.inboxes import waiting_rows
from tests.removal.cases import make_case
from tests.removal.reduction.steps import in_force, plan
from tests.scoring.credit.desk import make_buyer

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


def now(**said: Any) -> dict[str, Any]:
    """A step of today, for pages ask the real clock."""
    return {"at": timezone.now(), "effective_date": today()} | said


def url(name: str, key: int) -> str:
    return reverse(f"removal:{name}", args=[key])


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


FORM = {
    "kind": "limit", "value": "400", "ground": "deterioration", "evidence": "Report of April.",
    "notice_days": "0",
}  # fmt: skip


def test_a_step_is_planned_released_and_reversed_on_its_pages(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    manager, officer = client_for(account_manager), client_for(risk_officer)
    assert manager.get(url("step_plan", case.pk)).status_code == 200
    said = FORM | {"effective_date": str(today())}
    answer = manager.post(url("step_plan", case.pk), said)
    step = ReductionStep.objects.get()
    assert answer["Location"] == url("step_detail", step.pk)
    own = page(manager, url("step_detail", step.pk))
    assert "You planned this step" in own
    assert url("step_release", step.pk) not in own
    assert url("step_release", step.pk) in page(officer, url("step_detail", step.pk))
    officer.post(url("step_release", step.pk), {"version": 1})
    step.refresh_from_db()
    assert (step.state, step.value) == ("released", 400)
    assert "customer not told" in page(manager, url("reduction_panel", case.pk))
    officer.post(url("step_reverse", step.pk), {"reason": "Paid.", "version": step.version})
    step.refresh_from_db()
    assert step.state == "reversed"


def test_what_is_refused_shows_on_the_page(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    said = FORM | {"effective_date": str(today()), "notice_days": "30"}
    answer = client_for(account_manager).post(url("step_plan", case.pk), said)
    assert answer.status_code == 422
    assert "30 days of notice" in answer.content.decode()
    step = plan(case, account_manager, **now())
    note_notice(
        step, notice_date=today(), notice_text="Call.", by=account_manager, at=timezone.now()
    )
    answer = client_for(risk_officer).post(url("step_release", step.pk), {"version": 1})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    missing = client_for(risk_officer).post(url("step_reverse", step.pk), {"reason": ""})
    assert missing.status_code == 422


def test_an_offer_is_written_down_and_accepted(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    step = in_force(case, account_manager, risk_officer, **now())
    offered = {"kind": "deposit", "amount": "250", "offered_date": str(today()), "text": "Cash."}
    client_for(account_manager).post(url("security_offer", step.pk), offered)
    offer = SecurityOffer.objects.get()
    assert "You wrote this offer down" in page(
        client_for(account_manager), url("step_detail", step.pk)
    )
    officer = client_for(risk_officer)
    assert url("security_accept", offer.pk) in page(officer, url("step_detail", step.pk))
    officer.post(url("security_accept", offer.pk), {"reason": "It will do."})
    assert Security.objects.get().amount == 250
    step.refresh_from_db()
    assert step.state == "reversed"


def test_pages_out_of_sight_do_not_exist_and_need_a_role(
    case: RemovalCase, account_manager: User, outsider: User, nobody: User, client_for: Sign,
    client: Client,
) -> None:  # fmt: skip
    step = plan(case, account_manager, **now())
    addresses = [url("step_detail", step.pk), url("reduction_panel", case.pk),
                 url("step_plan", case.pk)]  # fmt: skip
    for address in addresses:
        assert client_for(outsider).get(address).status_code == 404
        assert client_for(nobody).get(address).status_code == 403
        assert client.get(address).status_code == 302
    assert "Hua Steel" not in page(client_for(outsider), reverse("removal:step_list"))


def test_managers_and_auditors_release_and_reverse_nothing(
    case: RemovalCase, account_manager: User, teammate: User, auditor: User, client_for: Sign
) -> None:
    step = plan(case, account_manager, **now())
    for person in (teammate, auditor):
        for act in ("step_release", "step_reverse"):
            assert client_for(person).post(url(act, step.pk)).status_code == 403
    step.refresh_from_db()
    assert step.state == "planned"


def test_the_list_asks_as_many_queries_for_many_steps_as_for_one(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    client, address = client_for(risk_officer), reverse("removal:step_list")
    in_force(case, account_manager, risk_officer, **now())
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _turn in range(4):
        plan(case, account_manager, "frequency", value="2", period_days=7, service="goods", **now())
    with django_assert_num_queries(len(one)):
        assert client.get(address).content.decode().count("data-row") == 5


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=planned", True), ("state=released", False), ("waiting=1", True),
        ("kind=shipment", True), ("kind=limit", False), ("ground=deterioration", True),
        ("late=1", False), ("untold=1", False), ("unconfirmed=1", False), ("q=Steel", True),
        ("q=Copper", False),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign, query: str,
    shown: bool,
) -> None:  # fmt: skip
    plan(case, account_manager, **now())
    text = page(client_for(risk_officer), f"{reverse('removal:step_list')}?{query}")
    assert ("Hua Steel" in text) is shown


def test_a_late_confirmation_is_found(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    at = timezone.now() - dt.timedelta(days=12)
    in_force(
        case, account_manager, risk_officer, at=at, effective_date=today() - dt.timedelta(days=12)
    )
    text = page(client_for(risk_officer), f"{reverse('removal:step_list')}?late=1")
    assert "Hua Steel" in text
    assert "danger" in text


def test_the_inbox_has_what_waits_for_a_release(
    case: RemovalCase, account_manager: User, risk_officer: User
) -> None:
    plan(case, account_manager, **now())
    assert waiting_rows(account_manager, "reduction_steps") == []
    (waiting,) = waiting_rows(risk_officer, "reduction_steps")
    assert Customer.objects.get(pk=waiting.customer_id).name == "Hua Steel"


def test_the_page_of_a_case_has_the_panel(
    case: RemovalCase, risk_officer: User, client_for: Sign
) -> None:
    client = client_for(risk_officer)
    assert url("reduction_panel", case.pk) in page(client, url("case_detail", case.pk))
    assert "No step yet" in page(client, url("reduction_panel", case.pk))


def test_pages_read_in_chinese(
    case: RemovalCase, account_manager: User, risk_officer: User, client_for: Sign
) -> None:
    step = in_force(case, account_manager, risk_officer, "deposit", value="5", **now())
    risk_officer.language = "zh-hans"
    risk_officer.save()
    client = client_for(risk_officer)
    for address in (url("step_detail", step.pk), url("reduction_panel", case.pk),
                    url("step_plan", case.pk), reverse("removal:step_list")):  # fmt: skip
        assert client.get(address).status_code == 200


# --- kinds of service ---


def test_officers_word_kinds_of_service(risk_officer: User, client_for: Sign) -> None:
    client = client_for(risk_officer)
    names = {"name_en": "Rental", "name_zh": "租赁", "is_active": "on"}
    new = reverse("customers:service_kind_create")
    client.post(new, names | {"code": "rental", "version": 0})
    kind = ServiceKind.objects.get(code="rental")
    assert client.post(new, names | {"code": "rental", "version": 0}).status_code == 422
    edit = reverse("customers:service_kind_edit", args=[kind.pk])
    client.post(edit, names | {"name_en": "Hire", "is_active": "", "version": 1})
    kind.refresh_from_db()
    assert (kind.name_en, kind.is_active, kind.version) == ("Hire", False, 2)
    assert client.post(edit, names | {"version": 1}).status_code == 409
    assert "Hire" in page(client, reverse("customers:service_kind_list"))


def test_managers_word_none(account_manager: User, client_for: Sign) -> None:
    address = reverse("customers:service_kind_list")
    assert client_for(account_manager).get(address).status_code == 403


def test_another_customers_steps_are_not_in_a_panel(
    case: RemovalCase, account_manager: User, client_for: Sign
) -> None:
    other: Customer = make_buyer(manager=account_manager, team=account_manager.team)
    step = plan(make_case(other, by=account_manager), account_manager, **now())
    assert url("step_detail", step.pk) not in page(
        client_for(account_manager), url("reduction_panel", case.pk)
    )
