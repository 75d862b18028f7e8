"""Rights that a course may guard: decisions on others, each asked for by `check_right`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
}
