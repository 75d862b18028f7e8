"""Files of groups and their members, of credit terms and of requests of authorities."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from customers import services
from customers.imports.row_by_row import Line, work
from customers.models import (
    GROUP_FIELDS,
    AuthorityRequest,
    Customer,
    CustomerGroup,
    GroupMembership,
)
from customers.services import authority
from riskcrm.accounts.models import User
from riskcrm.web.errors import Refused

TERMS = ("credit_limit", "payment_days")
ANSWER = ("state", "answer", "answered_date")


# --- groups and their members --------------------------------------------------------------------


def save_group(line: Line) -> None:
    """A group, and a customer that belongs to it where the line names one."""
    group = _group(line)
    customer = line.customer()
    if customer is not None:
        _member(line, group, customer)


def _group(line: Line) -> CustomerGroup:
    """The group of this code, made or changed as the line says."""
    told = line.told
    acting: dict[str, Any] = {"by": line.by, "at": line.at}
    group = CustomerGroup.objects.visible_to(line.by).filter(code=told["code"]).first()
    if group is None:
        if not told.get("name"):
            message = _("this group is not in the book yet, and a new one needs a name")
            raise Refused(message, code="name_missing", field="name")
        fields = {name: told[name] for name in GROUP_FIELDS if told.get(name) is not None}
        group = services.create_group(**fields, **acting)
        line.made(group)
        return group
    line.book |= {name: getattr(group, name) for name in GROUP_FIELDS}
    if changes := line.changes(group, GROUP_FIELDS):
        line.changed(group)
        group = services.change_group(group, version=group.version, **changes, **acting)
    return group


def _member(line: Line, group: CustomerGroup, customer: Customer) -> None:
    """The customer belongs to the group since a day, and until another where that is told."""
    told = line.told
    acting: dict[str, Any] = {"by": line.by, "at": line.at}
    since, until = told.get("from_date"), told.get("until_date")
    if since is None:
        message = _("say since when the customer belongs to the group")
        raise Refused(message, code="since_missing", field="from_date")
    row = GroupMembership.objects.filter(group=group, customer=customer, from_date=since).first()
    if row is None:
        row = services.add_member(group, customer, from_date=since, **acting)
        if row.from_date == since:
            line.made(row)
    line.book |= {"customer": customer.number, "from_date": row.from_date}
    if row.until_date is not None:
        line.book["until_date"] = row.until_date
    if until is not None and until != row.until_date:
        line.changed(row)
        services.end_membership(row, until_date=until, **acting)


# --- credit terms --------------------------------------------------------------------------------


def save_terms(line: Line) -> None:
    """Limit and payment term from a day on; what is blank holds on as it did."""
    told, customer = line.told, line.customer()
    if customer is None:
        raise Refused(_("The customer is missing."), code="customer_missing", field="customer")
    if all(told.get(name) is None for name in TERMS):
        message = _("give a credit limit or a payment term")
        raise Refused(message, code="no_terms", field="credit_limit")
    day = told["effective_date"]
    known = customer.credit_terms.filter(effective_date__lte=day)
    before = known.order_by("-effective_date", "-recorded_at").first()
    said = {n: getattr(before, n, None) if told.get(n) is None else told[n] for n in TERMS}
    terms = services.set_credit_terms(customer, by=line.by, at=line.at, effective_date=day, **said)
    if before is not None:
        line.book |= {name: getattr(before, name) for name in (*TERMS, "effective_date")}
    if before is None or terms.pk != before.pk:
        line.made(terms)
        if before is not None and before.effective_date == day:
            line.outcome = "changed"  # what held from this day on is corrected


# --- requests of authorities ---------------------------------------------------------------------


def save_request(line: Line) -> None:
    """A request as the letter says it, with its answer where the line tells one."""
    told = line.told
    found = AuthorityRequest.objects.visible_to(line.by).filter(
        authority=told["authority"], reference=told["reference"]
    )
    row = found.select_related("customer", "responsible").first()
    row = _enter(line) if row is None else _correct(line, row)
    state = told.get("state")
    if state not in (None, AuthorityRequest.State.OPEN, row.state):
        if not told.get("answered_date"):
            message = _("say when the request was answered")
            raise Refused(message, code="day_missing", field="answered_date")
        line.changed(row)
        authority.answer_request(
            row,
            state=state,
            answer=told.get("answer") or "",
            answered_date=told["answered_date"],
            by=line.by,
            at=line.at,
            version=row.version,
        )


def _said(line: Line) -> dict[str, Any]:
    """What the line tells of a request, rows in place of numbers and names."""
    said = {n: line.told[n] for n in authority.FIELDS if line.told.get(n) is not None}
    if "customer" in said:
        said["customer"] = line.customer()
    if "responsible" in said:
        said["responsible"] = User.objects.get(pk=said["responsible"])
    return said


def _enter(line: Line) -> AuthorityRequest:
    said = {"responsible": line.by} | _said(line)
    for name in ("subject", "received_date", "deadline_date"):
        if said.get(name) is None:
            message = _("a new request needs its subject, the day it came and its deadline")
            raise Refused(message, code="field_missing", field=name)
    row = authority.register_request(by=line.by, at=line.at, **said)
    line.made(row)
    return row


def _correct(line: Line, row: AuthorityRequest) -> AuthorityRequest:
    line.book |= {name: getattr(row, name) for name in (*authority.FIELDS, *ANSWER)}
    changes = {n: v for n, v in _said(line).items() if getattr(row, n) != v}
    if not changes:
        return row
    line.changed(row)
    return authority.change_request(row, by=line.by, at=line.at, version=row.version, **changes)


work_on_groups = partial(work, save_group, ("code", "customer", "from_date"))
work_on_terms = partial(work, save_terms, ("customer", "effective_date"))
work_on_requests = partial(work, save_request, ("authority", "reference"))
