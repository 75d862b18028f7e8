"""What people fill in about erasures."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ProposeErasureForm(forms.Form):
    """Why these records go."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the run and printed on its certificate: name nobody."),
    )


class RejectErasureForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=_("Why not"), widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FindErasedForm(forms.Form):
    """Whom somebody looks for among those erased."""

    text = forms.CharField(
        label=_("Name or number"),
        max_length=200,
        help_text=_("The whole of it: only hashes are kept. Each look is written down."),
    )
