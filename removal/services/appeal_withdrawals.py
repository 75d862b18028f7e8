"""The customer takes an appeal back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from removal.models import Appeal
from removal.services.appeals import check_may_decide_appeal, check_no_part, let_move
from removal.services.blocks import hold_cases
from removal.services.moving import held
from removal.services.rights import given
from riskcrm.accounts.models import User
from riskcrm.audit.services import record
from riskcrm.web.errors import Refused


def withdraw_appeal(appeal: Appeal, *, by: User, reason: str, at: dt.datetime) -> Appeal:
    """Write down that the customer took it back, and how they said so; the case moves again.

    Like a decision this is no word of who proposed, led or decided the case.
    """
    reason = given(reason)
    check_may_decide_appeal(appeal, by=by)
    with transaction.atomic():
        hold_cases(appeal.case.customer_id)
        case = held(appeal.case, version=None)
        check_no_part(case, by=by)
        rows = Appeal.objects.filter(pk=appeal.pk, state=Appeal.State.OPEN)
        withdrawn = Appeal.State.WITHDRAWN
        if rows.update(state=withdrawn, decided_by=by, decided_at=at, reason=reason) != 1:
            raise Refused(_("This appeal is decided already."), code="decided_already")
        appeal.refresh_from_db()
        record(
            "withdraw_appeal", by=by.as_actor(), obj=case, customer_id=case.customer_id,
            reason=reason, facts={"answer_by": appeal.answer_by_date}, at=at,
        )  # fmt: skip
        let_move(case, by=by, reason=reason, at=at)
    return appeal
