"""Words that no letter may bear, each with why and what to say instead. Data: add lines here.

A letter in one language is held against the words of both. English words match as whole words, with
their endings where a star stands; Chinese ones wherever they stand. An exception is a longer word
that is harmless although the forbidden one is in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Words that are forbidden for one reason."""

    why: str | Promise
    instead: str | Promise
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


GROUPS: dict[str, Group] = {
    "list": Group(
        _("A letter that brands its reader harms a reputation, and judicial lists bear that name."),
        _("Say “internal list of restricted business” (限制交易名单)."),
        ("blacklist*", "black list*", "black-list*", "blocklist*", "hit list*", "watch list*",
         "watchlist*"),
        ("黑名单", "失信", "老赖", "关注名单"),
    ),
    "laundering": Group(
        _("Nothing may hint that anything was reported, or that anybody looks for such matters."),
        _("Rest the letter on its neutral ground, which is true by itself: the contract, or the"
          " figures of payment."),
        ("suspicious transaction*", "suspicious activit*", "suspicious matter*",
         "suspicious order*", "money laundering", "launder", "laundered", "laundering",
         "anti-money*", "terrorist financ*", "terrorism financ*",
         "financial intelligence", "tipping off", "tipping-off", "AML", "CFT",
         "STR", "STRs", "SAR", "SARs"),
        ("可疑交易", "可疑活动", "大额交易报告", "洗钱", "恐怖融资", "反恐融资", "反洗钱",
         "监测分析中心", "泄密告知"),
    ),
    "trait": Group(
        _("Who somebody is must not be a reason, and must not look like one."),
        _("Leave it out; name what was done or not done."),
        ("race", "racial", "ethnic*", "religio*", "muslim*", "jewish", "christian faith", "gender",
         "sexual orientation", "homosexual*", "pregnan*", "disabilit*", "disabled", "skin colour",
         "skin color", "caste", "marital status", "political opinion*", "trade union*",
         "nationality", "old age"),
        ("种族", "民族", "宗教", "信仰", "性别", "性取向", "同性恋", "怀孕", "孕期", "残疾", "残障",
         "肤色", "籍贯", "国籍", "婚姻状况", "政治面貌", "年纪大"),
        ("民族路", "民族大道", "民族饭店", "宗教局"),
    ),
    "health": Group(
        _("Health is nobody's business in a letter of trade."),
        _("Leave it out; name what was done or not done."),
        ("illness*", "mental health", "cancer", "HIV", "psychiatr*", "medical condition*"),
        ("精神病", "疾病", "患病", "艾滋", "病史", "抑郁症"),
    ),
    "threat": Group(
        _("A threat beyond the means of law can itself be unlawful, and weakens the notice."),
        _("Say which step follows, on which ground and from which day."),
        ("or else", "you will regret", "you will be sorry", "we will ruin", "we will destroy",
         "expose you", "publicly shame", "name and shame", "tell your customers",
         "tell your employer", "visit your home", "your family", "criminal complaint",
         "report you to the police", "have you arrested", "go to prison", "go to jail",
         "imprison*"),
        ("后果自负", "否则后果", "曝光", "让你", "等着瞧", "上门催", "找你家人", "家属",
         "通报你单位",
         "抓你", "坐牢", "报警抓", "刑事责任", "身败名裂", "封杀", "追究到底"),
    ),
    "accusation": Group(
        _("A crime is for a court to find; to say it of somebody can be defamation."),
        _("State what happened, with its day and its document, and leave the judgement out."),
        ("fraudster*", "fraudulent*", "swindl*", "crook", "crooks", "crooked", "criminal*",
         "thief", "thieves", "liar*",
         "cheat", "cheats", "cheated", "cheating", "scam", "scams", "con man", "dishonest*",
         "bankrupt"),
        ("骗子", "诈骗", "欺诈", "犯罪", "罪犯", "小偷", "无赖", "骗取", "撒谎", "恶意欠款",
         "恶意拖欠", "破产企业"),
    ),
    "score": Group(
        _("What the score says of somebody is internal; the letter names the facts behind it."),
        _("Say the reason in the words for customers, as the list of reasons does."),
        ("credit score*", "risk score*", "risk tier*", "risk rating*", "high-risk customer*",
         "high risk customer*", "algorithm*"),
        ("信用分", "风险评分", "风险等级", "高风险客户", "评分模型", "算法"),
    ),
    "conspiracy": Group(
        _("An agreement not to deal with somebody, or the hint of one, offends competition law."),
        _("Speak for this organisation alone."),
        ("other suppliers*", "the whole industry", "our competitors", "boycott*", "cartel*"),
        ("其他供应商", "全行业", "同行", "联合抵制", "抵制"),
        ("同行人",),
    ),
}  # fmt: skip
