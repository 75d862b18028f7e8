"""The words of letters in their own languages: dates, labels, what stands in every letter.

A letter speaks its customer's language, whoever reads the page it is made on; so these words are
data, not translations of the page's.
"""

from __future__ import annotations

import datetime as dt
import re

from removal.letters.kinds import DAY, FACTS, Language

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

LABELS: dict[str, dict[str, str]] = {
    Language.ENGLISH: {
        "date": "Date", "reference": "Our reference", "number": "Customer number",
        "contact": "Contact", "draft": "DRAFT", "closing": "Yours faithfully,",
        "what": "What has to be put right", "amount": "Amount", "by": "By",
        "attention": "For the attention of {name}",
        "cover": "Please read the attached letter ({reference}).",
        "appeal": "Your right to object",
        "appeal_text": "You may object to this letter until {appeal_deadline}, in writing and with"
        " any documents that support it. Address your objection to: {appeal_channel}. Somebody who"
        " had no part in this letter will look at it and answer you.",
        "no_waiver": "All our rights remain reserved. Neither this letter nor any time that we"
        " grant or payment that we take waives a right to payment, to interest or to end the"
        " contract, or lets a period of limitation begin anew to our disadvantage.",
    },
    Language.CHINESE: {
        "date": "日期", "reference": "我方编号", "number": "客户编号",
        "contact": "联系人", "draft": "草稿", "closing": "此致",
        "what": "整改事项", "amount": "金额", "by": "期限",
        "attention": "{name} 收",
        "cover": "请查阅附件（{reference}）。",
        "appeal": "您的申诉权利",
        "appeal_text": "贵方如对本函有异议，可于{appeal_deadline}前以书面形式提出申诉，"
        "并附相关证明材料。"
        "申诉请送达：{appeal_channel}。申诉将由未参与本函的人员复核并予以答复。",
        "no_waiver": "我方保留全部权利。本函、我方给予的宽限或接受的付款，"
        "均不构成我方对付款请求权、"
        "逾期利息或合同解除权的放弃，亦不影响诉讼时效的中断。",
    },
}  # fmt: skip


def label(name: str, language: str) -> str:
    return LABELS[language][name]


def day_in(date: dt.date, language: str) -> str:
    """A day as letters say it."""
    if language == Language.CHINESE:
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def told(name: str, value: str, language: str) -> str:
    """A fact as a sentence says it; days are kept as ISO dates."""
    return day_in(dt.date.fromisoformat(value), language) if FACTS[name].sort == DAY else value


def names_in(text: str) -> list[str]:
    """Everything that stands in braces, in its order."""
    return PLACEHOLDER.findall(text)


def paragraphs(text: str) -> list[str]:
    """The text in its paragraphs, which empty lines part."""
    whole = text.replace("\r\n", "\n")
    return [part.strip() for part in re.split(r"\n\s*\n", whole) if part.strip()]


def block_of(paragraph: str) -> str:
    """The block that a paragraph stands for; "" where it is a paragraph of words."""
    found = PLACEHOLDER.fullmatch(paragraph)
    return found[1] if found else ""


def filled(text: str, values: dict[str, str], blocks: frozenset[str]) -> str:
    """The text with each name replaced once; what a value says is not read again.

    Blocks stay as they stand. A paragraph that names a fact which is not given is left out.
    """
    kept = []
    for paragraph in paragraphs(text):
        if block_of(paragraph) in blocks:
            kept.append(paragraph)
        elif all(values.get(name) for name in names_in(paragraph)):
            kept.append(PLACEHOLDER.sub(lambda found: _in_sentence(found, values), paragraph))
    return "\n\n".join(kept)


def _in_sentence(found: re.Match[str], values: dict[str, str]) -> str:
    """The value; a full stop that the sentence sets is not set twice ("Acme Ltd." + ".")."""
    value, following = values[found[1]], found.string[found.end() : found.end() + 1]
    return value[:-1] if following in (".", "。") and value.endswith((".", "。")) else value
