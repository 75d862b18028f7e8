"""Pages of letters in the house: the list, a case's letters, drafting, editing, releasing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from removal import services
from removal.letters.differences import compare
from removal.letters.document import document_of
from removal.letters.files import answer_with_pdf
from removal.letters.filters import LetterFilter
from removal.letters.forms import ChooseForm, DraftForm, EditForm, ReasonForm
from removal.letters.kinds import FACTS, SPECS, Kind, block_names, kinds_in
from removal.letters.screen import pdf_answer, shown
from removal.letters.tables import LetterTable
from removal.models import Letter, RemovalCase
from removal.selectors.letters import document_for, template_for
from removal.selectors.letters_due import letters_due
from removal.services.letter_deliveries import pdf_name
from removal.services.letter_rights import (
    check_may_cancel,
    check_may_draft,
    check_may_edit,
    check_may_release,
)
from removal.services.letter_stages import check_fits
from removal.services.letters import letter_faults
from riskcrm.accounts.removal_rights import (
    DELIVER_LETTERS,
    DRAFT_LETTERS,
    RELEASE_LETTERS,
    VIEW_LETTERS,
)
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.mail import is_mail_set
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import done, made, status_of, succeeded
from riskcrm.web.keyset import Sort
from riskcrm.web.lists import ListPage
from riskcrm.web.permissions import requires

form_page = require_http_methods(["GET", "HEAD", "POST"])


class LetterList(ListPage):
    """Every letter of the cases a person sees."""

    permission_required = VIEW_LETTERS
    table_class = LetterTable
    filterset_class = LetterFilter
    sorts: ClassVar[dict[str, Any]] = {"drafted_at": Sort("drafted_at", descending=True)}
    default_sort = "-drafted_at"
    detail_route = "removal:letter_detail"
    title = pgettext_lazy("removal", "Letters")
    empty_text = gettext_lazy("No letter is like that. Letters are drafted on the page of a case.")

    def get_queryset(self) -> QuerySet[Letter]:
        rows = Letter.objects.visible_to(self.request.user)
        return rows.select_related("case__customer", "drafted_by", "released_by")

    def get_tabs(self) -> Sequence[tuple[Any, str]]:
        tabs: list[tuple[Any, str]] = [(_("All"), "")]
        if self.request.user.has_perm(RELEASE_LETTERS):
            tabs.append((_("Waiting for me"), "waiting=1"))
        return [
            *tabs,
            (_("Waiting for release"), "state=waiting"),
            (_("To be sent"), "state=released"),
            (_("No proof of arrival"), "state=sent"),
            (_("Came back"), "state=returned"),
        ]


@requires(VIEW_LETTERS)
@require_safe
def letter_panel(request: HttpRequest, case_id: int) -> HttpResponse:
    """The letters of one case, for its page."""
    case = _find_case(request, case_id)
    letters = case.letters.select_related("drafted_by", "released_by").order_by("-number")
    context = {
        "case": case,
        "letters": letters,
        "due": [(kind, Kind(kind).label) for kind in letters_due(case)],
        "may_not_draft": refusal_of(check_may_draft, case, by=person_of(request)),
    }
    return render(request, "removal/_letter_panel.html", context)


@requires(DRAFT_LETTERS)
@form_page
def letter_draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """Choose the kind and the language, then say what the letter states."""
    case, by = _find_case(request, case_id), person_of(request)
    kind = next(iter(kinds_in(case.state)), Kind.WARNING)
    chosen = {"kind": kind, "language": case.customer.letter_language}
    choose = ChooseForm(request.GET if "kind" in request.GET else chosen, case=case)
    picked = choose.cleaned_data if choose.is_valid() else chosen
    form = DraftForm(request.POST or None, case=case, by=by, **picked)
    if request.method == "POST" and form.is_valid():
        said = {**picked, **form.said()}
        letter = made(form, lambda: services.draft_letter(
            case, by=by, at=timezone.now(), submit=False, **said))  # fmt: skip
        if letter:
            return redirect("removal:letter_edit", letter_id=letter.pk)
    context = {
        "case": case,
        "customer": case.customer,
        "choose": choose,
        "form": form,
        "template": template_for(**picked),
        "may_not_draft": refusal_of(check_may_draft, case, by=by),
        "has_reasons": "reasons" in form.fields,
    }
    return render(request, "removal/letter_draft.html", context, status=status_of(form))


@requires(VIEW_LETTERS)
@require_safe
def letter_detail(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter: what it says, where it stands, how it went and what came back."""
    return _show(request, find_letter(request, letter_id))


@requires(DRAFT_LETTERS)
@form_page
def letter_edit(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The words of a draft, and beside them the sheet as it will be."""
    letter, by = find_letter(request, letter_id), person_of(request)
    form = EditForm(request.POST or None, letter=letter)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        if done(form, lambda: services.edit_letter(letter, by=by, at=at, **form.said())):
            letter.refresh_from_db()
            if "submit" not in request.POST:
                messages.success(request, _("The draft is saved."))
                return redirect("removal:letter_detail", letter_id=letter.pk)
            said = _("The letter waits for its release by another person.")
            if succeeded(request, partial(services.submit_letter, letter, by=by, at=at), said):
                return redirect("removal:letter_detail", letter_id=letter.pk)
            return redirect("removal:letter_edit", letter_id=letter.pk)
    context = {
        "letter": letter,
        "form": form,
        "blocks": block_names(letter.kind),
        "faults": letter_faults(letter, at=timezone.now()),
        "may_not_edit": refusal_of(check_may_edit, letter, by=by),
        "pages": shown(document_for(letter)),
    }
    return render(request, "removal/letter_edit.html", context, status=status_of(form))


@requires(DRAFT_LETTERS)
@require_POST
def letter_preview(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The sheet with words that are not saved yet."""
    letter = find_letter(request, letter_id)
    form = EditForm(request.POST, letter=letter)
    form.is_valid()
    said = form.cleaned_data
    given = letter.facts["given"] | {n: said[n] for n in ("reasons", "cure_items") if n in said}
    for name in ("appeal_channel", "appeal_deadline"):
        if said.get(name):
            given[name] = str(said[name])
    facts = letter.facts | {"given": given}
    if said.get("recipient"):
        facts["recipient"] = said["recipient"]
    document = document_of(
        language=letter.language, subject=said.get("subject") or letter.subject,
        body=said.get("body", ""), facts=facts, is_draft=True,
    )  # fmt: skip
    return render(request, "removal/_letter_sheet.html", {"pages": shown(document)})


@requires(VIEW_LETTERS)
@require_safe
def letter_pdf(request: HttpRequest, letter_id: int) -> FileResponse | HttpResponse:
    """The PDF: the kept one of a released letter, else how the draft would look."""
    letter = find_letter(request, letter_id)
    if letter.sha256:
        return answer_with_pdf(str(letter.pdf), pdf_name(letter))
    return pdf_answer(document_for(letter), pdf_name(letter))


@requires(DRAFT_LETTERS)
@require_POST
def letter_submit(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = find_letter(request, letter_id)
    by, at = person_of(request), timezone.now()
    said = _("The letter waits for its release by another person.")
    succeeded(request, lambda: services.submit_letter(letter, by=by, at=at), said)
    return redirect("removal:letter_detail", letter_id=letter.pk)


@requires(RELEASE_LETTERS)
@form_page
def letter_release(request: HttpRequest, letter_id: int) -> HttpResponse:
    """What the second person reads before it goes: the sheet, the faults, what was edited."""
    letter, by, at = find_letter(request, letter_id), person_of(request), timezone.now()
    if request.method == "POST":
        seen = request.POST.get("version", "")
        version = int(seen) if seen.isdecimal() else letter.version
        act = partial(services.release_letter, letter, by=by, at=at, version=version)
        if succeeded(request, act, _("The letter is released. It can be sent now.")):
            return redirect("removal:letter_detail", letter_id=letter.pk)
        return redirect("removal:letter_release", letter_id=letter.pk)
    context = {
        "letter": letter,
        "customer": letter.case.customer,
        "faults": letter_faults(letter, at=at) if letter.is_written else [],
        "may_not_release": refusal_of(check_may_release, letter, by=by),
        "pairs": _edits(letter),
        "pages": shown(document_for(letter)),
        "form": ReasonForm(initial={"version": letter.version}),
    }
    return render(request, "removal/letter_release.html", context)


@requires(RELEASE_LETTERS)
@require_POST
def letter_send_back(request: HttpRequest, letter_id: int) -> HttpResponse:
    said = _("The letter is a draft again, and its drafter reads why.")
    return _act(request, letter_id, services.send_back_letter, said)


@requires(DRAFT_LETTERS)
@require_POST
def letter_cancel(request: HttpRequest, letter_id: int) -> HttpResponse:
    said = _("The letter is cancelled. It stays with the case.")
    return _act(request, letter_id, services.cancel_letter, said)


def find_letter(request: HttpRequest, letter_id: int) -> Letter:
    letters = Letter.objects.visible_to(person_of(request)).select_related(
        "case__customer__manager", "case__proposed_by", "template", "drafted_by", "released_by",
        "cancelled_by",
    )  # fmt: skip
    return get_object_or_404(letters, pk=letter_id)


def _find_case(request: HttpRequest, case_id: int) -> RemovalCase:
    cases = RemovalCase.objects.visible_to(person_of(request)).select_related(
        "customer__manager", "proposed_by"
    )
    return get_object_or_404(cases, pk=case_id)


def _act(request: HttpRequest, letter_id: int, act: Callable[..., Any], said: str) -> HttpResponse:
    letter = find_letter(request, letter_id)
    form = ReasonForm(request.POST)
    by, at = person_of(request), timezone.now()
    if not form.is_valid() or not done(
        form, lambda: act(letter, by=by, at=at, **form.cleaned_data)
    ):
        return _show(request, find_letter(request, letter_id), form)
    messages.success(request, said)
    return redirect("removal:letter_detail", letter_id=letter.pk)


def _show(request: HttpRequest, letter: Letter, form: ReasonForm | None = None) -> HttpResponse:
    user = person_of(request)
    form = form or ReasonForm(initial={"version": letter.version})
    rows = letter.deliveries.select_related("recorded_by", "mail", "contract", "contact")
    deliveries = list(rows.order_by("-number"))
    waits = any(each.sent_at is None for each in deliveries)
    context = {
        "letter": letter,
        "case": letter.case,
        "customer": letter.case.customer,
        "facts": _stated(letter),
        "form": form,
        "faults": letter_faults(letter, at=timezone.now()) if letter.is_written else [],
        "pairs": _edits(letter),
        "pages": shown(document_for(letter)),
        "deliveries": deliveries,
        "stays": refusal_of(check_fits, letter, case=letter.case, by=user) if waits else None,
        "answers": letter.answers.select_related("recorded_by").order_by("-pk"),
        "may_edit": letter.is_written and not refusal_of(check_may_edit, letter, by=user),
        "may_not_release": refusal_of(check_may_release, letter, by=user),
        "may_cancel": not deliveries and not refusal_of(check_may_cancel, letter, by=user),
        "may_deliver": letter.is_out and user.has_perm(DELIVER_LETTERS),
        "is_mail_set": is_mail_set(),
    }
    return render(request, "removal/letter_detail.html", context, status=status_of(form))


def _stated(letter: Letter) -> list[tuple[Any, Any]]:
    """The simple facts a letter states, with their names."""
    given = letter.facts["given"]
    names = (n for n in SPECS[letter.kind].facts if isinstance(given.get(n), str) and given[n])
    return [(FACTS[name].label, given[name]) for name in names]


def _edits(letter: Letter) -> list[Any]:
    """What somebody changed of the template's words; nothing where nobody did."""
    original = f"{letter.subject_original}\n\n{letter.body_original}"
    pairs = compare(original, f"{letter.subject}\n\n{letter.body}")
    return pairs if any(pair.differs for pair in pairs) else []
