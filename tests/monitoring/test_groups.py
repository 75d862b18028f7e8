"""What groups owe together, and the pages of groups and related parties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from customers import services
from customers.models import Customer, CustomerGroup, GroupMembership, RelatedParty
from customers.services import PartyRow
from monitoring.groups import standings
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer
from tests.monitoring.readings import read

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)
ClientFor = Callable[[User], Client]


def join(group: CustomerGroup, customer: Customer, by: User) -> GroupMembership:
    return services.add_member(group, customer, by=by, at=timezone.now(), from_date=DAY)


@pytest.fixture
def group(risk_officer: User) -> CustomerGroup:
    return services.create_group(by=risk_officer, at=timezone.now(), code="HY", name="Hengyuan")


@pytest.fixture
def members(
    group: CustomerGroup, account_manager: User, outsider: User, risk_officer: User
) -> list[Customer]:
    """Two of the manager's and one of another team's, with what they owe."""
    found = []
    for number, manager, exposure in (
        ("A", account_manager, 100),
        ("B", account_manager, 300),
        ("C", outsider, 1000),
    ):
        customer = make_customer(number, name=f"Member {number}", manager=manager)
        read(customer, exposure=exposure, overdue=exposure / 2, credit_limit=Decimal(400))
        join(group, customer, risk_officer)
        found.append(customer)
    return found


@pytest.mark.usefixtures("members")
def test_exposure_adds_up_over_the_members_one_sees(
    group: CustomerGroup, risk_officer: User, account_manager: User
) -> None:
    whole = standings([group], risk_officer, day=today())[group.pk]
    assert (whole.members, whole.hidden, whole.exposure, whole.overdue) == (3, 0, 1400, 700)
    assert (whole.limit, whole.use) == (1200, Decimal(1400) / 1200)
    part = standings([group], account_manager, day=today())[group.pk]
    assert (part.members, part.hidden, part.exposure, part.use) == (2, 1, 400, None)


@pytest.mark.usefixtures("members")
def test_the_groups_own_limit_counts_before_the_members(
    group: CustomerGroup, risk_officer: User
) -> None:
    group = services.change_group(
        group, by=risk_officer, at=timezone.now(), version=1, credit_limit=Decimal(700)
    )
    assert standings([group], risk_officer, day=today())[group.pk].use == 2


def test_a_group_without_members_owes_nothing(group: CustomerGroup, risk_officer: User) -> None:
    empty = standings([group], risk_officer, day=today())[group.pk]
    assert (empty.members, empty.exposure, empty.limit, empty.use) == (0, 0, None, None)


def test_the_list_asks_the_same_number_of_queries_however_long(
    group: CustomerGroup, risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(risk_officer)

    def queries(code: str) -> int:
        more = services.create_group(by=risk_officer, at=timezone.now(), code=code, name=code)
        join(more, make_customer(), risk_officer)
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/groups/").status_code == 200
        return len(caught)

    queries("a")
    assert queries("b") == queries("c")


@pytest.mark.usefixtures("members")
def test_the_group_page_shows_what_one_may_see(
    group: CustomerGroup,
    account_manager: User,
    outsider: User,
    teammate: User,
    nobody: User,
    client_for: ClientFor,
) -> None:
    path = f"/groups/{group.pk}/"
    assert Client().get(path).status_code == 302
    assert client_for(nobody).get(path).status_code == 403
    page = client_for(account_manager).get(path).content.decode()
    assert "Member A" in page
    assert "Member C" not in page
    assert "out of your reach" in page
    lonely = GroupMembership.objects.exclude(customer__manager=outsider)
    lonely.delete()
    assert client_for(account_manager).get(path).status_code == 404


@pytest.mark.usefixtures("members")
def test_groups_are_found_by_name_code_and_member(
    risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(risk_officer)
    for query, found in (("q=heng", True), ("q=hy", True), ("q=zz", False), ("member=A", True),
                         ("member=Z", False)):  # fmt: skip
        assert ("Hengyuan" in client.get(f"/groups/?{query}").content.decode()) == found, query


def test_a_person_makes_a_group_and_fills_it(
    account_manager: User, outsider: User, client_for: ClientFor
) -> None:
    make_customer("N1", manager=account_manager)
    make_customer("N9", manager=outsider)
    client = client_for(account_manager)
    made: Any = client.post("/groups/new/", {"code": "G", "name": "Ours"})
    group = CustomerGroup.objects.get()
    assert made["Location"] == f"/groups/{group.pk}/"
    add = f"/groups/{group.pk}/members/new/"
    assert client.post(add, {"number": "N9", "from_date": "2026-01-01"}).status_code == 422
    assert client.post(add, {"number": "N1", "from_date": "2026-01-01"}).status_code == 302
    member = GroupMembership.objects.get()
    end = f"/group-memberships/{member.pk}/end/"
    assert client.get(end).status_code == 200
    assert client.post(end, {"until_date": "2026-02-01"}).status_code == 302
    assert "Former members" in client.get(f"/groups/{group.pk}/").content.decode()
    edit = {"code": "G", "name": "Theirs", "version": 1}
    assert client.post(f"/groups/{group.pk}/edit/", edit).status_code == 302


@pytest.fixture
def party(members: list[Customer], risk_officer: User) -> RelatedParty:
    row = PartyRow(customer="A", kind="guarantor", other="C", guarantee_amount=Decimal(50),
                   guarantee_currency="USD")  # fmt: skip
    return services.save_party(row, by=risk_officer, at=timezone.now())


def test_the_panel_shows_both_directions_and_the_group(
    party: RelatedParty, risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(risk_officer)
    of_a = client.get(f"/customers/{party.customer_id}/related-parties/").content.decode()
    assert "Hengyuan" in of_a
    assert "Member C" in of_a
    of_c = client.get(f"/customers/{party.other_id}/related-parties/").content.decode()
    assert "Behind whom this customer stands" in of_c
    assert "Member A" in of_c


def test_a_party_out_of_reach_is_not_named(
    party: RelatedParty, account_manager: User, outsider: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    panel = client.get(f"/customers/{party.customer_id}/related-parties/").content.decode()
    assert "Member C" not in panel
    assert "a customer out of your reach" in panel
    assert "Member C" not in client.get("/related-parties/").content.decode()
    assert client.get("/related-parties/?q=C").status_code == 200
    assert client.get(f"/related-parties/{party.pk}/edit/").status_code == 404
    theirs = client_for(outsider)
    assert theirs.get(f"/customers/{party.customer_id}/related-parties/").status_code == 404
    assert theirs.get(f"/related-parties/{party.pk}/edit/").status_code == 404
    other = theirs.get(f"/customers/{party.other_id}/related-parties/").content.decode()
    assert "Member A" not in other


def test_a_person_enters_and_changes_a_party_and_another_verifies_it(
    members: list[Customer], account_manager: User, risk_officer: User, client_for: ClientFor
) -> None:
    client = client_for(account_manager)
    new = f"/customers/{members[0].pk}/related-parties/new/"
    said = {"kind": "owner", "name": "Wang Lei", "share_percent": "60"}
    assert client.post(new, {**said, "other": "B"}).status_code in (409, 422)
    assert client.post(new, said).status_code == 302
    party = RelatedParty.objects.get()
    edit = f"/related-parties/{party.pk}/edit/"
    seen = party.recorded_at.isoformat()
    assert client.post(edit, {**said, "share_percent": "40", "seen": seen}).status_code == 302
    stale = client.post(edit, {**said, "share_percent": "30", "seen": seen})
    assert stale.status_code == 409
    party.refresh_from_db()
    verify = f"/related-parties/{party.pk}/verify/"
    how = {"how": "register", "seen": party.recorded_at.isoformat()}
    own = client.post(verify, how, follow=True)
    assert "somebody else has to verify it" in own.content.decode()
    client_for(risk_officer).post(verify, how)
    party.refresh_from_db()
    assert (party.share_percent, party.verified_by) == (40, risk_officer)


@pytest.mark.usefixtures("party")
def test_parties_are_listed_and_filtered(risk_officer: User, client_for: ClientFor) -> None:
    client = client_for(risk_officer)
    for query, found in (("kind=guarantor", True), ("kind=owner", False), ("q=C", True),
                         ("in_force=true", True), ("in_force=false", False),
                         ("verified=true", False)):  # fmt: skip
        page = client.get(f"/related-parties/?{query}").content.decode()
        assert ("Member C" in page) == found, query


@pytest.mark.usefixtures("members")
def test_the_api_says_where_a_group_stands(
    group: CustomerGroup, account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    api = api_client_for(account_manager)
    [row] = api.get("/api/v1/groups/").json()["results"]
    assert row["standing"] == {
        "members": 2, "members_out_of_reach": 1, "exposure": "400.00", "overdue": "200.00",
        "limit": "800.00", "worst_tier": "unrated",
    }  # fmt: skip
    assert api.get(f"/api/v1/groups/{group.pk}/").json()["standing"]["exposure"] == "400.00"
