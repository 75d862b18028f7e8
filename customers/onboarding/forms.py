"""What people fill in about the onboarding checklist and its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import OnboardingCheck, OnboardingItem

if TYPE_CHECKING:
    OnboardingItemBase = forms.ModelForm[OnboardingItem]
else:
    OnboardingItemBase = forms.ModelForm


class CheckForm(forms.Form):
    """What was found of a prospect for one line of the checklist."""

    state = forms.ChoiceField(label=_("Result"), choices=OnboardingCheck.State.choices)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you looked at, and what you found."),
    )
    document = forms.FileField(label=_("Document"), required=False)

    def __init__(
        self, *args: Any, item: OnboardingItem, may_attach: bool = True, **kwargs: Any
    ) -> None:
        self.item = item
        kwargs["auto_id"] = f"id_{item.pk}_%s"
        super().__init__(*args, **kwargs)
        if not may_attach:
            self.fields.pop("document")


class OnboardingItemForm(OnboardingItemBase):
    """The wording of a line of the checklist."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = OnboardingItem
        fields: ClassVar[list[str]] = [
            "code",
            "name_en",
            "name_zh",
            "help_en",
            "help_zh",
            "proof",
            "position",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]

    def validate_unique(self) -> None:
        """The service says who has the code."""
