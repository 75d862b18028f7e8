"""The rules a new book starts with, as data. Shares are per cent, as in readings.

Each says something no other says, so that a dangerous customer raises two to four alerts and not
ten: arrears are watched by their oldest invoice alone, habits by the late payments in a row, and
what is left adds to the score.
`clear_at` lies at about 0.8 of `raise_at`, so that a figure that wavers is one episode.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone


def _threshold(
    code: str,
    names: tuple[str, str],
    subject: str,
    levels: tuple[str, str, str | None],
    severity: str,
    *,
    playbook: tuple[str, str],
    **more: Any,
) -> dict[str, Any]:
    raise_at, clear_at, escalate_at = levels
    return {
        "code": code,
        "name_en": names[0],
        "name_zh": names[1],
        "kind": "threshold",
        "subject": subject,
        "raise_at": Decimal(raise_at),
        "clear_at": Decimal(clear_at),
        "escalate_at": Decimal(escalate_at) if escalate_at else None,
        "severity": severity,
        "cooldown_days": COOLDOWN[severity],
        "playbook_en": playbook[0],
        "playbook_zh": playbook[1],
        **more,
    }


# days of silence after an episode ended, unless it comes back graver
COOLDOWN = {"critical": 7, "high": 7, "medium": 14, "low": 30}
# of an insolvent customer that it pays late is no news
BY_INSOLVENCY = {"muted_by": ["insolvency"]}

DEFAULT_RULES: list[dict[str, Any]] = [
    {
        "code": "tier_rise",
        "name_en": "Risk tier rose",
        "name_zh": "风险等级上升",
        "kind": "tier_rise",
        "severity": "medium",  # one higher when the tier becomes high
        "playbook_en": "See which figures moved the score, and whether the treatment still fits.",
        "playbook_zh": "查看哪些指标推动了评分变化，并确认当前处置方式是否仍然适用。",
    },
    _threshold(
        "score_high", ("Score is very high", "评分极高"), "score", ("80", "64", "95"), "high",
        playbook=(
            "Go through the reasons of the score. Hold new credit until the customer was heard.",
            "逐项查看评分原因。与客户沟通之前，暂停新增授信。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "max_dpd", ("An invoice is 60 days or more past due", "有发票逾期 60 天以上"), "max_dpd",
        ("60", "48", "90"), "high",
        playbook=(
            "Ask for payment or a plan in writing; check disputes and security first.",
            "书面要求付款或提出还款计划；先核实是否存在争议及担保情况。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "consecutive_late", ("Three or more late payments in a row", "连续三次以上逾期付款"),
        "consecutive_late", ("3", "2", "6"), "medium",
        playbook=(
            "Call: is it the process or the money? Shorten terms if it is the money.",
            "致电了解：是流程问题还是资金问题？如为资金问题，应缩短账期。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "utilisation", ("Credit limit is used up", "信用额度用尽"), "utilisation",
        ("100", "80", "150"), "medium",
        playbook=(
            "Decide: collect, take security, or ask for a higher limit. Release nothing unseen.",
            "作出决定：催收、取得担保或申请提高额度。未经查看不得放行。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "invoice_surge", ("Invoiced amount surged", "开票金额激增"), "invoice_surge",
        ("5", "4", "10"), "medium",  # alone it may be good news
        playbook=(
            "Ask what the goods are for, and who pays. Growth that is explained needs a limit.",
            "了解货物用途和付款方。有合理解释的增长需要相应的额度。",
        ), muted_by=["bust_out"],
    ),
    # composite of domain practice: a surge on a full limit by somebody who changes who they are
    _threshold(
        "bust_out", ("Orders surge before a likely bust-out", "疑似骗货：订单激增"),
        "invoice_surge", ("5", "4", None), "critical",
        playbook=(
            "Hold the release of goods. Verify the contact and the bank account by a known number,"
            " and see the premises before anything leaves the house.",
            "暂停发货。通过已知号码核实联系人和银行账户，并实地查看经营场所后方可放行。",
        ),
        also={"all": [
            {"subject": "utilisation", "compare": "above", "value": "90"},
            {"any": [
                {"subject": "payment_method_changes", "compare": "at_least", "value": "3"},
                {"subject": "contact_changes", "compare": "at_least", "value": "3"},
            ]},
        ]},
    ),
    _threshold(
        "activity_drop", ("Buys much less while it still owes", "尚有欠款而采购骤降"),
        "activity_drop", ("80", "64", None), "low",
        playbook=(
            "Ask whether they buy elsewhere or stopped trading; collect what is open.",
            "了解客户是转向其他供应商还是停止经营；收回未结款项。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "score_jump", ("Score rose by 20 within 30 days", "评分 30 天内上升 20 分"), "score",
        ("20", "10", "40"), "medium", versus="past", days=30,
        playbook=(
            "Compare the figures of now and then: what happened?",
            "比较当前与此前的指标：发生了什么？",
        ), muted_by=["insolvency"],
    ),
    _threshold(
        "insolvency", ("Insolvency proceedings", "破产程序"), "insolvency", ("1", "0", None),
        "critical",
        playbook=(
            "Stop deliveries on credit, secure goods and set-off, file the claim in time.",
            "停止赊销发货，主张货物权利和抵销权，按期申报债权。",
        ),
    ),
    _threshold(
        "sanctions", ("Confirmed hit on a sanctions list", "制裁名单确认命中"), "sanctions_hits",
        ("1", "0", None), "critical",
        playbook=(
            "Do nothing for the customer before compliance has decided.",
            "合规部门作出决定之前，不得为该客户办理任何业务。",
        ),
    ),
    _threshold(
        "dishonoured", ("Payments were given back by the bank", "付款被银行退回"),
        "dishonoured_count", ("1", "0", "3"), "medium",
        playbook=(
            "Ask for the reason of the bank, and for another way to pay before the next delivery.",
            "了解银行退回原因，并在下次发货前要求更换付款方式。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "negative_news", ("Grave negative news", "重大负面新闻"), "negative_news",
        ("5", "4", "10"), "high",
        playbook=(
            "Read the events, ask the customer, and note what they say before you decide.",
            "阅读相关事件，向客户核实，并在作出决定前记录其说明。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "litigation", ("Three or more payment claims in court", "涉三起以上付款诉讼"), "litigation",
        ("3", "2", "6"), "high",
        playbook=(
            "See who claims what; what others collect is gone for us. Consider security.",
            "查看诉讼方及诉讼金额；其他债权人收回的款项我方将无法收回。考虑取得担保。",
        ), **BY_INSOLVENCY,
    ),
    _threshold(
        "contract_end", ("A contract ends within 30 days", "合同 30 天内到期"), "contract_days",
        ("30", "31", "7"), "low", falling=True,
        also={"subject": "exposure", "compare": "above", "value": "0"},
        playbook=(
            "Renew it, or settle what is open before it ends.",
            "续签合同，或在到期前结清未结款项。",
        ),
    ),
    _threshold(
        "case_due", ("A removal case is due within 2 days", "移除案件 2 天内到期"), "case_days",
        ("2", "3", "0"), "medium", falling=True,
        playbook=(
            "Do the step that is due, or give the reason why it takes longer.",
            "完成到期步骤，或说明延期原因。",
        ),
    ),
]  # fmt: skip


def make_default_rules(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: the rules that are missing. A rule somebody changed stays as it is; one
    without a version gets its first, which says what the rule says."""
    from monitoring.alert_rules.definition import said_of

    rule: Any = sender.get_model("AlertRule")
    version: Any = sender.get_model("RuleVersion")
    rules = rule._default_manager.using(using)
    rules.bulk_create([rule(**values) for values in DEFAULT_RULES], ignore_conflicts=True)
    bare = list(rules.filter(versions=None))
    now = timezone.now()
    firsts = [
        version(rule=row, number=1, state="in_force", said=said_of(row), created_at=now,
                in_force_at=now)
        for row in bare
    ]  # fmt: skip
    version._default_manager.using(using).bulk_create(firsts)
    rules.filter(pk__in=[row.pk for row in bare]).update(number=1)
