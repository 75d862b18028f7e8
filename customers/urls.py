"""Pages of the customers app."""

from django.urls import path

from customers.views import (
    authority,
    customers,
    exchange_rates,
    imports,
    onboarding,
    panels,
    records,
)

app_name = "customers"
urlpatterns = [
    path("admissions/", onboarding.AdmissionList.as_view(), name="admission_list"),
    path(
        "admissions/<int:admission_id>/decide/",
        onboarding.admission_decide,
        name="admission_decide",
    ),
    path("customers/<int:customer_id>/onboarding/", onboarding.onboarding, name="onboarding"),
    path(
        "customers/<int:customer_id>/onboarding/<int:item_id>/",
        onboarding.item_check,
        name="item_check",
    ),
    path(
        "customers/<int:customer_id>/onboarding/request/",
        onboarding.admission_request,
        name="admission_request",
    ),
    path("settings/checklist/", onboarding.checklist, name="checklist"),
    path("settings/checklist/new/", onboarding.item_create, name="item_create"),
    path("settings/checklist/<int:item_id>/", onboarding.item_edit, name="item_edit"),
    path("settings/checklist/<int:item_id>/archive/", onboarding.item_archive, name="item_archive"),
    *records.record_urls(),
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
    path("customers/<int:customer_id>/invoices/", panels.invoice_panel, name="invoice_panel"),
    path("customers/<int:customer_id>/payments/", panels.payment_panel, name="payment_panel"),
    path("customers/<int:customer_id>/contacts/", panels.contact_panel, name="contact_panel"),
    path("customers/<int:customer_id>/timeline/", panels.timeline_panel, name="timeline_panel"),
    path("authority-requests/", authority.RequestList.as_view(), name="request_list"),
    path("authority-requests/new/", authority.request_create, name="request_create"),
    path("authority-requests/<int:request_id>/", authority.request_detail, name="request_detail"),
    path("authority-requests/<int:request_id>/edit/", authority.request_edit, name="request_edit"),
    path(
        "authority-requests/<int:request_id>/answer/",
        authority.request_answer,
        name="request_answer",
    ),
    path("settings/exchange-rates/", exchange_rates.RateList.as_view(), name="rate_list"),
    path("settings/exchange-rates/new/", exchange_rates.rate_add, name="rate_add"),
    path("imports/", imports.ImportList.as_view(), name="import_list"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/<int:import_id>/", imports.import_detail, name="import_detail"),
    path("imports/<int:import_id>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:import_id>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:import_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:import_id>/stop/", imports.import_stop, name="import_stop"),
    path("imports/<int:import_id>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:import_id>/mend/", imports.import_mend, name="import_mend"),
    path(
        "imports/<int:import_id>/mappings/<int:mapping_id>/delete/",
        imports.mapping_delete,
        name="mapping_delete",
    ),
    path("imports/<int:import_id>/kept.csv", imports.import_kept, name="import_kept"),
    path("imports/<int:import_id>/refused.csv", imports.import_refusals, name="import_refusals"),
]
