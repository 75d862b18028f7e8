"""The life of a policy pack: adapted, changed, sent for review, put in force by a second person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from removal.models import PolicyPack
from removal.packs.reading import built_in_packs, digest
from removal.services import packs as services
from removal.services.built_in_packs import keep_built_in_packs
from riskcrm.accounts import removal_rights, roles
from riskcrm.audit.models import Event
from riskcrm.web.errors import Stale
from riskcrm.web.today import today
from tests.factories import make_person, make_service_user
from tests.removal.packs.people import (
    adapted,
    approved,
    built_in,
    changed,
    code_of,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_the_packs_of_the_product_are_in_force_after_migrate() -> None:
    rows = PolicyPack.objects.filter(built_in=True, parts=[])
    assert set(rows.values_list("code", flat=True)) == {pack.code for pack in built_in_packs()}
    assert set(rows.values_list("state", "number")) == {("in_force", 1)}
    pack = built_in("GB-lender")
    assert pack.value("notice_days") == 90
    assert pack.parameter("notice_days").verified is False
    assert pack.parameter("notice_days").effective_date == dt.date(2026, 4, 28)
    assert pack.sha256 == digest(pack.code, pack.effective_from, pack.parameters)


def test_migrating_again_adds_nothing() -> None:
    before = PolicyPack.objects.count()
    keep_built_in_packs()
    assert PolicyPack.objects.count() == before


def test_an_adapted_pack_takes_the_place_of_the_one_in_force(administrator, risk_officer) -> None:
    draft = changed(adapted(administrator), administrator)
    approved(submitted(draft, administrator), risk_officer)
    former = built_in()
    assert (draft.number, draft.state, draft.value("notice_days")) == (2, "in_force", 45)
    assert draft.approved_by == risk_officer
    assert former.state == "retired"
    assert former.effective_to == draft.effective_from - dt.timedelta(days=1)
    assert former.value("notice_days") == 30
    assert draft.sha256 == digest(draft.code, draft.effective_from, draft.parameters)
    verbs = Event.objects.filter(object_kind="policypack").values_list("verb", flat=True)
    assert sorted(verbs) == ["adapt_pack", "approve_pack", "change_pack", "submit_pack"]


def test_one_that_begins_later_leaves_the_former_in_force_until_then(
    administrator, legal_reviewer
) -> None:
    draft = submitted(adapted(administrator, days=30), administrator)
    approved(draft, legal_reviewer)
    former = built_in()
    assert former.state == "in_force"
    on = [PolicyPack.objects.filter(code="CN-seller").on(day).get().number
          for day in (today(), draft.effective_from)]  # fmt: skip
    assert on == [1, 2]


def test_nobody_decides_on_what_they_drafted(administrator) -> None:
    permission = roles.permission_rows(frozenset({removal_rights.APPROVE_PACKS}))
    administrator.user_permissions.set(permission)
    drafter = type(administrator).objects.get(pk=administrator.pk)
    draft = submitted(adapted(drafter), drafter)
    assert code_of(lambda: approved(draft, drafter)) == "own_work"
    assert not PolicyPack.objects.approvable_by(drafter).exists()
    with (
        pytest.raises(IntegrityError, match="pack_approved_by_second_person"),
        transaction.atomic(),
    ):
        PolicyPack.objects.filter(pk=draft.pk).update(
            state="in_force", approved_by=drafter, approved_at=timezone.now()
        )


@pytest.mark.parametrize(
    "role", [roles.ACCOUNT_MANAGER, roles.AUDITOR, roles.ADMINISTRATOR, roles.DATA_CLERK]
)
def test_only_risk_and_legal_put_a_pack_in_force(administrator, role: str) -> None:
    draft = submitted(adapted(administrator), administrator)
    person = make_person(role, username="other")
    assert code_of(lambda: approved(draft, person)) == "no_right"


@pytest.mark.parametrize(
    "role", [roles.RISK_OFFICER, roles.HEAD_OF_RISK, roles.LEGAL_REVIEWER, roles.AUDITOR]
)
def test_only_an_administrator_adapts_a_pack(role: str) -> None:
    assert code_of(lambda: adapted(make_person(role, username="other"))) == "no_right"


def test_no_key_drafts_or_decides(administrator, risk_officer) -> None:
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    assert code_of(lambda: adapted(key)) == "people_decide"
    draft = submitted(adapted(administrator), administrator)
    assert code_of(lambda: approved(draft, key)) == "people_decide"


def test_a_draft_has_one_author(administrator) -> None:
    draft = adapted(administrator)
    other = make_person(roles.ADMINISTRATOR, username="other")
    assert code_of(lambda: changed(draft, other)) == "draft_of_another"
    assert code_of(lambda: submitted(draft, other)) == "draft_of_another"


def test_another_value_needs_its_own_citation(administrator) -> None:
    draft = adapted(administrator)
    former = draft.parameter("notice_days").citation
    assert code_of(lambda: changed(draft, administrator, citation=" ")) == "reason_missing"
    assert code_of(lambda: changed(draft, administrator, citation=former)) == "citation_missing"
    assert code_of(lambda: changed(draft, administrator, value="many")) == "value_wrong"
    draft.refresh_from_db()
    assert draft.value("notice_days") == 30


def test_a_draft_is_changed_only_as_it_was_seen(administrator) -> None:
    draft = adapted(administrator)
    changed(draft, administrator)
    with pytest.raises(Stale):
        changed(draft, administrator, value=50, version=1)


def test_a_pack_never_begins_in_the_past(administrator, risk_officer) -> None:
    draft = adapted(administrator, days=-1)
    assert code_of(lambda: submitted(draft, administrator)) == "pack_begins_in_the_past"
    late = submitted(adapted(administrator, days=1), administrator)
    week = timezone.now() + dt.timedelta(days=7)
    assert code_of(lambda: approved(late, risk_officer, at=week)) == "pack_begins_in_the_past"


def test_a_pack_begins_after_the_one_before_it(administrator, risk_officer) -> None:
    first, second = adapted(administrator, days=30), adapted(administrator, days=10)
    approved(submitted(first, administrator), risk_officer)
    submitted(second, administrator)
    assert code_of(lambda: approved(second, risk_officer)) == "pack_begins_too_early"


def test_a_reviewer_returns_or_rejects_a_draft(administrator, risk_officer) -> None:
    draft = submitted(adapted(administrator), administrator)
    at = timezone.now()
    services.return_pack(draft, reason="Cite the memo.", by=risk_officer, at=at)
    assert draft.state == "draft"
    changed(draft, administrator)
    services.reject_pack(submitted(draft, administrator), reason="No.", by=risk_officer, at=at)
    assert (draft.state, draft.decision_reason) == ("rejected", "No.")
    assert code_of(lambda: approved(draft, risk_officer)) == "pack_moved_on"
    assert built_in().state == "in_force"


def test_the_drafter_takes_a_draft_back(administrator, auditor) -> None:
    draft = submitted(adapted(administrator), administrator)
    at = timezone.now()
    assert code_of(
        lambda: services.return_pack(draft, reason="x", by=auditor, at=at)
    ) == "no_right"  # fmt: skip
    services.return_pack(draft, reason="I forgot the cure days.", by=administrator, at=at)
    assert draft.state == "draft"


@pytest.mark.parametrize("act", ["words", "state", "delete", "end"])
def test_the_database_keeps_what_is_in_force_as_it_is(act: str) -> None:
    rows = PolicyPack.objects.filter(pk=built_in().pk)
    acts = {
        "words": lambda: rows.update(parameters={}),
        "state": lambda: rows.update(state="draft"),
        "delete": rows.delete,
        "end": lambda: rows.update(effective_from=today()),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        acts[act]()


@pytest.mark.parametrize("state", ["review", "in_force", "retired", "rejected"])
def test_the_database_lets_only_a_draft_be_written(administrator, risk_officer, state: str) -> None:
    draft = adapted(administrator)
    if state != "draft":
        submitted(draft, administrator)
    if state == "rejected":
        services.reject_pack(draft, reason="No.", by=risk_officer, at=timezone.now())
    if state in ("in_force", "retired"):
        approved(draft, risk_officer)
    rows = PolicyPack.objects.filter(pk=draft.pk)
    if state == "retired":
        rows.update(state="retired")
    for changes in ({"reason": "x"}, {"sha256": "0" * 64}, {"drafted_by": risk_officer}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)


def test_no_draft_comes_in_force_without_a_review(administrator, risk_officer) -> None:
    draft = adapted(administrator)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyPack.objects.filter(pk=draft.pk).update(
            state="in_force", approved_by=risk_officer, approved_at=timezone.now()
        )


def test_a_new_release_of_a_pack_holds_unless_it_was_adapted(
    administrator, risk_officer, monkeypatch
) -> None:
    """Sellers' pack adapted here, lenders' not: the one waits for people, the other holds."""
    approved(submitted(adapted(administrator), administrator), risk_officer)
    newer = [
        type(pack)(pack.code, pack.jurisdiction, pack.kind, today() + dt.timedelta(days=1),
                   pack.parameters)
        for pack in built_in_packs() if pack.code in ("CN-seller", "CN-lender")
    ]  # fmt: skip
    monkeypatch.setattr("removal.services.built_in_packs.built_in_packs", lambda: newer)
    keep_built_in_packs()
    keep_built_in_packs()
    seller, lender = PolicyPack.objects.filter(effective_from__gt=today()).order_by("-code")
    assert (seller.code, seller.state, seller.number) == ("CN-seller", "review", 3)
    assert (lender.code, lender.state, lender.number) == ("CN-lender", "in_force", 2)
    assert built_in("CN-lender").effective_to == today()
    assert code_of(
        lambda: services.return_pack(seller, reason="x", by=risk_officer, at=timezone.now())
    ) == "built_in_pack"  # fmt: skip
    approved(seller, risk_officer)
    assert seller.state == "in_force"
