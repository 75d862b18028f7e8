"""Who stands behind a customer: services, files and the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from customers import services
from customers.models import ContactChange, Customer, CustomerChange, RelatedParty
from customers.services import PartyRow
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, Stale
from tests.customers.files import refused, run, write_csv
from tests.factories import make_customer, make_service_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
OWNER = PartyRow(customer="N1", kind="owner", name="Wang Lei", share_percent=Decimal(60))


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="Hengyuan", manager=account_manager)


@pytest.fixture
def parent(account_manager: User) -> Customer:
    return make_customer("N2", name="Hengyuan Holding", manager=account_manager)


def post(*rows: PartyRow, by: User, at: dt.datetime = NOW) -> list[tuple[str, str]]:
    return [(r.outcome, r.code) for r in services.post_parties(rows, by=by, at=at)]


@pytest.mark.usefixtures("parent")
def test_parties_are_written_once_and_changed_with_their_past(
    customer: Customer, account_manager: User
) -> None:
    rows = [OWNER, PartyRow(customer="N1", kind="parent", other="N2")]
    assert post(*rows, by=account_manager) == [("created", ""), ("created", "")]
    assert post(*rows, by=account_manager) == [("unchanged", ""), ("unchanged", "")]
    assert Event.objects.count() == 1
    changed = PartyRow(**vars(OWNER) | {"share_percent": Decimal(40)})
    assert post(changed, by=account_manager, at=LATER) == [("changed", "")]
    party = RelatedParty.objects.get(kind="owner")
    assert (party.share_percent, party.recorded_at) == (40, LATER)
    was = party.revisions.get()
    assert (was.share_percent, was.recorded_at, was.superseded_at) == (60, NOW, LATER)
    assert CustomerChange.objects.filter(customer=customer).count() == 2


@pytest.mark.usefixtures("customer", "parent")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "friend"}, "kind"),
        ({"name": ""}, "name"),
        ({"other": "N2"}, "name"),
        ({"name": "", "other": "N1"}, "other"),
        ({"share_percent": Decimal(101)}, "share_percent"),
        ({"guarantee_amount": Decimal(5)}, "guarantee_currency"),
        ({"guarantee_amount": Decimal(-5), "guarantee_currency": "USD"}, "guarantee_amount"),
        ({"guarantee_amount": Decimal(5), "guarantee_currency": "usd"}, "guarantee_currency"),
        ({"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 1)}, "valid_until"),
        ({"customer": "N9"}, "customer"),
        ({"name": "", "other": "N9"}, "other"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    account_manager: User, said: dict[str, Any], field: str
) -> None:
    row = PartyRow(**vars(OWNER) | said)
    [result] = services.post_parties([row], by=account_manager, at=NOW)
    assert (result.outcome, result.field) == ("refused", field)
    assert not RelatedParty.objects.exists()


def test_a_party_out_of_reach_is_not_there(
    customer: Customer, account_manager: User, outsider: User
) -> None:
    make_customer("N3", manager=outsider)
    assert post(PartyRow(customer="N1", kind="parent", other="N3"), by=account_manager) == [
        ("refused", "unknown_customer")
    ]
    assert post(OWNER, by=outsider) == [("refused", "unknown_customer")]


def test_the_database_keeps_parties_whole(customer: Customer) -> None:
    for wrong in ({"name": ""}, {"other": customer, "name": ""}, {"share_percent": 120}):
        fields = {"kind": "owner", "name": "X", "source_key": "k", "recorded_at": NOW} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            RelatedParty.objects.create(customer=customer, **fields)  # type: ignore[misc]


@pytest.mark.usefixtures("customer")
def test_another_owner_is_a_change_of_contact_details(account_manager: User) -> None:
    post(OWNER, by=account_manager)
    assert not ContactChange.objects.exists()
    post(PartyRow(customer="N1", kind="owner", name="Zhao Min"), by=account_manager, at=LATER)
    ended = PartyRow(**vars(OWNER) | {"valid_until": dt.date(2026, 3, 1)})
    post(ended, by=account_manager, at=LATER)
    said = ContactChange.objects.order_by("pk").values_list("kind", "old_value", "new_value")
    assert list(said) == [("owner", "", "Zhao Min"), ("owner", "Wang Lei", "")]


@pytest.mark.usefixtures("customer")
def test_a_party_is_entered_once_and_changed_as_it_was_seen(account_manager: User) -> None:
    party = services.save_party(OWNER, by=account_manager, at=NOW)
    with pytest.raises(Refused) as known:
        services.save_party(OWNER, by=account_manager, at=NOW)
    assert known.value.code == "party_known"
    said = vars(OWNER) | {"source_key": party.source_key, "note": "seen"}
    services.save_party(PartyRow(**said), by=account_manager, at=LATER, seen=party)
    with pytest.raises(Stale):
        services.save_party(OWNER, by=account_manager, at=LATER, seen=party)


@pytest.mark.usefixtures("customer")
def test_a_verified_party_that_changes_is_no_longer_verified(
    account_manager: User, teammate: User
) -> None:
    party = services.save_party(OWNER, by=account_manager, at=NOW)
    with pytest.raises(Refused) as own:
        services.verify_party(party, by=account_manager, at=NOW, how="register")
    assert own.value.code == "own_change"
    party = services.verify_party(party, by=teammate, at=NOW, how="register")
    assert party.verified_by == teammate
    assert CustomerChange.objects.filter(cause="verify_party").count() == 1
    post(OWNER, by=account_manager, at=LATER)
    assert RelatedParty.objects.get().is_verified
    post(OWNER, by=teammate, at=LATER)  # says what is there already
    assert RelatedParty.objects.get().entered_by == account_manager
    post(PartyRow(**vars(OWNER) | {"note": "x"}), by=account_manager, at=LATER)
    assert not RelatedParty.objects.get().is_verified


@pytest.mark.usefixtures("customer", "parent")
def test_a_file_of_parties_is_read_and_blanks_say_nothing(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    head = "客户编号,关系,关联客户编号,姓名,持股比例,担保金额,币种,生效日期"
    write_csv(
        file, head, "N1,受益所有人,,王磊,60,,,", "N1,母公司,N2,,100,,,2020-01-01",
        "N1,担保人,,李娜,,5000,CNY,", "N1,朋友,,谁,,,,", "N9,子公司,,丙,,,,", "N1,子公司,N2,丁,,,,",
    )  # fmt: skip
    summary = run(file, "related-parties")
    assert (summary.new, summary.refused) == (3, 3)
    assert set(refused(file)) == {5, 6, 7}
    parent = RelatedParty.objects.get(kind="parent")
    assert (parent.other and parent.other.number, parent.share_percent) == ("N2", 100)
    write_csv(file, head, "N1,受益所有人,,王磊,,,,", "N1,母公司,N2,,75,,,")
    again = run(file, "related-parties")
    assert (again.changed, again.unchanged) == (1, 1)
    parent.refresh_from_db()
    assert (parent.share_percent, parent.valid_from) == (75, dt.date(2020, 1, 1))
    assert parent.revisions.get().share_percent == 100


def test_a_managers_file_reaches_only_their_own(
    tmp_path: Path, customer: Customer, account_manager: User, outsider: User
) -> None:
    make_customer("N3", manager=outsider)
    file = write_csv(
        tmp_path / "rows.csv", "customer no,relation,other customer,party",
        "N3,owner,,Wang", "N1,parent,N3,", "N1,owner,,Wang",
    )  # fmt: skip
    summary = run(file, "related-parties", by=account_manager)
    assert (summary.new, summary.refused) == (1, 2)


@pytest.mark.usefixtures("parent")
def test_the_api_takes_parties_and_lists_them(
    customer: Customer, api_client_for: Callable[[User], APIClient], outsider: User
) -> None:
    api = api_client_for(make_service_user("parties:read", "parties:write"))
    path = "/api/v1/related-parties/"
    made = api.post(path, {"customer": "N1", "kind": "parent", "other": "N2"})
    assert made.status_code == 201, made.content
    assert made.json()["other_number"] == "N2"
    many = api.post(
        path,
        [{"customer": "N1", "kind": "owner", "name": "Wang", "share_percent": "25.5"},
         {"customer": "N1", "kind": "owner", "name": "Li", "share_percent": "250"}],
    )  # fmt: skip
    assert [row["outcome"] for row in many.json()["results"]] == ["created", "refused"]
    rows = api.get(f"{path}?kind=owner&customer_number=N1").json()["results"]
    assert [(row["name"], row["share_percent"]) for row in rows] == [("Wang", "25.50")]
    assert api.get(f"{path}{rows[0]['id']}/").json()["customer"] == customer.pk
    stranger = api_client_for(outsider)
    assert stranger.get(path).json()["results"] == []
    assert stranger.get(f"{path}{rows[0]['id']}/").status_code == 404
    assert api_client_for(make_service_user("contacts:read")).get(path).status_code == 403
