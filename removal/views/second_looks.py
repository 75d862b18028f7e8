"""Pages of what stops a case and of what is looked at again: blocks, appeals, reviews."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from removal import services
from removal.forms import AppealForm, BlockForm, ReasonForm
from removal.models import Appeal, CaseBlock, ImmediateReview
from removal.services.appeals import APPEALABLE
from removal.services.blocks import RIGHTS
from removal.transitions import APPEALS, CONTRIBUTE, REVIEW_IMMEDIATE
from removal.views.case_page import find_case
from removal.views.case_parts import BOTH, fill_in
from riskcrm.accounts.removal_rights import SET_BLOCKS
from riskcrm.accounts.roles import VIEW_CASES
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.errors import refusal_of
from riskcrm.web.forms import succeeded
from riskcrm.web.permissions import requires


@requires(SET_BLOCKS)
@require_http_methods(BOTH)
def block_set(request: HttpRequest, case_id: int) -> HttpResponse:
    """Stop everything about this customer's removal."""
    case = find_case(request, case_id)
    by, at = person_of(request), timezone.now()
    kinds = [(kind.value, kind.label) for kind, right in RIGHTS.items() if by.has_perm(right)]
    form = BlockForm(request.POST or None, kinds=kinds)
    return fill_in(
        request, case, form,
        lambda: services.set_block(case.customer, by=by, at=at, **form.cleaned_data),
        title=_("Set a block"), said=_("Nothing of this case moves until the block is lifted."),
        more={"lead": _("Only your role can lift it again, with a reason.")},
    )  # fmt: skip


@requires(SET_BLOCKS)
@require_http_methods(BOTH)
def block_lift(request: HttpRequest, case_id: int, block_id: int) -> HttpResponse:
    """Let the case move again."""
    case = find_case(request, case_id)
    block = get_object_or_404(CaseBlock.objects.standing(), pk=block_id, customer=case.customer)
    form = ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.lift_block(block, by=by, at=at, **form.cleaned_data),
        title=_("Lift the block"), said=_("The block is lifted."),
    )  # fmt: skip


@requires(CONTRIBUTE)
@require_http_methods(BOTH)
def appeal_file(request: HttpRequest, case_id: int) -> HttpResponse:
    """Record a customer's objection."""
    case = find_case(request, case_id)
    form = AppealForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.file_appeal(case, by=by, at=at, **form.cleaned_data),
        title=_("Record an appeal"), said=_("The appeal is recorded; the case stands still."),
        more={"lead": _("Until somebody who had no part in the case has decided, nothing moves.")},
    )  # fmt: skip


@requires(CONTRIBUTE)
@require_POST
def appeal_acknowledge(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    case = find_case(request, case_id)
    appeal = get_object_or_404(case.appeals, pk=appeal_id)
    by, at = person_of(request), timezone.now()
    succeeded(
        request,
        lambda: services.acknowledge_appeal(appeal, by=by, at=at),
        _("The acknowledgement is recorded."),
    )
    return redirect("removal:case_detail", case_id=case.pk)


@requires(APPEALS)
@require_http_methods(BOTH)
def appeal_uphold(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """Say that the customer is right."""
    case = find_case(request, case_id)
    appeal = get_object_or_404(case.appeals, pk=appeal_id)
    form = ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.uphold_appeal(appeal, by=by, at=at, **form.cleaned_data),
        title=_("Uphold the appeal"), said=_("The appeal is upheld; the customer comes back."),
        more={"lead": appeal.text},
    )  # fmt: skip


@requires(APPEALS)
@require_http_methods(BOTH)
def appeal_dismiss(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """Say that the case stands."""
    case = find_case(request, case_id)
    appeal = get_object_or_404(case.appeals, pk=appeal_id)
    form = ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.dismiss_appeal(appeal, by=by, at=at, **form.cleaned_data),
        title=_("Dismiss the appeal"), said=_("The appeal is dismissed; the case moves again."),
        more={"lead": appeal.text},
    )  # fmt: skip


@requires(APPEALS)
@require_http_methods(BOTH)
def appeal_withdraw(request: HttpRequest, case_id: int, appeal_id: int) -> HttpResponse:
    """Say that the customer took the appeal back."""
    case = find_case(request, case_id)
    appeal = get_object_or_404(case.appeals, pk=appeal_id)
    form = ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    return fill_in(
        request, case, form,
        lambda: services.withdraw_appeal(appeal, by=by, at=at, **form.cleaned_data),
        title=_("The customer withdraws the appeal"),
        said=_("The appeal is withdrawn; the case moves again."),
        more={"lead": _("Say when and how the customer took it back.")},
    )  # fmt: skip


@requires(REVIEW_IMMEDIATE)
@require_http_methods(BOTH)
def immediate_confirm(request: HttpRequest, case_id: int, review_id: int) -> HttpResponse:
    """Say that an immediate removal was right."""
    return _review(request, case_id, review_id, confirmed=True)


@requires(REVIEW_IMMEDIATE)
@require_http_methods(BOTH)
def immediate_overturn(request: HttpRequest, case_id: int, review_id: int) -> HttpResponse:
    """Say that an immediate removal was wrong."""
    return _review(request, case_id, review_id, confirmed=False)


@requires(VIEW_CASES)
@require_GET
def appeal_panel(request: HttpRequest, case_id: int) -> HttpResponse:
    """Appeals and reviews of a case, for its page."""
    case, user = find_case(request, case_id), person_of(request)
    appeals: list[dict[str, Any]] = [
        {
            "appeal": appeal,
            "may_decide": user.has_perm(APPEALS)
            and appeal.state == Appeal.State.OPEN
            and refusal_of(services.check_may_decide_appeal, appeal, by=user) is None,
        }
        for appeal in case.appeals.select_related("decided_by", "case").order_by("pk")
    ]
    reviews = [
        {
            "review": review,
            "may_review": user.has_perm(REVIEW_IMMEDIATE)
            and not review.outcome
            and refusal_of(services.check_no_part, case, by=user) is None,
        }
        for review in case.immediate_reviews.select_related("reviewed_by").order_by("pk")
    ]
    has_open = any(each["appeal"].state == Appeal.State.OPEN for each in appeals)
    context = {
        "case": case,
        "appeals": appeals,
        "reviews": reviews,
        "may_file": user.has_perm(CONTRIBUTE) and case.state in APPEALABLE and not has_open,
        "may_acknowledge": user.has_perm(CONTRIBUTE),
    }
    return render(request, "removal/_case_appeals.html", context)


def _review(request: HttpRequest, case_id: int, review_id: int, *, confirmed: bool) -> HttpResponse:
    case = find_case(request, case_id)
    review = get_object_or_404(ImmediateReview, pk=review_id, case=case)
    form = ReasonForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    title = _("Confirm the immediate removal") if confirmed else _("Overturn the immediate removal")
    return fill_in(
        request, case, form,
        lambda: services.review_immediate(
            review, confirmed=confirmed, by=by, at=at, **form.cleaned_data
        ),
        title=title, said=_("The review is recorded."),
    )  # fmt: skip
