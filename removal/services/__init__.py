"""Every write of removal: one function per act, called by pages, API and sweeps alike."""

from removal.services.appeal_withdrawals import withdraw_appeal
from removal.services.appeals import (
    acknowledge_appeal,
    check_may_decide_appeal,
    check_no_part,
    dismiss_appeal,
    file_appeal,
    review_immediate,
    uphold_appeal,
)
from removal.services.blocks import (
    lift_block,
    set_block,
)
from removal.services.cases import (
    assign_case,
    issue_notice,
    pass_legal_review,
    propose_removal,
    reopen_case,
    return_case,
    revise_case,
    start_assessment,
    submit_to_legal,
    withdraw_case,
)
from removal.services.deadlines import (
    expire_rectifications,
    note_deadlines,
)
from removal.services.deciding import (
    approve_case,
    escalate_case,
    reject_case,
    submit_for_decision,
)
from removal.services.demo import (
    BEFORE,
    NOW,
    seed_demo_cases,
)
from removal.services.evidence import (
    add_evidence,
    answer_checklist,
)
from removal.services.lessons import (
    write_lesson,
)
from removal.services.letter_arrivals import (
    deem_arrival,
    record_arrival,
    record_returned,
)
from removal.services.letter_deliveries import (
    dispatch_letters,
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
from removal.services.limits import (
    approve_limits,
    check_may_decide_limits,
    propose_limits,
    reject_limits,
)
from removal.services.merging import (
    refuse_blocked,
    refuse_open_case,
)
from removal.services.rectifying import (
    accept_cure,
    add_cure_item,
    check_cure,
    extend_rectification,
    start_rectification,
    submit_cure,
)
from removal.services.rights import (
    check_may_act,
    check_may_propose,
)
from removal.services.terminating import (
    close_case,
    start_settlement,
    start_termination,
)

__all__ = [
    "BEFORE",
    "NOW",
    "accept_cure",
    "acknowledge_appeal",
    "add_cure_item",
    "add_evidence",
    "answer_checklist",
    "approve_case",
    "approve_limits",
    "assign_case",
    "cancel_letter",
    "change_letter_template",
    "check_cure",
    "check_may_act",
    "check_may_decide_appeal",
    "check_may_decide_limits",
    "check_may_propose",
    "check_no_part",
    "close_case",
    "deem_arrival",
    "dismiss_appeal",
    "dispatch_letters",
    "draft_letter",
    "draft_letter_template",
    "edit_letter",
    "escalate_case",
    "expire_rectifications",
    "extend_rectification",
    "file_appeal",
    "follow_mailed_letters",
    "issue_notice",
    "lift_block",
    "note_deadlines",
    "pass_legal_review",
    "propose_limits",
    "propose_removal",
    "publish_letter_template",
    "record_answer",
    "record_arrival",
    "record_posted",
    "record_returned",
    "refuse_blocked",
    "refuse_open_case",
    "reject_case",
    "reject_limits",
    "release_letter",
    "reopen_case",
    "return_case",
    "return_letter_template",
    "review_immediate",
    "revise_case",
    "seed_demo_cases",
    "send_again",
    "send_back_letter",
    "send_letter",
    "set_block",
    "start_assessment",
    "start_rectification",
    "start_settlement",
    "start_termination",
    "submit_cure",
    "submit_for_decision",
    "submit_letter",
    "submit_letter_template",
    "submit_to_legal",
    "uphold_appeal",
    "withdraw_appeal",
    "withdraw_case",
    "write_lesson",
]
