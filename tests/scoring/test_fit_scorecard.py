"""Fitting a card to the book's month ends or to a table: learnt once, tested later, drafted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.models import Allocation, CreditNote, Invoice, Payment, WriteOff
from customers.services.merges import merge_customers
from riskcrm.accounts import roles
from riskcrm.audit.models import Event
from riskcrm.jobs.models import Heartbeat, Run
from riskcrm.web.errors import Refused
from scoring import services
from scoring.cards.value import evaluate
from scoring.fitting import history
from scoring.fitting.uploaded import Columns
from scoring.models import Fitting, ScorecardVersion, Snapshot
from scoring.selectors import card_of, champion
from scoring.services import fittings
from tests.factories import make_customer, make_invoice, make_payment, make_person

pytestmark = pytest.mark.django_db
pytest.importorskip("sklearn", reason="scikit-learn is the extra of workers that fit")

AT = dt.datetime(2026, 5, 6, 9, tzinfo=dt.UTC)
TODAY = AT.date()
MONTHS = [dt.date(2025, month, 28) for month in range(1, 11)]
CODES = ["dbt_paid", "late_frequency", "tenure"]


@pytest.fixture
def officer():
    return make_person(roles.RISK_OFFICER, username="officer")


def snapshot(customer, as_of, **figures):
    return Snapshot.objects.create(
        customer_id=customer.pk, as_of=as_of, known_at=timezone.now(), **figures
    )


def table_of(months=(MONTHS[0],), days=30, horizon=90, **more):
    return history.training_table(months, days, horizon, ["dbt_paid"], today=TODAY, **more)


class TestLabel:
    """Bad is who goes more than 30 days past due within 90 days after 28 January 2025."""

    @pytest.mark.parametrize(
        ("due", "paid", "is_bad"),
        [
            ("2025-01-10", None, True),
            ("2024-12-29", None, True),  # 31 days past due on the day after the month's end
            ("2025-03-28", None, True),  # 31 days past due on the ninetieth day
            ("2025-03-29", None, False),
            ("2025-01-10", "2025-02-08", False),  # paid on its twenty-ninth day past due
            ("2025-01-10", "2025-02-11", True),
        ],
    )
    def test_days_past_due_count_at_their_edges(self, due, paid, is_bad):
        customer = make_customer()
        invoice = make_invoice(
            customer, invoice_date=dt.date(2024, 11, 1), due_date=dt.date.fromisoformat(due)
        )
        if paid:
            make_payment(customer, received_date=dt.date.fromisoformat(paid), invoices=[invoice])
        snapshot(customer, MONTHS[0], dbt_paid=1)
        assert table_of().table.bad.tolist() == [is_bad]

    def test_who_is_bad_already_cannot_become_it(self):
        customer = make_customer()
        make_invoice(customer, invoice_date=dt.date(2024, 11, 1), due_date=dt.date(2024, 12, 28))
        snapshot(customer, MONTHS[0], dbt_paid=1)
        found = table_of()
        assert (len(found.table), found.already_bad) == (0, 1)

    def test_who_has_recovered_counts_again(self):
        customer = make_customer()
        old = make_invoice(
            customer, invoice_date=dt.date(2024, 9, 1), due_date=dt.date(2024, 10, 1)
        )
        make_payment(customer, received_date=dt.date(2025, 1, 20), invoices=[old])
        snapshot(customer, MONTHS[0], dbt_paid=1)
        found = table_of()
        assert (found.table.bad.tolist(), found.already_bad) == ([False], 0)

    def test_a_residue_below_one_is_not_bad(self):
        customer = make_customer()
        invoice = make_invoice(
            customer, invoice_date=dt.date(2024, 12, 1), due_date=dt.date(2025, 1, 10)
        )
        make_payment(customer, "999.50", received_date=dt.date(2025, 1, 10), invoices=[invoice])
        snapshot(customer, MONTHS[0], dbt_paid=1)
        assert table_of().table.bad.tolist() == [False]

    def test_a_write_off_is_bad(self):
        customer = make_customer()
        invoice = make_invoice(
            customer, invoice_date=dt.date(2025, 1, 1), due_date=dt.date(2025, 4, 20)
        )
        given_up = WriteOff.objects.create(
            customer=customer, invoice=invoice, source_key="W", effective_date=dt.date(2025, 3, 1),
            amount=1000, base_amount=1000, currency=invoice.currency, recorded_at=AT,
        )  # fmt: skip
        Allocation.objects.create(
            customer=customer, invoice=invoice, write_off=given_up, amount=1000, base_amount=1000,
            effective_date=dt.date(2025, 3, 1), recorded_at=AT,
        )  # fmt: skip
        snapshot(customer, MONTHS[0], dbt_paid=1)
        assert table_of().table.bad.tolist() == [True]

    def test_it_is_the_label_of_back_tests(self):
        """A write-off without an invoice, and an invoice credited after it had been overdue."""
        given_up, credited = make_customer(), make_customer()
        WriteOff.objects.create(
            customer=given_up, source_key="W", effective_date=dt.date(2025, 3, 1), amount=1000,
            base_amount=1000, currency="CNY", recorded_at=AT,
        )  # fmt: skip
        invoice = make_invoice(
            credited, invoice_date=dt.date(2024, 12, 1), due_date=dt.date(2025, 1, 10)
        )
        note = CreditNote.objects.create(
            customer=credited, source_key="C", effective_date=dt.date(2025, 4, 1), amount=1000,
            base_amount=1000, currency="CNY", recorded_at=AT,
        )  # fmt: skip
        Allocation.objects.create(
            customer=credited, invoice=invoice, credit_note=note, amount=1000, base_amount=1000,
            effective_date=dt.date(2025, 4, 1), recorded_at=AT,
        )  # fmt: skip
        for customer in (given_up, credited):
            snapshot(customer, MONTHS[0], dbt_paid=1)
        found = table_of().table
        assert found.bad.tolist() == [True, False]
        assert found.bad_day[0] == np.datetime64("2025-03-01")

    def test_who_was_merged_into_another_is_no_row(self, officer):
        kept, merged = make_customer(), make_customer()
        merge_customers(kept, merged, by=officer, at=AT, reason="one", choices={})
        for customer in (kept, merged):
            snapshot(customer, MONTHS[0], dbt_paid=1)
        assert table_of().table.customer.tolist() == [kept.pk]

    def test_a_void_invoice_is_nothing(self):
        customer = make_customer()
        make_invoice(
            customer, invoice_date=dt.date(2025, 1, 1), due_date=dt.date(2025, 1, 10), is_void=True
        )
        snapshot(customer, MONTHS[0], dbt_paid=1)
        assert table_of().table.bad.tolist() == [False]

    def test_months_whose_horizon_is_not_over_are_left_out_and_counted(self):
        customer = make_customer()
        ends = [dt.date(2026, 2, 4), dt.date(2026, 2, 5)]  # the second one's horizon ends today
        for day in ends:
            snapshot(customer, day, dbt_paid=1)
        found = table_of(months=ends)
        assert (found.months, found.immature, len(found.table)) == (1, 1, 1)

    def test_one_event_is_seen_by_several_month_ends_and_counts_once(self):
        customer = make_customer()
        make_invoice(customer, invoice_date=dt.date(2025, 1, 1), due_date=dt.date(2025, 3, 1))
        for month in MONTHS[:3]:
            snapshot(customer, month, dbt_paid=1)
        table = table_of(months=MONTHS[:3]).table
        assert (table.bad.sum(), table.events()) == (3, 1)

    def test_what_is_not_known_stays_unknown_and_the_card_in_force_scores(self):
        customer = make_customer()
        snapshot(customer, MONTHS[0], dbt_paid=None, late_frequency=Decimal("12.5"))
        table = table_of(card=card_of(champion())).table
        assert np.isnan(table.columns[0].values).all()
        assert np.isnan(table.score).all()  # too little is known to rate it

    def test_of_too_many_rows_whole_customers_are_taken(self):
        for _number in range(40):
            customer = make_customer()
            for month in MONTHS[:2]:
                snapshot(customer, month, dbt_paid=1)
        found = table_of(months=MONTHS[:2], most_rows=20)
        assert found.one_of == 4
        rows = np.unique(found.table.customer, return_counts=True)[1]
        assert set(rows) == {2}
        assert 0 < len(rows) < 40


def fill_book(customers=400, seed=1, risk=0.08) -> None:
    """Customers who pay late go bad more often; each month end is a snapshot."""
    draw = np.random.default_rng(seed)
    snapshots, invoices = [], []
    for number in range(customers):
        customer = make_customer()
        late, tenure = float(draw.gamma(2, 8)), float(draw.gamma(2, 3))
        goes_bad = draw.random() < min(0.9, risk * late / (4 + tenure))
        for at, month in enumerate(MONTHS):
            often = (
                None if draw.random() < 0.2 else round(min(100, late * 2 + draw.uniform(0, 20)), 4)
            )
            snapshots.append(
                Snapshot(
                    customer_id=customer.pk, as_of=month, known_at=AT, tenure=round(tenure, 4),
                    dbt_paid=round(max(0, late + draw.normal(0, 2)), 4), late_frequency=often,
                )
            )  # fmt: skip
            if goes_bad and (at + number) % 4 == 0:
                invoices.append(
                    Invoice(
                        customer=customer, number=f"B-{number}-{at}", invoice_date=month,
                        due_date=month, amount=100, base_amount=100, currency="CNY",
                        recorded_at=AT,
                    )
                )  # fmt: skip
    Snapshot.objects.bulk_create(snapshots)
    Invoice.objects.bulk_create(invoices)
    _pay_after_forty_days(invoices)


def _pay_after_forty_days(invoices) -> None:
    """So that who went bad recovers, and can do so again."""
    for each in invoices:
        day = each.due_date + dt.timedelta(days=40)
        payment = Payment.objects.create(
            customer=each.customer, source_key=each.number, received_date=day, amount=100,
            base_amount=100, currency="CNY", recorded_at=AT,
        )  # fmt: skip
        Allocation.objects.create(
            customer=each.customer, invoice=each, payment=payment, effective_date=day, amount=100,
            base_amount=100, recorded_at=AT,
        )  # fmt: skip


def ask(officer, **more):
    asked = {
        "name": "Late payers", "days": 30, "horizon": 60, "first_month": MONTHS[0],
        "final_month": MONTHS[-1], "candidates": CODES, "by": officer, "at": AT,
    }  # fmt: skip
    return services.request_fitting(**asked | more)


def work() -> None:
    services.work_on_fittings(at=timezone.now(), seconds=60)


class TestHistory:
    def test_a_card_is_learnt_tested_later_and_scores_the_book(self, officer):
        fill_book(risk=0.2)
        fitting = ask(officer)
        assert fitting.state == Fitting.State.WAITING
        work()
        fitting.refresh_from_db()
        assert fitting.run.state == Run.State.DONE, fitting.run.chunks.get().error
        assert fitting.state == Fitting.State.DONE, fitting.result
        found = fitting.result
        assert found["tested"] == "out_of_time"
        assert found["auc"]["low"] < found["auc"]["value"] < found["auc"]["high"]
        assert found["auc"]["value"] > 0.6
        assert found["auc_unseen"]["value"] > 0.55
        assert found["grouped"]
        assert found["auc_challenger"]["rows"] == found["auc_unseen"]["rows"]
        assert found["counts"]["events"] < found["counts"]["bads"]
        version = services.draft_fitted_card(
            fitting, by=officer, at=AT, code="fitted", name_en="Fitted", name_zh="拟合"
        )
        event = Event.objects.get(verb="create_scorecard", object_id=str(version.scorecard_id))
        assert event.actor_id == str(officer.pk)
        card = card_of(version)
        assert {k.code for k in card.knock_outs} == {k.code for k in card_of(champion()).knock_outs}
        assert evaluate(card, {code: Decimal(5) for code in CODES}).pd > 0
        assert version.state == ScorecardVersion.State.DRAFT
        assert version.created_by == officer

    def test_too_few_bads_give_bands_of_the_card_in_force_instead(self, officer):
        fill_book(customers=60)
        fitting = ask(officer)
        work()
        fitting.refresh_from_db()
        assert fitting.state == Fitting.State.REFUSED
        assert fitting.result["refusal"]["code"] == "too_few"
        assert fitting.result["refusal"]["facts"]["least"] == 100
        bands = fitting.result["bands"]
        assert sum(band["bads"] for band in bands) == fitting.result["counts"]["bads"]
        assert all(0 < band["pd"] <= band["high"] for band in bands)
        with pytest.raises(Refused) as refused:
            services.draft_fitted_card(fitting, by=officer, at=AT, code="x")
        assert refused.value.code == "study_only"

    def test_a_worker_without_the_extra_leaves_it_to_others(self, officer, monkeypatch):
        fitting = ask(officer)
        monkeypatch.setattr(fittings, "can_fit", lambda: False)
        work()
        fitting.refresh_from_db()
        assert fitting.state == Fitting.State.WAITING
        assert not Heartbeat.objects.filter(name="fitting").exists()

    def test_a_second_worker_changes_nothing(self, officer):
        fill_book(customers=20)
        fitting = ask(officer)
        work()
        fitting.refresh_from_db()
        before = fitting.finished_at
        work()
        assert fittings.fit_chunk(fitting.run, fitting.run.chunks.get()) == {}
        fitting.refresh_from_db()
        assert fitting.finished_at == before

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"candidates": []}, "no_candidates"),
            ({"candidates": ["complaints_by"]}, "unknown_indicator"),
            ({"final_month": MONTHS[0]}, "no_window"),
        ],
    )
    def test_what_cannot_be_learnt_is_refused_at_once(self, officer, more, code):
        with pytest.raises(Refused) as refused:
            ask(officer, **more)
        assert refused.value.code == code
        assert not Fitting.objects.exists()

    def test_who_asked_is_written_down(self, officer):
        fitting = ask(officer)
        event = Event.objects.get(verb="request_fitting")
        assert (event.object_id, event.actor_id) == (str(fitting.pk), str(officer.pk))

    def test_a_draft_needs_a_finished_fitting_in_the_database_too(self, officer):
        fitting = ask(officer)
        with pytest.raises(IntegrityError), transaction.atomic():
            Fitting.objects.filter(pk=fitting.pk).update(card_version=champion())


def csv_of(rows=1200, header="dbt_paid,tenure,kind,outcome", seed=3) -> SimpleUploadedFile:
    draw = np.random.default_rng(seed)
    lines = [header]
    for _row in range(rows):
        late, tenure = draw.gamma(2, 8), draw.gamma(2, 3)
        bad = draw.random() < min(0.9, 0.1 * late / (3 + tenure))
        lines.append(f"{late:.4f},{tenure:.4f},{'ab'[bad]},{'bad' if bad else 'good'}")
    return SimpleUploadedFile("table.csv", "\n".join(lines).encode())


def upload(officer, file=None):
    return services.upload_table(
        file or csv_of(), name="Study", days=30, horizon=180, by=officer, at=AT
    )


def choose(fitting, officer, **more):
    said = {"label": "outcome", "bad_values": "bad", "candidates": ("dbt_paid", "tenure")}
    return services.choose_columns(fitting, Columns(**said | more), by=officer, at=AT)


class TestTable:
    def test_columns_that_are_indicators_make_a_card(self, officer):
        fitting = upload(officer)
        assert fitting.preview["header"] == ["dbt_paid", "tenure", "kind", "outcome"]
        path = Path(fitting.file.path)
        choose(fitting, officer)
        assert path.exists()
        work()
        fitting.refresh_from_db()
        assert fitting.state == Fitting.State.DONE, fitting.result
        assert fitting.result["tested"] == "folds"
        assert fitting.result["card"] is not None
        version = services.draft_fitted_card(
            fitting, by=officer, at=AT, scorecard=champion().scorecard
        )
        assert version.number == 2
        with pytest.raises(Refused) as refused:
            services.draft_fitted_card(fitting, by=officer, at=AT, code="again")
        assert refused.value.code == "drafted_already"

    def test_the_file_is_let_go_of(self, officer, django_capture_on_commit_callbacks):
        fitting = upload(officer)
        choose(fitting, officer)
        with django_capture_on_commit_callbacks(execute=True):
            work()
        assert not Path(fitting.file.path).exists()

    def test_a_table_that_nobody_learns_from_is_let_go_of(
        self, officer, django_capture_on_commit_callbacks
    ):
        fitting = upload(officer)
        path = Path(fitting.file.path)

        def purge(days, keep_days=30):
            at = AT + dt.timedelta(days=days)
            with django_capture_on_commit_callbacks(execute=True):
                return services.purge_tables(at=at, keep_days=keep_days)

        assert (purge(29), purge(99, keep_days=0), path.exists()) == (0, 0, True)
        assert (purge(31), purge(31), path.exists()) == (1, 0, False)
        fitting.refresh_from_db()
        assert fitting.state == Fitting.State.REFUSED

    def test_other_columns_make_a_study_that_nobody_can_publish(self, officer):
        fitting = upload(officer)
        choose(fitting, officer, candidates=("dbt_paid", "kind"))
        work()
        fitting.refresh_from_db()
        assert fitting.state == Fitting.State.DONE
        assert fitting.result["card"] is None
        kind = next(c for c in fitting.result["columns"] if c["code"] == "kind")
        assert kind["suspect"]
        assert kind["codebook"] == {"a": 0, "b": 1}
        with pytest.raises(Refused) as refused:
            services.draft_fitted_card(fitting, by=officer, at=AT, code="x")
        assert refused.value.code == "study_only"

    def test_a_label_that_never_says_bad_is_refused_with_the_reason(self, officer):
        fitting = upload(officer)
        choose(fitting, officer, bad_values="terrible")
        work()
        fitting.refresh_from_db()
        assert fitting.result["refusal"]["code"] == "one_class"
        assert "outcome" in fitting.result["refusal"]["message"]

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"label": "nothing"}, "label"),
            ({"candidates": ("dbt_paid", "nothing")}, "candidates"),
            ({"candidates": ("outcome",)}, "candidates"),
            ({"day": "nothing"}, "day"),
        ],
    )
    def test_columns_must_be_there(self, officer, more, field):
        fitting = upload(officer)
        with pytest.raises(Refused) as refused:
            choose(fitting, officer, **more)
        assert refused.value.field == field

    def test_columns_are_chosen_once(self, officer):
        fitting = upload(officer)
        choose(fitting, officer)
        with pytest.raises(Refused) as refused:
            choose(fitting, officer)
        assert refused.value.code == "columns_chosen"
        assert Run.objects.filter(kind="fit_scorecard").count() == 1
