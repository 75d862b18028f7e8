"""Pages and API of webhooks: who may, what is shown once, what is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from monitoring.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_service_user
from tests.monitoring.readings import NOON

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
Call = Callable[[User], APIClient]
URL = "https://93.184.216.34/hooks"


@pytest.fixture
def endpoint(administrator: User) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        url=URL, description="ERP", events=["alert.raised"], created_by=administrator,
        owner=make_service_user("alerts:read", "webhooks:write"), created_at=NOON,
    )  # fmt: skip


@pytest.fixture
def message(endpoint: WebhookEndpoint) -> WebhookMessage:
    message = WebhookMessage.objects.create(
        message_id="msg_abc", endpoint=endpoint, event="alert.raised", key="alert:1",
        customer=make_customer(), payload='{"type":"alert.raised"}', created_at=NOON,
        failed_at=NOON, error="status", attempts=10,
    )  # fmt: skip
    WebhookAttempt.objects.create(
        message=message, at=NOON, status=503, milliseconds=120, error="status",
        answer="<script>down</script>",
    )  # fmt: skip
    return message


def test_a_webhook_is_made_and_its_secret_is_shown_once(
    administrator: User, client_for: Sign
) -> None:
    from riskcrm.accounts.services import create_api_key
    from riskcrm.audit.services import SYSTEM

    key = create_api_key(name="ERP", scopes=["alerts:read"], by=SYSTEM, at=NOON)[0]
    client = client_for(administrator)
    said = {"url": URL, "events": ["alert.raised"], "owner": key.user_id, "description": "ERP"}
    made = client.post("/settings/webhooks/new/", said)
    assert made["Location"] == "/settings/webhooks/secret/"
    shown = client.get("/settings/webhooks/secret/").content.decode()
    assert "whsec_" in shown
    assert client.get("/settings/webhooks/secret/").status_code == 302
    endpoint = WebhookEndpoint.objects.get()
    page = client.get(f"/settings/webhooks/{endpoint.pk}/").content.decode()
    assert URL in page
    assert "whsec_" not in page
    assert "whsec_" not in str(Event.objects.get(verb="create_webhook").content)
    wrong = client.post("/settings/webhooks/new/", said | {"url": "https://10.0.0.1/"})
    assert wrong.status_code == 422
    assert "internal address" in wrong.content.decode()


def test_the_log_shows_status_answer_and_time_and_sends_again(
    administrator: User, message: WebhookMessage, client_for: Sign
) -> None:
    client = client_for(administrator)
    page = client.get("/settings/webhooks/messages/?state=failed").content.decode()
    assert "503" in page
    assert (
        client.get("/settings/webhooks/messages/?state=delivered").content.decode().count("msg_abc")
        == 0
    )
    detail = client.get(f"/settings/webhooks/messages/{message.pk}/").content.decode()
    assert "&lt;script&gt;down&lt;/script&gt;" in detail
    assert "120" in detail
    client.post(f"/settings/webhooks/messages/{message.pk}/resend/")
    message.refresh_from_db()
    assert (message.attempts, message.failed_at) == (0, None)
    assert Event.objects.filter(verb="resend_webhook_message").count() == 1


def test_an_auditor_reads_and_changes_nothing(
    auditor: User, message: WebhookMessage, client_for: Sign
) -> None:
    client, root = client_for(auditor), "/settings/webhooks/"
    pk = message.endpoint_id
    for path in ("", "messages/", f"{pk}/", f"messages/{message.pk}/"):
        page = client.get(root + path)
        assert page.status_code == 200
        assert "resend/" not in page.content.decode()
    for path in (f"{pk}/secret/", f"{pk}/switch/", f"{pk}/test/", f"messages/{message.pk}/resend/"):
        assert client.post(root + path).status_code == 403
    assert client.get(f"{root}new/").status_code == 403


def test_others_see_no_webhooks_at_all(
    risk_officer: User, account_manager: User, endpoint: WebhookEndpoint, client_for: Sign
) -> None:
    for person in (risk_officer, account_manager):
        assert client_for(person).get("/settings/webhooks/").status_code == 403


def test_it_is_switched_off_and_on_and_given_another_address(
    administrator: User, endpoint: WebhookEndpoint, client_for: Sign
) -> None:
    client, page = client_for(administrator), f"/settings/webhooks/{endpoint.pk}/"
    client.post(f"{page}test/")
    client.post(f"{page}switch/", {"on": "0"})
    endpoint.refresh_from_db()
    assert endpoint.disabled_because == "person"
    assert WebhookMessage.objects.get().error == "off"
    assert "Switched off" in client.get(page).content.decode()
    client.post(f"{page}switch/", {"on": "1"})
    said = {"url": f"{URL}/2", "events": ["alert.raised", "alert.cleared"], "description": ""}
    assert client.post(f"{page}edit/", said).status_code == 302
    endpoint.refresh_from_db()
    assert endpoint.is_enabled
    assert (endpoint.url, endpoint.events) == (f"{URL}/2", ["alert.raised", "alert.cleared"])


# --- the API -------------------------------------------------------------------------------------


def test_a_key_keeps_webhooks_of_its_own_and_sees_no_others(
    endpoint: WebhookEndpoint, message: WebhookMessage, api_client_for: Call
) -> None:
    mine = make_service_user("alerts:read", "webhooks:write")
    client = api_client_for(mine)
    said = {"url": URL, "events": ["alert.raised"]}
    made = client.post("/api/v1/webhooks/", said)
    assert made.status_code == 201
    assert "secret" not in made.data, "the answer is kept to be told again"
    pk = made.data["id"]
    assert [row["id"] for row in client.get("/api/v1/webhooks/").data["results"]] == [pk]
    assert "secret" not in client.get(f"/api/v1/webhooks/{pk}/").data
    assert client.get(f"/api/v1/webhooks/{endpoint.pk}/").status_code == 404
    assert client.get(f"/api/v1/webhook-messages/{message.pk}/").status_code == 404
    stolen = client.post("/api/v1/webhooks/", said | {"owner": endpoint.owner.username})
    assert (stolen.status_code, stolen.data["code"]) == (409, "wrong_owner")
    blind = client.post("/api/v1/webhooks/", said | {"events": ["case.opened"]})
    assert (blind.status_code, blind.data["code"]) == (409, "no_right_to_event")


def test_a_webhook_is_changed_with_its_etag_rotated_tested_and_sent_again(
    endpoint: WebhookEndpoint, message: WebhookMessage, api_client_for: Call
) -> None:
    client, address = api_client_for(endpoint.owner), f"/api/v1/webhooks/{endpoint.pk}/"
    tag = client.get(address)["ETag"]
    changed = client.patch(address, {"description": "BI"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.data["description"]) == (200, "BI")
    assert client.patch(address, {"url": URL}, headers={"If-Match": tag}).status_code == 412
    assert client.patch(address, {"url": URL}).status_code == 428
    assert client.post(f"{address}rotate-secret/").data["secret"].startswith("whsec_")
    assert client.post(f"{address}test/").status_code == 202
    resend = f"/api/v1/webhook-messages/{message.pk}/resend/"
    assert client.post(resend).status_code == 202
    again = client.post(resend)
    assert (again.status_code, again.data["code"]) == (409, "on_its_way")
    detail = client.get(f"/api/v1/webhook-messages/{message.pk}/").data
    assert detail["tries"][0]["status"] == 503
    off = client.patch(address, {"is_enabled": False}, headers={"If-Match": "*"})
    assert off.data["disabled_because"] == "person"


def test_a_key_without_the_scope_is_refused(api_client_for: Call) -> None:
    client = api_client_for(make_service_user("alerts:read"))
    assert client.get("/api/v1/webhooks/").status_code == 403
    reader = api_client_for(make_service_user("webhooks:read"))
    assert reader.get("/api/v1/webhooks/").status_code == 200
    said: dict[str, Any] = {"url": URL, "events": ["alert.raised"]}
    assert reader.post("/api/v1/webhooks/", said).status_code == 403
