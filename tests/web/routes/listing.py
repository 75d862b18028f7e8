"""The restricted list, appeals, readmissions and subjects' requests: rows, and what routes need."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from removal.listing.criteria import first_criteria
from removal.models import (
    ErasureItem,
    ErasureRun,
    ListAppeal,
    ListEntry,
    ListEntryAct,
    Readmission,
    ReadmissionChecklist,
    SubjectRequest,
)
from riskcrm.accounts import roles
from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from riskcrm.web.today import local_date
from tests.factories import make_customer, make_person
from tests.web.routes.needs import ADMIN, HEAD, MANAGER, OFFICER, Needs, needs
from tests.web.routes.words import WHY

AT = timezone.now()
TODAY = local_date(AT)
SOON, LATER = TODAY + dt.timedelta(days=100), TODAY + dt.timedelta(days=300)


def _entry(rows: Any, code: str, officer: User, *, active: bool) -> ListEntry:
    customer = make_customer(
        f"{code}-{rows.customer.number}", name=f"{code} {rows.customer.number} Ltd",
        manager=rows.manager, team=rows.manager.team,
    )  # fmt: skip
    decided: dict[str, Any] = {"state": "active", "decided_by": officer, "decided_at": AT}
    entry = ListEntry.objects.create(
        customer=customer, reason_class="breach", reason="Broke it.", bars="all_trade",
        review_date=SOON, expires_on=LATER, most_years=3, proposed_by=rows.manager,
        responsible=rows.manager, proposed_at=AT, **(decided if active else {}),
    )  # fmt: skip
    ListEntryAct.objects.create(
        entry=entry, number=1, act="proposed", by=rows.manager, at=AT, reason="Broke it.",
        bars="all_trade", review_date=SOON, expires_on=LATER,
    )  # fmt: skip
    return entry


def of_listing(rows: Any, officer: User, _everybody: Any) -> None:
    """An entry in force, one that is proposed, one with an appeal; who left, and asks to return."""
    rows.listed = _entry(rows, "LA", officer, active=True)
    rows.to_list = _entry(rows, "LP", officer, active=False)
    appealed = _entry(rows, "LE", officer, active=True)
    rows.list_appeal = ListAppeal.objects.create(
        entry=appealed, channel="mail", appellant="Chen", statement="No.", received_date=TODAY,
        acknowledge_by_date=SOON, answer_by_date=SOON, recorded_by=rows.manager, recorded_at=AT,
        identity_check="called back", identity_checked_by=rows.manager,
    )  # fmt: skip
    theirs = {"manager": rows.manager, "team": rows.manager.team, "status": "exited"}
    rows.left = make_customer(f"LX-{rows.customer.number}", **theirs)
    rows.readmission = Readmission.objects.create(
        customer=make_customer(f"LR-{rows.customer.number}", **theirs),
        checklist=ReadmissionChecklist.objects.get(number=1), answers={}, summary="New owners.",
        requested_by=rows.manager, responsible=rows.manager, requested_at=AT,
    )  # fmt: skip
    asks = {"channel": "mail", "subject": "Wang", "question": "What?", "received_date": TODAY}
    about = {"customer": rows.customer, "deadline_date": SOON, "recorded_by": officer}
    rows.subject_request = SubjectRequest.objects.create(
        kind="access", recorded_at=AT, identity_check="seen", identity_checked_by=officer,
        **asks, **about,
    )  # fmt: skip


def proposed_checklist(officer: User) -> ReadmissionChecklist:
    return ReadmissionChecklist.objects.create(
        number=2, criteria=first_criteria(), note="Again.", proposed_by=officer, proposed_at=AT
    )


def erasures(at: dt.datetime) -> dict[str, ErasureRun]:
    """One that waits for its approvals, and one that is done."""
    people = [make_person(role) for role in (roles.ADMINISTRATOR, roles.HEAD_OF_RISK)]
    proposer, first, second = (*people, make_person(roles.LEGAL_REVIEWER))
    said = {"as_of": at.date(), "customers": 1, "reason": "Over.", "proposed_by": proposer}
    waiting = ErasureRun.objects.create(proposed_at=at, **said)
    customer = make_customer("W-gone", status="exited")
    item = {"ended_on": at.date(), "due_on": at.date(), "counts": {"contacts": 1}}
    ErasureItem.objects.create(run=waiting, customer=customer, **item)
    done = ErasureRun.objects.create(
        state="done", proposed_at=at, first_by=first, first_at=at, second_by=second, second_at=at,
        run=Run.objects.create(kind="erase_customers", state="done", created_at=at),
        finished_at=at, certificate="erasure_run,1\n", certificate_sha256="0" * 64, **said,
    )  # fmt: skip
    return {"erasure": waiting, "done_erasure": done}


VERSION = WHY | {"version": 1}
EVIDENCE = {
    "reason_class": "breach", "reason": "Broke it.", "bars": "all_trade", "covers_company": "on",
    "evidence": "Judgement 1", "review_date": SOON.isoformat(), "expires_on": LATER.isoformat(),
    "person-TOTAL_FORMS": "0", "person-INITIAL_FORMS": "0",
}  # fmt: skip
APPEAL = {
    "channel": "mail", "appellant": "Chen", "statement": "No.", "received_date": TODAY.isoformat(),
}  # fmt: skip
REQUEST = {
    "kind": "access", "channel": "mail", "subject": "Wang", "question": "What?",
    "received_date": TODAY.isoformat(),
}  # fmt: skip
LINES = {"note": "Again", "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0"}
PAGES: dict[str, Needs] = {
    "restricted-list/": needs(MANAGER, get=200),
    "restricted-list/<entry_id>/": needs(MANAGER, "listed", get=200),
    "restricted-list/<entry_id>/approve/": needs(OFFICER, "to_list", post=(302, VERSION)),
    "restricted-list/<entry_id>/reject/": needs(OFFICER, "to_list", post=(302, VERSION)),
    "restricted-list/<entry_id>/keep/": needs(
        OFFICER, "listed", post=(302, VERSION | {"review_date": SOON.isoformat()})
    ),
    "restricted-list/<entry_id>/shorten/": needs(
        OFFICER, "listed", post=(302, VERSION | {"expires_on": SOON.isoformat()})
    ),
    "restricted-list/<entry_id>/lift/": needs(OFFICER, "listed", post=(302, VERSION)),
    "restricted-list/<entry_id>/appeals/new/": needs(
        MANAGER, "listed", get=200, post=(302, APPEAL)
    ),
    "customers/<customer_id>/propose-listing/": needs(MANAGER, get=200, post=(302, EVIDENCE)),
    "customers/<customer_id>/listing/": needs(MANAGER, get=200),
    "list-appeals/<appeal_id>/": needs(MANAGER, "list_appeal", get=200),
    "list-appeals/<appeal_id>/acknowledge/": needs(MANAGER, "list_appeal", post=302),
    "list-appeals/<appeal_id>/identity/": needs(
        MANAGER, "list_appeal", post=(302, {"how": "called", "version": 1})
    ),
    "list-appeals/<appeal_id>/decide/": needs(
        HEAD, "list_appeal", post=(302, {"outcome": "upheld", "answer": "Yes.", "version": 1})
    ),
    "readmissions/": needs(MANAGER, get=200),
    "readmissions/criteria/": needs(MANAGER, get=200),
    "readmissions/criteria/new/": needs(OFFICER, get=200, post=(409, LINES)),
    "readmissions/criteria/<checklist_id>/decide/": needs(
        HEAD, "readmission_checklist", post=(302, {"decision": "approve"})
    ),
    "readmissions/<readmission_id>/": needs(MANAGER, get=200),
    "readmissions/<readmission_id>/decide/": needs(
        OFFICER, post=(302, VERSION | {"decision": "reject"})
    ),
    "readmissions/<readmission_id>/withdraw/": needs(MANAGER, post=(302, VERSION)),
    "customers/<customer_id>/readmission/": needs(
        MANAGER, "left", get=200, post=(422, {"summary": "New owners"})
    ),
    "retention/": needs(ADMIN, get=200),
    "retention/due/": needs(ADMIN, get=200),
    "retention/find/": needs(ADMIN, get=200, post=(200, {"text": "Wang Wei"})),
    "retention/propose/": needs(ADMIN, get=200, post=(409, {"reason": "Their time is over."})),
    "retention/<run_id>/": needs(ADMIN, "erasure", get=200),
    "retention/<run_id>/progress/": needs(ADMIN, "erasure", get=200),
    "retention/<run_id>/approve/": needs(HEAD, "erasure", post=302),
    "retention/<run_id>/reject/": needs(HEAD, "erasure", post=(302, {"reason": "No"} | VERSION)),
    "retention/<run_id>/certificate.csv": needs(ADMIN, "done_erasure", get=200),
    "subject-requests/": needs(OFFICER, get=200),
    "subject-requests/new/": needs(OFFICER, get=200, post=(302, REQUEST)),
    "subject-requests/<request_id>/": needs(OFFICER, "subject_request", get=200),
    "subject-requests/<request_id>/identity/": needs(
        OFFICER, "subject_request", post=(302, {"how": "seen", "version": 1})
    ),
    "subject-requests/<request_id>/answer/": needs(
        OFFICER, "subject_request",
        post=(302, {"state": "granted", "answer": "Sent.", "version": 1}),
    ),
}  # fmt: skip
CALLS: dict[str, Needs] = {
    "list-entries/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {
            "customer": r.customer.pk, "reason_class": "breach", "reason": "Broke it.",
            "bars": "all_trade", "evidence": ["Judgement 1"], "review_date": SOON.isoformat(),
            "expires_on": LATER.isoformat(),
        }),
    ),
    "list-entries/<entry_id>/": needs(MANAGER, "listed", get=200),
    "list-entries/<entry_id>/appeals/": needs(MANAGER, "listed", get=200, post=(201, APPEAL)),
    "readmissions/": needs(MANAGER, get=200),
    "erasure-runs/": needs(ADMIN, get=200),
    "erasure-runs/<pk>/": needs(ADMIN, "erasure", get=200),
    "erasure-runs/<pk>/customers/": needs(ADMIN, "erasure", get=200),
    "subject-requests/": needs(OFFICER, get=200),
    "subject-requests/<pk>/": needs(OFFICER, "subject_request", get=200),
}  # fmt: skip
