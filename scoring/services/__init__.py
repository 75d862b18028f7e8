"""Every write of the scoring app."""

from scoring.services.book_runs import (
    BOOK_RUN,
    request_book_run,
    request_nightly_run,
    score_chunk,
    work_on_book_runs,
)
from scoring.services.cards import publish_first_card
from scoring.services.credit_changes import number_changes, purge_changes
from scoring.services.credit_checks import (
    MOST_CHECKS,
    Ask,
    check_credit,
    check_credits,
)
from scoring.services.credit_releases import LONGEST_RELEASE, check_may_release, release_check
from scoring.services.credit_reservations import cancel_reservation, settle_reservation
from scoring.services.credit_sectors import add_up_sectors
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
    "LONGEST_RELEASE",
    "MOST_CHECKS",
    "TICK_CUSTOMERS",
    "Ask",
    "add_up_sectors",
    "cancel_reservation",
    "check_credit",
    "check_credits",
    "check_may_release",
    "forget_figures",
    "number_changes",
    "publish_first_card",
    "publish_first_policy",
    "purge_changes",
    "release_check",
    "request_book_run",
    "request_nightly_run",
    "retry_scoring",
    "score_changed",
    "score_chunk",
    "score_customers",
    "settle_reservation",
    "work_on_book_runs",
]
