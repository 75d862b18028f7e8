from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "riskcrm.audit"

    def ready(self) -> None:
        from riskcrm.audit.grants import grant_to_application

        post_migrate.connect(grant_to_application, sender=self)
