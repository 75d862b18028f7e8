"""Every route, by app. Each app's `urls.py` lists its pages; API routes sit under /api/v1/."""

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path

# of allauth only what is wanted: people are made, and given a new password, by an administrator
signing_in = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(signing_in)),
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
