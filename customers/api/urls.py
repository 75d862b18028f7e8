"""API routes of the customers app; customers themselves are served in monitoring, with scores."""

from django.urls import path

from customers.api import views

urlpatterns = [
    path("contacts/", views.ContactCollection.as_view(), name="api-contacts"),
    path("contacts/<int:pk>/", views.ContactItem.as_view(), name="api-contact"),
    path("invoices/", views.InvoiceCollection.as_view(), name="api-invoices"),
    path("invoices/<int:pk>/", views.InvoiceItem.as_view(), name="api-invoice"),
    path("payments/", views.PaymentCollection.as_view(), name="api-payments"),
    path("payments/<int:pk>/", views.PaymentItem.as_view(), name="api-payment"),
]
