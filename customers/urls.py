"""Pages of the customers app."""

from django.urls import path

from customers import follow_up_urls
from customers.views import (
    authority,
    collection,
    customers,
    exchange_rates,
    imports,
    ledger,
    matching,
    onboarding,
    panels,
    records,
    reminders,
    screening,
    screening_lists,
    screening_versions,
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
    path("invoices/", ledger.InvoiceList.as_view(), name="invoice_list"),
    path("invoices/<int:pk>/", ledger.invoice_detail, name="invoice_detail"),
    path("payments/", ledger.PaymentList.as_view(), name="payment_list"),
    path("payments/<int:pk>/", ledger.payment_detail, name="payment_detail"),
    path("allocations/", ledger.AllocationList.as_view(), name="allocation_list"),
    path(
        "allocations/<int:pk>/take-back/", ledger.allocation_take_back, name="allocation_take_back"
    ),
    path("open-credits/", matching.OpenCreditList.as_view(), name="opencredit_list"),
    path("open-credits/match/", matching.match_exact, name="match_exact"),
    path(
        "customers/<int:customer_id>/matching/",
        matching.customer_matching,
        name="customer_matching",
    ),
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
    path(
        "customers/<int:customer_id>/screening/", screening.screening_panel, name="screening_panel"
    ),
    path("screening/", screening.HitList.as_view(), name="hit_list"),
    path("screening/count/", screening.hit_count, name="hit_count"),
    path("screening/hits/<int:hit_id>/", screening.hit_detail, name="hit_detail"),
    path("screening/hits/<int:hit_id>/decide/", screening.hit_decide, name="hit_decide"),
    path(
        "screening/lists/",
        screening_lists.ScreeningListList.as_view(),
        name="screening_list_list",
    ),
    path("screening/lists/new/", screening_lists.list_create, name="screening_list_create"),
    path(
        "screening/lists/<int:list_id>/", screening_lists.list_detail, name="screening_list_detail"
    ),
    path(
        "screening/lists/<int:list_id>/change/",
        screening_lists.list_change,
        name="screening_list_change",
    ),
    path(
        "screening/lists/<int:list_id>/versions/new/",
        screening_versions.version_create,
        name="version_create",
    ),
    path(
        "screening/versions/<int:version_id>/",
        screening_versions.version_detail,
        name="version_detail",
    ),
    path(
        "screening/versions/<int:version_id>/progress/",
        screening_versions.version_progress,
        name="version_progress",
    ),
    path(
        "screening/versions/<int:version_id>/confirm/",
        screening_versions.version_confirm,
        name="version_confirm",
    ),
    path("screening/entries/", screening_lists.EntryList.as_view(), name="entry_list"),
    path("screening/entries/<int:entry_id>/", screening_lists.entry_detail, name="entry_detail"),
    *follow_up_urls.urlpatterns,
    path(
        "customers/<int:customer_id>/receivables/",
        collection.receivables_panel,
        name="receivables_panel",
    ),
    path(
        "customers/<int:customer_id>/collection-plan/",
        collection.template_apply,
        name="template_apply",
    ),
    path("collection-steps/<int:pk>/close/", collection.step_close, name="step_close"),
    path("promises/<int:pk>/withdraw/", collection.promise_withdraw, name="promise_withdraw"),
    path("collection/settings/", collection.collection_settings, name="collection_settings"),
    path("collection/levels/new/", collection.reminderlevel_edit, name="reminderlevel_create"),
    path("collection/levels/<int:pk>/", collection.reminderlevel_edit, name="reminderlevel_edit"),
    path("collection/templates/new/", collection.steptemplate_edit, name="steptemplate_create"),
    path("collection/templates/<int:pk>/", collection.steptemplate_edit, name="steptemplate_edit"),
    path("reminders/", reminders.ReminderList.as_view(), name="reminder_list"),
    path("reminders/<int:pk>/", reminders.reminder_detail, name="reminder_detail"),
    path("reminders/<int:pk>/send/", reminders.reminder_send, name="reminder_send"),
    path("reminders/<int:pk>/drop/", reminders.reminder_drop, name="reminder_drop"),
    path("reminders/runs/", reminders.ReminderRunList.as_view(), name="reminderrun_list"),
    path("reminders/runs/new/", reminders.reminderrun_create, name="reminderrun_create"),
    path("reminders/runs/<int:pk>/send/", reminders.reminderrun_send, name="reminderrun_send"),
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
