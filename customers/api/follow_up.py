"""Following up over the API: the timeline, the contact log, mentions, and what plans taught."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from customers.api.acts import Act, act_paths, on_one, text
from customers.api.record_serializers import record_serializer
from customers.api.views import Customers
from customers.follow_up.filters import LessonFilter, MentionFilter
from customers.models import Customer, Fact, Interaction, Mention, Plan
from customers.records.follow_up import INTERACTIONS, PLANS, TASKS
from customers.selectors import people_seeing
from customers.services.mentions import read_mentions
from customers.services.talks import NextStep, Talk, log_contact
from customers.timeline.book import groups
from customers.timeline.reading import Asked, is_cursor, timeline_of
from customers.timeline.sources import sources_for
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin
from riskcrm.web.today import today

VIEW = INTERACTIONS.permission("view")
AT_ONCE = 500


class TimelineQuerySerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What of a timeline is asked for."""

    group = serializers.MultipleChoiceField(
        choices=list(groups().items()), required=False, default=set, help_text="all by default"
    )
    kind = serializers.CharField(
        required=False, default="", max_length=40, help_text="one `key` of the entries"
    )
    person = serializers.CharField(
        required=False, default="", max_length=150, help_text="sign-in name of who acted"
    )
    since = serializers.DateField(required=False, default=None)
    until = serializers.DateField(required=False, default=None)
    ahead = serializers.BooleanField(
        required=False, default=False, help_text="also what lies ahead, such as instalments"
    )
    cursor = serializers.CharField(required=False, default="", help_text="as `next` has it")


class TimelineEntrySerializer(serializers.Serializer[Any]):
    """Something that happened with a customer."""

    date = serializers.DateField()
    key = serializers.CharField(help_text="kind of entry, for programs")
    kind = serializers.CharField(help_text="kind of entry, in words")
    text = serializers.CharField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    currency = serializers.CharField(help_text="of the amount, else empty")
    who = serializers.CharField(help_text="name of who did it, else empty")
    url = serializers.CharField(help_text="its page, where it has one")


class TimelineSerializer(serializers.Serializer[Any]):
    results = TimelineEntrySerializer(many=True)
    next = serializers.URLField(
        allow_null=True, help_text="address of what was before, null at the beginning"
    )


class Timeline(Customers):
    """What happened with a customer, the latest first: facts, changes and acts that you may see."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": "customers.view_customer"}

    @extend_schema(parameters=[TimelineQuerySerializer], responses=TimelineSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        customer, by = self.get_object(), person_of(request)
        given = TimelineQuerySerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        cursor = said.pop("cursor")
        if cursor and not is_cursor(cursor):
            message = _("This cursor does not continue this list. Start again without it.")
            raise ValidationError({"cursor": [message]})
        asked = _asked(customer, by, **said)
        page = timeline_of(customer, by=by, today=today(), asked=asked, after=cursor)
        following = None
        if page.after:
            address = request.build_absolute_uri()
            following = replace_query_param(address, "cursor", page.after)
        answer = {"results": page.entries, "next": following}
        return Response(TimelineSerializer(answer).data)


def _asked(customer: Customer, by: User, *, group: set[str], kind: str, person: str,
           **days: Any) -> Asked:  # fmt: skip
    if kind and kind not in {source.key for source in sources_for(by)}:
        raise ValidationError({"kind": [_("There is no such kind of entry among those you see.")]})
    who = people_seeing(customer).filter(username=person).first() if person else None
    if person and who is None:
        raise ValidationError({"person": [_("Nobody of this name sees the customer.")]})
    return Asked(groups=frozenset(group), kind=kind, person=who, **days)


class NextStepSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What is to be done after a talk."""

    title = serializers.CharField(max_length=200)
    due_date = serializers.DateField()
    owner = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.people().active(),
        required=False,
        help_text="sign-in name; the caller where it is left out",
    )


class LoggedSerializer(serializers.Serializer[Any]):
    """The talk as it was written down, and the task that follows."""

    interaction = record_serializer(INTERACTIONS)()
    task = record_serializer(TASKS)(allow_null=True)


def _log_contact(
    customer: Customer, *, by: User, at: dt.datetime, then: dict[str, Any] | None = None,
    **talk: Any,
) -> dict[str, Fact | None]:  # fmt: skip
    step = NextStep(**{"owner": by, **then}) if then else None
    interaction, task = log_contact(customer, Talk(**talk), then=step, by=by, at=at)
    return {"interaction": interaction, "task": task}


def _choice(choices: type[Any], default: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices.choices, required=False, default=default)


TALK = {
    "effective_date": serializers.DateField(help_text="the day of the talk"),
    "content": text("what was said; @ and a user name tells that person", 5000),
    "channel": _choice(Interaction.Channel, Interaction.Channel.CALL),
    "direction": _choice(Interaction.Direction, Interaction.Direction.OUT),
    "purpose": _choice(Interaction.Purpose, Interaction.Purpose.CARE),
    "at_time": serializers.TimeField(required=False, allow_null=True, default=None),
    "subject": text("", 200, required=False, allow_blank=True, default=""),
    "participants": text("", 300, required=False, allow_blank=True, default=""),
    "is_pinned": serializers.BooleanField(required=False, default=False),
    "then": NextStepSerializer(required=False, allow_null=True, default=None),
}


class MentionSerializer(serializers.ModelSerializer[Mention]):
    """Where the caller was named."""

    customer_number = serializers.CharField(source="customer.number", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = Mention
        fields: ClassVar[list[str]] = [
            "id", "customer", "customer_number", "kind", "fact_id", "by", "excerpt",
            "mentioned_at", "read_at",
        ]  # fmt: skip
        read_only_fields = fields


class Mentions(generics.GenericAPIView[Mention]):
    serializer_class = MentionSerializer
    queryset = Mention.objects.none()  # for the schema

    def get_queryset(self) -> QuerySet[Mention]:
        rows: QuerySet[Mention] = Mention.objects.of(person_of(self.request))
        return rows.select_related("customer", "by")


class MentionCollection(Mentions, generics.ListAPIView[Mention]):
    """List where the caller was named."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}
    filterset_class = MentionFilter


class ReadSerializer(serializers.Serializer[Any]):
    read = serializers.IntegerField(help_text="how many were unread; call again for more")


class MentionsRead(IdempotentMixin, generics.GenericAPIView[Mention]):
    """Say that the caller has read all, so many at once."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": VIEW}
    serializer_class = ReadSerializer

    @extend_schema(request=None, responses=ReadSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        by = person_of(request)
        unread = Mention.objects.of(by).unread().order_by("-mentioned_at")[:AT_ONCE]
        answer = {"read": read_mentions(list(unread), by=by, at=timezone.now())}
        return Response(ReadSerializer(answer).data)


class LessonCollection(generics.ListAPIView[Any]):
    """List what plans have taught, of the customers that the caller sees."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": PLANS.permission("view")}
    serializer_class = record_serializer(PLANS)
    queryset = Plan.objects.none()  # for the schema
    filterset_class = LessonFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows = Plan.objects.visible_to(self.request.user).standing().exclude(lesson="")
        return rows.select_related("customer", *PLANS.related)


ACTS = [
    *act_paths(
        "customers/<int:pk>/",
        "api-customer",
        Customers,
        Act("log-contact", _log_contact,
            "Write down a talk and the task that follows from it, both or neither.",
            TALK, answer=LoggedSerializer, status=201),
        permission=INTERACTIONS.permission("add"),
    ),
    *act_paths(
        "mentions/<int:pk>/",
        "api-mention",
        Mentions,
        Act("read", on_one(read_mentions), "Say that the caller has read this one."),
        permission=VIEW,
    ),
]  # fmt: skip
