"""The rail at the left: what each person may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Entry:
    """One line of the rail; `counted` names the count shown beside it, `under` the path of the
    pages that belong to it where they do not all lie below its own. `count_route` answers the count
    where the top bar does not ask for it already. An entry with a `group` stands for its pages and
    leads to the first of them that a person may open."""

    label: Promise
    route: str
    icon: str
    permission: str
    counted: str = ""
    under: str = ""
    count_route: str = ""
    group: str = ""
    urlconf: str = ""  # whose routes it is among, where they are not everybody's


@dataclass(frozen=True)
class Link:
    """An entry as a person sees it now."""

    label: Promise
    url: str
    icon: str
    counted: str
    here: bool
    count_url: str = ""


@dataclass(frozen=True)
class Section:
    """One of the pages of a group: their names stand beside each other on top of each of them."""

    label: Promise
    route: str
    permission: str


ENTRIES = (
    Entry(
        _("Book"), "monitoring:book", "layout-dashboard", "customers.view_customer", group="book"
    ),
    Entry(_("Customers"), "monitoring:customer_list", "users", "customers.view_customer"),
    Entry(_("Contacts"), "customers:contact_list", "address-book", "customers.view_contact"),
    Entry(_("Groups"), "monitoring:group_list", "users-group", "customers.view_customergroup"),
    Entry(_("Documents"), "customers:document_list", "paperclip", "customers.view_attachment"),
    Entry(_("Worklist"), "monitoring:worklist", "phone", "customers.view_collectionstep"),
    Entry(_("Credit checks"), "scoring:credit_check_list", "coins", "scoring.view_creditcheck"),
    Entry(_("Receivables"), "monitoring:ageing", "report-analytics", "customers.view_invoice"),
    Entry(_("Inbox"), "monitoring:inbox", "inbox", "monitoring.view_alert", "inbox"),
    Entry(
        _("My tasks"), "customers:my_tasks", "check", "customers.view_task", "tasks",
        count_route="customers:task_count",
    ),
    Entry(_("Alerts"), "monitoring:alert_list", "bell", "monitoring.view_alert"),
    Entry(_("Reviews"), "monitoring:review_list", "history", "monitoring.view_review"),
    Entry(_("Emergencies"), "monitoring:emergency_list", "alert-triangle", "", group="emergencies"),
    Entry(_("Training"), "monitoring:my_courses", "info-circle", "", group="training"),
    Entry(_("Cases"), "removal:case_list", "gavel", "", group="removal"),
    Entry(
        _("Compliance"), "compliance:matter_list", "lock", "removal.view_restrictedmatter",
        urlconf="riskcrm.compartment_urls",
    ),
    Entry(_("Admissions"), "customers:admission_list", "user", "customers.view_admission"),
    Entry(_("Records"), "customers:record_index", "notebook", "customers.view_customer"),
    Entry(_("Authorities"), "customers:request_list", "mail", "customers.view_authorityrequest"),
    Entry(
        _("Screening"),
        "customers:hit_list",
        "filter",
        "customers.view_screeninghit",
        "screening",
        under="/screening/",
        count_route="customers:hit_count",
    ),
    Entry(_("Imports"), "customers:import_list", "file-import", "customers.view_importfile"),
    Entry(_("Scoring"), "scoring:scorecard_list", "scale", "", group="scoring"),
    Entry(_("Policies"), "accounts:policies", "book", "accounts.view_policyversion"),
    Entry(_("Runs"), "jobs:run_list", "player-play", "jobs.view_run"),
    Entry(_("Control"), "monitoring:control_list", "list-check", "", group="control"),
    Entry(_("Audit"), "audit:event_list", "shield-check", "audit.view_event"),
    Entry(_("Settings"), "accounts:people", "settings", "", under="/settings/", group="settings"),
)  # fmt: skip
BOOK = (
    Section(_("Book"), "monitoring:book", "customers.view_customer"),
    Section(_("Key risk indicators"), "monitoring:kri_list", "monitoring.view_krilimit"),
    Section(_("Management reports"), "monitoring:month_report_list", "monitoring.view_monthreport"),
)
SCORING = (
    Section(_("Scorecards"), "scoring:scorecard_list", "scoring.view_scorecard"),
    Section(_("Indicators"), "scoring:indicator_list", "scoring.view_scorecard"),
    Section(_("Back-tests"), "scoring:back_test_list", "scoring.view_scorecard"),
    Section(_("Fitted scorecards"), "scoring:fitting_list", "scoring.view_scorecard"),
    Section(_("Overrides"), "scoring:override_list", "scoring.view_override"),
    Section(_("Treatments"), "scoring:treatment_list", "scoring.view_treatmentpolicy"),
    Section(_("Proposed treatments"), "scoring:proposal_list", "scoring.view_treatmentproposal"),
    Section(_("Tier migration"), "scoring:tier_migration", "scoring.view_riskscore"),
    Section(_("Expected losses"), "monitoring:losses", "scoring.view_provisionmatrix"),
)
REMOVAL = (
    Section(_("Removal cases"), "removal:case_list", "removal.view_removalcase"),
    Section(_("Suggested removals"), "removal:suggestion_list", "removal.view_suggestion"),
    Section(pgettext_lazy("removal", "Letters"), "removal:letter_list", "removal.view_letter"),
    Section(_("Steps of reduction"), "removal:step_list", "removal.view_reductionstep"),
    Section(_("Legal recoveries"), "removal:legal_recovery_list", "removal.view_legalrecovery"),
    Section(_("Restricted list"), "removal:list_entry_list", "removal.view_listentry"),
    Section(_("Lessons"), "removal:lesson_list", "removal.view_removalcase"),
    Section(_("Effect"), "removal:effect_list", "removal.view_effectstudy"),
    Section(_("Removal criteria"), "removal:criteria_list", "removal.view_criterionset"),
    Section(_("Policy packs"), "removal:pack_list", "removal.view_policypack"),
    Section(_("Approval limits"), "removal:limits", "removal.view_removalcase"),
    Section(_("Subject requests"), "removal:subject_request_list", "removal.view_subjectrequest"),
    Section(_("Retention"), "removal:erasure_list", "removal.view_erasurerun"),
)
CONTROL = (
    Section(_("Exceptions"), "monitoring:exceptions", "monitoring.view_exceptions"),
    Section(_("Findings"), "monitoring:finding_list", "monitoring.view_finding"),
    Section(_("Tests of controls"), "monitoring:control_test_list", "monitoring.view_control"),
    Section(
        pgettext_lazy("internal control", "Controls"),
        "monitoring:control_list",
        "monitoring.view_control",
    ),
)
EMERGENCIES = (
    Section(_("Emergency plans"), "monitoring:emergency_list", "monitoring.view_emergencyplan"),
    Section(_("Emergencies"), "monitoring:activation_list", "monitoring.view_activation"),
    Section(_("Drills"), "monitoring:drill_list", "monitoring.view_drill"),
    Section(_("High-risk customers"), "monitoring:high_risk_queue", "monitoring.view_desktake"),
)
TRAINING = (
    Section(_("My courses"), "monitoring:my_courses", "monitoring.view_course"),
    Section(_("All courses"), "monitoring:course_list", "monitoring.view_course"),
    Section(_("Who has to know what"), "monitoring:training_matrix", "monitoring.view_completion"),
    Section(_("Studied cases"), "monitoring:studied_case_list", "monitoring.view_studiedcase"),
)
SETTINGS = (
    Section(_("People"), "accounts:people", "accounts.view_user"),
    Section(_("Teams"), "accounts:teams", "accounts.view_user"),
    Section(_("API keys"), "accounts:api_keys", "accounts.view_apikey"),
    Section(_("Webhooks"), "monitoring:webhook_list", "monitoring.view_webhookendpoint"),
    Section(_("Business holidays"), "web:holiday_list", "web.view_holiday"),
    Section(_("Exchange rates"), "customers:rate_list", "customers.view_exchangerate"),
    Section(_("Grades of regions"), "scoring:grade_list", "scoring.view_regiongrade"),
    Section(_("Tables of scores"), "scoring:table_list", "scoring.view_scoretable"),
    Section(
        _("Templates of letters"), "removal:letter_template_list", "removal.view_lettertemplate"
    ),
    Section(_("Custom fields"), "customers:custom_field_list", "customers.view_customfield"),
    Section(_("Kinds of service"), "customers:service_kind_list", "customers.change_servicekind"),
    Section(_("Checklist"), "customers:checklist", "customers.change_onboardingitem"),
    Section(
        _("Tolerances and templates"),
        "customers:collection_settings",
        "customers.change_collectionsettings",
    ),
)


GROUPS: dict[str, tuple[Section, ...]] = {
    "book": BOOK,
    "scoring": SCORING,
    "removal": REMOVAL,
    "control": CONTROL,
    "settings": SETTINGS,
    "emergencies": EMERGENCIES,
    "training": TRAINING,
}


def rail(user: AbstractUser, path: str) -> list[Link]:
    """The entries this person may open, the one they stand on marked."""
    links = []
    for entry in ENTRIES:
        below = _sections_of(entry.group, user, path)
        if entry.permission and not user.has_perm(entry.permission):
            continue
        url = below[0].url if below else "" if entry.group else _address(entry)
        if not url:
            continue
        here = path == url if url == "/" else path.startswith(entry.under or url)
        here = here or any(link.here for link in below)
        count_url = reverse(entry.count_route) if entry.count_route else ""
        links.append(Link(entry.label, url, entry.icon, entry.counted, here, count_url))
    return links


def _address(entry: Entry) -> str:
    return reverse(entry.route, urlconf=entry.urlconf or None)


def sections(user: AbstractUser, path: str) -> list[Link]:
    """The pages of the group that this person may open, for who stands on one of them."""
    for group in GROUPS:
        links = _sections_of(group, user, path)
        if any(link.here for link in links):
            return links
    return []


def _sections_of(group: str, user: AbstractUser, path: str) -> list[Link]:
    return [
        Link(section.label, url, "", "", path == url if url == "/" else path.startswith(url))
        for section in GROUPS.get(group, ())
        if user.has_perm(section.permission)
        for url in (reverse(section.route),)
    ]
