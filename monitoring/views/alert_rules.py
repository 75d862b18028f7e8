"""Pages of alert rules: the list, one rule with its history, and the form of a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.alert_rules.filters import AlertRuleFilter
from monitoring.alert_rules.forms import DecisionForm, SwitchOffForm, WholeRuleForm
from monitoring.alert_rules.selectors import State, history_of, rules_for
from monitoring.alert_rules.tables import AlertRuleTable
from monitoring.alert_rules.words import facts_of, names
from monitoring.models import CHANGE_RULES, AlertRule, RuleVersion, Severity
from monitoring.services import alert_rules as services
from monitoring.tables.alerts import severity
from riskcrm.accounts.roles import VIEW_ALERT_QUALITY, VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires

BOTH = ["GET", "HEAD", "POST"]


class AlertRuleList(ListPage):
    """The rules, what they watch for, and how many episodes run."""

    permission_required = VIEW_ALERTS
    table_class = AlertRuleTable
    filterset_class = AlertRuleFilter
    sorts: ClassVar[dict[str, Any]] = {"name": "code"}
    default_sort = "name"
    default_columns = ("name", "severity", "is_active", "number", "open_state", "running")
    title = gettext_lazy("Alert rules")
    empty_text = gettext_lazy("No rule is like that. Clear the filters to see them all.")

    def get_queryset(self) -> QuerySet[AlertRule]:
        return rules_for(person_of(self.request))

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""), (_("Switched on"), "is_active=true"),
            (_("Wait for a second person"), "open=waiting"), (_("Drafts"), "open=draft"),
        ]  # fmt: skip

    def get_actions(self) -> Sequence[Act]:
        pages = (
            (CHANGE_RULES, _("New rule"), "alert_rule_create", "plus"),
            (VIEW_ALERT_QUALITY, _("Quality"), "rule_quality_list", "report-analytics"),
            (VIEW_ALERTS, _("Risk leads"), "risk_leads", "users"),
        )
        return [
            Act(title, reverse(f"monitoring:{route}"), icon, primary=icon == "plus")
            for right, title, route, icon in pages
            if self.request.user.has_perm(right)
        ]


@requires(VIEW_ALERTS)
@require_GET
def rule_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One rule in words, what runs because of it, and its versions."""
    return _show(request, _find(request, code))


@requires(CHANGE_RULES)
@require_http_methods(BOTH)
def rule_create(request: HttpRequest) -> HttpResponse:
    """Write a new rule; it is switched off until it was tried and asked for."""
    blank = AlertRule(kind=AlertRule.Kind.THRESHOLD, severity=Severity.MEDIUM)
    form = WholeRuleForm(blank, 0, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = person_of(request), timezone.now()
        draft = made(form.own, lambda: services.draft_rule(form.said(), by=by, at=at))
        if draft:
            messages.success(request, _("The draft is kept. Try it before you switch it on."))
            return redirect("monitoring:rule_version", draft.rule.code, draft.number)
    back = reverse("monitoring:alert_rule_list")
    return show_form(request, form, title=_("New alert rule"), back=back)


@requires(CHANGE_RULES)
@require_POST
def rule_change(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new version from what the rule says."""
    rule, by = _find(request, code), person_of(request)
    drafts: list[RuleVersion] = []

    def act() -> None:
        drafts.append(services.draft_version(rule, by=by, at=timezone.now()))

    if not succeeded(request, act, _("This is a draft; the rule goes on as it is.")):
        return redirect("monitoring:alert_rule_detail", code)
    return redirect("monitoring:rule_version_edit", code, drafts[0].number)


@requires(CHANGE_RULES)
@require_POST
def rule_switch_off(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a second person to switch the rule off."""
    rule, form = _find(request, code), SwitchOffForm(request.POST)
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(
        form, lambda: services.switch_off_rule(rule, by=by, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("A second person decides; until then the rule goes on."))
        return redirect("monitoring:alert_rule_detail", code)
    return _show(request, _find(request, code), form)


def show_form(request: HttpRequest, form: WholeRuleForm, **context: Any) -> HttpResponse:
    """The page of the builder; something may be wrong with a condition alone."""
    status = status_of(form.own)
    if request.method == "POST" and status == 200:
        status = 422
    context = {"form": form, **context}
    return render(request, "monitoring/alertrule_form.html", context, status=status)


def _show(request: HttpRequest, rule: AlertRule, form: SwitchOffForm | None = None) -> HttpResponse:
    known, person = names(), person_of(request)
    history = history_of(rule, known)
    undecided = next(
        (each for each in history if each.version.state in (State.DRAFT, State.WAITING)), None
    )
    form = form or SwitchOffForm()
    context = {
        "rule": rule,
        "severity": severity(rule),
        "facts": facts_of(rule, known),
        "history": history,
        "undecided": undecided,
        "obstacle": undecided
        and refusal_of(services.check_may_decide, undecided.version, by=person),
        "decision_form": DecisionForm(),
        "form": form,
    }
    return render(request, "monitoring/alertrule_detail.html", context, status=status_of(form))


def _find(request: HttpRequest, code: str) -> AlertRule:
    return get_object_or_404(rules_for(person_of(request)), code=code)
