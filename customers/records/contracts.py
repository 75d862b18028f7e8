"""Contracts with their clauses, securities, obligations and breaches."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import Breach, Contract, ContractClause, Obligation, Security
from customers.records.kinds import (
    TEXT_HEADERS,
    Group,
    Kind,
    Told,
    amount,
    in_range,
    not_before,
    on_a_day,
    positive,
)

CONTRACT = "contract number|contract no|合同号|合同编号"

CONTRACTS = Kind(
    Contract,
    "contracts",
    Group.CONTRACTS,
    _("first day"),
    (
        Told("title", "contract|subject|合同名称", required=True),
        Told("state", "status|状态|合同状态"),
        Told("signed_date", "signed on|签订日期"),
        Told("end_date", "last day|expiry date|终止日期|到期日期"),
        Told("renews", "auto renewal|自动续约"),
        Told("renewal_months", "renewal period|renewal months|renewal term|续约月数|续约期"),
        Told("notice_days", "notice period|通知期"),
        Told("notice_given_date", "notice given|terminated on|通知日期|解约通知日期"),
        Told("law", "governing law|适用法律"),
        Told("text", TEXT_HEADERS),
    ),
    ("state", "end_date", "notice_date", "renews"),
    rules=(
        in_range("notice_days", 0, 3650, _("Give 0 to 3,650 days of notice.")),
        in_range("renewal_months", 1, 240, _("Give 1 to 240 months by which it renews.")),
        not_before("end_date", "effective_date", _("A contract cannot end before it begins.")),
    ),
    may_lie_ahead=True,
    key_label=_("contract number"),
    key_headers=CONTRACT,
    date_headers="start date|effective date|生效日期|开始日期",
    decided=("notice_date",),
    happened=("signed_date", "notice_given_date"),
)
CLAUSES = Kind(
    ContractClause,
    "contract-clauses",
    Group.CONTRACTS,
    _("in force from"),
    (
        Told("contract", CONTRACT, required=True),
        Told("kind", "type|类型|条款类型", required=True),
        Told("text", f"wording|条款内容|{TEXT_HEADERS}", required=True),
    ),
    ("contract", "kind"),
    may_lie_ahead=True,
    key_label=_("clause number"),
    key_headers="clause|clause no|条款编号",
)
SECURITIES = Kind(
    Security,
    "securities",
    Group.CONTRACTS,
    _("given on"),
    (
        Told("kind", "type|类型|担保方式", required=True),
        *amount("担保金额|保证金"),
        Told("contract", CONTRACT),
        Told("given_by", "guarantor|担保人|提供方"),
        Told("valid_until", "expires on|有效期至"),
        Told("text", TEXT_HEADERS),
    ),
    ("kind", "given_by", "amount", "currency", "valid_until"),
    rules=(
        positive("amount"),
        not_before(
            "valid_until", "effective_date", _("A security cannot expire before it is given.")
        ),
    ),
    date_headers="date given|担保日期",
)
OBLIGATIONS = Kind(
    Obligation,
    "obligations",
    Group.CONTRACTS,
    _("due date"),
    (
        Told("contract", CONTRACT, required=True),
        Told("party", "owed by|义务方"),
        Told("text", f"obligation|义务|{TEXT_HEADERS}", required=True),
        Told("state", "status|状态"),
        Told("done_date", "fulfilled on|履行日期"),
    ),
    ("contract", "party", "state", "done_date"),
    rules=(
        on_a_day(
            "state", "fulfilled", "done_date", _("Say on which day the obligation was fulfilled.")
        ),
    ),
    may_lie_ahead=True,
    date_headers="due date|due on|到期日|履行期限",
    happened=("done_date",),
)
BREACHES = Kind(
    Breach,
    "breaches",
    Group.CONTRACTS,
    _("broken on"),
    (
        Told("contract", CONTRACT, required=True),
        Told("obligation", "obligation number|义务编号"),
        Told("party", "broken by|违约方"),
        Told("text", f"breach|违约情况|{TEXT_HEADERS}", required=True),
        Told("cured_date", "cured on|补救日期"),
    ),
    ("contract", "party", "cured_date"),
    rules=(
        not_before("cured_date", "effective_date", _("A breach cannot be cured before it began.")),
    ),
    date_headers="breach date|违约日期",
    happened=("cured_date",),
)
CONTRACT_KINDS = (CONTRACTS, CLAUSES, SECURITIES, OBLIGATIONS, BREACHES)
