"""Every write to people, teams, keys and policies."""

from riskcrm.accounts.selectors import receivers_for, role_of
from riskcrm.accounts.services.absences import end_absence, enter_absence
from riskcrm.accounts.services.handing_over import hand_over
from riskcrm.accounts.services.keys import create_api_key, revoke_api_key
from riskcrm.accounts.services.own import change_own_password, choose_language
from riskcrm.accounts.services.people import (
    change_person,
    create_person,
    refuse_role_by_key,
)
from riskcrm.accounts.services.policies import (
    acknowledge_policy,
    publish_policy,
    publish_version,
    withdraw_policy,
)
from riskcrm.accounts.services.resets import (
    one_time_password,
    reset_password,
    reset_second_factor,
)
from riskcrm.accounts.services.teams import create_team, rename_team

__all__ = [
    "acknowledge_policy",
    "change_own_password",
    "change_person",
    "choose_language",
    "create_api_key",
    "create_person",
    "create_team",
    "end_absence",
    "enter_absence",
    "hand_over",
    "one_time_password",
    "publish_policy",
    "publish_version",
    "receivers_for",
    "refuse_role_by_key",
    "rename_team",
    "reset_password",
    "reset_second_factor",
    "revoke_api_key",
    "role_of",
    "withdraw_policy",
]
