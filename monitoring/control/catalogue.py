"""The controls that ship: what each assures, the risk behind it, and what a test looks at."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

Words = tuple[str, str]  # in English and in Chinese

# what is looked at of an item, wherever a second person decides
SECOND: Words = ("decided by another person than who asked", "由申请人以外的人员决定")
REASONED: Words = ("reason is given and holds", "理由已写明且成立")
REVIEWED: dict[str, Words] = {
    "in_time": ("done by its day", "按期完成"),
    "note": ("the note says what was seen", "说明所见情况"),
}
RIGHT: Words = ("who acted had the right on that day", "经办人当日具有相应权限")


def _control(
    code: str, name: Words, assures: Words, risk: Words, population: str, frequency: str,
    attributes: dict[str, Words], *, is_key: bool = False, is_always_whole: bool = False,
) -> dict[str, Any]:  # fmt: skip
    return {
        "code": code,
        "name_en": name[0], "name_zh": name[1],
        "assures_en": assures[0], "assures_zh": assures[1],
        "risk_en": risk[0], "risk_zh": risk[1],
        "population": population, "frequency": frequency,
        "attributes": [
            {"code": key, "en": words[0], "zh": words[1]} for key, words in attributes.items()
        ],
        "is_key": is_key, "is_always_whole": is_always_whole,
    }  # fmt: skip


CATALOGUE = [
    _control(
        "case-four-eyes",
        ("Removal is decided by two persons", "移除须双人复核"),
        ("No relationship ends on one person's word.", "任何合作关系都不会仅凭一人意见终止。"),
        ("Unfair or unlawful removal, claims for damages.", "不公平或违法移除，引发索赔。"),
        "case_decisions",
        "each",
        {
            "second_person": SECOND,
            "reason": REASONED,
            "evidence": ("evidence bears the ground out", "证据足以支持解除事由"),
            "checklist": ("each item of the legal review is answered", "法务审核各项均已答复"),
        },
        is_key=True,
    ),
    _control(
        "immediate-termination",
        ("Immediate termination is justified", "立即解除有充分依据"),
        (
            "Rectification is skipped only where contract or law allow it.",
            "仅在合同或法律允许时方可跳过整改。",
        ),
        ("A termination without effect, claims for damages.", "解除无效，引发索赔。"),
        "immediate_terminations",
        "each",
        {
            "ground": ("the ground allows it", "解除事由允许立即解除"),
            "second_person": SECOND,
            "reviewed": (
                "it was reviewed afterwards by an uninvolved person",
                "事后由未参与人员复查",
            ),
        },
        is_key=True,
        is_always_whole=True,
    ),
    _control(
        "override",
        ("Overrides are reasoned and end", "人工调整有理由且有期限"),
        (
            "A person's tier replaces the card's only for a while.",
            "人工等级仅在有限期内替代评分卡等级。",
        ),
        ("Risk hidden by judgement.", "人为判断掩盖风险。"),
        "overrides",
        "each",
        {
            "second_person": SECOND,
            "reason": REASONED,
            "evidence": ("what proves it is named", "已注明依据"),
        },
        is_key=True,
    ),
    _control(
        "treatment",
        ("Treatments follow the policy", "客户待遇符合政策"),
        ("Limits and terms are eased only by decision.", "额度与账期的放宽须经决定。"),
        ("Exposure beyond appetite.", "敞口超出风险偏好。"),
        "treatments",
        "each",
        {"second_person": SECOND, "reason": REASONED},
    ),
    _control(
        "limit-change",
        ("Credit terms are changed by who may", "信用条件由有权人员变更"),
        (
            "Each change of limit or term is known and justified.",
            "每次额度或账期变更均可追溯且有依据。",
        ),
        ("Exposure beyond appetite.", "敞口超出风险偏好。"),
        "limit_changes",
        "each",
        {"right": RIGHT, "reason": REASONED},
        is_key=True,
    ),
    _control(
        "credit-release",
        ("Held orders are released by a second person", "暂停订单由第二人放行"),
        ("No order passes a held check on the asker's word.", "被暂停的订单不能由申请人自行放行。"),
        ("Deliveries that are never paid.", "发货后无法收款。"),
        "credit_releases",
        "each",
        {
            "second_person": SECOND,
            "reason": REASONED,
            "until": ("the end of the release fits the reason", "放行期限与理由相符"),
        },
        is_key=True,
    ),
    _control(
        "letter-release",
        ("Letters are released by a second person", "函件由第二人签发"),
        ("What leaves the house says what the case bears out.", "发出的函件与案件事实一致。"),
        ("A defective notice.", "通知存在瑕疵。"),
        "letters_released",
        "each",
        {
            "second_person": SECOND,
            "facts": (
                "facts, ground and dates are those of the case",
                "事实、事由和日期与案件一致",
            ),
            "proof": ("proof of delivery is kept", "已留存送达凭证"),
        },
    ),
    _control(
        "list-entry",
        ("Entries of the restricted list are justified", "限制交易名单条目有依据"),
        (
            "Nobody is listed without ground, review and end.",
            "无依据、无复查、无期限者不得列入名单。",
        ),
        ("Harm to a customer's name, claims for damages.", "损害客户名誉，引发索赔。"),
        "list_entries",
        "each",
        {
            "second_person": SECOND,
            "reason": REASONED,
            "notice": ("the customer was told with reasons", "已附理由通知客户"),
            "expiry": ("review and expiry are set", "已设定复查日与到期日"),
        },
        is_key=True,
        is_always_whole=True,
    ),
    _control(
        "write-off",
        ("Write-offs are approved", "核销经批准"),
        ("Receivables are given up only after collecting.", "应收账款仅在催收后方可核销。"),
        ("Fraud hidden as loss.", "以损失掩盖舞弊。"),
        "write_offs",
        "each",
        {
            "second_person": SECOND,
            "collected": ("collection was tried before", "此前已催收"),
            "amount": ("the amount is that of the invoice", "金额与发票相符"),
        },
        is_key=True,
    ),
    _control(
        "alert",
        ("Alerts are looked at", "预警得到处理"),
        (
            "Each alert is acknowledged with a note that fits it.",
            "每条预警均被签收并附有相应说明。",
        ),
        ("A default that was announced.", "已有先兆的违约。"),
        "acknowledged_alerts",
        "daily",
        {
            "in_time": ("acknowledged within its deadline", "在期限内签收"),
            "note": ("the note answers the rule", "说明与规则相符"),
        },
    ),
    _control(
        "review",
        ("Treatments are reviewed", "客户待遇得到复评"),
        ("What was once allowed is looked at again.", "曾经的许可会被重新审视。"),
        ("Stale judgement.", "判断过时。"),
        "treatment_reviews",
        "monthly",
        REVIEWED,
    ),
    _control(
        "customer-review",
        ("Customers are reviewed as their risk asks", "客户按风险等级得到复评"),
        ("Who became dangerous is seen in time.", "及时发现转为危险的客户。"),
        ("Late reaction.", "反应滞后。"),
        "customer_reviews",
        "monthly",
        REVIEWED,
    ),
    _control(
        "right-change",
        ("Rights are given by need", "权限按需授予"),
        ("Each right has its reason and its person.", "每项权限均有理由和对应人员。"),
        ("Acts by who should not.", "无权人员操作。"),
        "right_changes",
        "each",
        {
            "need": ("the role fits the work", "角色与工作相符"),
            "asked": ("somebody else asked for it", "由他人提出申请"),
        },
        is_key=True,
    ),
    _control(
        "own-work",
        ("Nobody decides on own work", "不得自我审批"),
        ("Refused attempts are known and explained.", "被拒绝的尝试均已知悉并说明原因。"),
        ("Collusion, pressure.", "串通或施压。"),
        "own_work_attempts",
        "each",
        {
            "explained": ("the person explains it", "当事人已说明"),
            "no_way_round": ("no way round was taken afterwards", "事后未绕过控制"),
        },
        is_key=True,
        is_always_whole=True,
    ),
    _control(
        "export",
        ("Data leave for a reason", "数据导出有理由"),
        ("Lists are taken out only for work.", "名单仅因工作需要导出。"),
        ("Data of customers in wrong hands.", "客户数据外泄。"),
        "bulk_exports",
        "each",
        {
            "need": ("the work needs it", "工作需要"),
            "gone": ("the file was deleted afterwards", "文件事后已删除"),
        },
    ),
]


def make_catalogue(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: the controls that are missing. One that somebody changed stays as it is."""
    control = sender.get_model("Control")
    control._default_manager.using(using).bulk_create(
        [control(**values) for values in CATALOGUE], ignore_conflicts=True
    )
