from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "riskcrm.accounts"

    def ready(self) -> None:
        from riskcrm.accounts import signals  # noqa: F401 - connects them
        from riskcrm.accounts.roles import make_groups

        post_migrate.connect(make_groups, sender=self)
