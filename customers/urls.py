"""Pages of the customers app."""

from django.urls import path

from customers.views import (
    contacts,
    custom_fields,
    customers,
    details,
    documents,
    duplicates,
    groups,
    imports,
    panels,
    parties,
)

app_name = "customers"
urlpatterns = [
    path("customers/new/", customers.customer_create, name="customer_create"),
    path("customers/<int:customer_id>/edit/", customers.customer_edit, name="customer_edit"),
    path("customers/<int:customer_id>/terms/", customers.terms_change, name="terms_change"),
    path(
        "customers/<int:customer_id>/contacts/new/", customers.contact_create, name="contact_create"
    ),
    path(
        "customers/<int:customer_id>/contacts/<int:contact_id>/edit/",
        customers.contact_edit,
        name="contact_edit",
    ),
    path(
        "customers/<int:customer_id>/contacts/<int:contact_id>/verify/",
        contacts.contact_verify,
        name="contact_verify",
    ),
    path(
        "customers/<int:customer_id>/contacts/<int:contact_id>/end/",
        contacts.contact_end,
        name="contact_end",
    ),
    path(
        "customers/<int:customer_id>/contacts/<int:contact_id>/reopen/",
        contacts.contact_reopen,
        name="contact_reopen",
    ),
    path("contacts/", contacts.ContactList.as_view(), name="contact_list"),
    path("contact-changes/", contacts.ContactChangeList.as_view(), name="contact_change_list"),
    path(
        "contact-changes/<int:change_id>/verify/",
        contacts.contact_change_verify,
        name="contact_change_verify",
    ),
    path("related-parties/", parties.RelatedPartyList.as_view(), name="party_list"),
    path(
        "customers/<int:customer_id>/related-parties/new/",
        parties.party_create,
        name="party_create",
    ),
    path("related-parties/<int:party_id>/edit/", parties.party_edit, name="party_edit"),
    path("related-parties/<int:party_id>/verify/", parties.party_verify, name="party_verify"),
    path("groups/new/", groups.group_create, name="group_create"),
    path("groups/<int:group_id>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<int:group_id>/members/new/", groups.member_add, name="member_add"),
    path(
        "group-memberships/<int:membership_id>/end/", groups.membership_end, name="membership_end"
    ),
    path(
        "settings/custom-fields/",
        custom_fields.CustomFieldList.as_view(),
        name="custom_field_list",
    ),
    path(
        "settings/custom-fields/new/",
        custom_fields.custom_field_create,
        name="custom_field_create",
    ),
    path(
        "settings/custom-fields/<int:field_id>/",
        custom_fields.custom_field_edit,
        name="custom_field_edit",
    ),
    path(
        "settings/custom-fields/<int:field_id>/archive/",
        custom_fields.custom_field_archive,
        name="custom_field_archive",
    ),
    path("duplicates/", duplicates.DuplicatePairList.as_view(), name="duplicate_list"),
    path("duplicates/search/", duplicates.duplicate_search, name="duplicate_search"),
    path(
        "duplicates/<int:pair_id>/dismiss/", duplicates.duplicate_dismiss, name="duplicate_dismiss"
    ),
    path("duplicates/<int:pair_id>/reopen/", duplicates.duplicate_reopen, name="duplicate_reopen"),
    path("customers/<int:customer_id>/merge/", duplicates.merge_start, name="merge_start"),
    path(
        "customers/<int:survivor_id>/merge/<int:merged_id>/",
        duplicates.customer_merge,
        name="customer_merge",
    ),
    path("merges/", duplicates.CustomerMergeList.as_view(), name="merge_list"),
    path("merges/<int:merge_id>/undo/", duplicates.merge_undo, name="merge_undo"),
    path("documents/", documents.AttachmentList.as_view(), name="document_list"),
    path("customers/<int:customer_id>/documents/", documents.document_panel, name="document_panel"),
    path(
        "customers/<int:customer_id>/documents/new/",
        documents.document_create,
        name="document_create",
    ),
    path("documents/<int:document_id>/", documents.document_read, name="document_read"),
    path("documents/<int:document_id>/remove/", documents.document_remove, name="document_remove"),
    path("customers/<int:customer_id>/invoices/", panels.invoice_panel, name="invoice_panel"),
    path("customers/<int:customer_id>/payments/", panels.payment_panel, name="payment_panel"),
    path("customers/<int:customer_id>/contacts/", panels.contact_panel, name="contact_panel"),
    path("customers/<int:customer_id>/details/", details.details_panel, name="details_panel"),
    path("customers/<int:customer_id>/timeline/", panels.timeline_panel, name="timeline_panel"),
    path("imports/", imports.ImportList.as_view(), name="import_list"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/<int:import_id>/", imports.import_detail, name="import_detail"),
    path("imports/<int:import_id>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:import_id>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:import_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:import_id>/refused.csv", imports.import_refusals, name="import_refusals"),
]
