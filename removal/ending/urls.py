"""Pages of what comes after the end."""

from django.urls import path

from removal.views import ending

CASE = "cases/<int:case_id>/"
urlpatterns = [
    path("legal-recoveries/", ending.LegalRecoveryList.as_view(), name="legal_recovery_list"),
    path(f"{CASE}ending/", ending.ending, name="ending"),
    path(f"{CASE}ending/panel/", ending.ending_panel, name="ending_panel"),
    *(
        path(
            f"{CASE}ending/{act}/" + ("<int:row_id>/" if chosen.rows else ""),
            ending.ending_act,
            {"act": act},
            name=f"ending_{act.replace('-', '_')}",
        )
        for act, chosen in ending.ACTS.items()
    ),
]
