"""Pages of the removal app."""

from django.urls import path

from removal.acts import WORDS
from removal.transitions import TRANSITIONS
from removal.views import (
    case_page,
    case_parts,
    cases,
    lessons,
    letter_deliveries,
    letter_templates,
    letters,
    limits,
    packs,
    second_looks,
)

app_name = "removal"
CASE = "cases/<int:case_id>/"
ITEM = f"{CASE}rectification-items/<int:item_id>/"
APPEAL = f"{CASE}appeals/<int:appeal_id>/"
REVIEW = f"{CASE}reviews/<int:review_id>/"
LIMITS = "approval-limits/"

app_name = "removal"
LETTERS = [
    path("cases/<int:case_id>/letters/", letters.letter_panel, name="letter_panel"),
    path("cases/<int:case_id>/letters/new/", letters.letter_draft, name="letter_draft"),
    path("letters/", letters.LetterList.as_view(), name="letter_list"),
    path("letters/<int:letter_id>/", letters.letter_detail, name="letter_detail"),
    path("letters/<int:letter_id>/edit/", letters.letter_edit, name="letter_edit"),
    path("letters/<int:letter_id>/preview/", letters.letter_preview, name="letter_preview"),
    path("letters/<int:letter_id>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("letters/<int:letter_id>/submit/", letters.letter_submit, name="letter_submit"),
    path("letters/<int:letter_id>/release/", letters.letter_release, name="letter_release"),
    path("letters/<int:letter_id>/send-back/", letters.letter_send_back, name="letter_send_back"),
    path("letters/<int:letter_id>/cancel/", letters.letter_cancel, name="letter_cancel"),
    path("letters/<int:letter_id>/mail/", letter_deliveries.letter_mail, name="letter_mail"),
    path("letters/<int:letter_id>/post/", letter_deliveries.letter_post, name="letter_post"),
    path("letters/<int:letter_id>/answer/", letter_deliveries.letter_answer, name="letter_answer"),
    path(
        "letter-deliveries/<int:delivery_id>/arrive/",
        letter_deliveries.delivery_arrive,
        name="delivery_arrive",
    ),
    path(
        "letter-deliveries/<int:delivery_id>/return/",
        letter_deliveries.delivery_return,
        name="delivery_return",
    ),
    path(
        "letter-deliveries/<int:delivery_id>/again/",
        letter_deliveries.delivery_again,
        name="delivery_again",
    ),
    path(
        "letter-deliveries/<int:delivery_id>/receipt/",
        letter_deliveries.delivery_receipt,
        name="delivery_receipt",
    ),
    path("letter-answers/<int:answer_id>/file/", letter_deliveries.answer_file, name="answer_file"),
]
TEMPLATES = [
    path(
        "settings/letter-templates/",
        letter_templates.LetterTemplateList.as_view(),
        name="letter_template_list",
    ),
    *(
        path(
            f"settings/letter-templates/<int:template_id>/{address}",
            getattr(letter_templates, f"letter_template_{name}"),
            name=f"letter_template_{name}",
        )
        for name, address in {
            "detail": "", "draft": "draft/", "change": "change/", "submit": "submit/",
            "return": "return/", "publish": "publish/", "pdf": "pdf/",
        }.items()
    ),
]  # fmt: skip
urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="case_list"),
    path(CASE, case_page.case_detail, name="case_detail"),
    *(
        path(f"{CASE}{TRANSITIONS[act].slug}/", case_page.act_page(act), name=f"case_{act}")
        for act in WORDS
    ),
    path(f"{CASE}work/", case_parts.work_panel, name="case_work"),
    path(f"{CASE}revise/", case_parts.case_revise, name="case_revise"),
    path(f"{CASE}assign/", case_parts.case_assign, name="case_assign"),
    path(f"{CASE}evidence/add/", case_parts.evidence_add, name="evidence_add"),
    path(f"{CASE}checklist/<slug:code>/", case_parts.checklist_answer, name="checklist_answer"),
    path(f"{CASE}rectification-items/add/", case_parts.cure_item_add, name="cure_item_add"),
    path(f"{ITEM}submit/", case_parts.cure_submit, name="cure_submit"),
    path(f"{ITEM}check/", case_parts.cure_check, name="cure_check"),
    path(f"{CASE}extend/", case_parts.rectification_extend, name="rectification_extend"),
    path(f"{CASE}blocks/set/", second_looks.block_set, name="block_set"),
    path(f"{CASE}blocks/<int:block_id>/lift/", second_looks.block_lift, name="block_lift"),
    path(f"{CASE}appeals/", second_looks.appeal_panel, name="appeal_panel"),
    path(f"{CASE}appeals/file/", second_looks.appeal_file, name="appeal_file"),
    path(f"{APPEAL}acknowledge/", second_looks.appeal_acknowledge, name="appeal_acknowledge"),
    path(f"{APPEAL}uphold/", second_looks.appeal_uphold, name="appeal_uphold"),
    path(f"{APPEAL}dismiss/", second_looks.appeal_dismiss, name="appeal_dismiss"),
    path(f"{REVIEW}confirm/", second_looks.immediate_confirm, name="immediate_confirm"),
    path(f"{REVIEW}overturn/", second_looks.immediate_overturn, name="immediate_overturn"),
    path("customers/<int:customer_id>/propose-removal/", cases.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", cases.case_panel, name="case_panel"),
    path(f"{CASE}lesson/", lessons.lesson_write, name="lesson_write"),
    path("cases/lessons/", lessons.LessonList.as_view(), name="lesson_list"),
    path("cases/lessons/counts/", lessons.lesson_counts, name="lesson_counts"),
    path(LIMITS, limits.limits_page, name="limits"),
    path(f"{LIMITS}propose/", limits.limits_propose, name="limits_propose"),
    path(f"{LIMITS}<int:limits_id>/approve/", limits.limits_approve, name="limits_approve"),
    path(f"{LIMITS}<int:limits_id>/reject/", limits.limits_reject, name="limits_reject"),
    path("policy-packs/", packs.PackList.as_view(), name="pack_list"),
    path("policy-packs/<int:pack_id>/", packs.pack_detail, name="pack_detail"),
    path("policy-packs/<int:pack_id>/adapt/", packs.pack_adapt, name="pack_adapt"),
    path("policy-packs/<int:pack_id>/change/", packs.pack_change, name="pack_change"),
    path(
        "policy-packs/<int:pack_id>/parameters/<slug:name>/",
        packs.pack_parameter,
        name="pack_parameter",
    ),
    path("policy-packs/<int:pack_id>/submit/", packs.pack_submit, name="pack_submit"),
    path("policy-packs/<int:pack_id>/return/", packs.pack_return, name="pack_return"),
    path("policy-packs/<int:pack_id>/approve/", packs.pack_approve, name="pack_approve"),
    path("policy-packs/<int:pack_id>/reject/", packs.pack_reject, name="pack_reject"),
    path("policy-packs/<int:pack_id>/dates/", packs.pack_dates, name="pack_dates"),
    *LETTERS,
    *TEMPLATES,
]
