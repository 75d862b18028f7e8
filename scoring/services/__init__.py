"""Every write of the scoring app."""

from scoring.services.book_runs import (
    BOOK_RUN,
    request_book_run,
    request_nightly_run,
    score_chunk,
    work_on_book_runs,
)
from scoring.services.cards import publish_first_card
from scoring.services.peers import ensure_peers, ensure_peers_of_yesterday
from scoring.services.references import post_grades, post_tables
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
    "ensure_peers",
    "ensure_peers_of_yesterday",
    "forget_figures",
    "post_grades",
    "post_tables",
    "publish_first_card",
    "publish_first_policy",
    "request_book_run",
    "request_nightly_run",
    "retry_scoring",
    "score_changed",
    "score_chunk",
    "score_customers",
    "work_on_book_runs",
]
