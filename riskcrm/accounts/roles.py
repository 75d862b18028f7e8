"""What each role may do. Data, made rows by `migrate`; `scopes` says what keys may do.

A role is a group of the same code. Nothing else gives rights: there is no super-user, and whatever
is added to a group by hand goes at the next `migrate`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts import (
    control_rights,
    kri_rights,
    plan_rights,
    removal_rights,
    review_rights,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACCOUNT_MANAGER = "account_manager"
DATA_CLERK = "data_clerk"
RISK_OFFICER = "risk_officer"
HEAD_OF_RISK = "head_of_risk"
LEGAL_REVIEWER = "legal_reviewer"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"
COMPLIANCE_OFFICER = "compliance_officer"

# permissions that more than one module asks for
ALL_CUSTOMERS = "customers.view_all_customers"
VIEW_ALERTS = "monitoring.view_alert"
ACKNOWLEDGE = "monitoring.acknowledge_alert"
LEAD_ESCALATED_ALERTS = "monitoring.lead_escalated_alert"
HEAD_ESCALATED_ALERTS = "monitoring.head_escalated_alert"
VIEW_ALERT_QUALITY = "monitoring.view_rulequality"
KEEP_RISK_LEADS = "monitoring.change_risklead"
VIEW_CASES = "removal.view_removalcase"
ADMIT = "customers.decide_admission"
BRING_ACTIVE = "customers.bring_active_customer"
VIEW_HITS = "customers.view_screeninghit"
DECIDE_HITS = "customers.decide_screeninghit"
VIEW_LISTS = "customers.view_screeninglist"
KEEP_LISTS = "customers.change_screeninglist"
PROPOSE = "removal.propose_removalcase"
DECIDE = "removal.decide_removalcase"
VIEW_REQUESTS = "customers.view_authorityrequest"
VIEW_POLICIES = "accounts.view_policyversion"
WATCH_POLICIES = "accounts.view_policyacknowledgement"
PUBLISH_POLICIES = "accounts.add_policyversion"
HAND_OVER = "accounts.hand_over_work"
HAND_OVER_ANYWHERE = "accounts.hand_over_anywhere"
VIEW_RESTRICTED = "scoring.view_restricted_figures"
DECIDE_OVERRIDES = "scoring.decide_override"
DECIDE_TREATMENTS = "scoring.decide_treatmentproposal"
KEEP_TREATMENTS = frozenset({"scoring.add_treatmentpolicy", "scoring.publish_treatmentpolicy"})
ESTIMATE_LOSSES = frozenset({"scoring.add_provisionmatrix", "scoring.adopt_provisionmatrix"})
CONFIRM_EVENTS = "customers.confirm_marketevent"
FIT_CARDS = "scoring.add_fitting"
DRAFT_CARDS = "scoring.change_scorecard"
PUBLISH_CARDS = "scoring.publish_scorecard"
ASK_WHAT_IF = "scoring.ask_what_if"
VIEW_CHECKS = "scoring.view_creditcheck"
ASK = "scoring.add_creditcheck"
RELEASE = "scoring.release_creditcheck"

# kinds of facts in the book, by what an API key may be given; the models bear these names
FACTS: dict[str, tuple[str, ...]] = {
    "ledger": (
        "order", "creditnote", "goodsreturn", "dispute", "promisetopay", "writeoff", "recovery",
        "dishonouredpayment", "complaint",
    ),
    "credit-file": (
        "creditreport", "creditreference", "bankstatement", "financialstatement", "marketnote",
        "loan", "instalment",
    ),
    "signals": ("marketevent", "policyviolation"),
    "contracts": ("contract", "contractclause", "security", "obligation", "breach"),
    "follow-up": ("interaction", "task", "plan", "collectionstep"),
}  # fmt: skip


def on_facts(*acts: str) -> dict[str, frozenset[str]]:
    """By group the rights to do this to its facts."""
    return {
        group: frozenset(f"customers.{act}_{name}" for act in acts for name in names)
        for group, names in FACTS.items()
    }


READ_FACTS = frozenset().union(*on_facts("view").values())
KEEP_FACTS = frozenset().union(*on_facts("add", "change").values())
# files and names of what somebody sees anyway
USE_LISTS = frozenset({"web.add_export", "web.view_export", "web.add_savedview"})
READ = READ_FACTS | frozenset(
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
        "customers.view_admission",
        "customers.view_reminder",
        "scoring.view_riskscore",
        "scoring.view_scorecard",
        "scoring.view_override",
        "scoring.view_provisionmatrix",
        "scoring.view_treatmentpolicy",
        "scoring.view_customertreatment",
        "scoring.view_treatmentproposal",
        VIEW_ALERTS,
        "monitoring.view_notice",
        "accounts.add_absence",  # of oneself
        VIEW_CASES,
        VIEW_POLICIES,
        VIEW_HITS,
        VIEW_CHECKS,
        *USE_LISTS,
    }
)
# whole lists are not for those who look after customers: they see the hits of their own
READ_LISTS = frozenset({VIEW_LISTS, "customers.view_screeningentry"})
SCREEN = READ_LISTS | {
    KEEP_LISTS,
    "customers.add_screeninglist",
    "customers.change_screeningentry",
    "customers.screen_name",
    DECIDE_HITS,
}
# what is written down as it came: nothing in it is anybody's judgement
LOAD_BOOK = KEEP_FACTS | frozenset(
    {
        "customers.add_customer",
        "customers.change_customer",
        "customers.add_contact",
        "customers.change_contact",
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
        "customers.undo_import",
        # acts on many rows of a list, each with its own permission besides
        "jobs.add_item",
        "jobs.view_item",
    }
)
KEEP_BOOK = LOAD_BOOK | {
    "customers.verify_contact",
    "customers.change_duplicatepair",
    "customers.add_admission",
}
REMIND = frozenset({"customers.add_reminderrun", "customers.change_reminder"})
# what is tolerated, how debts are collected, and the words of letters
KEEP_COLLECTION = frozenset(
    {
        "customers.change_collectionsettings",
        "customers.change_steptemplate",
        "customers.change_reminderlevel",
    }
)
# what moves figures of every customer, or what was known when a score was made
KEEP_RATES = frozenset({"customers.change_exchangerate"})
# what others publish of regions and scores; it moves figures as rates do
KEEP_REFERENCES = frozenset({"scoring.add_regiongrade", "scoring.add_scoretable"})
REWRITE_BOOK = KEEP_RATES | {"customers.import_history"}
MERGE = frozenset({"customers.merge_customer"})
# holding cards against what happened; who may also drafts a card with probabilities of it
TEST_CARDS = frozenset({"scoring.add_backtest"})
ACT_ON_RISK = frozenset({ACKNOWLEDGE, PROPOSE, ASK, "scoring.add_override", DECIDE_TREATMENTS})
WATCH_RUNS = frozenset({"jobs.view_run"})
STEER_RUNS = WATCH_RUNS | {"jobs.add_run", "jobs.change_run"}
KEEP_CHECKLIST = "customers.change_onboardingitem"
READ_ACCOUNTS = frozenset({"accounts.view_user", "accounts.view_apikey"})
KEEP_ACCOUNTS = READ_ACCOUNTS | {
    "accounts.add_user",
    "accounts.change_user",
    "accounts.add_apikey",
    "accounts.change_apikey",
    HAND_OVER,
}
KEEP_CUSTOM_FIELDS = frozenset(
    {
        "customers.view_customfield",
        "customers.add_customfield",
        "customers.change_customfield",
    }
)
# who sees all customers may also say whose they become
REASSIGN = frozenset({"accounts.view_user", HAND_OVER, HAND_OVER_ANYWHERE})
# requests of authorities can be secret, so few see that there are any
KEEP_REQUESTS = frozenset(
    {VIEW_REQUESTS, "customers.add_authorityrequest", "customers.change_authorityrequest"}
)
# what stands under Settings besides people
READ_SETTINGS = frozenset(
    {
        "web.view_holiday",
        "customers.view_exchangerate",
        "scoring.view_regiongrade",
        "scoring.view_scoretable",
    }
)
KEEP_POLICIES = frozenset({PUBLISH_POLICIES, WATCH_POLICIES})
# dashboards: the whole book's indicators and reports
READ_KRIS, KEEP_KRIS = kri_rights.READ_KRIS, kri_rights.KEEP_KRIS
# what the book is watched for
KEEP_RULES = frozenset({"monitoring.change_alertrule", "monitoring.approve_ruleversion"})
READ_AUDIT = frozenset({"audit.view_event"})
# where messages about the whole book go to
READ_WEBHOOKS = frozenset({"monitoring.view_webhookendpoint"})
KEEP_WEBHOOKS = READ_WEBHOOKS | {"monitoring.change_webhookendpoint"}


@dataclass(frozen=True)
class Role:
    """What somebody is here for: the name people see, and the permissions that come with it."""

    code: str
    name: StrOrPromise
    permissions: frozenset[str]


# what moves scores of one's own customers is decided by others: DECIDE, CONFIRM_EVENTS
_OFFICER = (
    READ
    | KEEP_BOOK
    | REWRITE_BOOK
    | KEEP_REFERENCES
    | MERGE
    | ACT_ON_RISK
    | STEER_RUNS
    | REASSIGN
    | KEEP_REQUESTS
    | READ_SETTINGS
    | SCREEN
    | REMIND
    | KEEP_COLLECTION
    | ESTIMATE_LOSSES
    | {ALL_CUSTOMERS, DECIDE, ADMIT, CONFIRM_EVENTS, DECIDE_OVERRIDES}
    | {FIT_CARDS, DRAFT_CARDS, PUBLISH_CARDS, ASK_WHAT_IF, RELEASE}
    | KEEP_TREATMENTS
    | TEST_CARDS
    | KEEP_KRIS
    | KEEP_RULES
)

ROLES: dict[str, Role] = {
    role.code: replace(
        role,
        permissions=role.permissions
        | removal_rights.of_role(role.code)
        | control_rights.of_role(role.code)
        | plan_rights.of_role(role.code)
        | review_rights.of_role(role.code),
    )
    for role in (
        Role(
            ACCOUNT_MANAGER,
            _("Account manager"),
            READ | KEEP_BOOK | ACT_ON_RISK | REMIND,
        ),
        # rates are as a bank published them; history would change what was known of past days
        Role(
            DATA_CLERK,
            _("Data clerk"),
            READ | LOAD_BOOK | KEEP_RATES | READ_SETTINGS | {ALL_CUSTOMERS},
        ),
        Role(
            RISK_OFFICER,
            _("Risk officer"),
            _OFFICER | {LEAD_ESCALATED_ALERTS, VIEW_ALERT_QUALITY},
        ),
        Role(
            HEAD_OF_RISK,
            _("Head of risk"),
            _OFFICER
            | KEEP_POLICIES
            | {KEEP_CHECKLIST, VIEW_RESTRICTED}
            | {kri_rights.CHANGE_LIMITS}
            | {HEAD_ESCALATED_ALERTS, VIEW_ALERT_QUALITY, KEEP_RISK_LEADS},
        ),
        Role(
            LEGAL_REVIEWER,
            _("Legal reviewer"),
            READ | READ_LISTS | WATCH_RUNS | KEEP_REQUESTS | READ_SETTINGS | {ALL_CUSTOMERS},
        ),
        Role(
            AUDITOR,
            _("Auditor"),
            READ
            | READ_LISTS
            | WATCH_RUNS
            | READ_ACCOUNTS
            | READ_AUDIT
            | READ_SETTINGS
            | {ALL_CUSTOMERS, VIEW_REQUESTS, WATCH_POLICIES}
            | READ_KRIS
            | READ_WEBHOOKS
            | {VIEW_ALERT_QUALITY},
        ),
        Role(
            COMPLIANCE_OFFICER,
            _("Compliance officer"),
            READ | READ_LISTS | {ALL_CUSTOMERS, VIEW_RESTRICTED},
        ),
        Role(
            ADMINISTRATOR,
            _("Administrator"),
            READ
            | STEER_RUNS
            | KEEP_ACCOUNTS
            | KEEP_POLICIES
            | KEEP_CUSTOM_FIELDS
            | READ_AUDIT
            | READ_SETTINGS
            | {ALL_CUSTOMERS, KEEP_CHECKLIST, "web.change_holiday"}
            | KEEP_WEBHOOKS,
        ),
    )
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
