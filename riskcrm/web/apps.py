from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebConfig(AppConfig):
    name = "riskcrm.web"
    audit_verbs = {
        "keep_holidays": _("%(actor)s added or changed holidays of %(object)s"),
        "remove_holiday": _("%(actor)s took a holiday of %(object)s out"),
        "request_export": _("%(actor)s asked for a file: %(object)s"),
        "export_list": _("%(actor)s exported a list: %(object)s"),
        "download_export": _("%(actor)s fetched a file: %(object)s"),
        "cancel_export": _("%(actor)s stopped a file: %(object)s"),
        "fail_export": _("%(actor)s could not write a file: %(object)s"),
        "purge_exports": _("%(actor)s deleted old files of lists"),
        "save_view": _("%(actor)s saved the view %(object)s"),
        "change_view": _("%(actor)s changed the view %(object)s"),
        "delete_view": _("%(actor)s deleted the view %(object)s"),
        "choose_default_view": _("%(actor)s lets a list open with the view %(object)s"),
        "clear_default_view": _("%(actor)s no longer lets a list open with the view %(object)s"),
        "try_own_work": _("%(actor)s tried to decide on own work and was refused: %(object)s"),
    }
    audit_fields = {
        "rule": _("rule"),
        "way": pgettext_lazy("attempt", "way"),
        "list": _("list"),
        "query": _("filter, sort and columns"),
        "columns": _("columns"),
        "rows": _("rows"),
        "files": _("files"),
        "kept_days": _("days kept"),
        "is_shared": _("shared with the team"),
    }
    audit_labels = {
        "way": {
            "page": pgettext_lazy("attempt", "page"),
            "api": pgettext_lazy("attempt", "API"),
            "bulk": pgettext_lazy("attempt", "act on many rows"),
        }
    }
    run_kinds = {"bulk": _("Act on many rows")}
    run_words = {
        "list": _("list"),
        "action": _("act"),
        "data": _("filled in"),
        "language": _("language"),
        "done": _("done"),
        "unchanged": _("left as they were"),
        "refused": _("refused"),
    }

    def ready(self) -> None:
        from riskcrm.web import metrics
        from riskcrm.web.services import news

        metrics.register_own()
        news.register()
