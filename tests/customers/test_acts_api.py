"""Acts and changes over the API: who may do them, what they leave, and how they are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import resolve, reverse
from rest_framework.test import APIClient

from customers.api.acts import ActView
from customers.api.kept import Changing, Making
from customers.models import Mention
from customers.records import KINDS, Kind
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.customers import acts
from tests.customers.acts import Case, World, note, step, task
from tests.customers.records import make_fact
from tests.factories import make_customer, make_person, make_service_user
from tests.monitoring import acts as monitoring_acts
from tests.removal import acts as removal_acts
from tests.scoring import acts as scoring_acts
from tests.web.test_every_route import ALL

pytestmark = pytest.mark.django_db
ApiFor = Callable[[User], APIClient]
CASES = (*acts.CASES, *scoring_acts.CASES, *removal_acts.CASES, *monitoring_acts.CASES)
EACH = pytest.mark.parametrize("case", CASES, ids=str)


@pytest.fixture
def world(
    account_manager: User, teammate: User, risk_officer: User, head_of_risk: User,
    administrator: User, auditor: User, own_media: None,
) -> World:  # fmt: skip
    customer = make_customer("N1", name="Acme", manager=account_manager, team=account_manager.team)
    people = {
        "account_manager": account_manager, "teammate": teammate, "risk_officer": risk_officer,
        "head_of_risk": head_of_risk, "administrator": administrator,
        "auditor": auditor,
        "erp": make_service_user("reductions:confirm"),
    }  # fmt: skip
    return World(customer, people)


def address_of(case: Case, row: Any) -> str:
    if isinstance(row, dict):
        return reverse(case.route, kwargs=row)
    return reverse(case.route, args=[row.pk] if row is not None else [])


def send(api: APIClient, case: Case, url: str, words: dict[str, Any]) -> Any:
    call = getattr(api, case.method)
    return call(url, words, format="json", headers={"If-Match": "*"})


def said(case: Case, world: World, row: Any) -> dict[str, Any]:
    return case.said(world, row) if callable(case.said) else case.said


@EACH
def test_who_may_does_it_and_the_audit_is_told_as_by_the_page(
    case: Case, world: World, api_client_for: ApiFor
) -> None:
    row = case.made(world)
    url, words = address_of(case, row), said(case, world, row)
    api = api_client_for(world.people[case.by])
    before = set(Event.objects.values_list("pk", flat=True))
    answer = send(api, case, url, words)
    assert answer.status_code == case.status, answer.content
    verbs = set(Event.objects.exclude(pk__in=before).values_list("verb", flat=True))
    assert case.verb in verbs if case.verb else not verbs


@EACH
def test_who_has_no_role_may_not(
    case: Case, world: World, nobody: User, api_client_for: ApiFor
) -> None:
    row = case.made(world)
    words = said(case, world, row)
    assert send(api_client_for(nobody), case, address_of(case, row), words).status_code == 403


@pytest.mark.parametrize("case", [c for c in CASES if c.of_customer], ids=str)
def test_to_another_team_there_is_no_such_row(
    case: Case, world: World, outsider: User, api_client_for: ApiFor
) -> None:
    row = case.made(world)
    url, words = address_of(case, row), said(case, world, row)
    needed = resolve(url).func.view_class.permissions[case.method.upper()]  # type: ignore[attr-defined]
    codes = frozenset((needed,) if isinstance(needed, str) else needed)
    outsider.user_permissions.set(roles.permission_rows(codes))
    assert send(api_client_for(outsider), case, url, words).status_code == 404


@EACH
def test_wrong_words_are_answered_with_their_field(
    case: Case, world: World, api_client_for: ApiFor
) -> None:
    url = address_of(case, case.made(world))
    api = api_client_for(world.people[case.by])
    before = Event.objects.count()
    answer = send(api, case, url, case.wrong)
    assert answer.status_code == 400, answer.content
    assert [error["field"] for error in answer.json()["errors"]] == [case.field]
    assert Event.objects.count() == before


def test_each_act_and_change_of_the_api_is_tried_here() -> None:
    bases = (ActView, Making, Changing)
    known = {
        (method, route.name)
        for route in ALL
        if route.is_api_view and issubclass(route.view_class, bases)
        for method in ("post", "patch")
        if hasattr(route.view_class, method)
    }
    voids = {("post", f"api-{kind.name}-void") for kind in KINDS.values()}
    assert known - voids - {(case.method, case.route) for case in CASES} == set()


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_fact_of_each_kind_is_voided_with_the_reason(
    kind: Kind, world: World, outsider: User, nobody: User, api_client_for: ApiFor
) -> None:
    fact = make_fact(kind, world.customer)
    url = reverse(f"api-{kind.name}-void", args=[fact.pk])
    words = {"reason": "entered twice"}
    assert api_client_for(nobody).post(url, words).status_code == 403
    assert api_client_for(outsider).post(url, words).status_code == 404
    api = api_client_for(world.officer)
    assert api.post(url, {}).json()["errors"][0]["field"] == "reason"
    answer = api.post(url, words)
    assert (answer.status_code, answer.json()["is_void"]) == (200, True)
    [event] = Event.objects.filter(verb="void_record")
    assert (event.customer_id, '"reason":"entered twice"' in event.payload.body) == (
        world.customer.pk, True,
    )  # fmt: skip
    assert api.post(url, words).json()["code"] == "already_void"


def test_an_act_sent_again_with_its_key_is_done_once(world: World, api_client_for: ApiFor) -> None:
    url = reverse("api-task-finish", args=[task(world).pk])
    api = api_client_for(world.manager)
    answers = [api.post(url, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Event.objects.filter(verb="finish_task").count() == 1
    assert api.post(url).json()["code"] == "already_settled"


def test_an_act_on_what_somebody_changed_meanwhile_is_refused(
    world: World, api_client_for: ApiFor
) -> None:
    row = step(world)
    url = reverse("api-collectionstep-complete", args=[row.pk])
    api = api_client_for(world.manager)
    assert api.post(url).status_code == 428
    seen = api.get(reverse("api-collectionstep", args=[row.pk]))["ETag"]
    answer = api.post(url, headers={"If-Match": seen})
    assert (answer.status_code, answer.json()["state"]) == (200, "done")
    assert api.post(url, headers={"If-Match": seen}).status_code == 412
    assert api.post(url, headers={"If-Match": answer["ETag"]}).json()["code"] == "not_planned"


def test_a_task_goes_only_to_who_sees_the_customer(
    world: World, outsider: User, api_client_for: ApiFor
) -> None:
    url = reverse("api-task-reassign", args=[task(world).pk])
    answer = api_client_for(world.manager).post(url, {"to": outsider.username})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "to"


def test_reports_about_others_are_not_decided_on_along(
    world: World, api_client_for: ApiFor
) -> None:
    from tests.customers.follow_up import make_event

    mine = make_event(world.customer, by=world.manager)
    other = make_event(make_customer("N2"), by=world.officer)
    url = reverse("api-marketevent-confirm", args=[mine.pk])
    words = {"reason": "court file", "also": [other.pk]}
    answer = api_client_for(world.officer).post(url, words, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "also")


def test_mentions_are_the_callers_own_and_read_at_once(
    world: World, teammate: User, api_client_for: ApiFor
) -> None:
    note(world, content=f"@{teammate.username} look")
    row = Mention.objects.get()
    read = reverse("api-mention-read", args=[row.pk])
    assert api_client_for(world.manager).post(read).status_code == 404
    api = api_client_for(teammate)
    [listed] = api.get(reverse("api-mentions"), {"unread": "1"}).json()["results"]
    assert (listed["id"], listed["by"]) == (row.pk, world.manager.username)
    assert api.post(reverse("api-mentions-read-all")).json() == {"read": 1}
    assert api.get(reverse("api-mentions"), {"unread": "1"}).json()["results"] == []
    stranger = make_person()
    assert api_client_for(stranger).get(reverse("api-mentions")).status_code == 403
    assert api_client_for(stranger).post(reverse("api-mentions-read-all")).status_code == 403
