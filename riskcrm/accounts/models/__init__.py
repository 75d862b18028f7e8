"""Who works here: people and service users, their teams and keys; the policies they work by."""

from riskcrm.accounts.models.absences import Absence
from riskcrm.accounts.models.keys import ApiKey
from riskcrm.accounts.models.people import Team, User, UserManager, UserQuerySet
from riskcrm.accounts.models.policies import (
    PolicyAcknowledgement,
    PolicyDocument,
    PolicyVersion,
)
from riskcrm.accounts.models.right_limits import RightLimit

__all__ = [
    "Absence",
    "ApiKey",
    "PolicyAcknowledgement",
    "PolicyDocument",
    "PolicyVersion",
    "RightLimit",
    "Team",
    "User",
    "UserManager",
    "UserQuerySet",
]
