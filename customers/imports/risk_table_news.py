"""What a sheet tells that the book does not say already.

A sheet comes again every month, and the book's own table may come back: what both say alike is no
news. What differs is a new report or note of the day of the sheet, or a change of the contact or
plan that the sheet means.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, count

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from customers.imports.risk_table_rows import KEY, Row, Told
from customers.imports.scope import Scope
from customers.models import Contact, CreditReport, Customer, Interaction, MarketNote, Plan
from customers.risk_table.columns import (
    PROVIDER,
    TIERS,
    Person,
    as_read,
    key_of,
    score_in,
    talks_in,
    tier_in,
    told_talk,
)
from customers.risk_table.sheet import (
    latest_of,
    line_of,
    one_line,
    own_tiers,
    person_of,
    said_in,
    score_cell,
    told_notes,
    told_reports,
)

PERSON = ("name", "role", "phone", "email", "wechat")
AT_ONCE = 1_000  # customers of whom all that the table could tell is in memory
OF_CELL = {  # what follows from a cell of a plan
    "measure": ("measure_text", "measures"),
    "responsible": ("responsible", "responsible_name"),
    "due_date": ("due_date",),
    "feedback": ("reaction", "is_solved"),
    "lesson": ("lesson",),
}


@dataclass
class Known:
    """What the book says of a customer, as far as the table could tell it."""

    contacts: list[Contact] = field(default_factory=list)
    people: set[tuple[str, ...]] = field(default_factory=set)  # each as a cell reads
    reports: list[CreditReport] = field(default_factory=list)
    note: MarketNote | None = None
    tier: str = ""  # that we have found ourselves
    talks: set[tuple[str, str]] = field(default_factory=set)  # day and words
    plans: list[Plan] = field(default_factory=list)
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def new_key(self, kind: str, *wanted: str, stem: str = "") -> str:
        """The first of these numbers that no other row of the customer has; else the stem, or the
        last of them, with a further number."""
        numbered = (f"{stem or wanted[-1]}-{number}" for number in count(1))
        key = next(key for key in chain(wanted, numbered) if key not in self.keys[kind])
        self.keys[kind].add(key)
        return key


def keep_news(told: list[Told], *, scope: Scope, today: dt.date) -> None:
    """Leave of what the lines tell what is new, under the numbers that the book knows it by."""
    lines: dict[str, list[Told]] = defaultdict(list)
    for row in told:
        lines[row.number].append(row)
    for start in range(0, len(lines), AT_ONCE):
        part = list(lines)[start : start + AT_ONCE]
        known = _known([row for number in part for row in lines[number]], scope)
        for number in part:
            rows, of_customer = lines[number], known.get(number) or Known()
            _keep_new_contacts(of_customer, rows)
            _keep_new_opinions(of_customer, rows, today)
            _keep_new_talks(of_customer, rows)
            _keep_new_plans(of_customer, rows)


# --- what the book knows ---


def _known(told: list[Told], scope: Scope) -> dict[str, Known]:
    """By number the customers in reach; of others nothing may be learned from what is unchanged."""
    customers = Customer.objects.filter(
        number__in={row.number for row in told}, merged_into__isnull=True
    )
    if not scope.sees_all:
        customers = customers.filter(pk__in=RawSQL("SELECT customer_id FROM import_scope", []))
    found = {customer.pk: (customer, Known()) for customer in customers}
    _add_contacts(found)
    _add_opinions(found)
    _add_talks(found, told)
    for plan in Plan.objects.select_related("responsible").filter(customer__in=found):
        of_customer = found[plan.customer_id][1]
        of_customer.keys["plans"].add(plan.source_key)
        of_customer.plans.append(plan)
    return {customer.number: of_customer for customer, of_customer in found.values()}


def _add_contacts(found: dict[int, tuple[Customer, Known]]) -> None:
    for contact in Contact.objects.filter(customer__in=found):
        customer, of_customer = found[contact.customer_id]
        of_customer.keys["contacts"].add(contact.source_key)
        for person in as_read(person_of(contact, customer)):
            of_customer.people.add(_cells(person, customer.name))
        if contact.ended_at is None:
            of_customer.contacts.append(contact)


def _cells(person: Person, customer: str) -> tuple[str, ...]:
    return (person.name or customer, person.role, person.phone, person.email, person.wechat)


def _add_opinions(found: dict[int, tuple[Customer, Known]]) -> None:
    ids = list(found)
    for reports in (told_reports(), told_reports().filter(provider=PROVIDER)):
        for pk, latest in latest_of(reports, ids, 1).items():
            found[pk][1].reports += latest
    for pk, [note] in latest_of(told_notes(), ids, 1).items():
        found[pk][1].note = note
    for pk, tier in own_tiers(ids).items():
        found[pk][1].tier = tier
    for model, kind in ((CreditReport, "credit-reports"), (MarketNote, "market-notes")):
        rows = model.objects.filter(customer__in=found, source_key__startswith=KEY)
        for pk, key in rows.values_list("customer", "source_key"):
            found[pk][1].keys[kind].add(key)


def _add_talks(found: dict[int, tuple[Customer, Known]], told: list[Told]) -> None:
    rows = [talk for row in told for talk in row.parts["interactions"]]
    days = {talk["effective_date"] for talk in rows}
    keys = {key_of(talk["content"]) for talk in rows}  # those of talks without a day
    talks = Interaction.objects.filter(customer__in=found)
    for talk in talks.filter(Q(effective_date__in=days) | Q(source_key__in=keys)):
        of_customer = found[talk.customer_id][1]
        of_customer.keys["interactions"].add(talk.source_key)
        for read in talks_in(told_talk(talk.effective_date, said_in(talk))):
            of_customer.talks.add((str(read.date), read.content))


# --- what is new ---


def _rows_of(lines: Iterable[Told], kind: str) -> list[tuple[Told, Row]]:
    """The rows of a kind with their lines, which are left without them."""
    rows = [(line, values) for line in lines for values in line.parts[kind]]
    for line in lines:
        line.parts[kind] = []
    return rows


def _keep_new_contacts(known: Known, lines: list[Told]) -> None:
    taken: set[int] = set()
    for line, values in _rows_of(lines, "contacts"):
        cells = tuple(values[name] for name in PERSON)
        if cells in known.people:
            continue
        known.people.add(cells)
        contact = next((c for c in known.contacts if c.pk not in taken and _is(c, values)), None)
        if contact is not None:
            taken.add(contact.pk)
            values["source_key"] = contact.source_key
            if not values["named"]:
                values["name"] = ""
        else:
            values["source_key"] = known.new_key("contacts", stem=KEY)
        line.parts["contacts"].append(values)


def _is(contact: Contact, values: Row) -> bool:
    """It is the contact that a row means: by its name, or by how it is reached."""
    if values["named"] and contact.name.casefold() == values["name"].casefold():
        return True
    return any(
        values[name] and values[name] == "".join(getattr(contact, name).split())
        for name in PERSON[2:]
    )


def _keep_new_opinions(known: Known, lines: list[Told], today: dt.date) -> None:
    """A score or a tier that is another than before is an opinion of the day of the sheet."""
    day = f"{KEY}-{today}"
    for line, values in _rows_of(lines, "credit-reports"):
        if not any(_says_score(report, values) for report in known.reports):
            values["source_key"] = known.new_key("credit-reports", day)
            line.parts["credit-reports"].append(values)
    for line, values in _rows_of(lines, "market-notes"):
        if _complete_note(known, values):
            values["source_key"] = known.new_key("market-notes", day)
            line.parts["market-notes"].append(values)


def _says_score(report: CreditReport, values: Row) -> bool:
    known, told = score_cell(report), values["cell"]
    return known == told or score_in(known) == score_in(told)


def _complete_note(known: Known, values: Row) -> bool:
    """Let a note say what the one before said where the sheet is silent; whether it says more."""
    before, tier = known.note, tier_in(values["tier"])
    known_tier = tier_in(before.title) if before and before.rating else ""
    has_text = bool(values["text"])
    is_new_text = has_text and (not before or one_line(before.text) != one_line(values["text"]))
    is_new_tier = bool(tier) and tier not in (known_tier, known.tier)
    if not is_new_text and not is_new_tier:
        return False
    if before is not None:
        values["text"] = values["text"] or before.text
        if tier in ("", known_tier):
            values["tier"], tier = (before.title, known_tier) if known_tier else ("", "")
    if tier and tier == known.tier != known_tier:  # it is ours, and nobody else's
        values["tier"], tier = "", ""
    values["title"] = values["tier"] or _("transactions")
    values["rating"] = str(TIERS.get(tier) or "")
    return True


def _keep_new_talks(known: Known, lines: list[Told]) -> None:
    for line, values in _rows_of(lines, "interactions"):
        words, day = values["content"], values["effective_date"]
        if values["undated"]:
            key = key_of(words)
            if key in known.keys["interactions"] or any(words == said for _d, said in known.talks):
                continue
        else:
            key = key_of(f"{day} {words}")
        if (day, words) in known.talks:
            continue
        known.talks.add((day, words))
        values["source_key"] = known.new_key("interactions", key)
        line.parts["interactions"].append(values)


def _keep_new_plans(known: Known, lines: list[Told]) -> None:
    """Plans are known by their words; one whose problem the book knows is that plan, changed."""
    left, news, seen = list(known.plans), [], set()
    for line, values in _rows_of(lines, "plans"):
        cells = tuple(values[f"cell_{name}"] for name in ("problem", *OF_CELL))
        if cells in seen:  # merged cells say the same in each line
            continue
        seen.add(cells)
        same = next((plan for plan in left if not _changes(plan, values)), None)
        if same is None:
            news.append((line, values))
        else:
            left.remove(same)
    for line, values in news:
        open_first = sorted(left, key=lambda plan: (plan.is_void, plan.state != Plan.State.OPEN))
        plan = next((p for p in open_first if _has_problem(p, values)), None)
        if plan is not None:
            left.remove(plan)
            _change_plan(plan, values)
        else:
            words = [values[f"cell_{name}"] for name in ("problem", *OF_CELL)]
            key, longer = key_of(values["problem"]), key_of("\n".join(words))
            values["source_key"] = known.new_key("plans", key, longer)
        line.parts["plans"].append(values)


def _has_problem(plan: Plan, values: Row) -> bool:
    return not plan.is_void and one_line(plan.problem) == one_line(values["problem"])


def _changes(plan: Plan, values: Row) -> list[str]:
    """Which cells say something else than the plan; a blank one says nothing."""
    line = line_of(plan)
    changed = [name for name in OF_CELL if values[f"cell_{name}"] not in ("", getattr(line, name))]
    return changed if line.problem == one_line(values["problem"]) else ["problem", *changed]


def _change_plan(plan: Plan, values: Row) -> None:
    """The row says of the plan what its changed cells say."""
    changed = _changes(plan, values)
    values["source_key"] = plan.source_key
    begun, due = plan.effective_date, values["due_date"]
    values["effective_date"] = min(str(begun), due) if due else str(begun)
    values["problem"] = plan.problem
    for cell, names in OF_CELL.items():
        if cell not in changed:
            values.update(dict.fromkeys(names, ""))
    is_ending = values["state"] == Plan.State.DONE and {"feedback", "lesson"}.intersection(changed)
    if plan.state != Plan.State.OPEN or not is_ending:
        values["state"] = values["done_date"] = ""
