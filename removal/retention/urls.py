"""Pages of what goes after its time."""

from django.urls import path

from removal.views import retention

RUN = "retention/<int:run_id>/"
urlpatterns = [
    path("retention/", retention.ErasureRunList.as_view(), name="erasure_list"),
    path("retention/due/", retention.erasure_due, name="erasure_due"),
    path("retention/propose/", retention.erasure_propose, name="erasure_propose"),
    path("retention/find/", retention.erased_find, name="erased_find"),
    path(RUN, retention.erasure_detail, name="erasure_detail"),
    path(f"{RUN}progress/", retention.erasure_progress, name="erasure_progress"),
    path(f"{RUN}approve/", retention.erasure_approve, name="erasure_approve"),
    path(f"{RUN}reject/", retention.erasure_reject, name="erasure_reject"),
    path(f"{RUN}certificate.csv", retention.erasure_certificate, name="erasure_certificate"),
]
