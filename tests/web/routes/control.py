"""Internal control: rows, and what its routes need."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from monitoring.control.exceptions import REPORTS
from monitoring.models import (
    Control,
    ControlTest,
    Finding,
    FollowUp,
    PopulationRow,
    SampleItem,
)
from riskcrm.accounts import roles
from riskcrm.web.today import local_date
from tests.factories import make_customer, make_person
from tests.web.routes.needs import AUDITOR, HEAD, Needs, needs

AT = timezone.now()
DUE = local_date(AT) + dt.timedelta(days=30)
PERIOD = {"first_date": "2020-01-01", "final_date": "2020-01-31"}


def of_control() -> dict[str, Any]:
    """A test that runs and one to be signed, a finding to be answered and one to be closed."""
    tester, head = make_person(roles.AUDITOR), make_person(roles.HEAD_OF_RISK)
    control = Control.objects.get(code="override")
    said = {
        "control": control, "method": "all", "population_size": 1, "population_hash": "0" * 64,
        "sample_size": 1, "seed": "walk", "tester": tester, "drawn_at": AT,
    }  # fmt: skip
    running = ControlTest.objects.create(first_date=DUE, final_date=DUE, **said)
    row = PopulationRow.objects.create(
        test=running, kind="override", row_id=1, at=AT, label="W-control", page_id=1,
        customer_id=make_customer("W-control").pk,
    )  # fmt: skip
    item = SampleItem.objects.create(test=running, row=row, place=1, rank="0")
    finished = ControlTest.objects.create(
        first_date=AT.date(), final_date=AT.date(), state="finished", finished_at=AT, deviations=0,
        judged=1, conclusion="It held.", **said,
    )  # fmt: skip
    found = {
        "title": "Walk", "text": "No proof.", "severity": "low", "action": "Ask.", "owner": head,
        "due_date": DUE, "raised_by": tester, "raised_at": AT, "item": item,
    }  # fmt: skip
    answered = Finding.objects.create(state="answered", cause="Habit.", **found)
    FollowUp.objects.create(finding=answered, text="Asked Li.", evidence="Form 7", by=head, at=AT)
    return {
        "control": control,
        "control_test": running,
        "finished_test": finished,
        "finding": Finding.objects.create(**found),
        "answered_finding": answered,
    }


def _found(rows: Any) -> dict[str, Any]:
    return {
        "title": "Walk", "text": "No proof.", "severity": "low", "action": "Ask.",
        "owner": rows.finding.owner_id, "due_date": DUE.isoformat(),
    }  # fmt: skip


SAMPLE = {"method": "all", "confidence": "95", "tolerable": "5"}
JUDGED = {f"attribute_{code}": "pass" for code in ("second_person", "reason", "evidence")}
DONE = {"text": "It is done.", "version": 1}
TEST = "control/tests/<test_id>/"
PAGES: dict[str, Needs] = {
    "control/catalogue/": needs(AUDITOR, get=200),
    "control/catalogue/<control_id>/": needs(AUDITOR, get=200),
    "control/catalogue/<control_id>/change/": needs(
        HEAD, get=200, post=(302, {"frequency": "weekly", "version": 1})
    ),
    "control/catalogue/<control_id>/draw/": needs(AUDITOR, get=200, post=(409, PERIOD | SAMPLE)),
    "control/tests/": needs(AUDITOR, get=200),
    TEST: needs(AUDITOR, "control_test", get=200),
    f"{TEST}population/": needs(AUDITOR, "control_test", get=200),
    f"{TEST}items/<place>/": needs(AUDITOR, "control_test =1", get=200, post=(409, JUDGED)),
    f"{TEST}finish/": needs(
        AUDITOR, "control_test", get=200, post=(409, {"conclusion": "It held."})
    ),
    f"{TEST}redraw/": needs(
        AUDITOR, "control_test", get=200, post=(409, SAMPLE | {"reason": "Too few."})
    ),
    f"{TEST}sign/": needs(AUDITOR, "finished_test", post=302),
    "control/findings/": needs(AUDITOR, get=200),
    "control/findings/raise/": needs(AUDITOR, get=200, post=(302, _found)),
    "control/findings/<finding_id>/": needs(AUDITOR, get=200),
    "control/findings/<finding_id>/follow-up/": needs(
        HEAD, post=(409, DONE | {"evidence": "Form 7"})
    ),
    "control/findings/<finding_id>/send-back/": needs(
        AUDITOR, "answered_finding", post=(302, DONE)
    ),
    "control/findings/<finding_id>/close/": needs(AUDITOR, "answered_finding", post=(302, DONE)),
    "control/exceptions/": needs(AUDITOR, get=200),
    **{f"control/exceptions/{code.replace('_', '-')}/": needs(HEAD, get=200) for code in REPORTS},
    "customers/<customer_id>/evidence/": needs(AUDITOR, get=200, post=200),
    "cases/<case_id>/evidence/": needs(AUDITOR, get=200, post=200),
}
API_TEST = "api/v1/control-tests/<test_id>/"
API_FINDING = "api/v1/findings/<finding_id>/"
WHOLE_BOOK = {
    "api/v1/controls/<control_id>/", API_TEST, f"{API_TEST}population/", f"{API_TEST}items/",
    f"{API_TEST}redraw/", f"{API_TEST}finish/", f"{API_TEST}sign/",
    f"{API_TEST}items/<place>/judge/",
}  # fmt: skip
CALLS: dict[str, Needs] = {
    "controls/": needs(AUDITOR, get=200),
    "controls/<control_id>/": needs(AUDITOR, get=200),
    "control-tests/": needs(
        AUDITOR, get=200, post=(409, lambda r: PERIOD | {"control": r.control.pk})
    ),
    "control-tests/<test_id>/": needs(AUDITOR, "control_test", get=200),
    "control-tests/<test_id>/population/": needs(AUDITOR, "control_test", get=200),
    "control-tests/<test_id>/items/": needs(AUDITOR, "control_test", get=200),
    "control-tests/<test_id>/items/<place>/judge/": needs(
        AUDITOR, "control_test =1", post=(409, {"results": {"reason": "pass"}})
    ),
    "control-tests/<test_id>/redraw/": needs(
        AUDITOR, "finished_test", post=(409, {"reason": "Too few."})
    ),
    "control-tests/<test_id>/finish/": needs(
        AUDITOR, "control_test", post=(409, {"conclusion": "It held."})
    ),
    "control-tests/<test_id>/sign/": needs(AUDITOR, "finished_test", post=200),
    "findings/": needs(AUDITOR, get=200, post=(201, _found)),
    "findings/<finding_id>/": needs(AUDITOR, get=200),
    "findings/<finding_id>/follow-up/": needs(
        HEAD, post=(409, {"text": "Done.", "evidence": "Form 7", "cause": "Habit."})
    ),
    "findings/<finding_id>/send-back/": needs(
        AUDITOR, "answered_finding", post=(200, {"text": "Since when?"})
    ),
    "findings/<finding_id>/close/": needs(
        AUDITOR, "answered_finding", post=(200, {"text": "Seen."})
    ),
    **{f"exceptions/{code.replace('_', '-')}/": needs(HEAD, get=200) for code in REPORTS},
    "customers/<customer_id>/evidence/": needs(AUDITOR, post=200),
    "removal-cases/<case_id>/evidence-bundle/": needs(AUDITOR, post=200),
}
