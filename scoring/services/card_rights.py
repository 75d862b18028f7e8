"""Who may draft, submit, return, publish and retire: each check raises `Refused` and says why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from riskcrm.accounts.models import User
from riskcrm.accounts.rights import answerable
from riskcrm.accounts.roles import DRAFT_CARDS, PUBLISH_CARDS
from riskcrm.web.errors import OwnWork, Refused
from riskcrm.web.etags import stale
from scoring.models import ChampionProposal, Scorecard, ScorecardVersion

State = ScorecardVersion.State


def check_right(by: User, permission: str, act: str) -> None:
    if not by.is_active or not by.has_perm(permission):
        raise Refused(
            _("Your role does not allow you to %(act)s. Ask a colleague who may.") % {"act": act},
            code="no_right",
        )


def check_may_draft(*, by: User) -> None:
    check_right(by, DRAFT_CARDS, _("draft scorecards"))
    answerable(by)


def check_may_change(version: ScorecardVersion, *, by: User) -> None:
    check_may_draft(by=by)
    check_state(version, State.DRAFT)


def check_may_return(version: ScorecardVersion, *, by: User) -> None:
    check_may_draft(by=by)
    check_state(version, State.REVIEW)


def check_may_publish(version: ScorecardVersion, *, by: User) -> None:
    """Raise `Refused` with the sentence why this person may not publish this version now."""
    check_decides(by)
    if version.submitted_by_id == by.pk:
        raise OwnWork(
            _("You submitted this version, so another person has to publish it."),
            code="submitter_cannot_publish",
            about=version,
        )
    if version.authors.filter(person=by).exists():
        raise OwnWork(
            _(
                "You, or an API key you are responsible for, wrote on this version, so another "
                "person has to publish it."
            ),
            code="author_cannot_publish",
            about=version,
        )
    check_state(version, State.REVIEW)


def check_may_retire(version: ScorecardVersion, *, by: User) -> None:
    """Drafts are given up by who may draft; what was published is retired by who may publish."""
    if version.state != State.PUBLISHED:
        check_may_draft(by=by)
        check_state(version, State.DRAFT, State.REVIEW)
        return
    check_decides(by)
    if version.scorecard.is_champion:
        raise Refused(
            _(
                "This version scores the book. Publish another version of the card, or let another "
                "card score the book, first."
            ),
            code="scores_the_book",
        )


def check_may_propose_champion(scorecard: Scorecard, *, by: User) -> None:
    check_may_draft(by=by)
    if scorecard.is_champion:
        raise Refused(_("This card scores the book already."), code="already_champion")
    if not scorecard.versions.filter(state=State.PUBLISHED).exists():
        raise Refused(
            _("No version of this card is published yet. Have one published first."),
            code="nothing_published",
        )
    if waiting := ChampionProposal.objects.open().select_related("scorecard").first():
        raise Refused(
            _("That %(card)s shall score the book waits for a decision. Have it decided first.")
            % {"card": waiting.scorecard.name},
            code="champion_proposed",
        )


def check_may_decide_champion(proposal: ChampionProposal, *, by: User) -> None:
    check_decides(by)
    if by.pk in (proposal.proposed_by_id, proposal.responsible_id):
        raise OwnWork(
            _("You, or an API key you are responsible for, proposed this card, so another person "
              "has to decide."),
            code="proposer_cannot_decide", about=proposal,
        )  # fmt: skip
    if proposal.state != ChampionProposal.State.OPEN:
        raise Refused(
            _("This was decided already: %(state)s.") % {"state": proposal.get_state_display()},
            code="already_decided",
        )


def check_decides(by: User) -> None:
    if by.kind != User.Kind.PERSON:
        raise Refused(
            _("Only a person can decide which scorecard is in force."), code="people_decide"
        )
    check_right(by, PUBLISH_CARDS, _("publish scorecards"))


def check_state(version: ScorecardVersion, *wanted: str) -> None:
    if version.state not in wanted:
        raise Refused(
            _("This version is %(state)s by now, so this cannot be done. Load it again.")
            % {"state": version.get_state_display()},
            code="other_state",
        )


def not_as_seen(version: ScorecardVersion, *wanted: str) -> Refused:
    """Why a claim found no row: the version is in another state by now, or was changed."""
    now = ScorecardVersion.objects.get(pk=version.pk)
    try:
        check_state(now, *wanted)
    except Refused as refused:
        return refused
    return stale()
