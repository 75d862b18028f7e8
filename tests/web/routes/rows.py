"""One row of each thing that has an address, built once for the whole walk.

`of_team` is made twice, for two teams that do not see each other's; `of_everybody` is what lies in
no team: settings, people, lists, runs.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from customers.imports.services import upload
from customers.models import (
    Admission,
    Arrears,
    Attachment,
    AuthorityRequest,
    ContactChange,
    CustomerGroup,
    CustomField,
    DuplicatePair,
    GroupMembership,
    ImportFile,
    ImportMapping,
    Mention,
    OnboardingCheck,
    OnboardingItem,
    RelatedParty,
    Reminder,
    ReminderLevel,
    ReminderRun,
    ScreeningEntry,
    ScreeningHit,
    ScreeningListVersion,
    ServiceKind,
    StepTemplate,
    SystemKey,
    Urgency,
)
from customers.records import KINDS
from customers.services import merge_customers
from monitoring.models import Alert, AlertRule, BookDay, KriLimit, MonthReport, Review
from removal.models import (
    ApprovalLimits,
    Compensation,
    CriterionRule,
    CriterionSet,
    LegalRecovery,
    LetterTemplate,
    PolicyPack,
    ProposedWriteOff,
    ReductionStep,
    RunOffItem,
    SecurityOffer,
    Suggestion,
)
from removal.services import draft_letter, record_answer, record_posted, release_letter, send_letter
from removal.services.packs import adapt_pack, submit_pack
from riskcrm.accounts import roles
from riskcrm.accounts.models import PolicyDocument, PolicyVersion, Team, User
from riskcrm.accounts.services import create_api_key
from riskcrm.audit.models import Event
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.models import Chunk, OutgoingMail, Run
from riskcrm.web.models import Export, Holiday, SavedView
from riskcrm.web.today import today
from scoring.models import (
    ChampionProposal,
    CreditCheck,
    CustomerTreatment,
    Fitting,
    Override,
    ProvisionMatrix,
    Rating,
    Reservation,
    Scorecard,
    ScorecardVersion,
    Treatment,
    TreatmentPolicy,
    TreatmentProposal,
)
from scoring.services.treatments import FIRST
from tests.customers.records import make_fact
from tests.customers.screening import make_list
from tests.factories import (
    make_contact,
    make_customer,
    make_invoice,
    make_payment,
    make_person,
    make_terms,
)
from tests.removal.effect.studies import done_study
from tests.scoring.back_tests import done_back_test
from tests.web.routes.alert_rules import of_rules
from tests.web.routes.case_rows import add_cases
from tests.web.routes.control import of_control
from tests.web.routes.emergency import of_emergency
from tests.web.routes.listing import erasures, of_listing, proposed_checklist
from tests.web.routes.telling import add_own, away, webhooks

DAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
LIST = "/customers/?status=active"
CSV = b"number,name\nC-1,Acme\n"


def _policy(number: int, state: str) -> TreatmentPolicy:
    """One that somebody else has drafted."""
    drafter = make_person(roles.RISK_OFFICER, username=f"drafter-{number}")
    policy = TreatmentPolicy.objects.create(
        number=number, created_by=drafter, created_at=AT, note="Losses rose."
    )
    for tier, terms in FIRST.items():
        Treatment.objects.create(policy=policy, tier=tier, **terms)
    TreatmentPolicy.objects.filter(pk=policy.pk).update(state=state)
    return policy


def of_everybody(team: Team, officer: User) -> SimpleNamespace:
    """What is nobody's and everybody's, each under the name by which the table asks for it."""
    record("create_team", by=SYSTEM, obj=team, at=AT)
    policy = PolicyDocument.objects.create(code="conduct")
    words = {"title_en": "Conduct", "title_zh": "行为", "text_en": "Be fair.", "text_zh": "公正。"}
    a_list = make_list("walk")
    run = Run.objects.create(kind="score_book", created_at=AT)
    leaver = make_person(roles.ACCOUNT_MANAGER, username="leaver", team=team)
    return SimpleNamespace(
        team=team,
        service_kind=ServiceKind.objects.get(code="support"),
        person=leaver,
        person_absence=away(leaver, officer),
        taker=make_person(roles.ACCOUNT_MANAGER, username="taker", name="Taker", team=team),
        key=create_api_key(name="ERP", scopes=["customers:read"], by=SYSTEM, at=AT)[0],
        event=Event.objects.order_by("pk").last(),
        policy=PolicyVersion.objects.create(
            document=policy, number=1, effective_date=DAY, published_by=officer, published_at=AT,
            **words,
        ),
        holiday=Holiday.objects.create(calendar="CN", date=DAY, name="Lantern day"),
        run=run,
        chunk=Chunk.objects.create(
            run=run, number=1, first_id=1, final_id=2, size=2, state=Chunk.State.PARKED
        ),
        item=OnboardingItem.objects.create(code="walk", name_en="Walk", name_zh="走"),
        field=CustomField.objects.create(
            code="walk", label_en="Walk", label_zh="走", type=CustomField.Type.TEXT
        ),
        archived_field=CustomField.objects.create(
            code="gone", label_en="Gone", label_zh="旧", type=CustomField.Type.TEXT, archived_at=AT
        ),
        list=a_list,
        version=ScreeningListVersion.objects.create(
            of_list=a_list, published_date=DAY, name="list.csv", uploaded_by=officer,
            uploaded_at=AT, state=ScreeningListVersion.State.CHECKED, sha256="0" * 64,
            counts={"rows": 1, "added": 1}, file=ContentFile(CSV, "list.csv"),
        ),
        entry=ScreeningEntry.objects.create(
            of_list=a_list, source_key="W-1", name="Walker Ltd", recorded_at=AT
        ),
        limits=ApprovalLimits.objects.create(
            officer_most=1, two_above=2, reason="Grown.", proposed_by=officer, proposed_at=AT
        ),
        level=ReminderLevel.objects.order_by("number").first(),
        template=StepTemplate.objects.create(name_en="Walk", name_zh="走"),
        **_cards(officer),
        **webhooks(officer),
        **_packs(),
        draft_policy=_policy(8, "draft"),
        submitted_policy=_policy(9, "review"),
        draft_criteria=CriterionSet.objects.get(number=1),
        criterion_rule=CriterionRule.objects.filter(criteria__number=1).first(),
        submitted_criteria=CriterionSet.objects.create(
            number=8, state="review", note="Losses rose.", created_at=AT,
            submitted_by=make_person(), submitted_at=AT,
        ),
        **_days_of_the_book(officer),
        matrix=ProvisionMatrix.objects.create(
            run=run, first_day=DAY, final_day=DAY, loss_given_default=60, made_at=AT,
            rates=[{"bucket": "not_due", "count": 40, "rolls": {}, "share": "0.01"}],
        ),
        fitting=Fitting.objects.create(
            name="Walk", source=Fitting.Source.TABLE, days=30, horizon=90, requested_by=officer,
            state=Fitting.State.UPLOADED, preview={"header": ["dso", "late"]}, created_at=AT,
        ),
        back_test=done_back_test(officer),
        study=done_study(officer),
        **_letter_templates(),
        readmission_checklist=proposed_checklist(officer),
        **erasures(AT),
        **of_control(),
        **of_emergency(),
        **of_rules(officer),
        request=AuthorityRequest.objects.create(
            authority="Tax office", reference="T-1", received_date=DAY, subject="Accounts",
            deadline_date=DAY, responsible=officer, recorded_at=AT,
        ),
    )  # fmt: skip


def _days_of_the_book(officer: User) -> dict[str, Any]:
    """A day that was kept, a limit that waits for somebody else, and a report."""
    BookDay.objects.get_or_create(day=DAY, defaults={"known_at": AT, "source": "ledger"})
    asker = make_person(roles.HEAD_OF_RISK)
    return {
        "kri_limit": KriLimit.objects.create(
            code="hhi", version=1, amber=1, red=2, reason="growth", asked_by=asker, asked_at=AT
        ),
        "month_report": MonthReport.objects.create(
            month_end=DAY, language="en", made_at=AT, content=b"%PDF", sha256="0" * 64
        ),
    }


def _letter_templates() -> dict[str, Any]:
    """The one in force, one that the head wrote, and one that waits for the head."""
    words = {"kind": "warning", "language": "en", "created_at": AT, "note": "Why."}
    inforce = LetterTemplate.objects.get(kind="warning", language="en", state="published")
    words |= {"subject": inforce.subject, "body": inforce.body}
    head = User.objects.filter(username="walk-head").first()
    head = head or make_person(roles.HEAD_OF_RISK, username="walk-head")  # a book has one already
    legal = make_person(roles.LEGAL_REVIEWER, username="walk-legal")
    return {
        "letter_template": inforce,
        "own_template": LetterTemplate.objects.create(number=8, created_by=head, **words),
        "review_template": LetterTemplate.objects.create(
            number=9, created_by=legal, state="review", **words
        ),
    }


def _cards(officer: User) -> dict[str, Any]:
    """A version of the book's card in each state, and another card that shall score the book."""
    card = ScorecardVersion.objects.get(state="published", scorecard__is_champion=True)
    rival = Scorecard.objects.create(code="walk", name_en="Walk", name_zh="走")
    said = dict.fromkeys(ScorecardVersion.RECORD, "Said.") | {"created_at": AT}
    other = card.definition | {"minimum_coverage": "0.50"}
    draft = {"scorecard": card.scorecard, "definition": other, **said}
    review = {"state": "review", "submitted_by": officer, "submitted_at": AT, "submit_note": "Why"}
    return {
        "card": card,
        "scorecard": card.scorecard,
        "draft_card": ScorecardVersion.objects.create(number=2, **draft),
        "review_card": ScorecardVersion.objects.create(number=3, **draft, **review),
        "rival": rival,
        "rival_card": ScorecardVersion.objects.create(
            scorecard=rival, number=1, definition=card.definition, state="published",
            published_at=AT, **said,
        ),
        "proposal": ChampionProposal.objects.create(
            scorecard=rival, reason="Better", proposed_by=officer, responsible=officer,
            proposed_at=AT,
        ),
    }  # fmt: skip


def _packs() -> dict[str, PolicyPack]:
    """One in force, and drafts of somebody who decides on none of them."""
    drafter = make_person(roles.ADMINISTRATOR, username="pack-drafter")
    words = {"effective_from": today(), "reason": "Counsel", "by": drafter, "at": timezone.now()}
    pack = PolicyPack.objects.get(code="CN-seller", number=1)
    review = adapt_pack(PolicyPack.objects.get(code="FR-seller", number=1), **words)
    return {
        "pack": pack,
        "draft_pack": adapt_pack(pack, **words),
        "review_pack": submit_pack(review, by=drafter, at=timezone.now()),
    }


def of_team(team: Team, manager: User, officer: User, everybody: SimpleNamespace) -> Any:
    """A customer of this team's manager with one of everything, and what is the manager's own."""
    code = team.code
    theirs = {"manager": manager, "team": team}
    customer = make_customer(f"W-{code}", name=f"Walk {code} Ltd", **theirs)
    other = make_customer(f"X-{code}", name=f"Walk {code} Limited", **theirs)
    prospect = make_customer(f"P-{code}", name=f"Prospect {code}", status="prospect", **theirs)
    newcomer = make_customer(f"N-{code}", name=f"Newcomer {code}", status="prospect", **theirs)
    rows = SimpleNamespace(
        customer=customer, other=other, prospect=prospect, newcomer=newcomer, manager=manager
    )
    for part in (_facts, _money, _people, _pairs, _decisions, of_listing, _files, _own):
        part(rows, officer, everybody)
    return rows


def _facts(rows: Any, officer: User, everybody: Any) -> None:
    """One fact of each kind; those whose acts ask for another state, once more in that state."""
    at_hand = {"tasks": rows.manager, "plans": rows.manager, "collection-steps": rows.manager}
    states: dict[str, dict[str, Any]] = {
        "tasks": {"state": "open", "done_date": None},
        "plans": {"state": "open", "done_date": None, "is_solved": None, "is_risk_lower": None},
        "promises": {"outcome": "open"},
        "obligations": {"state": "open", "done_date": None},
        "breaches": {"cured_date": None},
        "contracts": {"state": "in_force", "end_date": None},
        "market-events": {"confirmation": "pending", "cluster": ""},
        "policy-violations": {"warned_date": None, "settled_date": None,
                              "warning": ""},
        "collection-steps": {"state": "planned", "done_date": None},
    }  # fmt: skip
    for code, kind in KINDS.items():
        more = dict(states.get(code, {}))
        if code in at_hand:
            person = "owner" if any(v.name == "owner" for v in kind.values) else "responsible"
            more[person] = at_hand[code]
        names = {field.name for field in kind.model._meta.fields}
        more = {name: value for name, value in more.items() if name in names}
        setattr(rows, kind.name, make_fact(kind, rows.customer, key=f"F-{code}", **more))
    kind = KINDS["tasks"]
    rows.done_task = make_fact(
        kind, rows.customer, key="F-done", owner=rows.manager, state="done", done_date=DAY
    )
    rows.pinned_note = make_fact(
        KINDS["interactions"], rows.customer, key="F-pinned", is_pinned=True
    )
    rows.same_event = make_fact(
        KINDS["market-events"], rows.customer, key="F-same", confirmation="pending", cluster=""
    )
    rows.warned_violation = make_fact(
        KINDS["policy-violations"], rows.customer, key="F-warned", settled_date=None
    )


def _money(rows: Any, officer: User, everybody: Any) -> None:
    rows.invoice = make_invoice(rows.customer, "1000.00", invoice_date=dt.date(2025, 1, 1))
    rows.payment = make_payment(rows.customer, "400.00", invoices=[rows.invoice])
    rows.terms = make_terms(rows.customer)
    rows.allocation = rows.payment.allocations.get()
    Arrears.objects.create(
        customer=rows.customer, overdue=600, disputed=0, items=1, oldest_due_date=DAY, weight=600,
        urgency=Urgency.NORMAL, read_at=AT, team=rows.customer.team, manager=rows.manager,
    )  # fmt: skip


def _people(rows: Any, officer: User, everybody: Any) -> None:
    rows.contact = make_contact(rows.customer, email="li@walk.example")
    rows.ended_contact = make_contact(
        rows.customer, ended_at=AT, ended_because="left the firm", source_key="K-ended"
    )
    rows.change = ContactChange.objects.create(
        customer=rows.customer, contact=rows.contact, kind=ContactChange.Kind.PHONE,
        effective_date=DAY, old_value="1", new_value="2", recorded_at=AT,
    )  # fmt: skip
    rows.party = RelatedParty.objects.create(
        customer=rows.customer, source_key="RP-1", kind="guarantor", name="Aunt", recorded_at=AT
    )
    rows.group = CustomerGroup.objects.create(
        code=f"g-{rows.customer.number}", name="Group", created_by=rows.manager, recorded_at=AT
    )
    rows.membership = GroupMembership.objects.create(
        group=rows.group, customer=rows.customer, from_date=DAY, recorded_at=AT
    )


def _pairs(rows: Any, officer: User, everybody: Any) -> None:
    gone = make_customer(f"M-{rows.customer.number}", manager=rows.manager, team=rows.manager.team)
    rows.merge = merge_customers(
        rows.other, gone, by=officer, at=AT, choices={}, reason="one of them was a test"
    )
    pair = {"first": rows.customer, "strength": 2, "reasons": ["name"], "found_at": AT}
    rows.pair = DuplicatePair.objects.create(second=rows.other, **pair)
    rows.dismissed_pair = DuplicatePair.objects.create(
        second=rows.prospect, state="dismissed", decided_by=officer, decided_at=AT,
        decided_because="no", **pair,
    )  # fmt: skip


def _decisions(rows: Any, officer: User, everybody: Any) -> None:
    rows.admission = Admission.objects.create(
        customer=rows.prospect, requested_by=rows.manager, answers=rows.manager, requested_at=AT,
        checks=[],
    )  # fmt: skip
    OnboardingCheck.objects.create(
        customer=rows.prospect, item=everybody.item, state="passed", evidence="seen",
        checked_by=rows.manager, checked_at=AT,
    )  # fmt: skip
    rows.hit = ScreeningHit.objects.create(
        customer=rows.customer, entry=everybody.entry, entry_version=1, found_at=AT, score=90,
        customer_name=rows.customer.name, entry_name=everybody.entry.name, how="fuzzy",
    )  # fmt: skip
    rows.alert = Alert.objects.create(
        customer=rows.customer, rule=AlertRule.objects.get(code="max_dpd"), episode=1,
        severity="high", raised_at=AT, latest_at=AT, due_at=AT,
    )  # fmt: skip
    rows.periodic_review = Review.objects.create(
        customer=rows.customer, kind="event", reasons=["Walk"], due_date=DAY, opened_at=AT
    )
    add_cases(rows, officer)
    _letters(rows, officer)
    step: dict[str, Any] = {
        "case": rows.case, "ground": "agreement", "evidence": "Letter.", "notice_days": 0,
        "effective_date": dt.date.today(), "planned_by": rows.manager,  # noqa: DTZ011
        "responsible": rows.manager, "planned_at": AT,
    }  # fmt: skip
    rows.planned_step = ReductionStep.objects.create(kind="identity", **step)
    rows.step = ReductionStep.objects.create(
        kind="shipment", state="released", released_by=officer, released_at=AT, awaits="apply",
        confirm_by_date=DAY, **step,
    )  # fmt: skip
    rows.offer = SecurityOffer.objects.create(
        step=rows.step, kind="deposit", amount=5, offered_date=DAY, text="Five.",
        recorded_by=rows.manager, recorded_at=AT,
    )  # fmt: skip
    rows.run_off_item = RunOffItem.objects.create(
        case=rows.case, kind="goods", text="Crates", due_date=DAY, responsible=officer,
        planned_by=officer, planned_at=AT,
    )  # fmt: skip
    rows.matter = LegalRecovery.objects.create(
        case=rows.case, kind="demand", claim_amount=5, opened_date=DAY, responsible=officer,
        recorded_by=officer, recorded_at=AT,
    )  # fmt: skip
    proposed: dict[str, Any] = {
        "case": rows.case, "reason": "Fair.", "proposed_by": rows.manager,
        "responsible": rows.manager, "proposed_at": AT, "amount": 5,
    }  # fmt: skip
    rows.compensation = Compensation.objects.create(**proposed)
    rows.proposed_write_off = ProposedWriteOff.objects.create(invoice=rows.invoice, **proposed)
    rows.suggestion = Suggestion.objects.create(
        customer=rows.prospect, criteria=CriterionSet.objects.get(number=1), first_seen_at=AT,
        latest_seen_at=AT,
    )  # fmt: skip
    rows.override = Override.objects.create(
        customer=rows.prospect, tier="low", reason="support", text="Parent pays.",
        evidence="Letter.", requested_by=rows.manager, responsible=rows.manager, requested_at=AT,
        from_date=dt.date.today(), expires_on=dt.date.today(),  # noqa: DTZ011
    )  # fmt: skip
    rows.check = CreditCheck.objects.create(
        customer=rows.customer, reference="O-held", amount=900, currency="USD", base_amount=900,
        verdict="hold", reasons=[{"code": "no_limit", "verdict": "hold", "figures": {}}],
        ledger=600, unbilled=0, reserved=0, unknown=0, limit_factor=100, tier="unrated",
        policy=TreatmentPolicy.objects.get(number=1), asked_by=rows.manager,
        responsible=rows.manager,
        asked_at=timezone.now(), expires_at=timezone.now() + dt.timedelta(days=1), waits=True,
    )  # fmt: skip
    rows.reservation = Reservation.objects.create(
        customer=rows.customer, reference="O-kept", check_row=rows.check, base_amount=100,
        reserved_at=AT, expires_at=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    rows.system_key = SystemKey.objects.create(
        customer=rows.customer, system="erp", key=rows.customer.number, recorded_at=AT
    )
    Rating.objects.filter(customer=rows.customer).update(tier="low", as_of=DAY)
    terms = {each.tier: each for each in Treatment.objects.filter(policy__number=1)}
    CustomerTreatment.objects.create(
        customer=rows.customer, treatment=terms["medium"], since=DAY, review_date=DAY
    )
    rows.treatment_proposal = TreatmentProposal.objects.create(
        customer=rows.customer, former=terms["medium"], proposed=terms["low"], direction="better",
        proposed_at=AT,
    )  # fmt: skip
    run = Run.objects.create(kind="reminders", created_at=AT, state=Run.State.DONE)
    rows.reminder_run = ReminderRun.objects.create(
        as_of=DAY, started_by=rows.manager, started_at=AT, run=run
    )
    rows.reminder = Reminder.objects.create(
        run=rows.reminder_run, customer=rows.customer, level=1, language="en", as_of=DAY,
        demanded=600, disputed=0, oldest_days=9, subject="Reminder", body="Dear",
    )  # fmt: skip


def _letters(rows: Any, officer: User) -> None:
    """A letter in each of the states that an act asks for, and two that went out."""
    facts = {"reasons": ["Pays late."], "deadline": "2099-01-01"}
    said = {"kind": "warning", "language": "en", "facts": facts, "at": AT}
    rows.letter = draft_letter(rows.warned, by=rows.manager, submit=False, **said)
    rows.waiting_letter = draft_letter(rows.warned, by=rows.manager, **said)
    going = draft_letter(rows.warned, by=rows.manager, **said)
    rows.released_letter = release_letter(going, by=officer, at=AT)
    way = {"channel": "registered", "address": "1 Mill Lane", "source": "other", "by": rows.manager}
    receipt = SimpleUploadedFile("receipt.txt", b"Signed", "text/plain")
    rows.delivery = record_posted(rows.released_letter, at=AT, receipt=receipt, **way)
    rows.letter_answer = record_answer(
        rows.released_letter, received_on=DAY, text="Yes.", by=rows.manager, at=AT,
        file=SimpleUploadedFile("answer.txt", b"Yes", "text/plain"),
    )  # fmt: skip
    mailed = send_letter(
        rows.released_letter, address="li@walk.example", source="other", by=rows.manager, at=AT
    )
    OutgoingMail.objects.filter(pk=mailed.mail_id).update(failed_at=AT)
    rows.failed_delivery = mailed


def _files(rows: Any, officer: User, everybody: Any) -> None:
    rows.document = Attachment.objects.create(
        customer=rows.customer, record_id=rows.customer.pk, name="a.txt", size=4, sha256="1" * 64,
        content_type="text/plain", uploaded_by=rows.manager, uploaded_at=AT,
        file=ContentFile(b"text", "a.txt"),
    )  # fmt: skip
    rows.imported = upload(
        SimpleUploadedFile("a.csv", CSV), kind="customers", by=rows.manager, at=AT
    )
    rows.imported.state = ImportFile.State.CHECKED
    rows.imported.counts = {"rows": 1, "new": 1}
    rows.imported.refusals = ContentFile(b"line\n", "r.csv")
    rows.imported.save()
    rows.mapping = ImportMapping.objects.create(
        kind="customers", name="Ours", header="3" * 64, options={}, owner=rows.manager,
        saved_at=AT,
    )  # fmt: skip


def _own(rows: Any, officer: User, everybody: Any) -> None:
    """What belongs to the manager alone."""
    add_own(rows, officer)
    rows.mention = Mention.objects.create(
        customer=rows.customer, kind="interaction", fact_id=rows.interaction.pk,
        person=rows.manager, by=officer, excerpt="@you", mentioned_at=AT,
    )  # fmt: skip
    rows.view = SavedView.objects.create(
        owner_id=rows.manager.pk, list="monitoring:customer_list", name="Mine",
        query="status=active", created_at=timezone.now(),
    )  # fmt: skip
    export = {"owner_id": rows.manager.pk, "title": "Customers", "address": LIST, "format": "csv",
              "language": "en", "created_at": timezone.now()}  # fmt: skip
    rows.export = Export.objects.create(
        state=Export.State.DONE, file=ContentFile(b"number\n", "e.csv"), **export
    )
    rows.open_export = Export.objects.create(**export)
    rows.bulk = Run.objects.create(
        kind="bulk", requested_by=str(rows.manager.pk), created_at=AT,
        params={"list": LIST, "action": "assign", "data": "", "language": "en"},
    )  # fmt: skip
