"""People are told once, in their language, in-app at once and by mail as they want it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from monitoring.models import AlertNews, Digest, Notice, NoticeSettings, WebhookMessage
from monitoring.notices.recipients import recipients_of
from monitoring.notices.words import text_of
from monitoring.services import acknowledge_alert, alert_news, digests
from monitoring.services.digests import mail_notices, send_digests
from monitoring.services.notices import change_notice_settings, notify
from riskcrm.accounts.models import User
from riskcrm.accounts.services import enter_absence
from riskcrm.jobs.models import OutgoingMail
from riskcrm.web.errors import Refused
from tests.factories import make_customer
from tests.monitoring.readings import NOON, make_alert

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NINE = NOON - 3 * HOUR  # a Monday


@pytest.fixture
def manager(account_manager: User) -> User:
    return with_address(account_manager)


def with_address(person: User, language: str = "en") -> User:
    person.email = f"{person.username}@crm.example"
    person.language = language
    person.save()
    return person


def alert_of(person: User, *, at: dt.datetime = NOON, **said: Any) -> Any:
    """An alert of one of somebody's customers, and that it was raised."""
    alert = make_alert(make_customer(manager=person, team=person.team, **said), at=at)
    AlertNews.objects.all().delete()
    AlertNews.objects.create(alert=alert, kind="raised", at=at)
    return alert


def tell(at: dt.datetime = NOON) -> int:
    return alert_news.tell_alert_news(at=at)


def say(*people: User, key: str = "k", severity: str = "critical", **said: Any) -> int:
    parts = {"webhook": "ERP", "why": {"en": "it failed", "zh": "失败"}}
    said = {"kind": "webhook_off", "link": "/inbox/", "at": NOON, "parts": parts} | said
    return notify(people, key=key, severity=severity, **said)


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


def test_who_is_told_takes_as_many_queries_for_many_alerts(
    account_manager: User, django_assert_num_queries: Any
) -> None:
    alerts = [alert_of(account_manager).pk for _number in range(4)]
    for asked in (alerts[:1], alerts):
        with django_assert_num_queries(4):
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


# --- mails at once -------------------------------------------------------------------------------


def test_only_what_is_grave_enough_is_mailed_at_once(manager: User) -> None:
    for severity in ("low", "medium", "high", "critical"):
        say(manager, key=severity, severity=severity)
    assert mail_notices(at=NOON) == 1
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (manager.email, "1 new notice")
    assert mail_notices(at=NOON) == 0
    change_notice_settings(
        manager, at_once="none", digest="none", digest_hour=8, by=manager, at=NOON
    )
    say(manager, key="later")
    assert mail_notices(at=NOON + HOUR) == 0


def test_a_storm_is_one_mail_and_what_follows_waits_a_little(manager: User) -> None:
    for number in range(500):
        say(manager, key=str(number))
    assert mail_notices(at=NOON) == 1
    body = OutgoingMail.objects.get().body
    assert body.count("ERP is switched off") == 50
    assert "450 more notices are not listed." in body
    say(manager, key="next")
    assert mail_notices(at=NOON + dt.timedelta(minutes=1)) == 0
    assert mail_notices(at=NOON + dt.timedelta(minutes=6)) == 1
    assert OutgoingMail.objects.count() == 2


def test_what_is_read_or_old_is_not_mailed(manager: User) -> None:
    say(manager, key="old", at=NOON - 3 * DAY)
    notices_at = timezone.now()
    Notice.objects.filter(key="old").update(is_mail_due=False)
    say(manager, key="read")
    Notice.objects.filter(key="read").update(read_at=notices_at)
    mail_notices(at=NOON)
    assert not OutgoingMail.objects.exists()


def test_mails_to_who_is_away_also_reach_the_deputy_in_the_deputys_language(
    manager: User, teammate: User, outsider: User
) -> None:
    with_address(teammate, "zh-hans")
    alert_of(manager)
    enter_absence(
        manager, deputy=teammate, from_date=NOON.date(), until_date=NOON.date(), by=manager, at=NOON
    )
    Notice.objects.all().delete()
    tell()
    Notice.objects.update(is_mail_due=True)
    mail_notices(at=NOON)
    mails = {mail.recipient: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {manager.email, teammate.email}


# --- digests -------------------------------------------------------------------------------------


def test_a_person_with_500_alerts_gets_one_mail_that_says_where_it_is_cut_off(
    manager: User,
) -> None:
    first = alert_of(manager)
    fill(first, manager, 499)
    assert send_digests(at=NINE) == 1
    assert send_digests(at=NINE + HOUR) == 0
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Your work today: 500 waiting"
    assert "500 wait for you. Listed are the 25 most pressing" in mail.body
    listed = [line for line in mail.body.splitlines() if line[:1].isdigit() and ". " in line[:4]]
    assert len(listed) == 25
    exposures = [int(line.split(" · ")[2].split(" ")[0].replace(",", "")) for line in listed]
    assert exposures == sorted(exposures, reverse=True)
    assert exposures[0] == 5490
    digest = Digest.objects.get()
    assert (digest.waiting, digest.listed, digest.mails) == (500, 25, 1)


def fill(alert: Any, person: User, count: int) -> None:
    """More customers with an alert and a reading each, without the rest of their lives."""
    from customers.models import Customer
    from monitoring.models import Alert
    from scoring.models import Reading

    now = timezone.now()
    customers = Customer.objects.bulk_create(
        Customer(number=f"F-{n}", name=f"Filler {n}", manager=person, team=person.team,
                 recorded_at=now)
        for n in range(count)
    )  # fmt: skip
    reading = Reading.objects.get(customer=alert.customer)
    for place, customer in enumerate(customers):
        reading.pk, reading.customer, reading.exposure = None, customer, 510 + 10 * place
        reading.customer_id = customer.pk
        reading.save(force_insert=True)
    Alert.objects.bulk_create(
        Alert(customer=c, rule=alert.rule, episode=1, severity=alert.severity,
              raised_at=alert.raised_at, latest_at=alert.latest_at, due_at=alert.due_at)
        for c in customers
    )  # fmt: skip


def test_a_digest_comes_at_its_hour_on_business_days_in_the_persons_language(
    manager: User, teammate: User
) -> None:
    alert_of(manager)
    with_address(teammate, "zh-hans")
    alert_of(teammate)
    assert send_digests(at=NINE - 2 * HOUR) == 0, "it is seven o'clock"
    assert send_digests(at=NINE - 2 * DAY) == 0, "it is Saturday"
    change_notice_settings(
        manager, at_once="none", digest="weekly", digest_hour=10, by=manager, at=NINE
    )
    assert send_digests(at=NINE) == 1
    assert "风险" in OutgoingMail.objects.get().body or OutgoingMail.objects.get().subject
    assert send_digests(at=NINE + HOUR) == 1
    assert send_digests(at=NINE + DAY) == 1, "weekly is for Mondays"


def test_without_anything_to_tell_there_is_no_mail(manager: User) -> None:
    assert send_digests(at=NINE) == 0
    assert not OutgoingMail.objects.exists()
    assert Digest.objects.get().mails == 0


def test_killed_between_row_and_mail_it_is_done_again(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_said: Any, **_more: Any) -> None:
        raise Killed

    alert_of(manager)
    post = digests.post_mail
    monkeypatch.setattr(digests, "post_mail", die)
    with pytest.raises(Killed):
        send_digests(at=NINE)
    assert not Digest.objects.exists()
    monkeypatch.setattr(digests, "post_mail", post)
    assert send_digests(at=NINE) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_digest_and_tell_each_news_once(manager: User) -> None:
    alert_of(manager)
    for number in range(30):
        say(manager, key=str(number))

    def work() -> None:
        try:
            tell()
            mail_notices(at=NOON)
            send_digests(at=NOON)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Digest.objects.count() == 1
    assert OutgoingMail.objects.filter(key__startswith="digest:").count() == 1
    assert OutgoingMail.objects.filter(key__startswith="notices:").count() == 1
    assert Notice.objects.filter(alert__isnull=False).count() == 1


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
