"""What commands ask on a terminal."""

from __future__ import annotations

import getpass
from collections.abc import Callable


def ask_for_password(*, say: Callable[[str], object]) -> str:
    """Ask for a new password, unseen, until it is given the same twice."""
    while True:
        first = getpass.getpass("Password (12 characters or more): ")
        if first == getpass.getpass("The same again: "):
            return first
        say("The two differ. Once more, please.")
