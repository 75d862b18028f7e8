"""Acts on packs as people do them, in few words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from removal.models import PolicyPack
from removal.services import packs as services
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused
from riskcrm.web.today import today


def built_in(code: str = "CN-seller") -> PolicyPack:
    return PolicyPack.objects.get(code=code, number=1)


def adapted(by: User, code: str = "CN-seller", days: int = 0) -> PolicyPack:
    day = today() + dt.timedelta(days=days)
    return services.adapt_pack(
        built_in(code), effective_from=day, reason="Our counsel said so.", by=by, at=timezone.now()
    )


def changed(pack: PolicyPack, by: User, name: str = "notice_days", **words: Any) -> PolicyPack:
    said: dict[str, Any] = {
        "value": 45, "citation": "memo of counsel, 3 March 2026", "verified": None,
        "effective_date": dt.date(2026, 3, 3), "version": pack.version, **words,
    }  # fmt: skip
    return services.change_parameter(pack, name, by=by, at=timezone.now(), **said)


def submitted(pack: PolicyPack, by: User) -> PolicyPack:
    return services.submit_pack(pack, by=by, at=timezone.now())


def approved(pack: PolicyPack, by: User, at: dt.datetime | None = None) -> PolicyPack:
    return services.approve_pack(pack, reason="Read and agreed.", by=by, at=at or timezone.now())


def code_of(act: Any) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""
