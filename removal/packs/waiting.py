"""Policy packs that wait for somebody's decision, said to the inbox."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from removal.models import PolicyPack
from removal.packs.words import place_text
from riskcrm.accounts.inbox import Source, Waiting, register
from riskcrm.accounts.models import User


def _packs(user: User) -> QuerySet[PolicyPack]:
    return PolicyPack.objects.approvable_by(user).order_by("submitted_at", "pk")


def _pack(pack: PolicyPack) -> Waiting:
    named = {
        "place": place_text(pack.jurisdiction), "kind": pack.get_kind_display(),
        "number": pack.number,
    }  # fmt: skip
    return Waiting(
        _said(pack),
        reverse("removal:pack_detail", args=[pack.pk]) + "#decision",
        title=_("Policy pack %(place)s, %(kind)s, version %(number)s") % named,
    )


def _said(pack: PolicyPack) -> str:
    if pack.drafted_by is None:
        return _("The product brought a newer version of a pack that was adapted here.")
    return _("%(name)s sent it for review: %(text)s") % {
        "name": pack.drafted_by,
        "text": pack.reason[:120],
    }


def register_sources() -> None:
    """Make them known; called once, when the app starts."""
    register(Source("policy_packs", _packs, _pack, ("drafted_by",)))
