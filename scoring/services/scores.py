"""Scores of customers: of a set, of those that changed, and of those the database refuses."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.services import mark_changed
from riskcrm.audit.services import Actor, record
from riskcrm.jobs.planning import PLANNING
from riskcrm.web.errors import Refused
from riskcrm.web.today import today
from scoring import selectors, statement
from scoring.batches import Batch, Counts, IdRange, score_apart
from scoring.cards.data import from_definition
from scoring.cards.value import TIERS
from scoring.indicators import BY_LIST, BY_RANGE, SCORABLE
from scoring.models import Rating, Reading, ScorecardVersion, Tier, Unscorable

TICK_CUSTOMERS = 5_000
ONE_DAY = dt.timedelta(days=1)

log = structlog.get_logger()


@functools.lru_cache(maxsize=32)
def _sql(definition: str, customers: str, is_current: bool) -> tuple[str, str]:
    card = from_definition(json.loads(definition), indicators=SCORABLE)
    sql = statement.score_sql(card, customers, is_current=is_current)
    return sql, card.reason_method


def score_customers(
    customers: Iterable[int] | IdRange,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    card_version: ScorecardVersion,
    run_id: int | None,
    at: dt.datetime,
    is_current: bool = False,
) -> Counts:
    """Score these customers from what was known at `known_at` about the time up to `as_of`.

    For today, or when a past day `is_current`, the readings and ratings move too, unless they are
    of a later day; where one of them knew more, all read up to its moment. Else only history is
    written, and by a card that does not score the book (any more) as well. Returns how many
    `customers` there are, how many of them came to each tier, how many are `unscorable` (their
    figures are refused by the database, which holds nobody else up) and how many were `skipped`
    (nothing was known of them on that day, or their reading is of a later one); also how many rows
    were written.
    """
    batch = customers if isinstance(customers, IdRange) else sorted(set(customers))
    is_current = is_current or as_of >= today()
    parameters: dict[str, Any] = {
        "as_of": as_of,
        "known_at": known_at,
        "card_version": card_version.pk,
        "run_id": run_id,
        "at": at,
        "lgd": selectors.loss_given_default(),
    }
    definition = json.dumps(card_version.definition, sort_keys=True)
    with transaction.atomic():
        counts, culprits = score_apart(
            batch, lambda part: _score(part, parameters, definition, is_current=is_current)
        )
        if is_current:
            _note_unscorable(batch, culprits, at=at)
    if culprits:
        log.error("customers_unscorable", as_of=str(as_of), customers=culprits)
    counts["customers"] += len(culprits)
    return {**counts, "unscorable": len(culprits)}


def _score(
    batch: Batch, parameters: dict[str, Any], definition: str, *, is_current: bool
) -> Counts:
    """The one statement over a batch; parameters besides those that name the customers."""
    named_by, named = _named(batch)
    parameters = parameters | named
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(statement.lock_sql(named_by), parameters)
        customers, _day = cursor.fetchone() or (0, None)
        # asked under the lock: whom another card has scored by now, this one scores no more
        is_current = is_current and selectors.scores_book(parameters["card_version"])
        sql, reason_method = _sql(definition, named_by, is_current)
        parameters["reason_method"] = reason_method
        if is_current:
            cursor.execute(statement.known_sql(named_by), parameters)
            (parameters["known_at"],) = cursor.fetchone() or (parameters["known_at"],)
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description or ()]
        counts: Counts = dict(zip(names, cursor.fetchone() or (), strict=True))
    skipped = customers - sum(counts[tier] for tier in TIERS)
    return {"customers": customers, **counts, "skipped": skipped}


def _named(batch: Batch) -> tuple[str, dict[str, Any]]:
    """How SQL names the customers of a batch, and with which parameters."""
    if isinstance(batch, IdRange):
        return BY_RANGE, batch._asdict()
    # one text, for the statement says it many times, and members of an array are parsed one by one
    return BY_LIST, {"customer_ids": "{" + ",".join(map(str, batch)) + "}"}


# --- customers that cannot be scored ---

NOTE = """
    INSERT INTO scoring_unscorable (customer_id, error, attempts, since, tried_at)
    SELECT customer_id, error, 1, %(at)s, %(at)s
    FROM unnest(%(culprits)s::bigint[], %(errors)s::text[]) c(customer_id, error)
    ON CONFLICT (customer_id) DO UPDATE SET error = excluded.error,
      attempts = scoring_unscorable.attempts + 1, tried_at = excluded.tried_at"""
FORGET = """
    DELETE FROM scoring_unscorable
    WHERE {customers} AND customer_id <> ALL(%(culprits)s::bigint[])"""


def _note_unscorable(batch: Batch, culprits: dict[int, str], *, at: dt.datetime) -> None:
    """Keep those refused now; forget those of the batch that were scored after all."""
    named_by, named = _named(batch)
    parameters: dict[str, Any] = {
        "culprits": list(culprits),
        "errors": list(culprits.values()),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(FORGET.replace("{customers}", named_by), parameters | named)
        if culprits:
            cursor.execute(NOTE, parameters)


def retry_scoring(customer: Customer, *, by: Actor, at: dt.datetime) -> None:
    """Have a customer scored again within seconds. Raises Refused if nothing kept it from that."""
    with transaction.atomic():
        unscorable = Unscorable.objects.select_for_update().filter(customer=customer).first()
        if unscorable is None:
            raise Refused(
                _("This customer was scored successfully, so there is nothing to try again."),
                code="not_unscorable",
            )
        mark_changed([customer.pk], cause="retry", at=at)
        record(
            "retry_scoring",
            by=by,
            obj=customer,
            customer_id=customer.pk,
            facts={"error": unscorable.error, "attempts": unscorable.attempts},
            at=at,
        )


def forget_figures(customer: Customer) -> None:
    """Leave a customer that is another one now without figures, inside the merge's transaction.

    Its scores stay as they were. When the merge is undone it is scored again like a new one.
    """
    rating = Rating.objects.select_for_update().get(customer=customer)
    Reading.objects.filter(customer=customer).delete()
    Unscorable.objects.filter(customer=customer).delete()
    rating.tier = rating.card_tier = rating.rated_tier = rating.computed_tier = Tier.UNRATED
    rating.score = rating.change = rating.below_since = rating.tier_since = rating.as_of = None
    rating.score_row, rating.points = None, Decimal(-1)
    rating.save()


# --- customers that changed ---

TAKE = """
    SELECT id, customer_id, recorded_at FROM customers_customerchange
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"""


def score_changed(*, at: dt.datetime) -> int:
    """Score the customers of the oldest change rows, and delete exactly those rows; how many.

    Several workers share the rows without meeting; a worker that dies leaves them as they were.
    A customer that cannot be scored leaves the queue as well, and is kept as `Unscorable`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE, [TICK_CUSTOMERS])
        rows = cursor.fetchall()
        if not rows:
            return 0
        customer_ids = sorted({customer_id for _id, customer_id, _at in rows})
        named_by, named = _named(customer_ids)
        cursor.execute(statement.lock_sql(named_by), named)
        _count, newest_day = cursor.fetchone() or (0, None)
        # asked after the wait: midnight may have passed; for a host whose clock runs ahead it has
        day = today()
        score_customers(
            customer_ids,
            as_of=newest_day if newest_day == day + ONE_DAY else day,
            # a fact from a host whose clock runs ahead must not be missed
            known_at=max(at, *(recorded_at for _id, _customer, recorded_at in rows)),
            card_version=selectors.champion(),
            run_id=None,
            at=at,
            is_current=True,
        )
        cursor.execute(
            "DELETE FROM customers_customerchange WHERE id = ANY(%s)", [[row[0] for row in rows]]
        )
        return len(customer_ids)
