"""What each role may do, and what each scope of an API key grants. Data, made rows by `migrate`.

A role is a group of the same code. Nothing else gives rights: there is no super-user, and whatever
is added to a group by hand goes at the next `migrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACCOUNT_MANAGER = "account_manager"
RISK_OFFICER = "risk_officer"
HEAD_OF_RISK = "head_of_risk"
LEGAL_REVIEWER = "legal_reviewer"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

# permissions that more than one module asks for
ALL_CUSTOMERS = "customers.view_all_customers"
VIEW_ALERTS = "monitoring.view_alert"
ACKNOWLEDGE = "monitoring.acknowledge_alert"
VIEW_CASES = "removal.view_removalcase"
PROPOSE = "removal.propose_removalcase"
DECIDE = "removal.decide_removalcase"

READ = frozenset(
    {
        "customers.view_customer",
        "customers.view_contact",
        "customers.view_invoice",
        "customers.view_payment",
        "customers.view_importfile",
        "customers.view_relatedparty",
        "customers.view_customergroup",
        "customers.view_attachment",
        "customers.view_duplicatepair",
        "customers.view_customermerge",
        "scoring.view_riskscore",
        "scoring.view_scorecard",
        VIEW_ALERTS,
        VIEW_CASES,
    }
)
KEEP_BOOK = frozenset(
    {
        "customers.add_customer",
        "customers.change_customer",
        "customers.add_contact",
        "customers.change_contact",
        "customers.verify_contact",
        "customers.add_invoice",
        "customers.change_invoice",
        "customers.add_payment",
        "customers.change_payment",
        "customers.add_importfile",
        "customers.add_relatedparty",
        "customers.change_relatedparty",
        "customers.add_customergroup",
        "customers.change_customergroup",
        "customers.add_attachment",
        "customers.delete_attachment",
        "customers.change_duplicatepair",
    }
)
# what moves figures of every customer, or what was known when a score was made
REWRITE_BOOK = frozenset({"customers.change_exchangerate", "customers.import_history"})
MERGE = frozenset({"customers.merge_customer"})
ACT_ON_RISK = frozenset({ACKNOWLEDGE, PROPOSE})
WATCH_RUNS = frozenset({"jobs.view_run"})
STEER_RUNS = WATCH_RUNS | {"jobs.add_run", "jobs.change_run"}
READ_ACCOUNTS = frozenset({"accounts.view_user", "accounts.view_apikey"})
KEEP_ACCOUNTS = READ_ACCOUNTS | {
    "accounts.add_user",
    "accounts.change_user",
    "accounts.add_apikey",
    "accounts.change_apikey",
}
KEEP_CUSTOM_FIELDS = frozenset(
    {
        "customers.view_customfield",
        "customers.add_customfield",
        "customers.change_customfield",
    }
)
READ_AUDIT = frozenset({"audit.view_event"})


@dataclass(frozen=True)
class Role:
    """What somebody is here for: the name people see, and the permissions that come with it."""

    code: str
    name: StrOrPromise
    permissions: frozenset[str]


_OFFICER = (
    READ | KEEP_BOOK | REWRITE_BOOK | MERGE | ACT_ON_RISK | STEER_RUNS | {ALL_CUSTOMERS, DECIDE}
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(ACCOUNT_MANAGER, _("Account manager"), READ | KEEP_BOOK | ACT_ON_RISK),
        Role(RISK_OFFICER, _("Risk officer"), _OFFICER),
        Role(HEAD_OF_RISK, _("Head of risk"), _OFFICER),
        Role(LEGAL_REVIEWER, _("Legal reviewer"), READ | WATCH_RUNS | {ALL_CUSTOMERS}),
        Role(
            AUDITOR,
            _("Auditor"),
            READ | WATCH_RUNS | READ_ACCOUNTS | READ_AUDIT | {ALL_CUSTOMERS},
        ),
        Role(
            ADMINISTRATOR,
            _("Administrator"),
            READ | STEER_RUNS | KEEP_ACCOUNTS | KEEP_CUSTOM_FIELDS | READ_AUDIT | {ALL_CUSTOMERS},
        ),
    )
}

# No scope decides on a removal: people decide.
SCOPES: dict[str, frozenset[str]] = {
    "customers:read": frozenset({"customers.view_customer"}),
    "customers:write": frozenset(
        {"customers.view_customer", "customers.add_customer", "customers.change_customer"}
    ),
    "contacts:read": frozenset({"customers.view_contact"}),
    "contacts:write": frozenset(
        {"customers.view_contact", "customers.add_contact", "customers.change_contact"}
    ),
    "invoices:read": frozenset({"customers.view_invoice"}),
    "invoices:write": frozenset(
        {"customers.view_invoice", "customers.add_invoice", "customers.change_invoice"}
    ),
    "payments:read": frozenset({"customers.view_payment"}),
    "payments:write": frozenset(
        {"customers.view_payment", "customers.add_payment", "customers.change_payment"}
    ),
    "parties:read": frozenset({"customers.view_relatedparty", "customers.view_customergroup"}),
    "parties:write": frozenset(
        {
            "customers.view_relatedparty",
            "customers.add_relatedparty",
            "customers.change_relatedparty",
            "customers.view_customergroup",
            "customers.add_customergroup",
            "customers.change_customergroup",
        }
    ),
    "documents:read": frozenset({"customers.view_attachment"}),
    "documents:write": frozenset(
        {"customers.view_attachment", "customers.add_attachment", "customers.delete_attachment"}
    ),
    "customers:merge": MERGE
    | {
        "customers.view_customer",
        "customers.view_duplicatepair",
        "customers.change_duplicatepair",
        "customers.view_customermerge",
    },
    "scores:read": frozenset({"scoring.view_riskscore", "scoring.view_scorecard"}),
    "alerts:read": frozenset({VIEW_ALERTS}),
    "alerts:write": frozenset({VIEW_ALERTS, ACKNOWLEDGE}),
    "removal-cases:read": frozenset({VIEW_CASES}),
    "removal-cases:write": frozenset({VIEW_CASES, PROPOSE}),
}


def permission_rows(codes: frozenset[str]) -> models.QuerySet[Any]:
    """The rows of these permissions, `app.codename` each. Raises `LookupError` for unknown ones."""
    from django.contrib.auth.models import Permission

    wanted = models.Q()
    for code in codes:
        app, codename = code.split(".")
        wanted |= models.Q(content_type__app_label=app, codename=codename)
    if not codes:
        return Permission.objects.none()
    rows = Permission.objects.filter(wanted)
    found = {
        f"{app}.{name}" for app, name in rows.values_list("content_type__app_label", "codename")
    }
    if missing := codes - found:
        raise LookupError(f"Unknown permissions: {', '.join(sorted(missing))}")
    return rows


def make_groups(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """After `migrate`: one group per role with exactly its permissions."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group

    codes = frozenset().union(*(role.permissions for role in ROLES.values()))
    # Django makes an app's permissions when that app's turn comes; some turns come after ours
    for label in sorted({code.split(".")[0] for code in codes}):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    ids = {
        f"{app}.{codename}": pk
        for pk, app, codename in permission_rows(codes)
        .using(using)
        .values_list("pk", "content_type__app_label", "codename")
    }
    for role in ROLES.values():
        group, _made = Group.objects.using(using).get_or_create(name=role.code)
        group.permissions.set([ids[code] for code in role.permissions])
