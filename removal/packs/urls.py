"""Pages of policy packs."""

from django.urls import path

from removal.views import packs

urlpatterns = [
    path("policy-packs/", packs.PackList.as_view(), name="pack_list"),
    path("policy-packs/<int:pack_id>/", packs.pack_detail, name="pack_detail"),
    path("policy-packs/<int:pack_id>/adapt/", packs.pack_adapt, name="pack_adapt"),
    path("policy-packs/<int:pack_id>/change/", packs.pack_change, name="pack_change"),
    path(
        "policy-packs/<int:pack_id>/parameters/<slug:name>/",
        packs.pack_parameter,
        name="pack_parameter",
    ),
    path("policy-packs/<int:pack_id>/submit/", packs.pack_submit, name="pack_submit"),
    path("policy-packs/<int:pack_id>/return/", packs.pack_return, name="pack_return"),
    path("policy-packs/<int:pack_id>/approve/", packs.pack_approve, name="pack_approve"),
    path("policy-packs/<int:pack_id>/reject/", packs.pack_reject, name="pack_reject"),
    path("policy-packs/<int:pack_id>/dates/", packs.pack_dates, name="pack_dates"),
]
