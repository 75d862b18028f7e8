"""Two customers become one, and two again: what moves, what clashes, what can be put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from customers import services
from customers.merging.comparing import kept_in_words
from customers.merging.parts import parts
from customers.models import (
    Allocation,
    Contact,
    CreditTerms,
    Customer,
    CustomerMerge,
    CustomField,
    DuplicatePair,
    Invoice,
    Payment,
    RelatedParty,
)
from customers.names import core_name
from customers.services import InvoiceRow, PartyRow
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.audit.selectors import facts_of, in_words
from riskcrm.web.errors import Refused, Stale
from tests.customers.files import refused, run, write_csv
from tests.factories import (
    make_contact,
    make_customer,
    make_invoice,
    make_payment,
    make_service_user,
    make_terms,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
ClientFor = Callable[[User], Client]


@pytest.fixture
def one() -> Customer:
    """The survivor."""
    name = "恒远有限公司"
    return make_customer(
        "A", name=name, name_key=core_name(name), registration_number="91-1", city="Leeds"
    )


@pytest.fixture
def other() -> Customer:
    name = "恒遠公司"
    return make_customer(
        "B", name=name, name_key=core_name(name), registration_number="911", city="York",
        address="1 Mill Lane",
    )  # fmt: skip


def merge(one: Customer, other: Customer, by: User, **said: Any) -> CustomerMerge:
    said = {"choices": {}, "at": NOW} | said
    return services.merge_customers(one, other, by=by, **said)


def undo(row: CustomerMerge, by: User) -> CustomerMerge:
    return services.undo_merge(row, by=by, at=LATER, reason="they are two")


def rows_of(customer: Customer) -> dict[str, int]:
    return {part.name: part.rows(customer.pk).count() for part in parts()}


def fill(customer: Customer, mark: str, by: User) -> None:
    """Something of every sort."""
    make_payment(customer, invoices=[make_invoice(customer, number=f"I-{mark}")],
                 source_key=f"P-{mark}")  # fmt: skip
    make_contact(customer, source_key="import", is_primary=True, phone=f"1{mark}")
    make_terms(customer, credit_limit=Decimal(1000), payment_days=30)
    services.post_parties(
        [PartyRow(customer=customer.number, kind="owner", name="Wang")], by=by, at=NOW
    )


def test_every_model_that_names_a_customer_moves_or_says_that_it_stays() -> None:
    from django.apps import apps

    stays = {name for c in apps.get_app_configs() for name in getattr(c, "merge_stays", ())}
    moving = {part.model._meta.model_name for part in parts()}
    assert not moving & stays
    assert {"invoice", "payment", "allocation", "contact", "removalcase"} <= moving
    assert {"reading", "rating", "alert", "creditterms"} <= stays


def test_all_that_belongs_to_one_moves_to_the_other(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    for customer in (one, other):
        fill(customer, customer.number, risk_officer)
    before = {name: count + rows_of(other)[name] for name, count in rows_of(one).items()}
    row = merge(one, other, risk_officer)
    assert rows_of(one) == before
    assert not any(rows_of(other).values())
    other.refresh_from_db()
    assert (other.status, other.merged_into_id) == ("merged", one.pk)
    assert not Customer.objects.visible_to(risk_officer).filter(pk=other.pk).exists()
    assert Contact.objects.get(is_primary=True).phone == "1A"
    assert set(Contact.objects.values_list("source_key", flat=True)) == {"import", "import (B)"}
    assert (row.strength, set(row.reasons)) == (3, {"registration", "name"})
    acts = Event.objects.filter(verb="merge_customers")
    assert set(acts.values_list("customer_id", flat=True)) == {one.pk, other.pk}
    assert DuplicatePair.objects.get().state == "merged"


def test_the_audit_tells_it_in_words(one: Customer, other: Customer, risk_officer: User) -> None:
    make_invoice(other, number="I-1")
    undo(merge(one, other, risk_officer), risk_officer)
    said = {}
    for verb in ("merge_customers", "undo_merge"):
        event = Event.objects.filter(verb=verb, customer_id=one.pk).get()
        said |= dict(facts_of(in_words(event)))
    assert set(said["what both share"].split(", ")) == {"registration number", "name"}
    assert "invoices: 1" in said["moved"].split("; ")
    assert said["not put back"] == "–"


def test_undoing_puts_everything_back(one: Customer, other: Customer, risk_officer: User) -> None:
    for customer in (one, other):
        fill(customer, customer.number, risk_officer)
    was = (rows_of(one), rows_of(other))
    contacts = list(Contact.objects.order_by("pk").values())
    row = undo(merge(one, other, risk_officer, choices={"city": "merged"}), risk_officer)
    assert (rows_of(one), rows_of(other)) == was
    assert list(Contact.objects.order_by("pk").values()) == contacts
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.city, other.status, other.merged_into) == ("Leeds", "active", None)
    assert not any(row.kept.values())
    assert DuplicatePair.objects.get().state == "open"
    with pytest.raises(Refused) as again:
        undo(row, risk_officer)
    assert again.value.code == "undone"


def test_fields_are_chosen_one_by_one(one: Customer, other: Customer, risk_officer: User) -> None:
    CustomField.objects.create(code="tier", label_en="T", label_zh="T", type="text")
    Customer.objects.filter(pk=one.pk).update(custom={"tier": "x"}, incorporation_date="2001-01-01")
    Customer.objects.filter(pk=other.pk).update(
        custom={"tier": "y"}, incorporation_date="2002-02-02"
    )
    choices = {"name": "merged", "city": "survivor", "address": "merged", "custom.tier": "merged",
               "incorporation_date": "merged"}  # fmt: skip
    row = merge(one, other, risk_officer, choices=choices)
    one.refresh_from_db()
    assert (one.number, one.name, one.city, one.address) == (
        "A",
        "恒遠公司",
        "Leeds",
        "1 Mill Lane",
    )
    assert one.custom == {"tier": "y"}
    former = one.revisions.get().former
    assert (former["name"], former["custom"]) == ("恒远有限公司", {"tier": "x"})
    services.change_customer(one, by=risk_officer, at=NOW, version=one.version, address="2 Mill")
    row = undo(row, risk_officer)
    one.refresh_from_db()
    assert (one.name, one.address, one.custom) == ("恒远有限公司", "2 Mill", {"tier": "x"})
    assert one.incorporation_date == dt.date(2001, 1, 1)
    assert kept_in_words(row.kept) == ["address: 1"]


def test_terms_stay_or_are_taken_over_and_given_back(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    make_terms(one, credit_limit=Decimal(1000), payment_days=30)
    make_terms(other, credit_limit=Decimal(9000), payment_days=60)

    def in_force() -> tuple[Any, Any]:
        terms = one.credit_terms.order_by("-effective_date", "-recorded_at")[0]
        return terms.credit_limit, terms.payment_days

    row = merge(one, other, risk_officer)
    assert in_force() == (1000, 30)
    undo(row, risk_officer)
    row = merge(one, other, risk_officer, at=LATER, choices={"credit_terms": "merged"})
    assert in_force() == (9000, 60)
    services.undo_merge(row, by=risk_officer, at=LATER + dt.timedelta(hours=1), reason="no")
    assert in_force() == (1000, 30)
    assert CreditTerms.objects.filter(customer=other).count() == 1


def test_a_number_that_both_have_is_told_and_kept_twice_when_so_asked(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    make_invoice(one, number="INV-1")
    theirs = make_invoice(other, number="INV-1")
    with pytest.raises(Refused) as clash:
        merge(one, other, risk_officer)
    assert (clash.value.code, clash.value.field) == ("clash", "keep_both")
    assert "INV-1" in clash.value.message
    assert Customer.objects.get(pk=other.pk).status == "active"
    row = merge(one, other, risk_officer, keep_both=True)
    theirs.refresh_from_db()
    assert (theirs.number, theirs.customer) == ("INV-1 (B)", one)
    undo(row, risk_officer)
    theirs.refresh_from_db()
    assert (theirs.number, theirs.customer) == ("INV-1", other)


def test_a_name_alone_asks_for_a_reason_and_never_merges_in_bulk(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    Customer.objects.update(registration_number="")
    with pytest.raises(Refused) as alone:
        merge(one, other, risk_officer)
    assert alone.value.code == "reason_missing"
    with pytest.raises(Refused) as bulk:
        merge(one, other, risk_officer, reason="I know", in_bulk=True)
    assert bulk.value.code == "name_alone"
    assert merge(one, other, risk_officer, reason="the same desk").strength == 1


def test_a_customer_out_of_reach_or_leaving_or_with_an_open_case_is_not_merged(
    one: Customer, other: Customer, risk_officer: User, account_manager: User
) -> None:
    from removal.services import propose_removal

    def code(by: User) -> str:
        with pytest.raises(Refused) as refusal:
            merge(one, other, by)
        return refusal.value.code

    assert code(account_manager) == "not_two"
    Customer.objects.filter(pk=other.pk).update(status="exiting")
    assert code(risk_officer) == "is_leaving"
    Customer.objects.filter(pk=other.pk).update(status="active")
    propose_removal(one, by=risk_officer, summary="x", reasons=[], at=timezone.now())
    assert code(risk_officer) == "case_open"
    with pytest.raises(Refused):
        merge(one, one, risk_officer)


def test_who_looked_at_older_versions_is_told(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    with pytest.raises(Stale):
        merge(one, other, risk_officer, versions=(1, 9))
    merge(one, other, risk_officer, versions=(1, 1))


def test_rows_that_link_the_two_stay_where_they_are(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    third = make_customer("C")
    services.post_parties(
        [PartyRow(customer="A", kind="parent", other="B"),
         PartyRow(customer="B", kind="subsidiary", other="A"),
         PartyRow(customer="C", kind="guarantor", other="B")],
        by=risk_officer, at=NOW,
    )  # fmt: skip
    merge(one, other, risk_officer)
    ends = set(RelatedParty.objects.values_list("customer__number", "other__number"))
    assert ends == {("A", "B"), ("B", "A"), ("C", "A")}
    assert third.parties.get().other == one


def test_undoing_keeps_together_what_was_joined_meanwhile(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    free = make_invoice(other, number="FREE")
    joined = make_invoice(other, number="JOINED")
    alone = make_payment(other, 10, source_key="ALONE")
    row = merge(one, other, risk_officer)
    # after the merge the survivor's own money settles one of the invoices that came
    paid = make_payment(one, joined.amount, source_key="OURS")
    Allocation.objects.create(
        customer=one, payment=paid, invoice=joined, effective_date=NOW.date(), amount=1,
        base_amount=1, recorded_at=NOW,
    )  # fmt: skip
    services.post_invoices(
        [InvoiceRow("A", "FREE", free.invoice_date, Decimal(7), "USD")], by=risk_officer, at=NOW
    )
    row = undo(row, risk_officer)
    assert set(Invoice.objects.filter(customer=other).values_list("number", flat=True)) == {"FREE"}
    assert free.revisions.get().customer == other
    assert Payment.objects.get(pk=alone.pk).customer == other
    assert Invoice.objects.get(pk=joined.pk).customer == one
    assert row.kept["customers.Invoice.customer"] == 1
    assert kept_in_words(row.kept) == ["invoices: 1"]


def test_a_later_merge_is_undone_first(one: Customer, other: Customer, risk_officer: User) -> None:
    third = make_customer("C")
    first = merge(one, other, risk_officer)
    second = merge(third, one, risk_officer, reason="the same")
    with pytest.raises(Refused) as refusal:
        undo(first, risk_officer)
    assert refusal.value.code == "merged_on"
    undo(second, risk_officer)
    undo(CustomerMerge.objects.get(pk=first.pk), risk_officer)
    assert Customer.objects.filter(merged_into__isnull=False).count() == 0


def test_figures_follow_and_come_back(one: Customer, other: Customer, risk_officer: User) -> None:
    from monitoring import services as monitoring
    from monitoring.models import Alert, BookReading
    from scoring import services as scoring
    from scoring.models import Reading

    for customer in (one, other):
        make_invoice(customer, "100.00", invoice_date=dt.date(2025, 1, 1))
        services.mark_changed([customer.pk], cause="test", at=timezone.now())

    def work() -> None:
        scoring.score_changed(at=timezone.now())
        monitoring.raise_alerts(at=timezone.now())
        monitoring.refresh_book(at=timezone.now(), force=True)

    work()
    assert Alert.objects.filter(customer=other, cleared_at=None).exists()
    row = merge(one, other, risk_officer)
    work()
    assert Reading.objects.get().exposure == 200
    assert not Alert.objects.filter(customer=other, cleared_at=None).exists()
    assert sum(BookReading.objects.values_list("customers", flat=True)) == 1
    services.mark_changed([other.pk], cause="test", at=timezone.now())
    work()
    assert Reading.objects.get().exposure == 200
    services.undo_merge(row, by=risk_officer, at=timezone.now(), reason="no")
    work()
    assert list(Reading.objects.values_list("exposure", flat=True)) == [100, 100]
    assert other.rating.__class__.objects.get(customer=other).tier != "unrated"


# --- its number leads on -------------------------------------------------------------------------


def test_posting_under_the_old_number_is_refused_with_the_new_one(
    one: Customer, other: Customer, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    merge(one, other, risk_officer)
    api = api_client_for(
        make_service_user("invoices:write", "customers:write", "contacts:write", "parties:write")
    )
    invoice = {"customer": "B", "number": "I", "invoice_date": "2026-01-01", "amount": "1.00",
               "currency": "USD"}  # fmt: skip
    for path, body in (
        ("invoices", invoice),
        ("contacts", {"customer": "B", "name": "Li"}),
        ("related-parties", {"customer": "B", "kind": "owner", "name": "W"}),
    ):
        answer = api.post(f"/api/v1/{path}/", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "merged_customer"), path
        assert "A" in answer.json()["detail"]
    moved = api.get(f"/api/v1/customers/{other.pk}/")
    assert moved.status_code == 301
    assert moved["Location"].endswith(f"/api/v1/customers/{one.pk}/")
    changed = api.patch(f"/api/v1/customers/{other.pk}/", {}, headers={"If-Match": "*"})
    assert (changed.status_code, changed.json()["code"]) == (409, "merged_customer")


def test_files_under_the_old_number_are_refused_with_the_new_one(
    tmp_path: Path, one: Customer, other: Customer, risk_officer: User
) -> None:
    merge(one, other, risk_officer)
    file = tmp_path / "rows.csv"
    write_csv(file, "customer,invoice,date,amount", "B,I-1,2026-01-01,5", "A,I-2,2026-01-01,5")
    assert run(file, "invoices").new == 1
    assert "merged into A" in refused(file)[2]
    write_csv(file, "number,name,city", "B,X,Hull")
    assert run(file, "customers").refused == 1
    assert Customer.objects.get(pk=other.pk).city == "York"


def test_services_write_nothing_to_a_merged_customer(
    one: Customer, other: Customer, risk_officer: User
) -> None:
    merge(one, other, risk_officer)
    stale = Customer.objects.get(pk=other.pk)
    for act in (
        lambda: services.change_customer(stale, by=risk_officer, at=NOW, version=2, city="X"),
        lambda: services.save_contact(stale, by=risk_officer, at=NOW, name="X"),
        lambda: services.set_credit_terms(
            stale, by=risk_officer, at=NOW, effective_date=NOW.date(), credit_limit=None,
            payment_days=5,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "merged_customer"


def test_the_page_of_a_merged_customer_leads_to_the_survivor(
    one: Customer, other: Customer, risk_officer: User, outsider: User, client_for: ClientFor
) -> None:
    merge(one, other, risk_officer)
    answer: Any = client_for(risk_officer).get(f"/customers/{other.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/customers/{one.pk}/")
    assert client_for(outsider).get(f"/customers/{other.pk}/").status_code == 404
    assert client_for(risk_officer).get(f"/customers/{other.pk}/edit/").status_code == 404


# --- pages and API -------------------------------------------------------------------------------


def test_an_officer_compares_merges_and_undoes(
    one: Customer,
    other: Customer,
    risk_officer: User,
    account_manager: User,
    nobody: User,
    client_for: ClientFor,
) -> None:
    make_invoice(one, number="INV-1")
    make_invoice(other, number="INV-1")
    path = f"/customers/{one.pk}/merge/{other.pk}/"
    assert Client().get(path).status_code == 302
    assert client_for(nobody).get(path).status_code == 403
    assert client_for(account_manager).get(path).status_code == 403
    client = client_for(risk_officer)
    start = f"/customers/{one.pk}/merge/"
    assert client.post(start, {"number": "Z"}).status_code == 422
    found: Any = client.post(start, {"number": "B"})
    assert found["Location"] == path
    page = client.get(path).content.decode()
    assert "INV-1" in page
    said = {"versions": "1-1", "field-name": "survivor", "field-city": "merged",
            "field-address": "merged", "field-registration_number": "survivor"}  # fmt: skip
    assert client.post(path, said).status_code == 422
    assert client.post(path, {**said, "versions": "9-9", "keep_both": "on"}).status_code == 409
    assert client.post(path, {**said, "keep_both": "on"}).status_code == 302
    one.refresh_from_db()
    assert one.city == "York"
    row = CustomerMerge.objects.get()
    assert "恒遠公司" in client.get("/merges/").content.decode()
    assert client_for(account_manager).get(f"/merges/{row.pk}/undo/").status_code == 403
    assert client.post(f"/merges/{row.pk}/undo/", {"reason": "two"}).status_code == 302
    one.refresh_from_db()
    assert one.city == "Leeds"
    assert client.get(f"/merges/{row.pk}/undo/").status_code == 200


def test_a_program_merges_and_undoes_but_never_in_bulk_by_name(
    one: Customer, other: Customer, api_client_for: Callable[[User], APIClient]
) -> None:
    api = api_client_for(make_service_user("customers:merge"))
    Customer.objects.update(registration_number="")
    pair = {"survivor": "A", "merged": "B", "reason": "the same desk"}
    [result] = api.post("/api/v1/merges/", [pair]).json()["results"]
    assert (result["outcome"], result["code"]) == ("refused", "name_alone")
    unknown = api.post("/api/v1/merges/", {**pair, "merged": "Z"})
    assert unknown.json()["code"] == "unknown_customer"
    made = api.post("/api/v1/merges/", {**pair, "choices": {"city": "merged"}})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["survivor_number"], body["merged_number"], body["strength"]) == ("A", "B", 1)
    undone = api.post(f"/api/v1/merges/{body['id']}/undo/", {"reason": "no"})
    assert undone.json()["undone_at"] is not None
    reader = api_client_for(make_service_user("customers:write"))
    assert reader.post("/api/v1/merges/", pair).status_code == 403
