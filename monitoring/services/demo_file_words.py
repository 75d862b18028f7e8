"""The words of the demonstration's files: prospects, who stands behind customers, requests."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from customers.models import Customer

FIELDS: tuple[dict[str, Any], ...] = (
    {
        "code": "segment", "label_en": "Segment", "label_zh": "客户分层", "type": "choice",
        "choices": [
            {"code": "key", "en": "Key account", "zh": "重点客户"},
            {"code": "regular", "en": "Regular", "zh": "普通客户"},
        ],
        "is_filterable": True,
    },
    {
        "code": "insured", "label_en": "Credit insured", "label_zh": "已投信用保险",
        "type": "yes_no", "is_filterable": True,
    },
    {
        "code": "visited", "label_en": "Last site visit", "label_zh": "最近走访日期",
        "type": "date",
    },
)  # fmt: skip
# by the field's code what the customers say in turn
VALUES: dict[str, tuple[Any, ...]] = {
    "segment": ("key", "regular", "regular"),
    "insured": (True, False),
    "visited": ("2026-03-12", "2026-05-20"),
}
PROSPECTS: tuple[dict[str, Any], ...] = (
    {
        "number": "DEMO-P1", "name": "苏州晨砾精密科技有限公司", "country": "CN", "city": "苏州",
        "other_name": "Suzhou Chenli Precision", "registration_number": "91320594MADEMO01X1",
        "credit_limit": Decimal(80000), "payment_days": 30,
    },
    {
        "number": "DEMO-P2", "name": "Harrowgate & Pike Logistics Ltd", "country": "GB",
        "city": "Leeds", "registration_number": "DEMO4471902",
    },
    {
        "number": "DEMO-P3", "name": "Meridiaan Glaswerken B.V.", "country": "NL",
        "city": "Utrecht", "registration_number": "DEMO81230477",
    },
)  # fmt: skip
# of each prospect, by the line's code: what was found
CHECKED: tuple[dict[str, tuple[str, str]], ...] = (
    {
        "background": ("passed", "工商登记与股东已核对，近两年无涉诉记录。"),
        "identity": ("passed", "营业执照原件已核验，签字人为法定代表人。"),
        "credit": ("passed", "查阅近两年报表，建议额度八万元，账期三十天。"),
        "screening": ("passed", "Held against all lists: no hit. 名单核查无命中。"),
    },
    {
        "background": ("passed", "Register entry and two trade references seen."),
        "identity": ("failed", "The licence names another company; asked for the right one."),
    },
    {},
)
WAITS = 0  # the prospect whose admission is asked for


def parties_of(customers: Sequence[Customer]) -> list[tuple[int, dict[str, Any]]]:
    """Who stands behind whom: the place of the customer, and what is told."""
    told: list[tuple[int, dict[str, Any]]] = [
        (0, {"kind": "owner", "name": "Marten Oldekamp", "share_percent": Decimal(62)}),
        (0, {"kind": "representative", "name": "尹书澜"}),
        (1 % len(customers), {"kind": "guarantor", "name": "Gudrun Aasland",
             "guarantee_amount": Decimal(50000), "guarantee_currency": "USD"}),
    ]  # fmt: skip
    if len(customers) > 1:
        told.append((len(customers) - 1, {"kind": "parent", "other": customers[0].number}))
    return told


LETTER = """Dear colleagues,

please find our new bank details on the enclosed form. Kindly confirm them by telephone before you
use them. 请先电话核实后再使用新的银行账户。
"""
REQUESTS: tuple[dict[str, Any], ...] = (
    {
        "asked": {
            "authority": "Market supervision bureau 市场监督管理局",
            "reference": "DEMO-2026-118",
            "subject": "Deliveries of the past year",
            "question": "Which goods were delivered to this customer, and were they paid?",
            "legal_basis": "Administrative inquiry",
        },
        "answer": "",
    },
    {
        "asked": {
            "authority": "District court 区人民法院",
            "reference": "DEMO-2026-042",
            "subject": "协助调查函",
            "question": "请说明贵公司与该企业是否存在业务往来。",
            "legal_basis": "民事诉讼法",
        },
        "answer": "经查，我公司与该企业无业务往来。",
    },
)
