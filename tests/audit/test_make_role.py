"""The application's role is made by whoever owns the database, and by nobody else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from riskcrm import embedded

# roles belong to the server, which workers of the tests share
OWNER, ROLE = (
    f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}" for name in ("made_owner", "made")
)


def as_admin(statement: str) -> None:
    url = embedded.database_url("riskcrm_admin", "postgres")
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings as with servers of one's own: an owner who may make roles, and a new role."""
    as_admin(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD 'owner-secret'")
    server = {**settings.OWNER_DATABASE, "NAME": "postgres"}
    owner = {**server, "USER": OWNER, "PASSWORD": "owner-secret"}
    role = {**server, "USER": ROLE, "PASSWORD": "first-secret"}
    monkeypatch.setattr(settings, "OWNER_DATABASE", owner)
    monkeypatch.setitem(settings.DATABASES, "default", role)
    yield
    as_admin(f"DROP ROLE IF EXISTS {ROLE}")
    as_admin(f"DROP ROLE {OWNER}")


def can_sign_in(password: str) -> bool:
    server = settings.OWNER_DATABASE
    try:
        psycopg2.connect(
            host=server["HOST"],
            port=server["PORT"] or None,
            dbname=server["NAME"],
            user=ROLE,
            password=password,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def test_the_role_is_made_and_a_second_call_gives_it_the_password_of_now() -> None:
    call_command("make_role")
    assert can_sign_in("first-secret")
    settings.DATABASES["default"]["PASSWORD"] = "second-secret"
    call_command("make_role")
    assert can_sign_in("second-secret")
    assert not can_sign_in("first-secret")


def test_a_role_that_somebody_else_made_is_left_alone_while_it_can_sign_in() -> None:
    as_admin(f"ALTER ROLE {OWNER} NOCREATEROLE")
    as_admin(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'first-secret'")
    call_command("make_role")
    assert can_sign_in("first-secret")


def test_one_role_for_both_needs_none_to_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    settings.DATABASES["default"]["USER"] = OWNER
    call_command("make_role")
    assert "nothing to make" in capsys.readouterr().out


def test_a_super_user_whom_no_grant_binds_is_refused_as_the_application() -> None:
    as_admin(f"CREATE ROLE {ROLE} LOGIN SUPERUSER")
    with pytest.raises(CommandError, match=f"{ROLE} is a super-user"):
        call_command("make_role")


def test_an_owner_who_may_not_make_roles_is_told_so() -> None:
    as_admin(f"ALTER ROLE {OWNER} NOCREATEROLE")
    with pytest.raises(CommandError, match=r"MIGRATE_DATABASE_URL.*permission denied"):
        call_command("make_role")


def test_an_owner_who_cannot_sign_in_is_told_so() -> None:
    settings.OWNER_DATABASE["PASSWORD"] = "wrong"
    with pytest.raises(CommandError, match="MIGRATE_DATABASE_URL"):
        call_command("make_role")
