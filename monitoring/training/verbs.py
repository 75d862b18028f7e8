"""What acts on courses and the library are called in the audit chain."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "publish_course": _("%(actor)s published the course %(object)s"),
    "change_course": _("%(actor)s changed the course %(object)s"),
    "guard_by_course": _("%(actor)s let the course %(object)s guard rights"),
    "stop_guarding": _("%(actor)s ended that the course %(object)s guards rights"),
    "complete_course": _("%(actor)s completed the course %(object)s"),
    "fail_course": _("%(actor)s did not pass the self-test of %(object)s"),
    "record_completion": _("%(actor)s recorded that the course %(object)s was completed"),
    "add_material": _("%(actor)s added material to the course %(object)s"),
    "remove_material": _("%(actor)s removed material from the course %(object)s"),
    "follow_training": _("Who has to know which course was brought up to date (%(actor)s)"),
    "add_studied_case": _("%(actor)s added a studied case: %(object)s"),
    "change_studied_case": _("%(actor)s changed a studied case: %(object)s"),
    "withdraw_studied_case": _("%(actor)s withdrew a studied case: %(object)s"),
}
