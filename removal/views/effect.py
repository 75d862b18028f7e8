"""Pages of studies: all of them, registering one, and what one found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from customers.models import Customer
from customers.models.book import IsOneOf
from removal.effect.apart import UNASKED, cohort_name
from removal.effect.cohorts import BY_HAND, members_of
from removal.effect.files import panel_file
from removal.effect.filters import StudyFilter
from removal.effect.forms import StudyForm, first_choice
from removal.effect.groups import eligible_of, treated_of
from removal.effect.pdf import pdf_of
from removal.effect.shown import shown
from removal.effect.tables import StudyTable, study_name
from removal.models import EffectLook, EffectStudy
from removal.selectors.effect import looks_at, studies
from removal.selectors.effect_sides import names_of_rules, rules_of_cases
from removal.services.effect_studies import part_of, register_study, request_look, span_of
from riskcrm.accounts.removal_rights import STUDY_EFFECTS, VIEW_EFFECTS, VIEW_FEEDBACK
from riskcrm.accounts.signed_in import person_of
from riskcrm.audit.services import record
from riskcrm.jobs.progress import progress_of
from riskcrm.web.forms import made, status_of
from riskcrm.web.keyset import Sort, page_of
from riskcrm.web.lists import EXPORT, Act, ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

PAGE = 100
GROUPS = {"removed": pgettext_lazy("effect", "Removed"), "controls": gettext_lazy("Controls")}


class StudyList(ListPage):
    """Every study, the newest first."""

    permission_required = VIEW_EFFECTS
    table_class = StudyTable
    filterset_class = StudyFilter
    sorts: ClassVar[dict[str, Any]] = {"registered_at": "-pk"}
    default_sort = "-registered_at"
    title = gettext_lazy("Effect of removals")
    empty_text = gettext_lazy(
        "No study yet. One says whether removals helped, against customers that were kept. The"
        " study over all removals is made by itself on the first day of a month."
    )

    def get_queryset(self) -> QuerySet[EffectStudy]:
        return studies()

    def get_actions(self) -> Sequence[Act]:
        acts = []
        if self.request.user.has_perm(VIEW_FEEDBACK):
            acts.append(Act(_("Market feedback"), reverse("removal:feedback_list"), "inbox"))
        if self.request.user.has_perm(STUDY_EFFECTS):
            address = reverse("removal:effect_add")
            acts.append(Act(_("Register a study"), address, "plus", primary=True))
        return acts


@requires(STUDY_EFFECTS)
@require_http_methods(["GET", "HEAD", "POST"])
def effect_add(request: HttpRequest) -> HttpResponse:
    """Register a study; the first look at it begins at once."""
    form = StudyForm(request.POST or None, initial=first_choice(today()))
    if request.method == "POST" and form.is_valid():
        by = person_of(request)
        asked = form.cleaned_data
        study = made(form, lambda: register_study(**asked, by=by, at=timezone.now()))
        if study:
            return redirect("removal:effect_detail", study.pk)
    return render(request, "removal/effectstudy_form.html", {"form": form}, status=status_of(form))


@requires(VIEW_EFFECTS)
@require_safe
def effect_detail(request: HttpRequest, study_id: int) -> HttpResponse:
    """What the latest look found, or `?look=` another one."""
    study = get_object_or_404(studies(), pk=study_id)
    return render(request, "removal/effectstudy_detail.html", _context(request, study))


def _context(request: HttpRequest, study: EffectStudy) -> dict[str, Any]:
    looks = list(looks_at(study))
    look = _chosen(looks, request.GET.get("look", ""))
    open_look = next((each for each in looks if each.result is None), None)
    context = {"study": study, "name": study_name(study), "looks": looks, "look": look}
    if open_look and open_look == looks[0]:
        context |= _progress(open_look)
    if look is not None:
        context |= {"result": look.result} | shown(look, looks=len(looks))
    return context


def _chosen(looks: list[EffectLook], asked: str) -> EffectLook | None:
    done = [each for each in looks if each.result is not None]
    if not asked:
        return done[0] if done else None
    for each in done:
        if str(each.number) == asked:
            return each
    raise Http404


def _progress(look: EffectLook) -> dict[str, Any]:
    return {
        "open_look": look,
        "is_under_way": look.run.is_open or look.run.state == "done",
        "progress": progress_of(look.run, at=timezone.now()),
    }


@requires(VIEW_EFFECTS)
@require_safe
def effect_progress(request: HttpRequest, study_id: int) -> HttpResponse:
    """The moving part of the page while a look is under way; then the whole page anew."""
    look = looks_at(get_object_or_404(EffectStudy, pk=study_id)).first()
    if look is None or look.result is not None:
        return HttpResponseClientRefresh()
    return render(request, "removal/_effect_progress.html", {"study": look.study} | _progress(look))


@requires(STUDY_EFFECTS)
@require_POST
def effect_look(request: HttpRequest, study_id: int) -> HttpResponse:
    """Measure the study anew, as of yesterday."""
    study = get_object_or_404(EffectStudy, pk=study_id)
    request_look(study, by=person_of(request), at=timezone.now())
    return redirect("removal:effect_detail", study.pk)


def _latest(study_id: int) -> EffectLook:
    """The latest finished look, whose rows are kept."""
    study = get_object_or_404(EffectStudy, pk=study_id)
    look = looks_at(study).filter(result__isnull=False).first()
    if look is None:
        raise Http404
    return look


@requires(VIEW_EFFECTS)
@require_safe
def effect_customers(request: HttpRequest, study_id: int) -> HttpResponse:
    """The customers of one side of the latest look; of the removed, of a criterion or quarter."""
    group = request.GET.get("group", "removed")
    asked, quarter = "", ""
    if group == "removed":
        asked, quarter = request.GET.get("criterion", ""), request.GET.get("quarter", "")
    look = _latest(study_id)
    if group not in GROUPS:
        raise Http404
    code = BY_HAND if asked == UNASKED else asked
    ids = list(_ids_of(look, group, code if asked else None, quarter))
    seen = Customer.objects.visible_to(person_of(request)).filter(IsOneOf("pk", ids))
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    rows = seen.select_related("rating")
    context = {
        "study": look.study, "name": study_name(look.study), "group": group, "groups": GROUPS,
        "only": " · ".join(
            filter(None, [cohort_name(code, names_of_rules([code])) if asked else "", quarter])
        ),
        "kept": urlencode({"group": group, "criterion": asked, "quarter": quarter}) + "&",
        "page": page_of(rows, sort=Sort("sort_key"), size=PAGE, **places), "count": seen.count(),
    }  # fmt: skip
    return render(request, "removal/effect_customers.html", context)


def _ids_of(look: EffectLook, group: str, code: str | None, quarter: str) -> list[int]:
    """Customers of one side; with a criterion's code or a quarter, those of the removed of it."""
    part = part_of(look)
    if part is None:
        return []
    span = span_of(look)
    treated = treated_of(part, span)
    if code is not None:
        rules = rules_of_cases(part.case[treated].tolist())
        chosen = members_of(part, span, rules, code)
    elif group == "removed":
        chosen = treated
    else:
        chosen = eligible_of(part, span, look.study.design["controls"]).any(axis=1) & ~treated
    if quarter:
        places = [place for place in span.events if span.name(place) == quarter]
        chosen = chosen & np.isin(part.event, places)
    ids: list[int] = part.customer[chosen].tolist()
    return ids


@requires(VIEW_EFFECTS)
@require_safe
def effect_panel(request: HttpRequest, study_id: int) -> HttpResponse:
    """What was read for the latest look, by customer and quarter, as a CSV file.

    The audit keeps who took it along.
    """
    person = person_of(request)
    if not person.has_perm(EXPORT):
        raise PermissionDenied
    look = _latest(study_id)
    part = part_of(look)
    content = panel_file(part, span_of(look), look.study.design["controls"])
    with transaction.atomic():
        facts = {"look": look.number, "customers": 0 if part is None else len(part.customer)}
        record("export_effect_panel", by=person.as_actor(), obj=look.study, facts=facts,
               at=timezone.now())  # fmt: skip
    name = f'attachment; filename="effect-{study_id}.csv"'
    return HttpResponse(
        content,
        headers={"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": name},
    )


@requires(VIEW_EFFECTS)
@require_safe
def effect_pdf(request: HttpRequest, study_id: int) -> HttpResponse:
    """The latest look as one sheet of paper, in the reader's language."""
    look = _latest(study_id)
    looks = look.study.looks.count()
    name = f'inline; filename="effect-{study_id}.pdf"'
    return HttpResponse(
        pdf_of(
            look,
            looks=looks,
            language=get_language() or "en",
            site=request.build_absolute_uri("/").rstrip("/"),
        ),
        headers={"Content-Type": "application/pdf", "Content-Disposition": name},
    )
