"""Pages of the removal app."""

from django.urls import path

from removal.views import cases, effect, feedback

app_name = "removal"
urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="case_list"),
    path("cases/<int:case_id>/", cases.case_detail, name="case_detail"),
    path("cases/<int:case_id>/approve/", cases.case_approve, name="case_approve"),
    path("cases/<int:case_id>/reject/", cases.case_reject, name="case_reject"),
    path("cases/<int:case_id>/withdraw/", cases.case_withdraw, name="case_withdraw"),
    path("customers/<int:customer_id>/propose-removal/", cases.case_propose, name="case_propose"),
    path("customers/<int:customer_id>/cases/", cases.case_panel, name="case_panel"),
    path("effect/", effect.StudyList.as_view(), name="effect_list"),
    path("effect/add/", effect.effect_add, name="effect_add"),
    path("effect/<int:study_id>/", effect.effect_detail, name="effect_detail"),
    path("effect/<int:study_id>/progress/", effect.effect_progress, name="effect_progress"),
    path("effect/<int:study_id>/look/", effect.effect_look, name="effect_look"),
    path("effect/<int:study_id>/customers/", effect.effect_customers, name="effect_customers"),
    path("effect/<int:study_id>/panel.csv", effect.effect_panel, name="effect_panel"),
    path("effect/<int:study_id>/report.pdf", effect.effect_pdf, name="effect_pdf"),
    path("effect/feedback/", feedback.FeedbackList.as_view(), name="feedback_list"),
    path("effect/feedback/add/", feedback.feedback_add, name="feedback_add"),
    path("effect/feedback/rounds/add/", feedback.feedback_round_add, name="feedback_round_add"),
]
