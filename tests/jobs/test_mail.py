"""E-mails leave through rows: at least once, under one message id, whatever breaks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail as outbox

from riskcrm.jobs import mail
from riskcrm.jobs.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def mail_server(settings: Any) -> None:
    settings.EMAIL_IS_SET = True


def post(key: str = "news:1", **said: Any) -> OutgoingMail:
    said = {"recipient": "li@hua.example", "subject": "News", "body": "Hello", "at": NOW} | said
    return mail.post_mail(key, **said)


def test_what_is_posted_twice_is_one_mail() -> None:
    assert post().pk == post(subject="Other").pk
    assert mail.send_mails(clock=lambda: NOW) == 1
    assert [message.subject for message in outbox.outbox] == ["News"]


def test_a_subject_of_two_lines_adds_no_header() -> None:
    post(subject="News\nBcc: all@hua.example")
    mail.send_mails(clock=lambda: NOW)
    assert outbox.outbox[0].subject == "News Bcc: all@hua.example"


def test_a_mail_whose_worker_died_is_sent_again_under_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was handed over, and the worker died before it could say so."""
    row = post()

    class Killed(BaseException):
        pass

    hand_over = mail._hand_over

    def die_after(sent: OutgoingMail) -> None:
        hand_over(sent)
        raise Killed

    monkeypatch.setattr(mail, "_hand_over", die_after)
    with pytest.raises(Killed):
        mail.send_mails(clock=lambda: NOW)
    monkeypatch.setattr(mail, "_hand_over", hand_over)
    assert mail.send_mails(clock=lambda: NOW) == 0, "somebody may still be at it"
    assert mail.send_mails(clock=lambda: NOW + HOUR) == 1
    ids = {message.extra_headers["Message-ID"] for message in outbox.outbox}
    assert (len(outbox.outbox), ids) == (2, {row.message_id})
    row.refresh_from_db()
    assert (row.attempts, row.sent_at) == (2, NOW + HOUR)


def test_a_mail_that_fails_is_tried_again_later_and_given_up_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_mail: OutgoingMail) -> None:
        raise ConnectionRefusedError("no route")

    monkeypatch.setattr(mail, "_hand_over", refuse)
    row, other = post(), post("news:2")
    for number in range(mail.MAX_ATTEMPTS + 3):
        assert mail.send_mails(clock=lambda at=NOW + 2 * number * HOUR: at) == 0
    row.refresh_from_db()
    assert (row.attempts, row.sent_at) == (mail.MAX_ATTEMPTS, None)
    assert row.failed_at is not None
    assert "no route" in row.error
    monkeypatch.undo()
    assert mail.retry_mail(row)
    assert not mail.retry_mail(row)
    assert not mail.retry_mail(OutgoingMail(pk=other.pk + 1000))


def test_each_mail_has_its_own_moments() -> None:
    first, second = post(), post("news:2")
    moments = iter(NOW + number * HOUR for number in range(9))
    assert mail.send_mails(clock=lambda: next(moments)) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.sent_at, second.claimed_at, second.sent_at) == (
        NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR,
    )  # fmt: skip


def test_a_mail_is_stopped_before_it_leaves_only() -> None:
    first, second = post(), post("news:2")
    OutgoingMail.objects.filter(pk=first.pk).update(sent_at=NOW)
    assert not mail.stop_mails([first.pk], at=NOW, because="The case ended.")
    assert mail.stop_mails([second.pk], at=NOW, because="The case ended.")
    assert mail.send_mails(clock=lambda: NOW) == 0


def test_two_workers_send_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is at it, another finds nothing to do."""
    post()
    inner: list[int] = []
    hand_over = mail._hand_over

    def meanwhile(sent: OutgoingMail) -> None:
        inner.append(mail.send_mails(clock=lambda: NOW))
        hand_over(sent)

    monkeypatch.setattr(mail, "_hand_over", meanwhile)
    assert (mail.send_mails(clock=lambda: NOW), inner, len(outbox.outbox)) == (1, [0], 1)


def test_without_a_server_nothing_is_tried(settings: Any) -> None:
    settings.EMAIL_IS_SET = False
    post()
    assert mail.send_mails(clock=lambda: NOW) == 0
    assert mail.waiting_mails().count() == 1
