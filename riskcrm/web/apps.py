from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "riskcrm.web"

    def ready(self) -> None:
        from riskcrm.web import metrics

        metrics.register_own()
