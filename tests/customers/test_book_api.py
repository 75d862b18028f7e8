"""What the API reads of the book beside its rows, and the work that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from customers.models import (
    CollectionSettings,
    CreditTerms,
    Customer,
    CustomField,
    ImportFile,
    ImportMapping,
    ScreeningListVersion,
    StepTemplate,
)
from customers.services.plans import Ending, end_plan
from customers.services.tasks import finish_task
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.jobs.models import Run
from riskcrm.web.today import today
from tests.customers.acts import DAY, LETTERS
from tests.customers.follow_up import make_note, make_plan, make_task
from tests.customers.screening import make_list
from tests.factories import make_customer, make_service_user, make_terms

pytestmark = pytest.mark.django_db
ApiFor = Callable[[User], APIClient]


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer("N1", name="Acme", manager=account_manager, team=account_manager.team)


def rows(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


# --- timeline -------------------------------------------------------------------------------------


def test_a_timeline_is_read_in_pages_and_filtered(
    customer: Customer, account_manager: User, api_client_for: ApiFor
) -> None:
    for n in range(45):
        make_note(customer, by=account_manager, key=f"N-{n}")
    finish_task(make_task(customer, by=account_manager), by=account_manager, at=timezone.now())
    api, url = api_client_for(account_manager), reverse("api-timeline", args=[customer.pk])
    first = api.get(url, {"group": "follow-up"}).json()
    second = api.get(first["next"]).json()
    assert (len(first["results"]), second["next"]) == (40, None)
    keys = [row["key"] for row in first["results"] + second["results"]]
    assert (keys.count("interaction"), keys.count("task")) == (45, 1)
    [one] = rows(api.get(url, {"kind": "task"}))
    assert (one["who"], one["date"]) == (str(account_manager), "2026-03-20")
    assert rows(api.get(url, {"kind": "task", "until": "2026-03-01"})) == []
    assert len(rows(api.get(url, {"person": account_manager.username, "kind": "task"}))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("group", "no-such"), ("kind", "no-such"), ("person", "outsider"), ("since", "yesterday"),
     ("cursor", "forged")],
)  # fmt: skip
def test_what_a_timeline_cannot_be_asked_is_named(
    customer: Customer, account_manager: User, outsider: User, api_client_for: ApiFor,
    name: str, value: str,
) -> None:  # fmt: skip
    url = reverse("api-timeline", args=[customer.pk])
    answer = api_client_for(account_manager).get(url, {name: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name)
    assert api_client_for(outsider).get(url).status_code == 404


def test_a_timeline_shows_what_the_caller_may_see(
    customer: Customer, account_manager: User, api_client_for: ApiFor
) -> None:
    make_note(customer, by=account_manager)
    key = make_service_user("customers:read")
    url = reverse("api-timeline", args=[customer.pk])
    assert "interaction" not in {row["key"] for row in rows(api_client_for(key).get(url))}


def test_lessons_are_found_by_what_they_say(
    customer: Customer, account_manager: User, outsider: User, api_client_for: ApiFor
) -> None:
    ending = Ending(today(), "Paid", True, True, "Ask for security sooner")
    end_plan(make_plan(customer, by=account_manager), ending, by=account_manager,
             at=timezone.now())  # fmt: skip
    make_plan(customer, by=account_manager, key="P-2")
    api, url = api_client_for(account_manager), reverse("api-lessons")
    [lesson] = rows(api.get(url, {"q": "security", "is_solved": "true"}))
    assert lesson["lesson"] == "Ask for security sooner"
    assert rows(api.get(url, {"q": "lawyer"})) == []
    assert rows(api_client_for(outsider).get(url)) == []


# --- credit terms ---------------------------------------------------------------------------------


def test_terms_are_a_history_to_which_rows_are_added(
    customer: Customer, account_manager: User, outsider: User, api_client_for: ApiFor
) -> None:
    make_terms(customer, credit_limit="100.00")
    api, url = api_client_for(account_manager), reverse("api-credit-terms")
    words = {"customer_number": "N1", "effective_date": today(), "credit_limit": None,
             "payment_days": 14}  # fmt: skip
    made = api.post(url, words, format="json")
    assert made.status_code == 201, made.content
    assert api.post(url, words, format="json").json()["id"] == made.json()["id"]
    listed = rows(api.get(url, {"customer_number": "N1"}))
    assert [(r["credit_limit"], r["payment_days"]) for r in listed] == [(None, 14), ("100.00", 30)]
    assert api.get(made["Location"]).json() == made.json()
    assert Event.objects.filter(verb="set_credit_terms").count() == 1
    stranger = api_client_for(outsider)
    assert rows(stranger.get(url)) == []
    assert stranger.get(made["Location"]).status_code == 404
    assert stranger.post(url, words, format="json").status_code == 404
    assert api.post(url, words | {"credit_limit": -1}, format="json").status_code == 400
    assert CreditTerms.objects.count() == 2


# --- settings -------------------------------------------------------------------------------------


def test_settings_are_changed_by_who_has_seen_them(
    risk_officer: User, account_manager: User, api_client_for: ApiFor
) -> None:
    api, url = api_client_for(risk_officer), reverse("api-collection-settings")
    seen = api.get(url)
    assert (seen.json()["grace_days"], seen["ETag"]) == (5, '"1-1"')
    assert api.patch(url, {"grace_days": 9}).status_code == 428
    changed = api.patch(url, {"grace_days": 9}, headers={"If-Match": seen["ETag"]})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert api.patch(url, {"grace_days": 7}, headers={"If-Match": seen["ETag"]}).status_code == 412
    held = CollectionSettings.objects.get()
    assert (held.grace_days, held.reminder_pause_days) == (9, 10)
    assert api_client_for(account_manager).get(url).json()["grace_days"] == 9
    forbidden = api_client_for(account_manager).patch(url, {"grace_days": 1})
    assert forbidden.status_code == 403


def test_what_is_not_said_of_a_template_or_a_level_stays(
    risk_officer: User, api_client_for: ApiFor
) -> None:
    api, seen = api_client_for(risk_officer), {"If-Match": "*"}
    template = StepTemplate.objects.get()
    url = reverse("api-step-template", args=[template.pk])
    before = api.get(url).json()
    after = api.patch(url, {"is_active": False}, headers=seen).json()
    assert after == before | {"is_active": False, "version": before["version"] + 1}
    [first, *_rest] = rows(api.get(reverse("api-reminder-levels"), {"sort": "id"}))
    taken = api.post(reverse("api-reminder-levels"), {"days": first["days"], **LETTERS})
    assert (taken.status_code, taken.json()["code"]) == (409, "days_taken")
    wrong = {"subject_en": "Pay {sum}"}
    answer = api.patch(reverse("api-reminder-level", args=[first["id"]]), wrong, headers=seen)
    assert answer.json()["errors"][0]["field"] == "subject_en"


def test_the_code_of_a_custom_field_and_of_a_line_never_changes(
    administrator: User, api_client_for: ApiFor
) -> None:
    api, seen = api_client_for(administrator), {"If-Match": "*"}
    choices = [{"code": "a", "en": "A", "zh": "甲"}, {"code": "b", "en": "B", "zh": "乙"}]
    words = {"code": "grade", "label_en": "Grade", "label_zh": "级", "type": "choice",
             "choices": choices}  # fmt: skip
    made = api.post(reverse("api-custom-fields"), words, format="json")
    assert made.json()["choices"] == choices
    for word in ({"code": "other"}, {"type": "text"}):
        answer = api.patch(made["Location"], word, headers=seen)
        assert answer.json()["code"] == "fixed"
    dropped = {"choices": choices[:1]}
    answer = api.patch(made["Location"], dropped, format="json", headers=seen)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "choices")
    item = rows(api.get(reverse("api-onboarding-items")))[0]
    url = reverse("api-onboarding-item", args=[item["id"]])
    assert api.patch(url, {"code": "other"}, headers=seen).json()["code"] == "fixed"
    words = {"code": item["code"], "position": 9}
    assert api.patch(url, words, headers=seen).json()["position"] == 9


def test_keys_define_fields_and_tolerances_only_with_their_scope(api_client_for: ApiFor) -> None:
    words = {"code": "size", "label_en": "Size", "label_zh": "大小", "type": "text"}
    url = reverse("api-custom-fields")
    assert api_client_for(make_service_user("customers:write")).post(url, words).status_code == 403
    keeper = api_client_for(make_service_user("custom-fields:write"))
    assert keeper.post(url, words).status_code == 201
    assert CustomField.objects.get().code == "size"
    url, word = reverse("api-collection-settings"), {"grace_days": 1}
    seen = {"If-Match": "*"}
    reader = api_client_for(make_service_user("collecting:read"))
    assert reader.get(url).status_code == 200
    assert reader.patch(url, word, headers=seen).status_code == 403
    keeper = api_client_for(make_service_user("collecting:write"))
    assert keeper.patch(url, word, headers=seen).status_code == 200


# --- imports --------------------------------------------------------------------------------------

FILE = "编号,名称,等级\nN9,Neu,x\n".encode()


def upload(api: APIClient, **said: Any) -> Any:
    file = SimpleUploadedFile("customers.csv", FILE)
    return api.post(
        reverse("api-imports"), {"file": file, "kind": "customers", **said}, format="multipart"
    )


def test_a_way_of_reading_is_kept_shared_used_and_deleted(
    account_manager: User, teammate: User, outsider: User, api_client_for: ApiFor
) -> None:
    api = api_client_for(account_manager)
    mapping = '{"number": "编号", "name": "名称", "notes": "等级"}'
    made = upload(api, mapping=mapping)
    assert made.status_code == 202, made.content
    save = reverse("api-import-save-mapping", args=[made.json()["id"]])
    kept = api.post(save, {"name": "Ours", "share": True}, format="json")
    assert (kept.status_code, kept.json()["options"]["mapping"]["notes"]) == (201, "等级")
    mate, url = api_client_for(teammate), reverse("api-import-mappings")
    assert [row["name"] for row in rows(mate.get(url))] == ["Ours"]
    assert rows(api_client_for(outsider).get(url)) == []
    theirs = upload(mate, saved=kept.json()["id"])
    assert ImportFile.objects.get(pk=theirs.json()["id"]).options["mapping"]["notes"] == "等级"
    strange = upload(api_client_for(outsider), saved=kept.json()["id"])
    assert (strange.status_code, strange.json()["code"]) == (409, "unknown_mapping")
    delete = reverse("api-import-mapping-delete", args=[kept.json()["id"]])
    assert mate.post(delete).json()["code"] == "not_your_mapping"
    assert api_client_for(outsider).post(delete).status_code == 404
    assert api.post(delete).json() == kept.json()
    assert not ImportMapping.objects.exists()
    assert Event.objects.filter(verb="delete_mapping").count() == 1


def test_what_undoing_kept_is_there_once_something_was_undone(
    account_manager: User, api_client_for: ApiFor
) -> None:
    api = api_client_for(account_manager)
    made = upload(api).json()["id"]
    assert api.get(reverse("api-import-kept", args=[made])).status_code == 404


# --- lists, and work over the whole book ----------------------------------------------------------


def test_a_file_of_a_list_is_brought_looked_at_and_listed(
    risk_officer: User, account_manager: User, api_client_for: ApiFor
) -> None:
    api, on = api_client_for(risk_officer), make_list("own")
    url = reverse("api-list-versions", args=[on.pk])

    def bring(client: APIClient, published: Any) -> Any:
        file = SimpleUploadedFile("own.csv", b"name\nAcme Ltd\n")
        return client.post(url, {"file": file, "published_date": published}, format="multipart")

    made = bring(api, today())
    assert made.status_code == 202, made.content
    assert (made.json()["list"], made.json()["state"]) == ("own", "checking")
    assert api.get(made["Location"]).json()["sha256"] == made.json()["sha256"]
    assert [row["id"] for row in rows(api.get(url))] == [made.json()["id"]]
    ahead = bring(api, today() + 9 * DAY)
    assert (ahead.status_code, ahead.json()["errors"][0]["field"]) == (409, "published_date")
    assert bring(api, "soon").json()["errors"][0]["field"] == "published_date"
    assert bring(api_client_for(account_manager), today()).status_code == 403
    assert ScreeningListVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("route", "kind"),
    [("api-duplicate-search", "find_duplicates"), ("api-exact-matching", "match_exact")],
)
def test_work_over_the_book_is_asked_for_once(
    risk_officer: User, nobody: User, api_client_for: ApiFor, route: str, kind: str
) -> None:
    make_customer("N1")
    url = reverse(route)
    assert api_client_for(nobody).post(url).status_code == 403
    api = api_client_for(risk_officer)
    answers = [api.post(url).json() for _ in range(2)]
    assert {(answer["kind"], answer["id"]) for answer in answers} == {(kind, Run.objects.get().pk)}
