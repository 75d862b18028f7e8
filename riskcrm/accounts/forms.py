"""What is filled in about people, teams and keys. The services check it."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ROLES, SCOPES
from riskcrm.web.forms import NO_CHOICE


def _roles() -> list[tuple[str, Any]]:
    return [(role.code, role.name) for role in ROLES.values()]


class LanguageForm(forms.Form):
    """The language in which a person sees everything."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("as my browser asks for")), *User.Language.choices],
    )


class PersonForm(forms.Form):
    """Somebody's name, role, team and access."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    role = forms.ChoiceField(label=pgettext_lazy("user", "Role"), choices=_roles)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.all(),
        required=False,
        empty_label=NO_CHOICE,
        help_text=_("An account manager sees the customers of their own and of their team."),
    )


class NewPersonForm(PersonForm):
    """Somebody new, with a first password."""

    username = forms.CharField(label=_("User name"), max_length=150)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "12 characters or more. Tell the person, who must change it at the first sign-in."
        ),
    )
    field_order = ["username", "name", "role", "team", "password"]


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password for oneself: another one, since somebody else may know the present one."""

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("Choose a password different from the current one."))
        return password


class PasswordForm(forms.Form):
    """A new password for somebody who forgot theirs."""

    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "12 characters or more. The person is signed out everywhere and must change it at the "
            "next sign-in."
        ),
    )


class ChangedPersonForm(PersonForm):
    """The same about somebody who is here already."""

    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_(
            "When switched off, the person is signed out at once. Their past acts stay on record."
        ),
    )


class TeamForm(forms.Form):
    """A new team."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("short name for files and commands, such as north-east"),
    )
    name = forms.CharField(label=_("Name"), max_length=120)


class ApiKeyForm(forms.Form):
    """What a new key may do, for whom, until when."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("The system that will use the key.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.all(),
        required=False,
        empty_label=_("every team"),
        help_text=_("Whose customers the key sees."),
    )
    responsible = forms.ModelChoiceField(
        label=_("Responsible person"),
        queryset=User.objects.people().active().order_by("name"),
        help_text=_("Is answerable for what the key does, and cannot decide on what it proposes."),
    )
    days = forms.IntegerField(
        label=_("Valid for"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("days; empty = until it is revoked"),
    )
