"""Pages of alert rules: built, tried, switched on, changed and switched off in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer
from monitoring.models import Alert, AlertRule, DryRun, DryRunHit, RuleVersion
from monitoring.services import raise_alerts, work_on_dry_runs
from monitoring.services.alert_rules import decide_version, switch_off_rule
from riskcrm.accounts.models import User
from riskcrm.web.today import today
from tests.factories import make_customer
from tests.monitoring.alert_rules import lives
from tests.monitoring.readings import NOON, make_alert, read

pytestmark = pytest.mark.django_db
Log = Callable[[User], Client]
LIST, NEW = "/alerts/rules/", "/alerts/rules/new/"
FORM: dict[str, Any] = {
    **lives.SAID, "escalate_at": "5000", "join": "any", "days": "", "cooldown_days": "14",
    "version": 0,
}  # fmt: skip


@pytest.fixture
def customer(account_manager: User) -> Customer:
    return make_customer(name="Hua Steel", manager=account_manager, team=account_manager.team)


def lines(*conditions: dict[str, Any]) -> dict[str, Any]:
    """What the form of a rule sends for these further conditions."""
    said: dict[str, Any] = {"lines-TOTAL_FORMS": len(conditions), "lines-INITIAL_FORMS": 0}
    for number, condition in enumerate(conditions):
        whole = {"block": 1, "compare": "at_least", "versus": "", "value": "", **condition}
        said |= {f"lines-{number}-{name}": value for name, value in whole.items()}
    return said


def at(version: RuleVersion, name: str = "rule_version") -> str:
    return reverse(f"monitoring:{name}", args=[version.rule.code, version.number])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def hit(version: RuleVersion, customer: Customer, *, bad: dt.date | None = None) -> DryRun:
    run = DryRun.objects.get(version=version)
    day = run.final_date - dt.timedelta(days=20)
    DryRunHit.objects.create(
        dry_run=run, customer=customer, day=day, value=1250, severity="high", bad_date=bad
    )
    return run


class TestTheBuilder:
    def test_an_officer_builds_tries_and_switches_on_a_rule(
        self, risk_officer: User, client_for: Log
    ) -> None:
        client = client_for(risk_officer)
        assert NEW in client.get(LIST).content.decode()
        conditions = lines(
            {"subject": "tier", "compare": "equals", "value": "High"},
            {"subject": "overdue", "versus": "past", "days": 30, "share": "on", "value": "50"},
            {"subject": "external_score", "provider": "Bureau", "compare": "below",
             "value": "500", "block": 2},
            {},
        )  # fmt: skip
        scope = {"countries": "de, cn", "industries": ["C"], "recipients": ["head_of_risk"]}
        answer = client.post(NEW, {**FORM, **conditions, **scope})
        assert answer.status_code == 302, answer.context["form"].own.errors
        draft = RuleVersion.objects.get(rule__code="owes_much")
        assert answer["Location"] == at(draft)
        assert draft.said["also"] == {
            "any": [
                {"all": [
                    {"subject": "tier", "compare": "equals", "value": "high"},
                    {"subject": "overdue", "compare": "at_least", "value": "50", "versus": "past",
                     "days": 30, "share": True},
                ]},
                {"subject": "external_score", "compare": "below", "value": "500",
                 "provider": "Bureau"},
            ]
        }  # fmt: skip
        assert draft.said["scope"] == {"countries": ["CN", "DE"], "industries": ["C"]}
        asked = {"reason": "We lost some.", "version": draft.version}
        refused = client.post(at(draft, "rule_version_ask"), asked)
        assert refused.status_code == 409
        assert "Try it on the last 90 days first" in text_of(refused)
        client.post(at(draft, "rule_version_try"))
        assert "hx-get" in client.get(at(draft)).content.decode()
        work_on_dry_runs(at=timezone.now())
        assert "It would have raised no alert" in text_of(client.get(at(draft)))
        answer = client.post(at(draft, "rule_version_ask"), asked, follow=True)
        assert "It is in force." in text_of(answer)
        assert AlertRule.objects.get(code="owes_much").is_active

    def test_a_draft_is_shown_in_its_form_as_it_is(
        self, risk_officer: User, client_for: Log
    ) -> None:
        also = {"all": [
            {"subject": "tier", "compare": "equals", "value": "high"},
            {"subject": "overdue", "compare": "at_least", "value": "50", "versus": "peers"},
        ]}  # fmt: skip
        draft = lives.draft(risk_officer, also=also, scope={"tiers": ["high"]})
        client = client_for(risk_officer)
        form = client.get(at(draft, "rule_version_edit")).context["form"]
        shown = {name: form.own[name].value() for name in ("raise_at", "tiers", "join")}
        assert shown == {"raise_at": "1000", "tiers": ["high"], "join": "any"}
        assert [line["value"].value() for line in form.lines][:2] == ["high", "50"]
        said = {**FORM, "version": draft.version, "tiers": ["high"]}
        said |= lines(
            {"subject": "tier", "compare": "equals", "value": "high"},
            {"subject": "overdue", "versus": "peers", "value": "50"},
        )
        assert client.post(at(draft, "rule_version_edit"), said).status_code == 302
        draft.refresh_from_db()
        assert (draft.said["also"], draft.said["escalate_at"]) == (also, "5000")
        assert client.post(at(draft, "rule_version_edit"), said).status_code == 409

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name_zh": ""}, "name_zh"),
            ({"subject": ""}, "subject"),
            ({"subject": "external_score"}, "provider"),
            ({"provider": "Bureau"}, "provider"),
            ({"subject": "case_days", "versus": "past", "days": 30}, "versus"),
            ({"versus": "past"}, "days"),
            ({"days": 30}, "days"),
            ({"as_share": "on"}, "as_share"),
            ({"raise_at": "much"}, "raise_at"),
            ({"clear_at": ""}, "clear_at"),
            ({"clear_at": "1200"}, "clear_at"),
            ({"escalate_at": "900"}, "escalate_at"),
            ({"cooldown_days": 999}, "cooldown_days"),
            ({"countries": "Germany"}, "countries"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, risk_officer: User, client_for: Log, wrong: dict[str, Any], field: str
    ) -> None:
        answer = client_for(risk_officer).post(NEW, {**FORM, **lines(), **wrong})
        assert answer.status_code in (409, 422)
        assert list(answer.context["form"].own.errors) == [field]
        assert not RuleVersion.objects.filter(created_by=risk_officer).exists()

    @pytest.mark.parametrize(
        ("line", "field"),
        [
            ({"subject": "tier", "value": "dreadful"}, "value"),
            ({"subject": "score", "value": "many"}, "value"),
            ({"subject": "score", "value": "8", "share": "on"}, "share"),
            ({"subject": "score", "value": "8", "versus": "past"}, "days"),
            ({"subject": "score", "value": "8", "days": 3}, "days"),
            ({"subject": "contract_days", "value": "8", "versus": "peers"}, "versus"),
            ({"subject": "external_score", "value": "500"}, "provider"),
            ({"subject": "score", "value": "8", "provider": "Bureau"}, "provider"),
        ],
    )
    def test_what_is_wrong_with_a_condition_stands_beside_it(
        self, risk_officer: User, client_for: Log, line: dict[str, Any], field: str
    ) -> None:
        answer = client_for(risk_officer).post(NEW, {**FORM, **lines(line)})
        assert answer.status_code == 422
        assert list(answer.context["form"].lines.errors[0]) == [field]

    def test_a_rise_of_tiers_needs_no_marks(self, risk_officer: User, client_for: Log) -> None:
        said = {"kind": "tier_rise", "subject": "", "raise_at": "", "clear_at": "",
                "escalate_at": ""}  # fmt: skip
        answer = client_for(risk_officer).post(NEW, {**FORM, **lines(), **said})
        assert answer.status_code == 302, answer.context["form"].own.errors
        assert RuleVersion.objects.get(rule__code="owes_much").said["raise_at"] is None

    def test_deeper_conditions_are_said_and_not_shown(
        self, risk_officer: User, client_for: Log
    ) -> None:
        one = {"subject": "score", "compare": "above", "value": "1"}
        also = {"all": [one, {"any": [one, {"all": [one, one]}]}]}
        draft = lives.draft(risk_officer, also=also)
        page = text_of(client_for(risk_officer).get(at(draft, "rule_version_edit")))
        assert "lie deeper than this page can show" in page

    def test_in_chinese_it_is_chinese(self, risk_officer: User, client_for: Log) -> None:
        risk_officer.language = "zh-hans"
        risk_officer.save()
        client = client_for(risk_officer)
        shown = {LIST: "新建规则", NEW: "附加条件", f"{LIST}max_dpd/": "申请停用"}
        for address, words in shown.items():
            assert words in client.get(address).content.decode(), address


class TestTheDryRun:
    def test_counts_the_customers_that_the_reader_sees(
        self, risk_officer: User, account_manager: User, customer: Customer, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        hit(draft, make_customer(name="Elsewhere"))
        run = hit(draft, customer, bad=dt.date(2026, 4, 1))
        page = text_of(client_for(risk_officer).get(at(draft)))
        assert "2 alerts on" in page.replace('<span class="figure">', "").replace("</span>", "")
        own = text_of(client_for(account_manager).get(at(draft)))
        assert "It would have raised one alert, on a customer who went bad." in own
        hits = reverse("monitoring:dry_run_hits", args=[run.pk])
        assert hits in own
        assert "Elsewhere" in text_of(client_for(risk_officer).get(hits))
        seen = text_of(client_for(account_manager).get(hits))
        assert customer.name in seen
        assert "Elsewhere" not in seen
        gone = client_for(risk_officer).get(f"{hits}?bad=true")
        assert "Elsewhere" not in text_of(gone)

    def test_of_a_draft_that_changed_since_is_not_shown(
        self, risk_officer: User, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        client = client_for(risk_officer)
        said = {**FORM, **lines(), "version": draft.version, "raise_at": "2000"}
        assert client.post(at(draft, "rule_version_edit"), said).status_code == 302
        page = text_of(client.get(at(draft)))
        assert "Try on the last 90 days" in page
        assert "It would have raised" not in page

    def test_of_more_than_a_week_ago_says_that_it_is_to_be_tried_again(
        self, risk_officer: User, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        client = client_for(risk_officer)
        DryRun.objects.update(final_date=today() - dt.timedelta(days=7))
        assert "more than a week ago" not in text_of(client.get(at(draft)))
        DryRun.objects.update(final_date=today() - dt.timedelta(days=8))
        assert "more than a week ago" in text_of(client.get(at(draft)))
        asked = client.post(
            at(draft, "rule_version_ask"), {"reason": "x", "version": draft.version}
        )
        assert "Try it again" in text_of(asked)

    def test_that_failed_says_so_and_can_be_tried_again(
        self, risk_officer: User, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        DryRun.objects.update(failed="The disk is full.")
        page = text_of(client_for(risk_officer).get(at(draft)))
        assert "It could not be tried" in page
        assert "Try again" in page

    def test_asks_for_itself_until_it_is_done(
        self, risk_officer: User, auditor: User, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        run = DryRun.objects.get()
        progress = reverse("monitoring:dry_run_progress", args=[run.pk])
        assert "hx-get" not in client_for(auditor).get(progress).content.decode()
        DryRun.objects.update(done_at=None)
        assert progress in client_for(auditor).get(progress).content.decode()
        assert (
            at(draft, "rule_version_try") not in client_for(auditor).get(progress).content.decode()
        )

    def test_lists_as_many_queries_for_many_hits_as_for_one(
        self, risk_officer: User, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        run = hit(draft, make_customer())
        client, address = (
            client_for(risk_officer),
            reverse("monitoring:dry_run_hits", args=[run.pk]),
        )
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        for _each in range(4):
            hit(draft, make_customer())
        with CaptureQueriesContext(connection) as five:
            assert client.get(address).content.decode().count("data-row") == 5
        assert len(five) == len(one)


class TestTheLife:
    def test_a_second_person_decides_on_the_rules_page(
        self, risk_officer: User, second_officer: User, client_for: Log
    ) -> None:
        page = reverse("monitoring:alert_rule_detail", args=["max_dpd"])
        asking = client_for(risk_officer)
        answer = asking.post(f"{page}switch-off/", {"reason": ""})
        assert answer.status_code == 422
        asking.post(f"{page}switch-off/", {"reason": "Too noisy."})
        waiting = RuleVersion.objects.get(rule__code="max_dpd", state="waiting")
        decide = at(waiting, "rule_version_decide")
        own = text_of(asking.get(page))
        assert decide not in own
        assert "a second person decides" in own
        refused = asking.post(decide, {"decision": "Fine.", "approve": "yes"})
        assert refused.status_code == 409
        other = client_for(second_officer)
        assert decide in text_of(other.get(page))
        answer = other.post(decide, {"decision": "", "approve": "yes"})
        assert answer.status_code == 422
        answer = other.post(decide, {"decision": "Agreed.", "approve": "yes"}, follow=True)
        assert "The rule is switched off" in text_of(answer)
        rule = AlertRule.objects.get(code="max_dpd")
        assert (rule.is_active, rule.number) == (False, 2)

    def test_the_history_says_what_each_version_changed(
        self, risk_officer: User, second_officer: User, client_for: Log
    ) -> None:
        client = client_for(risk_officer)
        page = reverse("monitoring:alert_rule_detail", args=["max_dpd"])
        answer = client.post(f"{page}change/")
        draft = RuleVersion.objects.get(rule__code="max_dpd", state="draft")
        assert answer["Location"] == at(draft, "rule_version_edit")
        form = client.get(answer["Location"]).context["form"]
        said = {name: form.own[name].value() for name in form.own.fields}
        said = {name: value for name, value in said.items() if value not in (None, False)}
        said |= {"raise_at": "45", "clear_at": "40", **lines()}
        assert client.post(answer["Location"], said).status_code == 302
        shown = text_of(client.get(at(draft)))
        assert "<del>Days past due at least 60 days</del>" in shown or "60 days</del>" in shown
        assert "45 days</ins>" in shown
        client.post(at(draft, "rule_version_discard"))
        assert not RuleVersion.objects.filter(pk=draft.pk).exists()

    def test_it_can_be_turned_down(
        self, risk_officer: User, second_officer: User, client_for: Log
    ) -> None:
        waiting = lives.waiting(risk_officer)
        said = {"decision": "Keep it.", "approve": "no"}
        client_for(second_officer).post(at(waiting, "rule_version_decide"), said)
        waiting.refresh_from_db()
        assert waiting.state == "rejected"
        page = text_of(client_for(risk_officer).get(f"{LIST}max_dpd/"))
        assert "Keep it." in page

    def test_a_draft_that_is_given_up_goes_with_its_rule(
        self, risk_officer: User, client_for: Log
    ) -> None:
        draft = lives.draft(risk_officer)
        answer = client_for(risk_officer).post(at(draft, "rule_version_discard"))
        assert answer["Location"] == LIST
        assert not AlertRule.objects.filter(code="owes_much").exists()

    def test_what_waits_is_in_the_inbox_of_who_may_decide(
        self, risk_officer: User, second_officer: User, account_manager: User, client_for: Log
    ) -> None:
        waiting = lives.waiting(risk_officer)
        link = at(waiting) + "#decision"
        assert link in client_for(second_officer).get("/inbox/").content.decode()
        for person in (risk_officer, account_manager):
            assert link not in client_for(person).get("/inbox/").content.decode()
        decide_version(waiting, approve=True, decision="Yes.", by=second_officer, at=timezone.now())
        assert link not in client_for(second_officer).get("/inbox/").content.decode()

    def test_the_list_says_what_waits(
        self, risk_officer: User, auditor: User, client_for: Log
    ) -> None:
        switch_off_rule(
            AlertRule.objects.get(code="max_dpd"), reason="Noisy.", by=risk_officer,
            at=timezone.now(),
        )  # fmt: skip
        client = client_for(auditor)
        page = client.get(f"{LIST}?open=waiting").content.decode()
        assert page.count("data-row") == 1
        assert "waits for a second person" in page
        assert NEW not in page

    def test_the_list_asks_as_many_queries_for_many_rules_as_for_one(
        self, risk_officer: User, auditor: User, client_for: Log
    ) -> None:
        client = client_for(auditor)
        client.get(LIST)
        with CaptureQueriesContext(connection) as before:
            client.get(LIST)
        for number in range(3):
            lives.draft(risk_officer, name_en=f"Rule {number}")
        with CaptureQueriesContext(connection) as after:
            client.get(LIST)
        assert len(after) == len(before)


class TestWhoMay:
    def test_a_manager_reads_and_changes_nothing(
        self, risk_officer: User, account_manager: User, client_for: Log
    ) -> None:
        draft = lives.tried(risk_officer)
        client = client_for(account_manager)
        for address in (LIST, f"{LIST}max_dpd/", at(draft)):
            page = client.get(address)
            assert page.status_code == 200
            assert f"{LIST}max_dpd/change/" not in page.content.decode()
        assert client.get(NEW).status_code == 403
        for name in ("edit", "try", "ask", "decide", "discard"):
            assert client.post(at(draft, f"rule_version_{name}")).status_code == 403

    def test_a_stranger_is_sent_to_sign_in_and_who_has_no_role_refused(
        self, risk_officer: User, nobody: User, client: Client, client_for: Log
    ) -> None:
        draft = lives.draft(risk_officer)
        for address in (LIST, NEW, f"{LIST}max_dpd/", at(draft)):
            assert client.get(address).status_code == 302
            assert client_for(nobody).get(address).status_code == 403

    def test_a_colleague_does_not_change_somebody_elses_draft(
        self, risk_officer: User, second_officer: User, client_for: Log
    ) -> None:
        draft = lives.draft(risk_officer)
        said = {**FORM, **lines(), "version": draft.version}
        answer = client_for(second_officer).post(at(draft, "rule_version_edit"), said)
        assert answer.status_code == 409


class TestTheAlert:
    def test_shows_what_to_do_and_the_further_conditions_as_seen(
        self, customer: Customer, account_manager: User, client_for: Log
    ) -> None:
        AlertRule.objects.filter(code="max_dpd").update(
            also={"any": [
                {"subject": "exposure", "compare": "at_least", "value": "1000"},
                {"subject": "utilisation", "compare": "above", "value": "90"},
            ]},
            playbook_en="Call them today.",
        )  # fmt: skip
        AlertRule.objects.exclude(code="max_dpd").update(is_active=False)
        read(customer, max_dpd=70, exposure=1250)
        raise_alerts(at=NOON)
        alert = Alert.objects.get()
        page = reverse("monitoring:alert_detail", args=[alert.pk])
        answer = client_for(account_manager).get(page)
        assert "Call them today." in text_of(answer)
        seen = [(line.seen, str(line.verdict)) for line in answer.context["conditions"]]
        assert [verdict for _figure, verdict in seen] == ["yes", "not known"]
        assert seen[0][0].endswith("1,250")
        assert seen[1][0] == "–"

    def test_of_a_change_shows_no_figure_of_now(
        self, customer: Customer, account_manager: User, client_for: Log
    ) -> None:
        alert = make_alert(customer)
        AlertRule.objects.filter(code="max_dpd").update(versus="past", days=30)
        page = reverse("monitoring:alert_detail", args=[alert.pk])
        figures = client_for(account_manager).get(page).context["figures"]
        assert str(figures[0][0]) == "Raised at"
