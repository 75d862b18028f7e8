"""Opening reviews by the calendar and by events, and completing them."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from monitoring.models import Alert, Review
from monitoring.reviews.selectors import figures_now
from riskcrm.accounts.models import User
from riskcrm.accounts.review_rights import COMPLETE_REVIEWS, OPEN_REVIEWS
from riskcrm.accounts.rights import check_right
from riskcrm.audit.services import SYSTEM, Subject, record
from riskcrm.web.business_days import add_business_days
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date
from scoring.models import CustomerTreatment
from scoring.services.treatment_proposals import check_may_treat
from scoring.services.treatment_reviews import review_treatment

RESULTS = frozenset(Review.Result.values) - {Review.Result.ENDED}
LEAD = dt.timedelta(days=14)  # a review opens this long before it is due
NEW_FOR = dt.timedelta(days=30)  # who is longer in the book was there before
SETTLED = dt.timedelta(days=1)  # an import is scored by then
FIRST_DAYS, SOON_DAYS = 10, 5  # business days to a first rating, and after an event

# the treatment in force carries the cadence of its tier: the earlier of two dates holds
OPEN_DUE = """
WITH done AS (
INSERT INTO monitoring_review AS r
  (customer_id, kind, reasons, due_date, opened_at, result, findings)
SELECT c.id, 'scheduled', '{}', h.review_date, %(at)s, '', ''
FROM scoring_customertreatment h JOIN customers_customer c ON c.id = h.customer_id
WHERE h.review_date <= %(until)s AND c.status NOT IN ('exited', 'merged')
ON CONFLICT (customer_id) WHERE completed_at IS NULL
DO UPDATE SET due_date = excluded.due_date WHERE r.due_date > excluded.due_date
RETURNING (xmax = 0) AS opened
)
SELECT count(*) FILTER (WHERE opened), count(*) FROM done
"""

# who came into the book without a rating gets a first one; once looked at, the cadence takes over
OPEN_FIRST = """
INSERT INTO monitoring_review
  (customer_id, kind, reasons, due_date, opened_at, result, findings)
SELECT c.id, 'first', '{}', %(due)s, %(at)s, '', ''
FROM customers_customer c JOIN scoring_rating r ON r.customer_id = c.id
WHERE r.tier = 'unrated' AND c.status NOT IN ('exited', 'merged')
  AND c.recorded_at BETWEEN %(since)s AND %(before)s
  AND NOT EXISTS (SELECT FROM monitoring_review v WHERE v.customer_id = c.id)
ON CONFLICT DO NOTHING
"""


def open_review(
    customer: Customer, *, reason: str, kind: str, by: User | None, at: dt.datetime,
    alert: Alert | None = None,
) -> Review:  # fmt: skip
    """The customer's open review, opened if there was none; otherwise it gains the reason.

    It is due at the earlier of the two dates. `by` None is the system.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(
            _("Say why this customer is reviewed."), code="reason_missing", field="reason"
        )
    if alert is not None and alert.customer_id != customer.pk:
        raise Refused(_("This alert is another customer's."), code="other_customer", field="alert")
    if by is not None:
        _check_may_open(customer, by=by)
    days = FIRST_DAYS if kind == Review.Kind.FIRST else SOON_DAYS
    due = add_business_days(local_date(at), days)
    with transaction.atomic():
        first = Review(
            customer=customer, kind=kind, reasons=[reason], alert=alert,
            due_date=due, opened_at=at,
        )  # fmt: skip
        # who comes second waits for the first and then adds to the same review
        Review.objects.bulk_create([first], ignore_conflicts=True)
        review = Review.objects.open().select_for_update().get(customer=customer)
        _add_to(review, reason=reason, due=due, alert=alert)
        record(
            "open_review",
            by=by.as_actor() if by else SYSTEM,
            obj=review,
            customer_id=customer.pk,
            reason=reason,
            after={"due_date": review.due_date},
            at=at,
        )
    return review


def _add_to(review: Review, *, reason: str, due: dt.date, alert: Alert | None) -> None:
    if reason not in review.reasons:
        review.reasons.append(reason)
    review.due_date = min(review.due_date, due)
    review.alert = review.alert or alert
    review.save(update_fields=["reasons", "due_date", "alert"])


def _check_may_open(customer: Customer, *, by: User) -> None:
    check_right(by, OPEN_REVIEWS)
    if not Customer.objects.visible_to(by).filter(pk=customer.pk).exists():
        raise Refused(_("There is no such customer among those you see."), code="not_visible")


def complete_review(
    review: Review, *, by: User, result: str, findings: str, at: dt.datetime
) -> Review:
    """Note what was found; the next review follows from today, by the cadence of the treatment.

    What the result calls for (override, plan, removal, terms) is proposed by its own service.
    """
    check_may_complete(review, by=by)
    findings = findings.strip()
    if not findings:
        raise Refused(
            _("Say what you found; it is kept."), code="findings_missing", field="findings"
        )
    if result not in RESULTS:
        raise Refused(_("Say what follows from the review."), code="no_result", field="result")
    with transaction.atomic():
        if not _close(review, by=by, result=result, findings=findings, at=at):
            raise Refused(
                _("Somebody has completed this review meanwhile."), code="completed_already"
            )
        held = CustomerTreatment.objects.filter(customer=review.customer_id).first()
        if held is not None:
            review_treatment(held, note=findings, by=by, at=at)
    review.refresh_from_db()
    return review


def check_may_complete(review: Review, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person does not complete it."""
    check_right(by, COMPLETE_REVIEWS)
    check_may_treat(review.customer, by=by)


def complete_by_look(customer: Customer, *, by: User, note: str, at: dt.datetime) -> None:
    """Who reviews the treatment has looked at the customer: its open review, if any, is done.

    Inside the transaction of that review, which has checked who may.
    """
    review = Review.objects.open().filter(customer=customer).first()
    if review is not None:
        _close(review, by=by, result=Review.Result.UNCHANGED, findings=note, at=at)


def _close(review: Review, *, by: User, result: str, findings: str, at: dt.datetime) -> bool:
    """Complete it with the figures that hold now; False if it is completed already."""
    if not Review.objects.open().filter(pk=review.pk).update(
        completed_at=at, completed_by=by, result=result, findings=findings,
        seen=figures_now(review.customer),
    ):  # fmt: skip
        return False
    record(
        "complete_review", by=by.as_actor(), obj=review, customer_id=review.customer_id,
        reason=findings, after={"result": result}, at=at,
    )  # fmt: skip
    return True


def end_review_of(customer: Customer, *, at: dt.datetime) -> None:
    """A customer that is another one now is not reviewed; inside the merge's transaction, whose
    event tells of it."""
    Review.objects.open().filter(customer=customer).update(
        completed_at=at, result=Review.Result.ENDED
    )


def open_due_reviews(*, at: dt.datetime) -> int:
    """Open what falls due soon, and bring forward what a higher tier made due sooner.

    Reviews of who has left end, and who is new and unrated gets a first one. Three statements for
    the whole book; a second run changes nothing. Returns how many rows changed.
    """
    first_due = add_business_days(local_date(at), FIRST_DAYS)
    with transaction.atomic(), connection.cursor() as cursor:
        ended = _end_of_gone(at=at)
        new = {"since": at - NEW_FOR, "before": at - SETTLED}
        cursor.execute(OPEN_FIRST, {"at": at, "due": first_due, **new})
        first = cursor.rowcount
        cursor.execute(OPEN_DUE, {"at": at, "until": local_date(at) + LEAD})
        opened, changed = cursor.fetchone()
        if changed or ended or first:
            record(
                "open_reviews", by=SYSTEM, obj=Subject("monitoring.review", _("reviews")),
                facts={"opened": opened, "brought_forward": changed - opened, "ended": ended,
                       "first": first},
                at=at,
            )  # fmt: skip
    return int(changed + ended + first)


def _end_of_gone(*, at: dt.datetime) -> int:
    gone = (Customer.Status.EXITED, Customer.Status.MERGED)
    rows = Review.objects.open().filter(customer__status__in=gone)
    return rows.update(completed_at=at, result=Review.Result.ENDED)
