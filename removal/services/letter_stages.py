"""When a letter fits its case: its kind belongs to the stage, its round is the present one, and
nothing blocks the customer. Asked when it is drafted, released, and each time before it goes out.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from removal.letters.kinds import DESPITE_APPEAL, STAGES, Kind, kinds_in
from removal.models import CaseBlock, Letter, LetterDelivery, RemovalCase
from removal.selectors.restricted import may_go_out
from removal.services.rights import blocked
from removal.states import State
from riskcrm.accounts.models import User
from riskcrm.audit.services import SYSTEM, record
from riskcrm.jobs.mail import stop_mails
from riskcrm.web.errors import Refused
from riskcrm.web.today import local_date

CAN_STILL_STAY = (Letter.State.DRAFT, Letter.State.WAITING, Letter.State.RELEASED)
APPEAL = CaseBlock.Kind.APPEAL


def hold_case(letter: Letter) -> RemovalCase:
    """The letter's case, held: whoever holds both takes the case first."""
    rows = RemovalCase.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("customer").get(pk=letter.case_id)


def check_stage(case: RemovalCase, kind: str, *, again: bool = False) -> None:
    """Refuse a kind of letter that means nothing where the case stands."""
    if kind in kinds_in(case.state, again=again):
        return
    stages = STAGES[kind].first
    raise Refused(
        _("The letter “{kind}” belongs to: {stages}. The case is “{state}”.").format(
            kind=Kind(kind).label, stages=", ".join(str(State(each).label) for each in stages),
            state=case.get_state_display(),
        ),
        code="not_in_this_stage",
    )  # fmt: skip


def check_fits(letter: Letter, case: RemovalCase, *, by: User) -> None:
    """Refuse to release it or let it go: wrong stage, another round, or something blocks."""
    check_stage(case, letter.kind, again=letter.sent_at is not None)
    if letter.round != case.round:
        raise Refused(
            _("The case has begun anew since this letter was drafted. Draft another one."),
            code="another_round",
        )
    block = _blocks(letter.kind).filter(customer=case.customer_id).order_by("pk").first()
    if block is not None:
        raise blocked(block, by)


def ready_to_leave() -> models.QuerySet[LetterDelivery]:
    """E-mails that wait to be handed over and whose letters fit their cases now."""
    return _fitting().filter(mail=None)


def kept_back(at: dt.datetime) -> set[int]:
    """The e-mails handed over and not sent that may not leave now, asked right before each leaves.

    They do not fit their case any more, or officers hold its letters; nothing is written, so that
    nobody can tell the one from the other, nor either from an e-mail whose turn has not come.
    """
    waiting = LetterDelivery.objects.filter(
        mail__isnull=False, mail__sent_at__isnull=True, mail__failed_at__isnull=True
    ).annotate(fits=Exists(_fitting().filter(pk=OuterRef("pk"))))
    found = list(waiting.values_list("mail_id", "letter__case_id", "fits"))
    free = may_go_out({case for _mail, case, _fits in found}, on=local_date(at))
    return {mail for mail, case, fits in found if not fits or case not in free}


def _fitting() -> models.QuerySet[LetterDelivery]:
    """E-mails not sent yet whose letters fit their cases, as `check_fits` has it."""
    standing = CaseBlock.objects.standing().filter(customer=OuterRef("letter__case__customer"))
    answers = Q(letter__kind__in=DESPITE_APPEAL) & ~Exists(standing.exclude(kind=APPEAL))
    fits = Q()
    for kind, stages in STAGES.items():
        first = Q(letter__case__state__in=stages.first)
        again = Q(letter__sent_at__isnull=False, letter__case__state__in=stages.again)
        fits |= Q(letter__kind=kind) & (first | again)
    return LetterDelivery.objects.filter(
        fits,
        ~Exists(standing) | answers,
        channel=LetterDelivery.Channel.EMAIL,
        sent_at=None,
        returned_on=None,
        letter__state__in=Letter.OUT,
        letter__round=F("letter__case__round"),
    )


def cancel_unfit_letters(
    case: RemovalCase, *, by: User | None, reason: str, at: dt.datetime
) -> None:
    """The case moved: what is not out and fits it no more stays in the house. The case is held.
    Nobody moved it where a deadline passed."""
    rows = case.letters.select_for_update(of=("self",)).filter(state__in=CAN_STILL_STAY)
    fitting = Q(kind__in=kinds_in(case.state), round=case.round)
    because = _("The case moved on: {reason}").format(reason=reason)
    for letter in rows.exclude(fitting).order_by("pk"):
        mails = letter.deliveries.filter(mail__isnull=False).values_list("mail_id", flat=True)
        if not stop_mails(mails, at=at, because=because):
            continue  # it is leaving this moment, or has left
        Letter.objects.filter(pk=letter.pk).update(
            state=Letter.State.CANCELLED, cancelled_by=by, cancelled_at=at,
            cancelled_because=because, version=F("version") + 1,
        )  # fmt: skip
        record(
            "cancel_letter", by=by.as_actor() if by else SYSTEM, obj=letter,
            customer_id=case.customer_id, reason=because,
            facts={"case": case.pk, "kind": letter.kind}, at=at,
        )  # fmt: skip


def _blocks(kind: str) -> models.QuerySet[CaseBlock]:
    blocks = CaseBlock.objects.standing()
    return blocks.exclude(kind=APPEAL) if kind in DESPITE_APPEAL else blocks
