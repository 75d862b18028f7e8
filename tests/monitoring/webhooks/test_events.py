"""Other systems are told once of what their key sees, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitoring.models import AlertNews, WebhookCursor, WebhookEndpoint, WebhookMessage
from monitoring.services.alert_news import tell_alert_news
from monitoring.services.webhook_messages import tell_acts, tell_credit_changes
from removal.services import reject_case
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.services import seal
from scoring.models import CreditChange, Rating
from scoring.services.credit_changes import number_changes
from tests.factories import make_customer, make_person, make_service_user
from tests.monitoring.readings import NOON, make_alert
from tests.removal.cases import make_case
from tests.removal.restricted.marks import mark_wholly

pytestmark = pytest.mark.django_db
SCOPES = ("alerts:read", "removal-cases:read", "scores:read", "credit-checks:ask",
          "customers:read")  # fmt: skip
EVENTS = ["alert.raised", "alert.graver", "alert.cleared", "tier.changed", "case.opened",
          "case.decided", "case.closed", "credit_restriction.changed"]  # fmt: skip


def make_endpoint(admin: User, *, scopes: tuple[str, ...] = SCOPES, **said: Any) -> WebhookEndpoint:
    fields = {"events": EVENTS, "url": "https://93.184.216.34/"} | said
    owner = make_service_user(*scopes, team=fields.pop("team", None))
    return WebhookEndpoint.objects.create(owner=owner, created_by=admin, created_at=NOON, **fields)


def told(endpoint: WebhookEndpoint) -> list[str]:
    return list(endpoint.messages.order_by("pk").values_list("event", flat=True))


def news(alert: Any, *kinds: str) -> None:
    AlertNews.objects.all().delete()
    for kind in kinds:
        AlertNews.objects.create(alert=alert, kind=kind, at=NOON)


def test_alerts_are_told_thinly_and_once(administrator: User) -> None:
    endpoint = make_endpoint(administrator)
    customer = make_customer(number="C-77", name="Secret Name Ltd")
    alert = make_alert(customer)
    news(alert, "raised", "graver", "cleared")
    tell_alert_news(at=NOON)
    tell_alert_news(at=NOON)
    assert told(endpoint) == ["alert.raised", "alert.graver", "alert.cleared"]
    payload = endpoint.messages.first().payload  # type: ignore[union-attr]
    said = json.loads(payload)
    assert said == {
        "type": "alert.raised",
        "timestamp": NOON.isoformat(),
        "data": {
            "id": alert.pk, "rule": "max_dpd", "severity": alert.severity,
            "customer": {"id": customer.pk, "number": "C-77"},
            "url": f"/api/v1/alerts/{alert.pk}/",
        },
    }  # fmt: skip
    assert "Secret" not in payload


def test_links_begin_with_the_public_address(administrator: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://crm.example"
    endpoint = make_endpoint(administrator)
    news(make_alert(make_customer()), "raised")
    tell_alert_news(at=NOON)
    said = json.loads(endpoint.messages.get().payload)
    assert said["data"]["url"].startswith("https://crm.example/api/v1/alerts/")


def test_a_key_of_one_team_is_told_nothing_of_another(
    administrator: User, team: Any, other_team: Any
) -> None:
    north, south = (make_endpoint(administrator, team=each) for each in (team, other_team))
    news(make_alert(make_customer(team=team)), "raised")
    tell_alert_news(at=NOON)
    assert (told(north), told(south)) == (["alert.raised"], [])


def test_what_the_key_may_not_see_or_did_not_ask_for_is_not_told(administrator: User) -> None:
    blind = make_endpoint(administrator, scopes=("customers:read",))
    other = make_endpoint(administrator, events=["case.closed"])
    off = make_endpoint(administrator, disabled_at=NOON, disabled_because="person")
    revoked = make_endpoint(administrator)
    User.objects.filter(pk=revoked.owner_id).update(is_active=False)
    news(make_alert(make_customer()), "raised")
    tell_alert_news(at=NOON)
    assert [told(each) for each in (blind, other, off, revoked)] == [[], [], [], []]


def test_acts_on_cases_are_told_from_their_place_in_the_chain(
    administrator: User, account_manager: User, risk_officer: User
) -> None:
    old = make_case(make_customer(manager=account_manager), by=account_manager)
    seal(at=NOON)
    endpoint = make_endpoint(administrator)
    assert tell_acts(at=NOON) == 0, "nobody asked for what was before"
    reject_case(old, by=risk_officer, reason="They have a plan.", at=NOON)
    assert tell_acts(at=NOON) == 0, "it has no place yet"
    seal(at=NOON)
    assert tell_acts(at=NOON) > 0
    assert told(endpoint) == ["case.decided", "case.closed"]
    said = json.loads(endpoint.messages.first().payload)  # type: ignore[union-attr]
    assert said["data"]["id"] == old.pk
    assert "plan" not in str(said)
    WebhookCursor.objects.update(position=0)
    tell_acts(at=NOON)
    assert told(endpoint).count("case.decided") == 1, "told again from the start it is told once"


def test_tiers_and_restrictions_are_told_from_the_numbered_feed(administrator: User) -> None:
    customer = make_customer()
    number_changes(at=NOON)
    endpoint = make_endpoint(administrator)
    tell_credit_changes(at=NOON)
    Rating.objects.filter(customer=customer).update(tier="high")
    CreditChange.objects.create(customer=customer, kind="reduction", recorded_at=NOON)
    CreditChange.objects.create(customer=customer, kind="limit", recorded_at=NOON)
    CreditChange.objects.create(customer=None, kind="policy", recorded_at=NOON)
    assert tell_credit_changes(at=NOON) == 0, "they have no place yet"
    number_changes(at=NOON)
    assert tell_credit_changes(at=NOON) >= 3
    assert sorted(told(endpoint)) == ["credit_restriction.changed", "tier.changed"]
    assert tell_credit_changes(at=NOON) == 0


def test_many_news_take_as_many_queries_as_few(
    administrator: User, account_manager: User, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_endpoint(administrator)
    alerts = [make_alert(make_customer(manager=account_manager)) for _number in range(6)]
    counts = []
    for some in (alerts[:1], alerts[1:]):
        AlertNews.objects.all().delete()
        for alert in some:
            AlertNews.objects.create(alert=alert, kind="raised", at=NOON)
        with CaptureQueriesContext(connection) as queries:
            assert tell_alert_news(at=NOON) == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert WebhookMessage.objects.count() == 6


def test_what_the_compartment_does_is_told_to_nobody(
    administrator: User, account_manager: User
) -> None:
    officer = make_person(roles.COMPLIANCE_OFFICER)
    customer = make_customer(team=account_manager.team)
    make_case(customer, by=account_manager)
    make_endpoint(administrator)
    for tell in (tell_acts, tell_credit_changes):
        seal(at=NOON)
        number_changes(at=NOON)
        tell(at=NOON)
    before = WebhookMessage.objects.count()
    mark_wholly(customer, by=officer)
    seal(at=NOON)
    number_changes(at=NOON)
    tell_acts(at=NOON)
    tell_credit_changes(at=NOON)
    tell_alert_news(at=NOON)
    assert WebhookMessage.objects.count() == before
