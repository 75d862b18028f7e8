"""What holds for a customer: applied by the system where it may be, else proposed and decided."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from customers.models import CreditTerms, CustomerChange
from customers.services import merge_customers
from riskcrm.accounts import roles
from riskcrm.audit.models import Event
from riskcrm.web.errors import Stale
from riskcrm.web.today import today
from scoring import selectors, services
from scoring.models import (
    CustomerTreatment,
    Rating,
    TreatmentDue,
    TreatmentPolicy,
    TreatmentProposal,
)
from scoring.tasks import follow_treatments
from scoring.treating.rules import ASKED
from tests.factories import make_customer, make_person, make_terms
from tests.scoring.policies import publish_treatments
from tests.scoring.refused import code_of
from tests.scoring.test_score_customers import late_payer, score

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(account_manager):
    """Thirty days were agreed with it; it was rated low, and is treated so."""
    customer = make_customer(manager=account_manager, team=account_manager.team)
    make_terms(customer, credit_limit="1000", payment_days=30)
    rated(customer, "low")
    return customer


def rated(customer, tier):
    """As if scoring had found this tier, and the sweep had followed."""
    Rating.objects.filter(customer=customer).update(tier=tier, as_of=today())
    TreatmentDue.objects.create(customer_id=customer.pk)
    follow()


def follow():
    while services.follow_treatments(at=timezone.now()):
        pass


def held(customer):
    return CustomerTreatment.objects.select_related("treatment").get(customer=customer)


def days(customer):
    return customer.credit_terms.order_by("effective_date", "recorded_at").last().payment_days


def proposals():
    return list(TreatmentProposal.objects.order_by("pk").values_list("state", "direction"))


def open_one():
    return TreatmentProposal.objects.get(state="open")


def accepted(proposal, by):
    return services.accept_treatment(proposal, by=by, at=timezone.now())


def declined(proposal, by):
    return services.decline_treatment(proposal, reason="They pay.", by=by, at=timezone.now())


def test_scoring_leaves_a_row_for_who_is_rated_anew_and_for_no_other():
    customer = late_payer()
    score(customer)
    score(customer)
    assert list(TreatmentDue.objects.values_list("customer_id", flat=True)) == [customer.pk]


def test_the_first_treatment_holds_at_once_where_it_changes_nothing_agreed(customer):
    now = held(customer)
    assert (now.treatment.tier, now.decided_by, now.since) == ("low", None, today())
    assert now.review_date == today() + 365 * DAY
    assert now.treatment == selectors.treatment_of(customer)
    assert proposals() == []


def test_who_was_never_scored_is_treated_by_the_policy_of_its_tier():
    customer = make_customer()
    follow()
    assert not CustomerTreatment.objects.exists()
    assert selectors.treatment_of(customer).tier == "unrated"


def test_a_first_treatment_that_shortens_what_was_agreed_is_proposed():
    customer = make_customer()
    make_terms(customer, credit_limit="1000", payment_days=30)
    rated(customer, "high")
    assert proposals() == [("open", "stricter")]
    assert (days(customer), open_one().proposed_days) == (30, 14)
    assert selectors.treatment_of(customer).tier == "high"


def test_stricter_terms_hold_at_once_where_the_policy_says_so(customer):
    rated(customer, "high")
    now = held(customer)
    assert (now.treatment.tier, now.agreed_days, days(customer)) == ("high", 30, 14)
    assert customer.credit_terms.order_by("recorded_at").last().credit_limit == 1000
    assert proposals() == [("applied", "stricter")]
    assert CustomerChange.objects.filter(customer=customer, cause="set_credit_terms").exists()
    event = Event.objects.filter(verb="follow_treatments").latest("pk")
    assert event.actor_kind == "system"


def test_better_terms_are_proposed_and_bring_back_what_was_agreed(customer, account_manager):
    rated(customer, "high")
    rated(customer, "medium")
    assert held(customer).treatment.tier == "high"
    proposal = open_one()
    assert (proposal.direction, proposal.proposed.tier) == ("better", "medium")
    assert (proposal.former_days, proposal.proposed_days) == (14, 30)
    accepted(proposal, account_manager)
    now = held(customer)
    assert (now.treatment.tier, now.decided_by) == ("medium", account_manager)
    assert days(customer) == 30
    assert proposals() == [("applied", "stricter"), ("accepted", "better")]
    verbs = set(Event.objects.filter(customer_id=customer.pk).values_list("verb", flat=True))
    assert verbs >= {"accept_treatment", "set_credit_terms"}


def test_terms_that_somebody_changed_meanwhile_are_the_agreed_ones(customer, account_manager):
    rated(customer, "high")
    make_terms(
        customer,
        credit_limit="2000",
        payment_days=45,
        effective_date=today(),
        recorded_at=timezone.now(),
    )
    rated(customer, "low")
    accepted(open_one(), account_manager)
    assert days(customer) == 45


def test_stricter_terms_are_proposed_where_the_policy_does_not_apply_them(customer):
    publish_treatments(tiers={"high": {"is_automatic": False}})
    rated(customer, "high")
    assert held(customer).treatment.tier == "low"
    assert proposals() == [("open", "stricter")]


def test_a_new_policy_with_the_same_terms_moves_customers_without_a_word(customer):
    policy = publish_treatments(check_hours=12)
    follow()
    assert held(customer).treatment.policy == policy
    assert proposals() == []


def test_a_new_policy_is_held_against_the_whole_book_part_by_part(account_manager):
    book = [make_customer() for _ in range(5)]
    Rating.objects.update(tier="low", as_of=today())
    follow()
    publish_treatments(tiers={"low": {"limit_factor": 150}})
    assert services.follow_treatments(at=timezone.now(), most=2) == 2
    assert TreatmentProposal.objects.count() == 2
    follow()
    assert TreatmentProposal.objects.count() == len(book)
    assert selectors.policy().applied_to is None
    assert set(TreatmentProposal.objects.values_list("direction", flat=True)) == {"better"}


def test_following_twice_changes_nothing(customer):
    rated(customer, "high")
    rated(customer, "low")
    before = (proposals(), CreditTerms.objects.count(), Event.objects.count())
    TreatmentPolicy.objects.update(applied_to=0)
    TreatmentDue.objects.create(customer_id=customer.pk)
    follow_treatments()
    follow_treatments()
    assert (proposals(), CreditTerms.objects.count(), Event.objects.count()) == before


def test_a_proposal_is_overtaken_by_the_next_tier(customer, account_manager):
    rated(customer, "high")
    rated(customer, "medium")
    overtaken = open_one()
    rated(customer, "low")
    assert [state for state, _ in proposals()] == ["applied", "overtaken", "open"]
    assert open_one().proposed.tier == "low"
    assert code_of(lambda: accepted(overtaken, account_manager)) == "overtaken"
    overtaken.refresh_from_db()
    assert code_of(lambda: accepted(overtaken, account_manager)) == "proposal_closed"


def test_a_proposal_ends_when_the_tier_is_again_as_it_is_treated(customer):
    rated(customer, "high")
    rated(customer, "low")
    rated(customer, "high")
    assert [state for state, _ in proposals()] == ["applied", "overtaken"]


def test_what_was_declined_is_not_proposed_again_until_something_else_was(
    customer, account_manager
):
    rated(customer, "high")
    rated(customer, "low")
    declined(open_one(), account_manager)
    rated(customer, "low")
    assert [state for state, _ in proposals()] == ["applied", "declined"]
    rated(customer, "medium")
    rated(customer, "low")
    assert [state for state, _ in proposals()] == ["applied", "declined", "overtaken", "open"]


def test_what_no_longer_fits_is_not_accepted(customer, account_manager):
    rated(customer, "high")
    rated(customer, "low")
    proposal = open_one()
    Rating.objects.filter(customer=customer).update(tier="medium")  # the sweep has not seen it yet
    assert code_of(lambda: accepted(proposal, account_manager)) == "overtaken"
    assert held(customer).treatment.tier == "high"


def test_the_manager_or_an_officer_decides_and_nobody_else(customer, account_manager, risk_officer):
    rated(customer, "high")
    rated(customer, "low")
    colleague = make_person(roles.ACCOUNT_MANAGER, username="colleague", team=account_manager.team)
    auditor = make_person(roles.AUDITOR, username="auditor-2")
    assert code_of(lambda: accepted(open_one(), colleague)) == "not_your_customer"
    assert code_of(lambda: accepted(open_one(), auditor)) == "no_right"
    assert not TreatmentProposal.objects.decidable_by(colleague).exists()
    assert TreatmentProposal.objects.decidable_by(account_manager).exists()
    accepted(open_one(), risk_officer)


def test_a_decision_is_made_once_and_as_it_was_seen(customer, account_manager, risk_officer):
    rated(customer, "high")
    rated(customer, "low")
    proposal = open_one()
    with pytest.raises(Stale):
        services.decline_treatment(
            proposal, reason="No.", by=risk_officer, at=timezone.now(), version=7
        )
    seen = TreatmentProposal.objects.get(pk=proposal.pk)
    declined(proposal, account_manager)
    assert code_of(lambda: accepted(seen, risk_officer)) == "proposal_closed"


def test_declining_asks_for_a_reason(customer, account_manager):
    rated(customer, "high")
    rated(customer, "low")
    proposal = open_one()
    act = lambda: services.decline_treatment(  # noqa: E731
        proposal, reason=" ", by=account_manager, at=timezone.now()
    )
    assert code_of(act) == "reason_missing"
    with pytest.raises(IntegrityError), transaction.atomic():
        TreatmentProposal.objects.update(
            state="declined", decided_by=account_manager, decided_at=timezone.now()
        )


def test_the_database_keeps_one_open_proposal_a_customer(customer):
    rated(customer, "high")
    rated(customer, "low")
    one = open_one()
    with pytest.raises(IntegrityError), transaction.atomic():
        TreatmentProposal.objects.create(
            customer=customer, proposed=one.proposed, direction="better", proposed_at=timezone.now()
        )


def test_nothing_waits_for_a_customer_that_is_another_one_now(customer, risk_officer):
    rated(customer, "high")
    rated(customer, "low")
    survivor = make_customer()
    merge_customers(
        survivor, customer, choices={}, by=risk_officer, reason="Same.", at=timezone.now()
    )
    follow()
    assert [state for state, _ in proposals()] == ["applied", "overtaken"]


WORSE = {
    "verdict": "hold", "over_limit_verdict": "deny", "limit_factor": 90, "order_limit": 500,
    "overdue_days": 5,
    "prepayment_share": 5, "deposit_share": 5,
}  # fmt: skip


@pytest.mark.parametrize("term", list(ASKED))
def test_python_and_sql_agree_on_what_is_stricter(term, customer):
    """One term alone is changed, first to the stricter side, then back."""
    former = selectors.policy().by_tier()["low"]
    new = publish_treatments(tiers={"low": {term: WORSE[term], "is_automatic": True}}).by_tier()[
        "low"
    ]
    assert ASKED[term](new) > ASKED[term](former)
    follow()
    assert proposals() == [("applied", "stricter")]
    publish_treatments(tiers={"low": {term: getattr(former, term)}})
    follow()
    assert proposals() == [("applied", "stricter"), ("open", "better")]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_propose_once(account_manager):
    for number in range(40):
        customer = make_customer(f"T-{number}")
        Rating.objects.filter(customer=customer).update(tier="low", as_of=today())
    follow()
    Rating.objects.update(tier="high")
    publish_treatments(tiers={"high": {"is_automatic": False}})
    for pk in Rating.objects.values_list("customer", flat=True):
        TreatmentDue.objects.create(customer_id=pk)
    start = threading.Barrier(4)
    failed = []

    def sweep():
        start.wait()
        try:
            while services.follow_treatments(at=timezone.now(), most=7):
                pass
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    follow()
    assert failed == []
    assert proposals() == [("open", "stricter")] * 40
