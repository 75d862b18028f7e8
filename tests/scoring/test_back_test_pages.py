"""Pages of back-tests: asked for in a form, watched, read, taken along as a file."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from scoring.models import BackTest, ScorecardVersion
from scoring.selectors import champion
from tests.scoring.back_tests import TODAY, ask, done_back_test, finished, small_book

pytestmark = pytest.mark.django_db
LIST = reverse("scoring:back_test_list")
ADD = reverse("scoring:back_test_add")


@pytest.fixture(autouse=True)
def _day(on_day):
    on_day(TODAY)


def page_of(back_test, name="back_test_detail", *more):
    return reverse(f"scoring:{name}", args=[back_test.pk, *more])


def words(answer):
    return " ".join(strip_tags(answer.content.decode()).split())


def test_who_may_see_cards_sees_back_tests_and_only_officers_ask(
    client_for, account_manager, nobody, risk_officer, head_of_risk, auditor
):
    back_test = done_back_test(risk_officer)
    for address in (LIST, page_of(back_test)):
        assert client_for(nobody).get(address).status_code == 403
        assert client_for(account_manager).get(address).status_code == 200
    for person, code in ((account_manager, 403), (auditor, 403), (head_of_risk, 200)):
        assert client_for(person).get(ADD).status_code == code
        calibrate = client_for(person).post(page_of(back_test, "back_test_calibrate"))
        assert calibrate.status_code == (302 if code == 200 else 403)
    assert "New back-test" not in words(client_for(account_manager).get(LIST))


def form(**changes):
    return {
        "card_version": champion().pk, "first_month": "2026-01", "final_month": "2026-02",
        "days": "30", "horizon": "60",
    } | changes  # fmt: skip


def test_a_form_asks_for_a_back_test_and_leads_to_its_progress(client_for, risk_officer):
    small_book(goods=2, bads=1)
    client = client_for(risk_officer)
    answer = client.post(ADD, form())
    back_test = BackTest.objects.get()
    assert answer["Location"] == page_of(back_test)
    assert (back_test.first_month.isoformat(), back_test.final_month.isoformat()) == (
        "2026-01-31", "2026-02-28",
    )  # fmt: skip
    page = client.get(page_of(back_test))
    assert "hx-get" in page.content.decode()
    assert "0 of 3" in words(page)
    progress = client.get(page_of(back_test, "back_test_progress"))
    assert "HX-Refresh" not in progress.headers
    finished(back_test)
    assert client.get(page_of(back_test, "back_test_progress"))["HX-Refresh"] == "true"
    assert "Customers gone bad: 1." in words(client.get(page_of(back_test)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"final_month": "2026-06"}, ""),
        ({"first_month": "2026-05", "final_month": "2026-05"}, "final_month"),
        ({"first_month": "soon"}, "first_month"),
        ({"days": "-1"}, "days"),
        ({"horizon": "5000"}, "horizon"),
    ],
)
def test_what_is_refused_stands_beside_its_field(client_for, risk_officer, changes, field):
    answer = client_for(risk_officer).post(ADD, form(**changes))
    assert answer.status_code == (422 if field else 302)
    if field:
        assert list(answer.context["form"].errors) == [field]
        assert not BackTest.objects.exists()


def test_the_form_begins_with_the_champion_and_months_that_are_over(client_for, risk_officer):
    page = client_for(risk_officer).get(ADD).content.decode()
    assert 'value="2025-01"' in page or 'type="month"' in page
    assert f'<option value="{champion().pk}" selected>' in page


def test_the_page_says_what_was_found_with_intervals(client_for, account_manager, risk_officer):
    back_test = done_back_test(risk_officer, is_calibrated=True)
    text = words(client_for(account_manager).get(page_of(back_test)))
    area = back_test.result["card"]["auc"]
    assert f"{area['value']:.3f} [{area['low']:.3f}, {area['high']:.3f}]" in text
    assert "The worst 5 % held" in text
    assert "The challenger ranks worse." in text
    assert "months whose horizon is not over: 2026-05-31" in text
    assert "Foretold and come true" in text
    assert "These indicators rank above 0.9" not in text


def test_a_suspect_is_named(client_for, risk_officer):
    back_test = done_back_test(risk_officer)
    back_test.result["suspects"] = ["max_dpd"]
    back_test.save()
    text = words(client_for(risk_officer).get(page_of(back_test)))
    assert "These indicators rank above 0.9" in text


# places, not figures: bounds and names of bands, and the scores that they are counted from
PLACES = {"from", "to", "share", "histogram"}


def figures_of(found):
    """Every number of a result."""
    if isinstance(found, dict):
        found = [each for name, each in found.items() if name not in PLACES]
    if isinstance(found, list):
        return [figure for each in found for figure in figures_of(each)]
    return [float(found)] if is_number(found) else []


def is_number(cell):
    try:
        float(cell)
    except (TypeError, ValueError):
        return False
    return True


def test_the_page_shows_bands_and_calibration_of_the_challenger_too(client_for, risk_officer):
    back_test = done_back_test(risk_officer, is_calibrated=True)
    page = client_for(risk_officer).get(page_of(back_test))
    for chart in ("rates-card", "rates-challenger", "calibration-card", "calibration-challenger"):
        assert page.content.decode().count(f'id="{chart}"') == 1
    assert words(page).count("Foretold and come true") == 2
    assert "Fullest band" in words(page)


def test_files_hold_every_figure_once(client_for, account_manager, risk_officer):
    back_test = done_back_test(risk_officer, is_calibrated=True)
    client = client_for(account_manager)
    answer = client.get(page_of(back_test, "back_test_file", "csv"))
    assert f'filename="back-test-{back_test.pk}.csv"' in answer["Content-Disposition"]
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:3] == ["part", "scorecard", "of"]
    keys = [tuple(line[:3]) for line in lines]
    assert len(set(keys)) == len(keys)
    found = dict(zip(keys, lines, strict=True))
    area = back_test.result["card"]["auc"]
    assert [float(x) for x in found["auc", "card", ""][5:]] == [
        area["value"], area["low"], area["high"],
    ]  # fmt: skip
    assert ("auc_difference", "challenger", "") in found
    light = back_test.result["challenger"]["calibration"]["bands"][0]["light"]
    assert found["light", "challenger", "0–50"][5] == light
    assert ("immature", "", "2026-05-31") in found
    assert ("migration", "challenger", "low → high") in found
    told = {float(cell) for line in lines for cell in line[3:] if is_number(cell)}
    assert set(figures_of(back_test.result)) <= told
    book = client.get(page_of(back_test, "back_test_file", "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet.max_row == len(lines) + 1


def test_there_is_no_file_before_the_result_nor_of_another_kind(client_for, risk_officer):
    client, open_one = client_for(risk_officer), ask(risk_officer)
    assert client.get(page_of(open_one, "back_test_file", "csv")).status_code == 404
    done = done_back_test(risk_officer)
    assert client.get(page_of(done, "back_test_file", "pdf")).status_code == 404


def test_a_button_makes_a_draft_with_probabilities(client_for, risk_officer):
    back_test = done_back_test(risk_officer)
    answer = client_for(risk_officer).post(page_of(back_test, "back_test_calibrate"))
    draft = ScorecardVersion.objects.latest("pk")
    assert answer["Location"] == reverse("scoring:scorecard_detail", args=[draft.pk])
    assert draft.definition["calibration"]["horizon"] == 60
    open_one = ask(risk_officer)
    answer = client_for(risk_officer).post(page_of(open_one, "back_test_calibrate"), follow=True)
    assert "This back-test is not finished" in words(answer)


def test_a_cards_page_leads_to_its_back_tests_alone(client_for, account_manager, risk_officer):
    back_test = done_back_test(risk_officer)
    other = ScorecardVersion.objects.create(
        scorecard=champion().scorecard, number=9, definition=champion().definition,
        created_at=timezone.now(),
    )  # fmt: skip
    client = client_for(account_manager)
    for version, is_shown in ((champion(), True), (back_test.challenger, True), (other, False)):
        address = f"{LIST}?card={version.pk}"
        card = reverse("scoring:scorecard_detail", args=[version.pk])
        assert f'href="{address}"' in client.get(card).content.decode()
        assert (page_of(back_test) in client.get(address).content.decode()) is is_shown
