"""The life of an alert rule: drafted, tried, put in force, changed, and switched off by two."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from monitoring.models import AlertRule, RuleVersion
from monitoring.services import (
    ask_version,
    change_version,
    decide_version,
    discard_version,
    draft_rule,
    draft_version,
    request_dry_run,
    switch_off_rule,
    work_on_dry_runs,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from tests.factories import make_person
from tests.monitoring.alert_rules.rules import SAID, refusal
from tests.monitoring.readings import DAY, NOON

pytestmark = pytest.mark.django_db
State = RuleVersion.State


def try_it(draft: RuleVersion, by: User) -> None:
    request_dry_run(draft, by=by, at=NOON)
    work_on_dry_runs(at=NOON)


def in_force(by: User, **fields: Any) -> AlertRule:
    draft = draft_rule({**SAID, **fields}, by=by, at=NOON)
    try_it(draft, by)
    ask_version(draft, reason="We saw it coming twice.", version=None, by=by, at=NOON)
    rule: AlertRule = draft.rule
    rule.refresh_from_db()
    return rule


def waiting(rule: AlertRule, by: User, **fields: Any) -> RuleVersion:
    draft = draft_version(rule, by=by, at=NOON)
    change_version(draft, fields, version=draft.version, by=by, at=NOON)
    try_it(draft, by)
    return ask_version(draft, reason="Too many.", version=None, by=by, at=NOON)


class TestANewRule:
    def test_is_off_until_it_was_tried_and_asked_for(self, risk_officer: User) -> None:
        draft = draft_rule(SAID, by=risk_officer, at=NOON)
        assert (draft.rule.is_active, draft.rule.number, draft.state) == (False, 0, State.DRAFT)
        no = refusal(ask_version, draft, reason="Now.", version=None, by=risk_officer, at=NOON)
        assert no.code == "not_tried"
        try_it(draft, risk_officer)
        ask_version(draft, reason="Now.", version=None, by=risk_officer, at=NOON)
        draft.rule.refresh_from_db()
        assert (draft.rule.is_active, draft.rule.number, draft.rule.raise_at) == (
            True, 1, Decimal(120),
        )  # fmt: skip

    def test_a_draft_that_changed_is_tried_again(self, risk_officer: User) -> None:
        draft = draft_rule(SAID, by=risk_officer, at=NOON)
        try_it(draft, risk_officer)
        change_version(draft, {"raise_at": "130"}, version=None, by=risk_officer, at=NOON)
        no = refusal(ask_version, draft, reason="Now.", version=None, by=risk_officer, at=NOON)
        assert no.code == "not_tried"

    def test_a_try_counts_for_a_week(self, risk_officer: User) -> None:
        draft = draft_rule(SAID, by=risk_officer, at=NOON)
        try_it(draft, risk_officer)
        asked = {"reason": "Now.", "version": None, "by": risk_officer}
        no = refusal(ask_version, draft, at=NOON + 8 * DAY, **asked)
        assert no.code == "tried_too_long_ago"
        assert "7 days" in no.message
        ask_version(draft, at=NOON + 7 * DAY, **asked)
        draft.rule.refresh_from_db()
        assert draft.rule.is_active

    def test_its_name_alone_needs_no_other_try(self, risk_officer: User) -> None:
        draft = draft_rule(SAID, by=risk_officer, at=NOON)
        try_it(draft, risk_officer)
        change_version(draft, {"name_en": "Limit"}, version=None, by=risk_officer, at=NOON)
        ask_version(draft, reason="Now.", version=None, by=risk_officer, at=NOON)
        assert AlertRule.objects.get(pk=draft.rule_id).name_en == "Limit"

    def test_given_up_it_is_gone(self, risk_officer: User) -> None:
        draft = draft_rule(SAID, by=risk_officer, at=NOON)
        discard_version(draft, by=risk_officer, at=NOON)
        assert not AlertRule.objects.filter(pk=draft.rule_id).exists()

    def test_two_of_one_name_have_two_codes(self, risk_officer: User) -> None:
        codes = {draft_rule(SAID, by=risk_officer, at=NOON).rule.code for _number in range(2)}
        assert codes == {"limit_nearly_used_up", "limit_nearly_used_up_2"}

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"name_zh": " "}, "no_name", "name_zh"),
            ({"subject": "moon_phase"}, "invalid_rule", "also"),
            ({"subject": "book_overdue_ratio"}, "invalid_rule", "also"),
            ({"raise_at": None}, "invalid_rule", "also"),
            ({"raise_at": "much"}, "invalid", "raise_at"),
            ({"clear_at": "121"}, "invalid_rule", "also"),
            ({"escalate_at": "110"}, "invalid_rule", "also"),
            ({"versus": "past"}, "invalid_rule", "also"),
            ({"also": {"subject": "exposure", "compare": "about", "value": "1"}},
             "invalid_rule", "also"),
            ({"severity": "grim"}, "invalid", "severity"),
            ({"scope": {"moons": ["1"]}}, "scope", "scope"),
            ({"scope": {"teams": [0]}}, "team", "scope"),
            ({"scope": {"tiers": ["unrated"]}}, "scope", "scope"),
            ({"muted_by": ["nobody"]}, "muted", "muted_by"),
            ({"muted_by": ["max_dpd"]}, "muted_chain", "muted_by"),
            ({"recipients": ["everybody"]}, "no_role", "recipients"),
            ({"cooldown_days": 366}, "cooldown_too_long", "cooldown_days"),
            ({"number": 7}, "unknown_field", ""),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused_with_the_field(
        self, risk_officer: User, fields: dict[str, Any], code: str, field: str
    ) -> None:
        no = refusal(draft_rule, {**SAID, **fields}, by=risk_officer, at=NOON)
        assert (no.code, no.field or "") == (code, field)
        assert not RuleVersion.objects.filter(created_by=risk_officer).exists()


class TestASecondPerson:
    def test_decides_on_each_change_of_a_rule_that_is_on(
        self, risk_officer: User, second_officer: User
    ) -> None:
        rule = in_force(risk_officer)
        version = waiting(rule, risk_officer, raise_at="150")
        rule.refresh_from_db()
        assert (version.state, rule.raise_at) == (State.WAITING, Decimal(120))
        decide_version(version, approve=True, decision="Agreed.", by=second_officer, at=NOON)
        rule.refresh_from_db()
        assert (rule.raise_at, rule.number) == (Decimal(150), 2)
        states = list(rule.versions.order_by("number").values_list("state", flat=True))
        assert states == [State.RETIRED, State.IN_FORCE]

    def test_is_not_asked_for_another_playbook(self, risk_officer: User) -> None:
        rule = in_force(risk_officer)
        draft = draft_version(rule, by=risk_officer, at=NOON)
        change_version(draft, {"playbook_en": "Call."}, version=None, by=risk_officer, at=NOON)
        ask_version(draft, reason="Clearer.", version=None, by=risk_officer, at=NOON)
        rule.refresh_from_db()
        assert rule.playbook_en == "Call."

    def test_is_needed_to_switch_it_off(self, risk_officer: User, second_officer: User) -> None:
        rule = in_force(risk_officer)
        version = switch_off_rule(rule, reason="It never helped.", by=risk_officer, at=NOON)
        rule.refresh_from_db()
        assert rule.is_active
        decide_version(version, approve=True, decision="Agreed.", by=second_officer, at=NOON)
        rule.refresh_from_db()
        assert not rule.is_active

    def test_is_not_needed_to_switch_it_on_again(
        self, risk_officer: User, second_officer: User
    ) -> None:
        rule = in_force(risk_officer)
        off = switch_off_rule(rule, reason="It never helped.", by=risk_officer, at=NOON)
        decide_version(off, approve=True, decision="Agreed.", by=second_officer, at=NOON)
        rule.refresh_from_db()
        draft = draft_version(rule, by=second_officer, at=NOON)
        try_it(draft, second_officer)
        ask_version(draft, reason="It did.", version=None, by=second_officer, at=NOON)
        rule.refresh_from_db()
        assert rule.is_active

    def test_is_needed_where_a_rule_that_is_off_would_silence_others(
        self, risk_officer: User
    ) -> None:
        AlertRule.objects.filter(code="insolvency").update(is_active=False)
        rule = AlertRule.objects.get(code="insolvency")
        version = waiting(rule, risk_officer, raise_at="0.5")
        assert (version.needs_second, version.state) == (True, State.WAITING)

    def test_is_never_who_asked(self, risk_officer: User) -> None:
        version = waiting(in_force(risk_officer), risk_officer, raise_at="150")
        no = refusal(
            decide_version, version, approve=True, decision="Mine.", by=risk_officer, at=NOON
        )
        assert no.code == "own_request"
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleVersion.objects.filter(pk=version.pk).update(decided_by=risk_officer)

    def test_is_kept_out_by_the_database_too_where_nobody_decided(self, risk_officer: User) -> None:
        version = waiting(in_force(risk_officer), risk_officer, raise_at="150")
        version.rule.versions.filter(state=State.IN_FORCE).update(state=State.RETIRED)
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleVersion.objects.filter(pk=version.pk).update(state=State.IN_FORCE)

    def test_may_turn_it_down_and_the_rule_stays(
        self, risk_officer: User, second_officer: User
    ) -> None:
        rule = in_force(risk_officer)
        version = waiting(rule, risk_officer, raise_at="150")
        decide_version(version, approve=False, decision="Too late.", by=second_officer, at=NOON)
        rule.refresh_from_db()
        assert (version.state, rule.raise_at) == (State.REJECTED, Decimal(120))

    def test_decides_once(self, risk_officer: User, second_officer: User) -> None:
        version = waiting(in_force(risk_officer), risk_officer, raise_at="150")
        said = {"decision": "Agreed.", "by": second_officer, "at": NOON}
        decide_version(version, approve=True, **said)
        assert refusal(decide_version, version, approve=False, **said).code == "decided"

    def test_finds_only_what_others_asked_for(
        self, risk_officer: User, second_officer: User, auditor: User
    ) -> None:
        version = waiting(in_force(risk_officer), risk_officer, raise_at="150")
        found = [
            list(RuleVersion.objects.waiting_for(person))
            for person in (risk_officer, second_officer, auditor)
        ]
        assert found == [[], [version], []]


class TestWhoMayAndWhen:
    def test_one_version_is_open_at_a_time(self, risk_officer: User, second_officer: User) -> None:
        rule = in_force(risk_officer)
        draft_version(rule, by=risk_officer, at=NOON)
        no = refusal(draft_version, rule, by=second_officer, at=NOON)
        assert no.code == "version_open"
        off = refusal(switch_off_rule, rule, reason="Noise.", by=second_officer, at=NOON)
        assert off.code == "version_open"

    def test_only_who_began_a_draft_changes_it(
        self, risk_officer: User, second_officer: User
    ) -> None:
        draft = draft_version(in_force(risk_officer), by=risk_officer, at=NOON)
        no = refusal(
            change_version, draft, {"raise_at": "150"}, version=None, by=second_officer, at=NOON
        )
        assert no.code == "not_the_author"

    def test_neither_a_manager_nor_a_key_changes_what_the_book_is_watched_for(
        self, account_manager: User, risk_officer: User
    ) -> None:
        assert refusal(draft_rule, SAID, by=account_manager, at=NOON).code == "no_right"
        key = make_person(kind=User.Kind.SERVICE, responsible=risk_officer)
        assert refusal(draft_rule, SAID, by=key, at=NOON).code == "people_decide"

    def test_what_a_rule_watches_stays(self, risk_officer: User) -> None:
        draft = draft_version(in_force(risk_officer), by=risk_officer, at=NOON)
        no = refusal(
            change_version, draft, {"subject": "exposure"}, version=None, by=risk_officer, at=NOON
        )
        assert (no.code, no.field) == ("other_figure", "subject")

    def test_who_saw_an_older_draft_is_told(self, risk_officer: User) -> None:
        draft = draft_version(in_force(risk_officer), by=risk_officer, at=NOON)
        seen = draft.version
        change_version(draft, {"raise_at": "150"}, version=seen, by=risk_officer, at=NOON)
        no = refusal(
            change_version, draft, {"raise_at": "160"}, version=seen, by=risk_officer, at=NOON
        )
        assert no.code == "stale"

    def test_every_act_is_in_the_audit(self, risk_officer: User, second_officer: User) -> None:
        rule = in_force(risk_officer)
        version = waiting(rule, risk_officer, raise_at="150")
        decide_version(version, approve=True, decision="Agreed.", by=second_officer, at=NOON)
        verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
        assert verbs[-5:] == [
            "draft_alert_rule", "change_alert_rule", "try_alert_rule", "ask_alert_rule",
            "put_alert_rule_in_force",
        ]  # fmt: skip
