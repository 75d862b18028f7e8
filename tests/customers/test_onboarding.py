"""A prospect passes a checklist and a second person before it becomes a customer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import (
    Admission,
    Attachment,
    Customer,
    OnboardingCheck,
    OnboardingItem,
    RelatedParty,
    ScreeningDue,
    ScreeningHit,
    ScreeningList,
)
from customers.services import create_customer, post_customers
from customers.services.onboarding import (
    ITEM_FIELDS,
    archive_item,
    check_item,
    decide_admission,
    request_admission,
    save_item,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.customers.files import run, write_csv
from tests.customers.screening import make_list, put_entry, screen_all
from tests.factories import make_customer, make_service_user, make_terms

pytestmark = pytest.mark.django_db
AT = timezone.now()
ClientFor = Callable[[User], Client]


@pytest.fixture
def prospect(account_manager: User) -> Customer:
    return make_customer(
        "P-1", name="Neu GmbH", status="prospect", manager=account_manager,
        team=account_manager.team,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def sanctions() -> ScreeningList:
    return make_list("un")


def make_party(customer: Customer, **fields: Any) -> RelatedParty:
    return RelatedParty.objects.create(
        customer=customer, source_key=f"R-{RelatedParty.objects.count()}", recorded_at=AT, **fields
    )


def pass_all(prospect: Customer, by: User) -> None:
    make_terms(prospect)
    ScreeningDue.objects.all().delete()
    for item in OnboardingItem.objects.all():
        check_item(prospect, item, state="passed", evidence="seen", by=by, at=AT)


def test_an_installation_begins_with_a_checklist() -> None:
    codes = OnboardingItem.objects.values_list("code", flat=True)
    assert list(codes) == ["background", "identity", "credit", "screening"]


def test_who_may_not_admit_begins_with_prospects(account_manager: User, risk_officer: User) -> None:
    new = create_customer(by=account_manager, at=AT, number="N-1", name="New")
    assert new.status == "prospect"
    with pytest.raises(Refused) as refused:
        create_customer(by=account_manager, at=AT, number="N-2", name="New", status="active")
    assert refused.value.code == "not_admitted"


def test_a_system_brings_prospects_unless_its_key_may_admit(tmp_path: Path) -> None:
    crm = make_service_user("customers:write", "imports:write")
    erp = make_service_user("customers:write", "imports:write", "customers:admit")
    for by, status in ((crm, "prospect"), (erp, "active")):
        told: dict[str, Any] = {"by": by, "at": AT, "name": "New"}
        assert create_customer(number=f"A-{by.pk}", **told).status == status
        post_customers([{"number": f"B-{by.pk}", "name": "New"}], by=by, at=AT)
        run(write_csv(tmp_path / "a.csv", "number,name", f"C-{by.pk},New"), "customers", by=by)
        found = Customer.objects.filter(number__endswith=f"-{by.pk}")
        assert set(found.values_list("status", flat=True)) == {status}
        assert found.count() == 3
    with pytest.raises(Refused) as refused:
        create_customer(number="N-9", name="New", status="active", by=crm, at=AT)
    assert refused.value.code == "not_admitted"


def test_who_may_admit_does_not_go_round_the_checklist_either(risk_officer: User) -> None:
    told: dict[str, Any] = {"by": risk_officer, "at": AT}
    assert create_customer(number="N-1", name="New", **told).status == "prospect"
    with pytest.raises(Refused) as refused:
        create_customer(number="N-2", name="New", status="active", **told)
    assert refused.value.code == "not_admitted"
    OnboardingItem.objects.update(archived_at=AT)
    assert create_customer(number="N-2", name="New", **told).status == "prospect"


def test_a_book_that_is_there_already_is_taken_over_as_it_is(
    risk_officer: User, account_manager: User, tmp_path: Path
) -> None:
    for by, status in ((risk_officer, "active"), (account_manager, "prospect")):
        number = f"N-{by.pk}"
        run(write_csv(tmp_path / "a.csv", "number,name", f"{number},Known"), "customers", by=by)
        assert Customer.objects.get(number=number).status == status


def test_a_line_needs_evidence_and_its_proof(prospect: Customer, account_manager: User) -> None:
    item = OnboardingItem.objects.get(code="credit")
    with pytest.raises(Refused) as refused:
        check_item(prospect, item, state="passed", evidence=" ", by=account_manager, at=AT)
    assert refused.value.code == "no_evidence"
    with pytest.raises(Refused) as refused:
        check_item(prospect, item, state="passed", evidence="seen", by=account_manager, at=AT)
    assert refused.value.code == "no_proof"
    check_item(prospect, item, state="failed", evidence="no limit", by=account_manager, at=AT)
    make_terms(prospect)
    check = check_item(prospect, item, state="passed", evidence="ok", by=account_manager, at=AT)
    assert (check.state, OnboardingCheck.objects.count()) == ("passed", 1)


def test_screening_passes_once_it_is_done(prospect: Customer, account_manager: User) -> None:
    item = OnboardingItem.objects.get(code="screening")
    told: dict[str, Any] = {"state": "passed", "evidence": "no hit", "by": account_manager}
    with pytest.raises(Refused) as refused:
        check_item(prospect, item, at=AT, **told)
    assert refused.value.code == "no_proof"
    ScreeningDue.objects.all().delete()  # as the sweep does that has screened
    assert check_item(prospect, item, at=AT, **told).state == "passed"


def test_without_an_active_list_screening_proves_nothing(
    prospect: Customer, account_manager: User, sanctions: ScreeningList
) -> None:
    ScreeningDue.objects.all().delete()
    ScreeningList.objects.update(is_active=False)
    item = OnboardingItem.objects.get(code="screening")
    with pytest.raises(Refused, match="held against nothing") as refused:
        check_item(prospect, item, state="passed", evidence="no hit", by=account_manager, at=AT)
    assert refused.value.code == "no_proof"


def test_a_prospect_whose_owner_is_listed_is_not_clear(
    prospect: Customer, account_manager: User, sanctions: ScreeningList
) -> None:
    item = OnboardingItem.objects.get(code="screening")
    told: dict[str, Any] = {"state": "passed", "evidence": "no hit", "by": account_manager}
    put_entry("Ivan Petrov", on=sanctions)
    put_entry("Harbour Holding Ltd", on=sanctions)
    party = make_party(prospect, kind="owner", name="Ivan Petrov")
    screen_all()
    assert ScreeningHit.objects.get(customer=prospect).whose == "owner"
    with pytest.raises(Refused, match="an owner"):
        check_item(prospect, item, at=AT, **told)
    party.delete()
    screen_all()
    assert check_item(prospect, item, at=AT, **told).state == "passed"
    holding = make_customer("H-1", name="Harbour Holding Ltd")
    screen_all()
    make_party(prospect, kind="guarantor", other=holding)  # screened as a customer of its own
    screen_all()
    with pytest.raises(Refused, match="guarantor"):
        check_item(prospect, item, at=AT, **told)


def test_all_lines_pass_before_admission_is_requested(
    prospect: Customer, account_manager: User
) -> None:
    with pytest.raises(Refused) as refused:
        request_admission(prospect, by=account_manager, at=AT)
    assert refused.value.code == "not_passed"
    pass_all(prospect, account_manager)
    request_admission(prospect, by=account_manager, at=AT)
    with pytest.raises(Refused) as refused:
        request_admission(prospect, by=account_manager, at=AT)
    assert refused.value.code == "waiting"


def test_a_line_that_is_asked_no_more_holds_nobody_up(
    prospect: Customer, account_manager: User, administrator: User
) -> None:
    pass_all(prospect, account_manager)
    OnboardingCheck.objects.filter(item__code="screening").delete()
    archive_item(OnboardingItem.objects.get(code="screening"), by=administrator, at=AT)
    assert request_admission(prospect, by=account_manager, at=AT).outcome == "waiting"


def test_the_lines_are_asked_as_they_stood_when_admission_was_requested(
    prospect: Customer, account_manager: User, risk_officer: User, head_of_risk: User
) -> None:
    pass_all(prospect, account_manager)
    admission = request_admission(prospect, by=account_manager, at=AT)
    item = OnboardingItem.objects.get(code="screening")
    ScreeningDue.objects.create(customer=prospect)
    fields = {name: getattr(item, name) for name in ITEM_FIELDS} | {"proof": "none"}
    save_item(by=head_of_risk, at=AT, item=item, **fields)
    archive_item(item, by=head_of_risk, at=AT)
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=True, reason="", by=head_of_risk, at=AT)
    assert refused.value.code == "no_proof"
    added = fields | {"name_en": "Visit", "name_zh": "走访"}
    save_item(by=head_of_risk, at=AT, code="visit", **added)
    ScreeningDue.objects.all().delete()
    assert decide_admission(admission, admit=True, reason="", by=risk_officer, at=AT)


def test_without_a_checklist_nobody_is_admitted(
    prospect: Customer, account_manager: User, administrator: User, client_for: ClientFor
) -> None:
    *others, last = OnboardingItem.objects.all()
    for item in others:
        archive_item(item, by=administrator, at=AT)
    with pytest.raises(Refused) as refused:
        archive_item(last, by=administrator, at=AT)
    assert refused.value.code == "last_line"
    url = reverse("customers:item_archive", args=[last.pk])
    page = client_for(administrator).post(url, follow=True).content.decode()
    assert "last line of the checklist" in page
    OnboardingItem.objects.update(archived_at=AT)
    with pytest.raises(Refused) as refused:
        request_admission(prospect, by=account_manager, at=AT)
    assert refused.value.code == "no_checklist"


def test_somebody_else_admits(prospect: Customer, risk_officer: User, second_officer: User) -> None:
    pass_all(prospect, risk_officer)
    admission = request_admission(prospect, by=risk_officer, at=AT)
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=True, reason="", by=risk_officer, at=AT)
    assert refused.value.code == "own_request"
    decide_admission(admission, admit=True, reason="fine", by=second_officer, at=AT)
    prospect.refresh_from_db()
    assert prospect.status == "active"
    assert Event.objects.filter(verb="admit_customer", customer_id=prospect.pk).exists()
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=False, reason="no", by=second_officer, at=AT)
    assert refused.value.code == "decided"


def test_who_checked_a_line_does_not_admit(
    prospect: Customer, account_manager: User, risk_officer: User, second_officer: User,
    client_for: ClientFor,
) -> None:  # fmt: skip
    pass_all(prospect, account_manager)
    item = OnboardingItem.objects.get(code="background")
    told: dict[str, Any] = {"state": "passed", "evidence": "seen", "at": AT}
    check_item(prospect, item, by=risk_officer, **told)
    admission = request_admission(prospect, by=account_manager, at=AT)
    assert admission.checkers == sorted([account_manager.pk, risk_officer.pk])
    for admit in (True, False):
        with pytest.raises(Refused) as refused:
            decide_admission(admission, admit=admit, reason="fine", by=risk_officer, at=AT)
        assert refused.value.code == "own_check"
    assert not Admission.objects.decidable_by(risk_officer).exists()
    decide = reverse("customers:admission_decide", args=[admission.pk])
    assert client_for(risk_officer).post(decide, {"decision": "admit"}).status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(
            outcome="admitted", decided_by=risk_officer, decided_at=AT
        )
    assert Admission.objects.decidable_by(second_officer).exists()
    decide_admission(admission, admit=True, reason="fine", by=second_officer, at=AT)
    assert Customer.objects.get(pk=prospect.pk).status == "active"


def test_who_answers_for_a_key_that_checked_does_not_admit(
    prospect: Customer, account_manager: User, risk_officer: User
) -> None:
    pass_all(prospect, make_service_user("admissions:write", responsible=risk_officer))
    admission = request_admission(prospect, by=account_manager, at=AT)
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=True, reason="fine", by=risk_officer, at=AT)
    assert refused.value.code == "own_check"


def test_admitting_asks_the_book_again(
    prospect: Customer, account_manager: User, risk_officer: User
) -> None:
    pass_all(prospect, account_manager)
    admission = request_admission(prospect, by=account_manager, at=AT)
    ScreeningDue.objects.create(customer=prospect)  # a list has changed since
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=True, reason="", by=risk_officer, at=AT)
    assert refused.value.code == "no_proof"
    Customer.objects.filter(pk=prospect.pk).update(status="exiting")
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=True, reason="", by=risk_officer, at=AT)
    assert refused.value.code == "not_a_prospect"


def test_the_database_refuses_one_person_for_both(prospect: Customer, risk_officer: User) -> None:
    pass_all(prospect, risk_officer)
    admission = request_admission(prospect, by=risk_officer, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(
            outcome="admitted", decided_by=risk_officer, decided_at=AT
        )


def test_who_answers_for_a_key_cannot_decide_what_it_asked(
    prospect: Customer, risk_officer: User, second_officer: User, account_manager: User
) -> None:
    key = make_service_user("admissions:write", responsible=risk_officer)
    pass_all(prospect, account_manager)
    admission = request_admission(prospect, by=key, at=AT)
    with pytest.raises(Refused):
        decide_admission(admission, admit=True, reason="", by=risk_officer, at=AT)
    assert decide_admission(admission, admit=True, reason="", by=second_officer, at=AT)


def test_a_request_is_returned_with_a_reason_and_asked_again(
    prospect: Customer, account_manager: User, risk_officer: User
) -> None:
    pass_all(prospect, account_manager)
    admission = request_admission(prospect, by=account_manager, at=AT)
    with pytest.raises(Refused) as refused:
        decide_admission(admission, admit=False, reason="", by=risk_officer, at=AT)
    assert refused.value.code == "no_reason"
    decide_admission(admission, admit=False, reason="licence expired", by=risk_officer, at=AT)
    prospect.refresh_from_db()
    assert prospect.status == "prospect"
    assert request_admission(prospect, by=account_manager, at=AT)


def test_a_day_of_onboarding_in_the_browser(
    prospect: Customer, account_manager: User, risk_officer: User, client_for: ClientFor
) -> None:
    make_terms(prospect)
    ScreeningDue.objects.all().delete()
    manager, officer = client_for(account_manager), client_for(risk_officer)
    page = reverse("customers:onboarding", args=[prospect.pk])
    assert manager.get(page).status_code == 200
    for item in OnboardingItem.objects.all():
        url = reverse("customers:item_check", args=[prospect.pk, item.pk])
        assert manager.post(url, {"state": "passed", "evidence": ""}).status_code == 422
        assert manager.post(url, {"state": "passed", "evidence": "seen"}).status_code == 302
    ask = reverse("customers:admission_request", args=[prospect.pk])
    assert manager.post(ask).status_code == 302
    assert manager.post(ask).status_code == 409
    admission = Admission.objects.get()
    decide = reverse("customers:admission_decide", args=[admission.pk])
    assert manager.post(decide, {"decision": "admit"}).status_code == 403
    assert prospect.name in officer.get(reverse("monitoring:inbox")).content.decode()
    waiting = officer.get(reverse("customers:admission_list"), {"mine": "1"})
    assert prospect.name in waiting.content.decode()
    assert officer.post(decide, {"decision": "admit", "reason": "ok"}).status_code == 302
    assert Customer.objects.get(pk=prospect.pk).status == "active"


def test_prospects_of_others_are_not_there(
    prospect: Customer, outsider: User, client_for: ClientFor
) -> None:
    browser = client_for(outsider)
    item = OnboardingItem.objects.first()
    assert item is not None
    for url in (
        reverse("customers:onboarding", args=[prospect.pk]),
        reverse("customers:item_check", args=[prospect.pk, item.pk]),
        reverse("customers:admission_request", args=[prospect.pk]),
    ):
        assert browser.post(url).status_code in (404, 405)


def test_the_checklist_is_worded_by_those_who_keep_it(
    administrator: User, account_manager: User, client_for: ClientFor
) -> None:
    url = reverse("customers:item_create")
    assert client_for(account_manager).get(url).status_code == 403
    browser = client_for(administrator)
    told = {
        "code": "site", "name_en": "Site visit", "name_zh": "实地走访", "help_en": "",
        "help_zh": "", "proof": "none", "position": "9",
    }  # fmt: skip
    assert browser.post(url, told).status_code == 302
    assert browser.post(url, told).status_code == 409 or browser.post(url, told).status_code == 422
    item = OnboardingItem.objects.get(code="site")
    edit = reverse("customers:item_edit", args=[item.pk])
    assert browser.post(edit, told | {"name_en": "Visit", "version": 1}).status_code == 302
    late = browser.post(edit, told | {"name_en": "Look in", "version": 1})
    assert late.status_code == 409  # somebody has written it since the form was opened
    assert browser.post(reverse("customers:item_archive", args=[item.pk])).status_code == 302
    item.refresh_from_db()
    assert (item.name_en, item.archived_at is not None) == ("Visit", True)
    assert "Visit" in browser.get(reverse("customers:checklist")).content.decode()


def test_two_lines_cannot_share_a_code(administrator: User) -> None:
    told: dict[str, Any] = {
        "name_en": "A", "name_zh": "甲", "help_en": "", "help_zh": "", "proof": "none",
        "position": 1,
    }  # fmt: skip
    with pytest.raises(Refused):
        save_item(by=administrator, at=AT, code="identity", **told)


def test_a_system_checks_and_asks_over_the_api(
    prospect: Customer, api_client_for: Callable[[User], APIClient]
) -> None:
    make_terms(prospect)
    ScreeningDue.objects.all().delete()
    api = api_client_for(make_service_user("admissions:write"))
    for item in OnboardingItem.objects.all():
        told = {"customer": "P-1", "item": item.code, "state": "passed", "evidence": "KYC-77"}
        answer = api.post(reverse("api-onboarding-checks"), told, format="json")
        assert answer.status_code == 200, answer.content
    asked = api.post(reverse("api-admissions"), {"customer": "P-1"}, format="json")
    assert (asked.status_code, asked.json()["outcome"]) == (201, "waiting")
    again = api.post(reverse("api-admissions"), {"customer": "P-1"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "waiting")
    assert len(api.get(reverse("api-admissions")).json()["results"]) == 1
    assert len(api.get(reverse("api-onboarding-checks")).json()["results"]) == 4


# --- documents that a check rests on ---

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def file(name: str = "licence.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.usefixtures("media")
def test_a_check_rests_on_a_document(
    prospect: Customer, account_manager: User, client_for: ClientFor
) -> None:
    item = OnboardingItem.objects.get(code="identity")
    url = reverse("customers:item_check", args=[prospect.pk, item.pk])
    told = {"state": "passed", "evidence": "seen"}
    browser = client_for(account_manager)
    assert browser.post(url, told | {"document": file()}).status_code == 302
    document = Attachment.objects.get()
    check = OnboardingCheck.objects.get()
    assert (document.record_kind, document.record_id) == ("onboardingcheck", check.pk)
    page = browser.get(reverse("customers:onboarding", args=[prospect.pk])).content.decode()
    assert reverse("customers:document_read", args=[document.pk]) in page
    assert browser.post(url, told | {"evidence": "seen again"}).status_code == 302
    page = browser.get(reverse("customers:onboarding", args=[prospect.pk])).content.decode()
    assert "licence.pdf" in page


@pytest.mark.usefixtures("media")
def test_a_document_that_is_refused_leaves_no_check(
    prospect: Customer, account_manager: User, client_for: ClientFor
) -> None:
    item = OnboardingItem.objects.get(code="identity")
    url = reverse("customers:item_check", args=[prospect.pk, item.pk])
    told = {"state": "passed", "evidence": "seen", "document": file(content=b"MZ\x90")}
    answer = client_for(account_manager).post(url, told)
    assert answer.status_code in (409, 422)
    assert not OnboardingCheck.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.usefixtures("media")
def test_a_document_of_a_check_over_the_api(
    prospect: Customer, account_manager: User, outsider: User,
    api_client_for: Callable[[User], APIClient],
) -> None:  # fmt: skip
    api = api_client_for(account_manager)
    told = {"customer": "P-1", "onboarding_item": "identity", "category": "identity"}
    early = api.post("/api/v1/documents/", told | {"file": file()}, format="multipart")
    assert (early.status_code, early.json()["code"]) == (409, "not_checked")
    check = {"customer": "P-1", "item": "identity", "state": "passed", "evidence": "KYC-77"}
    assert (
        api.post(reverse("api-onboarding-checks"), check, format="json").json()["documents"] == []
    )
    made = api.post("/api/v1/documents/", told | {"file": file()}, format="multipart")
    assert made.status_code == 201, made.content
    [row] = api.get(reverse("api-onboarding-checks")).json()["results"]
    assert row["documents"] == [made.json()["id"]]
    strange = api_client_for(outsider)
    refused = strange.post("/api/v1/documents/", told | {"file": file("b.pdf")}, format="multipart")
    assert refused.status_code in (400, 404, 409)
    assert Attachment.objects.count() == 1


@pytest.mark.usefixtures("media")
def test_who_adds_no_documents_adds_none_here(prospect: Customer) -> None:
    item = OnboardingItem.objects.get(code="identity")
    key = make_service_user("admissions:write")
    with pytest.raises(Refused) as refused:
        check_item(
            prospect, item, state="passed", evidence="seen", by=key, at=AT, document=file()
        )  # fmt: skip
    assert refused.value.code == "no_documents"
    assert not OnboardingCheck.objects.exists()
