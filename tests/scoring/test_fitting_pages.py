"""Fitted scorecards on their pages and over the API."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from riskcrm.accounts import roles
from riskcrm.accounts.services import create_api_key
from riskcrm.audit.services import SYSTEM
from riskcrm.jobs.models import Heartbeat
from scoring import services
from scoring.models import Fitting, ScorecardVersion
from tests.factories import make_person
from tests.scoring.test_fit_scorecard import AT, choose, csv_of, upload
from tests.scoring.test_score_customers import late_payer

pytestmark = pytest.mark.django_db
pytest.importorskip("sklearn", reason="scikit-learn is the extra of workers that fit")


@pytest.fixture
def officer():
    return make_person(roles.RISK_OFFICER, username="officer")


@pytest.fixture
def page(client, officer):
    client.force_login(officer)

    def get(name, *args):
        answer = client.get(reverse(f"scoring:{name}", args=args))
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def fitted(officer, **more) -> Fitting:
    fitting = choose(upload(officer), officer, **more)
    services.work_on_fittings(at=timezone.now(), seconds=60)
    fitting.refresh_from_db()
    assert fitting.state == Fitting.State.DONE, fitting.result
    return fitting


def test_a_finished_fit_shows_bins_accuracy_bands_and_the_way_to_a_draft(page, officer):
    fitting = fitted(officer)
    shown = page("fitting_detail", fitting.pk)
    assert "five folds" in shown
    assert f"{fitting.result['auc']['value']:.3f}" in shown
    assert "Gradient boosting" in shown
    assert "good to one bad" in shown
    assert 'data-chart="line"' in shown
    assert shown.count('data-chart="bars"') == 2
    assert reverse("scoring:fitting_draft", args=[fitting.pk]) in shown
    assert f"{fitting.result['auc']['value']:.3f}" in page("fitting_list")


def test_a_study_says_that_it_cannot_score_and_names_what_knows_the_outcome(page, officer):
    fitting = fitted(officer, candidates=("dbt_paid", "kind"))
    shown = page("fitting_detail", fitting.pk)
    assert "cannot score customers" in shown
    assert "does it know the outcome?" in shown
    assert reverse("scoring:fitting_draft", args=[fitting.pk]) not in shown


def test_who_waits_is_told_when_no_worker_can_fit(page, officer):
    fitting = choose(upload(officer), officer)
    assert "make install-train" in page("fitting_detail", fitting.pk)
    Heartbeat.objects.create(name="fitting", beat_at=timezone.now())
    shown = page("fitting_progress", fitting.pk)
    assert "make install-train" not in shown
    assert "every 2s" in shown
    Heartbeat.objects.update(beat_at=timezone.now() - dt.timedelta(minutes=3))
    assert "make install-train" in page("fitting_progress", fitting.pk)


def test_a_refusal_says_why_and_what_to_do_instead(page, officer):
    fitting = choose(upload(officer, csv_of(rows=300)), officer)
    services.work_on_fittings(at=timezone.now(), seconds=60)
    shown = page("fitting_detail", fitting.pk)
    assert "portrait of a few customers" in shown
    assert "Probabilities by band" in shown


def test_the_form_brings_a_table_then_its_columns_then_a_draft(client, officer):
    client.force_login(officer)
    said = {"name": "By hand", "days": 30, "horizon": 180, "file": csv_of()}
    answer = client.post(reverse("scoring:fitting_table"), said)
    fitting = Fitting.objects.get()
    columns = reverse("scoring:fitting_columns", args=[fitting.pk])
    assert answer.headers["Location"] == columns
    wrong = client.post(
        columns, {"label": "outcome", "bad_values": "bad", "candidates": ["outcome"]}
    )
    assert wrong.status_code == 422
    said = {"label": "outcome", "bad_values": "bad", "candidates": ["dbt_paid", "tenure"]}
    assert client.post(columns, said).status_code == 302
    services.work_on_fittings(at=timezone.now(), seconds=60)
    draft = reverse("scoring:fitting_draft", args=[fitting.pk])
    lacking = client.post(draft, {"code": "fitted"})
    assert lacking.status_code == 422
    answer = client.post(draft, {"code": "fitted", "name_en": "Fitted", "name_zh": "拟合"})
    version = ScorecardVersion.objects.get(scorecard__code="fitted")
    assert answer.headers["Location"] == reverse("scoring:scorecard_detail", args=[version.pk])
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.fixture
def api(officer):
    _key, secret = create_api_key(
        name="BI", scopes=["scorecards:fit"], by=SYSTEM, at=AT, responsible=officer
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_a_program_fits_a_table_reads_it_and_drafts_it(api):
    said = {
        "file": csv_of(), "name": "By key", "days": 30, "horizon": 180, "label": "outcome",
        "bad_values": "bad", "candidates": "dbt_paid, tenure",
    }  # fmt: skip
    answer = api.post("/api/v1/fittings/tables/", said, format="multipart")
    assert answer.status_code == 202, answer.json()
    services.work_on_fittings(at=timezone.now(), seconds=60)
    found = api.get(answer.headers["Location"]).json()
    assert found["state"] == "done"
    assert found["result"]["auc"]["value"] > 0.6
    drafted = api.post(
        f"/api/v1/fittings/{found['id']}/draft/", {"scorecard": "expert"}, format="json"
    )
    assert drafted.status_code == 201, drafted.json()
    version = ScorecardVersion.objects.get(pk=drafted.json()["card_version"])
    assert (version.number, version.state) == (2, "draft")


def test_a_program_says_which_scale_and_that_it_wants_no_challenger(api):
    said = {
        "file": csv_of(), "name": "By key", "days": 30, "horizon": 180, "label": "outcome",
        "bad_values": "bad", "candidates": "dbt_paid,tenure", "base_odds": "19", "pdo": "50",
        "with_challenger": "false",
    }  # fmt: skip
    answer = api.post("/api/v1/fittings/tables/", said, format="multipart")
    services.work_on_fittings(at=timezone.now(), seconds=60)
    found = api.get(answer.headers["Location"]).json()
    assert (found["base_score"], found["base_odds"], found["pdo"]) == ("600.00", "19.00", "50.00")
    result = found["result"]
    assert result["card"]["fit"]["base_odds"] == "19.00"
    assert not found["with_challenger"]
    assert (result["auc_challenger"], result["gap"]) == (None, None)
    factor = 50 / math.log(2)
    best = sum(max(b["points"] for b in c["bins"] if b["points"]) for c in result["columns"])
    offset = 600 - factor * math.log(19)
    assert best == pytest.approx(offset - factor * result["log_odds"]["intercept"], abs=0.05)


@pytest.mark.parametrize("wrong", [{"base_odds": "0"}, {"pdo": "0.5"}, {"base_score": "-1"}])
def test_a_scale_without_meaning_is_refused(api, client, officer, wrong):
    said = {
        "name": "History", "days": 30, "horizon": 90, "first_month": "2025-01-31",
        "final_month": "2025-12-31", "candidates": ["dbt_paid"],
    }  # fmt: skip
    answer = api.post("/api/v1/fittings/", said | wrong, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, *wrong)
    client.force_login(officer)
    answer = client.post(reverse("scoring:fitting_history"), said | wrong)
    assert answer.status_code == 422
    assert not Fitting.objects.exists()


def test_the_form_asks_for_the_scale_and_an_empty_one_is_the_usual(client, officer):
    client.force_login(officer)
    form = client.get(reverse("scoring:fitting_history")).content.decode()
    assert 'name="base_odds"' in form
    said = {
        "name": "History", "days": 30, "horizon": 90, "first_month": "2025-01-31",
        "final_month": "2025-12-31", "candidates": ["dbt_paid"], "base_score": "",
        "base_odds": "19", "pdo": "50", "with_challenger": "on",
    }  # fmt: skip
    assert client.post(reverse("scoring:fitting_history"), said).status_code == 302
    fitting = Fitting.objects.get()
    assert (fitting.base_score, fitting.base_odds, fitting.pdo) == (600, 19, 50)
    assert fitting.with_challenger


def test_a_refused_table_is_not_kept(api, own_media, settings):
    said = {
        "file": csv_of(), "name": "By key", "days": 30, "horizon": 180, "label": "nothing",
        "candidates": "dbt_paid",
    }  # fmt: skip
    answer = api.post("/api/v1/fittings/tables/", said, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_column")
    assert not Fitting.objects.exists()
    assert not [each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file()]


def test_a_program_asks_for_the_history(api):
    said = {
        "name": "History", "days": 30, "horizon": 90, "first_month": "2025-01-31",
        "final_month": "2025-12-31", "candidates": ["dbt_paid"], "true_rate": "2.5",
    }  # fmt: skip
    answer = api.post("/api/v1/fittings/", said, format="json")
    assert answer.status_code == 202, answer.json()
    assert [row["name"] for row in api.get("/api/v1/fittings/").json()["results"]] == ["History"]
    wrong = api.post("/api/v1/fittings/", said | {"candidates": ["complaints_by"]}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "unknown_indicator")


def test_the_form_proposes_the_month_ends_that_are_kept(page):
    assert 'name="first_month" value=' not in page("fitting_history")
    customer = late_payer()
    for month in (dt.date(2026, 8, 31), dt.date(2026, 9, 30), dt.date(2026, 10, 31)):
        services.take_snapshots([customer.pk], as_of=month)
    shown = page("fitting_history")
    assert 'value="2026-08-31"' in shown
    assert 'value="2026-10-31"' in shown
