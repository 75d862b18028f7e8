"""Every write of the scoring app."""

from scoring.services.back_tests import (
    BACK_TEST_RUN,
    back_test_chunk,
    finish_back_test,
    request_back_test,
    work_on_back_tests,
)
from scoring.services.book_runs import (
    BOOK_RUN,
    request_book_run,
    request_nightly_run,
    score_chunk,
    work_on_book_runs,
)
from scoring.services.calibration import calibrate_card
from scoring.services.cards import publish_first_card
from scoring.services.drift import count_month, work_on_drift
from scoring.services.scores import (
    TICK_CUSTOMERS,
    forget_figures,
    retry_scoring,
    score_changed,
    score_customers,
)
from scoring.services.snapshots import (
    SNAPSHOT_RUN,
    months_to_read,
    request_month_snapshot,
    request_snapshots,
    snapshot_chunk,
    take_snapshots,
    work_on_snapshots,
)
from scoring.services.treatments import publish_first_policy

__all__ = [
    "BACK_TEST_RUN",
    "BOOK_RUN",
    "SNAPSHOT_RUN",
    "TICK_CUSTOMERS",
    "back_test_chunk",
    "calibrate_card",
    "count_month",
    "finish_back_test",
    "forget_figures",
    "months_to_read",
    "publish_first_card",
    "publish_first_policy",
    "request_back_test",
    "request_book_run",
    "request_month_snapshot",
    "request_nightly_run",
    "request_snapshots",
    "retry_scoring",
    "score_changed",
    "score_chunk",
    "score_customers",
    "snapshot_chunk",
    "take_snapshots",
    "work_on_back_tests",
    "work_on_book_runs",
    "work_on_drift",
    "work_on_snapshots",
]
