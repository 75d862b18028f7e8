"""The page of one case: its way, the facts, who has to do what, and the acts that move it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from removal import services
from removal.acts import WORDS
from removal.forms import ActForm
from removal.grounds import IMMEDIATE
from removal.models import CaseBlock, RemovalCase
from removal.packs.shown import dates_shown
from removal.selectors.case_dates import dates_of
from removal.selectors.cases import history_of, reasons_kept
from removal.selectors.gates import missing_for
from removal.selectors.notices import open_notices
from removal.selectors.way import stages_of
from removal.services.lessons import TEACHING
from removal.services.rights import block_name, is_secret
from removal.transitions import CONTRIBUTE, TRANSITIONS, acts_from
from removal.views.cases import standing_of
from riskcrm.accounts.models import User
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, status_of
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

LONGEST_KEY = 18  # digits


@requires(VIEW_CASES)
@require_GET
def case_detail(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: its way so far, the facts then and now, and who has to do what."""
    return show(request, find_case(request, case_id))


def act_page(act: str) -> Callable[..., HttpResponse]:
    """The page that does one act of the machine, and shows the case again where it is refused."""

    @requires(TRANSITIONS[act].permission)
    @require_POST
    def case_act(request: HttpRequest, case_id: int) -> HttpResponse:
        case = find_case(request, case_id)
        form = ActForm(request.POST)
        if not form.is_valid():
            return show(request, case, form)
        by, at = person_of(request), timezone.now()
        service = getattr(services, act)
        if not done(form, lambda: service(case, by=by, at=at, **form.cleaned_data)):
            return show(request, find_case(request, case_id), form)
        messages.success(request, str(WORDS[act].done))
        return redirect("removal:case_detail", case_id=case.pk)

    case_act.__name__ = act
    case_act.__doc__ = f"{act}: see the service of the same name."
    return case_act


def find_case(request: HttpRequest, case_id: int) -> RemovalCase:
    cases = RemovalCase.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "customer__team", "proposed_by", "taken_over_by", "owner", "pack"
    )
    return get_object_or_404(cases, pk=case_id)


def show(request: HttpRequest, case: RemovalCase, form: ActForm | None = None) -> HttpResponse:
    user = person_of(request)
    form = form or ActForm(initial={"version": case.version})
    acts = acts_for(case, user)
    dates = dates_shown(dates_of(case))
    context = {
        "case": case,
        "customer": case.customer,
        "stages": stages_of(case, {date.name: date for date in dates}),
        "dates": dates,
        "reasons": reasons_kept(case, get_language() or ""),
        "history": history_of(case, user, before=_before(request)),
        "form": form,
        "possible": sorted(
            (act for act in acts if act["possible"]), key=lambda act: not act["words"].primary
        ),
        "waiting": [act for act in acts if not act["possible"]],
        "decisions": case.decisions.select_related("decided_by").order_by("pk"),
        "blocks": blocks_of(case, user),
        "notices": open_notices(case.notices.order_by("due_date", "pk")),
        "reviews": case.immediate_reviews.select_related("reviewed_by").order_by("round"),
        "may_contribute": user.has_perm(CONTRIBUTE),
        "teaches": case.state in TEACHING,
        "lessons": case.lessons.select_related("written_by").order_by("round"),
        **standing_of(case.customer_id),
    }
    return render(request, "removal/removalcase_detail.html", context, status=status_of(form))


def _before(request: HttpRequest) -> int | None:
    """The event before which the history is read on."""
    said = request.GET.get("before", "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST_KEY else None


def acts_for(case: RemovalCase, user: User) -> list[dict[str, Any]]:
    """What this person's role can do to the case from here, and what stands in the way of it."""
    found = []
    for transition in acts_from(case.state):
        words = WORDS.get(transition.act)
        if words is None or not user.has_perm(transition.permission):
            continue
        if transition.act == "escalate_case" and case.ground not in IMMEDIATE:
            continue  # no way of such a case
        refused = refusal_of(services.check_may_act, case, by=user, act=transition.act)
        if refused is not None and refused.code in ("not_the_proposer",):
            continue
        missing = [] if refused else missing_for(case, transition.act, on=today())
        found.append(
            {
                "words": words,
                "url": f"removal:case_{transition.act}",
                "refused": refused,
                "missing": missing,
                "possible": refused is None and not missing,
            }
        )
    return found


def blocks_of(case: RemovalCase, user: User) -> list[dict[str, Any]]:
    """What stops the case, as this person may know it."""
    rows = CaseBlock.objects.standing().filter(customer=case.customer_id).select_related("set_by")
    return [
        {
            "block": block,
            "name": block_name(block, user),
            "at": block.set_at,
            "by": "" if is_secret(block, user) else block.set_by,
        }
        for block in rows.order_by("pk")
    ]
