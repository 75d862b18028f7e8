"""Pages of the restricted list, its appeals, and of coming back."""

from django.urls import path

from removal.views import list_appeals, listing, readmissions

LISTED = "restricted-list/<int:entry_id>"
HEARD = "list-appeals/<int:appeal_id>"
ASKED = "readmissions/<int:readmission_id>"
CRITERIA = "readmissions/criteria"
urlpatterns = [
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
    path(f"{HEARD}/", list_appeals.list_appeal_detail, name="list_appeal_detail"),
    path(
        f"{HEARD}/acknowledge/",
        list_appeals.list_appeal_acknowledge,
        name="list_appeal_acknowledge",
    ),
    path(f"{HEARD}/identity/", list_appeals.list_appeal_identity, name="list_appeal_identity"),
    path(f"{HEARD}/decide/", list_appeals.list_appeal_decide, name="list_appeal_decide"),
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
