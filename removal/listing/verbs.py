"""What was done to entries, appeals, readmissions and requests, as the audit tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "propose_entry": _("%(actor)s proposed %(object)s"),
    "approve_entry": _("%(actor)s put %(object)s in force"),
    "reject_entry": _("%(actor)s rejected %(object)s"),
    "keep_entry": _("%(actor)s reviewed and kept %(object)s"),
    "shorten_entry": _("%(actor)s reviewed and shortened %(object)s"),
    "ease_entry": _("%(actor)s eased %(object)s on appeal"),
    "lift_entry": _("%(actor)s lifted %(object)s"),
    "expire_entries": _("entries of the restricted list expired: %(object)s"),
    "raise_reviews": _("reviews of the restricted list were announced: %(object)s"),
    "appeal_entry": _("%(actor)s entered %(object)s against an entry"),
    "acknowledge_list_appeal": _("%(actor)s acknowledged %(object)s"),
    "check_appeal_identity": _("%(actor)s checked who sent %(object)s"),
    "decide_entry_appeal": _("%(actor)s decided %(object)s"),
    "propose_readmission": _("%(actor)s asked for %(object)s"),
    "approve_readmission": _("%(actor)s approved %(object)s"),
    "reject_readmission": _("%(actor)s rejected %(object)s"),
    "withdraw_readmission": _("%(actor)s withdrew %(object)s"),
    "propose_checklist": _("%(actor)s proposed %(object)s"),
    "approve_checklist": _("%(actor)s put %(object)s in force"),
    "reject_checklist": _("%(actor)s rejected %(object)s"),
    "register_subject_request": _("%(actor)s entered %(object)s"),
    "check_subject_identity": _("%(actor)s checked who sent %(object)s"),
    "answer_subject_request": _("%(actor)s answered %(object)s"),
}
