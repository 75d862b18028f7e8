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
    rescore_book,
    score_chunk,
    work_on_book_runs,
)
from scoring.services.calibration import calibrate_card
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
from scoring.services.drift import count_month, work_on_drift
from scoring.services.fitted_cards import draft_fitted_card
from scoring.services.fittings import (
    can_fit,
    choose_columns,
    fit_table,
    purge_tables,
    request_fitting,
    upload_table,
    work_on_fittings,
)
from scoring.services.losses import (
    ADOPT,
    MATRIX_RUN,
    adopt_matrix,
    request_estimate,
    work_on_estimates,
)
from scoring.services.overrides import (
    approve_override,
    check_may_decide,
    expire_overrides,
    lift_override,
    reject_override,
    request_override,
    withdraw_override,
)
from scoring.services.peers import ensure_peers, ensure_peers_of_yesterday
from scoring.services.references import post_grades, post_tables
from scoring.services.scores import (
    TICK_CUSTOMERS,
    forget_figures,
    retry_scoring,
    score_changed,
    score_customers,
)
from scoring.services.snapshots import (
    MOST_MONTHS,
    SNAPSHOT_RUN,
    months_to_read,
    request_month_snapshot,
    request_snapshots,
    runs_that_read,
    snapshot_chunk,
    take_snapshots,
    work_on_snapshots,
)
from scoring.services.treatment_policies import (
    change_treatments,
    check_may_publish_treatments,
    draft_treatments,
    publish_treatments,
    return_treatments,
    submit_treatments,
)
from scoring.services.treatment_proposals import (
    accept_treatment,
    check_may_decide_treatment,
    check_may_treat,
    decline_treatment,
)
from scoring.services.treatment_reviews import review_treatment
from scoring.services.treatments import publish_first_policy
from scoring.services.treatments_of_customers import close_proposals_of, follow_treatments

__all__ = [
    "ADOPT",
    "BACK_TEST_RUN",
    "BOOK_RUN",
    "LONGEST_RELEASE",
    "MATRIX_RUN",
    "MOST_CHECKS",
    "MOST_MONTHS",
    "SNAPSHOT_RUN",
    "TICK_CUSTOMERS",
    "Ask",
    "accept_treatment",
    "add_up_sectors",
    "adopt_matrix",
    "approve_override",
    "back_test_chunk",
    "calibrate_card",
    "can_fit",
    "cancel_reservation",
    "change_draft",
    "change_treatments",
    "check_credit",
    "check_credits",
    "check_may_change",
    "check_may_decide",
    "check_may_decide_champion",
    "check_may_decide_treatment",
    "check_may_draft",
    "check_may_propose_champion",
    "check_may_publish",
    "check_may_publish_treatments",
    "check_may_release",
    "check_may_retire",
    "check_may_return",
    "check_may_treat",
    "choose_columns",
    "close_proposals_of",
    "count_month",
    "create_card",
    "decline_treatment",
    "draft_fitted_card",
    "draft_treatments",
    "draft_version",
    "ensure_peers",
    "ensure_peers_of_yesterday",
    "expire_overrides",
    "finish_back_test",
    "fit_table",
    "follow_treatments",
    "forget_figures",
    "keep_champion",
    "lift_override",
    "make_champion",
    "months_to_read",
    "number_changes",
    "post_grades",
    "post_tables",
    "propose_champion",
    "publish_card",
    "publish_first_card",
    "publish_first_policy",
    "publish_treatments",
    "purge_changes",
    "purge_tables",
    "reject_override",
    "release_check",
    "request_back_test",
    "request_book_run",
    "request_estimate",
    "request_fitting",
    "request_month_snapshot",
    "request_nightly_run",
    "request_override",
    "request_snapshots",
    "rescore_book",
    "retire_card",
    "retry_scoring",
    "return_card",
    "return_treatments",
    "review_treatment",
    "runs_that_read",
    "score_changed",
    "score_chunk",
    "score_customers",
    "settle_reservation",
    "snapshot_chunk",
    "submit_card",
    "submit_treatments",
    "take_snapshots",
    "upload_table",
    "withdraw_override",
    "work_on_back_tests",
    "work_on_book_runs",
    "work_on_drift",
    "work_on_estimates",
    "work_on_fittings",
    "work_on_snapshots",
]
