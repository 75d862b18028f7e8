"""The onboarding checklist that a new installation begins with."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

ITEMS = (
    (
        "background",
        "Background check",
        "背景调查",
        "Register entry, owners, lawsuits and news of the last two years.",
        "工商登记、股东、近两年涉诉与新闻。",
        "none",
    ),
    (
        "identity",
        "Identity verification",
        "身份核验",
        "Licence or identity document, and who may sign.",
        "营业执照或身份证件，以及有权签字人。",
        "none",
    ),
    (
        "credit",
        "First credit assessment",
        "首次信用评估",
        "Credit report or statements read, a credit limit proposed and set.",
        "查阅信用报告或财务报表，拟定并设置信用额度。",
        "credit_terms",
    ),
    (
        "screening",
        "Screening against lists",
        "名单核查",
        "The restricted list and public lists; each hit is decided.",
        "限制交易名单与公开名单；逐条裁定命中。",
        "screening",
    ),
)


def make_checklist(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """After `migrate`: the checklist, where there is none at all."""
    from customers.models import OnboardingItem

    items = OnboardingItem.objects.using(using)
    if items.exists():
        return
    items.bulk_create(
        OnboardingItem(
            code=code, name_en=name_en, name_zh=name_zh, help_en=help_en, help_zh=help_zh,
            proof=proof, position=position,
        )
        for position, (code, name_en, name_zh, help_en, help_zh, proof) in enumerate(ITEMS, 1)
    )  # fmt: skip
