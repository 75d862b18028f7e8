"""What every test stands on: a database made by the owner and used as the application."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client, TransactionTestCase
from django.test.utils import override_settings
from rest_framework.test import APIClient

from riskcrm.accounts import roles
from riskcrm.accounts.models import Team, User
from tests.database import empty_tables, make_database
from tests.factories import make_person, make_team

# pages of tests use the files as they lie: nobody has collected and hashed them
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)

# and no client looks through those of `make run` before its first call
settings.WHITENOISE_AUTOREFRESH = True

# a walk of all routes makes more calls in a minute than programs may
settings.API_CALLS_PER_MINUTE = 100_000

# An example that takes long on a busy machine is no failure. The same examples each time, so that
# what fails is due to a change; ARGS="--hypothesis-profile=search" looks for new ones.
slow = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile(
    "search", deadline=None, suppress_health_check=slow, max_examples=1_000
)
hypothesis.settings.register_profile(
    "riskcrm", deadline=None, suppress_health_check=slow, derandomize=True
)
hypothesis.settings.load_profile("riskcrm")

# workers side by side share a Redis, so each counts calls and sign-ins in a part of its own
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
cache = settings.CACHES["default"]
cache["LOCATION"] = cache["LOCATION"].replace("db=1", f"db={1 + worker % 15}")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> None:
    worker = getattr(request.config, "workerinput", {})
    with django_db_blocker.unblock():
        make_database(
            keep=django_db_keepdb and not django_db_createdb,
            run=worker.get("testrunuid", ""),
            worker=worker.get("workerid", ""),
        )


def _fixture_teardown(_test: TransactionTestCase) -> None:
    empty_tables()


TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """What was counted over the book of the test before is not shown to this one."""
    cache["KEY_PREFIX"] = caches["default"].key_prefix = str(uuid.uuid4())


@pytest.fixture
def own_media(settings: Any, tmp_path: Path) -> None:
    """A folder of its own for files that are uploaded, written or copied."""
    settings.MEDIA_ROOT = tmp_path / "media"


# --- people: each role once; what they may see comes from their team ----------------------------


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """A slow hash is right for people and wrong for tests, which make people all day."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def team(db: None) -> Team:
    """The team of `account_manager` and `teammate`."""
    return make_team("north")


@pytest.fixture
def other_team(db: None) -> Team:
    """The team of `outsider`."""
    return make_team("south")


@pytest.fixture
def account_manager(team: Team) -> User:
    return make_person(roles.ACCOUNT_MANAGER, username="manager", name="Ming Chen", team=team)


@pytest.fixture
def teammate(team: Team) -> User:
    return make_person(roles.ACCOUNT_MANAGER, username="teammate", name="Tao Sun", team=team)


@pytest.fixture
def outsider(other_team: Team) -> User:
    """An account manager who may do the same things, but to another team's customers."""
    return make_person(
        roles.ACCOUNT_MANAGER, username="outsider", name="Oto Weiss", team=other_team
    )


@pytest.fixture
def risk_officer(db: None) -> User:
    return make_person(roles.RISK_OFFICER, username="officer", name="Olivia Reyes")


@pytest.fixture
def second_officer(db: None) -> User:
    return make_person(roles.RISK_OFFICER, username="officer2", name="Peter Lang")


@pytest.fixture
def data_clerk(db: None) -> User:
    return make_person(roles.DATA_CLERK, username="clerk", name="Clara Dietz")


@pytest.fixture
def head_of_risk(db: None) -> User:
    return make_person(roles.HEAD_OF_RISK, username="head", name="Hua Lin")


@pytest.fixture
def legal_reviewer(db: None) -> User:
    return make_person(roles.LEGAL_REVIEWER, username="legal", name="Lena Falk")


@pytest.fixture
def auditor(db: None) -> User:
    return make_person(roles.AUDITOR, username="auditor", name="Aiko Mori")


@pytest.fixture
def administrator(db: None) -> User:
    return make_person(roles.ADMINISTRATOR, username="admin", name="Adam Price")


@pytest.fixture
def nobody(db: None) -> User:
    """A person who can sign in and has no role."""
    return make_person(username="nobody", name="Nora Body")


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A browser in which this person has signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def api_client_for() -> Callable[[User], APIClient]:
    """A caller of the API: a person by session, a service user as its key would."""

    def caller(user: User) -> APIClient:
        client = APIClient()
        if user.kind == User.Kind.PERSON:
            client.force_login(user)
        else:
            client.force_authenticate(User.objects.get(pk=user.pk))
        return client

    return caller
