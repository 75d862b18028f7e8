"""Evidence, and the answers of checklists: services and pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from customers.models import Attachment
from customers.services import remove_attachment
from removal import services
from removal.checklists import items_of
from removal.models import CaseEvidence, ChecklistAnswer, RemovalCase
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_customer, make_service_user
from tests.removal.cases import NOON, Crew, add_evidence, lead_to, make_case, refusal

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def document() -> SimpleUploadedFile:
    return SimpleUploadedFile("statement.pdf", PDF, content_type="application/pdf")


class TestEvidence:
    def test_words_that_say_where_it_can_be_seen_are_evidence(
        self, case: RemovalCase, account_manager: User
    ) -> None:
        evidence = services.add_evidence(
            case, title=" Ledger ", text="Statement of May.", by=account_manager, at=NOON
        )
        assert (evidence.title, evidence.stage, evidence.sha256) == ("Ledger", "proposed", "")
        event = Event.objects.get(verb="add_case_evidence")
        assert (event.object_id, event.customer_id) == (str(case.pk), case.customer_id)

    @pytest.mark.usefixtures("own_media")
    def test_a_document_is_kept_with_its_hash(
        self, case: RemovalCase, account_manager: User
    ) -> None:
        evidence = services.add_evidence(
            case, title="Statement", file=document(), by=account_manager, at=NOON
        )
        assert evidence.sha256 == hashlib.sha256(PDF).hexdigest()
        kept = Attachment.objects.get()
        assert (evidence.attachment, kept.customer_id) == (kept, case.customer_id)

    @pytest.mark.usefixtures("own_media")
    def test_a_document_that_is_evidence_leads_to_its_case_and_stays(
        self, case: RemovalCase, risk_officer: User, client_for: Sign
    ) -> None:
        services.add_evidence(case, title="Statement", file=document(), by=risk_officer, at=NOON)
        kept = Attachment.objects.get()
        page = reverse("removal:case_detail", args=[case.pk])
        assert kept.about == ("removal case", page)
        shown = client_for(risk_officer).get(reverse("customers:document_list"))
        assert page in shown.content.decode()
        said = refusal(remove_attachment, kept, by=risk_officer, reason="Too many papers.")
        assert said.code == "document_is_evidence"
        kept.refresh_from_db()
        assert kept.removed_at is None

    def test_it_says_what_it_shows_and_where(
        self, case: RemovalCase, account_manager: User
    ) -> None:
        untitled = refusal(services.add_evidence, case, title=" ", text="x", by=account_manager)
        assert (untitled.code, untitled.field) == ("reason_missing", "title")
        empty = refusal(services.add_evidence, case, title="x", text=" ", by=account_manager)
        assert (empty.code, empty.field) == ("evidence_empty", "text")
        assert not CaseEvidence.objects.exists()

    def test_nobody_adds_to_what_they_do_not_see_or_may_not_touch(
        self, case: RemovalCase, outsider: User, auditor: User
    ) -> None:
        for person, code in ((outsider, "not_visible"), (auditor, "no_right")):
            said = refusal(services.add_evidence, case, title="x", text="y", by=person)
            assert said.code == code

    def test_nothing_is_added_to_an_ended_case(
        self, case: RemovalCase, account_manager: User
    ) -> None:
        services.withdraw_case(case, by=account_manager, reason="They paid.", at=NOON)
        said = refusal(services.add_evidence, case, title="x", text="y", by=account_manager)
        assert said.code == "case_closed"

    @pytest.mark.usefixtures("own_media")
    def test_the_page(
        self, case: RemovalCase, account_manager: User, auditor: User, client_for: Sign
    ) -> None:
        address = reverse("removal:evidence_add", args=[case.pk])
        client = client_for(account_manager)
        assert client.get(address).status_code == 200
        assert client.post(address, {"title": "Ledger"}).status_code == 422
        client.post(address, {"title": "Ledger", "file": document()})
        panel = client.get(reverse("removal:case_work", args=[case.pk])).content.decode()
        assert "Ledger" in panel
        assert "statement.pdf" in panel
        assert f"SHA-256 {hashlib.sha256(PDF).hexdigest()[:12]}" in panel
        assert client_for(auditor).get(address).status_code == 403
        looked = client_for(auditor).get(reverse("removal:case_work", args=[case.pk]))
        assert address not in looked.content.decode()


class TestChecklists:
    def answer(self, case: RemovalCase, *, by: User, code: str = "talks", **more: object) -> object:
        said = {"answer": "yes", "note": "Seen.", "at": NOON, **more}
        return services.answer_checklist(case, code=code, by=by, **said)  # type: ignore[arg-type]

    def refused(self, case: RemovalCase, *, by: User, **more: object) -> str:
        said = {"code": "talks", "answer": "yes", "note": "Seen.", **more}
        return refusal(services.answer_checklist, case, by=by, **said).code

    def test_the_law_has_nine_items(self) -> None:
        assert len(items_of(State.LEGAL_REVIEW)) == 9
        for stage in State:
            codes = [item.code for item in items_of(stage)]
            assert len(codes) == len(set(codes))

    def test_an_answer_says_what_was_found_and_can_be_given_again(
        self, case: RemovalCase, crew: Crew
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        assert self.refused(case, by=crew.officer, note=" ") == "reason_missing"
        self.answer(case, by=crew.officer, answer="no")
        self.answer(case, by=crew.officer, note="Called on Monday.")
        row = ChecklistAnswer.objects.get()
        assert (row.answer, row.note, row.answered_by) == ("yes", "Called on Monday.", crew.officer)
        assert Event.objects.filter(verb="answer_checklist").count() == 2

    def test_only_items_of_the_present_stage_are_answered(
        self, case: RemovalCase, crew: Crew
    ) -> None:
        assert self.refused(case, by=crew.officer) == "not_in_this_stage"
        lead_to(case, State.ASSESSMENT, crew=crew)
        assert self.refused(case, by=crew.officer, code="competition") == "not_in_this_stage"

    def test_each_stage_is_answered_by_its_role(
        self, case: RemovalCase, crew: Crew, account_manager: User
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        for person in (account_manager, crew.legal):
            assert self.refused(case, by=person) == "no_right"
        lead_to(case, State.LEGAL_REVIEW, crew=crew)
        evidence = case.evidence.get()
        said = {"code": "contract", "evidence": evidence}
        assert self.refused(case, by=crew.officer, **said) == "no_right"
        self.answer(case, by=crew.legal, **said)

    def test_no_key_answers(self, case: RemovalCase, crew: Crew) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        service = make_service_user("removal-cases:write", "removal-cases:read")
        assert self.refused(case, by=service) == "people_decide"

    def test_a_legal_answer_names_evidence_of_this_case(
        self, case: RemovalCase, crew: Crew
    ) -> None:
        lead_to(case, State.LEGAL_REVIEW, crew=crew)
        assert self.refused(case, by=crew.legal, code="contract") == "evidence_missing"
        other = add_evidence(make_case(make_customer(), by=crew.officer), by=crew.officer)
        said = {"code": "contract", "evidence": other}
        assert self.refused(case, by=crew.legal, **said) == "evidence_of_another"

    def test_the_page(
        self, case: RemovalCase, crew: Crew, account_manager: User, client_for: Sign
    ) -> None:
        lead_to(case, State.ASSESSMENT, crew=crew)
        address = reverse("removal:checklist_answer", args=[case.pk, "talks"])
        client = client_for(crew.officer)
        assert "Somebody spoke with the customer" in client.get(address).content.decode()
        assert client.post(address, {"answer": "yes", "note": ""}).status_code == 422
        done = client.post(address, {"answer": "n/a", "note": "They hang up."}, follow=True)
        assert done.redirect_chain[-1][0] == reverse("removal:case_detail", args=[case.pk])
        panel = reverse("removal:case_work", args=[case.pk])
        shown = client.get(panel).content.decode()
        assert "They hang up." in shown
        assert "does not apply" in shown
        assert address in shown
        assert address not in client_for(account_manager).get(panel).content.decode()
        refused = client_for(account_manager).post(address, {"answer": "yes", "note": "x"})
        assert refused.status_code in (403, 409)
        elsewhere = reverse("removal:checklist_answer", args=[case.pk, "contract"])
        assert client.get(elsewhere).status_code == 302
