"""Who is due, who proposes and approves, and what a run does to whom."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, connections, transaction

from customers.models import (
    Attachment,
    Contact,
    Customer,
    CustomerRevision,
    Interaction,
    OpenItem,
)
from removal.models import CaseBlock, ErasureItem, ErasureRun, SubjectRequest
from removal.selectors.retention import Period, counts_of, dry_run, due, free, lines_of
from removal.services.erasing import delete_files, erase_chunk, work_on_erasures
from removal.services.finding_erased import find_erased
from removal.services.retention import approve_erasure, propose_erasure, reject_erasure
from removal.services.retention_periods import periods
from riskcrm.accounts import roles
from riskcrm.audit.models import Event
from riskcrm.jobs import services as jobs
from riskcrm.jobs.models import Chunk, Run
from riskcrm.web.errors import Refused
from tests.factories import make_customer, make_invoice, make_person
from tests.jobs.test_services import in_threads
from tests.removal.retention.past import LONG_AGO, NOW, People, approved, erased, gone

TODAY = NOW.date()
LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _own_media(own_media: None) -> None:
    """Documents and letters are files."""


def refusal(act: object, **said: object) -> str:
    with pytest.raises(Refused) as caught:
        act(**said)  # type: ignore[operator]
    assert caught.value.message
    return caught.value.code


@pytest.mark.django_db
class TestWhoIsDue:
    def test_only_who_ended_longer_ago_than_the_pack_asks(self) -> None:
        over = gone("A-1")
        gone("A-2", ended_at=NOW - dt.timedelta(days=4 * 365))
        make_customer("A-3", country="CN")
        make_customer("A-4", country="CN", status="exited")  # nobody knows since when
        assert list(due(TODAY, periods(TODAY))) == [over]
        found = dry_run(TODAY, periods(TODAY))
        assert (found.due, found.free, found.unknown) == (1, 1, 1)
        assert periods(TODAY) == {"CN": Period(60)}

    def test_the_last_day_of_the_period_is_still_kept(self) -> None:
        gone(ended_at=dt.datetime(2021, 11, 20, 4, tzinfo=dt.UTC))
        kept = periods(TODAY)
        assert not due(TODAY, kept).exists()
        assert due(TODAY + dt.timedelta(days=1), kept).exists()

    def test_where_the_law_says_so_a_period_begins_with_the_end_of_the_year(self) -> None:
        gone(country="DE", ended_at=dt.datetime(2018, 2, 28, 12, tzinfo=dt.UTC))
        assert periods(TODAY) == {"DE": Period(96, from_year_end=True)}
        last = dt.date(2026, 12, 31)
        assert not due(last, periods(TODAY)).exists()
        assert due(last + dt.timedelta(days=1), periods(TODAY)).get().due_on == last

    def test_a_hold_of_any_kind_holds_back_and_says_why(self) -> None:
        customers = [gone(f"H-{number}") for number in range(4)]
        legal = make_person(roles.LEGAL_REVIEWER)
        CaseBlock.objects.create(
            customer=customers[0], kind="legal_hold", reason="Court", role="legal_reviewer",
            set_by=legal, set_at=NOW,
        )  # fmt: skip
        make_invoice(customers[1], "10.00")
        SubjectRequest.objects.create(
            customer=customers[2], kind="access", channel="mail", subject="Wang", question="What?",
            received_date=TODAY, deadline_date=TODAY, recorded_by=legal, recorded_at=NOW,
        )  # fmt: skip
        found = dry_run(TODAY, periods(TODAY))
        assert dict(found.held) == {
            "legal hold": 1, "open receivables": 1, "open request of a data subject": 1,
        }  # fmt: skip
        over = due(TODAY, periods(TODAY))
        assert list(free(over)) == [customers[3]]
        assert lines_of([customers[0]], counted=False)[0].held == ["legal hold"]

    def test_counts_take_a_statement_per_table_however_many_customers(
        self, django_assert_num_queries: object
    ) -> None:
        ids = [gone().pk for _ in range(3)]
        from removal.retention.records import records

        with django_assert_num_queries(len(records())):  # type: ignore[operator]
            counts = counts_of(ids)
        assert all(counts[pk]["contacts"] == 1 for pk in ids)


@pytest.mark.django_db
class TestApproving:
    def test_the_proposer_never_approves(self) -> None:
        legal = make_person(roles.LEGAL_REVIEWER)
        gone()
        run = propose_erasure(reason="Over.", by=legal, at=NOW)
        assert refusal(approve_erasure, run=run, by=legal, at=NOW) == "own_proposal"

    def test_nobody_approves_twice(self) -> None:
        people = People()
        gone()
        run = propose_erasure(reason="Over.", by=people.proposer, at=NOW)
        run = approve_erasure(run, by=people.first, at=NOW)
        assert run.state == "proposed"
        assert refusal(approve_erasure, run=run, by=people.first, at=NOW) == "approved_already"
        assert approve_erasure(run, by=people.second, at=NOW).state == "approved"

    def test_the_database_refuses_it_as_well(self) -> None:
        people = People()
        gone()
        run = propose_erasure(reason="Over.", by=people.proposer, at=NOW)
        rows = ErasureRun.objects.filter(pk=run.pk)
        for said in (
            {"first_by": people.proposer, "first_at": NOW},
            {"first_by": people.first, "first_at": NOW, "second_by": people.first},
            {"state": "approved"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**said)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()

    def test_the_list_of_customers_is_frozen(self) -> None:
        run = approved_of(gone())
        later = gone()
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureItem.objects.create(
                run=run, customer=later, ended_on=TODAY, due_on=TODAY, counts={}
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureItem.objects.filter(run=run).delete()

    @pytest.mark.parametrize("role", [roles.ADMINISTRATOR, roles.RISK_OFFICER, roles.AUDITOR])
    def test_other_roles_do_not_approve(self, role: str) -> None:
        gone()
        run = propose_erasure(reason="Over.", by=People().proposer, at=NOW)
        assert refusal(approve_erasure, run=run, by=make_person(role), at=NOW) == "no_right"

    def test_without_a_reason_or_without_anybody_due_nothing_is_proposed(self) -> None:
        by = People().proposer
        assert refusal(propose_erasure, reason="Over.", by=by, at=NOW) == "nobody_due"
        gone()
        assert refusal(propose_erasure, reason=" ", by=by, at=NOW) == "reason_missing"

    def test_who_is_in_an_open_run_is_in_no_other_until_it_is_rejected(self) -> None:
        people = People()
        gone()
        run = propose_erasure(reason="Over.", by=people.proposer, at=NOW)
        again = {"reason": "Again.", "by": people.proposer, "at": NOW}
        assert refusal(propose_erasure, **again) == "nobody_due"
        reject_erasure(run, reason="Not yet.", by=people.first, at=NOW)
        assert refusal(approve_erasure, run=run, by=people.second, at=NOW) == "decided"
        assert propose_erasure(**again).customers == 1  # type: ignore[arg-type]


def approved_of(*_customers: object) -> ErasureRun:
    return approved()


@pytest.mark.django_db(transaction=True)
class TestErasing:
    def test_a_natural_person_is_a_token_afterwards(self) -> None:
        customer = gone("P-1")
        amount = make_customer("Q-1")  # another one is not touched
        run = erased()
        customer.refresh_from_db()
        assert run.state == "done"
        assert (customer.name, customer.number) == (f"erased-{customer.pk}",) * 2
        assert (customer.registration_number, customer.address) == ("", "")
        contact = Contact.objects.get(customer=customer)
        assert (contact.name, contact.phone) == (f"erased-{contact.pk}", "")
        assert CustomerRevision.objects.get(customer=customer).former == {"status": "active"}
        amount.refresh_from_db()
        assert amount.number == "Q-1"

    def test_a_company_keeps_its_name_and_loses_its_people(self) -> None:
        customer = gone("F-1", kind="company", name="Hua Steel", legal_representative="Wang")
        erased()
        customer.refresh_from_db()
        assert (customer.name, customer.legal_representative) == ("Hua Steel", "erased")

    def test_amounts_of_the_ledger_stay_and_words_of_talks_go(self) -> None:
        customer = gone()
        talk = Interaction.objects.create(
            customer=customer, source_key="I-1", effective_date=LONG_AGO.date(),
            recorded_at=LONG_AGO, subject="Called", content="She will pay", participants="Wang Li",
        )  # fmt: skip
        erased()
        talk.refresh_from_db()
        assert (talk.subject, talk.content, talk.participants) == ("erased",) * 3
        assert talk.effective_date == LONG_AGO.date()

    def test_files_go_and_rows_stay_with_their_hash(self) -> None:
        document = a_document(gone())
        path = Path(document.file.path)
        assert path.exists()
        run = erased()
        document.refresh_from_db()
        assert not path.exists()
        assert (document.name, document.sha256) == ("erased", "0" * 64)
        assert document.removed_because == f"erasure run {run.pk}"

    def test_a_file_that_a_killed_worker_left_goes_with_the_next_look(self) -> None:
        document = a_document(gone())
        run = approved()
        jobs.work_on("erase_customers", erase_chunk, at=NOW)  # and then it is killed
        path = Path(document.file.path)
        assert path.exists()
        run.refresh_from_db()
        assert run.state == "approved"
        work_on_erasures(at=NOW)
        run.refresh_from_db()
        assert (path.exists(), run.state, delete_files()) == (False, "done", 0)

    def test_who_is_held_since_is_not_touched_and_the_certificate_says_so(self) -> None:
        customer = gone("K-1")
        run = approved()
        make_invoice(customer, "10.00")
        work_on_erasures(at=NOW)
        run.refresh_from_db()
        customer.refresh_from_db()
        item = run.items.get()
        assert (customer.name, item.state, item.held) == ("Wang Wei", "held", ["receivables"])
        assert "held,receivables" in run.certificate
        assert Contact.objects.get(customer=customer).name == "Wang Li"

    def test_working_again_changes_nothing(self) -> None:
        customer = gone()
        run = erased()
        events = Event.objects.count()
        assert work_on_erasures(at=LATER) == 0
        again = ErasureRun.objects.get(pk=run.pk)
        assert (again.certificate, Event.objects.count()) == (run.certificate, events)
        assert not due(TODAY, periods(TODAY)).filter(pk=customer.pk).exists()

    def test_a_worker_killed_in_the_middle_leaves_all_or_nothing(self) -> None:
        customer = gone()
        run = approved()

        def die(of: Run, chunk: Chunk) -> dict[str, int]:
            erase_chunk(of, chunk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            return {}

        in_threads(1, lambda: jobs.work_on("erase_customers", die, at=NOW))
        customer.refresh_from_db()
        assert (customer.name, run.items.get().state) == ("Wang Wei", "waiting")
        assert not Event.objects.filter(verb="erase_customer").exists()
        work_on_erasures(at=LATER)
        customer.refresh_from_db()
        run.refresh_from_db()
        assert (customer.name, run.state) == (f"erased-{customer.pk}", "done")
        assert Event.objects.filter(verb="erase_customer").count() == 1

    def test_two_workers_side_by_side_erase_each_customer_once(self) -> None:
        for _ in range(3):
            gone()
        run = approved()
        in_threads(2, lambda: work_on_erasures(at=NOW))
        work_on_erasures(at=LATER)
        run.refresh_from_db()
        assert run.state == "done"
        assert Event.objects.filter(verb="erase_customer").count() == 3

    def test_sixteen_who_approve_at_once_start_one_run(self) -> None:
        gone()
        run = propose_erasure(reason="Over.", by=People().proposer, at=NOW)
        crowd = [make_person(roles.LEGAL_REVIEWER) for _ in range(16)]

        def all_of_them() -> None:
            try:
                approve_erasure(run, by=crowd.pop(), at=NOW)
            finally:
                connections.close_all()

        in_threads(16, all_of_them)
        run.refresh_from_db()
        assert run.state == "approved"
        assert Event.objects.filter(verb="approve_erasure").count() == 2
        assert Run.objects.filter(kind="erase_customers").count() == 1

    def test_a_stopped_run_erases_nobody_else(self) -> None:
        customer = gone()
        run = approved()
        assert run.run is not None
        jobs.cancel_run(run.run, by=People().first.as_actor(), at=NOW)
        work_on_erasures(at=NOW)
        run.refresh_from_db()
        customer.refresh_from_db()
        assert (run.state, run.items.get().state) == ("done", "dropped")
        assert customer.name == "Wang Wei"

    def test_who_comes_back_is_known_by_a_hash_alone(self) -> None:
        customer = gone()
        people = People()
        erased(people)
        found = find_erased("1101011990 0307 8888", by=people.first, at=NOW)
        assert [row.customer_id for row in found] == [customer.pk]
        assert not find_erased("somebody else", by=people.first, at=NOW)
        event = Event.objects.filter(verb="find_erased").first()
        assert event is not None
        assert "1101011990" not in event.payload.body
        auditor = make_person(roles.AUDITOR)
        assert refusal(find_erased, text="x", by=auditor, at=NOW) == "no_right"


def a_document(customer: Customer) -> Attachment:
    by = make_person(roles.LEGAL_REVIEWER)
    return Attachment.objects.create(
        customer=customer, record_id=customer.pk, name="passport.pdf", size=3,
        content_type="application/pdf", sha256="0" * 64,
        file=ContentFile(b"abc", "passport.pdf"), uploaded_by=by,
        uploaded_at=LONG_AGO,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_who_was_merged_into_a_removed_customer_is_erased_with_it() -> None:
    survivor = gone("S-1")
    merged = make_customer("S-2", kind="individual", name="Wang Wai", country="")
    Customer.objects.filter(pk=merged.pk).update(status="merged", merged_into=survivor)
    make_invoice(survivor, "10.00")
    assert set(due(TODAY, periods(TODAY))) == {survivor, merged}
    assert not free(due(TODAY, periods(TODAY))).exists()
    OpenItem.objects.all().delete()
    erased()
    merged.refresh_from_db()
    assert merged.name == f"erased-{merged.pk}"
