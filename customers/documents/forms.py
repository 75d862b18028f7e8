"""What people fill in about documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.documents.kinds import KINDS
from customers.models import Attachment


class DocumentForm(forms.Form):
    """A file and what it is; `record` is what it is about, if not the customer."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{e}" for e in KINDS)}),
    )
    category = forms.ChoiceField(
        label=_("category"), choices=Attachment.Category.choices, initial=Attachment.Category.OTHER
    )
    note = forms.CharField(label=_("note"), max_length=300, required=False)
    record = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "PDF, picture, Office document, text or e-mail, up to %(most)s MB, without macros."
        ) % {"most": settings.MOST_ATTACHMENT_BYTES // 2**20}


class RemoveForm(forms.Form):
    reason = forms.CharField(label=_("Why is the document removed?"), max_length=300)
