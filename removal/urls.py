"""Pages of the removal app."""

from django.urls import path

from removal.acts import WORDS
from removal.transitions import TRANSITIONS
from removal.views import case_page, case_parts, cases, ending, limits, reduction, second_looks

app_name = "removal"
CASE = "cases/<int:case_id>/"
ITEM = f"{CASE}rectification-items/<int:item_id>/"
APPEAL = f"{CASE}appeals/<int:appeal_id>/"
REVIEW = f"{CASE}reviews/<int:review_id>/"
LIMITS = "approval-limits/"
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
]
