"""Reminders over the API: starting a run, reading what it made, and marking it as sent."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from customers.api.acts import Act, act_paths, on_one, text
from customers.collection.filters import ReminderFilter
from customers.models import Reminder, ReminderItem, ReminderRun
from customers.services.letters import (
    count_covered,
    count_outdated,
    drafts_of,
    drop_reminders,
    send_reminders,
)
from customers.services.reminding import start_reminder_run
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.jobs.models import Run
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed

VIEW = "customers.view_reminder"


class ReminderRunSerializer(serializers.ModelSerializer[ReminderRun]):
    """One making of reminders; they appear while it is under way."""

    state = serializers.ChoiceField(source="run.state", choices=Run.State.choices, read_only=True)
    customers = serializers.IntegerField(
        source="run.total", read_only=True, help_text="customers to look at"
    )
    looked_at = serializers.IntegerField(source="run.done", read_only=True)

    class Meta:
        model = ReminderRun
        fields: ClassVar[list[str]] = [
            "id", "as_of", "started_by", "started_at", "state", "customers", "looked_at",
        ]  # fmt: skip
        read_only_fields = fields


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    customer_number = serializers.CharField(source="customer.number", read_only=True)
    unallocated = serializers.DecimalField(
        max_digits=20, decimal_places=2, read_only=True,
        help_text="the customer's open credit now; base currency, as far as rates are known",
    )  # fmt: skip
    is_covered = serializers.BooleanField(
        read_only=True,
        help_text="open credit may cover half of the demand or more: not sent with its run",
    )
    is_outdated = serializers.BooleanField(
        read_only=True,
        help_text="a draft that asks for what was paid or disputed since: it cannot be sent",
    )

    class Meta:
        model = Reminder
        fields: ClassVar[list[str]] = [
            "id", "run", "customer", "customer_number", "level", "language", "as_of", "demanded",
            "disputed", "unallocated", "is_covered", "is_outdated", "oldest_days", "subject",
            "state", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class ReminderItemSerializer(serializers.ModelSerializer[ReminderItem]):
    class Meta:
        model = ReminderItem
        fields: ClassVar[list[str]] = [
            "invoice", "number", "invoice_date", "due_date", "days_late", "currency",
            "open_amount", "disputed",
        ]  # fmt: skip


class ReminderDetailSerializer(ReminderSerializer):
    """A reminder with its letter and the invoices as they stood."""

    items = ReminderItemSerializer(many=True, read_only=True)

    class Meta(ReminderSerializer.Meta):
        fields: ClassVar[list[str]] = [*ReminderSerializer.Meta.fields, "body", "items"]
        read_only_fields = fields


class ReminderRuns(generics.GenericAPIView[ReminderRun]):
    serializer_class = ReminderRunSerializer
    queryset = ReminderRun.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[ReminderRun]:
        return ReminderRun.objects.visible_to(self.request.user).select_related("run")


class ReminderRunCollection(IdempotentMixin, ReminderRuns, generics.ListAPIView[ReminderRun]):
    """List runs of reminders; start one for the customers that the caller sees."""

    permissions: ClassVar[dict[str, Needed]] = {
        "GET": VIEW,
        "POST": ("customers.view_reminder", "customers.add_reminderrun"),
    }

    @extend_schema(request=None, responses={201: ReminderRunSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = start_reminder_run(by=person_of(request), at=timezone.now())
        address = reverse("api-reminder-run", kwargs={"pk": made.pk}, request=request)
        body = self.get_serializer(self.get_queryset().get(pk=made.pk)).data
        return Response(body, status=201, headers={"Location": address})


class ReminderRunItem(ReminderRuns, generics.RetrieveAPIView[ReminderRun]):
    """One run of reminders."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW}


class Reminders(generics.GenericAPIView[Reminder]):
    serializer_class: Any = ReminderSerializer
    queryset = Reminder.objects.none()

    def get_queryset(self) -> QuerySet[Reminder]:
        rows = Reminder.objects.visible_to(self.request.user).with_credit()
        return rows.select_related("customer")


class ReminderCollection(Reminders, generics.ListAPIView[Reminder]):
    """List reminders."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW}
    filterset_class = ReminderFilter


class ReminderItemView(Reminders, generics.RetrieveAPIView[Reminder]):
    """One reminder with its letter and its invoices."""

    permissions: ClassVar[dict[str, str]] = {"GET": VIEW}
    serializer_class = ReminderDetailSerializer


class ReminderLetters(Reminders):
    serializer_class = ReminderDetailSerializer


class SentSerializer(serializers.Serializer[Any]):
    sent = serializers.IntegerField(help_text="how many were drafts still; call again for more")
    left_out = serializers.IntegerField(help_text="drafts that unallocated cash may cover")
    outdated = serializers.IntegerField(
        help_text="drafts that ask for what was paid or disputed since"
    )


def _send_run(made: ReminderRun, *, by: User, at: dt.datetime) -> dict[str, int]:
    drafts = drafts_of(made, by=by)
    left = {"left_out": count_covered(made, by=by), "outdated": count_outdated(made, by=by)}
    sent = send_reminders(drafts, by=by, at=at) if drafts or not any(left.values()) else 0
    return {"sent": sent, **left}


ACTS = [
    *act_paths(
        "reminders/<int:pk>/",
        "api-reminder",
        ReminderLetters,
        Act("send", on_one(send_reminders), "Say that a reminder was sent. Once."),
        Act("drop", on_one(drop_reminders),
            "Leave a reminder unsent; its customer may be reminded again at once.",
            {"reason": text("why it is not sent")}),
        permission="customers.change_reminder",
    ),
    *act_paths(
        "reminder-runs/<int:pk>/",
        "api-reminder-run",
        ReminderRuns,
        Act("send", _send_run, "Say that a run's drafts were sent, up to a thousand at once.",
            answer=SentSerializer),
        permission="customers.change_reminder",
    ),
]  # fmt: skip
