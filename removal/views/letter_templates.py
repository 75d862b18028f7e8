"""Pages of templates of letters: the versions, one beside another, how they look, their life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from removal import services
from removal.letters.differences import compare
from removal.letters.filters import LetterTemplateFilter
from removal.letters.forms import ReasonForm, TemplateForm
from removal.letters.kinds import block_names, inline_names
from removal.letters.pdf import Document
from removal.letters.screen import pdf_answer, shown
from removal.letters.tables import LetterTemplateTable
from removal.models import LetterTemplate, RemovalCase
from removal.selectors.letter_samples import sample_document
from removal.services.letter_rights import check_may_change_template, check_may_publish
from removal.services.letter_templates import template_faults
from riskcrm.accounts.removal_rights import CHANGE_LETTER_TEMPLATES, PUBLISH_LETTER_TEMPLATES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.forms import done, status_of, succeeded
from riskcrm.web.ids import id_of
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires
from riskcrm.web.today import today

VIEW = "removal.view_lettertemplate"


class LetterTemplateList(ListPage):
    """Every version of the words that letters begin with."""

    permission_required = VIEW
    table_class = LetterTemplateTable
    filterset_class = LetterTemplateFilter
    sorts: ClassVar[dict[str, Any]] = {"created_at": Sort("created_at", descending=True)}
    default_sort = "-created_at"
    detail_route = "removal:letter_template_detail"
    title = gettext_lazy("Templates of letters")
    empty_text = gettext_lazy("No template is like that. Take a filter away.")

    def get_queryset(self) -> QuerySet[LetterTemplate]:
        return LetterTemplate.objects.select_related("created_by", "published_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        return [
            (_("All"), ""),
            (_("In force"), "state=published"),
            (_("In review"), "state=review"),
            (_("Drafts"), "state=draft"),
        ]


@requires(VIEW)
@require_safe
def letter_template_detail(request: HttpRequest, template_id: int) -> HttpResponse:
    """One version: its words, how a letter from it looks, what differs from another one."""
    return _show(request, _find(template_id))


@requires(CHANGE_LETTER_TEMPLATES)
@require_POST
def letter_template_draft(request: HttpRequest, template_id: int) -> HttpResponse:
    """Begin a draft with the words in force for this kind and language."""
    like, by = _find(template_id), person_of(request)
    try:
        draft = services.draft_letter_template(like.kind, like.language, by=by, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("removal:letter_template_detail", template_id=like.pk)
    return redirect("removal:letter_template_change", template_id=draft.pk)


@requires(CHANGE_LETTER_TEMPLATES)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_template_change(request: HttpRequest, template_id: int) -> HttpResponse:
    """The words of a draft, with the names that they may use."""
    template, by = _find(template_id), person_of(request)
    said = {n: getattr(template, n) for n in ("subject", "body", "note", "version")}
    form = TemplateForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if done(form, lambda: services.change_letter_template(
                template, by=by, at=at, **form.cleaned_data)):  # fmt: skip
            messages.success(request, _("The draft is saved."))
            return redirect("removal:letter_template_detail", template_id=template.pk)
    context = {
        "template": template,
        "form": form,
        "inline": inline_names(template.kind),
        "blocks": block_names(template.kind),
        "may_not_change": refusal_of(check_may_change_template, template, by=by),
    }
    return render(request, "removal/letter_template_change.html", context, status=status_of(form))


@requires(CHANGE_LETTER_TEMPLATES)
@require_POST
def letter_template_submit(request: HttpRequest, template_id: int) -> HttpResponse:
    template, by, at = _find(template_id), person_of(request), timezone.now()
    said = _("The template waits for another person to publish it.")
    succeeded(request, lambda: services.submit_letter_template(template, by=by, at=at), said)
    return redirect("removal:letter_template_detail", template_id=template.pk)


@requires(CHANGE_LETTER_TEMPLATES)
@require_POST
def letter_template_return(request: HttpRequest, template_id: int) -> HttpResponse:
    said = _("The template is a draft again.")
    return _act(request, template_id, services.return_letter_template, said)


@requires(PUBLISH_LETTER_TEMPLATES)
@require_POST
def letter_template_publish(request: HttpRequest, template_id: int) -> HttpResponse:
    said = _("The template is in force: letters begin with it from now on.")
    return _act(request, template_id, services.publish_letter_template, said)


@requires(VIEW)
@require_safe
def letter_template_pdf(request: HttpRequest, template_id: int) -> HttpResponse:
    """How a letter from this version looks, with sample facts or those of a case."""
    template = _find(template_id)
    return pdf_answer(_document(request, template), f"{template.kind}-{template.number}.pdf")


def _find(template_id: int) -> LetterTemplate:
    rows = LetterTemplate.objects.select_related("created_by", "published_by")
    return get_object_or_404(rows, pk=template_id)


def _case(request: HttpRequest) -> RemovalCase | None:
    """The case whose facts are shown, as the address names it; one out of sight is none."""
    pk = id_of(request.GET.get("case", ""))
    cases = RemovalCase.objects.visible_to(person_of(request)).select_related("customer")
    return cases.filter(pk=pk).first() if pk is not None else None


def _document(request: HttpRequest, template: LetterTemplate) -> Document:
    return sample_document(template, case=_case(request), by=person_of(request), on=today())


def _act(
    request: HttpRequest, template_id: int, act: Callable[..., Any], said: str
) -> HttpResponse:
    template, form = _find(template_id), ReasonForm(request.POST)
    by, at = person_of(request), timezone.now()
    if not form.is_valid() or not done(
        form, lambda: act(template, by=by, at=at, **form.cleaned_data)
    ):
        return _show(request, _find(template_id), form)
    messages.success(request, said)
    return redirect("removal:letter_template_detail", template_id=template.pk)


def _show(
    request: HttpRequest, template: LetterTemplate, form: ReasonForm | None = None
) -> HttpResponse:
    user = person_of(request)
    form = form or ReasonForm(initial={"version": template.version})
    alike = LetterTemplate.objects.filter(kind=template.kind, language=template.language)
    others = list(alike.exclude(pk=template.pk).order_by("-number"))
    former = next((o for o in others if str(o.pk) == request.GET.get("with", "")), None)
    whole = f"{template.subject}\n\n{template.body}"
    is_written = template.state in ("draft", "review")
    context = {
        "template": template,
        "form": form,
        "others": others,
        "former": former,
        "pairs": compare(f"{former.subject}\n\n{former.body}", whole) if former else [],
        "case": _case(request),
        "asked_case": request.GET.get("case", ""),
        "pages": shown(_document(request, template)),
        "faults": template_faults(template) if is_written else [],
        "may_change": template.state == "draft"
        and not refusal_of(check_may_change_template, template, by=user),
        "may_not_publish": refusal_of(check_may_publish, template, by=user),
    }
    return render(request, "removal/letter_template_detail.html", context, status=status_of(form))
