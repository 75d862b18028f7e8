"""Pages of the removal app."""

from django.urls import path

from removal.views import cases, list_appeals, listing, readmissions, subject_requests

app_name = "removal"
urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="case_list"),
    path("cases/<int:case_id>/", cases.case_detail, name="case_detail"),
    path("cases/<int:case_id>/approve/", cases.case_approve, name="case_approve"),
    path("cases/<int:case_id>/reject/", cases.case_reject, name="case_reject"),
    path("cases/<int:case_id>/withdraw/", cases.case_withdraw, name="case_withdraw"),
    path("customers/<int:customer_id>/propose-removal/", cases.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", cases.case_panel, name="case_panel"),
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

APPEAL = "list-appeals/<int:appeal_id>"
urlpatterns += [
    path(f"{APPEAL}/", list_appeals.list_appeal_detail, name="list_appeal_detail"),
    path(
        f"{APPEAL}/acknowledge/",
        list_appeals.list_appeal_acknowledge,
        name="list_appeal_acknowledge",
    ),
    path(f"{APPEAL}/identity/", list_appeals.list_appeal_identity, name="list_appeal_identity"),
    path(f"{APPEAL}/decide/", list_appeals.list_appeal_decide, name="list_appeal_decide"),
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
