# ruff: noqa: S608  (statements are put together from names of our own tables and columns)
"""What the book itself brings to a customer's timeline: see `customers.timeline.sources`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.models import ContactChange
from customers.records import KINDS, Kind
from customers.records.kinds import NUMBER, Group, Shape, Value
from customers.timeline.acts import PAGES, acts_source, local_day
from customers.timeline.history import CAUSES
from customers.timeline.sources import CHANGES, GROUPS, Source, register
from customers.timeline.sources import Text as Words

LONGEST = 240
AUTOMATIC = "E2"  # begins a number that the book has given by itself
VIEW = "customers.view_customer"

# what a line says of a fact, where that is more or other than the columns of its list
TELLS: dict[str, tuple[str, ...]] = {
    "interaction": ("at_time", "channel", "direction", "purpose", "subject", "content",
                    "participants"),
    "task": ("title", "state", "done_date", "text"),
    "plan": ("problem", "state", "measures", "due_date", "lesson"),
    "complaint": ("direction", "text", "state"),
    "marketevent": ("kind", "title", "source"),
    "policyviolation": ("policy", "text", "warned_date"),
    "contract": ("title", "state", "end_date"),
    "contractclause": ("kind", "text"),
    "obligation": ("text", "party", "state", "done_date"),
    "breach": ("text", "party", "cured_date"),
    "collectionstep": ("how", "state", "text"),
}  # fmt: skip
NOT_TOLD = frozenset({Shape.PERSON, Shape.LINK, Shape.CURRENCY})

ACTS: dict[str, Words] = {
    "create_customer": _("customer entered"),
    "create_contact": _("contact entered"),
    "change_contact": _("contact changed"),
    "check_item": _("onboarding item checked"),
    "request_admission": _("admission asked for"),
    "admit_customer": _("customer admitted"),
    "return_admission": _("admission returned"),
    "withdraw_admission": _("request for admission withdrawn"),
    "decline_prospect": _("prospect turned down"),
    "reinstate_invoice": _("invoice reinstated"),
    "reinstate_payment": _("payment reinstated"),
    "void_invoice": _("invoice voided"),
    "void_payment": _("payment voided"),
    "void_record": _("record voided"),
    "finish_task": _("task done"),
    "drop_task": _("task dropped"),
    "postpone_task": _("task put off"),
    "reassign_task": _("task given to somebody else"),
    "reopen_task": _("task taken up again"),
    "end_plan": _("plan ended"),
    "drop_plan": _("plan dropped"),
    "confirm_event": _("market event confirmed"),
    "dismiss_event": _("market event dismissed"),
    "join_events": _("reports of one event joined"),
    "fulfil_obligation": _("obligation fulfilled"),
    "waive_obligation": _("obligation waived"),
    "cure_breach": _("breach cured"),
    "renew_contract": _("contract renewed itself"),
    "expire_contract": _("contract ended"),
    "end_contract": _("contract terminated"),
    "warn_customer": _("customer warned"),
    "settle_violation": _("violation settled"),
}


def fact_source(kind: Kind) -> Source:
    """The source of all standing facts of a kind."""
    values = {value.name: value for value in kind.values}
    names = TELLS.get(kind.name) or tuple(
        name for name in kind.columns if name in values and values[name].shape not in NOT_TOLD
    )
    told = [values[name] for name in names if name != "amount"]
    people = [value for value in kind.values if value.shape is Shape.PERSON]
    who = f"t.{people[0].column}" if people else "NULL::bigint"
    data = ["'key', t.source_key", *(f"'{v.name}', t.{v.column}" for v in told)]
    if kind.has_money:
        data += ["'amount', t.amount", "'currency', t.currency"]
    return Source(
        key=kind.name,
        label=kind.label,
        group=kind.group,
        permission=kind.permission("view"),
        sql=f"""
            SELECT t.effective_date AS day, t.recorded_at AS moment, t.id,
                   json_build_object({", ".join(data)}) AS data, {who} AS who_id, '' AS who
            FROM {kind.table} t WHERE t.customer_id = %(customer)s AND NOT t.is_void
        """,
        words=_words(kind, told),
        url=lambda key, _data: reverse(f"customers:{kind.name}_detail", args=[key]),
        has_people=bool(people),
    )


def _words(kind: Kind, told: list[Value]) -> Callable[[dict[str, Any]], str]:
    def words(data: dict[str, Any]) -> str:
        is_called = kind.key_label is not NUMBER and not data["key"].startswith(AUTOMATIC)
        parts = [data["key"]] if is_called else []
        parts += [_said(value, data[value.name]) for value in told if _is_said(data[value.name])]
        return Truncator(" · ".join(parts) or data["key"]).chars(LONGEST)

    return words


def _is_said(held: Any) -> bool:
    return held not in (None, "", [], False)


def _said(value: Value, held: Any) -> str:
    if value.shape is Shape.CHOICE:
        return str(dict(value.choices).get(held, held))
    if value.shape is Shape.CHOICES:
        labels = dict(value.choices)
        return ", ".join(str(labels.get(code, code)) for code in held)
    if value.shape is Shape.TIME:
        return str(held)[:5]
    if value.shape is Shape.YES_NO:
        return str(value.label)
    if value.shape in (Shape.DATE, Shape.NUMBER, Shape.MONEY):
        return f"{value.label}: {held}"
    return str(held)


def _panel(name: str) -> Callable[[int, dict[str, Any]], str]:
    return lambda key, _data: f"?tab={name}s&{name}={key}#panel"


def _number(data: dict[str, Any]) -> str:
    return str(data["key"])


INVOICES = Source(
    key="invoice",
    label=_("invoice"),
    group=Group.SALES,
    permission="customers.view_invoice",
    sql="""
        SELECT t.invoice_date AS day, t.recorded_at AS moment, t.id,
               json_build_object('key', t.number, 'amount', t.amount, 'currency', t.currency)
                   AS data, NULL::bigint AS who_id, '' AS who
        FROM customers_invoice t WHERE t.customer_id = %(customer)s AND NOT t.is_void
    """,
    words=_number,
    url=_panel("invoice"),
)
PAYMENTS = Source(
    key="payment",
    label=_("payment"),
    group=Group.SALES,
    permission="customers.view_payment",
    sql="""
        SELECT t.received_date AS day, t.recorded_at AS moment, t.id,
               json_build_object('key', t.source_key, 'amount', t.amount, 'currency', t.currency)
                   AS data, NULL::bigint AS who_id, '' AS who
        FROM customers_payment t WHERE t.customer_id = %(customer)s AND NOT t.is_void
    """,
    words=_number,
    url=_panel("payment"),
)


def _days(data: dict[str, Any]) -> str:
    count = data["days"]
    if count is None:
        return ""
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": count}


TERMS = Source(
    key="creditterms",
    label=_("credit terms"),
    group="changes",
    permission=VIEW,
    sql="""
        SELECT t.effective_date AS day, t.recorded_at AS moment, t.id,
               json_build_object('days', t.payment_days, 'amount', t.credit_limit,
                   'currency', %(base)s) AS data, NULL::bigint AS who_id, '' AS who
        FROM customers_creditterms t WHERE t.customer_id = %(customer)s
    """,
    params={"base": settings.BASE_CURRENCY},
    words=_days,
    url=lambda _key, _data: "",
)


def _contact_change(data: dict[str, Any]) -> str:
    kind = dict(ContactChange.Kind.choices).get(data["kind"], data["kind"])
    return f"{kind}: {data['old'] or '–'} → {data['new'] or '–'}"


CONTACT_CHANGES = Source(
    key="contactchange",
    label=_("contact change"),
    group="changes",
    permission="customers.view_contact",
    sql="""
        SELECT t.effective_date AS day, t.recorded_at AS moment, t.id,
               json_build_object('kind', t.kind, 'old', t.old_value, 'new', t.new_value) AS data,
               NULL::bigint AS who_id, '' AS who
        FROM customers_contactchange t WHERE t.customer_id = %(customer)s
    """,
    words=_contact_change,
    url=lambda _key, _data: "?tab=contacts#panel",
)
CUSTOMER_CHANGES = Source(
    key=CHANGES,
    label=_("change of the customer"),
    group="changes",
    permission=VIEW,
    sql=f"""
        SELECT {local_day("t.superseded_at")} AS day, t.superseded_at AS moment, t.id,
               json_build_object('version', t.version, 'cause', t.cause) AS data,
               NULL::bigint AS who_id, t.changed_by AS who
        FROM customers_customerrevision t WHERE t.customer_id = %(customer)s
    """,
    words=lambda _data: "",
    title=lambda data: CAUSES.get(data["cause"], data["cause"]),
    has_people=True,
)


def register_sources() -> None:
    """Make the book's sources known; called once, when the app starts."""
    PAGES.update({kind.name: f"customers:{kind.name}_detail" for kind in KINDS.values()})
    register(
        *(fact_source(kind) for kind in KINDS.values()),
        INVOICES,
        PAYMENTS,
        TERMS,
        CONTACT_CHANGES,
        CUSTOMER_CHANGES,
        acts_source("acts", _("what people did"), "acts", VIEW, ACTS),
    )


def groups() -> dict[str, Words]:
    """The parts of a timeline that can be chosen, in the order they are offered."""
    order = (Group.FOLLOW_UP, Group.SALES, Group.SIGNALS, Group.CONTRACTS, Group.CREDIT_FILE)
    return {group.value: group.label for group in order} | GROUPS
