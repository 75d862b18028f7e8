from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "riskcrm.web"
    audit_verbs = {
        "keep_holidays": _("%(actor)s added or changed holidays of %(object)s"),
        "remove_holiday": _("%(actor)s took a holiday of %(object)s out"),
    }

    def ready(self) -> None:
        from riskcrm.web import metrics

        metrics.register_own()
