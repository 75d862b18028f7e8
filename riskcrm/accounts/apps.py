from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.roles import ROLES
from riskcrm.web.palette_pages import PalettePage


class AccountsConfig(AppConfig):
    name = "riskcrm.accounts"
    audit_verbs = {
        "suspend_right": _("A right of %(object)s was suspended"),
        "sign_in": _("%(object)s signed in"),
        "sign_out": _("%(object)s signed out"),
        "fail_to_sign_in": _("A sign-in failed: %(object)s"),
        "create_team": _("%(actor)s added team %(object)s"),
        "create_person": _("%(actor)s added %(object)s"),
        "rename_team": _("%(actor)s renamed team %(object)s"),
        "change_person": _("%(actor)s changed role, team or access of %(object)s"),
        "reset_password": _("%(actor)s gave %(object)s a new password"),
        "change_password": _("%(actor)s chose a new password"),
        "turn_on_second_factor": _("%(actor)s turned on a second factor"),
        "turn_off_second_factor": _("%(actor)s turned off the second factor"),
        "make_recovery_codes": _("%(actor)s made recovery codes"),
        "fail_second_factor": _("A wrong code was given for %(object)s"),
        "reset_second_factor": _("%(actor)s took away the second factor of %(object)s"),
        "publish_policy": _("%(actor)s published policy %(object)s"),
        "withdraw_policy": _("%(actor)s withdrew policy %(object)s"),
        "acknowledge_policy": _("%(actor)s acknowledged policy %(object)s"),
        "hand_over": _("%(actor)s handed over the work of %(object)s"),
        "enter_absence": _("%(actor)s entered an absence of %(object)s"),
        "end_absence": _("%(actor)s ended an absence of %(object)s"),
        "choose_language": _("%(actor)s chose a language"),
        "create_api_key": _("%(actor)s made API key %(object)s"),
        "revoke_api_key": _("%(actor)s revoked API key %(object)s"),
    }

    audit_fields = {
        "role": pgettext_lazy("user", "role"),
        "address": _("network address"),
        "api_keys": _("API keys to answer for"),
        "receivers": _("taken over by"),
    }
    palette_pages = (
        PalettePage(_("Teams"), "accounts:teams", "accounts.view_user", "users"),
        PalettePage(_("API keys"), "accounts:api_keys", "accounts.view_apikey", "key"),
        PalettePage(_("Add a person"), "accounts:person_create", "accounts.add_user", "plus"),
    )
    audit_labels = {"role": {role.code: role.name for role in ROLES.values()}}

    def ready(self) -> None:
        from riskcrm.accounts import signals  # noqa: F401 - connects them
        from riskcrm.accounts.roles import make_groups
        from riskcrm.accounts.second_factor import refuse_unknown_roles
        from riskcrm.accounts.services.keys import register_part

        refuse_unknown_roles()
        register_part()
        post_migrate.connect(make_groups, sender=self)
