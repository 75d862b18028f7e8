"""The templates that come with the product, version 1 of each kind in both languages."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from removal.letters.kinds import Kind, Language

EN, ZH = Language.ENGLISH, Language.CHINESE
HEAD_EN, HEAD_ZH = "Dear Sir or Madam,\n\n", "{customer}：\n\n"

FIRST: dict[tuple[str, str], tuple[str, str]] = {
    (Kind.WARNING, EN): (
        "Warning: please put this right by {deadline}",
        HEAD_EN
        + "We value working with {customer}. What we see at present, however, does not allow us to"
        " go on as before:\n\n{reasons}\n\n"
        "The amount that is due and unpaid is {amount}. We demand payment by {deadline}.\n\n"
        "{cure_items}\n\n"
        "We ask you to put this right by {deadline}, or to tell us by then how and when you will."
        " If you think that we are mistaken, please tell us; we will look into it at once.\n\n"
        "If nothing is put right by {deadline}, we will consider giving notice.\n\n{no_waiver}",
    ),
    (Kind.WARNING, ZH): (
        "警示函：请于{deadline}前整改",
        HEAD_ZH
        + "感谢贵方一直以来与我方的合作。但就目前情况，我方难以按原条件继续合作，原因如下：\n\n"
        "{reasons}\n\n"
        "贵方到期未付金额为{amount}，现催告贵方于{deadline}前支付。\n\n{cure_items}\n\n"
        "请贵方于{deadline}前完成整改，或于该日前告知整改方案及时间安排。"
        "如贵方认为上述情况有误，请及时告知，我方将立即核实。\n\n"
        "如逾期未整改，我方将考虑发出正式通知。\n\n{no_waiver}",
    ),
    (Kind.NOTICE, EN): (
        "Notice with reasons: the end of our business relationship is being considered",
        HEAD_EN
        + "Our warning has remained without sufficient effect. We therefore give you notice that"
        " we consider ending the business relationship with {customer}. These are the reasons:"
        "\n\n{reasons}\n\n"
        "The amount that is due and unpaid is {amount}. We demand payment by {deadline}.\n\n"
        "You can still avert it. Until {deadline} we give you the opportunity to put right what"
        " follows or to answer the reasons above:\n\n{cure_items}\n\n"
        "Without cure the relationship would end on {end_date}.\n\n"
        "A person, not a system, decides afterwards, and weighs your answer.\n\n"
        "{appeal}\n\n{no_waiver}",
    ),
    (Kind.NOTICE, ZH): (
        "附理由通知：拟终止合作关系",
        HEAD_ZH + "我方此前的警示函未取得充分效果。现通知贵方：我方正考虑终止与贵方的合作关系，"
        "理由如下：\n\n{reasons}\n\n"
        "贵方到期未付金额为{amount}，现催告贵方于{deadline}前支付。\n\n"
        "贵方仍可避免这一结果。请于{deadline}前完成下列整改事项，或就上述理由提出说明：\n\n"
        "{cure_items}\n\n"
        "如未整改，合作关系将于{end_date}终止。\n\n"
        "最终决定由人员而非系统作出，并将考虑贵方的答复。\n\n{appeal}\n\n{no_waiver}",
    ),
    (Kind.EXTENSION, EN): (
        "Extension: you have until {deadline}",
        HEAD_EN
        + "You asked for more time. We extend the period for putting things right to {deadline}."
        "\n\nThe former deadline of {former_deadline} no longer holds.\n\n{cure_items}\n\n"
        "Everything else that we told you remains as it is.\n\n{no_waiver}",
    ),
    (Kind.EXTENSION, ZH): (
        "延期通知：整改期限延至{deadline}",
        HEAD_ZH
        + "应贵方请求，我方同意将整改期限延长至{deadline}。\n\n原期限{former_deadline}不再适用。"
        "\n\n"
        "{cure_items}\n\n此前通知的其他内容不变。\n\n{no_waiver}",
    ),
    (Kind.CURE_ACCEPTED, EN): (
        "What we asked for has been put right",
        HEAD_EN
        + "We have checked what you put right and accept it as of {cured_date}. The proceedings"
        " towards the end of our relationship are over; no further step follows from them.\n\n"
        "Thank you for your effort. We look forward to working with you as before.",
    ),
    (Kind.CURE_ACCEPTED, ZH): (
        "整改验收通过",
        HEAD_ZH
        + "经核实，贵方已完成整改，我方自{cured_date}起予以认可。此前有关终止合作的程序就此结束，"
        "我方不再据此采取进一步措施。\n\n感谢贵方的努力，期待继续合作。",
    ),
    (Kind.TERMINATION, EN): (
        "Termination with effect from {end_date}",
        HEAD_EN
        + "We hereby end the business relationship with {customer} with effect from the end of"
        " {end_date}. These are the reasons:\n\n{reasons}\n\n"
        "We rely on {clause}.\n\n"
        "Orders that we have accepted are carried out as agreed unless we tell you otherwise. What"
        " either side owes stays due. We will send you a statement of account, and return deposits,"
        " goods and documents that are yours.\n\n{appeal}\n\n{no_waiver}",
    ),
    (Kind.TERMINATION, ZH): (
        "解除通知：自{end_date}起终止合作",
        HEAD_ZH + "我方现通知贵方：双方合作关系自{end_date}届满时终止，理由如下：\n\n{reasons}\n\n"
        "依据：{clause}。\n\n"
        "我方已接受的订单将按约履行，另有通知的除外。双方应付款项仍须支付。"
        "我方将提供对账单，并退还属于贵方的保证金、货物和资料。\n\n{appeal}\n\n{no_waiver}",
    ),
    (Kind.APPEAL_ANSWER, EN): (
        "Your appeal of {appeal_date}: {outcome}",
        HEAD_EN
        + "We received your appeal on {appeal_date}. Somebody who had no part in the decision has"
        " looked at it. The outcome: {outcome}.\n\n{answer}",
    ),
    (Kind.APPEAL_ANSWER, ZH): (
        "关于贵方{appeal_date}申诉的答复：{outcome}",
        HEAD_ZH + "我方于{appeal_date}收到贵方申诉，并由未参与原决定的人员进行了复核。"
        "复核结果：{outcome}。\n\n{answer}",
    ),
    (Kind.LIST_ENTRY, EN): (
        "Entry in our internal list of restricted business",
        HEAD_EN
        + "We inform you that we have made an entry in our internal list of restricted business."
        " Class of the reason: {reason_class}. It concerns: {scope}.\n\n"
        "The list serves our own decisions alone; it is given to nobody else. We will look at the"
        " entry again on {review_date}, and it ends on {expiry_date} at the latest.\n\n{appeal}",
    ),
    (Kind.LIST_ENTRY, ZH): (
        "列入我方内部限制交易名单的通知",
        HEAD_ZH + "我方现告知贵方：我方已在内部限制交易名单中作出登记。理由类别：{reason_class}。"
        "涉及范围：{scope}。\n\n"
        "该名单仅供我方自身决策使用，不向任何第三方提供。"
        "我方将于{review_date}复核该登记，其最迟于{expiry_date}失效。\n\n{appeal}",
    ),
    (Kind.COMPENSATION, EN): (
        "Our offer, open until {accept_by}",
        HEAD_EN
        + "In connection with the end of our business relationship we offer you the following:\n\n"
        "{offer}\n\nThe offer is open until {accept_by}; please accept it in writing. It does not"
        " mean that we admit a debt or a breach.\n\n{no_waiver}",
    ),
    (Kind.COMPENSATION, ZH): (
        "补偿方案：有效期至{accept_by}",
        HEAD_ZH + "就双方合作关系的终止，我方向贵方提出如下方案：\n\n{offer}\n\n"
        "本方案有效期至{accept_by}，请以书面形式确认接受。"
        "本方案不构成我方对任何债务或违约的承认。\n\n{no_waiver}",
    ),
    (Kind.REDUCTION_STEP, EN): (
        "Change of our terms from {effective_date}",
        HEAD_EN
        + "From {effective_date} the following applies to our business with {customer}: {measure}."
        "\n\nThese are the reasons:\n\n{reasons}\n\nWe rely on {legal_basis}.\n\n"
        "The measure is lifted as soon as its reasons are gone or sufficient security is given."
        " Please speak to us.\n\n{appeal}\n\n{no_waiver}",
    ),
    (Kind.REDUCTION_STEP, ZH): (
        "交易条件调整通知：自{effective_date}起生效",
        HEAD_ZH
        + "自{effective_date}起，我方与贵方的交易适用以下条件：{measure}。\n\n理由如下：\n\n"
        "{reasons}\n\n"
        "依据：{legal_basis}。\n\n上述理由消除或贵方提供充分担保后，我方将恢复原条件。"
        "欢迎与我方联系。"
        "\n\n{appeal}\n\n{no_waiver}",
    ),
}


def make_first_templates(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After `migrate`: a published template for each kind and language that has none yet."""
    rows = sender.get_model("LetterTemplate")._default_manager.using(using)
    known = set(rows.values_list("kind", "language"))
    for (kind, language), (subject, body) in FIRST.items():
        if (str(kind), str(language)) not in known:
            rows.create(
                kind=kind, language=language, number=1, subject=subject, body=body,
                state="published", created_at=timezone.now(), published_at=timezone.now(),
            )  # fmt: skip
