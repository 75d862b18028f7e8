"""Pages of whether removals helped."""

from django.urls import path

from removal.views import effect, feedback

urlpatterns = [
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
