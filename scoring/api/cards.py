"""Scorecards over the API: drafts and reviews by keys, decisions by people alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from riskcrm.accounts.models import User
from riskcrm.accounts.roles import DRAFT_CARDS, PUBLISH_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.etags import VersionedMixin
from riskcrm.web.filters import FilterSet
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from scoring import selectors, services
from scoring.api.card_serializers import (
    CardComparisonSerializer,
    CardReasonSerializer,
    CardVersionSerializer,
    ChangedCardVersionSerializer,
    ListedCardVersionSerializer,
    NewCardVersionSerializer,
    NewScorecardSerializer,
    ScorecardSerializer,
    SubmissionSerializer,
)
from scoring.card_editor.words import in_words
from scoring.cards.diff import differences
from scoring.cards.value import InvalidScorecard
from scoring.cards.words import plain
from scoring.models import Scorecard, ScorecardVersion

VIEW = "scoring.view_scorecard"


class VersionFilter(FilterSet):
    scorecard = django_filters.NumberFilter(field_name="scorecard_id")
    scorecard_code = django_filters.CharFilter(field_name="scorecard__code")
    state = django_filters.ChoiceFilter(choices=ScorecardVersion.State.choices)

    class Meta:
        model = ScorecardVersion
        fields: ClassVar[list[str]] = []


def checked(write: Callable[[], ScorecardVersion]) -> ScorecardVersion:
    """What is written; a definition that cannot score is answered place by place."""
    try:
        return write()
    except InvalidScorecard as invalid:
        errors: dict[Any, Any] = {}
        for problem in invalid.problems:
            node = errors
            for step in problem.path:
                node = node.setdefault(step, {})
            detail = ErrorDetail(in_words(problem), code=problem.code)
            node.setdefault("non_field_errors", []).append(detail)
        raise ValidationError({"definition": errors}) from invalid


def need_something_to_say(said: dict[str, Any]) -> None:
    if "definition" not in said and "based_on" not in said:
        message = _("Say what the card is: a definition, or the version to begin from.")
        raise ValidationError({"definition": [message]})


class Cards(generics.GenericAPIView[Scorecard]):
    serializer_class: Any = ScorecardSerializer
    queryset = Scorecard.objects.prefetch_related("versions")
    lookup_url_kwarg = "card_id"

    @property
    def person(self) -> User:
        return person_of(self.request)


class Versions(generics.GenericAPIView[ScorecardVersion]):
    serializer_class: Any = CardVersionSerializer
    queryset = ScorecardVersion.objects.select_related(
        "scorecard", "created_by", "submitted_by", "published_by"
    )
    lookup_url_kwarg = "version_id"

    @property
    def person(self) -> User:
        return person_of(self.request)


def created(view: Any, request: Request, version: ScorecardVersion) -> Response:
    """A version that was made, with where it is and its `ETag`."""
    view.versioned = version
    address = reverse("api-scorecard-version", kwargs={"version_id": version.pk}, request=request)
    body = CardVersionSerializer(Versions.queryset.get(pk=version.pk)).data
    return Response(body, status=201, headers={"Location": address})


class CardCollection(VersionedMixin, IdempotentMixin, Cards, generics.ListAPIView[Scorecard]):
    """List the cards; make another one with its first draft."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": DRAFT_CARDS}
    sorts: ClassVar[dict[str, str]] = {"id": "pk", "code": "code"}

    @extend_schema(request=NewScorecardSerializer, responses={201: CardVersionSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewScorecardSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        need_something_to_say(said)
        by, at = self.person, timezone.now()
        version = checked(lambda: services.create_card(by=by, at=at, **said))
        return created(self, request, version)


class CardItem(Cards, generics.RetrieveAPIView[Scorecard]):
    """One card."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}


class VersionCollection(
    VersionedMixin, IdempotentMixin, Versions, generics.ListAPIView[ScorecardVersion]
):
    """List versions of cards; draft the next version of one."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "POST": DRAFT_CARDS}
    serializer_class = ListedCardVersionSerializer
    filterset_class = VersionFilter
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}

    @extend_schema(request=NewCardVersionSerializer, responses={201: CardVersionSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewCardVersionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        need_something_to_say(said)
        card, by, at = said.pop("scorecard"), self.person, timezone.now()
        version = checked(lambda: services.draft_version(card, by=by, at=at, **said))
        return created(self, request, version)


class VersionItem(VersionedMixin, Versions, generics.RetrieveAPIView[ScorecardVersion]):
    """One version. Its `ETag` is what a change and each step sends back as `If-Match`."""

    tells_more = True  # back-tests end without it
    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW, "PATCH": DRAFT_CARDS}

    @extend_schema(request=ChangedCardVersionSerializer, responses=CardVersionSerializer)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write on a draft: the definition as a whole, and fields of its governance record."""
        version = self.get_object()
        given = ChangedCardVersionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by, at, seen = self.person, timezone.now(), self.version
        checked(
            lambda: services.change_draft(version, by=by, at=at, seen=seen, **given.validated_data)
        )
        self.versioned = self.get_queryset().get(pk=version.pk)
        return Response(self.get_serializer(self.versioned).data)


class VersionStep(VersionedMixin, Versions):
    """A step of a version, for the state of it that the caller has seen."""

    needs_version = ("POST",)
    told: ClassVar[Any] = CardReasonSerializer
    act: ClassVar[Callable[..., Any]]

    def step(self, request: Request) -> Response:
        version = self.get_object()
        given = type(self).told(data=request.data)
        given.is_valid(raise_exception=True)
        type(self).act(
            version, by=self.person, at=timezone.now(), seen=self.version, **given.validated_data
        )
        self.versioned = self.get_queryset().get(pk=version.pk)
        return Response(self.get_serializer(self.versioned).data)


class VersionSubmission(VersionStep):
    """Send a draft for review, and say why it was changed."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": DRAFT_CARDS}
    told = SubmissionSerializer
    act = services.submit_card

    @extend_schema(request=SubmissionSerializer, responses=CardVersionSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.step(request)


class VersionReasonedStep(VersionStep):
    @extend_schema(request=CardReasonSerializer, responses=CardVersionSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.step(request)


class VersionReturn(VersionReasonedStep):
    """Back to a draft, with what is to be done better."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": DRAFT_CARDS}
    act = services.return_card


class VersionPublication(VersionReasonedStep):
    """Put a version in force. People only: no key has a scope for it, and no author may."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": PUBLISH_CARDS}
    act = services.publish_card


class VersionRetirement(VersionReasonedStep):
    """Give a draft up; what was published is retired by people who may publish."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": DRAFT_CARDS}
    act = services.retire_card


class VersionComparison(Versions):
    """What differs between two versions, of one card or of two; the other one is the older."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}

    @extend_schema(responses=CardComparisonSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        old = get_object_or_404(self.get_queryset(), pk=kwargs["other_id"])
        found = differences(selectors.card_of(old), selectors.card_of(self.get_object()))
        body = [
            {
                "kind": each.kind,
                "code": each.code,
                "how": each.how,
                "changes": [
                    {"field": c.field, "before": plain(c.before), "after": plain(c.after)}
                    for c in each.changes
                ],
            }
            for each in found
        ]
        return Response(CardComparisonSerializer({"differences": body}).data)
