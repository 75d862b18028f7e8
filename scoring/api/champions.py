"""Which card scores the book, over the API: proposed by keys too, decided by people alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from riskcrm.accounts.roles import DRAFT_CARDS, PUBLISH_CARDS
from riskcrm.accounts.signed_in import person_of
from riskcrm.web.idempotency import IdempotentMixin
from riskcrm.web.permissions import Needed
from scoring import services
from scoring.api.card_serializers import CardReasonSerializer, ChampionProposalSerializer
from scoring.api.cards import VIEW, Cards
from scoring.models import ChampionProposal


class Proposals(generics.GenericAPIView[ChampionProposal]):
    serializer_class = ChampionProposalSerializer
    queryset = ChampionProposal.objects.select_related("proposed_by", "decided_by")
    lookup_url_kwarg = "proposal_id"


class ProposalCollection(Proposals, generics.ListAPIView[ChampionProposal]):
    """List the proposals of which card is to score the book."""

    permissions: ClassVar[dict[str, Needed]] = {"GET": VIEW}
    sorts: ClassVar[dict[str, str]] = {"id": "pk"}


class ChampionProposing(IdempotentMixin, Cards):
    """Propose that this card score the book, with its published version."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": DRAFT_CARDS}

    @extend_schema(request=CardReasonSerializer, responses={201: ChampionProposalSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = CardReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by, at = self.person, timezone.now()
        card = self.get_object()
        proposal = services.propose_champion(card, by=by, at=at, **given.validated_data)
        return Response(ChampionProposalSerializer(proposal).data, status=201)


class ProposalDecision(Proposals):
    act: ClassVar[Callable[..., Any]]

    @extend_schema(request=CardReasonSerializer, responses=ChampionProposalSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = CardReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by, at = person_of(request), timezone.now()
        proposal = type(self).act(self.get_object(), by=by, at=at, **given.validated_data)
        return Response(self.get_serializer(proposal).data)


class ProposalApproval(ProposalDecision):
    """Let the proposed card score the book. People only."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": PUBLISH_CARDS}
    act = services.make_champion


class ProposalRejection(ProposalDecision):
    """Let the book be scored as before. People only."""

    permissions: ClassVar[dict[str, Needed]] = {"POST": PUBLISH_CARDS}
    act = services.keep_champion
