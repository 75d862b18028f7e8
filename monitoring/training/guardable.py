"""Rights that a course may guard: decisions on others, each asked for by `check_right`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from monitoring.models.rules import APPROVE_RULES
from riskcrm.accounts.control_rights import SIGN_TESTS
from riskcrm.accounts.kri_rights import APPROVE_LIMITS
from riskcrm.accounts.plan_rights import APPROVE_PLANS
from riskcrm.accounts.removal_rights import (
    APPROVE_ENTRY,
    APPROVE_ERASURES,
    DECIDE_READMISSION,
    RELEASE_LETTERS,
    REVIEW_LAW,
)
from riskcrm.accounts.roles import (
    CONFIRM_EVENTS,
    DECIDE,
    DECIDE_HITS,
    DECIDE_OVERRIDES,
    PROPOSE,
    RELEASE,
)

GUARDABLE = {
    DECIDE: _("deciding on removals"),
    PROPOSE: _("proposing removals"),
    REVIEW_LAW: _("legal review of removals"),
    RELEASE_LETTERS: _("releasing letters"),
    APPROVE_ENTRY: _("approving entries in the restricted list"),
    DECIDE_READMISSION: _("deciding on readmissions"),
    APPROVE_ERASURES: _("approving erasures"),
    DECIDE_OVERRIDES: _("deciding on overrides"),
    RELEASE: _("releasing what a credit check holds"),
    DECIDE_HITS: _("deciding on screening hits"),
    CONFIRM_EVENTS: _("confirming market events"),
    APPROVE_RULES: _("deciding on alert rules"),
    APPROVE_LIMITS: _("deciding on limits of key risk indicators"),
    APPROVE_PLANS: _("approving emergency plans"),
    SIGN_TESTS: _("signing tests of controls"),
}
