"""Pages and the API of studies: who may, what stands there, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from monitoring.services import keep_day
from removal.effect.words import in_a_sentence
from removal.models import EffectStudy, FeedbackRound, MarketFeedback
from removal.services.effect_studies import request_look, request_standing_look
from removal.services.feedback import record_feedback, record_round
from removal.views import effect
from riskcrm.accounts.removal_rights import VIEW_EFFECTS
from riskcrm.accounts.roles import ALL_CUSTOMERS, permission_rows
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import (
    make_customer,
    make_invoice,
    make_payment,
    make_person,
    make_service_user,
)
from tests.removal.effect.studies import measured, remove, study_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)
FIRST, FINAL = dt.date(2025, 4, 1), dt.date(2025, 6, 30)
LIST = reverse("removal:effect_list")
ADD = reverse("removal:effect_add")
FEEDBACK = reverse("removal:feedback_list")


def page_of(study, name="effect_detail"):
    return reverse(f"removal:{name}", args=[study.pk])


def words(answer):
    return " ".join(strip_tags(answer.content.decode()).split())


def trade(customer, *, late: int, until: dt.date = TODAY):
    """An invoice every two months since 2022, paid so many days late."""
    day = dt.date(2022, 2, 10)
    while day < until:
        invoice = make_invoice(customer, invoice_date=day, cost="700.00")
        paid = day + dt.timedelta(days=30 + late)
        if paid < TODAY:
            make_payment(customer, invoices=[invoice], received_date=paid)
        day += dt.timedelta(days=60)


@pytest.fixture
def study(risk_officer, second_officer, on_day):
    """Three were removed, of a book of eight: too few to estimate anything."""
    on_day(TODAY)
    for n in range(8):
        customer = make_customer()
        trade(customer, late=40 if n < 3 else 3, until=dt.date(2025, 5, 1) if n < 3 else TODAY)
        if n < 3:
            day = dt.date(2025, 5, 1)
            remove(customer, by=risk_officer, decided_by=second_officer, day=day)
    return study_of(FIRST, FINAL, by=risk_officer)


def test_full_book_roles_read_studies_and_officers_register_them(
    study, client_for, account_manager, nobody, auditor, legal_reviewer, administrator, head_of_risk
):
    measured(study)
    for name in ("effect_detail", "effect_progress", "effect_customers", "effect_panel"):
        for person in (nobody, account_manager):
            assert client_for(person).get(page_of(study, name)).status_code == 403, name
        for person in (auditor, legal_reviewer, administrator, head_of_risk):
            assert client_for(person).get(page_of(study, name)).status_code == 200, name
    assert client_for(auditor).get(ADD).status_code == 403
    assert client_for(head_of_risk).get(ADD).status_code == 200
    assert client_for(auditor).post(page_of(study, "effect_look")).status_code == 403


def test_a_form_registers_a_study_and_leads_to_its_progress(client_for, risk_officer, on_day):
    on_day(TODAY)
    make_customer()
    client = client_for(risk_officer)
    said = {"event": "approval", "first_day": "2025-04-01", "final_day": "2025-06-30",
            "outcome": "days_late", "horizon": "365",
            "controls": ["turned_down", "eligible"]}  # fmt: skip
    answer = client.post(ADD, said)
    study = EffectStudy.objects.get()
    assert answer["Location"] == page_of(study)
    assert study.design["controls"] == ["turned_down", "eligible"]
    assert "hx-get" in client.get(page_of(study)).content.decode()
    measured(study)
    assert client.get(page_of(study, "effect_progress"))["HX-Refresh"] == "true"
    assert "Nobody was removed in these days." in words(client.get(page_of(study)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_day": "2025-07-01"}, "first_day"),
        ({"final_day": "2026-06-15"}, "final_day"),
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"controls": []}, "controls"),
    ],
)
def test_what_is_refused_stands_beside_its_field(client_for, risk_officer, on_day, changes, field):
    on_day(TODAY)
    said = {"event": "approval", "first_day": "2025-04-01", "final_day": "2025-06-30",
            "outcome": "days_late", "horizon": "365", "controls": ["eligible"]}  # fmt: skip
    answer = client_for(risk_officer).post(ADD, said | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not EffectStudy.objects.exists()


def test_with_too_few_the_page_says_how_many_and_shows_no_estimate(study, client_for, risk_officer):
    measured(study)
    text = words(client_for(risk_officer).get(page_of(study)))
    assert "3 customers removed" in text
    assert (
        "The effect on paying cannot be estimated: 0 removals and 5 controls are known before and"
        " after; 10 and 30 are needed."
    ) in text
    assert "The loss avoided cannot be estimated: 3 removals" in text
    assert "Before and after alone" not in text
    assert "Grade of the evidence D" in text
    assert "10 more removals and 25 more controls would allow an estimate." in text


def test_figures_lead_to_their_rows(study, client_for, risk_officer):
    measured(study)
    client = client_for(risk_officer)
    address = page_of(study, "effect_customers")
    assert "3 customers" in words(client.get(f"{address}?group=removed"))
    assert "5 customers" in words(client.get(f"{address}?group=controls"))
    assert client.get(f"{address}?group=friends").status_code == 404
    rows = list(csv.DictReader(io.StringIO(
        client.get(page_of(study, "effect_panel")).content.decode("utf-8-sig"))))  # fmt: skip
    assert {row["side"] for row in rows} == {"removed", "control"}
    assert len({row["customer"] for row in rows if row["side"] == "removed"}) == 3
    event = [row for row in rows if row["from_event"] == "-1"]
    assert {row["quarter"] for row in event} == {"2025 Q1"}


def test_customers_of_a_study_are_read_page_by_page(study, client_for, risk_officer, monkeypatch):
    monkeypatch.setattr(effect, "PAGE", 2)
    measured(study)
    client, address = (
        client_for(risk_officer),
        f"{page_of(study, 'effect_customers')}?group=controls",
    )
    first = client.get(address)
    names = [row.name for row in first.context["page"].rows]
    second = client.get(f"{address}&after={first.context['page'].after}")
    final = client.get(f"{address}&after={second.context['page'].after}")
    for answer in (second, final):
        assert "5 customers" in words(answer)
        names += [row.name for row in answer.context["page"].rows]
    assert (len(set(names)), final.context["page"].after) == (5, "")
    back = client.get(f"{address}&before={second.context['page'].before}")
    assert [row.name for row in back.context["page"].rows] == names[:2]


def test_the_file_of_a_study_is_for_who_may_export_and_leaves_an_event(
    study, client_for, risk_officer
):
    measured(study)
    reader = make_person()
    reader.user_permissions.set(permission_rows(frozenset({VIEW_EFFECTS, ALL_CUSTOMERS})))
    assert client_for(reader).get(page_of(study, "effect_panel")).status_code == 403
    assert not Event.objects.filter(verb="export_effect_panel").exists()
    assert client_for(risk_officer).get(page_of(study, "effect_panel")).status_code == 200
    assert Event.objects.filter(verb="export_effect_panel", object_id=study.pk).count() == 1


def test_every_look_is_kept_and_counted(study, client_for, risk_officer):
    first = measured(study)
    client = client_for(risk_officer)
    client.post(page_of(study, "effect_look"))
    client.post(page_of(study, "effect_look"))  # while one is under way there is no other
    second = measured(study)
    assert (first.number, second.number, study.looks.count()) == (1, 2, 2)
    assert second.result["effect"] == first.result["effect"]
    text = words(client.get(page_of(study)))
    assert "looked at 2 times" in text
    assert client.get(f"{page_of(study)}?look=1").status_code == 200
    assert client.get(f"{page_of(study)}?look=9").status_code == 404
    assert not first.parts.exists()
    assert second.parts.exists()


def test_the_database_keeps_a_study_and_its_looks_as_they_are(study):
    look = measured(study)
    with pytest.raises(IntegrityError), transaction.atomic():
        EffectStudy.objects.filter(pk=study.pk).update(outcome="bad_debt")
    with pytest.raises(IntegrityError), transaction.atomic():
        study.looks.filter(pk=look.pk).update(result={})
    with pytest.raises(IntegrityError), transaction.atomic():
        EffectStudy.objects.filter(pk=study.pk).delete()


def test_the_study_over_all_removals_is_looked_at_once_a_month(study, on_day):
    now = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)
    look = request_standing_look(at=now)
    assert look is not None
    assert request_standing_look(at=now) is None
    assert measured(look.study).result["removed"] == 3
    on_day(dt.date(2026, 7, 2))
    again = request_standing_look(at=now + dt.timedelta(days=17))
    assert again is not None
    assert (again.study_id, again.number) == (look.study_id, 2)
    assert EffectStudy.objects.filter(is_standing=True).count() == 1


def test_the_sheet_of_paper_is_a_pdf_in_both_languages(study, client_for, risk_officer):
    measured(study)
    client = client_for(risk_officer)
    for language in ("en", "zh-hans"):
        answer = client.get(page_of(study, "effect_pdf"), HTTP_ACCEPT_LANGUAGE=language)
        assert answer.content.startswith(b"%PDF")


def test_feedback_is_written_down_with_its_response_rate(
    client_for, risk_officer, auditor, account_manager, on_day
):
    on_day(TODAY)
    client = client_for(risk_officer)
    rounds = reverse("removal:feedback_round_add")
    add = reverse("removal:feedback_add")
    assert client.post(rounds, {"title": "Spring", "asked_date": "2026-05-01", "asked": "1"}
                       ).status_code == 302  # fmt: skip
    said = {"source": "survey", "given_date": "2026-05-10", "respondent": "A buyer",
            "sentiment": "negative", "topic": "notice", "text": "It came too suddenly.",
            "asked_in": "1"}  # fmt: skip
    said["asked_in"] = str(FeedbackRound.objects.get().pk)
    assert client.post(add, said).status_code == 302
    assert MarketFeedback.objects.get().text == "It came too suddenly."
    again = client.post(add, said)
    assert list(again.context["form"].errors) == ["asked_in"]
    future = client.post(add, said | {"given_date": "2026-07-01", "asked_in": ""})
    assert list(future.context["form"].errors) == ["given_date"]
    unknown = client.post(add, said | {"asked_in": "", "case_number": "99"})
    assert "There is no case of this number." in words(unknown)
    assert "1 of 1 people asked have answered." in words(client_for(auditor).get(FEEDBACK))
    assert client_for(account_manager).get(FEEDBACK).status_code == 403
    assert client_for(auditor).get(add).status_code == 403
    assert client_for(auditor).get(rounds).status_code == 403


def test_the_api_reads_studies_and_registers_them(
    study, api_client_for, account_manager, auditor, risk_officer
):
    measured(study)
    assert api_client_for(account_manager).get("/api/v1/effect-studies/").status_code == 403
    client = api_client_for(auditor)
    (row,) = client.get("/api/v1/effect-studies/").json()["results"]
    assert (row["id"], row["look_count"], row["latest_grade"]) == (study.pk, 1, "D")
    found = client.get(f"/api/v1/effect-studies/{study.pk}/").json()
    assert found["looks"][0]["result"]["removed"] == 3
    said = {"event": "approval", "first_day": "2025-04-01", "final_day": "2025-06-30",
            "outcome": "late_share", "horizon": 180, "controls": ["eligible"]}  # fmt: skip
    assert client.post("/api/v1/effect-studies/", said, format="json").status_code == 403
    made = api_client_for(risk_officer).post("/api/v1/effect-studies/", said, format="json")
    assert made.status_code == 201, made.json()
    bad = api_client_for(risk_officer).post(
        "/api/v1/effect-studies/", said | {"final_day": "2027-01-01"}, format="json"
    )
    assert bad.status_code == 409


def test_a_key_of_one_team_reads_no_study_of_the_whole_book(study, api_client_for, team):
    of_team = make_service_user("effects:read", team=team)
    assert api_client_for(of_team).get("/api/v1/effect-studies/").status_code == 403
    of_all = make_service_user("effects:read")
    assert api_client_for(of_all).get("/api/v1/effect-studies/").status_code == 200


def test_the_api_takes_feedback(api_client_for, risk_officer, auditor, on_day):
    on_day(TODAY)
    said = {"source": "press", "given_date": "2026-05-10", "respondent": "A paper",
            "sentiment": "neutral", "topic": "other", "text": "A report."}  # fmt: skip
    assert api_client_for(auditor).post("/api/v1/market-feedback/", said).status_code == 403
    made = api_client_for(risk_officer).post("/api/v1/market-feedback/", said)
    assert made.status_code == 201, made.json()
    (row,) = api_client_for(auditor).get("/api/v1/market-feedback/").json()["results"]
    assert row["text"] == "A report."


def test_services_ask_for_the_right_themselves(study, auditor):
    who = {"by": auditor, "at": dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)}
    said = {"source": "press", "given_date": TODAY, "respondent": "A paper",
            "sentiment": "neutral", "topic": "other", "text": "A report."}  # fmt: skip
    for act in (
        lambda: study_of(FIRST, FINAL, by=auditor),
        lambda: request_look(study, by=auditor, at=who["at"]),
        lambda: record_feedback(**said, **who),
        lambda: record_round(title="June", asked_date=TODAY, asked=3, **who),
    ):
        with pytest.raises(Refused):
            act()
    assert EffectStudy.objects.count() == 1
    assert not MarketFeedback.objects.exists()
    assert not FeedbackRound.objects.exists()


def test_the_book_says_in_a_sentence_what_the_newest_look_found(
    study, client_for, head_of_risk, account_manager
):
    keep_day(TODAY, at=timezone.now())
    book, says = f"/?as_of={TODAY}", "3 customers removed; too few to estimate what that avoided."
    client = client_for(head_of_risk)
    assert "No study has been finished yet." in words(client.get(book))
    look = measured(study)
    shown = client.get(book)
    assert says in words(shown)
    address = f"{page_of(study)}?look={look.number}"
    assert address in shown.content.decode()
    assert client.get(address).status_code == 200
    hidden = words(client_for(account_manager).get(book))
    assert "Effect of removals" not in hidden
    before = look.as_of - dt.timedelta(days=1)
    keep_day(before, at=timezone.now())
    assert says not in words(client.get(f"/?as_of={before}")), "nobody knew that on this day"


@pytest.mark.parametrize(
    ("net", "says"),
    [
        (None, "2 customers removed: loss avoided USD 900 (100 to 1,700)."),
        (
            {"value": 700, "low": -5, "high": 900},
            "2 customers removed: loss avoided USD 900 (100 to 1,700), net of the margin forgone"
            " 700, positive but not certain.",
        ),
    ],
)
def test_the_sentence_says_what_was_avoided_and_how_sure_that_is(net, says):
    avoided = {"why": "", "avoided": {"value": 900, "low": 100, "high": 1700}, "net": net}
    assert in_a_sentence({"removed": 2, "avoided": avoided}, "approval") == says
    assert in_a_sentence({"removed": 0}, "approval").startswith("Nobody was removed")
