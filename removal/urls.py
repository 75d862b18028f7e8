"""Pages of the removal app."""

from django.urls import path

from removal.acts import WORDS
from removal.transitions import TRANSITIONS
from removal.views import (
    case_page,
    case_parts,
    cases,
    criteria,
    criteria_what_if,
    effect,
    ending,
    feedback,
    lessons,
    letter_deliveries,
    letter_templates,
    letters,
    limits,
    list_appeals,
    listing,
    packs,
    readmissions,
    reduction,
    retention,
    second_looks,
    subject_requests,
    suggestions,
)

app_name = "removal"
CASE = "cases/<int:case_id>/"
ITEM = f"{CASE}rectification-items/<int:item_id>/"
APPEAL = f"{CASE}appeals/<int:appeal_id>/"
REVIEW = f"{CASE}reviews/<int:review_id>/"
LIMITS = "approval-limits/"

app_name = "removal"
RUN = "retention/<int:run_id>/"
RETENTION = [
    path("retention/", retention.ErasureRunList.as_view(), name="erasure_list"),
    path("retention/due/", retention.erasure_due, name="erasure_due"),
    path("retention/propose/", retention.erasure_propose, name="erasure_propose"),
    path("retention/find/", retention.erased_find, name="erased_find"),
    path(RUN, retention.erasure_detail, name="erasure_detail"),
    path(f"{RUN}progress/", retention.erasure_progress, name="erasure_progress"),
    path(f"{RUN}approve/", retention.erasure_approve, name="erasure_approve"),
    path(f"{RUN}reject/", retention.erasure_reject, name="erasure_reject"),
    path(f"{RUN}certificate.csv", retention.erasure_certificate, name="erasure_certificate"),
]
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
    path(f"{APPEAL}withdraw/", second_looks.appeal_withdraw, name="appeal_withdraw"),
    path(f"{REVIEW}confirm/", second_looks.immediate_confirm, name="immediate_confirm"),
    path(f"{REVIEW}overturn/", second_looks.immediate_overturn, name="immediate_overturn"),
    path("customers/<int:customer_id>/propose-removal/", cases.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", cases.case_panel, name="case_panel"),
    path("effect/", effect.StudyList.as_view(), name="effect_list"),
    path("effect/add/", effect.effect_add, name="effect_add"),
    path("effect/<int:study_id>/", effect.effect_detail, name="effect_detail"),
    path("effect/<int:study_id>/progress/", effect.effect_progress, name="effect_progress"),
    path("effect/<int:study_id>/look/", effect.effect_look, name="effect_look"),
    path("effect/<int:study_id>/customers/", effect.effect_customers, name="effect_customers"),
    path("effect/<int:study_id>/panel.csv", effect.effect_panel, name="effect_panel"),
    path("effect/<int:study_id>/report.pdf", effect.effect_pdf, name="effect_pdf"),
    path("effect/feedback/", feedback.FeedbackList.as_view(), name="feedback_list"),
    path("effect/feedback/add/", feedback.feedback_add, name="feedback_add"),
    path("effect/feedback/rounds/add/", feedback.feedback_round_add, name="feedback_round_add"),
    path("criteria/", criteria.CriteriaList.as_view(), name="criteria_list"),
    path("criteria/draft/", criteria.criteria_draft, name="criteria_draft"),
    path("criteria/<int:criteria_id>/", criteria.criteria_detail, name="criteria_detail"),
    path("criteria/<int:criteria_id>/rules/new/", criteria.rule_add, name="rule_add"),
    path(
        "criteria/<int:criteria_id>/rules/<int:rule_id>/", criteria.rule_change, name="rule_change"
    ),
    path(
        "criteria/<int:criteria_id>/rules/<int:rule_id>/remove/",
        criteria.rule_remove,
        name="rule_remove",
    ),
    path("criteria/<int:criteria_id>/submit/", criteria.criteria_submit, name="criteria_submit"),
    path("criteria/<int:criteria_id>/return/", criteria.criteria_return, name="criteria_return"),
    path("criteria/<int:criteria_id>/publish/", criteria.criteria_publish, name="criteria_publish"),
    path("criteria/<int:criteria_id>/retire/", criteria.criteria_retire, name="criteria_retire"),
    path(
        "criteria/<int:criteria_id>/what-if/",
        criteria_what_if.criteria_what_if,
        name="criteria_what_if",
    ),
    path("suggestions/", suggestions.SuggestionList.as_view(), name="suggestion_list"),
    path(
        "suggestions/<int:suggestion_id>/", suggestions.suggestion_detail, name="suggestion_detail"
    ),
    path(
        "suggestions/<int:suggestion_id>/take-up/",
        suggestions.suggestion_take_up,
        name="suggestion_take_up",
    ),
    path(
        "suggestions/<int:suggestion_id>/dismiss/",
        suggestions.suggestion_dismiss,
        name="suggestion_dismiss",
    ),
    path(f"{CASE}lesson/", lessons.lesson_write, name="lesson_write"),
    path("cases/lessons/", lessons.LessonList.as_view(), name="lesson_list"),
    path("cases/lessons/counts/", lessons.lesson_counts, name="lesson_counts"),
    path(f"{CASE}reduction/", reduction.reduction_panel, name="reduction_panel"),
    path(f"{CASE}reduction/plan/", reduction.step_plan, name="step_plan"),
    path("reductions/", reduction.StepList.as_view(), name="step_list"),
    path("reductions/<int:step_id>/", reduction.step_detail, name="step_detail"),
    path("reductions/<int:step_id>/release/", reduction.step_release, name="step_release"),
    path("reductions/<int:step_id>/reverse/", reduction.step_reverse, name="step_reverse"),
    path("reductions/<int:step_id>/drop/", reduction.step_drop, name="step_drop"),
    path("reductions/<int:step_id>/notice/", reduction.step_notice, name="step_notice"),
    path("reductions/<int:step_id>/offer/", reduction.security_offer, name="security_offer"),
    path(
        "security-offers/<int:offer_id>/accept/", reduction.security_accept, name="security_accept"
    ),
    path(
        "security-offers/<int:offer_id>/refuse/", reduction.security_refuse, name="security_refuse"
    ),
    path("legal-recoveries/", ending.LegalRecoveryList.as_view(), name="legal_recovery_list"),
    path(f"{CASE}ending/", ending.ending, name="ending"),
    path(f"{CASE}ending/panel/", ending.ending_panel, name="ending_panel"),
    *(
        path(
            f"{CASE}ending/{act}/" + ("<int:row_id>/" if chosen.rows else ""),
            ending.ending_act,
            {"act": act},
            name=f"ending_{act.replace('-', '_')}",
        )
        for act, chosen in ending.ACTS.items()
    ),
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
    *RETENTION,
    *TEMPLATES,
]

LISTED = "restricted-list/<int:entry_id>"
urlpatterns += [
    path("restricted-list/", listing.ListEntryList.as_view(), name="list_entry_list"),
    path(f"{LISTED}/", listing.list_entry_detail, name="list_entry_detail"),
    path(f"{LISTED}/approve/", listing.list_entry_approve, name="list_entry_approve"),
    path(f"{LISTED}/reject/", listing.list_entry_reject, name="list_entry_reject"),
    path(f"{LISTED}/keep/", listing.list_entry_keep, name="list_entry_keep"),
    path(f"{LISTED}/shorten/", listing.list_entry_shorten, name="list_entry_shorten"),
    path(f"{LISTED}/lift/", listing.list_entry_lift, name="list_entry_lift"),
    path(f"{LISTED}/appeals/new/", list_appeals.list_appeal_create, name="list_appeal_create"),
    path(
        "customers/<int:customer_id>/propose-listing/",
        listing.list_entry_propose,
        name="list_entry_propose",
    ),
    path("customers/<int:customer_id>/listing/", listing.listing_panel, name="listing_panel"),
]

HEARD = "list-appeals/<int:appeal_id>"
urlpatterns += [
    path(f"{HEARD}/", list_appeals.list_appeal_detail, name="list_appeal_detail"),
    path(
        f"{HEARD}/acknowledge/",
        list_appeals.list_appeal_acknowledge,
        name="list_appeal_acknowledge",
    ),
    path(f"{HEARD}/identity/", list_appeals.list_appeal_identity, name="list_appeal_identity"),
    path(f"{HEARD}/decide/", list_appeals.list_appeal_decide, name="list_appeal_decide"),
]

ASKED = "readmissions/<int:readmission_id>"
CRITERIA = "readmissions/criteria"
urlpatterns += [
    path("readmissions/", readmissions.ReadmissionList.as_view(), name="readmission_list"),
    path(f"{CRITERIA}/", readmissions.readmission_criteria, name="readmission_criteria"),
    path(
        f"{CRITERIA}/new/",
        readmissions.readmission_criteria_propose,
        name="readmission_criteria_propose",
    ),
    path(
        f"{CRITERIA}/<int:checklist_id>/decide/",
        readmissions.readmission_criteria_decide,
        name="readmission_criteria_decide",
    ),
    path(f"{ASKED}/", readmissions.readmission_detail, name="readmission_detail"),
    path(f"{ASKED}/decide/", readmissions.readmission_decide, name="readmission_decide"),
    path(f"{ASKED}/withdraw/", readmissions.readmission_withdraw, name="readmission_withdraw"),
    path(
        "customers/<int:customer_id>/readmission/",
        readmissions.readmission_request,
        name="readmission_request",
    ),
]

REQUEST = "subject-requests/<int:request_id>"
urlpatterns += [
    path(
        "subject-requests/",
        subject_requests.SubjectRequestList.as_view(),
        name="subject_request_list",
    ),
    path(
        "subject-requests/new/",
        subject_requests.subject_request_create,
        name="subject_request_create",
    ),
    path(f"{REQUEST}/", subject_requests.subject_request_detail, name="subject_request_detail"),
    path(
        f"{REQUEST}/identity/",
        subject_requests.subject_request_identity,
        name="subject_request_identity",
    ),
    path(
        f"{REQUEST}/answer/", subject_requests.subject_request_answer, name="subject_request_answer"
    ),
]
