"""Market events and violations of the company's policies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import MarketEvent, PolicyViolation
from customers.records.kinds import (
    CURRENCY_HEADERS,
    TEXT_HEADERS,
    Group,
    Kind,
    Told,
    in_range,
    not_before,
    not_negative,
)

SEVERITY = _("Severity lies between 1 and 5.")

MARKET_EVENTS = Kind(
    MarketEvent,
    "market-events",
    Group.SIGNALS,
    _("happened on"),
    (
        Told("kind", "type|类型|事件类型", required=True),
        Told("title", "headline|标题", required=True),
        Told("source", "来源|媒体"),
        Told("url", "link|address|链接|网址"),
        Told("credibility", "可信度"),
        Told("severity", "严重程度"),
        Told(
            "cluster",
            "event|event id|事件编号",
            help=_("Reports of one event share this name, and count once."),
        ),
        Told("claimed_amount", "amount claimed|涉案金额|标的金额"),
        Told("currency", CURRENCY_HEADERS),
        Told("text", TEXT_HEADERS),
    ),
    ("kind", "source", "severity", "credibility", "confirmation"),
    rules=(
        in_range("credibility", 0, 100, _("Credibility lies between 0 and 100 per cent.")),
        in_range("severity", 1, 5, SEVERITY),
        *not_negative("claimed_amount"),
    ),
    date_headers="event date|published|published on|发布日期|立案日期",
    decided=("confirmation",),
)
POLICY_VIOLATIONS = Kind(
    PolicyViolation,
    "policy-violations",
    Group.SIGNALS,
    _("happened on"),
    (
        Told("policy", "rule|违反的规定|政策", required=True),
        Told("severity", "严重程度"),
        Told("text", TEXT_HEADERS),
        Told("warned_date", "warning date|警告日期"),
        Told("warning", "警告内容"),
        Told("settled_date", "settled on|整改完成日期"),
    ),
    ("severity", "warned_date", "settled_date"),
    rules=(
        in_range("severity", 1, 5, SEVERITY),
        not_before(
            "warned_date", "effective_date", _("A warning cannot come before what it is about.")
        ),
        not_before(
            "settled_date", "effective_date", _("This cannot be settled before it happened.")
        ),
    ),
    date_headers="violation date|违规日期",
    happened=("warned_date", "settled_date"),
)
SIGNAL_KINDS = (MARKET_EVENTS, POLICY_VIOLATIONS)
