"""API routes of the customers app; customers themselves are served in monitoring, with scores."""

from itertools import chain

from django.urls import path

from customers.api import authority, exchange_rates, imports, onboarding, views
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
    path("admissions/", onboarding.Admissions.as_view(), name="api-admissions"),
    path(
        "onboarding-checks/",
        onboarding.OnboardingChecks.as_view(),
        name="api-onboarding-checks",
    ),
    path("contacts/", views.ContactCollection.as_view(), name="api-contacts"),
    path("contacts/<int:pk>/", views.ContactItem.as_view(), name="api-contact"),
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
]
