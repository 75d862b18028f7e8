"""People are told once, in their language, in-app at once and by mail as they want it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone, translation

from monitoring.models import AlertNews, AlertRule, Notice, NoticeSettings, WebhookMessage
from monitoring.notices.recipients import recipients_of
from monitoring.notices.words import text_of
from monitoring.services import acknowledge_alert, alert_news
from monitoring.services.notices import change_notice_settings
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from tests.factories import make_customer
from tests.monitoring.notices.telling import HOUR, alert_of, say, tell, with_address
from tests.monitoring.readings import NOON, make_alert

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


@pytest.fixture
def manager(account_manager: User) -> User:
    return with_address(account_manager)


# --- who is told of an alert ---------------------------------------------------------------------


def test_the_manager_is_told_and_without_one_the_team_and_without_a_team_who_sees_all(
    account_manager: User, teammate: User, outsider: User, risk_officer: User, auditor: User
) -> None:
    team = account_manager.team
    managed = make_alert(make_customer(manager=account_manager, team=team))
    orphan = make_alert(make_customer(team=team))
    nobodys = make_alert(make_customer())
    assert recipients_of([managed.pk, orphan.pk, nobodys.pk]) == {
        managed.pk: {account_manager.pk},
        orphan.pk: {account_manager.pk, teammate.pk},
        nobodys.pk: {risk_officer.pk},
    }


def test_of_a_managers_customers_who_left_the_others_are_told(
    account_manager: User, teammate: User, outsider: User, risk_officer: User
) -> None:
    customers = [
        make_customer(manager=account_manager, team=team) for team in (account_manager.team, None)
    ]
    of_team, of_no_team = (make_alert(customer) for customer in customers)
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    assert recipients_of([of_team.pk, of_no_team.pk]) == {
        of_team.pk: {teammate.pk}, of_no_team.pk: {risk_officer.pk},
    }  # fmt: skip


def test_the_roles_that_a_rule_names_are_told_too_as_far_as_they_see_the_customer(
    account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    alert = make_alert(make_customer(manager=account_manager, team=account_manager.team))
    AlertRule.objects.update(recipients=["head_of_risk"])
    assert recipients_of([alert.pk]) == {alert.pk: {account_manager.pk, head_of_risk.pk}}
    Permission.objects.get(codename="view_all_customers").group_set.clear()
    assert recipients_of([alert.pk]) == {alert.pk: {account_manager.pk}}


def test_who_is_told_takes_as_many_queries_for_many_alerts(
    account_manager: User, django_assert_num_queries: Any
) -> None:
    alerts = [alert_of(account_manager).pk for _number in range(4)]
    for asked in (alerts[:1], alerts):
        with django_assert_num_queries(7):
            recipients_of(asked)


def test_news_are_told_once_and_exactly_those_read_are_deleted(account_manager: User) -> None:
    alert = alert_of(account_manager)
    assert tell() == 1
    assert not AlertNews.objects.exists()
    assert tell() == 0
    AlertNews.objects.create(alert=alert, kind="raised", at=NOON)
    tell()
    notice = Notice.objects.get()
    assert (notice.person, notice.severity) == (account_manager, alert.severity)
    assert notice.link == f"/alerts/{alert.pk}/"


def test_who_takes_an_alert_has_it_read_for_all(account_manager: User) -> None:
    alert = alert_of(account_manager)
    tell()
    assert Notice.objects.unread().exists()
    acknowledge_alert(alert, by=account_manager, note="Seen.", at=NOON)
    assert not Notice.objects.unread().exists()


def test_what_is_over_by_now_is_told_to_nobody_and_what_was_told_is_read(
    account_manager: User,
) -> None:
    alert = alert_of(account_manager)
    tell()
    acknowledge_alert(alert, by=account_manager, note="Seen.", at=NOON)
    AlertNews.objects.create(alert=alert, kind="graver", at=NOON)
    tell()
    assert Notice.objects.count() == 1
    assert not Notice.objects.unread().exists()


def test_a_crash_in_between_leaves_news_and_no_notice(
    account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert_of(account_manager)

    def die(*_said: Any, **_more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(alert_news, "tell_alerts", die)
    with pytest.raises(RuntimeError):
        tell()
    assert (AlertNews.objects.count(), Notice.objects.count()) == (1, 0)


# --- the rows ------------------------------------------------------------------------------------


def test_a_notice_is_said_in_the_language_of_who_reads_it(account_manager: User) -> None:
    say(account_manager)
    notice = Notice.objects.get()
    assert "ERP is switched off: it failed" in text_of(notice)
    with translation.override("zh-hans"):
        assert "失败" in text_of(notice)


def test_the_same_key_tells_once_and_a_name_is_read_where_it_stands(account_manager: User) -> None:
    say(account_manager)
    say(account_manager, severity="low")
    assert Notice.objects.get().severity == "critical"
    alert = alert_of(account_manager, name="Old Name")
    tell()
    type(alert.customer).objects.filter(pk=alert.customer_id).update(name="New Name")
    notice = Notice.objects.select_related("customer", "alert__rule").get(alert=alert)
    assert text_of(notice).startswith("New Name: ")
    assert "Name" not in str(notice.parts)


def test_a_notice_goes_out_of_sight_with_its_customer(
    account_manager: User, outsider: User, client_for: Sign
) -> None:
    alert = alert_of(account_manager)
    tell()
    assert Notice.objects.visible_to(account_manager).count() == 1
    type(alert.customer).objects.filter(pk=alert.customer_id).update(
        manager=outsider, team=outsider.team
    )
    assert not Notice.objects.visible_to(account_manager).exists()
    pk = Notice.objects.get().pk
    assert client_for(account_manager).post(f"/notices/{pk}/open/").status_code == 404


# --- pages ---------------------------------------------------------------------------------------


def test_the_bell_counts_what_is_unread_and_the_page_reads_it(
    manager: User, teammate: User, client_for: Sign
) -> None:
    client = client_for(manager)
    assert client.get("/notices/count/").content == b""
    say(manager, key="one")
    say(manager, key="two")
    say(teammate, key="theirs")
    assert client.get("/notices/count/").content == b"2"
    page = client.get("/notices/").content.decode()
    assert page.count("The webhook ERP is switched off: it failed.") == 2
    first, second = Notice.objects.filter(person=manager).order_by("pk")
    opened = client.post(f"/notices/{first.pk}/open/")
    assert (opened.status_code, opened["Location"]) == (302, "/inbox/")
    part = client.post(f"/notices/{second.pk}/read/", headers={"HX-Request": "true"})
    assert part["HX-Trigger"] == "notices-changed"
    assert client.get("/notices/count/").content == b""
    theirs = Notice.objects.get(person=teammate)
    assert client.post(f"/notices/{theirs.pk}/read/").status_code == 404


def test_all_read_leaves_what_came_after_the_page_was_shown(
    manager: User, client_for: Sign
) -> None:
    now = timezone.now()
    say(manager, key="seen", at=now - HOUR)
    say(manager, key="later", at=now)
    until = (now - dt.timedelta(minutes=5)).isoformat()
    client_for(manager).post("/notices/read/", {"until": until})
    assert list(Notice.objects.unread().values_list("key", flat=True)) == ["later"]


def test_who_has_no_role_has_no_notices_page(nobody: User, client_for: Sign) -> None:
    for address in ("/notices/", "/notices/count/"):
        assert client_for(nobody).get(address).status_code == 403


def test_one_says_how_to_be_told_on_the_own_page(manager: User, client_for: Sign) -> None:
    client = client_for(manager)
    said = {"at_once": "high", "digest": "weekly", "digest_hour": "6"}
    assert client.post("/me/notices/", said).status_code == 302
    row = NoticeSettings.objects.get(person=manager)
    assert (row.at_once, row.digest, row.digest_hour) == ("high", "weekly", 6)
    assert client.post("/me/notices/", said | {"digest_hour": "25"}).status_code == 422


def test_nobody_says_it_for_somebody_else(manager: User, administrator: User) -> None:
    with pytest.raises(Refused):
        change_notice_settings(
            manager, at_once="none", digest="none", digest_hour=1, by=administrator, at=NOON
        )


def test_the_list_takes_as_many_queries_for_many_notices(
    manager: User, client_for: Sign, django_assert_max_num_queries: Any
) -> None:
    client = client_for(manager)
    for number in range(20):
        say(manager, key=str(number))
    client.get("/notices/")
    with django_assert_max_num_queries(12):
        client.get("/notices/")


def test_news_without_webhooks_write_no_messages(account_manager: User) -> None:
    alert_of(account_manager)
    tell()
    assert not WebhookMessage.objects.exists()
