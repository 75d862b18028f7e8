"""What is said in the audit of erasures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "propose_erasure": _("%(actor)s proposed %(object)s"),
    "approve_erasure": _("%(actor)s approved %(object)s"),
    "reject_erasure": _("%(actor)s rejected %(object)s"),
    "erase_customer": _("%(actor)s erased what was kept of a customer, by %(object)s"),
    "finish_erasure": _("%(actor)s certified %(object)s"),
    "find_erased": _("%(actor)s looked whether somebody was erased here"),
}
