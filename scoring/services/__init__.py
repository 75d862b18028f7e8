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
    "can_fit",
    "choose_columns",
    "draft_fitted_card",
    "fit_table",
    "forget_figures",
    "publish_first_card",
    "publish_first_policy",
    "purge_tables",
    "request_book_run",
    "request_fitting",
    "request_nightly_run",
    "retry_scoring",
    "score_changed",
    "score_chunk",
    "score_customers",
    "upload_table",
    "work_on_book_runs",
    "work_on_fittings",
]
