"""Pages and API of training and of studied cases."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from monitoring.models import Completion, Course, CourseMaterial, Enrolment, StudiedCase
from monitoring.services.training import follow_training, latest_of
from removal.services.rights import check_may_act
from riskcrm.accounts.models import RightLimit, User
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from tests.factories import make_customer, make_service_user
from tests.monitoring.training.teaching import DAY, required
from tests.removal.cases import make_case

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


def url(name: str, *keys: object) -> str:
    return reverse(f"monitoring:{name}", args=keys)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def policy(head_of_risk: User, risk_officer: User) -> Course:
    return required("policy", head_of_risk, at=timezone.now())


def answers(course: Course, *, wrong: int = 0) -> dict[str, str]:
    said = {"attested": "on"}
    for place, each in enumerate(latest_of(course).statements.all()):
        is_true = each.is_true != (place < wrong)
        said[f"statement_{each.pk}"] = "right" if is_true else "wrong"
    return said


def test_a_course_is_read_and_completed_on_its_page(
    policy: Course, risk_officer: User, client_for: Sign
) -> None:
    client, address = client_for(risk_officer), url("course_detail", policy.pk)
    assert "to be completed by" in page(client, url("my_courses"))
    assert "Who proposes does not decide." in page(client, address)
    refused = client.post(address, answers(policy, wrong=2))
    assert refused.status_code == 409
    assert "2 right of 4" in refused.content.decode()
    assert client.post(address, {"attested": ""}).status_code == 422
    assert client.post(address, answers(policy))["Location"] == f"{address}?done=1"
    assert "Rights that it guards are yours again" in page(client, f"{address}?done=1")
    assert "valid until" in page(client, url("my_courses"))


def test_a_lapsed_course_is_told_where_the_right_is_asked_for(
    policy: Course, account_manager: User, risk_officer: User, head_of_risk: User,
    client_for: Sign,
) -> None:  # fmt: skip
    head = client_for(head_of_risk)
    head.post(url("course_guard", policy.pk))
    assert RightLimit.objects.filter(person=risk_officer).count() == 1
    past = timezone.now() - DAY
    RightLimit.objects.update(right_valid_until=past)
    Enrolment.objects.update(until=past)
    officer = client_for(risk_officer)
    assert "Suspended until you complete it" in page(officer, url("my_courses"))
    case = make_case(make_customer(manager=account_manager), by=account_manager)
    with pytest.raises(Refused, match="your course “Removal policy” lapsed"):
        check_may_act(case, by=User.objects.get(pk=risk_officer.pk), act="approve_case")
    head.post(url("course_unguard", policy.pk))
    assert not RightLimit.objects.exists()


def test_teachers_publish_change_record_and_attach(
    policy: Course, head_of_risk: User, risk_officer: User, client_for: Sign, own_media: None
) -> None:
    head = client_for(head_of_risk)
    texts = {
        "title_en": "Fire", "title_zh": "消防", "text_en": "Run.", "text_zh": "跑。",
        "attestation_en": "I run.", "attestation_zh": "我会跑。",
    }  # fmt: skip
    new = texts | {"code": "fire", "audience": ["auditor"], "statements": "Walk. | 走。 | wrong"}
    assert head.get(url("course_new")).status_code == 200
    assert head.post(url("course_new"), new | {"statements": "Walk"}).status_code == 422
    head.post(url("course_new"), new)
    fire = Course.objects.get(code="fire")
    assert head.get(url("course_publish", fire.pk)).status_code == 200
    head.post(
        url("course_publish", fire.pk),
        texts | {"text_en": "Run fast.", "statements": "", "after": 1},
    )
    assert latest_of(fire).number == 2
    change = url("course_change", fire.pk)
    seen = head.get(change).context["form"]["version"].value()
    said = {
        "audience": ["risk_officer"], "required_from": str(today()), "validity_months": 6,
        "grace_days": 10, "pass_mark": 80, "guarded": [], "version": seen,
    }  # fmt: skip
    assert head.post(change, said).status_code == 302
    assert head.post(change, said).status_code == 409
    assert Enrolment.objects.filter(course=fire, person=risk_officer).exists()
    record = url("completion_record", fire.pk)
    assert head.get(record).status_code == 200
    done = {"person": risk_officer.pk, "completed_date": str(today()), "score": 90}
    assert head.post(record, done | {"person": head_of_risk.pk}).status_code == 422
    assert head.post(record, done).status_code == 302
    assert Completion.objects.get().score == 90
    handbook = SimpleUploadedFile("handbook.txt", b"Be fair to every customer.\n")
    assert head.get(url("material_add", fire.pk)).status_code == 200
    assert head.post(url("material_add", fire.pk), {"file": handbook}).status_code == 302
    material = CourseMaterial.objects.get()
    officer = client_for(risk_officer)
    assert "handbook.txt" in page(officer, url("course_detail", fire.pk))
    sent = officer.get(url("material_read", material.pk))
    assert b"".join(sent.streaming_content) == b"Be fair to every customer.\n"  # type: ignore[attr-defined]
    assert "sandbox" in sent["Content-Security-Policy"]
    again = SimpleUploadedFile("same.txt", b"Be fair to every customer.\n")
    assert head.post(url("material_add", fire.pk), {"file": again}).status_code == 422
    odd = SimpleUploadedFile("handbook.pdf", io.BytesIO(b"no pdf").read())
    assert head.post(url("material_add", fire.pk), {"file": odd}).status_code == 422
    head.post(url("material_remove", material.pk))
    assert officer.get(url("material_read", material.pk)).status_code == 404


def test_the_matrix_shows_people_by_courses_and_leads_to_the_rows(
    policy: Course, head_of_risk: User, risk_officer: User, account_manager: User,
    client_for: Sign,
) -> None:  # fmt: skip
    follow_training(at=timezone.now())
    head = client_for(head_of_risk)
    shown = page(head, url("training_matrix"))
    assert "Olivia Reyes" in shown
    assert "Removal policy" in shown
    assert "Olivia Reyes" not in page(head, url("training_matrix") + "?role=head_of_risk")
    rows = page(head, url("enrolment_list") + "?course=policy&state=soon")
    assert "Olivia Reyes" in rows
    own = page(client_for(account_manager), url("enrolment_list"))
    assert "Olivia Reyes" not in own
    assert "Ming Chen" in own
    assert "Removal policy" in page(client_for(account_manager), url("course_list"))


def test_studied_cases_are_written_read_and_found_from_a_customer(
    risk_officer: User, account_manager: User, outsider: User, client_for: Sign
) -> None:
    officer = client_for(risk_officer)
    said = {
        "title": "Forged stamp", "outcome": "bad", "story": "A stamp was forged.",
        "lesson": "Check stamps.", "industry": "C", "reasons": ["max_dpd"], "grounds": ["fraud"],
    }  # fmt: skip
    assert officer.get(url("studied_case_new")).status_code == 200
    officer.post(url("studied_case_new"), said)
    row = StudiedCase.objects.get()
    manager = client_for(account_manager)
    shown = page(manager, url("studied_case", row.pk))
    assert "A stamp was forged." in shown
    assert "proven fraud" in shown
    assert "Forged stamp" in page(manager, url("studied_case_list") + "?q=stamp&reason=max_dpd")
    assert "Forged stamp" not in page(manager, url("studied_case_list") + "?ground=credit")
    customer = make_customer(industry="C", manager=account_manager)
    panel = url("studied_panel", customer.pk)
    assert "Forged stamp" in page(manager, panel)
    assert client_for(outsider).get(panel).status_code == 404
    edit = url("studied_case_edit", row.pk)
    assert officer.get(edit).status_code == 200
    assert officer.post(edit, said | {"title": "Forged seal", "version": 1}).status_code == 302
    assert manager.get(edit).status_code == 403
    out = url("studied_case_withdraw", row.pk)
    assert officer.get(out).status_code == 200
    officer.post(out, {"reason": "Told twice."})
    assert manager.get(url("studied_case", row.pk)).status_code == 404


def test_pages_need_their_rights(
    policy: Course, account_manager: User, nobody: User, client: Client, client_for: Sign
) -> None:
    everybody = [
        url("my_courses"), url("course_list"), url("course_detail", policy.pk),
        url("enrolment_list"), url("studied_case_list"),
    ]  # fmt: skip
    some = [
        url("course_new"), url("course_publish", policy.pk), url("course_change", policy.pk),
        url("completion_record", policy.pk), url("material_add", policy.pk),
        url("training_matrix"), url("studied_case_new"),
    ]  # fmt: skip
    manager, other = client_for(account_manager), client_for(nobody)
    for address in everybody:
        assert manager.get(address).status_code == 200, address
    for address in some:
        assert manager.get(address).status_code == 403, address
    for name in ("course_guard", "course_unguard"):
        assert manager.post(url(name, policy.pk)).status_code == 403
    for address in everybody + some:
        assert other.get(address).status_code == 403, address
        assert client.get(address).status_code == 302, address


# --- the API ---


def test_a_system_that_teaches_records_completions(
    policy: Course, risk_officer: User, api_client_for: Callable[[User], APIClient]
) -> None:
    key = make_service_user("training:write")
    client = api_client_for(key)
    said = {
        "course": "policy", "username": risk_officer.username, "score": 100,
        "completed_at": timezone.now().isoformat(), "source_key": "LMS-1",
    }  # fmt: skip
    made = client.post("/api/v1/completions/", said, format="json")
    assert made.status_code == 201
    assert made.json()["how"] == "system"
    again = client.post("/api/v1/completions/", said, format="json")
    assert again.json()["id"] == made.json()["id"]
    for wrong, code in (({"course": "no-such"}, 400), ({"username": "no-such"}, 400),
                        ({"score": 10, "source_key": "LMS-2"}, 409)):  # fmt: skip
        answer = client.post("/api/v1/completions/", said | wrong, format="json")
        assert answer.status_code == code
    rows = client.get("/api/v1/completions/?course=policy").json()["results"]
    assert len(rows) == 1
    states = {row["state"] for row in client.get("/api/v1/required-courses/").json()["results"]}
    assert states == {"good", "soon"}
    assert len(client.get("/api/v1/courses/?required=true").json()["results"]) == 1


def test_people_read_their_own_and_scopes_are_asked_for(
    policy: Course, account_manager: User, api_client_for: Callable[[User], APIClient]
) -> None:
    follow_training(at=timezone.now())
    own = api_client_for(account_manager).get("/api/v1/required-courses/").json()["results"]
    assert {row["person"]["id"] for row in own} == {account_manager.pk}
    reader = api_client_for(make_service_user("training:read"))
    assert reader.get("/api/v1/studied-cases/").status_code == 200
    assert reader.post("/api/v1/completions/", {}, format="json").status_code == 403
    other = api_client_for(make_service_user("customers:read"))
    for place in ("courses", "required-courses", "completions", "studied-cases"):
        assert other.get(f"/api/v1/{place}/").status_code == 403
