"""Loss rates: the arithmetic, the counting of transitions, and who lets them hold."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from customers.models import LossRate, WriteOff
from customers.receivables.loss_rates import ASSUMED, loss_rates
from customers.services.loss_rates import set_loss_rates
from riskcrm.accounts import roles
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import services
from scoring.batches import IdRange
from scoring.losses.rates import (
    LOST,
    OPEN,
    PAID,
    bucket_rates,
    expected_loss,
    loss_shares,
)
from scoring.losses.transitions import count_transitions
from scoring.models import ProvisionMatrix
from tests.factories import make_customer, make_invoice, make_payment, make_person

D = Decimal


def test_rolls_from_one_bucket_to_the_next_multiply_to_the_loss_rates():
    rolls = [0.20, 0.30, 0.45, 0.60, 0.70]
    rates = [round(math.prod(rolls[at:]), 6) for at in range(5)]
    assert rates == [0.01134, 0.0567, 0.189, 0.42, 0.70]
    assert [float(ASSUMED[each]) for each in OPEN[:5]] == rates


def test_a_matrix_of_five_buckets_gives_the_allowance_of_the_standard_example():
    amounts = {"a": D(15_000_000), "b": D(7_500_000), "c": D(4_000_000), "d": D(2_500_000),
               "e": D(1_000_000)}  # fmt: skip
    rates = {"a": D(".003"), "b": D(".016"), "c": D(".036"), "d": D(".066"), "e": D(".106")}
    assert expected_loss(amounts, rates) == D("580000.00")


def test_a_chain_that_only_rolls_forward_loses_the_product_of_its_rolls():
    steps = [0.2, 0.3, 0.45, 0.6, 0.7, 0.5]
    states = (*OPEN[1:], LOST)
    rolls = {bucket: {states[at]: steps[at], PAID: 1 - steps[at]} for at, bucket in enumerate(OPEN)}
    found = loss_shares(rolls)
    expected = [math.prod(steps[at:]) for at in range(len(steps))]
    assert [round(found[bucket], 9) for bucket in OPEN] == [round(each, 9) for each in expected]


@given(
    st.lists(
        st.lists(st.integers(0, 50), min_size=len(OPEN) + 2, max_size=len(OPEN) + 2),
        min_size=len(OPEN), max_size=len(OPEN),
    )
)  # fmt: skip
def test_what_is_lost_in_the_end_is_a_share_and_solves_its_own_equation(table):
    states = (*OPEN, PAID, LOST)
    rolls = {}
    for bucket, row in zip(OPEN, table, strict=True):
        row[-2] += 1  # something is paid, so that nothing circles for ever
        rolls[bucket] = {now: n / sum(row) for now, n in zip(states, row, strict=True) if n}
    found = loss_shares(rolls)
    for bucket in OPEN:
        step = rolls[bucket]
        onward = sum(share * found[now] for now, share in step.items() if now in OPEN)
        assert 0 <= found[bucket] <= 1
        assert found[bucket] == pytest.approx(onward + step.get(LOST, 0), abs=1e-9)


def test_too_few_transitions_give_no_rate():
    amounts = {("not_due", PAID): 100, ("due_1_30", LOST): 100}
    counts = {("not_due", PAID): 30, ("due_1_30", LOST): 29}
    found = {each.bucket: each for each in bucket_rates(amounts, counts, loss_given_default=D(60))}
    assert found["not_due"].share == D("0.000000")
    assert found["due_1_30"].share is None


DAYS = [dt.date(2026, 1, 31), dt.date(2026, 2, 28)]


def counted(customer):
    return count_transitions(IdRange(customer.pk, customer.pk), DAYS)


def bill(customer, amount, issued, due):
    return make_invoice(
        customer, amount, invoice_date=dt.date.fromisoformat(issued),
        due_date=dt.date.fromisoformat(due),
        recorded_at=dt.datetime.fromisoformat(issued).replace(tzinfo=dt.UTC),
    )  # fmt: skip


@pytest.mark.django_db
def test_invoices_are_counted_from_where_they_lay_to_where_they_lie():
    customer = make_customer()
    paid = bill(customer, "100", "2026-01-05", "2026-02-05")
    make_payment(customer, "100", invoices=[paid], received_date=dt.date(2026, 2, 10))
    bill(customer, "200", "2026-01-05", "2026-02-05")  # 23 days late at the end of February
    bill(customer, "300", "2025-12-01", "2026-01-20")  # 11, then 39 days late
    bill(customer, "400", "2026-02-02", "2026-03-02")  # not issued in January
    bill(customer, "500", "2025-01-01", "2025-02-20")  # 345, then 373 days: lost
    gone = bill(customer, "600", "2025-01-01", "2025-01-15")  # lost before: not counted
    assert gone.pk
    assert counted(customer) == {
        "n:not_due:paid": 1, "cents:not_due:paid": 10_000,
        "n:not_due:due_1_30": 1, "cents:not_due:due_1_30": 20_000,
        "n:due_1_30:due_31_60": 1, "cents:due_1_30:due_31_60": 30_000,
        "n:due_181_365:lost": 1, "cents:due_181_365:lost": 50_000,
    }  # fmt: skip


def write_off(invoice, amount):
    at = dt.datetime(2026, 2, 15, tzinfo=dt.UTC)
    told = {"customer": invoice.customer, "effective_date": at.date(), "amount": amount,
            "base_amount": amount, "recorded_at": at}  # fmt: skip
    given_up = WriteOff.objects.create(
        source_key=f"W-{invoice.pk}", currency="USD", invoice=invoice, **told
    )
    invoice.allocations.create(write_off=given_up, **told)


@pytest.mark.django_db
def test_a_written_off_invoice_is_lost():
    customer = make_customer()
    write_off(bill(customer, "100", "2025-12-01", "2026-01-20"), 100)
    assert counted(customer) == {"n:due_1_30:lost": 1, "cents:due_1_30:lost": 10_000}


@pytest.mark.django_db
def test_an_invoice_of_which_a_part_is_written_off_goes_on_as_it_is_paid():
    customer = make_customer()
    still_open = bill(customer, "200", "2025-12-01", "2026-01-20")
    paid = bill(customer, "100", "2025-12-01", "2026-01-20")
    write_off(still_open, 1)
    write_off(paid, 1)
    make_payment(customer, "99", invoices=[paid], received_date=dt.date(2026, 2, 20))
    found = counted(customer)
    assert (found["n:due_1_30:due_31_60"], found["n:due_1_30:paid"]) == (1, 1)
    assert "n:due_1_30:lost" not in found


def estimated(by):
    customer = make_customer()
    for number in range(35):
        invoice = bill(customer, "100", "2026-01-05", "2026-01-20")
        if number >= 5:
            make_payment(customer, "100", invoices=[invoice], received_date=dt.date(2026, 3, 10))
    run = services.request_estimate(by=by, at=timezone.now())
    while services.work_on_estimates(at=timezone.now()):
        pass
    run.refresh_from_db()
    assert run.state == run.State.DONE, run.error
    return ProvisionMatrix.objects.get(run=run)


@pytest.mark.django_db
def test_an_estimate_is_adopted_by_another_person_and_holds_from_then_on(risk_officer):
    matrix = estimated(risk_officer)
    with pytest.raises(Refused) as refusal:
        services.adopt_matrix(matrix, by=risk_officer, at=timezone.now())
    assert refusal.value.code == "own_request"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProvisionMatrix.objects.update(adopted_by=risk_officer, adopted_at=timezone.now())
    head = make_person(roles.HEAD_OF_RISK, username="adopting-head")
    services.adopt_matrix(matrix, by=head, at=timezone.now())
    share = next(r["share"] for r in matrix.rates if r["bucket"] == "due_1_30")
    assert loss_rates(today())["due_1_30"] == D(share)
    assert loss_rates(today() - dt.timedelta(days=1)) == ASSUMED
    assert loss_rates(today())["due_over_365"] == D("0.600000")
    with pytest.raises(Refused) as refusal:
        services.adopt_matrix(matrix, by=head, at=timezone.now())
    assert refusal.value.code == "adopted"


@pytest.mark.django_db
def test_the_page_shows_expected_losses_and_asks_for_estimates(client, risk_officer, nobody):
    client.force_login(nobody)
    assert client.get(reverse("monitoring:losses")).status_code == 403
    client.force_login(risk_officer)
    page = client.get(reverse("monitoring:losses")).content.decode()
    assert "assumptions" in page
    assert client.post(reverse("monitoring:losses_estimate")).status_code == 302
    estimated(risk_officer)
    page = client.get(reverse("monitoring:losses")).content.decode()
    assert "Roll rates" in page


AT = dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "first", "final"),
    [
        ({}, "2025-03-31", "2026-03-31"),
        ({"final_month": dt.date(2026, 2, 1)}, "2025-02-28", "2026-02-28"),
        ({"first_month": dt.date(2026, 1, 15)}, "2026-01-31", "2026-03-31"),
        (
            {"first_month": dt.date(2024, 1, 1), "final_month": dt.date(2024, 2, 1)},
            "2024-01-31",
            "2024-02-29",
        ),
    ],
)
def test_an_estimate_follows_invoices_between_any_two_month_ends(risk_officer, asked, first, final):
    make_customer()
    run = services.request_estimate(by=risk_officer, at=AT, **asked)
    assert (run.params["days"][0], run.params["days"][-1]) == (first, final)
    assert services.request_estimate(by=risk_officer, at=AT, **asked) == run
    other = services.request_estimate(by=risk_officer, at=AT, first_month=dt.date(2023, 5, 1))
    assert other != run


@pytest.mark.django_db
def test_a_month_is_over_on_its_last_day(risk_officer):
    make_customer()
    for day, final in ((30, "2026-02-28"), (31, "2026-03-31")):
        at = dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC)
        run = services.request_estimate(by=risk_officer, at=at)
        assert (run.params["days"][-1], len(run.params["days"])) == (final, 13)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"final_month": dt.date.min}, "first_month", "no_window"),
        ({"final_month": dt.date.max}, "final_month", "not_over"),
        ({"final_month": dt.date(2026, 4, 1)}, "final_month", "not_over"),
        ({"first_month": dt.date(2026, 3, 1)}, "first_month", "no_window"),
        ({"first_month": dt.date(2021, 3, 1)}, "first_month", "no_window"),
    ],
)
def test_months_that_are_no_window_are_refused(risk_officer, asked, field, code):
    with pytest.raises(Refused) as refusal:
        services.request_estimate(by=risk_officer, at=AT, **asked)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def worked_on(run):
    while services.work_on_estimates(at=timezone.now()):
        pass
    return ProvisionMatrix.objects.get(run=run)


@pytest.mark.django_db
def test_the_months_decide_what_is_counted_and_stay_with_the_estimate(client, risk_officer):
    customer = make_customer()
    for _number in range(30):
        bill(customer, "100", "2026-01-05", "2026-02-05")  # 23 days late at the end of February
    client.force_login(risk_officer)
    address = reverse("monitoring:losses_estimate")
    client.post(address, {"first_month": "2026-01", "final_month": "2026-02"})
    (run,) = Run.objects.filter(kind="estimate_losses")
    matrix = worked_on(run)
    assert (matrix.first_day, matrix.final_day) == (dt.date(2026, 1, 31), dt.date(2026, 2, 28))
    earlier = worked_on(
        services.request_estimate(
            by=risk_officer, at=timezone.now(), first_month=dt.date(2025, 1, 1),
            final_month=dt.date(2025, 12, 1),
        )
    )  # fmt: skip
    found = client.get(f"/api/v1/provision-matrices/{matrix.pk}/").json()
    rolled = found["rates"][0]
    assert (found["first_day"], found["final_day"]) == ("2026-01-31", "2026-02-28")
    assert (rolled["bucket"], rolled["count"]) == ("not_due", 30)
    assert (rolled["moves"], rolled["rolls"]) == ({"due_1_30": 30}, {"due_1_30": 1.0})
    assert [row["id"] for row in client.get("/api/v1/provision-matrices/").json()["results"]] == [
        earlier.pk, matrix.pk,
    ]  # fmt: skip
    assert earlier.rates[0]["count"] == 0
    page = client.get(reverse("monitoring:losses"), {"matrix": matrix.pk}).content.decode()
    assert f"?matrix={earlier.pk}" in page


@pytest.mark.django_db
def test_a_month_that_is_not_over_stands_beside_its_field(client, risk_officer):
    client.force_login(risk_officer)
    said = {"final_month": "2199-01"}
    answer = client.post(reverse("monitoring:losses_estimate"), said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["final_month"]
    said = {"final_month": "2199-01-31"}
    answer = client.post("/api/v1/provision-matrices/", said, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "final_month")
    assert not Run.objects.filter(kind="estimate_losses").exists()


@pytest.mark.django_db
def test_rates_are_shares_and_known_buckets():
    with pytest.raises(IntegrityError), transaction.atomic():
        LossRate.objects.create(
            bucket="not_due", share=D("1.1"), effective_date=today(), recorded_at=timezone.now()
        )
    with pytest.raises(ValueError, match="no such"):
        set_loss_rates({"later": D(0)}, effective_date=today(), at=timezone.now())
