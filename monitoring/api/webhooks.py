"""Webhooks over the API: a key keeps those of its own, people with the right all of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from monitoring.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from monitoring.models.webhooks import CHANGE_WEBHOOKS, VIEW_WEBHOOKS
from monitoring.services import webhooks as services
from monitoring.webhooks.events import EVENTS
from monitoring.webhooks.filters import MessageFilter
from riskcrm.accounts.models import User
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from riskcrm.web.serializers import KnownFieldsMixin

URL_HELP = "https; internal addresses are refused, redirects are not followed"


class WebhookSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that is told what happens. Messages follow Standard Webhooks."""

    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENTS))
    owner = serializers.CharField(
        source="owner.username", help_text="the key's user; only what it sees is told"
    )

    class Meta:
        model = WebhookEndpoint
        fields: ClassVar[list[str]] = [
            "id", "url", "description", "events", "owner", "created_at", "disabled_at",
            "disabled_because", "failures", "failing_since", "version",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "failures": {"help_text": "attempts that failed since one went well"},
            "failing_since": {"help_text": "after five days it is switched off; null = it is well"},
        }


class NewWebhookSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """Where to, and what."""

    url = serializers.CharField(max_length=500, help_text=URL_HELP)
    description = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default=""
    )
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENTS), allow_empty=False, max_length=len(EVENTS)
    )
    owner = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.active().filter(kind=User.Kind.SERVICE),
        required=False,
        help_text="user name of a key's user; left out = the calling key's own",
    )


class WebhookChangeSerializer(KnownFieldsMixin, serializers.Serializer[Any]):
    """What shall be otherwise; what is left out stays."""

    url = serializers.CharField(max_length=500, required=False, help_text=URL_HELP)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENTS), allow_empty=False, required=False,
        max_length=len(EVENTS),
    )  # fmt: skip
    is_enabled = serializers.BooleanField(
        required=False, help_text="false gives up what waits; it can be sent again later"
    )


class SecretSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField(help_text="whsec_…; keep it, it is not told again")


class AttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    class Meta:
        model = WebhookAttempt
        fields: ClassVar[list[str]] = ["at", "status", "milliseconds", "error", "answer"]
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "status": {"help_text": "HTTP status; null = there was no answer"},
            "milliseconds": {"help_text": "how long the attempt took"},
        }


class MessageSerializer(serializers.ModelSerializer[WebhookMessage]):
    """One event told to one webhook. Kept for thirty days."""

    endpoint = serializers.PrimaryKeyRelatedField[Any](read_only=True)

    class Meta:
        model = WebhookMessage
        fields: ClassVar[list[str]] = [
            "id", "message_id", "endpoint", "event", "created_at", "attempts", "delivered_at",
            "failed_at", "error",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "message_id": {"help_text": "the webhook-id header, the same at each attempt"},
            "failed_at": {"help_text": "when it was given up; null = delivered or on its way"},
        }


class MessageDetailSerializer(MessageSerializer):
    """A message with its text as it was signed, and its newest fifty attempts."""

    tries = serializers.SerializerMethodField()

    class Meta(MessageSerializer.Meta):
        fields: ClassVar[list[str]] = [*MessageSerializer.Meta.fields, "payload", "tries"]
        read_only_fields = fields

    @extend_schema_field(AttemptSerializer(many=True))
    def get_tries(self, message: WebhookMessage) -> list[dict[str, Any]]:
        rows = message.tries.order_by("-pk")[:50]
        return list(AttemptSerializer(rows, many=True).data)


class Webhooks(generics.GenericAPIView[WebhookEndpoint]):
    serializer_class: Any = WebhookSerializer
    queryset = WebhookEndpoint.objects.none()  # for the schema; the rows come from get_queryset
    versioned: Any = None

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.visible_to(self.request.user).select_related("owner")

    def answer(self, endpoint: WebhookEndpoint, status: int = 200, **headers: str) -> Response:
        shown = self.versioned = self.get_queryset().get(pk=endpoint.pk)
        return Response(self.get_serializer(shown).data, status=status, headers=headers or None)


class WebhookCollection(IdempotentMixin, Webhooks, generics.ListAPIView[WebhookEndpoint]):
    """List webhooks; make one. Then fetch its secret with `rotate-secret`: an answer that may be
    told again, as this one, holds none."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_WEBHOOKS, "POST": CHANGE_WEBHOOKS}
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    @extend_schema(request=NewWebhookSerializer, responses={201: WebhookSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewWebhookSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by = person_of(request)
        said = {"owner": by, **given.validated_data}
        endpoint, _secret = services.create_webhook(**said, by=by, at=timezone.now())
        address = reverse("api-webhook", kwargs={"pk": endpoint.pk}, request=request)
        return self.answer(endpoint, 201, Location=address)


class WebhookItem(VersionedMixin, Webhooks, generics.RetrieveAPIView[WebhookEndpoint]):
    """One webhook. Change it or switch it off, with the `ETag` you have seen as `If-Match`."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_WEBHOOKS, "PATCH": CHANGE_WEBHOOKS}

    @extend_schema(request=WebhookChangeSerializer, responses=WebhookSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        endpoint = self.get_object()
        given = WebhookChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        on, by, at = said.pop("is_enabled", None), person_of(request), timezone.now()
        if said:
            now = {name: getattr(endpoint, name) for name in ("url", "description", "events")}
            services.change_webhook(endpoint, **(now | said), by=by, at=at, version=self.version)
        if on is not None:
            services.switch_webhook(endpoint, on=on, by=by, at=at)
        return self.answer(endpoint)


class WebhookRotation(Webhooks):
    """Make a new secret. The former one signs beside it for 24 hours."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": CHANGE_WEBHOOKS}

    @extend_schema(request=None, responses=SecretSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        secret = services.rotate_secret(self.get_object(), by=person_of(request), at=timezone.now())
        return Response({"secret": secret})


class WebhookTest(Webhooks):
    """Send a message about nothing (`webhook.test`), to see whether it arrives."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": CHANGE_WEBHOOKS}

    @extend_schema(request=None, responses={202: MessageSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        message = services.send_test(self.get_object(), by=person_of(request), at=timezone.now())
        return Response(MessageSerializer(message).data, status=202)


class Messages(generics.GenericAPIView[WebhookMessage]):
    serializer_class: Any = MessageSerializer
    queryset = WebhookMessage.objects.none()  # for the schema; the rows come from get_queryset

    def get_queryset(self) -> QuerySet[WebhookMessage]:
        return WebhookMessage.objects.visible_to(self.request.user).select_related("endpoint")


class MessageCollection(Messages, generics.ListAPIView[WebhookMessage]):
    """List what was told, to whom, and what came of it."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_WEBHOOKS}
    filterset_class = MessageFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}


class MessageItem(Messages, generics.RetrieveAPIView[WebhookMessage]):
    """One message with its text and its attempts."""

    serializer_class = MessageDetailSerializer
    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW_WEBHOOKS}


class MessageResending(Messages):
    """Send a message again that arrived or was given up, under the same webhook-id."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": CHANGE_WEBHOOKS}

    @extend_schema(request=None, responses={202: MessageSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        message = services.send_again(self.get_object(), by=person_of(request), at=timezone.now())
        return Response(MessageSerializer(message).data, status=202)
