"""Messages leave at least once, under one id; what fails waits, rests and is given up."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from monitoring.models import Notice, WebhookAttempt, WebhookEndpoint, WebhookMessage
from monitoring.services import webhook_deliveries as deliveries
from monitoring.services import webhooks
from monitoring.webhooks.client import Outcome
from monitoring.webhooks.signing import sign
from riskcrm.accounts.models import ApiKey, User
from riskcrm.web.errors import Refused
from tests.factories import make_service_user
from tests.monitoring.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def local_receivers(settings: Any) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    settings.WEBHOOK_ALLOW_HTTP = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as said:
        yield said


def make_endpoint(admin: User, url: str, **said: Any) -> tuple[WebhookEndpoint, str]:
    owner = said.pop("owner", None) or make_service_user("alerts:read", responsible=admin)
    said = {"events": ["alert.raised"], "at": NOW} | said
    return webhooks.create_webhook(url=url, owner=owner, by=admin, **said)


def deliver(at: dt.datetime = NOW) -> int:
    return deliveries.deliver_webhooks(clock=lambda: at)


def signatures(call: tuple[str, dict[str, str], bytes]) -> list[str]:
    return call[1]["webhook-signature"].split()


def signed_by(secret: str, call: tuple[str, dict[str, str], bytes]) -> str:
    headers = call[1]
    return sign(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), call[2].decode())


def test_a_message_arrives_signed_and_is_written_down(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, secret = make_endpoint(administrator, receiver.url)
    message = webhooks.send_test(endpoint, by=administrator, at=NOW)
    assert deliver() == 1
    (call,) = receiver.calls
    assert call[1]["webhook-id"] == message.message_id
    assert signatures(call) == [signed_by(secret, call)]
    message.refresh_from_db()
    assert (message.delivered_at, message.attempts) == (NOW, 1)
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status, attempt.answer, attempt.error) == (200, "ok", "")
    assert deliver() == 0, "once it arrived it is not sent again"


def test_a_failure_is_tried_again_under_the_same_id_and_text(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    webhooks.send_test(endpoint, by=administrator, at=NOW)
    receiver.status = 500
    assert deliver() == 0
    assert deliver(NOW + dt.timedelta(seconds=1)) == 0, "it rests first"
    assert len(receiver.calls) == 1
    receiver.status = 204
    receiver.body = b""
    assert deliver(NOW + HOUR) == 1
    first, second = receiver.calls
    assert (first[1]["webhook-id"], first[2]) == (second[1]["webhook-id"], second[2])
    assert list(WebhookAttempt.objects.order_by("pk").values_list("status", flat=True)) == [
        500, 204,
    ]  # fmt: skip
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since) == (0, None)


def test_waits_grow_and_differ_and_the_last_failure_gives_up(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "deliver", lambda *_a: Outcome("connection"))
    monkeypatch.setattr(deliveries, "OFF_AFTER", 1000 * DAY)
    waits = [deliveries.wait_after(number).total_seconds() for number in range(1, 11)]
    assert all(0.8 * w <= real <= 1.2 * w for w, real in zip(deliveries.WAITS, waits, strict=False))
    endpoint, _secret = make_endpoint(administrator, "http://127.0.0.1:9/")
    message = webhooks.send_test(endpoint, by=administrator, at=NOW)
    for number in range(deliveries.MAX_ATTEMPTS + 3):
        deliver(NOW + 3 * number * DAY)
    message.refresh_from_db()
    assert (message.attempts, message.error) == (deliveries.MAX_ATTEMPTS, "connection")
    assert message.failed_at is not None
    assert WebhookAttempt.objects.count() == deliveries.MAX_ATTEMPTS


def test_one_that_fails_for_days_is_switched_off_and_who_answers_for_it_is_told(
    administrator: User, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "deliver", lambda *_a: Outcome("timeout"))
    owner = make_service_user("alerts:read", responsible=risk_officer)
    endpoint, _secret = make_endpoint(administrator, "http://127.0.0.1:9/", owner=owner)
    for _number in range(20):
        webhooks.send_test(endpoint, by=administrator, at=NOW)
    for hours in range(0, 6 * 24, 4):
        deliver(NOW + hours * HOUR)
    endpoint.refresh_from_db()
    assert endpoint.disabled_because == "failing"
    assert endpoint.disabled_at is not None
    assert endpoint.disabled_at > NOW + 5 * DAY - HOUR
    assert not WebhookMessage.objects.waiting().exists()
    told = Notice.objects.filter(kind="webhook_off")
    assert {notice.person_id for notice in told} == {administrator.pk, risk_officer.pk}
    calls = WebhookAttempt.objects.count()
    deliver(NOW + 20 * DAY)
    assert WebhookAttempt.objects.count() == calls


def test_a_receiver_that_is_gone_is_switched_off_at_once(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    webhooks.send_test(endpoint, by=administrator, at=NOW)
    receiver.status = 410
    deliver()
    endpoint.refresh_from_db()
    assert (endpoint.disabled_at, endpoint.disabled_because) == (NOW, "gone")


def test_a_hanging_receiver_holds_up_nobody_else(
    administrator: User, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = deliveries.deliver, []

    def hang(url: str, *rest: Any) -> Outcome:
        tried.append(url)
        return Outcome("timeout") if ":9/" in url else real(url, *rest)

    monkeypatch.setattr(deliveries, "deliver", hang)
    bad, _secret = make_endpoint(administrator, "http://127.0.0.1:9/")
    good, _secret = make_endpoint(administrator, receiver.url)
    for endpoint in (bad, good):
        for _number in range(3):
            webhooks.send_test(endpoint, by=administrator, at=NOW)
    assert deliver() == 3
    assert tried.count("http://127.0.0.1:9/") == 1, "it has one turn, then it rests"


def test_a_message_whose_worker_died_is_sent_again_when_its_claim_ends(
    administrator: User, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_said: Any, **_more: Any) -> None:
        raise Killed

    endpoint, _secret = make_endpoint(administrator, receiver.url)
    webhooks.send_test(endpoint, by=administrator, at=NOW)
    note = deliveries._note
    monkeypatch.setattr(deliveries, "_note", die)
    with pytest.raises(Killed):
        deliver()
    monkeypatch.setattr(deliveries, "_note", note)
    assert deliver() == 0, "somebody may still be at it"
    assert deliver(NOW + HOUR) == 1
    assert len({call[1]["webhook-id"] for call in receiver.calls}) == 1
    assert len(receiver.calls) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    for _number in range(8):
        webhooks.send_test(endpoint, by=administrator, at=NOW)

    def work() -> None:
        try:
            deliver()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [call[1]["webhook-id"] for call in receiver.calls]
    assert len(ids) == len(set(ids)) == 8
    assert WebhookMessage.objects.filter(delivered_at__isnull=False).count() == 8


def test_after_a_rotation_both_secrets_sign_until_the_grace_is_over(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, first = make_endpoint(administrator, receiver.url)
    second = webhooks.rotate_secret(endpoint, by=administrator, at=NOW)
    for at in (NOW + HOUR, NOW + 25 * HOUR):
        webhooks.send_test(endpoint, by=administrator, at=at)
        deliver(at)
    during, after = receiver.calls
    assert signatures(during) == [signed_by(second, during), signed_by(first, during)]
    assert signatures(after) == [signed_by(second, after)]


def test_what_arrived_or_was_given_up_can_be_sent_again_and_what_is_on_its_way_cannot(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    message = webhooks.send_test(endpoint, by=administrator, at=NOW)
    with pytest.raises(Refused) as refused:
        webhooks.send_again(message, by=administrator, at=NOW)
    assert refused.value.code == "on_its_way"
    deliver()
    webhooks.send_again(message, by=administrator, at=NOW)
    assert deliver(NOW + HOUR) == 1
    first, second = receiver.calls
    assert (first[1]["webhook-id"], first[2]) == (second[1]["webhook-id"], second[2])
    assert first[1]["webhook-timestamp"] != second[1]["webhook-timestamp"]
    webhooks.switch_webhook(endpoint, on=False, by=administrator, at=NOW)
    message = WebhookMessage.objects.select_related("endpoint").get()
    with pytest.raises(Refused) as refused:
        webhooks.send_again(message, by=administrator, at=NOW)
    assert refused.value.code == "switched_off"


def test_an_internal_address_is_refused_when_made_and_again_at_each_attempt(
    administrator: User, receiver: Receiver, settings: Any
) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    message = webhooks.send_test(endpoint, by=administrator, at=NOW)
    settings.WEBHOOK_INTERNAL_HOSTS = []
    with pytest.raises(Refused) as refused:
        make_endpoint(administrator, receiver.url)
    assert refused.value.code == "internal_address"
    deliver()
    message.refresh_from_db()
    assert (message.error, receiver.calls) == ("forbidden", [])


def test_a_webhook_needs_a_key_that_may_see_what_it_tells(administrator: User) -> None:
    for said, code in (
        ({"events": ["case.opened"]}, "no_right_to_event"),
        ({"events": []}, "no_event"),
        ({"events": ["webhook.test"]}, "unknown_event"),
        ({"owner": administrator}, "wrong_owner"),
    ):
        with pytest.raises(Refused) as refused:
            make_endpoint(administrator, "http://127.0.0.1:9/", **said)
        assert refused.value.code == code


def test_nobody_without_the_right_makes_or_touches_a_webhook(
    administrator: User, auditor: User, risk_officer: User
) -> None:
    endpoint, _secret = make_endpoint(administrator, "http://127.0.0.1:9/")
    for person in (auditor, risk_officer):
        for act in (
            lambda by: make_endpoint(by, "http://127.0.0.1:9/"),
            lambda by: webhooks.rotate_secret(endpoint, by=by, at=NOW),
            lambda by: webhooks.switch_webhook(endpoint, on=False, by=by, at=NOW),
            lambda by: webhooks.send_test(endpoint, by=by, at=NOW),
        ):
            with pytest.raises(Refused) as refused:
                act(person)
            assert refused.value.code == "no_right"


def test_a_secret_that_cannot_be_read_any_more_is_no_bar_to_a_new_one(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, _lost = make_endpoint(administrator, receiver.url)
    endpoint.secrets.update(sealed="sealed with another key")
    webhooks.send_test(endpoint, by=administrator, at=NOW)
    assert deliver() == 0
    assert WebhookMessage.objects.get().error == "secret"
    secret = webhooks.rotate_secret(endpoint, by=administrator, at=NOW)
    assert deliver(NOW + HOUR) == 1
    (call,) = receiver.calls
    assert signatures(call) == [signed_by(secret, call)]


def test_nothing_is_told_on_behalf_of_a_key_that_ended(
    administrator: User, receiver: Receiver
) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    webhooks.send_test(endpoint, by=administrator, at=NOW)
    ApiKey.objects.create(
        user=endpoint.owner, name="ERP", prefix="erp", secret_hash=b"", created_at=NOW - DAY,
        expires_at=NOW,
    )  # fmt: skip
    assert (deliver(), receiver.calls) == (0, [])
    with pytest.raises(Refused) as refused:
        webhooks.send_test(endpoint, by=administrator, at=NOW)
    assert refused.value.code == "key_ended"
    with pytest.raises(Refused) as refused:
        make_endpoint(administrator, receiver.url, owner=endpoint.owner)
    assert refused.value.code == "wrong_owner"
    deliveries.purge_webhooks(at=NOW + 61 * DAY)
    assert not WebhookMessage.objects.exists()


def test_done_messages_are_forgotten_after_a_month(administrator: User, receiver: Receiver) -> None:
    endpoint, _secret = make_endpoint(administrator, receiver.url)
    webhooks.send_test(endpoint, by=administrator, at=NOW)
    deliver()
    waiting = webhooks.send_test(endpoint, by=administrator, at=NOW)
    deliveries.purge_webhooks(at=NOW + 31 * DAY)
    assert list(WebhookMessage.objects.all()) == [waiting]
