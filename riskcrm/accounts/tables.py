"""Columns of the lists of people and of API keys."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import ApiKey, User
from riskcrm.accounts.roles import ROLES
from riskcrm.web.templatetags.riskcrm import NOTHING


def role_names(person: User) -> str:
    codes = [group.name for group in person.groups.all()]
    return ", ".join(str(ROLES[code].name) for code in codes if code in ROLES) or NOTHING


class PersonTable(tables.Table):  # type: ignore[misc]
    """Who can sign in, as what."""

    name = tables.TemplateColumn(
        template_name="accounts/_person_cell_name.html",
        verbose_name=pgettext_lazy("person", "name"),
    )
    username = tables.Column(verbose_name=_("user name"))
    role = tables.Column(verbose_name=pgettext_lazy("user", "role"), accessor="groups")
    team = tables.Column(verbose_name=_("team"))
    is_active = tables.TemplateColumn(
        template_name="accounts/_person_cell_access.html", verbose_name=_("access")
    )
    last_login = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.last_login %}", verbose_name=_("latest sign-in")
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_role(self, record: User) -> str:
        return role_names(record)


class ReaderTable(tables.Table):  # type: ignore[misc]
    """Who has still to read something."""

    name = tables.Column(
        verbose_name=pgettext_lazy("person", "name"), attrs={"td": {"class": "cell-title"}}
    )
    role = tables.Column(verbose_name=pgettext_lazy("user", "role"), accessor="groups")
    team = tables.Column(verbose_name=_("team"))
    last_login = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.last_login %}", verbose_name=_("latest sign-in")
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []
        default = NOTHING

    def render_role(self, record: User) -> str:
        return role_names(record)

    value_role = render_role


class ApiKeyTable(tables.Table):  # type: ignore[misc]
    """Which systems may call, and what each may do."""

    name = tables.Column(verbose_name=_("name"))
    prefix = tables.TemplateColumn("<code>crm_{{ record.prefix }}_…</code>", verbose_name=_("key"))
    scopes = tables.TemplateColumn("{{ record.scopes|join:', ' }}", verbose_name=_("scopes"))
    team = tables.TemplateColumn(
        "{% load i18n %}{% firstof record.user.team _('every team') %}", verbose_name=_("team")
    )
    responsible = tables.Column(verbose_name=_("responsible person"), accessor="user__responsible")
    created_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.created_at %}", verbose_name=_("created at")
    )
    expires_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.expires_at %}", verbose_name=_("expires at")
    )
    latest_use_at = tables.TemplateColumn(
        "{% load riskcrm %}{% when record.latest_use_at %}", verbose_name=_("latest use")
    )
    revoke = tables.TemplateColumn(
        template_name="accounts/_api_key_cell_revoke.html", verbose_name=_("state")
    )

    class Meta:
        model = ApiKey
        fields: ClassVar[list[str]] = []
        default = NOTHING
