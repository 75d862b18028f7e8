"""Roles are data, and the database holds exactly that data."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError

from riskcrm.accounts import control_rights, plan_rights, removal_rights, roles
from riskcrm.accounts.models import User
from riskcrm.accounts.scopes import SCOPES

pytestmark = pytest.mark.django_db


def permissions_of(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in rows}


def test_each_role_is_a_group_with_exactly_its_permissions() -> None:
    found = {group.name: permissions_of(group) for group in Group.objects.all()}
    assert found == {role.code: set(role.permissions) for role in roles.ROLES.values()}


def test_what_was_added_to_a_group_by_hand_goes_at_the_next_migrate() -> None:
    auditors = Group.objects.get(name=roles.AUDITOR)
    auditors.permissions.add(Permission.objects.get(codename="decide_removalcase"))
    roles.make_groups(apps.get_app_config("accounts"))
    assert permissions_of(auditors) == roles.ROLES[roles.AUDITOR].permissions


def test_no_scope_of_a_key_decides_on_a_removal_makes_keys_or_hands_over() -> None:
    granted = frozenset().union(*SCOPES.values())
    assert roles.DECIDE not in granted
    assert not {code for code in granted if code.startswith(("audit.", "jobs."))}
    keeping = {roles.HAND_OVER, roles.HAND_OVER_ANYWHERE, "accounts.add_apikey"}
    assert not granted & (keeping | {"accounts.change_apikey", "accounts.view_apikey"})
    assert roles.permission_rows(granted).count() == len(granted)


# what a legal reviewer does about the end of a relationship; approving the end is others'
LEGAL_SAY = (
    removal_rights.REVIEW_CASES
    | removal_rights.LOOK_AGAIN
    | removal_rights.SEND_LETTERS
    | removal_rights.KEEP_LETTER_TEMPLATES
    | removal_rights.KEEP_SUBJECT_REQUESTS
    | {removal_rights.KEEP_ENDING, removal_rights.APPROVE_PACKS}
    | {removal_rights.ADD_APPEAL, removal_rights.REVIEW_APPEALS}
    | removal_rights.PROPOSE_GOING
    | removal_rights.APPROVE_GOING
)
# who stands in for a person is for that person to say
OF_ONESELF = frozenset({"accounts.add_absence"})


def _control(role: str) -> frozenset[str]:
    """What a role does in internal control: an auditor's own work, besides reading."""
    return control_rights.of_role(role) - control_rights.READ_CONTROL


# and about emergencies, and what is learnt from cases
EMERGENCIES = plan_rights.KEEP_PLANS | {plan_rights.APPROVE_PLANS, plan_rights.WRITE_LIBRARY}


@pytest.mark.parametrize(
    ("role", "changing"),
    [
        (roles.AUDITOR, _control(roles.AUDITOR)),
        (
            roles.LEGAL_REVIEWER,
            roles.KEEP_REQUESTS | LEGAL_SAY | EMERGENCIES | _control(roles.LEGAL_REVIEWER),
        ),
        (
            roles.COMPLIANCE_OFFICER,
            removal_rights.COMPARTMENT
            | {plan_rights.ACTIVATE_PLANS}
            | _control(roles.COMPLIANCE_OFFICER),
        ),
    ],
)
def test_who_looks_on_changes_nothing_but_what_is_theirs(
    role: str, changing: frozenset[str]
) -> None:
    granted = roles.ROLES[role].permissions
    assert changing <= granted
    others = granted - changing - roles.USE_LISTS - OF_ONESELF
    assert {code.split(".")[1].split("_")[0] for code in others} == {"view"}


def test_legal_reviewers_lead_decide_and_reduce_nothing() -> None:
    granted = roles.ROLES[roles.LEGAL_REVIEWER].permissions
    reducing = {removal_rights.PLAN_REDUCTION, removal_rights.RELEASE_REDUCTION}
    assert not granted & ({roles.DECIDE, removal_rights.ASSESS} | reducing)
    assert not granted & (removal_rights.DECIDE_LISTED | removal_rights.KEEP_CRITERIA)


def test_no_scope_opens_the_restricted_compartment() -> None:
    assert not frozenset().union(*SCOPES.values()) & removal_rights.COMPARTMENT


def test_a_data_clerk_keeps_the_book_and_judges_nothing() -> None:
    granted = roles.ROLES[roles.DATA_CLERK].permissions
    deciding = roles.ACT_ON_RISK | roles.MERGE | roles.REMIND | roles.KEEP_COLLECTION
    deciding |= {roles.DECIDE, roles.ADMIT, roles.DECIDE_HITS, roles.CONFIRM_EVENTS}
    deciding |= {"customers.verify_contact", "customers.change_duplicatepair"}
    deciding |= {"customers.add_admission", "customers.import_history"}
    assert not granted & deciding
    assert granted > roles.KEEP_FACTS | {roles.ALL_CUSTOMERS, "customers.add_importfile"}
    others = granted - OF_ONESELF
    assert not {code for code in others if code.startswith(("accounts.add", "audit."))}


def test_a_data_clerk_brings_every_kind_of_file_but_secret_ones(data_clerk: User) -> None:
    from customers.imports.rights import KINDS, kinds_of

    assert set(KINDS) - set(kinds_of(data_clerk)) == {"authority-requests"}


def test_administrator_has_no_say_over_customers() -> None:
    granted = roles.ROLES[roles.ADMINISTRATOR].permissions
    assert not granted & (roles.ACT_ON_RISK | {roles.DECIDE, "customers.change_customer"})


def test_being_superuser_opens_nothing(nobody: User) -> None:
    nobody.is_superuser = True
    assert not nobody.has_perm(roles.DECIDE)
    assert not nobody.has_perms([roles.DECIDE])
    assert nobody.get_all_permissions() == set()
    with pytest.raises(IntegrityError, match="no_super_user"):
        nobody.save()


def test_rights_of_a_switched_off_person_are_gone(risk_officer: User) -> None:
    assert risk_officer.has_perm(roles.DECIDE)
    risk_officer.is_active = False
    assert not User(pk=risk_officer.pk, is_active=False).has_perm(roles.DECIDE)


def test_permissions_of_a_request_cost_one_query(
    risk_officer: User, django_assert_num_queries: object
) -> None:
    person = User.objects.get(pk=risk_officer.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert person.has_perm(roles.DECIDE)
        assert person.has_perm(roles.ALL_CUSTOMERS)
        assert not person.has_perm("audit.view_event")
