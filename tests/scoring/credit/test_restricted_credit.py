"""What a check answers while a customer's credit is restricted."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from rest_framework.test import APIClient

from customers.models import CreditRestriction, Customer, Security, ServiceKind
from customers.services.restrictions import Source, lift_restrictions, set_restriction
from riskcrm.accounts.models import User
from scoring.credit.words import RESTRICTIONS, restriction_in_words
from scoring.models import CreditChange
from scoring.services import release_check
from tests.factories import make_service_user
from tests.scoring.credit.desk import HOUR, NOON, TODAY, ask, codes, make_buyer, rate

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
numbers = itertools.count(1)


@pytest.fixture
def buyer(db: None) -> Customer:
    return make_buyer()


def restrict(customer: Customer, kind: str, by: User, **said: Any) -> CreditRestriction:
    said = {"from_date": TODAY, "source": Source("test", next(numbers))} | said
    if "value" in said:
        said["value"] = Decimal(said["value"])
    if "service" in said:
        said["service"] = ServiceKind.objects.get(code=said["service"])
    return set_restriction(customer, kind=kind, by=by, at=said.pop("at", NOON), **said)


def test_a_lower_limit_counts_at_once_and_holds_what_is_above(
    buyer: Customer, risk_officer: User
) -> None:
    assert ask(buyer, "900", by=risk_officer).verdict == "allow"
    restrict(buyer, "limit", risk_officer, value="400")
    check = ask(buyer, "400.01", by=risk_officer)
    assert (check.verdict, codes(check)) == ("hold", ["over_limit"])
    assert (check.allowed, check.agreed_limit) == (400, 1000), "terms stay as they were agreed"
    assert ask(buyer, "400", by=risk_officer).verdict == "allow"


def test_of_two_limits_the_lower_one_counts_and_a_higher_one_raises_nothing(
    buyer: Customer, risk_officer: User
) -> None:
    restrict(buyer, "limit", risk_officer, value="5000")
    assert ask(buyer, "1", by=risk_officer).allowed == 1000
    restrict(buyer, "limit", risk_officer, value="0")
    check = ask(buyer, "1", by=risk_officer)
    assert (check.allowed, check.verdict) == (0, "hold"), "zero is a limit"


def test_it_takes_effect_on_its_day_and_ends_after_its_last(
    buyer: Customer, risk_officer: User
) -> None:
    restrict(buyer, "shipment", risk_officer, from_date=TODAY + DAY, until_date=TODAY + 2 * DAY)
    verdicts = []
    for days in range(4):
        rate(buyer, "medium", as_of=TODAY + days * DAY)
        verdicts.append(ask(buyer, "1", at=NOON + days * DAY, by=risk_officer).verdict)
    assert verdicts == ["allow", "hold", "hold", "allow"]


def test_what_is_lifted_is_gone_at_once(buyer: Customer, risk_officer: User) -> None:
    row = restrict(buyer, "shipment", risk_officer)
    assert codes(ask(buyer, "1", by=risk_officer)) == ["shipment_hold"]
    source = Source(row.source_kind, row.source_id)
    assert lift_restrictions([source], by=risk_officer, at=NOON + HOUR) == 1
    assert lift_restrictions([source], by=risk_officer, at=NOON + HOUR) == 0
    assert ask(buyer, "1", by=risk_officer).verdict == "allow"


def test_prepayment_is_asked_of_every_order(buyer: Customer, risk_officer: User) -> None:
    restrict(buyer, "prepayment", risk_officer, value="30")
    check = ask(buyer, "200", by=risk_officer)
    assert (check.verdict, check.prepayment) == ("prepay", 60)
    restrict(buyer, "prepayment", risk_officer, value="100")
    assert ask(buyer, "200", by=risk_officer).prepayment == 200, "the larger share counts"


def test_a_deposit_holds_orders_until_it_is_lodged(buyer: Customer, risk_officer: User) -> None:
    restrict(buyer, "deposit", risk_officer, value="500")
    check = ask(buyer, "1", by=risk_officer)
    assert (check.verdict, codes(check), check.deposit) == ("hold", ["deposit_missing"], 500)
    lodged = {"customer": buyer, "kind": "deposit", "currency": "USD", "effective_date": TODAY,
              "recorded_at": NOON}  # fmt: skip
    Security.objects.create(source_key="D1", amount=300, base_amount=300, **lodged)
    Security.objects.create(
        source_key="D2", amount=900, base_amount=900, valid_until=TODAY - DAY, **lodged
    )
    assert ask(buyer, "1", by=risk_officer).reasons[0]["figures"] == {
        "limit": "500.00", "amount": "300.00"
    }  # fmt: skip
    Security.objects.create(source_key="D3", amount=200, base_amount=200, **lodged)
    assert ask(buyer, "1", by=risk_officer).verdict == "allow"


def test_the_payment_term_is_the_shortest_of_all(buyer: Customer, risk_officer: User) -> None:
    restrict(buyer, "terms", risk_officer, value="7")
    check = ask(buyer, "1", by=risk_officer)
    assert (check.payment_days, check.verdict) == (7, "allow")
    assert [each["kind"] for each in check.restrictions or ()] == ["terms"]


def test_identity_is_verified_before_anything_is_sold(buyer: Customer, risk_officer: User) -> None:
    restrict(buyer, "identity", risk_officer)
    check = ask(buyer, "1", by=risk_officer)
    assert (check.verdict, codes(check)) == ("hold", ["identity_to_verify"])


def test_a_suspended_service_is_denied_others_go_on_and_the_unsaid_is_held(
    buyer: Customer, risk_officer: User
) -> None:
    restrict(buyer, "suspension", risk_officer, service="goods")
    said = {code: ask(buyer, "1", service=code, by=risk_officer) for code in ("goods", "support")}
    assert {code: check.verdict for code, check in said.items()} == {
        "goods": "deny", "support": "allow"
    }  # fmt: skip
    assert codes(said["goods"]) == ["service_suspended"]
    for unknown in ("", "good"):
        held = ask(buyer, "1", service=unknown, by=risk_officer)
        assert (held.verdict, codes(held)) == ("hold", ["service_not_said"]), unknown


def test_a_suspension_of_every_kind_denies_whatever_is_said(
    buyer: Customer, risk_officer: User
) -> None:
    restrict(buyer, "suspension", risk_officer)
    assert ask(buyer, "1", by=risk_officer).verdict == "deny"
    assert ask(buyer, "1", service="goods", by=risk_officer).verdict == "deny"


def test_fewer_orders_of_a_kind_are_let_through(buyer: Customer, risk_officer: User) -> None:
    restrict(
        buyer, "frequency", risk_officer, value="2", period_days=7, service="goods",
        from_date=TODAY - DAY,
    )  # fmt: skip
    for number in ("F-1", "F-2", "F-1"):  # the same document again is no other order
        assert ask(buyer, "1", reference=number, service="goods", by=risk_officer).verdict == (
            "allow"
        )
    third = ask(buyer, "1", reference="F-3", service="goods", by=risk_officer)
    assert (third.verdict, codes(third)) == ("hold", ["too_many_orders"])
    assert third.reasons[0]["figures"] == {"count": "2", "most": "2", "days": "7"}
    assert ask(buyer, "1", reference="F-4", service="support", by=risk_officer).verdict == "allow"
    rate(buyer, "medium", as_of=TODAY + 8 * DAY)
    later = ask(buyer, "1", reference="F-5", service="goods", at=NOON + 8 * DAY, by=risk_officer)
    assert later.verdict == "allow"


def test_an_order_without_a_number_is_held_where_orders_are_counted(
    buyer: Customer, risk_officer: User
) -> None:
    restrict(
        buyer, "frequency", risk_officer, value="2", period_days=7, service="goods",
        from_date=TODAY - DAY,
    )  # fmt: skip
    held = ask(buyer, "1", reference="", service="goods", by=risk_officer)
    assert (held.verdict, codes(held)) == ("hold", ["reference_not_said"])
    assert ask(buyer, "1", reference="", service="support", by=risk_officer).verdict == "allow"


def test_a_release_from_before_does_not_get_round_a_restriction(
    buyer: Customer, account_manager: User, risk_officer: User
) -> None:
    Customer.objects.filter(pk=buyer.pk).update(manager=None, team=account_manager.team)
    held = ask(buyer, "1001", by=account_manager)
    release_check(held, by=risk_officer, reason="Known.", until=NOON + 5 * DAY, at=NOON)
    assert ask(buyer, "1001", at=NOON + HOUR, by=account_manager).verdict == "allow"
    restrict(buyer, "shipment", risk_officer, at=NOON + 2 * HOUR)
    again = ask(buyer, "1001", at=NOON + 3 * HOUR, by=account_manager)
    assert again.verdict == "hold"
    release_check(
        again, by=risk_officer, reason="Even so.", until=NOON + 5 * DAY, at=NOON + 3 * HOUR
    )
    assert ask(buyer, "1001", at=NOON + 4 * HOUR, by=account_manager).verdict == "allow"


def test_a_check_asks_no_more_statements_for_restrictions(
    buyer: Customer, risk_officer: User
) -> None:
    ask(buyer, "1", by=risk_officer)
    with CaptureQueriesContext(connection) as without:
        ask(buyer, "1", reference="O-2", by=risk_officer)
    restrict(buyer, "limit", risk_officer, value="400")
    restrict(buyer, "deposit", risk_officer, value="1")
    restrict(buyer, "frequency", risk_officer, value="2", period_days=7)
    with CaptureQueriesContext(connection) as restricted:
        # a mere question: what holds a document looks for a release besides
        ask(buyer, "1", reference="", by=risk_officer)
    assert len(restricted) <= len(without)


def test_the_answer_over_the_api_names_each_restriction_neutrally(
    buyer: Customer, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    restrict(buyer, "limit", risk_officer, value="400")
    restrict(buyer, "suspension", risk_officer, service="goods")
    client = api_client_for(make_service_user("credit-checks:ask"))
    said = {"customer": buyer.pk, "amount": "1", "currency": "USD", "service": "goods"}
    answer = client.post("/api/v1/credit-checks/", said, format="json").json()
    assert (answer["verdict"], answer["service"]) == ("deny", "goods")
    limit, suspension = answer["restrictions"]
    assert (limit["kind"], limit["value"], limit["from"]) == ("limit", "400.00", str(TODAY))
    assert limit["text"] == "Credit limit lowered to USD 400.00."
    assert suspension["text"] == "Suspended: Goods on account."
    assert suspension["text_customer"] == "A service is suspended at present."


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", sorted(RESTRICTIONS))
def test_each_restriction_reads_well(kind: str, language: str) -> None:
    said = {"id": 1, "kind": kind, "value": "30.00", "period_days": 7, "service": "goods",
            "service_names": ["Goods", "货物"], "from": "2026-05-01"}  # fmt: skip
    with override(language):
        words = restriction_in_words(said)
    assert "%" not in words["text"].replace("30%", "")
    for told in ("risk", "case", "removal"):
        assert told not in words["text_customer"].lower()


def test_every_kind_of_restriction_has_its_words() -> None:
    assert set(RESTRICTIONS) == set(CreditRestriction.Kind.values)


def test_the_feed_tells_when_one_is_set_and_lifted(buyer: Customer, risk_officer: User) -> None:
    row = restrict(buyer, "shipment", risk_officer)
    lift_restrictions([Source(row.source_kind, row.source_id)], by=risk_officer, at=NOON)
    kinds = CreditChange.objects.filter(customer=buyer, kind="reduction")
    assert kinds.count() == 2


@pytest.mark.parametrize(
    "change", [{"value": 1}, {"from_date": TODAY - DAY}, {"lifted_at": None, "lifted_by": None}]
)
def test_the_database_keeps_a_restriction_as_it_was_set(
    buyer: Customer, risk_officer: User, change: dict[str, Any]
) -> None:
    row = restrict(buyer, "limit", risk_officer, value="400")
    lift_restrictions([Source(row.source_kind, row.source_id)], by=risk_officer, at=NOON)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        CreditRestriction.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        CreditRestriction.objects.filter(pk=row.pk).delete()
