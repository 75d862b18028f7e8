"""What people fill in about kinds of service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ServiceKind


class ServiceKindForm(forms.Form):
    """A kind of service in both languages; its code is chosen once, since programs name it."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Order desks send it with a credit check.")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    is_active = forms.BooleanField(
        label=_("In use"), required=False,
        help_text=_("What is out of use cannot be chosen; steps about it stay as they are."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: ServiceKind | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"is_active": True, "version": 0}
        if kind:
            names = ("name_en", "name_zh", "is_active", "version")
            kwargs["initial"] = {name: getattr(kind, name) for name in names}
        super().__init__(*args, **kwargs)
        if kind:
            del self.fields["code"]
