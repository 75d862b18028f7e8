"""The plans that come with the product, as data: drafts to be staffed and approved by people."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction

FOLDER = Path(__file__).parent / "plans"


def default_plans() -> dict[str, dict[str, Any]]:
    """Code → what the plan says; texts are pairs, English and Chinese."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*"))}


def make_default_plans(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: the plans that are missing. One that people changed stays as it is."""
    plans = sender.get_model("EmergencyPlan")._default_manager.using(using)
    said = default_plans()
    known = set(plans.filter(code__in=said).values_list("code", flat=True))
    rules = dict(
        sender.get_model("AlertRule")._default_manager.using(using).values_list("code", "pk")
    )
    for code in said.keys() - known:
        with transaction.atomic(using=using):
            _make(sender, using, code, said[code], rules)


def _make(sender: AppConfig, using: str, code: str, said: dict[str, Any], rules: Any) -> None:
    def rows(name: str) -> Any:
        return sender.get_model(name)._default_manager.using(using)

    plan = rows("EmergencyPlan").create(code=code, scenario=said["scenario"], is_top=said["is_top"])
    exposure = said["from_exposure"]
    version = rows("PlanVersion").create(
        plan=plan, number=1, severity=said["severity"], alert_rule_id=rules.get(said["rule"]),
        from_severity=said["from_severity"], from_exposure=exposure and Decimal(exposure),
        **_pair("name", said["name"]), **_pair("trigger", said["trigger"]),
    )  # fmt: skip
    roles = {
        role: rows("PlanRole").create(
            version=version, position=place, code=role, **_pair("name", names)
        )
        for place, (role, *names) in enumerate(said["roles"], start=1)
    }
    for place, (minute, role, *texts) in enumerate(said["steps"], start=1):
        rows("PlanStep").create(
            version=version, position=place, minute=minute, role=roles[role],
            **_pair("text", texts),
        )  # fmt: skip
    for place, (audience, speaker, letter, *texts) in enumerate(said["messages"], start=1):
        rows("PlanMessage").create(
            version=version, position=place, audience=audience, speaker=roles[speaker],
            letter_kind=letter, **_pair("text", texts),
        )  # fmt: skip
    for place, (kind, texts) in enumerate(said["sections"].items(), start=1):
        rows("PlanSection").create(
            version=version, position=place, kind=kind, **_pair("text", texts)
        )


def _pair(name: str, texts: list[str]) -> dict[str, str]:
    return {f"{name}_en": texts[0], f"{name}_zh": texts[1]}
