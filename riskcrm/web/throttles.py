"""Rate limits per caller."""

from rest_framework.throttling import UserRateThrottle


class CallerThrottle(UserRateThrottle):
    rate = "1200/min"
