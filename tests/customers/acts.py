"""Each act and change that the API knows of the book, as somebody does it and gets it wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from customers import services
from customers.imports import services as importing
from customers.imports.named import save_mapping
from customers.imports.options import Options
from customers.models import (
    CollectionStep,
    ContactChange,
    Customer,
    CustomField,
    DuplicatePair,
    ImportFile,
    OnboardingItem,
    RelatedParty,
    Reminder,
    ReminderLevel,
    ReminderRun,
    ScreeningDue,
    ScreeningListVersion,
    StepTemplate,
    SystemKey,
)
from customers.services.authority import register_request
from customers.services.contract_acts import break_obligation
from customers.services.onboarding import check_item, request_admission
from customers.services.tasks import finish_task
from riskcrm.accounts.models import User
from riskcrm.jobs.models import Run
from riskcrm.web.today import today
from tests.customers.follow_up import (
    make_contract,
    make_event,
    make_note,
    make_obligation,
    make_plan,
    make_task,
)
from tests.customers.owing import owe, promise
from tests.customers.screening import make_list
from tests.factories import (
    make_contact,
    make_customer,
    make_invoice,
    make_payment,
    make_person,
)

DAY = dt.timedelta(days=1)


@dataclass
class World:
    """A customer of the manager's team, and who acts."""

    customer: Customer
    people: dict[str, User]

    @property
    def manager(self) -> User:
        return self.people["account_manager"]

    @property
    def officer(self) -> User:
        return self.people["risk_officer"]


Made = Callable[[World], Any]
Said = dict[str, Any] | Callable[[World, Any], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """An act done by who may: the route, the row, the words, and the verb in the audit.

    `wrong` words are refused about `field`. `of_customer`: others than the customer's team see no
    such row. A row may be its key, the keys of its address, or nothing for a list.
    """

    route: str
    verb: str
    made: Made = lambda _w: None
    said: Said = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=lambda: {"nonsense": 1})
    field: str = "nonsense"
    by: str = "account_manager"
    method: str = "post"
    status: int = 200
    of_customer: bool = True
    form: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


# --- rows ---


def day(days: int = 0) -> str:
    return (today() + days * DAY).isoformat()


def task(w: World) -> Any:
    return make_task(w.customer, by=w.manager)


def done_task(w: World) -> Any:
    return finish_task(task(w), by=w.manager, at=timezone.now())


def plan(w: World) -> Any:
    return make_plan(w.customer, by=w.manager)


def note(w: World, **fields: Any) -> Any:
    return make_note(w.customer, by=w.manager, **fields)


def event(w: World, key: str = "E-1") -> Any:
    return make_event(w.customer, by=w.manager, key=key)


def contract(w: World) -> Any:
    return make_contract(w.customer, by=w.manager, state="in_force")


def obligation(w: World) -> Any:
    return make_obligation(w.customer, contract(w), by=w.manager)


def breach(w: World) -> Any:
    broken, at = today() - DAY, timezone.now()
    return break_obligation(obligation(w), broken_date=broken, text="late", by=w.manager, at=at)[1]


def violation(w: World) -> Any:
    from customers.records import KINDS
    from customers.services.records import post_record

    row = {"customer": w.customer.number, "source_key": "V-1", "policy": "Terms",
           "effective_date": today() - 5 * DAY, "text": "Sold on"}  # fmt: skip
    return post_record(KINDS["policy-violations"], row, by=w.manager, at=timezone.now())


def step(w: World) -> Any:
    return CollectionStep.objects.create(
        customer=w.customer, source_key="S-1", effective_date=today(), how="call",
        recorded_at=timezone.now() - DAY,
    )  # fmt: skip


def contact(w: World, **fields: Any) -> Any:
    return make_contact(w.customer, **fields)


def contact_change(w: World) -> Any:
    return ContactChange.objects.create(
        customer=w.customer, source_key="C-1", kind="phone", old_value="1", new_value="2",
        effective_date=today(), recorded_at=timezone.now(),
    )  # fmt: skip


def party(w: World) -> Any:
    return RelatedParty.objects.create(
        customer=w.customer, source_key="P-1", kind="owner", name="Wang Lei",
        recorded_at=timezone.now(),
    )  # fmt: skip


def group(w: World) -> Any:
    return services.create_group(by=w.manager, at=timezone.now(), code="G1", name="Group")


def membership(w: World) -> dict[str, int]:
    row = services.add_member(
        group(w), w.customer, by=w.manager, at=timezone.now(), from_date=today() - DAY
    )
    return {"pk": row.group_id, "membership": row.pk}


def document(w: World) -> Any:
    file = SimpleUploadedFile("note.txt", b"some words")
    return services.add_attachment(
        w.customer, file, by=w.manager, at=timezone.now(), category="other", note=""
    )


def pair(w: World, **fields: Any) -> Any:
    other = make_customer(name=w.customer.name, manager=w.manager, team=w.manager.team)
    first, second = sorted((w.customer, other), key=lambda one: one.pk)
    return DuplicatePair.objects.create(
        first=first, second=second, reasons=["name"], strength=1, found_at=timezone.now(), **fields
    )


def dismissed_pair(w: World) -> Any:
    return services.dismiss_pair(pair(w), by=w.manager, at=timezone.now(), reason="two")


def merge(w: World) -> Any:
    other = make_customer(name=w.customer.name)
    return services.merge_customers(
        w.customer, other, by=w.officer, at=timezone.now(), reason="one", choices={}
    )


def reminder_run(w: World) -> Any:
    run = Run.objects.create(kind="reminders", state="done", created_at=timezone.now())
    return ReminderRun.objects.create(
        as_of=today(), started_by=w.manager, started_at=timezone.now(), run=run
    )


def reminder(w: World) -> Any:
    return Reminder.objects.create(
        run=reminder_run(w), customer=w.customer, level=1, language="en", as_of=today(),
        demanded="100.00", disputed="0.00", oldest_days=10, subject="Please pay", body="Now",
    )  # fmt: skip


def run_with_a_draft(w: World) -> Any:
    return reminder(w).run


def request(w: World) -> Any:
    return register_request(
        by=w.officer, at=timezone.now(), authority="SAMR", reference="7", subject="Whom you sell",
        question="", customer=w.customer, legal_basis="", received_date=today() - 3 * DAY,
        deadline_date=today() + 9 * DAY, responsible=w.officer,
    )  # fmt: skip


def admission(w: World) -> Any:
    from tests.factories import make_terms

    Customer.objects.filter(pk=w.customer.pk).update(status="prospect")
    make_terms(w.customer)
    make_list()
    ScreeningDue.objects.all().delete()
    for item in OnboardingItem.objects.all():
        check_item(w.customer, item, state="passed", evidence="seen", by=w.manager,
                   at=timezone.now())  # fmt: skip
    return request_admission(w.customer, by=w.manager, at=timezone.now())


def custom_field(w: World, **fields: Any) -> Any:
    return CustomField.objects.create(code="grade", label_en="G", label_zh="级", type="text",
                                      **fields)  # fmt: skip


def import_file(w: World) -> Any:
    file = SimpleUploadedFile("customers.csv", b"number,name\nN9,Neu\n")
    row = importing.upload(file, kind="customers", by=w.manager, at=timezone.now())
    return ImportFile.objects.get(pk=row.pk)


def kept_mapping(w: World) -> Any:
    row = import_file(w)
    return save_mapping(
        name="Ours", kind=row.kind, header=row.preview["header"], options=Options(), share=False,
        by=w.manager, at=timezone.now(),
    )  # fmt: skip


def list_version(w: World) -> Any:
    return ScreeningListVersion.objects.create(
        of_list=make_list("own"), published_date=today(), name="own.csv", sha256="0" * 64,
        state="checked", uploaded_by=w.officer, uploaded_at=timezone.now(),
    )  # fmt: skip


def mention(w: World) -> Any:
    colleague = make_person("account_manager", team=w.manager.team)
    make_note(w.customer, by=colleague, content=f"@{w.manager.username} look")
    from customers.models import Mention

    return Mention.objects.get()


def debtor(w: World) -> Any:
    owe(w.customer, "500.00", late=20, day=today())
    return w.customer


def the_level(_w: World) -> Any:
    return ReminderLevel.objects.order_by("number").first()


def the_template(_w: World) -> Any:
    return StepTemplate.objects.get()


def the_item(_w: World) -> Any:
    return OnboardingItem.objects.get(code="background")


def system_key(w: World) -> Any:
    return SystemKey.objects.create(
        customer=w.customer, system="erp", key="4711", recorded_at=timezone.now()
    )


def open_promise(w: World) -> Any:
    return promise(w.customer, "100.00", on=today() + DAY)


LETTERS = dict.fromkeys(("subject_en", "body_en", "subject_zh", "body_zh"), "Pay {total}")
RESULT = {"reaction": "Paid", "is_solved": True, "is_risk_lower": False, "lesson": "Call sooner"}
HOW = {"how": "document"}
OWN = {"of_customer": False}

FACTS = (
    Case("api-system-key-remove", "remove_system_key", system_key),
    Case("api-task-finish", "finish_task", task),
    Case("api-task-reopen", "reopen_task", done_task),
    Case("api-task-drop", "drop_task", task, {"reason": "paid"}, {}, "reason"),
    Case("api-task-postpone", "postpone_task", task, {"until": day(3)}, {"until": "x"}, "until"),
    Case("api-task-reassign", "reassign_task", task,
         lambda w, _row: {"to": w.people["teammate"].username}, {"to": "no-such"}, "to"),
    Case("api-plan-end", "end_plan", plan, {"done_date": day(), **RESULT},
         {"done_date": day(), **RESULT, "lesson": ""}, "lesson"),
    Case("api-plan-drop", "drop_plan", plan, {"reason": "gone"}, {}, "reason"),
    Case("api-interaction-pin", "pin_interaction", note),
    Case("api-interaction-unpin", "unpin_interaction", lambda w: note(w, is_pinned=True)),
    Case("api-marketevent-confirm", "confirm_event", event,
         lambda w, _row: {"reason": "court file", "also": [event(w, "E-2").pk]}, {}, "reason",
         by="risk_officer"),
    Case("api-marketevent-dismiss", "dismiss_event", event, {"reason": "a namesake"}, {}, "reason",
         by="risk_officer"),
    Case("api-marketevent-join", "join_events", event,
         lambda w, _row: {"other": event(w, "E-2").pk}, {"other": "x"}, "other",
         by="risk_officer"),
    Case("api-contract-end", "end_contract", contract, {"day": day(30), "reason": "notice"},
         {"day": day(30)}, "reason"),
    Case("api-obligation-fulfil", "fulfil_obligation", obligation, {"day": day()}, {}, "day"),
    Case("api-obligation-break", "break_obligation", obligation,
         {"day": day(-1), "text": "late"}, {"day": day(-1)}, "text"),
    Case("api-obligation-waive", "waive_obligation", obligation, {"reason": "small"}, {}, "reason"),
    Case("api-breach-cure", "cure_breach", breach, {"day": day()}, {"day": "x"}, "day"),
    Case("api-policyviolation-warn", "warn_customer", violation,
         {"warned_date": day(), "warning": "Stop it"}, {"warned_date": day()}, "warning"),
    Case("api-policyviolation-settle", "settle_violation", violation, {"day": day()}, {}, "day"),
    Case("api-promisetopay-withdraw", "withdraw_promise", open_promise, {"reason": "slip"}, {},
         "reason"),
    Case("api-collectionstep-complete", "post_records", step, {"text": "reached"}),
    Case("api-collectionstep-postpone", "post_records", step, {"to_date": day(2)}, {}, "to_date"),
    Case("api-collectionstep-drop", "post_records", step),
)  # fmt: skip

CUSTOMERS = (
    Case("api-customer-log-contact", "post_records", lambda w: w.customer,
         {"effective_date": day(), "content": "Will pay", "then":
          {"title": "Look", "due_date": day(3)}},
         {"effective_date": day(), "content": "x", "then": {"title": "Look"}}, "then.due_date",
         status=201),
    Case("api-customer-apply-template", "post_records", debtor,
         lambda w, _row: {"template": the_template(w).pk}, {"template": 0}, "template"),
    Case("api-customer", "change_customer", lambda w: w.customer, {"city": "York"},
         {"country": "Britain"}, "country", method="patch"),
    Case("api-contact", "change_contact", contact, {"phone": "7"}, {"email": "x"}, "email",
         method="patch"),
    Case("api-contact-end", "end_contact", contact, {"reason": "left"}, {}, "reason"),
    Case("api-contact-reopen", "reopen_contact",
         lambda w: contact(w, ended_at=timezone.now(), ended_because="left")),
    Case("api-contact-verify", "verify_contact", contact, HOW, {"how": "guessed"}, "how"),
    Case("api-contact-change-verify", "verify_contact_change", contact_change,
         {**HOW, "is_planned": True}, {"how": "guessed"}, "how"),
    Case("api-party-verify", "verify_party", party, HOW, {"how": "guessed"}, "how"),
    Case("api-group-end", "end_group", group, {"reason": "sold"}, {}, "reason"),
    Case("api-member-end", "end_membership", membership, {"until_date": day()}, {}, "until_date"),
    Case("api-document-remove", "remove_attachment", document, {"reason": "wrong"}, {}, "reason"),
    Case("api-duplicate-dismiss", "dismiss_duplicate", pair, {"reason": "two"}, {}, "reason"),
    Case("api-duplicate-reopen", "reopen_duplicate", dismissed_pair),
    Case("api-merge-undo", "undo_merge", merge, {"reason": "two"}, {}, "reason",
         by="risk_officer"),
    Case("api-reminder-send", "send_reminders", reminder),
    Case("api-reminder-drop", "drop_reminders", reminder, {"reason": "paid"}, {}, "reason"),
    Case("api-reminder-run-send", "send_reminders", run_with_a_draft),
    Case("api-authority-request", "change_request", request, {"subject": "Other"},
         {"deadline_date": "x"}, "deadline_date", by="risk_officer", method="patch"),
    Case("api-authority-request-answer", "answer_request", request,
         {"state": "answered", "answer": "Here", "answered_date": day()},
         {"state": "open", "answer": "x", "answered_date": day()}, "state", by="risk_officer"),
    Case("api-invoice-void", "void_invoice", lambda w: make_invoice(w.customer),
         {"reason": "typed twice"}, {}, "reason"),
    Case("api-payment-void", "void_payment", lambda w: make_payment(w.customer, "60"),
         {"reason": "typed twice"}, {}, "reason"),
    Case("api-invoice-reinstate", "reinstate_invoice",
         lambda w: make_invoice(w.customer, is_void=True), {"reason": "right"}, {}, "reason"),
    Case("api-payment-reinstate", "reinstate_payment",
         lambda w: make_payment(w.customer, "60", is_void=True), {"reason": "right"}, {}, "reason"),
    Case("api-admission-decide", "admit_customer", admission, {"admit": True}, {}, "admit",
         by="risk_officer"),
    Case("api-admission-withdraw", "withdraw_admission", admission, {"reason": "slip"}, {},
         "reason"),
    Case("api-customer-decline", "decline_prospect", lambda w: admission(w).customer,
         {"reason": "no licence"}, {}, "reason", by="risk_officer"),
    Case("api-mention-read", "", mention),
    Case("api-credit-terms", "set_credit_terms", said=lambda w, _row: {
        "customer_number": w.customer.number, "effective_date": day(), "credit_limit": "9.00",
        "payment_days": 30}, wrong={"customer_number": "N1", "credit_limit": "9.00",
        "payment_days": 30}, field="effective_date", status=201, of_customer=False),
)  # fmt: skip

SETTINGS = (
    Case("api-custom-fields", "create_custom_field",
         said={"code": "size", "label_en": "Size", "label_zh": "大小", "type": "text"},
         wrong={"code": "size", "label_en": "Size", "label_zh": "大小", "type": "shape"},
         field="type", by="administrator", status=201, **OWN),
    Case("api-custom-field", "change_custom_field", custom_field, {"label_en": "Grade"},
         {"position": "x"}, "position", by="administrator", method="patch", **OWN),
    Case("api-custom-field-archive", "archive_custom_field", custom_field, by="administrator",
         **OWN),
    Case("api-custom-field-restore", "restore_custom_field",
         lambda w: custom_field(w, archived_at=timezone.now()), by="administrator", **OWN),
    Case("api-groups", "create_group", said={"code": "G2", "name": "Two"},
         wrong={"code": "G2"}, field="name", status=201, **OWN),
    Case("api-group", "change_group", group, {"name": "Other"}, {"credit_limit": "x"},
         "credit_limit", method="patch", **OWN),
    Case("api-onboarding-items", "save_onboarding_item",
         said={"code": "visit", "name_en": "Visit", "name_zh": "走访"},
         wrong={"code": "visit", "name_en": "Visit"}, field="name_zh", by="head_of_risk",
         status=201, **OWN),
    Case("api-onboarding-item", "save_onboarding_item", the_item, {"name_en": "Look"},
         {"proof": "x"}, "proof", by="head_of_risk", method="patch", **OWN),
    Case("api-onboarding-item-archive", "archive_onboarding_item", the_item, by="head_of_risk",
         **OWN),
    Case("api-collection-settings", "change_collectionsettings", said={"grace_days": 9},
         wrong={"grace_days": "x"}, field="grace_days", by="risk_officer", method="patch", **OWN),
    Case("api-reminder-levels", "save_reminderlevel", said={"days": 300, **LETTERS},
         wrong={**LETTERS}, field="days", by="risk_officer", status=201, **OWN),
    Case("api-reminder-level", "save_reminderlevel", the_level, {"subject_en": "Pay"},
         {"days": 0}, "days", by="risk_officer", method="patch", **OWN),
    Case("api-step-templates", "save_steptemplate",
         said={"name_en": "Soft", "name_zh": "温和", "steps": [{"days": 3, "how": "call"}]},
         wrong={"name_en": "Soft", "name_zh": "温和"}, field="steps", by="risk_officer",
         status=201, **OWN),
    Case("api-step-template", "save_steptemplate", the_template, {"name_en": "Soft"},
         {"steps": [{"days": 1, "how": "pray"}]}, "steps.1.how", by="risk_officer",
         method="patch", **OWN),
    Case("api-screening-lists", "create_screening_list",
         said={"code": "own", "name": "Own", "kind": "own"},
         wrong={"code": "own", "name": "Own", "kind": "x"}, field="kind", by="risk_officer",
         status=201, **OWN),
    Case("api-screening-list", "change_screening_list", lambda _w: make_list(), {"name": "Other"},
         {"least_score": 3}, "least_score", by="risk_officer", method="patch", **OWN),
    Case("api-list-version-confirm", "confirm_list_version", list_version, by="risk_officer",
         status=202, **OWN),
    Case("api-import-mapping-delete", "delete_mapping", kept_mapping),
    Case("api-import-save-mapping", "save_mapping", import_file, {"name": "Ours"}, {}, "name",
         status=201),
)  # fmt: skip
CASES = (*FACTS, *CUSTOMERS, *SETTINGS)
