"""What the pages of alerts, the inbox and the book say, and where their figures lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from monitoring.models import Alert, AlertRule
from monitoring.services import acknowledge_alert, raise_alerts, refresh_book
from riskcrm.accounts.models import User
from tests.factories import make_customer
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


def raised(customer: Customer, *, max_dpd: int = 70) -> Alert:
    AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
    read(customer, at=timezone.now(), max_dpd=max_dpd, exposure=500, overdue=200, tier="high")
    raise_alerts(at=timezone.now())
    return Alert.objects.get(customer=customer, cleared_at=None)


@pytest.fixture
def alert(account_manager: User) -> Alert:
    return raised(make_customer(manager=account_manager, number="7", name="7"))


def page(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_an_alert_says_its_bounds_and_leads_to_the_rows_behind_its_figure(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    text = page(client_for(account_manager), reverse("monitoring:alert_detail", args=[alert.pk]))
    assert '≥ <span class="figure">60</span>' in text
    assert '≤ <span class="figure">48</span>' in text
    rows = reverse("scoring:indicator_rows", args=[alert.customer_id, "max_dpd"])
    assert f'<a href="{rows}"><span class="figure">70</span>' in text
    assert "1 time" in text
    assert "Earlier alerts of this rule</dt> <dd> none" in text


def test_an_act_of_the_inbox_names_alerts_by_their_plain_numbers(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    customer = make_customer(pk=1_234_567, manager=account_manager)
    at = {"raised_at": timezone.now(), "latest_at": timezone.now(), "due_at": timezone.now()}
    Alert.objects.create(
        pk=7_654_321, customer=customer, rule=alert.rule, episode=2, severity="high", **at
    )
    client = client_for(account_manager)
    assert 'name="alert" value="7654321"' in page(client, "/inbox/")
    panel = page(client, reverse("monitoring:alert_panel", args=[customer.pk]))
    assert "?customer=1234567" in panel
    detail = page(client, reverse("monitoring:alert_detail", args=[7_654_321]))
    assert "/alerts/?rule=max_dpd&amp;customer=1234567" in detail


def test_a_number_that_is_the_name_is_said_once(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    client = client_for(account_manager)
    assert "second-line" not in page(client, "/alerts/")
    for path in (
        reverse("monitoring:alert_detail", args=[alert.pk]),
        reverse("monitoring:customer_detail", args=[alert.customer_id]),
    ):
        head = page(client, path).partition('class="subheading"')[2].partition("</p>")[0]
        assert "· 7" not in head
        assert "7 ·" not in head
    assert str(alert.customer) == "7"


def test_a_rule_leads_to_exactly_its_running_alerts(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    acknowledged = raised(make_customer(manager=account_manager))
    acknowledge_alert(acknowledged, by=account_manager, note="Called.", at=timezone.now())
    cleared = raised(make_customer(manager=account_manager))
    Alert.objects.filter(pk=cleared.pk).update(cleared_at=timezone.now())
    client = client_for(account_manager)
    address = "/alerts/?rule=max_dpd&amp;state=running"
    assert f'<a href="{address}"><span class="figure">2</span>' in page(client, "/alerts/rules/")
    shown = client.get(address.replace("&amp;", "&")).context["table"].data
    assert {row.pk for row in shown} == {alert.pk, acknowledged.pk}


def test_a_low_severity_is_no_unrated_tier(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    Alert.objects.update(severity="low")
    assert "○" not in page(client_for(account_manager), "/alerts/")


def test_the_inbox_names_its_columns_and_an_act_brings_the_count_up_to_date(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    raised(make_customer(manager=account_manager))
    client = client_for(account_manager)
    text = page(client, "/inbox/")
    assert "2 wait for you." in text
    assert "Exposure, USD" in text
    act = reverse("monitoring:inbox_acknowledge", args=[alert.customer_id])
    body = {"alert": [alert.pk], "note": "Called."}
    answer = client.post(act, body, headers={"HX-Request": "true"}).content.decode()
    assert '<span id="inbox-waiting" hx-swap-oob="true">' in answer
    assert "1 waits for you." in answer


def test_the_book_says_amounts_with_their_currency_and_leads_on(
    alert: Alert, account_manager: User, client_for: Sign
) -> None:
    refresh_book(at=timezone.now(), force=True)
    text = page(client_for(account_manager), "/")
    assert "Overdue, USD" in text
    assert "40.0 %" in text
    assert "tier=high" in text.partition("Open amounts by age")[2].partition("</table>")[0]
    movers = text.partition("Worst movers")[2].partition("</table>")[0]
    assert "Change</th>" in movers
