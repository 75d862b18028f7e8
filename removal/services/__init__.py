"""Every write of removal: proposing, deciding, withdrawing; and the cases of the demo book."""

from removal.services.cases import (
    DAYS_TO_DECIDE,
    approve_case,
    propose_removal,
    reject_case,
    withdraw_case,
)
from removal.services.demo import BEFORE, NOW, seed_demo_cases
from removal.services.letter_arrivals import deem_arrival, record_arrival, record_returned
from removal.services.letter_deliveries import (
    follow_mailed_letters,
    record_answer,
    record_posted,
    send_again,
    send_letter,
)
from removal.services.letter_templates import (
    change_letter_template,
    draft_letter_template,
    publish_letter_template,
    return_letter_template,
    submit_letter_template,
)
from removal.services.letters import (
    cancel_letter,
    draft_letter,
    edit_letter,
    release_letter,
    send_back_letter,
    submit_letter,
)
from removal.services.merging import refuse_open_case
from removal.services.rights import check_may_decide, check_may_propose, check_may_withdraw

__all__ = [
    "BEFORE",
    "DAYS_TO_DECIDE",
    "NOW",
    "approve_case",
    "cancel_letter",
    "change_letter_template",
    "check_may_decide",
    "check_may_propose",
    "check_may_withdraw",
    "deem_arrival",
    "draft_letter",
    "draft_letter_template",
    "edit_letter",
    "follow_mailed_letters",
    "propose_removal",
    "publish_letter_template",
    "record_answer",
    "record_arrival",
    "record_posted",
    "record_returned",
    "refuse_open_case",
    "reject_case",
    "release_letter",
    "return_letter_template",
    "seed_demo_cases",
    "send_again",
    "send_back_letter",
    "send_letter",
    "submit_letter",
    "submit_letter_template",
    "withdraw_case",
]
