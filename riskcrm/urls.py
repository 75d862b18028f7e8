"""Every route, by app. Each app's `urls.py` lists its pages; API routes sit under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("riskcrm.web.urls")),
    path("", include("riskcrm.accounts.urls")),
    path("", include("riskcrm.audit.urls")),
    path("", include("riskcrm.jobs.urls")),
    path("", include("customers.urls")),
    path("", include("scoring.urls")),
    path("", include("removal.urls")),
    path("", include("monitoring.urls")),
    path("api/v1/", include("customers.api.urls")),
    path("api/v1/", include("scoring.api.urls")),
    path("api/v1/", include("removal.api.urls")),
    path("api/v1/", include("monitoring.api.urls")),
]

# errors under /api/ are problems in JSON, elsewhere pages
handler400 = "riskcrm.web.problems.bad_request"
handler403 = "riskcrm.web.problems.permission_denied"
handler404 = "riskcrm.web.problems.not_found"
handler500 = "riskcrm.web.problems.server_error"
