"""How the API names people."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from riskcrm.accounts.models import User


class Named(serializers.ModelSerializer[User]):
    """Somebody by id and name."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["id", "name"]
        read_only_fields = fields
        ref_name = "PlanPerson"
