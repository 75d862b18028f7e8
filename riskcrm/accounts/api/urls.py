"""API routes of the accounts app."""

from django.urls import URLPattern, path

from riskcrm.accounts.api import absences, people, policies

POLICY = "policies/<slug:code>/"
urlpatterns: list[URLPattern] = [
    path("people/", people.PersonCollection.as_view(), name="api-people"),
    path("people/<int:pk>/", people.PersonItem.as_view(), name="api-person"),
    path("people/<int:pk>/work/", people.PersonWork.as_view(), name="api-person-work"),
    path("people/<int:pk>/hand-over/", people.PersonHandOver.as_view(), name="api-hand-over"),
    path(
        "people/<int:pk>/absences/", absences.PersonAbsences.as_view(), name="api-person-absences"
    ),
    path("absences/<int:pk>/end/", absences.AbsenceEnding.as_view(), name="api-absence-end"),
    path("teams/", people.TeamCollection.as_view(), name="api-teams"),
    path("teams/<int:pk>/", people.TeamItem.as_view(), name="api-team"),
    path("policies/", policies.PolicyCollection.as_view(), name="api-policies"),
    path(POLICY, policies.PolicyItem.as_view(), name="api-policy"),
    path(f"{POLICY}versions/", policies.PolicyPublishing.as_view(), name="api-policy-versions"),
    path(f"{POLICY}withdraw/", policies.PolicyWithdrawal.as_view(), name="api-policy-withdraw"),
    path(
        f"{POLICY}versions/<int:number>/acknowledge/",
        policies.PolicyAcknowledging.as_view(),
        name="api-policy-acknowledge",
    ),
    path(
        "policy-acknowledgements/",
        policies.AcknowledgementCollection.as_view(),
        name="api-policy-acknowledgements",
    ),
]
