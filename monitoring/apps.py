from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        from monitoring.rules import make_default_rules

        post_migrate.connect(make_default_rules, sender=self)
