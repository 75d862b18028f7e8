"""A row of the risk-customer table as rows of what it tells of: customer, reports, talks, plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import override

from customers.imports.field import normal
from customers.models import Customer, ImportFile, Plan
from customers.risk_table.columns import (
    PROVIDER,
    Talk,
    is_solved,
    measures_in,
    people_in,
    score_in,
    talks_in,
    tier_in,
)
from riskcrm.accounts.models import User

Row = dict[str, str]  # what an importer reads, and beside it what `keep_news` goes by
KEY = "table"  # begins the numbers of what has none in the table
CUSTOMERS = ImportFile.Kind.CUSTOMERS.value
# what people write for a type or an industry, by what it is part of; first come, first served
KINDS = (
    (Customer.Kind.GOVERNMENT, ("政府", "机关", "事业单位", "government", "public body")),
    (Customer.Kind.INDIVIDUAL, ("个人", "自然人", "个体", "individual", "person", "consumer")),
    (Customer.Kind.COMPANY, ("企业", "公司", "厂", "集团", "company", "corporat", "enterprise",
                             "business")),
    (Customer.Kind.OTHER, ("协会", "学校", "医院", "其他", "组织", "association", "other")),
)  # fmt: skip
INDUSTRIES = (
    ("C", ("制造", "生产", "加工", "电子", "机械", "纺织", "服装", "化工", "钢铁", "五金", "汽车",
           "医药", "manufact", "factory")),
    ("F", ("建筑", "施工", "工程", "装修", "建材", "construct", "building")),
    ("G", ("批发", "零售", "贸易", "商贸", "电商", "超市", "外贸", "trade", "trading", "retail",
           "wholesale", "commerce")),
    ("H", ("物流", "运输", "仓储", "快递", "航运", "logistic", "transport", "shipping")),
    ("I", ("餐饮", "酒店", "住宿", "旅游", "hotel", "restaurant", "catering", "hospitality")),
    ("J", ("软件", "互联网", "信息", "通信", "科技", "software", "internet", "telecom", "it")),
    ("K", ("金融", "银行", "保险", "证券", "投资", "finance", "bank", "insurance")),
    ("L", ("房地产", "地产", "物业", "real estate", "property")),
    ("Q", ("医院", "医疗", "卫生", "养老", "health", "medical", "hospital")),
    ("P", ("教育", "培训", "学校", "education", "school")),
    ("A", ("农", "林业", "牧", "渔", "养殖", "种植", "agricult", "farm", "fish")),
    ("B", ("采矿", "矿业", "煤", "mining")),
    ("D", ("电力", "能源", "燃气", "energy", "power", "utilit")),
    ("E", ("水务", "环保", "污水", "waste", "water")),
    ("M", ("咨询", "设计", "科研", "律师", "consult", "design", "legal", "research")),
    ("N", ("租赁", "外包", "人力", "安保", "leasing", "staffing", "cleaning")),
    ("R", ("文化", "体育", "娱乐", "传媒", "影视", "media", "sport", "entertain", "culture")),
    ("O", ("政府", "公共管理", "public admin")),
    ("S", ("服务", "其他", "service", "other")),
)  # fmt: skip


@dataclass
class Told:
    """What a line tells: by kind of file the rows of it, and why it cannot be taken.

    `joined`: what it has said of the customer stands in a row of this kind of an earlier line.
    """

    line: int
    number: str
    parts: dict[str, list[Row]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    joined: list[tuple[str, int]] = field(default_factory=list)

    def copied(self) -> Told:
        """The same, to be put together with others."""
        parts = {kind: [dict(row) for row in rows] for kind, rows in self.parts.items()}
        return Told(self.line, self.number, parts)


class People:
    """Who may be meant by a name in a cell: read once for a file, which names them on each line."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()
        for username, name in User.objects.people().active().values_list("username", "name"):
            self._by_name[name.casefold()].append(username)
            self._known.add(username)

    def sign_in_name(self, name: str) -> str:
        """The user name of the one active person of this name; "" where there is none or
        several."""
        found = self._by_name.get(name.casefold(), ()) if name else ()
        if len(found) == 1:
            return found[0]
        return name if name in self._known else ""


def tell(line: int, values: dict[str, Any], *, people: People, today: dt.date) -> Told:
    """Take a line apart. Days that it does not name are today's: `keep_news` knows better."""
    user = people.sign_in_name(values.get("responsible") or "")
    told = Told(line, values.get("number") or "")
    told.parts[CUSTOMERS] = [_customer(values)]
    told.parts["contacts"] = _contacts(told.number, values)
    told.parts["credit-reports"] = _report(told, values, today)
    told.parts["market-notes"] = _note(told, values, today)
    told.parts["interactions"] = [
        _talk(told.number, talk, user, today) for talk in talks_in(values.get("talks") or "")
    ]
    told.parts["plans"] = _plan(told.number, values, user, today)
    return told


def _customer(values: dict[str, Any]) -> Row:
    return {
        "number": values.get("number") or "",
        "name": values.get("name") or "",
        "address": values.get("address") or "",
        "kind": _code(values.get("kind"), KINDS, Customer.Kind),
        "industry": _code(values.get("industry"), INDUSTRIES, Customer.Industry),
    }


def _code(
    text: str | None,
    words: Iterable[tuple[str, tuple[str, ...]]],
    choices: type[TextChoices],
) -> str:
    """The code of a choice, by its own label or by a word that is part of what stands there.

    What nobody knows stays as it is: the importer says what it could be.
    """
    if not text:
        return ""
    folded = normal(text)
    known = _labels(choices).get(folded)
    if known is not None:
        return known
    for code, parts in words:
        if any(part in text.casefold() if len(part) > 2 or not part.isascii() else part == folded
               for part in parts):  # fmt: skip
            return str(code)
    return text


@cache
def _labels(choices: type[TextChoices]) -> dict[str, str]:
    """The codes of a choice by themselves and by their labels in each language."""
    codes: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in choices.choices:
                codes.setdefault(normal(code), str(code))
                codes.setdefault(normal(str(label)), str(code))
    return codes


def _contacts(number: str, values: dict[str, Any]) -> list[Row]:
    """The people of a cell; one whom it does not name bears the customer's name."""
    return [
        {
            "customer": number,
            "named": person.name,
            "name": person.name or str(values.get("name") or ""),
            "role": person.role,
            "phone": person.phone,
            "email": person.email,
            "wechat": person.wechat,
        }
        for person in people_in(values.get("contacts") or "")
    ]


def _fact(number: str, day: dt.date, **values: Any) -> Row:
    told = {name: "" if value is None else str(value) for name, value in values.items()}
    return {"customer": number, "effective_date": day.isoformat()} | told


def _report(told: Told, values: dict[str, Any], today: dt.date) -> list[Row]:
    if not values.get("score"):
        return []
    score, top, rating = score_in(values["score"])
    if len(rating) > 20:
        told.reasons.append(_("“{text}” is neither a score nor a rating").format(text=rating))
    scale = {"scale_min": 0, "scale_max": top} if top else {}
    row = _fact(told.number, today, provider=PROVIDER, score=score, rating=rating, **scale)
    return [row | {"cell": values["score"]}]


def _note(told: Told, values: dict[str, Any], today: dt.date) -> list[Row]:
    tier, text = values.get("tier") or "", values.get("transactions") or ""
    if not tier and not text:
        return []
    if tier and not tier_in(tier):
        told.reasons.append(_("“{text}” is no tier; write high, medium or low").format(text=tier))
    return [_fact(told.number, today, source=PROVIDER, tier=tier, text=text)]


def _talk(number: str, talk: Talk, user: str, today: dt.date) -> Row:
    return _fact(
        number,
        talk.date or today,
        channel=talk.channel,
        content=" ".join(talk.content.split()),
        owner=user,
        undated="" if talk.date else "yes",
    )


def _plan(number: str, values: dict[str, Any], user: str, today: dt.date) -> list[Row]:
    words = {name: values.get(name) or "" for name in ("problem", "measure", "feedback", "lesson")}
    due: dt.date | None = values.get("due_date")
    if not any(words.values()) and due is None:
        return []
    responsible = values.get("responsible") or ""
    # as on the page a plan ends with the customer's reaction and a lesson
    is_over = due is None or due <= today
    done = bool(words["feedback"] and words["lesson"]) and is_over
    solved = is_solved(words["feedback"])
    cells = {**words, "responsible": responsible, "due_date": str(due or "")}
    return [
        _fact(
            number,
            min(due, today) if due else today,
            problem=words["problem"] or words["measure"] or "–",
            measures=", ".join(measures_in(words["measure"])),
            measure_text=words["measure"],
            responsible=user,
            responsible_name="" if user else responsible,
            due_date=due,
            state=Plan.State.DONE if done else Plan.State.OPEN,
            done_date=(due or today) if done else None,
            reaction=words["feedback"],
            is_solved=None if solved is None else ("yes" if solved else "no"),
            lesson=words["lesson"],
        )
        | {f"cell_{name}": " ".join(cell.split()) for name, cell in cells.items()}
    ]


def merge(told: list[Told]) -> None:
    """Let one line speak for a customer that several lines tell of.

    Cells that are merged over several rows, and blank ones, say the same. Further contacts and
    transactions come to those before. A line that says something else of the customer, of its score
    or its tier than an earlier one is refused.
    """
    first: dict[str, Told] = {}
    for row in told:
        earlier = first.setdefault(row.number, row)
        if earlier is row or not row.number:
            continue
        [kept], [mine] = earlier.parts[CUSTOMERS], row.parts[CUSTOMERS]
        for name, value in mine.items():
            _refuse_other(row, earlier, kept[name], value)
            if value and not kept[name]:
                kept[name] = value
                row.joined.append((CUSTOMERS, earlier.line))
        row.parts[CUSTOMERS] = []
        _merge_opinions(row, earlier, "credit-reports", "cell")
        _merge_opinions(row, earlier, "market-notes", "tier")


def _merge_opinions(row: Told, earlier: Told, kind: str, cell: str) -> None:
    """Bring what a line says of a score or tier to the line that speaks for the customer."""
    for mine in row.parts[kind]:
        if not earlier.parts[kind]:
            earlier.parts[kind] = [mine]
            row.joined.append((kind, earlier.line))
            continue
        [kept] = earlier.parts[kind]
        before = dict(kept)
        _refuse_other(row, earlier, kept[cell], mine[cell])
        kept[cell] = kept[cell] or mine[cell]
        text = mine.get("text", "")
        if text and text not in kept["text"].splitlines():
            kept["text"] = "\n".join(filter(None, (kept["text"], text)))
        if kept != before:
            row.joined.append((kind, earlier.line))
    row.parts[kind] = []


def _refuse_other(row: Told, earlier: Told, kept: str, mine: str) -> None:
    if mine and kept and mine != kept:
        reason = _("line {line} says “{text}” of the same customer")
        row.reasons.append(reason.format(line=earlier.line, text=kept))
