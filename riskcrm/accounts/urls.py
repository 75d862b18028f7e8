"""Pages of the accounts app."""

from django.urls import URLPattern, path

from riskcrm.accounts import views
from riskcrm.accounts.language import choose_language

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("language/", choose_language, name="language"),
    path("me/", views.me, name="me"),
    path("settings/people/", views.People.as_view(), name="people"),
    path("settings/people/new/", views.person_create, name="person_create"),
    path("settings/people/<int:person_id>/", views.person_edit, name="person_edit"),
    path(
        "settings/people/<int:person_id>/password/", views.person_password, name="person_password"
    ),
    path("settings/teams/", views.teams, name="teams"),
    path("settings/api-keys/", views.ApiKeys.as_view(), name="api_keys"),
    path("settings/api-keys/new/", views.api_key_create, name="api_key_create"),
    path("settings/api-keys/made/", views.api_key_made, name="api_key_made"),
    path("settings/api-keys/<int:key_id>/revoke/", views.api_key_revoke, name="api_key_revoke"),
]
