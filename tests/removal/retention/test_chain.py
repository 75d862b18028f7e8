"""The chain still verifies after an erasure, and tells erased payloads from removed ones."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from riskcrm.audit import chain, services
from riskcrm.audit.models import Erasure, Event, EventPayload
from tests.audit.tampering import finding, tamper
from tests.removal.retention.past import NOW, approved, erased, gone

QUIET = "ALTER TABLE audit_erasure DISABLE TRIGGER payloads_go_by_run"
LOUD = "ALTER TABLE audit_erasure ENABLE TRIGGER payloads_go_by_run"


def listed(event: int, by: int) -> str:
    return f"INSERT INTO audit_erasure (event_id, by_event_id) VALUES ({event}, {by})"


def removed(event: int) -> str:
    return f"DELETE FROM audit_eventpayload WHERE event_id = {event}"


@pytest.mark.django_db(transaction=True)
class TestAfterAnErasure:
    @pytest.fixture(autouse=True)
    def _sealed_and_erased(self) -> None:
        self.customer = gone()
        self.kept = gone("kept", status="active")
        services.seal(at=NOW)
        self.run = erased()
        services.seal(at=NOW)
        self.told = Event.objects.get(customer_id=self.customer.pk, verb="change_customer")
        self.by = Event.objects.get(verb="erase_customer")
        self.other = Event.objects.get(customer_id=self.kept.pk)

    def test_the_chain_is_sound_and_names_the_run(self) -> None:
        verdict = chain.verify()
        assert verdict.is_sound, verdict.finding
        assert verdict.erased == {str(self.run.pk): 1}
        assert not EventPayload.objects.filter(event=self.told).exists()
        assert EventPayload.objects.filter(event=self.other).exists()
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert f"Erasure run {self.run.pk} let 1 payloads go" in out.getvalue()

    def test_a_payload_removed_without_an_erasure_is_named(self) -> None:
        tamper(removed(self.other.pk))
        assert finding()[:3] == ("payload", str(self.other.pk), "missing")

    def test_a_payload_of_another_customer_does_not_hide_behind_an_erasure(self) -> None:
        tamper(QUIET, listed(self.other.pk, self.by.pk), removed(self.other.pk), LOUD)
        assert finding()[:3] == ("payload", str(self.other.pk), "missing")

    def test_a_payload_listed_later_under_a_true_erasure_is_found(self) -> None:
        with transaction.atomic():
            late = services.record(
                "change_customer", by=services.SYSTEM, obj=self.customer,
                customer_id=self.customer.pk, at=NOW,
            )  # fmt: skip
        services.seal(at=NOW)
        tamper(QUIET, listed(late.pk, self.by.pk), removed(late.pk), LOUD)
        assert finding()[:3] == ("payload", str(late.pk), "missing")

    def test_an_older_payload_listed_under_a_true_erasure_is_found(self) -> None:
        older = Event.objects.get(verb="erase_customer")
        tamper(f"DELETE FROM audit_erasure WHERE event_id = {self.told.pk}")
        assert finding()[:3] == ("payload", str(self.told.pk), "missing")
        tamper(QUIET, listed(self.told.pk, older.pk), LOUD)
        assert chain.verify().is_sound

    def test_a_changed_erasing_event_is_named(self) -> None:
        tamper(f"UPDATE audit_event SET object_id = '99' WHERE id = {self.by.pk}")
        assert finding()[:2] == ("event", str(self.by.pk))


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_without_a_run_that_two_approved() -> None:
    customer = gone()
    run = approved()
    told = Event.objects.get(customer_id=customer.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.erase_payloads({customer.pk: {}}, by=services.SYSTEM, obj=run, at=NOW)
    assert EventPayload.objects.filter(event=told).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(event=told, by_event=told)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        connection.cursor().execute(removed(told.pk))
