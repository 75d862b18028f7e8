"""What the routes of reviews need."""

from __future__ import annotations

from tests.web.routes.needs import MANAGER, Needs, needs

DONE = {"result": "unchanged", "findings": "Pays."}

PAGES: dict[str, Needs] = {
    "reviews/": needs(MANAGER, get=200),
    "reviews/<review_id>/": needs(MANAGER, "periodic_review", get=200),
    "reviews/<review_id>/complete/": needs(MANAGER, "periodic_review", post=(302, DONE)),
    "customers/<customer_id>/reviews/": needs(MANAGER, get=200),
    "customers/<customer_id>/review/": needs(MANAGER, post=(302, {"reason": "Look again."})),
}
CALLS: dict[str, Needs] = {
    "reviews/": needs(
        MANAGER, get=200,
        post=(201, lambda r: {"customer": r.customer.pk, "reason": "Look again."}),
    ),
    "reviews/<review_id>/": needs(MANAGER, "periodic_review", get=200),
    "reviews/<review_id>/complete/": needs(MANAGER, "periodic_review", post=(200, DONE)),
}  # fmt: skip
