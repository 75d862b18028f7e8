"""How debts are collected: what is tolerated, the letters, and plans that are used again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from rest_framework import generics, serializers

from customers.api.acts import Act, act_paths
from customers.api.kept import Changing, Making, whole
from customers.api.views import Customers
from customers.models import (
    CollectionSettings,
    Customer,
    ReminderLevel,
    StepTemplate,
    TemplateStep,
)
from customers.services import collection
from customers.services.arrears import settings_in_force
from customers.services.letters import WORDS, save_reminder_level
from riskcrm.accounts.models import User
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

READ = "customers.view_invoice"
SETTINGS = "customers.change_collectionsettings"
TEMPLATES = "customers.change_steptemplate"
LEVELS = "customers.change_reminderlevel"


class CollectionSettingsSerializer(
    KnownFieldsMixin, serializers.ModelSerializer[CollectionSettings]
):
    """What is tolerated before debts are collected; for the whole organisation."""

    class Meta:
        model = CollectionSettings
        fields: ClassVar[list[str]] = [*collection.SETTINGS, "version"]
        read_only_fields: ClassVar[list[str]] = ["version"]


class CollectionSettingsItem(
    VersionedMixin, Changing, generics.RetrieveAPIView[CollectionSettings]
):
    """What is tolerated. The next sweeps go over the whole book with what is changed."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "PATCH": SETTINGS}
    serializer_class = CollectionSettingsSerializer
    queryset = CollectionSettings.objects.all()

    @staticmethod
    def change(_held: CollectionSettings, **said: Any) -> CollectionSettings:
        held = settings_in_force()
        now = {name: getattr(held, name) for name in collection.SETTINGS}
        return collection.change_collection_settings(**now | said)

    def get_object(self) -> Any:
        """The one row that there is, with the version checked as for every other."""
        held = settings_in_force()
        self.versioned = held
        if self.request.method in self.needs_version:
            self._check(held)
        return held


class ReminderLevelSerializer(KnownFieldsMixin, serializers.ModelSerializer[ReminderLevel]):
    """From how many days overdue a reminder is this firm, and its letter in both languages."""

    class Meta:
        model = ReminderLevel
        fields: ClassVar[list[str]] = ["id", "number", "days", *WORDS, "version"]
        read_only_fields: ClassVar[list[str]] = ["id", "number", "version"]
        # the service says whether another level begins on that day
        extra_kwargs: ClassVar[dict[str, Any]] = {"days": {"validators": [], "min_value": 1}}


class Levels(generics.GenericAPIView[ReminderLevel]):
    serializer_class = ReminderLevelSerializer
    queryset = ReminderLevel.objects.all()


class LevelCollection(VersionedMixin, Making, Levels, generics.ListAPIView[ReminderLevel]):
    """List the levels of reminders; add the next one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "POST": LEVELS}
    make = partial(save_reminder_level, None, version=0)
    made_at = "api-reminder-level"


class LevelItem(VersionedMixin, Changing, Levels, generics.RetrieveAPIView[ReminderLevel]):
    """One level. Letters that were made already stay as they are."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "PATCH": LEVELS}
    change = whole(save_reminder_level, "days", *WORDS)


class PlannedStepSerializer(KnownFieldsMixin, serializers.ModelSerializer[TemplateStep]):
    class Meta:
        model = TemplateStep
        fields: ClassVar[list[str]] = ["days", "how"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "days": {"help_text": "after the oldest due date", "max_value": 3650}
        }


class StepTemplateSerializer(KnownFieldsMixin, serializers.ModelSerializer[StepTemplate]):
    """A plan of collecting that is used again and again."""

    steps = PlannedStepSerializer(many=True, help_text="1 to 12, no two of them the same")

    class Meta:
        model = StepTemplate
        fields: ClassVar[list[str]] = [
            "id", "name_en", "name_zh", "is_active", "steps", "version",
        ]  # fmt: skip
        read_only_fields: ClassVar[list[str]] = ["id", "version"]
        # the service says whether the name is taken
        extra_kwargs: ClassVar[dict[str, Any]] = {"name_en": {"validators": [], "max_length": 120}}


class Templates(generics.GenericAPIView[StepTemplate]):
    serializer_class = StepTemplateSerializer
    queryset = StepTemplate.objects.prefetch_related("steps")


def _save(
    template: StepTemplate | None = None, *, steps: Sequence[dict[str, Any]] | None = None,
    **said: Any,
) -> StepTemplate:  # fmt: skip
    """Save a template of which some is said; the rest stays as it is."""
    held = template or StepTemplate()
    names = ("name_en", "name_zh", "is_active")
    said = {name: getattr(held, name) for name in names} | {"version": 0} | said
    if steps is None:
        planned = [collection.PlannedStep(step.days, step.how) for step in held.steps.all()]
    else:
        planned = [collection.PlannedStep(**step) for step in steps]
    saved = collection.save_template(template, steps=planned, **said)
    return StepTemplate.objects.get(pk=saved.pk)


class TemplateCollection(VersionedMixin, Making, Templates, generics.ListAPIView[StepTemplate]):
    """List the templates of collecting; make one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "POST": TEMPLATES}
    make = _save
    made_at = "api-step-template"


class TemplateItem(VersionedMixin, Changing, Templates, generics.RetrieveAPIView[StepTemplate]):
    """One template. Steps that were planned by it stay as they are."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": READ, "PATCH": TEMPLATES}
    change = _save


class PlannedSerializer(serializers.Serializer[Any]):
    planned = serializers.IntegerField(help_text="how many steps were planned; 0 = there already")


def _apply_template(
    customer: Customer, *, template: StepTemplate, by: User, at: dt.datetime
) -> dict[str, int]:
    return {"planned": collection.apply_template(customer, template, by=by, at=at)}


ACTS = act_paths(
    "customers/<int:pk>/",
    "api-customer",
    Customers,
    Act("apply-template", _apply_template,
        "Plan the steps of a template for a customer, counted from its oldest due date.",
        {"template": serializers.PrimaryKeyRelatedField(
            queryset=StepTemplate.objects.filter(is_active=True), help_text="id of a template")},
        answer=PlannedSerializer),
    permission="customers.add_collectionstep",
)  # fmt: skip
