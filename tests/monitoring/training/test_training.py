"""Who has to know a course, how it is completed, and which rights lapse with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import IntegrityError, transaction

from customers.models import ScreeningHit
from customers.screening.hits import check_may_decide
from customers.services.events import _refuse_stranger
from monitoring import tasks
from monitoring.models import (
    APPROVE_RULES,
    Completion,
    ControlTest,
    Course,
    CourseVersion,
    Enrolment,
    KriLimit,
    PlanVersion,
    RuleVersion,
)
from monitoring.services import courses as services
from monitoring.services.alert_rules import check_may_decide as may_decide_rule
from monitoring.services.control_tests import check_may_sign
from monitoring.services.kris import decide_limits
from monitoring.services.plan_versions import check_may_approve as may_approve_plan
from monitoring.services.training import (
    complete_course,
    follow_training,
    latest_of,
    record_completion,
)
from monitoring.training.defaults import default_courses, make_default_courses
from monitoring.training.guardable import GUARDABLE
from riskcrm.accounts.control_rights import SIGN_TESTS
from riskcrm.accounts.kri_rights import APPROVE_LIMITS
from riskcrm.accounts.models import RightLimit, User
from riskcrm.accounts.plan_rights import APPROVE_PLANS
from riskcrm.accounts.rights import check_right, right_valid_until
from riskcrm.accounts.roles import (
    CONFIRM_EVENTS,
    DECIDE,
    DECIDE_HITS,
    PROPOSE,
    RELEASE,
    permission_rows,
)
from riskcrm.accounts.services.right_limits import Limit, set_right_limits
from riskcrm.audit.models import Event
from riskcrm.web.errors import Refused, refusal_of
from riskcrm.web.etags import Stale
from scoring.models import CreditCheck
from scoring.services.credit_releases import check_may_release
from tests.factories import make_service_user
from tests.inboxes import waiting_rows
from tests.monitoring.training.teaching import DAY, NOON, complete, guarding, required

pytestmark = pytest.mark.django_db


def fresh(person: User) -> User:
    """Rights are kept on the object, as they are for a request."""
    return User.objects.get(pk=person.pk)


def may_decide(person: User, *, at: dt.datetime) -> bool:
    with time_machine.travel(at, tick=False):
        refused = refusal_of(lambda row: check_right(row, DECIDE), fresh(person))
    return refused is None or refused.code != "right_suspended"


def test_courses_come_with_the_product_and_guard_nothing() -> None:
    from django.apps import apps

    assert set(Course.objects.values_list("code", flat=True)) == set(default_courses())
    assert len(default_courses()) == 6
    assert not Course.objects.filter(guards_since__isnull=False).exists()
    assert not Enrolment.objects.exists()
    guarded = {code for course in Course.objects.all() for code in course.guarded}
    assert guarded <= set(GUARDABLE)
    assert permission_rows(frozenset(GUARDABLE)).count() == len(GUARDABLE)
    make_default_courses(apps.get_app_config("monitoring"))
    assert CourseVersion.objects.count() == 6


def test_a_required_course_is_asked_of_its_audience_alone(
    head_of_risk: User, risk_officer: User, auditor: User
) -> None:
    course = required("policy", head_of_risk)
    asked = set(Enrolment.objects.filter(course=course).values_list("person", flat=True))
    assert {head_of_risk.pk, risk_officer.pk} <= asked
    assert auditor.pk not in asked
    assert {row.until for row in Enrolment.objects.all()} == {NOON + 30 * DAY}


def test_who_comes_into_the_audience_is_asked_and_who_leaves_is_not(
    head_of_risk: User, risk_officer: User
) -> None:
    course = required("policy", head_of_risk)
    later = NOON + 40 * DAY
    User.objects.filter(pk=risk_officer.pk).update(is_active=False)
    assert follow_training(at=later) == 1
    assert follow_training(at=later) == 0
    row = Enrolment.objects.get(course=course, person=risk_officer)
    assert row.ended_at == later
    User.objects.filter(pk=risk_officer.pk).update(is_active=True)
    assert follow_training(at=later + DAY) == 1
    row.refresh_from_db()
    assert (row.ended_at, row.until) == (None, later + 31 * DAY)


def test_a_lapsed_course_suspends_the_right_until_it_is_completed(
    head_of_risk: User, risk_officer: User, second_officer: User
) -> None:
    course = guarding("policy", head_of_risk)
    complete(course, second_officer)
    assert may_decide(risk_officer, at=NOON + 29 * DAY)
    lapsed = NOON + 30 * DAY
    assert not may_decide(risk_officer, at=lapsed)
    assert may_decide(second_officer, at=lapsed)
    with time_machine.travel(lapsed, tick=False), pytest.raises(Refused) as refused:
        check_right(fresh(risk_officer), DECIDE)
    assert "“Removal policy” lapsed" in refused.value.message
    assert "My courses" in refused.value.message
    complete(course, risk_officer, at=lapsed)
    assert may_decide(risk_officer, at=lapsed)
    ends = right_valid_until(fresh(risk_officer), DECIDE)
    assert ends is not None
    assert ends.date() == dt.date(2027, 6, 3)
    assert not may_decide(risk_officer, at=ends)


def test_what_is_suspended_is_suspended_for_ones_key_as_well(
    head_of_risk: User, risk_officer: User
) -> None:
    guarding("tipping_off", head_of_risk)
    key = make_service_user("removal-cases:write", responsible=risk_officer)
    with time_machine.travel(NOON + 30 * DAY, tick=False), pytest.raises(Refused) as refused:
        check_right(fresh(key), PROPOSE)
    assert refused.value.code == "right_suspended"


def test_acts_with_sentences_of_their_own_ask_for_suspended_rights_too(
    head_of_risk: User, risk_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = NOON + 30 * DAY
    limits = [
        Limit(risk_officer.pk, code, "Fairness", "公平", until)
        for code in (DECIDE_HITS, CONFIRM_EVENTS, RELEASE)
    ]
    set_right_limits("course:fairness", limits, people=None)
    check = CreditCheck(asked_by=head_of_risk, responsible=head_of_risk)
    asked: tuple[Callable[[User], None], ...] = (
        lambda by: check_may_decide(ScreeningHit(), by=by),
        _refuse_stranger,
        lambda by: check_may_release(check, by=by, at=until),
    )
    for ask in asked:
        with time_machine.travel(until, tick=False), pytest.raises(Refused) as refused:
            ask(fresh(risk_officer))
        assert refused.value.code == "right_suspended"


def test_approving_what_the_book_is_watched_by_can_be_guarded(
    head_of_risk: User, auditor: User
) -> None:
    version = PlanVersion(offered_at=NOON)
    asked: tuple[tuple[str, User, Callable[[User], object]], ...] = (
        (APPROVE_RULES, head_of_risk, lambda by: may_decide_rule(RuleVersion(), by=by)),
        (APPROVE_PLANS, head_of_risk, lambda by: may_approve_plan(version, by=by)),
        (APPROVE_LIMITS, head_of_risk,
         lambda by: decide_limits(KriLimit(), approve=True, by=by, at=NOON)),
        (SIGN_TESTS, auditor, lambda by: check_may_sign(ControlTest(), by=by)),
    )  # fmt: skip
    until = NOON + 30 * DAY
    for code, person, ask in asked:
        assert code in GUARDABLE
        limit = Limit(person.pk, code, "Fairness", "公平", until)
        set_right_limits("course:fairness", [limit], people=None)
        with time_machine.travel(until, tick=False), pytest.raises(Refused) as refused:
            ask(fresh(person))
        assert refused.value.code == "right_suspended"


def test_rights_are_read_in_one_query(
    head_of_risk: User, risk_officer: User, django_assert_num_queries: object
) -> None:
    guarding("policy", head_of_risk)
    person = fresh(risk_officer)
    with time_machine.travel(NOON, tick=False), django_assert_num_queries(1):  # type: ignore[operator]
        check_right(person, DECIDE)


def test_the_sweep_notes_each_suspended_right_once(
    head_of_risk: User, risk_officer: User, account_manager: User
) -> None:
    """Of an account manager, who has to know the policy and decides on nothing, none ends."""
    guarding("policy", head_of_risk)
    follow_training(at=NOON + 29 * DAY)
    assert not Event.objects.filter(verb="suspend_right").exists()
    for _twice in range(2):
        follow_training(at=NOON + 31 * DAY)
    assert Event.objects.filter(verb="suspend_right").count() == 2  # the head and the officer
    complete(Course.objects.get(code="policy"), risk_officer, at=NOON + 32 * DAY)
    assert RightLimit.objects.filter(noted_at__isnull=True).count() == 1


def test_switching_guarding_on_locks_nobody_out_at_once_and_off_gives_back(
    head_of_risk: User, risk_officer: User
) -> None:
    required("policy", head_of_risk)
    late = NOON + 100 * DAY
    assert may_decide(risk_officer, at=late)
    course = services.guard_by_course(Course.objects.get(code="policy"), by=head_of_risk, at=late)
    assert may_decide(risk_officer, at=late + 29 * DAY)
    assert not may_decide(risk_officer, at=late + 30 * DAY)
    services.stop_guarding(course, by=head_of_risk, at=late)
    assert may_decide(risk_officer, at=late + 30 * DAY)
    assert not RightLimit.objects.exists()


def test_guarding_needs_the_head_of_risk_rights_and_a_day(
    head_of_risk: User, administrator: User
) -> None:
    course = Course.objects.get(code="policy")
    with pytest.raises(Refused) as refused:
        services.guard_by_course(course, by=administrator, at=NOON)
    assert refused.value.code == "no_right"
    with pytest.raises(Refused) as refused:
        services.guard_by_course(course, by=head_of_risk, at=NOON)
    assert refused.value.code == "nothing_guarded"
    course = guarding("policy", head_of_risk)
    for fields, by, code in (
        ({"guarded": []}, administrator, "no_right"),
        ({"audience": ["auditor"]}, administrator, "no_right"),
        ({"guarded": [*course.guarded, RELEASE]}, head_of_risk, "guarding"),
        ({"required_from": None}, head_of_risk, "required_while_guarding"),
    ):
        with pytest.raises(Refused) as refused:
            services.change_course(course, version=course.version, by=by, at=NOON, **fields)
        assert refused.value.code == code
    with pytest.raises(Stale):
        services.change_course(course, version=1, by=head_of_risk, at=NOON)


def test_the_self_test_has_to_be_passed_and_confirmed(
    head_of_risk: User, risk_officer: User
) -> None:
    course = required("policy", head_of_risk)
    with pytest.raises(Refused) as refused:
        complete(course, risk_officer, wrong=1)
    assert refused.value.code == "not_passed"
    assert "3 right of 4" in refused.value.message
    assert Event.objects.filter(verb="fail_course").count() == 1
    version = latest_of(course)
    for answers, attested, code in (({}, True, "not_answered"), ({}, False, "not_confirmed")):
        with pytest.raises(Refused) as refused:
            complete_course(version, answers=answers, attested=attested, by=risk_officer, at=NOON)
        assert refused.value.code == code
    row = complete(course, risk_officer)
    assert (row.score, row.how, row.recorded_by) == (100, "self_test", risk_officer)


def test_nobody_records_their_own_completion_not_even_by_a_key(
    head_of_risk: User, administrator: User, risk_officer: User
) -> None:
    version = latest_of(required("policy", head_of_risk))
    key = make_service_user("training:write", responsible=risk_officer)
    for by, person in ((head_of_risk, head_of_risk), (key, risk_officer)):
        with pytest.raises(Refused) as refused:
            record_completion(version, person=person, completed_at=NOON, by=by, at=NOON)
        assert refused.value.code == "own_completion"
    row = record_completion(
        version, person=risk_officer, completed_at=NOON, by=administrator, at=NOON
    )
    assert row.how == "recorded"
    for fields, code in (
        ({"completed_at": NOON + DAY}, "bad_date"),
        ({"completed_at": NOON, "score": 50}, "not_passed"),
    ):
        with pytest.raises(Refused) as refused:
            record_completion(version, person=risk_officer, by=administrator, at=NOON, **fields)  # type: ignore[arg-type]
        assert refused.value.code == code


def test_a_system_tells_a_completion_once(head_of_risk: User, risk_officer: User) -> None:
    version = latest_of(required("policy", head_of_risk))
    key = make_service_user("training:write")
    rows = {
        record_completion(
            version, person=risk_officer, completed_at=NOON, by=key, at=NOON, source_key="L-1"
        ).pk
        for _twice in range(2)
    }
    assert len(rows) == 1
    assert Completion.objects.get().how == "system"


def test_what_was_completed_before_it_was_asked_counts(
    head_of_risk: User, risk_officer: User
) -> None:
    complete(Course.objects.get(code="policy"), risk_officer, at=NOON - 10 * DAY)
    required("policy", head_of_risk)
    row = Enrolment.objects.get(person=risk_officer)
    assert row.until.date() == dt.date(2027, 4, 24)


def test_a_version_that_asks_again_leaves_the_days_of_grace(
    head_of_risk: User, risk_officer: User
) -> None:
    course = guarding("policy", head_of_risk)
    complete(course, risk_officer)
    version = latest_of(course)
    texts = {name: getattr(version, name) for name in services.TEXTS}
    later = NOON + 50 * DAY
    services.publish_course_version(
        course, after=1, statements=[("A.", "甲。", True)], asks_again=True, by=head_of_risk,
        at=later, **texts,
    )  # fmt: skip
    assert may_decide(risk_officer, at=later + 29 * DAY)
    assert not may_decide(risk_officer, at=later + 30 * DAY)
    with pytest.raises(Refused) as refused:
        complete_course(version, answers={}, attested=True, by=risk_officer, at=later)
    assert refused.value.code == "not_the_latest"
    complete(course, risk_officer, at=later)
    assert may_decide(risk_officer, at=later + 30 * DAY)
    with pytest.raises(Stale):
        services.publish_course_version(
            course, after=1, statements=[], by=head_of_risk, at=later, **texts
        )


def test_a_course_that_lapses_is_in_the_inbox_thirty_days_before(
    head_of_risk: User, risk_officer: User
) -> None:
    course = required("policy", head_of_risk)
    complete(course, risk_officer)
    until = Enrolment.objects.get(person=risk_officer).until
    for at, said in (
        (until - 31 * DAY, ""), (until - 29 * DAY, "Complete the course"), (until, "lapsed on"),
    ):  # fmt: skip
        with time_machine.travel(at, tick=False):
            words = [row.words for row in waiting_rows(risk_officer, "courses")]
        assert bool(words) == bool(said)
        assert all(said in each for each in words)


def test_the_database_keeps_completions(
    head_of_risk: User, risk_officer: User, administrator: User
) -> None:
    course = required("policy", head_of_risk)
    row = complete(course, risk_officer)
    version = latest_of(course)
    new = {
        "version": version, "person": risk_officer, "completed_at": NOON, "recorded_at": NOON,
        "expires_at": NOON + DAY, "recorded_by": administrator, "responsible": administrator,
        "how": "recorded",
    }  # fmt: skip
    own = {"recorded_by": risk_officer, "responsible": risk_officer}
    tries = [
        lambda: Completion.objects.create(**new | own),
        lambda: Completion.objects.create(**new | {"responsible": risk_officer}),
        lambda: Completion.objects.create(**new | {"how": "self_test"}),
        lambda: Completion.objects.create(**new | own | {"how": "self_test"}),  # not confirmed
        lambda: Completion.objects.create(**new | {"score": 101}),
        lambda: Completion.objects.create(**new | {"completed_at": NOON + DAY}),
        lambda: Completion.objects.filter(pk=row.pk).update(score=1),
        lambda: Completion.objects.filter(pk=row.pk).delete(),
        lambda: CourseVersion.objects.filter(pk=version.pk).update(title_en="X"),
        lambda: Course.objects.filter(pk=course.pk).update(guards_since=NOON),
        lambda: Enrolment.objects.create(
            course=course, person=risk_officer, required_at=NOON, until=NOON
        ),
    ]
    for act in tries:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_clocks_task_survives_running_twice(head_of_risk: User, risk_officer: User) -> None:
    Course.objects.filter(code="policy").update(required_from=dt.date(2026, 1, 1))
    for _twice in range(2):
        tasks.follow_training()
    assert Enrolment.objects.filter(person=risk_officer).count() == 1
