"""The words of reminders: their placeholders, the language of a customer, the first templates.

A template is plain text with names in braces. Only the names below mean something, and nothing
else is looked up or executed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Language

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = {
    "customer": _("name of the customer"),
    "number": _("number of the customer"),
    "total": _("what is demanded, per currency"),
    "days": _("days past due of the oldest invoice"),
    "date": _("day of the letter"),
    "manager": _("account manager"),
    "organisation": _("name of this organisation"),
}


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [name for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with each placeholder replaced once; what a value says is not read again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def language_of(customer: Customer) -> str:
    """The language of letters to a customer: its own, else Chinese in China and English."""
    chosen = getattr(customer, "language", "")
    if chosen in Language.values:
        return str(chosen)
    return Language.CHINESE if customer.country == "CN" else Language.ENGLISH


def in_currencies(amounts: dict[str, Decimal]) -> str:
    """Amounts per currency as a letter says them."""
    return " + ".join(f"{amount:,.2f} {currency}" for currency, amount in sorted(amounts.items()))


FIRST_LEVELS: list[dict[str, Any]] = [
    {
        "number": 1,
        "days": 5,
        "subject_en": "Overdue invoices: {total}",
        "body_en": "Dear {customer},\n\nThe invoices listed below are past their due date. We may"
        " simply have missed your payment; if not, please transfer {total} within the next seven"
        " days.\n\nIf something about an invoice is not right, please tell {manager}.\n\n"
        "Kind regards\n{organisation}",
        "subject_zh": "逾期发票提醒：{total}",
        "body_zh": "{customer}：\n\n下列发票已过到期日。如贵方已付款，请忽略本函；"
        "如尚未付款，请于七日内支付 {total}。"
        "\n\n如对发票有任何疑问，请与 {manager} 联系。\n\n此致\n{organisation}",
    },
    {
        "number": 2,
        "days": 15,
        "subject_en": "Second reminder: {total} overdue for {days} days",
        "body_en": "Dear {customer},\n\nAs of {date} the invoices below are still unpaid, the"
        " oldest for {days} days. Please pay {total} now, or call {manager} today to agree on a"
        " date.\n\nKind regards\n{organisation}",
        "subject_zh": "第二次催款：{total} 已逾期 {days} 天",
        "body_zh": "{customer}：\n\n截至 {date}，下列发票仍未支付，最长已逾期 {days} 天。"
        "请立即支付 {total}，或于今日与 {manager} 联系商定付款日期。\n\n此致\n{organisation}",
    },
    {
        "number": 3,
        "days": 30,
        "subject_en": "Final reminder: {total}",
        "body_en": "Dear {customer},\n\nOur earlier reminders remained without effect. The"
        " invoices below are overdue for up to {days} days. We ask you to pay {total} within"
        " seven days of {date}. After that we will stop deliveries on credit and consider"
        " further steps.\n\n{organisation}",
        "subject_zh": "最后一次催款：{total}",
        "body_zh": "{customer}：\n\n此前的提醒未获回应。下列发票最长已逾期 {days} 天。"
        "请自 {date} 起七日内支付 {total}。"
        "逾期未付，我方将停止赊销发货，并考虑采取进一步措施。\n\n{organisation}",
    },
]
FIRST_TEMPLATE = ("Usual course", "常规催收", ((5, "reminder"), (15, "call"), (30, "visit")))


def make_first_words(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: levels and a template where there are none. What people made stays."""
    levels = sender.get_model("ReminderLevel")._default_manager.using(using)
    if not levels.exists():
        for said in FIRST_LEVELS:
            levels.create(**said)
    templates = sender.get_model("StepTemplate")._default_manager.using(using)
    if not templates.exists():
        name_en, name_zh, steps = FIRST_TEMPLATE
        template: Any = templates.create(name_en=name_en, name_zh=name_zh)
        for days, how in steps:
            template.steps.create(days=days, how=how)
