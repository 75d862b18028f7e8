"""What Redis has counted: calls, failed keys, failed sign-ins."""

from __future__ import annotations

from riskcrm.web.redis_client import connected


def forget_counts() -> None:
    """Let a test begin with nothing counted."""
    for name in connected(seconds=1).scan_iter():
        connected(seconds=1).delete(name)
