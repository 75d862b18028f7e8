"""API routes of the customers app; customers themselves are served in monitoring, with scores."""

from django.urls import path

from customers.api import contacts, custom_fields, documents, merges, parties, views

urlpatterns = [
    path("contacts/", views.ContactCollection.as_view(), name="api-contacts"),
    path("contacts/<int:pk>/", views.ContactItem.as_view(), name="api-contact"),
    path("contacts/<int:pk>/end/", contacts.ContactEnd.as_view()),
    path("contacts/<int:pk>/reopen/", contacts.ContactReopening.as_view()),
    path(
        "contact-changes/", contacts.ContactChangeCollection.as_view(), name="api-contact-changes"
    ),
    path("custom-fields/", custom_fields.CustomFieldCollection.as_view(), name="api-custom-fields"),
    path("documents/", documents.DocumentCollection.as_view(), name="api-documents"),
    path("documents/<int:pk>/", documents.DocumentItem.as_view(), name="api-document"),
    path("documents/<int:pk>/content/", documents.DocumentContent.as_view()),
    path("documents/<int:pk>/remove/", documents.DocumentRemoval.as_view()),
    path("duplicates/", merges.PairCollection.as_view(), name="api-duplicates"),
    path("duplicates/<int:pk>/dismiss/", merges.PairDismissal.as_view()),
    path("merges/", merges.MergeCollection.as_view(), name="api-merges"),
    path("merges/<int:pk>/undo/", merges.MergeUndo.as_view()),
    path("related-parties/", parties.PartyCollection.as_view(), name="api-parties"),
    path("related-parties/<int:pk>/", parties.PartyItem.as_view(), name="api-party"),
    path("groups/<int:pk>/members/", parties.MemberCollection.as_view(), name="api-members"),
    path("groups/<int:pk>/members/<int:membership>/end/", parties.MembershipEnd.as_view()),
    path("invoices/", views.InvoiceCollection.as_view(), name="api-invoices"),
    path("invoices/<int:pk>/", views.InvoiceItem.as_view(), name="api-invoice"),
    path("payments/", views.PaymentCollection.as_view(), name="api-payments"),
    path("payments/<int:pk>/", views.PaymentItem.as_view(), name="api-payment"),
]
