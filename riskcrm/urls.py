"""Every route, by app. Each app's `urls.py` lists its pages; API routes sit under /api/v1/."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path

# of allauth only what is wanted: people are made, and given a new password, by an administrator
signing_in = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/on/", totp.activate_totp, name="mfa_activate_totp"),
    # with its audit event in one transaction
    path(
        "second-factor/off/",
        transaction.atomic(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/recovery-codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
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
    path("api/v1/", include("riskcrm.web.api.urls")),
    path("api/v1/", include("riskcrm.accounts.api.urls")),
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
