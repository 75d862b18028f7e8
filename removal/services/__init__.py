"""Every write of removal: proposing, deciding, withdrawing; and the cases of the demo book."""

from removal.services.cases import (
    DAYS_TO_DECIDE,
    approve_case,
    propose_removal,
    reject_case,
    withdraw_case,
)
from removal.services.demo import BEFORE, NOW, seed_demo_cases
from removal.services.merging import refuse_open_case
from removal.services.rights import check_may_decide, check_may_propose, check_may_withdraw

__all__ = [
    "BEFORE",
    "DAYS_TO_DECIDE",
    "NOW",
    "approve_case",
    "check_may_decide",
    "check_may_propose",
    "check_may_withdraw",
    "propose_removal",
    "refuse_open_case",
    "reject_case",
    "seed_demo_cases",
    "withdraw_case",
]
