"""What a person does with an alert: assign, snooze, wake, close; and who leads whose alerts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from monitoring.alerting.forms import AssignmentForm, ClosureForm, LeadForm, SnoozeForm
from monitoring.models import Alert, RiskLead
from monitoring.services import alert_life as services
from monitoring.services.escalations import name_risk_lead
from monitoring.views.form_page import BOTH, form_page
from removal.services import check_may_propose
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ACKNOWLEDGE, KEEP_RISK_LEADS, PROPOSE, VIEW_ALERTS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import succeeded
from riskcrm.web.lists import Act
from riskcrm.web.permissions import requires


def find_alert(request: HttpRequest, alert_id: int) -> Alert:
    """An alert of a customer this person sees; any other is not there."""
    alerts = Alert.objects.visible_to(person_of(request)).select_related("rule", "customer")
    return get_object_or_404(alerts, pk=alert_id)


def page_of(alert: Alert) -> str:
    return reverse("monitoring:alert_detail", args=[alert.pk])


@requires(ACKNOWLEDGE)
@require_http_methods(BOTH)
def alert_assign(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Give an alert to a colleague, or back."""
    alert, by = find_alert(request, alert_id), person_of(request)
    form = AssignmentForm(request.POST or None, alert=alert)
    if request.method == "POST":  # an empty choice is one, too
        form = AssignmentForm(request.POST, alert=alert)
    return form_page(
        request, form,
        lambda: services.assign_alert(alert, to=form.cleaned_data["to"], by=by, at=timezone.now()),
        title=_("Assign: %(alert)s") % {"alert": _named(alert)}, verb=_("Assign"),
        back=page_of(alert), said=_("The alert is assigned."),
        intro=_("It then waits in the inbox of this colleague alone."),
    )  # fmt: skip


@requires(ACKNOWLEDGE)
@require_http_methods(BOTH)
def alert_snooze(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Put an alert off until a morning."""
    alert, by = find_alert(request, alert_id), person_of(request)
    form = SnoozeForm(request.POST or None)
    return form_page(
        request, form,
        lambda: services.snooze_alert(alert, by=by, at=timezone.now(), **form.said()),
        title=_("Snooze: %(alert)s") % {"alert": _named(alert)}, verb=_("Snooze"),
        back=page_of(alert), said=_("The alert sleeps."),
        intro=_("Until then it waits in no inbox, and its deadlines stand still."),
    )  # fmt: skip


@requires(ACKNOWLEDGE)
@require_POST
def alert_wake(request: HttpRequest, alert_id: int) -> HttpResponse:
    """End a snooze before its time."""
    alert, by = find_alert(request, alert_id), person_of(request)
    said = _("The alert is awake again.")
    succeeded(request, lambda: services.wake_alert(alert, by=by, at=timezone.now()), said)
    return redirect(page_of(alert))


@requires(ACKNOWLEDGE)
@require_http_methods(BOTH)
def alert_close(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Say what an alert led to."""
    alert, by = find_alert(request, alert_id), person_of(request)
    told = {"outcome": request.GET.get("outcome", "")}  # by a link, after a plan or a case was made
    form = ClosureForm(request.POST or None, alert=alert, person=by, initial=told)
    return form_page(
        request, form,
        lambda: services.close_alert(alert, by=by, at=timezone.now(), **form.cleaned_data),
        title=_("Close: %(alert)s") % {"alert": _named(alert)}, verb=_("Close the alert"),
        back=page_of(alert), said=_("The alert is closed."),
        intro=_("What you say here decides how good its rule is held to be."),
    )  # fmt: skip


@requires(VIEW_ALERTS)
@require_GET
def risk_leads(request: HttpRequest) -> HttpResponse:
    """Who takes the alerts of which team when a deadline passes."""
    leads = {row.team_id: row for row in RiskLead.objects.select_related("person")}
    teams = [(team, leads.get(team.pk)) for team in Team.objects.order_by("name")]
    context = {"teams": teams, "may_change": person_of(request).has_perm(KEEP_RISK_LEADS)}
    return render(request, "monitoring/risklead_list.html", context)


@requires(KEEP_RISK_LEADS)
@require_http_methods(BOTH)
def risk_lead(request: HttpRequest, team_id: int) -> HttpResponse:
    """Name the risk lead of a team, or nobody."""
    team, by = get_object_or_404(Team, pk=team_id), person_of(request)
    held = RiskLead.objects.filter(team=team).first()
    form = LeadForm(
        request.POST if request.method == "POST" else None,
        initial={"person": held.person_id if held else None},
    )
    return form_page(
        request, form,
        lambda: name_risk_lead(
            team, person=form.cleaned_data["person"], by=by, at=timezone.now()
        ),
        title=_("Risk lead of %(team)s") % {"team": team}, verb=_("Save"),
        back=reverse("monitoring:risk_leads"), said=_("Saved."),
    )  # fmt: skip


def _named(alert: Alert) -> str:
    return _("%(rule)s, %(customer)s") % {"rule": alert.rule.name, "customer": alert.customer.name}


# --- what an alert's page offers ------------------------------------------------------------------


def acts_of(alert: Alert, user: User) -> list[Act]:
    """Links to the acts on an alert, and from it to a plan and a removal case."""
    acts: list[Act] = []
    if user.has_perm(ACKNOWLEDGE):
        acts += _own_acts(alert, user)
    if user.has_perm("customers.add_plan"):
        url = reverse("customers:plan_create", args=[alert.customer_id])
        asked = _asked(alert, user, "plan", problem=_why(alert))
        acts.append(Act(_("Make a plan"), f"{url}?{asked}", "list-check"))
    if user.has_perm(PROPOSE):
        acts.append(_proposal(alert, user))
    return acts


def _asked(alert: Alert, user: User, outcome: str, **words: str) -> str:
    """What a link to a form fills in, and that the alert is closed with this outcome after it."""
    if not refusal_of(services.check_may_close, alert, by=user):
        closing = reverse("monitoring:alert_close", args=[alert.pk])
        words["next"] = f"{closing}?{urlencode({'outcome': outcome})}"
    return urlencode(words)


def _own_acts(alert: Alert, user: User) -> list[Act]:
    closed = refusal_of(services.check_may_close, alert, by=user)
    if closed:
        return []
    acts = [Act(_("Close"), reverse("monitoring:alert_close", args=[alert.pk]), "check")]
    if not refusal_of(services.check_may_assign, alert, by=user):
        acts += [
            Act(_("Assign"), reverse("monitoring:alert_assign", args=[alert.pk]), "user"),
            Act(_("Snooze"), reverse("monitoring:alert_snooze", args=[alert.pk]), "history"),
        ]
    return acts


def _proposal(alert: Alert, user: User) -> Act:
    refused = refusal_of(check_may_propose, alert.customer, by=user)
    asked = _asked(alert, user, "case", summary=_why(alert))
    url = f"{reverse('removal:case_propose', args=[alert.customer_id])}?{asked}"
    why = refused.message if refused else ""
    return Act(_("Propose removal"), url, "gavel", disabled_because=why)


def _why(alert: Alert) -> str:
    """The first words of a plan or a proposal that an alert leads to."""
    day = date_format(timezone.localtime(alert.raised_at), "DATE_FORMAT")
    return _("Alert of %(date)s: %(rule)s") % {"date": day, "rule": alert.rule.name}


def story_of(alert: Alert, *, at: Any) -> dict[str, Any]:
    """What became of an alert so far, for its page. Three queries."""
    return {
        "escalations": list(alert.escalations.select_related("to").order_by("level")),
        "breaches": list(alert.breaches.order_by("due_at", "pk")),
        "snoozes": list(alert.snoozes.select_related("by", "woken_by").order_by("-at", "-pk")[:20]),
        "is_snoozed": alert.is_snoozed(at),
    }
