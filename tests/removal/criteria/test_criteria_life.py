from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from removal.criteria.defaults import RULES
from removal.criteria.learning import Advice, Learned
from removal.criteria.tree import InvalidTree, from_data, to_data
from removal.models import CriterionRule, CriterionSet
from removal.services.criteria import (
    draft_criteria,
    publish_criteria,
    remove_rule,
    retire_criteria,
    return_criteria,
    submit_criteria,
    write_rule,
)
from riskcrm.accounts.models import User
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused
from tests.factories import make_service_user
from tests.removal.criteria.books import LATE, NOON, TEXTS, publish

pytestmark = pytest.mark.django_db
State = CriterionSet.State


def test_there_is_a_draft_to_begin_with_and_nothing_in_force() -> None:
    first = CriterionSet.objects.get()
    assert (first.number, first.state, first.created_by) == (1, "draft", None)
    assert first.rules.count() == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_that_comes_with_the_product_is_whole(rule: object) -> None:
    tree = rule.tree  # type: ignore[attr-defined]
    assert to_data(from_data(tree)) == tree
    texts = (rule.name_en, rule.name_zh, rule.reason_en, rule.reason_zh)  # type: ignore[attr-defined]
    assert all(texts)


def test_a_second_person_publishes_and_the_former_version_retires(
    risk_officer: User, second_officer: User
) -> None:
    first = publish(LATE, by=risk_officer, second=second_officer)
    second = publish(LATE, by=second_officer, second=risk_officer)
    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "published")
    assert second.swept_at is None
    verbs = Event.objects.filter(object_kind="criterionset", object_id=str(second.pk))
    assert list(verbs.order_by("id").values_list("verb", flat=True)) == [
        "draft_criteria", "change_criteria", "submit_criteria", "publish_criteria",
    ]  # fmt: skip


def test_nobody_publishes_what_they_had_a_hand_in(
    risk_officer: User, second_officer: User, head_of_risk: User
) -> None:
    criteria = draft_criteria(by=risk_officer, at=NOON)
    rule = criteria.rules.first()
    assert rule
    write_rule(
        criteria, rule=rule, version=criteria.version, by=second_officer, at=NOON, tree=LATE,
        ground="credit", **TEXTS,
    )  # fmt: skip
    submit_criteria(criteria, note="New.", by=risk_officer, at=NOON)
    for author in (risk_officer, second_officer):
        with pytest.raises(Refused) as refused:
            publish_criteria(criteria, reason="Yes.", by=author, at=NOON)
        assert refused.value.code == "own_work"
    publish_criteria(criteria, reason="Yes.", by=head_of_risk, at=NOON)


@pytest.mark.parametrize("fields", [("submitted_by",), ("created_by",)])
def test_the_database_refuses_a_publisher_who_made_or_sent_it(
    risk_officer: User, second_officer: User, fields: tuple[str, ...]
) -> None:
    criteria = draft_criteria(by=second_officer, at=NOON)
    submit_criteria(criteria, note="New.", by=second_officer, at=NOON)
    said = {"created_by": second_officer, "submitted_by": second_officer}
    said |= dict.fromkeys(fields, risk_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionSet.objects.filter(pk=criteria.pk).update(
            state=State.PUBLISHED, published_by=risk_officer, published_at=NOON, **said
        )


def test_the_database_refuses_an_author_as_publisher(
    risk_officer: User, second_officer: User, head_of_risk: User
) -> None:
    criteria = draft_criteria(by=risk_officer, at=NOON)
    rule = criteria.rules.first()
    assert rule
    remove_rule(rule, version=criteria.version, by=head_of_risk, at=NOON)
    submit_criteria(criteria, note="New.", by=risk_officer, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionSet.objects.filter(pk=criteria.pk).update(
            state=State.PUBLISHED, published_by=head_of_risk, published_at=NOON
        )


def test_what_is_published_never_changes(risk_officer: User, second_officer: User) -> None:
    criteria = publish(LATE, by=risk_officer, second=second_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionRule.objects.filter(criteria=criteria).update(tree={"subject": "score"})
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionSet.objects.filter(pk=criteria.pk).update(note="Otherwise.")
    with pytest.raises(Refused) as refused:
        write_rule(
            criteria, version=criteria.version, by=risk_officer, at=NOON, tree=LATE,
            ground="credit", **TEXTS,
        )  # fmt: skip
    assert refused.value.code == "criteria_moved_on"


def test_only_officers_and_heads_write_and_only_people_publish(
    account_manager: User, risk_officer: User, auditor: User
) -> None:
    for person in (account_manager, auditor):
        with pytest.raises(Refused):
            draft_criteria(by=person, at=NOON)
    criteria = draft_criteria(by=risk_officer, at=NOON)
    submit_criteria(criteria, note="New.", by=risk_officer, at=NOON)
    with pytest.raises(Refused) as refused:
        publish_criteria(criteria, reason="Yes.", by=make_service_user(), at=NOON)
    assert refused.value.code == "people_decide"
    with pytest.raises(Refused) as refused:
        publish_criteria(criteria, reason="Yes.", by=account_manager, at=NOON)
    assert refused.value.code == "no_right"


def test_a_draft_that_was_returned_goes_on(risk_officer: User, second_officer: User) -> None:
    criteria = draft_criteria(by=risk_officer, at=NOON)
    submit_criteria(criteria, note="New.", by=risk_officer, at=NOON)
    return_criteria(criteria, reason="Too strict.", by=second_officer, at=NOON)
    assert criteria.state == State.DRAFT
    with pytest.raises(Refused):
        retire_criteria(criteria, reason="No.", by=second_officer, at=NOON)


def test_criteria_without_a_rule_are_not_sent(risk_officer: User) -> None:
    criteria = draft_criteria(by=risk_officer, at=NOON)
    criteria.rules.all().delete()
    with pytest.raises(Refused) as refused:
        submit_criteria(criteria, note="New.", by=risk_officer, at=NOON)
    assert refused.value.code == "no_rules"


def test_a_rule_is_checked_before_it_is_kept(risk_officer: User) -> None:
    criteria = draft_criteria(by=risk_officer, at=NOON)
    with pytest.raises(ValidationError) as error:
        write_rule(
            criteria, version=criteria.version, by=risk_officer, at=NOON, ground="credit",
            tree={"subject": "payment_anomalies", "compare": "above", "value": "1"}, **TEXTS,
        )  # fmt: skip
    assert "payment_anomalies" in str(error.value), "restricted figures are no subject"


DEEP = {"all": [{"all": [{"all": [{"all": [LATE]}]}]}]}


@pytest.mark.parametrize(
    "tree",
    [
        "oldest_days > 60",
        [],
        {},
        {"all": []},
        {"all": [LATE], "any": [LATE]},
        {"subject": "oldest_days", "compare": "above"},
        {"subject": "oldest_days", "compare": "above", "value": "NaN"},
        {"subject": "oldest_days", "compare": "above", "value": "1e99"},
        {"subject": "oldest_days", "compare": "above", "value": "1; DROP TABLE x"},
        {"subject": "oldest_days; --", "compare": "above", "value": "1"},
        {"subject": "oldest_days", "compare": "; --", "value": "1"},
        {"subject": "oldest_days", "compare": "above", "value": "1", "sql": "true"},
        {"subject": "oldest_days", "compare": "above", "value": "1", "days": "60"},
        {"subject": "oldest_days", "compare": "above", "value": "1", "days": True},
        {"subject": "oldest_days", "compare": "above", "value": "1", "days": 731},
        {"subject": "oldest_days", "compare": "above", "value": "1", "days": 1, "month_ends": 1},
        {"subject": "oldest_days", "compare": "above", "value": "1", "provider": "Bureau"},
        {"subject": "external_score", "compare": "below", "value": "500"},
        {"subject": "tier", "compare": "equals", "value": "unrated"},
        {"any": [LATE] * 21},
        DEEP,
    ],
    ids=str,
)
def test_what_is_no_rule_is_refused(tree: object) -> None:
    with pytest.raises(InvalidTree):
        from_data(tree)


@pytest.mark.parametrize(
    ("learned", "advice"),
    [
        (Learned(suggestions=50, taken_up=6, dismissed=3), Advice.TOO_FEW),
        (Learned(taken_up=2, dismissed=8), Advice.TIGHTEN),
        (Learned(taken_up=10, dismissed=0), Advice.KEEP),
        (Learned(taken_up=20, rejected=6, closed=6), Advice.TIGHTEN),
        (Learned(taken_up=20, closed=8, overturned=2), Advice.TIGHTEN),
        (Learned(taken_up=20, closed=8, cured=4), Advice.LOOSEN),
        (Learned(taken_up=20, dismissed=10, closed=8, cured=4), Advice.KEEP),
        (Learned(taken_up=20, closed=1, cured=9), Advice.MILDER),
        (Learned(taken_up=20, closed=5, cured=5), Advice.LOOSEN),
        (Learned(taken_up=20, dismissed=10, closed=8, cured=4, earlier=5), Advice.EARLIER),
        (Learned(taken_up=20, closed=12, wrongly=3), Advice.TIGHTEN),
    ],
)
def test_what_was_learnt_suggests_what_to_do(learned: Learned, advice: Advice) -> None:
    assert learned.advice is advice
    assert learned.sentence
