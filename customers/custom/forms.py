"""What an administrator fills in about a custom field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CustomField

if TYPE_CHECKING:
    Base = forms.ModelForm[CustomField]
else:
    Base = forms.ModelForm


class ChoicesField(forms.CharField):
    """Choices as lines of `code | English | 中文`."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{c['code']} | {c['en']} | {c['zh']}" for c in value)
        return value

    def clean(self, value: Any) -> Any:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        choices = []
        for line in lines:
            parts = [part.strip() for part in line.split("|")]
            if len(parts) != 3 or not all(parts):
                raise forms.ValidationError(
                    _("This line is not of the form code | English | 中文: %(line)s"),
                    params={"line": line},
                )
            choices.append(dict(zip(("code", "en", "zh"), parts, strict=True)))
        return choices


class CustomFieldForm(Base):
    """A new field, or one that is there: then code and type are fixed."""

    choices = ChoicesField(
        label=_("choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Of a choice, one a line: code | English | 中文"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = CustomField
        fields: ClassVar[list[str]] = [
            "code",
            "label_en",
            "label_zh",
            "type",
            "choices",
            "is_required",
            "is_filterable",
            "position",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = self.fields["type"].disabled = True

    def values(self) -> dict[str, Any]:
        fixed = {"code", "type"} if self.instance.pk else set()
        return {n: self.cleaned_data[n] for n in self.Meta.fields if n not in fixed}
