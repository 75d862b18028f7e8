"""Pages of the accounts app."""

from django.urls import URLPattern, path

from riskcrm.accounts.language import choose_language
from riskcrm.accounts.views import absences, handing_over, keys, me, people, policies, teams

app_name = "accounts"
PERSON = "settings/people/<int:person_id>/"
POLICY = "policies/<slug:code>/"
urlpatterns: list[URLPattern] = [
    path("language/", choose_language, name="language"),
    path("me/", me.me, name="me"),
    path("me/absence/", absences.own_absence, name="own_absence"),
    path("me/absence/<int:absence_id>/end/", absences.own_absence_end, name="own_absence_end"),
    path("policies/", policies.policies, name="policies"),
    path("policies/new/", policies.policy_create, name="policy_create"),
    path(POLICY, policies.policy, name="policy"),
    path(f"{POLICY}publish/", policies.policy_publish, name="policy_publish"),
    path(f"{POLICY}withdraw/", policies.policy_withdraw, name="policy_withdraw"),
    path(f"{POLICY}missing/", policies.MissingReaders.as_view(), name="policy_missing"),
    path(f"{POLICY}<int:number>/", policies.policy, name="policy_version"),
    path(
        f"{POLICY}<int:number>/acknowledge/",
        policies.policy_acknowledge,
        name="policy_acknowledge",
    ),
    path("settings/people/", people.People.as_view(), name="people"),
    path("settings/people/new/", people.person_create, name="person_create"),
    path("settings/people/password/", people.password_made, name="password_made"),
    path(PERSON, people.person_edit, name="person_edit"),
    path(f"{PERSON}password/", people.person_password, name="person_password"),
    path(f"{PERSON}second-factor/", people.person_second_factor, name="person_second_factor"),
    path(f"{PERSON}hand-over/", handing_over.person_hand_over, name="person_hand_over"),
    path(f"{PERSON}absence/", absences.person_absence, name="person_absence"),
    path(
        f"{PERSON}absence/<int:absence_id>/end/",
        absences.person_absence_end,
        name="person_absence_end",
    ),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/<int:team_id>/", teams.team_edit, name="team_edit"),
    path("settings/api-keys/", keys.ApiKeys.as_view(), name="api_keys"),
    path("settings/api-keys/new/", keys.api_key_create, name="api_key_create"),
    path("settings/api-keys/made/", keys.api_key_made, name="api_key_made"),
    path("settings/api-keys/<int:key_id>/revoke/", keys.api_key_revoke, name="api_key_revoke"),
]
