"""Pages of the scoring app."""

from django.urls import URLPattern, path

from scoring.views import book, card_editor, card_life, cards, customer, indicator

app_name = "scoring"
VERSION = "scorecards/<int:version_id>/"
CHAMPION = "scorecards/champion/<int:proposal_id>/"
urlpatterns: list[URLPattern] = [
    path("customers/<int:customer_id>/score/", customer.score_panel, name="score_panel"),
    path("customers/<int:customer_id>/score/retry/", customer.score_retry, name="score_retry"),
    path(
        "customers/<int:customer_id>/indicators/<slug:code>/",
        indicator.indicator_rows,
        name="indicator_rows",
    ),
    path("indicators/", book.indicator_list, name="indicator_list"),
    path("scorecards/", cards.ScorecardList.as_view(), name="scorecard_list"),
    path("scorecards/new/", cards.scorecard_create, name="scorecard_create"),
    path(VERSION, cards.scorecard_detail, name="scorecard_detail"),
    path(VERSION + "compare/", cards.scorecard_compare, name="scorecard_compare"),
    path(VERSION + "draft/", cards.scorecard_draft, name="scorecard_draft"),
    path(VERSION + "edit/", card_editor.scorecard_edit, name="scorecard_edit"),
    path(
        VERSION + "preview/",
        card_editor.scorecard_preview,
        name="scorecard_preview",
    ),
    path(VERSION + "submit/", card_life.scorecard_submit, name="scorecard_submit"),
    path(VERSION + "review/", card_life.scorecard_review, name="scorecard_review"),
    path(
        VERSION + "publish/",
        card_life.scorecard_publish,
        name="scorecard_publish",
    ),
    path(VERSION + "return/", card_life.scorecard_return, name="scorecard_return"),
    path(VERSION + "retire/", card_life.scorecard_retire, name="scorecard_retire"),
    path(
        VERSION + "propose-champion/",
        card_life.champion_propose,
        name="champion_propose",
    ),
    path(CHAMPION, card_life.champion_detail, name="champion_detail"),
    path(
        CHAMPION + "approve/",
        card_life.champion_approve,
        name="champion_approve",
    ),
    path(
        CHAMPION + "reject/",
        card_life.champion_reject,
        name="champion_reject",
    ),
    path("runs/score-book/", book.book_score, name="book_score"),
]
