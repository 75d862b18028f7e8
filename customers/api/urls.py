"""API routes of the customers app; customers themselves are served in monitoring, with scores."""

from itertools import chain

from django.urls import path

from customers.api import (
    allocations,
    authority,
    collecting,
    contacts,
    custom_fields,
    documents,
    exchange_rates,
    follow_up,
    imports,
    merges,
    onboarding,
    parties,
    reminders,
    runs,
    screening,
    screening_versions,
    system_keys,
    terms,
    views,
)
from customers.api.record_acts import record_act_paths
from customers.api.records import collection_view, item_view
from customers.records import KINDS

urlpatterns = [
    *chain.from_iterable(
        (
            path(f"{code}/", collection_view(kind).as_view(), name=f"api-{code}"),
            path(f"{code}/<int:pk>/", item_view(kind).as_view(), name=f"api-{kind.name}"),
        )
        for code, kind in KINDS.items()
    ),
    *record_act_paths(),
    *contacts.ACTS,
    *documents.ACTS,
    *merges.ACTS,
    *parties.ACTS,
    *reminders.ACTS,
    *authority.ACTS,
    *collecting.ACTS,
    *custom_fields.ACTS,
    *follow_up.ACTS,
    *imports.ACTS,
    *onboarding.ACTS,
    *views.LEDGER_ACTS,
    *screening_versions.ACTS,
    *system_keys.ACTS,
    path("customers/<int:pk>/timeline/", follow_up.Timeline.as_view(), name="api-timeline"),
    path("mentions/", follow_up.MentionCollection.as_view(), name="api-mentions"),
    path("mentions/read-all/", follow_up.MentionsRead.as_view(), name="api-mentions-read-all"),
    path("lessons/", follow_up.LessonCollection.as_view(), name="api-lessons"),
    path("system-keys/", system_keys.SystemKeyCollection.as_view(), name="api-system-keys"),
    path("system-keys/<int:pk>/", system_keys.SystemKeyItem.as_view(), name="api-system-key"),
    path("credit-terms/", terms.CreditTermsCollection.as_view(), name="api-credit-terms"),
    path("credit-terms/<int:pk>/", terms.CreditTermsItem.as_view(), name="api-credit-terms-item"),
    path(
        "collection-settings/",
        collecting.CollectionSettingsItem.as_view(),
        name="api-collection-settings",
    ),
    path("reminder-levels/", collecting.LevelCollection.as_view(), name="api-reminder-levels"),
    path("reminder-levels/<int:pk>/", collecting.LevelItem.as_view(), name="api-reminder-level"),
    path("step-templates/", collecting.TemplateCollection.as_view(), name="api-step-templates"),
    path("step-templates/<int:pk>/", collecting.TemplateItem.as_view(), name="api-step-template"),
    path("onboarding-items/", onboarding.ItemCollection.as_view(), name="api-onboarding-items"),
    path("onboarding-items/<int:pk>/", onboarding.ItemItem.as_view(), name="api-onboarding-item"),
    path("duplicates/search/", runs.DuplicateSearch.as_view(), name="api-duplicate-search"),
    path("open-credits/match/", runs.ExactMatching.as_view(), name="api-exact-matching"),
    path("import-mappings/", imports.MappingCollection.as_view(), name="api-import-mappings"),
    path("import-mappings/<int:pk>/", imports.MappingItem.as_view(), name="api-import-mapping"),
    path("imports/<int:pk>/kept.csv", imports.ImportKept.as_view(), name="api-import-kept"),
    path(
        "screening-lists/<int:pk>/versions/",
        screening_versions.VersionCollection.as_view(),
        name="api-list-versions",
    ),
    path(
        "list-versions/<int:pk>/",
        screening_versions.VersionItem.as_view(),
        name="api-list-version",
    ),
    path(
        "custom-fields/<int:pk>/",
        custom_fields.CustomFieldItem.as_view(),
        name="api-custom-field",
    ),
    path("admissions/", onboarding.Admissions.as_view(), name="api-admissions"),
    path(
        "onboarding-checks/",
        onboarding.OnboardingChecks.as_view(),
        name="api-onboarding-checks",
    ),
    path("reminder-runs/", reminders.ReminderRunCollection.as_view(), name="api-reminder-runs"),
    path("reminder-runs/<int:pk>/", reminders.ReminderRunItem.as_view(), name="api-reminder-run"),
    path("reminders/", reminders.ReminderCollection.as_view(), name="api-reminders"),
    path("reminders/<int:pk>/", reminders.ReminderItemView.as_view(), name="api-reminder"),
    path("contacts/", views.ContactCollection.as_view(), name="api-contacts"),
    path("contacts/<int:pk>/", views.ContactItem.as_view(), name="api-contact"),
    path(
        "contact-changes/", contacts.ContactChangeCollection.as_view(), name="api-contact-changes"
    ),
    path("custom-fields/", custom_fields.CustomFieldCollection.as_view(), name="api-custom-fields"),
    path("documents/", documents.DocumentCollection.as_view(), name="api-documents"),
    path("documents/<int:pk>/", documents.DocumentItem.as_view(), name="api-document"),
    path(
        "documents/<int:pk>/content/",
        documents.DocumentContent.as_view(),
        name="api-document-content",
    ),
    path("duplicates/", merges.PairCollection.as_view(), name="api-duplicates"),
    path("merges/", merges.MergeCollection.as_view(), name="api-merges"),
    path("related-parties/", parties.PartyCollection.as_view(), name="api-parties"),
    path("related-parties/<int:pk>/", parties.PartyItem.as_view(), name="api-party"),
    path("groups/<int:pk>/members/", parties.MemberCollection.as_view(), name="api-members"),
    path("imports/", imports.ImportCollection.as_view(), name="api-imports"),
    path("imports/<int:pk>/", imports.ImportItem.as_view(), name="api-import"),
    path(
        "imports/<int:pk>/confirm/", imports.ImportConfirmation.as_view(), name="api-import-confirm"
    ),
    path("imports/<int:pk>/stop/", imports.ImportStopping.as_view(), name="api-import-stop"),
    path("imports/<int:pk>/undo/", imports.ImportUndoing.as_view(), name="api-import-undo"),
    path(
        "imports/<int:pk>/refused.csv", imports.ImportRefusals.as_view(), name="api-import-refused"
    ),
    path("invoices/", views.InvoiceCollection.as_view(), name="api-invoices"),
    path("invoices/<int:pk>/", views.InvoiceItem.as_view(), name="api-invoice"),
    path("payments/", views.PaymentCollection.as_view(), name="api-payments"),
    path("payments/<int:pk>/", views.PaymentItem.as_view(), name="api-payment"),
    path(
        "exchange-rates/",
        exchange_rates.ExchangeRateCollection.as_view(),
        name="api-exchange-rates",
    ),
    path(
        "authority-requests/",
        authority.AuthorityRequestCollection.as_view(),
        name="api-authority-requests",
    ),
    path(
        "authority-requests/<int:pk>/",
        authority.AuthorityRequestItem.as_view(),
        name="api-authority-request",
    ),
    path("screening-lists/", screening.ListCollection.as_view(), name="api-screening-lists"),
    path("screening-lists/<int:pk>/", screening.ListItem.as_view(), name="api-screening-list"),
    path("screening-entries/", screening.EntryCollection.as_view(), name="api-screening-entries"),
    path("screening-entries/<int:pk>/", screening.EntryItem.as_view(), name="api-screening-entry"),
    path("screening-hits/", screening.HitCollection.as_view(), name="api-screening-hits"),
    path("screening-hits/<int:pk>/", screening.HitItem.as_view(), name="api-screening-hit"),
    path(
        "screening-hits/<int:pk>/decide/",
        screening.HitDecision.as_view(),
        name="api-screening-hit-decide",
    ),
    path("screenings/", screening.Screening.as_view(), name="api-screenings"),
    path("allocations/", allocations.AllocationCollection.as_view(), name="api-allocations"),
    path("allocations/<int:pk>/", allocations.AllocationItem.as_view(), name="api-allocation"),
    path("open-credits/", allocations.OpenCreditCollection.as_view(), name="api-open-credits"),
    path(
        "customers/<int:pk>/allocation-proposals/",
        allocations.AllocationProposals.as_view(),
        name="api-allocation-proposals",
    ),
]
