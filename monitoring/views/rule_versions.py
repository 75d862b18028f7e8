"""Pages of a version of an alert rule: written, tried on the past, asked for and decided."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from kombu.exceptions import OperationalError

from monitoring import tasks
from monitoring.alert_rules.definition import decides_alike, said_of
from monitoring.alert_rules.filters import DryRunHitFilter
from monitoring.alert_rules.forms import DecisionForm, WholeRuleForm
from monitoring.alert_rules.selectors import (
    State,
    run_of,
    tally_of,
    versions,
)
from monitoring.alert_rules.tables import DryRunHitTable
from monitoring.alert_rules.words import differences, facts_of, names, row_of
from monitoring.models import APPROVE_RULES, CHANGE_RULES, DryRun, DryRunHit, RuleVersion
from monitoring.services import alert_rules as services
from monitoring.services.dry_runs import request_dry_run
from monitoring.tables.alerts import severity
from monitoring.views.alert_rules import BOTH, show_form
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.lists import Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today
from scoring.forms import ReasonForm


@requires(VIEW_ALERTS)
@require_GET
def version_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What a version says, what it would have raised, and who has to do what."""
    return _show(request, _find(code, number))


@requires(CHANGE_RULES)
@require_http_methods(BOTH)
def version_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Change a draft."""
    draft = _find(code, number)
    row = row_of(draft.said, draft.rule)
    form = WholeRuleForm(row, draft.version, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at, seen = person_of(request), timezone.now(), form.own.cleaned_data["version"]
        if made(
            form.own,
            lambda: services.change_version(draft, form.said(), version=seen, by=by, at=at),
        ):
            messages.success(request, _("The draft is kept. Try it before you switch it on."))
            return redirect(_address(draft))
    title = _("%(rule)s, version %(number)s") % {"rule": row.name, "number": number}
    return show_form(request, form, title=title, edition=draft, back=_address(draft))


@requires(CHANGE_RULES)
@require_POST
def version_try(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for the draft, as it is now, to be tried on the last 90 days."""
    draft, by = _find(code, number), person_of(request)
    said = _("It is being tried on the last 90 days.")
    if succeeded(request, lambda: request_dry_run(draft, by=by, at=timezone.now()), said):
        with contextlib.suppress(OperationalError):  # without a broker the next sweep finds it
            tasks.work_on_dry_runs.delay_on_commit()
    return redirect(_address(draft) + "#dry-run")


@requires(CHANGE_RULES)
@require_POST
def version_ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put the draft in force, or ask a second person to."""
    draft, form = _find(code, number), ReasonForm(request.POST)
    return _act(request, draft, form, services.ask_version, _asked)


@requires(APPROVE_RULES)
@require_POST
def version_decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Agree that the version holds, or turn it down."""
    waiting, form = _find(code, number), DecisionForm(request.POST)
    approve = request.POST.get("approve") == "yes"

    def act(row: RuleVersion, **said: Any) -> RuleVersion:
        return services.decide_version(row, approve=approve, **said)

    return _act(request, waiting, form, act, _asked)


@requires(CHANGE_RULES)
@require_POST
def version_discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give the version up; a rule that never held goes with it."""
    draft, by = _find(code, number), person_of(request)
    back, holds = _address(draft), draft.rule.number > 0
    said = _("The version is given up.")
    if not succeeded(
        request, lambda: services.discard_version(draft, by=by, at=timezone.now()), said
    ):
        return redirect(back)
    if holds:
        return redirect("monitoring:alert_rule_detail", code)
    return redirect("monitoring:alert_rule_list")


# --- dry runs ---


@requires(VIEW_ALERTS)
@require_GET
def run_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The part of the page that changes while a worker tries the rule."""
    run = get_object_or_404(DryRun.objects.select_related("version__rule"), pk=run_id)
    context = _run_context(run.version, run, person_of(request))
    return render(request, "monitoring/_dry_run.html", context)


class DryRunHitList(ListPage):
    """The alerts that a dry run would have raised, of the customers a person sees."""

    permission_required = VIEW_ALERTS
    table_class = DryRunHitTable
    filterset_class = DryRunHitFilter
    sorts: ClassVar[dict[str, Any]] = {"day": "-day"}
    default_sort = "-day"
    title = gettext_lazy("What the rule would have raised")
    empty_text = gettext_lazy("No alert of a customer whom you see is like that.")

    @cached_property
    def run(self) -> DryRun:
        runs = DryRun.objects.select_related("version__rule")
        return get_object_or_404(runs, pk=self.kwargs["run_id"])

    def get_queryset(self) -> QuerySet[DryRunHit]:
        hits = DryRunHit.objects.visible_to(self.request.user).filter(dry_run=self.run)
        return hits.select_related("customer", "dry_run__version__rule")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""),
            (pgettext("customer", "Went bad"), "bad=true"),
            (_("Did not go bad"), "bad=false"),
        ]

    def get_actions(self) -> Sequence[Act]:
        return [Act(_("The rule"), _address(self.run.version), "list-check")]


# --- what the pages share ---


def _act(
    request: HttpRequest,
    version: RuleVersion,
    form: ReasonForm | DecisionForm,
    act: Callable[..., RuleVersion],
    said: Callable[[RuleVersion], str],
) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    if form.is_valid() and done(form, lambda: act(version, by=by, at=at, **form.cleaned_data)):
        messages.success(request, said(version))
        return redirect("monitoring:alert_rule_detail", version.rule.code)
    return _show(request, _find(version.rule.code, version.number), form)


def _asked(version: RuleVersion) -> str:
    if version.state == State.WAITING:
        return _("A second person decides; until then the rule goes on as it was.")
    if version.state == State.REJECTED:
        return _("It is turned down; the rule goes on as it was.")
    if not version.said["is_active"]:
        return _("The rule is switched off; its alerts end within minutes.")
    return _("It is in force. The book is held against it within minutes.")


def _show(request: HttpRequest, version: RuleVersion, form: Any = None) -> HttpResponse:
    person, rule = person_of(request), version.rule
    known, now = names(), said_of(rule)
    facts = facts_of(row_of(version.said, rule), known)
    is_open = version.state in (State.DRAFT, State.WAITING)
    holds = rule.number > 0
    is_decision = isinstance(form, DecisionForm)
    context = {
        "rule": rule,
        "row": row_of(version.said, rule),
        "severity": severity(row_of(version.said, rule)),
        "facts": facts,
        "changes": differences(facts_of(rule, known), facts) if is_open and holds else [],
        "is_own": version.created_by_id == person.pk,
        "needs_second": services.needs_second(rule, version.said),
        "is_switching_on": not rule.is_active and version.said["is_active"],
        "must_be_tried": not decides_alike(now, version.said),
        "reason_form": form if form and not is_decision else ReasonForm(
            initial={"version": version.version, "reason": version.reason}
        ),
        "decision_form": form if is_decision else DecisionForm(),
        "obstacle": refusal_of(services.check_may_decide, version, by=person),
        **_run_context(version, run_of(version), person),
    }  # fmt: skip
    status = status_of(form) if form else 200
    return render(request, "monitoring/ruleversion_detail.html", context, status=status)


def _run_context(version: RuleVersion, run: DryRun | None, person: User) -> dict[str, Any]:
    done = run is not None and run.done_at is not None and not run.failed
    return {
        "edition": version,  # base pages say the product's `version`
        "run": run,
        "tally": tally_of(run, person) if run and done else None,
        "is_stale": run is not None and done and not run.counts_on(today()),
        "may_try": version.state == State.DRAFT and person.has_perm(CHANGE_RULES),
    }


def _find(code: str, number: int) -> RuleVersion:
    return get_object_or_404(versions(), rule__code=code, number=number)


def _address(version: RuleVersion) -> str:
    return reverse("monitoring:rule_version", args=[version.rule.code, version.number])
