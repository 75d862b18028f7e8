"""Who may do what to a case: each check raises `Refused` with the sentence why not."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import Customer
from removal.models import CaseBlock, RemovalCase, RemovalDecision
from removal.states import OPEN, State
from removal.transitions import DECIDE_IMMEDIATE, PROPOSING, TRANSITIONS
from riskcrm.accounts.models import User
from riskcrm.accounts.rights import check_right
from riskcrm.accounts.roles import PROPOSE, VIEW_REQUESTS
from riskcrm.web.errors import OwnWork, Refused, Stale
from riskcrm.web.today import organisation_zone

SECRET = (CaseBlock.Kind.KEEP_OPEN, CaseBlock.Kind.LEGAL_HOLD)
# what programs may do with a key; everything else is a person's judgement
KEYS_MAY = frozenset({"withdraw_case"})


def check_may_act(case: RemovalCase, *, by: User, act: str) -> None:
    """Raise `Refused` where this person may not do this act to this case now.

    What the act asks of the case itself, such as a letter that has arrived, is asked afterwards.
    """
    check_who(case, by=by, act=act)
    check_visible(case, by=by)
    if act == "approve_case":
        check_approver(case, by=by)
    if case.state not in TRANSITIONS[act].sources:
        raise elsewhere(case)
    check_blocks(case, by=by)


def check_who(case: RemovalCase, *, by: User, act: str) -> None:
    """The part that needs no hold of the case: its sides, and the role's right."""
    check_person(by, act=act)
    if act in ("approve_case", "reject_case"):
        check_other_side(case, by=by)
    if act == "withdraw_case" and by.pk not in (case.proposed_by_id, case.taken_over_by_id):
        raise Refused(
            _("Only %(name)s, who proposed this removal or took it over, can withdraw it.")
            % {"name": case.taken_over_by or case.proposed_by},
            code="not_the_proposer",
        )
    check_right(by, TRANSITIONS[act].permission)


def check_person(by: User, *, act: str = "") -> None:
    if by.kind != User.Kind.PERSON and act not in KEYS_MAY:
        raise Refused(
            _("Only a person can do this; an API key cannot lead or decide a removal."),
            code="people_decide",
        )


def check_other_side(case: RemovalCase, *, by: User) -> None:
    """Refuse everybody who stands on the proposing side, or once stood there, in any role."""
    if case.proposed_by_id == by.pk:
        raise OwnWork(
            _("You proposed this removal, so another person has to decide it."),
            code="proposer_cannot_decide",
            about=case,
        )
    if case.responsible_id == by.pk:
        raise OwnWork(
            _(
                "This removal was proposed with an API key you are responsible for, so another "
                "person has to decide it."
            ),
            code="responsible_cannot_decide",
            about=case,
        )
    if case.taken_over_by_id == by.pk:
        raise OwnWork(
            _("You took this removal over from its proposer, so another person has to decide it."),
            code="successor_cannot_decide",
            about=case,
        )
    if case.steps.filter(act__in=PROPOSING, by=by).exists():
        raise OwnWork(
            _("You withdrew or reopened this removal, so another person has to decide it."),
            code="former_side_cannot_decide",
            about=case,
        )


def check_approver(case: RemovalCase, *, by: User) -> None:
    """Refuse the customer's own manager, and whom an immediate ground does not allow."""
    if case.customer.manager_id == by.pk:
        raise OwnWork(
            _("You manage this customer, so another person has to decide on the removal."),
            code="own_customer",
            about=case,
        )
    if case.is_immediate and case.approvals_needed == 1 and not by.has_perm(DECIDE_IMMEDIATE):
        raise Refused(
            _("An immediate removal is approved by the head of risk."),
            code="not_an_immediate_approver",
        )
    said = RemovalDecision.objects.filter(case=case, round=case.round, decided_by=by)
    if case.state == State.DECISION and said.exists():
        raise OwnWork(
            _("You have approved this removal already; it needs a second person."),
            code="approved_already",
            about=case,
        )


def check_blocks(case: RemovalCase, *, by: User, despite: Iterable[str] = ()) -> None:
    """Refuse everything while a block stands; what kind it is, not everybody may know."""
    blocks = CaseBlock.objects.standing().filter(customer=case.customer_id)
    block = blocks.exclude(kind__in=despite).order_by("pk").first()
    if block is None:
        return
    raise blocked(block, by)


def blocked(block: CaseBlock, by: User) -> Refused:
    """Why nothing moves, as this person may know it."""
    kind = block_name(block, by)
    if is_secret(block, by):
        text = _("Nothing moves: %(kind)s. Ask Legal.") % {"kind": kind}
    else:
        text = _("Nothing moves: %(kind)s. It was set by %(name)s; only that role can lift it.") % {
            "kind": kind,
            "name": block.set_by,
        }
    return Refused(text, code="blocked")


def block_name(block: CaseBlock, user: User) -> str:
    """What a block is called to this person: a request of an authority may be secret."""
    if is_secret(block, user):
        return _("the case is on hold")
    return str(block.get_kind_display())


def is_secret(block: CaseBlock, user: User) -> bool:
    """Whether this person may not tell what it is. Legal holds look the same as requests of
    authorities, so that neither gives the other away."""
    return block.kind in SECRET and not user.has_perm(VIEW_REQUESTS)


def check_may_propose(customer: Customer, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not propose this customer now."""
    check_right(by, PROPOSE)
    check_proposable(customer)


def check_proposable(customer: Customer) -> None:
    running = RemovalCase.objects.open().filter(customer=customer).first()
    if running:
        raise Refused(
            _("Case %(number)s on this customer is open already. Add what you know there.")
            % {"number": running.pk},
            code="case_open",
        )
    if customer.status in (Customer.Status.EXITING, Customer.Status.EXITED):
        raise Refused(
            _("%(customer)s is %(status)s already; there is nothing to propose.")
            % {"customer": customer, "status": customer.get_status_display()},
            code="already_leaving",
        )


def check_visible(case: RemovalCase, *, by: User) -> None:
    if not RemovalCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case among the customers you see."), code="not_visible")


def elsewhere(case: RemovalCase) -> Refused:
    """Where the case is now, since when and by whom: why an act no longer fits."""
    # read anew: the object may have been loaded before the other person acted
    case = RemovalCase.objects.get(pk=case.pk)
    step = case.steps.select_related("by").order_by("-number").first()
    if step is None:
        return stale_case()
    day = timezone.localtime(step.at, organisation_zone())
    return Refused(
        _("The case is in another stage now: %(state)s, since %(date)s, by %(name)s.")
        % {
            "state": case.get_state_display(),
            "date": date_format(day, "DATETIME_FORMAT"),
            "name": step.by or _("its deadline"),
        },
        code="not_in_this_stage" if case.state in OPEN else "case_closed",
    )


def stale_case() -> Stale:
    return Stale(_("The case was changed while you looked at it. Load it again, then decide."))


def given(
    text: str, *, field: str = "reason", message: str = "", code: str = "reason_missing"
) -> str:
    """The text without blanks around it; refused where nothing is left, in these words."""
    text = text.strip()
    if not text:
        message = message or _("Say why in a sentence or two; it is kept.")
        raise Refused(message, code=code, field=field)
    return text
