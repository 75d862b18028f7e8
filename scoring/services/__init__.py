"""Every write of the scoring app."""

from scoring.services.book_runs import (
    BOOK_RUN,
    request_book_run,
    request_nightly_run,
    score_chunk,
    work_on_book_runs,
)
from scoring.services.cards import publish_first_card
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
from scoring.services.treatments import publish_first_policy

__all__ = [
    "ADOPT",
    "BOOK_RUN",
    "MATRIX_RUN",
    "TICK_CUSTOMERS",
    "adopt_matrix",
    "approve_override",
    "can_fit",
    "check_may_decide",
    "choose_columns",
    "draft_fitted_card",
    "ensure_peers",
    "ensure_peers_of_yesterday",
    "expire_overrides",
    "fit_table",
    "forget_figures",
    "lift_override",
    "post_grades",
    "post_tables",
    "publish_first_card",
    "publish_first_policy",
    "purge_tables",
    "reject_override",
    "request_book_run",
    "request_estimate",
    "request_fitting",
    "request_nightly_run",
    "request_override",
    "retry_scoring",
    "score_changed",
    "score_chunk",
    "score_customers",
    "upload_table",
    "withdraw_override",
    "work_on_book_runs",
    "work_on_estimates",
    "work_on_fittings",
]
