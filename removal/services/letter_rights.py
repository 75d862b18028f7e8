"""Who may draft, release and deliver letters: each check raises `Refused` with the reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from removal.letters.kinds import kinds_in
from removal.models import Letter, LetterTemplate, RemovalCase
from riskcrm.accounts.models import User
from riskcrm.accounts.removal_rights import (
    CHANGE_LETTER_TEMPLATES,
    DELIVER_LETTERS,
    DRAFT_LETTERS,
    PUBLISH_LETTER_TEMPLATES,
    RELEASE_LETTERS,
)
from riskcrm.accounts.rights import check_right
from riskcrm.web.errors import OwnWork, Refused


def check_may_draft(case: RemovalCase, *, by: User) -> None:
    """Account managers write letters of their own cases, those who may release them of all."""
    check_right(by, DRAFT_LETTERS)
    if not RemovalCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case among the customers you see."), code="not_visible")
    own = (case.customer.manager_id, case.proposed_by_id, case.taken_over_by_id)
    if not by.has_perm(RELEASE_LETTERS) and by.pk not in own:
        raise Refused(
            _("Only the customer's manager, or who proposed the case, drafts its letters."),
            code="not_own_case",
        )
    if not kinds_in(case.state):
        raise Refused(
            _("No letter is written while a case is “{state}”.").format(
                state=case.get_state_display()
            ),
            code="not_in_this_stage",
        )


def check_may_edit(letter: Letter, *, by: User) -> None:
    check_right(by, DRAFT_LETTERS)
    _check_visible(letter, by=by)
    if letter.drafted_by_id != by.pk:
        raise Refused(
            _("Only {name}, who drafted this letter, changes it. Draft one of your own.").format(
                name=letter.drafted_by
            ),
            code="not_the_drafter",
        )


def check_may_release(letter: Letter, *, by: User) -> None:
    """A second person who may release letters; never the drafter, nor who answers for one."""
    if by.pk in (letter.drafted_by_id, letter.responsible_id):
        raise OwnWork(
            _("You drafted this letter, so another person has to release it."),
            code="drafter_cannot_release",
            about=letter,
        )
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can release a letter."), code="people_decide")
    check_right(by, RELEASE_LETTERS)
    _check_visible(letter, by=by)
    if letter.state != Letter.State.WAITING:
        raise moved_on(letter)


def check_may_cancel(letter: Letter, *, by: User) -> None:
    """The drafter, or who may release letters, as long as it has not left the house."""
    if not by.has_perm(RELEASE_LETTERS):
        check_may_edit(letter, by=by)
    _check_visible(letter, by=by)
    if letter.state not in (*Letter.WRITTEN, Letter.State.RELEASED):
        raise moved_on(letter)


def check_may_deliver(letter: Letter, *, by: User) -> None:
    check_right(by, DELIVER_LETTERS)
    _check_visible(letter, by=by)
    if not letter.is_out:
        raise moved_on(letter)


def check_may_publish(template: LetterTemplate, *, by: User) -> None:
    """A second person; never who wrote these words."""
    if template.created_by_id == by.pk:
        raise OwnWork(
            _("You wrote this template, so another person has to publish it."),
            code="own_work",
            about=template,
        )
    if by.kind != User.Kind.PERSON:
        raise Refused(_("Only a person can publish a template."), code="people_decide")
    check_right(by, PUBLISH_LETTER_TEMPLATES)
    if template.state != LetterTemplate.State.REVIEW:
        raise template_moved_on(template)


def check_may_change_template(template: LetterTemplate, *, by: User) -> None:
    check_right(by, CHANGE_LETTER_TEMPLATES)
    if template.created_by_id != by.pk:
        raise Refused(
            _("Only {name}, who wrote this draft, changes it. Draft a version of your own.").format(
                name=template.created_by or _("who wrote it")
            ),
            code="not_the_author",
        )


def _check_visible(letter: Letter, *, by: User) -> None:
    if not Letter.objects.visible_to(by).filter(pk=letter.pk).exists():
        raise Refused(_("There is no such letter among those you see."), code="not_visible")


def moved_on(letter: Letter) -> Refused:
    return Refused(
        _("This letter is “{state}” by now, so this cannot be done with it.").format(
            state=letter.get_state_display()
        ),
        code="letter_moved_on",
    )


def template_moved_on(template: LetterTemplate) -> Refused:
    return Refused(
        _("This template is “{state}” by now, so this cannot be done with it.").format(
            state=template.get_state_display()
        ),
        code="template_moved_on",
    )
