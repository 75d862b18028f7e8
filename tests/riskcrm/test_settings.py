"""What the environment may say, and what is refused loudly at start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from riskcrm import embedded

OURS = {
    "DATABASE_URL": "postgresql://riskcrm_app:of-our-own@db/riskcrm",
    "MIGRATE_DATABASE_URL": "postgresql://riskcrm_owner:of-our-own@db/riskcrm",
    "REDIS_URL": "redis://cache:6379/0",
    "RISKCRM_SECRET_KEY": "fifty-random-characters-of-our-own",
    "DEMO": "0",
}
PRINT = "from riskcrm import settings as s; print({})"


def read(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The settings as a process of its own sees them: they are read once, at its start."""
    kept = {key: os.environ[key] for key in ("PATH", "RISKCRM_HOME")}
    return subprocess.run(
        [sys.executable, "-c", PRINT.format(expression)],
        cwd=embedded.BASE_DIR,
        env={**kept, **OURS, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RISKCRM_SECRET_KEY", "evaluation-only-secret-key-of-fifty-characters-or-more"),
        ("DATABASE_URL", "postgresql://riskcrm_app:evaluation-only-app@postgres/riskcrm"),
        ("MIGRATE_DATABASE_URL", "postgresql://riskcrm_owner:evaluation-only-owner@db/riskcrm"),
    ],
)
def test_real_use_on_secrets_that_everybody_knows_is_refused(name: str, value: str) -> None:
    refused = read("s.DEMO", **{name: value})
    assert refused.returncode != 0
    assert f"{name} still holds a secret" in refused.stderr
    assert "RISKCRM_APP_PASSWORD" in refused.stderr
    assert read("s.DEMO", **{name: value, "DEMO": "1"}).stdout == "True\n"


def test_secrets_of_ones_own_are_taken() -> None:
    assert read("s.DEMO").stdout == "False\n"


def test_one_number_says_how_many_proxies_are_believed() -> None:
    what = "s.ALLAUTH_TRUSTED_PROXY_COUNT, s.REST_FRAMEWORK['NUM_PROXIES']"
    assert read(what).stdout == "0 0\n"
    assert read(what, RISKCRM_TRUSTED_PROXIES="2").stdout == "2 2\n"
    refused = read(what, RISKCRM_TRUSTED_PROXIES="-1")
    assert "RISKCRM_TRUSTED_PROXIES must be a whole number from 0" in refused.stderr


def test_the_size_of_the_demonstration_is_a_number_that_makes_one() -> None:
    assert read("s.DEMO_CUSTOMERS").stdout == "2000\n"
    assert read("s.DEMO_CUSTOMERS", RISKCRM_DEMO_CUSTOMERS="60").stdout == "60\n"
    for wrong in ("0", "many", "-5", "1e3"):
        refused = read("s.DEMO_CUSTOMERS", RISKCRM_DEMO_CUSTOMERS=wrong)
        assert "RISKCRM_DEMO_CUSTOMERS must be a whole number from 1" in refused.stderr
