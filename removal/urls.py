"""Pages of the removal app: of cases here, of each room in its own file."""

from django.urls import path

from removal.acts import WORDS
from removal.criteria import urls as criteria_urls
from removal.effect import urls as effect_urls
from removal.ending import urls as ending_urls
from removal.letters import urls as letters_urls
from removal.listing import urls as listing_urls
from removal.packs import urls as packs_urls
from removal.reduction import urls as reduction_urls
from removal.retention import urls as retention_urls
from removal.subject_requests import urls as subject_requests_urls
from removal.transitions import TRANSITIONS
from removal.views import case_page, case_parts, cases, lessons, limits, second_looks

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
    path(f"{APPEAL}withdraw/", second_looks.appeal_withdraw, name="appeal_withdraw"),
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
    *criteria_urls.urlpatterns,
    *effect_urls.urlpatterns,
    *ending_urls.urlpatterns,
    *letters_urls.urlpatterns,
    *listing_urls.urlpatterns,
    *packs_urls.urlpatterns,
    *reduction_urls.urlpatterns,
    *retention_urls.urlpatterns,
    *subject_requests_urls.urlpatterns,
]
