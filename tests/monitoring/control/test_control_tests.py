"""Drawing, testing and signing: by whom, of what, and what stays as it is."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from monitoring.control.catalogue import CATALOGUE
from monitoring.control.populations import POPULATIONS
from monitoring.control.sampling import JUDGEMENT, draw
from monitoring.control.selectors import result_sentence
from monitoring.models import Control, ControlTest, PopulationRow, SampleItem
from monitoring.services.control import Sampling, change_control, draw_sample, redraw_sample
from monitoring.services.control_tests import finish_test, judge_item, sign_test
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_person
from tests.monitoring.control.books import FINAL, FIRST, NOW, WITHIN, decided_overrides
from tests.removal.cases import refusal

PASSED = {"second_person": "pass", "reason": "pass", "evidence": "pass"}
FAILED = PASSED | {"evidence": "fail"}
PERIOD = {"first_date": FIRST, "final_date": FINAL}


def judge_all(test: ControlTest, *, by: User, failed: int = 0) -> None:
    for item in test.items.order_by("place"):
        results = FAILED if item.place <= failed else PASSED
        judge_item(
            item, results=results, note="No proof." if item.place <= failed else "", evidence="",
            by=by, at=NOW,
        )  # fmt: skip


@pytest.mark.django_db
class TestCatalogue:
    def test_it_ships_and_each_control_has_a_population(self) -> None:
        codes = {row["code"] for row in CATALOGUE}
        assert set(Control.objects.values_list("code", flat=True)) >= codes
        assert {row["population"] for row in CATALOGUE} <= set(POPULATIONS)
        assert {row["frequency"] for row in CATALOGUE} <= set(JUDGEMENT)

    @pytest.mark.parametrize("code", list(POPULATIONS))
    def test_each_population_can_be_asked(self, code: str) -> None:
        assert list(POPULATIONS[code].rows((WITHIN, NOW))) == []

    def test_the_head_of_risk_says_who_owns_a_control(
        self, head_of_risk: User, risk_officer: User
    ) -> None:
        control = Control.objects.get(code="alert")
        row = change_control(
            control, owner=risk_officer, frequency="weekly", by=head_of_risk, at=NOW
        )
        assert (row.owner, row.frequency) == (risk_officer, "weekly")
        assert Event.objects.filter(verb="change_control").count() == 1

    def test_an_auditor_changes_no_control(self, auditor: User) -> None:
        control = Control.objects.get(code="alert")
        no = refusal(change_control, control, owner=None, frequency="weekly", by=auditor, at=NOW)
        assert no.code == "no_right"


class TestDrawing:
    def test_the_population_is_saved_and_the_sample_drawn_from_it(self, drawn: ControlTest) -> None:
        assert (drawn.population_size, drawn.sample_size) == (5, 3)
        assert drawn.population.count() == 5
        assert list(drawn.items.order_by("place").values_list("place", flat=True)) == [1, 2, 3]

    def test_a_third_party_draws_the_same_sample_again(self, drawn: ControlTest) -> None:
        """From the saved rows and the seed, as `control/sampling.py` says."""
        items = list(drawn.population.values_list("kind", "row_id"))
        lines = "".join(f"{kind}:{key}\n" for kind, key in sorted(items))
        digest = hashlib.sha256(lines.encode()).hexdigest()
        assert digest == drawn.population_hash
        again = draw(items, size=3, seed=drawn.seed, population=digest)
        kept = drawn.items.order_by("place").values_list("rank", "row__kind", "row__row_id")
        assert [(rank, item) for rank, item in again] == [(r, (k, i)) for r, k, i in kept]

    def test_only_what_fell_into_the_period_is_in_it(
        self, control: Control, auditor: User, risk_officer: User, account_manager: User
    ) -> None:
        people: dict[str, Any] = {"by": account_manager, "second": risk_officer}
        midnight = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
        decided_overrides(1, **people)
        decided_overrides(1, at=midnight, **people)
        test = draw_sample(control, how=Sampling(), by=auditor, at=NOW, **PERIOD)
        assert test.population_size == 1

    def test_a_control_that_is_always_tested_in_full_is(
        self, auditor: User, account_manager: User, risk_officer: User, control: Control
    ) -> None:
        decided_overrides(40, by=account_manager, second=risk_officer)
        Control.objects.filter(pk=control.pk).update(is_always_whole=True)
        control.refresh_from_db()
        test = draw_sample(control, how=Sampling(), by=auditor, at=NOW, **PERIOD)
        assert (test.method, test.sample_size) == ("all", 40)

    def test_no_second_sample_is_drawn_silently(self, drawn: ControlTest, auditor: User) -> None:
        how = Sampling("judgement", size=3)
        no = refusal(draw_sample, drawn.control, how=how, by=auditor, at=NOW, **PERIOD)
        assert no.code == "drawn_before"
        with pytest.raises(IntegrityError), transaction.atomic():
            ControlTest.objects.create(
                control=drawn.control, method="all", population_size=1, population_hash="x",
                sample_size=1, seed="x", tester=auditor, drawn_at=NOW, **PERIOD,
            )  # fmt: skip

    def test_a_new_draw_is_a_new_row_with_its_reason(
        self, drawn: ControlTest, auditor: User
    ) -> None:
        how = Sampling("judgement", size=4)
        new = redraw_sample(drawn, how=how, reason="Five is the usual size.", by=auditor, at=NOW)
        drawn.refresh_from_db()
        assert (drawn.state, new.redraws_id, new.sample_size) == ("redrawn", drawn.pk, 4)
        assert drawn.items.count() == 3
        no = refusal(redraw_sample, drawn, how=how, reason="Once more.", by=auditor, at=NOW)
        assert no.code == "not_running"

    def test_a_new_draw_without_a_reason_is_refused(
        self, drawn: ControlTest, auditor: User
    ) -> None:
        no = refusal(redraw_sample, drawn, how=Sampling(), reason=" ", by=auditor, at=NOW)
        assert no.code == "reason_missing"

    def test_a_period_that_is_not_over_is_refused(self, control: Control, auditor: User) -> None:
        no = refusal(
            draw_sample, control, first_date=FIRST, final_date=NOW.date(), how=Sampling(),
            by=auditor, at=NOW,
        )  # fmt: skip
        assert no.code == "period_not_over"

    def test_an_empty_population_is_refused(self, control: Control, auditor: User) -> None:
        no = refusal(draw_sample, control, how=Sampling(), by=auditor, at=NOW, **PERIOD)
        assert no.code == "population_empty"


class TestIndependence:
    def test_the_owner_does_not_test(self, control: Control, auditor: User) -> None:
        Control.objects.filter(pk=control.pk).update(owner=auditor)
        control.refresh_from_db()
        no = refusal(draw_sample, control, how=Sampling(), by=auditor, at=NOW, **PERIOD)
        assert no.code == "owner_cannot_test"

    def test_who_performed_the_control_does_not_test_it(
        self, control: Control, auditor: User, account_manager: User
    ) -> None:
        decided_overrides(1, by=account_manager, second=auditor)
        no = refusal(draw_sample, control, how=Sampling(), by=auditor, at=NOW, **PERIOD)
        assert no.code == "performer_cannot_test"

    def test_the_head_of_risk_does_not_test(self, control: Control, head_of_risk: User) -> None:
        no = refusal(draw_sample, control, how=Sampling(), by=head_of_risk, at=NOW, **PERIOD)
        assert no.code == "no_right"

    def test_another_auditor_does_not_write_into_a_test(
        self, drawn: ControlTest, second_auditor: User
    ) -> None:
        item = drawn.items.get(place=1)
        no = refusal(
            judge_item, item, results=PASSED, note="", evidence="", by=second_auditor, at=NOW
        )
        assert no.code == "not_the_tester"

    def test_a_second_person_signs_never_the_tester(
        self, drawn: ControlTest, auditor: User, second_auditor: User
    ) -> None:
        judge_all(drawn, by=auditor)
        test = finish_test(drawn, conclusion="It held.", by=auditor, at=NOW)
        assert refusal(sign_test, test, by=auditor, at=NOW).code == "tester_cannot_sign"
        assert sign_test(test, by=second_auditor, at=NOW).state == "signed"

    def test_the_database_refuses_the_testers_signature(
        self, drawn: ControlTest, auditor: User
    ) -> None:
        judge_all(drawn, by=auditor)
        test = finish_test(drawn, conclusion="It held.", by=auditor, at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            ControlTest.objects.filter(pk=test.pk).update(
                state="signed", signed_by=auditor, signed_at=NOW
            )


class TestTesting:
    def test_a_deviation_needs_a_note(self, drawn: ControlTest, auditor: User) -> None:
        item = drawn.items.get(place=1)
        said = {"results": FAILED, "note": " ", "evidence": "", "by": auditor, "at": NOW}
        assert refusal(judge_item, item, **said).code == "note_missing"

    def test_each_attribute_is_answered(self, drawn: ControlTest, auditor: User) -> None:
        item = drawn.items.get(place=1)
        said = {"note": "", "evidence": "", "by": auditor, "at": NOW}
        no = refusal(judge_item, item, results={"second_person": "pass"}, **said)
        assert no.code == "attribute_missing"
        strange = PASSED | {"reason": "perhaps"}
        assert refusal(judge_item, item, results=strange, **said).code == "attribute_missing"

    def test_a_test_ends_when_each_item_is_judged(self, drawn: ControlTest, auditor: User) -> None:
        no = refusal(finish_test, drawn, conclusion="It held.", by=auditor, at=NOW)
        assert no.code == "items_left"

    def test_the_result_counts_deviations_and_bounds_their_rate(
        self, drawn: ControlTest, auditor: User
    ) -> None:
        judge_all(drawn, by=auditor, failed=1)
        test = finish_test(drawn, conclusion="One lacks proof.", by=auditor, at=NOW)
        assert (test.deviations, test.judged) == (1, 3)
        assert float(test.upper_bound or 0) == pytest.approx(0.6)  # at most 3 of 5
        assert "1 of 3 items deviates." in result_sentence(test)

    def test_what_does_not_apply_is_not_counted(self, drawn: ControlTest, auditor: User) -> None:
        judge_all(drawn, by=auditor)
        item = drawn.items.get(place=1)
        nothing = dict.fromkeys(PASSED, "na")
        judge_item(item, results=nothing, note="Merged since.", evidence="", by=auditor, at=NOW)
        test = finish_test(drawn, conclusion="It held.", by=auditor, at=NOW)
        assert (test.deviations, test.judged) == (0, 2)


class TestKept:
    def test_population_sample_and_seed_never_change(self, drawn: ControlTest) -> None:
        for change in (
            lambda: PopulationRow.objects.filter(test=drawn).update(row_id=0),
            lambda: SampleItem.objects.filter(test=drawn).update(rank="0"),
            lambda: ControlTest.objects.filter(pk=drawn.pk).update(seed="mine"),
            lambda: SampleItem.objects.filter(test=drawn).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_finished_test_stays_as_it_is(self, drawn: ControlTest, auditor: User) -> None:
        judge_all(drawn, by=auditor)
        test = finish_test(drawn, conclusion="It held.", by=auditor, at=NOW)
        item = test.items.get(place=1)
        said = {"results": PASSED, "note": "", "evidence": "", "by": auditor, "at": NOW}
        assert refusal(judge_item, item, **said).code == "not_running"
        for change in (
            lambda: SampleItem.objects.filter(pk=item.pk).update(outcome="fail", note="x"),
            lambda: ControlTest.objects.filter(pk=test.pk).update(deviations=3),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_key_tests_nothing(control: Control, db: None) -> None:
    service = make_person(roles.AUDITOR, kind=User.Kind.SERVICE)
    no = refusal(draw_sample, control, how=Sampling(), by=service, at=NOW, **PERIOD)
    assert no.code == "people_test"
