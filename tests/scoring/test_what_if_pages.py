"""The pages of the what-if: who may look, who may try, what they say, and where figures lead."""

from __future__ import annotations

import copy
import csv
import io
import re
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone, translation

from riskcrm.audit.models import Event
from scoring import services
from scoring.cards import expert
from scoring.columns import copies
from scoring.models import Reading, RiskScore, ScorecardVersion, Treatment, TreatmentPolicy
from tests.scoring.book_of_readings import make_readings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
D = Decimal


@pytest.fixture
def version():
    return ScorecardVersion.objects.get()


@pytest.fixture
def stricter(version):
    """A draft of the champion's card from whose thresholds on customers are more dangerous."""
    definition = copy.deepcopy(version.definition)
    definition["tiers"] = {"medium": "10", "high": "30"}
    return ScorecardVersion.objects.create(
        scorecard=version.scorecard, number=2, state=ScorecardVersion.State.DRAFT,
        definition=definition, created_at=timezone.now(),
    )  # fmt: skip


def url_of(version, name="what_if"):
    return reverse(f"scoring:{name}", args=[version.pk])


def both(version):
    return [url_of(version), url_of(version, "what_if_customers")]


def cell(page, old, new):
    """How many customers a cell of the matrix shows, and where it leads."""
    found = re.search(
        rf'href="([^"]*[?&;]from={old}&amp;to={new}[^"]*)"><span class="figure">([0-9,]+)<', page
    )
    return (int(found[2].replace(",", "")), unescape(found[1])) if found else (0, "")


def test_everyone_signs_in_first(client, version):
    for url in both(version):
        assert client.get(url).status_code == 302


def test_nobody_without_the_right_looks(client_for, version, nobody):
    for url in both(version):
        assert client_for(nobody).get(url).status_code == 403


@pytest.mark.parametrize("role", ["account_manager", "auditor", "legal_reviewer"])
def test_who_reads_scorecards_looks_at_saved_versions_alone(client_for, version, role, request):
    client = client_for(request.getfixturevalue(role))
    make_readings(3)
    for url in both(version):
        assert client.get(url).status_code == 200
        assert client.get(url, {"high": "60"}).status_code == 403
    assert "Try changes" not in client.get(url_of(version)).content.decode()
    assert client.post(url_of(version), {}).status_code == 403


def test_a_version_that_is_not_there_is_not_found(client_for, risk_officer, version):
    url = reverse("scoring:what_if", args=[version.pk + 999])
    assert client_for(risk_officer).get(url).status_code == 404


def test_a_book_without_scores_says_what_would_be_here(client_for, risk_officer, version):
    page = client_for(risk_officer).get(url_of(version)).content.decode()
    assert "No customer that you see has been scored yet." in page


def test_a_large_book_that_is_not_copied_yet_says_so(
    client_for, risk_officer, version, monkeypatch
):
    monkeypatch.setattr(copies, "SMALL", -1)
    page = client_for(risk_officer).get(url_of(version)).content.decode()
    assert "Try again in a minute." in page
    assert "Try changes" in page


def test_the_matrix_leads_to_exactly_the_customers_it_counts(
    client_for, risk_officer, version, stricter
):
    make_readings(80)
    client = client_for(risk_officer)
    page = client.get(url_of(stricter)).content.decode()
    count, url = cell(page, "medium", "high")
    assert count > 0
    listed = client.get(url).content.decode()
    assert len(re.findall(r'class="first-line"', listed)) == count
    assert "■" in listed
    assert cell(page, "high", "low") == (0, "")
    assert "figures copied at" in page


def test_a_list_goes_on_where_it_ended(client_for, risk_officer, version, monkeypatch):
    make_readings(120)
    client, found = client_for(risk_officer), []
    url = url_of(version, "what_if_customers")
    while url:
        page = client.get(url).content.decode()
        found += re.findall(r"<span class=\"second-line\">(R1-[0-9]+)</span>", page)
        more = re.search(r'href="([^"]*)"\s+rel="next"', page)
        url = unescape(more[1]) if more else ""
    assert len(found) == len(set(found)) == 120


def test_changes_are_tried_at_an_address_and_nothing_is_written(client_for, risk_officer, version):
    make_readings(60)
    client = client_for(risk_officer)
    form = client.get(url_of(version)).context["form"]
    first = expert.CARD.factors()[0].indicator
    said = {name: form[name].value() for name in form.fields} | {
        "medium": "20", "high": "35", f"weight.{first}": "18.5", f"points.{first}.1": "77",
    }  # fmt: skip
    answer = client.post(url_of(version), said)
    assert answer.status_code == 302
    address = unescape(answer["Location"])
    assert "medium=20&high=35" in address
    assert f"f.{first}=18.5%3A0%2C77%2C" in address
    assert "coverage" not in address  # it is as it was
    page = client.get(address).content.decode()
    assert "changes on trial" in page
    count, url = cell(page, "medium", "high")
    assert count > 0
    assert "high=35" in url
    assert len(re.findall(r'class="first-line"', client.get(url).content.decode())) == count
    version.refresh_from_db()
    assert version.definition["tiers"] == {"medium": "25", "high": "40"}
    assert ScorecardVersion.objects.count() == 1
    assert not RiskScore.objects.exists()


def test_a_trial_goes_on_from_the_one_before(client_for, risk_officer, version):
    make_readings(3)
    client = client_for(risk_officer)
    before = f"{url_of(version)}?medium=20"
    form = client.get(before).context["form"]
    said = {name: form[name].value() for name in form.fields} | {"high": "45"}
    assert client.post(before, said)["Location"] == f"{url_of(version)}?medium=20&high=45"
    back = said | {"medium": "25", "high": "40"}
    assert client.post(before, back)["Location"] == url_of(version)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("high", "20", "High must begin above medium."),
        ("medium", "x", "Enter a number."),
        ("coverage", "101", "less than or equal to 100"),
        ("points.late_frequency.0", "-1", "greater than or equal to 0"),
        ("weight.late_frequency", "1.234", "no more than 2 decimal places"),
    ],
)
def test_numbers_that_no_card_has_are_marked(client_for, risk_officer, version, name, text, words):
    client = client_for(risk_officer)
    form = client.get(url_of(version)).context["form"]
    said = {each: form[each].value() for each in form.fields} | {name: text}
    answer = client.post(url_of(version), said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"medium": "x"},
        {"medium": "NaN"},
        {"high": "5"},
        {"coverage": "2"},
        {"f.late_frequency": "16:0,1"},
        {"f.late_frequency": ""},
        {"f.late_frequency": "1:" + ",".join(["1E999999"] * 16)},
        {"against": "nobody"},
        {"against": "999999"},
        {"policy": "999999"},
    ],
)
def test_an_address_that_was_bent_is_refused_in_words(client_for, risk_officer, version, query):
    for url in both(version):
        answer = client_for(risk_officer).get(url, query)
        expected = 200 if query == {"f.late_frequency": ""} else 422
        assert answer.status_code == expected, url


@pytest.mark.parametrize("query", [{"from": "lower"}, {"to": "'"}, {"moved": "away"}])
def test_a_part_of_the_book_that_there_is_not_is_refused(client_for, risk_officer, version, query):
    url = url_of(version, "what_if_customers")
    assert client_for(risk_officer).get(url, query).status_code == 422


@pytest.mark.parametrize("after", ["x", "1.00:", "1e5:3", "1.00:3; DROP"])
def test_a_place_in_the_list_that_was_bent_is_the_beginning(
    client_for, risk_officer, version, after
):
    make_readings(2)
    answer = client_for(risk_officer).get(url_of(version, "what_if_customers"), {"after": after})
    assert len(answer.context["named"]) == 2


def test_the_other_side_is_chosen(client_for, risk_officer, version, stricter):
    make_readings(40)
    client = client_for(risk_officer)

    def total(old, **query):
        line = {tier: s for tier, _squares, s in client.get(
            url_of(stricter), query).context["matrix"]}[old]  # fmt: skip
        return line.sum.customers

    in_force = Reading.objects.filter(customer__rating__tier="low").count()
    assert total("low", against="in-force") == in_force
    assert total("high", against=str(stricter.pk)) > total("high")  # the champion's is milder


def test_another_treatment_is_tried(client_for, risk_officer, version):
    make_readings(40)
    policy = TreatmentPolicy.objects.create(number=2, created_at=timezone.now())
    for tier, terms in services.treatments.FIRST.items():
        changed = terms | {"limit_factor": D(10), "verdict": "deny"}
        Treatment.objects.create(policy=policy, tier=tier, **changed)
    answer = client_for(risk_officer).get(url_of(version), {"policy": policy.pk})
    told = answer.context["answer"]
    assert told.moved.customers == 0
    assert told.limits.lowered > 20
    assert told.limits.raised == 0
    assert "What the next order would be told" in answer.content.decode()
    listed = client_for(risk_officer).get(answer.context["limit_url"])
    assert len(listed.context["named"]) == min(told.limits.lowered, 50)


def test_a_verdict_leads_to_exactly_the_customers_whose_order_it_is(
    client_for, risk_officer, version, stricter
):
    make_readings(60)
    client = client_for(risk_officer)
    verdicts = client.get(url_of(stricter)).context["verdicts"]
    assert verdicts
    for old, new, each, url in verdicts:
        page = client.get(url)
        assert [line.old_verdict_label for line in page.context["named"]] == [old] * each.customers
        assert {line.new_verdict_label for line in page.context["named"]} == {new}
        assert f"{old} → {new}" in page.content.decode()


def test_cells_and_sums_say_what_is_expected_to_be_lost(client_for, risk_officer, version):
    make_readings(40)
    answer = client_for(risk_officer).get(url_of(version), {"against": "in-force"})
    told = answer.context["answer"].total
    assert told.loss_before > 0
    page = answer.content.decode()
    assert f"{told.loss_before:,.0f}" in re.sub(r"<[^>]*>", "", page)
    lines = re.findall(r'class="second-line loss-line"', page)
    known = [c for c in answer.context["answer"].cells.values() if c.loss_before is not None]
    assert len(lines) > len(known) > 0
    columns = [square.sum.loss_before or 0 for square in answer.context["columns"]]
    assert sum(columns) == told.loss_before


def test_the_customers_of_a_figure_are_taken_along_as_a_file(client_for, risk_officer, version):
    readings = make_readings(70)
    client, url = client_for(risk_officer), url_of(version, "what_if_customers")
    page = client.get(url, {"against": "in-force"}).content.decode()
    address = unescape(re.search(r'href="([^"]*file=csv)"', page)[1])
    assert "against=in-force" in address
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    largest = sorted(readings, key=lambda r: (-r.exposure, r.pk))
    assert [line[0] for line in lines[1:]] == [r.customer.number for r in largest]
    assert [D(line[3]) for line in lines[1:]] == [r.exposure for r in largest]
    assert Event.objects.filter(verb="export_what_if").count() == 1
    book = openpyxl.load_workbook(io.BytesIO(client.get(url, {"file": "xlsx"}).content))
    assert book.worksheets[0].max_row == 71
    assert client.get(url, {"file": "pdf"}).status_code == 404


def test_who_takes_no_files_takes_none_here(client_for, nobody, version):
    make_readings(2)
    url = url_of(version, "what_if_customers")
    rights = ("view_scorecard", "view_customer", "view_all_customers")
    nobody.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client = client_for(nobody)
    assert client.get(url, {"file": "csv"}).status_code == 403
    assert "file=csv" not in client.get(url).content.decode()


def test_a_policy_that_is_not_in_force_leads_to_its_what_if(client_for, risk_officer, version):
    make_readings(10)
    client = client_for(risk_officer)
    first = TreatmentPolicy.objects.get()
    policy = TreatmentPolicy.objects.create(number=2, created_at=timezone.now())
    for tier, terms in services.treatments.FIRST.items():
        Treatment.objects.create(policy=policy, tier=tier, **terms | {"overdue_days": 365})
    page = client.get(reverse("scoring:treatment_detail", args=[policy.pk])).content.decode()
    address = f"{url_of(version)}?policy={policy.pk}"
    assert f'href="{address}"' in page
    assert "Not tried" in client.get(address).content.decode()
    in_force = client.get(reverse("scoring:treatment_detail", args=[first.pk])).content.decode()
    assert "what-if" not in in_force


def test_the_days_past_due_that_orders_may_have_are_tried(client_for, risk_officer, version):
    Reading.objects.filter(pk__in=[r.pk for r in make_readings(60)]).update(
        exposure=0, unbilled=0, credit_limit=1000, overdue=50, oldest_days=20, open_without_rate=0
    )
    policy = TreatmentPolicy.objects.create(number=2, created_at=timezone.now())
    for tier, terms in services.treatments.FIRST.items():
        changed = terms | {"overdue_days": 365}
        Treatment.objects.create(policy=policy, tier=tier, **changed)
    told = client_for(risk_officer).get(url_of(version), {"policy": policy.pk}).context["answer"]
    milder = {(old, new) for old, new in told.verdicts if old != new}
    assert ("hold", "allow") in milder
    assert all(old == "hold" for old, _new in milder)


def test_a_manager_is_shown_the_own_customers_alone(
    client_for, account_manager, version, team, other_team
):
    make_readings(6, team=team)
    make_readings(5, seed=2, team=other_team)
    client = client_for(account_manager)
    assert client.get(url_of(version)).context["answer"].total.customers == 6
    named = client.get(url_of(version, "what_if_customers")).context["named"]
    assert {each.customer.team for each in named} == {team}


def test_the_page_speaks_chinese(client_for, risk_officer, version):
    make_readings(5)
    risk_officer.language = "zh-hans"
    risk_officer.save()
    with translation.override("zh-hans"):
        answer = client_for(risk_officer).get(url_of(version))
    assert answer.status_code == 200


def test_a_page_asks_the_database_little(
    client_for, risk_officer, version, django_assert_max_num_queries
):
    make_readings(30)
    client = client_for(risk_officer)
    client.get(url_of(version))
    with django_assert_max_num_queries(22):
        client.get(url_of(version))
