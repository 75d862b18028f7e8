"""Which card scores the book: proposed by one person, decided by another."""

from __future__ import annotations

import pytest
from django.utils import timezone

from riskcrm.audit.models import Event
from riskcrm.jobs.models import Run
from riskcrm.web.errors import Refused
from scoring import selectors, services
from scoring.models import ChampionProposal, Scorecard
from tests.factories import make_service_user
from tests.scoring.cards import first_version, make_challenger

pytestmark = pytest.mark.django_db


@pytest.fixture
def rival(risk_officer, second_officer) -> Scorecard:
    return make_challenger(risk_officer, second_officer)


def propose(card, by):
    return services.propose_champion(card, by=by, reason="It ranks better.", at=timezone.now())


def approve(proposal, by):
    return services.make_champion(proposal, by=by, reason="Agreed.", at=timezone.now())


def refused(act):
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_a_second_person_lets_another_card_score_the_book(rival, risk_officer, head_of_risk):
    proposal = propose(rival, risk_officer)
    assert selectors.champion() == first_version()
    approve(proposal, head_of_risk)
    published = rival.versions.get(state="published")
    assert selectors.champion() == published
    assert Scorecard.objects.get(is_champion=True) == rival
    assert Run.objects.get().params["card_version"] == published.pk
    verbs = Event.objects.filter(object_kind="scorecard").values_list("verb", flat=True)
    assert list(verbs.order_by("pk"))[-2:] == ["propose_champion", "make_champion"]


def test_the_former_card_can_come_back(rival, risk_officer, head_of_risk):
    approve(propose(rival, risk_officer), head_of_risk)
    former = first_version().scorecard
    approve(propose(former, head_of_risk), risk_officer)
    assert selectors.champion() == first_version()
    states = list(Run.objects.order_by("pk").values_list("state", flat=True))
    assert states == [Run.State.CANCELLED, Run.State.PENDING]


def test_nobody_decides_on_their_own_proposal_or_that_of_their_key(
    rival, risk_officer, head_of_risk
):
    proposal = propose(rival, risk_officer)
    assert refused(lambda: approve(proposal, risk_officer)) == "proposer_cannot_decide"
    services.keep_champion(proposal, by=head_of_risk, reason="Not yet.", at=timezone.now())
    key = make_service_user("scorecards:write", responsible=head_of_risk)
    proposal = propose(rival, key)
    assert refused(lambda: approve(proposal, head_of_risk)) == "proposer_cannot_decide"
    assert refused(lambda: approve(proposal, key)) == "people_decide"
    assert not ChampionProposal.objects.decidable_by(head_of_risk).exists()
    assert ChampionProposal.objects.decidable_by(risk_officer).get() == proposal


def test_a_rejected_proposal_changes_nothing_and_is_final(rival, risk_officer, head_of_risk):
    proposal = propose(rival, risk_officer)
    services.keep_champion(proposal, by=head_of_risk, reason="Not yet.", at=timezone.now())
    assert selectors.champion() == first_version()
    assert refused(lambda: approve(proposal, head_of_risk)) == "already_decided"
    assert not Run.objects.exists()


def test_one_proposal_waits_at_a_time(rival, risk_officer, second_officer):
    propose(rival, risk_officer)
    assert refused(lambda: propose(rival, second_officer)) == "champion_proposed"


def test_a_card_without_a_published_version_cannot_score_the_book(
    rival, risk_officer, second_officer, head_of_risk
):
    version = services.create_card(
        code="new", name_en="New", name_zh="新", by=risk_officer, at=timezone.now(),
        based_on=first_version(),
    )  # fmt: skip
    assert refused(lambda: propose(version.scorecard, risk_officer)) == "nothing_published"
    assert refused(lambda: propose(first_version().scorecard, risk_officer)) == "already_champion"
    proposal = propose(rival, risk_officer)
    published = rival.versions.get(state="published")
    services.retire_card(published, by=second_officer, reason="Wrong.", at=timezone.now())
    assert refused(lambda: approve(proposal, head_of_risk)) == "nothing_published"
    proposal.refresh_from_db()
    assert proposal.state == "open"
