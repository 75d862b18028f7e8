"""What an order desk is told, rule by rule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from customers.models import (
    Customer,
    CustomerGroup,
    ExchangeRate,
    GroupMembership,
    ScreeningDecision,
    ScreeningEntry,
    ScreeningHit,
    ScreeningList,
    SystemKey,
)
from customers.named import Name
from customers.services import merge_customers
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from scoring.credit.words import TEXTS, in_words
from scoring.models import CustomerTreatment, Reservation, TreatmentPolicy
from scoring.selectors import policy
from scoring.services import Ask, add_up_sectors, check_credit, check_credits
from tests.factories import make_customer, make_invoice, make_payment, make_service_user
from tests.removal.cases import make_case
from tests.scoring.credit.desk import HOUR, NOON, TODAY, ask, codes, make_buyer, order, rate, treat
from tests.scoring.policies import publish_treatments

pytestmark = pytest.mark.django_db
DUE_LATER = TODAY + dt.timedelta(days=20)


@pytest.fixture
def buyer(db: None) -> Customer:
    return make_buyer()


def owe(customer: Customer, amount: Any, **said: Any) -> None:
    said = {"invoice_date": dt.date(2026, 5, 1), "due_date": DUE_LATER} | said
    make_invoice(customer, amount, **said)


def test_within_the_limit_an_order_is_allowed(buyer: Customer, risk_officer: User) -> None:
    check = ask(buyer, "1000", by=risk_officer)
    assert (check.verdict, check.reasons, check.total) == ("allow", [], Decimal(1000))
    assert check.expires_at == NOON + 24 * HOUR


def test_a_cent_above_the_limit_is_too_much(buyer: Customer, risk_officer: User) -> None:
    check = ask(buyer, "1000.01", by=risk_officer)
    assert (check.verdict, codes(check)) == ("hold", ["over_limit"])
    assert check.reasons[0]["figures"] == {"limit": "1000.00", "exposure": "1000.01"}


def test_everything_that_is_owed_and_under_way_counts(buyer: Customer, risk_officer: User) -> None:
    owe(buyer, "300")
    order(buyer, "200")
    order(buyer, "100", "O-10", state="shipped")
    order(buyer, "5000", "O-11", state="invoiced")
    order(buyer, "5000", "O-12", state="cancelled")
    order(buyer, "5000", "O-13", is_void=True)
    ask(buyer, "150", reference="O-14", reserve=True, by=risk_officer)
    check = ask(buyer, "250", by=risk_officer)
    assert (check.ledger, check.unbilled, check.reserved) == (300, 300, 150)
    assert (check.total, check.verdict, check.available) == (1000, "allow", 250)
    assert ask(buyer, "250.01", by=risk_officer).verdict == "hold"


def test_money_frees_the_limit_at_once(buyer: Customer, risk_officer: User) -> None:
    invoice = make_invoice(buyer, "900", invoice_date=dt.date(2026, 5, 1))
    assert ask(buyer, "200", by=risk_officer).verdict == "hold"
    make_payment(buyer, "500", invoices=[invoice])
    assert ask(buyer, "200", by=risk_officer).verdict == "allow"


def test_the_document_itself_counts_once(buyer: Customer, risk_officer: User) -> None:
    order(buyer, "600", "O-1")
    assert ask(buyer, "600", by=risk_officer).total == 600
    assert ask(buyer, "600", reference="O-2", by=risk_officer).total == 1200
    owe(buyer, "400", number="I-1")
    check = ask(buyer, "400", reference="I-1", by=risk_officer)
    assert (check.ledger, check.total) == (0, 1000)


def test_its_own_reservation_is_not_held_against_a_document(
    buyer: Customer, risk_officer: User
) -> None:
    for amount in ("800", "900"):
        check = ask(buyer, amount, reserve=True, by=risk_officer)
        assert (check.verdict, check.reserved) == ("allow", 0)
    states = dict(Reservation.objects.values_list("base_amount", "state"))
    assert states == {Decimal(800): "replaced", Decimal(900): "live"}


def test_a_reservation_whose_order_has_come_counts_as_the_order(
    buyer: Customer, risk_officer: User
) -> None:
    ask(buyer, "600", reserve=True, by=risk_officer)
    order(buyer, "500", "O-1")
    check = ask(buyer, "500", reference="O-2", by=risk_officer)
    assert (check.unbilled, check.reserved, check.verdict) == (500, 0, "allow")


def test_a_reservation_ends_by_time_alone(buyer: Customer, risk_officer: User) -> None:
    ask(buyer, "600", reserve=True, by=risk_officer)
    before, after = NOON + 24 * HOUR - dt.timedelta(seconds=1), NOON + 24 * HOUR
    assert ask(buyer, "600", reference="O-2", at=before, by=risk_officer).verdict == "hold"
    assert ask(buyer, "600", reference="O-2", at=after, by=risk_officer).verdict == "allow"


def test_what_is_not_granted_is_not_reserved(buyer: Customer, risk_officer: User) -> None:
    ask(buyer, "1001", reserve=True, by=risk_officer)
    ask(buyer, "10", by=risk_officer)
    assert not Reservation.objects.exists()
    assert not Event.objects.filter(verb="reserve_credit").exists()
    ask(buyer, "10", reserve=True, by=risk_officer)
    assert Event.objects.get(verb="reserve_credit").customer_id == buyer.pk


def test_the_tier_says_which_share_of_the_limit_counts(buyer: Customer, risk_officer: User) -> None:
    rate(buyer, "low")
    assert ask(buyer, "1100", by=risk_officer).verdict == "allow"
    assert ask(buyer, "1100.01", by=risk_officer).verdict == "hold"


def test_a_high_risk_pays_in_advance_within_its_limit_and_is_held_above(
    buyer: Customer, risk_officer: User
) -> None:
    rate(buyer, "high")
    within = ask(buyer, "500", by=risk_officer)
    assert (within.verdict, codes(within), within.prepayment) == ("prepay", ["tier"], 250)
    assert within.payment_days == 14
    above = ask(buyer, "800", by=risk_officer)
    assert (above.verdict, codes(above), above.prepayment) == ("hold", ["over_limit"], None)


def test_prepayment_brings_what_is_above_the_limit_down_to_it(
    buyer: Customer, risk_officer: User
) -> None:
    rate(buyer, "high")
    treat("high", over_limit_verdict="prepay")
    assert ask(buyer, "800", by=risk_officer).prepayment == 400
    # half of it would still leave more than the limit
    assert ask(buyer, "2000", by=risk_officer).prepayment == 1500


def test_an_order_above_the_limit_is_never_answered_milder_than_one_within(
    buyer: Customer, risk_officer: User
) -> None:
    treat("medium", verdict="hold", over_limit_verdict="prepay")
    assert ask(buyer, "500", by=risk_officer).verdict == "hold"
    assert ask(buyer, "5000", by=risk_officer).verdict == "hold"


def test_what_is_paid_in_advance_is_not_reserved(buyer: Customer, risk_officer: User) -> None:
    rate(buyer, "high")
    ask(buyer, "500", reserve=True, by=risk_officer)
    assert Reservation.objects.get().base_amount == 250


def test_the_deposit_of_the_tier_is_told_and_weighs_in_nothing(
    buyer: Customer, risk_officer: User
) -> None:
    assert ask(buyer, "1000", by=risk_officer).deposit == 100  # a tenth of what is agreed
    rate(buyer, "high")  # a fifth, of the agreed limit and not of the part in force
    check = ask(buyer, "500", by=risk_officer)
    assert (check.allowed, check.deposit) == (500, 200)
    rate(buyer, "medium")
    treat("medium", deposit_share=Decimal("33.33"))
    check = ask(buyer, "1000", by=risk_officer)
    assert (check.verdict, check.deposit) == ("allow", Decimal("333.30"))


def test_without_an_agreed_limit_no_deposit_is_known(risk_officer: User) -> None:
    assert ask(make_buyer(limit=None), "10", by=risk_officer).deposit is None


def test_prepayment_without_a_share_is_all_of_it(buyer: Customer, risk_officer: User) -> None:
    treat("medium", verdict="prepay")
    assert ask(buyer, "300", by=risk_officer).prepayment == 300


def test_an_order_may_be_too_large_by_itself(buyer: Customer, risk_officer: User) -> None:
    treat("medium", order_limit=Decimal(400))
    assert ask(buyer, "400", by=risk_officer).verdict == "allow"
    check = ask(buyer, "400.01", by=risk_officer)
    assert (check.verdict, codes(check)) == ("hold", ["over_order_limit"])


def test_an_unrated_customer_pays_first_and_hears_why(buyer: Customer, risk_officer: User) -> None:
    rate(buyer, "unrated")
    check = ask(buyer, "10", by=risk_officer)
    assert (check.verdict, codes(check)) == ("prepay", ["unrated"])


def test_without_a_limit_an_order_is_held(risk_officer: User) -> None:
    check = ask(make_buyer(limit=None), "10", by=risk_officer)
    assert (check.verdict, codes(check), check.allowed) == ("hold", ["no_limit"], None)


def test_a_limit_of_zero_is_a_limit(risk_officer: User) -> None:
    check = ask(make_buyer(limit="0"), "10", by=risk_officer)
    assert codes(check) == ["over_limit"]


def test_what_has_no_known_worth_is_held(buyer: Customer, risk_officer: User) -> None:
    check = ask(buyer, "10", currency="EUR", by=risk_officer)
    assert (check.verdict, codes(check), check.total) == ("hold", ["amount_unknown"], None)
    ExchangeRate.objects.create(
        currency="EUR", effective_date=TODAY, rate=Decimal(2), recorded_at=NOON
    )
    known = ask(buyer, "500", currency="EUR", by=risk_officer)
    assert (known.verdict, known.base_amount) == ("allow", 1000)


def test_an_open_invoice_without_a_rate_is_not_zero(buyer: Customer, risk_officer: User) -> None:
    owe(buyer, "1", currency="EUR")
    order(buyer, "1", currency="EUR", base_amount=None)
    check = ask(buyer, "10", by=risk_officer)
    assert check.verdict == "hold"
    assert set(codes(check)) == {"ledger_unknown", "unbilled_unknown"}
    assert (check.unknown, check.total, check.available) == (2, None, None)


def test_an_old_score_holds(buyer: Customer, risk_officer: User) -> None:
    rate(buyer, "medium", as_of=TODAY - dt.timedelta(days=3))
    assert ask(buyer, "10", by=risk_officer).verdict == "allow"
    rate(buyer, "medium", as_of=TODAY - dt.timedelta(days=4))
    assert codes(ask(buyer, "10", by=risk_officer)) == ["stale_score"]


def test_what_is_overdue_for_longer_than_the_tier_may_be_holds(
    buyer: Customer, risk_officer: User
) -> None:
    owe(buyer, "20", invoice_date=dt.date(2026, 4, 1), due_date=TODAY - dt.timedelta(days=15))
    assert ask(buyer, "10", by=risk_officer).verdict == "allow"
    owe(buyer, "30", invoice_date=dt.date(2026, 4, 1), due_date=TODAY - dt.timedelta(days=16))
    check = ask(buyer, "10", by=risk_officer)
    assert check.reasons == [
        {
            "code": "overdue",
            "verdict": "hold",
            "figures": {"days": "16", "tolerated": "15", "amount": "50.00"},
        }
    ]


def test_a_residue_holds_no_order(buyer: Customer, risk_officer: User) -> None:
    owe(buyer, "0.99", invoice_date=dt.date(2026, 1, 1), due_date=dt.date(2026, 1, 31))
    assert ask(buyer, "10", by=risk_officer).verdict == "allow"


@pytest.mark.parametrize(
    ("status", "verdict", "code"),
    [
        ("prospect", "hold", "not_admitted"),
        ("exiting", "deny", "being_removed"),
        ("exited", "deny", "removed"),
    ],
)
def test_only_active_customers_buy(
    buyer: Customer, risk_officer: User, status: str, verdict: str, code: str
) -> None:
    Customer.objects.filter(pk=buyer.pk).update(status=status)
    check = ask(buyer, "10", by=risk_officer)
    assert (check.verdict, codes(check)) == (verdict, [code])


def test_an_open_removal_holds(buyer: Customer, risk_officer: User, second_officer: User) -> None:
    make_case(buyer, by=second_officer)
    assert codes(ask(buyer, "10", by=risk_officer)) == ["removal_proposed"]


@pytest.mark.parametrize(
    ("kind", "verdict", "code"),
    [
        ("sanctions", "deny", "sanctions_hit"),
        ("own", "deny", "restricted"),
        ("court", "hold", "court_listed"),
        ("public", "hold", "publicly_listed"),
    ],
)
def test_who_is_on_a_list_for_certain_does_not_buy(
    buyer: Customer, risk_officer: User, kind: str, verdict: str, code: str
) -> None:
    a_list = ScreeningList.objects.create(code="l", name="L", kind=kind, created_at=NOON)
    entry = ScreeningEntry.objects.create(
        of_list=a_list, source_key="E", name="X", recorded_at=NOON
    )
    hit = ScreeningHit.objects.create(
        customer=buyer, entry=entry, entry_version=1, customer_name="X", entry_name="X",
        score=100, how="exact", found_at=NOON,
    )  # fmt: skip
    assert ask(buyer, "10", by=risk_officer).verdict == "allow"
    ScreeningDecision.objects.create(
        hit=hit, outcome="confirmed", reason="Same.", decided_by=risk_officer,
        decided_at=NOON - HOUR,
    )  # fmt: skip
    ScreeningHit.objects.update(state="confirmed")
    check = ask(buyer, "10", by=risk_officer)
    assert (check.verdict, codes(check)) == (verdict, [code])


def in_group(limit: str | None, *members: Customer, by: User) -> CustomerGroup:
    group = CustomerGroup.objects.create(
        code="g", name="G", credit_limit=limit and Decimal(limit), created_by=by, recorded_at=NOON
    )
    for member in members:
        GroupMembership.objects.create(
            group=group, customer=member, from_date=dt.date(2026, 1, 1), recorded_at=NOON
        )
    return group


def test_a_group_has_one_limit_together(buyer: Customer, risk_officer: User) -> None:
    sister = make_buyer()
    in_group("1500", buyer, sister, by=risk_officer)
    owe(sister, "600")
    order(sister, "100")
    ask(sister, "200", reserve=True, by=risk_officer)
    check = ask(buyer, "600", by=risk_officer)
    assert (check.verdict, check.group_exposure, check.group_limit) == ("allow", 900, 1500)
    over = ask(buyer, "600.01", by=risk_officer)
    assert (over.verdict, codes(over)) == ("hold", ["over_group_limit"])


def test_a_group_without_a_limit_of_its_own_binds_nobody(
    buyer: Customer, risk_officer: User
) -> None:
    in_group(None, buyer, by=risk_officer)
    check = ask(buyer, "1000", by=risk_officer)
    assert (check.verdict, check.group_limit) == ("allow", None)


def test_what_a_group_owes_may_be_unknown(buyer: Customer, risk_officer: User) -> None:
    sister = make_buyer()
    in_group("5000", buyer, sister, by=risk_officer)
    owe(sister, "1", currency="EUR")
    assert codes(ask(buyer, "10", by=risk_officer)) == ["group_unknown"]


def limit_sector(industry: str, limit: str) -> None:
    publish_treatments(sectors={industry: Decimal(limit)})


def test_an_industry_has_one_limit_together(risk_officer: User) -> None:
    builder, rival = make_buyer(industry="F"), make_buyer(industry="F")
    limit_sector("F", "1500")
    assert codes(ask(builder, "10", by=risk_officer)) == ["sector_unknown"]
    owe(rival, "600")
    order(rival, "100")
    assert add_up_sectors(at=NOON) == 1
    ask(rival, "200", reserve=True, by=risk_officer)
    check = ask(builder, "600", by=risk_officer)
    assert (check.verdict, check.sector_exposure) == ("allow", 900)
    assert codes(ask(builder, "600.01", by=risk_officer)) == ["over_sector_limit"]
    assert ask(make_buyer(industry="G"), "900", by=risk_officer).verdict == "allow"


def test_without_a_limit_of_an_industry_nothing_is_added_up(risk_officer: User) -> None:
    make_buyer(industry="F")
    assert add_up_sectors(at=NOON) == 0


def test_the_gravest_reason_decides_and_all_are_told(buyer: Customer, risk_officer: User) -> None:
    Customer.objects.filter(pk=buyer.pk).update(status="exiting")
    rate(buyer, "high")
    check = ask(buyer, "2000", by=risk_officer)
    assert check.verdict == "deny"
    assert codes(check) == ["being_removed", "over_limit"]
    assert check.prepayment is None


def test_a_customer_out_of_sight_is_as_unknown_as_none(buyer: Customer, outsider: User) -> None:
    with pytest.raises(Refused) as hidden:
        ask(buyer, "10", by=outsider)
    gone = make_customer()
    gone.delete()
    gone.pk = 10**9
    with pytest.raises(Refused) as missing:
        ask(gone, "10", by=outsider)
    assert (hidden.value.code, hidden.value.message) == (missing.value.code, missing.value.message)


def test_who_may_not_ask_is_refused(buyer: Customer, auditor: User) -> None:
    with pytest.raises(Refused) as refused:
        ask(buyer, "10", by=auditor)
    assert refused.value.code == "no_right"


def test_a_currency_that_does_not_exist_is_refused(buyer: Customer, risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        ask(buyer, "10", currency="QQQ", by=risk_officer)
    assert refused.value.code == "unknown_currency"


def test_a_reservation_needs_a_document(buyer: Customer, risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        ask(buyer, "10", reference="", reserve=True, by=risk_officer)
    assert refused.value.code == "reference_missing"


def test_of_a_batch_the_second_finds_what_the_first_has_reserved(
    buyer: Customer, risk_officer: User
) -> None:
    asks = [Ask(Name(buyer.pk), Decimal(600), "USD", f"O-{n}", True) for n in range(2)]
    found = check_credits([*asks, Ask(Name(buyer.pk), Decimal(1), "QQQ")], by=risk_officer, at=NOON)
    first, second, wrong = found
    assert first.verdict == "allow"
    assert (second.verdict, second.reserved) == ("hold", 600)
    assert isinstance(wrong, Refused)


def test_a_batch_has_at_most_a_hundred(buyer: Customer, risk_officer: User) -> None:
    with pytest.raises(Refused) as refused:
        check_credits([Ask(Name(buyer.pk), Decimal(1), "USD")] * 101, by=risk_officer, at=NOON)
    assert refused.value.code == "too_many"


def test_what_is_reserved_follows_a_merge(buyer: Customer, risk_officer: User) -> None:
    gone = make_buyer()
    ask(gone, "600", reference="O-7", reserve=True, by=risk_officer)
    SystemKey.objects.create(customer=gone, system="erp", key="7", recorded_at=NOON)
    merge_customers(buyer, gone, by=risk_officer, at=NOON, choices={}, reason="the same")
    asked = Ask(Name(system="erp", key="7"), Decimal(600), "USD", "O-8")
    check = check_credit(asked, by=risk_officer, at=NOON)
    assert (check.customer_id, check.reserved, check.verdict) == (buyer.pk, 600, "hold")


@pytest.mark.parametrize("by_number", [True, False])
def test_a_merged_customer_is_named_with_who_it_is_now(
    buyer: Customer, risk_officer: User, by_number: bool
) -> None:
    gone = make_buyer(number="G-1")
    merge_customers(buyer, gone, by=risk_officer, at=NOON, choices={}, reason="the same")
    name = Name(number="G-1") if by_number else Name(gone.pk)
    with pytest.raises(Refused) as refused:
        check_credit(Ask(name, Decimal(1), "USD"), by=risk_officer, at=NOON)
    assert (refused.value.code, refused.value.field) == ("merged_customer", "customer")
    assert f"merged into {buyer.number}" in refused.value.message


def test_of_a_batch_the_merged_one_alone_is_told_so(buyer: Customer, risk_officer: User) -> None:
    gone = make_buyer(number="G-1")
    merge_customers(buyer, gone, by=risk_officer, at=NOON, choices={}, reason="the same")
    names = (Name(number="G-1"), Name(buyer.pk), Name(number="none"))
    asks = [Ask(name, Decimal(1), "USD") for name in names]
    gone_one, answered, unknown = check_credits(asks, by=risk_officer, at=NOON)
    assert gone_one.code == "merged_customer"
    assert answered.customer == buyer
    assert unknown.code == "unknown_customer"


def test_a_merge_into_a_customer_out_of_sight_is_not_told(
    buyer: Customer, risk_officer: User, outsider: User
) -> None:
    gone = make_buyer(number="G-1")
    merge_customers(buyer, gone, by=risk_officer, at=NOON, choices={}, reason="the same")
    with pytest.raises(Refused) as refused:
        check_credit(Ask(Name(gone.pk), Decimal(1), "USD"), by=outsider, at=NOON)
    assert refused.value.code == "unknown_customer"
    assert buyer.number not in refused.value.message


def test_who_answers_for_a_key_is_kept(buyer: Customer, account_manager: User) -> None:
    key = make_service_user("credit-checks:ask", responsible=account_manager)
    check = ask(buyer, "10", by=key)
    assert (check.asked_by, check.responsible) == (key, account_manager)


def test_a_check_takes_few_queries(buyer: Customer, risk_officer: User) -> None:
    ask(buyer, "10", reserve=True, by=risk_officer)
    with CaptureQueriesContext(connection) as queries:
        ask(buyer, "10", reserve=True, by=risk_officer)
    assert len(queries) <= 14, [query["sql"][:80] for query in queries]


def test_without_a_policy_nothing_is_answered(buyer: Customer, risk_officer: User) -> None:
    TreatmentPolicy.objects.update(state="retired")
    with pytest.raises(Refused) as refused:
        check_credit(Ask(Name(buyer.pk), Decimal(1), "USD"), by=risk_officer, at=NOON)
    assert refused.value.code == "no_published_policy"


@pytest.mark.parametrize("code", sorted(TEXTS))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_reason_reads_well_in_both_languages(code: str, language: str) -> None:
    figures = {
        "limit": "1000.00", "exposure": "1200.00", "amount": "5.00", "days": "9", "count": "2",
        "tolerated": "5", "tier": "high", "check": "7", "case": "3",
        "share": "50.00", "service": "goods", "most": "4", "readmission": "8",
    }  # fmt: skip
    with override(language):
        said = in_words({"code": code, "verdict": "hold", "figures": figures})
    assert "%(" not in said["text"] + said["text_customer"]
    assert all((said["text"], said["text_customer"]))


def test_the_customers_own_treatment_goes_before_its_tiers(
    buyer: Customer, risk_officer: User
) -> None:
    """Medium by its tier, yet still treated as high: better terms wait for a person."""
    high = policy().by_tier()["high"]
    CustomerTreatment.objects.create(customer=buyer, treatment=high, since=TODAY, review_date=TODAY)
    answer = ask(buyer, "10", by=risk_officer)
    assert answer.verdict == high.verdict
    assert answer.tier == "high"
