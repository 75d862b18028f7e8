"""Dates worked out by hand from the packs that come with the product, one line each.

2 March 2026 is a Monday. A case is: what it shows, pack, date asked for, day expected ("" = none),
what happened, and the days that differ from the week.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from removal.dates import Facts, Service


class Case(NamedTuple):
    shows: str
    pack: str
    name: str
    expected: str
    facts: Facts
    differences: dict[dt.date, bool] = {}  # never written


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def service(sent: str, method: str, arrived: str = "", returned: str = "", **named: str) -> Service:
    """`named` are the days that the letter itself tells."""
    told = {name: day(text) for name, text in named.items()}
    return Service(
        day(sent), method, day(arrived) if arrived else None, day(returned) if returned else None,
        **told,
    )  # fmt: skip


def arrived(text: str) -> tuple[Service, ...]:
    """A letter handed over on a day."""
    return (service(text, "hand", text),)


def off(*days: str, worked: tuple[str, ...] = ()) -> dict[dt.date, bool]:
    return {day(each): False for each in days} | {day(each): True for each in worked}


MARCH_2 = "2026-03-02"
SPRING = off(
    "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23",
    worked=("2026-02-14", "2026-02-28"),
)  # fmt: skip
QINGMING = off("2026-04-04", "2026-04-05", "2026-04-06")
NATIONAL = off(
    "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07", worked=("2026-10-10",)
)
EASTER = off("2026-04-03", "2026-04-06")
MAY = off("2026-05-01", "2026-05-08")
JULY = off("2026-07-03")


def warned(**more: Any) -> Facts:
    return Facts(warning=arrived(MARCH_2), **more)


def noticed(on: str = MARCH_2, **more: Any) -> Facts:
    return Facts(notice=arrived(on), **more)


def sent(on: str, method: str) -> Facts:
    return Facts(notice=(service(on, method),))


def due(on: str, *demands: str) -> Facts:
    return Facts(due_on=day(on), demands=tuple(day(each) for each in demands))


WARNINGS = [
    Case(f"a warning is answered within the days of {pack}", pack, "warning_answer", expected,
         warned())
    for pack, expected in {
        "CN-seller": "2026-03-12", "CN-lender": "2026-03-12",
        "EU-seller": "2026-03-16", "EU-lender": "2026-03-16",
        "DE-seller": "2026-03-16", "DE-lender": "2026-03-16",
        "FR-seller": "2026-03-17", "FR-lender": "2026-03-17",
        "GB-seller": "2026-03-16", "GB-lender": "2026-03-16",
        "US-seller": "2026-03-12", "US-lender": "2026-03-12",
    }.items()
]  # fmt: skip
NOTICES = [
    Case(f"notice by {pack} alone", pack, "notice_end", expected, noticed())
    for pack, expected in {
        "CN-seller": "2026-04-01", "CN-lender": "2026-04-01",
        "EU-seller": "2026-04-01",
        "EU-lender": "2026-05-04",  # 62 days end on Sunday, 3 May
        "DE-seller": "2026-04-01", "DE-lender": "2026-06-02",
        "FR-seller": "2026-04-01", "FR-lender": "2026-05-01",
        "GB-seller": "2026-04-01",
        "GB-lender": "2026-06-01",  # 90 days end on Sunday, 31 May
        "US-seller": "2026-04-01", "US-lender": "2026-04-01",
    }.items()
]  # fmt: skip
LONGEST = [
    Case("nine years make ninety days, which end on a Sunday", "CN-seller", "notice_end",
         "2026-06-01", noticed(relationship_years=9)),
    Case("twenty years make no more than the most", "CN-seller", "notice_end", "2026-06-01",
         noticed(relationship_years=20)),
    Case("ten years in France make ten months of thirty days", "FR-seller", "notice_end",
         "2026-12-28", noticed(relationship_years=10)),
    Case("the French safe harbour is the most", "FR-seller", "notice_end", "2027-09-01",
         noticed(relationship_years=25)),
    Case("French credit knows no formula", "FR-lender", "notice_end", "2026-05-01",
         noticed(relationship_years=25)),
    Case("sixty days end on Labour Day and a weekend follows", "FR-lender", "notice_end",
         "2026-05-04", noticed(), MAY),
    Case("a contract asks for longer notice than the house", "CN-seller", "notice_end",
         "2026-05-01", noticed(contract_notice_days=60)),
    Case("a contract with shorter notice changes nothing", "CN-seller", "notice_end",
         "2026-04-01", noticed(contract_notice_days=10)),
    Case("a German contract asks for 120 days", "DE-seller", "notice_end", "2026-06-30",
         noticed(contract_notice_days=120)),
    Case("five years in the United States", "US-seller", "notice_end", "2026-04-21",
         noticed(relationship_years=5)),
    Case("the contract outlasts the years", "US-seller", "notice_end", "2026-05-01",
         noticed(relationship_years=5, contract_notice_days=60)),
    Case("an old British contract keeps its two months", "GB-lender", "notice_end", "2026-05-04",
         noticed(contract_made_on=day("2025-01-10"))),
    Case("a British contract of the day the law changed has 90 days", "GB-lender", "notice_end",
         "2026-08-31", noticed("2026-06-01", contract_made_on=day("2026-04-28"))),
    Case("a British contract of the day before has two months", "GB-lender", "notice_end",
         "2026-08-03", noticed("2026-06-01", contract_made_on=day("2026-04-27"))),
    Case("two months from 31 December end on the last of February", "GB-lender", "notice_end",
         "2027-03-01", noticed("2026-12-31", contract_made_on=day("2025-01-10"))),
    Case("two months from 31 December end on a leap day", "GB-lender", "notice_end",
         "2028-02-29", noticed("2027-12-31", contract_made_on=day("2025-01-10"))),
    Case("an old contract changes nothing for a British seller", "GB-seller", "notice_end",
         "2026-04-01", noticed(contract_made_on=day("2025-01-10"))),
    Case("a relationship since a leap day is ten years old on 28 February", "DE-seller",
         "notice_end", "2026-06-08",
         noticed("2026-02-28", relationship_since=day("2016-02-29"))),
    Case("a day before its tenth year it is nine years old", "DE-seller", "notice_end",
         "2026-05-29", noticed("2026-02-28", relationship_since=day("2016-03-01"))),
]  # fmt: skip
ARRIVALS = [
    Case("a courier takes three business days over a weekend", "CN-seller", "notice_arrival",
         "2026-03-11", sent("2026-03-06", "courier")),
    Case("registered post takes five", "CN-lender", "notice_arrival", "2026-03-13",
         sent("2026-03-06", "registered_post")),
    Case("an e-mail of Friday is there on Monday", "CN-seller", "notice_arrival", "2026-03-09",
         sent("2026-03-06", "email")),
    Case("what enters the designated system is there", "CN-seller", "notice_arrival",
         "2026-03-06", sent("2026-03-06", "system")),
    Case("public notice takes thirty days", "CN-seller", "notice_arrival", "2026-04-05",
         sent("2026-03-06", "public_notice")),
    Case("Spring Festival stops a courier, a worked Saturday does not", "CN-seller",
         "notice_arrival", "2026-02-24", sent("2026-02-12", "courier"), SPRING),
    Case("German post takes four business days", "DE-seller", "notice_arrival", "2026-03-06",
         sent(MARCH_2, "post")),
    Case("what is handed over is there", "DE-lender", "notice_arrival", MARCH_2,
         sent(MARCH_2, "hand")),
    Case("French post takes five", "FR-lender", "notice_arrival", "2026-03-09",
         sent(MARCH_2, "post")),
    Case("a French registered letter over Labour Day", "FR-seller", "notice_arrival",
         "2026-05-07", sent("2026-04-30", "registered_post"), MAY),
    Case("British post over Easter", "GB-seller", "notice_arrival", "2026-04-08",
         sent("2026-04-02", "post"), EASTER),
    Case("American mail counts calendar days", "US-seller", "notice_arrival", "2026-07-06",
         sent("2026-07-03", "post"), JULY),
    Case("an American courier counts business days", "US-lender", "notice_arrival", "2026-07-07",
         sent("2026-07-02", "courier"), JULY),
    Case("an e-mail in the Union", "EU-lender", "notice_arrival", "2026-03-09",
         sent("2026-03-06", "email")),
    Case("a way that the pack does not know proves nothing", "CN-seller", "notice_arrival", "",
         sent(MARCH_2, "post")),
    Case("proof comes before what is deemed", "CN-seller", "notice_arrival", "2026-03-07",
         Facts(notice=(service("2026-03-06", "courier", "2026-03-07"),))),
]  # fmt: skip
SERVED_AGAIN = [
    Case("the second service counts after the first came back", "CN-seller", "notice_end",
         "2026-04-17",
         Facts(notice=(service(MARCH_2, "courier", returned="2026-03-10"),
                       service("2026-03-11", "registered_post")))),
    Case("what came back and was not sent again begins nothing", "CN-seller", "notice_end", "",
         Facts(notice=(service(MARCH_2, "courier", returned="2026-03-10"),))),
    Case("of two services the later arrival counts", "CN-seller", "notice_end", "2026-04-22",
         Facts(notice=(service(MARCH_2, "courier"), service("2026-03-20", "email")))),
    Case("in whatever order they are told", "CN-seller", "notice_end", "2026-04-22",
         Facts(notice=(service("2026-03-20", "email"), service(MARCH_2, "courier")))),
    Case("a new service begins the cure period anew", "CN-lender", "cure_deadline", "2026-04-03",
         Facts(notice=(service(MARCH_2, "courier", "2026-03-03"),
                       service("2026-03-16", "courier")))),
    Case("a second service that came back changes nothing", "CN-seller", "cure_deadline",
         "2026-03-18",
         Facts(notice=(service(MARCH_2, "courier", "2026-03-03"),
                       service("2026-03-16", "courier", returned="2026-03-20")))),
    Case("a German letter sent again by hand", "DE-seller", "appeal_deadline", "2026-04-20",
         Facts(termination=(service(MARCH_2, "post", returned="2026-03-12"),
                            service("2026-03-20", "hand")))),
]  # fmt: skip
CURES = [
    Case("a cure period that would end at Qingming", "CN-seller", "cure_deadline", "2026-04-07",
         noticed("2026-03-20"), QINGMING),
    Case("a cure period that would end on National Day", "CN-seller", "cure_deadline",
         "2026-10-08", noticed("2026-09-16"), NATIONAL),
    Case("one extension", "CN-seller", "cure_deadline", "2026-03-27", noticed(extensions=(10,))),
    Case("two extensions", "CN-seller", "cure_deadline", "2026-04-01",
         noticed(extensions=(10, 5))),
    Case("an extension counts from the day that the customer was told", "CN-seller",
         "cure_deadline", "2026-04-17", noticed("2026-03-20", extensions=(10,)), QINGMING),
    Case("a cure period that ends on a leap day", "DE-seller", "cure_deadline", "2028-02-29",
         noticed("2028-02-15")),
    Case("a cure period over a leap day", "EU-seller", "cure_deadline", "2028-03-06",
         noticed("2028-02-20")),
    Case("a cure period that began otherwise", "US-seller", "cure_deadline", "2026-03-17",
         Facts(cure_from=day(MARCH_2))),
    Case("a French cure period", "FR-seller", "cure_deadline", "2026-03-17", noticed()),
    Case("a British cure period over Easter", "GB-lender", "cure_deadline", "2026-04-07",
         noticed("2026-03-20"), EASTER),
]  # fmt: skip
# letters are dated as if they went by registered post, and hold whatever way they went
TOLD = [
    Case("a warning by e-mail is answered by the day that it names", "CN-seller",
         "warning_answer", "2026-03-19",
         Facts(warning=(service(MARCH_2, "email", deadline="2026-03-19"),))),
    Case("a notice by e-mail ends on the day that it names", "CN-seller", "notice_end",
         "2026-04-08", Facts(notice=(service(MARCH_2, "email", end_date="2026-04-08"),))),
    Case("what it asks for is to be done by the day that it names", "CN-seller", "cure_deadline",
         "2026-03-24", Facts(notice=(service(MARCH_2, "email", deadline="2026-03-24"),))),
    Case("an objection is in time until the day that the letter names", "CN-seller",
         "appeal_deadline", "2026-04-08",
         Facts(notice=(service(MARCH_2, "email", appeal_deadline="2026-04-08"),))),
    Case("a day that the notice named is not taken back by the termination", "CN-seller",
         "appeal_deadline", "2026-12-01",
         Facts(notice=(service(MARCH_2, "email", appeal_deadline="2026-12-01"),),
               termination=(service("2026-05-04", "email", appeal_deadline="2026-06-10"),))),
    Case("the termination's day counts where it is the later one", "CN-seller",
         "appeal_deadline", "2026-06-10",
         Facts(notice=(service(MARCH_2, "email", appeal_deadline="2026-04-08"),),
               termination=(service("2026-05-04", "email", appeal_deadline="2026-06-10"),))),
    Case("a day that is too early for the law holds nothing up", "DE-seller", "cure_deadline",
         "2026-03-16", Facts(notice=(service(MARCH_2, "hand", deadline="2026-03-10"),))),
    Case("a named Saturday stays a Saturday", "CN-seller", "warning_answer", "2026-03-21",
         Facts(warning=(service(MARCH_2, "hand", deadline="2026-03-21"),))),
    Case("a letter that came back named nothing", "CN-seller", "cure_deadline", "2026-03-31",
         Facts(notice=(service(MARCH_2, "courier", returned="2026-03-10", deadline="2026-12-01"),
                       service("2026-03-16", "hand", deadline="2026-03-20")))),
    Case("an extension counts from the day that the notice named", "CN-seller", "cure_deadline",
         "2026-04-03",
         Facts(notice=(service(MARCH_2, "email", deadline="2026-03-24"),), extensions=(10,))),
    Case("a letter may extend beyond what was granted", "CN-seller", "cure_deadline",
         "2026-04-20",
         Facts(notice=(service(MARCH_2, "email", deadline="2026-03-24"),), extensions=(10,),
               extension=(service("2026-03-20", "email", deadline="2026-04-20"),))),
    Case("the end waits for the day that the notice named", "CN-seller", "earliest_end",
         "2026-04-08",
         Facts(notice=(service(MARCH_2, "email", end_date="2026-04-08"),),
               termination=arrived("2026-03-20"))),
]  # fmt: skip
HEARD = [
    Case("an appeal is acknowledged within three business days", "CN-seller", "appeal_ack",
         "2026-03-11", Facts(appeal_received_on=day("2026-03-06"))),
    Case("and over a holiday later", "GB-seller", "appeal_ack", "2026-04-08",
         Facts(appeal_received_on=day("2026-04-01")), EASTER),
    Case("a Chinese seller answers in 20 days", "CN-seller", "appeal_answer", "2026-03-26",
         Facts(appeal_received_on=day("2026-03-06"))),
    Case("a Chinese lender in 15, and a Saturday is no excuse", "CN-lender", "appeal_answer",
         "2026-03-21", Facts(appeal_received_on=day("2026-03-06"))),
    Case("in the Union in 30, and a Sunday is no excuse", "EU-seller", "appeal_answer",
         "2026-04-05", Facts(appeal_received_on=day("2026-03-06"))),
    Case("a data protection complaint in Britain", "GB-seller", "complaint_ack", "2026-04-05",
         Facts(complaint_received_on=day("2026-03-06"))),
    Case("no such rule in Germany", "DE-seller", "complaint_ack", "",
         Facts(complaint_received_on=day("2026-03-06"))),
    Case("the time to appeal begins with the termination letter", "FR-seller", "appeal_deadline",
         "2026-04-01", Facts(notice=arrived("2026-01-05"), termination=arrived(MARCH_2))),
    Case("before it with the notice", "FR-seller", "appeal_deadline", "2026-02-04",
         Facts(notice=arrived("2026-01-05"))),
    Case("reasons can be asked for within 60 days", "US-seller", "reasons_request", "2026-05-01",
         Facts(termination=arrived(MARCH_2))),
    Case("where they are given nothing need be asked", "GB-lender", "reasons_request", "",
         Facts(termination=arrived(MARCH_2))),
    Case("reasons asked for are given within 30 days", "US-seller", "reasons_answer",
         "2026-04-01", Facts(reasons_asked_on=day(MARCH_2))),
    Case("adverse action is told within 30 days", "US-lender", "adverse_action", "2026-04-01",
         Facts(decided_on=day(MARCH_2))),
    Case("a person looks at it within 15 days", "CN-seller", "human_review", "2026-03-17",
         Facts(review_asked_on=day(MARCH_2))),
]  # fmt: skip
LAPSES = [
    Case("a right known on a leap day lapses on 28 February", "CN-seller",
         "termination_right_lapse", "2029-02-28", Facts(known_on=day("2028-02-29"))),
    Case("the other side's reminder makes it lapse earlier", "CN-seller",
         "termination_right_lapse", "2026-05-01",
         Facts(known_on=day(MARCH_2), reminded_on=day("2026-04-01"))),
    Case("what was agreed comes first, and a Sunday is no excuse", "CN-lender",
         "termination_right_lapse", "2026-05-31",
         Facts(known_on=day(MARCH_2), agreed_right_days=90)),
    Case("a reasonable time in Germany", "DE-seller", "termination_right_lapse", "2026-05-01",
         Facts(known_on=day(MARCH_2))),
    Case("the Union has no rule", "EU-lender", "termination_right_lapse", "",
         Facts(known_on=day(MARCH_2))),
    Case("limitation from a leap day", "CN-seller", "limitation", "2027-02-28",
         due("2024-02-29")),
    Case("a proven demand begins it anew", "CN-seller", "limitation", "2029-06-30",
         due("2024-02-29", "2026-06-30")),
    Case("each proven demand does", "CN-lender", "limitation", "2031-01-15",
         due("2022-02-28", "2025-02-28", "2028-01-15")),
    Case("a demand after it is over wakes nothing", "CN-seller", "limitation", "2023-01-31",
         due("2020-01-31", "2024-01-01")),
    Case("in Germany from the end of the year, whatever was demanded", "DE-seller", "limitation",
         "2029-12-31", due(MARCH_2, "2027-05-01")),
    Case("five years in France", "FR-lender", "limitation", "2029-02-28", due("2024-02-29")),
    Case("six in Britain", "GB-seller", "limitation", "2030-02-28", due("2024-02-29")),
    Case("four in the United States, leap day to leap day", "US-seller", "limitation",
         "2028-02-29", due("2024-02-29")),
    Case("three for American credit", "US-lender", "limitation", "2027-02-28",
         due("2024-02-29")),
    Case("three in the Union", "EU-seller", "limitation", "2029-03-02", due(MARCH_2)),
]  # fmt: skip
REST = [
    Case("assurance within 30 days under the UCC", "US-seller", "assurance_deadline",
         "2026-04-01", Facts(assurance_demand=arrived(MARCH_2))),
    Case("no such demand for loans", "US-lender", "assurance_deadline", "",
         Facts(assurance_demand=arrived(MARCH_2))),
    Case("security within 15 days in China", "CN-seller", "assurance_deadline", "2026-03-17",
         Facts(assurance_demand=arrived(MARCH_2))),
    Case("an immediate end is looked at again after National Day", "CN-lender",
         "immediate_review", "2026-10-13", Facts(immediate_on=day("2026-09-30")), NATIONAL),
    Case("or after a week", "GB-lender", "immediate_review", "2026-03-09",
         Facts(immediate_on=day(MARCH_2))),
    Case("a Chinese lender keeps ten years", "CN-lender", "retention_end", "2034-02-28",
         Facts(ended_on=day("2024-02-29"))),
    Case("Germany eight, from the end of the year", "DE-lender", "retention_end", "2032-12-31",
         Facts(ended_on=day("2024-02-29"))),
    Case("what ended on New Year's Eve is kept no longer", "DE-seller", "retention_end",
         "2032-12-31", Facts(ended_on=day("2024-12-31"))),
    Case("France ten, leap day to the last of February", "FR-seller", "retention_end",
         "2034-02-28", Facts(ended_on=day("2024-02-29"))),
    Case("the longer of two duties to keep", "US-seller", "retention_end", "2033-03-02",
         Facts(ended_on=day(MARCH_2), decided_on=day("2026-02-01"))),
    Case("an entry on the list for five years", "CN-seller", "list_entry_end", "2031-03-02",
         Facts(listed_on=day(MARCH_2))),
    Case("for three in Britain", "GB-seller", "list_entry_end", "2029-03-02",
         Facts(listed_on=day(MARCH_2))),
    Case("the end waits for the termination letter", "GB-lender", "earliest_end", "2026-06-10",
         noticed(contract_made_on=day("2025-01-10"), termination=arrived("2026-06-10"))),
    Case("the end waits for the notice", "GB-lender", "earliest_end", "2026-06-01",
         noticed(termination=arrived("2026-04-10"))),
    Case("the end waits for the extended cure period", "US-seller", "earliest_end", "2026-04-16",
         noticed(extensions=(30,))),
]  # fmt: skip
CASES = [
    *WARNINGS, *NOTICES, *LONGEST, *ARRIVALS, *SERVED_AGAIN, *CURES, *TOLD, *HEARD, *LAPSES,
    *REST,
]  # fmt: skip
