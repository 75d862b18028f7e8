"""Pages of an alert's life: each without the right, out of scope, and allowed."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monitoring.alerting.forms import ManyClosuresForm, morning_of
from monitoring.models import Alert, AlertClosure, RiskLead
from monitoring.services import acknowledge_alert, raise_alerts
from monitoring.services.alert_life import snooze_alert
from monitoring.services.alert_quality import read_quality
from monitoring.services.escalations import escalate_alerts
from riskcrm.accounts.models import User
from tests.customers.follow_up import make_plan
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, make_alert, read

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
ACTS = ("assign", "snooze", "close")


@pytest.fixture(autouse=True)
def at_noon(one_rule: Any) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def address(alert: Alert, act: str) -> str:
    return f"/alerts/{alert.pk}/{act}/"


def test_acts_are_for_who_may_acknowledge_and_sees_the_customer(
    alert: Alert, auditor: User, outsider: User, account_manager: User, client_for: Sign
) -> None:
    for act in ACTS:
        assert Client().get(address(alert, act)).status_code == 302
        assert client_for(auditor).get(address(alert, act)).status_code == 403
        assert client_for(outsider).get(address(alert, act)).status_code == 404
        assert client_for(account_manager).get(address(alert, act)).status_code == 200
    for user, status in ((auditor, 403), (outsider, 404)):
        assert client_for(user).post(address(alert, "wake")).status_code == status


def test_an_alert_is_assigned_snoozed_woken_and_closed_on_its_page(
    alert: Alert, account_manager: User, teammate: User, client_for: Sign
) -> None:
    client, page = client_for(account_manager), f"/alerts/{alert.pk}/"
    client.post(address(alert, "assign"), {"to": teammate.pk})
    assert str(teammate) in client.get(page).content.decode()
    given = {"until": "2026-05-08", "reason": "Paid on Friday."}
    client.post(address(alert, "snooze"), given)
    alert.refresh_from_db()
    assert alert.snoozed_until == dt.datetime(2026, 5, 8, 9, tzinfo=dt.UTC)
    assert "Paid on Friday." in client.get(page).content.decode()
    client.post(address(alert, "wake"))
    given = {"outcome": "watched", "note": "Their bank confirmed it."}
    assert client.post(address(alert, "close"), given).status_code == 302
    text = client.get(page).content.decode()
    assert "Their bank confirmed it." in text
    assert address(alert, "close") not in text


def test_what_is_refused_stands_beside_its_field(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    answer = client.post(address(alert, "snooze"), {"until": "2027-05-08", "reason": "x"})
    assert answer.status_code == 422
    assert "14 days" in answer.content.decode()
    AlertClosure.objects.create(
        alert=alert, outcome="watched", note="Done.", by=account_manager, at=NOON
    )
    answer = client.post(address(alert, "close"), {"outcome": "watched", "note": "x"})
    assert answer.status_code == 409


def test_colleagues_to_choose_from_see_the_customer(
    alert: Alert, account_manager: User, teammate: User, outsider: User, risk_officer: User,
    client_for: Sign,
) -> None:  # fmt: skip
    text = client_for(account_manager).get(address(alert, "assign")).content.decode()
    assert str(teammate) in text
    assert str(risk_officer) in text
    assert str(outsider) not in text


def link_from(client: Client, alert: Alert, part: str) -> str:
    text = client.get(f"/alerts/{alert.pk}/").content.decode()
    (link,) = (found for found in re.findall(r'href="([^"]+)"', text) if part in found)
    return html.unescape(link)


@pytest.mark.parametrize(
    ("part", "outcome", "words"),
    [
        ("/plans/new/?", "plan", {"problem": "Pays late", "effective_date": "2026-05-04"}),
        ("/propose-removal/?", "case", {"summary": "It does not pay.", "ground": "credit"}),
    ],
)
def test_from_an_alert_one_makes_a_plan_or_proposes_removal_and_closes_it_with_that(
    alert: Alert, account_manager: User, client_for: Sign,
    part: str, outcome: str, words: dict[str, Any],
) -> None:  # fmt: skip
    client = client_for(account_manager)
    link = link_from(client, alert, part)
    assert "Alert of 2026-05-04" in client.get(link).content.decode()
    made = client.post(link, words | {"responsible": account_manager.pk})
    assert made.status_code == 302, made.content.decode()
    form = client.get(made["Location"]).context["form"]
    newest = form[outcome].value()
    assert form["outcome"].value() == outcome
    assert newest
    said = {"outcome": outcome, outcome: newest, "note": "It is under way."}
    assert client.post(address(alert, "close"), said)["Location"] == f"/alerts/{alert.pk}/"
    closure = AlertClosure.objects.get()
    assert (closure.outcome, getattr(closure, f"{outcome}_id")) == (outcome, newest)


def test_what_is_not_there_cannot_be_chosen_and_the_form_says_how_to_make_it(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    form = client.get(address(alert, "close")).context["form"]
    assert [value for value, _words in form.fields["outcome"].choices] == ["false_alarm", "watched"]
    assert "make that first" in form["outcome"].help_text
    refused = client.post(address(alert, "close"), {"outcome": "plan", "note": "x"})
    assert refused.status_code == 422
    make_plan(alert.customer, by=account_manager)
    form = client.get(address(alert, "close")).context["form"]
    assert "plan" in dict(form.fields["outcome"].choices)
    said = {"outcome": "plan", "note": "x"}
    answer = client.post(address(alert, "close"), said)
    assert "Choose the plan it led to." in answer.content.decode()
    assert not AlertClosure.objects.exists()


def test_many_alerts_are_not_closed_with_a_plan_or_a_case(account_manager: User) -> None:
    form = ManyClosuresForm({"outcome": "plan", "note": "x"}, person=account_manager)
    assert "outcome" in form.errors
    assert ManyClosuresForm({"outcome": "watched", "note": "x"}, person=account_manager).is_valid()


def test_a_link_to_a_form_leads_on_within_the_product_alone(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    words = {"problem": "Pays late", "effective_date": "2026-05-04"}
    for address in ("https://elsewhere.example/", "//elsewhere.example/"):
        url = f"/customers/{alert.customer_id}/plans/new/?next={address}"
        made = client_for(account_manager).post(url, words | {"responsible": account_manager.pk})
        assert made["Location"].startswith("/plans/")


def test_from_an_alert_a_review_is_opened_with_one_click(
    alert: Alert, risk_officer: User, client_for: Sign
) -> None:
    client = client_for(risk_officer)
    page = reverse("monitoring:review_open", args=[alert.customer_id])
    assert page in client.get(f"/alerts/{alert.pk}/").content.decode()
    answer = client.post(page, {"alert": alert.pk})
    assert answer["Location"].startswith("/reviews/")


def test_the_way_up_the_chain_is_told(alert: Alert, head_of_risk: User, client_for: Sign) -> None:
    escalate_alerts(at=NOON + 2 * DAY)
    text = client_for(head_of_risk).get(f"/alerts/{alert.pk}/").content.decode()
    assert "nobody acknowledged it in time" in text
    assert "Missed its deadline" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("snoozed=1", False),
        ("level=1", True),
        ("level=2", False),
        ("assignee=none", True),
        ("outcome=watched", False),
        ("state=closed", False),
        ("state=acknowledged", False),
        ("raised_after=2026-05-04&raised_before=2026-05-04", True),
        ("raised_after=2026-05-05", False),
        ("missed=1", False),
    ],
)
def test_the_list_is_filtered(
    alert: Alert, account_manager: User, client_for: Sign, query: str, found: bool
) -> None:
    text = client_for(account_manager).get(f"/alerts/?{query}").content.decode()
    assert ("Hua Steel" in text) is found


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("close", {"outcome": "false_alarm", "note": "A test."}),
        ("snooze", {"until": "2026-05-06", "reason": "Pays."}),
        ("assign", {}),
    ],
)  # fmt: skip
def test_many_are_acted_on_at_once(
    alert: Alert, account_manager: User, teammate: User, client_for: Sign, act: str,
    said: dict[str, str],
) -> None:  # fmt: skip
    read(make_customer(manager=account_manager, team=account_manager.team), max_dpd=70)
    raise_alerts(at=NOON)
    chosen = list(Alert.objects.values_list("pk", flat=True))
    form = {"address": "/alerts/", "action": act, "confirmed": "1", "ids": chosen, **said}
    form["to"] = teammate.pk
    changed: dict[str, Any] = {
        "close": {"closure__outcome": "false_alarm"},
        "snooze": {"snoozed_until": morning_of(dt.date(2026, 5, 6))},
        "assign": {"assignee": teammate},
    }[act]
    with time_machine.travel(NOON, tick=False):
        client_for(account_manager).post("/bulk/", form)
    assert Alert.objects.filter(**changed).count() == 2


def test_what_went_up_sleeps_or_is_taken_is_found_by_its_filter(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    snoozed, taken, higher = (
        make_alert(make_customer(manager=account_manager, name=name))
        for name in ("Sleeps", "Taken", "Higher")
    )
    now = timezone.now()
    snooze_alert(snoozed, until=now + dt.timedelta(days=2), reason="Pays.", by=account_manager,
                 at=now)  # fmt: skip
    acknowledge_alert(taken, by=account_manager, note="On it.", at=now)
    Alert.objects.filter(pk=higher.pk).update(level=2)
    client = client_for(account_manager)
    for query, name in (
        ("snoozed=1", "Sleeps"), ("state=acknowledged", "Taken"), ("level=2", "Higher"),
    ):  # fmt: skip
        text = client.get(f"/alerts/?{query}").content.decode()
        found = [each for each in ("Hua Steel", "Sleeps", "Taken", "Higher") if each in text]
        assert found == [name], query


def test_customers_come_once_with_all_their_alerts(
    alert: Alert, account_manager: User, outsider: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    text = client.get("/alerts/customers/").content.decode()
    assert "Hua Steel" in text
    assert f"/alerts/?customer={alert.customer_id}&amp;state=running" in text
    assert "Hua Steel" not in client_for(outsider).get("/alerts/customers/").content.decode()
    with CaptureQueriesContext(connection) as one:
        client.get("/alerts/customers/")
    for _number in range(4):
        read(make_customer(manager=account_manager), max_dpd=70, exposure=9, tier="high")
    raise_alerts(at=NOON)
    with CaptureQueriesContext(connection) as five:
        client.get("/alerts/customers/")
    assert len(five) == len(one)


def test_the_quality_of_rules_is_for_risk_and_audit(
    alert: Alert, account_manager: User, auditor: User, risk_officer: User, client_for: Sign
) -> None:
    read_quality(at=NOON)
    for page in ("/alerts/quality/", "/alerts/quality/max_dpd/", "/alerts/quality/all/"):
        assert client_for(account_manager).get(page).status_code == 403
        for person in (auditor, risk_officer):
            answer = client_for(person).get(page)
            assert answer.status_code == 200
            assert "too few to say" in answer.content.decode()
    assert client_for(auditor).get("/alerts/quality/none-such/").status_code == 404
    page = "/alerts/quality/max_dpd/?quarter=1999-01-01"
    assert client_for(auditor).get(page).status_code == 404


def test_the_head_of_risk_names_a_risk_lead(
    alert: Alert, head_of_risk: User, risk_officer: User, account_manager: User, client_for: Sign
) -> None:
    team = alert.customer.team_id
    assert client_for(risk_officer).get(f"/alerts/leads/{team}/").status_code == 403
    assert client_for(account_manager).get("/alerts/leads/").status_code == 200
    client_for(head_of_risk).post(f"/alerts/leads/{team}/", {"person": risk_officer.pk})
    assert RiskLead.objects.get().person == risk_officer
    assert str(risk_officer) in client_for(account_manager).get("/alerts/leads/").content.decode()
    client_for(head_of_risk).post(f"/alerts/leads/{team}/", {"person": ""})
    assert not RiskLead.objects.exists()
