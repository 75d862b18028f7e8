from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Customer
from monitoring.models import Alert, AlertRule
from monitoring.services import acknowledge_alert, raise_alerts
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.monitoring.readings import DAY, NOON, read

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
LIST = "/alerts/"


def alert_of(customer: Customer, *, dpd: int = 70) -> Alert:
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    read(customer, max_dpd=dpd, exposure=500)
    raise_alerts(at=NOON)
    return Alert.objects.get(customer=customer, cleared_at=None)


@pytest.fixture
def alert(account_manager: User) -> Alert:
    customer = make_customer(manager=account_manager, team=account_manager.team, name="Hua Steel")
    return alert_of(customer)


def page(alert: Alert, name: str = "alert_detail") -> str:
    return reverse(f"monitoring:{name}", args=[alert.pk])


def panel(alert: Alert) -> str:
    return reverse("monitoring:alert_panel", args=[alert.customer_id])


def test_anonymous_persons_are_sent_to_sign_in(alert: Alert, client: Client) -> None:
    for address in (LIST, "/alerts/rules/", page(alert), panel(alert)):
        assert client.get(address).status_code == 302
    assert client.post(page(alert, "alert_acknowledge")).status_code == 302


def test_a_person_without_a_role_is_refused(alert: Alert, nobody: User, client_for: Sign) -> None:
    client = client_for(nobody)
    for address in (LIST, "/alerts/rules/", page(alert), panel(alert)):
        assert client.get(address).status_code == 403


def test_an_alert_out_of_sight_does_not_exist(
    alert: Alert, outsider: User, client_for: Sign
) -> None:
    client = client_for(outsider)
    assert client.get(page(alert)).status_code == 404
    assert client.get(panel(alert)).status_code == 404
    answer = client.post(page(alert, "alert_acknowledge"), {"note": "Mine."})
    assert answer.status_code == 404
    assert "Hua Steel" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("state=open", True),
        ("state=acknowledged", False),
        ("state=cleared", False),
        ("severity=high", True),
        ("severity=low", False),
        ("rule=max_dpd", True),
        ("rule=tier_rise", False),
        ("q=Steel", True),
        ("q=Copper", False),
        ("waiting=1", True),
        ("late=1&sort=due_at", True),
    ],
)
def test_the_list_can_be_narrowed(
    alert: Alert, account_manager: User, client_for: Sign, query: str, shown: bool
) -> None:
    answer = client_for(account_manager).get(f"{LIST}?{query}")
    assert answer.status_code == 200
    assert ("Hua Steel" in answer.content.decode()) is shown


def test_the_list_asks_as_many_queries_for_many_alerts_as_for_one(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(5):
        alert_of(make_customer(manager=account_manager))
    with CaptureQueriesContext(connection) as six:
        assert client.get(LIST).content.decode().count("data-row") == 6
    assert len(six) == len(one)


def test_the_page_shows_what_the_rule_saw_and_where_the_figure_stands_now(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    for day, figure in ((1, 82), (2, 83)):
        read(alert.customer, at=NOON + day * DAY, max_dpd=figure, exposure=500)
        raise_alerts(at=NOON + day * DAY)
    answer = client_for(account_manager).get(page(alert))
    text = answer.content.decode()
    assert [row.value for row, _shown in answer.context["evidence"]] == [82, 70]
    assert ">83<" in text
    assert answer.context["chart"]["series"][0]["values"] == [70, 82, 83]
    assert page(alert, "alert_acknowledge") in text
    assert reverse("removal:case_propose", args=[alert.customer_id]) in text


def test_lists_show_the_figure_of_today_while_an_episode_runs(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    read(alert.customer, at=NOON + DAY, max_dpd=71)
    raise_alerts(at=NOON + DAY)
    for address in (LIST, panel(alert), "/inbox/"):
        assert ">71<" in client.get(address).content.decode(), address
    read(alert.customer, at=NOON + 2 * DAY, max_dpd=0)
    raise_alerts(at=NOON + 2 * DAY)
    assert ">70<" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("figure", "words"),
    [("0", "the figure fell back"), (None, "the figure is no longer known")],
)
def test_a_cleared_alert_says_why(
    alert: Alert, account_manager: User, client_for: Sign, figure: str | None, words: str
) -> None:
    read(alert.customer, at=NOON + DAY, max_dpd=figure)
    raise_alerts(at=NOON + DAY)
    client = client_for(account_manager)
    for address in (page(alert), panel(alert), LIST):
        assert words in client.get(address).content.decode(), address


def test_who_may_not_acknowledge_reads_why(alert: Alert, auditor: User, client_for: Sign) -> None:
    text = client_for(auditor).get(page(alert)).content.decode()
    assert page(alert, "alert_acknowledge") not in text
    assert "Your role does not allow you" in text


def test_a_manager_acknowledges_with_a_note(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    answer = client.post(page(alert, "alert_acknowledge"), {"note": ""})
    assert answer.status_code == 422
    assert Alert.objects.open().exists()
    answer = client.post(page(alert, "alert_acknowledge"), {"note": "Called them."}, follow=True)
    assert "Called them." in answer.content.decode()
    assert not Alert.objects.open().exists()


def test_an_auditor_cannot_acknowledge(alert: Alert, auditor: User, client_for: Sign) -> None:
    answer = client_for(auditor).post(page(alert, "alert_acknowledge"), {"note": "Seen."})
    assert answer.status_code == 403
    assert Alert.objects.open().exists()


def test_the_panel_of_a_customer_lists_its_alerts(
    alert: Alert, auditor: User, account_manager: User, client_for: Sign
) -> None:
    acknowledge_alert(alert, by=account_manager, note="Called.", at=NOON)
    text = client_for(auditor).get(panel(alert)).content.decode()
    assert page(alert) in text
    assert str(account_manager) in text


def test_the_rules_show_their_running_episodes(
    alert: Alert, account_manager: User, outsider: User, client_for: Sign
) -> None:
    def running(user: User) -> int:
        rows = client_for(user).get("/alerts/rules/").context["table"].data
        return next(row.running for row in rows if row.code == "max_dpd")

    assert running(account_manager) == 1
    assert running(outsider) == 0
