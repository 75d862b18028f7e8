"""Who works here: people and service users, their teams and keys; the policies they work by."""

from riskcrm.accounts.models.keys import ApiKey
from riskcrm.accounts.models.people import Team, User, UserManager, UserQuerySet

__all__ = ["ApiKey", "Team", "User", "UserManager", "UserQuerySet"]
