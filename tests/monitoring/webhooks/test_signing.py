"""Signatures are those of Standard Webhooks: the vector is of its published test suite."""

from __future__ import annotations

from monitoring.webhooks.signing import PREFIX, headers, new_secret, seal, sign, unseal

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, TIMESTAMP = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
PAYLOAD = '{"test": 2432232314}'


def test_the_published_vector_is_met() -> None:
    assert sign(SECRET, ID, TIMESTAMP, PAYLOAD) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_each_secret_in_force_signs() -> None:
    other = new_secret()
    said = headers([other, SECRET], ID, TIMESTAMP, PAYLOAD)
    assert said["webhook-id"] == ID
    assert said["webhook-timestamp"] == str(TIMESTAMP)
    assert said["webhook-signature"].split() == [
        sign(other, ID, TIMESTAMP, PAYLOAD), sign(SECRET, ID, TIMESTAMP, PAYLOAD),
    ]  # fmt: skip


def test_a_secret_is_new_each_time_and_kept_unreadable() -> None:
    secret = new_secret()
    assert secret.startswith(PREFIX)
    assert secret != new_secret()
    assert secret not in seal(secret)
    assert unseal(seal(secret)) == secret
