"""What is filled in about people, teams and keys. The services check it."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ROLES
from riskcrm.accounts.scopes import SCOPES
from riskcrm.web.forms import NO_CHOICE


def _roles() -> list[tuple[str, Any]]:
    return [(role.code, role.name) for role in ROLES.values()]


LANGUAGES = [("", _("as the browser asks for")), *User.Language.choices]


class LanguageForm(forms.Form):
    """The language in which a person sees everything."""

    language = forms.ChoiceField(label=_("Language"), required=False, choices=LANGUAGES)


class PersonForm(forms.Form):
    """Somebody's name, address, role and team."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    role = forms.ChoiceField(label=pgettext_lazy("user", "Role"), choices=_roles)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.all(),
        required=False,
        empty_label=NO_CHOICE,
        help_text=_("An account manager sees the customers of their own and of their team."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=LANGUAGES)


class NewPersonForm(PersonForm):
    """Somebody new. The first password is made for them."""

    username = forms.CharField(label=_("User name"), max_length=150)
    field_order = ["username", "name", "email", "role", "team", "language"]


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password for oneself: another one, since somebody else may know the present one."""

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("Choose a password different from the current one."))
        return password


class ChangedPersonForm(PersonForm):
    """The same about somebody who is here already."""

    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_(
            "When switched off, the person is signed out at once. Their past acts stay on record."
        ),
    )
    leaves_work = forms.BooleanField(
        label=_("Switch off at once"),
        required=False,
        help_text=_("Their customers and open work stay with them until somebody hands them over."),
    )

    def __init__(self, *args: Any, is_leaving: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_leaving:
            del self.fields["leaves_work"]


class SecondFactorForm(forms.Form):
    """Taking away somebody's lost second factor."""

    reason = forms.CharField(
        label=_("How you made sure that it is them"),
        max_length=400,
        help_text=_("Called back on a known number, met in person…"),
    )


class HandoverForm(forms.Form):
    """Who takes over a leaver's work, and why."""

    receivers = forms.ModelMultipleChoiceField(
        label=_("Taken over by"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several people share the work evenly."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, able: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receivers"]
        field.queryset = able  # type: ignore[attr-defined]
        field.label_from_instance = _with_team  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """From when until when somebody is away, and who stands in."""

    from_date = forms.DateField(
        label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until_date = forms.DateField(
        label=_("Last day away"), widget=forms.DateInput(attrs={"type": "date"})
    )
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=User.objects.none(),
        help_text=_(
            "Sees your open work among their own, as far as they may see it, and acts in their own "
            "name. Mails to you reach them as well."
        ),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deputy"]
        able = User.objects.people().active().exclude(pk=person.pk).select_related("team")
        field.queryset = able.order_by("name", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = _with_team  # type: ignore[attr-defined]


def _with_team(person: User) -> str:
    return f"{person} · {person.team}" if person.team else str(person)


class PolicyVersionForm(forms.Form):
    """What a policy says, in both languages."""

    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    effective_date = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    text_en = forms.CharField(
        label=_("Text in English"), strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    text_zh = forms.CharField(
        label=_("Text in Chinese"), strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    after = forms.IntegerField(widget=forms.HiddenInput)


class NewPolicyForm(PolicyVersionForm):
    """A policy that was not there before."""

    after = None  # type: ignore[assignment]
    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        help_text=_("its lasting short name, such as credit-approval"),
    )
    field_order = ["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code == "new":
            raise forms.ValidationError(_("This word has another meaning. Choose another code."))
        return code


class WithdrawalForm(forms.Form):
    """Why a policy ends."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class TeamForm(forms.Form):
    """A new team."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("short name for files and commands, such as north-east"),
    )
    name = forms.CharField(label=_("Name"), max_length=120)


class TeamNameForm(forms.Form):
    """What people call a team."""

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
