from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "riskcrm.jobs"
    audit_verbs = {
        "request_run": _("%(actor)s requested %(object)s"),
        "cancel_run": _("%(actor)s stopped %(object)s"),
        "retry_chunk": _("%(actor)s had a parked part of %(object)s tried again"),
    }
