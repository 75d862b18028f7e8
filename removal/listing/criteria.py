"""The first readmission checklist, and what a version of it may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django.utils.translation import gettext as _

from riskcrm.web.errors import Refused

MOST_LINES = 12
TEXTS = ("name_en", "name_zh")
FIRST = (
    (
        "paid",
        "All debts are paid",
        "欠款已全部付清",
        "Nothing is owed any more, costs and interest included.",
        "本金、利息和费用均已结清。",
        "nothing_owed",
        None,
    ),
    (
        "waited",
        "The waiting time is over",
        "等待期已满",
        "At least twelve months have passed since the exit.",
        "自退出之日起至少已满十二个月。",
        "waited",
        12,
    ),
    (
        "security",
        "Security is offered",
        "已提供担保",
        "A deposit, a guarantee or credit insurance; or why none is needed.",
        "保证金、保函或信用保险；如无需担保，请说明理由。",
        "none",
        None,
    ),
    (
        "assessment",
        "New credit assessment",
        "重新信用评估",
        "A credit report of now; what it says of the coming year.",
        "当前有效的信用报告及其对未来一年的判断。",
        "credit_report",
        None,
    ),
    (
        "cured",
        "The reason of the exit is cured",
        "退出原因已消除",
        "What has changed since, and how you know.",
        "此后有何改变，依据是什么。",
        "none",
        None,
    ),
)


def first_criteria() -> list[dict[str, Any]]:
    return [
        {
            "code": code, "name_en": name_en, "name_zh": name_zh, "help_en": help_en,
            "help_zh": help_zh, "proof": proof, "months": months,
        }
        for code, name_en, name_zh, help_en, help_zh, proof, months in FIRST
    ]  # fmt: skip


def make_checklist(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """After `migrate`: the first version in force, where there is none at all."""
    from removal.models import ReadmissionChecklist

    rows = ReadmissionChecklist.objects.using(using)
    if not rows.exists():
        rows.create(
            number=1, state="in_force", criteria=first_criteria(), proposed_at=timezone.now()
        )


def checked_criteria(
    lines: Sequence[dict[str, Any]], proofs: Sequence[str]
) -> list[dict[str, Any]]:
    """The lines as they are kept; refuses what no checklist can be."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise Refused(
            _("A checklist has one line at least, and %(most)s at most.") % {"most": MOST_LINES},
            code="lines",
        )
    kept = [_checked(line, proofs) for line in lines]
    if len({line["code"] for line in kept}) < len(kept):
        raise Refused(_("Two lines have the same code."), code="code_twice")
    return kept


def _checked(line: dict[str, Any], proofs: Sequence[str]) -> dict[str, Any]:
    said = {
        name: str(line.get(name) or "").strip()
        for name in ("code", "name_en", "name_zh", "help_en", "help_zh", "proof")
    }
    months = line.get("months") if said["proof"] == "waited" else None
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", said["code"]) or said["proof"] not in proofs:
        raise Refused(
            _("A line needs a code of small letters, and what it needs."), code="bad_line"
        )
    if not all(said[name] for name in TEXTS):
        raise Refused(_("Name each line in both languages."), code="name_missing")
    if said["proof"] == "waited" and not months:
        raise Refused(_("Say how many months are waited."), code="months_missing")
    return {**said, "months": months}
