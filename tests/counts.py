"""What Redis has counted: calls, failed keys, failed sign-ins."""

from __future__ import annotations

from riskcrm.web.redis_client import connected


def forget_counts(*patterns: str) -> None:
    """Let a test begin with nothing counted under these names; tests side by side share Redis."""
    for pattern in patterns:
        for name in connected(seconds=1).scan_iter(pattern):
            connected(seconds=1).delete(name)
