"""The sixteen columns of the risk-customer table, read and written.

What a cell says in words is taken apart here: several contacts in one cell, dated talks, a tier.
`customers.imports.risk_table` brings a sheet into the book; `customers.risk_table.sheet`
makes its rows again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from customers.imports.parsing import day_of
from customers.models import Interaction, Plan

PROVIDER = "internal 内部"  # whose opinion a score and a tier of the table are: the team's own
EMAIL = r"[\w.+'&%=#-]+@[\w-]+(?:\.[\w-]+)+"
PHONE = r"(?:(?<!\d)1[3-9]\d{9}(?![\d-])|\+?\d(?:[\d()-]|[^\S\n](?=\d)){5,}\d)"
SHORT_PHONE = r"(?:电话|tel|phone)\s*(?P<short>\d[\d-]{1,}\d)(?!\s?[\d-])"
# after a colon whatever stands there is the account
WECHAT = (
    r"(?:微信号?|wechat|wx)"
    r"(?:\s*[:：]\s*(?P<account>[a-z0-9_-]{3,60})|\s*(?P<wechat>[a-z][\w-]{3,29}))"
)
TOKEN = re.compile(
    rf"(?P<email>{EMAIL})|{WECHAT}|(?P<phone>{PHONE})|{SHORT_PHONE}|(?P<stop>[;；|]+)"
    r"|(?P<word>[^\s;；|]+)",
    re.IGNORECASE,
)
BOTH = re.compile(r"电话\s*[/、和]\s*微信号?\s*[:：]?")
BRACKETED = re.compile(
    r"[(（]\s*(?!微信|wechat|wx)([^()（）\d@:：;；|\n]+?)\s*[)）]", re.IGNORECASE
)
BETWEEN = re.compile(r"[()（）、,，/]|(?<!微信)(?<!微信号)(?<!wechat)[:：]", re.IGNORECASE)
ITEM = "· "  # begins the line of a contact, where a cell has several
LABELS = re.compile(
    r"^(?:联系人|姓名|电话|手机|手机号|座机|邮箱|邮件|tel|phone|mobile|e-?mail|mail)$", re.I
)
ROLE = re.compile(
    r"^(?:总?经理|财务.*|采购.*|会计|出纳|老板|法人|法定代表人|董事长|主管|ceo|cfo|owner|director|"
    r"accountant|accounting|finance|purchasing|buyer|manager)$",
    re.IGNORECASE,
)
DATED = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
OWN_LINE = re.compile(r"\[(\d{4})-(\d{2})-(\d{2})\]\s+(\S.*)")
SCORE = re.compile(r"(\d{1,7}(?:\.\d{1,2})?)\s*分?(?:\s*/\s*(\d{1,7}))?")
BLANK = "".join((" \n\t", ";,:", "；、，："))  # around a piece of a cell
# a rating of the market note, 5 best, by what the table calls the tier
TIERS = {"high": 1, "medium": 3, "low": 5}
TIER_WORDS = (("high", ("高", "high", "红")), ("medium", ("中", "medium", "mid", "黄")),
              ("low", ("低", "low", "绿")))  # fmt: skip
CHANNELS = (
    (Interaction.Channel.WECHAT, ("微信", "wechat")),
    (Interaction.Channel.EMAIL, ("邮件", "e-mail", "email", "mail")),
    (Interaction.Channel.CALL, ("电话", "致电", "来电", "call", "phone")),
    (Interaction.Channel.VISIT, ("拜访", "上门", "走访", "visit")),
    (Interaction.Channel.LETTER, ("发函", "函件", "信函", "letter")),
    (Interaction.Channel.MEETING, ("会议", "开会", "meeting")),
)
MEASURES = (
    (Plan.Measure.LIMIT, ("额度", "授信", "limit")),
    (Plan.Measure.TERMS, ("账期", "预付", "现款", "terms", "prepay")),
    (Plan.Measure.IDENTITY, ("身份", "核验", "identity")),
    (Plan.Measure.ADVICE, ("咨询", "辅导", "advice")),
    (Plan.Measure.CREDIT_REPAIR, ("信用修复", "credit repair")),
    (Plan.Measure.CALL, ("电话", "call", "phone")),
    (Plan.Measure.EMAIL, ("邮件", "email", "e-mail")),
    (Plan.Measure.VISIT, ("上门", "拜访", "visit")),
    (Plan.Measure.INSTALMENTS, ("分期", "instalment", "installment")),
    (Plan.Measure.SECURITY, ("担保", "保证金", "抵押", "security", "deposit", "guarantee")),
)
UNSOLVED = re.compile(
    r"未(?:能)?解决|没有解决|尚未|未结清|未还清"
    r"|\bun(?:re)?solved|\bnot (?:yet )?(?:(?:re)?solved|paid)",
    re.IGNORECASE,
)
SOLVED = re.compile(r"已解决|已还清|已结清|\b(?:re)?solved|\bpaid in full", re.IGNORECASE)


@dataclass
class Person:
    """Somebody to speak with, as a cell tells it."""

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    wechat: str = ""

    @property
    def is_reached(self) -> bool:
        return bool(self.phone or self.email or self.wechat)


@dataclass(frozen=True)
class Talk:
    """A piece of what was said; `date` is None where the cell names none."""

    date: dt.date | None
    content: str
    channel: str = field(default=Interaction.Channel.OTHER)


def key_of(text: str) -> str:
    """A number for what has none in the table: the same words bear the same one."""
    return "table-" + hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def people_in(cell: str) -> list[Person]:
    """The contacts of a cell: a name, and how the person is reached, one after the other.

    Lines that each begin with a mark, as `told_of` writes them, are each a contact.
    """
    lines = [line for line in cell.splitlines() if line.strip()]
    if lines and all(line.startswith(ITEM) for line in lines):
        return [person for line in lines for person in _people(line.removeprefix(ITEM))]
    return _people(cell)


def _people(text: str) -> list[Person]:
    people = [Person()]
    pieces = BRACKETED.split(BOTH.sub("电话:", text))
    for place, piece in enumerate(pieces):
        if place % 2:  # what stood in brackets
            people[-1].role = f"{people[-1].role} {' '.join(piece.split())}".strip()
            continue
        for match in TOKEN.finditer(BETWEEN.sub(" ", piece)):
            _take(people, match.lastgroup or "", match.group(match.lastgroup or 0))
    return [person for person in people if person.is_reached or person.name]


def _take(people: list[Person], kind: str, text: str) -> None:
    """One piece of a cell: it belongs to the person before, or begins the next one."""
    kind = {"account": "wechat", "short": "phone"}.get(kind, kind)
    if kind == "stop":
        if people[-1].is_reached:
            people.append(Person())
    elif kind != "word":
        if getattr(people[-1], kind):
            people.append(Person())
        setattr(people[-1], kind, re.sub(r"\s", "", text))
    elif not LABELS.match(text):
        _say(people, text)


def _say(people: list[Person], word: str) -> None:
    """A word of a name or a role; after how somebody is reached it begins the next one."""
    if people[-1].is_reached and not ROLE.match(word):
        people.append(Person())
    person = people[-1]
    if ROLE.match(word) and not person.role:
        person.role = word
    else:
        person.name = f"{person.name} {word}".strip()


def as_read(person: Person) -> list[Person]:
    """A contact as a cell can tell it: what is written and read says the same from then on."""
    people = [person]
    for _again in range(4):
        read = [each for one in people for each in _people(_written(one))]
        if read == people:
            break
        people = read
    return people


def told_of(people: list[Person]) -> str:
    """Contacts in one cell, as `people_in` reads them: a line each."""
    lines = [_written(each) for person in people for each in as_read(person)]
    return "\n".join(f"{ITEM}{line}" for line in lines) if len(lines) > 1 else "".join(lines)


def _written(person: Person) -> str:
    name, role = (
        " ".join(re.sub(r"[()（）:：、,，/;；|·\s]+", " ", text).split())
        for text in (person.name, person.role)
    )
    phone = re.sub(r"\s", "", person.phone)
    if phone and not re.fullmatch(PHONE, re.sub("[()]", "", phone)):
        phone = re.sub(r"(?<=\d)[^\d]+(?=\d)", "-", phone).strip("-")
    if phone and not re.fullmatch(PHONE, phone):
        phone = f"电话:{phone}"
    wechat = re.sub(r"[^A-Za-z0-9_-]+", "-", person.wechat).strip("-")
    wechat = wechat and f"微信:{wechat}"
    return " ".join(filter(None, (name, role and f"({role})", phone, person.email, wechat)))


def told_talk(date: dt.date, text: str) -> str:
    """A talk in a line of a cell, as `talks_in` reads it."""
    return f"[{date}] {' '.join(text.split()) or '–'}"


def talks_in(cell: str) -> list[Talk]:
    """The talks of a cell: each date begins one, or each line where all begin with a date in
    brackets, so that another date may stand in what was said."""
    lines = [OWN_LINE.fullmatch(line.strip()) for line in cell.splitlines() if line.strip()]
    own = [(day_of(*line.groups()[:3]), line.group(4)) for line in lines if line]
    if own and len(own) == len(lines) and all(date for date, _text in own):
        return [Talk(date, text, channel_of(text)) for date, text in own]
    starts = [m for m in DATED.finditer(cell) if day_of(*m.groups())]
    pieces: list[tuple[dt.date | None, str]] = []
    head = cell[: starts[0].start()] if starts else cell
    if head.strip(BLANK):
        pieces.append((None, head))
    for place, match in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(cell)
        pieces.append((day_of(*match.groups()), cell[match.end() : end]))
    tidy = ((date, text.strip(BLANK)) for date, text in pieces)
    return [Talk(date, text, channel_of(text)) for date, text in tidy if text]


def channel_of(text: str) -> str:
    folded = text.casefold()
    for channel, words in CHANNELS:
        if any(word in folded for word in words):
            return str(channel)
    return str(Interaction.Channel.OTHER)


def measures_in(text: str) -> list[str]:
    folded = text.casefold()
    return [str(m) for m, words in MEASURES if any(word in folded for word in words)]


def is_solved(text: str) -> bool | None:
    """What a feedback says of the problem; None where it does not."""
    if UNSOLVED.search(text):
        return False
    return True if SOLVED.search(text) else None


def score_in(cell: str) -> tuple[Decimal | None, Decimal | None, str]:
    """(score, highest of the scale, rating) of a cell: `650`, `72分`, `650/850`, `B+`."""
    match = SCORE.fullmatch(cell.strip())
    if match is None:
        return None, None, cell.strip()
    top = Decimal(match.group(2)) if match.group(2) else None
    return Decimal(match.group(1)), top, ""


def tier_in(cell: str) -> str:
    """high, medium or low; "" for what is none of them."""
    folded = cell.casefold()
    return next((tier for tier, words in TIER_WORDS if any(w in folded for w in words)), "")


def lines_of(pieces: Iterator[str] | list[str]) -> str:
    """Several pieces in one cell."""
    return "\n".join(piece for piece in pieces if piece)
