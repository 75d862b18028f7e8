"""Which pack holds for a customer, and what dates come of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Contract, ContractClause
from removal.dates import Facts, Service
from removal.models import PolicyPack
from removal.packs.standing import pack_for
from removal.selectors.packs import agreed_notice, calendar_of, case_dates, stage_date
from removal.services import packs as services
from riskcrm.web.models import Holiday
from tests.factories import make_customer
from tests.removal.packs.people import adapted, approved, built_in, code_of, submitted

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)  # a Monday


def test_a_customer_has_the_pack_of_its_country(settings) -> None:
    settings.COUNTRY = "CN"
    assert pack_for(make_customer(country="CN"), DAY) == built_in("CN-seller")
    settings.COUNTRY = ""
    assert pack_for(make_customer(country="DE"), DAY) == built_in("DE-seller")
    assert pack_for(make_customer(country="IT"), DAY) == built_in("EU-seller")


def test_without_a_country_of_its_own_that_of_the_organisation(settings) -> None:
    settings.COUNTRY = "GB"
    assert pack_for(make_customer(country=""), DAY) == built_in("GB-seller")
    assert pack_for(make_customer(country="JP"), DAY) == built_in("GB-seller")


def test_the_kind_of_business_is_a_setting(settings) -> None:
    settings.COUNTRY, settings.BUSINESS = "GB", "lender"
    assert pack_for(make_customer(country="GB"), DAY).value("notice_days") == 90


def test_of_two_countries_the_strictest_holds_and_its_pack_is_kept(settings) -> None:
    settings.COUNTRY = "CN"
    customer = make_customer(country="FR")
    pack = pack_for(customer, DAY)
    assert pack.code == "CN+FR-seller"
    assert pack.value("notice_days_most") == 548
    assert pack.value("termination_right_years") == 1
    assert "L442-1" in pack.parameter("notice_days_most").citation
    assert sorted(pack.parts) == sorted([built_in("CN-seller").pk, built_in("FR-seller").pk])
    assert pack_for(customer, DAY) == pack
    with CaptureQueriesContext(
        connection,
    ) as asked:
        pack_for(customer, DAY)
    assert len(asked) == 2


def test_where_no_pack_fits_the_strictest_of_all_holds(settings) -> None:
    settings.COUNTRY = ""
    pack = pack_for(make_customer(country="JP"), DAY)
    assert pack.code == "CN+DE+EU+FR+GB+US-seller"
    assert pack.value("cure_days") == 15


def test_a_case_before_the_first_version_has_the_first_version(settings) -> None:
    settings.COUNTRY = ""
    assert pack_for(make_customer(country="US"), dt.date(2020, 1, 1)) == built_in("US-seller")


def test_a_new_version_holds_from_its_day(settings, administrator, risk_officer) -> None:
    settings.COUNTRY = ""
    draft = approved(submitted(adapted(administrator, days=20), administrator), risk_officer)
    customer = make_customer(country="CN")
    before = draft.effective_from - dt.timedelta(days=1)
    assert pack_for(customer, before) == built_in("CN-seller")
    assert pack_for(customer, draft.effective_from) == draft


def test_a_draft_holds_for_nobody(settings, administrator) -> None:
    settings.COUNTRY = ""
    submitted(adapted(administrator), administrator)
    assert pack_for(make_customer(country="CN"), dt.date(2030, 1, 1)) == built_in("CN-seller")


def test_a_pack_put_together_is_not_adapted(settings, administrator) -> None:
    settings.COUNTRY = "CN"
    pack = pack_for(make_customer(country="FR"), DAY)
    assert code_of(lambda: services.adapt_pack(
        pack, effective_from=DAY, reason="x", by=administrator,
        at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC))) == "pack_of_parts"  # fmt: skip
    assert pack not in PolicyPack.objects.plain()


# --- dates from the book ---


def contract(customer, key: str, **more):
    words = {
        "effective_date": dt.date(2025, 1, 10), "recorded_at": dt.datetime.now(dt.UTC),
        "title": f"Supply {key}",
    }  # fmt: skip
    return Contract.objects.create(customer=customer, source_key=key, **(words | more))


def test_the_longest_notice_of_contracts_in_force_is_agreed() -> None:
    customer = make_customer(country="CN")
    contract(customer, "A", notice_days=30)
    longest = contract(customer, "B", notice_days=120, signed_date=dt.date(2024, 12, 1))
    contract(customer, "C", notice_days=300, state="ended")
    contract(customer, "D", notice_days=300, is_void=True)
    ContractClause.objects.create(
        customer=customer, contract=longest, source_key="B-1", kind="notice",
        text="Four months in writing", effective_date=dt.date(2025, 1, 10),
        recorded_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    agreed = agreed_notice(customer)
    assert (agreed.days, agreed.made_on) == (120, dt.date(2025, 1, 10))
    assert agreed.citation == "Supply B: Four months in writing"
    assert agreed_notice(make_customer(country="CN")).days is None


def test_who_has_a_contract_of_the_present_law_is_not_treated_by_the_former_one() -> None:
    customer = make_customer(country="GB", since_date=None)
    contract(customer, "A", notice_days=30, effective_date=dt.date(2020, 1, 1))
    facts = Facts(notice=(Service(DAY, "hand", DAY),))

    def rules() -> list[str]:
        notice = case_dates(customer, built_in("GB-lender"), facts)["notice_end"]
        return [step.rule for step in notice.steps]

    assert "law_old_contract" in rules()
    contract(customer, "B", effective_date=dt.date(2026, 5, 1))
    assert "law" in rules()


def test_the_dates_of_a_case_know_contract_years_and_holidays(settings) -> None:
    settings.COUNTRY = "CN"
    customer = make_customer(country="CN", since_date=dt.date(2021, 1, 1))
    contract(customer, "A", notice_days=70)
    Holiday.objects.create(calendar="CN", date=dt.date(2027, 1, 11), name="Founders")
    facts = Facts(notice=(Service(DAY, "hand", DAY),), appeal_received_on=DAY)
    pack = pack_for(customer, DAY)
    with CaptureQueriesContext(connection) as asked:
        dates = case_dates(customer, pack, facts)
    assert len(asked) == 3
    told = {step.rule: step.date for step in dates["notice_end"].steps}
    assert told["relationship"] == DAY + dt.timedelta(days=50)
    assert told["contract"] == dt.date(2027, 1, 11)
    assert dates["notice_end"].date == dt.date(2027, 1, 12)


def test_business_days_are_those_of_both_countries() -> None:
    free = dt.date(2026, 11, 3)
    saturday = dt.date(2026, 11, 7)
    Holiday.objects.create(calendar="US", date=free, name="Election")
    Holiday.objects.create(calendar="CN", date=saturday, name="Worked", is_worked=True)
    both, alone = calendar_of(["CN", "US"], [DAY]), calendar_of(["CN", ""], [DAY])
    assert (both.is_worked(free), alone.is_worked(free)) == (False, True)
    assert (both.is_worked(saturday), alone.is_worked(saturday)) == (False, True)


def test_a_stage_is_due_over_holidays(settings) -> None:
    settings.COUNTRY = "CN"
    customer = make_customer(country="CN")
    Holiday.objects.create(calendar="CN", date=dt.date(2026, 11, 4), name="Founders")
    due = stage_date(customer, built_in("CN-seller"), "decision", DAY)
    assert due.date == dt.date(2026, 11, 10)
    assert stage_date(customer, built_in("CN-seller"), "reduction", DAY) is None
