"""Pages of removal criteria and of what they suggest."""

from django.urls import path

from removal.views import criteria, criteria_what_if, suggestions

urlpatterns = [
    path("criteria/", criteria.CriteriaList.as_view(), name="criteria_list"),
    path("criteria/draft/", criteria.criteria_draft, name="criteria_draft"),
    path("criteria/<int:criteria_id>/", criteria.criteria_detail, name="criteria_detail"),
    path("criteria/<int:criteria_id>/rules/new/", criteria.rule_add, name="rule_add"),
    path(
        "criteria/<int:criteria_id>/rules/<int:rule_id>/", criteria.rule_change, name="rule_change"
    ),
    path(
        "criteria/<int:criteria_id>/rules/<int:rule_id>/remove/",
        criteria.rule_remove,
        name="rule_remove",
    ),
    path("criteria/<int:criteria_id>/submit/", criteria.criteria_submit, name="criteria_submit"),
    path("criteria/<int:criteria_id>/return/", criteria.criteria_return, name="criteria_return"),
    path("criteria/<int:criteria_id>/publish/", criteria.criteria_publish, name="criteria_publish"),
    path("criteria/<int:criteria_id>/retire/", criteria.criteria_retire, name="criteria_retire"),
    path(
        "criteria/<int:criteria_id>/what-if/",
        criteria_what_if.criteria_what_if,
        name="criteria_what_if",
    ),
    path("suggestions/", suggestions.SuggestionList.as_view(), name="suggestion_list"),
    path(
        "suggestions/<int:suggestion_id>/", suggestions.suggestion_detail, name="suggestion_detail"
    ),
    path(
        "suggestions/<int:suggestion_id>/take-up/",
        suggestions.suggestion_take_up,
        name="suggestion_take_up",
    ),
    path(
        "suggestions/<int:suggestion_id>/dismiss/",
        suggestions.suggestion_dismiss,
        name="suggestion_dismiss",
    ),
]
