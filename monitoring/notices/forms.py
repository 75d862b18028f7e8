"""How somebody wants to be told."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models import NoticeSettings


class NoticeSettingsForm(forms.Form):
    """Which mails leave at once, and when the digest comes."""

    at_once = forms.ChoiceField(
        label=_("A mail at once for notices that are"),
        choices=NoticeSettings.AtOnce.choices,
        help_text=_("By severity. Notices that come together arrive in one mail."),
    )
    digest = forms.ChoiceField(
        label=_("One mail with all that waits"),
        choices=NoticeSettings.Rhythm.choices,
        help_text=_("The most pressing first: what is late, then by expected loss and deadline."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("At"), coerce=int, choices=[(hour, f"{hour:02d}:00") for hour in range(24)]
    )
