"""Testing what was drawn: item by item, the result, and a second person's signature."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from monitoring.control import sampling
from monitoring.models import ControlTest, SampleItem
from monitoring.services.control import check_may_test, check_person
from riskcrm.accounts.control_rights import SIGN_TESTS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import record
from riskcrm.web.errors import OwnWork, Refused

Method, State, Outcome = ControlTest.Method, ControlTest.State, SampleItem.Outcome


def judge_item(
    item: SampleItem, *, results: dict[str, str], note: str, evidence: str, by: User,
    at: dt.datetime,
) -> SampleItem:  # fmt: skip
    """Write down what the test of an item showed, attribute by attribute; again, if need be.

    An item deviates where one attribute fails; it is not applicable where none of them is.
    """
    test = item.test
    _check_tester(test, by=by)
    wanted = {each["code"] for each in test.control.attributes}
    if set(results) != wanted or not set(results.values()) <= set(Outcome.values):
        raise Refused(
            _("Say of each attribute whether it passed, failed or does not apply."),
            code="attribute_missing",
        )
    outcome = _outcome(results)
    if outcome != Outcome.PASS and not note.strip():
        raise Refused(
            _("Say in a note what deviates, or why the test does not apply."),
            code="note_missing",
            field="note",
        )
    with transaction.atomic():
        _hold(test)
        item.outcome, item.results, item.note = outcome, results, note.strip()
        item.evidence, item.tested_at = evidence.strip()[:500], at
        item.save(update_fields=["outcome", "results", "note", "evidence", "tested_at"])
        facts = {"item": item.place, "outcome": outcome, "results": results}
        record("judge_item", by=by.as_actor(), obj=test, reason=item.note, facts=facts, at=at)
    return item


def _outcome(results: dict[str, str]) -> str:
    said = set(results.values())
    if Outcome.FAIL in said:
        return Outcome.FAIL
    return Outcome.PASS if Outcome.PASS in said else Outcome.NOT_APPLICABLE


def finish_test(test: ControlTest, *, conclusion: str, by: User, at: dt.datetime) -> ControlTest:
    """Close a test of which each item is judged; its figures follow from the items."""
    _check_tester(test, by=by)
    if not conclusion.strip():
        raise Refused(_("Say what the test shows."), code="conclusion_missing", field="conclusion")
    with transaction.atomic():
        row = _hold(test)
        counts = row.items.aggregate(
            left=Count("pk", filter=Q(outcome="")),
            failed=Count("pk", filter=Q(outcome=Outcome.FAIL)),
            judged=Count("pk", filter=Q(outcome__in=[Outcome.PASS, Outcome.FAIL])),
        )
        if counts["left"]:
            raise Refused(
                _("%(count)s items are not tested yet.") % {"count": counts["left"]},
                code="items_left",
            )
        row.deviations, row.judged = counts["failed"], counts["judged"]
        row.upper_bound = _bound(row)
        row.state, row.finished_at, row.conclusion = State.FINISHED, at, conclusion.strip()
        row.version += 1
        row.save()
        facts = {"deviations": row.deviations, "judged": row.judged, "upper_bound": row.upper_bound}
        record("finish_control_test", by=by.as_actor(), obj=row, reason=row.conclusion,
               facts=facts, at=at)  # fmt: skip
    return row


def _bound(test: ControlTest) -> Decimal | None:
    """None where no item could be judged. Who looked at all knows the rate itself."""
    deviations, judged = test.deviations or 0, test.judged or 0
    if not judged:
        return None
    if test.method == Method.ALL:
        return round(Decimal(deviations) / judged, 6)
    bound = sampling.upper_bound(
        deviations=deviations, judged=judged, population=test.population_size,
        confidence=test.confidence or sampling.DEFAULT_CONFIDENCE,
    )  # fmt: skip
    return round(Decimal(bound), 6)


def sign_test(test: ControlTest, *, by: User, at: dt.datetime) -> ControlTest:
    """Sign a finished test. Refused for its tester and for the control's owner."""
    check_may_sign(test, by=by)
    with transaction.atomic():
        claimed = ControlTest.objects.filter(pk=test.pk, state=State.FINISHED)
        signed = {"state": State.SIGNED, "signed_by": by, "signed_at": at}
        if not claimed.update(**signed, version=F("version") + 1):
            raise Refused(_("This test is not waiting to be signed."), code="not_finished")
        record("sign_control_test", by=by.as_actor(), obj=test, at=at)
    test.refresh_from_db()
    return test


def check_may_sign(test: ControlTest, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not sign this test now."""
    check_person(by)
    check_right(by, SIGN_TESTS)
    if test.tester_id == by.pk:
        raise OwnWork(
            _("You did this test, so another person has to sign it."),
            code="tester_cannot_sign", about=test,
        )  # fmt: skip
    if test.control.owner_id == by.pk:
        raise OwnWork(
            _("You own this control, so another person has to sign its test."),
            code="owner_cannot_sign", about=test,
        )  # fmt: skip
    if test.state != State.FINISHED:
        raise Refused(_("This test is not waiting to be signed."), code="not_finished")


def _check_tester(test: ControlTest, *, by: User) -> None:
    check_may_test(test.control, by=by)
    if test.tester_id != by.pk:
        raise Refused(_("%(name)s does this test.") % {"name": test.tester}, code="not_the_tester")
    if not test.is_running:
        raise _not_running()


def _hold(test: ControlTest) -> ControlTest:
    """The test, held while something of it is written."""
    row = ControlTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    if not row.is_running:
        raise _not_running()
    return row


def _not_running() -> Refused:
    return Refused(
        _("This test is finished, or was drawn anew. It stays as it is."), code="not_running"
    )
