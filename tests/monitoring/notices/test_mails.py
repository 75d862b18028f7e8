"""Mails at once are few, and a digest is one a day, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext

from monitoring.inbox import inbox_of
from monitoring.models import Alert, Digest, Notice
from monitoring.services import acknowledge_alert, digests
from monitoring.services.alert_life import assign_alert, close_alert
from monitoring.services.digests import mail_notices, send_digests
from monitoring.services.escalations import escalate_alerts
from monitoring.services.notices import change_notice_settings, purge_notices, write_notices
from riskcrm.accounts.models import User
from riskcrm.accounts.services import enter_absence
from riskcrm.jobs.mail import post_mail
from riskcrm.jobs.models import OutgoingMail
from tests.monitoring.notices.telling import DAY, HOUR, NINE, alert_of, say, tell, with_address
from tests.monitoring.readings import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(account_manager: User) -> User:
    return with_address(account_manager)


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


def test_what_was_read_is_not_mailed(manager: User) -> None:
    say(manager, key="read")
    Notice.objects.update(read_at=timezone.now())
    mail_notices(at=NOON)
    assert not OutgoingMail.objects.exists()


def test_what_is_old_when_it_is_told_is_not_mailed_at_once(manager: User) -> None:
    row = {"kind": "webhook_off", "severity": "critical", "link": "/", "parts": {}}
    for key, at in (("old", NOON - 3 * DAY), ("new", NOON)):
        write_notices([(manager.pk, {**row, "key": key, "at": at})], now=NOON)
    assert list(Notice.objects.filter(is_mail_due=True).values_list("key", flat=True)) == ["new"]


def test_who_acknowledged_meanwhile_gets_no_mail_about_the_alert(manager: User) -> None:
    alert = alert_of(manager)
    tell()
    acknowledge_alert(alert, by=manager, note="Called.", at=NOON)
    Notice.objects.update(is_mail_due=True, read_at=None)  # told while it was acknowledged
    mail_notices(at=NOON)
    assert not OutgoingMail.objects.exists()


def test_that_a_taken_alert_went_up_or_was_given_away_is_mailed_until_it_is_closed(
    manager: User, risk_officer: User, teammate: User
) -> None:
    alert = alert_of(manager)
    Alert.objects.update(severity="critical")
    acknowledge_alert(alert, by=manager, note="On it.", at=NOON)
    assign_alert(alert, to=with_address(teammate), by=manager, at=NOON)
    with_address(risk_officer)
    Alert.objects.update(next_due_at=NOON)
    escalate_alerts(at=NOON)
    assert tell() == 1, "which is news of an alert that somebody took, and ends no other notice"
    assert mail_notices(at=NOON) == 2
    mails = {mail.recipient: mail.body for mail in OutgoingMail.objects.all()}
    assert "assigned you an alert" in mails[teammate.email]
    assert "A deadline passed" in mails[risk_officer.email]
    OutgoingMail.objects.all().delete()
    close_alert(alert, outcome="watched", note="Paid.", by=manager, at=NOON)
    Notice.objects.update(is_mail_due=True, read_at=None)
    mail_notices(at=NOON + HOUR)
    assert not OutgoingMail.objects.exists(), "nothing is left to do"


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
    assert mails[manager.email].subject == "1 new notice"
    assert "new notice" not in mails[teammate.email].subject


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
    mail = OutgoingMail.objects.get()
    assert mail.recipient == teammate.email
    with translation.override("zh-hans"):
        subject = gettext("Your work today: %(count)s waiting") % {"count": 1}
    assert mail.subject == subject != "Your work today: 1 waiting"
    assert send_digests(at=NINE + HOUR) == 1
    assert send_digests(at=NINE + DAY) == 1, "weekly is for Mondays"


def test_a_weekly_digest_that_was_missed_on_monday_comes_later_in_the_week(manager: User) -> None:
    alert_of(manager)
    change_notice_settings(
        manager, at_once="none", digest="weekly", digest_hour=9, by=manager, at=NINE
    )
    assert send_digests(at=NINE + 2 * DAY) == 1
    assert send_digests(at=NINE + 3 * DAY) == 0


def test_one_persons_failure_leaves_nobody_else_without_a_digest(
    manager: User, teammate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert_of(manager)
    alert_of(with_address(teammate))

    def inbox(person: User, **said: Any) -> Any:
        if person == manager:
            raise ValueError("one bad row")
        return inbox_of(person, **said)

    monkeypatch.setattr(digests, "inbox_of", inbox)
    assert send_digests(at=NINE) == 1
    assert OutgoingMail.objects.get().recipient == teammate.email


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


# --- tidying up ----------------------------------------------------------------------------------


def test_notices_digests_and_their_mails_are_forgotten_after_four_hundred_days(
    manager: User,
) -> None:
    post_mail("letter-delivery:1", recipient="a@b.example", subject="x", body="x", at=NOON)

    def kept() -> tuple[int, int, int]:
        mails = OutgoingMail.objects.exclude(key="letter-delivery:1")
        return Notice.objects.count(), Digest.objects.count(), mails.count()

    for at in (NINE, NINE + 7 * DAY):
        say(manager, key=str(at), at=at)
        mail_notices(at=at)
        send_digests(at=at)
    assert kept() == (2, 2, 4)
    assert purge_notices(at=NINE + 400 * DAY) == 0
    assert purge_notices(at=NINE + 401 * DAY) == 4
    assert kept() == (1, 1, 2)
    assert purge_notices(at=NINE + 401 * DAY) == 0
    assert OutgoingMail.objects.filter(key="letter-delivery:1").exists(), "no mail of another room"
