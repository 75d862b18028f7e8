"""What the acts and looks in the sealed log are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTS = {
    "open_matter": _("wrote down a matter"),
    "add_note": _("added a note"),
    "note_filing": _("wrote down the filing"),
    "close_matter": _("closed a matter"),
    "decide_clearance": _("decided on the letters of a case"),
    "propose_grant": _("proposed to let somebody look"),
    "approve_grant": _("let somebody look"),
    "end_grant": _("ended a grant"),
    "read_matters": _("read the list of matters"),
    "read_matter": _("read a matter"),
    "read_clearances": _("read the list of clearances"),
    "read_grants": _("read the list of grants"),
    "read_log": _("read this log"),
}
