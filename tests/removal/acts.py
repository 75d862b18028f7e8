"""Each act of the API on suggestions, letters and reduction steps, as somebody does it and gets
it wrong."""

from __future__ import annotations

from removal.models import Letter, LetterDelivery, ReductionStep, RemovalCase, Suggestion
from removal.services.criteria_sweep import sweep_criteria
from removal.states import State
from tests.customers.acts import Case, World
from tests.factories import make_person
from tests.removal.cases import Crew, lead_to, make_case
from tests.removal.criteria.books import LATE, NOON, publish, read
from tests.removal.letters.cases import posted, released
from tests.removal.reduction.steps import in_force

DAY = NOON.date().isoformat()
PROVEN = {"arrived_on": DAY, "note": "Signed by Li."}
CONFIRMED = {"awaited": "apply", "outcome": "confirmed"}


def suggested(world: World) -> Suggestion:
    """What the criteria say of the world's customer, who pays late."""
    publish(LATE, by=world.officer, second=make_person("risk_officer"))
    read(world.customer, oldest_days=75, exposure=500)
    sweep_criteria(at=NOON)
    return Suggestion.objects.get(customer=world.customer)


def case(world: World) -> RemovalCase:
    return make_case(world.customer, by=world.manager)


def letter(world: World) -> Letter:
    """A warning that a second person released."""
    warned = lead_to(case(world), State.WARNING, crew=Crew(officer=world.officer))
    return released(warned, by=world.manager, second=world.officer)


def delivery(world: World) -> LetterDelivery:
    return posted(letter(world), by=world.manager)


def step(world: World) -> ReductionStep:
    """A stop of shipments that a second person released."""
    return in_force(case(world), world.manager, world.officer)


CASES = (
    Case("api-suggestion-take-up", "take_up_suggestion", suggested, {"summary": "Pays late."}),
    Case("api-suggestion-dismiss", "dismiss_suggestion", suggested, {"reason": "A dispute."}, {},
         "reason"),
    Case("api-letter-answer", "record_letter_answer", letter,
         {"received_on": DAY, "text": "We paid."}, {"received_on": DAY}, "text"),
    Case("api-letter-delivery-arrive", "record_letter_arrival", delivery, PROVEN,
         {"arrived_on": DAY}, "note"),
    Case("api-letter-delivery-return", "record_letter_returned", delivery,
         {"returned_on": DAY, "reason": "Unknown there."}, {"returned_on": DAY}, "reason"),
    Case("api-reduction-step-confirm", "confirm_reduction_step", step, CONFIRMED,
         {"outcome": "confirmed"}, "awaited", by="erp"),
)  # fmt: skip
