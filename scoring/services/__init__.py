"""Every write of the scoring app."""

from scoring.services.book_runs import (
    BOOK_RUN,
    request_book_run,
    request_nightly_run,
    rescore_book,
    score_chunk,
    work_on_book_runs,
)
from scoring.services.card_life import publish_card, retire_card, return_card, submit_card
from scoring.services.card_rights import (
    check_may_change,
    check_may_decide_champion,
    check_may_draft,
    check_may_propose_champion,
    check_may_publish,
    check_may_retire,
    check_may_return,
)
from scoring.services.cards import change_draft, create_card, draft_version, publish_first_card
from scoring.services.champions import keep_champion, make_champion, propose_champion
from scoring.services.scores import (
    TICK_CUSTOMERS,
    forget_figures,
    retry_scoring,
    score_changed,
    score_customers,
)
from scoring.services.treatments import publish_first_policy

__all__ = [
    "BOOK_RUN",
    "TICK_CUSTOMERS",
    "change_draft",
    "check_may_change",
    "check_may_decide_champion",
    "check_may_draft",
    "check_may_propose_champion",
    "check_may_publish",
    "check_may_retire",
    "check_may_return",
    "create_card",
    "draft_version",
    "forget_figures",
    "keep_champion",
    "make_champion",
    "propose_champion",
    "publish_card",
    "publish_first_card",
    "publish_first_policy",
    "request_book_run",
    "request_nightly_run",
    "rescore_book",
    "retire_card",
    "retry_scoring",
    "return_card",
    "score_changed",
    "score_chunk",
    "score_customers",
    "submit_card",
    "work_on_book_runs",
]
