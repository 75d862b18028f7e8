"""Entering grades of regions and tables of scores: by page and API, checked, audited, kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from riskcrm.audit.models import Event
from scoring.models import RegionGrade, ScoreTable
from scoring.services import post_grades, post_tables
from scoring.services.references import GradeRow, TableRow
from tests.factories import make_service_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
LINES = ((Decimal(300), Decimal(20)), (Decimal(500), Decimal(8)))


def a_grade(**fields):
    return GradeRow(
        **{"country": "VN", "grade": 3, "source": "June list", "effective_date": DAY, **fields}
    )


def a_table(**fields):
    return TableRow(
        **{"provider": "Harbour", "source": "its site", "effective_date": DAY, "lines": LINES,
           **fields}
    )  # fmt: skip


def post(row, person):
    service = post_grades if isinstance(row, GradeRow) else post_tables
    [result] = service([row], by=person, at=timezone.now())
    return result


def test_the_same_grade_again_writes_nothing_and_another_one_is_added(risk_officer):
    first = post(a_grade(), risk_officer)
    assert first.outcome == "created"
    again = post(a_grade(), risk_officer)
    assert (again.outcome, again.id) == ("unchanged", first.id)
    assert post(a_grade(grade=5), risk_officer).outcome == "changed"
    assert post(a_grade(grade=None), risk_officer).outcome == "changed"
    rows = RegionGrade.objects.order_by("recorded_at")
    assert [row.grade for row in rows] == [3, 5, None]
    assert len({row.recorded_at for row in rows}) == 3
    verbs = Event.objects.filter(verb="enter_grade")
    assert verbs.count() == 3


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"country": "vn"}, "bad_country"),
        ({"country": "VNM"}, "bad_country"),
        ({"grade": 6}, "bad_grade"),
        ({"grade": 0}, "bad_grade"),
        ({"source": " "}, "no_source"),
        ({"effective_date": dt.date(1850, 1, 1)}, "odd_day"),
    ],
)
def test_grades_that_cannot_be_are_refused(risk_officer, fields, code):
    result = post(a_grade(**fields), risk_officer)
    assert (result.outcome, result.code) == ("refused", code)
    assert not RegionGrade.objects.exists()


def test_a_table_is_kept_whole_and_the_same_again_writes_nothing(risk_officer):
    assert post(a_table(), risk_officer).outcome == "created"
    turned = a_table(lines=LINES[::-1], provider="Harbour")
    assert post(turned, risk_officer).outcome == "unchanged"
    assert post(a_table(lines=((Decimal(300), Decimal(7)),)), risk_officer).outcome == "changed"
    counts = [table.lines.count() for table in ScoreTable.objects.order_by("recorded_at")]
    assert counts == [2, 1]
    assert Event.objects.filter(verb="enter_score_table").count() == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"provider": ""}, "no_provider"),
        ({"source": ""}, "no_source"),
        ({"lines": ()}, "bad_lines"),
        ({"lines": ((Decimal(1), Decimal(101)),)}, "bad_probability"),
        ({"lines": ((Decimal(1), Decimal(2)), (Decimal(1), Decimal(3)))}, "score_twice"),
        ({"direction": "riskier"}, "wrong_direction"),
        ({"lines": ((Decimal(1), Decimal(2)), (Decimal(2), Decimal(3)))}, "wrong_direction"),
    ],
)
def test_tables_that_contradict_themselves_are_refused(risk_officer, fields, code):
    result = post(a_table(**fields), risk_officer)
    assert (result.outcome, result.code) == ("refused", code)
    assert not ScoreTable.objects.exists()


def test_a_scale_on_which_higher_is_riskier_rises(risk_officer):
    lines = ((Decimal(1), Decimal(2)), (Decimal(2), Decimal(2)), (Decimal(3), Decimal(9)))
    assert post(a_table(direction="riskier", lines=lines), risk_officer).outcome == "created"


GRADE_BODY = {"country": "VN", "grade": 3, "source": "List", "effective_date": "2026-03-02"}


def test_grades_over_the_api(api_client_for):
    writer = api_client_for(make_service_user("references:write"))
    address = reverse("api-region-grades")
    answer = writer.post(address, GRADE_BODY, format="json")
    assert answer.status_code == 201
    assert answer.json()["grade"] == 3
    off = GRADE_BODY | {"country": "MY", "region": "Selangor", "grade": None}
    results = writer.post(address, [GRADE_BODY, off, GRADE_BODY | {"country": "my"}], format="json")
    assert [each["outcome"] for each in results.json()["results"]] == [
        "unchanged", "created", "refused",
    ]  # fmt: skip
    assert writer.post(address, GRADE_BODY | {"grade": 9}, format="json").status_code == 400
    reader = api_client_for(make_service_user("references:read"))
    assert reader.post(address, GRADE_BODY, format="json").status_code == 403
    listed = reader.get(address, {"country": "my"}).json()["results"]
    assert [(row["region"], row["grade"]) for row in listed] == [("Selangor", None)]


def test_tables_of_scores_over_the_api(api_client_for):
    writer = api_client_for(make_service_user("references:write"))
    address = reverse("api-score-tables")
    lines = [{"score_from": "300", "default_probability": "20"},
             {"score_from": "500", "default_probability": "8.5"}]  # fmt: skip
    body = {"provider": "Harbour", "direction": "safer", "source": "Site", "lines": lines,
            "effective_date": "2026-03-02"}  # fmt: skip
    answer = writer.post(address, body, format="json")
    assert answer.status_code == 201
    assert [line["default_probability"] for line in answer.json()["lines"]] == ["20.0000", "8.5000"]
    wrong = writer.post(address, body | {"direction": "riskier"}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_direction")


def test_a_grade_by_page(client_for, risk_officer):
    client = client_for(risk_officer)
    form = {"country": "vn", "grade": "4", "source": "List", "effective_date": "2026-03-02"}
    answer = client.post(reverse("scoring:grade_add"), form)
    assert answer.status_code == 302
    row = RegionGrade.objects.get()
    assert (row.country, row.region, row.grade, row.entered_by) == ("VN", "", 4, risk_officer)
    assert "List" in client.get(reverse("scoring:grade_list")).content.decode()


def test_a_table_by_page(client_for, risk_officer):
    client = client_for(risk_officer)
    form = {"provider": "Harbour", "direction": "safer", "source": "Site",
            "effective_date": "2026-03-02", "lines": "300 20%\n\n500 8.5\n"}  # fmt: skip
    wrong = client.post(reverse("scoring:table_add"), form | {"lines": "300\n"})
    assert wrong.status_code == 422
    backwards = client.post(reverse("scoring:table_add"), form | {"direction": "riskier"})
    assert backwards.status_code == 422
    assert client.post(reverse("scoring:table_add"), form).status_code == 302
    lines = ScoreTable.objects.get().lines.order_by("score_from")
    assert [str(line) for line in lines] == ["300.00 → 20.0000 %", "500.00 → 8.5000 %"]
    assert "Harbour" in client.get(reverse("scoring:table_list")).content.decode()


@pytest.mark.parametrize("page", ["grade_add", "table_add"])
def test_who_may_read_settings_may_not_enter_them(client_for, auditor, page):
    assert client_for(auditor).get(reverse(f"scoring:{page}")).status_code == 403
    assert client_for(auditor).get(reverse("scoring:grade_list")).status_code == 200
